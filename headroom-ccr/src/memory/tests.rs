use std::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::testing::{ManualClock, full_laws, idle_laws, store_laws};

const HOUR: Duration = Duration::from_secs(3600);

/// A store with room for so many one-letter texts of the sole user, and its clock.
fn store_for(texts: usize) -> (MemoryStore, ManualClock, Namespace) {
    let (clock, all) = (ManualClock::new(), Namespace::single_user());
    let one = 1 + all.as_str().len() + MemoryStore::OVERHEAD;
    let builder = MemoryStore::builder().capacity(texts * one).idle(24 * HOUR);
    (builder.clock(clock.clone()).build(), clock, all)
}

fn put(store: &MemoryStore, space: &Namespace, texts: &[&str]) -> Result<Vec<Handle>, StoreError> {
    let offloads: Vec<_> = texts.iter().map(|text| Offload::of(text)).collect();
    Ok(store.put_all(space, &offloads)?.into_iter().map(Receipt::handle).collect())
}

#[test]
fn the_laws_hold() {
    assert!(store_laws(&MemoryStore::new()) > 500);
    assert!(store_laws(&Arc::new(MemoryStore::new())) > 500);
    let boxed: Box<dyn CcrStore> = Box::new(MemoryStore::new());
    assert!(store_laws(&boxed) > 500);
}

#[test]
fn the_laws_of_time_and_room_hold() {
    let clock = ManualClock::new();
    let builder = || MemoryStore::builder().idle(HOUR).clock(clock.clone());
    let pass = |time| clock.advance(time);
    let store = builder().capacity(128 * 1024).build();
    assert!(full_laws(&store, 128 * 1024, HOUR, &pass) > 20);
    assert!(idle_laws(&builder().build(), HOUR, &pass) > 5);
}

#[test]
fn a_namespace_has_a_cap_and_so_has_an_entry() {
    let clock = ManualClock::new();
    let (one, other) = (Namespace::new("one"), Namespace::new("two"));
    let cost = 1 + 3 + MemoryStore::OVERHEAD;
    let builder = MemoryStore::builder().per_namespace(2 * cost).per_entry(9).idle(HOUR);
    let store = builder.clock(clock.clone()).build();
    let long = store.put_all(&one, &[Offload::of("ten bytes.")]).unwrap_err();
    assert!(matches!(long, StoreError::TooLarge { size: 10, capacity: 9 }), "{long:?}");
    let [a, b] = put(&store, &one, &["a", "b"]).unwrap()[..] else { panic!() };
    let full = put(&store, &one, &["c"]).unwrap_err();
    assert!(matches!(full, StoreError::Full { free: 0, .. }), "{full:?}");
    put(&store, &other, &["a", "b"]).unwrap();

    clock.advance(HOUR / 2);
    store.renew(&one, &[b]).unwrap();
    clock.advance(HOUR * 3 / 4);
    put(&store, &one, &["c"]).unwrap();
    assert!(matches!(store.get(&one, a), Err(Miss::Evicted)), "its own make room for it");
    assert_eq!(store.renew(&other, &[a, b]).unwrap(), [a, b], "those of others do not");
    assert_eq!(store.state().used_by(&one), 2 * cost);
    store.purge(&one).unwrap();
    assert_eq!(store.state().used_by(&one), 0);
    assert_eq!(store.used(), 2 * cost);
}

#[test]
fn a_full_store_refuses_and_keeps() {
    let (store, clock, all) = store_for(1);
    let a = put(&store, &all, &["a"]).unwrap()[0];
    clock.advance(24 * HOUR);
    let full = put(&store, &all, &["b"]).unwrap_err();
    assert!(matches!(full, StoreError::Full { needed: 332, free: 0 }), "{full:?}");
    let large = put(&store, &all, &["bb"]).unwrap_err();
    assert!(matches!(large, StoreError::TooLarge { size: 333, capacity: 332 }), "{large:?}");
    assert_eq!(put(&store, &all, &["b", "a"]).unwrap(), [a], "each is accepted by itself");
    assert_eq!(store.get(&all, a).unwrap().text(), "a");
    assert_eq!((store.used(), store.capacity(), store.len()), (332, 332, 1));
}

