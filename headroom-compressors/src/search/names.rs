//! Lists of names, several on a line.
//!
//! ```text
//! ./bench:               ./bench:
//! bench.py                bench.py empty.py skip.py
//! empty.py               src/cli/
//! skip.py                 init.ts run.ts
//! src/cli/init.ts
//! src/cli/run.ts
//! ```
//!
//! A line that starts with a blank holds names that had a line each. Right below a line that is a
//! directory, and below more such lines, they are in it, and that line is only their heading. No other
//! line starts with a blank.

use std::fmt;

use super::grammar::{FileHeading, count, numbered};
use super::parse::split;
use super::path::{is_drive, split_directory};
use super::writer::{LineWriter, push};

/// How many of a hundred lines must be names.
const MOST: usize = 70;

/// If fewer than half of so many lines are names, those that follow make no list of them.
const LOOK: usize = 128;

/// Folds a list of names. `None` if it is not one, or if its lines could not be told from rows.
pub(super) fn fold(text: &str) -> Option<String> {
    let mut rows = Rows::of(text)?;
    let lines: Vec<&str> = split(text).collect();
    let mut out = String::with_capacity(text.len() + 16);
    rows.write(&lines, &mut out);
    if !text.ends_with('\n') {
        out.pop();
    }
    Some(out)
}

/// Writes names of equal directory in rows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rows<'a> {
    /// Whether names without a directory are those in rows; else those with one are.
    bare: bool,
    /// The line that was written last, if it stands alone.
    above: &'a str,
    /// The directory of the row that was written last, if a row was.
    open: Option<&'a str>,
}

impl<'a> Rows<'a> {
    /// The rows of a list. `None` if it is not one, or if its lines could not be told from rows.
    pub(super) fn of(text: &str) -> Option<Self> {
        let (mut bare, mut below, mut all) = (0, 0, 0);
        for line in split(text).filter(|line| !line.is_empty()) {
            if line.starts_with(' ') || FileHeading::parse(line).is_some() {
                return None;
            }
            all += usize::from(!is_heading(line));
            if is_name(line) {
                let (directory, _) = parts(line);
                *(if directory.is_empty() { &mut bare } else { &mut below }) += 1;
            } else if all >= LOOK && bare + below < all / 2 {
                return None;
            }
        }
        let most = all >= 3 && (bare + below) * 100 >= all * MOST;
        most.then_some(Self { bare: bare > below, above: "", open: None })
    }

