//! What walkers find in bodies, and what they leave alone.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

use headroom_core::document::{
    ANTHROPIC, BEDROCK, GEMINI, OPENAI_CHAT, OPENAI_RESPONSES, dialects,
};
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

const BEDROCK_BODY: &str = r#"{"modelId": "m", "system": [{"text": "Be brief."}, {"cachePoint": {"type": "default"}}], "messages": [
    {"role": "user", "content": [{"text": "Why?"}, {"image": {"format": "png", "source": {"bytes": "AAAA"}}}]},
    {"role": "assistant", "content": [
      {"reasoningContent": {"reasoningText": {"text": "hm", "signature": "c2ln"}}},
      {"text": "Let me look."},
      {"toolUse": {"toolUseId": "b1", "name": "run", "input": {"command": "ls"}}},
      {"toolUse": {"toolUseId": "b2", "name": "api", "input": {}}}]},
    {"role": "user", "content": [
      {"toolResult": {"toolUseId": "b1", "content": [{"text": "a.rs"}, {"image": {}}], "status": "error"}},
      {"toolResult": {"toolUseId": "b2", "content": [{"json": {"rows": ["x", {"y": "z"}], "n": 1.0}}]}},
      {"cachePoint": {"type": "default"}},
      {"text": "And?"}]}
]}"#;

#[test]
fn bedrock_bodies_are_indexed() {
    assert_eq!(
        found(BEDROCK_BODY),
        [
            "0 System  marked: Be brief.",
            "0 Opaque : ",
            "0 User : Why?",
            "0 Opaque : ",
            "1 Opaque : ",
            "1 Assistant : Let me look.",
            "1 ToolCall run: {\"command\": \"ls\"}",
            "1 ToolCall api: {}",
            "2 ToolResult run error: a.rs",
            "2 Opaque : ",
            "2 ToolResult api marked: x",
            "2 ToolResult api marked: z",
            "2 Opaque : ",
            "2 User : And?",
        ]
    );
}

