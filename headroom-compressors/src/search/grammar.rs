//! What single lines are: the part of the grammar that the fold and its inverse share.

use memchr::{memchr, memchr_iter, memchr2, memrchr2};

/// The longest path that is looked for, in bytes: the limit of common file systems.
const MAX_PATH: usize = 4096;

/// The most digits of a line number. Ten digits fit every file, and never overflow.
const MAX_DIGITS: usize = 10;

/// What stands between a line number and the text: a match or a line of context.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Hit,
    Context,
}

/// A heading over the hits of a file: `src/cli.rs (3 hits)`, `src/cli.rs (1 hit, 4 context)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FileHeading<'a> {
    pub(super) path: &'a str,
    pub(super) hits: usize,
    pub(super) context: usize,
}

impl<'a> FileHeading<'a> {
    pub(super) fn parse(line: &'a str) -> Option<Self> {
        let (path, counts) = line.strip_suffix(')')?.rsplit_once(" (")?;
        let (hits, context) = match counts.split_once(", ") {
            Some((hits, context)) => (hits, count(context.strip_suffix(" context")?)?),
            None => (counts, 0),
        };
        let hits = match hits.strip_suffix(" hits") {
            Some(hits) => count(hits).filter(|&hits| hits > 1)?,
            None => (hits == "1 hit").then_some(1)?,
        };
        let written = hits > 0 && (context > 0 || !counts.contains(", "));
        (written && is_path(path)).then_some(Self { path, hits, context })
    }

    pub(super) fn write(&self, out: &mut String) {
        use std::fmt::Write;

        let hits = if self.hits == 1 { "hit" } else { "hits" };
        // Writing to a string cannot fail.
        let _ = write!(out, "{} ({} {hits}", self.path, self.hits);
        if self.context > 0 {
            let _ = write!(out, ", {} context", self.context);
        }
        out.push(')');
    }
}

/// A whole text that is a count: decimal digits without leading zeros.
fn count(text: &str) -> Option<usize> {
    let (_, digits) = number(text)?;
    (digits == text.len()).then(|| text.parse().ok())?
}

/// The decimal number at the start of a text, without leading zeros, and its length.
pub(super) fn number(text: &str) -> Option<(u64, usize)> {
    let bytes = text.as_bytes();
    let digits = bytes.iter().take(MAX_DIGITS + 1).take_while(|b| b.is_ascii_digit()).count();
    let canonical = digits == 1 || bytes.first() != Some(&b'0');
    if digits == 0 || digits > MAX_DIGITS || !canonical {
        return None;
    }
    let value = bytes.iter().take(digits).fold(0, |value, b| value * 10 + u64::from(b - b'0'));
    Some((value, digits))
}

/// A line that starts with its number: `12:text`, `12-context`. The rest starts at the mark.
pub(super) fn numbered(line: &str) -> Option<(u64, Mark, &str)> {
    let (value, digits) = number(line)?;
    let rest = line.get(digits..)?;
    let mark = match rest.as_bytes().first()? {
        b':' => Mark::Hit,
        b'-' => Mark::Context,
        _ => return None,
    };
    Some((value, mark, rest))
}

/// Lines of equal text written as one, `12,15,20:text`: the numbers in order, and the rest from
/// the colon on. A line with a single number is none.
pub(super) fn merged(line: &str) -> Option<(Vec<u64>, &str)> {
    // Almost every line is told apart here, without an allocation.
    let (first, digits) = number(line)?;
    let mut rest = line.get(digits..)?;
    if !rest.starts_with(',') {
        return None;
    }
    let mut numbers = vec![first];
    while let Some(more) = rest.strip_prefix(',') {
        let (value, digits) = number(more)?;
        if numbers.last().is_some_and(|&last| last >= value) {
            return None;
        }
        numbers.push(value);
        rest = more.get(digits..)?;
    }
    rest.starts_with(':').then_some((numbers, rest))
}

/// The length of the path of a hit with a line number, `path:12:text`.
pub(super) fn hit(line: &str) -> Option<usize> {
    let end = first_number(line)?;
    let text = numbered(line.get(end + 1..)?).and_then(|(.., rest)| rest.get(1..))?;
    (!may_go_on(text, Next::Number) && is_path(line.get(..end)?)).then_some(end)
}

