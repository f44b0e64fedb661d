//! The parts in which two texts differ, where it is known what was written in place of what.

use crate::Span;

/// Two texts that differ in some parts alone.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Parts<'a> {
    /// The one text.
    pub before: &'a str,
    /// What is written in its place.
    pub after: &'a str,
    /// The parts that differ, in order. What stands between them stands in both, and no token of the usual
    /// vocabularies reaches from there into a part. `None` if all is one part.
    parts: Option<Vec<Part>>,
}

/// A part, by numbers of bytes, in little room: a long text may have one for each line.
#[derive(Clone, Copy, Debug)]
struct Part {
    /// What stands in both texts, between the part before and this one.
    gap: u32,
    /// Its length in the one text.
    before: u32,
    /// Its length in the other.
    after: u32,
}

impl<'a> Parts<'a> {
    /// The parts around these changes: in order, disjoint, and with equal texts between them. Each part
    /// reaches as far as it must for tokens to end there. Linear.
    pub(crate) fn around(
        before: &'a str,
        after: &'a str,
        changes: impl IntoIterator<Item = (Span, Span)>,
    ) -> Self {
        let changes = changes.into_iter();
        let mut parts = Collected::with_capacity(changes.size_hint().0 + 1);
        let mut part = (0, 0);
        let mut gap = Gap { before: 0, after: 0, len: 0 };
        for change in changes.filter(|(from, to)| from.of(before) != to.of(after)) {
            gap.len = change.0.start.saturating_sub(gap.before);
            if let Some((first, last)) = gap.cuts(before, after) {
                parts.add(part, gap.at(first));
                part = gap.at(last);
            }
            gap = Gap { before: change.0.end, after: change.1.end, len: 0 };
        }
        gap.len = before.len().saturating_sub(gap.before);
        let end = gap.cuts(before, after).map_or(gap.at(gap.len), |(first, _)| gap.at(first));
        parts.add(part, end);
        Self { before, after, parts: parts.parts }
    }

    /// The texts of the parts.
    pub fn texts(&self) -> impl Iterator<Item = (&'a str, &'a str)> + Clone {
        let (before, after) = (self.before, self.after);
        let whole = self.parts.is_none().then_some((before, after));
        let parts = self.parts.as_deref().unwrap_or_default().iter();
        let texts = parts.scan((0, 0), move |at, part| {
            let from = (at.0 + part.gap as usize, at.1 + part.gap as usize);
            *at = (from.0 + part.before as usize, from.1 + part.after as usize);
            Some((Span::new(from.0, at.0).of(before), Span::new(from.1, at.1).of(after)))
        });
        texts.chain(whole)
    }

    /// What exact counts of the parts come to: how many tokens more the parts of the one text have.
    #[cfg(any(feature = "fast-tokens", feature = "tiktoken"))]
    pub(super) fn saved(&self, count: impl Fn(&str) -> usize) -> isize {
        let count = |text| isize::try_from(count(text)).unwrap_or(isize::MAX);
        let saved = self.texts().map(|(before, after)| count(before).saturating_sub(count(after)));
        saved.fold(0, isize::saturating_add)
    }
}

/// The parts so far.
struct Collected {
    /// `None` once a length did not fit: of texts of gigabytes all is one part.
    parts: Option<Vec<Part>>,
    /// Where the last one ends in the one text.
    end: usize,
}

impl Collected {
    fn with_capacity(parts: usize) -> Self {
        Self { parts: Some(Vec::with_capacity(parts)), end: 0 }
    }

    /// Adds what stands between two places, each given in both texts, unless that is nothing.
    fn add(&mut self, from: (usize, usize), to: (usize, usize)) {
        if from == to {
            return;
        }
        let part = || {
            let gap = u32::try_from(from.0.checked_sub(self.end)?).ok()?;
            let before = u32::try_from(to.0.checked_sub(from.0)?).ok()?;
            let after = u32::try_from(to.1.checked_sub(from.1)?).ok()?;
            Some(Part { gap, before, after })
        };
        match (part(), &mut self.parts) {
            (Some(part), Some(parts)) => parts.push(part),
            (None, parts) => *parts = None,
            (Some(_), None) => {}
        }
        self.end = to.0;
    }
}

/// What stands in both texts, between two changes.
#[derive(Clone, Copy, Debug)]
struct Gap {
    before: usize,
    after: usize,
    len: usize,
}

impl Gap {
    /// The first and the last place in it, from its start, at which both texts surely cut.
    fn cuts(self, before: &str, after: &str) -> Option<(usize, usize)> {
        let cuts = |by: &usize| {
            let (from, to) = self.at(*by);
            is_cut(before, from) && is_cut(after, to)
        };
        let first = (0..=self.len).find(cuts)?;
        Some((first, (first..=self.len).rfind(cuts)?))
    }

    const fn at(self, by: usize) -> (usize, usize) {
        (self.before + by, self.after + by)
    }
}

/// Whether no token reaches over a place, whatever stands further away: at the beginning of a line that
/// does not start with white space or a slash, between a sign that can be seen and a space, and
/// between such a sign and a digit, if it is none.
pub(super) fn is_cut(text: &str, at: usize) -> bool {
    let byte = |at: usize| text.as_bytes().get(at).copied();
    let (Some(before), Some(after)) = (at.checked_sub(1).and_then(byte), byte(at)) else {
        return at == 0 || at >= text.len();
    };
    match after {
        b' ' => before.is_ascii_graphic(),
        b'0'..=b'9' if before != b'\n' => before.is_ascii_graphic() && !before.is_ascii_digit(),
        b'/' => false,
        _ => before == b'\n' && after.is_ascii_graphic(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::tokens::difference::tests::{left, plain};

    /// A text with what is written in place of some of its pieces, and where.
    fn written(pieces: &[(String, Option<String>)]) -> (String, String, Vec<(Span, Span)>) {
        let (mut before, mut after, mut changes) = (String::new(), String::new(), Vec::new());
        for (piece, other) in pieces {
            let (from, to) = (before.len(), after.len());
            before.push_str(piece);
            after.push_str(other.as_deref().unwrap_or(piece));
            if other.is_some() {
                changes.push((Span::new(from, before.len()), Span::new(to, after.len())));
            }
        }
        (before, after, changes)
    }

    #[test]
    fn parts_end_where_tokens_do() {
        let pieces =
            [("2026-05-01 10:", Some("")), ("17 up\n2026-05-01 ", None), ("10:", Some("at "))];
        let pieces = pieces.map(|(text, other)| (text.to_owned(), other.map(str::to_owned)));
        let (before, after, changes) = written(&pieces);
        let parts = Parts::around(&before, &after, changes);
        let texts: Vec<_> = parts.texts().collect();
        assert_eq!(texts, [("2026-05-01 10:", ""), (" 10:", " at ")]);
    }

    proptest! {
        #[test]
        fn what_stands_between_parts_costs_the_same(
            pieces in prop::collection::vec(
                ("[a-c/;:é0-3]{0,3}[ \n\r]?[a-z0-9]{0,3}", prop::option::of("[a-b:0-1]{0,2}[ \n/]{0,1}")),
                0..12,
            ),
        ) {
            let (before, after, changes) = written(&pieces);
            let parts = Parts::around(&before, &after, changes);
            prop_assert_eq!(left(parts.texts()), left([(&*before, &*after)].into_iter()));
            prop_assert_eq!(plain(parts.texts()), plain([(&*before, &*after)].into_iter()));
        }
    }
}
