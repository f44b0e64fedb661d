//! What is sent for a text of which something is out of sight: the rest, with notices in place.

use std::fmt::Write as _;

use crate::markup::Elements;
use crate::notice::{By, DisplayLeftOut, Lines, Notice};
use crate::references::listing;
use crate::{Comment, Elision, Handle, Like, Piece, Rewrite, Span, Tally, TextPart, Unit};

/// What is sent for a text.
#[derive(Debug)]
pub(crate) struct Rendered {
    /// The text with notices.
    pub(crate) text: String,
    /// The key of the original, if anything is out of sight.
    pub(crate) handle: Option<Handle>,
    /// How long what stands in place of each elision is, in bytes.
    notices: Vec<usize>,
    /// How long what stands behind the end of the text is, in bytes.
    at_end: usize,
}

impl Rendered {
    /// What of `text` became what of this one, in order, if it is `rewrite` that was written.
    pub(crate) fn changes(
        &self,
        text: &str,
        rewrite: &Rewrite,
    ) -> impl Iterator<Item = (Span, Span)> {
        let mut notices = self.notices.iter().copied();
        let (mut from, mut to) = (0, 0);
        let pieces = rewrite.pieces().iter().map(move |piece| {
            let span = piece.span();
            let start = to + (span.start - from);
            let len = match piece {
                Piece::Folded { text, .. } => text.len(),
                Piece::Elided(_) => notices.next().unwrap_or_default(),
            };
            (from, to) = (span.end, start + len);
            (span, Span::new(start, to))
        });
        let end = Span::new(self.text.len() - self.at_end, self.text.len());
        pieces.chain([(Span::new(text.len(), text.len()), end)])
    }
}

/// What a text was made of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Original<'a> {
    /// What the store gets. It has the lines of the text, and perhaps a last one of codes alone.
    pub(crate) text: &'a str,
    /// What is left out of it to make the text.
    pub(crate) left: DisplayLeftOut,
}

/// Writes notices in place of what is out of sight. `joint` are those that the check made for several
/// elisions together.
pub(crate) fn render(
    text: &str,
    rewrite: &Rewrite,
    joint: &[(usize, Notice)],
    original: Original<'_>,
) -> Option<Rendered> {
    let mut lines = LineCounter::new(text);
    let mut joint = joint.iter().peekable();
    let (mut hidden, mut elides, mut numbered, mut rows) = (0, false, false, false);
    let mut following = rewrite.pieces().iter().skip(1);
    let (mut notices, mut piece_number) = (Vec::new(), 0_usize..);
    let mut out = rewrite.render(text, |piece, out| {
        let number = piece_number.next()?;
        let joint = joint.next_if(|(of, _)| *of == number).map(|(_, notice)| notice);
        let (start, next) = (out.len(), following.next());
        match piece {
            Piece::Folded { text, .. } => out.push_str(text),
            Piece::Elided(elision) => {
                let count = line_count(elision.span.of(text));
                elides = true;
                let parts = matches!(
                    elision.unit,
                    Unit::Characters | Unit::Rows(_) | Unit::Text | Unit::Elements | Unit::Words
                );
                hidden += if parts { 0 } else { count };
                if let Unit::Rows(here) = elision.unit {
                    rows = true;
                    let notice = Notice::RowsLeftOut { rows: here, facts: elision.facts.clone() };
                    among_rows(&notice.to_string(), starts_with(next, elision.span.end, text), out);
                } else if elision.unit == Unit::Text {
                    within_string(TextPart::of(text, elision.span)?, out);
                } else if let Some(notice) = notice(elision, count, &mut lines).as_ref().or(joint) {
                    numbered |= names_lines(notice);
                    put(notice, text, elision, out);
                }
                notices.push(out.len() - start);
            }
        }
        Some(())
    })?;
    if !elides && original.left == DisplayLeftOut::default() {
        return Some(Rendered { text: out, handle: None, notices, at_end: 0 });
    }
    let (handle, left) = (Handle::of(original.text), original.left);
    let total = line_count(original.text);
    // Rows are asked for of a text that is JSON as a whole.
    let by = match text.trim_start().starts_with(['[', '{']) {
        _ if comment_of(rewrite).is_some() && numbered => By::LinesOfCode,
        _ if comment_of(rewrite).is_some() => By::Code,
        _ if numbered => By::Lines,
        true if rows => By::Rows,
        _ => By::Text,
    };
    let original = Notice::Original { handle, hidden, total, by };
    let (start, end) = (out.len(), line_break(&out));
    for notice in last_notices(text, rewrite, left, original) {
        out.push_str(if out.ends_with('\n') { "" } else { "\n" });
        out.push_str(comment_of(rewrite).map_or("", Comment::before));
        out.push_str(&notice.to_string());
        out.push_str(end);
    }
    let at_end = out.len() - start;
    Some(Rendered { text: out, handle: Some(handle), notices, at_end })
}

