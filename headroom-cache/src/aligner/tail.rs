//! What is volatile goes after everything else.

use headroom_core::Span;
use headroom_core::document::{Cursor, Members, OPENAI_CHAT, OPENAI_RESPONSES};

use super::{At, Change, Text, Unaligned, blocks, guard};
use crate::layout::{Layout, Message, Place, Role};

/// The line over what was moved.
const HEADING: &str =
    "These lines belong to the system prompt; they stand here because they change:";

pub(super) fn change(layout: &Layout<'_>, texts: &[Text<'_>]) -> Result<Change, Unaligned> {
    guard::tail(layout)?;
    if texts.iter().any(|text| text.apart.is_all()) {
        return Err(Unaligned::NothingStable);
    }
    let last = layout.messages().last().ok_or(Unaligned::NoTail)?;
    let source = layout.source();
    let moved = texts.iter().flat_map(|text| text.raw(source));
    let raw = blocks::lines(std::iter::once(HEADING).chain(moved));
    let mut change = Change::default();
    let to = match layout.dialect() {
        OPENAI_CHAT | OPENAI_RESPONSES => message(layout, texts, last, &raw, &mut change)?,
        _ => block(layout, last, &raw, &mut change)?,
    };
    for text in texts {
        text.apart.cuts().for_each(|cut| change.splice(cut, ""));
        change.moves.extend(text.moves(to));
    }
    Ok(change)
}

/// A message of its own, in the role of the system text.
fn message(
    layout: &Layout<'_>,
    texts: &[Text<'_>],
    last: &Message,
    raw: &str,
    change: &mut Change,
) -> Result<Place, Unaligned> {
    if !matches!(last.role, Role::User | Role::Tool) {
        return Err(Unaligned::NoTail);
    }
    let source = layout.source();
    let role = texts.first().and_then(|text| role(layout, text.section));
    let role = role.map_or("\"developer\"", |role| role.of(source));
    let tail = format!("{{\"role\":{role},\"content\":\"{raw}\"}}");
    if last.value.of(source).starts_with('"') {
        // An input that is one string becomes a list.
        change.insert(last.value.start, "[{\"role\":\"user\",\"content\":");
        change.insert(last.value.end, format!("}},{tail}]"));
    } else {
        change.insert(last.value.end, format!(",{tail}"));
    }
    change.messages = 1;
    Ok(Place::Message { message: layout.messages().len(), block: 0, inner: None })
}

/// The literal of the role that a system message has.
fn role(layout: &Layout<'_>, section: At) -> Option<Span> {
    let At::Message(index) = section else { return None };
    let message = layout.messages().get(index)?;
    let mut cursor = Cursor::new(layout.source(), message.value.start);
    Members::read(["role"], &mut cursor, |_, _| {}).get("role")
}

/// A block at the end of the last user message.
fn block(
    layout: &Layout<'_>,
    last: &Message,
    raw: &str,
    change: &mut Change,
) -> Result<Place, Unaligned> {
    let content = last.content.as_ref().filter(|_| last.role == Role::User);
    let content = content.ok_or(Unaligned::NoTail)?;
    let message = layout.messages().len().saturating_sub(1);
    let tail = blocks::text(layout.dialect(), raw);
    if let Some(part) = content.parts.last() {
        change.insert(part.value.end, format!(",{tail}"));
        return Ok(Place::Message { message, block: content.parts.len(), inner: None });
    }
    if !content.value.of(layout.source()).starts_with('"') {
        return Err(Unaligned::NoTail);
    }
    change.insert(content.value.start, "[{\"type\":\"text\",\"text\":");
    change.insert(content.value.end, format!("}},{tail}]"));
    Ok(Place::Message { message, block: 1, inner: None })
}