/// The same, for a path that is likely: that of the hit before.
pub(super) fn hit_of(path: &str, line: &str) -> Option<usize> {
    if path.is_empty() {
        return None;
    }
    let (_, mark, rest) = numbered(line.strip_prefix(path)?.strip_prefix(':')?)?;
    let text = rest.get(1..)?;
    (mark == Mark::Hit && !may_go_on(text, Next::Number)).then_some(path.len())
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

/// Whether `-12-` starts at a place in a text.
fn starts_context(text: &str, at: usize) -> bool {
    text.get(at + 1..).and_then(numbered).is_some_and(|(_, mark, _)| mark == Mark::Context)
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

/// Whether a text reads as the path of a file at a glance, so that it can stand as a heading:
/// letters, digits and the usual marks; blanks only where the path shows its start.
pub(super) fn is_path(path: &str) -> bool {
    let revision =
        path.get(if is_drive(path) { 2 } else { 0 }..).and_then(|p| memchr(b':', p.as_bytes()));
    let separated = has_separator(path);
    let named = separated || has_extension(path) || !path.contains(|c: char| c.is_ascii_digit());
    named
        && !ends_with_separator(path)
        && is_plain(path, true)
        && revision.is_none_or(|_| is_revision(path))
}

/// Whether a line is a directory as a heading writes it: `src/cli/`.
pub(super) fn is_directory(line: &str) -> bool {
    ends_with_separator(line) && is_plain(line, false)
}

/// Whether a line could be taken for a directory's heading. A fold writes a dot below one that is
/// none: the name of a directory in itself.
pub(super) fn resembles_directory(line: &str) -> bool {
    let blank = || line.contains(char::is_whitespace) && !shows_its_start(line);
    ends_with_separator(line) && (is_directory(line) || !line.contains(':') && !blank())
}

/// Whether a text is made of what paths are usually made of. Brackets and a colon are marks that a
/// file's heading may have and a directory's may not.
fn is_plain(path: &str, file: bool) -> bool {
    let after_drive = if is_drive(path) { path.get(2..) } else { Some(path) };
    let Some(rest) = after_drive else { return false };
    let blanks = shows_its_start(path);
    let allowed = |c: char| match c {
        '[' | ']' | ':' => file,
        ' ' => blanks,
        _ => is_path_char(c),
    };
    path.len() <= MAX_PATH
        && !path.starts_with('-')
        && !path.ends_with(' ')
        && rest.chars().all(allowed)
        && path.contains(char::is_alphabetic)
}

/// Whether a path starts at a root, a drive or a directory that says so: a text with blanks that does
/// not may have words of prose before the path.
fn shows_its_start(path: &str) -> bool {
    ["/", "./", "../", "~/"].iter().any(|start| path.starts_with(start)) || is_drive(path)
}

fn is_path_char(c: char) -> bool {
    matches!(c, '_' | '.' | '/' | '\\' | '@' | '+' | '~' | '-') || c.is_alphanumeric()
}

/// Whether a path is that of a file in a revision: `HEAD:src/cli.rs`, `v1.2:src/cli.rs`.
fn is_revision(path: &str) -> bool {
    let Some((revision, file)) = path.split_once(':') else { return false };
    revision.contains(char::is_alphabetic)
        && !has_extension(revision)
        && !revision.contains(['[', ']', ' '])
        && file.starts_with(|c: char| !c.is_ascii_digit() && c != ' ')
        && !file.contains(':')
}

/// Whether a path starts with the letter of a Windows drive: `C:\src`.
fn is_drive(path: &str) -> bool {
    matches!(path.as_bytes(), [letter, b':', b'\\' | b'/', ..] if letter.is_ascii_alphabetic())
}

/// Whether the last part of a path has an extension that starts with a letter, or a leading dot.
fn has_extension(path: &str) -> bool {
    let (_, name) = split_directory(path);
    name.rsplit_once('.').is_some_and(|(_, extension)| extension.starts_with(char::is_alphabetic))
}

/// Whether a name tells by itself that it is a file's: a stem and one short extension. `Makefile`
/// or `.env` below a directory's heading could be anything.
pub(super) fn is_file_name(name: &str) -> bool {
    name.split_once('.').is_some_and(|(stem, extension)| {
        !stem.is_empty()
            && extension.len() <= 6
            && extension.starts_with(|c: char| c.is_ascii_alphabetic())
            && extension.chars().all(|c| c == '_' || c.is_alphanumeric())
            && is_plain(name, false)
    })
}

/// A path as its directory, with the separator, and its name.
pub(super) fn split_directory(path: &str) -> (&str, &str) {
    let at = memrchr2(b'/', b'\\', path.as_bytes()).map_or(0, |at| at + 1);
    path.split_at_checked(at).unwrap_or(("", path))
}

/// What a literal line does to a section of hits or paths that is open when it comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// Nothing.
    None,
    /// It is a path spelled out in full, or something else after which names stand on their own.
    Ends,
    /// It reads as a name under the section's heading.
    Relative,
}

/// What stands under a directory's heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    /// Headings of files, and hits that start with a name.
    Hits,
    /// Names, each followed by its hits and a blank line, as `--heading` writes them.
    Headed,
    /// Names, one a line.
    Paths,
}

