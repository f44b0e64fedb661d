use proptest::prelude::*;
use serde_json::json;

use super::*;

fn report(before: &str, after: &str) -> DriftReport {
    DriftDetector::new().dialect("anthropic").between(before, after).unwrap()
}

#[track_caller]
fn check(before: &str, after: &str, expected: &str) {
    assert_eq!(report(before, after).to_string(), expected);
}

const BODY: &str = r#"{"model": "m", "max_tokens": 64,
 "tools": [{"name": "ls", "input_schema": {"type": "object"}}, {"name": "cat"}],
 "system": [{"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral"}}],
 "messages": [
  {"role": "user", "content": "Hello"},
  {"role": "assistant", "content": [{"type": "tool_use", "id": "1", "name": "ls", "input": {"path": "src", "n": 1.0}}]},
  {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "1", "content": "a.rs"}]}
 ]}"#;

#[track_caller]
fn check_edit(from: &str, to: &str, expected: &str) {
    let after = BODY.replacen(from, to, 1);
    assert_ne!(after, BODY);
    let report = report(BODY, &after);
    assert_eq!(report.to_string(), expected);
    if let Some(drift) = &report.drift {
        assert!(
            BODY.is_char_boundary(drift.byte_before) && after.is_char_boundary(drift.byte_after)
        );
    }
}

