//! `ListCompressor`: long lists of records with those in sight that tell most.
//!
//! ```text
//! 1f3a2bc Add a cache              1f3a2bc Add a cache
//! 77be019 Fix the parser           77be019 Fix the parser
//! ...                              [lines 3-410 left out]
//! 9c01d2e Initial import           9c01d2e Initial import
//! ```
//!
//! Three forms, by what the lines are: rows of one kind ([`rows`]), entries of a tree ([`tree`]), commits
//! with messages and statistics ([`commits`]). All of them elide whole lines and nothing else; there is no
//! fold.

mod commits;
mod marks;
mod rows;
mod tree;

use headroom_core::{
    Compressor, ContentType, Declined, Elision, Input, Like, Rewrite, Span, Unit, WordCount,
};

use crate::table::gaps;

/// Elides lines of lists of records that are long: those stay that come first and last, that the question
/// or the call names, that differ from the others, or that are marked as wrong; and some from all over the
/// list. Of trees the upper levels stay, of commits the subjects.
///
/// Lists of fewer than 60 lines or about 2,400 tokens are left alone but for lines that are many times as long
/// as the others, and commits of fewer than 6,000: what comes next may refer to any line of them. Linear in the
/// text, but for sorting numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListCompressor;

impl ListCompressor {
    /// The compressor. It has no settings.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }
}

impl Compressor for ListCompressor {
    fn name(&self) -> &'static str {
        "list"
    }

    fn accepts(&self) -> &[ContentType] {
        &[ContentType::LIST]
    }

    fn compress(&self, input: &Input<'_>) -> Result<Rewrite, Declined> {
        let aim = input.budget.tokens().ok_or(Declined::NoGain)?;
        let list = List::of(input);
        let is_long = |tokens| list.lines.len() >= FEWEST && list.tokens >= tokens;
        let kept = if let Some(commits) = commits::of(&list) {
            if !is_long(SMALL_LOG) {
                return Err(Declined::TooSmall);
            }
            commits::choose(&list, &commits, aim, &input.hints)
        } else if let Some(tree) = is_long(SMALL).then(|| tree::of(&list)).flatten() {
            tree::choose(&list, &tree, aim, &input.hints)
        } else {
            rows::of(&list, is_long(SMALL), aim, &input.hints).ok_or(Declined::TooSmall)?
        };
        let rewrite = list.without(&kept).ok_or(Declined::NoGain)?;
        if rewrite.elides() { Ok(rewrite) } else { Err(Declined::NoGain) }
    }
}

/// A list of fewer lines, or of fewer tokens, is shown whole.
const FEWEST: usize = 60;
const SMALL: usize = 2_400;

/// So are commits of fewer tokens: messages are written to be read.
const SMALL_LOG: usize = 6_000;

/// Tokens of a notice.
const NOTICE: usize = 9;

/// Fewer lines, or fewer tokens, are not worth a notice,
const SHORTEST_GAP: usize = 3;
const SMALLEST_GAP: usize = 2 * NOTICE;
/// unless these few lines have so many tokens.
const LARGE_GAP: usize = 8 * NOTICE;

/// What is out of sight must be asked for, so it has to be this share of the list, in percent.
const LEAST_SAVED: usize = 25;

/// A list, line by line.
#[derive(Debug)]
struct List<'a> {
    text: &'a str,
    /// The lines with their line breaks.
    lines: Vec<Span>,
    /// About how many tokens the text has.
    tokens: usize,
}

impl<'a> List<'a> {
    fn of(input: &Input<'a>) -> Self {
        let text = input.text;
        let breaks = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
        let ends = breaks.chain((!text.ends_with('\n')).then_some(text.len()));
        let lines = ends.scan(0, |start, end| Some(Span::new(std::mem::replace(start, end), end)));
        Self { text, lines: lines.collect(), tokens: input.estimate() }
    }