#[test]
fn what_is_idle_makes_room_when_it_is_needed_and_no_earlier() {
    let (store, clock, all) = store_for(3);
    let [a, b, c] = put(&store, &all, &["a", "b", "c"]).unwrap()[..] else { panic!() };
    clock.advance(48 * HOUR);
    assert_eq!(store.len(), 3, "nothing goes by the clock alone");
    store.renew(&all, &[a]).unwrap();
    let d = put(&store, &all, &["d"]).unwrap()[0];
    assert!(matches!(store.get(&all, b), Err(Miss::Evicted)), "the longest unused goes first");
    assert_eq!(store.renew(&all, &[a, c, d]).unwrap(), [a, c, d], "and no more than needed");
    assert!(matches!(put(&store, &all, &["e"]), Err(StoreError::Full { free: 0, .. })));

    clock.advance(48 * HOUR);
    let refused =
        put(&store, &all, &["a text that takes more than all that may go".repeat(20).as_str()]);
    assert!(matches!(refused, Err(StoreError::TooLarge { .. })));
    assert_eq!(store.len(), 3, "what would not help is not dropped");
    put(&store, &all, &["b"]).unwrap();
    assert_eq!(store.get(&all, b).unwrap().text(), "b", "put again, it is there again");
}

#[test]
fn each_use_renews() {
    let uses: [fn(&MemoryStore, &Namespace, Handle); 3] = [
        |store, all, _| drop(put(store, all, &["a"])),
        |store, all, a| drop(store.get(all, a)),
        |store, all, a| drop(store.renew(all, &[a])),
    ];
    for used in uses {
        let (store, clock, all) = store_for(1);
        let a = put(&store, &all, &["a"]).unwrap()[0];
        for _ in 0..5 {
            clock.advance(24 * HOUR);
            assert!(put(&store, &all, &["b"]).is_err());
            used(&store, &all, a);
        }
        clock.advance(24 * HOUR + Duration::from_millis(1));
        assert!(put(&store, &all, &["b"]).is_ok());
    }
}

#[test]
fn a_batch_does_not_push_out_its_own() {
    let (store, clock, all) = store_for(2);
    put(&store, &all, &["a", "b"]).unwrap();
    clock.advance(48 * HOUR);
    let kept = put(&store, &all, &["c", "a", "d"]).unwrap();
    assert_eq!(kept, [Handle::of("c"), Handle::of("a")], "b makes room, a does not");
}

#[test]
fn what_is_gone_is_told_apart() {
    let (store, clock, all) = store_for(1);
    let a = put(&store, &all, &["a"]).unwrap()[0];
    clock.advance(25 * HOUR);
    let b = put(&store, &all, &["b"]).unwrap()[0];
    store.remove(&all, &[b, Handle::of("c")]).unwrap();
    assert!(matches!(store.get(&all, a), Err(Miss::Evicted)));
    assert!(matches!(store.get(&all, b), Err(Miss::Removed)));
    assert!(matches!(store.get(&all, Handle::of("c")), Err(Miss::NeverStored)));
    assert!(matches!(store.get(&Namespace::new("other"), a), Err(Miss::NeverStored)));
}

#[test]
fn what_is_remembered_is_bounded() {
    let (store, _, all) = store_for(1);
    let first = put(&store, &all, &["-"]).unwrap();
    store.remove(&all, &first).unwrap();
    for n in 0..MemoryStore::REMEMBERED {
        assert!(matches!(store.get(&all, first[0]), Err(Miss::Removed)), "{n}");
        let text = char::from_u32(0x61 + u32::try_from(n % 26).unwrap()).unwrap().to_string();
        let space = Namespace::new(format!("{n:011}"));
        let handles = put(&store, &space, &[&text]).unwrap();
        store.remove(&space, &handles).unwrap();
    }
    assert!(matches!(store.get(&all, first[0]), Err(Miss::NeverStored)));
}

