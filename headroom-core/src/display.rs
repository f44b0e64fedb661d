//! What only a terminal needs of a text: display codes, and what a line showed before it was written over.
//!
//! Both are found here and nowhere else. A text without them reads the same, or as the terminal showed it
//! in the end; whether it may go without them is decided where it is known what it is.

mod codes;
mod states;

use std::borrow::Cow;

use codes::{ESCAPE, Effect, PRINTED, address, code, printed};
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
    /// More are not made in one text, which bounds the room for them.
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
            while start < at {
                let line = Line::new(text, Span::new(start, at));
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
            if escaped % 2 == 0
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

/// A line with its codes and carriage returns.
#[derive(Debug)]
struct Line<'a> {
    text: &'a str,
    /// Where it stands, line break aside.
    body: Span,
    /// Where what follows begins.
    end: usize,
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
    /// Signs that are read at once. A line with more is taken as several.
    const MOST: usize = 1 << 16;

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
            if signs.len() == Self::MOST {
                return Self { text, body: Span::new(body.start, at), end: at, signs };
            }
        }
        Self { text, body, end: span.end, signs }
    }

    /// Adds what the line can be read without.
    fn cut(&self, broken: bool, out: &mut Cuts) {
        let coded = self.signs.iter().any(|sign| sign.span.of(self.text) != "\r");
        if !coded && !broken {
            return;
        }
        let parts = self.parts();
        let following = parts.iter().skip(1).map(Some).chain([None]);
        let states: Vec<State<'_>> =
            parts.iter().zip(following).map(|(part, next)| self.state(part, next)).collect();
        let missed = if parts.len() > 1 { overwritten(&states) } else { vec![false; parts.len()] };
        let tells = missed.contains(&true);
        let last = states.iter().rposition(|state| !state.shown.is_empty());
        for ((nth, part), missed) in parts.iter().enumerate().zip(missed) {
            let empty = states.get(nth).is_none_or(|state| state.shown.is_empty());
            if missed && !empty {
                out.add(part.whole(), 0, 1);
                continue;
            }
            self.cut_codes(part.signs, out);
            // Going back from nothing, or to nothing, is no more than a code.
            let idle = empty || last.is_none_or(|last| nth >= last);
            if let Some(end) = part.end.filter(|_| idle && (coded || tells)) {
                out.add_code(end.span);
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
    fn cut_codes(&self, signs: &[Sign], out: &mut Cuts) {
        let mut links = self.links(signs).into_iter();
        for run in signs.chunk_by(|a, b| a.span.end == b.span.start) {
            let apart = self.holds_apart(run);
            for sign in run {
                let shown = links.next().unwrap_or_default();
                let gone = match sign.effect {
                    Effect::Wipe => {
                        out.add(sign.span, 0, 1);
                        false
                    }
                    Effect::Style | Effect::Erase => true,
                    Effect::Return => false,
                    Effect::Move => !apart,
                    Effect::Link => shown,
                };
                if gone {
                    out.add_code(sign.span);
                }
            }
        }
    }

    /// Whether codes next to each other stand between two words, which may become one without them.
    fn holds_apart(&self, run: &[Sign]) -> bool {
        let (Some(first), Some(last)) = (run.first(), run.last()) else { return false };
        let before = Span::new(0, first.span.start).of(self.text).chars().next_back();
        let behind = Span::new(last.span.end, self.text.len()).of(self.text).chars().next();
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

#[cfg(test)]
mod tests;
