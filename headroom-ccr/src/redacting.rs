//! A store that some texts never enter.

use std::fmt;

use headroom_core::{Handle, Offload};

use crate::{CcrStore, Kept, Miss, Namespace, Original, Receipt, StoreError};

/// A store that some texts never enter: those of which a hook says that they hold a secret.
///
/// Such a text is refused, so that its block is not elided and goes out as it is: the secret is not
/// kept anywhere that it was not before. What was stored before the hook was set stays; see
/// [`CcrStore::purge`].
///
/// The hook sees each text of each put, also those that are renewed, and should be linear in it.
///
/// ```
/// use headroom_ccr::{CcrStore, MemoryStore, Namespace, Redacting, StoreError};
/// use headroom_core::Offload;
///
/// let store = Redacting::new(MemoryStore::new(), |text| text.contains("PRIVATE KEY"));
/// let refused = store.put_all(&Namespace::single_user(), &[Offload::of("-----BEGIN PRIVATE KEY")]);
/// assert!(matches!(refused, Err(StoreError::Refused)));
/// ```
#[derive(Clone)]
pub struct Redacting<S, F> {
    store: S,
    is_secret: F,
}

impl<S: CcrStore, F: Fn(&str) -> bool + Send + Sync> Redacting<S, F> {
    /// The store, without the texts of which the hook says `true`.
    #[must_use]
    pub fn new(store: S, is_secret: F) -> Self {
        Self { store, is_secret }
    }
}

impl<S: fmt::Debug, F> fmt::Debug for Redacting<S, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redacting").field("store", &self.store).finish_non_exhaustive()
    }
}

impl<S: CcrStore, F: Fn(&str) -> bool + Send + Sync> CcrStore for Redacting<S, F> {
    fn put_all(
        &self,
        namespace: &Namespace,
        offloads: &[Offload<'_>],
    ) -> Result<Vec<Receipt>, StoreError> {
        let open = offloads.iter().filter(|offload| !(self.is_secret)(offload.text()));
        let open: Vec<_> = open.copied().collect();
        if open.is_empty() && !offloads.is_empty() {
            return Err(StoreError::Refused);
        }
        self.store.put_all(namespace, &open)
    }

    fn fetch(&self, namespace: &Namespace, handle: Handle) -> Result<Kept, Miss> {
        self.store.fetch(namespace, handle)
    }

    fn get(&self, namespace: &Namespace, handle: Handle) -> Result<Original, Miss> {
        self.store.get(namespace, handle)
    }

    fn renew(&self, namespace: &Namespace, handles: &[Handle]) -> Result<Vec<Handle>, StoreError> {
        self.store.renew(namespace, handles)
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
    use crate::testing::store_laws;

    #[test]
    fn the_laws_hold_for_what_is_no_secret() {
        let store = Redacting::new(MemoryStore::new(), |text| text.contains("hunter2"));
        assert!(store_laws(&store) > 500);
    }

    #[test]
    fn secrets_are_refused_and_the_rest_is_not() {
        let all = Namespace::single_user();
        let store = MemoryStore::new();
        let redacting = Redacting::new(&store, |text: &str| text.contains("hunter2"));
        let batch = ["a", "password: hunter2", "b"].map(Offload::of);
        let receipts = redacting.put_all(&all, &batch).unwrap();
        assert_eq!(receipts, [Receipt::of(&batch[0]), Receipt::of(&batch[2])]);
        assert!(matches!(store.get(&all, batch[1].handle()), Err(Miss::NeverStored)));
        let refused = redacting.put_all(&all, &batch[1..2]);
        assert!(matches!(refused, Err(StoreError::Refused)));
        assert!(redacting.put_all(&all, &[]).unwrap().is_empty());
    }
}
