//! The lines of a log, and what a terminal would show of them.

use std::borrow::Cow;

use headroom_core::{Span, without_codes};

use crate::table_of::table_of;

/// A text cut into lines. A line's span has its line break, its text has not.
#[derive(Debug)]
pub(super) struct Lines<'a> {
    text: &'a str,
    /// The end of each line, line break included.
    ends: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut ends: Vec<usize> =
            memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1).collect();
        if ends.last().copied().unwrap_or(0) < text.len() {
            ends.push(text.len());
        }
        Self { text, ends }
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Where line `i` stands, line break included; empty past the end.
    pub(super) fn span(&self, i: usize) -> Span {
        let start =
            if i == 0 { 0 } else { self.ends.get(i - 1).copied().unwrap_or(self.text.len()) };
        Span::new(start, self.ends.get(i).copied().unwrap_or(start))
    }

    /// Where lines `from..to` stand, line breaks included.
    pub(super) fn range(&self, from: usize, to: usize) -> Span {
        Span::new(self.span(from).start, self.span(to.saturating_sub(1)).end)
    }

    /// Lines `from..to`, line breaks included.
    pub(super) fn slice(&self, from: usize, to: usize) -> &'a str {
        self.range(from, to).of(self.text)
    }

    /// Line `i` with its line break.
    pub(super) fn whole(&self, i: usize) -> &'a str {
        self.span(i).of(self.text)
    }

    /// Line `i` as `str::lines` gives it.
    pub(super) fn text(&self, i: usize) -> &'a str {
        let line = self.whole(i);
        let line = line.strip_suffix('\n').unwrap_or(line);
        line.strip_suffix('\r').unwrap_or(line)
    }

    /// The lines that a span of whole lines covers.
    pub(super) fn covered(&self, span: Span) -> std::ops::Range<usize> {
        let after = |at: usize| self.ends.partition_point(|&end| end <= at);
        after(span.start)..self.ends.partition_point(|&end| end <= span.end)
    }

    /// Whether a text stands in any line.
    pub(super) fn has(&self, text: &str) -> bool {
        memchr::memmem::find(self.text.as_bytes(), text.as_bytes()).is_some()
    }

    /// The first `most` lines in which a text stands.
    pub(super) fn naming(&self, name: &str, most: usize) -> Vec<usize> {
        let found = memchr::memmem::find_iter(self.text.as_bytes(), name.as_bytes());
        let mut lines: Vec<usize> = Vec::new();
        for line in found.map(|at| self.ends.partition_point(|&end| end <= at)) {
            if lines.last() != Some(&line) {
                lines.push(line);
            }
            if lines.len() >= most {
                break;
            }
        }
        lines
    }
}

/// What a terminal shows of a line: no escape sequences, and of parts that overwrite each other the
/// last that is not blank.
pub(super) fn shown(line: &str) -> Cow<'_, str> {
    if memchr::memchr3(0x1b, b'\r', 0x08, line.as_bytes()).is_none() {
        return Cow::Borrowed(line);
    }
    let plain = without_codes(line);
    let last = plain.rsplit('\r').find(|part| !part.trim().is_empty()).unwrap_or("");
    Cow::Owned(last.replace('\u{8}', ""))
}

/// For each byte whether it may stand in a time.
const IN_STAMP: [u8; 256] = table_of!(256, |byte| matches!(
    byte as u8,
    b'0'..=b'9' | b':' | b'-' | b'/' | b'.' | b',' | b' ' | b'T' | b'_' | b'['
) as u8);

/// A line without the time, and the punctuation around it, that it may start with.
pub(super) fn without_stamp(line: &str) -> &str {
    const LONGEST: usize = 40;
    let head = line.as_bytes().get(..LONGEST).unwrap_or(line.as_bytes());
    let is_stamp = |byte: &u8| IN_STAMP.get(usize::from(*byte)) == Some(&1);
    let end = head.iter().position(|byte| !is_stamp(byte)).unwrap_or(line.len());
    let head = line.as_bytes().get(..end).unwrap_or_default();
    let end = head.iter().rposition(u8::is_ascii_digit).map_or(0, |last| last + 1);
    if !names_time(Span::new(0, end).of(line).as_bytes()) {
        return line;
    }
    let rest = Span::new(end, line.len()).of(line);
    let rest = rest.strip_prefix('Z').unwrap_or(rest);
    let rest = rest.strip_prefix([']', ')', ',', ':']).unwrap_or(rest);
    match rest.strip_prefix([' ', '\t', '|']) {
        Some(rest) => rest,
        None => line,
    }
}

/// A line without the number that a listing of the file puts before it, if one stands there.
pub(super) fn without_margin(line: &str) -> Option<&str> {
    let inner = line.trim_start_matches(' ');
    let text = inner.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = text.len() < inner.len();
    text.strip_prefix(['\t', '\u{2192}']).filter(|_| numbered)
}

