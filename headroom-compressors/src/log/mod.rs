//! Logs, build and test output.

mod blocks;
mod fold;
mod form;
mod grammar;
mod lines;
mod scan;
mod select;
mod steps;

use std::borrow::Cow;

use headroom_core::{Compressor, ContentType, Declined, Input, Rewrite};

use lines::Lines;
use scan::Scan;

/// Makes logs, build and test output smaller.
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

    fn restore<'a>(&self, folded: &'a str) -> Option<Cow<'a, str>> {
        fold::restore(folded)
    }
}

/// Below so many tokens nothing is left out: what could be saved is not worth a lost line.
const SMALL: usize = 600;

/// The log with the lines left out that can be missed, if that saves enough.
fn elide(input: &Input<'_>, aim: usize) -> Option<Rewrite> {
    let scan = Scan::new(input.text);
    let goal = aim.max(SMALL);
    if scan.weight(0, scan.len()) <= goal {
        return None;
    }
    select::select(&scan, aim, &input.hints)
}