impl Section {
    /// What a line that is no heading does to a section of this kind; `fresh` says that it comes
    /// first or after a blank line.
    pub(super) fn effect(self, line: &str, fresh: bool) -> Effect {
        let name = match self {
            Self::Paths => true,
            Self::Headed => fresh && !line.is_empty(),
            Self::Hits => hit(line).is_some(),
        };
        if is_in_full(line) {
            Effect::Ends
        } else if name {
            Effect::Relative
        } else {
            Effect::None
        }
    }
}

/// Whether a line starts with something that has a directory, a path or not, and so does not read as
/// a name below a directory's heading.
fn is_in_full(line: &str) -> bool {
    let (drive, rest) =
        line.split_at_checked(if is_drive(line) { 2 } else { 0 }).unwrap_or(("", line));
    let end = memchr(b':', rest.as_bytes()).unwrap_or(rest.len());
    let start = rest.get(..end).unwrap_or("");
    let blanks =
        !drive.is_empty() || shows_its_start(start) || memchr(b' ', start.as_bytes()).is_none();
    has_separator(start) && blanks && numbered(line).is_none()
}

/// The section that a directory's line opens, if it does, from the lines after it.
pub(super) fn opened<'a>(mut after: impl Iterator<Item = &'a str>) -> Option<Section> {
    let first = after.next()?;
    let relative = match FileHeading::parse(first) {
        Some(heading) => Some(heading.path),
        None => hit(first).and_then(|end| first.get(..end)),
    };
    if relative.is_some_and(|path| !has_separator(path)) {
        return Some(Section::Hits);
    }
    if first.is_empty() || is_in_full(first) {
        return None;
    }
    let headed = after.next().and_then(numbered).is_some_and(|(_, mark, _)| mark == Mark::Hit);
    Some(if headed { Section::Headed } else { Section::Paths })
}

pub(super) fn has_separator(path: &str) -> bool {
    memchr2(b'/', b'\\', path.as_bytes()).is_some()
}

fn ends_with_separator(path: &str) -> bool {
    path.ends_with(['/', '\\'])
}

/// Whether a line is a path in a list of paths, with or without a count: `src/cli.rs`,
/// `src/cli.rs:12`. Its directory can stand as a heading, its name under one.
pub(super) fn is_listed(line: &str) -> bool {
    if line.len() > MAX_PATH {
        return false;
    }
    let (directory, name) = split_directory(line);
    let bare = match name.split_once(':') {
        Some((bare, hits)) => count(hits).map(|_| bare),
        None => Some(name),
    };
    bare.is_some_and(|bare| !bare.is_empty() && bare != "." && numbered(name).is_none())
        && !name.starts_with(char::is_whitespace)
        && !name.ends_with(' ')
        && ![" hit)", " hits)", " context)"].iter().any(|end| name.ends_with(end))
        && is_directory(directory)
        && is_in_full(line)
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
            assert_eq!(hit(line).and_then(|end| line.get(..end)), path, "{line}");
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

    #[test]
    fn headings_are_read_as_they_are_written() {
        for line in [
            "a.rs (1 hit)",
            "src/a.rs (12 hits)",
            "src/a.rs (1 hit, 4 context)",
            r"C:\a b\c.rs (2 hits)",
        ] {
            let heading = FileHeading::parse(line).expect(line);
            let mut out = String::new();
            heading.write(&mut out);
            assert_eq!(out, line);
        }
        for line in [
            "a.rs (1 hits)",
            "a.rs (2 hit)",
            "a.rs (02 hits)",
            "a b.rs (2 hits)",
            "a.rs (2 hits, 0 context)",
        ] {
            assert_eq!(FileHeading::parse(line), None, "{line}");
        }
    }

    #[test]
    fn directories() {
        for line in ["src/", "./src/", "/usr/my lib/", r"C:\a b\", "logs/2026-05-01/"] {
            assert!(is_directory(line), "{line}");
        }
        for line in ["src", "/", "./", "my src/", "app/[id]/", "- src/", "url: a/", "HEAD:src/"] {
            assert!(!is_directory(line), "{line}");
        }
    }

    #[test]
    fn merged_lines() {
        assert_eq!(merged("1,3,20:x"), Some((vec![1, 3, 20], ":x")));
        for line in ["1:x", "1,:x", "1,1:x", "3,1:x", "1,3-x", "1,03:x", "a"] {
            assert_eq!(merged(line), None, "{line}");
        }
    }
}
