//! The laws of a store.

mod bounds;

use std::thread;

use headroom_core::{Handle, Offload};

use crate::{CcrStore, Miss, Namespace, Receipt};
pub use bounds::{damage_laws, full_laws, idle_laws};

/// The laws of a [`CcrStore`]. Gives back how many originals it fetched and compared.
///
/// The store must have room for 4 MiB besides what is in it, and keep what is not used for longer
/// than the run takes, a few seconds. The laws work in namespaces whose names start with
/// `headroom-store-laws`, and remove their originals first and last, so that a store may be tested
/// again and again; what is in other namespaces is not touched.
///
/// * **Round trip.** Any text comes back byte for byte: empty, with NUL, CR, BOM, characters of
///   four bytes, text that looks like a notice, text of 2 MiB.
/// * **Receipts.** One for each offload, in order; each resolves at once. None for no offload.
/// * **Idempotence.** A second put of the same text gives an equal receipt and changes nothing.
/// * **Batches.** A text may stand twice in a batch, and has two receipts; a batch may be of 500.
/// * **Namespaces.** A handle resolves where it was put and nowhere else, whatever the names: also
///   where they have a prefix in common, separators, patterns or nothing in them. Elsewhere it is
///   missing as if it had never been put, is not renewed, and cannot be removed.
/// * **Misses.** What was never put is [`Miss::NeverStored`]; what was removed is neither
///   [`Miss::Corrupt`] nor [`Miss::Unavailable`]; put again, it resolves.
/// * **Renewal.** The handles that are there, in the order asked for, repeats included.
/// * **Purge.** Afterwards nothing of the namespace resolves, and all of it is as if it had never been
///   put; other namespaces keep theirs. A purge of nothing is no error.
/// * **Threads.** Receipts hold when several threads put equal and different texts and remove
///   others.
/// * **Forwarding.** Behind a reference the store does the same.
pub fn store_laws(store: &dyn CcrStore) -> usize {
    let names = ["", "/a", "/a/b", "/ab", "/A", "/*", "/%", "/a:b", "/é\u{0}'\"\\"];
    let spaces = names.map(|name| Namespace::new(format!("headroom-store-laws{name}")));
    let space = Namespace::new("headroom-store-laws main");
    let compared = round_trip(store, &space)
        + receipts_and_batches(store, &space)
        + misses(store, &space)
        + renewal(store, &space)
        + namespaces(store, &spaces)
        + purge(store, &spaces)
        + threads(store, &space)
        + round_trip(&store, &space);
    assert!(compared > 0, "something was compared");
    compared
}

/// Puts texts, all of which must be accepted.
fn put(store: &dyn CcrStore, space: &Namespace, texts: &[&str]) -> Vec<Handle> {
    let offloads: Vec<_> = texts.iter().map(|text| Offload::of(text)).collect();
    let receipts = match store.put_all(space, &offloads) {
        Ok(receipts) => receipts,
        Err(error) => panic!("a put of {} texts fails: {error}", texts.len()),
    };
    let handles: Vec<_> = receipts.into_iter().map(Receipt::handle).collect();
    let offered: Vec<_> = offloads.iter().map(|offload| offload.handle()).collect();
    assert_eq!(handles, offered, "one receipt for each offload, in order");
    handles
}

/// Asserts that a handle resolves to a text.
fn resolves(store: &dyn CcrStore, space: &Namespace, handle: Handle, text: &str) -> usize {
    match store.get(space, handle) {
        Ok(original) => {
            assert_eq!(original.handle(), handle, "the original is that of the handle");
            assert!(original.text() == text, "{handle} resolves to another text");
            1
        }
        Err(miss) => panic!("{handle} in {space:?} does not resolve: {miss}"),
    }
}

