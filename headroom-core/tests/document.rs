//! What walkers find in bodies, and what they leave alone.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

use headroom_core::document::{ANTHROPIC, GEMINI, OPENAI_CHAT, OPENAI_RESPONSES, dialects};
use headroom_core::testing::dialect_laws;
use headroom_core::{BlockKind, Document, DocumentError};

/// The blocks of a body, a line each: kind, message, tool and marks, text.
fn found(body: &str) -> Vec<String> {
    let document = Document::parse(body).unwrap();
    let describe = |block: &headroom_core::Block| {
        let call = block.call.map(|call| &document.calls()[call]);
        let tool = call.and_then(|call| document.call_name(call)).unwrap_or_default();
        let text = match block.kind {
            BlockKind::ToolCall => call.and_then(|call| document.call_arguments(call)),
            BlockKind::Opaque => None,
            _ => document.text(block),
        };
        let marks = [(block.is_error, " error"), (block.cache_marker, " marked")];
        let marks: String = marks.iter().filter(|(set, _)| *set).map(|(_, name)| *name).collect();
        format!("{} {:?} {tool}{marks}: {}", block.message, block.kind, text.unwrap_or_default())
    };
    document.blocks().iter().map(describe).collect()
}

const ANTHROPIC_BODY: &str = r#"{
  "messages": [
    {"role": "user", "content": "Why?"},
    {"role": "assistant", "content": [
      {"type": "thinking", "thinking": "hm", "signature": "c2ln"},
      {"type": "text", "text": "Let me look."},
      {"type": "tool_use", "id": "t1", "name": "Read", "input": {"file_path": "a.rs"}},
      {"type": "tool_use", "id": "t2", "name": "Bash", "input": {"command": "ls"}}
    ]},
    {"content": [
      {"type": "tool_result", "tool_use_id": "t2", "content": "a.rs\u000a", "is_error": true},
      {"content": [{"text": "fn a", "type": "text"}, {"type": "image", "source": {}}],
       "tool_use_id": "t1", "type": "tool_result", "cache_control": {"type": "ephemeral"}},
      {"type": "text", "text": "And?", "cache_control": null}
    ], "role": "user"}
  ],
  "system": [{"type": "text", "text": "Be brief."}]
}"#;

#[test]
fn anthropic_bodies_are_indexed() {
    assert_eq!(
        found(ANTHROPIC_BODY),
        [
            "0 System : Be brief.",
            "0 User : Why?",
            "1 Opaque : ",
            "1 Assistant : Let me look.",
            "1 ToolCall Read: {\"file_path\": \"a.rs\"}",
            "1 ToolCall Bash: {\"command\": \"ls\"}",
            "2 ToolResult Bash error: a.rs\n",
            "2 ToolResult Read marked: fn a",
            "2 Opaque : ",
            "2 User : And?",
        ]
    );
}

const OPENAI_BODY: &str = r#"{"messages": [
    {"role": "developer", "content": "Be brief."},
    {"role": "user", "content": [{"type": "text", "text": "Why?"}, {"type": "image_url", "image_url": {}}]},
    {"role": "assistant", "content": null, "tool_calls": [
      {"id": "c1", "type": "function", "function": {"name": "run", "arguments": "{\"cmd\": \"ls\"}"}}]},
    {"role": "tool", "tool_call_id": "c1", "content": "a.rs"},
    {"role": "tool", "tool_call_id": "gone", "content": [{"type": "text", "text": "b"}]}
]}"#;

#[test]
fn openai_chat_bodies_are_indexed() {
    assert_eq!(
        found(OPENAI_BODY),
        [
            "0 System : Be brief.",
            "1 User : Why?",
            "1 Opaque : ",
            "2 ToolCall run: {\"cmd\": \"ls\"}",
            "3 ToolResult run: a.rs",
            "4 ToolResult : b",
        ]
    );
}

