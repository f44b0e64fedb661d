//! When text must not go to the tail.

use headroom_core::document::Cursor;

use super::Unaligned;
use crate::layout::{Layout, Message, PartKind, Place, Role};

/// Whether the end of the conversation may carry what the next request will carry at its own end.
pub(super) fn tail(layout: &Layout<'_>) -> Result<(), Unaligned> {
    if layout.markers().iter().any(|marker| marker.place == Place::Request) {
        return Err(Unaligned::ProviderMarksTheEnd);
    }
    let (mut asks, mut elsewhere) = (false, false);
    let source = layout.source();
    Cursor::new(source, layout.body().start).object(|cursor, name| {
        let value = cursor.clone().skip().of(source);
        let given = !matches!(value, "null" | "{}" | "\"disabled\"");
        elsewhere |= given && SERVER_HISTORY.contains(&name);
        asks |= given && asks_for_thinking(name, value);
    });
    if elsewhere {
        return Err(Unaligned::ServerHistory);
    }
    if let Some(message) = layout.messages().iter().position(|m| is_signed(source, m)) {
        return Err(Unaligned::SignedThinking { message });
    }
    if asks { Err(Unaligned::ThinkingRequested) } else { Ok(()) }
}

/// Parameters by which the provider keeps or edits a history of its own.
const SERVER_HISTORY: [&str; 4] =
    ["previous_response_id", "conversation", "context_management", "truncation"];

fn asks_for_thinking(name: &str, value: &str) -> bool {
    match name {
        "thinking" => !value.contains("\"disabled\""),
        "reasoning" => true,
        "generationConfig" | "generation_config" => {
            value.contains("\"thinkingConfig\"") || value.contains("\"thinking_config\"")
        }
        "additionalModelRequestFields" => {
            value.contains("\"thinking\"") || value.contains("\"reasoning")
        }
        _ => false,
    }
}

/// Members of messages that hold signed or encrypted thinking. Within a string the second quote would
/// be escaped, so that these literals are keys.
const SIGNATURES: [&str; 6] = [
    "\"thoughtSignature\"",
    "\"thought_signature\"",
    "\"encrypted_content\"",
    "\"reasoning_details\"",
    "\"thinking_blocks\"",
    "\"reasoningContent\"",
];

fn is_signed(source: &str, message: &Message) -> bool {
    if matches!(message.role, Role::User | Role::Tool | Role::System) {
        return false;
    }
    let mut parts = message.content.iter().flat_map(|content| &content.parts);
    let raw = message.value.of(source);
    parts.any(|part| part.kind == PartKind::Thinking)
        || SIGNATURES.iter().any(|key| raw.contains(key))
}
