//! Which rows of a long table stay in sight.
//!
//! The header, the first and the last rows; rows that the question names; rows with a rare value in a
//! column of few values; rows that speak of a failure; the least and the greatest value of columns of
//! numbers, and values far from the others (by the median absolute deviation). The notice in place of
//! the others counts their values in the column of fewest.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use headroom_core::trace::traces;
use headroom_core::{
    Elision, Hints, Like, Rewrite, Span, Unit, WordCount, failures, tells_failure,
};

use super::cells::Cells;
use crate::question::{name_row, names_of_rows};

/// Rows at either end that stay, and those above them that may be a header.
const EDGE: usize = 3;
const HEADER: usize = 3;

/// Unusual rows that stay even if the rows that were asked for are as many as fit.
const UNUSUAL: usize = 24;

/// Rows that stay for one reason of one column.
const EACH: usize = 4;

/// A column with more values than this is no column of kinds.
const KINDS: usize = 24;

/// Columns that are looked at.
const COLUMNS: usize = 24;

/// Cells of a column after which it is known whether it is one of numbers.
const KNOWN: usize = 64;

/// More lines than this do not stand in one cell.
const MOST_LINES: usize = 64;

/// Fewer rows than this are not worth a notice.
const SHORTEST_GAP: usize = 3;

/// Leaves rows out of sight so that about `aim` tokens stay. Linear in the text.
pub(super) fn sample(text: &str, cells: &Cells, aim: usize, hints: &Hints<'_>) -> Rewrite {
    let lines = rows(text, cells);
    let table = Table { text, lines: &lines, cells, header: HEADER };
    // About four bytes make a token.
    let mean = (text.len() / lines.len().max(1)).div_ceil(4).max(1);
    let mut kept = Kept { rows: vec![false; lines.len()], left: (aim / mean).max(4 * EDGE) };
    let columns = table.columns();
    if columns.len() < 2 {
        return Rewrite::new();
    }
    table.choose(&columns, &mut kept, hints);
    table.without(&kept.rows, &kinds(&columns))
}

/// The rows of a table with their line breaks: lines, and what stands in quotes over several. A quote
/// that is left open ends with its line.
fn rows(text: &str, cells: &Cells) -> Vec<Span> {
    let mut rows: Vec<Span> = Vec::new();
    let mut open: Option<usize> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        rows.push(Span::new(at, at + line.len()));
        at += line.len();
        let quotes = matches!(cells, Cells::Separated(_))
            && memchr::memchr_iter(b'"', line.as_bytes()).count() % 2 == 1;
        match open {
            Some(first) if quotes => {
                rows.truncate(first + 1);
                if let Some(row) = rows.last_mut() {
                    row.end = at;
                }
                open = None;
            }
            Some(first) if rows.len() - first > MOST_LINES => open = None,
            None if quotes => open = Some(rows.len() - 1),
            _ => {}
        }
    }
    rows
}

/// The rows that stay, and how many more fit the aim.
struct Kept {
    rows: Vec<bool>,
    left: usize,
}

impl Kept {
    fn keep(&mut self, row: usize) {
        if let Some(kept) = self.rows.get_mut(row).filter(|kept| !**kept) {
            *kept = true;
            self.left = self.left.saturating_sub(1);
        }
    }

    /// Keeps so many of the rows; if there are more, some from all over the table.
    fn spread(&mut self, rows: &[usize], most: usize) {
        let count = rows.len().min(most);
        let spread = (0..count).filter_map(|nth| rows.get(nth * rows.len() / count));
        spread.for_each(|row| self.keep(*row));
    }
}

/// A text as rows of cells.
pub(crate) struct Table<'t, 'a> {
    pub(crate) text: &'a str,
    pub(crate) lines: &'t [Span],
    pub(crate) cells: &'t Cells,
    /// Rows at its start that are not looked at for what is usual.
    pub(crate) header: usize,
}

