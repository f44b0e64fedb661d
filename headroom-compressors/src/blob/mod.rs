//! `BlobCompressor`: encoded bytes and minified code, of which hardly anything is ever read.
//!
//! [`encoded`] finds runs of encoded lines, [`minified`] what a reader may look for in packed code,
//! [`long_line`](crate::long_line) cuts single long lines.

mod encoded;
mod minified;

use headroom_core::{Compressor, ContentType, Declined, Elision, Input, Like, Rewrite, Span, Unit};

/// Leaves out most of Base64, of hex dumps and of minified code, where the budget allows it.
///
/// Of each run of encoded lines the first and the last stay, of a hex dump more; of a long line its
/// beginning and its end. Of minified code the comments, the beginning, and as many lines as the budget
/// allows of those with a message in quotes or a name from the question. All other lines stay.
///
/// Never folds anything. Linear in the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct BlobCompressor;

impl BlobCompressor {
    /// The compressor. It has no settings.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }
}

impl Compressor for BlobCompressor {
    fn name(&self) -> &'static str {
        "blob"
    }

    fn accepts(&self) -> &[ContentType] {
        &[ContentType::BINARY, ContentType::MINIFIED]
    }

    fn compress(&self, input: &Input<'_>) -> Result<Rewrite, Declined> {
        let aim = input.budget.tokens().ok_or(Declined::NoGain)?;
        let mut rewrite = Rewrite::new();
        let elided = match input.content_type {
            ContentType::MINIFIED => minified::elided(input.text, aim, input.hints.question),
            _ => encoded::elided(input.text),
        };
        for (span, unit) in elided {
            let (like, counts) = (Like::Unknown, Vec::new());
            rewrite.leave_out(Elision { span, unit, like, counts, facts: Vec::new() });
        }
        if rewrite.pieces().is_empty() { Err(Declined::NoGain) } else { Ok(rewrite) }
    }
}

/// What goes out of sight: whole lines, or characters within one.
type Elided = (Span, Unit);
