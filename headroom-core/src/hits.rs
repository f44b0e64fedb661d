//! Hits that go out of sight: what is so of them, for the notices that say it.

use crate::check;
use crate::notice::{HitsLeftOut, Lines, Notice};
use crate::{Piece, Rewrite, Span, Unit, file_name};

/// The notices about hits, each with the number of the piece in whose place it stands: about those of the
/// piece, and those before it with nothing in sight between. `None` if a piece is not made of
/// hits of the file that it names, or if a notice could not be read back.
///
/// Linear in the text.
pub(crate) fn notices(text: &str, rewrite: &Rewrite) -> Option<Vec<(usize, Notice)>> {
    let pieces = rewrite.pieces();
    let mut out = Vec::new();
    let mut open: Option<Open<'_>> = None;
    let mut reader = Reader { text, checked: Span::default() };
    for (at, piece) in pieces.iter().enumerate() {
        let span = piece.span();
        match piece {
            Piece::Elided(elision) if let Unit::Hits { path } = elision.unit => {
                let file = reader.read(span, path)?;
                open = match open.take() {
                    Some(open) if open.takes(span, &file) => Some(open.with(at, span, file)),
                    other => {
                        put(&mut out, other)?;
                        Some(Open { at, end: span.end, gap: false, files: vec![file] })
                    }
                };
            }
            Piece::Folded { text, .. } if text.is_empty() => {
                if let Some(open) = open.as_mut().filter(|open| open.end == span.start) {
                    open.end = span.end;
                    open.gap = true;
                }
            }
            _ => put(&mut out, open.take())?,
        }
    }
    put(&mut out, open)?;
    Some(out)
}

/// Hits of one file.
#[derive(Debug)]
struct File<'a> {
    path: &'a str,
    /// Whether others of the file stand right before them, and right after.
    before: bool,
    after: bool,
    hits: HitsLeftOut,
}

impl File<'_> {
    fn in_part(&self) -> bool {
        self.before || self.after
    }

    /// Whether a notice about several files can say all of these.
    fn is_whole(&self) -> bool {
        !self.in_part() && self.hits.hits > 0 && !self.path.is_empty()
    }
}

/// What the next notice says so far.
#[derive(Debug)]
struct Open<'a> {
    /// The piece in whose place it stands.
    at: usize,
    /// Up to where nothing is in sight.
    end: usize,
    /// Whether lines that stand elsewhere follow on the last piece.
    gap: bool,
    files: Vec<File<'a>>,
}

impl<'a> Open<'a> {
    /// Whether these hits belong into the same notice.
    fn takes(&self, span: Span, file: &File<'_>) -> bool {
        let last = self.files.last();
        let same = last.is_some_and(|last| last.path == file.path);
        let whole = file.is_whole() && !self.gap && last.is_some_and(File::is_whole);
        self.end == span.start && (same || whole)
    }

    fn with(mut self, at: usize, span: Span, file: File<'a>) -> Self {
        (self.at, self.end) = (at, span.end);
        match self.files.last_mut().filter(|last| last.path == file.path) {
            Some(last) => {
                last.before |= self.gap;
                last.after = file.after;
                let is_empty = |hits: &HitsLeftOut| hits.hits + hits.context == 0;
                // Where some have no number, those of the others are not of all.
                last.hits.lines = match (is_empty(&last.hits), is_empty(&file.hits)) {
                    (true, _) => file.hits.lines,
                    (_, true) => last.hits.lines,
                    _ => last.hits.lines.zip(file.hits.lines).map(|(a, b)| around(a, b)),
                };
                last.hits.hits += file.hits.hits;
                last.hits.context += file.hits.context;
            }
            None => self.files.push(file),
        }
        self.gap = false;
        self
    }

    fn notice(self) -> Option<Notice> {
        let several = self.files.len() > 1;
        let told = |file: &File<'_>| file.hits.hits + file.hits.context > 0;
        self.files.iter().all(told).then_some(())?;
        let hits = self.files.into_iter().map(|file| {
            let name = if file.in_part() { file_name(file.path) } else { file.path };
            let context = if several { 0 } else { file.hits.context };
            HitsLeftOut { file: name.to_owned(), context, ..file.hits }
        });
        let hits: Vec<_> = hits.collect();
        let clear = hits.iter().all(HitsLeftOut::is_clear);
        let notice = Notice::HitsLeftOut(hits);
        (clear || notice.reads_back()).then_some(notice)
    }
}

fn put(out: &mut Vec<(usize, Notice)>, open: Option<Open<'_>>) -> Option<()> {
    if let Some(open) = open {
        out.push((open.at, open.notice()?));
    }
    Some(())
}

/// The lines from the first to the last of two ranges.
fn around(a: Lines, b: Lines) -> Lines {
    Lines::new(a.first.min(b.first), a.last.max(b.last))
}

/// Reads elided lines as hits.
struct Reader<'a> {
    text: &'a str,
    /// The heading under which lines were last found to stand, and up to where they do.
    checked: Span,
}

