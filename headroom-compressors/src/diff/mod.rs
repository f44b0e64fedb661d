//! `DiffCompressor`: diffs with the context that explains a change, and generated files counted.
//!
//! ```text
//! diff --git a/src/a.rs b/src/a.rs         index 3f1c2ab..91be077 100644
//! index 3f1c2ab..91be077 100644            --- a/src/a.rs
//! --- a/src/a.rs                           +++ b/src/a.rs
//! +++ b/src/a.rs                           @@ -40,6 +40,7 @@ fn open(path: &Path) {
//! @@ -40,6 +40,7 @@ fn open(path: &Path) {  [2 context lines left out]
//!      let file = File::open(path)?;            let head = read(&mut file)?;
//!      let mut file = Buffered::new(file); +    check(&head)?;
//!      let head = read(&mut file)?;             let body = read(&mut file)?;
//! +    check(&head)?;                      [2 context lines left out]
//!      let body = read(&mut file)?;        diff --git a/Cargo.lock b/Cargo.lock
//!      drop(file);                         index 5d0c9a1..77aa210 100644
//!      Ok(Parts { head, body })            --- a/Cargo.lock
//! diff --git a/Cargo.lock b/Cargo.lock     +++ b/Cargo.lock
//! index 5d0c9a1..77aa210 100644            [lines 15-900 left out: 31 hunks, +120 -96]
//! ...
//! ```
//!
//! # What stays
//!
//! Every header of a commit, a file and a hunk, verbatim; every line added or removed in a file that
//! somebody wrote; what says that a file has no line break at its end; all text between files:
//! messages, statistics, binary files, renames and modes.
//!
//! A patch that is read from a file may be about to be edited or handed on, so there all of that stays
//! but for generated files and binary data.
//!
//! # The folded form
//!
//! `diff --git a/x b/x` is left out where `--- a/x` and `+++ b/x` say the same below the line of the
//! blobs. That is a patch all the same: `git apply` and `patch` take it, with the same result.

mod context;
mod generated;
mod header;
mod parse;

use std::fmt;

use headroom_core::{
    Compressor, ContentType, Declined, Hunk, Input, Like, Rewrite, Span, Unit, is_read,
};

use self::context::Run;
use self::header::Fold;
use self::parse::File;

/// Leaves out of diffs what does not explain a change: context away from it, the contents of
/// generated files and binary patches. Reads unified, combined and context diffs of any tool; leaves hunks
/// alone that do not have the lines their headers promise.
///
/// Lossless, it leaves out lines that repeat the names of files; the result is still a patch. Linear
/// in the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DiffCompressor;

impl DiffCompressor {
    /// The compressor. It has no settings.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }
}

impl Compressor for DiffCompressor {
    fn name(&self) -> &'static str {
        "diff"
    }

    fn accepts(&self) -> &[ContentType] {
        &[ContentType::DIFF]
    }

    fn compress(&self, input: &Input<'_>) -> Result<Rewrite, Declined> {
        let text = input.text;
        let hunks: Vec<Hunk> = input.hunks().collect();
        let files = parse::files(text, &hunks);
        let left_out = if input.budget.may_elide() { elided(input, &files) } else { Vec::new() };
        let fold = match is_read(&input.hints) {
            true => Fold::default(),
            false => Fold::of(text, files.iter().map(|file| file.header)),
        };
        let rewrite = merge(&fold, &left_out);
        if rewrite.pieces().is_empty() { Err(Declined::NoGain) } else { Ok(rewrite) }
    }

    fn restore(&self, folded: &str, out: &mut dyn fmt::Write) -> fmt::Result {
        header::restore(folded, out)
    }
}

/// A part to be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Gap {
    span: Span,
    unit: Unit,
}

/// What may leave sight, if that saves more than it costs.
fn elided(input: &Input<'_>, files: &[File<'_, '_>]) -> Vec<Gap> {
    let mut gaps = Gaps { input, taken: Vec::new(), saved: 0 };
    let is_read = is_read(&input.hints);
    let mut run = Run::new(input.text);
    for file in files {
        header::binary_data(input.text, file.header, &mut gaps);
        if generated::is_generated(input, file) {
            file.span().into_iter().for_each(|span| gaps.propose(span, Unit::Hunks));
        } else if !is_read {
            file.hunks.iter().for_each(|hunk| run.beyond(hunk, &mut gaps));
        }
    }
    gaps.worthwhile()
}

/// The parts that are worth a notice.
#[derive(Debug)]
struct Gaps<'i, 'a> {
    input: &'i Input<'a>,
    taken: Vec<Gap>,
    /// About how many tokens they save.
    saved: usize,
}

impl Gaps<'_, '_> {
    /// Tokens of a notice.
    const NOTICE: usize = 7;
    /// Tokens that a part saves at least.
    const LEAST: usize = 5;
    /// Tokens of the notice with the handle of the original.
    const HANDLE: usize = 40;
    /// What is out of sight must be asked for, so it has to save one part in so many of a text,
    const SHARE: usize = 32;
    /// or as many tokens.
    const ENOUGH: usize = 150;

    /// Takes a part, if its notice is clearly shorter.
    fn propose(&mut self, span: Span, unit: Unit) {
        let tokens = rough_tokens(span.of(self.input.text));
        if tokens >= Self::NOTICE + Self::LEAST {
            self.saved += tokens - Self::NOTICE;
            self.taken.push(Gap { span, unit });
        }
    }

    fn worthwhile(self) -> Vec<Gap> {
        let gain = self.saved.saturating_sub(Self::HANDLE);
        let share = || self.input.estimate() / Self::SHARE;
        let is_worth_it = gain >= Self::ENOUGH || (gain > 0 && gain >= share());
        if is_worth_it { self.taken } else { Vec::new() }
    }
}

/// About how many tokens a text takes: one for each line's break and indentation, one for three bytes
/// of what is written. Close enough to choose by, and quicker than to count.
fn rough_tokens(text: &str) -> usize {
    /// So many counts have their sum in a byte, so that many are added up at a time.
    const MANY: usize = 240;
    let (mut breaks, mut written) = (0, 0);
    for part in text.as_bytes().chunks(MANY) {
        breaks += usize::from(part.iter().map(|byte| u8::from(*byte == b'\n')).sum::<u8>());
        written += usize::from(part.iter().map(|byte| u8::from(*byte > b' ')).sum::<u8>());
    }
    breaks + written * 8 / 25
}

/// Both kinds of pieces, in the order of the text.
fn merge(fold: &Fold, gaps: &[Gap]) -> Rewrite {
    let mut rewrite = Rewrite::new();
    let mut lines = fold.lines().peekable();
    for gap in gaps {
        while let Some(line) = lines.next_if(|line| line.end <= gap.span.start) {
            rewrite.fold(line, String::new());
        }
        rewrite.elide(gap.span, gap.unit, Like::Unknown);
    }
    lines.for_each(|line| {
        rewrite.fold(line, String::new());
    });
    rewrite
}
