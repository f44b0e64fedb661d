//! Bodies made by hand, and what stands in any body.

use headroom::Headroom;
use headroom::core::document::Cursor;
use headroom::core::{BlockKind, Document};
use serde_json::{Value, json};

pub fn lossless() -> Headroom {
    Headroom::builder().build().unwrap()
}

/// The bytes of each message of a body.
pub fn messages(body: &str) -> Vec<String> {
    let mut out = Vec::new();
    Cursor::new(body, 0).object(|cursor, key| {
        if matches!(key, "messages" | "input" | "contents") {
            cursor.array(|cursor| out.push(cursor.skip().of(body).to_owned()));
        }
    });
    out
}

/// The texts of the tool results of a body.
pub fn results(body: &str) -> Vec<String> {
    let document = Document::parse(body).unwrap();
    let results = document.blocks().iter().filter(|block| block.kind == BlockKind::ToolResult);
    results.map(|block| document.text(block).unwrap().into_owned()).collect()
}

pub fn call(id: &str, tool: &str, arguments: &Value) -> Value {
    let function = json!({"name": tool, "arguments": arguments.to_string()});
    json!({"role": "assistant", "content": null, "tool_calls": [{"id": id, "type": "function", "function": function}]})
}

pub fn result(id: &str, text: &str) -> Value {
    json!({"role": "tool", "tool_call_id": id, "content": text})
}

pub fn body(messages: &[Value]) -> String {
    json!({"messages": messages}).to_string()
}

/// A view of a file of forty lines, with their numbers.
pub fn listing(what: &str) -> String {
    (1..=40).map(|n| format!("{n:6}\tlet {what}_{n} = compute({n});\n")).collect()
}
