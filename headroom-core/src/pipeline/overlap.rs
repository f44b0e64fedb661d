//! What outputs cost that share lines: a run that stands in several is sent once, and referred to by the
//! others.

use std::collections::{HashMap, HashSet};

use xxhash_rust::xxh3::xxh3_64;

use crate::detect::Margins;
use crate::references::plain_lines;

/// Outputs as lines, and who holds which.
///
/// A line counts as shared if it and a line next to it stand side by side in another output as well:
/// references replace runs, and single lines are alike by chance.
#[derive(Debug, Default)]
pub(super) struct Overlap {
    outputs: Vec<Shape>,
    /// For each pair of lines, in how many outputs in sight it stands.
    holders: HashMap<u64, u32>,
}

#[derive(Debug)]
struct Shape {
    lines: Vec<Line>,
    bytes: usize,
    tokens: usize,
    /// Tokens of what stands for it, where it is masked.
    stub: Option<usize>,
}

/// A line, by the pairs that it is part of; 0 where there is none.
#[derive(Clone, Copy, Debug)]
struct Line {
    pairs: [u64; 2],
    bytes: usize,
}

/// A shorter run of lines, in bytes, is not worth a reference, which has so many.
const MIN_RUN: usize = 100;
const REFERENCE: usize = 60;

/// Pairs of shorter lines prove nothing.
const MIN_PAIR: usize = 12;

impl Overlap {
    /// Adds an output that goes out in so many tokens, and says how many of them are new: of lines that
    /// no output in sight holds.
    pub(super) fn push(&mut self, text: &str, margins: Margins, tokens: usize) -> usize {
        let plain = plain_lines(text, margins);
        let pair = |a: &str, b: &str| {
            let long = a.len() + b.len() >= MIN_PAIR;
            if long { xxh3_64(a.as_bytes()).rotate_left(17) ^ xxh3_64(b.as_bytes()) } else { 0 }
        };
        let mut before = 0;
        let mut lines = Vec::with_capacity(plain.len());
        for (n, line) in plain.iter().enumerate() {
            let after = plain.get(n + 1).map_or(0, |next| pair(line, next));
            lines.push(Line { pairs: [before, after], bytes: line.len() + 1 });
            before = after;
        }
        let bytes = lines.iter().map(|line| line.bytes).sum();
        self.outputs.push(Shape { lines, bytes, tokens, stub: None });
        let at = self.outputs.len() - 1;
        let new = self.freed(at);
        self.hold(at, true);
        new
    }

    fn hold(&mut self, output: usize, holds: bool) {
        let Some(shape) = self.outputs.get(output) else { return };
        let pairs: HashSet<u64> = shape.lines.iter().map(|line| line.pairs[1]).collect();
        for pair in pairs.into_iter().filter(|pair| *pair != 0) {
            let count = self.holders.entry(pair).or_default();
            *count = if holds { *count + 1 } else { count.saturating_sub(1) };
        }
    }

    /// Masks an output, with a stub of so many tokens, or puts it back in sight.
    pub(super) fn mask(&mut self, output: usize, stub: Option<usize>) {
        let Some(shape) = self.outputs.get_mut(output) else { return };
        let was = shape.stub.is_some();
        shape.stub = stub;
        if was != stub.is_some() {
            self.hold(output, was);
        }
    }

    /// Whether an output is masked.
    pub(super) fn is_masked(&self, output: usize) -> bool {
        self.outputs.get(output).is_some_and(|shape| shape.stub.is_some())
    }

    /// Tokens of an output's lines that, itself aside, no output in sight holds.
    pub(super) fn freed(&self, output: usize) -> usize {
        let Some(shape) = self.outputs.get(output) else { return 0 };
        let held = |pair: &u64| self.holders.get(pair).is_some_and(|count| *count > 0);
        shape.rest(|line| line.pairs.iter().any(held))
    }

    /// Tokens of each of the first outputs: of a masked one its stub's, of the others those of lines
    /// that stand in none before it.
    pub(super) fn sizes(&self, outputs: usize) -> Vec<usize> {
        let mut seen: HashSet<u64> = HashSet::new();
        let size = |shape: &Shape| {
            if let Some(stub) = shape.stub {
                return stub;
            }
            let known = |pair: &u64| seen.contains(pair);
            let tokens = shape.rest(|line| line.pairs.iter().any(known));
            let pairs = shape.lines.iter().map(|line| line.pairs[1]);
            seen.extend(pairs.filter(|pair| *pair != 0));
            tokens
        };
        self.outputs.iter().take(outputs).map(size).collect()
    }
}

impl Shape {
    /// Its tokens, where runs of known lines are referred to.
    fn rest(&self, known: impl Fn(&Line) -> bool) -> usize {
        let (mut bytes, mut run) = (0, 0);
        let sent = |run: usize| if run < MIN_RUN { run } else { REFERENCE };
        for line in &self.lines {
            if known(line) {
                run += line.bytes;
            } else {
                bytes += sent(std::mem::take(&mut run)) + line.bytes;
            }
        }
        self.tokens * (bytes + sent(run)) / self.bytes.max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_lines_count_once_and_are_freed_together() {
        let text: String = (0..30).map(|n| format!("the line number {n:02}\n")).collect();
        let mut overlap = Overlap::default();
        for text in [&*text, &*text, "something else\naltogether\n"] {
            overlap.push(text, Margins::Absent, 570);
        }
        assert_eq!(overlap.sizes(3), [570, REFERENCE, 570]);
        overlap.mask(0, Some(5));
        assert_eq!(overlap.freed(0), REFERENCE, "the second output holds them");
        assert_eq!(overlap.sizes(3), [5, 570, 570]);
        overlap.mask(1, Some(5));
        assert_eq!((overlap.freed(0), overlap.freed(1)), (570, 570));
        overlap.mask(1, None);
        assert_eq!(overlap.sizes(2), [5, 570]);
    }

    #[test]
    fn short_runs_are_sent_again() {
        let mut overlap = Overlap::default();
        let texts =
            ["alpha beta gamma\ndelta epsilon\none\n", "alpha beta gamma\ndelta epsilon\ntwo\n"];
        texts.iter().for_each(|text| _ = overlap.push(text, Margins::Absent, 35));
        assert_eq!(overlap.sizes(2), [35, 35]);
    }
}