/// Asserts that a handle is missing, and known to be: the store works.
fn is_gone(store: &dyn CcrStore, space: &Namespace, handle: Handle) -> Miss {
    match store.get(space, handle) {
        Ok(_) => panic!("{handle} resolves in {space:?}"),
        Err(miss) => {
            let wrong = matches!(miss, Miss::Corrupt | Miss::Unavailable(_));
            assert!(!wrong, "what is not there is reported as {miss:?}");
            miss
        }
    }
}

fn remove(store: &dyn CcrStore, space: &Namespace, handles: &[Handle]) {
    if let Err(error) = store.remove(space, handles) {
        panic!("a removal fails: {error}");
    }
}

fn renew(store: &dyn CcrStore, space: &Namespace, handles: &[Handle]) -> Vec<Handle> {
    match store.renew(space, handles) {
        Ok(there) => there,
        Err(error) => panic!("a renewal fails: {error}"),
    }
}

fn round_trip(store: &dyn CcrStore, space: &Namespace) -> usize {
    let line = "a line of some length, é, 漢字\n";
    let long = line.repeat(2 * 1024 * 1024 / line.len());
    let notice = format!("[3 of 9 lines left out; headroom_retrieve {} …]", Handle::of("x"));
    let texts = [
        "",
        " ",
        "\n",
        "\r\n",
        "no line break",
        "ends with one\n",
        "a\rb\r\nc\n\n",
        "\u{0}",
        "nul \u{0} inside",
        "\u{feff}bom",
        "e\u{301} é 漢字 🦀",
        "\u{10ffff}",
        "1e400",
        "\u{1b}[31m",
        "{\"json\": [1.0, \"\\u00e9\"]}",
        "'; DROP TABLE originals; --",
        "%s %d \\ \"",
        &notice,
        &long,
    ];
    let mut compared = 0;
    for _ in 0..2 {
        for text in texts {
            let handles = put(store, space, &[text]);
            compared += handles.iter().map(|&h| resolves(store, space, h, text)).sum::<usize>();
        }
    }
    for text in texts {
        compared += resolves(store, space, Handle::of(text), text);
    }
    remove(store, space, &texts.map(Handle::of));
    compared
}

fn receipts_and_batches(store: &dyn CcrStore, space: &Namespace) -> usize {
    match store.put_all(space, &[]) {
        Ok(receipts) => assert!(receipts.is_empty(), "a receipt for nothing"),
        Err(error) => panic!("a put of nothing fails: {error}"),
    }
    let texts: Vec<String> = (0..500).map(|n| format!("text {n} of a batch")).collect();
    let mut batch: Vec<&str> = texts.iter().map(String::as_str).collect();
    batch.extend(["twice", "twice", "text 7 of a batch"]);
    let handles = put(store, space, &batch);
    let again = put(store, space, &batch);
    assert_eq!(handles, again, "a second put gives equal receipts");
    let compared = batch.iter().zip(&handles).map(|(t, &h)| resolves(store, space, h, t)).sum();
    remove(store, space, &handles);
    compared
}

fn misses(store: &dyn CcrStore, space: &Namespace) -> usize {
    let never = Handle::of("a text that no law ever puts");
    let miss = is_gone(store, space, never);
    assert!(matches!(miss, Miss::NeverStored), "never stored, reported as {miss:?}");
    remove(store, space, &[never]);
    remove(store, space, &[]);

    let texts = ["removed", "kept", "removed and put again"];
    let [removed, kept, again] = texts.map(Handle::of);
    put(store, space, &texts);
    remove(store, space, &[removed, again, never]);
    is_gone(store, space, removed);
    is_gone(store, space, again);
    put(store, space, &texts[2..]);
    let compared = resolves(store, space, kept, texts[1]) + resolves(store, space, again, texts[2]);
    remove(store, space, &[kept, again]);
    is_gone(store, space, again);
    compared
}

