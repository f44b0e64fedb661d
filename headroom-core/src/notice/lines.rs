//! Numbers of lines, as notices write them.

use std::fmt;

/// A range of line numbers, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Lines {
    /// The first line.
    pub first: usize,
    /// The last line.
    pub last: usize,
}

impl Lines {
    /// The lines from `first` to `last`.
    #[must_use]
    pub const fn new(first: usize, last: usize) -> Self {
        Self { first, last }
    }

    /// How many lines that are.
    #[must_use]
    pub const fn count(self) -> usize {
        self.last.saturating_add(1).saturating_sub(self.first)
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        if let Some(rest) = text.strip_prefix("lines ") {
            let (first, last) = rest.split_once('-')?;
            let lines = Self::new(number(first)?, number(last)?);
            return (lines.first < lines.last).then_some(lines);
        }
        let only = number(text.strip_prefix("line ")?)?;
        Some(Self::new(only, only))
    }
}

impl fmt::Display for Lines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last {
            write!(f, "line {}", self.first)
        } else {
            write!(f, "lines {}-{}", self.first, self.last)
        }
    }
}

/// A decimal number as the grammar writes it: digits only, no leading zero but for 0 itself.
pub(super) fn number(text: &str) -> Option<usize> {
    let plain = text == "0" || !text.starts_with('0');
    (plain && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}
