//! The `./` before each path, as `find .` and `grep -r x .` write it, said once.

use super::fold::Folded;
use super::parse::{self, Line};

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

/// The lines without the `./` before each, if each has one, as [`strip`] wants it.
pub(super) fn strip_lines<'a>(lines: &[Line<'a>]) -> Option<Vec<Line<'a>>> {
    let below = |line: &Line<'a>| {
        if is_bare(line.text) {
            return Some(*line);
        }
        line.without(ROOT).filter(|below| !is_bare(below.text))
    };
    lines.iter().map(below).collect()
}

/// A line without the `./` before it, as [`strip`] leaves it.
pub(super) fn without(line: &str) -> &str {
    line.strip_prefix(ROOT).unwrap_or(line)
}

/// A fold of a stripped text as a fold of the text.
pub(super) fn put_above(folded: &str) -> String {
    format!("{ROOT}\n{folded}")
}

/// The same for a fold that is known by its parts.
pub(super) fn put_above_parts(folded: &mut Folded) {
    folded.text.insert_str(0, &format!("{ROOT}\n"));
    folded.parts.iter_mut().for_each(|(_, end)| *end += ROOT.len() + 1);
}

/// Whether a line would be taken for the root above a fold.
pub(super) fn is_root(line: &str) -> bool {
    line == ROOT
}

/// What stands below the root, if a folded text starts with it.
pub(super) fn below(folded: &str) -> Option<&str> {
    folded.strip_prefix(ROOT)?.strip_prefix('\n')
}

/// What [`strip`] took from before a line that is made of these parts.
pub(super) fn before(parts: &[&str]) -> &'static str {
    let len: usize = parts.iter().map(|part| part.len()).sum();
    let bare = len <= "--".len() && is_bare(&parts.concat());
    if bare { "" } else { ROOT }
}

fn is_bare(line: &str) -> bool {
    matches!(line, "" | "--" | ".")
}