const RESPONSES_BODY: &str = r#"{"instructions": "Be brief.", "input": [
    {"role": "user", "content": [{"type": "input_text", "text": "Why?"}]},
    {"type": "reasoning", "encrypted_content": "x", "summary": []},
    {"type": "function_call", "call_id": "c1", "name": "run", "arguments": "{\"cmd\": \"ls\"}"},
    {"type": "function_call_output", "call_id": "c1", "output": "a.rs"},
    {"type": "function_call_output", "call_id": "c1", "output": [{"type": "input_text", "text": "b"}]}
]}"#;

#[test]
fn openai_responses_bodies_are_indexed() {
    assert_eq!(
        found(RESPONSES_BODY),
        [
            "0 System : Be brief.",
            "0 User : Why?",
            "1 Opaque : ",
            "2 ToolCall run: {\"cmd\": \"ls\"}",
            "3 ToolResult run: a.rs",
            "4 ToolResult run: b",
        ]
    );
}

const GEMINI_BODY: &str = r#"{"systemInstruction": {"parts": [{"text": "Be brief."}]}, "contents": [
    {"role": "user", "parts": [{"text": "Why?"}]},
    {"role": "model", "parts": [{"text": "hm", "thought": true}, {"functionCall": {"name": "run", "args": {"cmd": "ls"}}},
      {"functionCall": {"name": "run", "args": {"cmd": "pwd"}}}]},
    {"role": "user", "parts": [{"functionResponse": {"name": "run", "response": {"output": "a.rs", "code": 0}}},
      {"functionResponse": {"name": "run", "response": {"output": ["/srv", {"x": "y"}]}}}]}
]}"#;

#[test]
fn gemini_bodies_are_indexed() {
    assert_eq!(
        found(GEMINI_BODY),
        [
            "0 System : Be brief.",
            "0 User : Why?",
            "1 Opaque : ",
            "1 ToolCall run: {\"cmd\": \"ls\"}",
            "1 ToolCall run: {\"cmd\": \"pwd\"}",
            "2 ToolResult run: a.rs",
            "2 ToolResult run: /srv",
            "2 ToolResult run: y",
        ]
    );
    let document = Document::parse(GEMINI_BODY).unwrap();
    let results: Vec<_> = document.blocks().iter().filter_map(|block| block.result).collect();
    assert_eq!(results, [0, 1, 1]);
}

#[test]
fn gemini_answers_name_their_call_by_its_id() {
    let body = r#"{"contents": [
        {"role": "model", "parts": [
            {"functionCall": {"id": "a", "name": "read", "args": {"path": "a.rs"}}},
            {"functionCall": {"id": "b", "name": "read", "args": {"path": "b.rs"}}}]},
        {"role": "user", "parts": [
            {"functionResponse": {"id": "b", "name": "read", "response": {"output": "b"}}},
            {"functionResponse": {"name": "read", "response": {"output": "a"}}}]}]}"#;
    let document = Document::parse(body).unwrap();
    let results = document.blocks().iter().filter(|block| block.kind == BlockKind::ToolResult);
    assert_eq!(results.map(|block| block.call).collect::<Vec<_>>(), [Some(1), Some(0)]);
}

