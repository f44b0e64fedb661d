//! Where in the request a text stands that a notice refers to.

use std::fmt;

use super::{Lines, number};

const ARGUMENT: &str = "argument ";
const OUTPUT: &str = "output ";
const THIS_CALL: &str = "this call";
const THIS_RESULT: &str = "this result";

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
    /// The arguments of the call whose result the notice stands in.
    ThisCall,
    /// The tool result in which the notice itself stands.
    ThisResult,
}

impl fmt::Display for Within {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Result(n) => write!(f, "tool result {n}"),
            Self::Call(n) => write!(f, "tool call {n}"),
            Self::ThisCall => f.write_str(THIS_CALL),
            Self::ThisResult => f.write_str(THIS_RESULT),
        }
    }
}

impl Within {
    fn parse(text: &str) -> Option<Self> {
        match text {
            THIS_CALL => return Some(Self::ThisCall),
            THIS_RESULT => return Some(Self::ThisResult),
            _ => {}
        }
        let (what, n) = text.rsplit_once(' ')?;
        match (what, number(n)?) {
            ("tool result", n) => Some(Self::Result(n)),
            ("tool call", n) => Some(Self::Call(n)),
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
        Some(Self { numbered: counted.is_none() && place.numbered, ..place })
    }

    /// Writes in which text the place is.
    pub(super) fn write_text(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(name) = &self.name {
            let kind = if self.in_call() { ARGUMENT } else { "" };
            write!(f, "{kind}{name}{}", self.separator())?;
        }
        write!(f, "{}", self.within)
    }

    /// A place with these numbers in the margin of the text that is named so.
    pub(super) fn parse_text(text: &str, lines: Lines) -> Option<Self> {
        let of_this = || text.rsplit_once(" of ").filter(|(_, within)| *within == THIS_CALL);
        let (name, within) = match of_this().or_else(|| text.rsplit_once(", ")) {
            Some((name, within)) => (Some(name), Within::parse(within)?),
            None => (None, Within::parse(text)?),
        };
        let place = Self { lines, numbered: true, name: None, within };
        let name = name
            .map(|name| name.strip_prefix(ARGUMENT).filter(|_| place.in_call()).unwrap_or(name));
        Some(Self { numbered: !place.in_call(), name: name.map(str::to_owned), ..place })
    }

    fn in_call(&self) -> bool {
        matches!(self.within, Within::Call(_) | Within::ThisCall)
    }

    /// What stands between the name of a text and where it is.
    fn separator(&self) -> &'static str {
        if self.within == Within::ThisCall { " of " } else { ", " }
    }

    /// Whether the lines have these numbers there: in the margin, or by counting those of an argument.
    pub(super) fn has_numbers(&self, lines: Lines) -> bool {
        (self.numbered || self.in_call()) && self.lines == lines
    }
}
