//! The `./` before each path, as `find .` and `grep -r x .` write it, said once.

use super::parse;

/// What the paths start with, and as the first line of a fold what is left out before each.
const ROOT: &str = "./";

/// The text without the `./` before each line, if each has one. Blank lines, separators and the
/// root itself, `.`, have none.
pub(super) fn strip(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    for line in parse::split(text) {
        let rest = if is_bare(line) {
            line
        } else {
            line.strip_prefix(ROOT).filter(|rest| !is_bare(rest))?
        };
        out.push_str(rest);
        out.push('\n');
    }
    if !text.ends_with('\n') {
        out.pop();
    }
    Some(out)
}

/// A fold of a stripped text as a fold of the text.
pub(super) fn put_above(folded: &str) -> String {
    format!("{ROOT}\n{folded}")
}

/// What stands below the root, if a folded text starts with it.
pub(super) fn below(folded: &str) -> Option<&str> {
    folded.strip_prefix(ROOT)?.strip_prefix('\n')
}

/// The text with the `./` before each line: the inverse of [`strip`].
pub(super) fn put_before(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for line in parse::split(text) {
        if !is_bare(line) {
            out.push_str(ROOT);
        }
        out.push_str(line);
        out.push('\n');
    }
    if !text.ends_with('\n') {
        out.pop();
    }
    out
}

fn is_bare(line: &str) -> bool {
    matches!(line, "" | "--" | ".")
}
