//! Logs, build and test output.
//!
//! Two forms. The lossless one ([`fold`]) writes repeated lines once, and what records begin with in
//! common ([`prefix`]). The other leaves lines out, in this order of work:
//!
//! 1. [`scan`] reads the lines: each has a form ([`form`]), and each form may fit a row of the table
//!    of what tools write ([`grammar`]).
//! 2. [`blocks`] finds what is told of one failure, [`steps`] which step failed.
//! 3. [`select`] chooses what stays: verdicts, counts and failures ([`failures`]), what leads up to
//!    the end of the failed step, warnings, what linters say ([`places`]), and of services' logs one line of each form.
//!    Of what is told of a failure, frames of libraries and the like can be missed ([`trim`],
//!    [`frames`]).
//! 4. [`units`] completes what would be shown in half.
//! 5. [`gaps`] gives what is left out, as spans of whole lines, and counts what of note is in it.

mod blocks;
mod failures;
mod fold;
mod form;
mod frames;
mod gaps;
mod grammar;
mod lines;
mod places;
mod prefix;
mod scan;
mod select;
mod steps;
mod trim;
mod units;

use std::fmt;

use headroom_core::{Compressor, ContentType, Declined, Input, Rewrite};

use lines::Lines;
use scan::Scan;

/// Makes logs, build and test output smaller.
///
/// With a lossless budget, runs of equal lines and of equal blocks of lines are written once, with a
/// marker such as `[previous line repeated 11 more times]`, and what the records of a run begin with,
/// such as the date and the hour, stands once above them, as `[next 120 lines begin with "..."]`;
/// [`restore`](Compressor::restore) undoes it byte for byte. Where lines may be left out, what names or tells a failure stays in sight
/// verbatim, and so does what the question names; the rest is left out by whole lines until about
/// as many tokens are visible as the budget says, more if the failures need more. Logs of fewer than
/// 300 tokens, and those of which less than a fifth could be left out, are only folded.
///
/// Linear in the text. The first use compiles the patterns of the table, which takes milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LogCompressor;

impl LogCompressor {
    /// The compressor.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }
}

impl Compressor for LogCompressor {
    fn name(&self) -> &'static str {
        "log"
    }

    fn accepts(&self) -> &[ContentType] {
        &[ContentType::LOG, ContentType::STACK_TRACE]
    }

    fn compress(&self, input: &Input<'_>) -> Result<Rewrite, Declined> {
        if input.text.trim().is_empty() {
            return Err(Declined::NoGain);
        }
        let elided = input.budget.tokens().and_then(|aim| elide(input, aim));
        elided.map_or_else(|| fold::fold(&Lines::new(input.text)), Ok)
    }

    fn restore(&self, folded: &str, out: &mut dyn fmt::Write) -> fmt::Result {
        fold::restore(folded, out)
    }
}

/// Below so many tokens nothing is left out: what could be saved is not worth a lost line.
const SMALL: usize = 300;

/// The log with the lines left out that can be missed, if that saves enough.
fn elide(input: &Input<'_>, aim: usize) -> Option<Rewrite> {
    let scan = Scan::new(input.text);
    let goal = aim.max(SMALL);
    if scan.weight(0, scan.len()) <= goal {
        return None;
    }
    let elided = select::select(&scan, aim, &input.hints)?;
    Some(fold::fold_rest(&scan.lines, elided))
}
