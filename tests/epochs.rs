//! Conversations that outgrow their budget, as properties over random ones.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

mod support;

use std::sync::Arc;

use headroom::ccr::{CcrStore, MemoryStore, Namespace};
use headroom::core::{BlockKind, CacheCost, Document, Handle};
use headroom::{CallOptions, Compressed, Error, Headroom, Level};
use proptest::prelude::*;
use serde_json::{Value, json};
use support::bodies::{messages, results};
use support::grammar::{check, skeleton};
use support::{Conversation, Dialect};

/// Conversations of each case: a soak of 20000 cases checks 100000.
const PER_CASE: u64 = 5;

/// What an epoch frees at least, in percent of the budget.
const MARGIN: usize = 10;

fn headroom() -> (Headroom, Arc<MemoryStore>) {
    let store = Arc::new(MemoryStore::new());
    (Headroom::builder().recoverable(store.clone()).build().unwrap(), store)
}

fn within<'a>(headroom: &Headroom, body: &'a str, budget: usize) -> Compressed<'a> {
    // Where writing costs no more than reading an epoch pays at once, so that many open.
    let cache = Some(CacheCost { read: 0.1, write: 0.1 });
    let options = CallOptions { budget: Some(budget), cache, ..CallOptions::default() };
    headroom.compress_with(body, &options).unwrap()
}

/// The message counts after which the model is asked.
fn requests(conversation: &Conversation) -> Vec<usize> {
    let spoken = |message: &Value| {
        let role = message["role"].as_str();
        let kind = message["type"].as_str().unwrap_or_default();
        let calls = kind.ends_with("_call") || kind == "reasoning";
        calls || matches!(role, Some("assistant" | "model"))
    };
    let theirs: Vec<bool> = conversation.messages.iter().map(|m| !spoken(m)).collect();
    (1..=theirs.len()).filter(|&n| theirs[n - 1] && theirs.get(n).is_none_or(|t| !t)).collect()
}

/// The request after so many messages; every other conversation has no signed thinking, before which
/// nothing may be masked.
fn body(conversation: &Conversation, messages: usize, seed: u64) -> String {
    let body = conversation.body(messages);
    if seed.is_multiple_of(2) { body } else { body.replace("c2ln", "") }
}

/// How many messages stand before the last one with a signed block.
fn signed(body: &str) -> usize {
    let signed = |message: &String| {
        let signs =
            ["signature", "redacted_thinking", "thoughtSignature", "redactedContent", "reasoning"];
        signs.iter().any(|sign| message.contains(sign))
    };
    messages(body).iter().rposition(signed).unwrap_or(0)
}

/// What must hold of each request of a conversation; how many epochs there were.
fn obey(conversation: &Conversation, seed: u64, budget: usize, label: &str) -> usize {
    let (remembering, store) = headroom();
    let dialect = conversation.dialect;
    let (mut before, mut epochs) = (Vec::new(), Vec::new());
    // Where the model's message has nothing in it, two requests look like one.
    let whole = check(dialect, &conversation.messages).is_ok();
    for n in requests(conversation) {
        let body = body(conversation, n, seed);
        let compressed = within(&remembering, &body, budget);
        let sent = messages(&compressed.body);
        let now = &compressed.report.epochs;
        for epoch in now {
            let freed = epoch.tokens_before - epoch.tokens_after;
            assert!(freed * 100 >= budget * MARGIN, "{label}: {epoch:?} frees too little");
        }
        assert!(
            !whole || now.starts_with(&epochs),
            "{label}: an epoch was undone at message {n}: {epochs:?} {now:?}"
        );
        let kept = now.len() == epochs.len();
        let fixed = if !whole {
            0
        } else if kept {
            before.len()
        } else {
            if seed.is_multiple_of(2) { signed(&body).min(before.len()) } else { 0 }
        };
        assert_eq!(sent[..fixed], before[..fixed], "{label}: the past changed before message {n}");
        let is_masked = |block: &&headroom::BlockReport| {
            format!("{:?}", block.outcome).contains("intelligent-context")
        };
        let masked = compressed.report.blocks.iter().filter(is_masked).count();
        assert!(masked <= now.iter().map(|epoch| epoch.masked).sum(), "{label}");
        check_request(&body, &compressed.body, dialect, &*store, label);
        (before, epochs) = (sent, now.clone());
    }
    let body = body(conversation, usize::MAX, seed);
    let (cold, _) = headroom();
    assert_eq!(
        within(&cold, &body, budget).body,
        within(&remembering, &body, budget).body,
        "{label}"
    );
    epochs.len()
}

