//! Unified, combined and context diffs, with or without commit messages.

use memchr::memmem;

use super::source::Source;
use super::view::View;
use super::{Detection, certain, likely};
use crate::hunk::is_context_header;
use crate::{ContentType, OpenHunk, hunks, is_binary_data};

/// Claims a text that has a hunk and consists of what the grammar of diffs allows, or mostly of whole
/// hunks: a message before them may say anything.
pub(super) fn claim(view: &View<'_>, source: &Source) -> Option<Detection> {
    if !has_hunk(view.text) {
        return None;
    }
    let asked = match source {
        Source::Diff => true,
        Source::Read { path } => is_patch_path(path),
        _ => false,
    };
    let opens = is_opening(view.first());
    let has_data = memmem::find(view.text.as_bytes(), b"\nGIT binary patch").is_some();
    let is_data = |line: &str| has_data && is_binary_data(line);
    let legal = |percent| view.mostly(percent, |line| is_legal(&line.text) || is_data(&line.text));
    let sure = match opens || asked {
        true => legal(95) || is_mail(view.text) || consists_of_hunks(view.text, 50),
        false => consists_of_hunks(view.text, 60),
    };
    if sure {
        return Some(certain(ContentType::DIFF));
    }
    (asked || opens && legal(85)).then(|| likely(ContentType::DIFF))
}

/// Whether a path names a diff.
pub(super) fn is_patch_path(path: &str) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    ["diff", "patch", "rej"].iter().any(|name| extension.eq_ignore_ascii_case(name))
}

/// Whether a text begins as the mails of `git format-patch` do.
fn is_mail(text: &str) -> bool {
    let first = text.lines().next().unwrap_or("");
    first.starts_with("From ") && first.ends_with(" Mon Sep 17 00:00:00 2001")
}

/// Whether hunks that have the lines their headers promise make up so many percent of a text. Linear.
fn consists_of_hunks(text: &str, percent: usize) -> bool {
    let bytes: usize = hunks(text).map(|hunk| hunk.span().len()).sum();
    bytes > 0 && bytes * 100 >= text.len() * percent
}

/// Whether a hunk header, or the header of a file without hunks, stands at the start of a line.
fn has_hunk(text: &str) -> bool {
    let line_starts_with = |head: &str, test: fn(&str) -> bool| {
        memmem::find_iter(text.as_bytes(), head.as_bytes())
            .filter(|&at| at == 0 || text.as_bytes().get(at - 1) == Some(&b'\n'))
            .take(64)
            .any(|at| text.get(at..).is_some_and(|rest| test(rest.lines().next().unwrap_or(""))))
    };
    // The header of a combined diff has one more sign before that.
    let ranged = memmem::find(text.as_bytes(), b"@@ -").is_some();
    let has_range = |head: &str| ranged && line_starts_with(head, is_hunk_header);
    has_range("@@ -")
        || has_range("@@@ -")
        || line_starts_with("diff --git ", |_| true)
        || line_starts_with("*** ", is_context_header)
}

/// Whether a line opens a hunk.
pub(super) fn is_hunk_header(line: &str) -> bool {
    OpenHunk::parse(line).is_some()
}

/// Whether a diff may begin with this line.
pub(super) fn is_opening(line: &str) -> bool {
    const OPENINGS: &[&str] =
        &["diff ", "--- ", "*** ", "Index: ", "commit ", "From ", "@@ -", "@@@ -", "Merge: "];
    let is_blobs = |line: &str| line.strip_prefix("index ").is_some_and(|ids| ids.contains(".."));
    OPENINGS.iter().any(|opening| line.starts_with(opening)) || is_stat(line) || is_blobs(line)
}

/// Whether a line is one of `--stat`: ` path | 12 ++--`, or its total.
pub(super) fn is_stat(line: &str) -> bool {
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

#[cfg(test)]
mod tests {
    use crate::{Arguments, Confidence, ContentType, Detector, Hints, StructuralDetector};

    const HUNK: &str =
        "--- a/x.c\n+++ b/x.c\n@@ -1,3 +1,3 @@\n int a;\n-int b;\n+long b;\n int c;\n";

    /// Whether a text is taken for a diff, and whether surely.
    fn diff(text: &str, hints: &Hints<'_>) -> Option<bool> {
        let found = StructuralDetector.detect(text, hints)?;
        (found.content_type == ContentType::DIFF).then_some(found.confidence == Confidence::Certain)
    }

    #[test]
    fn a_message_before_the_hunks_may_say_anything() {
        let mail = format!(
            "From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001\nFrom: A <a@example.com>\nSubject: [PATCH] x\n\n{}---\n x.c | 2 +-\n\n{HUNK}-- \n2.43.0\n",
            "It changes the type.\nAnd that is all that it does.\n".repeat(20)
        );
        assert_eq!(diff(&mail, &Hints::none()), Some(true));
        let answer = format!("The file was edited.\n{}", HUNK.repeat(4));
        assert_eq!(diff(&answer, &Hints::none()), Some(true));
    }

    #[test]
    fn a_part_of_a_patch_is_known_by_its_file() {
        let text = format!("+int d;\n int e;\n{HUNK}");
        let hints = Hints::none().with_arguments(Arguments::command("sed -n 9,99p fix.patch"));
        assert_eq!(diff(&text, &hints), Some(true));
    }

    #[test]
    fn what_quotes_a_diff_is_none() {
        let log = format!(
            "{}{HUNK}{}",
            "12:00:01 INFO step 1 of the build is done\n".repeat(12),
            "12:00:02 ERROR the patch does not apply\n".repeat(12)
        );
        let prose =
            "A heading\n---\n\nSome text about this and that, which goes on.\n\n--- \n+++ \n";
        let starred = "*** 4,2 ****\n  a\n! b\n*** , ****\n  c\n".repeat(4);
        for text in [&log, &starred, prose, "- a\n- b\n+ c\n", "@@ the end @@\n--- a\n+++ b\n"] {
            assert_eq!(diff(text, &Hints::none()), None, "{text}");
        }
    }
}
