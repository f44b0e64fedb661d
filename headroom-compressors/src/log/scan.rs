//! What each line of a log is: its form, and the row of the table that fits it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

use regex::bytes::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};

use headroom_core::Keyed;

use super::form::form_number;
use super::grammar::{
    BAD_TOTAL, CONTEXT, ECHO, EXCEPTION, KEY, LEVELS, MESSAGE, NOTE, PLACE, Part, ROWS, Row, SIDE,
};
use super::lines::{Lines, is_record, shown, weigh, without_margin, without_stamp};

/// The patterns of the table. The first log compiles those that each line is held against, and a
/// line that comes close to one of the others compiles that one.
struct Patterns {
    /// Those that are anchored at the start of the line, and the rows they belong to.
    anchored: RegexSet,
    anchored_rows: Vec<usize>,
    /// Those that may match anywhere: all in one, to see whether any does, and one by one.
    floating: Option<Regex>,
    floating_rows: Vec<(usize, Pattern)>,
    /// For each row what ends its block, if a pattern does.
    ends: Vec<Option<Pattern>>,
    key: Pattern,
    place: Pattern,
    message: Pattern,
    bad_total: Pattern,
    pairings: [(Pairing, Pattern); 4],
    exception: Pattern,
}

static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| {
    let (anchored, floating): (Vec<_>, Vec<_>) =
        ROWS.iter().enumerate().partition(|(_, row)| row.start.starts_with('^'));
    let any: Vec<&str> = floating.iter().map(|(_, row)| row.start).collect();
    Patterns {
        anchored: set(anchored.iter().map(|(_, row)| row.start)),
        anchored_rows: anchored.iter().map(|(at, _)| *at).collect(),
        floating: compiled(&any.join("|")),
        floating_rows: floating.iter().map(|(at, row)| (*at, Pattern::new(row.start))).collect(),
        ends: ROWS.iter().map(|row| row.end.before().map(Pattern::new)).collect(),
        key: Pattern::new(KEY),
        place: Pattern::new(PLACE),
        message: Pattern::new(MESSAGE),
        bad_total: Pattern::new(BAD_TOTAL),
        pairings: [
            (Pairing::Side, Pattern::new(SIDE)),
            (Pairing::Note, Pattern::new(NOTE)),
            (Pairing::Context, Pattern::new(CONTEXT)),
            (Pairing::Echo, Pattern::new(ECHO)),
        ],
        exception: Pattern::new(EXCEPTION),
    }
});

/// A pattern that is compiled when it is first asked for.
struct Pattern {
    source: &'static str,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    const fn new(source: &'static str) -> Self {
        Self { source, compiled: OnceLock::new() }
    }

    fn regex(&self) -> Option<&Regex> {
        self.compiled.get_or_init(|| compiled(self.source)).as_ref()
    }

    fn is_match(&self, line: &[u8]) -> bool {
        self.regex().is_some_and(|pattern| pattern.is_match(line))
    }
}

/// The memory that one automaton may use for states that it has worked out.
const CACHE: usize = 1 << 23;

/// A byte-level pattern. Those of the table compile, which a test asserts; one that did not would
/// match nothing.
fn compiled(pattern: &str) -> Option<Regex> {
    RegexBuilder::new(&format!("(?-u){pattern}")).dfa_size_limit(CACHE).build().ok()
}

fn set<'a>(patterns: impl Iterator<Item = &'a str>) -> RegexSet {
    RegexSetBuilder::new(patterns.map(|pattern| format!("(?-u){pattern}")))
        .dfa_size_limit(CACHE)
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
    /// About how many tokens each line has.
    weights: Vec<u32>,
    /// Whether each line has its number before it.
    listed: bool,
    /// How many lines look like records of a log, and how many are not blank.
    pub(super) records: usize,
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
        let is_numbered = |i: usize| without_margin(lines.text(i)).is_some();
        let listed = count >= 3 && [0, count / 2, count - 1].into_iter().all(is_numbered);
        let mut scan = Self {
            lines,
            listed,
            forms: Vec::with_capacity(count),
            table: Vec::new(),
            weights: Vec::with_capacity(count),
            records: 0,
            written: 0,
        };
        let mut known = HashMap::default();
        for i in 0..count {
            scan.read(i, &mut known);
        }
        scan
    }

    fn read(&mut self, i: usize, known: &mut HashMap<u64, u32, Keyed>) {
        let text = self.lines.text(i);
        self.weights.push(u32::try_from(weigh(text) + 1).unwrap_or(u32::MAX));
        let line = shown(text);
        let line = self.inner(&line);
        let bare = without_stamp(line);
        // A time at the start makes a record.
        self.records += usize::from(bare.len() < line.len() || is_record(line));
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

    /// About how many tokens lines `from..to` have.
    pub(super) fn weight(&self, from: usize, to: usize) -> usize {
        self.weights.get(from..to).map_or(0, |weights| weights.iter().map(|&w| w as usize).sum())
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
            Cow::Borrowed(line) => Cow::Borrowed(without_stamp(self.inner(line))),
            Cow::Owned(line) => Cow::Owned(without_stamp(self.inner(&line)).to_owned()),
        }
    }

    /// A line without the number before it.
    fn inner<'l>(&self, line: &'l str) -> &'l str {
        let text = if self.listed { without_margin(line) } else { None };
        text.unwrap_or(line)
    }

    /// The indentation of line `i`, `None` if it is blank.
    pub(super) fn indent(&self, i: usize) -> Option<usize> {
        let line = self.bare(i);
        line.bytes().position(|byte| byte != b' ' && byte != b'\t')
    }
}

