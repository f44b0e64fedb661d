//! The trait of a reversible store, and what goes through it.

use std::fmt::{self, Debug};
use std::sync::Arc;

use headroom_core::{Handle, Offload, SharedText};

use crate::{Miss, Namespace, StoreError};

/// Keeps originals, and gives them back by their handles.
///
/// # Contract
///
/// * **Receipt before marker.** A [`Receipt`] is given only after the exact text is stored as
///   durably as the store stores at all. From then on [`get`](CcrStore::get) returns that text.
/// * **Reachability.** An original lives as long as it is used: a put of the same text, a get and a
///   renew each count as use. A store may let go what has not been used for a time that it states.
///   A full store refuses new puts; it never drops what is still being used.
/// * **One batch.** No put of a batch makes room by dropping another original of the same batch.
/// * **Namespaces.** A handle resolves in the namespace it was put in, and in no other.
/// * **Told apart.** A [`Miss`] says why. In particular [`Miss::Unavailable`] is never reported as
///   something final, and absence never as a failure of the store.
/// * **Shared.** Calls from several threads and, for stores outside the process, from several
///   processes take effect one after the other.
///
/// `testing::store_laws` checks a store against this.
///
/// The trait is synchronous. An asynchronous host does not need it: the plan of a compression says
/// what must be stored and takes the answers, and [`RetrieveCall`](crate::RetrieveCall) selects
/// from an original that the host has fetched itself.
pub trait CcrStore: Debug + Send + Sync {
    /// Stores the originals, or renews those that are there already.
    ///
    /// Each offload is accepted or refused by itself: there is one receipt for each that was
    /// accepted, in the order of the offloads, and none for the others. An original that stands
    /// twice in the batch has two receipts.
    ///
    /// # Errors
    ///
    /// No offload was accepted, and the first was refused for this reason. After an error, nothing
    /// of the batch counts as stored; texts that a broken connection left behind are harmless, since
    /// no handle to them is given out. An empty batch is no error.
    fn put_all(
        &self,
        namespace: &Namespace,
        offloads: &[Offload<'_>],
    ) -> Result<Vec<Receipt>, StoreError>;

    /// What is kept under a handle ([`Offload::kept`]), which counts as use of it. It need not be
    /// checked: [`get`](CcrStore::get) does.
    ///
    /// # Errors
    ///
    /// The [`Miss`] that says why there is nothing.
    fn fetch(&self, namespace: &Namespace, handle: Handle) -> Result<Kept, Miss>;

    /// The original of a handle, which counts as use of it.
    ///
    /// Provided: what is fetched, once it is found to be the text that the handle was made of.
    ///
    /// # Errors
    ///
    /// The [`Miss`] that says why there is none.
    fn get(&self, namespace: &Namespace, handle: Handle) -> Result<Original, Miss> {
        self.fetch(namespace, handle)?.verify(handle)
    }

    /// Renews originals without sending them: the handles that are still there, in the order given,
    /// repeats included. Those that are missing from the answer have to be put again.
    ///
    /// # Errors
    ///
    /// [`StoreError::Unavailable`]: nothing is known of any of them.
    fn renew(&self, namespace: &Namespace, handles: &[Handle]) -> Result<Vec<Handle>, StoreError>;

    /// Deletes originals; those that are not there are passed over. Afterwards none of them
    /// resolves until it is put again.
    ///
    /// # Errors
    ///
    /// [`StoreError::Unavailable`]: some may still be there.
    fn remove(&self, namespace: &Namespace, handles: &[Handle]) -> Result<(), StoreError>;

    /// Deletes all that the namespace has, and forgets that it had it. Afterwards no text of it is
    /// left where the store keeps texts: not in free pages, not in a log. Linear in what is deleted.
    ///
    /// # Errors
    ///
    /// [`StoreError::Unavailable`]: some may still be there.
    fn purge(&self, namespace: &Namespace) -> Result<(), StoreError>;
}

macro_rules! forward {
    ($($pointer:ty),*) => {$(
        #[deny(clippy::missing_trait_methods)]
        impl<S: CcrStore + ?Sized> CcrStore for $pointer {
            fn put_all(
                &self,
                namespace: &Namespace,
                offloads: &[Offload<'_>],
            ) -> Result<Vec<Receipt>, StoreError> {
                (**self).put_all(namespace, offloads)
            }
            fn fetch(&self, namespace: &Namespace, handle: Handle) -> Result<Kept, Miss> {
                (**self).fetch(namespace, handle)
            }
            fn get(&self, namespace: &Namespace, handle: Handle) -> Result<Original, Miss> {
                (**self).get(namespace, handle)
            }
            fn renew(
                &self,
                namespace: &Namespace,
                handles: &[Handle],
            ) -> Result<Vec<Handle>, StoreError> {
                (**self).renew(namespace, handles)
            }
            fn remove(&self, namespace: &Namespace, handles: &[Handle]) -> Result<(), StoreError> {
                (**self).remove(namespace, handles)
            }
            fn purge(&self, namespace: &Namespace) -> Result<(), StoreError> {
                (**self).purge(namespace)
            }
        }
    )*};
}
forward!(&S, Box<S>, Arc<S>);

/// A store's word that an original can be had back.
///
/// A handle may stand in a request only if there is a receipt for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[must_use = "without its receipt the original's handle may not be given out"]
pub struct Receipt(Handle);

impl Receipt {
    /// The receipt for an offload. For implementations of [`CcrStore`] alone, and only after the
    /// offload's text has been stored for good under the offload's handle.
    pub fn of(offload: &Offload<'_>) -> Self {
        Self(offload.handle())
    }

    /// The handle that may be given out.
    #[must_use]
    pub fn handle(self) -> Handle {
        self.0
    }
}

/// What a store keeps under a handle: the original, or what a wrapper put in its place. It has not been
/// checked, and is no [`Original`]. Cheap to clone; `Debug` does not print the text.
#[derive(Clone, PartialEq, Eq)]
pub struct Kept(SharedText);

impl Kept {
    /// What is kept.
    #[must_use]
    pub fn new(text: impl Into<SharedText>) -> Self {
        Self(text.into())
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }

    /// The original, if it is that of this handle.
    pub(crate) fn verify(self, handle: Handle) -> Result<Original, Miss> {
        Original::verified(handle, self.0)
    }
}

impl Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kept").field("bytes", &self.0.len()).finish_non_exhaustive()
    }
}

