//! The laws find what is wrong with a store.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};

use super::*;
use crate::{MemoryStore, NoStore, Original, StoreError};

/// What is wrong with a [`Flawed`] store.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Flaw {
    None,
    TrimsTexts,
    LosesCarriageReturns,
    OneNamespace,
    FoldsNamespaces,
    StoresNothing,
    NoRoomForMany,
    OneReceiptForEqualTexts,
    ReceiptsSorted,
    RemovesNothing,
    RemovesEverywhere,
    RenewsAll,
    RenewsOnce,
    MissIsUnavailable,
    MissIsExpired,
    EmptyBatchFails,
    SecondPutRemoves,
}

#[derive(Debug)]
struct Flawed {
    flaw: Flaw,
    texts: Mutex<BTreeMap<(String, Handle), String>>,
}

impl Flawed {
    fn new(flaw: Flaw) -> Self {
        Self { flaw, texts: Mutex::default() }
    }

    fn key(&self, namespace: &Namespace, handle: Handle) -> (String, Handle) {
        let name = match self.flaw {
            Flaw::OneNamespace => String::new(),
            Flaw::FoldsNamespaces => namespace.as_str().to_lowercase(),
            _ => namespace.as_str().to_owned(),
        };
        (name, handle)
    }

    fn stored(&self, text: &str) -> String {
        match self.flaw {
            Flaw::TrimsTexts => text.trim().to_owned(),
            Flaw::LosesCarriageReturns => text.replace('\r', ""),
            _ => text.to_owned(),
        }
    }
}

impl CcrStore for Flawed {
    fn put_all(
        &self,
        namespace: &Namespace,
        offloads: &[Offload<'_>],
    ) -> Result<Vec<Receipt>, StoreError> {
        let mut texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        let mut receipts = Vec::new();
        for offload in offloads {
            let key = self.key(namespace, offload.handle);
            if self.flaw == Flaw::NoRoomForMany && texts.len() >= 100 {
                continue;
            }
            let old = match self.flaw {
                Flaw::StoresNothing => None,
                _ => texts.insert(key.clone(), self.stored(offload.text)),
            };
            if self.flaw == Flaw::SecondPutRemoves && old.is_some() {
                texts.remove(&key);
            }
            receipts.push(Receipt::of(offload));
        }
        match self.flaw {
            Flaw::OneReceiptForEqualTexts => receipts.dedup(),
            Flaw::ReceiptsSorted => receipts.sort_by_key(|receipt| receipt.handle()),
            Flaw::EmptyBatchFails if offloads.is_empty() => return Err(StoreError::Refused),
            _ => {}
        }
        Ok(receipts)
    }

    fn get(&self, namespace: &Namespace, handle: Handle) -> Result<Original, Miss> {
        let texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        match texts.get(&self.key(namespace, handle)) {
            Some(text) => Original::verified(handle, text.as_str()),
            None if self.flaw == Flaw::MissIsUnavailable => Err(Miss::unavailable("no such row")),
            None if self.flaw == Flaw::MissIsExpired => Err(Miss::Expired),
            None => Err(Miss::NeverStored),
        }
    }

    fn renew(&self, namespace: &Namespace, handles: &[Handle]) -> Result<Vec<Handle>, StoreError> {
        let texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        let there = |handle: &Handle| {
            self.flaw == Flaw::RenewsAll || texts.contains_key(&self.key(namespace, *handle))
        };
        let mut there: Vec<_> = handles.iter().copied().filter(there).collect();
        if self.flaw == Flaw::RenewsOnce {
            there.sort();
            there.dedup();
        }
        Ok(there)
    }

    fn remove(&self, namespace: &Namespace, handles: &[Handle]) -> Result<(), StoreError> {
        let mut texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        for &handle in handles {
            match self.flaw {
                Flaw::RemovesNothing => {}
                Flaw::RemovesEverywhere => texts.retain(|(_, other), _| *other != handle),
                _ => drop(texts.remove(&self.key(namespace, handle))),
            }
        }
        Ok(())
    }
}

#[test]
fn a_sound_store_passes_again_and_again() {
    let store = Flawed::new(Flaw::None);
    assert!(store_laws(&store) > 500);
    assert!(store.texts.lock().unwrap().is_empty(), "the laws clean up");
    assert!(store_laws(&store) > 500);
}

#[test]
fn each_flaw_is_found() {
    for flaw in [
        Flaw::TrimsTexts,
        Flaw::LosesCarriageReturns,
        Flaw::OneNamespace,
        Flaw::FoldsNamespaces,
        Flaw::StoresNothing,
        Flaw::NoRoomForMany,
        Flaw::OneReceiptForEqualTexts,
        Flaw::ReceiptsSorted,
        Flaw::RemovesNothing,
        Flaw::RemovesEverywhere,
        Flaw::RenewsAll,
        Flaw::RenewsOnce,
        Flaw::MissIsUnavailable,
        Flaw::MissIsExpired,
        Flaw::EmptyBatchFails,
        Flaw::SecondPutRemoves,
    ] {
        let run = catch_unwind(AssertUnwindSafe(|| store_laws(&Flawed::new(flaw))));
        assert!(run.is_err(), "{flaw:?} is not found");
    }
}

#[test]
fn a_store_without_room_does_not_pass() {
    assert!(catch_unwind(AssertUnwindSafe(|| store_laws(&NoStore))).is_err());
    let small = MemoryStore::builder().capacity(64 * 1024).build();
    assert!(catch_unwind(AssertUnwindSafe(|| store_laws(&small))).is_err());
}
