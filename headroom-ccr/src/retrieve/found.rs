//! Lines that contain a text, and lines around them.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Write;

use headroom_core::notice::{Lines, Notice, Rest};
use headroom_core::{Span, without_display};
use regex::RegexBuilder;

use super::lines::{Run, count_lines, cut, fits, tokens};
use super::{RetrieveCall, RetrieveError};
use crate::Original;

/// The lines in which `find` stands, of those that the call asks for.
pub(super) fn answer(
    call: &RetrieveCall,
    original: &Original,
    find: &str,
) -> Result<String, RetrieveError> {
    let (handle, text) = (original.handle(), original.text());
    let (run, lines) = match call.lines {
        None => (Run::whole(text), Lines::new(1, count_lines(text))),
        Some(range) => Run::asked(original, range)?,
    };
    let hits = hits(run.span.of(text), find)?;
    let found = Notice::Found { handle, found: hits.len(), total: count_lines(text) };
    if hits.is_empty() {
        return Ok(format!("{found}\n{}", nothing_found(call.lines.map(|_| lines), find)));
    }
    let shown =
        Shown { text: run.span.of(text), first: run.first, last: lines.last, sent: run.sent };
    Ok(found.to_string() + &shown.lines(&hits, call.context, call.limit))
}

/// A line, and its number within what was searched, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Line {
    number: usize,
    span: Span,
}

/// The lines in which `find` stands, in order: as they are, or as they read without display codes and what was
/// written over, which is how they are sent. Linear.
fn hits(text: &str, find: &str) -> Result<Vec<Line>, RetrieveError> {
    let found = touched(text, find)?;
    let Cow::Owned(plain) = without_display(text) else { return Ok(found) };
    let number = |line: &Line| line.number;
    let read: BTreeSet<usize> = touched(&plain, find)?.iter().chain(&found).map(number).collect();
    let lines = Span::lines(text).enumerate();
    let lines = lines.filter(|(number, _)| read.contains(number));
    Ok(lines.map(|(number, (span, _))| Line { number, span }).collect())
}

/// The lines that matches touch, in order. Linear.
fn touched(text: &str, find: &str) -> Result<Vec<Line>, RetrieveError> {
    let mut hits =
        Hits { text, lines: Vec::new(), next: Line { number: 0, span: first_line(text) } };
    matches(text, find)?.into_iter().for_each(|found| hits.add(found));
    Ok(hits.lines)
}

/// Where a text, or between slashes a regular expression, stands. Linear.
pub(super) fn matches(text: &str, find: &str) -> Result<Vec<Span>, RetrieveError> {
    match find.strip_prefix('/').and_then(|rest| rest.strip_suffix('/')).filter(|r| !r.is_empty()) {
        None => {
            let places = memchr::memmem::find_iter(text.as_bytes(), find);
            Ok(places.map(|at| Span::new(at, at + find.len())).collect())
        }
        Some(regex) => {
            // A path between slashes is most likely meant as it stands, and matches in any case.
            let either = format!("(?:{regex})|(?:{})", regex::escape(find));
            let regex = RegexBuilder::new(&either).multi_line(true).build().map_err(|error| {
                let reason = error.to_string();
                let reason = reason.lines().last().unwrap_or_default();
                RetrieveError::NotARegex { reason: reason.trim_start_matches("error: ").to_owned() }
            })?;
            let places = regex.find_iter(text);
            Ok(places.map(|found| Span::new(found.start(), found.end())).collect())
        }
    }
}

fn first_line(text: &str) -> Span {
    line_at(text, 0)
}

/// The line that starts at a byte, with its line break.
fn line_at(text: &str, start: usize) -> Span {
    let rest = text.as_bytes().get(start..).unwrap_or_default();
    Span::new(start, memchr::memchr(b'\n', rest).map_or(text.len(), |at| start + at + 1))
}

/// Collects the lines that matches touch; the matches come in order.
struct Hits<'a> {
    text: &'a str,
    lines: Vec<Line>,
    /// The line after the last one that was passed.
    next: Line,
}

impl Hits<'_> {
    fn add(&mut self, found: Span) {
        let end = found.end.max(found.start + 1);
        while self.next.span.start < end && self.next.span.start < self.text.len() {
            if found.start < self.next.span.end {
                self.lines.push(self.next);
            }
            let (number, start) = (self.next.number + 1, self.next.span.end);
            self.next = Line { number, span: line_at(self.text, start) };
        }
    }
}

