//! From the lines that stay to the lines that are left out.

use std::collections::{BTreeSet, HashMap};

use headroom_core::{Elision, Like, Rewrite, Unit, WordCount};

use super::grammar::LEVELS;
use super::scan::level;
use super::select::Selection;

/// What the notice of a gap costs in tokens.
pub(super) const NOTICE: usize = 12;
/// A gap has to save as many tokens beyond its notice.
const WORTH: usize = 14;
/// A gap of one or two lines has to save as many beyond its notice.
const WORTH_OF_FEW: usize = 16;
/// A rewrite has to save as many tokens, and a fifth of all or very many: for less, no line is worth
/// missing.
const LEAST: usize = 120;
const MANY: usize = 600;

impl Selection<'_, '_> {
    /// The rewrite that leaves out what is not kept, gap by gap.
    pub(super) fn rewrite(mut self) -> Option<Rewrite> {
        let gaps = self.gaps();
        let saved: usize = gaps.iter().map(|&(from, to)| self.cost(from, to) - NOTICE).sum();
        if saved < LEAST || (saved < MANY && saved * 5 < self.cost(0, self.scan.len())) {
            return None;
        }
        let mut levels = HashMap::new();
        let mut rewrite = Rewrite::new();
        for (from, to) in gaps {
            let (like, facts) = (Like::AsFound, Vec::new());
            let span = self.scan.lines.range(from, to);
            let counts = self.counts(from, to, &mut levels);
            rewrite.leave_out(Elision { span, unit: Unit::Lines, like, counts, facts });
        }
        Some(rewrite)
    }

    /// In how many of the lines the words stand that say in one of them how grave it is.
    fn counts(
        &self,
        from: usize,
        to: usize,
        levels: &mut HashMap<usize, Option<usize>>,
    ) -> Vec<WordCount> {
        let found: BTreeSet<usize> = (from..to)
            .filter_map(|i| *levels.entry(self.scan.form(i)).or_insert_with(|| self.level(i)))
            .collect();
        let text = self.scan.lines.slice(from, to);
        let words = found.into_iter().filter_map(|at| LEVELS.get(at));
        words.filter_map(|word| WordCount::of(word, text)).take(WordCount::MOST).collect()
    }

    /// The word that says how grave line `i` is, as its place in the list of them.
    pub(super) fn level(&self, i: usize) -> Option<usize> {
        level(self.scan.part(i)?, &self.scan.bare(i))
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
            } else if self.is_worth_a_notice(from, at) {
                gaps.push((from, at));
            } else {
                self.keep_all(from..at);
            }
        }
        gaps
    }

    fn is_worth_a_notice(&self, from: usize, to: usize) -> bool {
        let worth = if to - from <= 2 { WORTH_OF_FEW } else { WORTH };
        self.cost(from, to) >= NOTICE + worth
    }
}
