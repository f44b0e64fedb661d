//! What only a terminal needs of a text: display codes, and what a line showed before it was written over.
//!
//! Both are found here and nowhere else. A text without them reads the same, or as the terminal showed it
//! in the end; whether it may go without them is decided where it is known what it is.

mod codes;
mod states;

use std::borrow::Cow;

use codes::{ESCAPE, Effect, address, code};
use states::{State, overwritten};

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

/// A part of a line that the line reads the same without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cut {
    /// Whole codes or states, next to each other; no line break.
    pub(crate) span: Span,
    /// How many they are.
    pub(crate) left: DisplayLeftOut,
}

/// What a text can be read without: sorted and disjoint. Codes stay that hold text apart, and links whose
/// address is not in sight. In a text without line breaks carriage returns are taken for those. Linear.
pub(crate) fn cuts(text: &str) -> Vec<Cut> {
    let bytes = text.as_bytes();
    let broken = memchr::memchr(b'\n', bytes).is_some();
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(found) = next_sign(bytes, at) {
        let before = bytes.get(at..found).unwrap_or_default();
        let start = memchr::memrchr(b'\n', before).map_or(at, |line| at + line + 1);
        let rest = bytes.get(found..).unwrap_or_default();
        at = memchr::memchr(b'\n', rest).map_or(bytes.len(), |end| found + end + 1);
        Line::new(text, Span::new(start, at)).cut(broken, &mut out);
    }
    out
}

const BACK: u8 = 0x08;

/// A text without these parts.
pub(crate) fn without(text: &str, cuts: &[Cut]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for cut in cuts {
        out.push_str(Span::new(at, cut.span.start).of(text));
        at = cut.span.end;
    }
    out.push_str(text.get(at..).unwrap_or(""));
    out
}

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

/// A line with its codes and carriage returns.
#[derive(Debug)]
struct Line<'a> {
    text: &'a str,
    /// Where it stands, line break aside.
    body: Span,
    /// In order.
    signs: Vec<Sign>,
}

/// A code, a carriage return, or a character that a backspace has written over.
#[derive(Clone, Copy, Debug)]
struct Sign {
    span: Span,
    effect: Effect,
}

impl Sign {
    /// The sign that an escape, a carriage return or a backspace at this place makes.
    fn of(text: &str, at: usize) -> Option<Self> {
        let (before, here) = text.split_at_checked(at)?;
        let (start, len, effect) = match here.as_bytes() {
            [b'\r', ..] => (at, 1, Effect::Return),
            [ESCAPE, ..] => code(here).map(|(len, effect)| (at, len, effect))?,
            [BACK, ..] => {
                // What is written over: wiped out, or printed twice or underlined as by a typewriter.
                let c = before.chars().next_back()?;
                let over = here.get(1..)?;
                let twice = over.starts_with(c) || c == '_' && over.starts_with(|c| c > ' ');
                match (over.as_bytes(), twice) {
                    ([b' ', BACK, ..], _) => (at - c.len_utf8(), 3 + c.len_utf8(), Effect::Wipe),
                    (_, true) => (at - c.len_utf8(), 1 + c.len_utf8(), Effect::Style),
                    _ => return None,
                }
            }
            _ => return None,
        };
        Some(Self { span: Span::new(start, start + len), effect })
    }
}

impl<'a> Line<'a> {
    fn new(text: &'a str, span: Span) -> Self {
        let body = span.of(text).trim_end_matches(['\n', '\r']);
        let body = Span::new(span.start, span.start + body.len());
        let mut signs = Vec::new();
        let mut at = body.start;
        while let Some(rest) = Span::new(at, body.end).get(text)
            && let Some(found) = memchr::memchr3(ESCAPE, b'\r', BACK, rest.as_bytes())
        {
            let sign =
                Sign::of(rest, found).map(|sign| Sign { span: sign.span.shifted(at), ..sign });
            at = sign.map_or(at + found + 1, |sign| sign.span.end);
            signs.extend(sign);
        }
        Self { text, body, signs }
    }

    /// Adds what the line can be read without.
    fn cut(&self, broken: bool, out: &mut Vec<Cut>) {
        let coded = self.signs.iter().any(|sign| sign.span.of(self.text) != "\r");
        if !coded && !broken {
            return;
        }
        let parts = self.parts();
        let following = parts.iter().skip(1).map(Some).chain([None]);
        let states: Vec<State<'_>> =
            parts.iter().zip(following).map(|(part, next)| self.state(part, next)).collect();
        let missed = if parts.len() > 1 { overwritten(&states) } else { vec![false; parts.len()] };
        let last = states.iter().rposition(|state| !state.shown.is_empty());
        for ((nth, part), missed) in parts.iter().enumerate().zip(missed) {
            let empty = states.get(nth).is_none_or(|state| state.shown.is_empty());
            if missed && !empty {
                let left = DisplayLeftOut { codes: 0, states: 1 };
                add(out, Cut { span: part.whole(), left });
                continue;
            }
            self.cut_codes(part.signs, out);
            // Going back from nothing, or to nothing, is no more than a code.
            let idle = empty || last.is_none_or(|last| nth >= last);
            if let Some(end) = part.end.filter(|_| coded && idle) {
                add_code(out, end.span);
            }
        }
    }

