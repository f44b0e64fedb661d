//! Sections and documents: which headings stay, and whose text the question asks for.

use std::collections::HashSet;

use headroom_core::Hints;
use headroom_core::relevance::asked_texts;

use super::units::{Kind, Unit};

/// For each unit whether it belongs to a section whose heading the question names.
pub(super) fn named(text: &str, units: &[Unit], hints: &Hints<'_>) -> Vec<bool> {
    let asked = asked_texts(hints);
    let whole: Vec<String> = asked.iter().map(|(text, _)| plain(text)).collect();
    let quoted: Vec<String> = asked.iter().flat_map(|(text, _)| in_quotes(text)).collect();
    let titles = || units.iter().filter(|unit| matches!(unit.kind, Kind::Heading(_)));
    let is_quoted = |unit: &Unit| quoted.contains(&plain(unit.span.of(text)));
    let any_quoted = !quoted.is_empty() && titles().any(is_quoted);
    let is_named = |unit: &Unit| match any_quoted {
        true => is_quoted(unit),
        false => {
            let title = plain(unit.span.of(text));
            let long = title.split_whitespace().nth(2).is_some();
            long && whole.iter().any(|asked| asked.contains(&title))
        }
    };
    let mut open: Option<u8> = None;
    let mut each = |unit: &Unit| {
        if let Kind::Heading(level) = unit.kind {
            let named = is_named(unit);
            if named || open.is_some_and(|open| level <= open) {
                open = named.then_some(level);
            }
        }
        open.is_some()
    };
    units.iter().map(&mut each).collect()
}

/// Adds to what is kept the headings and boundaries that say where it stands; and all other headings, each
/// once, down to the level at which they come to no more than `room` bytes.
pub(super) fn keep(text: &str, units: &[Unit], kept: &mut [bool], room: usize) {
    keep_above(units, kept);
    keep_boundaries(units, kept);
    let depth = depth(units, room);
    let mut seen = HashSet::new();
    for (unit, kept) in units.iter().zip(kept) {
        if let Kind::Heading(level) = unit.kind {
            let new = seen.insert(unit.span.of(text).trim());
            *kept |= new && level <= depth;
        }
    }
}

/// Keeps the headings above what is kept.
fn keep_above(units: &[Unit], kept: &mut [bool]) {
    let mut wanted = u8::MAX;
    let mut any = false;
    for (unit, kept) in units.iter().zip(kept.iter_mut()).rev() {
        match unit.kind {
            Kind::Heading(level) if any && level < wanted => {
                *kept = true;
                wanted = level;
                any = level > 1;
            }
            Kind::Heading(level) if *kept => {
                wanted = level;
                any = level > 1;
            }
            Kind::Heading(_) | Kind::Blank => {}
            _ if *kept => {
                wanted = u8::MAX;
                any = true;
            }
            _ => {}
        }
    }
}

/// Keeps what says which document it is that something is kept of, and where that one ends.
fn keep_boundaries(units: &[Unit], kept: &mut [bool]) {
    let mut start = 0;
    while start < units.len() {
        let rest = units.get(start..).unwrap_or_default();
        let is = |unit: &Unit, kind: Kind| unit.kind == kind;
        let head = rest.iter().take_while(|unit| is(unit, Kind::Boundary) || is(unit, Kind::Blank));
        let head = head.count();
        let body = rest.iter().skip(head).take_while(|unit| !is(unit, Kind::Boundary)).count();
        let ends = rest.iter().skip(head + body).take_while(|unit| is(unit, Kind::End)).count();
        let end = start + (head + body + ends).max(1);
        let group = kept.get_mut(start..end).unwrap_or_default();
        let any = group.iter().any(|kept| *kept);
        for (unit, kept) in rest.iter().zip(group) {
            *kept |= any && matches!(unit.kind, Kind::Boundary | Kind::End);
        }
        start = end;
    }
}

/// The deepest level of headings of which all fit.
fn depth(units: &[Unit], room: usize) -> u8 {
    let mut sizes = [0_usize; 8];
    for unit in units {
        if let Kind::Heading(level) = unit.kind
            && let Some(size) = sizes.get_mut(usize::from(level.min(7)))
        {
            *size += unit.span.len() + NOTICE;
        }
    }
    let mut total = 0;
    let fits = |size: &&usize| {
        total += **size;
        total <= room
    };
    u8::try_from(sizes.iter().take_while(fits).count()).unwrap_or(8).saturating_sub(1)
}

/// Bytes of the notice that follows a heading under which nothing stays.
const NOTICE: usize = 24;

/// The words of a text in lower case, with one blank between them and around them.
fn plain(text: &str) -> String {
    let mut out = String::from(" ");
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        out.push_str(&word.to_lowercase());
        out.push(' ');
    }
    out
}

/// The plain forms of what stands in quotes.
fn in_quotes(text: &str) -> Vec<String> {
    text.split(['"', '`', '\u{201c}', '\u{201d}']).skip(1).step_by(2).map(plain).collect()
}