#[test]
fn a_clock_that_goes_back_stands_still() {
    let (mut state, all) = (State::new(Limits::new(1000, 24 * HOUR)), Namespace::single_user());
    state.advance(50 * HOUR);
    state.advance(Duration::ZERO);
    state.put(&all, &Offload::of("a")).unwrap();
    state.advance(50 * HOUR);
    assert_eq!(state.accounted(), (332, 0), "put at the fiftieth hour, it is not idle then");
    state.advance(75 * HOUR);
    assert_eq!(state.accounted(), (332, 332));
}

#[test]
fn a_panic_elsewhere_does_not_close_the_store() {
    let (store, _, all) = store_for(1);
    let a = put(&store, &all, &["a"]).unwrap()[0];
    let poison = || {
        let _state = store.state();
        panic!("with the lock held");
    };
    assert!(std::thread::scope(|scope| scope.spawn(poison).join()).is_err());
    assert!(store.state.is_poisoned());
    assert_eq!(store.get(&all, a).unwrap().text(), "a");
}

#[test]
fn debug_shows_no_original() {
    let (store, _, all) = store_for(1);
    put(&store, &all, &["§"]).unwrap_err();
    put(&store, &all, &["s"]).unwrap();
    assert_eq!(format!("{store:?}"), "MemoryStore { capacity: 332, used: 332, len: 1, .. }");
}

/// What a test does to a store; texts and namespaces by number, texts of very different lengths.
#[derive(Clone, Debug)]
enum Op {
    Put(usize, Vec<usize>),
    Get(usize, usize),
    Renew(usize, Vec<usize>),
    Remove(usize, usize),
    Wait(u64),
}

fn op() -> impl Strategy<Value = Op> {
    let texts = || vec(0..12_usize, 0..5);
    prop_oneof![
        4 => (0..2_usize, texts()).prop_map(|(space, texts)| Op::Put(space, texts)),
        2 => (0..2_usize, 0..12_usize).prop_map(|(space, text)| Op::Get(space, text)),
        2 => (0..2_usize, texts()).prop_map(|(space, texts)| Op::Renew(space, texts)),
        1 => (0..2_usize, 0..12_usize).prop_map(|(space, text)| Op::Remove(space, text)),
        2 => (0..40_u64).prop_map(Op::Wait),
    ]
}

fn text(n: usize) -> String {
    n.to_string().repeat(1 + n * n * 20)
}

fn space(n: usize) -> Namespace {
    Namespace::new(["one", "the other"][n])
}

fn cost_of((s, t): (usize, usize)) -> usize {
    space(s).as_str().len() + text(t).len() + MemoryStore::OVERHEAD
}

/// The store as the documentation tells it: a list, longest unused first.
#[derive(Default)]
struct Model {
    capacity: usize,
    hours: u64,
    stored: Vec<((usize, usize), u64)>,
    evicted: Vec<(usize, usize)>,
}

impl Model {
    fn renew(&mut self, key: (usize, usize)) -> bool {
        let Some(at) = self.stored.iter().position(|(k, _)| *k == key) else { return false };
        self.stored.remove(at);
        self.stored.push((key, self.hours));
        true
    }

    fn used(&self) -> usize {
        self.stored.iter().map(|(key, _)| cost_of(*key)).sum()
    }

    fn put(&mut self, key: (usize, usize)) -> bool {
        if self.stored.iter().any(|(k, _)| *k == key) {
            return true;
        }
        let may_go = |(_, used): &&((usize, usize), u64)| self.hours - used > 24;
        let idle: usize = self.stored.iter().filter(may_go).map(|(key, _)| cost_of(*key)).sum();
        if self.used() - idle + cost_of(key) > self.capacity {
            return false;
        }
        while self.used() + cost_of(key) > self.capacity {
            self.evicted.push(self.stored.remove(0).0);
        }
        self.stored.push((key, self.hours));
        true
    }
}

