//! A bounded look at a text: all lines of a short one, lines spread over a long one.

use std::borrow::Cow;
use std::cell::OnceCell;

use crate::without_codes;

/// Texts up to this many bytes are looked at line by line.
const SHORT: usize = 4 << 10;
/// Lines looked at at the start and at the end of a longer text.
const EDGE: usize = 16;
/// Places in between, and lines looked at from each.
const WINDOWS: usize = 8;
const WINDOW: usize = 5;
/// Bytes of a line that are looked at.
const CLIP: usize = 240;

/// The lines that speak for a text. Which lines are taken depends on the text alone.
#[derive(Debug)]
pub(super) struct View<'a> {
    /// The text, without a byte order mark.
    pub(super) text: &'a str,
    /// The lines, in order. Lines without anything in them are left out.
    pub(super) lines: Vec<Line<'a>>,
    /// How many blank lines were met.
    pub(super) blank: usize,
    /// Which lines are running text, once it has been asked for.
    running: OnceCell<Vec<bool>>,
}

/// A line that was looked at.
#[derive(Clone, Debug)]
pub(super) struct Line<'a> {
    /// Its text without line end and without colour codes, cut after some hundred bytes.
    pub(super) text: Cow<'a, str>,
    /// Whether a terminal was spoken to: colours, or a line written over.
    pub(super) terminal: bool,
    /// How many blank lines were left out between this line and the one before it in the view;
    /// `None` where the view passes over other lines.
    pub(super) skipped: Option<usize>,
    /// Length of the whole line in bytes.
    pub(super) len: usize,
}

impl Line<'_> {
    /// The text without leading blanks.
    pub(super) fn inner(&self) -> &str {
        self.text.trim_start_matches([' ', '\t'])
    }

    /// Bytes of leading blanks.
    pub(super) fn indent(&self) -> usize {
        self.text.len() - self.inner().len()
    }
}

impl<'a> View<'a> {
    /// A view of `text`. Linear, and cheap: most of a long text is only passed over.
    pub(super) fn new(text: &'a str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut view =
            Self { text, lines: Vec::with_capacity(128), blank: 0, running: OnceCell::new() };
        if text.len() <= SHORT {
            view.take(0, text.len(), usize::MAX);
            return view;
        }
        let mut at = view.take(0, text.len(), EDGE);
        let tail = tail_start(text, EDGE).max(at);
        let step = tail.saturating_sub(at) / WINDOWS;
        for _ in 0..WINDOWS {
            if step < 2 * CLIP {
                at = view.take(at, tail, usize::MAX);
                break;
            }
            let end = at + step;
            let stop = view.take(at, end, WINDOW);
            at = line_start(text, stop, end);
        }
        view.take(at.max(tail), text.len(), usize::MAX);
        view
    }

    /// Takes up to `count` lines that start from `at` on and before `end`; tells where it stopped.
    fn take(&mut self, mut at: usize, end: usize, count: usize) -> usize {
        let mut skipped = None;
        for _ in 0..count {
            if at >= end {
                break;
            }
            let rest = self.text.get(at..).unwrap_or("");
            let len = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
            skipped = self.push(rest.get(..len).unwrap_or(""), skipped);
            at += len + 1;
        }
        at.min(self.text.len())
    }

    /// Adds a line; gives back how many lines are skipped before the next one if it adds none.
    fn push(&mut self, line: &'a str, skipped: Option<usize>) -> Option<usize> {
        let line = line.strip_suffix('\r').unwrap_or(line);
        let clipped = line.get(..line.floor_char_boundary(CLIP)).unwrap_or(line);
        let (text, terminal) = without_colours(clipped);
        if text.trim_ascii().is_empty() {
            self.blank += 1;
            return skipped.map(|blank| blank + 1);
        }
        self.lines.push(Line { text, terminal, skipped, len: line.len() });
        Some(0)
    }