#[test]
fn what_does_not_reach_the_model_is_no_drift() {
    for (from, to) in [
        (r#", "cache_control": {"type": "ephemeral"}"#, ""),
        (r#"{"name": "cat"}"#, r#"{"name": "cat", "cache_control": {"type": "ephemeral"}}"#),
        (r#""content": "Hello""#, r#""content": [{"type": "text", "text": "Hello"}]"#),
        (
            r#""content": "Hello""#,
            r#""content": [{"type": "text", "text": "Hello", "cache_control": {"type": "ephemeral"}}]"#,
        ),
        ("Hello", r"H\u0065llo"),
        (r#"{"path": "src", "n": 1.0}"#, r#"{ "path" :"src","n":1.0 }"#),
        (
            r#""content": "a.rs"}]}"#,
            r#""content": "a.rs"}]}, {"role": "assistant", "content": "ok"}"#,
        ),
        (r#""content": "a.rs"}]}"#, r#""content": "a.rs"}, {"type": "text", "text": "and"}]}"#),
        (
            r#",
  {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "1", "content": "a.rs"}]}"#,
            "",
        ),
    ] {
        check_edit(from, to, "no difference");
    }
    assert!(report(BODY, BODY).is_stable());
}

#[test]
fn the_first_difference_is_told_with_its_field() {
    check_edit(
        "Be brief.",
        "Be brief. Now!",
        "system block 0 differs: `system[0].text`, byte 161: \"Be brief.\" became \"Be brief. Now!\"",
    );
    check_edit(
        r#""n": 1.0"#,
        r#""n": 1"#,
        "message 1, block 0 differs: `messages[1].content[0].input.n`, byte 374: \"1.0\" became \"1\"",
    );
    check_edit(
        r#"{"path": "src", "n": 1.0}"#,
        r#"{"n": 1.0, "path": "src"}"#,
        "message 1, block 0 differs: `messages[1].content[0].input.path`, byte 358: \
         the order changed, \"1.0\" stands where \"src\" did",
    );
    check_edit(
        r#", "n": 1.0"#,
        "",
        "message 1, block 0 differs: `messages[1].content[0].input.n`, byte 366: \"1.0\" was removed",
    );
    check_edit(
        r#"{"name": "ls", "input_schema": {"type": "object"}}, {"name": "cat"}"#,
        r#"{"name": "cat"}, {"name": "ls", "input_schema": {"type": "object"}}"#,
        "tool 0 differs: `tools[0].name`, byte 54: the order changed, \"cat\" stands where \"ls\" did",
    );
    check_edit(
        r#", {"name": "cat"}"#,
        r#", {"name": "cat"}, {"name": "rm"}"#,
        "tool 2 differs: `tools[2]`, byte 113: \"{\\\"name\\\": \\\"rm\\\"}\" was added",
    );
    check_edit(
        r#"{"role": "user", "content": "Hello"},"#,
        "",
        "message 0, block 0 differs: `messages[0]`, byte 226: \
         \"{\\\"role\\\": \\\"user\\\", \\\"content\\\": \\\"Hello\\\"}\" was removed",
    );
    check_edit(
        r#"  {"role": "user", "content": "Hello"},"#,
        r#"  {"role": "user", "content": "Hi"}, {"role": "assistant", "content": "?"}, {"role": "user", "content": "Hello"},"#,
        "message 0, block 0 differs: `messages[0]`, byte 223: \"{\\\"role\\\": \\\"user\\\", \
         \\\"content\\\": \\\"Hi\\\"}, {\\\"role\\\": \\\"assistant\\\", \\\"content\\\": \\\"?\\\"}\" was added",
    );
}

#[test]
fn parameters_tell_what_they_do_to_the_cache() {
    check_edit(
        r#""max_tokens": 64"#,
        r#""max_tokens": 65, "thinking": {"type": "enabled"}"#,
        "parameter `max_tokens`: 64 became 65, which the cache does not mind\n\
         parameter `thinking`: nothing became {\"type\": \"enabled\"}, which breaks the cached prefix",
    );
    let only_tokens = BODY.replace("64", "65");
    assert!(report(BODY, &only_tokens).is_stable());
    assert!(!report(BODY, &BODY.replace("\"m\"", "\"n\"")).is_stable());
}

#[test]
fn what_is_volatile_is_called_so() {
    let body = |time: &str| format!(r#"{{"system": "The time is {time}.", "messages": []}}"#);
    check(
        &body("2026-01-05 10:20:30"),
        &body("2026-01-05 10:20:31"),
        "system block 0 differs: `system`, byte 42: \"The time is 2026-01-05 10:20:30.\" became \
         \"The time is 2026-01-05 10:20:31.\" (timestamp: a point in time differs with every call)",
    );
}

#[test]
fn long_texts_are_shown_around_the_difference() {
    let body = |mid: &str| {
        json!({"system": format!("{}{mid}{}", "é".repeat(300), "ü".repeat(300)), "messages": []})
            .to_string()
    };
    let drift = report(&body("1"), &body("2")).drift.unwrap();
    assert_eq!(drift.after, format!("…{}2{}…", "é".repeat(16), "ü".repeat(32)));
    assert_eq!(drift.byte_after, body("2").find('2').unwrap());
}

#[test]
fn every_dialect_has_its_paths() {
    let check = |dialect: &str, before: &str, from: &str, to: &str, path: &str| {
        let after = before.replacen(from, to, 1);
        let detector = DriftDetector::new().dialect(dialect);
        let drift = detector.between(before, &after).unwrap().drift.unwrap();
        assert_eq!(drift.path, path);
    };
    let gemini = r#"{"systemInstruction":{"parts":[{"text":"a"}]},"contents":[{"role":"user","parts":[{"text":"b"}]},{"role":"model","parts":[]}]}"#;
    check("gemini", gemini, "\"a\"", "\"x\"", "systemInstruction.parts[0].text");
    check("gemini", gemini, "\"b\"", "\"x\"", "contents[0].parts[0].text");
    let responses =
        r#"{"instructions":"a","input":[{"type":"function_call_output","output":"b"}]}"#;
    check("openai-responses", responses, "\"a\"", "\"x\"", "instructions");
    check("openai-responses", responses, "\"b\"", "\"x\"", "input[0].output");
    let bedrock = r#"{"toolConfig":{"tools":[{"toolSpec":{"name":"a"}}]},"messages":[]}"#;
    check("bedrock-converse", bedrock, "\"a\"", "\"x\"", "toolConfig.tools[0].toolSpec.name");
    let chat = r#"{"messages":[{"role":"system","content":"a"}]}"#;
    check("openai-chat", chat, "\"a\"", "\"x\"", "messages[0].content");
}

#[test]
fn it_is_told_whose_doing_it_is() {
    let origin = |source_after: &str, sent_after: &str| {
        let detector = DriftDetector::new();
        let report = detector.explain((BODY, BODY), (source_after, sent_after)).unwrap();
        report.drift.map(|drift| drift.origin.unwrap())
    };
    let early = BODY.replace("Be brief.", "Be long.");
    let late = BODY.replace("a.rs", "b.rs");
    assert_eq!(origin(&early, &early), Some(Origin::Client));
    assert_eq!(
        origin(&early, &late),
        Some(Origin::Client),
        "what comes first may shape what follows"
    );
    assert_eq!(origin(BODY, &early), Some(Origin::Ours));
    assert_eq!(origin(&late, &early), Some(Origin::Ours));
    assert_eq!(origin(&early, BODY), None);
    let report = DriftDetector::new()
        .explain((BODY, BODY), (BODY, &BODY.replace("\"m\"", "\"n\"")))
        .unwrap();
    assert_eq!(report.to_string().lines().count(), 1);
    assert_eq!(report.parameters[0].origin, Some(Origin::Ours));
}

#[test]
fn a_report_can_be_written_as_json() {
    let report = report(BODY, &BODY.replace("Be brief", "Be long"));
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["drift"]["place"], "system block 0");
    assert_eq!(json["drift"]["change"], "changed");
}

/// A conversation of texts, with the marker on any of its messages, as a string or a list.
fn body(texts: &[String], forms: &[u8]) -> String {
    let message = |(index, text): (usize, &String)| {
        let text = serde_json::to_string(text).unwrap();
        let content = match forms.get(index % forms.len().max(1)) {
            Some(0) => format!(r#"[{{"type":"text","text":{text}}}]"#),
            Some(1) => format!(
                r#"[ {{"type":"text","text":{text},"cache_control":{{"type":"ephemeral"}}}} ]"#
            ),
            _ => text,
        };
        let role = if index % 2 == 0 { "user" } else { "assistant" };
        format!(r#"{{"role":"{role}", "content":{content}}}"#)
    };
    let messages: Vec<String> = texts.iter().enumerate().map(message).collect();
    format!(r#"{{"system":"s","messages":[{}]}}"#, messages.join(", "))
}

proptest! {
    #[test]
    fn growth_and_markers_are_no_drift(
        texts in prop::collection::vec("\\PC{0,6}", 1..8),
        forms in prop::collection::vec(0..3_u8, 1..8),
        more in prop::collection::vec(0..3_u8, 1..8),
        cut in 0..8_usize,
    ) {
        let before = body(&texts[..cut.min(texts.len())], &forms);
        let report = report(&before, &body(&texts, &more));
        prop_assert!(report.is_stable(), "{report}");
    }

    #[test]
    fn one_changed_text_is_found_where_it_stands(
        texts in prop::collection::vec("\\PC{0,6}", 1..8),
        forms in prop::collection::vec(0..3_u8, 1..8),
        at in 0..8_usize,
    ) {
        let at = at % texts.len();
        let mut changed = texts.clone();
        changed[at].push('!');
        let (before, after) = (body(&texts, &forms), body(&changed, &forms));
        let drift = report(&before, &after).drift.unwrap();
        let is_at = matches!(drift.place, Place::Message { message, .. } if message == at);
        prop_assert!(is_at, "{}", drift);
        prop_assert_eq!(before.get(..drift.byte_before), after.get(..drift.byte_after));
    }

    #[test]
    fn any_two_bodies_are_survived(a in "[\\[\\]{}\":,a1é ]{0,24}", b in "[\\[\\]{}\":,a1é ]{0,24}") {
        let body = |inner: &str| format!(r#"{{"system":{inner},"messages":[{inner}],"tools":{inner}}}"#);
        let _ = DriftDetector::new().dialect("anthropic").between(&body(&a), &body(&b));
    }
}
