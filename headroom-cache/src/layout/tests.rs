use super::*;

/// What a layout says, a line per section and marker; the values must be what they are said to be.
fn show(layout: &Layout<'_>) -> String {
    let source = layout.source();
    let mut out = String::new();
    let section = |name: &str, section: &Section| {
        let value = section.value.of(source);
        assert!(serde_json::from_str::<serde_json::Value>(value).is_ok(), "{value}");
        if section.parts.is_empty() {
            return format!("{name} {value}\n");
        }
        assert!(value.starts_with('[') && value.ends_with(']'), "{value}");
        let kinds: Vec<_> = section.parts.iter().map(|part| show_part(source, part)).collect();
        format!("{name} [{}]\n", kinds.join(", "))
    };
    out += &layout.tools().map_or_else(String::new, |tools| section("tools", tools));
    out += &layout.system().map_or_else(String::new, |system| section("system", system));
    for message in layout.messages() {
        let role = format!("{:?}", message.role);
        out += &message
            .content
            .as_ref()
            .map_or(format!("{role} -\n"), |content| section(&role, content));
    }
    for marker in layout.markers() {
        let Marker { place, value, ttl } = marker;
        out += &format!("{place:?} {ttl:?} {}\n", value.of(source));
    }
    out
}

fn show_part(source: &str, part: &Part) -> String {
    assert!(part.value.of(source).starts_with('{') && part.value.of(source).ends_with('}'));
    let text = part.text.map_or_else(String::new, |text| format!(" {}", text.of(source)));
    let inner: Vec<_> = part.inner.iter().map(|part| show_part(source, part)).collect();
    let inner = if inner.is_empty() { String::new() } else { format!(" ({})", inner.join(", ")) };
    format!("{:?}{text}{inner}", part.kind)
}

fn check(dialect: &str, body: &str, expected: &str) {
    let layout = Layout::parse(body).unwrap();
    assert_eq!(layout.dialect(), dialect);
    assert_eq!(show(&layout), expected, "{body}");
}

#[test]
fn anthropic() {
    let body = r#"{"system": [{"type": "text", "text": "s"}, {"type": "text", "text": "t",
        "cache_control": {"type": "ephemeral"}}],
        "cache_control": {"type": "ephemeral"},
        "tools": [{"name": "a"}, {"cache_control": {"ttl": "1h", "type": "ephemeral"}, "name": "b"}],
        "messages": [
          {"role": "user", "content": "hi"},
          {"role": "assistant", "content": [{"type": "thinking", "thinking": "", "signature": "x"},
            {"type": "tool_use", "id": "1", "name": "a", "input": {"cache_control": 1}}]},
          {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "1",
            "cache_control": {"type": "ephemeral", "ttl": "2d"}, "content": [
              {"type": "text", "text": "x"},
              {"type": "text", "text": "y", "cache_control": {"type": "ephemeral", "ttl": "5m"}}]},
            {"type": "text", "text": "z", "cache_control": null}]}]}"#;
    check(
        "anthropic",
        body,
        r#"tools [Tool, Tool]
system [Text "s", Text "t"]
User "hi"
Assistant [Thinking, ToolCall]
User [ToolResult (Text "x", Text "y"), Text "z"]
Tool { tool: 1 } Some(OneHour) {"ttl": "1h", "type": "ephemeral"}
System { block: 1 } Some(FiveMinutes) {"type": "ephemeral"}
Message { message: 2, block: 0, inner: Some(1) } Some(FiveMinutes) {"type": "ephemeral", "ttl": "5m"}
Message { message: 2, block: 0, inner: None } None {"type": "ephemeral", "ttl": "2d"}
Request Some(FiveMinutes) {"type": "ephemeral"}
"#,
    );
}

#[test]
fn openai_chat() {
    let body = r#"{"model": "gpt-\u0035", "prompt_cache_key": "k",
        "tools": [{"type": "function", "function": {"name": "a"}}],
        "messages": [{"role": "developer", "content": "s"}, {"role": "user", "content": [
        {"type": "text", "text": "x"}, {"type": "image_url"}]}, {"role": "assistant", "content": null}]}"#;
    check(
        "openai-chat",
        body,
        "tools [Tool]\nSystem \"s\"\nUser [Text \"x\", Other]\nAssistant -\n",
    );
    let layout = Layout::parse(body).unwrap();
    assert_eq!(layout.model().as_deref(), Some("gpt-5"));
    assert_eq!(layout.prompt_cache_key().map(|key| key.of(body)), Some("\"k\""));
}

