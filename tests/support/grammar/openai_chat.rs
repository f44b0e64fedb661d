//! OpenAI Chat Completions: messages of the role `tool` answer all calls of the message right before
//! them; a message has content unless it calls or refuses.

use std::collections::HashSet;

use serde_json::Value;

use super::{Verdict, answers, ensure, is_blank, list, list_mut, mark, text, unique};

pub fn check(messages: &[Value]) -> Verdict {
    let mut messages = messages.iter().peekable();
    while let Some(message) = messages.next() {
        match text(message, "role") {
            "system" | "developer" | "user" => check_content(&message["content"])?,
            "assistant" => {
                let calls = check_assistant(message)?;
                let mut results = Vec::new();
                while let Some(result) = messages.next_if(|next| next["role"] == "tool") {
                    let content = &result["content"];
                    ensure(content.is_string() || !list(content).is_empty(), || {
                        "a result without content".to_owned()
                    })?;
                    let is_text = |part: &Value| part["type"] == "text" && part["text"].is_string();
                    ensure(list(content).iter().all(is_text), || "no text in a result".to_owned())?;
                    results.push(text(result, "tool_call_id"));
                }
                answers(&calls, &results)?;
                if let Some(name) = message["function_call"]["name"].as_str() {
                    let answer = messages.next_if(|next| next["role"] == "function");
                    let answered =
                        answer.is_some_and(|a| a["name"] == name && a["content"].is_string());
                    ensure(answered, || format!("the function {name} is not answered"))?;
                }
            }
            other => return Err(format!("a message of the role {other:?} stands here")),
        }
    }
    Ok(())
}

/// The ids of the calls.
fn check_assistant(message: &Value) -> Result<Vec<&str>, String> {
    let calls = message.get("tool_calls").filter(|calls| !calls.is_null());
    ensure(calls.is_none_or(|calls| !list(calls).is_empty()), || "no calls".to_owned())?;
    let acts = calls.is_some() || message["function_call"].is_object();
    if !acts && is_blank(&message["refusal"]) {
        check_content(&message["content"])?;
    }
    let mut seen = HashSet::new();
    for call in calls.map_or(&[][..], list) {
        unique(&mut seen, text(call, "id"))?;
        let given = match text(call, "type") {
            "function" => &call["function"]["arguments"],
            "custom" => &call["custom"]["input"],
            other => return Err(format!("a call of type {other:?}")),
        };
        ensure(given.is_string(), || format!("a call without arguments: {call}"))?;
    }
    Ok(calls.map_or(&[][..], list).iter().map(|call| text(call, "id")).collect())
}

fn check_content(content: &Value) -> Verdict {
    let parts = list(content);
    ensure(!is_blank(content) || !parts.is_empty(), || "empty content".to_owned())?;
    let empty = |part: &&Value| part["type"] == "text" && is_blank(&part["text"]);
    ensure(!parts.iter().any(|part| empty(&part)), || "an empty part".to_owned())
}

pub fn blank(message: &mut Value) {
    if message["role"] != "tool" && message["role"] != "function" {
        return;
    }
    let Some(content) = message.get_mut("content") else { return };
    mark(Some(&mut *content));
    let parts = list_mut(content).iter_mut().filter(|part| part["type"] == "text");
    parts.for_each(|part| mark(part.get_mut("text")));
}
