//! From the lines that stay to the lines that are left out.

use std::collections::HashSet;

use headroom_core::{Like, Rewrite, Unit};

use super::form::mask_number;
use super::select::Selection;

/// What the notice of a gap costs in tokens.
pub(super) const NOTICE: usize = 12;
/// A gap has to save as many tokens beyond its notice.
const WORTH: usize = 14;
/// A rewrite has to save as many tokens, and a quarter of all: for less, no line is worth missing.
const LEAST: usize = 150;

impl Selection<'_, '_> {
    /// The rewrite that leaves out what is not kept, gap by gap.
    pub(super) fn rewrite(mut self) -> Option<Rewrite> {
        let gaps = self.gaps();
        let saved: usize = gaps.iter().map(|&(from, to)| self.cost(from, to) - NOTICE).sum();
        if saved < LEAST || saved * 4 < self.cost(0, self.scan.len()) {
            return None;
        }
        let masks: HashSet<u64> = (0..self.scan.len())
            .filter(|&i| self.is_kept(i))
            .map(|i| mask_number(self.scan.lines.text(i)))
            .collect();
        let mut rewrite = Rewrite::new();
        for (from, to) in gaps {
            let all = (from..to).all(|i| masks.contains(&mask_number(self.scan.lines.text(i))));
            let like = if all { Like::Shown } else { Like::Unknown };
            rewrite.elide(self.scan.lines.range(from, to), Unit::Lines, like);
        }
        Some(rewrite)
    }

    /// The runs of lines that are not kept and are worth a notice; the others are kept.
    fn gaps(&mut self) -> Vec<(usize, usize)> {
        let mut gaps = Vec::new();
        let mut at = 0;
        while at < self.scan.len() {
            let from = at;
            while at < self.scan.len() && !self.is_kept(at) {
                at += 1;
            }
            if from == at {
                at += 1;
            } else if self.cost(from, at) >= NOTICE + WORTH {
                gaps.push((from, at));
            } else {
                self.keep_all(from..at);
            }
        }
        gaps
    }
}
