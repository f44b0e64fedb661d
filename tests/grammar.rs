//! Valid in, valid out: what goes to a provider keeps to its grammar, whatever stands in it.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod support;

use headroom::ccr::MemoryStore;
use headroom::core::Document;
use headroom::core::document::Cursor;
use headroom::{Headroom, Level};
use proptest::prelude::*;
use serde_json::{Value, json};
use support::grammar::{check, skeleton};
use support::{Conversation, Dialect};

/// Conversations of each case: a soak of 20000 cases checks 100000.
const PER_CASE: u64 = 5;

fn headrooms() -> [Headroom; 2] {
    let aggressive = Headroom::builder().recoverable(MemoryStore::new()).level(Level::Aggressive);
    [Headroom::builder().build().unwrap(), aggressive.build().unwrap()]
}

/// The messages of a body.
fn messages(dialect: Dialect, body: &str) -> Vec<Value> {
    let mut out = Vec::new();
    Cursor::new(body, 0).object(|cursor, key| {
        if key == dialect.list() {
            cursor.array(|cursor| {
                out.push(serde_json::from_str(cursor.skip().of(body)).unwrap());
            });
        }
    });
    out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    /// A request that a provider takes stays one; of any other, messages, roles, ids, parts and all
    /// that is no text of a tool result stay. No text becomes empty.
    #[test]
    fn valid_in_valid_out(seed: u64) {
        for seed in (0..PER_CASE).map(|n| seed.wrapping_add(n)) {
            let conversation = Conversation::small(seed);
            let dialect = conversation.dialect;
            let body = conversation.body(usize::MAX);
            let valid = check(dialect, &conversation.messages).is_ok();
            let before: Vec<_> = conversation.messages.iter().map(|m| skeleton(dialect, m)).collect();
            for headroom in headrooms() {
                let sent = headroom.compress(&body).unwrap();
                let sent = messages(dialect, &sent.body);
                let after: Vec<_> = sent.iter().map(|message| skeleton(dialect, message)).collect();
                prop_assert_eq!(&before, &after, "seed {}", seed);
                if valid {
                    prop_assert_eq!(check(dialect, &sent), Ok(()), "seed {}", seed);
                }
            }
        }
    }
}

/// The generator does what it is for: in every dialect most conversations are valid, some are not,
/// and the dialect is found.
#[test]
fn conversations_are_valid_and_broken() {
    for dialect in Dialect::ALL {
        let (mut valid, mut broken) = (0, 0);
        for conversation in (0..1500).map(Conversation::small).filter(|c| c.dialect == dialect) {
            match check(dialect, &conversation.messages) {
                Ok(()) => {
                    valid += 1;
                    let body = conversation.body(usize::MAX);
                    let found = Document::parse(&body).unwrap().dialect();
                    assert_eq!(found, Some(dialect.name()), "{body}");
                }
                Err(_) => broken += 1,
            }
        }
        assert!(valid > 2 * broken && broken > 10, "{dialect:?}: {valid} valid, {broken} broken");
    }
}
