//! The one grammar of notices: all that the family ever writes in place of something, and its parser.
//!
//! A notice is a line of its own in square brackets:
//!
//! ```text
//! [lines 120-247 left out]
//! [lines 120-247 left out, like lines shown]
//! [lines 120-247 left out, like lines shown: 12 ERROR, 30 WARN]
//! [lines 1-247 left out, with Config, load_config, src/main.rs]
//! [file lines 120-247 left out]
//! [8 context lines left out]
//! [lines 120-247 left out: 4 hunks, +31 -18]
//! [9 hits left out: cli.rs:120-940]
//! [16 hits left out: 12 in src/cli.rs:3-940, 3 in src/main.rs:4-9, 1 in build.rs:7]
//! [9 hits left out: file lines 120-940]
//! [2 hits, 4 context lines left out: cli.rs:118-160]
//! [86 names left out]
//! [57 names left out: below tests/data/]
//! [34 names left out: 12 in doc/img/, 22 below doc/fonts/]
//! [11840 characters of line 3 left out]
//! [row 7 of 40 left out]
//! [rows 3-20 of 40 left out, with keys due, milestone]
//! [120 lines of text left out]
//! [4210 characters of text left out]
//! [214 elements with 1240 words left out: 4 hidden, 2 nav, 31 script]
//! [214 elements with 1240 words left out: 4 hidden, 2 nav, 31 script; headroom_retrieve hr_... with find fetches them]
//! [312 of 840 words left out; headroom_retrieve hr_... with find fetches them]
//! [412 display codes, 41 overwritten states left out; headroom_retrieve hr_... with find fetches them]
//! [34560 characters of encoded data left out, digest 9f86d081]
//! [rows 3-20 of 40 left out; of all 40, state: 28 open, 12 closed; size: 4 to 910, median 37]
//! [128 of 500 lines left out; headroom_retrieve hr_... with lines or find fetches them]
//! [128 of 500 lines left out; headroom_retrieve hr_... with lines or symbol fetches them]
//! [parts of 1 line left out; headroom_retrieve hr_... with rows or find fetches them]
//! [128 of 500 lines left out; headroom_retrieve hr_... with find fetches them]
//! [lines 40-90: same as in foo.py, tool result 7]
//! [lines 40-90: same as lines 45-95 of foo.py, tool result 7]
//! [same as output lines 2-52 of `python test.py`, tool result 9]
//! [same as lines 1-29 of argument new_str of foo.py, tool call 12]
//! [lines 1-39: same as in argument new_str of this call]
//! [only every tenth line number is shown]
//! [path of this call]
//! [previous line repeated 11 more times]
//! [next 120 lines begin with "2026-03-01 10:"]
//! ```
//!
//! An original that was fetched comes back under a notice as its first line, so that it is known
//! for what it is and left alone:
//!
//! ```text
//! [original hr_...]
//! [original hr_..., lines 120-247]
//! [original hr_..., 3 of 500 lines]
//! [original hr_..., rows 3-20 of 40]
//! [original hr_..., 12 values]
//! ```
//!
//! `[parts of 3 lines left out; ...` stands where no line is out of sight as a whole; `characters of
//! line 3` stands on a line of its own between what is shown of that line.
//!
//! and, where a limit was set, ends with the call that gets the rest:
//!
//! ```text
//! [cut off here; continue with lines 181-900]
//! [cut off here; continue with lines 7@1500-7]
//! [cut off here; continue with rows 21-500]
//! ```
//!
//! `7@1500` is line 7 without its first 1500 bytes.
//!
//! Within source code a notice stands behind the indentation of what it stands for, in a comment, so that
//! the code can be parsed ([`Comment`](crate::Comment)); `file lines` are the numbers in the margin of a listing that does
//! not begin with line 1.
//!
//! `like` lines shown are those that differ from them only in what [`mask`](crate::mask) replaces;
//! `12 ERROR` says that the word stands in twelve of the lines. Python writes `[Previous line repeated
//! 990 more times]`, with a capital and indented, under a traceback: not a notice.
//!
//! `rows` are the elements of an array, the members of an object or the values of a sequence, and are
//! counted from 1. `with keys` names some that stand in them, at any depth. What is said `of all` is said
//! of shown rows, too: the values of a field, each after the number of its rows; the smallest, greatest and
//! middle of its numbers. Where rows share a line, so does the notice. What is left out of a long string is
//! counted in the string.
//!
//! Within a hunk of a diff, what is left out is counted as context: numbers could be taken for those
//! of the file. Whole hunks are left out with the lines that they add and remove.
//! `cli.rs:120-940` are lines of that file, as the hits of a search name them; the file's name stands
//! for its path where other hits in it are in sight next to the notice.
//! Of a page, all elements out of sight are counted in one place, and the words that stand in them; those are
//! named that tell what they are, and `hidden` ones, which no reader of the page would see.
//! Words that are left out of sentences are counted in one place, too; so is what the block has of them.
//! Display codes are for a terminal; overwritten states are what lines showed before they were written over.
//! Names are those of a list of files; where names of the same directory are in sight next to the notice,
//! it does not say which directory that is. `below` a directory are names in it and in those below it.
//!
//! The notice about the original offers what helps to find what is out of sight: lines or rows only where
//! a notice tells their numbers in the original.
//!
//! `lines` of a file are numbered by the margin of its listing; `output lines`, and the lines of an
//! argument, count what was sent from 1. No line is named so below a notice that counts those of an
//! original. `lines 40-90: same as` says that the lines would stand here
//! with these numbers in the margin, and `same as in` that they have the same numbers there. A place that a
//! text has named is not named there again: `tool result 7` is the same one.
//! `this call` is the one whose result the notice stands in; `path of this call` stands in its arguments, and is
//! a word of a line.

