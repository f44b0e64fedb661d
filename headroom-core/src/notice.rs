//! The one grammar of notices: all that the family ever writes in place of something, and its parser.
//!
//! A notice is a line of its own in square brackets:
//!
//! ```text
//! [lines 120-247 left out]
//! [lines 120-247 left out, like lines shown]
//! [lines 120-247 left out, like lines shown: 12 ERROR, 30 WARN]
//! [128 of 500 lines left out; headroom_retrieve hr_... with lines or find fetches them]
//! [lines 40-90 are the same as lines 40-90 of foo.py, tool result 7]
//! [51 lines are the same as output lines 2-52 of `python test.py`, tool result 9]
//! [29 lines are the same as lines 1-29 of the argument new_str, tool call 12]
//! [only every tenth line number is shown]
//! [previous line repeated 11 more times]
//! ```
//!
//! An original that was fetched comes back under a notice as its first line, so that it is known
//! for what it is and left alone:
//!
//! ```text
//! [original hr_...]
//! [original hr_..., lines 120-247]
//! [original hr_..., 3 of 500 lines]
//! ```
//!
//! `like` lines shown are those that differ from them only in what [`mask`](crate::mask) replaces;
//! `12 ERROR` says that the word stands in twelve of the lines. Python writes `[Previous line repeated
//! 990 more times]`, with a capital and indented, under a traceback: not a notice.
//!
//! `lines` of a file are numbered by the margin of its listing; `output lines`, and the lines of an
//! argument, count what was sent from 1.

use std::fmt;

use crate::{Handle, WordCount};

/// The name of the tool that gives originals back.
pub const RETRIEVE_TOOL: &str = "headroom_retrieve";

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

    fn parse(text: &str) -> Option<Self> {
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
fn number(text: &str) -> Option<usize> {
    let plain = text == "0" || !text.starts_with('0');
    (plain && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

/// What stands in place of something, or tells how to read what follows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Notice {
    /// These lines of the original are out of sight here.
    LeftOut {
        /// Their numbers in the original, from 1.
        lines: Lines,
        /// Each has the form of a line that is shown.
        shown: bool,
        /// Words that stand in them, and in how many.
        counts: Vec<WordCount>,
    },
    /// The original of the whole block can be fetched. One stands at the end of each block with
    /// anything left out.
    Original {
        /// The key of the original.
        handle: Handle,
        /// How many lines are out of sight.
        hidden: usize,
        /// How many lines the original has.
        total: usize,
    },
    /// The lines here stand verbatim earlier in the same request.
    Same {
        /// Which lines they are.
        here: Here,
        /// Where they stand.
        place: Place,
    },
    /// The numbered listings of this block keep only the first, the last and every tenth number of
    /// a run.
    SparseNumbers,
    /// The lines right before stand here so many more times.
    Repeated {
        /// How many lines, 1 or more.
        lines: usize,
        /// How many more times, 1 or more.
        times: usize,
    },
    /// What follows was fetched: the original, or a run of its lines, verbatim.
    Retrieved {
        /// The key of the original.
        handle: Handle,
        /// Which lines of the original follow, counted from 1; `None` if all of it does.
        lines: Option<Lines>,
    },
    /// What follows was fetched: those lines of the original that contain what was asked for, each
    /// after its number in the original and a colon.
    Found {
        /// The key of the original.
        handle: Handle,
        /// How many lines follow.
        found: usize,
        /// How many lines the original has.
        total: usize,
    },
}

/// The lines that a [`Notice::Same`] stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Here {
    /// Lines with these numbers in their margin.
    Numbered(Lines),
    /// So many lines without numbers.
    Plain(usize),
}

impl fmt::Display for Here {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Numbered(lines) if lines.count() == 1 => write!(f, "{lines} is"),
            Self::Numbered(lines) => write!(f, "{lines} are"),
            Self::Plain(1) => write!(f, "1 line is"),
            Self::Plain(count) => write!(f, "{count} lines are"),
        }
    }
}

