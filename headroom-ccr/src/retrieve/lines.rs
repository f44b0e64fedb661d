//! Runs of lines, and where to cut them.

use headroom_core::notice::{Lines, Notice, Rest};
use headroom_core::{Estimator, Span, TokenCounter};

use super::{Range, RetrieveCall, RetrieveError};
use crate::Original;

/// The lines that a call asks for.
pub(super) fn answer(call: &RetrieveCall, original: &Original) -> Result<String, RetrieveError> {
    let (handle, text) = (original.handle(), original.text());
    let Some(range) = call.lines else {
        let header = Notice::Retrieved { handle, lines: None };
        return Ok(header.to_string() + &Run::whole(text).shown(text, call.limit));
    };
    let (run, lines) = Run::asked(original, range)?;
    let header = Notice::Retrieved { handle, lines: Some(lines) };
    Ok(header.to_string() + &run.shown(text, call.limit))
}

/// A part of a text, and where in the text it begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    pub(super) span: Span,
    /// The line in which it begins, from 1.
    pub(super) first: usize,
    /// The bytes of that line before it.
    pub(super) sent: usize,
}

impl Run {
    /// All of a text.
    pub(super) fn whole(text: &str) -> Self {
        Self { span: Span::whole(text), first: 1, sent: 0 }
    }

    /// The lines of an original that are asked for, and their numbers.
    pub(super) fn asked(original: &Original, range: Range) -> Result<(Self, Lines), RetrieveError> {
        let handle = original.handle();
        Self::find(original.text(), range)
            .map_err(|total| RetrieveError::NoSuchLines { handle, total })
    }

    /// The lines of a range, and their numbers; else how many lines there are. Only as much of the
    /// text is read as is needed to count.
    fn find(text: &str, range: Range) -> Result<(Self, Lines), usize> {
        let (first, last, sent) = match range {
            Range::Of(lines, sent) => (lines.first.max(1), lines.last, sent),
            Range::Last(count) => return Self::last(text, count.max(1)).ok_or(0),
        };
        let start = line_start(text, first)?;
        if last < first {
            return Err(count_lines(text));
        }
        let end = match line_start(
            text.get(start..).unwrap_or_default(),
            (last - first).saturating_add(2),
        ) {
            Ok(end) => start + end,
            Err(_) => text.len(),
        };
        let last = first + count_lines(text.get(start..end).unwrap_or_default()).max(1) - 1;
        let line_end = memchr::memchr(b'\n', text.as_bytes().get(start..).unwrap_or_default());
        let begin = start.saturating_add(sent).min(line_end.map_or(text.len(), |at| start + at));
        let begin = text.floor_char_boundary(begin);
        let run = Self { span: Span::new(begin, end), first, sent: begin - start };
        Ok((run, Lines::new(first, last)))
    }

    /// The last lines of a text that has any, found from the end.
    fn last(text: &str, count: usize) -> Option<(Self, Lines)> {
        let total = count_lines(text);
        let body = text.strip_suffix('\n').unwrap_or(text).as_bytes();
        let before = memchr::memrchr_iter(b'\n', body).nth(count - 1);
        let start = before.map_or(0, |line_break| line_break + 1);
        let first = total.saturating_sub(count) + 1;
        let run = Self { span: Span::new(start, text.len()), first, sent: 0 };
        (total > 0).then_some((run, Lines::new(first, total)))
    }

    /// A part of a text, by its bytes.
    pub(super) fn of(text: &str, span: Span) -> Self {
        let before = text.get(..span.start).unwrap_or_default().as_bytes();
        let line = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
        let first = memchr::memchr_iter(b'\n', before).count() + 1;
        Self { span, first, sent: span.start - line }
    }

    /// The part, after a line break; if it is longer than the limit, its beginning, and how to get the
    /// rest.
    pub(super) fn shown(self, text: &str, limit: usize) -> String {
        let all = self.span.of(text);
        let cut = cut(all, limit);
        let (shown, rest) = all.split_at_checked(cut).unwrap_or((all, ""));
        if rest.is_empty() {
            return format!("\n{shown}");
        }
        let at = Self::of(text, Span::new(self.span.start + cut, self.span.end));
        let last = at.first + count_lines(rest) - 1;
        let rest = Rest { rows: false, range: Lines::new(at.first, last), sent: at.sent };
        let line_break = if shown.ends_with('\n') { "" } else { "\n" };
        format!("\n{shown}{line_break}{}", Notice::CutOff(rest))
    }
}

/// How many bytes of a text a limit lets through: whole lines, but at least a part of the first.
pub(super) fn cut(text: &str, limit: usize) -> usize {
    // No text has more tokens than bytes.
    if text.len() <= limit {
        return text.len();
    }
    let (mut used, mut end) = (0, 0);
    for line in text.split_inclusive('\n') {
        used += cost(line, limit - used);
        if used > limit {
            break;
        }
        end += line.len();
    }
    if end > 0 || text.is_empty() {
        return end;
    }
    let first = text.split_inclusive('\n').next().unwrap_or(text);
    let (mut used, mut end) = (0, 0);
    while let Some(rest) = first.get(end..).filter(|rest| !rest.is_empty()) {
        let piece = rest.get(..rest.floor_char_boundary(PIECE).max(1)).unwrap_or(rest);
        used += cost(piece, limit);
        if used > limit && end > 0 {
            break;
        }
        end += piece.len();
    }
    end
}

/// A part of a long line, in bytes, that is shown as a whole or not at all.
const PIECE: usize = 256;

/// The most tokens that a text may have; of one that surely has more than the limit, some more than
/// that.
fn cost(text: &str, limit: usize) -> usize {
    // A token of prose or code has few bytes on average, and few tokens have more than this.
    const LONG: usize = 64;
    if text.len() / LONG > limit { limit.saturating_add(1) } else { tokens(text) }
}

/// Whether a limit lets all of a text through.
pub(super) fn fits(text: &str, limit: usize) -> bool {
    text.len() <= limit || cost(text, limit) <= limit
}

/// The most tokens that a text may have.
pub(super) fn tokens(text: &str) -> usize {
    Estimator::new().bounds(text).1
}

/// How many lines a text has: a last one without a line break counts.
pub(super) fn count_lines(text: &str) -> usize {
    let open = !text.is_empty() && !text.ends_with('\n');
    memchr::memchr_iter(b'\n', text.as_bytes()).count() + usize::from(open)
}

/// Where a line starts, from 1; else how many lines there are.
fn line_start(text: &str, number: usize) -> Result<usize, usize> {
    /// Counting a block is many times faster than looking at each line break in it.
    const BLOCK: usize = 1 << 14;
    let (mut breaks, mut start) = (number.saturating_sub(1), 0);
    if breaks > 0 {
        let block = text.as_bytes().chunks(BLOCK).find(|block| {
            let here = memchr::memchr_iter(b'\n', block).count();
            let is_in = here >= breaks;
            if !is_in {
                breaks -= here;
                start += block.len();
            }
            is_in
        });
        let at = block.and_then(|block| memchr::memchr_iter(b'\n', block).nth(breaks - 1));
        start = at.map_or(text.len(), |at| start + at + 1);
    }
    if start < text.len() { Ok(start) } else { Err(count_lines(text)) }
}