    /// The line cut where it goes back to its start.
    fn parts(&self) -> Vec<Part<'_>> {
        let mut start = self.body.start;
        let parts = self.signs.split_inclusive(|sign| sign.effect == Effect::Return).map(|signs| {
            let (end, signs) = match signs.split_last() {
                Some((end, signs)) if end.effect == Effect::Return => (Some(*end), signs),
                _ => (None, signs),
            };
            let stop = end.map_or(self.body.end, |end| end.span.start);
            let span = Span::new(start, stop);
            start = end.map_or(stop, |end| end.span.end);
            Part { span, signs, end }
        });
        let mut parts: Vec<_> = parts.collect();
        if parts.last().is_none_or(|part| part.end.is_some()) {
            parts.push(Part { span: Span::new(start, self.body.end), signs: &[], end: None });
        }
        parts
    }

    fn state(&self, part: &Part<'_>, next: Option<&Part<'_>>) -> State<'a> {
        let is_erase = |sign: &Sign| sign.effect == Effect::Erase;
        let behind = next.and_then(|next| Some((next.span.start, next.signs.first()?)));
        let behind = behind.is_some_and(|(at, sign)| is_erase(sign) && sign.span.start == at);
        let before = part.signs.last().filter(|sign| next.is_some() && is_erase(sign));
        let before = before.is_some_and(|sign| sign.span.end == part.span.end);
        State { shown: without_codes(part.span.of(self.text)), erased: behind || before }
    }

    /// Adds the codes of a part that it reads the same without.
    fn cut_codes(&self, signs: &[Sign], out: &mut Vec<Cut>) {
        let mut links = self.links(signs).into_iter();
        for run in signs.chunk_by(|a, b| a.span.end == b.span.start) {
            let apart = self.holds_apart(run);
            for sign in run {
                let shown = links.next().unwrap_or_default();
                let gone = match sign.effect {
                    Effect::Wipe => {
                        add(
                            out,
                            Cut { span: sign.span, left: DisplayLeftOut { codes: 0, states: 1 } },
                        );
                        false
                    }
                    Effect::Style | Effect::Erase => true,
                    Effect::Return => false,
                    Effect::Move => !apart,
                    Effect::Link => shown,
                };
                if gone {
                    add_code(out, sign.span);
                }
            }
        }
    }

    /// Whether codes next to each other stand between two words, which may become one without them.
    fn holds_apart(&self, run: &[Sign]) -> bool {
        let (Some(first), Some(last)) = (run.first(), run.last()) else { return false };
        let before = Span::new(self.body.start, first.span.start).of(self.text).chars().next_back();
        let behind = Span::new(last.span.end, self.body.end).of(self.text).chars().next();
        let is_word = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace());
        is_word(before) && is_word(behind)
    }

    /// For each code whether it is of a link whose address is in sight, or ends one that is not there.
    fn links(&self, signs: &[Sign]) -> Vec<bool> {
        let mut shown = vec![true; signs.len()];
        let mut open: Option<(usize, Sign)> = None;
        let codes = signs.iter().enumerate().filter(|(_, sign)| sign.effect == Effect::Link);
        for (nth, sign) in codes {
            let to = address(sign.span.of(self.text));
            if let Some((first, opening)) = open.take() {
                let inside = Span::new(opening.span.end, sign.span.start).of(self.text);
                let named = address(opening.span.of(self.text));
                let is_shown = without_codes(inside).contains(named);
                for at in [Some(first), Some(nth).filter(|_| to.is_empty())].into_iter().flatten() {
                    shown.get_mut(at).into_iter().for_each(|shown| *shown = is_shown);
                }
            }
            open = (!to.is_empty()).then_some((nth, *sign));
        }
        if let Some(shown) = open.and_then(|(nth, _)| shown.get_mut(nth)) {
            *shown = false;
        }
        shown
    }
}

/// A part of a line up to where it goes back to the start.
#[derive(Debug)]
struct Part<'s> {
    /// What it shows, with its codes.
    span: Span,
    /// Its codes.
    signs: &'s [Sign],
    /// What goes back; `None` at the end of the line.
    end: Option<Sign>,
}

impl Part<'_> {
    fn whole(&self) -> Span {
        Span::new(self.span.start, self.end.map_or(self.span.end, |end| end.span.end))
    }
}

fn add_code(out: &mut Vec<Cut>, span: Span) {
    add(out, Cut { span, left: DisplayLeftOut { codes: 1, states: 0 } });
}

/// Adds a cut, to the one before it if there is nothing between them.
fn add(out: &mut Vec<Cut>, cut: Cut) {
    match out.last_mut() {
        Some(last) if last.span.end == cut.span.start => {
            last.span.end = cut.span.end;
            last.left.add(cut.left);
        }
        _ => out.push(cut),
    }
}

#[cfg(test)]
mod tests;