mod display;
mod elements;
mod fetched;
mod hits;
mod lines;
mod masked;
mod names;
mod parse;
mod place;
mod rows;
mod texts;
mod words;

use std::fmt;

use crate::markup::Elements;
use crate::{Fact, Handle, Rows, Tally, TextPart, WordCount};

pub use display::DisplayLeftOut;
pub use fetched::{By, Picked, Rest};
pub use hits::HitsLeftOut;
pub use lines::Lines;
pub use masked::{LinesWith, is_listable};
pub use names::NamesLeftOut;
pub use place::{Place, Within};

use lines::number;

/// The name of the tool that gives originals back.
pub const RETRIEVE_TOOL: &str = "headroom_retrieve";

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
    /// These lines of the original are out of sight here; these names stand in them.
    LeftOutWith(LinesWith),
    /// Lines of a listing are out of sight here.
    ListedLeftOut {
        /// The numbers that they have in the margin, which are not those of the lines of the original.
        lines: Lines,
    },
    /// A part of a long string is out of sight here.
    TextLeftOut(TextPart),
    /// Elements of a page are out of sight. One stands at the end of a block with any left out.
    ElementsLeftOut {
        /// How many, and which.
        found: Elements,
        /// The key of the original, if nothing but elements is left out of the block; else another
        /// notice has it.
        handle: Option<Handle>,
    },
    /// Words are out of sight, in many places. One stands at the end of a block with any left out.
    WordsLeftOut {
        /// How many.
        words: usize,
        /// How many the block has.
        total: usize,
        /// The key of the original, if nothing but words is left out of the block; else another notice
        /// has it.
        handle: Option<Handle>,
    },
    /// What only a terminal needs is out of sight, in many places. One stands at the end of a block with any
    /// left out.
    DisplayLeftOut {
        /// How much.
        left: DisplayLeftOut,
        /// The key of the original, if nothing else is left out of the block; else another notice has it.
        handle: Option<Handle>,
    },
    /// These rows of a container are out of sight here.
    RowsLeftOut {
        /// Which rows, of how many.
        rows: Rows,
        /// What is so of all the rows of the container.
        facts: Vec<Fact>,
    },
    /// So many lines of context of a diff's hunk are out of sight here.
    Context {
        /// How many.
        lines: usize,
    },
    /// Hunks of a diff are out of sight here.
    Hunks {
        /// The numbers of their lines in the original, from 1.
        lines: Lines,
        /// How many they are, and how much they change.
        tally: Tally,
    },
    /// Hits of a search are out of sight here: of these files, in order, at least one.
    HitsLeftOut(Vec<HitsLeftOut>),
    /// Names of a list are out of sight here: of these directories, in order, at least one.
    NamesLeftOut(Vec<NamesLeftOut>),
    /// So many characters of one line of the original are out of sight here.
    Part {
        /// The number of the line, from 1.
        line: usize,
        /// How many characters.
        characters: usize,
    },
    /// The original of the whole block can be fetched. One stands at the end of each block with
    /// anything left out.
    Original {
        /// The key of the original.
        handle: Handle,
        /// How many lines are out of sight; 0 if none is as a whole.
        hidden: usize,
        /// How many lines the original has.
        total: usize,
        /// What may be asked for besides what contains a text.
        by: By,
    },
    /// The lines here stand verbatim earlier in the same request.
    Same {
        /// The numbers that they have here in the margin; `None` for lines without numbers.
        here: Option<Lines>,
        /// Where they stand, and by that how many they are.
        place: Place,
    },
    /// The numbered listings of this block keep only the first, the last and every tenth number of
    /// a run.
    SparseNumbers,
    /// The path that the arguments of the call give: a word of a line of its result.
    PathOfCall,
    /// The lines right before stand here so many more times.
    Repeated {
        /// How many lines, 1 or more.
        lines: usize,
        /// How many more times, 1 or more.
        times: usize,
    },
    /// The lines that follow here begin with this, which is left out of them.
    BeginWith {
        /// How many lines, 2 or more.
        lines: usize,
        /// What they begin with: a part of a line.
        prefix: String,
    },
    /// What follows was fetched: the original, or a run of its lines, verbatim.
    Retrieved {
        /// The key of the original.
        handle: Handle,
        /// Which lines of the original follow, counted from 1; `None` if all of it does.
        lines: Option<Lines>,
    },
    /// What follows was fetched: a part of the original that is not a run of its lines.
    Picked {
        /// The key of the original.
        handle: Handle,
        /// Which part.
        picked: Picked,
    },
    /// What was asked for goes on here; the rest was not sent.
    CutOff(Rest),
    /// What follows was fetched: those lines of the original that contain what was asked for, each
    /// after its number in the original and a colon, and lines around them, each after its number
    /// and a hyphen.
    Found {
        /// The key of the original.
        handle: Handle,
        /// How many lines contain it. They follow, unless the text ends with [`Notice::CutOff`].
        found: usize,
        /// How many lines the original has.
        total: usize,
    },
}