    fn line(&self, row: usize) -> &'a str {
        let line = self.lines.get(row).map_or("", |span| span.of(self.text));
        line.trim_end_matches(['\n', '\r'])
    }

    /// About how many tokens a row has: its share of the text.
    fn cost(&self, row: usize) -> usize {
        let bytes = self.lines.get(row).map_or(0, |span| span.len());
        (bytes * self.tokens).div_ceil(self.text.len().max(1))
    }

    /// The word that a row begins with.
    fn name(&self, row: usize) -> Vec<WordCount> {
        let line = self.line(row);
        let of_word = |c: char| c.is_alphanumeric() || c == '_';
        let word = line.split(|c: char| !of_word(c)).next().unwrap_or("");
        WordCount::of(word, line).into_iter().collect()
    }

    /// The row in which a byte of the text stands.
    fn row_at(&self, at: usize) -> usize {
        self.lines.partition_point(|line| line.end <= at)
    }

    /// The rewrite that elides all rows but these; `None` if that saves too little.
    fn without(&self, kept: &[bool]) -> Option<Rewrite> {
        let mut rewrite = Rewrite::new();
        let mut saved = 0;
        for gap in gaps(kept) {
            let ends = (self.lines.get(gap.start), self.lines.get(gap.end - 1));
            let (Some(first), Some(last)) = ends else { continue };
            let tokens: usize = gap.clone().map(|row| self.cost(row)).sum();
            let least = if gap.len() < SHORTEST_GAP { LARGE_GAP } else { SMALLEST_GAP };
            if tokens >= least {
                saved += tokens - NOTICE;
                let (span, unit, like) =
                    (Span::new(first.start, last.end), Unit::Lines, Like::Unknown);
                let counts = if gap.len() == 1 { self.name(gap.start) } else { Vec::new() };
                rewrite.leave_out(Elision { span, unit, like, counts, facts: Vec::new() });
            }
        }
        let mut rows = kept.iter().enumerate().filter(|(_, kept)| **kept);
        let shows = rows.any(|(row, _)| !self.line(row).trim().is_empty());
        (shows && saved * 100 >= self.tokens * LEAST_SAVED).then_some(rewrite)
    }
}

/// The rows that stay, and about how many tokens more may be shown.
#[derive(Debug)]
struct Kept {
    rows: Vec<bool>,
    left: usize,
    /// Rows that only [`Kept::keep`] keeps, in order.
    aside: Vec<usize>,
}

impl Kept {
    fn new(list: &List<'_>, aim: usize) -> Self {
        Self { rows: vec![false; list.lines.len()], left: aim, aside: Vec::new() }
    }

    fn has(&self, row: usize) -> bool {
        self.rows.get(row).copied().unwrap_or(true)
    }

    /// Keeps a row, whatever that costs.
    fn keep(&mut self, list: &List<'_>, row: usize) {
        if let Some(kept) = self.rows.get_mut(row).filter(|kept| !**kept) {
            *kept = true;
            self.left = self.left.saturating_sub(list.cost(row));
        }
    }

    /// Leaves rows to those that are asked for, whatever there is room for.
    fn set_aside(&mut self, rows: Vec<usize>) {
        self.aside = rows;
    }

    /// Keeps rows in this order until `room` tokens are spent. A row that stands alone brings a notice.
    fn fill(&mut self, list: &List<'_>, rows: impl Iterator<Item = usize>, room: usize) {
        let mut left = room.min(self.left);
        for row in rows.filter(|row| *row < list.lines.len()) {
            if self.has(row) || self.aside.binary_search(&row).is_ok() {
                continue;
            }
            let alone = !(row == 0 || self.has(row - 1) || self.has(row + 1));
            let cost = list.cost(row) + if alone { NOTICE } else { 0 };
            let Some(rest) = left.checked_sub(cost) else { return };
            left = rest;
            self.keep(list, row);
        }
    }

    /// Keeps some of the rows, from all over the list, until `room` tokens are spent.
    fn spread(&mut self, list: &List<'_>, rows: &[usize], room: usize) {
        let cost: usize = rows.iter().map(|row| list.cost(*row) + NOTICE).sum();
        let room = room.min(self.left);
        let every = cost.div_ceil(room.max(1)).max(1);
        self.fill(list, rows.iter().copied().skip(every / 2).step_by(every), room);
    }
}
