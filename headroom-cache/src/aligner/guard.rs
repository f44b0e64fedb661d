//! When text must not go to the tail.

use headroom_core::document::{Cursor, SIGNATURES, keeps_history};

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
        elsewhere |= keeps_history(name, value);
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

/// Members of blocks that are signed or encrypted thinking as a whole.
const THINKING: [&str; 2] = ["\"encrypted_content\"", "\"reasoningContent\""];

fn is_signed(source: &str, message: &Message) -> bool {
    if matches!(message.role, Role::User | Role::Tool | Role::System) {
        return false;
    }
    let mut parts = message.content.iter().flat_map(|content| &content.parts);
    let raw = message.value.of(source);
    // Within a string the quotes would be escaped.
    let stands = |key: &&str| raw.contains(*key);
    parts.any(|part| part.kind == PartKind::Thinking)
        || SIGNATURES.iter().chain(&THINKING).any(stands)
}
