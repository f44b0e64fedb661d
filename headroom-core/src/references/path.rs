//! The path that a call gives, in its own result: editors and readers say it back, often twice, and the model
//! has just written it.

use crate::notice::Notice;

/// Shorter paths are said in about as many tokens as what would stand for them.
const MIN_PATH: usize = 40;

/// A tool says what it did to a file in the first lines. What follows may be the file.
const HEAD: usize = 3;

/// Whether a path is long enough to be worth it.
pub(super) fn is_long(path: &str) -> bool {
    path.len() >= MIN_PATH && !path.contains(char::is_control)
}

/// The text with what stands for the path in its place; `None` if there is nothing to replace, or if the
/// result could be read in another way.
///
/// Only a path that stands alone is replaced, in the first lines: not a part of a longer one, not the place of
/// a line (`path:12`), and not in a listing or in data. Linear.
pub(super) fn left_out(text: &str, path: &str) -> Option<String> {
    if text.starts_with(['{', '[']) || is_said(text) {
        return None;
    }
    let notice = Notice::PathOfCall.to_string();
    let head: usize = text.split_inclusive('\n').take(HEAD).map(str::len).sum();
    let (head, rest) = text.split_at_checked(head)?;
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for at in memchr::memmem::find_iter(head.as_bytes(), path) {
        let (before, after) = (head.get(from..at)?, head.get(at + path.len()..)?);
        if stands_alone(head.get(..at)?, after) {
            out.push_str(before);
            out.push_str(&notice);
            from = at + path.len();
        }
    }
    out.push_str(head.get(from..)?);
    out.push_str(rest);
    (from > 0 && out.replace(&notice, path) == text).then_some(out)
}

/// Whether a text says of itself what stands for a path: which one is meant there is not known.
pub(super) fn is_said(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), Notice::PathOfCall.to_string().as_bytes()).is_some()
}

/// Whether what stands between is a whole path in a sentence.
fn stands_alone(before: &str, after: &str) -> bool {
    let goes_on = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '~' | '/' | '\\' | '.');
    let line = before.get(before.rfind('\n').map_or(0, |at| at + 1)..).unwrap_or_default();
    let in_margin = line.trim_start().starts_with(|c: char| c.is_ascii_digit());
    let mut following = after.chars();
    let (next, then) = (following.next(), following.next());
    let ends = match next {
        Some('.') => then.is_none_or(char::is_whitespace),
        Some(':') => then.is_none_or(|c| !c.is_ascii_digit()),
        next => !next.is_some_and(goes_on),
    };
    ends && !before.ends_with(goes_on) && !in_margin
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATH: &str = "/home/someone/projects/long-named/src/main.py";

    fn shown(text: &str) -> Option<String> {
        left_out(&text.replace("PATH", PATH), PATH)
            .map(|text| text.replace("[path of this call]", "PATH OF CALL"))
    }

    #[test]
    fn sentences_name_the_path_of_the_call() {
        for (text, expected) in [
            (
                "The file PATH has been edited. A snippet of PATH:\n  1\tx",
                "The file PATH OF CALL has been edited. A snippet of PATH OF CALL:\n  1\tx",
            ),
            ("Wrote PATH.\n", "Wrote PATH OF CALL.\n"),
            ("<out>\n\n'PATH' is a folder", "<out>\n\n'PATH OF CALL' is a folder"),
            ("PATH", "PATH OF CALL"),
        ] {
            assert_eq!(shown(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn other_paths_places_and_files_are_left_alone() {
        for text in [
            "PATH.bak was kept",
            "PATH/inner",
            "/old/PATH",
            "PATH:12: error",
            "1\n2\n3\nPATH",
            "    12\t# PATH\n",
            "{\"path\":\"PATH\"}",
            "[path of this call] or PATH",
            "nothing",
        ] {
            assert_eq!(shown(text), None, "{text}");
        }
        assert!(is_long(PATH) && !is_long("/a/short/path") && !is_long(&PATH.replace('e', "\n")));
    }
}
