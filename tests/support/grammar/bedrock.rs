//! Bedrock Converse: roles take turns, the user first; all results of a message's calls stand first in
//! the message that follows; a block has one member that says what it is.

use std::collections::HashSet;

use serde_json::Value;

use super::{Verdict, answers, ensure, is_blank, list, list_mut, mark, mark_leaves, text, unique};

const KINDS: [&str; 8] = [
    "text",
    "image",
    "document",
    "toolUse",
    "toolResult",
    "reasoningContent",
    "cachePoint",
    "searchResult",
];
const PARTS: [&str; 5] = ["text", "json", "image", "document", "searchResult"];

pub fn check(messages: &[Value]) -> Verdict {
    let mut seen = HashSet::new();
    let mut calls: Vec<&str> = Vec::new();
    let mut points = 0;
    for (at, message) in messages.iter().enumerate() {
        let role = ["user", "assistant"][at % 2];
        ensure(message["role"] == role, || format!("message {at} is not of the {role}"))?;
        let blocks = list(&message["content"]);
        ensure(!blocks.is_empty(), || "empty content".to_owned())?;
        blocks.iter().try_for_each(|block| check_one(block, &KINDS))?;
        let of = |key| blocks.iter().filter_map(move |block| block.get(key)).collect::<Vec<_>>();
        let (asked, results) = (of("toolUse"), of("toolResult"));
        ensure(at % 2 == 1 || asked.is_empty(), || "the user calls".to_owned())?;
        let first =
            blocks.iter().take(results.len()).all(|block| block.get("toolResult").is_some());
        ensure(first, || "results do not stand first".to_owned())?;
        let ids: Vec<_> = results.iter().map(|result| text(result, "toolUseId")).collect();
        answers(&std::mem::take(&mut calls), &ids)?;
        results.iter().try_for_each(|result| check_result(result))?;
        for call in asked {
            unique(&mut seen, text(call, "toolUseId"))?;
            ensure(call["input"].is_object(), || "no input".to_owned())?;
            calls.push(text(call, "toolUseId"));
        }
        points += of("cachePoint").len();
    }
    ensure(calls.is_empty(), || format!("calls {calls:?} are not answered"))?;
    ensure(points <= 4, || format!("{points} cache points"))
}

/// Whether a block is of one kind, or of none that is known, and its text is not blank.
fn check_one(block: &Value, kinds: &[&str]) -> Verdict {
    let found: Vec<_> = kinds.iter().filter(|kind| block.get(kind).is_some()).collect();
    let unknown = found.is_empty() && block.as_object().is_some_and(|block| !block.is_empty());
    ensure(found.len() == 1 || unknown, || format!("a block of the kinds {found:?}"))?;
    ensure(!block.get("text").is_some_and(is_blank), || "an empty text".to_owned())
}

fn check_result(result: &Value) -> Verdict {
    let status = result.get("status").is_none_or(|s| s == "success" || s == "error");
    ensure(status, || format!("a status that is not: {result}"))?;
    ensure(result["content"].is_array(), || "a result without content".to_owned())?;
    list(&result["content"]).iter().try_for_each(|part| {
        check_one(part, &PARTS)?;
        ensure(part.get("json").is_none_or(Value::is_object), || "no JSON object".to_owned())
    })
}

pub fn blank(message: &mut Value) {
    for block in list_mut(&mut message["content"]) {
        let parts = block.get_mut("toolResult").and_then(|result| result.get_mut("content"));
        for part in parts.map_or(&mut [][..], list_mut) {
            mark(part.get_mut("text"));
            part.get_mut("json").into_iter().for_each(mark_leaves);
        }
    }
}
