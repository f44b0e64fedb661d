//! What each line of a log is: its form, and the row of the table that fits it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use regex::bytes::{Regex, RegexSet, RegexSetBuilder};

use super::form::form_number;
use super::grammar::{End, MESSAGE, Part, ROWS, Row};
use super::lines::{Lines, shown, without_stamp};

/// The patterns of the table, compiled once.
struct Patterns {
    starts: RegexSet,
    keeps: RegexSet,
    ends: RegexSet,
    message: Option<Regex>,
}

static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| Patterns {
    starts: set(ROWS.iter().map(|row| row.start)),
    keeps: set(ROWS.iter().map(|row| row.keep)),
    ends: set(ROWS.iter().map(|row| match row.end {
        End::Before(pattern) => pattern,
        _ => NEVER,
    })),
    message: Regex::new(&format!("(?-u){MESSAGE}")).ok(),
});

/// A pattern that matches no line.
const NEVER: &str = r"[^\x00-\xff]";

/// A set of byte-level patterns. The table's own patterns compile, which a test asserts; if they did
/// not, nothing would match.
fn set<'a>(patterns: impl Iterator<Item = &'a str>) -> RegexSet {
    RegexSetBuilder::new(patterns.map(|pattern| format!("(?-u){pattern}")))
        .size_limit(1 << 24)
        .build()
        .unwrap_or_else(|_| RegexSet::empty())
}

/// A log with what is known of its lines.
#[derive(Debug)]
pub(super) struct Scan<'a> {
    pub(super) lines: Lines<'a>,
    /// For each line the index of its form.
    forms: Vec<u32>,
    table: Vec<Form>,
    /// How many lines start with a time, and how many are not blank.
    pub(super) stamped: usize,
    pub(super) written: usize,
}

/// What is known of the lines of one form.
#[derive(Clone, Copy, Debug)]
pub(super) struct Form {
    pub(super) row: Option<usize>,
    pub(super) count: usize,
    pub(super) first: usize,
    pub(super) last: usize,
}

impl<'a> Scan<'a> {
    /// Reads a log. The patterns run once for each form, not for each line.
    pub(super) fn new(text: &'a str) -> Self {
        let lines = Lines::new(text);
        let count = lines.len();
        let mut scan = Self {
            lines,
            forms: Vec::with_capacity(count),
            table: Vec::new(),
            stamped: 0,
            written: 0,
        };
        let mut known: HashMap<u64, u32> = HashMap::new();
        for i in 0..count {
            scan.read(i, &mut known);
        }
        scan
    }

    fn read(&mut self, i: usize, known: &mut HashMap<u64, u32>) {
        let line = shown(self.lines.text(i));
        let (bare, stamped) = without_stamp(&line);
        self.stamped += usize::from(stamped);
        self.written += usize::from(!bare.trim().is_empty());
        let table = &mut self.table;
        let form = *known.entry(form_number(bare)).or_insert_with(|| {
            table.push(Form { row: row_of(bare), count: 0, first: i, last: i });
            u32::try_from(table.len() - 1).unwrap_or(u32::MAX)
        });
        self.forms.push(form);
        if let Some(form) = self.table.get_mut(form as usize) {
            form.count += 1;
            form.last = i;
        }
    }

    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    /// The forms, in the order of their first lines.
    pub(super) fn forms(&self) -> &[Form] {
        &self.table
    }

    /// The index of the form of line `i`.
    pub(super) fn form(&self, i: usize) -> usize {
        self.forms.get(i).map_or(usize::MAX, |&form| form as usize)
    }

    pub(super) fn form_of(&self, i: usize) -> Option<&Form> {
        self.table.get(self.form(i))
    }

    /// The row that fits line `i`, with its index.
    pub(super) fn row(&self, i: usize) -> Option<(usize, &'static Row)> {
        let index = self.form_of(i)?.row?;
        Some((index, ROWS.get(index)?))
    }

    pub(super) fn part(&self, i: usize) -> Option<Part> {
        self.row(i).map(|(_, row)| row.part)
    }

    /// Line `i` as a terminal shows it, without a leading time.
    pub(super) fn bare(&self, i: usize) -> Cow<'a, str> {
        match shown(self.lines.text(i)) {
            Cow::Borrowed(line) => Cow::Borrowed(without_stamp(line).0),
            Cow::Owned(line) => Cow::Owned(without_stamp(&line).0.to_owned()),
        }
    }

    /// The indentation of line `i`, `None` if it is blank.
    pub(super) fn indent(&self, i: usize) -> Option<usize> {
        let line = self.bare(i);
        line.bytes().position(|byte| byte != b' ' && byte != b'\t')
    }
}

fn row_of(line: &str) -> Option<usize> {
    PATTERNS.starts.matches(line.as_bytes()).iter().next()
}

/// Whether a line stays when a block of this row is cut down.
pub(super) fn is_key(row: usize, line: &str) -> bool {
    PATTERNS.keeps.matches(line.as_bytes()).matched(row)
}

/// Whether a line ends a block of this row.
pub(super) fn ends_block(row: usize, line: &str) -> bool {
    PATTERNS.ends.matches(line.as_bytes()).matched(row)
}

/// Whether a line says what went wrong.
pub(super) fn is_message(line: &str) -> bool {
    PATTERNS.message.as_ref().is_some_and(|message| message.is_match(line.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_compiles() {
        for set in [&PATTERNS.starts, &PATTERNS.keeps, &PATTERNS.ends] {
            assert_eq!(set.len(), ROWS.len());
        }
        assert!(PATTERNS.message.is_some());
    }
}
