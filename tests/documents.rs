//! Documents that the caller offers: rewritten where the setting says so, and nowhere else.

#![cfg(feature = "log")]
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod support;

use std::sync::Arc;

use headroom::ccr::MemoryStore;
use headroom::{Builder, ConfigError, Headroom, Level, Outcome, Reason};
use proptest::prelude::*;
use serde_json::{Value, json};
use support::Conversation;
use support::bodies::messages;

fn log() -> String {
    (0..600)
        .map(|n| format!("2026-01-01T00:00:{:02}Z INFO worker fetched part {n}\n", n % 60))
        .collect()
}

fn builder() -> Builder {
    Headroom::builder().recoverable(Arc::new(MemoryStore::new())).level(Level::Aggressive)
}

/// The parts of the user's message, and what becomes of them.
fn sent(headroom: Builder, parts: &Value) -> Value {
    let body = json!({"messages": [{"role": "user", "content": parts}]}).to_string();
    let sent = headroom.dialect("anthropic").build().unwrap().compress(&body).unwrap().body;
    serde_json::from_str::<Value>(&sent).unwrap()["messages"][0]["content"].clone()
}

fn parts(cited: bool) -> Value {
    let citations = json!({"enabled": cited});
    let text = json!({"type": "text", "text": log()});
    json!([
        {"type": "document", "title": "t", "citations": citations,
            "source": {"type": "text", "media_type": "text/plain", "data": log()}},
        {"type": "document", "citations": citations, "source": {"type": "content", "content": [text]}},
        {"type": "search_result", "citations": citations, "source": "s", "title": "t", "content": [text]},
        text,
    ])
}

const TEXTS: [&str; 4] =
    ["/0/source/data", "/1/source/content/0/text", "/2/content/0/text", "/3/text"];

fn changed(before: &Value, after: &Value) -> [bool; 4] {
    TEXTS.map(|text| before.pointer(text).unwrap() != after.pointer(text).unwrap())
}

#[test]
fn documents_are_rewritten_on_request() {
    let (plain, cited) = (parts(false), parts(true));
    assert_eq!(sent(builder(), &plain), plain);
    assert_eq!(sent(builder().documents(true), &cited), cited);
    let mut after = sent(builder().documents(true), &plain);
    assert_eq!(changed(&plain, &after), [true, true, true, false]);
    for text in TEXTS {
        *after.pointer_mut(text).unwrap() = json!(log());
    }
    assert_eq!(after, plain, "only the texts changed");
}

/// The reader of a document may need all of it: below the highest level nothing leaves sight.
#[test]
fn documents_leave_sight_at_the_highest_level_only() {
    let plain = parts(false);
    let headroom = builder().level(Level::Balanced).documents(true);
    let after = sent(headroom, &plain);
    assert!(!after.to_string().contains("left out"));
}

#[test]
fn tagged_texts_are_documents() {
    let element = format!("<document index=\"1\">\n{}</document>\n", log());
    for (text, tag, rewritten) in [
        (element.clone(), Some("document"), true),
        (element.clone(), None, false),
        (element.clone(), Some("doc"), false),
        (element.clone() + "What is wrong?", Some("document"), false),
        (format!("See this. {element}"), Some("document"), false),
        (element.clone() + "and\n" + &element, Some("document"), false),
        (log(), Some("document"), false),
    ] {
        let parts = json!([{"type": "text", "text": text}]);
        let headroom = match tag {
            Some(tag) => builder().document_tag(tag),
            None => builder().documents(true),
        };
        let after = sent(headroom, &parts)[0]["text"].as_str().unwrap().to_owned();
        assert_eq!(after != text, rewritten, "{tag:?} {after}");
        assert!(after.starts_with("<document index=\"1\">\n") || !rewritten);
        assert!(after.contains("</document>\n") || !rewritten);
    }
    let error = builder().document_tag("a b").build().unwrap_err();
    assert_eq!(error, ConfigError::DocumentTag("a b".to_owned()));
}

/// A body without tools is recognised by its documents, and the report tells of them.
#[test]
fn documents_are_reported_and_come_back() {
    let body = json!({"messages": [{"role": "user", "content": parts(false)}]}).to_string();
    let headroom = builder().documents(true).build().unwrap();
    let sent = headroom.compress(&body).unwrap();
    assert_eq!(sent.report.dialect, Some("anthropic"));
    let rewritten = |outcome: &Outcome| matches!(outcome, Outcome::Rewritten { .. });
    assert_eq!(sent.report.blocks.len(), 3);
    for block in &sent.report.blocks {
        assert!(rewritten(&block.outcome) && block.result.is_none() && block.handle.is_some());
    }
    assert_eq!(headroom.expand(&sent.body).unwrap(), body);
    let again = headroom.compress(&sent.body).unwrap();
    let own = Outcome::Verbatim(Reason::OwnNotice);
    assert!(again.report.blocks.iter().all(|block| block.outcome == own));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// I1 holds for documents too.
    #[test]
    fn a_longer_conversation_starts_with_the_shorter_one(seed: u64) {
        let conversation = Conversation::small(seed);
        let headroom = builder().documents(true).document_tag("document").build().unwrap();
        let mut before: Vec<String> = Vec::new();
        for n in 1..=conversation.messages.len() {
            let body = conversation.body(n);
            let sent = messages(&headroom.compress(&body).unwrap().body);
            prop_assert_eq!(&sent[..before.len()], &before[..], "message {} of seed {}", n, seed);
            before = sent;
        }
    }
}
