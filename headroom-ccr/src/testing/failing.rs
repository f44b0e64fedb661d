//! A store that fails where it is told to.

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};

use headroom_core::{Handle, Offload};

use crate::{CcrStore, Kept, Miss, Namespace, Receipt, StoreError};

/// How a put fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PutFault {
    /// The offload is refused; the others of its batch are not affected.
    Refuse,
    /// The batch fails before anything of it is stored.
    Down,
    /// The batch is stored, but the answer is lost on the way.
    AnswerLost,
}

type OnPut = Box<dyn Fn(usize) -> Option<PutFault> + Send + Sync>;
type OnGet = Box<dyn Fn(Handle) -> Option<Miss> + Send + Sync>;

/// A store with faults, to test what stands before it: whatever a store does, no marker without a
/// receipt may come out.
pub struct FailingStore<S> {
    store: S,
    puts: AtomicUsize,
    on_put: OnPut,
    on_get: OnGet,
}

impl<S: CcrStore> FailingStore<S> {
    /// The store, without a fault so far.
    pub fn new(store: S) -> Self {
        Self {
            store,
            puts: AtomicUsize::new(0),
            on_put: Box::new(|_| None),
            on_get: Box::new(|_| None),
        }
    }

    /// Faults of puts, by the number of the offload: the first that is ever offered is 0, and those
    /// that fail count too.
    #[must_use]
    pub fn on_put(
        mut self,
        fault: impl Fn(usize) -> Option<PutFault> + Send + Sync + 'static,
    ) -> Self {
        self.on_put = Box::new(fault);
        self
    }

    /// Faults of gets, such as [`Miss::Corrupt`]. What cannot be fetched is not renewed either.
    #[must_use]
    pub fn on_get(
        mut self,
        fault: impl Fn(Handle) -> Option<Miss> + Send + Sync + 'static,
    ) -> Self {
        self.on_get = Box::new(fault);
        self
    }
}

impl<S: CcrStore> fmt::Debug for FailingStore<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FailingStore").field("store", &self.store).finish_non_exhaustive()
    }
}

fn down() -> StoreError {
    StoreError::unavailable("injected fault")
}

impl<S: CcrStore> CcrStore for FailingStore<S> {
    fn put_all(
        &self,
        namespace: &Namespace,
        offloads: &[Offload<'_>],
    ) -> Result<Vec<Receipt>, StoreError> {
        let start = self.puts.fetch_add(offloads.len(), Ordering::SeqCst);
        let faults: Vec<_> = (start..).zip(offloads).map(|(n, _)| (self.on_put)(n)).collect();
        if faults.contains(&Some(PutFault::Down)) {
            return Err(down());
        }
        let refused = |fault: &Option<PutFault>| *fault == Some(PutFault::Refuse);
        let taken = offloads.iter().zip(&faults).filter(|(_, fault)| !refused(fault));
        let taken: Vec<_> = taken.map(|(offload, _)| *offload).collect();
        if taken.is_empty() && !offloads.is_empty() {
            return Err(StoreError::Refused);
        }
        let receipts = self.store.put_all(namespace, &taken)?;
        if faults.contains(&Some(PutFault::AnswerLost)) { Err(down()) } else { Ok(receipts) }
    }

    fn fetch(&self, namespace: &Namespace, handle: Handle) -> Result<Kept, Miss> {
        match (self.on_get)(handle) {
            Some(miss) => Err(miss),
            None => self.store.fetch(namespace, handle),
        }
    }

    fn renew(&self, namespace: &Namespace, handles: &[Handle]) -> Result<Vec<Handle>, StoreError> {
        let mut there = Vec::new();
        for &handle in handles {
            match (self.on_get)(handle) {
                None => there.push(handle),
                Some(Miss::Unavailable(_)) => return Err(down()),
                Some(_) => {}
            }
        }
        self.store.renew(namespace, &there)
    }

    fn remove(&self, namespace: &Namespace, handles: &[Handle]) -> Result<(), StoreError> {
        self.store.remove(namespace, handles)
    }

    fn purge(&self, namespace: &Namespace) -> Result<(), StoreError> {
        self.store.purge(namespace)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MemoryStore;

    #[test]
    fn faults_come_where_they_are_told_to() {
        let all = Namespace::single_user();
        let texts = ["a", "b", "c"].map(Offload::of);
        let handles = texts.map(|offload| offload.handle());
        let store = FailingStore::new(MemoryStore::new()).on_put(|n| match n {
            1 => Some(PutFault::Refuse),
            5 => Some(PutFault::Down),
            6 => Some(PutFault::AnswerLost),
            _ => None,
        });
        let receipts = store.put_all(&all, &texts).unwrap();
        assert_eq!(receipts, [Receipt::of(&texts[0]), Receipt::of(&texts[2])]);
        assert!(matches!(store.put_all(&all, &texts), Err(StoreError::Unavailable(_))));
        assert_eq!(store.renew(&all, &handles).unwrap(), [handles[0], handles[2]]);
        assert!(matches!(store.put_all(&all, &texts), Err(StoreError::Unavailable(_))));
        assert_eq!(store.renew(&all, &handles).unwrap(), handles);

        let store = store.on_get(move |handle| (handle == handles[1]).then_some(Miss::Corrupt));
        assert!(matches!(store.get(&all, handles[1]), Err(Miss::Corrupt)));
        assert_eq!(store.get(&all, handles[0]).unwrap().text(), "a");
        assert_eq!(store.renew(&all, &handles).unwrap(), [handles[0], handles[2]]);
    }
}