/// An original as it was stored: the text that its handle was made of.
///
/// There is no other way to one than by the check of the text against the handle, so that a
/// damaged or swapped text cannot be taken for the original. Cheap to clone; `Debug` does not print
/// the text.
#[derive(Clone, PartialEq, Eq)]
pub struct Original {
    handle: Handle,
    text: SharedText,
}

impl Original {
    /// The original of a handle, from what a store found under it. Linear in the text.
    ///
    /// # Errors
    ///
    /// [`Miss::Corrupt`] if the handle is not that of the text.
    pub fn verified(handle: Handle, text: impl Into<SharedText>) -> Result<Self, Miss> {
        let text = text.into();
        if Handle::of(&text) == handle { Ok(Self { handle, text }) } else { Err(Miss::Corrupt) }
    }

    /// The original of a text that has been verified before and has not been out of our hands.
    pub(crate) fn known(handle: Handle, text: SharedText) -> Self {
        Self { handle, text }
    }

    /// The key of the text.
    #[must_use]
    pub fn handle(&self) -> Handle {
        self.handle
    }

    /// The exact text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl Debug for Original {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Original")
            .field("handle", &self.handle)
            .field("bytes", &self.text.len())
            .finish_non_exhaustive()
    }
}

/// The store that takes nothing: with it, nothing is ever elided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Never;

impl CcrStore for Never {
    fn put_all(&self, _: &Namespace, offloads: &[Offload<'_>]) -> Result<Vec<Receipt>, StoreError> {
        if offloads.is_empty() { Ok(Vec::new()) } else { Err(StoreError::Refused) }
    }

    fn fetch(&self, _: &Namespace, _: Handle) -> Result<Kept, Miss> {
        Err(Miss::NeverStored)
    }

    fn renew(&self, _: &Namespace, _: &[Handle]) -> Result<Vec<Handle>, StoreError> {
        Ok(Vec::new())
    }

    fn remove(&self, _: &Namespace, _: &[Handle]) -> Result<(), StoreError> {
        Ok(())
    }

    fn purge(&self, _: &Namespace) -> Result<(), StoreError> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_original_is_what_its_handle_was_made_of() {
        let handle = Handle::of("the original");
        let original = Original::verified(handle, "the original").unwrap();
        assert_eq!((original.handle(), original.text()), (handle, "the original"));
        assert!(matches!(Original::verified(handle, "another"), Err(Miss::Corrupt)));
        let shown = format!("{original:?}");
        assert!(shown.contains("bytes: 12") && !shown.contains("the original"), "{shown}");
    }

    #[test]
    fn never_takes_nothing() {
        let (store, all): (&dyn CcrStore, _) = (&Never, Namespace::single_user());
        let offload = Offload::of("text");
        assert!(matches!(store.put_all(&all, &[offload]), Err(StoreError::Refused)));
        assert!(store.put_all(&all, &[]).unwrap().is_empty());
        assert!(matches!(store.get(&all, offload.handle()), Err(Miss::NeverStored)));
        assert!(store.renew(&all, &[offload.handle()]).unwrap().is_empty());
        store.remove(&all, &[offload.handle()]).unwrap();
        store.purge(&all).unwrap();
    }
}