    /// A view in which each line is what `inner` makes of it.
    pub(super) fn map(&self, inner: impl Fn(&str) -> &str) -> View<'a> {
        let lines = self.lines.iter().map(|line| {
            let text = match &line.text {
                Cow::Borrowed(text) => {
                    let kept = inner(text).len();
                    Cow::Borrowed(text.get(text.len() - kept..).unwrap_or(text))
                }
                Cow::Owned(text) => Cow::Owned(inner(text).to_owned()),
            };
            let gone = line.text.len() - text.len();
            Line { len: line.len.saturating_sub(gone), text, ..*line }
        });
        let (blank, lines): (Vec<_>, Vec<_>) =
            lines.partition(|line| line.text.trim_ascii().is_empty());
        View { text: self.text, lines, blank: self.blank + blank.len(), running: OnceCell::new() }
    }

    /// How many lines hold `test`.
    pub(super) fn count(&self, test: impl Fn(&Line<'_>) -> bool) -> usize {
        self.lines.iter().filter(|line| test(line)).count()
    }

    /// Whether at least `percent` of the lines, and one at least, hold `test`.
    pub(super) fn mostly(&self, percent: usize, test: impl Fn(&Line<'_>) -> bool) -> bool {
        is_share(self.count(test), self.lines.len(), percent)
    }

    /// For each line, whether it reads like part of a sentence.
    pub(super) fn running(&self) -> &[bool] {
        self.running.get_or_init(|| self.lines.iter().map(|line| is_running(&line.text)).collect())
    }

    /// The first line.
    pub(super) fn first(&self) -> &str {
        self.lines.first().map_or("", |line| &line.text)
    }
}

/// Whether `part` is at least `percent` of `whole`, and not nothing.
pub(super) fn is_share(part: usize, whole: usize, percent: usize) -> bool {
    part > 0 && part * 100 >= whole * percent
}

/// Whether a line reads like part of a sentence: words of letters, or mostly letters of a
/// script without word breaks.
fn is_running(line: &str) -> bool {
    // The form of a line shows long before its end.
    let line = line.get(..line.floor_char_boundary(120)).unwrap_or(line).trim_ascii();
    let (mut letters, mut blanks, mut wide) = (0_usize, 0_usize, 0_usize);
    for byte in line.bytes() {
        letters += usize::from(byte.is_ascii_alphabetic());
        blanks += usize::from(byte == b' ');
        wide += usize::from(byte >= 0x80);
    }
    letters += wide;
    let worded = blanks >= 3 && letters >= blanks * 3;
    let unbroken = wide * 2 > line.len() && wide > 12;
    (worded || unbroken) && letters * 100 >= line.len() * 65
}

/// Start of the line in which `at` lies, but not before `from`, where a line starts as well. A line
/// is as likely to be met as it is long.
fn line_start(text: &str, from: usize, at: usize) -> usize {
    let between = text.as_bytes().get(from..at).unwrap_or(&[]);
    from + memchr::memrchr(b'\n', between).map_or(0, |found| found + 1)
}

/// Start of the last `count` lines.
fn tail_start(text: &str, count: usize) -> usize {
    let body = text.strip_suffix('\n').unwrap_or(text);
    memchr::memrchr_iter(b'\n', body.as_bytes()).nth(count - 1).map_or(0, |at| at + 1)
}

/// A line without terminal control sequences, and whether there were any.
fn without_colours(line: &str) -> (Cow<'_, str>, bool) {
    match memchr::memchr3(0x1b, b'\r', 0x08, line.as_bytes()) {
        None => (Cow::Borrowed(line), false),
        Some(_) => (without_codes(line), true),
    }
}

#[cfg(test)]
mod tests {
    use super::View;

    #[test]
    fn short_texts_are_seen_whole() {
        let view = View::new("\u{feff}a\r\n\n \u{1b}[31mred\u{1b}[0m\nb");
        let lines: Vec<_> = view.lines.iter().map(|line| (&*line.text, line.terminal)).collect();
        assert_eq!(lines, [("a", false), (" red", true), ("b", false)]);
        assert_eq!(view.blank, 1);
    }

    #[test]
    fn long_texts_are_seen_in_places() {
        let text: String = (0..5000).map(|i| format!("line {i}\n")).collect();
        let view = View::new(&text);
        assert!((50..200).contains(&view.lines.len()), "{}", view.lines.len());
        let last = view.lines.last().map_or("", |line| &line.text);
        assert_eq!((view.first(), last), ("line 0", "line 4999"));
        let starts: Vec<_> =
            view.lines.windows(2).filter(|pair| pair[1].skipped.is_none()).collect();
        assert!(starts.len() >= 8);
        let long = "x".repeat(1 << 20);
        assert_eq!(View::new(&long).lines.len(), 1);
    }

    #[test]
    fn no_line_is_seen_twice() {
        for lines in [1, 40, 60, 100, 200, 400] {
            let text: String = (0..lines).map(|i| format!("{i:0100}\n")).collect();
            let view = View::new(&text);
            let mut seen: Vec<_> = view.lines.iter().map(|line| line.text.clone()).collect();
            seen.dedup();
            assert_eq!(seen.len(), view.lines.len());
            assert!(view.lines.len() == lines || lines > 40, "{lines}");
        }
    }
}
