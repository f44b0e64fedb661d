use headroom_core::Estimator;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::testing::Simulator;
use crate::{Likelihood, ProviderRules};

fn align(aligner: &CacheAligner, dialect: &str, body: &str) -> (String, Option<Unaligned>) {
    let aligned = aligner.align(&Layout::parse_as(body, dialect).unwrap());
    assert_eq!(aligned.moves.is_empty(), aligned.reason.is_some());
    for moved in &aligned.moves {
        let raw = moved.span.of(body);
        assert_eq!(serde_json::from_str::<String>(&format!("\"{raw}\"")).unwrap(), moved.text);
        assert!(aligned.body.contains(raw));
    }
    (aligned.body.into_owned(), aligned.reason)
}

#[track_caller]
fn check(aligner: &CacheAligner, dialect: &str, body: &str, expected: &str) {
    let (aligned, reason) = align(aligner, dialect, body);
    assert_eq!(aligned, expected, "{reason:?}");
    assert_eq!(align(aligner, dialect, &aligned).0, aligned, "it changes nothing of its own");
}

#[track_caller]
fn refused(aligner: &CacheAligner, dialect: &str, body: &str, expected: Unaligned) {
    assert_eq!(align(aligner, dialect, body), (body.to_owned(), Some(expected)));
}

const HEADING: &str =
    "These lines belong to the system prompt; they stand here because they change:";

#[test]
fn the_tail_stands_after_all_else_in_each_dialect() {
    let check = |dialect: &str, body: &str, expected: &str| {
        check(&CacheAligner::tail(), dialect, body, &expected.replace("HEADING", HEADING));
    };
    check(
        "anthropic",
        r#"{"system":[{"type":"text","text":"Be brief.\nToday is 2026-01-05.","cache_control":{"type":"ephemeral"}}],"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"1","content":"x","cache_control":{"type":"ephemeral"}}]}]}"#,
        r#"{"system":[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral"}}],"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"1","content":"x","cache_control":{"type":"ephemeral"}},{"type":"text","text":"HEADING\nToday is 2026-01-05."}]}]}"#,
    );
    check(
        "openai-chat",
        r#"{"messages":[{"role":"developer","content":"Be brief.\nToday is 2026-01-05.\n\u00e9: \"x\""},{"role":"user","content":"Hi"},{"role":"assistant","tool_calls":[]},{"role":"tool","tool_call_id":"1","content":"x"}]}"#,
        r#"{"messages":[{"role":"developer","content":"Be brief.\n\u00e9: \"x\""},{"role":"user","content":"Hi"},{"role":"assistant","tool_calls":[]},{"role":"tool","tool_call_id":"1","content":"x"},{"role":"developer","content":"HEADING\nToday is 2026-01-05."}]}"#,
    );
    check(
        "openai-responses",
        r#"{"input":"Hi","instructions":"Be brief.\nToday is 2026-01-05."}"#,
        r#"{"input":[{"role":"user","content":"Hi"},{"role":"developer","content":"HEADING\nToday is 2026-01-05."}],"instructions":"Be brief."}"#,
    );
    check(
        "gemini",
        r#"{"systemInstruction":{"parts":[{"text":"Be brief.\nToday is 2026-01-05."}]},"contents":[{"role":"user","parts":[{"text":"Hi"}]}]}"#,
        r#"{"systemInstruction":{"parts":[{"text":"Be brief."}]},"contents":[{"role":"user","parts":[{"text":"Hi"},{"text":"HEADING\nToday is 2026-01-05."}]}]}"#,
    );
    check(
        "bedrock-converse",
        r#"{"system":[{"text":"Be brief.\nToday is 2026-01-05."},{"cachePoint":{"type":"default"}}],"messages":[{"role":"user","content":[{"text":"Hi"},{"cachePoint":{"type":"default"}}]}]}"#,
        r#"{"system":[{"text":"Be brief."},{"cachePoint":{"type":"default"}}],"messages":[{"role":"user","content":[{"text":"Hi"},{"cachePoint":{"type":"default"}},{"text":"HEADING\nToday is 2026-01-05."}]}]}"#,
    );
}

