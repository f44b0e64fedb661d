//! What may be asked for of originals, and what is said of what was fetched, other than runs of lines.

use std::fmt;

use super::{Lines, Notice, number};

/// What may be asked for of an original, that a notice names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum By {
    /// Lines: notices tell the numbers of those out of sight.
    Lines,
    /// Rows of JSON: notices tell their numbers, and those of no lines.
    Rows,
    /// Lines of code, of which notices tell the numbers, and definitions.
    LinesOfCode,
    /// Definitions in code: notices tell the numbers of no lines.
    Code,
    /// What contains a text, and no more.
    Text,
}

impl By {
    /// How a notice says it.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Lines => "with lines or find fetches them",
            Self::Rows => "with rows or find fetches them",
            Self::LinesOfCode => "with lines or symbol fetches them",
            Self::Code => "with symbol or find fetches them",
            Self::Text => "with find fetches them",
        }
    }

    pub(super) fn parse(words: &str) -> Option<Self> {
        let all = [Self::Lines, Self::Rows, Self::LinesOfCode, Self::Code, Self::Text];
        all.into_iter().find(|by| by.words() == words)
    }
}

/// What of an original follows, where it is not a run of its lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Picked {
    /// Rows of a container of JSON, verbatim from the first to the last.
    Rows {
        /// Their numbers, from 1.
        rows: Lines,
        /// How many the container has.
        total: usize,
    },
    /// Values of JSON, each verbatim; after the number of its row and a colon, where it is in one.
    Values(usize),
}

/// What was asked for and does not follow, since there is a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rest {
    /// Rows of a container of JSON; else lines.
    pub rows: bool,
    /// From the first that is missing, wholly or in part, to the last.
    pub range: Lines,
    /// Of the first line, so many bytes have been sent.
    pub sent: usize,
}

const ROWS: &str = "rows ";
const CUT_OFF: &str = "cut off here; continue with ";

impl fmt::Display for Picked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rows { rows, total } if rows.first == rows.last => {
                write!(f, "row {} of {total}", rows.first)
            }
            Self::Rows { rows, total } => {
                write!(f, "{ROWS}{}-{} of {total}", rows.first, rows.last)
            }
            Self::Values(1) => f.write_str("1 value"),
            Self::Values(count) => write!(f, "{count} values"),
        }
    }
}

impl Picked {
    pub(super) fn parse(text: &str) -> Option<Self> {
        if let Some(count) = text.strip_suffix(" values") {
            return Some(Self::Values(number(count)?));
        }
        if text == "1 value" {
            return Some(Self::Values(1));
        }
        let (rows, total) = text.split_once(" of ")?;
        let rows = match rows.strip_prefix(ROWS) {
            Some(rows) => range(rows)?,
            None => {
                let only = number(rows.strip_prefix("row ")?)?;
                Lines::new(only, only)
            }
        };
        Some(Self::Rows { rows, total: number(total)? })
    }
}

/// Reads `3-20`, rising.
fn range(text: &str) -> Option<Lines> {
    let (first, last) = text.split_once('-')?;
    let range = Lines::new(number(first)?, number(last)?);
    (range.first < range.last).then_some(range)
}

/// Written as the argument that asks for it: `lines 181-900`, `lines 7@1500-7`, `rows 21-500`.
impl fmt::Display for Rest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = if self.rows { ROWS } else { "lines " };
        write!(f, "{CUT_OFF}{what}{}", self.range.first)?;
        if self.sent > 0 {
            write!(f, "@{}", self.sent)?;
        }
        write!(f, "-{}", self.range.last)
    }
}

impl Rest {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let asked = text.strip_prefix(CUT_OFF)?;
        let (rows, asked) = match asked.strip_prefix(ROWS) {
            Some(asked) => (true, asked),
            None => (false, asked.strip_prefix("lines ")?),
        };
        let (first, last) = asked.split_once('-')?;
        let (first, sent) = first.split_once('@').unwrap_or((first, "0"));
        let range = Lines::new(number(first)?, number(last)?);
        (range.first <= range.last).then_some(Self { rows, range, sent: number(sent)? })
    }
}

/// How many bytes a client may write before what was fetched.
const WRAPPING: usize = 512;

impl Notice {
    pub(super) fn parse_fetched(text: &str) -> Option<Self> {
        let Some((handle, part)) = text.split_once(", ") else {
            return Some(Self::Retrieved { handle: text.parse().ok()?, lines: None });
        };
        let handle = handle.parse().ok()?;
        if let Some(lines) = Lines::parse(part) {
            return Some(Self::Retrieved { handle, lines: Some(lines) });
        }
        if let Some(picked) = Picked::parse(part) {
            return Some(Self::Picked { handle, picked });
        }
        let (found, total) = part.strip_suffix(" lines")?.split_once(" of ")?;
        Some(Self::Found { handle, found: number(found)?, total: number(total)? })
    }

    /// Whether the text starts with the header of an original that was fetched back: also behind
    /// what a client writes around it, such as the margin of a listing, quotes, braces and keys.
    #[must_use]
    pub fn heads_retrieved(text: &str) -> bool {
        let head = text.get(..text.floor_char_boundary(WRAPPING)).unwrap_or_default();
        memchr::memmem::find_iter(head.as_bytes(), "[original hr_").any(|at| {
            let header = text.get(at..).and_then(|rest| rest.get(..=rest.find(']')?));
            header.is_some_and(|header| {
                use Notice::{Found, Picked, Retrieved};
                let notice = Self::parse(header);
                matches!(notice, Some(Retrieved { .. } | Found { .. } | Picked { .. }))
            })
        })
    }
}