/// Writes lines of a text under their numbers.
struct Shown<'a> {
    text: &'a str,
    /// The number of its first line.
    first: usize,
    /// The number of its last line.
    last: usize,
    /// The bytes of its first line before it.
    sent: usize,
}

impl Shown<'_> {
    fn lines(&self, hits: &[Line], context: usize, limit: usize) -> String {
        let (mut shown, mut left, mut after) = (String::new(), limit, 0);
        for (at, &hit) in hits.iter().enumerate() {
            let mut group = self.before(hit, context, after);
            let apart = at > 0 && group.first().unwrap_or(&hit).span.start > after;
            group.push(hit);
            let until = hits.get(at + 1).map_or(self.text.len(), |next| next.span.start);
            group.extend(self.after(hit, context, until));
            let separator = if apart && context > 0 { "--\n" } else { "" };
            let text = separator.to_owned() + &self.group(&group, hit);
            if !fits(&text, left) {
                // The first one is shown in part rather than not at all.
                let part = if at == 0 { self.part(hit, limit) } else { Default::default() };
                let _ = write!(shown, "{}{}", part.0, self.rest(hit, part.1));
                break;
            }
            left = left.saturating_sub(tokens(&text));
            let _ = write!(shown, "\n{text}");
            after = group.last().map_or(after, |line| line.span.end);
        }
        shown
    }

    /// How to get what follows, if so many bytes of a line have been sent.
    fn rest(&self, hit: Line, sent: usize) -> String {
        let whole = sent > 0 && sent >= hit.span.of(self.text).trim_end_matches('\n').len();
        let first = self.first + hit.number + usize::from(whole);
        if first > self.last {
            return String::new();
        }
        let before = if hit.number == 0 { self.sent } else { 0 };
        let sent = if whole || sent == 0 { 0 } else { before + sent };
        let range = Lines::new(first, self.last);
        format!("\n{}", Notice::CutOff(Rest { rows: false, range, sent }))
    }

    /// Lines under their numbers, without the last line break.
    fn group(&self, lines: &[Line], hit: Line) -> String {
        let mut text = String::new();
        for line in lines {
            let line_break = if text.is_empty() { "" } else { "\n" };
            let mark = if *line == hit { ':' } else { '-' };
            let source = line.span.of(self.text).trim_end_matches('\n');
            // Writing to a string cannot fail.
            let _ = write!(text, "{line_break}{}{mark}{source}", self.first + line.number);
        }
        text
    }

    /// The beginning of a line after a line break and its number, and how many of its bytes have
    /// been sent with it.
    fn part(&self, hit: Line, limit: usize) -> (String, usize) {
        let source = hit.span.of(self.text);
        let end = cut(source, limit);
        let part = source.get(..end).unwrap_or_default().trim_end_matches('\n');
        (format!("\n{}:{part}", self.first + hit.number), end)
    }

    /// The lines right before a line, as many as there are from a byte on.
    fn before(&self, hit: Line, context: usize, from: usize) -> Vec<Line> {
        let (mut lines, mut line) = (Vec::new(), hit);
        while lines.len() < context && line.span.start > from {
            let end = line.span.start;
            let head = self.text.as_bytes().get(..end - 1).unwrap_or_default();
            let start = memchr::memrchr(b'\n', head).map_or(0, |at| at + 1);
            line = Line { number: line.number - 1, span: Span::new(start, end) };
            lines.push(line);
        }
        lines.reverse();
        lines
    }

    /// The lines right after a line, as many as there are up to a byte.
    fn after(&self, hit: Line, context: usize, until: usize) -> Vec<Line> {
        let mut line = hit;
        let next = std::iter::from_fn(|| {
            let start = line.span.end;
            line = Line { number: line.number + 1, span: line_at(self.text, start) };
            (start < until).then_some(line)
        });
        next.take(context).collect()
    }
}

/// What the model is told where no line contains what it looks for.
fn nothing_found(lines: Option<Lines>, find: &str) -> String {
    let regex = find.len() > 2 && find.starts_with('/') && find.ends_with('/');
    let (contains, case) = if regex {
        ("matches this", "(?i) at its start ignores case")
    } else {
        ("contains this text", "upper and lower case count")
    };
    let (where_, them) = match lines {
        None => ("No line".to_owned(), "the whole"),
        Some(lines) => (format!("Nothing in {lines}"), "them"),
    };
    format!("{where_} {contains}; {case}. The call without `find` returns {them}.")
}
