//! The laws find what is wrong with a store.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::*;
use crate::testing::{FailingStore, ManualClock};
use crate::{Clock, Kept, MemoryStore, Never, StoreError};

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
    PurgesNothing,
    PurgesEverywhere,
    RemembersThePurged,
}

#[derive(Debug)]
struct Flawed {
    flaw: Flaw,
    texts: Mutex<BTreeMap<(String, Handle), String>>,
    purged: Mutex<BTreeSet<(String, Handle)>>,
}

impl Flawed {
    fn new(flaw: Flaw) -> Self {
        Self { flaw, texts: Mutex::default(), purged: Mutex::default() }
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
            let key = self.key(namespace, offload.handle());
            if self.flaw == Flaw::NoRoomForMany && texts.len() >= 100 {
                continue;
            }
            let old = match self.flaw {
                Flaw::StoresNothing => None,
                _ => texts.insert(key.clone(), self.stored(offload.kept())),
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

    fn fetch(&self, namespace: &Namespace, handle: Handle) -> Result<Kept, Miss> {
        let texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        match texts.get(&self.key(namespace, handle)) {
            Some(text) => Ok(Kept::new(text.as_str())),
            None if self.flaw == Flaw::MissIsUnavailable => Err(Miss::unavailable("no such row")),
            None if self.flaw == Flaw::MissIsExpired => Err(Miss::Expired),
            None => {
                let purged = self.purged.lock().unwrap_or_else(PoisonError::into_inner);
                let removed = purged.contains(&self.key(namespace, handle));
                Err(if removed { Miss::Removed } else { Miss::NeverStored })
            }
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

    fn purge(&self, namespace: &Namespace) -> Result<(), StoreError> {
        let mut texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        let of_it = |key: &(String, Handle)| key.0 == self.key(namespace, key.1).0;
        match self.flaw {
            Flaw::PurgesNothing => {}
            Flaw::PurgesEverywhere => texts.clear(),
            flaw => {
                if flaw == Flaw::RemembersThePurged {
                    let mut purged = self.purged.lock().unwrap_or_else(PoisonError::into_inner);
                    purged.extend(texts.keys().filter(|key| of_it(key)).cloned());
                }
                texts.retain(|key, _| !of_it(key));
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
        Flaw::PurgesNothing,
        Flaw::PurgesEverywhere,
        Flaw::RemembersThePurged,
    ] {
        let run = catch_unwind(AssertUnwindSafe(|| store_laws(&Flawed::new(flaw))));
        assert!(run.is_err(), "{flaw:?} is not found");
    }
}

#[test]
fn a_store_without_room_does_not_pass() {
    assert!(catch_unwind(AssertUnwindSafe(|| store_laws(&Never))).is_err());
    let small = MemoryStore::builder().capacity(64 * 1024).build();
    assert!(catch_unwind(AssertUnwindSafe(|| store_laws(&small))).is_err());
}

#[test]
fn the_laws_of_time_and_room_tell_good_from_bad() {
    const HOUR: Duration = Duration::from_secs(3600);
    let clock = ManualClock::new();
    let store = |idle| {
        let builder = MemoryStore::builder().capacity(64 * 1024).idle(idle);
        builder.clock(clock.clone()).build()
    };
    let pass = |time| clock.advance(time);
    let holds = |law: &dyn Fn() -> usize| catch_unwind(AssertUnwindSafe(law)).is_ok_and(|n| n > 0);
    assert!(holds(&|| full_laws(&store(HOUR), 64 * 1024, HOUR, &pass)));
    assert!(!holds(&|| full_laws(&store(HOUR / 2), 64 * 1024, HOUR, &pass)), "forgets too early");
    assert!(!holds(&|| full_laws(&store(4 * HOUR), 64 * 1024, HOUR, &pass)), "makes no room");
    assert!(!holds(&|| full_laws(&MemoryStore::new(), 64 * 1024, HOUR, &pass)), "is not full");
    assert!(!holds(&|| full_laws(&Never, 64 * 1024, HOUR, &pass)), "takes nothing");

    let roomy = MemoryStore::builder().idle(HOUR).clock(clock.clone()).build();
    assert!(holds(&|| idle_laws(&roomy, HOUR, &pass)));
    let late = clock.now() + 3 * HOUR;
    let now = clock.clone();
    let forgetful =
        FailingStore::new(roomy).on_get(move |_| (now.now() > late).then_some(Miss::Expired));
    assert!(!holds(&|| idle_laws(&forgetful, HOUR, &pass)), "drops what is used");
}

#[test]
fn the_laws_of_damage_tell_good_from_bad() {
    let flawed = Flawed::new(Flaw::None);
    let damage = |space: &Namespace, handle| {
        let mut texts = flawed.texts.lock().unwrap();
        texts.insert(flawed.key(space, handle), "something else".to_owned());
    };
    assert_eq!(damage_laws(&flawed, &damage), 6);
    let no_damage = catch_unwind(AssertUnwindSafe(|| damage_laws(&flawed, &|_, _| {})));
    assert!(no_damage.is_err(), "nothing was damaged");
}
