//! What has been sent so far, line by line, and where each pair of lines stands.

use std::collections::HashMap;

use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use super::folds::{Fold, Rest};
use super::listing::Line;
use super::names::Title;
use crate::SharedText;
use crate::keyed::Keyed;
use crate::notice::{Lines, Within};

/// A text that was sent, as its reader sees it.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) text: SharedText,
    /// The lines that may be pointed at, by their place in the text; `None` for notices.
    pub(super) lines: Vec<TargetLine>,
    pub(super) within: Within,
    pub(super) title: Title,
    /// No number stands in two margins: a number names one line.
    pub(super) numbers_are_unique: bool,
}

/// A line of a target.
#[derive(Clone, Copy, Debug)]
pub(super) struct TargetLine {
    pub(super) line: Line,
    /// Its place in the text as sent, from 1.
    pub(super) position: usize,
    pub(super) fold: Fold,
}

impl Target {
    /// `spoken_of` are the ranges of lines that notices in the text name: a number among them does
    /// not name the line that shows it.
    pub(super) fn new(
        text: SharedText,
        lines: Vec<TargetLine>,
        spoken_of: &[Lines],
        within: Within,
        title: Title,
    ) -> Self {
        let mut numbers: Vec<_> = lines.iter().filter_map(|line| line.line.number).collect();
        numbers.sort_unstable();
        let shown = |range: &Lines| {
            let at = numbers.partition_point(|number| *number < range.first);
            numbers.get(at).is_some_and(|number| *number <= range.last)
        };
        let numbers_are_unique = numbers.is_sorted_by(|a, b| a < b) && !spoken_of.iter().any(shown);
        Self { text, lines, within, title, numbers_are_unique }
    }

    fn text_of(&self, line: usize) -> Option<&str> {
        self.lines.get(line).map(|line| line.line.text(&self.text))
    }

    /// Whether the line after this one follows it in the text as sent, with its number in sequence.
    fn continues(&self, line: usize) -> bool {
        match (self.lines.get(line), self.lines.get(line + 1)) {
            (Some(a), Some(b)) => a.position + 1 == b.position && a.line.continues(b.line),
            _ => false,
        }
    }
}

/// A line of a target in the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) target: u32,
    pub(super) line: u32,
}

/// A spot, and the one before it with the same window.
#[derive(Clone, Copy, Debug)]
struct Link {
    spot: Spot,
    before: Option<u32>,
}

/// Where the lines of a conversation stand.
///
/// Each window of two lines, and each long line by itself, is a key; its spots form a list, newest
/// first. Texts are compared byte for byte, so that an equal hash alone never makes a match.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    targets: Vec<Target>,
    windows: HashMap<u64, u32, Keyed>,
    links: Vec<Link>,
    bytes: usize,
}

/// Windows with less text than this stand everywhere and prove nothing.
const MIN_WINDOW: usize = 8;

/// A line of this many bytes is worth a reference by itself.
pub(super) const LONG_LINE: usize = 160;

/// How many spots with the same window are compared, newest first.
pub(super) const MAX_SPOTS: usize = 8;

impl Index {
    /// Whether nothing stands anywhere.
    pub(super) fn is_empty(&self) -> bool {
        self.windows.is_empty()
    }

    pub(super) fn target(&self, spot: Spot) -> Option<&Target> {
        self.targets.get(spot.target as usize)
    }

    /// Bytes held, roughly.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Adds a text.
    pub(super) fn add(&mut self, target: Target) {
        let Ok(number) = u32::try_from(self.targets.len()) else { return };
        self.bytes += target.text.len() + target.lines.len() * size_of::<TargetLine>();
        for line in 0..target.lines.len() {
            let Ok(spot_line) = u32::try_from(line) else { break };
            let spot = Spot { target: number, line: spot_line };
            let Some(text) = target.text_of(line) else { break };
            if let Some(key) = long_key(text) {
                self.link(key, spot);
            }
            if target.continues(line)
                && let Some(key) = target.text_of(line + 1).and_then(|next| pair_key(text, next))
            {
                self.link(key, spot);
            }
        }
        self.targets.push(target);
    }

    fn link(&mut self, key: u64, spot: Spot) {
        let Ok(number) = u32::try_from(self.links.len()) else { return };
        let before = self.windows.insert(key, number);
        self.links.push(Link { spot, before });
        self.bytes += size_of::<Link>() + 16;
    }

    /// The longest run of earlier lines that equals the first of these (of `text`): where it
    /// stands and how many lines it has. Of those that are accepted. Costs a bounded number of looks at
    /// the lines of the run.
    pub(super) fn longest(
        &self,
        text: &str,
        rest: Rest<'_>,
        accepts: impl Fn(Spot, usize) -> bool,
    ) -> Option<(Spot, usize)> {
        let lines = rest.lines;
        let first = lines.first()?.text(text);
        let pair = following(lines, 0).and_then(|next| pair_key(first, next.text(text)));
        let mut best: Option<(Spot, usize)> = None;
        for key in [pair, long_key(first)].into_iter().flatten() {
            let mut next = self.windows.get(&key).copied();
            for _ in 0..MAX_SPOTS {
                let Some(link) = next.and_then(|at| self.links.get(at as usize)) else { break };
                let run = self.run(link.spot, text, rest);
                if run > best.map_or(0, |(_, run)| run) && accepts(link.spot, run) {
                    best = Some((link.spot, run));
                }
                next = link.before;
            }
        }
        best
    }

    /// How many lines from the spot on equal the first of these, folds whole.
    fn run(&self, spot: Spot, text: &str, rest: Rest<'_>) -> usize {
        let Some(target) = self.target(spot) else { return 0 };
        let at = spot.line as usize;
        let mut run = 0;
        for (n, line) in rest.lines.iter().enumerate() {
            let (here, start) = (rest.fold(n), rest.fold(0));
            let there = target.lines.get(at + n).map(|line| line.fold);
            let is_like = there.is_some_and(|there| here.is_like(there, start));
            let differs = !is_like || target.text_of(at + n) != Some(line.text(text));
            if differs || (n == 0 && !here.opens()) {
                break;
            }
            if here.closes(start) {
                run = n + 1;
            }
            if following(rest.lines, n).is_none() || !target.continues(at + n) {
                break;
            }
        }
        run
    }
}

/// The line after the n-th, if it continues it.
fn following(lines: &[Line], n: usize) -> Option<Line> {
    let (line, next) = (lines.get(n)?, lines.get(n + 1)?);
    line.continues(*next).then_some(*next)
}

/// The key of two lines; `None` if they say too little.
pub(super) fn pair_key(a: &str, b: &str) -> Option<u64> {
    let enough = a.trim().len() + b.trim().len() >= MIN_WINDOW;
    enough.then(|| xxh3_64_with_seed(b.as_bytes(), xxh3_64(a.as_bytes())))
}

fn long_key(text: &str) -> Option<u64> {
    (text.len() >= LONG_LINE).then(|| xxh3_64_with_seed(text.as_bytes(), 1))
}
