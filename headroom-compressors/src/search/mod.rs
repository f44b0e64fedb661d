//! `SearchCompressor`: hits of `grep` and its kind, and lists of paths, with each path said once.
//!
//! ```text
//! src/cli.rs:3:use std::env;            src/
//! src/cli.rs:9:    let a = env();       cli.rs (3 hits)
//! src/cli.rs:14:    let a = env();      3:use std::env;
//! src/main.rs:1:fn main() {             9,14:    let a = env();
//! README.md:7:a tool                    main.rs:1:fn main() {
//!                                       README.md:7:a tool
//! ```
//!
//! # The folded form
//!
//! * `path (3 hits)` is a heading: the three hits below it are those of that file. With context it
//!   is `path (3 hits, 8 context)`, and below it stand `12:text` and `13-text`. A file whose lines
//!   are shorter with their paths has no heading.
//! * `9,14:text` are two hits of equal text.
//! * `src/` is a heading: the names below it, of files with hits or of files alone, are in that
//!   directory. It ends at the next path that is spelled out with its directory, or at the next
//!   such heading. What stands alone is never written where it could be taken for such a name.
//! * `./` on the first line: so starts each path below, and each is written without it.
//! * Every other line stands as it was. A directory's line that would read as a heading, and is
//!   none, is followed by a line with a dot.
//!
//! * A line that starts with a blank, in a list of names, holds names that had a line each
//!   ([`names`]); one that starts with several is a name in a drawing of a directory ([`tree`]).
//! * `src/:` is a heading over paths behind marks, as of `git status` ([`marked`]).
//!
//! The inverse is exact for each text that is folded at all; what has no such form is declined.
//!
//! # The recoverable form
//!
//! ```text
//! src/cli.rs (2 hits shown)
//! 3:pub fn load(path: &Path) -> Config {
//! 9:    load(&config_path)
//! [31 hits left out: cli.rs:14-940]
//! [40 hits left out: 12 in tests/cli.rs:3-90, 28 in tests/load.rs:7-211]
//! ```
//!
//! [`groups`] finds the hits of each file, [`select`] those that stay: definitions,
//! what the question names ([`asked`]), then the first of each file as long as there is room.
//! [`elide`] folds them as above; `shown` in a heading says that the count is not all. The core
//! writes the notices, in which numbers after a file's name are lines of that file.

mod asked;
mod elide;
mod entries;
mod fold;
mod grammar;
mod groups;
mod hit;
mod list;
mod long;
mod marked;
mod merge;
mod names;
mod parse;
mod path;
mod rank;
mod remote;
mod restore;
mod root;
mod section;
mod select;
mod shorten;
mod tree;
mod writer;

use std::fmt;

use headroom_core::check::writes_exactly;
use headroom_core::{Compressor, ContentType, Declined, Input, Rewrite};

use self::fold::Folded;
use self::parse::Line;
use self::writer::LineWriter;

/// Folds the hits of `grep`, `rg`, `ag` and `git grep`, and the paths of `find`, `fd`, `rg -l`, `git status` and `du`:
/// each path, and each directory that neighbours share, is said once.
///
/// With a lossless budget that is all, lossless to the byte. Where lines may be left out, a result of
/// more tokens than the aim keeps each file with the number of its hits, the lines that define
/// something, and the hits that the question names; of other hits it keeps as many as there is room
/// for, source before documents, tests, vendored and generated files. A list of names loses
/// series that differ in numbers alone, then names of data, documents and tests; of source only where
/// the list is very long.
///
/// Understands hits with and without
/// line numbers and columns, lines of context, `--heading`, counts, Windows paths, `git grep` of a
/// revision. A line that it does not understand stays as it is. Linear in the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SearchCompressor;

impl SearchCompressor {
    /// The compressor. It has no settings.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }
}