impl<'a> Reader<'a> {
    fn read(&mut self, span: Span, path: Span) -> Option<File<'a>> {
        let text = self.text;
        let name = path.get(text)?;
        let starts_line = path.start == 0 || text.as_bytes().get(path.start - 1) == Some(&b'\n');
        let after = text.get(path.end..)?;
        let headed = after.is_empty() || after.starts_with('\n') || after.starts_with("\r\n");
        if name.is_empty() || headed {
            let above = !name.is_empty() && path.start < span.start;
            let stands = name.is_empty() || starts_line && (!above || self.is_below(path, span));
            let hits = stands.then(|| tally(span.of(text), name, body_below(name)))??;
            let before = name.is_empty() || above;
            return Some(File { path: name, before, after: false, hits });
        }
        let hits = starts_line.then(|| tally(span.of(text), name, body_after(name)))??;
        let before = is_hit_of(name, line_before(text, span.start));
        let after = is_hit_of(name, text.get(span.end..)?);
        Some(File { path: name, before, after, hits })
    }

    /// Whether a span is below a heading, with no blank line between and no other heading.
    fn is_below(&mut self, heading: Span, span: Span) -> bool {
        let from = if self.checked.start == heading.start { self.checked.end } else { heading.end };
        let between = Span::new(from.max(heading.end), span.start).of(self.text);
        self.checked = Span::new(heading.start, span.start.max(from));
        let remark = |line: &str| line == "--" || line.contains(' ');
        // Right behind the heading stands its line break.
        let break_of_heading = usize::from(from <= heading.end);
        let mut lines = between.lines().skip(break_of_heading);
        lines.all(|line| number(line).is_some() || remark(line))
    }
}

/// What follows the path on a line, and whether it is context; `None` if the path is another's.
type Body<'a> = Option<(&'a str, bool)>;

/// The body of a hit that starts with its path.
fn body_after(path: &str) -> impl Fn(&str) -> Body<'_> {
    move |line| {
        let rest = line.strip_prefix(path)?;
        let after_dash = match rest.as_bytes().first()? {
            b':' => false,
            b'-' => true,
            _ => return None,
        };
        Some((rest.get(1..)?, after_dash))
    }
}

/// The body of a hit below its heading, or without any; it starts with its number.
fn body_below(heading: &str) -> impl Fn(&str) -> Body<'_> {
    move |line| {
        let (_, mark) = number(line)?;
        (line != heading).then_some((line, mark == b'-'))
    }
}

/// Counts hits. `None` if a line is neither one nor a separator.
fn tally<'a>(
    lines: &'a str,
    heading: &str,
    body: impl Fn(&'a str) -> Body<'a>,
) -> Option<HitsLeftOut> {
    let mut found = HitsLeftOut { file: String::new(), hits: 0, context: 0, lines: None };
    let mut all_numbered = true;
    for line in check::lines(lines) {
        let Some((body, after_dash)) = body(line) else {
            let other = line == "--" || line.is_empty() || line == heading;
            other.then_some(())?;
            continue;
        };
        // What stands behind a path and a colon may begin with a date or a time.
        let number = number(body).filter(|(_, mark)| after_dash == (*mark == b'-'));
        let number = number.filter(|_| !begins_with_time(body));
        // Without a number nothing tells a line of context from a name that goes on.
        if after_dash && number.is_none() {
            return None;
        }
        all_numbered &= number.is_some();
        *(if after_dash { &mut found.context } else { &mut found.hits }) += 1;
        let here = number.map(|(number, _)| Lines::new(number, number));
        found.lines = found.lines.zip(here).map(|(a, b)| around(a, b)).or(here).or(found.lines);
    }
    found.lines = found.lines.filter(|_| all_numbered);
    Some(found)
}

/// Whether a text begins with hours, minutes and seconds.
fn begins_with_time(text: &str) -> bool {
    let is_time = |[a, b, colon, c, d, next, e, f]: &[u8; 8]| {
        [colon, next] == [&b':', &b':'] && [a, b, c, d, e, f].into_iter().all(u8::is_ascii_digit)
    };
    text.as_bytes().first_chunk().is_some_and(is_time)
}

/// The number at the start of `12:text` or `12-text`, and the mark after it. Lines are counted from 1.
fn number(line: &str) -> Option<(usize, u8)> {
    if line.starts_with('0') {
        return None;
    }
    let mut number = 0_usize;
    for (at, byte) in line.bytes().enumerate() {
        match byte {
            b'0'..=b'9' => {
                number = number.checked_mul(10)?.checked_add(usize::from(byte - b'0'))?
            }
            b':' | b'-' if at > 0 => return Some((number, byte)),
            _ => return None,
        }
    }
    None
}

fn is_hit_of(path: &str, line: &str) -> bool {
    line.strip_prefix(path).is_some_and(|rest| match rest.strip_prefix('-') {
        Some(context) => number(context).is_some_and(|(_, mark)| mark == b'-'),
        None => rest.starts_with(':'),
    })
}

