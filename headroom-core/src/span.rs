//! Byte ranges into a text.

use std::ops::Range;

/// A half-open byte range of a text.
///
/// `Range<usize>` is not `Copy`; spans are passed around by the thousand, so they get a type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span from `start` up to, not including, `end`.
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The span of the whole of `text`.
    #[must_use]
    pub const fn whole(text: &str) -> Self {
        Self { start: 0, end: text.len() }
    }

    /// The lines of `text`, in order: with their line break as a span, and without it as text.
    pub fn lines(text: &str) -> impl Iterator<Item = (Self, &str)> {
        let mut at = 0;
        let breaks = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
        let last = (!text.is_empty() && !text.ends_with('\n')).then_some(text.len());
        breaks.chain(last).map(move |end| {
            let span = Self::new(std::mem::replace(&mut at, end), end);
            (span, span.of(text).trim_end_matches(['\n', '\r']))
        })
    }

    /// Length in bytes; 0 if the ends are crossed.
    #[must_use]
    pub const fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether the span has no bytes.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// The part of `text` that the span covers, or `None` if it leaves the text or cuts a character.
    #[must_use]
    #[inline]
    pub fn get(self, text: &str) -> Option<&str> {
        text.get(self.start..self.end)
    }

    /// Like [`Span::get`], with the empty text for a span that does not fit.
    #[must_use]
    #[inline]
    pub fn of(self, text: &str) -> &str {
        self.get(text).unwrap_or("")
    }

    /// The span moved `by` bytes to the right.
    #[must_use]
    pub const fn shifted(self, by: usize) -> Self {
        Self { start: self.start + by, end: self.end + by }
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}