/// Does the same to both and compares what they answer.
fn step(store: &MemoryStore, clock: &ManualClock, model: &mut Model, op: &Op) {
    match op {
        Op::Put(s, numbers) => {
            let texts: Vec<_> = numbers.iter().map(|&n| text(n)).collect();
            let texts: Vec<_> = texts.iter().map(String::as_str).collect();
            for &n in numbers {
                model.renew((*s, n));
            }
            let taken = numbers.iter().filter(|&&n| model.put((*s, n)));
            let expected: Vec<_> = taken.map(|&n| Handle::of(&text(n))).collect();
            match put(store, &space(*s), &texts) {
                Ok(handles) => assert_eq!(handles, expected),
                Err(_) => assert!(expected.is_empty() && !texts.is_empty()),
            }
            for handle in expected {
                assert!(store.renew(&space(*s), &[handle]).is_ok_and(|there| there == [handle]));
                let n = numbers.iter().find(|&&n| Handle::of(&text(n)) == handle);
                model.renew((*s, *n.unwrap()));
            }
        }
        Op::Get(s, n) => match store.get(&space(*s), Handle::of(&text(*n))) {
            Ok(original) => {
                assert!(model.renew((*s, *n)));
                assert_eq!(original.text(), text(*n));
            }
            Err(miss) => {
                assert!(!model.renew((*s, *n)));
                let evicted = matches!(miss, Miss::Evicted);
                assert!(!evicted || model.evicted.contains(&(*s, *n)), "{miss:?}");
            }
        },
        Op::Renew(s, numbers) => {
            let handles: Vec<_> = numbers.iter().map(|&n| Handle::of(&text(n))).collect();
            let there = numbers.iter().filter(|&&n| model.renew((*s, n)));
            let there: Vec<_> = there.map(|&n| Handle::of(&text(n))).collect();
            assert_eq!(store.renew(&space(*s), &handles).unwrap(), there);
        }
        Op::Remove(s, n) => {
            model.stored.retain(|(key, _)| *key != (*s, *n));
            store.remove(&space(*s), &[Handle::of(&text(*n))]).unwrap();
        }
        Op::Wait(hours) => {
            model.hours += hours;
            clock.advance(u32::try_from(*hours).unwrap() * HOUR);
        }
    }
}

proptest! {
    /// Any sequence of calls is answered as by the model, and the account is right after each.
    #[test]
    fn the_store_does_what_the_model_does(
        capacity in 0..6000_usize,
        ops in vec(op(), 0..60),
    ) {
        let clock = ManualClock::new();
        let builder = MemoryStore::builder().capacity(capacity).idle(24 * HOUR);
        let store = builder.clock(clock.clone()).build();
        let mut model = Model { capacity, ..Model::default() };
        for op in &ops {
            step(&store, &clock, &mut model, op);
            let state = store.state();
            prop_assert_eq!(state.accounted(), state.recount());
            prop_assert_eq!(state.used(), model.used());
            prop_assert_eq!(state.len(), model.stored.len());
            prop_assert!(state.used() <= capacity);
        }
    }

    /// An original that is renewed in time is never lost, whatever another thread puts meanwhile.
    #[test]
    fn what_is_renewed_is_never_lost(texts in vec(0..12_usize, 1..30), capacity in 500..5000_usize) {
        let clock = ManualClock::new();
        let builder = MemoryStore::builder().capacity(capacity).idle(24 * HOUR);
        let store = builder.clock(clock.clone()).build();
        let held = put(&store, &space(0), &["held"]).unwrap();
        std::thread::scope(|scope| {
            scope.spawn(|| {
                for &n in &texts {
                    let _ = put(&store, &space(1), &[&text(n)]);
                }
            });
            for _ in 0..texts.len() {
                clock.advance(24 * HOUR);
                assert_eq!(store.renew(&space(0), &held).unwrap(), held);
            }
        });
        prop_assert!(store.used() <= capacity);
        let state = store.state();
        prop_assert_eq!(state.accounted(), state.recount());
    }
}
