//! The store in memory.

mod by_use;
mod state;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use headroom_core::{Handle, Offload};

use crate::limits::Limits;
use crate::{CcrStore, Clock, Kept, MachineClock, Miss, Namespace, Original, Receipt, StoreError};
use state::State;

/// A store in the memory of the process.
///
/// It lives as long as the value does: share it (`Arc`) between all that use one conversation, and
/// take a store outside the process where conversations outlive it.
///
/// # What is kept
///
/// An original may be dropped only when another needs its room *and* it has not been used (put,
/// fetched or renewed) for longer than the idle time. The longest unused goes first, and no more go
/// than are needed. If that does not make room enough, the new original is refused and nothing is
/// dropped. A namespace that has a cap of its own makes room among its own originals. Hence no marker in a conversation that goes on is ever orphaned, so long as two of its
/// calls lie no further apart than the idle time.
///
/// # Account
///
/// An original costs the bytes of its text and of the name of its namespace, and
/// [`MemoryStore::OVERHEAD`] for its place in the tables. The sum never exceeds the capacity. The
/// store remembers the handles, not the texts, of the last [`MemoryStore::REMEMBERED`] originals
/// that were dropped or removed, to tell them from those that it never had; these, a few megabytes
/// at most, are not in the account.
///
/// Time per original is O(log n) in the number of originals, and linear in its text: a new text is
/// hashed and copied, a known one compared. One lock guards it all.
///
/// ```
/// use headroom_ccr::{CcrStore, MemoryStore, Miss, Namespace};
/// use headroom_core::Offload;
///
/// let store = MemoryStore::builder().capacity(64 * 1024 * 1024).build();
/// let (mine, theirs) = (Namespace::new("project a"), Namespace::new("project b"));
/// let receipts = store.put_all(&mine, &[Offload::of("a long output")])?;
/// assert_eq!(store.get(&mine, receipts[0].handle())?.text(), "a long output");
/// assert!(matches!(store.get(&theirs, receipts[0].handle()), Err(Miss::NeverStored)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct MemoryStore {
    clock: Box<dyn Clock>,
    state: Mutex<State>,
}

impl MemoryStore {
    /// What an original costs besides its text, in bytes: its key in three tables, the counters of a
    /// shared text, and the spare room that tables keep.
    pub const OVERHEAD: usize = 320;

    /// How many originals that are gone are remembered.
    pub const REMEMBERED: usize = 16_384;

    /// A store with the defaults of the [builder](MemoryStore::builder).
    #[must_use]
    pub fn new() -> Self {
        Self::builder().build()
    }

    /// A store with settings of its own.
    #[must_use]
    pub fn builder() -> MemoryStoreBuilder {
        MemoryStoreBuilder::default()
    }

    /// The bytes that the originals take, by the account.
    #[must_use]
    pub fn used(&self) -> usize {
        self.state().used()
    }

    /// The bytes that the originals may take, by the account.
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.state().capacity()
    }

    /// How many originals are stored.
    #[must_use]
    pub fn len(&self) -> usize {
        self.state().len()
    }

    /// Whether no original is stored.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The state, as of now. The clock, which may be a stranger's, is read before the lock is
    /// taken; under the lock nothing panics, so the state behind a poisoned lock is sound.
    fn state(&self) -> MutexGuard<'_, State> {
        let now = self.clock.now();
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.advance(now);
        state
    }
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        f.debug_struct("MemoryStore")
            .field("capacity", &state.capacity())
            .field("used", &state.used())
            .field("len", &state.len())
            .finish_non_exhaustive()
    }
}

impl CcrStore for MemoryStore {
    fn put_all(
        &self,
        namespace: &Namespace,
        offloads: &[Offload<'_>],
    ) -> Result<Vec<Receipt>, StoreError> {
        let mut state = self.state();
        // What is there already is renewed first: a new original must not push out another one of
        // its own batch.
        for offload in offloads {
            state.renew(&(namespace.clone(), offload.handle()));
        }
        let mut receipts = Vec::with_capacity(offloads.len());
        let mut refused = None;
        for offload in offloads {
            match state.put(namespace, offload) {
                Ok(()) => receipts.push(Receipt::of(offload)),
                Err(error) => refused = refused.or(Some(error)),
            }
        }
        match refused {
            Some(error) if receipts.is_empty() => Err(error),
            _ => Ok(receipts),
        }
    }

    fn fetch(&self, namespace: &Namespace, handle: Handle) -> Result<Kept, Miss> {
        Ok(Kept::new(self.state().get(&(namespace.clone(), handle))?.text))
    }

    fn get(&self, namespace: &Namespace, handle: Handle) -> Result<Original, Miss> {
        let entry = self.state().get(&(namespace.clone(), handle))?;
        // What was checked when it came in has not been out of this memory since.
        if entry.is_original {
            return Ok(Original::known(handle, entry.text));
        }
        Original::verified(handle, entry.text)
    }

    fn renew(&self, namespace: &Namespace, handles: &[Handle]) -> Result<Vec<Handle>, StoreError> {
        let mut state = self.state();
        let there = |handle: &&Handle| state.renew(&(namespace.clone(), **handle));
        Ok(handles.iter().filter(there).copied().collect())
    }

    fn remove(&self, namespace: &Namespace, handles: &[Handle]) -> Result<(), StoreError> {
        let mut state = self.state();
        for &handle in handles {
            state.remove(&(namespace.clone(), handle));
        }
        Ok(())
    }

    fn purge(&self, namespace: &Namespace) -> Result<(), StoreError> {
        self.state().purge(namespace);
        Ok(())
    }
}

/// The settings of a [`MemoryStore`].
#[derive(Debug)]
pub struct MemoryStoreBuilder {
    limits: Limits,
    clock: Option<Box<dyn Clock>>,
}

impl Default for MemoryStoreBuilder {
    fn default() -> Self {
        let (mebibyte, hour) = (1024 * 1024, Duration::from_secs(60 * 60));
        Self { limits: Limits::new(256 * mebibyte, 24 * hour), clock: None }
    }
}

impl MemoryStoreBuilder {
    /// The bytes that originals may take, by the store's account. Default: 256 MiB, the originals
    /// of hundreds of long conversations. When they are used up, outputs go out verbatim.
    #[must_use]
    pub fn capacity(mut self, bytes: usize) -> Self {
        self.limits.capacity = bytes;
        self
    }

    /// The bytes that the originals of one namespace may take, by the store's account. Default: all
    /// of the capacity. A cap keeps one tenant from taking the room of the others.
    #[must_use]
    pub fn per_namespace(mut self, bytes: usize) -> Self {
        self.limits.namespace = bytes;
        self
    }

    /// The bytes that the text of one original may have. Default: no cap but the capacity.
    #[must_use]
    pub fn per_entry(mut self, bytes: usize) -> Self {
        self.limits.entry = bytes;
        self
    }

    /// How long an original that is not used may count on its place. Default: 24 hours. It must be
    /// longer than the longest pause in a conversation that is to go on; a shorter one only lets
    /// room be found earlier.
    #[must_use]
    pub fn idle(mut self, time: Duration) -> Self {
        self.limits.idle = time;
        self
    }

    /// The clock that idle times are measured by. Default: [`MachineClock`], which is right but
    /// for tests and for targets without a clock.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Some(Box::new(clock));
        self
    }

    /// The store.
    #[must_use]
    pub fn build(self) -> MemoryStore {
        MemoryStore {
            clock: self.clock.unwrap_or_else(|| Box::new(MachineClock::new())),
            state: Mutex::new(State::new(self.limits)),
        }
    }
}