impl Compressor for SearchCompressor {
    fn name(&self) -> &'static str {
        "search"
    }

    fn accepts(&self) -> &[ContentType] {
        &[ContentType::SEARCH, ContentType::PATHS]
    }

    fn compress(&self, input: &Input<'_>) -> Result<Rewrite, Declined> {
        let text = input.text;
        let shortened = |aim| {
            long::cut(input, aim)
                .or_else(|| elide::elide(input, aim))
                .or_else(|| shorten::shorten(input, aim))
                .or_else(|| long::cut_all(input))
        };
        let elided = input.budget.tokens().and_then(shortened);
        if let Some(rewrite) = elided {
            return Ok(rewrite);
        }
        if input.content_type == ContentType::PATHS
            && let Some(folded) = marked::fold(text)
        {
            let exact = marked::restore(&folded) == text;
            return exact.then(|| Rewrite::whole(text, folded)).ok_or(Declined::NotReversible);
        }
        let folded = match root::strip(text) {
            Some(below) => root::put_above(&fold_exactly(&below)?),
            // What starts with the root without being below it cannot be told from what is.
            None if root::below(text).is_some() => return Err(Declined::NotReversible),
            None => fold_exactly(text)?,
        };
        let breaks = |text: &str| memchr::memchr_iter(b'\n', text.as_bytes()).count();
        if folded.len() >= text.len() && breaks(&folded) + FEWER_LINES > breaks(text) {
            return Err(Declined::NoGain);
        }
        Ok(Rewrite::whole(text, folded))
    }

    fn restore(&self, folded: &str, out: &mut dyn fmt::Write) -> fmt::Result {
        if marked::is_folded(folded) {
            return out.write_str(&marked::restore(folded));
        }
        unfold(folded, out)
    }
}

/// Names in rows take as many bytes as on lines of their own, and are fewer tokens.
const FEWER_LINES: usize = 4;

/// The fold of a text that gives it back.
fn fold_exactly(text: &str) -> Result<String, Declined> {
    let gives_back = |folded: &String| {
        // The heading of the root itself would be taken for what each path starts with.
        root::below(folded).is_none()
            && writes_exactly(text, |out| unfold_below(folded, LineWriter::new(out, false)))
    };
    if let Some(folded) = tree::fold(text).or_else(|| names::fold(text)).filter(gives_back) {
        return Ok(folded);
    }
    let folded = fold_hits(text, true)?;
    if folded.plain || gives_back(&folded.text) {
        return Ok(folded.text);
    }
    Some(fold_hits(text, false)?.text).filter(gives_back).ok_or(Declined::NotReversible)
}

/// The fold of hits and paths, with directories of their own above the files or without.
fn fold_hits(text: &str, directories: bool) -> Result<Folded, Declined> {
    let lines = parse::lines(text);
    if lines.len() < 2 {
        return Err(Declined::TooSmall);
    }
    if reads_as_folded(&lines) {
        return Err(Declined::NotReversible);
    }
    Ok(fold::fold(&lines, text.ends_with('\n'), directories))
}

fn unfold(folded: &str, out: &mut dyn fmt::Write) -> fmt::Result {
    let below = root::below(folded);
    unfold_below(below.unwrap_or(folded), LineWriter::new(out, below.is_some()))
}

fn unfold_below(folded: &str, out: LineWriter<'_>) -> fmt::Result {
    let indents = memchr::memmem::find(folded.as_bytes(), b"\n ").is_some();
    if !indents && !folded.starts_with(' ') {
        return restore::restore(folded, out);
    }
    if names::has_rows(folded) {
        return names::restore(folded, out);
    }
    match tree::restore(folded) {
        Some(text) => out.lines_of(&text),
        None => restore::restore(folded, out),
    }
}

/// Whether a text reads as one that is folded already: then the fold's inverse could not tell its
/// lines apart, and what a second fold made of them would not mean the same.
fn reads_as_folded(lines: &[Line<'_>]) -> bool {
    lines.iter().enumerate().any(|(at, line)| {
        let below = || lines.iter().skip(at + 1).map(|line| line.text);
        grammar::FileHeading::parse(line.text).is_some()
            || grammar::merged(line.text).is_some()
            || path::is_directory(line.text) && section::opened(below()).is_some()
    })
}