impl Here {
    fn parse(text: &str) -> Option<Self> {
        let text = text.strip_suffix(" are").or_else(|| text.strip_suffix(" is"))?;
        let plain = text.strip_suffix(" lines").or_else(|| text.strip_suffix(" line"));
        match plain {
            Some(count) => number(count).map(Self::Plain),
            None => Lines::parse(text).map(Self::Numbered),
        }
    }
}

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
        let of_call = matches!(self.within, Within::Call(_));
        let counted = if self.numbered || of_call { "" } else { OUTPUT };
        write!(f, "{counted}{} of ", self.lines)?;
        if let Some(name) = &self.name {
            write!(f, "{}{name}, ", if of_call { ARGUMENT } else { "" })?;
        }
        write!(f, "{}", self.within)
    }
}

impl Place {
    fn parse(text: &str) -> Option<Self> {
        let (lines, rest) = text.split_once(" of ")?;
        let counted = lines.strip_prefix(OUTPUT);
        let lines = Lines::parse(counted.unwrap_or(lines))?;
        let (name, within) = match rest.rsplit_once(", ") {
            Some((name, within)) => (Some(name), within),
            None => (None, rest),
        };
        let within = Within::parse(within)?;
        let of_call = matches!(within, Within::Call(_));
        let name = name.map(|name| name.strip_prefix(ARGUMENT).filter(|_| of_call).unwrap_or(name));
        let numbered = counted.is_none() && !of_call;
        Some(Self { lines, numbered, name: name.map(str::to_owned), within })
    }
}

const ARGUMENT: &str = "the argument ";
const OUTPUT: &str = "output ";
const SAME: &str = " the same as ";
const LEFT_OUT: &str = " left out";
const LIKE_SHOWN: &str = ", like lines shown";
const ORIGINAL: &str = "original ";
const SPARSE: &str = "only every tenth line number is shown";
const PREVIOUS: &str = "previous ";
const REPEATED: &str = " repeated ";

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LeftOut { lines, shown, counts } => {
                write!(f, "[{lines}{LEFT_OUT}{}", if *shown { LIKE_SHOWN } else { "" })?;
                for (nth, count) in counts.iter().enumerate() {
                    let separator = if nth == 0 { ": " } else { ", " };
                    write!(f, "{separator}{} {}", count.lines, count.word)?;
                }
                f.write_str("]")
            }
            Self::Repeated { lines, times } => {
                f.write_str("[")?;
                f.write_str(PREVIOUS)?;
                match lines {
                    1 => f.write_str("line")?,
                    _ => write!(f, "{lines} lines")?,
                }
                let s = if *times == 1 { "" } else { "s" };
                write!(f, "{REPEATED}{times} more time{s}]")
            }
            Self::Original { handle, hidden, total } => {
                let (hides, returns) = (
                    format!("{hidden} of {total} lines{LEFT_OUT}"),
                    "with lines or find fetches them",
                );
                write!(f, "[{hides}; {RETRIEVE_TOOL} {handle} {returns}]")
            }
            Self::Same { here, place } => write!(f, "[{here}{SAME}{place}]"),
            Self::SparseNumbers => write!(f, "[{SPARSE}]"),
            Self::Retrieved { handle, lines: None } => write!(f, "[{ORIGINAL}{handle}]"),
            Self::Retrieved { handle, lines: Some(lines) } => {
                write!(f, "[{ORIGINAL}{handle}, {lines}]")
            }
            Self::Found { handle, found, total } => {
                write!(f, "[{ORIGINAL}{handle}, {found} of {total} lines]")
            }
        }
    }
}

/// Reads what follows a range: nothing, or counts after a colon.
fn parse_counts(text: &str) -> Option<Vec<WordCount>> {
    let Some(text) = text.strip_prefix(": ") else { return Some(Vec::new()) };
    let counts = text.split(", ").take(WordCount::MOST + 1).map(|count| {
        let (lines, word) = count.split_once(' ')?;
        let lines = number(lines).filter(|&lines| lines > 0)?;
        WordCount::is_word(word).then(|| WordCount { word: word.to_owned(), lines })
    });
    counts.collect::<Option<Vec<_>>>().filter(|counts| counts.len() <= WordCount::MOST)
}

