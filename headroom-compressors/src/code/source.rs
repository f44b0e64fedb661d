//! The code of a text, without the numbers in the margin of a listing.

use std::borrow::Cow;

use headroom_core::{Hints, ListedLine, Span, listed_lines};

/// Code, and where its lines stand in the text that shows it.
#[derive(Debug)]
pub(super) struct Source<'a> {
    shown: &'a str,
    /// The code.
    pub(super) text: Cow<'a, str>,
    rows: Vec<Row>,
    /// The lines have numbers in their margins.
    pub(super) listed: bool,
}

/// A line of code.
#[derive(Clone, Copy, Debug)]
struct Row {
    /// In the text that shows it, with its margin, without its line break.
    shown: Span,
    /// In the code, without its line break.
    code: Span,
    number: Option<usize>,
}

impl<'a> Source<'a> {
    /// Reads a text. Linear.
    pub(super) fn of(shown: &'a str, hints: &Hints<'_>) -> Self {
        let lines = listed_lines(shown, hints);
        let margin = |line: &ListedLine| line.text_start > line.whole.start;
        if !lines.iter().any(margin) {
            let plain =
                |line: &ListedLine| Row { shown: line.whole, code: line.whole, number: None };
            let rows = lines.iter().map(plain).collect();
            return Self { shown, text: Cow::Borrowed(shown), rows, listed: false };
        }
        let mut text = String::with_capacity(shown.len());
        let mut rows = Vec::with_capacity(lines.len());
        for line in &lines {
            let start = text.len();
            text.push_str(line.text(shown));
            let code = Span::new(start, text.len());
            rows.push(Row { shown: line.whole, code, number: line.number });
            text.push('\n');
        }
        Self { shown, text: Cow::Owned(text), rows, listed: true }
    }

    /// The code of a line; empty if there is no such line.
    pub(super) fn row(&self, row: usize) -> &str {
        self.rows.get(row).map_or("", |row| row.code.of(&self.text))
    }

    /// Where lines stand in the text that shows them, with their margins and line breaks.
    pub(super) fn shown(&self, first: usize, last: usize) -> Option<Span> {
        let start = self.rows.get(first)?.shown.start;
        let end = self.rows.get(last)?.shown.end;
        Some(Span::new(start, (end + 1).min(self.shown.len())))
    }

    /// How many lines there are.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The first number in the margin of the lines.
    pub(super) fn first_number(&self) -> Option<usize> {
        self.rows.iter().find_map(|row| row.number)
    }

    /// Whether each of the lines has a number in its margin.
    pub(super) fn is_listed(&self, first: usize, last: usize) -> bool {
        let rows = self.rows.get(first..=last).unwrap_or_default();
        self.listed && !rows.is_empty() && rows.iter().all(|row| row.number.is_some())
    }

    /// The line with a number: that in its margin, else its place, counted from 1.
    pub(super) fn row_of(&self, number: usize) -> Option<usize> {
        if self.listed {
            return self.rows.iter().position(|row| row.number == Some(number));
        }
        number.checked_sub(1).filter(|row| *row < self.rows.len())
    }

    /// Bytes of lines, without what they are indented by.
    pub(super) fn weight(&self, first: usize, last: usize) -> usize {
        let rows = self.rows.get(first..=last).unwrap_or_default();
        rows.iter().map(|row| row.code.of(&self.text).trim().len()).sum()
    }
}