/// No notice is indented further, in bytes.
const INDENTED: usize = 256;
const SAME: &str = "same as ";
const SAME_IN: &str = "in ";
const LEFT_OUT: &str = " left out";
const LISTED: &str = "file ";
const CONTEXT: &str = " context line";
const HUNK: &str = " hunk";
const PARTS: &str = "parts of ";
const CHARACTERS: &str = " characters of line ";
const LIKE_SHOWN: &str = ", like lines shown";
const ORIGINAL: &str = "original ";
const SPARSE: &str = "only every tenth line number is shown";
const PATH_OF_CALL: &str = "path of this call";
const PREVIOUS: &str = "previous ";
const REPEATED: &str = " repeated ";
const NEXT: &str = "next ";
const BEGIN: &str = " lines begin with \"";

/// Writes the call that fetches what is left out in many places.
fn write_call(handle: Option<&Handle>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let Some(handle) = handle else { return Ok(()) };
    write!(f, "; {RETRIEVE_TOOL} {handle} {}", By::Text.words())
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[")?;
        self.write_inner(f)?;
        f.write_str("]")
    }
}

impl Notice {
    /// Writes what stands between the brackets.
    fn write_inner(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LeftOut { lines, shown, counts } => {
                write!(f, "{lines}{LEFT_OUT}{}", if *shown { LIKE_SHOWN } else { "" })?;
                for (nth, count) in counts.iter().enumerate() {
                    let separator = if nth == 0 { ": " } else { ", " };
                    write!(f, "{separator}{} {}", count.lines, count.word)?;
                }
                Ok(())
            }
            Self::LeftOutWith(with) => masked::write(with, f),
            Self::ListedLeftOut { lines } => write!(f, "{LISTED}{lines}{LEFT_OUT}"),
            Self::Context { lines } => {
                // A text may have as many of these as hunks, and parts are written sooner than formats.
                fmt::Display::fmt(lines, f)?;
                [CONTEXT, plural(*lines), LEFT_OUT]
                    .into_iter()
                    .try_for_each(|part| f.write_str(part))
            }
            Self::Hunks { lines, tally: Tally { hunks, added, removed } } => {
                let s = plural(*hunks);
                write!(f, "{lines}{LEFT_OUT}: {hunks}{HUNK}{s}, +{added} -{removed}")
            }
            Self::Repeated { lines: 1, times } => {
                write!(f, "{PREVIOUS}line{REPEATED}{times} more time{}", plural(*times))
            }
            Self::Repeated { lines, times } => {
                write!(f, "{PREVIOUS}{lines} lines{REPEATED}{times} more time{}", plural(*times))
            }
            Self::ElementsLeftOut { found, handle } => {
                elements::write(found, LEFT_OUT, f)?;
                write_call(handle.as_ref(), f)
            }
            Self::WordsLeftOut { words, total, handle } => {
                words::write(*words, *total, LEFT_OUT, f)?;
                write_call(handle.as_ref(), f)
            }
            Self::DisplayLeftOut { left, handle } => {
                display::write(*left, LEFT_OUT, f)?;
                write_call(handle.as_ref(), f)
            }
            Self::TextLeftOut(part) => texts::write(part, LEFT_OUT, f),
            Self::RowsLeftOut { rows, facts } => {
                rows::write(*rows, f)?;
                f.write_str(LEFT_OUT)?;
                rows::write_facts(facts, rows.total, f)
            }
            Self::HitsLeftOut(hits) => write!(f, "{}", hits::List(hits)),
            Self::NamesLeftOut(names) => write!(f, "{}", names::List(names)),
            Self::BeginWith { lines, prefix } => write!(f, "{NEXT}{lines}{BEGIN}{prefix}\""),
            Self::Original { handle, hidden, total, by } => {
                match hidden {
                    0 => write!(f, "{PARTS}{total} line{}", plural(*total))?,
                    _ => write!(f, "{hidden} of {total} lines")?,
                }
                write!(f, "{LEFT_OUT}; {RETRIEVE_TOOL} {handle} {}", by.words())
            }
            Self::Part { line, characters } => {
                write!(f, "{characters}{CHARACTERS}{line}{LEFT_OUT}")
            }
            Self::Same { here: None, place } => write!(f, "{SAME}{place}"),
            Self::Same { here: Some(lines), place } if place.has_numbers(*lines) => {
                write!(f, "{lines}: {SAME}{SAME_IN}")?;
                place.write_text(f)
            }
            Self::Same { here: Some(lines), place } => write!(f, "{lines}: {SAME}{place}"),
            Self::SparseNumbers => f.write_str(SPARSE),
            Self::PathOfCall => f.write_str(PATH_OF_CALL),
            Self::Retrieved { handle, lines: None } => write!(f, "{ORIGINAL}{handle}"),
            Self::Retrieved { handle, lines: Some(lines) } => {
                write!(f, "{ORIGINAL}{handle}, {lines}")
            }
            Self::Found { handle, found, total } => {
                write!(f, "{ORIGINAL}{handle}, {found} of {total} lines")
            }
            Self::Picked { handle, picked } => write!(f, "{ORIGINAL}{handle}, {picked}"),
            Self::CutOff(rest) => write!(f, "{rest}"),
        }
    }
}

