//! Hits of `grep`, `rg` and their kind.

use super::source::Source;
use super::view::{Line, View, is_share};
use super::{Detection, certain, likely};
use crate::{ContentType, file_name};

/// Claims a text whose lines are hits, `path:line:text` or one of its relatives.
pub(super) fn claim(view: &View<'_>, source: &Source) -> Option<Detection> {
    let asked = matches!(source, Source::Search { .. });
    let tally = Tally::of(view, asked);
    if tally.hits > 0 && is_share(tally.hits + tally.context, tally.lines, 85) {
        let compiles = !asked && is_share(tally.reports, tally.hits, 40);
        return (!compiles).then(|| weigh(asked || tally.hits >= 2));
    }
    if asked {
        return asked_for(view, source, &tally);
    }
    // Hits of several files without line numbers: the same paths again and again.
    let named = view.count(|line| named_hit(&line.text, false).is_some());
    (named >= 6 && is_share(named, tally.lines, 90)).then(|| weigh(false))
}

/// Forms that are too close to other things to be seen without the command.
fn asked_for(view: &View<'_>, source: &Source, tally: &Tally) -> Option<Detection> {
    let bare = view.count(|line| bare_number(&line.text).is_some());
    let named = view.count(|line| named_hit(&line.text, true).is_some());
    let counted = bare + named + tally.hits + tally.context;
    if is_share(counted, tally.lines, 80) {
        return Some(certain(ContentType::SEARCH));
    }
    let refused = view.first().starts_with("grep: ") || view.first().starts_with("rg: ");
    let numbered = *source == (Source::Search { numbered: true });
    (!numbered && !refused).then(|| weigh(false))
}

fn weigh(sure: bool) -> Detection {
    if sure { certain(ContentType::SEARCH) } else { likely(ContentType::SEARCH) }
}

/// How many lines of a view are what.
#[derive(Debug, Default)]
struct Tally {
    hits: usize,
    /// Context lines, group separators, headings with their hits, remarks of the tool.
    context: usize,
    /// Hits whose text is a compiler's report.
    reports: usize,
    lines: usize,
}

impl Tally {
    fn of(view: &View<'_>, asked: bool) -> Self {
        let mut tally = Self { lines: view.lines.len(), ..Self::default() };
        let mut path = "";
        let next = |at: usize| view.lines.get(at + 1);
        let headed =
            view.lines.iter().enumerate().any(|(at, line)| is_heading(&line.text, next(at)));
        for (at, line) in view.lines.iter().enumerate() {
            let text = &*line.text;
            if let Some(hit) = hit(text, asked) {
                path = hit.path;
                tally.hits += 1;
                tally.reports += usize::from(is_report(hit.text));
            } else if headed && bare_number(text).is_some() {
                tally.hits += 1;
            } else {
                let beside = is_context(text, path) || text == "--" || is_remark(text);
                tally.context += usize::from(beside || (headed && is_heading(text, next(at))));
            }
        }
        tally
    }
}

/// A line of a search result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hit<'a> {
    pub(super) path: &'a str,
    pub(super) text: &'a str,
}

/// Reads `path:line:text` or `path:line:column:text`. Paths with blanks in them and paths without a
/// folder or extension count only where a search was `asked` for.
pub(super) fn hit(line: &str, asked: bool) -> Option<Hit<'_>> {
    let bytes = line.as_bytes();
    if bytes.first().is_none_or(|first| *first == b' ' || *first == b'\t') {
        return None;
    }
    let from = if is_drive(bytes) { 2 } else { 1 };
    for colon in memchr::memchr_iter(b':', bytes.get(..bytes.len().min(300))?) {
        if colon < from {
            continue;
        }
        let rest = line.get(colon + 1..)?;
        let digits = digits(rest);
        if digits == 0 || digits > 7 || rest.as_bytes().get(digits) != Some(&b':') {
            // A colon followed by anything but a line number belongs to no path we know.
            if rest.starts_with("//") {
                return None;
            }
            continue;
        }
        let path = line.get(..colon)?;
        let text = rest.get(digits + 1..)?;
        return is_path(path, asked).then_some(Hit { path, text });
    }
    None
}

/// Whether a line starts with `C:\` or `C:/`.
fn is_drive(bytes: &[u8]) -> bool {
    matches!(bytes, [drive, b':', b'\\' | b'/', ..] if drive.is_ascii_alphabetic())
}

/// How many digits a text starts with.
pub(super) fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// Whether a text looks like the path of a file.
pub(super) fn is_path(text: &str, asked: bool) -> bool {
    if text.is_empty() || text.len() > 300 || text.contains("://") {
        return false;
    }
    let odd =
        |byte: u8| matches!(byte, b'"' | b'<' | b'>' | b'|' | b'\t' | b';' | b'`' | b'{' | b'}');
    if text.bytes().any(odd) || text.starts_with(['[', '(', '#', '*', '\'', ',']) {
        return false;
    }
    if text.contains(' ') {
        return asked && (has_extension(text) || text.contains('/'));
    }
    // A date or time is no path: `2024/01/01`, `12:30`.
    let has_letter = text.bytes().any(|byte| byte.is_ascii_alphabetic() || byte >= 0x80);
    let shaped = has_extension(text) || text.contains('/') || text.contains('\\');
    has_letter && (asked || shaped) && !text.ends_with('/')
}