impl<'a> Table<'_, 'a> {
    fn line(&self, row: usize) -> &'a str {
        self.lines.get(row).map_or("", |span| span.of(self.text)).trim_end_matches(['\n', '\r'])
    }

    fn choose(&self, columns: &[Column<'a>], kept: &mut Kept, hints: &Hints<'_>) {
        let count = self.lines.len();
        (0..HEADER + EDGE).chain(count.saturating_sub(EDGE)..count).for_each(|row| kept.keep(row));
        self.keep_traces(kept);
        let asked = names_of_rows(hints);
        let wanted: Vec<usize> = (0..count).filter(|&row| self.names(&asked, row)).collect();
        // A word that stands in most rows names none of them.
        if wanted.len() * 4 <= count {
            kept.spread(&wanted, kept.left);
        }
        let mut rare: Vec<usize> = columns.iter().flat_map(|column| column.rare(count)).collect();
        rare.extend(columns.iter().flat_map(Column::outliers));
        rare.extend(self.failures());
        rare.sort_unstable();
        rare.dedup();
        kept.spread(&rare, kept.left.max(UNUSUAL));
        // What is left of the room goes to the start of the table, and to rows from all over it.
        let left = kept.left;
        (0..count)
            .filter(|row| kept.rows.get(*row) == Some(&false))
            .take(left / 2)
            .collect::<Vec<_>>()
            .into_iter()
            .for_each(|row| kept.keep(row));
        let rest: Vec<usize> =
            (0..count).filter(|row| kept.rows.get(*row) == Some(&false)).collect();
        kept.spread(&rest, left / 6);
    }

    /// Keeps stack traces between the rows, each whole: the first one, and others that fit.
    fn keep_traces(&self, kept: &mut Kept) {
        let row_at = |at: usize| self.lines.partition_point(|line| line.end <= at);
        for (nth, trace) in traces(self.text).enumerate() {
            let rows = row_at(trace.start)..row_at(trace.end);
            if nth == 0 || rows.len() <= kept.left {
                rows.for_each(|row| kept.keep(row));
            }
        }
    }

    /// Rows that speak of a failure: of each word all if they are few, else the first ones.
    fn failures(&self) -> Vec<usize> {
        let mut found: HashMap<String, Vec<usize>> = HashMap::new();
        let mut row = 0;
        for span in failures(self.text) {
            while self.lines.get(row).is_some_and(|line| line.end <= span.start) {
                row += 1;
            }
            let word = span.of(self.text).to_ascii_lowercase();
            let rows = found.entry(word).or_default();
            if rows.last() != Some(&row) {
                rows.push(row);
            }
        }
        let few = |rows: &mut Vec<usize>| {
            if rows.len() * 10 > self.lines.len() {
                rows.truncate(EACH);
            }
        };
        found.values_mut().for_each(few);
        found.into_values().flatten().collect()
    }

    fn names(&self, asked: &HashSet<&str>, row: usize) -> bool {
        row >= self.header && name_row(asked, self.line(row))
    }

    pub(crate) fn columns(&self) -> Vec<Column<'a>> {
        let mut columns: Vec<Column<'a>> = Vec::new();
        for row in self.header..self.lines.len() {
            self.cells.each(self.line(row), COLUMNS, |at, cell| {
                if at >= columns.len() {
                    columns.push(Column::default());
                }
                if let Some(column) = columns.get_mut(at) {
                    column.add(row, cell);
                }
            });
        }
        columns
    }

    /// The rewrite that elides all other rows.
    fn without(&self, kept: &[bool], kinds: &[&str]) -> Rewrite {
        let mut rewrite = Rewrite::new();
        for gap in gaps(kept).filter(|gap| gap.len() >= SHORTEST_GAP) {
            let ends = (self.lines.get(gap.start), self.lines.get(gap.end - 1));
            let (Some(first), Some(last)) = ends else { continue };
            let span = Span::new(first.start, last.end);
            let elided = span.of(self.text);
            let counts = kinds.iter().filter_map(|kind| WordCount::of(kind, elided)).collect();
            rewrite.leave_out(Elision {
                span,
                unit: Unit::Lines,
                like: Like::Unknown,
                counts,
                facts: Vec::new(),
            });
        }
        rewrite
    }
}

/// The runs of rows that do not stay, none of them empty, in order. Linear.
pub(crate) fn gaps(kept: &[bool]) -> impl Iterator<Item = Range<usize>> {
    let runs = kept.chunk_by(|a, b| a == b).scan(0, |at, run| {
        let from = std::mem::replace(at, *at + run.len());
        Some((from..*at, run.first() == Some(&false)))
    });
    runs.filter(|(_, goes)| *goes).map(|(gap, _)| gap)
}

