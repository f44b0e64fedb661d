//! What each path starts with, said once: the `./` of `find .` and `grep -r x .`, and the directory that
//! absolute paths share.
//!
//! ```text
//! ./README.md           ./            /srv/app/README.md:7:x     in /srv/app/:
//! ./src/a.rs            README.md     /srv/app/src/a.rs:3:x      README.md:7:x
//! ./src/b.rs            src/          /srv/app/lib/b.rs:9:x      src/a.rs:3:x
//!                       ...                                      ...
//! ```

use memchr::memchr;

use super::fold::Folded;
use super::parse::{self, Line};
use super::path::{is_directory, is_drive, split_directory};

/// The directory that each line of a text starts with. Blank lines, separators, the directory `.` itself
/// and remarks of the tool have none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Root<'a>(&'a str);

/// The root of relative paths.
const HERE: &str = "./";

/// What stands around another root where it is said.
const IN: &str = "in ";
const BELOW: &str = ":";

/// How often the directory has to change from line to line for an absolute root to be worth a line.
const CHANGES: usize = 2;

impl<'a> Root<'a> {
    /// The root of these lines, if all have one.
    pub(super) fn of(lines: impl Iterator<Item = &'a str> + Clone) -> Option<Self> {
        let mut paths = lines.clone().filter(|line| !is_bare(line));
        let first = paths.next()?;
        let root = Self(if first.starts_with(HERE) { HERE } else { shared(first, paths)? });
        lines.into_iter().all(|line| root.strip_line(line).is_some()).then_some(root)
    }

    /// A line without the root. `None` if it has none, or would be taken for a line that has none.
    pub(super) fn strip_line(self, line: &str) -> Option<&str> {
        if is_bare(line) {
            return Some(line);
        }
        line.strip_prefix(self.0).filter(|rest| !is_bare(rest))
    }

    /// The text without the root of each line.
    pub(super) fn strip(self, text: &str) -> Option<String> {
        let mut out = String::with_capacity(text.len());
        for line in parse::split(text) {
            out.push_str(self.strip_line(line)?);
            out.push('\n');
        }
        if !text.ends_with('\n') {
            out.pop();
        }
        Some(out)
    }

    /// The lines without their root.
    pub(super) fn strip_lines(self, lines: &[Line<'a>]) -> Option<Vec<Line<'a>>> {
        let below = |line: &Line<'a>| {
            if is_bare(line.text) {
                return Some(*line);
            }
            line.without(self.0).filter(|below| !is_bare(below.text))
        };
        lines.iter().map(below).collect()
    }

    /// The line that says the root, with its end.
    pub(super) fn heading(self) -> String {
        match self.0 {
            HERE => format!("{HERE}\n"),
            root => format!("{IN}{root}{BELOW}\n"),
        }
    }

    /// Puts the heading above a fold that is known by its parts.
    pub(super) fn put_above(self, folded: &mut Folded) {
        let heading = self.heading();
        folded.text.insert_str(0, &heading);
        folded.parts.iter_mut().for_each(|(_, end)| *end += heading.len());
    }

    /// The text with the root before each line: the inverse of [`Root::strip`].
    pub(super) fn put_before(self, text: &str) -> String {
        let mut out = String::with_capacity(text.len() + text.len() / 4);
        for line in parse::split(text) {
            if !is_bare(line) {
                out.push_str(self.0);
            }
            out.push_str(line);
            out.push('\n');
        }
        if !text.ends_with('\n') {
            out.pop();
        }
        out
    }

    /// The root that a line says.
    pub(super) fn said_by(line: &'a str) -> Option<Self> {
        if line == HERE {
            return Some(Self(HERE));
        }
        let root = line.strip_prefix(IN)?.strip_suffix(BELOW)?;
        is_absolute(root).then_some(Self(root))
    }
}

/// The root that a folded text says first, and what stands below it.
pub(super) fn below(folded: &str) -> Option<(Root<'_>, &str)> {
    let (first, below) = folded.split_once('\n')?;
    Some((Root::said_by(first)?, below))
}

/// The directory that absolute paths share, if it is worth a line.
fn shared<'a>(first: &'a str, rest: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut common = directory(first);
    let (mut last, mut changes) = (common, 0);
    for line in rest {
        let own = directory(line);
        let equal = common.bytes().zip(own.bytes()).take_while(|(a, b)| a == b).count();
        if equal < common.len() {
            let end = common.floor_char_boundary(equal);
            common = split_directory(common.get(..end)?).0;
        }
        changes += usize::from(own != last);
        last = own;
    }
    (changes >= CHANGES && is_absolute(common)).then_some(common)
}

/// The directory of the path that a line starts with.
fn directory(line: &str) -> &str {
    let drive = if is_drive(line) { 2 } else { 0 };
    let rest = line.get(drive..).unwrap_or("");
    let end = memchr(b':', rest.as_bytes()).map_or(line.len(), |at| drive + at);
    split_directory(line.get(..end).unwrap_or("")).0
}

fn is_absolute(path: &str) -> bool {
    (path.starts_with(['/', '~']) || is_drive(path)) && is_directory(path)
}

fn is_bare(line: &str) -> bool {
    matches!(line, "" | "--" | ".") || is_remark(line)
}

/// Whether a line is a remark of the tool, which cannot be a path.
fn is_remark(line: &str) -> bool {
    let found = line.strip_prefix("Found ").and_then(|rest| rest.split_once(' '));
    found.is_some_and(|(count, of)| {
        count.bytes().all(|b| b.is_ascii_digit()) && of.starts_with(|c: char| c.is_alphabetic())
    }) || line.starts_with("(Results ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots() {
        for (text, root) in [
            ("./a\n./b/c\n.\n", Some("./\n")),
            ("./a\nb\n", None),
            ("./.\n./a\n", None),
            ("/srv/app/a\n/srv/app/b/c\n/srv/app/d\n", Some("in /srv/app/:\n")),
            ("/srv/app/a:1:/x/\n/srv/apps/c:1:/x/\n/srv/d\n", Some("in /srv/:\n")),
            ("/srv/a\n/srv/b\n/srv/c\n", None),
            ("/srv/a/b\n/opt/b/c\n/srv/d\n", None),
            ("Found 3 files\nC:\\x\\a\nC:\\x\\b\\c\nC:\\x\\d\n", Some("in C:\\x\\:\n")),
            ("src/a\nsrc/b/c\nsrc/d\n", None),
        ] {
            let found = Root::of(parse::split(text));
            assert_eq!(found.map(Root::heading).as_deref(), root, "{text}");
            if let Some(root) = found {
                let stripped = root.strip(text).expect(text);
                let folded = root.heading() + &stripped;
                let (again, rest) = below(&folded).expect(text);
                assert_eq!((again, again.put_before(rest).as_str()), (root, text));
            }
        }
    }
}