/// The start of a line, where its form shows. Patterns do not look further.
fn head(line: &str) -> &[u8] {
    const LONGEST: usize = 2048;
    let line = line.as_bytes();
    line.get(..LONGEST).unwrap_or(line)
}

/// The first row of the table that fits the line.
fn row_of(line: &str) -> Option<usize> {
    let line = head(line);
    let first = PATTERNS.anchored.matches(line).iter().next();
    let anchored = first.and_then(|at| PATTERNS.anchored_rows.get(at)).copied();
    if !PATTERNS.floating.as_ref().is_some_and(|any| any.is_match(line)) {
        return anchored;
    }
    let before = anchored.unwrap_or(usize::MAX);
    let earlier = PATTERNS.floating_rows.iter().take_while(|(row, _)| *row < before);
    let floating =
        earlier.filter(|(_, pattern)| pattern.is_match(line)).map(|(row, _)| *row).next();
    floating.or(anchored)
}

/// Whether a line stays when its block is cut down.
pub(super) fn is_key(line: &str) -> bool {
    PATTERNS.key.is_match(head(line))
}

/// Whether a line begins with a place in a source file.
pub(super) fn is_placed(line: &str) -> bool {
    PATTERNS.place.is_match(head(line))
}

/// Whether a line ends a block of this row.
pub(super) fn ends_block(row: usize, line: &str) -> bool {
    let end = PATTERNS.ends.get(row).and_then(Option::as_ref);
    end.is_some_and(|end| end.is_match(head(line)))
}

/// Whether a line with counts counts failures.
pub(super) fn is_bad_total(line: &str) -> bool {
    PATTERNS.bad_total.is_match(head(line))
}

/// What a line is to the lines next to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pairing {
    /// One side of a comparison.
    Side,
    /// Added to the diagnostic above.
    Note,
    /// Says where the diagnostics below are.
    Context,
    /// Repeats the source, or marks a place in it.
    Echo,
}

/// What a line is to the lines next to it, if anything.
pub(super) fn pairing(line: &str) -> Option<Pairing> {
    let line = head(line);
    let mut all = PATTERNS.pairings.iter();
    all.find(|(_, pattern)| pattern.is_match(line)).map(|(pairing, _)| *pairing)
}

/// The exception that a line tells of with its message, as a number that does not depend on what
/// varies.
pub(super) fn exception(line: &str) -> Option<u64> {
    let line = head(line);
    memchr::memmem::find(line, b"Error: ")
        .or_else(|| memchr::memmem::find(line, b"Exception: "))?;
    let found = PATTERNS.exception.regex()?.find(line)?.as_bytes();
    let found = String::from_utf8_lossy(found);
    Some(form_number(found.trim_matches(|c: char| !c.is_alphanumeric())))
}

/// The first word of severity or outcome in a line of this part, as its place in [`LEVELS`]: levels
/// stand before what is said.
pub(super) fn level(part: Part, line: &str) -> Option<usize> {
    let levels = match part {
        Part::Failure | Part::Severe | Part::Warning | Part::Item | Part::Verdict => LEVELS,
        Part::Hint => &["FAILED", "Failed", "failed"],
        Part::Quiet if line.ends_with("... ignored") => &["ignored"],
        Part::Quiet => &["XPASS", "XFAIL", "SKIPPED", "SKIP"],
        _ => return None,
    };
    let mut words = line.split(|c: char| !c.is_alphanumeric() && c != '_');
    let found = words.find(|word| levels.contains(word))?;
    LEVELS.iter().position(|word| *word == found)
}

/// Whether a line says what went wrong.
pub(super) fn is_message(line: &str) -> bool {
    PATTERNS.message.is_match(head(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_compiles() {
        let patterns = &*PATTERNS;
        assert_eq!(patterns.anchored.len(), patterns.anchored_rows.len());
        assert_eq!(patterns.anchored.len() + patterns.floating_rows.len(), ROWS.len());
        assert!(patterns.floating.is_some());
        let ends = patterns.ends.iter().flatten();
        let floating = patterns.floating_rows.iter().map(|(_, pattern)| pattern);
        let pairings = patterns.pairings.iter().map(|(_, pattern)| pattern);
        let others = [
            &patterns.key,
            &patterns.place,
            &patterns.message,
            &patterns.bad_total,
            &patterns.exception,
        ];
        for pattern in others.into_iter().chain(ends).chain(floating).chain(pairings) {
            assert!(compiled(pattern.source).is_some(), "{}", pattern.source);
        }
    }
}