impl Notice {
    /// Reads a line, without its line break, as a notice. Exactly what [`Notice`] prints is read:
    /// `parse(line)` is some notice only if that notice prints as `line`.
    #[must_use]
    pub fn parse(line: &str) -> Option<Self> {
        let inner = line.strip_prefix('[')?.strip_suffix(']')?;
        let notice = Self::parse_inner(inner)?;
        (notice.to_string() == line).then_some(notice)
    }

    fn parse_inner(inner: &str) -> Option<Self> {
        if inner == SPARSE {
            return Some(Self::SparseNumbers);
        }
        if let Some(fetched) = inner.strip_prefix(ORIGINAL) {
            return Self::parse_fetched(fetched);
        }
        if let Some(repeated) = inner.strip_prefix(PREVIOUS) {
            return Self::parse_repeated(repeated);
        }
        if let Some((here, place)) = inner.split_once(SAME) {
            let here = Here::parse(here)?;
            return Some(Self::Same { here, place: Place::parse(place)? });
        }
        let (what, how) = inner.split_once(LEFT_OUT)?;
        if let Some(lines) = Lines::parse(what) {
            let rest = how.strip_prefix(LIKE_SHOWN);
            let counts = parse_counts(rest.unwrap_or(how))?;
            return Some(Self::LeftOut { lines, shown: rest.is_some(), counts });
        }
        let (hidden, total) = what.strip_suffix(" lines")?.split_once(" of ")?;
        let handle = how.strip_prefix("; ")?.strip_prefix(RETRIEVE_TOOL)?.trim_start();
        let handle = handle.split(' ').next()?.parse().ok()?;
        Some(Self::Original { handle, hidden: number(hidden)?, total: number(total)? })
    }

    fn parse_repeated(text: &str) -> Option<Self> {
        let (what, how) = text.split_once(REPEATED)?;
        let lines = match what {
            "line" => 1,
            _ => what.strip_suffix(" lines").and_then(number)?,
        };
        let times = how.split(' ').next().and_then(number)?;
        (lines > 0 && times > 0).then_some(Self::Repeated { lines, times })
    }

    fn parse_fetched(text: &str) -> Option<Self> {
        let Some((handle, part)) = text.split_once(", ") else {
            return Some(Self::Retrieved { handle: text.parse().ok()?, lines: None });
        };
        let handle = handle.parse().ok()?;
        if let Some(lines) = Lines::parse(part) {
            return Some(Self::Retrieved { handle, lines: Some(lines) });
        }
        let (found, total) = part.strip_suffix(" lines")?.split_once(" of ")?;
        Some(Self::Found { handle, found: number(found)?, total: number(total)? })
    }

    /// The numbers by which the notice names lines where it stands, if it does.
    pub(crate) fn numbers(&self) -> Option<Lines> {
        match self {
            Self::LeftOut { lines, .. } | Self::Same { here: Here::Numbered(lines), .. } => {
                Some(*lines)
            }
            _ => None,
        }
    }

    /// Whether the text starts with the header of an original that was fetched back.
    #[must_use]
    pub fn heads_retrieved(text: &str) -> bool {
        let first = text.lines().next().and_then(Self::parse);
        matches!(first, Some(Self::Retrieved { .. } | Self::Found { .. }))
    }

