//! Time, as a store sees it.

use std::fmt::Debug;
use std::time::{Duration, Instant, SystemTime};

/// Tells a store how much time has passed.
///
/// Only idle times in a store depend on it, never what a compression puts out.
pub trait Clock: Debug + Send + Sync {
    /// The time since some fixed point in the past. A reading below an earlier one is taken for
    /// that earlier one.
    fn now(&self) -> Duration;
}

/// The clock of the machine, which never goes back.
///
/// It is [`Instant`]: on targets without one (`wasm32-unknown-unknown`) [`MachineClock::new`]
/// panics, and a host gives its own [`Clock`].
#[derive(Clone, Copy, Debug)]
pub struct MachineClock {
    start: Instant,
}

impl MachineClock {
    /// A clock that starts now.
    #[must_use]
    pub fn new() -> Self {
        Self { start: Instant::now() }
    }
}

impl Default for MachineClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for MachineClock {
    fn now(&self) -> Duration {
        self.start.elapsed()
    }
}

/// The clock on the wall: the time since 1970, which all processes and hosts share, for stores that
/// outlive a process. It may be set back and forth; a step forward lets originals seem unused for as
/// long.
#[derive(Clone, Copy, Debug, Default)]
pub struct WallClock;

impl Clock for WallClock {
    fn now(&self) -> Duration {
        SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default()
    }
}

impl<C: Clock + ?Sized> Clock for std::sync::Arc<C> {
    fn now(&self) -> Duration {
        (**self).now()
    }
}