/// The ending of a noun after a number.
const fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

impl Notice {
    /// The numbers by which the notice names lines where it stands, if it does.
    pub(crate) fn numbers(&self) -> Option<Lines> {
        match self {
            Self::LeftOut { lines, .. }
            | Self::LeftOutWith(LinesWith { lines, .. })
            | Self::ListedLeftOut { lines }
            | Self::Hunks { lines, .. }
            | Self::Same { here: Some(lines), .. } => Some(*lines),
            Self::Part { line, .. } => Some(Lines::new(*line, *line)),
            _ => None,
        }
    }

    /// The key of the original that the notice at the end of a text points to, if one stands there.
    #[must_use]
    pub fn original_of(text: &str) -> Option<Handle> {
        match Self::on_line(text.lines().next_back()?)? {
            Self::Original { handle, .. } => Some(handle),
            Self::ElementsLeftOut { handle, .. }
            | Self::WordsLeftOut { handle, .. }
            | Self::DisplayLeftOut { handle, .. } => handle,
            _ => None,
        }
    }

    /// Whether any line of the text is a notice, or has one in a comment. Linear; only lines are read
    /// that start with a bracket, and those behind a blank with `left out`.
    #[must_use]
    pub fn stands_in(text: &str) -> bool {
        memchr::memchr_iter(b'[', text.as_bytes()).any(|at| {
            let before = at.checked_sub(1).and_then(|before| text.as_bytes().get(before));
            let rest = || text.get(at..).and_then(|rest| rest.lines().next());
            match before {
                None | Some(b'\n') => rest().and_then(Self::parse).is_some(),
                Some(b' ' | b'\t') => Self::stands_behind(text, at),
                _ => false,
            }
        })
    }

    /// Whether a notice starts at a place, and what stands before it on the line belongs to it.
    fn stands_behind(text: &str, at: usize) -> bool {
        let digit = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
        let rest = text.get(at + 1..).unwrap_or_default();
        let may = digit(rest) || ["line", "file line"].iter().any(|word| rest.starts_with(word));
        let start = || {
            let before = text.as_bytes().get(at.saturating_sub(INDENTED)..at).unwrap_or_default();
            memchr::memrchr(b'\n', before)
                .map_or(at - before.len(), |found| at - before.len() + found + 1)
        };
        let line = || text.get(start()..).and_then(|rest| rest.lines().next());
        may && line().filter(|line| line.contains(LEFT_OUT)).and_then(Self::on_line).is_some()
    }
}

#[cfg(test)]
mod tests;