#[test]
fn the_dialect_is_found_or_left_open() {
    for (body, dialect) in [
        (ANTHROPIC_BODY, Some(ANTHROPIC)),
        (OPENAI_BODY, Some(OPENAI_CHAT)),
        (RESPONSES_BODY, Some(OPENAI_RESPONSES)),
        (GEMINI_BODY, Some(GEMINI)),
        ("{}", None),
        ("[]", None),
        (r#"{"messages": [{"role": "user", "content": "\"tool_result\""}]}"#, None),
        // A body that could be of two providers is of none.
        (
            r#"[{"role": "tool", "content": "x"}, {"role": "user", "content": [{"type": "tool_result", "content": "y"}]}]"#,
            None,
        ),
    ] {
        assert_eq!(Document::parse(body).unwrap().dialect(), dialect, "{body}");
    }
    let array = r#"[{"role": "tool", "tool_call_id": "1", "content": "x"}]"#;
    assert_eq!(Document::parse(array).unwrap().dialect(), Some(OPENAI_CHAT));
}

#[test]
fn what_is_not_one_json_object_or_array_is_an_error() {
    for body in
        ["", "{", "[1,]", "{} {}", "{}x", "\u{feff}", "{\"a\": 01}", "{\"a\": \"\n\"}", "nul"]
    {
        let error = Document::parse(body).unwrap_err();
        assert!(matches!(error, DocumentError::Syntax { .. }), "{body:?}: {error:?}");
    }
    for body in ["1", "null", "\"text\""] {
        assert_eq!(Document::parse(body).unwrap_err(), DocumentError::NotARequest, "{body:?}");
    }
    let unknown = Document::parse_as("{}", "telegraph").unwrap_err();
    assert_eq!(unknown, DocumentError::UnknownDialect("telegraph".into()));
}

#[test]
fn odd_bodies_are_read_as_far_as_they_are_clear() {
    let tool = |content: &str| {
        format!(r#"[{{"role": "tool", "tool_call_id": "1", "content": {content}}}]"#)
    };
    assert_eq!(found(&format!("\u{feff} {} \n", tool("\"x\""))), ["0 ToolResult : x"]);
    assert_eq!(found(&tool("null")), [""; 0]);
    assert_eq!(found(&tool("[]")), [""; 0]);
    assert_eq!(found(&tool("{\"text\": \"x\"}")), [""; 0]);
    // A lone surrogate is legal JSON and no text.
    let document = tool("\"\\ud800\"");
    let document = Document::parse(&document).unwrap();
    assert_eq!(document.text(&document.blocks()[0]), None);
    // A member that stands twice means what its reader likes.
    let twice =
        r#"[{"role": "tool", "content": "x", "content": "y"}, {"role": "tool", "content": "z"}]"#;
    assert_eq!(found(twice), ["0 Opaque : ", "1 ToolResult : z"]);
    assert_eq!(
        found(r#"{"messages": [], "messages": [{"role": "tool", "content": "x"}]}"#),
        [""; 0]
    );
    // Escaped keys are keys.
    assert_eq!(found(r#"[{"r\u006fle": "tool", "content": "x"}]"#), ["0 ToolResult : x"]);
}

#[test]
fn depth_is_no_danger() {
    let deep = "[".repeat(200_000) + &"]".repeat(200_000);
    let body = format!(
        r#"{{"x": {deep}, "messages": [{{"role": "user", "content": [{{"type": "tool_result", "content": {deep}}}]}}]}}"#
    );
    assert_eq!(Document::parse(&body).unwrap().dialect(), Some(ANTHROPIC));
    let nested = r#"{"type":"tool_result","content":["#.repeat(50_000) + &"]}".repeat(50_000);
    let body = format!(r#"{{"messages": [{{"role": "user", "content": [{nested}]}}]}}"#);
    assert!(Document::parse(&body).unwrap().blocks().is_empty());
}

#[test]
fn our_dialects_obey_the_laws() {
    let bodies = [ANTHROPIC_BODY, OPENAI_BODY, RESPONSES_BODY, GEMINI_BODY];
    for (dialect, body) in dialects().iter().zip(bodies) {
        dialect_laws(*dialect, &[body]);
    }
}

#[test]
fn parameters_that_edit_the_history_are_seen() {
    for (parameter, edits) in [
        (r#""context_management": {"edits": []}"#, true),
        (r#""truncation": "auto""#, true),
        (r#""truncation": "disabled""#, false),
        (r#""previous_response_id": "r1""#, true),
        (r#""previous_response_id": null"#, false),
    ] {
        let body = format!(r#"{{{parameter}, "messages": [{{"role": "tool", "content": "x"}}]}}"#);
        assert_eq!(Document::parse(&body).unwrap().edits_history(), edits, "{parameter}");
    }
}