#[test]
fn all_items_of_responses_are_indexed() {
    for (items, expected) in [
        (
            r#"{"type": "custom_tool_call", "call_id": "1", "name": "apply_patch", "input": "*** Begin"},
               {"type": "custom_tool_call_output", "call_id": "1", "output": "Done"}"#,
            vec!["0 ToolCall apply_patch: *** Begin", "1 ToolResult apply_patch: Done"],
        ),
        (
            r#"{"type": "local_shell_call", "id": "i1", "call_id": "1", "status": "completed",
                "action": {"type": "exec", "command": ["ls"]}},
               {"type": "local_shell_call_output", "id": "i1", "output": "a.rs"}"#,
            vec![
                r#"0 ToolCall local_shell_call: {"type": "exec", "command": ["ls"]}"#,
                "1 ToolResult local_shell_call: a.rs",
            ],
        ),
        (
            r#"{"type": "shell_call", "call_id": "1", "action": {"commands": ["ls", "false"]}},
               {"type": "shell_call_output", "call_id": "1", "output": [
                 {"stderr": "", "stdout": "a.rs", "outcome": {"type": "exit", "exit_code": 0}},
                 {"stdout": null, "stderr": "no", "outcome": {"type": "exit", "exit_code": 1}}]}"#,
            vec![
                r#"0 ToolCall shell_call: {"commands": ["ls", "false"]}"#,
                "1 ToolResult shell_call: ",
                "1 ToolResult shell_call: a.rs",
                "1 ToolResult shell_call: no",
            ],
        ),
        (
            r#"{"type": "apply_patch_call", "call_id": "1", "operation": {"type": "delete_file", "path": "a"}},
               {"type": "apply_patch_call_output", "call_id": "1", "status": "failed", "output": "no such file"}"#,
            vec![
                r#"0 ToolCall apply_patch_call: {"type": "delete_file", "path": "a"}"#,
                "1 ToolResult apply_patch_call error: no such file",
            ],
        ),
        (
            r#"{"type": "computer_call", "id": "i", "call_id": "1", "action": {"type": "screenshot"}},
               {"type": "computer_call_output", "call_id": "1", "output": {"type": "computer_screenshot", "image_url": "data:"}}"#,
            vec![r#"0 ToolCall computer_call: {"type": "screenshot"}"#],
        ),
        (
            r#"{"type": "mcp_call", "id": "m1", "name": "search", "server_label": "s", "output": "found", "arguments": "{}"},
               {"type": "mcp_call", "id": "m2", "name": "search", "arguments": "{}", "output": null, "error": "down"},
               {"type": "mcp_call", "id": "m3", "name": "search", "arguments": "{}", "output": "half", "error": "down"}"#,
            vec![
                "0 ToolCall search: {}",
                "0 ToolResult search: found",
                "1 ToolCall search: {}",
                "2 ToolCall search: {}",
                "2 ToolResult search error: half",
            ],
        ),
        (
            r#"{"type": "mcp_list_tools", "tools": [{"name": "x"}]}, {"type": "item_reference", "id": "r"},
               {"type": "web_search_call", "id": "w"}, {"type": "compaction", "encrypted_content": "c"},
               {"type": "function_call_output", "call_id": "gone", "status": "incomplete",
                "output": [{"type": "input_image"}, {"type": "output_text", "text": "x"}]}"#,
            vec![
                "0 Opaque : ",
                "1 Opaque : ",
                "2 Opaque : ",
                "3 Opaque : ",
                "4 Opaque : ",
                "4 ToolResult  error: x",
            ],
        ),
    ] {
        let body = format!(r#"{{"input": [{items}]}}"#);
        assert_eq!(found(&body), expected, "{items}");
        assert_eq!(Document::parse(&body).unwrap().dialect(), Some(OPENAI_RESPONSES));
    }
}

#[test]
fn custom_tools_and_functions_of_chat_are_indexed() {
    let body = r#"[
        {"role": "assistant", "content": null, "refusal": null, "function_call": {"name": "f", "arguments": "{\"a\": 1}"}},
        {"role": "function", "name": "f", "content": "x"},
        {"role": "function", "name": "f", "content": "answers nothing"},
        {"role": "assistant", "content": [{"type": "refusal", "refusal": "no"}], "function_call": null, "tool_calls": [
            {"id": "1", "type": "custom", "custom": {"name": "patch", "input": "*** {"}}]},
        {"role": "tool", "tool_call_id": "1", "content": [{"type": "text", "text": "y"}], "cache_control": {"type": "ephemeral"}}]"#;
    assert_eq!(
        found(body),
        [
            "0 ToolCall f: {\"a\": 1}",
            "1 ToolResult f: x",
            "2 ToolResult : answers nothing",
            "3 Opaque : ",
            "3 ToolCall patch: *** {",
            "4 ToolResult patch marked: y",
        ]
    );
}

#[test]
fn gemini_takes_names_in_snake_case() {
    let body = r#"{"system_instruction": {"parts": [{"text": "s"}]}, "contents": [
        {"role": "model", "parts": [{"function_call": {"name": "f", "args": {}}, "thought_signature": "x"},
          {"executableCode": {"code": "1"}}, {"text": "a", "functionCall": {"name": "g"}}]},
        {"role": "user", "parts": [{"function_response": {"name": "f", "response": {"error": "no"}}},
          {"inline_data": {"data": "AAAA"}}]}]}"#;
    assert_eq!(
        found(body),
        [
            "0 System : s",
            "0 ToolCall f: {}",
            "0 Opaque : ",
            "0 Opaque : ",
            "1 ToolResult f error: no",
            "1 Opaque : ",
        ]
    );
}

