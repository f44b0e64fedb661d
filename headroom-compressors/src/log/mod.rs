//! Logs, build and test output.

mod fold;
mod form;
mod lines;

use std::borrow::Cow;

use headroom_core::{Compressor, ContentType, Declined, Input, Rewrite};

use lines::Lines;

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
        fold::fold(&Lines::new(input.text))
    }

    fn restore<'a>(&self, folded: &'a str) -> Option<Cow<'a, str>> {
        fold::restore(folded)
    }
}