/// The line that ends right before a place.
fn line_before(text: &str, at: usize) -> &str {
    let before = text.get(..at.saturating_sub(1)).unwrap_or("");
    let start = memchr::memrchr(b'\n', before.as_bytes()).map_or(0, |at| at + 1);
    before.get(start..).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Like;

    /// The notices for a text of which the lines that start with `-` here are left out, those with
    /// `+` said elsewhere; `path` is where it first stands.
    fn told(marked: &str, path: &str) -> Option<Vec<String>> {
        let text: String =
            marked.lines().map(|line| format!("{}\n", line.get(1..).unwrap_or(""))).collect();
        let mut rewrite = Rewrite::new();
        let mut at = 0;
        for line in marked.lines() {
            let span = Span::new(at, at + line.len());
            at = span.end;
            let own = Span::of(span, &text).starts_with(path);
            let start = if own { span.start } else { text.find(path)? };
            let path = Span::new(start, start + path.len());
            match line.bytes().next().unwrap_or(b' ') {
                b'-' => rewrite.elide(span, Unit::Hits { path }, Like::Unknown),
                b'+' => rewrite.fold(span, String::new()),
                _ => true,
            };
        }
        let notices = notices(&text, &rewrite)?;
        Some(notices.into_iter().map(|(_, notice)| notice.to_string()).collect())
    }

    #[test]
    fn hits_are_counted_and_placed() {
        for (text, path, expected) in [
            ("-a/b.rs:3:x\n-a/b.rs:9:x", "a/b.rs", "[2 hits left out: a/b.rs:3-9]"),
            ("-a/b.rs:3:x\n a/b.rs:9:x", "a/b.rs", "[1 hit left out: b.rs:3]"),
            ("-a/b.rs:3:x\n+a/b.rs:9:x\n-a/b.rs:12:x", "a/b.rs", "[2 hits left out: b.rs:3-12]"),
            ("-a.rs-2-x\n-a.rs:3:x\n---", "a.rs", "[1 hit, 1 context line left out: a.rs:2-3]"),
            ("-a.rs-2-x\n a.rs:3:x", "a.rs", "[1 context line left out: a.rs:2]"),
            (" a/b.rs\n 3:x\n-9:x\n-12:x", "a/b.rs", "[2 hits left out: b.rs:9-12]"),
            ("-a/b.rs\n-3:x\n-9:x\n-", "a/b.rs", "[2 hits left out: a/b.rs:3-9]"),
            ("-3:x\n-9:x", "", "[2 hits left out: file lines 3-9]"),
            ("-a.rs:x\n-a.rs:y", "a.rs", "[2 hits left out: a.rs]"),
            ("-a.log:2026-03-01 up\n-a.log:2026-03-02 up", "a.log", "[2 hits left out: a.log]"),
            ("-a.log:10:31:07 up\n-a.log:10:32:07 up", "a.log", "[2 hits left out: a.log]"),
            ("-a.yml:80:8080\n-a.yml:port: 1", "a.yml", "[2 hits left out: a.yml]"),
        ] {
            assert_eq!(told(text, path), Some(vec![expected.to_owned()]), "{text}");
        }
        let apart = told("-a.rs:3:x\n a.rs:9:x\n-a.rs:12:x", "a.rs");
        assert_eq!(apart.map(|notices| notices.len()), Some(2));
    }

    #[test]
    fn whole_files_share_a_notice() {
        let text = "a.rs:1:x\nb.rs:2:x\nb.rs:4:x\nc.rs:7:x\nc.rs:8:x\n";
        let mut rewrite = Rewrite::new();
        for (span, path) in [(0..9, 0..4), (9..27, 9..13), (27..36, 27..31)] {
            rewrite.elide(span, Unit::Hits { path: path.into() }, Like::Unknown);
        }
        let notices = notices(text, &rewrite).expect("hits");
        let told: Vec<_> = notices.iter().map(|(_, notice)| notice.to_string()).collect();
        let shared = "[3 hits left out: 1 in a.rs:1, 2 in b.rs:2-4]";
        assert_eq!(told, [shared, "[1 hit left out: c.rs:7]"]);
    }

    #[test]
    fn what_is_not_so_is_not_said() {
        for (text, path) in [
            ("-b.rs:3:x\n a.rs:3:x", "a.rs"),
            ("-a.rs:3:x\n-error\n-a.rs:4:x", "a.rs"),
            ("-a.rs-x:3:x\n-a.rs:4:x", "a.rs"),
            (" a.rs\n 3:x\n \n-9:x", "a.rs"),
            (" a.rs\n 3:x\n b.rs\n-9:x", "a.rs"),
            (" a.rs\n 3:x\n-4:x\n b.rs\n-9:x", "a.rs"),
            ("-x:3", "x:3"),
            ("-text", ""),
            ("-a, b.rs:3:x", "a, b.rs"),
            ("---\n a.rs:3:x", "a.rs"),
        ] {
            assert_eq!(told(text, path), None, "{text}");
        }
    }
}