/// Whether a line looks like a record of a log: near its start stands a time of day, or a field that
/// is a long number, such as a day or a second.
pub(super) fn is_record(line: &str) -> bool {
    const NEAR: usize = 64;
    let head = line.as_bytes();
    let head = head.get(..NEAR).unwrap_or(head);
    let is_number = |field: &[u8]| {
        let digits = field.iter().filter(|byte| byte.is_ascii_digit()).count();
        let others = field.iter().filter(|byte| !matches!(byte, b'.' | b'-' | b'/' | b'_')).count();
        digits >= 6 && digits == others
    };
    names_time(head) || head.split(|&byte| byte == b' ').take(3).any(is_number)
}

/// Whether hours, minutes and seconds stand in it: two digits, a colon, two digits, a colon, two
/// digits.
fn names_time(bytes: &[u8]) -> bool {
    memchr::memchr_iter(b':', bytes).any(|colon| {
        let window = colon.checked_sub(2).and_then(|from| bytes.get(from..)?.first_chunk());
        window.is_some_and(|[a, b, _, c, d, colon, e, f]| {
            *colon == b':' && [a, b, c, d, e, f].iter().all(|byte| byte.is_ascii_digit())
        })
    })
}

/// About how many tokens a text has: runs of letters and digits, punctuation, indentation. Within a
/// third of the usual vocabularies on logs; for choosing, never for a verdict. Linear.
pub(super) fn weigh(text: &str) -> usize {
    let (mut tokens, mut run, mut kind) = (0, 0, OTHER);
    for &byte in text.as_bytes() {
        let now = KINDS.get(usize::from(byte)).copied().unwrap_or(OTHER);
        if now == kind {
            run += 1;
        } else {
            tokens += tokens_of_run(kind, run);
            (kind, run) = (now, 1);
        }
    }
    tokens + tokens_of_run(kind, run)
}

/// [`tokens_of`], by one look for a run of usual length.
#[inline(always)]
fn tokens_of_run(kind: u8, run: usize) -> usize {
    let known = TOKENS.get(usize::from(kind) * USUAL + run).filter(|_| run < USUAL);
    known.map_or_else(|| tokens_of(kind, run), |tokens| usize::from(*tokens))
}

/// Runs are mostly shorter.
const USUAL: usize = 16;

/// The tokens of runs of usual length: a row for each kind.
const TOKENS: [u8; 5 * USUAL] =
    table_of!(5 * USUAL, |at| tokens_of((at / USUAL) as u8, at % USUAL) as u8);

/// [`kind_of`] laid out for one look.
const KINDS: [u8; 256] = table_of!(256, |byte| kind_of(byte as u8));

const OTHER: u8 = 0;
const LETTER: u8 = 1;
const DIGIT: u8 = 2;
const SPACE: u8 = 3;
const HIGH: u8 = 4;

const fn kind_of(byte: u8) -> u8 {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' => LETTER,
        b'0'..=b'9' => DIGIT,
        b' ' | b'\t' => SPACE,
        0x80.. => HIGH,
        _ => OTHER,
    }
}

const fn tokens_of(kind: u8, run: usize) -> usize {
    match kind {
        LETTER => run.div_ceil(7),
        DIGIT | HIGH => run.div_ceil(3),
        SPACE => (run > 1) as usize,
        _ => run.div_ceil(4),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_shows_the_last_of_what_is_overwritten() {
        assert_eq!(shown("plain"), "plain");
        assert_eq!(shown("\u{1b}[31;1merror\u{1b}[0m: no"), "error: no");
        assert_eq!(shown(" 10%\r 50%\r100% done\r"), "100% done");
        assert_eq!(shown("fold:start\r\u{1b}[0K$ rake"), "$ rake");
        assert_eq!(shown("\u{1b}]0;title\u{7}text \u{1b}(Bmore\u{1b}"), "text more");
    }

    #[test]
    fn a_leading_time_is_taken_off() {
        for (line, rest) in [
            ("2015-07-29 17:41:44,747 - INFO x", "- INFO x"),
            ("2024-01-01T12:34:56.1234567Z ##[error]no", "##[error]no"),
            ("[12:48:31] Starting", "Starting"),
            ("12:48:31.5 up", "up"),
        ] {
            assert_eq!(without_stamp(line), rest);
        }
        for line in [
            "127.0.0.1 - - x",
            "12 passed",
            "src/a.c:12:3: error",
            "10:3 error no-undef",
            "12:30:4x",
            "120:13  error  x",
        ] {
            assert_eq!(without_stamp(line), line);
        }
    }

    #[test]
    fn lines_have_the_breaks_of_the_text() {
        let text = "a\r\n\nb\rc\nd";
        let lines = Lines::new(text);
        let all: Vec<&str> = (0..lines.len()).map(|i| lines.whole(i)).collect();
        assert_eq!(all, ["a\r\n", "\n", "b\rc\n", "d"]);
        assert_eq!(lines.text(0), "a");
        assert_eq!(lines.naming("d", 9), [3]);
        assert_eq!(lines.naming("\n", 2), [0, 1]);
        assert_eq!(Lines::new("").len(), 0);
    }
}
