//! Rows that are named by what was asked, or marked as wrong.

use headroom_core::Hints;
use memchr::memmem;

use super::List;
use crate::question::names_of_rows;

/// What tools write beside entries that are not as they should be.
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
    "FAIL",
    "fail",
    "FAILED",
    "failed",
    "Failed",
    "failure",
    "error",
    "Error",
    "ERROR",
    "fatal",
    "panic",
    "refused",
    "timed out",
    "unreachable",
    "mismatch",
    "denied",
    "defunct",
    "unhealthy",
    "locally modified",
    "not found",
];

/// The rows that are marked as wrong, in order; `None` if these are too many to be all shown.
pub(super) fn marked(list: &List<'_>) -> Option<Vec<usize>> {
    let few = (list.lines.len() / 10).max(4);
    let found = MARKS.iter().flat_map(|mark| rows_with(list, mark, few));
    Some(in_order(found.collect())).filter(|rows| rows.len() <= few)
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
    let bytes = list.text.as_bytes();
    let within = |at: Option<usize>| {
        at.and_then(|at| bytes.get(at))
            .is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte >= 0x80)
    };
    let mut rows: Vec<usize> = Vec::new();
    for at in memmem::find_iter(bytes, word) {
        if within(at.checked_sub(1)) || within(Some(at + word.len())) {
            continue;
        }
        let row = list.row_at(at);
        if rows.last() != Some(&row) {
            rows.push(row);
        }
        if rows.len() > most {
            break;
        }
    }
    rows
}
