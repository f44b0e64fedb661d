//! Where in the request a text stands that a notice refers to.

use std::fmt;

use super::{Lines, number};

const ARGUMENT: &str = "argument ";
const OUTPUT: &str = "output ";

/// A place earlier in the request.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// The lines there.
    pub lines: Lines,
    /// Whether `lines` are the numbers in a listing's margin; else they count the lines of the text
    /// as it was sent, from 1. Always `false` for the argument of a call.
    pub numbered: bool,
    /// What the model knows the text by: the end of a path, a command, the tool's name; for a call
    /// the key of the argument.
    pub name: Option<String>,
    /// The text in which they stand.
    pub within: Within,
}

/// A text of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Within {
    /// The n-th tool result, from 1.
    Result(usize),
    /// The arguments of the n-th tool call, from 1.
    Call(usize),
    /// The tool result in which the notice itself stands.
    ThisResult,
}

impl fmt::Display for Within {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Result(n) => write!(f, "tool result {n}"),
            Self::Call(n) => write!(f, "tool call {n}"),
            Self::ThisResult => write!(f, "this result"),
        }
    }
}

impl Within {
    fn parse(text: &str) -> Option<Self> {
        let (what, n) = text.rsplit_once(' ')?;
        match (what, number(n)) {
            ("this", None) if n == "result" => Some(Self::ThisResult),
            ("tool result", Some(n)) => Some(Self::Result(n)),
            ("tool call", Some(n)) => Some(Self::Call(n)),
            _ => None,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counted = if self.numbered || self.in_call() { "" } else { OUTPUT };
        write!(f, "{counted}{} of ", self.lines)?;
        self.write_text(f)
    }
}

impl Place {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (lines, text) = text.split_once(" of ")?;
        let counted = lines.strip_prefix(OUTPUT);
        let place = Self::parse_text(text, Lines::parse(counted.unwrap_or(lines))?)?;
        Some(Self { numbered: counted.is_none() && !place.in_call(), ..place })
    }

    /// Writes in which text the place is.
    pub(super) fn write_text(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(name) = &self.name {
            write!(f, "{}{name}, ", if self.in_call() { ARGUMENT } else { "" })?;
        }
        write!(f, "{}", self.within)
    }

    /// A place with these numbers in the margin of the text that is named so.
    pub(super) fn parse_text(text: &str, lines: Lines) -> Option<Self> {
        let (name, within) = match text.rsplit_once(", ") {
            Some((name, within)) => (Some(name), Within::parse(within)?),
            None => (None, Within::parse(text)?),
        };
        let place = Self { lines, numbered: true, name: None, within };
        let name = name
            .map(|name| name.strip_prefix(ARGUMENT).filter(|_| place.in_call()).unwrap_or(name));
        Some(Self { name: name.map(str::to_owned), ..place })
    }

    fn in_call(&self) -> bool {
        matches!(self.within, Within::Call(_))
    }

    /// Whether the lines have these numbers in the margin there.
    pub(super) fn is_numbered(&self, lines: Lines) -> bool {
        self.numbered && !self.in_call() && self.lines == lines
    }
}