fn renewal(store: &dyn CcrStore, space: &Namespace) -> usize {
    let texts = ["first", "second", "third"];
    let [first, second, third] = texts.map(Handle::of);
    put(store, space, &texts);
    remove(store, space, &[second]);
    let never = Handle::of("a text that no law ever puts");
    let asked = [third, never, second, first, third];
    assert_eq!(renew(store, space, &asked), [third, first, third], "what is there, in order");
    assert_eq!(renew(store, space, &[]), [], "nothing of nothing");
    is_gone(store, space, never);
    let compared =
        resolves(store, space, first, texts[0]) + resolves(store, space, third, texts[2]);
    remove(store, space, &[first, third]);
    assert_eq!(renew(store, space, &asked), [], "what was removed is not renewed");
    compared
}

fn namespaces(store: &dyn CcrStore, spaces: &[Namespace]) -> usize {
    let mut compared = 0;
    for here in spaces {
        let text = format!("a text that stands only in {}", here.as_str());
        let handle = Handle::of(&text);
        for space in spaces {
            remove(store, space, &[handle]);
        }
        put(store, here, &[&text]);
        for elsewhere in spaces.iter().filter(|space| *space != here) {
            let miss = is_gone(store, elsewhere, handle);
            let told = matches!(miss, Miss::NeverStored | Miss::Removed);
            assert!(told, "{miss:?} gives away that {handle} is in another namespace");
            assert_eq!(renew(store, elsewhere, &[handle]), [], "renewed from {elsewhere:?}");
            remove(store, elsewhere, &[handle]);
        }
        compared += resolves(store, here, handle, &text);
        remove(store, here, &[handle]);
    }
    // A text that two have is each one's own.
    if let [one, other, ..] = spaces {
        let shared = put(store, one, &["in both"]);
        put(store, other, &["in both"]);
        remove(store, one, &shared);
        shared.iter().for_each(|&handle| drop(is_gone(store, one, handle)));
        compared += shared.iter().map(|&h| resolves(store, other, h, "in both")).sum::<usize>();
        remove(store, other, &shared);
    }
    compared
}

fn purge(store: &dyn CcrStore, spaces: &[Namespace]) -> usize {
    let texts: Vec<String> = (0..100).map(|n| format!("text {n} to purge")).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    for space in spaces {
        put(store, space, &texts);
    }
    let mut compared = 0;
    for (at, space) in spaces.iter().enumerate() {
        for _ in 0..2 {
            if let Err(error) = store.purge(space) {
                panic!("a purge fails: {error}");
            }
        }
        for text in &texts {
            let miss = is_gone(store, space, Handle::of(text));
            assert!(matches!(miss, Miss::NeverStored), "what was purged is {miss:?}");
        }
        let others = spaces.iter().skip(at + 1);
        compared +=
            others.map(|o| resolves(store, o, Handle::of(texts[0]), texts[0])).sum::<usize>();
    }
    compared
}

fn threads(store: &dyn CcrStore, space: &Namespace) -> usize {
    let compared = thread::scope(|scope| {
        let work = (0..4).map(|worker| scope.spawn(move || thread_work(store, space, worker)));
        let work: Vec<_> = work.collect();
        work.into_iter().map(|thread| thread.join().expect("a thread's law holds")).sum()
    });
    let common: Vec<_> = (0..50).map(|round| Handle::of(&common(round))).collect();
    assert_eq!(renew(store, space, &common), common, "what all threads put is there");
    remove(store, space, &common);
    compared
}

fn common(round: usize) -> String {
    format!("put by all in round {round}")
}

/// Puts a common text and one of its own, reads both back, removes its own.
fn thread_work(store: &dyn CcrStore, space: &Namespace, worker: usize) -> usize {
    let mut compared = 0;
    for round in 0..50 {
        let (common, own) = (common(round), format!("put by {worker} in round {round}"));
        let handles = put(store, space, &[&common, &own]);
        for (&handle, text) in handles.iter().zip([&common, &own]) {
            compared += resolves(store, space, handle, text);
        }
        let own = Handle::of(&own);
        remove(store, space, &[own]);
        is_gone(store, space, own);
    }
    compared
}

#[cfg(test)]
mod tests;
