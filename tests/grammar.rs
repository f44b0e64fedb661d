//! Valid in, valid out: what goes to a provider keeps to its grammar, whatever stands in it.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod support;

use headroom::ccr::MemoryStore;
use headroom::{Headroom, Level};
use proptest::prelude::*;
use serde_json::{Value, json};
use support::bodies::messages;
use support::grammar::{check, skeleton};
use support::{Conversation, Dialect};

/// Conversations of each case: a soak of 20000 cases checks 100000.
const PER_CASE: u64 = 5;

fn headrooms() -> [Headroom; 2] {
    let aggressive = Headroom::builder().recoverable(MemoryStore::new()).level(Level::Aggressive);
    [Headroom::builder().build().unwrap(), aggressive.build().unwrap()]
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
                let sent: Vec<Value> =
                    messages(&sent.body).iter().map(|m| serde_json::from_str(m).unwrap()).collect();
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
/// the dialect is found, and many come out smaller.
#[test]
fn conversations_are_valid_and_broken() {
    let mut tally = Dialect::ALL.map(|dialect| (dialect, [0_usize; 3]));
    let headroom = Headroom::builder().build().unwrap();
    for conversation in (0..1000).map(Conversation::small) {
        let dialect = conversation.dialect;
        let (_, counts) = tally.iter_mut().find(|(of, _)| *of == dialect).unwrap();
        let valid = check(dialect, &conversation.messages).is_ok();
        counts[usize::from(valid)] += 1;
        let body = conversation.body(usize::MAX);
        let sent = headroom.compress(&body).unwrap();
        counts[2] += usize::from(*sent.body != body);
        assert!(!valid || sent.report.dialect == Some(dialect.name()), "{body}");
    }
    for (dialect, [broken, valid, smaller]) in tally {
        let all = broken + valid;
        assert!(valid > 2 * broken && broken > all / 20, "{dialect:?}: {valid} of {all} are valid");
        assert!(smaller > all / 5, "{dialect:?}: {smaller} of {all} come out smaller");
    }
}

/// A valid body, and what makes a provider refuse it: a JSON pointer and what to put there (null
/// takes an element away).
struct Case {
    dialect: Dialect,
    messages: Value,
    faults: Vec<(&'static str, Value)>,
}

fn cases() -> Vec<Case> {
    let asked = json!({"role": "user", "content": "Why?"});
    let remark = json!({"role": "user", "content": [{"type": "text", "text": "x"}]});
    let result = |id: &str| json!({"type": "tool_result", "tool_use_id": id, "content": [{"type": "text", "text": "x"}]});
    let anthropic = json!([asked,
        {"role": "assistant", "content": [
            {"type": "thinking", "thinking": "", "signature": "s"},
            {"type": "server_tool_use", "id": "s", "name": "web_search", "input": {}},
            {"type": "web_search_tool_result", "tool_use_id": "s", "content": []},
            {"type": "tool_use", "id": "a", "name": "f", "input": {}},
            {"type": "tool_use", "id": "b", "name": "f", "input": {}}]},
        {"role": "user", "content": [result("b"), result("a"), {"type": "text", "text": "y"}]}]);
    let marked = |n: usize| {
        json!(vec![json!({"type": "text", "text": "x", "cache_control": {"type": "ephemeral"}}); n])
    };
    let chat = json!([asked,
        {"role": "assistant", "content": null, "tool_calls": [
            {"id": "a", "type": "function", "function": {"name": "f", "arguments": "{}"}},
            {"id": "b", "type": "custom", "custom": {"name": "f", "input": "x"}}]},
        {"role": "tool", "tool_call_id": "b", "content": ""},
        {"role": "tool", "tool_call_id": "a", "content": [{"type": "text", "text": "x"}]},
        {"role": "assistant", "function_call": {"name": "g", "arguments": "{}"}},
        {"role": "function", "name": "g", "content": "x"},
        {"role": "user", "content": [{"type": "text", "text": "x"}]}]);
    let responses = json!([asked,
        {"type": "reasoning", "id": "r", "summary": []},
        {"type": "function_call", "call_id": "a", "name": "f", "arguments": "{}"},
        {"type": "shell_call", "call_id": "b", "action": {"commands": ["ls"]}},
        {"type": "shell_call_output", "call_id": "b", "output": [{"stdout": "", "stderr": "", "outcome": {}}]},
        {"type": "function_call_output", "call_id": "a", "output": [{"type": "input_text", "text": "x"}]},
        {"type": "local_shell_call", "id": "i", "call_id": "c", "action": {}},
        {"type": "local_shell_call_output", "id": "i", "output": "x"},
        {"type": "mcp_call", "id": "m", "name": "f", "arguments": "{}", "output": "x"}]);
    let gemini = json!([{"role": "user", "parts": [{"text": "Why?"}]},
        {"role": "model", "parts": [{"text": "x"}, {"functionCall": {"name": "f", "args": {}}}, {"functionCall": {"name": "g", "args": {}}}]},
        {"role": "user", "parts": [{"functionResponse": {"name": "f", "response": {"output": "x"}}},
            {"function_response": {"name": "g", "response": {}}}]}]);
    let bedrock = json!([{"role": "user", "content": [{"text": "Why?"}]},
        {"role": "assistant", "content": [{"text": "x"}, {"toolUse": {"toolUseId": "a", "name": "f", "input": {}}},
            {"toolUse": {"toolUseId": "b", "name": "f", "input": {}}}]},
        {"role": "user", "content": [
            {"toolResult": {"toolUseId": "a", "content": [{"text": "x"}], "status": "success"}},
            {"toolResult": {"toolUseId": "b", "content": [{"json": {"k": "x"}}]}},
            {"cachePoint": {"type": "default"}}, {"text": "y"}]}]);
    let bedrock_points = json!(vec![json!({"cachePoint": {"type": "default"}}); 5]);
    vec![
        Case {
            dialect: Dialect::Anthropic,
            messages: anthropic,
            faults: vec![
                ("/0/role", json!("assistant")),
                ("/0/content", json!(" ")),
                ("/0/content", marked(5)),
                ("/1/role", json!("model")),
                ("/1/content/0/signature", json!("")),
                ("/1/content/1", Value::Null),
                ("/1/content/2", Value::Null),
                ("/1/content/3", Value::Null),
                ("/1/content/3/id", json!("b")),
                ("/1/content/3/input", json!("{}")),
                ("/2", Value::Null),
                ("/2/content", json!([])),
                ("/2/content/0", Value::Null),
                ("/2/content/0", result("a")),
                ("/2/content/0/tool_use_id", json!("c")),
                ("/2/content/0/content/0/text", json!("")),
                ("/2/content/0", json!({"type": "text", "text": "first"})),
                ("/2/content/2/text", json!("\n")),
                ("/2/role", json!("assistant")),
            ],
        },
        Case {
            dialect: Dialect::OpenAiChat,
            messages: chat,
            faults: vec![
                ("/0/content", Value::Null),
                ("/0/role", json!("human")),
                ("/1/tool_calls", json!([])),
                ("/1/tool_calls/0", Value::Null),
                ("/1/tool_calls/0/id", json!("b")),
                ("/1/tool_calls/0/function/arguments", json!({})),
                ("/2", Value::Null),
                ("/2", remark),
                ("/2/tool_call_id", json!("a")),
                ("/2/content", Value::Null),
                ("/3/content/0/type", json!("image_url")),
                ("/4", Value::Null),
                ("/5/name", json!("h")),
                ("/6/content/0/text", json!("")),
            ],
        },
        Case {
            dialect: Dialect::OpenAiResponses,
            messages: responses,
            faults: vec![
                ("/0/content", json!("")),
                ("/0/role", json!("tool")),
                ("/2", Value::Null),
                ("/2/call_id", json!("b")),
                ("/2/arguments", json!({})),
                ("/3/type", json!("local_shell_call")),
                ("/4", Value::Null),
                ("/4/output", json!("x")),
                ("/4/output/0/stdout", json!(["x"])),
                ("/5", Value::Null),
                ("/5/call_id", json!("b")),
                ("/5/output", json!([])),
                ("/7/id", json!("j")),
                ("/8/arguments", Value::Null),
                ("/8", json!({"type": "reasoning", "id": "q"})),
            ],
        },
        Case {
            dialect: Dialect::Gemini,
            messages: gemini,
            faults: vec![
                ("/0/role", json!("model")),
                ("/0/parts/0/text", json!("")),
                ("/1/parts/0/inlineData", json!({})),
                ("/1/parts/1", Value::Null),
                ("/1/role", json!("user")),
                ("/2", Value::Null),
                ("/2/role", json!("model")),
                ("/2/parts", json!([])),
                ("/2/parts/0", Value::Null),
                ("/2/parts/0/functionResponse/name", json!("h")),
                ("/2/parts/0/functionResponse/id", json!("1")),
                ("/2/parts/0/functionResponse/response", json!("x")),
            ],
        },
        Case {
            dialect: Dialect::Bedrock,
            messages: bedrock,
            faults: vec![
                ("/0", Value::Null),
                ("/0/content", json!("Why?")),
                ("/0/content/0/text", json!("")),
                ("/1/content", bedrock_points),
                ("/1/content/0/image", json!({})),
                ("/1/content/1", Value::Null),
                ("/1/content/1/toolUse/toolUseId", json!("b")),
                ("/1/content/1/toolUse/input", json!("{}")),
                ("/2", Value::Null),
                ("/2/content/0", Value::Null),
                ("/2/content/0", json!({"text": "first"})),
                ("/2/content/0/toolResult/toolUseId", json!("b")),
                ("/2/content/0/toolResult/content", json!("x")),
                ("/2/content/0/toolResult/content/0/text", json!("")),
                ("/2/content/0/toolResult/status", json!("failed")),
                ("/2/content/1/toolResult/content/0/json", json!("x")),
                ("/2/content/3", json!({})),
            ],
        },
    ]
}

/// Every rule of every grammar finds what breaks it.
#[test]
fn validators_find_faults() {
    for Case { dialect, messages, faults } in cases() {
        let taken = |messages: &Value| check(dialect, messages.as_array().unwrap());
        assert_eq!(taken(&messages), Ok(()), "{dialect:?}");
        for (pointer, value) in faults {
            let mut broken = messages.clone();
            let (parent, key) = pointer.rsplit_once('/').unwrap();
            match (broken.pointer_mut(parent).unwrap(), key.parse::<usize>()) {
                (Value::Array(elements), Ok(at)) if value.is_null() => {
                    elements.remove(at);
                }
                (Value::Array(elements), Ok(at)) => elements[at] = value.clone(),
                (other, _) => other[key] = value.clone(),
            }
            assert_ne!(broken, messages, "{dialect:?} {pointer}: nothing is broken");
            assert!(taken(&broken).is_err(), "{dialect:?} {pointer} = {value} is not found");
        }
    }
}

/// A skeleton lacks the texts of results that are not empty, and nothing else.
#[test]
fn skeletons_lack_texts_of_results_alone() {
    let hidden = cases().into_iter().map(|Case { dialect, messages, .. }| {
        let blank = messages.as_array().unwrap().iter().map(|message| skeleton(dialect, message));
        let (before, after) = (leaves(&messages), leaves(&blank.collect()));
        assert_eq!(before.len(), after.len());
        let changed = before.iter().zip(&after).filter(|(before, after)| before != after);
        assert!(changed.clone().all(|(before, after)| before == "x" && after == "(text)"));
        (dialect, changed.count())
    });
    let expected = [
        (Dialect::Anthropic, 2),
        (Dialect::OpenAiChat, 2),
        (Dialect::OpenAiResponses, 3),
        (Dialect::Gemini, 1),
        (Dialect::Bedrock, 2),
    ];
    assert_eq!(hidden.collect::<Vec<_>>(), expected);
}

/// The scalars within a value.
fn leaves(value: &Value) -> Vec<String> {
    match value {
        Value::Array(elements) => elements.iter().flat_map(leaves).collect(),
        Value::Object(members) => members.values().flat_map(leaves).collect(),
        other => vec![other.as_str().map_or(other.to_string(), str::to_owned)],
    }
}
