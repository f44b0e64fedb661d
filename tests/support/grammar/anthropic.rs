//! Anthropic Messages: the first message is the user's; all results of a message's calls stand first
//! in the user's message that follows; blocks have texts that are not blank.

use std::collections::HashSet;

use serde_json::Value;

use super::{Verdict, answers, ensure, is_blank, list, list_mut, mark, text, unique};

pub fn check(messages: &[Value]) -> Verdict {
    ensure(messages[0]["role"] == "user", || "the first message is not the user's".to_owned())?;
    let mut seen = HashSet::new();
    let mut calls: Vec<&str> = Vec::new();
    let mut markers = 0;
    for message in messages {
        let (role, content) = (text(message, "role"), &message["content"]);
        ensure(matches!(role, "user" | "assistant"), || format!("no role: {role:?}"))?;
        ensure(!is_blank(content) || !list(content).is_empty(), || "empty content".to_owned())?;
        let blocks = list(content);
        let results: Vec<_> =
            blocks.iter().filter(|block| block["type"] == "tool_result").collect();
        ensure(role == "user" || results.is_empty(), || "the model answers itself".to_owned())?;
        let first = blocks.iter().take(results.len());
        ensure(first.eq(results.iter().copied()), || "results do not stand first".to_owned())?;
        let ids: Vec<_> = results.iter().map(|result| text(result, "tool_use_id")).collect();
        answers(&std::mem::take(&mut calls), &ids)?;
        for block in blocks {
            check_block(block, role)?;
            markers += markers_in(block);
            if matches!(text(block, "type"), "tool_use" | "server_tool_use" | "mcp_tool_use") {
                unique(&mut seen, text(block, "id"))?;
                ensure(block["input"].is_object(), || "no input".to_owned())?;
            }
            if block["type"] == "tool_use" {
                calls.push(text(block, "id"));
            }
        }
        check_server_tools(blocks)?;
    }
    ensure(calls.is_empty(), || format!("calls {calls:?} are not answered"))?;
    ensure(markers <= 4, || format!("{markers} cache markers"))
}

fn check_block(block: &Value, role: &str) -> Verdict {
    let kind = text(block, "type");
    let filled = match kind {
        "text" => !is_blank(&block["text"]),
        "thinking" => role == "assistant" && !is_blank(&block["signature"]),
        "redacted_thinking" => role == "assistant" && !is_blank(&block["data"]),
        "image" => !is_blank(&block["source"]["data"]),
        "document" => {
            let source = &block["source"];
            let inner = list(&source["content"]);
            inner.iter().try_for_each(|block| check_block(block, role))?;
            !is_blank(&source["data"]) || !is_blank(&source["content"]) || !inner.is_empty()
        }
        "search_result" => {
            let inner = list(&block["content"]);
            inner.iter().try_for_each(|block| check_block(block, role))?;
            !inner.is_empty()
        }
        "tool_result" => {
            let inner = list(&block["content"]);
            inner.iter().try_for_each(|block| check_block(block, role))?;
            true
        }
        _ => !kind.is_empty(),
    };
    ensure(filled, || format!("a block of type {kind:?} is empty: {block}"))
}

/// What runs on the server is answered in the same message.
fn check_server_tools(blocks: &[Value]) -> Verdict {
    for kind in ["server_tool_use", "mcp_tool_use"] {
        let of = |block: &&Value| block["type"] == kind;
        let calls: Vec<_> = blocks.iter().filter(of).map(|block| text(block, "id")).collect();
        let answered = |block: &&Value| {
            let result = text(block, "type");
            let of_mcp = result == "mcp_tool_result";
            let of_server = result.ends_with("_tool_result") && !of_mcp;
            if kind == "mcp_tool_use" { of_mcp } else { of_server }
        };
        let results = blocks.iter().filter(answered).map(|block| text(block, "tool_use_id"));
        answers(&calls, &results.collect::<Vec<_>>())?;
    }
    Ok(())
}

fn markers_in(block: &Value) -> usize {
    let inner = list(&block["content"]).iter().map(markers_in).sum::<usize>();
    inner + usize::from(block["cache_control"].is_object())
}

pub fn blank(message: &mut Value) {
    for block in list_mut(&mut message["content"]) {
        if block["type"] != "tool_result" || block.get("content").is_none() {
            continue;
        }
        let content = &mut block["content"];
        mark(Some(&mut *content));
        let parts = list_mut(content).iter_mut().filter(|part| part["type"] == "text");
        parts.for_each(|part| mark(part.get_mut("text")));
    }
}