    /// Whether any line of the text is a notice. Linear; only lines that start with a bracket are
    /// read.
    #[must_use]
    pub fn stands_in(text: &str) -> bool {
        memchr::memchr_iter(b'[', text.as_bytes())
            .filter(|&at| at == 0 || text.as_bytes().get(at - 1) == Some(&b'\n'))
            .any(|at| {
                let line = text.get(at..).and_then(|rest| rest.lines().next());
                line.and_then(Self::parse).is_some()
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_notice_reads_back() {
        let place = |name: Option<&str>, within| Place {
            lines: Lines::new(100, 160),
            numbered: name.is_some(),
            name: name.map(str::to_owned),
            within,
        };
        let count = |word: &str, lines| WordCount { word: word.to_owned(), lines };
        let counts = |n: usize| vec![count("ERROR", 12), count("caf\u{e9}_2", 1)][..n].to_vec();
        let all = [
            Notice::LeftOut { lines: Lines::new(120, 247), shown: false, counts: vec![] },
            Notice::LeftOut { lines: Lines::new(7, 7), shown: true, counts: vec![] },
            Notice::LeftOut { lines: Lines::new(7, 9), shown: true, counts: counts(2) },
            Notice::LeftOut { lines: Lines::new(7, 9), shown: false, counts: counts(1) },
            Notice::Repeated { lines: 1, times: 11 },
            Notice::Repeated { lines: 24, times: 1 },
            Notice::Original { handle: Handle::of("x"), hidden: 128, total: 500 },
            Notice::Same {
                here: Here::Numbered(Lines::new(40, 100)),
                place: place(Some("a, b of c/foo.py"), Within::Result(7)),
            },
            Notice::Same {
                here: Here::Plain(61),
                place: Place { numbered: false, ..place(Some("new_str"), Within::Call(3)) },
            },
            Notice::Same { here: Here::Plain(1), place: place(None, Within::ThisResult) },
            Notice::SparseNumbers,
            Notice::Retrieved { handle: Handle::of("x"), lines: None },
            Notice::Retrieved { handle: Handle::of("x"), lines: Some(Lines::new(120, 247)) },
            Notice::Retrieved { handle: Handle::of("x"), lines: Some(Lines::new(7, 7)) },
            Notice::Found { handle: Handle::of("x"), found: 0, total: 500 },
        ];
        for notice in all {
            let line = notice.to_string();
            assert_eq!(Notice::parse(&line), Some(notice), "{line}");
            assert!(Notice::stands_in(&format!("before\n{line}\r\nafter")) || line.is_empty());
            assert!(!Notice::stands_in(&format!("before {line}")));
        }
    }

    #[test]
    fn look_alikes_are_text() {
        for line in [
            "[]",
            "[lines 3-2 left out]",
            "[lines 03-12 left out]",
            "[12 of 40 lines left out; headroom_retrieve hr_0000 with lines or find fetches them]",
            "[the rest is left out]",
            "[lines 3-12 left out: ]",
            "[lines 3-12 left out: 0 ERROR]",
            "[lines 3-12 left out: 4 ERROR,]",
            "[lines 3-12 left out: 4 of them]",
            "[lines 3-12 left out: 1 a, 1 b, 1 c, 1 d, 1 e, 1 f, 1 g, 1 h, 1 i]",
            "  [Previous line repeated 990 more times]",
            "[Previous line repeated 990 more times]",
            "[previous line repeated 1 more times]",
            "[previous line repeated 0 more times]",
            "[previous 1 lines repeated 3 more times]",
            "[previous 02 lines repeated 3 more times]",
            "[INFO] 3 lines are the same as before",
            "[original]",
            "[original da39a3ee5e6b4b0d3255bfef95601890]",
            "[original hr_00000000000000000000000000000]",
        ] {
            assert_eq!(Notice::parse(line), None, "{line}");
        }
        let handle = Handle::of("x");
        for line in [
            format!("[original {handle}, ]"),
            format!("[original {handle}, lines 247-120]"),
            format!("[original {handle}, lines 7-7]"),
            format!("[original {handle}, 3 of 12]"),
            format!("[original {handle}] and more"),
            format!("[original {}]", handle.to_string().to_uppercase().replace("HR_", "hr_")),
        ] {
            assert_eq!(Notice::parse(&line), None, "{line}");
        }
    }
}
