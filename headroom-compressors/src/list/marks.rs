//! Rows that are named by what was asked, or marked as wrong.

use headroom_core::{Hints, Span, failures};
use memchr::memmem;

use super::List;
use crate::question::names_of_rows;

/// What tools write beside entries that are not as they should be, words of failure aside.
const MARKS: &[&str] = &[
    "UNMET",
    "MISSING",
    "missing:",
    "invalid",
    "extraneous",
    "deprecated",
    "DEPRECATED",
    "conflict",
    "CONFLICT",
    "vulnerab",
    "broken",
    "timed out",
    "unreachable",
    "mismatch",
    "defunct",
    "unhealthy",
    "locally modified",
    "not found",
];

/// Words of failure that are names of entries as often as marks.
const NAMES: &[&str] = &["abort", "crash", "errors", "exception", "failures"];

/// The rows that are marked as wrong, in order; `None` if these are too many to be all shown.
pub(super) fn marked(list: &List<'_>) -> Option<Vec<usize>> {
    let few = (list.lines.len() / 10).max(4);
    let found = MARKS.iter().flat_map(|mark| rows_with(list, mark, few));
    let is_mark =
        |span: &Span| !NAMES.iter().any(|name| span.of(list.text).eq_ignore_ascii_case(name));
    let failed = rows_of_words(list, failures(list.text).filter(is_mark), few);
    let found = in_order(found.chain(failed).collect());
    Some(found).filter(|rows| rows.len() <= few)
}

/// The rows in which words of the question or the call stand, in order. A word that many rows have names
/// none of them in particular, so some of them are enough.
pub(super) fn asked(list: &List<'_>, hints: &Hints<'_>) -> Vec<usize> {
    /// Words that are looked for.
    const WORDS: usize = 16;
    /// All rows stay of a word that no more have.
    const FEW: usize = 12;
    let names = names_of_rows(hints);
    let mut words: Vec<&str> = names.into_iter().collect();
    // Long words name most.
    words.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
    let most = list.lines.len() / 8;
    let found = words.into_iter().take(WORDS).flat_map(|word| {
        let mut rows = rows_with(list, word, most.max(FEW));
        let names_none = rows.len() > FEW && rows.len() > most;
        rows.truncate(if names_none { 0 } else { FEW });
        rows
    });
    in_order(found.collect())
}

fn in_order(mut rows: Vec<usize>) -> Vec<usize> {
    rows.sort_unstable();
    rows.dedup();
    rows
}

/// The rows that have a word with nothing that belongs to a word next to it: no more than one above `most`.
fn rows_with(list: &List<'_>, word: &str, most: usize) -> Vec<usize> {
    let places = memmem::find_iter(list.text.as_bytes(), word);
    let spans = places.map(|at| Span::new(at, at + word.len()));
    rows_of_words(list, spans, most)
}

/// The rows of those spans that are words, in order: no more than one above `most`.
fn rows_of_words(list: &List<'_>, spans: impl Iterator<Item = Span>, most: usize) -> Vec<usize> {
    let mut rows: Vec<usize> = Vec::new();
    for span in spans.filter(|span| is_word(list.text, *span)) {
        let row = list.row_at(span.start);
        if rows.last() != Some(&row) {
            rows.push(row);
        }
        if rows.len() > most {
            break;
        }
    }
    rows
}

/// Whether nothing that belongs to a word stands next to a span.
fn is_word(text: &str, span: Span) -> bool {
    let within = |at: Option<usize>| {
        at.and_then(|at| text.as_bytes().get(at))
            .is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte >= 0x80)
    };
    !within(span.start.checked_sub(1)) && !within(Some(span.end))
}
