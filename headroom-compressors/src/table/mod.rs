//! `TableCompressor`: tables and listings with what rows share said once.

mod listing;

use std::borrow::Cow;

use headroom_core::{Compressor, ContentType, Declined, Input, Rewrite};

/// Folds tables and listings: what rows share is said once, and columns are not padded.
///
/// Lossless to the byte. Linear in the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TableCompressor;

impl TableCompressor {
    /// The compressor. It has no settings.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }
}

impl Compressor for TableCompressor {
    fn name(&self) -> &'static str {
        "table"
    }

    fn accepts(&self) -> &[ContentType] {
        &[ContentType::TABLE, ContentType::CSV]
    }

    fn compress(&self, input: &Input<'_>) -> Result<Rewrite, Declined> {
        let text = input.text;
        let folded = listing::fold(text).ok_or(Declined::NotThisType)?;
        if folded.len() >= text.len() {
            return Err(Declined::NoGain);
        }
        if restore(&folded).as_deref() != Some(text) {
            return Err(Declined::NotReversible);
        }
        Ok(Rewrite::whole(text, folded))
    }

    fn restore<'a>(&self, folded: &'a str) -> Option<Cow<'a, str>> {
        restore(folded).map(Cow::Owned)
    }
}

fn restore(folded: &str) -> Option<String> {
    listing::restore(folded)
}