#[test]
fn the_split_stands_at_the_end_of_the_system_text() {
    let plain = |dialect: &str, body: &str, expected: &str| {
        check(&CacheAligner::split(), dialect, body, expected);
    };
    let marked = |dialect: &str, body: &str, expected: &str| {
        check(&CacheAligner::split().with_breakpoint(), dialect, body, expected);
    };
    let string = r#"{"system":"Be brief.\nToday is 2026-01-05.\nAsk.","messages":[]}"#;
    plain(
        "anthropic",
        string,
        r#"{"system":[{"type":"text","text":"Be brief.\nAsk."},{"type":"text","text":"Today is 2026-01-05."}],"messages":[]}"#,
    );
    marked(
        "anthropic",
        string,
        r#"{"system":[{"type":"text","text":"Be brief.\nAsk.","cache_control":{"type":"ephemeral"}},{"type":"text","text":"Today is 2026-01-05."}],"messages":[]}"#,
    );
    let list = r#"{"system":[{"type":"text","text":"Be brief.\nToday is 2026-01-05."},{"type":"text","text":"Ask.","cache_control":{"type":"ephemeral","ttl":"1h"}}],"messages":[]}"#;
    plain(
        "anthropic",
        list,
        r#"{"system":[{"type":"text","text":"Be brief."},{"type":"text","text":"Ask."},{"type":"text","text":"Today is 2026-01-05.","cache_control":{"type":"ephemeral","ttl":"1h"}}],"messages":[]}"#,
    );
    marked(
        "anthropic",
        list,
        r#"{"system":[{"type":"text","text":"Be brief."},{"type":"text","text":"Ask.","cache_control":{"type":"ephemeral","ttl":"1h"}},{"type":"text","text":"Today is 2026-01-05."}],"messages":[]}"#,
    );
    marked(
        "anthropic",
        r#"{"system":[{"type":"text","text":"Be brief.\nToday is 2026-01-05."}],"messages":[{"role":"user","content":[{"type":"text","text":"Hi","cache_control":{"type":"ephemeral","ttl":"1h"}}]}]}"#,
        r#"{"system":[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral","ttl":"1h"}},{"type":"text","text":"Today is 2026-01-05."}],"messages":[{"role":"user","content":[{"type":"text","text":"Hi","cache_control":{"type":"ephemeral","ttl":"1h"}}]}]}"#,
    );
    check(
        &CacheAligner::split().with_breakpoint(),
        "bedrock-converse",
        r#"{"system":[{"text":"Be brief.\nToday is 2026-01-05."}],"messages":[{"role":"user","content":[{"text":"Hi"},{"cachePoint":{"type":"default","ttl":"1h"},"text":"Hi"}]}]}"#,
        r#"{"system":[{"text":"Be brief."},{"cachePoint":{"type":"default","ttl":"1h"}},{"text":"Today is 2026-01-05."}],"messages":[{"role":"user","content":[{"text":"Hi"},{"cachePoint":{"type":"default","ttl":"1h"},"text":"Hi"}]}]}"#,
    );
    let bedrock = r#"{"system":[{"text":"Be brief.\nToday is 2026-01-05."},{"cachePoint":{"type":"default"}}],"messages":[]}"#;
    plain(
        "bedrock-converse",
        bedrock,
        r#"{"system":[{"text":"Be brief."},{"text":"Today is 2026-01-05."},{"cachePoint":{"type":"default"}}],"messages":[]}"#,
    );
    marked(
        "bedrock-converse",
        bedrock,
        r#"{"system":[{"text":"Be brief."},{"cachePoint":{"type":"default"}},{"text":"Today is 2026-01-05."}],"messages":[]}"#,
    );
    marked(
        "bedrock-converse",
        r#"{"system":[{"text":"Be brief.\nToday is 2026-01-05."}],"messages":[]}"#,
        r#"{"system":[{"text":"Be brief."},{"cachePoint":{"type":"default"}},{"text":"Today is 2026-01-05."}],"messages":[]}"#,
    );
    plain(
        "openai-chat",
        r#"{"messages":[{"role":"system","content":"Be brief. Today is 2026-01-05. Ask."}]}"#,
        r#"{"messages":[{"role":"system","content":[{"type":"text","text":"Be brief. Ask."},{"type":"text","text":"Today is 2026-01-05."}]}]}"#,
    );
    plain(
        "openai-responses",
        r#"{"instructions":"Today is 2026-01-05.\nBe brief.","input":[]}"#,
        r#"{"instructions":"Be brief.\n\nToday is 2026-01-05.","input":[]}"#,
    );
    plain(
        "gemini",
        r#"{"system_instruction":{"parts":[{"text":"Today is 2026-01-05.\nBe brief."}]},"contents":[]}"#,
        r#"{"system_instruction":{"parts":[{"text":"Be brief."},{"text":"Today is 2026-01-05."}]},"contents":[]}"#,
    );
}