#[test]
fn answers_of_gemini_may_be_many() {
    let call = r#"{"functionCall": {"name": "f", "args": {}}}"#;
    let answer = r#"{"functionResponse": {"name": "f", "response": {"output": "x"}}}"#;
    let (calls, answers) = (vec![call; 50_000].join(","), vec![answer; 50_000].join(","));
    let body = format!(
        r#"[{{"role": "model", "parts": [{calls}]}}, {{"role": "user", "parts": [{answers}]}}]"#
    );
    let document = Document::parse(&body).unwrap();
    let results = document.blocks().iter().filter(|block| block.kind == BlockKind::ToolResult);
    assert!(results.map(|block| block.call).eq((0..50_000).map(Some)));
}

#[test]
fn documents_are_texts_unless_they_are_cited() {
    let part = |part: &str, id: &str| {
        format!(
            r#"[{{"role": "user", "content": [{part}]}}, {{"role": "user", "content": [
                {{"type": "tool_result", "tool_use_id": "{id}", "content": [{part}, {{"type": "text", "text": "y"}}]}}]}}]"#
        )
    };
    for (kind, text) in [
        (
            r#"{"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "x"}}"#,
            true,
        ),
        (
            r#"{"source": {"content": "x", "type": "content"}, "type": "document", "title": "t"}"#,
            true,
        ),
        (
            r#"{"type": "document", "source": {"type": "content", "content": [{"type": "text", "text": "x"}]}, "citations": {"enabled": false}}"#,
            true,
        ),
        (
            r#"{"type": "search_result", "source": "s", "title": "t", "content": [{"type": "text", "text": "x"}], "citations": null}"#,
            true,
        ),
        (
            r#"{"type": "search_result", "source": "s", "title": "t", "content": [{"type": "text", "text": "x"}], "citations": {"enabled": true}}"#,
            false,
        ),
        (
            r#"{"type": "document", "source": {"type": "text", "data": "x"}, "citations": {"enabled": true}}"#,
            false,
        ),
        (r#"{"type": "document", "source": {"type": "base64", "data": "AAAA"}}"#, false),
        (r#"{"type": "document", "source": {"type": "url", "url": "u"}}"#, false),
        (r#"{"type": "document", "source": {"type": "text", "data": "x", "data": "z"}}"#, false),
    ] {
        let expected = if text {
            ["0 Document : x", "1 Document : x", "1 ToolResult : y"]
        } else {
            ["0 Opaque : ", "1 Opaque : ", "1 ToolResult : y"]
        };
        assert_eq!(found(&part(kind, "1")), expected, "{kind}");
    }
    let bedrock = r#"[{"role": "user", "content": [
        {"document": {"format": "txt", "name": "n", "source": {"text": "x"}}},
        {"document": {"format": "pdf", "name": "n", "source": {"bytes": "AAAA"}}},
        {"document": {"name": "n", "source": {"text": "x"}, "citations": {"enabled": true}}},
        {"toolResult": {"toolUseId": "1", "content": [
            {"searchResult": {"source": "s", "title": "t", "content": [{"text": "y"}]}}, {"text": "z"}]}}]}]"#;
    let expected =
        ["0 Document : x", "0 Opaque : ", "0 Opaque : ", "0 Document : y", "0 ToolResult : z"];
    assert_eq!(found(bedrock), expected);
}

