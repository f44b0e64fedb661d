//! What is volatile goes to a last block of the system text.

use headroom_core::Span;
use headroom_core::document::{ANTHROPIC, BEDROCK, Cursor, GEMINI, Members, OPENAI_RESPONSES};

use super::{At, Change, Text, Unaligned, blocks, sections};
use crate::layout::{Layout, Marker, PartKind, Section};

/// How many breakpoints a request may have.
const MOST_BREAKPOINTS: usize = 4;

pub(super) fn change(
    layout: &Layout<'_>,
    texts: &[Text<'_>],
    breakpoint: bool,
) -> Result<Change, Unaligned> {
    if breakpoint && !matches!(layout.dialect(), ANTHROPIC | BEDROCK) {
        return Err(Unaligned::NoBreakpoints);
    }
    let mut change = Change::default();
    let mut texts = texts.iter().peekable();
    for (at, section) in sections(layout) {
        let of_section: Vec<&Text<'_>> =
            std::iter::from_fn(|| texts.next_if(|text| text.section == at)).collect();
        let split = Split { layout, at, section, breakpoint };
        split.change(&of_section, &mut change)?;
    }
    if change.moves.is_empty() { Err(Unaligned::AlreadyApart) } else { Ok(change) }
}

/// One section that is split.
struct Split<'s, 'a> {
    layout: &'s Layout<'a>,
    at: At,
    section: &'s Section,
    breakpoint: bool,
}

impl Split<'_, '_> {
    fn change(&self, texts: &[&Text<'_>], change: &mut Change) -> Result<(), Unaligned> {
        // A text of which all is volatile stands apart; nothing of it is moved.
        let mixed: Vec<&Text<'_>> =
            texts.iter().copied().filter(|text| !text.apart.is_all()).collect();
        let (Some(last), false) = (mixed.last(), mixed.is_empty()) else { return Ok(()) };
        if self.section.parts.is_empty() {
            return self.string(last, change);
        }
        self.list(&mixed, change)
    }

    fn string(&self, text: &Text<'_>, change: &mut Change) -> Result<(), Unaligned> {
        let source = self.layout.source();
        let dialect = self.layout.dialect();
        let volatile = blocks::lines(text.raw(source));
        let has_no_blocks = self.at == At::System && matches!(dialect, OPENAI_RESPONSES | GEMINI);
        if has_no_blocks {
            if !text.apart.is_at_the_end() {
                text.apart.cuts().for_each(|cut| change.splice(cut, ""));
                let rest = text.apart.raw_rest(source, text.literal);
                let gap = if rest.ends_with("\\n") { "\\n" } else { "\\n\\n" };
                change.insert(text.literal.end.saturating_sub(1), format!("{gap}{volatile}"));
                change.moves.extend(text.moves(self.at.place(0)));
            }
            return Ok(());
        }
        let marker = if self.breakpoint { self.new_marker(change)? } else { String::new() };
        let stable =
            blocks::marked_text(dialect, &text.apart.raw_rest(source, text.literal), &marker);
        let volatile = blocks::text(dialect, &volatile);
        change.splice(text.literal, format!("[{stable},{volatile}]"));
        change.moves.extend(text.moves(self.at.place(1)));
        Ok(())
    }

    fn list(&self, texts: &[&Text<'_>], change: &mut Change) -> Result<(), Unaligned> {
        let source = self.layout.source();
        let volatile = blocks::lines(texts.iter().flat_map(|text| text.raw(source)));
        let parts = &self.section.parts;
        let points =
            parts.iter().rev().take_while(|part| part.kind == PartKind::CachePoint).count();
        let end = parts.len() - points;
        let Some(last) = end.checked_sub(1).and_then(|last| parts.get(last)) else { return Ok(()) };
        let marked = self.marker(end - 1).is_some();
        let carrier = last.text.filter(|_| marked && !self.breakpoint);
        for text in texts {
            if Some(text.literal) != carrier {
                text.apart.cuts().for_each(|cut| change.splice(cut, ""));
            }
        }
        let mut to = end;
        let block = blocks::text(self.layout.dialect(), &volatile);
        if let Some(literal) = carrier {
            // The object that carries the marker takes what is volatile, so that the marker stays at
            // the end without being moved; its stable text goes before it.
            let own = texts.iter().find(|text| text.literal == literal);
            let inner = Span::new(literal.start + 1, literal.end.saturating_sub(1));
            let rest = own.map(|text| text.apart.raw_rest(source, literal));
            let rest = rest.unwrap_or_else(|| inner.of(source).to_owned());
            change.insert(last.value.start, blocks::text(self.layout.dialect(), &rest) + ",");
            change.splice(inner, volatile);
        } else if points > 0 && self.breakpoint {
            to = parts.len();
            let at = parts.last().map_or(last.value.end, |part| part.value.end);
            change.insert(at, format!(",{block}"));
        } else if self.breakpoint && !marked {
            let marker = self.new_marker(change)?;
            if self.layout.dialect() == BEDROCK {
                to = end + 1;
                change.insert(last.value.end, format!(",{marker},{block}"));
            } else {
                change.insert(last.value.end.saturating_sub(1), marker);
                change.insert(last.value.end, format!(",{block}"));
            }
        } else {
            change.insert(last.value.end, format!(",{block}"));
        }
        let moves = texts.iter().flat_map(|text| text.moves(self.at.place(to)));
        change.moves.extend(moves);
        Ok(())
    }

    fn marker(&self, block: usize) -> Option<&Marker> {
        self.layout.markers().iter().find(|marker| marker.place == self.at.place(block))
    }

    /// A marker as it is written: a member with its comma, or a block. It lives as long as the next
    /// one, since longer-lived entries must come first.
    fn new_marker(&self, change: &mut Change) -> Result<String, Unaligned> {
        let markers = self.layout.markers();
        change.markers += 1;
        if markers.len() + change.markers > MOST_BREAKPOINTS {
            return Err(Unaligned::TooManyBreakpoints);
        }
        let order = self.at.place(usize::MAX).order();
        let next = markers.iter().find(|marker| marker.place.order() > order);
        let next = next.map(|marker| {
            let whole = marker.value;
            let mut cursor = Cursor::new(self.layout.source(), whole.start);
            let point = Members::read(["cachePoint"], &mut cursor, |_, _| {}).get("cachePoint");
            point.unwrap_or(whole).of(self.layout.source())
        });
        Ok(if self.layout.dialect() == BEDROCK {
            format!("{{\"cachePoint\":{}}}", next.unwrap_or(r#"{"type":"default"}"#))
        } else {
            format!(",\"cache_control\":{}", next.unwrap_or(r#"{"type":"ephemeral"}"#))
        })
    }
}
