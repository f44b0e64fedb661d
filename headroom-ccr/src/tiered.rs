//! A fast store over a durable one.

use headroom_core::{Handle, Offload};

use crate::{CcrStore, Kept, Miss, Namespace, Original, Receipt, StoreError};

/// A fast store over a durable one, such as memory over a file.
///
/// A receipt is the durable store's; the fast one holds copies, is asked first, and may be as small
/// as one likes. What the durable store refuses, for whatever reason, is refused.
///
/// A get that the fast store answers renews the durable one too, so that one that is shared with
/// other processes knows of the use. If it does not answer just then, the copy is given out all the
/// same: it was checked against its handle.
///
/// What another process removes is still given out here until the fast store drops its copy.
/// Where that matters, use the durable store alone.
///
/// ```
/// use headroom_ccr::{MemoryStore, Tiered};
///
/// # let durable = MemoryStore::new();
/// let store = Tiered::new(MemoryStore::builder().capacity(16 << 20).build(), durable);
/// ```
#[derive(Clone, Debug)]
pub struct Tiered<F, D> {
    fast: F,
    durable: D,
}

impl<F: CcrStore, D: CcrStore> Tiered<F, D> {
    /// `fast` over `durable`.
    #[must_use]
    pub fn new(fast: F, durable: D) -> Self {
        Self { fast, durable }
    }

    /// Copies an original into the fast store, where it may.
    fn copy(&self, namespace: &Namespace, offloads: &[Offload<'_>]) {
        // A refused copy is no loss: it is read from the durable store.
        drop(self.fast.put_all(namespace, offloads));
    }
}

impl<F: CcrStore, D: CcrStore> CcrStore for Tiered<F, D> {
    fn put_all(
        &self,
        namespace: &Namespace,
        offloads: &[Offload<'_>],
    ) -> Result<Vec<Receipt>, StoreError> {
        let receipts = self.durable.put_all(namespace, offloads)?;
        let mut accepted = receipts.iter().map(|receipt| receipt.handle()).peekable();
        let taken = |offload: &&Offload<'_>| accepted.next_if_eq(&offload.handle()).is_some();
        let taken: Vec<_> = offloads.iter().filter(taken).copied().collect();
        self.copy(namespace, &taken);
        Ok(receipts)
    }

    fn fetch(&self, namespace: &Namespace, handle: Handle) -> Result<Kept, Miss> {
        match self.fast.fetch(namespace, handle) {
            Ok(kept) => {
                drop(self.durable.renew(namespace, &[handle]));
                Ok(kept)
            }
            Err(_) => self.durable.fetch(namespace, handle),
        }
    }

    fn get(&self, namespace: &Namespace, handle: Handle) -> Result<Original, Miss> {
        if let Ok(original) = self.fast.get(namespace, handle) {
            // A store that cannot renew now is asked again with the next use.
            drop(self.durable.renew(namespace, &[handle]));
            return Ok(original);
        }
        let original = self.durable.get(namespace, handle)?;
        self.copy(namespace, &[Offload::of(original.text())]);
        Ok(original)
    }

    fn renew(&self, namespace: &Namespace, handles: &[Handle]) -> Result<Vec<Handle>, StoreError> {
        let there = self.durable.renew(namespace, handles)?;
        drop(self.fast.renew(namespace, &there));
        Ok(there)
    }

    fn remove(&self, namespace: &Namespace, handles: &[Handle]) -> Result<(), StoreError> {
        // Both are asked, whatever the first one says.
        let fast = self.fast.remove(namespace, handles);
        self.durable.remove(namespace, handles).and(fast)
    }

    fn purge(&self, namespace: &Namespace) -> Result<(), StoreError> {
        let fast = self.fast.purge(namespace);
        self.durable.purge(namespace).and(fast)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::testing::{FailingStore, PutFault, store_laws};
    use crate::{MemoryStore, Never};

    #[test]
    fn the_laws_hold_whatever_the_fast_store_is() {
        assert!(store_laws(&Tiered::new(MemoryStore::new(), MemoryStore::new())) > 500);
        assert!(store_laws(&Tiered::new(Never, MemoryStore::new())) > 500);
        let small = MemoryStore::builder().capacity(64 * 1024).build();
        assert!(store_laws(&Tiered::new(small, MemoryStore::new())) > 500);
        let broken = FailingStore::new(MemoryStore::new()).on_put(|_| Some(PutFault::AnswerLost));
        assert!(store_laws(&Tiered::new(broken, MemoryStore::new())) > 500);
    }

    #[test]
    fn what_the_durable_store_refuses_is_refused() {
        let all = Namespace::single_user();
        let (fast, batch) = (MemoryStore::new(), ["a", "b", "a"].map(Offload::of));
        let durable =
            FailingStore::new(MemoryStore::new()).on_put(|n| (n == 0).then_some(PutFault::Refuse));
        let store = Tiered::new(&fast, durable);
        let receipts = store.put_all(&all, &batch).unwrap();
        assert_eq!(receipts, [Receipt::of(&batch[1]), Receipt::of(&batch[2])]);
        assert_eq!(fast.len(), 2);

        let down = FailingStore::new(MemoryStore::new()).on_put(|_| Some(PutFault::Down));
        let fast = MemoryStore::new();
        assert!(Tiered::new(&fast, down).put_all(&all, &batch).is_err());
        assert!(fast.is_empty(), "a copy alone is no receipt");
    }

    #[test]
    fn copies_come_and_go_and_the_durable_store_is_renewed() {
        let all = Namespace::single_user();
        let (fast, durable) = (Arc::new(MemoryStore::new()), Arc::new(MemoryStore::new()));
        let handle = durable.put_all(&all, &[Offload::of("text")]).unwrap()[0].handle();
        let store = Tiered::new(Arc::clone(&fast), Arc::clone(&durable));
        assert_eq!(store.get(&all, handle).unwrap().text(), "text");
        assert_eq!(fast.get(&all, handle).unwrap().text(), "text", "read through");
        store.remove(&all, &[handle]).unwrap();
        assert!(fast.is_empty() && durable.is_empty());

        let down = FailingStore::new(MemoryStore::new())
            .on_get(|_| Some(Miss::unavailable("injected fault")));
        let store = Tiered::new(MemoryStore::new(), down);
        let handle = store.put_all(&all, &[Offload::of("text")]).unwrap()[0].handle();
        assert_eq!(store.get(&all, handle).unwrap().text(), "text", "from the copy");
        assert!(store.renew(&all, &[handle]).is_err());
    }
}
