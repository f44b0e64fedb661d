//! Runs of lines that the grammar of a format proves, wherever they stand in a text.

use super::diff::is_hunk_header;
use super::search::{hit, is_report};
use super::segments::Segment;
use super::table::is_mode_row;
use super::{Encoding, certain};
use crate::trace::{is_header, trace_len};
use crate::{ContentType, Span};

/// The fewest lines that prove a listing, hits of a search, encoded bytes.
const ROWS: usize = 3;
const HITS: usize = 4;
const ENCODED: usize = 8;

/// The runs of a text, in order. Linear.
pub(super) fn runs(text: &str) -> Vec<Segment> {
    let mut out = Vec::new();
    let mut at = 0;
    // Where one session does not end, no later one does.
    let mut sessions = true;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let run = run(rest, &mut sessions);
        if let Some(content_type) = run.content_type {
            let body = rest.get(..run.len).unwrap_or("").trim_end_matches(['\n', '\r']);
            let span = Span::new(at, at + body.len());
            out.push(Segment { span, detection: certain(content_type) });
        }
        at += run.len.max(line_len(rest));
    }
    out
}

/// What stands at the start of a text: a run, or lines that none starts in.
#[derive(Debug)]
struct Run {
    content_type: Option<ContentType>,
    len: usize,
}

fn run(text: &str, sessions: &mut bool) -> Run {
    let found = |len: usize, content_type| Run { content_type: Some(content_type), len };
    let line = first_line(text);
    match line.as_bytes().first() {
        Some(b'd' | b'-') if is_diff_start(text) => {
            let (len, hunks) = diff_len(text);
            return Run { content_type: (hunks > 0).then_some(ContentType::DIFF), len };
        }
        Some(b't') if line.starts_with("total ") => {
            let head = line_len(text);
            let rows = rest(text, head);
            let (len, count) = while_lines(rows, is_mode_row);
            let content_type = (count >= ROWS).then_some(ContentType::TABLE);
            return Run { content_type, len: head + len };
        }
        Some(b'=') if *sessions && line.contains(" test session starts ") => {
            if let Some(len) = session_len(text) {
                return found(len, ContentType::LOG);
            }
            *sessions = false;
        }
        _ => {}
    }
    if is_header(line)
        && let Some(len) = trace_len(text)
    {
        return found(len, ContentType::STACK_TRACE);
    }
    let (len, count) = while_lines(text, |line| hit(line, false).is_some() || line == "--");
    if count > 0 {
        let lines = text.get(..len).unwrap_or("").lines();
        let reports = lines.filter_map(|line| hit(line, false)).filter(|hit| is_report(hit.text));
        let hits = count >= HITS && reports.count() * 3 < count;
        return Run { content_type: hits.then_some(ContentType::SEARCH), len };
    }
    let (len, count) = while_lines(text, |line| Encoding::of(line).is_some());
    Run { content_type: (count >= ENCODED).then_some(ContentType::BINARY), len }
}

/// Whether a file of a diff starts here.
fn is_diff_start(text: &str) -> bool {
    let mut lines = text.lines();
    let first = lines.next().unwrap_or("");
    let sides = first.starts_with("--- ")
        && lines.next().is_some_and(|line| line.starts_with("+++ "))
        && lines.next().is_some_and(is_hunk_header);
    sides || first.starts_with("diff --git ")
}

/// Bytes of the files of a diff, and its hunks: headers, and hunks of as many lines as their headers say.
fn diff_len(text: &str) -> (usize, usize) {
    const HEADERS: &[&str] = &[
        "diff --git ",
        "index ",
        "--- ",
        "+++ ",
        "new file mode ",
        "deleted file mode ",
        "old mode ",
        "new mode ",
        "similarity index ",
        "rename ",
        "copy ",
        "Binary files ",
        "\\ No newline",
    ];
    let (mut at, mut hunks) = (0, 0);
    loop {
        let here = rest(text, at);
        let line = first_line(here);
        if is_hunk_header(line) {
            at += line_len(here);
            at += body_len(rest(text, at), counts(line));
            hunks += 1;
        } else if !line.is_empty() && HEADERS.iter().any(|header| line.starts_with(header)) {
            at += line_len(here);
        } else {
            return (at, hunks);
        }
    }
}

/// Bytes of a hunk's lines: so many of the old and of the new file.
fn body_len(text: &str, (mut old, mut new): (usize, usize)) -> usize {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let (of_old, of_new) = match line.as_bytes().first() {
            Some(b'-') => (1, 0),
            Some(b'+') => (0, 1),
            Some(b' ' | b'\n' | b'\r') => (1, 1),
            Some(b'\\') => (0, 0),
            _ => return at,
        };
        if of_old > old || of_new > new || (old, new) == (0, 0) && !line.starts_with('\\') {
            return at;
        }
        (old, new) = (old - of_old, new - of_new);
        at += line.len();
    }
    at
}

/// How many lines of the old and the new file a hunk has: `@@ -1,2 +3,4 @@`.
fn counts(header: &str) -> (usize, usize) {
    let mut ranges = header.split(' ').skip(1).map(|range| {
        let count = range.split_once(',').map_or("1", |(_, count)| count);
        count.parse().unwrap_or(0)
    });
    (ranges.next().unwrap_or(0), ranges.next().unwrap_or(0))
}

/// Bytes of a test session of pytest, up to its last line.
fn session_len(text: &str) -> Option<usize> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        at += line.len();
        let line = line.trim_end();
        let inner = line.trim_matches('=');
        if line.starts_with('=')
            && line.ends_with('=')
            && inner.contains(" in ")
            && inner.ends_with(' ')
        {
            return Some(at);
        }
    }
    None
}

/// Bytes and number of the lines at the start that hold `test`.
fn while_lines(text: &str, test: impl Fn(&str) -> bool) -> (usize, usize) {
    let lines = text.split_inclusive('\n');
    let held = lines.take_while(|line| test(line.trim_end_matches(['\n', '\r'])));
    held.fold((0, 0), |(len, count), line| (len + line.len(), count + 1))
}

fn first_line(text: &str) -> &str {
    let end = memchr::memchr(b'\n', text.as_bytes()).unwrap_or(text.len());
    text.get(..end).unwrap_or("").trim_end_matches('\r')
}

fn line_len(text: &str) -> usize {
    memchr::memchr(b'\n', text.as_bytes()).map_or(text.len(), |at| at + 1)
}

fn rest(text: &str, at: usize) -> &str {
    text.get(at..).unwrap_or("")
}