/// Roles, order, pairing, and all that is no output of a tool stay; every handle gives its source back.
fn check_request(body: &str, sent: &str, dialect: Dialect, store: &dyn CcrStore, label: &str) {
    let parsed = |body: &str| -> Vec<Value> {
        messages(body).iter().map(|m| serde_json::from_str(m).unwrap()).collect()
    };
    let (source, out) = (parsed(body), parsed(sent));
    let skeletons = |messages: &[Value]| -> Vec<Value> {
        messages.iter().map(|m| skeleton(dialect, m)).collect()
    };
    assert_eq!(skeletons(&source), skeletons(&out), "{label}");
    if check(dialect, &source).is_ok() {
        assert_eq!(check(dialect, &out), Ok(()), "{label}");
    }
    let said = |body: &str| -> Vec<String> {
        let document = Document::parse(body).unwrap();
        let blocks = document.blocks().iter().filter(|block| block.kind != BlockKind::ToolResult);
        blocks.map(|block| block.literal.of(body).to_owned()).collect()
    };
    assert_eq!(said(body), said(sent), "{label}: what was said stays");
    for (source, out) in
        results(body).iter().zip(results(sent)).filter(|(source, out)| *source != out)
    {
        for handle in Handle::find_in(&out).filter(|_| !Handle::find_in(source).any(|_| true)) {
            let original = store.get(&Namespace::new("default"), handle).unwrap();
            assert_eq!(original.text(), source, "{label}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// Between epochs the past stays as it was sent; each frees its margin; requests stay valid.
    #[test]
    fn epochs_obey(seed: u64, turns in 2_usize..12, budget in 200_usize..6000) {
        for seed in (0..PER_CASE).map(|n| seed.wrapping_add(n)) {
            obey(&Conversation::random(seed, turns), seed, budget, &format!("seed {seed}, {turns} turns, budget {budget}"));
        }
    }

    /// A request is trimmed to its budget, or the error says what remains.
    #[test]
    fn trimmed_requests_fit(seed: u64, turns in 2_usize..14, budget in 100_usize..6000) {
        let conversation = Conversation::random(seed, turns);
        let body = conversation.body(usize::MAX);
        let (headroom, store) = headroom();
        match headroom.trim_to_budget(&body, budget) {
            Ok(sent) => check_request(&body, &sent.body, conversation.dialect, &*store, "trimmed"),
            Err(Error::CannotFit(error)) => prop_assert!(error.tokens > error.budget),
            Err(error) => panic!("{error}"),
        }
    }
}

/// The generator does what it is for: epochs open in every dialect.
#[test]
fn epochs_open_in_every_dialect() {
    let mut missing = Dialect::ALL.to_vec();
    for seed in (1..1000).step_by(2) {
        let conversation = Conversation::random(seed, 14);
        if missing.contains(&conversation.dialect) {
            let body = body(&conversation, usize::MAX, seed);
            let epochs = within(&headroom().0, &body, 800).report.epochs;
            missing.retain(|dialect| epochs.is_empty() || *dialect != conversation.dialect);
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
}

/// A chat in which an agent runs so many commands, each with an output of its own.
fn runs(commands: usize) -> String {
    let mut messages = vec![json!({"role": "user", "content": "Find out what is wrong."})];
    for n in 0..commands {
        let arguments = json!({"command": format!("./probe --number {n}")}).to_string();
        let call = json!({"id": format!("c{n}"), "type": "function", "function": {"name": "bash", "arguments": arguments}});
        messages.push(json!({"role": "assistant", "content": null, "tool_calls": [call]}));
        let number = |of: usize| (n * 7919 + of * 104_729) % 9973;
        let lines = (0..40).map(|line| {
            let words = ["rain", "field", "stone", "river", "cloud", "glass", "paper", "night"];
            let word = |of: usize| words[number(line * 7 + of) % words.len()];
            format!(
                "{} {} host_{n}_{line} {} the {} {}\n",
                word(1),
                word(2),
                word(3),
                word(4),
                word(5)
            )
        });
        let output = lines.collect::<String>() + "error: probe_failed";
        messages.push(json!({"role": "tool", "tool_call_id": format!("c{n}"), "content": output}));
    }
    json!({"messages": messages}).to_string()
}

#[test]
fn old_outputs_leave_names_and_errors() {
    let (headroom, _) = headroom();
    let body = runs(40);
    let options = CallOptions {
        budget: Some(8_000),
        cache: Some(CacheCost { read: 0.1, write: 1.0 }),
        ..CallOptions::default()
    };
    let sent = headroom.compress_with(&body, &options).unwrap();
    assert!(!sent.report.epochs.is_empty());
    let results = results(&sent.body);
    let first = &results[0];
    assert!(first.contains("\nerror: probe_failed\n"), "{first}");
    assert!(first.starts_with("[lines 1-40 left out, with "), "{first}");
    assert!(first.ends_with("with lines or find fetches them]"), "{first}");
    assert!(results[39].contains("host_39_39 "), "the last outputs stay");
}

/// Where the whole of the past cannot be paid for, the part of it is masked that can.
#[test]
fn what_is_cheap_to_write_anew_goes_alone() {
    let (headroom, _) = headroom();
    let mut body: Value = serde_json::from_str(&runs(16)).unwrap();
    for n in 0..10 {
        body["messages"][2 * n + 1]["content"] = json!("I look at it once more. ".repeat(150));
    }
    let long = results(&runs(32))[16..].concat();
    body["messages"][2 * 11]["content"] = json!(long);
    for n in 12..16 {
        body["messages"][2 * n]["content"] = json!("ok");
    }
    let body = body.to_string();
    let options = CallOptions {
        budget: Some(14_000),
        cache: Some(CacheCost { read: 0.1, write: 1.0 }),
        ..CallOptions::default()
    };
    let sent = headroom.compress_with(&body, &options).unwrap();
    let results = results(&sent.body);
    assert!(!sent.report.epochs.is_empty());
    assert!(results[10].starts_with("[lines 1-"), "{}", results[10]);
    assert!(results[..5].iter().all(|result| result.contains("_39 ")), "what is dear stays");
}

#[test]
fn the_host_is_told_what_was_done() {
    let digest = headroom().0.digest(&runs(3)).unwrap();
    assert_eq!(digest.decisions, ["Find out what is wrong."]);
    let ran: Vec<_> = digest.commands.iter().map(|ran| (&*ran.command, ran.times)).collect();
    assert_eq!(
        ran,
        [("./probe --number 0", 1), ("./probe --number 1", 1), ("./probe --number 2", 1)]
    );
    assert!(digest.commands.iter().all(|ran| ran.last_line == "error: probe_failed"));
}

#[test]
fn a_budget_too_small_is_an_error() {
    let (headroom, _) = headroom();
    let body = runs(10);
    match headroom.trim_to_budget(&body, 50) {
        Err(Error::CannotFit(error)) => assert_eq!(error.budget, 50),
        other => panic!("{other:?}"),
    }
    let sent = headroom.trim_to_budget(&body, 4_000).unwrap();
    assert!(!sent.report.epochs.is_empty());
    // Without a store nothing may leave sight.
    let lossless = Headroom::builder().level(Level::Lossless).build().unwrap();
    assert!(matches!(lossless.trim_to_budget(&body, 4_000), Err(Error::CannotFit(_))));
}

/// Nothing before a signed thinking block is masked, however much there is.
#[test]
fn signed_thinking_keeps_what_precedes_it() {
    let mut body: Value = serde_json::from_str(&runs(30)).unwrap();
    let signed = json!({"role": "assistant", "content": "Well.", "thinking_blocks": [{"type": "thinking", "thinking": "hm", "signature": "c2ln"}]});
    body["messages"].as_array_mut().unwrap().insert(41, signed);
    let body = body.to_string();
    let (headroom, _) = headroom();
    let sent = within(&headroom, &body, 4_000);
    let whole = headroom.compress(&body).unwrap();
    // An epoch before the block was made was sent so, and stays; one after it begins behind it.
    for epoch in sent.report.epochs.iter().filter(|epoch| epoch.messages > 42) {
        assert!(epoch.tokens_after < epoch.tokens_before);
    }
    let early = sent.report.epochs.iter().filter(|epoch| epoch.messages <= 41).count();
    assert!(early > 0 && messages(&sent.body).len() == messages(&whole.body).len());
}