/// The values of the column that has fewest, as far as they are words.
fn kinds<'a>(columns: &[Column<'a>]) -> Vec<&'a str> {
    let few = columns.iter().filter_map(|column| {
        let kinds = column.kinds.as_ref()?;
        let words = kinds.iter().all(|kind| WordCount::is_word(kind.value));
        (words && (2..=WordCount::MOST).contains(&kinds.len())).then_some(kinds)
    });
    let fewest = few.min_by_key(|kinds| kinds.len());
    let mut kinds: Vec<&str> = fewest.into_iter().flatten().map(|kind| kind.value).collect();
    kinds.sort_unstable();
    kinds
}

/// A value, in how many rows it stands, and the first of them.
struct Kind<'a> {
    value: &'a str,
    count: usize,
    rows: Vec<usize>,
}

/// What is known of the cells of a column.
#[derive(Default)]
pub(crate) struct Column<'a> {
    /// The values; `None` if there are too many.
    kinds: Option<Vec<Kind<'a>>>,
    met: usize,
    /// Values that are numbers, with their rows.
    numbers: Vec<(f64, usize)>,
}

impl<'a> Column<'a> {
    pub(crate) fn add(&mut self, row: usize, cell: &'a str) {
        self.met += 1;
        // A column with few numbers at its start is none of numbers.
        if self.met < KNOWN || self.numbers.len() * 2 > self.met {
            self.numbers.extend(number(cell).map(|number| (number, row)));
        }
        if self.met == 1 {
            self.kinds = Some(Vec::new());
        }
        let Some(kinds) = &mut self.kinds else { return };
        let full = kinds.len() == KINDS;
        match kinds.iter_mut().find(|kind| kind.value == cell) {
            Some(kind) => {
                kind.count += 1;
                if kind.rows.len() < EACH {
                    kind.rows.push(row);
                }
            }
            None if !full => {
                kinds.push(Kind { value: cell, count: 1, rows: vec![row] });
            }
            None => self.kinds = None,
        }
    }

    /// Rows whose value stands in few rows, or tells of a failure.
    pub(crate) fn rare(&self, rows: usize) -> Vec<usize> {
        let kinds = self.kinds.iter().flatten();
        let few = kinds
            .filter(|kind| kind.count <= EACH || kind.count * 50 <= rows || is_failure(kind.value));
        let mut rare: Vec<usize> = few.flat_map(|kind| kind.rows.iter().copied()).collect();
        rare.sort_unstable();
        rare
    }

    /// The rows of the least and the greatest number, and of numbers far from the median.
    pub(crate) fn outliers(&self) -> Vec<usize> {
        if self.numbers.len() * 10 < self.met * 9 || self.numbers.len() < 2 * EACH {
            return Vec::new();
        }
        let mut sorted = self.numbers.clone();
        sorted.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let middle = sorted.get(sorted.len() / 2).map_or(0.0, |(number, _)| *number);
        let mut distances: Vec<f64> = sorted.iter().map(|(n, _)| (n - middle).abs()).collect();
        distances.sort_by(f64::total_cmp);
        let deviation = distances.get(distances.len() / 2).copied().unwrap_or(0.0);
        let far = |number: f64| deviation > 0.0 && (number - middle).abs() > 8.0 * deviation;
        let ends = sorted.first().into_iter().chain(sorted.last());
        let outer = sorted.iter().take(EACH).chain(sorted.iter().rev().take(EACH));
        let outer = outer.filter(|(number, _)| far(*number));
        ends.chain(outer).map(|(_, row)| *row).collect()
    }
}

/// The number at the start of a cell, if nothing but a unit follows.
fn number(cell: &str) -> Option<f64> {
    let digits = cell.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
    let unit = cell.len() - digits.len();
    let starts = digits.starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '.');
    (unit <= 2 && starts).then(|| digits.parse::<f64>().ok()).flatten().filter(|n| n.is_finite())
}

/// Whether a value tells that something went wrong.
fn is_failure(kind: &str) -> bool {
    const WORDS: &[&str] = &[
        "backoff",
        "bad",
        "critical",
        "degraded",
        "down",
        "err",
        "evicted",
        "exited",
        "killed",
        "reject",
        "timed",
        "timeout",
        "unhealthy",
        "unknown",
        "warn",
    ];
    let lower = kind.to_ascii_lowercase();
    tells_failure(kind) || WORDS.iter().any(|word| lower.contains(word))
}