/// How many lines a text has.
pub(crate) fn line_count(text: &str) -> usize {
    line_breaks(text) + usize::from(!text.is_empty() && !text.ends_with('\n'))
}

fn line_breaks(text: &str) -> usize {
    memchr::memchr_iter(b'\n', text.as_bytes()).count()
}

/// What stands at the end of a block of which something is out of sight: what is left out in many places, and
/// where the original is.
fn last_notices(
    text: &str,
    rewrite: &Rewrite,
    left: DisplayLeftOut,
    original: Notice,
) -> Vec<Notice> {
    let all = match original {
        Notice::Original { handle, .. } => Some(handle),
        _ => None,
    };
    let display = (left != DisplayLeftOut::default()).then(|| {
        let handle = all.filter(|_| !rewrite.elides());
        (Notice::DisplayLeftOut { left, handle }, handle)
    });
    let handle = |unit: Unit| {
        let alone = display.is_none() && rewrite.elisions().all(|elision| elision.unit == unit);
        all.filter(|_| alone)
    };
    let elements = Elements::of(text, rewrite).map(|found| {
        let handle = handle(Unit::Elements);
        (Notice::ElementsLeftOut { found, handle }, handle)
    });
    let words = words_left_out(text, rewrite).map(|words| {
        let (handle, total) = (handle(Unit::Words), text.split_whitespace().count());
        (Notice::WordsLeftOut { words, total, handle }, handle)
    });
    let counted: Vec<_> = elements.into_iter().chain(words).chain(display).collect();
    let named = counted.iter().any(|(_, handle)| handle.is_some());
    let last = (!named).then_some(original);
    counted.into_iter().map(|(notice, _)| notice).chain(last).collect()
}

/// How many words are out of sight by themselves, if any are.
fn words_left_out(text: &str, rewrite: &Rewrite) -> Option<usize> {
    let words = rewrite.elisions().filter(|elision| elision.unit == Unit::Words);
    let count = words.map(|elision| elision.span.of(text).split_whitespace().count()).sum();
    (count > 0).then_some(count)
}

/// Whether a notice tells which lines of the original are out of sight.
fn names_lines(notice: &Notice) -> bool {
    let listed = matches!(notice, Notice::ListedLeftOut { .. });
    !listed && notice.numbers().is_some()
}

/// How a line of comment stands in a text of which nothing but source code is out of sight.
fn comment_of(rewrite: &Rewrite) -> Option<Comment> {
    let mut comments = rewrite.pieces().iter().map(|piece| match piece.elision()?.unit {
        Unit::Code { comment, .. } => Some(comment.line()),
        _ => None,
    });
    let first = comments.next()??;
    comments.all(|comment| comment == Some(first)).then_some(first)
}

