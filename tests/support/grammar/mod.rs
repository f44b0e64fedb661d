//! What each provider asks of the messages of a request, read from its documentation and written
//! apart from the library's own code: roles and their order, calls and their results, ids, and that
//! nothing is empty. Types and members that a grammar does not know pass.

mod anthropic;
mod bedrock;
mod gemini;
mod openai_chat;
mod openai_responses;

use std::collections::HashSet;

use serde_json::Value;

use super::Dialect;

/// What a provider would refuse.
pub type Verdict = Result<(), String>;

/// Whether the provider would take these messages.
pub fn check(dialect: Dialect, messages: &[Value]) -> Verdict {
    ensure(!messages.is_empty(), || "no messages".to_owned())?;
    match dialect {
        Dialect::Anthropic => anthropic::check(messages),
        Dialect::OpenAiChat => openai_chat::check(messages),
        Dialect::OpenAiResponses => openai_responses::check(messages),
        Dialect::Gemini => gemini::check(messages),
        Dialect::Bedrock => bedrock::check(messages),
    }
}

/// The message with a mark in place of each text that may be rewritten: all that has to stay.
pub fn skeleton(dialect: Dialect, message: &Value) -> Value {
    let mut message = message.clone();
    match dialect {
        Dialect::Anthropic => anthropic::blank(&mut message),
        Dialect::OpenAiChat => openai_chat::blank(&mut message),
        Dialect::OpenAiResponses => openai_responses::blank(&mut message),
        Dialect::Gemini => gemini::blank(&mut message),
        Dialect::Bedrock => bedrock::blank(&mut message),
    }
    message
}

fn ensure(holds: bool, what: impl FnOnce() -> String) -> Verdict {
    if holds { Ok(()) } else { Err(what()) }
}

/// The elements of an array; none for another value.
fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn list_mut(value: &mut Value) -> &mut [Value] {
    value.as_array_mut().map_or(&mut [], Vec::as_mut_slice)
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

fn is_blank(value: &Value) -> bool {
    value.as_str().is_none_or(|text| text.trim().is_empty())
}

/// Replaces a text by a mark that tells whether there was one.
fn mark(value: Option<&mut Value>) {
    if let Some(Value::String(text)) = value {
        *text = if text.trim().is_empty() { String::new() } else { "(text)".to_owned() };
    }
}

/// Replaces every string within a value.
fn mark_leaves(value: &mut Value) {
    match value {
        Value::String(_) => mark(Some(value)),
        Value::Array(elements) => elements.iter_mut().for_each(mark_leaves),
        Value::Object(members) => members.values_mut().for_each(mark_leaves),
        _ => {}
    }
}

/// Whether the ids of the results are those of the calls, each once.
fn answers(calls: &[&str], results: &[&str]) -> Verdict {
    let (asked, answered): (HashSet<_>, HashSet<_>) =
        (calls.iter().collect(), results.iter().collect());
    ensure(answered.len() == results.len(), || format!("an answer stands twice: {results:?}"))?;
    ensure(asked == answered, || format!("calls {calls:?} are answered by {results:?}"))
}

/// Adds an id, which has to be new and not empty.
fn unique<'v>(seen: &mut HashSet<&'v str>, id: &'v str) -> Verdict {
    ensure(!id.is_empty(), || "an id is empty".to_owned())?;
    ensure(seen.insert(id), || format!("the id {id} stands twice"))
}