#[test]
fn signed_thinking_forbids_the_tail_and_allows_the_split() {
    let bodies = [
        (
            "anthropic",
            r#"{"system":"Be brief.\nToday is 2026-01-05.","messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":[{"type":"thinking","thinking":"","signature":"s"}]},{"role":"user","content":"x"}]}"#,
        ),
        (
            "gemini",
            r#"{"systemInstruction":{"parts":[{"text":"Be brief.\nToday is 2026-01-05."}]},"contents":[{"role":"user","parts":[{"text":"Hi"}]},{"role":"model","parts":[{"functionCall":{"name":"f"},"thoughtSignature":"s"}]},{"role":"user","parts":[{"text":"x"}]}]}"#,
        ),
        (
            "openai-chat",
            r#"{"messages":[{"role":"system","content":"Be brief.\nToday is 2026-01-05."},{"role":"assistant","content":"","reasoning_details":[]},{"role":"user","content":"x"}]}"#,
        ),
        (
            "openai-responses",
            r#"{"instructions":"Today is 2026-01-05.\nBe brief.","input":[{"role":"user","content":"x"},{"type":"reasoning","encrypted_content":"e"},{"role":"user","content":"x"}]}"#,
        ),
        (
            "bedrock-converse",
            r#"{"system":[{"text":"Be brief.\nToday is 2026-01-05."}],"messages":[{"role":"user","content":[{"text":"x"}]},{"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"","signature":"s"}}}]},{"role":"user","content":[{"text":"x"}]}]}"#,
        ),
    ];
    for (dialect, body) in bodies {
        refused(&CacheAligner::tail(), dialect, body, Unaligned::SignedThinking { message: 1 });
        assert_eq!(align(&CacheAligner::split(), dialect, body).1, None, "{dialect}");
    }
}

