//! The laws of a store about time, room and damage.

use std::time::Duration;

use headroom_core::{Handle, Offload};

use super::{put, remove, renew, resolves};
use crate::{CcrStore, Miss, Namespace, Receipt, StoreError};

/// The laws of a [`CcrStore`] about time. Gives back how many originals it fetched and compared.
///
/// `idle` is the time for which the store keeps what is not used, and `pass` lets time pass: it moves
/// the clock that the store was built with ([`ManualClock`](crate::testing::ManualClock)), or sleeps.
/// The store must have room for 1 MiB.
///
/// * What is put, fetched or renewed once in each idle time stays, whatever is put meanwhile.
/// * What is gone because it was not used is [`Miss::Expired`] or [`Miss::Evicted`], or, long after,
///   [`Miss::NeverStored`]; put again, it resolves.
pub fn idle_laws(store: &dyn CcrStore, idle: Duration, pass: &dyn Fn(Duration)) -> usize {
    let space = Namespace::new("headroom-store-laws idle");
    let texts = ["used by put", "used by get", "used by renew", "not used"];
    let [by_put, by_get, by_renew, unused] = texts.map(Handle::of);
    put(store, &space, &texts);
    let mut compared = 0;
    for round in 0..6 {
        pass(idle * 3 / 4);
        put(store, &space, &[texts[0], &format!("{round} {}", "more ".repeat(1000))]);
        compared += resolves(store, &space, by_get, texts[1]);
        assert_eq!(renew(store, &space, &[by_renew]), [by_renew], "in round {round}");
    }
    for (handle, text) in [by_put, by_get, by_renew].into_iter().zip(texts) {
        compared += resolves(store, &space, handle, text);
    }
    match store.get(&space, unused) {
        Ok(original) => assert_eq!(original.text(), texts[3]),
        Err(Miss::Expired | Miss::Evicted | Miss::NeverStored) => {}
        Err(miss) => panic!("what was not used is reported as {miss:?}"),
    }
    put(store, &space, &texts[3..]);
    compared += resolves(store, &space, unused, texts[3]);
    if let Err(error) = store.purge(&space) {
        panic!("a purge fails: {error}");
    }
    compared
}

/// The laws of a [`CcrStore`] about room. Gives back how many originals it fetched and compared.
///
/// The store is empty and has room for 64 KiB to 16 MiB, `capacity`; `idle` and `pass` are as for
/// [`idle_laws`].
///
/// * A full store refuses what is new, as [`StoreError::Full`] or [`StoreError::TooLarge`], in every
///   namespace, and accepts what it has; nothing that it has goes.
/// * What is removed makes room, and what was not used for the idle time does; what was stays.
pub fn full_laws(
    store: &dyn CcrStore,
    capacity: usize,
    idle: Duration,
    pass: &dyn Fn(Duration),
) -> usize {
    let space = Namespace::new("headroom-store-laws full");
    let text = |n: usize| format!("{n} {}", "x".repeat(capacity / 16));
    let kept: Vec<String> =
        (0..32).map(text).take_while(|text| takes(store, &space, text)).collect();
    assert!((2..=16).contains(&kept.len()), "{} texts fit", kept.len());
    let all_there = || {
        let handles = kept.iter().map(|text| resolves(store, &space, Handle::of(text), text));
        handles.sum::<usize>()
    };
    let mut compared = all_there();

    let elsewhere = Namespace::new("headroom-store-laws full as well");
    assert!(!takes(store, &space, &"y".repeat(2 * capacity)), "more than all of its room");
    assert!(!takes(store, &elsewhere, &text(100)), "a full store has room in another namespace");
    let (first, new) = (Offload::of(&kept[0]), text(101));
    let receipts = store.put_all(&space, &[Offload::of(&new), first]);
    assert_eq!(receipts.unwrap_or_default(), [Receipt::of(&first)], "each is taken by itself");
    compared += all_there();

    remove(store, &space, &[Handle::of(&kept[0]), Handle::of(&kept[1])]);
    let more = (100..132).take_while(|&n| takes(store, &space, &text(n))).count();
    assert!((1..=3).contains(&more), "what is removed makes room for {more} texts");
    pass(idle * 3 / 4);
    let last = Handle::of(&kept[kept.len() - 1]);
    assert_eq!(renew(store, &space, &[last]), [last]);
    pass(idle * 3 / 4);
    let more = (200..232).filter(|&n| takes(store, &space, &text(n))).count();
    assert!(more > 0, "what was not used makes room");
    compared += resolves(store, &space, last, &kept[kept.len() - 1]);
    if let Err(error) = store.purge(&space).and(store.purge(&elsewhere)) {
        panic!("a purge fails: {error}");
    }
    compared
}

/// Whether the store takes a text; if not, because there is no room.
fn takes(store: &dyn CcrStore, space: &Namespace, text: &str) -> bool {
    match store.put_all(space, &[Offload::of(text)]) {
        Ok(receipts) => {
            assert_eq!(receipts.len(), 1, "one receipt for one offload");
            true
        }
        Err(StoreError::Full { .. } | StoreError::TooLarge { .. }) => false,
        Err(error) => panic!("no room is reported as {error:?}"),
    }
}

/// The laws of a [`CcrStore`] about damage. Gives back how many originals were found to be damaged.
///
/// `damage` changes what the store holds under a handle, behind its back.
///
/// * A damaged original is [`Miss::Corrupt`] or, once that is known, missing; never another text.
/// * Others are not affected.
/// * Put again, it resolves.
pub fn damage_laws(store: &dyn CcrStore, damage: &dyn Fn(&Namespace, Handle)) -> usize {
    let space = Namespace::new("headroom-store-laws damage");
    let (sound, long) = ("not damaged", "a long text\n".repeat(2000));
    let texts = ["damaged", "é", long.as_str()];
    let mut found = 0;
    for text in texts {
        let handle = Handle::of(text);
        put(store, &space, &[sound, text]);
        damage(&space, handle);
        for _ in 0..2 {
            match store.get(&space, handle) {
                Ok(original) => assert!(original.text() == text, "another text is given out"),
                Err(Miss::Corrupt) => found += 1,
                Err(Miss::Unavailable(why)) => panic!("damage is reported as unavailable: {why}"),
                Err(_) => {}
            }
        }
        resolves(store, &space, Handle::of(sound), sound);
        put(store, &space, &[text]);
        resolves(store, &space, handle, text);
    }
    if let Err(error) = store.purge(&space) {
        panic!("a purge fails: {error}");
    }
    assert!(found >= texts.len(), "{found} of {} damaged texts are found", texts.len());
    found
}
