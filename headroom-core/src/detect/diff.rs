//! Unified, combined and context diffs, with or without commit messages.

use memchr::memmem;

use super::source::Source;
use super::view::View;
use super::{Detection, certain, likely};
use crate::{ContentType, OpenHunk};

/// Claims a text that has a hunk and consists of what the grammar of diffs allows.
pub(super) fn claim(view: &View<'_>, source: &Source) -> Option<Detection> {
    if !has_hunk(view.text) {
        return None;
    }
    let opens = is_opening(view.first());
    let asked = *source == Source::Diff;
    if !(opens || asked) {
        return None;
    }
    if view.mostly(95, |line| is_legal(&line.text)) {
        return Some(certain(ContentType::DIFF));
    }
    (asked || view.mostly(85, |line| is_legal(&line.text))).then(|| likely(ContentType::DIFF))
}

/// Whether a hunk header, or the header of a file without hunks, stands at the start of a line.
fn has_hunk(text: &str) -> bool {
    let line_starts_with = |head: &str, test: fn(&str) -> bool| {
        memmem::find_iter(text.as_bytes(), head.as_bytes())
            .filter(|&at| at == 0 || text.as_bytes().get(at - 1) == Some(&b'\n'))
            .take(64)
            .any(|at| text.get(at..).is_some_and(|rest| test(rest.lines().next().unwrap_or(""))))
    };
    line_starts_with("@@ -", is_hunk_header)
        || line_starts_with("@@@ -", is_hunk_header)
        || line_starts_with("diff --git ", |_| true)
        || line_starts_with("*** ", is_context_header)
}

/// Whether a line opens a hunk.
fn is_hunk_header(line: &str) -> bool {
    OpenHunk::parse(line).is_some()
}

/// Whether a line is `*** 1,2 ****`.
fn is_context_header(line: &str) -> bool {
    line.strip_prefix("*** ").and_then(|rest| rest.trim_end().strip_suffix(" ****")).is_some_and(
        |range| !range.is_empty() && range.bytes().all(|b| b.is_ascii_digit() || b == b','),
    )
}

/// Whether a diff may begin with this line.
pub(super) fn is_opening(line: &str) -> bool {
    const OPENINGS: &[&str] =
        &["diff ", "--- ", "*** ", "Index: ", "commit ", "From ", "@@ -", "@@@ -", "Merge: "];
    OPENINGS.iter().any(|opening| line.starts_with(opening)) || is_stat(line)
}

/// Whether a line is one of `--stat`: ` path | 12 ++--`, or its total.
fn is_stat(line: &str) -> bool {
    line.starts_with(' ')
        && (line.rsplit_once(" | ").is_some_and(|(_, counts)| {
            let counts = counts.trim_start();
            counts.starts_with(|c: char| c.is_ascii_digit()) || counts.starts_with("Bin")
        }) || line.contains(" changed, "))
}

/// Whether a line may stand in a diff or in the headers and message of a commit.
fn is_legal(line: &str) -> bool {
    const WORDS: &[&str] = &[
        "diff ",
        "index ",
        "new file mode",
        "deleted file mode",
        "similarity index",
        "copy ",
        "dissimilarity index",
        "rename ",
        "old mode",
        "new mode",
        "Binary files",
        "GIT binary patch",
        "literal ",
        "delta ",
        "commit ",
        "Author",
        "Date:",
        "Commit",
        "Merge:",
        "From ",
        "From:",
        "Subject:",
        "Index: ",
        "=====",
        "***",
        "Only in ",
        "tag ",
        "Tagger:",
        "mode ",
        "index,",
        "Files ",
    ];
    matches!(line.as_bytes().first(), Some(b' ' | b'+' | b'-' | b'@' | b'\\' | b'!'))
        || WORDS.iter().any(|word| line.starts_with(word))
}
