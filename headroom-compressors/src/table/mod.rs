//! `TableCompressor`: tables and listings with what rows share said once.

mod asked;
mod columns;
mod csv;
mod listing;
mod lock;
mod ruled;

use std::borrow::Cow;

pub use self::lock::LockCompressor;

use headroom_core::{Compressor, ContentType, Declined, Input, Rewrite};

/// A table is shown whole up to so many times the tokens that an elided block aims at: a reader who
/// asked for all rows needs all of them.
const WHOLE: usize = 5;

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
        let mut declined = Declined::NoGain;
        for fold in [listing::fold, ruled::fold, csv::fold, columns::fold] {
            match fold(text).filter(|folded| folded.len() < text.len()) {
                Some(folded) if restore(&folded).as_deref() == Some(text) => {
                    return Ok(Rewrite::whole(text, folded));
                }
                Some(_) => declined = Declined::NotReversible,
                None => {}
            }
        }
        Err(declined)
    }

    fn restore<'a>(&self, folded: &'a str) -> Option<Cow<'a, str>> {
        restore(folded).map(Cow::Owned)
    }
}

/// The source of a folded text. Which fold it is shows in it.
fn restore(folded: &str) -> Option<String> {
    if listing::is_folded(folded) {
        listing::restore(folded)
    } else if ruled::has_rule(folded) {
        Some(ruled::restore(folded))
    } else {
        csv::restore(folded).or_else(|| Some(columns::restore(folded)))
    }
}
