//! A line with its codes: what it can be read without.

use super::codes::{ESCAPE, Effect, address, code};
use super::states::{State, overwritten};
use super::{BACK, Cuts, without_codes};
use crate::Span;

/// A line with its codes and carriage returns.
#[derive(Debug)]
pub(super) struct Line<'a> {
    text: &'a str,
    /// Where it stands, line break aside.
    body: Span,
    /// Where what follows begins.
    pub(super) end: usize,
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

    /// A line without its line break; `end` is where the next one begins.
    pub(super) fn new(text: &'a str, body: Span, end: usize) -> Self {
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
        Self { text, body, end, signs }
    }

    /// Adds what the line can be read without.
    pub(super) fn cut(&self, broken: bool, out: &mut Cuts) {
        let coded = self.signs.iter().any(|sign| sign.span.of(self.text) != "\r");
        if !coded && !broken {
            return;
        }
        // Mostly a line is written once.
        if self.signs.iter().all(|sign| sign.effect != Effect::Return) {
            return self.cut_codes(&self.signs, out);
        }
        let parts = self.parts();
        let following = parts.iter().skip(1).map(Some).chain([None]);
        let states: Vec<State<'_>> =
            parts.iter().zip(following).map(|(part, next)| self.state(part, next)).collect();
        let missed = overwritten(&states);
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
        let marked = self.marks_words(signs);
        for run in signs.chunk_by(|a, b| a.span.end == b.span.start) {
            let visible = |c: char| !c.is_whitespace();
            let apart = self.around(run).is_some_and(|(a, b)| visible(a) && visible(b));
            for sign in run {
                let shown = links.next().unwrap_or_default();
                let gone = match sign.effect {
                    Effect::Wipe => {
                        out.add(sign.span, 0, 1);
                        false
                    }
                    Effect::Style => !marked,
                    Effect::Erase => true,
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

    /// Whether colours alone tell two words apart, as in differences that are shown within a line: each has a
    /// colour of its own, and nothing is between them.
    fn marks_words(&self, signs: &[Sign]) -> bool {
        let mut coloured = false;
        signs.chunk_by(|a, b| a.span.end == b.span.start).any(|run| {
            let before = coloured;
            for style in run.iter().filter_map(|sign| sign.span.of(self.text).strip_suffix('m')) {
                coloured = !ends_style(style);
            }
            // A number and its unit are no two words.
            let two_words = |(a, b): (char, char)| {
                a.is_alphanumeric() && b.is_alphanumeric() && !(a.is_numeric() && b.is_alphabetic())
            };
            before && coloured && self.around(run).is_some_and(two_words)
        })
    }

    /// The characters between which codes stand that follow each other.
    fn around(&self, run: &[Sign]) -> Option<(char, char)> {
        let before = Span::new(0, run.first()?.span.start).of(self.text).chars().next_back()?;
        let behind =
            Span::new(run.last()?.span.end, self.text.len()).of(self.text).chars().next()?;
        Some((before, behind))
    }

    /// For each code whether it is of a link whose address is in sight, or ends one that is not there; nothing
    /// where there are no links.
    fn links(&self, signs: &[Sign]) -> Vec<bool> {
        if signs.iter().all(|sign| sign.effect != Effect::Link) {
            return Vec::new();
        }
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

/// Whether a code, given without its last letter, goes back to the usual colours.
pub(super) fn ends_style(code: &str) -> bool {
    let numbers = code.rsplit('[').next().unwrap_or_default();
    numbers
        .split(';')
        .all(|number| matches!(number.parse(), Err(_) | Ok(0 | 22..=29 | 39 | 49 | 59)))
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