#[test]
fn each_reason_has_its_case() {
    let tail =
        |dialect: &str, body: &str, reason| refused(&CacheAligner::tail(), dialect, body, reason);
    let split =
        |dialect: &str, body: &str, reason| refused(&CacheAligner::split(), dialect, body, reason);
    let anthropic = |more: &str| {
        format!(
            r#"{{{more}"system":"Be brief.\nToday is 2026-01-05.","messages":[{{"role":"user","content":"Hi"}}]}}"#
        )
    };
    assert_eq!(align(&CacheAligner::tail(), "anthropic", &anthropic("")).1, None);
    tail(
        "anthropic",
        &anthropic(r#""thinking":{"type":"enabled","budget_tokens":1024},"#),
        Unaligned::ThinkingRequested,
    );
    assert_eq!(
        align(&CacheAligner::tail(), "anthropic", &anthropic(r#""thinking":{"type":"disabled"},"#))
            .1,
        None
    );
    tail(
        "anthropic",
        &anthropic(r#""cache_control":{"type":"ephemeral"},"#),
        Unaligned::ProviderMarksTheEnd,
    );
    tail(
        "anthropic",
        &anthropic(r#""context_management":{"edits":[]},"#),
        Unaligned::ServerHistory,
    );
    let nothing = r#"{"system":"Be brief. Released in June 2024.","messages":[]}"#;
    tail("anthropic", nothing, Unaligned::NothingVolatile);
    let all = r#"{"system":"Today is 2026-01-05.","messages":[{"role":"user","content":"Hi"}]}"#;
    tail("anthropic", all, Unaligned::NothingStable);
    split("anthropic", all, Unaligned::AlreadyApart);
    split(
        "openai-responses",
        r#"{"instructions":"Be brief.\nToday is 2026-01-05.","input":[]}"#,
        Unaligned::AlreadyApart,
    );
    let prefilled =
        anthropic("").replace("\"Hi\"}", "\"Hi\"},{\"role\":\"assistant\",\"content\":\"{\"}");
    tail("anthropic", &prefilled, Unaligned::NoTail);
    let chat = r#"{"messages":[{"role":"system","content":"Be brief.\nToday is 2026-01-05."}]}"#;
    tail("openai-chat", chat, Unaligned::NoTail);
    let breakpoint = CacheAligner::split().with_breakpoint();
    refused(&breakpoint, "openai-chat", chat, Unaligned::NoBreakpoints);
    let mark = r#"{"type":"text","text":"x","cache_control":{"type":"ephemeral"}}"#;
    let marks = anthropic("").replace("\"Hi\"", &format!("[{mark},{mark},{mark},{mark}]"));
    refused(&breakpoint, "anthropic", &marks, Unaligned::TooManyBreakpoints);
    // System text that stands among the messages takes markers too: five in all.
    let more = r#"{"role":"system","content":"Be kind.\nToday is 2026-01-05."},{"role":"user""#;
    let marks = marks.replacen(&format!("{mark},"), "", 1).replace(r#"{"role":"user""#, more);
    refused(&breakpoint, "anthropic", &marks, Unaligned::TooManyBreakpoints);
    // "Status:" makes a listing of the next line; without what stood between it would be one.
    let unsettled =
        r#"{"system":"Status:\nToday is 2026-01-05.\n?? is a question.","messages":[]}"#;
    split("anthropic", unsettled, Unaligned::Unsettled);
}

#[test]
fn kinds_can_be_left_where_they_are() {
    let body = r#"{"system":"cwd: /srv/app\nBe brief.\nToday is 2026-01-05.","messages":[]}"#;
    let detector = VolatileDetector::new().without(VolatileKind::WorkingDirectory);
    let (aligned, _) = align(&CacheAligner::split().with_detector(detector), "anthropic", body);
    assert!(aligned.contains(r#""text":"cwd: /srv/app\nBe brief.""#), "{aligned}");
}

/// A conversation of an agent whose system prompt tells the time, marked as agents mark it.
fn turn(number: usize, minute: usize) -> String {
    let mark = json!({"type": "ephemeral"});
    let manual = "Read before you write.\n".repeat(400);
    let system = format!("You are careful.\nThe current time is 10:{:02}:00.\n{manual}", minute);
    let mut messages = vec![json!({"role": "user", "content": "Fix the build, please."})];
    for step in 0..number {
        let id = format!("call_{step}");
        messages.push(json!({"role": "assistant", "content": [
            {"type": "tool_use", "id": id, "name": "read", "input": {"step": step}}]}));
        let output = format!("line {step} of some file\n").repeat(200);
        let mut result = json!({"type": "tool_result", "tool_use_id": id, "content": output});
        if step + 1 == number {
            result["cache_control"] = mark.clone();
        }
        messages.push(json!({"role": "user", "content": [result]}));
    }
    let system = json!([{"type": "text", "text": system, "cache_control": mark}]);
    json!({"model": "claude-sonnet-4-5", "system": system, "messages": messages}).to_string()
}

#[test]
fn the_tail_costs_what_is_moved_and_nothing_before_it() {
    let rules = ProviderRules::builtin();
    let rules = rules.for_model("claude-sonnet-4-5").unwrap();
    let cost = |minute: fn(usize) -> usize, sent: &dyn Fn(&str) -> String| {
        let mut cache = Simulator::new(rules.clone(), Estimator::new());
        for number in 1..12 {
            cache.request(&sent(&turn(number, minute(number))), 30 * number as u64).unwrap();
        }
        cache.totals().cost
    };
    let by = |aligner: CacheAligner| move |body: &str| align(&aligner, "anthropic", body).0;
    let verbatim = cost(|number| number, &str::to_owned);
    let constant = cost(|_| 0, &str::to_owned);
    let tail = cost(|number| number, &by(CacheAligner::tail()));
    let split = cost(|number| number, &by(CacheAligner::split().with_breakpoint()));
    assert!(tail < verbatim / 3.0, "tail {tail}, verbatim {verbatim}");
    assert!(tail < constant * 1.02, "tail {tail}, a constant prompt {constant}");
    assert!(tail < split && split < verbatim, "split {split}, verbatim {verbatim}");
}

fn texts() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        "\\PC{0,12}",
        Just("Today is 2026-01-05.".to_owned()),
        Just("It is 10:20:30 now. Be \"brief\"! Ask é.".to_owned()),
        Just("cwd: /srv/app".to_owned()),
        Just("Status:\n M a.rs".to_owned()),
        Just("request #12".to_owned()),
        Just(String::new()),
    ];
    let end = prop_oneof![Just("\n"), Just("\r\n"), Just("")];
    (prop::collection::vec(line, 0..6), end)
        .prop_map(|(lines, end)| lines.join(if end == "\r\n" { end } else { "\n" }) + end)
}

/// The words of a text in no order: what moves keeps them.
fn words(body: &str) -> Vec<String> {
    fn collect(value: &Value, words: &mut Vec<String>) {
        match value {
            Value::String(text) => words.extend(text.split_whitespace().map(str::to_owned)),
            Value::Array(all) => all.iter().for_each(|value| collect(value, words)),
            Value::Object(all) => all.values().for_each(|value| collect(value, words)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    let value: Value = serde_json::from_str(body).unwrap();
    collect(&value["system"], &mut found);
    collect(&value["messages"], &mut found);
    found.retain(|word| !matches!(word.as_str(), "text" | "ephemeral"));
    found.sort();
    found
}

proptest! {
    #[test]
    fn every_word_is_kept_and_once_is_enough(
        first in texts(), second in texts(), list: bool, form in 0..3_u8, marked: bool,
    ) {
        let mut last = json!({"type": "text", "text": second});
        if marked {
            last["cache_control"] = json!({"type": "ephemeral"});
        }
        let system = if list { json!([{"type": "text", "text": first}, last]) } else { json!(first) };
        let body = json!({"system": system, "messages": [{"role": "user", "content": "Hi"}]}).to_string();
        let aligner = match form {
            0 => CacheAligner::tail(),
            1 => CacheAligner::split(),
            _ => CacheAligner::split().with_breakpoint(),
        };
        let (aligned, reason) = align(&aligner, "anthropic", &body);
        prop_assert_ne!(reason, Some(Unaligned::NotProven));
        let mut before = words(&body);
        if form == 0 && reason.is_none() {
            before.extend(HEADING.split(' ').map(str::to_owned));
            before.sort();
        }
        prop_assert_eq!(words(&aligned), before);
        prop_assert_eq!(align(&aligner, "anthropic", &aligned).0, aligned.clone());
        if form == 0 && reason.is_none() {
            let layout = Layout::parse_as(&aligned, "anthropic").unwrap();
            let found = VolatileDetector::new().in_request(&layout);
            let left = found.iter().filter(|find| {
                find.likelihood == Likelihood::Likely && matches!(find.place, Place::System { .. })
            });
            prop_assert_eq!(left.count(), 0);
        }
    }
}