#[test]
fn openai_responses() {
    check(
        "openai-responses",
        r#"{"instructions": "be", "input": "hi"}"#,
        "system \"be\"\nUser \"hi\"\n",
    );
    check(
        "openai-responses",
        r#"{"input": [{"role": "user", "content": [{"type": "input_text", "text": "x"}]},
            {"type": "reasoning", "content": null}, {"type": "function_call", "call_id": "1"},
            {"type": "function_call_output", "call_id": "1", "output": "out"}, {"type": "item_reference"}]}"#,
        "User [Text \"x\"]\nAssistant -\nAssistant -\nTool \"out\"\nOther -\n",
    );
}

#[test]
fn gemini() {
    check(
        "gemini",
        r#"{"systemInstruction": {"parts": [{"text": "s"}]}, "tools": [{"functionDeclarations": []}],
            "contents": [{"role": "user", "parts": [{"text": "x"}]},
            {"role": "model", "parts": [{"text": "t", "thought": true}, {"functionCall": {"name": "a"}}]}]}"#,
        "tools [Tool]\nsystem [Text \"s\"]\nUser [Text \"x\"]\nAssistant [Thinking, ToolCall]\n",
    );
}

#[test]
fn bedrock() {
    check(
        "bedrock-converse",
        r#"{"system": [{"text": "s"}, {"cachePoint": {"type": "default"}}],
            "toolConfig": {"tools": [{"toolSpec": {}}, {"cachePoint": {"type": "default", "ttl": "1h"}}]},
            "messages": [{"role": "user", "content": [{"toolResult": {"toolUseId": "1", "content": [
              {"text": "x"}]}}, {"cachePoint": {"type": "default"}}]}]}"#,
        r#"tools [Tool, CachePoint]
system [Text "s", CachePoint]
User [ToolResult (Text "x"), CachePoint]
Tool { tool: 1 } Some(OneHour) {"cachePoint": {"type": "default", "ttl": "1h"}}
System { block: 1 } Some(FiveMinutes) {"cachePoint": {"type": "default"}}
Message { message: 0, block: 1, inner: None } Some(FiveMinutes) {"cachePoint": {"type": "default"}}
"#,
    );
}

#[test]
fn what_depends_on_the_reader_is_refused() {
    for (body, at) in [
        (r#"{"system": "a", "messages": [], "system": "b"}"#, 0),
        (r#"{"system": "a", "messages": [{"role": "user", "role": "user"}]}"#, 29),
        (r#"{"system": [{"type": "text", "text": "", "text": ""}], "messages": []}"#, 12),
        (r#"{"system": "a", "messages": [], "cache_control": {"ttl": "5m", "ttl": "1h"}}"#, 49),
        (r#"{"contents": [], "systemInstruction": {}, "system_instruction": {}}"#, 0),
    ] {
        assert_eq!(Layout::parse(body).unwrap_err(), LayoutError::Twice { at }, "{body}");
    }
    for body in [
        r#"{"messages": [{"role": "user", "content": "hi"}]}"#,
        r#"{"messages": [], "contents": [], "input": []}"#,
        r#"{"messages": [], "system": "s", "toolConfig": {}}"#,
        "[]",
        "{}",
    ] {
        assert_eq!(Layout::parse(body).unwrap_err(), LayoutError::UnknownDialect, "{body}");
    }
    assert!(matches!(Layout::parse("{"), Err(LayoutError::Document(_))));
    assert!(matches!(Layout::parse_as("{}", "cohere"), Err(LayoutError::Document(_))));
}

#[test]
fn any_json_has_a_layout_or_none() {
    let bodies =
        ["[]", "[[]]", "[null,1,\"x\"]", r#"{"messages": {"a": []}, "tools": 1, "system": null}"#];
    for body in bodies.into_iter().chain(["\u{feff}[{\"role\":\"user\",\"content\":[3]}]"]) {
        for dialect in
            ["anthropic", "openai-chat", "openai-responses", "gemini", "bedrock-converse"]
        {
            let layout = Layout::parse_as(body, dialect).unwrap();
            assert!(layout.markers().is_empty());
            assert!(layout.body().get(body).is_some_and(|body| body.starts_with(['[', '{'])));
        }
    }
}
