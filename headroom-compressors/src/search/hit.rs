//! Hits that start with their path, and where the path ends.

use memchr::{memchr, memchr_iter};

use super::grammar::{Mark, count, numbered};
use super::path::{MAX_PATH, has_extension, has_separator, is_drive, is_path, is_path_char};

/// What stands before the text of a hit, by length.
#[derive(Clone, Copy, Debug)]
pub(super) struct Head {
    /// The path.
    pub(super) path: usize,
    /// All of it: path, number and the marks after them.
    pub(super) whole: usize,
}

/// Reads a hit with a line number, `path:12:text`.
pub(super) fn hit(line: &str) -> Option<Head> {
    let path = first_number(line)?;
    let text = numbered(line.get(path + 1..)?).and_then(|(.., rest)| rest.get(1..))?;
    let is_hit = !may_go_on(text, Next::Number) && is_path(line.get(..path)?);
    is_hit.then_some(Head { path, whole: line.len() - text.len() })
}

/// The same, for a path that is likely: that of the hit before.
pub(super) fn hit_of(path: &str, line: &str) -> Option<Head> {
    if path.is_empty() {
        return None;
    }
    let (_, mark, rest) = numbered(line.strip_prefix(path)?.strip_prefix(':')?)?;
    let text = rest.get(1..)?;
    let is_hit = mark == Mark::Hit && !may_go_on(text, Next::Number);
    is_hit.then_some(Head { path: path.len(), whole: line.len() - text.len() })
}

/// The length of the path of a hit without a line number, `path:text`.
pub(super) fn unnumbered_hit(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    let skip = if is_drive(line) { 2 } else { 0 };
    let window = bytes.get(skip..bytes.len().min(MAX_PATH))?;
    let end = memchr(b':', window)? + skip;
    let path = line.get(..end)?;
    let text = line.get(end + 1..)?;
    // `logs/12:30:05.log` is the start of a path more likely than a hit in `logs/12`.
    let digit = text.starts_with(|c: char| c.is_ascii_digit());
    let telling = has_extension(path) || has_separator(path) && !digit;
    let other = text.starts_with("//") || starts_with_number(text);
    (telling && !other && !may_go_on(text, Next::Text) && is_path(path)).then_some(end)
}

/// Where the first `:12:` starts.
fn first_number(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    let window = bytes.get(..bytes.len().min(MAX_PATH))?;
    memchr_iter(b':', window).find(|at| starts_with_number(line.get(at + 1..).unwrap_or("")))
}

/// Whether a text starts as what follows the colon after a path: `12:`.
fn starts_with_number(text: &str) -> bool {
    numbered(text).is_some_and(|(_, mark, _)| mark == Mark::Hit)
}

/// What follows the colon after a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    Number,
    Text,
}

/// Whether the path before a text may go on in it, as in `logs/12:30:05.log:7:text`: then it is
/// not clear where it ends, and the line is taken for no hit.
fn may_go_on(text: &str, next: Next) -> bool {
    let mut start = 0;
    for (at, c) in text.char_indices().take(MAX_PATH) {
        if c == ':' {
            let between = text.get(start..at).unwrap_or("");
            let ends = match next {
                Next::Number => starts_with_number(text.get(at + 1..).unwrap_or("")),
                Next::Text => has_separator(between) || has_extension(between),
            };
            if ends && is_path(between) {
                return true;
            }
            // `12:5:text` has a column, after which the text starts.
            if next == Next::Number && count(between).is_some() {
                start = at + 1;
            }
        } else if c == '-'
            && has_extension(text.get(start..at).unwrap_or(""))
            && starts_context(text, at)
        {
            return true;
        } else if !is_path_char(c) {
            return false;
        }
    }
    false
}

/// Whether `-12-` starts at a place in a text.
fn starts_context(text: &str, at: usize) -> bool {
    text.get(at + 1..).and_then(numbered).is_some_and(|(_, mark, _)| mark == Mark::Context)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_hits() {
        for (line, path) in [
            ("src/a.rs:12:text", Some("src/a.rs")),
            ("src/a.rs:12:5:text", Some("src/a.rs")),
            ("logs/2026-05-01/a.txt:3:x", Some("logs/2026-05-01/a.txt")),
            (r"C:\a\b.rs:12:x", Some(r"C:\a\b.rs")),
            ("HEAD:src/a.rs:12:x", Some("HEAD:src/a.rs")),
            ("Makefile:3:all:", Some("Makefile")),
            ("build.log:7: src/foo.py:12: error", Some("build.log")),
            ("build.log:7:src/foo.py:12: error", None),
            ("src/a.rs:12:5:b.rs:7:text", None),
            ("logs/12:30:05.log-7-text", None),
            ("a.log:3:10:22:33 text", Some("a.log")),
            ("a.log:3:2026-05-01T10:22:33 text", Some("a.log")),
            ("docs/größe/日本.md:1:x", Some("docs/größe/日本.md")),
            ("/my files/a.txt:1:x", Some("/my files/a.txt")),
            ("logs/12:30:05.log:7:text", None),
            ("12:34:56 text", None),
            ("2026-05-01T10:22:33 text", None),
            ("10.0.0.1:80:x", None),
            ("see it at a.rs:12:x", None),
            ("src/a.rs:012:x", None),
            ("src/a.rs:12", None),
            ("src/a(1).rs:12:x", None),
        ] {
            assert_eq!(hit(line).and_then(|hit| line.get(..hit.path)), path, "{line}");
        }
    }

    #[test]
    fn paths_of_hits_without_numbers() {
        for (line, path) in [
            ("src/a.rs:text", Some("src/a.rs")),
            (r"C:\a\b.rs:x", Some(r"C:\a\b.rs")),
            ("setup.py:x", Some("setup.py")),
            ("https://example.org/x", None),
            ("grep: src/a.rs: Permission denied", None),
            ("10.0.0.1:x", None),
        ] {
            assert_eq!(unnumbered_hit(line).and_then(|end| line.get(..end)), path, "{line}");
        }
    }
}