/// Whether the last component ends in `.` and an extension that starts with a letter.
pub(super) fn has_extension(path: &str) -> bool {
    let name = file_name(path);
    name.rsplit_once('.').is_some_and(|(_, extension)| {
        (1..=12).contains(&extension.len())
            && extension.starts_with(|c: char| c.is_ascii_alphabetic())
            && extension.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-~".contains(&byte))
    })
}

/// Whether a line is `path-12-text`: of the path that was hit before, or of one that is spelled out.
fn is_context(line: &str, path: &str) -> bool {
    let numbered = |rest: &str| {
        let digits = digits(rest);
        digits > 0 && rest.as_bytes().get(digits) == Some(&b'-')
    };
    if !path.is_empty()
        && line.strip_prefix(path).and_then(|rest| rest.strip_prefix('-')).is_some_and(numbered)
    {
        return true;
    }
    if line.starts_with([' ', '\t']) {
        return false;
    }
    let head = line.get(..line.floor_char_boundary(300)).unwrap_or(line);
    head.match_indices('-').take(16).any(|(at, _)| {
        line.get(at + 1..).is_some_and(numbered)
            && line.get(..at).is_some_and(|path| is_path(path, false) && has_extension(path))
    })
}

/// The number of `12:text` or `12-text`.
pub(super) fn bare_number(line: &str) -> Option<u64> {
    let digits = digits(line);
    if digits == 0 || !matches!(line.as_bytes().get(digits), Some(b':' | b'-')) {
        return None;
    }
    // `12:30:45` is a time and `2024-01-02` a date.
    let rest = line.get(digits + 1..)?;
    let next = self::digits(rest);
    let clock = next == 2 && matches!(rest.as_bytes().get(next), Some(b':' | b'-'));
    if clock { None } else { line.get(..digits)?.parse().ok() }
}

/// Whether a line is the path above hits that are grouped under it.
fn is_heading(line: &str, next: Option<&Line<'_>>) -> bool {
    next.is_some_and(|next| next.skipped == Some(0) && bare_number(&next.text).is_some())
        && is_path(line, false)
}

/// The path of `path:text`, a hit without a line number; `path:12` of `grep -c` is one as well.
fn named_hit(line: &str, asked: bool) -> Option<&str> {
    let from = if is_drive(line.as_bytes()) { 2 } else { 0 };
    let colon = memchr::memchr(b':', line.as_bytes().get(from..)?)? + from;
    let path = line.get(..colon)?;
    let rest = line.get(colon + 1..)?;
    let counted = asked && digits(rest) == rest.len() && !rest.is_empty();
    let named = has_extension(path) || (asked && path.contains('/'));
    (is_path(path, asked) && (named || counted)).then_some(path)
}

/// Whether a line is a remark of a search tool.
fn is_remark(line: &str) -> bool {
    line.starts_with("grep: ")
        || line.starts_with("rg: ")
        || line.starts_with("Binary file ")
        || (line.starts_with("Found ") && line.len() < 60)
}

/// Whether the text of a hit is what a compiler or linter reports about the place.
pub(super) fn is_report(text: &str) -> bool {
    let text = match digits(text) {
        0 => text,
        column => text.get(column + 1..).unwrap_or(""),
    };
    let Some(text) = text.strip_prefix(' ') else { return false };
    const WORDS: &[&str] = &[
        "error",
        "warning",
        "note",
        "fatal error",
        "info",
        "remark",
        "in ",
        "undefined reference",
        "Error",
        "Warning",
        "required from",
        "from ",
        "style",
        "convention",
        "refactor",
        "hint",
    ];
    let code = text.split(' ').next().unwrap_or("").trim_end_matches(':');
    let letters = code.bytes().take_while(u8::is_ascii_uppercase).count();
    let is_code = (1..=4).contains(&letters)
        && (2..=5).contains(&code.get(letters..).map_or(0, digits))
        && code.len() == letters + code.get(letters..).map_or(0, digits);
    is_code || WORDS.iter().any(|word| text.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::{hit, is_context, is_report};

    #[test]
    fn hits_have_a_path_and_a_line() {
        for (line, path, text) in [
            ("src/a.rs:12:let x = 1;", "src/a.rs", "let x = 1;"),
            ("src/a.rs:12:5:let x", "src/a.rs", "5:let x"),
            ("C:\\a\\b.c:7:int x;", "C:\\a\\b.c", "int x;"),
            ("a:b/c.txt:3:x", "a:b/c.txt", "x"),
            ("x.py:1:", "x.py", ""),
        ] {
            let hit = hit(line, false).map(|hit| (hit.path, hit.text));
            assert_eq!(hit, Some((path, text)), "{line}");
        }
        for line in [
            "2024-01-01 12:00:00 started",
            "2024/01/01 12:00:00 started",
            "[12:00:01] started",
            "12:30:45 x",
            "http://host:8080:x",
            "see https://a.b/c:12:x",
            "note: 12:30:00",
            "  at f (a.js:1:2)",
            "ERROR a.py:12: bad",
            "key: value",
            "",
        ] {
            assert_eq!(hit(line, false), None, "{line}");
        }
    }

    #[test]
    fn context_and_reports_are_told_from_hits() {
        assert!(is_context("a-1-b/x.rs-10-code", ""));
        assert!(is_context("Makefile-3-all:", "Makefile"));
        assert!(!is_context("2024-01-02-x", ""));
        assert!(is_report("5: error: no such field"));
        assert!(is_report("1: E501 line too long"));
        assert!(!is_report("    error = 1"));
    }
}