#[test]
fn what_runs_on_the_server_is_opaque() {
    let anthropic = r#"[{"role": "assistant", "content": [
        {"type": "mcp_tool_use", "id": "m", "name": "x", "input": {}},
        {"type": "mcp_tool_result", "tool_use_id": "m", "is_error": false, "content": [{"type": "text", "text": "x"}]},
        {"type": "server_tool_use", "id": "s", "name": "web_search", "input": {"query": "q"}},
        {"type": "web_search_tool_result", "tool_use_id": "s", "content": [{"type": "web_search_result", "title": "t"}]},
        {"type": "container_upload", "file_id": "f"},
        {"type": "tool_use", "id": "c", "name": "query", "input": {}, "caller": {"type": "code_execution_20250825", "tool_id": "s"}},
        {"type": "tool_use", "id": "d", "name": "query", "input": {}, "caller": {"type": "direct"}}]},
      {"role": "user", "content": [
        {"type": "tool_result", "tool_use_id": "c", "content": "read by code"},
        {"type": "tool_result", "tool_use_id": "d", "content": "read by the model"}]}]"#;
    let [opaque, call] = ["0 Opaque : ", "0 ToolCall query: {}"];
    assert_eq!(
        found(anthropic),
        [
            opaque,
            opaque,
            opaque,
            opaque,
            opaque,
            call,
            call,
            "1 Opaque : ",
            "1 ToolResult query: read by the model"
        ]
    );
    let bedrock = r#"[{"role": "assistant", "content": [
        {"toolUse": {"toolUseId": "1", "name": "code", "input": {}, "type": "server_tool_use"}},
        {"toolResult": {"toolUseId": "1", "content": [{"text": "x"}], "type": "server_result"}}]}]"#;
    let bedrock = Document::parse_as(bedrock, BEDROCK).unwrap();
    assert!(bedrock.blocks().iter().all(|block| block.kind == BlockKind::Opaque));
}

#[test]
fn a_compaction_stands_for_what_precedes_it() {
    let anthropic = r#"[
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "1", "content": "x"}]},
        {"role": "assistant", "content": [{"type": "compaction", "content": "All is well."}]},
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "2", "content": "y"}]}]"#;
    let document = Document::parse(anthropic).unwrap();
    let before = [0, 1, 2].map(|at: usize| document.is_compacted_before(&document.blocks()[at]));
    assert_eq!(before, [false, false, true]);
}

#[test]
fn the_dialect_is_found_or_left_open() {
    for (body, dialect) in [
        (ANTHROPIC_BODY, Some(ANTHROPIC)),
        (OPENAI_BODY, Some(OPENAI_CHAT)),
        (RESPONSES_BODY, Some(OPENAI_RESPONSES)),
        (GEMINI_BODY, Some(GEMINI)),
        (BEDROCK_BODY, Some(BEDROCK)),
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
    // An answer alone tells the dialect, or what follows it would.
    let answer = r#"[{"role": "function", "name": "f", "content": "x"}]"#;
    assert_eq!(Document::parse(answer).unwrap().dialect(), Some(OPENAI_CHAT));
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
fn an_answer_finds_no_call_in_place_of_one_that_was_not_clear() {
    let call = |id: &str, name: &str| {
        format!(r#"[{{"id": "{id}", "function": {{"name": "{name}", "arguments": "{{}}"}}}}]"#)
    };
    let (a, b) = (call("a", "Read"), call("b", "Write"));
    let body = format!(
        r#"[{{"role": "assistant", "content": null, "content": null, "tool_calls": {a}}},
            {{"role": "assistant", "tool_calls": {b}}},
            {{"role": "tool", "tool_call_id": "a", "content": "x"}},
            {{"role": "tool", "tool_call_id": "b", "content": "y"}}]"#
    );
    assert_eq!(
        found(&body),
        ["0 Opaque : ", "1 ToolCall Write: {}", "2 ToolResult : x", "3 ToolResult Write: y"]
    );
}

#[test]
fn a_call_within_a_result_stays_a_call() {
    let body = r#"[{"role": "tool", "content": "x", "tool_calls":
        [{"id": "a", "function": {"name": "Read", "arguments": "{}"}}]}]"#;
    assert_eq!(found(body), ["0 ToolResult : x", "0 ToolCall Read: {}"]);
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
    let bodies = [ANTHROPIC_BODY, OPENAI_BODY, RESPONSES_BODY, GEMINI_BODY, BEDROCK_BODY];
    assert_eq!(dialects().len(), bodies.len());
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
