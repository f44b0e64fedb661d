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
//! * Every other line stands as it was. A directory's line that would read as a heading, and is
//!   none, is followed by a line with a dot.
//!
//! The inverse is exact for each text that is folded at all; what has no such form is declined.

mod entries;
mod fold;
mod grammar;
mod merge;
mod parse;
mod restore;

use std::borrow::Cow;

use headroom_core::{Compressor, ContentType, Declined, Input, Rewrite};

/// Folds the hits of `grep`, `rg`, `ag` and `git grep`, and the paths of `find`, `fd` and `rg -l`:
/// each path, and each directory that neighbours share, is said once.
///
/// Lossless to the byte, whatever the budget; nothing is elided. Understands hits with and without
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
        let lines = parse::lines(text);
        if lines.len() < 2 {
            return Err(Declined::TooSmall);
        }
        if lines.iter().any(|line| reads_as_folded(line.text)) {
            return Err(Declined::NotReversible);
        }
        let exact = |directories| {
            let folded = fold::fold(text, &lines, directories);
            (restore::restore(&folded).as_deref() == Some(text)).then_some(folded)
        };
        let folded = exact(true).or_else(|| exact(false)).ok_or(Declined::NotReversible)?;
        if folded.len() >= text.len() {
            return Err(Declined::NoGain);
        }
        Ok(Rewrite::whole(text, folded))
    }

    fn restore<'a>(&self, folded: &'a str) -> Option<Cow<'a, str>> {
        restore::restore(folded).map(Cow::Owned)
    }
}

/// Whether a line of a source reads as one that only a fold writes, so that the fold's inverse
/// could not tell it apart.
fn reads_as_folded(line: &str) -> bool {
    grammar::FileHeading::parse(line).is_some() || grammar::merged(line).is_some()
}
