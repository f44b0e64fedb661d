//! A store within a store.

use headroom_core::{Handle, Offload};

use crate::{CcrStore, Kept, Miss, Namespace, Original, Receipt, StoreError};

/// A store within a store: all its namespaces lie apart from those of others.
///
/// A server gives each tenant a `Namespaced` with the tenant's id; whatever namespaces the tenant's
/// code then names, none is another tenant's. Such stores may be nested.
///
/// The names that reach the store below are the length of the prefix, a colon, the prefix and the
/// name. Where a part of the program uses the store below without a prefix, its own names must not
/// look so.
///
/// ```
/// use headroom_ccr::{CcrStore, MemoryStore, Namespace, Namespaced};
/// use headroom_core::Offload;
///
/// let store = MemoryStore::new();
/// let (one, other) = (Namespaced::new(&store, "one"), Namespaced::new(&store, "other"));
/// let session = Namespace::new("session 1");
/// let handle = one.put_all(&session, &[Offload::of("a text")])?[0].handle();
/// assert!(one.get(&session, handle).is_ok());
/// assert!(other.get(&session, handle).is_err());
/// # Ok::<(), headroom_ccr::StoreError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Namespaced<S> {
    store: S,
    prefix: String,
}

impl<S: CcrStore> Namespaced<S> {
    /// The part of a store that belongs to this prefix. Any text is one.
    #[must_use]
    pub fn new(store: S, prefix: &str) -> Self {
        Self { store, prefix: format!("{}:{prefix}", prefix.len()) }
    }

    fn below(&self, namespace: &Namespace) -> Namespace {
        Namespace::new(format!("{}{}", self.prefix, namespace.as_str()))
    }
}

impl<S: CcrStore> CcrStore for Namespaced<S> {
    fn put_all(
        &self,
        namespace: &Namespace,
        offloads: &[Offload<'_>],
    ) -> Result<Vec<Receipt>, StoreError> {
        self.store.put_all(&self.below(namespace), offloads)
    }

    fn fetch(&self, namespace: &Namespace, handle: Handle) -> Result<Kept, Miss> {
        self.store.fetch(&self.below(namespace), handle)
    }

    fn get(&self, namespace: &Namespace, handle: Handle) -> Result<Original, Miss> {
        self.store.get(&self.below(namespace), handle)
    }

    fn renew(&self, namespace: &Namespace, handles: &[Handle]) -> Result<Vec<Handle>, StoreError> {
        self.store.renew(&self.below(namespace), handles)
    }

    fn remove(&self, namespace: &Namespace, handles: &[Handle]) -> Result<(), StoreError> {
        self.store.remove(&self.below(namespace), handles)
    }

    fn purge(&self, namespace: &Namespace) -> Result<(), StoreError> {
        self.store.purge(&self.below(namespace))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MemoryStore;
    use crate::testing::store_laws;

    #[test]
    fn the_laws_hold() {
        let store = MemoryStore::new();
        assert!(store_laws(&Namespaced::new(&store, "a")) > 500);
        assert!(store_laws(&Namespaced::new(Namespaced::new(&store, ""), "1:a")) > 500);
        assert!(store.is_empty(), "the laws clean up");
    }

    #[test]
    fn a_prefix_and_a_name_are_not_another_prefix_and_name() {
        let store = MemoryStore::new();
        let handle = Handle::of("text");
        let pairs = [("a", "bc"), ("ab", "c"), ("", "abc"), ("abc", ""), ("1:a", "b"), ("é", "c")];
        for (at, (prefix, name)) in pairs.into_iter().enumerate() {
            let here = Namespaced::new(&store, prefix);
            let space = Namespace::new(name);
            assert!(here.get(&space, handle).is_err(), "{prefix:?} {name:?}");
            assert_eq!(here.put_all(&space, &[Offload::of("text")]).unwrap().len(), 1);
            assert_eq!(store.len(), at + 1);
        }
    }
}
