//! What only a terminal needs of a text: display codes, and what a line showed before it was written over.
//!
//! Both are found here and nowhere else. A text without them reads the same, or as the terminal showed it
//! in the end; whether it may go without them is decided where it is known what it is.

mod cells;
mod codes;
mod line;
mod states;

use std::borrow::Cow;

use codes::{ESCAPE, Effect, PRINTED, code, printed};
use line::Line;

use crate::Span;
use crate::notice::DisplayLeftOut;

/// A text without display codes, for reading what it says: colours and other attributes, movements of the
/// cursor, titles, links. An escape that begins no code is left out alone. Linear.
///
/// ```
/// use headroom_core::without_codes;
///
/// assert_eq!(without_codes("\u{1b}[31;1merror\u{1b}[0m: no"), "error: no");
/// ```
#[must_use]
pub fn without_codes(text: &str) -> Cow<'_, str> {
    let Some(first) = memchr::memchr(ESCAPE, text.as_bytes()) else { return text.into() };
    let mut out = String::with_capacity(text.len());
    let mut next = Some(first);
    let mut at = 0;
    while let Some(found) = next {
        out.push_str(Span::new(at, found).of(text));
        at = found + code(text.get(found..).unwrap_or("")).map_or(1, |(len, _)| len);
        let rest = text.as_bytes().get(at..).unwrap_or_default();
        next = memchr::memchr(ESCAPE, rest).map(|found| at + found);
    }
    out.push_str(text.get(at..).unwrap_or(""));
    out.into()
}

/// A text as it is sent where it may go without what only a terminal needs: without codes that say nothing, and
/// without what its lines showed before they were written over. It has the lines of the text, but for a last one
/// of codes alone. Linear.
#[must_use]
pub fn without_display(text: &str) -> Cow<'_, str> {
    let cuts = Cuts::of(text);
    if cuts.is_empty() { text.into() } else { cuts.without(text).into() }
}

/// A part of a text that the text reads the same without: whole codes or states, next to each other, within a
/// line. In little room: a text may have one for each word.
#[derive(Clone, Copy, Debug)]
struct Cut {
    /// Where it stood, as a place in the text without any.
    at: usize,
    /// Its bytes.
    len: u32,
    codes: u32,
    states: u32,
}

/// What a text can be read without, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cuts {
    cuts: Vec<Cut>,
    /// The bytes of all cuts.
    gone: usize,
    /// They are escapes as strings of JSON write them, which are codes there and text anywhere else.
    printed: bool,
}

impl Cuts {
    /// Where there are so many, no further part of a text is read, which bounds the room for them.
    const MOST: usize = 1 << 20;

