//! Lines with a notation of their own: what a fold wrote is read by its first lines, so a run of lines may hold
//! all of a fold, or nothing of it.

use std::sync::Arc;

use super::listing::{Line, lines};
use crate::detect::Margins;
use crate::notice::Lines;

/// A line's place in a fold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Fold {
    /// It is the first line of the fold.
    first: bool,
    /// How many lines the fold has from this one on; 0 for a line that is the source's own.
    left: u32,
}

impl Fold {
    /// Whether a run of lines may start here.
    pub(super) fn opens(self) -> bool {
        self.first || self.left == 0
    }

    /// Whether a run of lines may end here.
    pub(super) fn closes(self) -> bool {
        self.left <= 1
    }
}

/// A text cut into lines, with what is known of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Cut {
    pub(super) lines: Vec<Line>,
    /// For each line; empty where all are the source's own.
    folds: Vec<Fold>,
}

impl Cut {
    /// `folded` are the lines of folds, from 1, in order. A number that stands in one is no line number.
    /// Linear.
    pub(super) fn of(text: &str, margins: Margins, folded: &[Lines]) -> Self {
        let mut lines = lines(text, margins);
        let mut folds = Vec::new();
        if !folded.is_empty() {
            folds.resize(lines.len(), Fold::default());
        }
        for range in folded {
            let from = range.first.saturating_sub(1);
            let (Some(lines), Some(folds)) =
                (lines.get_mut(from..range.last), folds.get_mut(from..range.last))
            else {
                continue;
            };
            let mut left = u32::try_from(range.count()).unwrap_or(u32::MAX);
            for (n, (line, fold)) in lines.iter_mut().zip(folds).enumerate() {
                *line = Line { number: None, text_start: line.whole.start, ..*line };
                *fold = Fold { first: n == 0, left };
                left = left.saturating_sub(1);
            }
        }
        Self { lines, folds }
    }

    /// What follows from a line on.
    pub(super) fn from(&self, line: usize) -> Rest<'_> {
        let lines = self.lines.get(line..).unwrap_or_default();
        Rest { lines, folds: self.folds.get(line..).unwrap_or_default() }
    }

    pub(super) fn fold(&self, line: usize) -> Fold {
        self.folds.get(line).copied().unwrap_or_default()
    }

    /// The lines of folds where they stand once only the lines with these places stay, one behind the other,
    /// and others stand for what is `None`. A fold stays whole or goes whole.
    pub(super) fn folded(&self, places: impl Iterator<Item = Option<usize>>) -> Arc<[Lines]> {
        if self.folds.is_empty() {
            return Arc::default();
        }
        let opening = places.zip(1..).filter_map(|(line, n)| {
            let fold = line.map(|line| self.fold(line)).filter(|fold| fold.first)?;
            Some(Lines::new(n, n + fold.left as usize - 1))
        });
        opening.collect()
    }
}

/// Lines that follow one another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rest<'a> {
    pub(super) lines: &'a [Line],
    folds: &'a [Fold],
}

impl<'a> Rest<'a> {
    /// The first of them.
    pub(super) fn first(self, count: usize) -> Rest<'a> {
        let lines = self.lines.get(..count).unwrap_or(self.lines);
        Rest { lines, folds: self.folds }
    }

    pub(super) fn fold(self, line: usize) -> Fold {
        self.folds.get(line).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fold_is_left_whole_or_goes_whole() {
        let text = "a\n  1\tx\n  2\ty\n  3\tz\nb\n";
        let cut = Cut::of(text, Margins::Shown, &[Lines::new(2, 4)]);
        let ends: Vec<_> = (0..5).map(|n| (cut.fold(n).opens(), cut.fold(n).closes())).collect();
        let (own, first, inner, last) =
            ((true, true), (true, false), (false, false), (false, true));
        assert_eq!(ends, [own, first, inner, last, own]);
        assert!(cut.lines.iter().all(|line| line.number.is_none()), "numbers in folds are data");
        let places = [Some(0), Some(1), Some(2), Some(3), None];
        assert_eq!(*cut.folded(places.into_iter()), [Lines::new(2, 4)]);
        assert_eq!(*cut.folded([None, Some(1), Some(2), Some(3)].into_iter()), [Lines::new(2, 4)]);
        assert!(cut.folded([Some(0), None, Some(4)].into_iter()).is_empty());
    }

    #[test]
    fn without_folds_nothing_is_noted() {
        let cut = Cut::of("a\nb\n", Margins::Absent, &[]);
        assert_eq!(
            (cut.lines.len(), cut.fold(0), cut.fold(7)),
            (2, Fold::default(), Fold::default())
        );
        assert!(cut.fold(0).opens() && cut.fold(0).closes());
    }
}
