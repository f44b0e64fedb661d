//! The blocks of a request in the order in which a provider looks back over them, and which of them
//! can carry a marker.

use headroom_core::Span;
use headroom_core::document::literal::decode;
use headroom_core::document::{ANTHROPIC, Cursor, Members};

use super::Breakpoints;
use crate::{Layout, Message, Part, PartKind, Place, Role, Section};

/// A block.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot {
    pub(super) place: Place,
    /// The block's object, or the string that is all of its section.
    pub(super) value: Span,
    /// It can carry a marker.
    pub(super) takes_marker: bool,
}

impl Spot {
    /// Where it stands among all places of the request.
    pub(super) fn order(&self) -> (u8, usize, usize, usize) {
        self.place.order()
    }

    /// Whether it is in the tools, the system text or the messages: 0, 1, 2.
    pub(super) fn section(&self) -> u8 {
        self.order().0
    }

    /// The message in which it stands, if it stands in one.
    pub(super) fn message(&self) -> Option<usize> {
        match self.place {
            Place::Message { message, .. } => Some(message),
            _ => None,
        }
    }
}

/// All blocks, in the order tools, system text, messages.
pub(super) fn spots(layout: &Layout<'_>, asked: &Breakpoints) -> Vec<Spot> {
    let source = layout.source();
    let mut spots = Vec::new();
    if let Some(tools) = layout.tools() {
        add(&mut spots, source, tools, false, |tool| Place::Tool { tool });
    }
    if let Some(system) = layout.system() {
        let wrapped = is_wrapped_system(layout, asked);
        add(&mut spots, source, system, wrapped, |block| Place::System { block });
    }
    for (message, it) in layout.messages().iter().enumerate() {
        if let Some(content) = &it.content {
            let wrapped = is_wrapped(layout, it, asked);
            let place = |block| Place::Message { message, block, inner: None };
            add(&mut spots, source, content, wrapped, place);
        }
    }
    spots
}

fn add(
    spots: &mut Vec<Spot>,
    source: &str,
    section: &Section,
    wrapped: bool,
    place: impl Fn(usize) -> Place,
) {
    if section.parts.is_empty() {
        spots.push(Spot { place: place(0), value: section.value, takes_marker: wrapped });
    }
    let blocks = section.parts.iter().enumerate();
    spots.extend(blocks.filter(|(_, part)| part.kind != PartKind::CachePoint).map(
        |(block, part)| Spot {
            place: place(block),
            value: part.value,
            takes_marker: takes_marker(source, part),
        },
    ));
}

/// Whether the system text is a string that becomes a list.
pub(super) fn is_wrapped_system(layout: &Layout<'_>, asked: &Breakpoints) -> bool {
    let system = layout.system().is_some_and(|system| has_words(system.value.of(layout.source())));
    wraps(layout, asked) && asked.system.is_some() && system
}

/// Whether a message's content is a string that becomes a list: it depends on nothing but the
/// message.
pub(super) fn is_wrapped(layout: &Layout<'_>, message: &Message, asked: &Breakpoints) -> bool {
    let words = |content: &Section| has_words(content.value.of(layout.source()));
    let of_user = message.role == Role::User && message.content.as_ref().is_some_and(words);
    wraps(layout, asked) && asked.last_message.is_some() && of_user
}

/// Whether strings become lists at all: Bedrock takes none.
fn wraps(layout: &Layout<'_>, asked: &Breakpoints) -> bool {
    asked.wrap_strings && layout.dialect() == ANTHROPIC
}

fn takes_marker(source: &str, part: &Part) -> bool {
    match part.kind {
        PartKind::Tool => !is_deferred(source, part.value),
        PartKind::Text => part.text.is_some_and(|text| has_words(text.of(source))),
        PartKind::ToolCall => true,
        PartKind::ToolResult => has_content(source, part),
        PartKind::Other => is_media(source, part.value),
        PartKind::Thinking | PartKind::CachePoint => false,
    }
}

/// Whether a tool is loaded on demand: it stands outside the prefix.
fn is_deferred(source: &str, tool: Span) -> bool {
    let mut cursor = Cursor::new(source, tool.start);
    let members = Members::read(["defer_loading"], &mut cursor, |_, _| {});
    members.has(source, "defer_loading") && !members.is(source, "defer_loading", "false")
}

fn has_content(source: &str, result: &Part) -> bool {
    let said = |part: &Part| part.text.is_none_or(|text| has_words(text.of(source)));
    if !result.inner.is_empty() {
        return result.inner.iter().any(said);
    }
    let mut cursor = Cursor::new(source, result.value.start);
    let members = Members::read(["content"], &mut cursor, |_, _| {});
    members.get("content").is_some_and(|content| has_words(content.of(source)))
}

/// Blocks of other types that are known to take a marker.
fn is_media(source: &str, block: Span) -> bool {
    const TYPES: [&str; 3] = ["\"image\"", "\"document\"", "\"search_result\""];
    let mut cursor = Cursor::new(source, block.start);
    let members = Members::read(["type", "image", "document"], &mut cursor, |_, _| {});
    match members.get("type") {
        Some(kind) => TYPES.contains(&kind.of(source)),
        None => members.has(source, "image") || members.has(source, "document"),
    }
}

/// Whether a string literal holds anything but white space.
fn has_words(literal: &str) -> bool {
    let Some(inner) = literal.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
        return false;
    };
    let text = decode(literal);
    !text.as_deref().unwrap_or(inner).trim().is_empty()
}