    /// What a text can be read without. Codes stay that hold text apart, and links whose address is not in
    /// sight. In a text without line breaks carriage returns are taken for those. Linear.
    pub(crate) fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let broken = memchr::memchr(b'\n', bytes).is_some();
        let mut cuts = Self::default();
        let mut at = 0;
        while let Some(found) = next_sign(bytes, at).filter(|_| cuts.cuts.len() < Self::MOST) {
            let before = bytes.get(at..found).unwrap_or_default();
            let mut start = memchr::memrchr(b'\n', before).map_or(at, |line| at + line + 1);
            let rest = bytes.get(found..).unwrap_or_default();
            at = memchr::memchr(b'\n', rest).map_or(bytes.len(), |end| found + end + 1);
            let body = Span::new(start, at).of(text).trim_end_matches(['\n', '\r']);
            let end = start + body.len();
            while start < at && cuts.cuts.len() < Self::MOST {
                let line = Line::new(text, Span::new(start, end.max(start)), at);
                line.cut(broken, &mut cuts);
                start = line.end;
            }
        }
        let may_be_json = cuts.is_empty() && text.trim_start().starts_with(['{', '[']);
        if may_be_json { Self::printed(text) } else { cuts }
    }

    /// The codes that strings of JSON have: `\u001b[32m`. Those that only change how text looks. Linear.
    fn printed(text: &str) -> Self {
        let mut cuts = Self { printed: true, ..Self::default() };
        let mut at = 0;
        for found in memchr::memmem::find_iter(text.as_bytes(), PRINTED) {
            let before = Span::new(at, found).of(text);
            let escaped = before.len() - before.trim_end_matches('\\').len();
            if escaped.is_multiple_of(2)
                && cuts.cuts.len() < Self::MOST
                && let Some((len, Effect::Style | Effect::Erase)) =
                    printed(Span::new(found, text.len()).of(text))
            {
                at = found + len;
                cuts.add_code(Span::new(found, at));
            }
        }
        cuts
    }

    /// Whether they are codes in strings of JSON alone.
    pub(crate) fn are_printed(&self) -> bool {
        self.printed
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.cuts.is_empty()
    }

    /// The text without them.
    pub(crate) fn without(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len().saturating_sub(self.gone));
        let mut at = 0;
        for cut in &self.cuts {
            let stays = cut.at.saturating_sub(out.len());
            out.push_str(Span::new(at, at + stays).of(text));
            at += stays + cut.len as usize;
        }
        out.push_str(text.get(at..).unwrap_or(""));
        out
    }

    /// The places in the plain text where something is gone, of those in a span and at its ends.
    pub(crate) fn at(&self, span: Span) -> impl Iterator<Item = usize> {
        let from = self.cuts.partition_point(|cut| cut.at < span.start);
        let places = self.cuts.get(from..).unwrap_or_default().iter().map(|cut| cut.at);
        places.take_while(move |at| *at <= span.end)
    }

    /// Moves places of the text, in order, to where they are in the plain one.
    pub(crate) fn move_back<'p>(&self, places: impl Iterator<Item = &'p mut usize>) {
        let (mut cuts, mut gone) = (self.cuts.iter().peekable(), 0);
        for place in places {
            while let Some(cut) = cuts.next_if(|cut| cut.at + gone + cut.len as usize <= *place) {
                gone += cut.len as usize;
            }
            let within = cuts.peek().map_or(0, |cut| place.saturating_sub(cut.at + gone));
            *place -= gone + within;
        }
    }

    /// Those that `goes` takes by their places in the plain text; and of the others these places, and how many
    /// bytes stay there.
    pub(crate) fn split(self, goes: impl Fn(usize) -> bool) -> (Self, Vec<(usize, usize)>) {
        let mut taken = Self { printed: self.printed, ..Self::default() };
        let (mut stays, mut more) = (Vec::new(), 0);
        for cut in self.cuts {
            let len = cut.len as usize;
            if goes(cut.at) {
                taken.cuts.push(Cut { at: cut.at + more, ..cut });
                taken.gone += len;
            } else {
                stays.push((cut.at, len));
                more += len;
            }
        }
        (taken, stays)
    }

    /// How many codes and states are gone outside of these spans of the plain text, which is so long; the spans
    /// are in order. Linear.
    pub(crate) fn outside(&self, spans: impl Iterator<Item = Span>, len: usize) -> DisplayLeftOut {
        let mut spans = spans.peekable();
        let mut left = DisplayLeftOut::default();
        for cut in &self.cuts {
            // What stands at the end of a span belongs to what follows, if anything does.
            let ends = |span: &Span| span.end <= cut.at && span.end < len;
            while spans.next_if(ends).is_some() {}
            if spans.peek().is_none_or(|span| cut.at < span.start) {
                left.codes += cut.codes as usize;
                left.states += cut.states as usize;
            }
        }
        left
    }

    /// Adds a part of the text behind those so far, to the last one if nothing is between them.
    fn add(&mut self, span: Span, codes: u32, states: u32) {
        let Some(at) = span.start.checked_sub(self.gone) else { return };
        let Ok(len) = u32::try_from(span.len()) else { return };
        self.gone += span.len();
        match self.cuts.last_mut().filter(|last| last.at == at) {
            Some(last) => {
                last.len = last.len.saturating_add(len);
                last.codes = last.codes.saturating_add(codes);
                last.states = last.states.saturating_add(states);
            }
            _ => self.cuts.push(Cut { at, len, codes, states }),
        }
    }

    fn add_code(&mut self, span: Span) {
        self.add(span, 1, 0);
    }
}

const BACK: u8 = 0x08;

/// The next escape, backspace, or carriage return that ends no line.
fn next_sign(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let found = at + memchr::memchr3(ESCAPE, b'\r', BACK, bytes.get(at..)?)?;
        let ends_line = || matches!(bytes.get(found + 1), None | Some(b'\n' | b'\r'));
        if bytes.get(found) != Some(&b'\r') || !ends_line() {
            return Some(found);
        }
        at = found + 1;
    }
}

#[cfg(test)]
mod tests;
