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
    /// The parts that differ, in order: each in the one text and in the other. What stands between them
    /// stands in both, and no token of the usual vocabularies reaches from there into a part.
    pub spans: Vec<(Span, Span)>,
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
        let mut spans = Vec::with_capacity(changes.size_hint().0 + 1);
        let mut part = (0, 0);
        let mut gap = Gap { before: 0, after: 0, len: 0 };
        for change in changes.filter(|(from, to)| from.of(before) != to.of(after)) {
            gap.len = change.0.start.saturating_sub(gap.before);
            if let Some((first, last)) = gap.cuts(before, after) {
                let end = gap.at(first);
                spans.push((Span::new(part.0, end.0), Span::new(part.1, end.1)));
                part = gap.at(last);
            }
            gap = Gap { before: change.0.end, after: change.1.end, len: 0 };
        }
        gap.len = before.len().saturating_sub(gap.before);
        let end = gap.cuts(before, after).map_or(gap.at(gap.len), |(first, _)| gap.at(first));
        spans.push((Span::new(part.0, end.0), Span::new(part.1, end.1)));
        spans.retain(|(from, to)| !(from.is_empty() && to.is_empty()));
        Self { before, after, spans }
    }

    /// The texts of the parts.
    pub fn texts(&self) -> impl Iterator<Item = (&'a str, &'a str)> + Clone {
        let (before, after) = (self.before, self.after);
        self.spans.iter().map(move |(from, to)| (from.of(before), to.of(after)))
    }

    /// What exact counts of the parts come to: how many tokens more the parts of the one text have.
    #[cfg(any(feature = "fast-tokens", feature = "tiktoken"))]
    pub(super) fn saved(&self, count: impl Fn(&str) -> usize) -> isize {
        let count = |text| isize::try_from(count(text)).unwrap_or(isize::MAX);
        let saved = self.texts().map(|(before, after)| count(before).saturating_sub(count(after)));
        saved.fold(0, isize::saturating_add)
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
    use crate::tokens::difference::{left, plain};

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