    /// Writes the next lines.
    pub(super) fn write(&mut self, lines: &[&'a str], out: &mut String) {
        let belongs = |line: &str| is_name(line) && parts(line).0.is_empty() == self.bare;
        let mut at = 0;
        while let Some(&line) = lines.get(at) {
            let (directory, _) = parts(line);
            let rest = lines.get(at..).unwrap_or_default();
            let same = |other: &&&str| belongs(other) && parts(other).0 == directory;
            let length = rest.iter().take_while(same).count();
            let goes_on = self.open == Some(directory);
            // A heading above names that are not below it would take them in.
            let taken_in = self.bare && ends_directory(self.above);
            if length < if self.bare || goes_on { 1 } else { 2 } || taken_in {
                push(out, &[line, "\n"]);
                (self.above, self.open) = (line, None);
                at += 1;
                continue;
            }
            if !self.bare && !goes_on {
                push(out, &[directory, "\n"]);
            }
            for line in rest.iter().take(length) {
                push(out, &[" ", parts(line).1]);
            }
            push(out, &["\n"]);
            (self.above, self.open) = ("", Some(directory));
            at += length;
        }
    }
}

/// Whether a text has rows, and nothing that starts with a blank and is none.
pub(super) fn has_rows(folded: &str) -> bool {
    let mut rows = 0;
    for line in split(folded) {
        if let Some(row) = line.strip_prefix(' ') {
            if !row.split(' ').all(is_name) {
                return false;
            }
            rows += 1;
        } else if FileHeading::parse(line).is_some() {
            return false;
        }
    }
    rows > 0
}

/// The inverse of [`fold`].
pub(super) fn restore(folded: &str, mut out: LineWriter<'_>) -> fmt::Result {
    let mut lines = split(folded).peekable();
    while let Some(line) = lines.next() {
        let heads = lines.peek().is_some_and(|row| row.starts_with(' ')) && ends_directory(line);
        let directory = if heads { line } else { "" };
        if directory.is_empty() {
            put(&mut out, "", line)?;
        }
        while let Some(row) = lines.next_if(|row| row.starts_with(' ')) {
            put(&mut out, directory, row)?;
        }
    }
    out.end(folded.ends_with('\n'))
}

fn put(out: &mut LineWriter<'_>, directory: &str, line: &str) -> fmt::Result {
    match line.strip_prefix(' ') {
        Some(row) => row.split(' ').try_for_each(|name| out.line(&[directory, name])),
        None => out.line(&[line]),
    }
}

/// Whether a line can stand in a row: a name or a path without blanks, or one with a count. A hit is
/// none, nor is a line with its number.
pub(super) fn is_name(line: &str) -> bool {
    let path = line.get(if is_drive(line) { 2 } else { 0 }..).unwrap_or(line);
    let plain = match memchr::memchr(b':', path.as_bytes()) {
        Some(at) => path.get(at + 1..).is_some_and(|rest| count(rest).is_some()),
        None => true,
    };
    let odd = || path.contains(|c: char| c.is_whitespace() || "<>\"|;{}`".contains(c));
    plain && !line.is_empty() && line != "--" && !odd() && numbered(line).is_none()
}

/// Whether a line is the heading of a directory in a list of several, as `ls` writes it.
pub(super) fn is_heading(line: &str) -> bool {
    line.strip_suffix(':').is_some_and(is_name)
}

/// A path as its directory and its name, which may end with a separator itself.
pub(super) fn parts(path: &str) -> (&str, &str) {
    let (directory, name) = split_directory(path);
    if !name.is_empty() {
        return (directory, name);
    }
    let (above, _) = split_directory(path.trim_end_matches(['/', '\\']));
    path.split_at_checked(above.len()).unwrap_or(("", path))
}

fn ends_directory(line: &str) -> bool {
    line.ends_with(['/', '\\'])
}

#[cfg(test)]
mod tests {
    use headroom_core::check::writes_exactly;

    use super::*;

    #[track_caller]
    fn check(source: &str, expected: &str) {
        let folded = fold(source).expect(source);
        assert_eq!(folded, expected);
        assert!(has_rows(&folded));
        assert!(writes_exactly(source, |out| restore(&folded, LineWriter::new(out, false))));
    }

    #[test]
    fn names_share_a_line() {
        check("a.py\nb.py\ndoc\n", " a.py b.py doc\n");
        check(".:\na\nb\n\n./b:\nc\n\n./d:", ".:\n a b\n\n./b:\n c\n\n./d:");
        check("s/a\ns/b\nREADME\ns/t/c\ns/t/d/\nx", "s/\n a b\nREADME\ns/t/\n c d/\nx");
        check("Found 2 files\na\nb\nc\nd\ne\n", "Found 2 files\n a b c d e\n");
        check("/\n/a\n/b\n/b/c\n", "/\n/\n a b\n/b/c\n");
        check("C:\\x\\a\nC:\\x\\b\nC:\\y", "C:\\x\\\n a b\nC:\\y");
        check("b/\na\nb\nc\n", " b/ a b c\n");
        check("<output>\na\nb\nc\nd\n", "<output>\n a b c d\n");
        check("x y/\nb\na\nc\n", "x y/\nb\n a c\n");
        check("x y/\nb/\nc/\nb\na\nc\n", "x y/\nb/\nc/\nb\n a c\n");
    }

    #[test]
    fn what_is_no_list_of_names_stays() {
        for text in ["", "a", "a\nb", " a\nb\nc\nd", "some words\nand more\nof them\nx", "\n\n\n"] {
            assert_eq!(fold(text), None, "{text:?}");
        }
        for text in ["a\nb", "a (2 hits)\n x\n y", "    let x\n", " a  b\n", "a\n \n"] {
            assert!(!has_rows(text), "{text:?}");
        }
    }
}
