//! What a ledger promises, as properties over random conversations, turn by turn.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

mod cases;
mod laws;
#[path = "../support/mod.rs"]
mod support;

use std::borrow::Cow;
use std::sync::Arc;

use headroom::ccr::testing::{FailingStore, PutFault};
use headroom::ccr::{CcrStore, MemoryStore, Namespace};
use headroom::core::notice::Notice;
use headroom::core::{ContentRouter, Document, Handle};
use headroom::{
    AfterMarkers, AfterPrefix, CallOptions, Compressed, Config, Conversation as Chat, Fidelity,
    Headroom, LatestTurn, Ledger, Level, Outcome, Reason, Retrieval, Warning, WholeConversation,
    ZonePolicy,
};
use proptest::prelude::*;
use serde_json::{Value, json};
use support::bodies::{body, call, listing, lossless, messages, result, results};
use support::{Conversation, reader};

fn policies() -> Vec<Arc<dyn ZonePolicy>> {
    vec![
        Arc::new(WholeConversation),
        Arc::new(LatestTurn),
        Arc::new(AfterPrefix::messages(3)),
        Arc::new(AfterPrefix::tokens(200)),
        Arc::new(AfterMarkers),
    ]
}

/// Whether thinking in a message is signed or sealed; the signatures of random conversations are all
/// the same.
fn is_signed(message: &Value) -> bool {
    let text = message.to_string();
    ["\"c2ln\"", "\"redacted_thinking\"", "\"redactedContent\""]
        .iter()
        .any(|sign| text.contains(sign))
}

/// A store that refuses, and breaks down, in an order that only looks random.
fn flaky(seed: u64) -> Arc<FailingStore<MemoryStore>> {
    let fault = move |n: usize| match (seed ^ n as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 60 {
        0 | 1 => Some(PutFault::Refuse),
        2 => Some(PutFault::Down),
        3 => Some(PutFault::AnswerLost),
        _ => None,
    };
    Arc::new(FailingStore::new(MemoryStore::new()).on_put(fault))
}

/// What is as different as configurations can be, over one store.
fn configurations(store: &Arc<FailingStore<MemoryStore>>) -> Vec<Headroom> {
    let build = |level, change: &dyn Fn(&mut Config)| {
        let mut config = Config { level, ..Config::default() };
        change(&mut config);
        Headroom::builder().recoverable(store.clone()).config(config).build().unwrap()
    };
    vec![
        build(Level::Balanced, &|_| {}),
        build(Level::Aggressive, &|config| config.floor = 0),
        build(Level::Lossless, &|_| {}),
        build(Level::Balanced, &|config| config.references = false),
        build(Level::Balanced, &|config| config.line_numbers = false),
        build(Level::Aggressive, &|config| config.margin = 40),
        build(Level::Balanced, &|config| config.retrieval = Retrieval::HostExpands),
        build(Level::Balanced, &|config| config.from_message = 5),
        lossless(),
    ]
}

/// Holds what went out first for each tool result against what goes out later.
#[derive(Default)]
struct Witness {
    sources: Vec<String>,
    first: Vec<String>,
    /// Results that went out in another form at some time.
    changed: usize,
}

impl Witness {
    /// Checks a request: each result goes out as it did first, unless the report says why not.
    fn check(&mut self, body: &str, sent: &Compressed<'_>) {
        self.sources = results(body);
        let out = results(&sent.body);
        let mut changed = 0;
        for (n, out) in out.iter().enumerate() {
            let Some(first) = self.first.get(n) else {
                self.first.push(out.clone());
                continue;
            };
            if out != first {
                let outcome = &sent.report.blocks[n].outcome;
                let told = [Reason::StoreRefused, Reason::TargetChanged].map(Outcome::Verbatim);
                assert!(told.contains(outcome), "result {n}: {outcome:?}: {first} -> {out}");
                assert_eq!(out, &self.sources[n], "result {n}");
                changed += 1;
            }
        }
        let warned = sent.report.warnings.contains(&Warning::SentFormChanged);
        assert_eq!(warned, changed > 0);
        self.changed += changed;
    }
}

/// Reads of the same file, over and over.
fn reads(count: usize) -> Vec<Value> {
    let read = |n: usize| {
        let id = n.to_string();
        [call(&id, "Read", &json!({"path": "a.rs"})), result(&id, &listing("value"))]
    };
    (1..=count).flat_map(read).collect()
}

fn send(chat: &Chat, body: &str) -> Compressed<'static> {
    let Compressed { body, report, .. } = chat.compress(body).unwrap();
    Compressed::new(Cow::Owned(body.into_owned()), report)
}

fn outcomes(sent: &Compressed<'_>) -> Vec<bool> {
    let blocks = sent.report.blocks.iter();
    blocks.map(|block| matches!(block.outcome, Outcome::Rewritten { .. })).collect()
}
