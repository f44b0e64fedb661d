//! Ending a call before its time.

use std::cell::RefCell;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use ort::session::RunOptions;

use crate::{Error, ErrorKind};

/// Ends the work of models on behalf of one call.
///
/// ```
/// use headroom_ml::{Cancellation, ErrorKind};
///
/// let cancellation = Cancellation::new();
/// assert_eq!(cancellation.run(|| 1 + 1).ok(), Some(2));
/// cancellation.cancel(); // from any thread, at any time
/// let error = cancellation.run(|| 1 + 1).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Cancelled);
/// ```
///
/// Cheap to clone; clones are the same cancellation. Once cancelled it stays so: make a new one for
/// each call.
#[derive(Clone, Debug, Default)]
pub struct Cancellation {
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    cancelled: AtomicBool,
    running: Mutex<Vec<Arc<RunOptions>>>,
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State").field("cancelled", &self.cancelled).finish_non_exhaustive()
    }
}

thread_local! {
    /// Those whose [`Cancellation::run`] this thread is in, the innermost last.
    static CURRENT: RefCell<Vec<Cancellation>> = const { RefCell::new(Vec::new()) };
}

impl Cancellation {
    /// One that is not cancelled.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Ends what runs under it, and what is yet to run.
    pub fn cancel(&self) {
        self.state.cancelled.store(true, Ordering::SeqCst);
        for options in &*self.state.running.lock().unwrap_or_else(PoisonError::into_inner) {
            // Fails only without memory; the flag ends the call all the same, after this run.
            let _ = options.terminate();
        }
    }

    /// Whether it is cancelled.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.state.cancelled.load(Ordering::SeqCst)
    }

    /// The flag, for whatever else of the call looks at one.
    #[must_use]
    pub fn flag(&self) -> &AtomicBool {
        &self.state.cancelled
    }

    /// Runs `call`; models that work for it on this thread end when it is cancelled.
    ///
    /// A compressor without scores does with less, so what a cancelled call gives back depends on when it
    /// was cancelled. Hence it is not given back.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Cancelled`] if it was cancelled before `call` was finished.
    pub fn run<T>(&self, call: impl FnOnce() -> T) -> Result<T, Error> {
        self.check()?;
        CURRENT.with_borrow_mut(|current| current.push(self.clone()));
        let within = Within;
        let out = call();
        drop(within);
        self.check().map(|()| out)
    }

    fn check(&self) -> Result<(), Error> {
        if self.is_cancelled() { Err(cancelled()) } else { Ok(()) }
    }

    fn add(&self, options: &Arc<RunOptions>) {
        let mut running = self.state.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.push(options.clone());
    }

    fn remove(&self, options: &Arc<RunOptions>) {
        let mut running = self.state.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.retain(|other| !Arc::ptr_eq(other, options));
    }
}

/// The time in which a thread is in a call, be it left by a panic.
struct Within;

impl Drop for Within {
    fn drop(&mut self) {
        CURRENT.with_borrow_mut(Vec::pop);
    }
}

/// Runs a model for the calls that this thread is in.
///
/// # Errors
///
/// [`ErrorKind::Cancelled`] if one of them is cancelled, else what `run` says.
pub(crate) fn cancellable<T>(
    options: RunOptions,
    run: impl FnOnce(&RunOptions) -> Result<T, Error>,
) -> Result<T, Error> {
    let current = CURRENT.with_borrow(Clone::clone);
    let options = Arc::new(options);
    current.iter().for_each(|cancellation| cancellation.add(&options));
    // Whoever cancels from here on ends the run; whoever did before is seen here.
    let out = check_all(&current).and_then(|()| run(&options));
    current.iter().for_each(|cancellation| cancellation.remove(&options));
    check_all(&current).and(out)
}

/// Whether a call that this thread is in was cancelled.
pub(crate) fn check() -> Result<(), Error> {
    CURRENT.with_borrow(|current| check_all(current))
}

fn check_all(current: &[Cancellation]) -> Result<(), Error> {
    current.iter().try_for_each(Cancellation::check)
}

fn cancelled() -> Error {
    Error::new(ErrorKind::Cancelled, "the call was cancelled")
}