/// What is said of units out of sight, which are so many lines of the text; of hits and of names, notices
/// are made for several elisions together.
fn notice(elision: &Elision, count: usize, counter: &mut LineCounter<'_>) -> Option<Notice> {
    let inside = elision.span.of(counter.text);
    let mut lines = || counter.range(elision.span);
    Some(match elision.unit {
        Unit::Lines => {
            let shown = elision.like == Like::Shown;
            Notice::LeftOut { lines: lines(), shown, counts: elision.counts.clone() }
        }
        Unit::Code { listed, .. } => {
            let lines = lines();
            match listing::numbers(inside).filter(|_| listed) {
                Some(numbers) if numbers != lines => Notice::ListedLeftOut { lines: numbers },
                _ => Notice::LeftOut { lines, shown: false, counts: Vec::new() },
            }
        }
        Unit::Context => Notice::Context { lines: count },
        Unit::Hunks => Notice::Hunks { lines: lines(), tally: Tally::of(inside)? },
        Unit::Characters => {
            Notice::Part { line: lines().first, characters: inside.chars().count() }
        }
        Unit::Hits { .. } | Unit::Names { .. } => return None,
        Unit::Rows(_) | Unit::Text | Unit::Elements | Unit::Words => return None,
    })
}

/// Writes a notice on a line of its own in place of an elision.
fn put(notice: &Notice, text: &str, elision: &Elision, out: &mut String) {
    let glued = !out.is_empty() && !out.ends_with('\n');
    out.push_str(if glued { "\n" } else { "" });
    if let Unit::Code { comment, listed } = elision.unit {
        let lines = elision.span.of(text);
        let lines = if listed { listing::without_margin(lines) } else { lines.into() };
        out.push_str(comment.indentation(&lines));
        out.push_str(comment.before());
    }
    let _ = write!(out, "{notice}"); // A string takes whatever is written.
    out.push_str(match elision.unit {
        Unit::Characters if ends_line(text, elision.span.end) => "",
        Unit::Characters => "\n",
        _ => line_break(elision.span.of(text)),
    });
}

/// Writes a notice into a string: lines are followed by a line break.
fn within_string(part: TextPart, out: &mut String) {
    let lines = matches!(part, TextPart::Lines(_));
    out.push_str(&Notice::TextLeftOut(part).to_string());
    out.push_str(if lines { "\\n" } else { "" });
}

/// The first byte of what comes behind an elision that ends at `at`, if anything does.
fn starts_with(next: Option<&Piece>, at: usize, text: &str) -> Option<u8> {
    match next {
        Some(Piece::Folded { span, text }) if span.start == at => text.bytes().next(),
        _ => text.as_bytes().get(at).copied(),
    }
}

/// Writes a notice where rows are left out: on a line of its own where rows are lines, else as one
/// more row of the line.
fn among_rows(notice: &str, next: Option<u8>, out: &mut String) {
    let before = out.bytes().next_back();
    match (before, next) {
        (None | Some(b'\n'), _) => {
            out.push_str(notice);
            out.push_str(if next.is_some() { "\n" } else { "" });
        }
        (_, None | Some(b'\n')) => {
            out.push('\n');
            out.push_str(notice);
        }
        _ => {
            let opens = matches!(before, Some(b'[' | b'{' | b','));
            out.push_str(if opens { "" } else { "," });
            out.push_str(notice);
            out.push_str(if matches!(next, Some(b']' | b'}' | b',')) { "" } else { "," });
        }
    }
}

/// The line break at the end of a text.
fn line_break(text: &str) -> &'static str {
    match text {
        _ if text.ends_with("\r\n") => "\r\n",
        _ if text.ends_with('\n') => "\n",
        _ => "",
    }
}

/// Whether a line ends at a place.
fn ends_line(text: &str, at: usize) -> bool {
    text.get(at..).is_none_or(|rest| rest.is_empty() || rest.starts_with(['\n', '\r']))
}

/// Tells line numbers, going forward only.
pub(crate) struct LineCounter<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl<'a> LineCounter<'a> {
    pub(crate) const fn new(text: &'a str) -> Self {
        Self { text, at: 0, line: 1 }
    }

    pub(crate) fn range(&mut self, span: Span) -> Lines {
        self.line += line_breaks(Span::new(self.at, span.start).of(self.text));
        let first = self.line;
        let inside = span.of(self.text);
        self.at = span.end;
        self.line += line_breaks(inside);
        Lines::new(first, self.line - usize::from(inside.ends_with('\n')))
    }
}
