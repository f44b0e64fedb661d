//! OpenAI Responses: each output stands after the call that it answers, once, and is of its type;
//! what was thought is followed by what it led to.

use std::collections::HashMap;

use serde_json::Value;

use super::{Verdict, ensure, is_blank, list, list_mut, mark, text};

pub fn check(items: &[Value]) -> Verdict {
    let mut open: HashMap<&str, &str> = HashMap::new();
    for (at, item) in items.iter().enumerate() {
        let kind = item["type"].as_str().unwrap_or("message");
        match kind {
            "message" => check_message(item)?,
            "reasoning" => {
                let next = items.get(at + 1).filter(|next| next["role"] != "user");
                ensure(next.is_some(), || "reasoning leads to nothing".to_owned())?;
            }
            "mcp_call" => {
                let whole = ["id", "name", "arguments"].iter().all(|key| item[key].is_string());
                ensure(whole, || format!("a call of MCP lacks something: {item}"))?;
            }
            "function_call" | "custom_tool_call" | "local_shell_call" | "shell_call"
            | "apply_patch_call" | "computer_call" => {
                let id = text(item, "call_id");
                ensure(!id.is_empty(), || "a call without an id".to_owned())?;
                ensure(open.insert(id, kind).is_none(), || format!("the id {id} stands twice"))?;
                check_call(item, kind)?;
            }
            _ if kind.ends_with("_call_output") => {
                let id = item["call_id"].as_str().unwrap_or_else(|| of_item(items, item));
                let call = open.insert(id, "answered");
                let answers = call.is_some_and(|call| format!("{call}_output") == kind);
                ensure(answers, || format!("a {kind} answers {call:?}"))?;
                check_output(item, kind)?;
            }
            _ => {}
        }
    }
    let unanswered = open.iter().find(|(_, kind)| **kind != "answered");
    ensure(unanswered.is_none(), || format!("not answered: {unanswered:?}"))
}

/// The call that has the id of the output as that of its item.
fn of_item<'v>(items: &'v [Value], output: &Value) -> &'v str {
    let call = items.iter().find(|item| item["id"] == output["id"] && item["call_id"].is_string());
    call.map_or("", |call| text(call, "call_id"))
}

fn check_message(item: &Value) -> Verdict {
    let role = text(item, "role");
    ensure(matches!(role, "user" | "assistant" | "system" | "developer"), || {
        format!("a message of the role {role:?}")
    })?;
    let parts = list(&item["content"]);
    ensure(!is_blank(&item["content"]) || !parts.is_empty(), || "empty content".to_owned())?;
    let empty = parts.iter().any(|part| part["text"].is_string() && is_blank(&part["text"]));
    ensure(!empty, || "an empty part".to_owned())
}

fn check_call(item: &Value, kind: &str) -> Verdict {
    let whole = match kind {
        "function_call" => item["name"].is_string() && item["arguments"].is_string(),
        "custom_tool_call" => item["name"].is_string() && item["input"].is_string(),
        "apply_patch_call" => item["operation"].is_object(),
        _ => item["action"].is_object(),
    };
    ensure(whole, || format!("a call lacks something: {item}"))
}

fn check_output(item: &Value, kind: &str) -> Verdict {
    let output = &item["output"];
    let whole = match kind {
        "computer_call_output" => output.is_object(),
        "shell_call_output" => {
            let whole = |chunk: &Value| {
                ["stdout", "stderr"].iter().all(|key| chunk[key].is_string())
                    && chunk["outcome"].is_object()
            };
            output.is_array() && list(output).iter().all(whole)
        }
        _ => output.is_string() || !list(output).is_empty(),
    };
    ensure(whole, || format!("an output lacks something: {item}"))
}

pub fn blank(item: &mut Value) {
    let kind = text(item, "type").to_owned();
    if kind != "mcp_call" && !kind.ends_with("_call_output") {
        return;
    }
    let Some(output) = item.get_mut("output") else { return };
    mark(Some(&mut *output));
    for part in list_mut(output) {
        if kind == "shell_call_output" {
            mark(part.get_mut("stdout"));
            mark(part.get_mut("stderr"));
        } else if matches!(text(part, "type"), "input_text" | "output_text" | "text") {
            mark(part.get_mut("text"));
        }
    }
}
