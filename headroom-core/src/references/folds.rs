//! Lines with a notation of their own: what a fold wrote is read by its first lines, so a run of lines may hold
//! all of a fold, or nothing of it. Below the root of a trace each line is read by that heading alone: a run may
//! hold some of them, if they stand below the same heading there.

use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_64;

use super::listing::{Line, lines};
use crate::detect::Margins;
use crate::notice::Lines;
use crate::trace::root_of;

/// A line's place in a fold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Fold {
    /// It is the first line of the fold.
    first: bool,
    /// How many lines the fold has from this one on; 0 for a line that is the source's own.
    left: u32,
    /// The root of a trace that the line is read by, as a hash.
    root: Option<u64>,
}

impl Fold {
    /// Whether a run of lines may start here.
    pub(super) fn opens(self) -> bool {
        self.first || self.left == 0 || self.root.is_some()
    }

    /// Whether a run of lines may end here that has started at another one.
    pub(super) fn closes(self, start: Self) -> bool {
        self.left <= 1 || self.is_below(start)
    }

    /// Whether both are below the same heading of a root.
    fn is_below(self, start: Self) -> bool {
        self.root.is_some() && self.root == start.root && !self.first && !start.first
    }

    /// Whether a line here may stand for one there, in a run that starts here.
    pub(super) fn is_like(self, there: Self, start: Self) -> bool {
        match start.root.filter(|_| !start.first) {
            Some(_) if self == Self::default() => there == self,
            Some(_) => self.is_below(start) && there.is_below(start),
            None => self == there,
        }
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
            let heading = lines.first().map_or("", |line| line.whole.of(text));
            let root = root_of(heading).map(|root| xxh3_64(root.as_bytes()));
            for (n, (line, fold)) in lines.iter_mut().zip(folds).enumerate() {
                *line = Line { number: None, text_start: line.whole.start, ..*line };
                *fold = Fold { first: n == 0, left, root };
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

    /// The lines of folds once these parts stand one behind the other: each by its first line, and whether it is
    /// that line. What stands for lines below a root belongs to the fold, other folds stay whole or go whole.
    pub(super) fn folded(&self, parts: impl Iterator<Item = (usize, bool)>) -> Arc<[Lines]> {
        let mut out: Vec<Lines> = Vec::new();
        let mut is_open = false;
        for ((line, is_line), n) in parts.zip(1..).filter(|_| !self.folds.is_empty()) {
            let fold = self.fold(line);
            if fold.first || fold.left == 0 {
                is_open = fold.first && is_line;
                out.extend(is_open.then(|| Lines::new(n, n)));
            } else if let Some(last) = out.last_mut().filter(|_| is_open) {
                last.last = n;
            }
        }
        out.into()
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
        let ends = |n| (cut.fold(n).opens(), cut.fold(n).closes(cut.fold(0)));
        let ends: Vec<_> = (0..5).map(ends).collect();
        let (own, first, inner, last) =
            ((true, true), (true, false), (false, false), (false, true));
        assert_eq!(ends, [own, first, inner, last, own]);
        assert!(cut.lines.iter().all(|line| line.number.is_none()), "numbers in folds are data");
        let lines = |from: usize, to| (from..to).map(|line| (line, true));
        assert_eq!(*cut.folded(lines(0, 4).chain([(4, false)])), [Lines::new(2, 4)]);
        assert_eq!(*cut.folded([(0, false)].into_iter().chain(lines(1, 5))), [Lines::new(2, 4)]);
        assert!(cut.folded([(0, true), (1, false), (4, true)].into_iter()).is_empty());
    }

    #[test]
    fn below_a_root_each_line_stands_for_itself() {
        let cut = |root: &str| {
            let text = format!("a\nin {root}:\n  File \"b.py\"\n  File \"c.py\"\nd\n");
            Cut::of(&text, Margins::Absent, &[Lines::new(2, 4)])
        };
        let (here, there, elsewhere) = (cut("/r/"), cut("/r/"), cut("/s/"));
        let (heading, start, last) = (here.fold(1), here.fold(2), here.fold(3));
        assert!(start.opens() && start.closes(start) && last.closes(start));
        assert!(!heading.closes(heading) && !start.closes(heading) && last.closes(heading));
        assert!(start.is_like(there.fold(3), start), "wherever it stands there");
        assert!(!start.is_like(elsewhere.fold(2), start) && !start.is_like(Fold::default(), start));
        assert!(here.fold(4).is_like(there.fold(4), start) && !heading.is_like(heading, start));
        assert!(heading.is_like(there.fold(1), heading) && !start.is_like(there.fold(3), heading));
        let parts = [(0, true), (1, true), (2, false), (4, true)];
        assert_eq!(*here.folded(parts.into_iter()), [Lines::new(2, 3)]);
    }

    #[test]
    fn without_folds_nothing_is_noted() {
        let cut = Cut::of("a\nb\n", Margins::Absent, &[]);
        assert_eq!(
            (cut.lines.len(), cut.fold(0), cut.fold(7)),
            (2, Fold::default(), Fold::default())
        );
        assert!(cut.fold(0).opens() && cut.fold(0).closes(cut.fold(0)));
    }
}
