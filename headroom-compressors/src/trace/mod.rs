//! `TraceCompressor`: stack traces, with the frames of libraries left out.
//!
//! [`scan`] reads the frames of a trace, [`select`] chooses those that may go out of sight, [`root`]
//! says once the folder that the files of most frames are in.

mod root;
mod scan;
mod select;

use std::fmt;

use headroom_core::{Compressor, ContentType, Declined, Input, Rewrite};

use crate::LogCompressor;

/// Makes stack traces of the runtimes of [`headroom_core::trace`] smaller.
///
/// With a lossless budget, the folder that most files are in stands once, in a line above the trace:
///
/// ```text
/// in /srv/app/:
/// Traceback (most recent call last):
///   File "main.py", line 3, in <module>
/// ```
///
/// Where lines may be left out, runs of library frames are, and so are the repetitions of a recursion
/// and stacks that stand there already. What went wrong, each cause, the program's own frames, the
/// innermost frame of each stack, the library function that the program called, and each frame whose
/// function the question names stay in sight verbatim. Traces without such frames are treated as
/// [`LogCompressor`] treats them.
///
/// Linear in the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TraceCompressor {
    log: LogCompressor,
}

impl TraceCompressor {
    /// The compressor. It has no settings.
    #[must_use]
    pub const fn new() -> Self {
        Self { log: LogCompressor::new() }
    }
}

impl Compressor for TraceCompressor {
    fn name(&self) -> &'static str {
        "trace"
    }

    fn accepts(&self) -> &[ContentType] {
        &[ContentType::STACK_TRACE]
    }

    fn compress(&self, input: &Input<'_>) -> Result<Rewrite, Declined> {
        let entries = scan::entries(input.text);
        let elided = match input.budget.may_elide() {
            true => select::elisions(input.text, &entries, input.hints.question),
            false => Vec::new(),
        };
        let root = root::Root::of(input.text, &entries, &elided);
        let rewrite = root::rewrite(root.as_ref(), elided);
        match rewrite.pieces().is_empty() {
            // What its inverse would take for a folder that was said once.
            true if root::is_headed(input.text) => Err(Declined::NotReversible),
            true => self.log.compress(input),
            false => Ok(rewrite),
        }
    }

    fn restore(&self, folded: &str, out: &mut dyn fmt::Write) -> fmt::Result {
        match root::restore(folded) {
            Some(restored) => out.write_str(&restored),
            None => self.log.restore(folded, out),
        }
    }
}
