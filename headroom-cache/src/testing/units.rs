//! A request as a list of units: tools, blocks of system text and messages, frames of messages.

use headroom_core::Span;
use headroom_core::document::{Cursor, Members};

use super::text;
use crate::{Layout, Marker, Message, PartKind, Place, Section};

/// What identifies a text or a prefix.
pub(super) type Digest = [u8; 32];

/// Something that is the same as in an earlier request or is not.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    pub(super) digest: Digest,
    /// What the model sees of it.
    pub(super) text: String,
    pub(super) tokens: usize,
    /// Where it stands, if it is a block.
    place: Option<Place>,
}

/// The prefix that ends with a block.
#[derive(Clone, Copy, Debug)]
pub(super) struct End {
    pub(super) digest: Digest,
    pub(super) tokens: usize,
    pub(super) place: Place,
}

impl Unit {
    /// The prefixes that end at or before a marker, in order; the last is that of the marker.
    pub(super) fn end(units: &[Self], marker: &Marker) -> Vec<End> {
        let mut prefix = blake3::Hasher::new();
        let mut tokens = 0;
        let mut ends = Vec::new();
        let last = match marker.place {
            Place::Message { message, block, .. } => Place::Message { message, block, inner: None },
            other => other,
        };
        for unit in units {
            if unit.place.is_some_and(|place| place.order() > last.order()) {
                break;
            }
            prefix.update(&unit.digest);
            tokens += unit.tokens;
            let digest = *prefix.finalize().as_bytes();
            ends.extend(unit.place.map(|place| End { digest, tokens, place }));
        }
        ends
    }
}

pub(super) fn total(units: &[Unit]) -> usize {
    units.iter().map(|unit| unit.tokens).sum()
}

/// The units of a request in the order in which a provider reads them.
pub(super) fn units(layout: &Layout<'_>, count: impl FnMut(Digest, &str) -> usize) -> Vec<Unit> {
    let mut list = List { source: layout.source(), units: Vec::new(), count };
    if let Some(tools) = layout.tools() {
        list.section(tools, |tool| Place::Tool { tool });
    }
    if let Some(system) = layout.system() {
        list.section(system, |block| Place::System { block });
    }
    for (index, message) in layout.messages().iter().enumerate() {
        list.message(index, message);
    }
    list.units
}

struct List<'a, C> {
    source: &'a str,
    units: Vec<Unit>,
    count: C,
}

impl<C: FnMut(Digest, &str) -> usize> List<'_, C> {
    fn message(&mut self, message: usize, it: &Message) {
        let place = |block| Place::Message { message, block, inner: None };
        let content = it.content.as_ref().map(|content| content.value);
        if content != Some(it.value) {
            let block = if content.is_some() { None } else { Some(place(0)) };
            self.unit(it.value, content, block, false);
        }
        if let Some(content) = &it.content {
            self.section(content, place);
        }
    }

    fn section(&mut self, section: &Section, place: impl Fn(usize) -> Place) {
        if section.parts.is_empty() {
            self.unit(section.value, None, Some(place(0)), false);
        }
        for (block, part) in section.parts.iter().enumerate() {
            if part.kind != PartKind::CachePoint {
                let is_tool = part.kind == PartKind::Tool;
                self.unit(part.value, None, Some(place(block)), is_tool);
            }
        }
    }

    fn unit(&mut self, value: Span, without: Option<Span>, place: Option<Place>, is_tool: bool) {
        let mut hasher = blake3::Hasher::new();
        let mut cursor = Cursor::new(self.source, value.start);
        feed(&mut hasher, self.source, &mut cursor, without, DEPTH);
        let digest = *hasher.finalize().as_bytes();
        let text = if is_tool {
            text::definition(self.source, value)
        } else {
            text::visible(self.source, value, without)
        };
        let tokens = (self.count)(digest, &text);
        self.units.push(Unit { digest, text, tokens, place });
    }
}

/// Markers stand in blocks, and in blocks of tool results: no deeper.
const DEPTH: usize = 5;

/// Hashes a value as source text, without cache markers and without one part of it.
fn feed(
    hasher: &mut blake3::Hasher,
    source: &str,
    cursor: &mut Cursor<'_>,
    without: Option<Span>,
    depth: usize,
) {
    let opens = cursor.peek();
    hasher.update(&[opens]);
    match opens {
        b'{' if depth > 0 => cursor.object(|cursor, name| {
            let here = without.is_some_and(|without| without.start == cursor.position());
            if !here && name != "cache_control" {
                hasher.update(name.as_bytes());
                let depth = if matches!(name, "content" | "toolResult") { depth - 1 } else { 0 };
                feed(hasher, source, cursor, without, depth);
            }
        }),
        b'[' if depth > 0 => cursor.array(|cursor| {
            let members = Members::read(["cachePoint"], &mut cursor.clone(), |_, _| {});
            if !members.has(source, "cachePoint") {
                feed(hasher, source, cursor, without, depth - 1);
            }
        }),
        _ => {
            hasher.update(cursor.skip().of(source).as_bytes());
        }
    }
    hasher.update(b"\0");
}
