//! `TableCompressor`: tables and listings with what rows share said once.

mod asked;
mod cells;
mod columns;
mod csv;
mod listing;
mod lock;
mod ruled;
mod sample;

use std::borrow::Cow;

use self::cells::Cells;
pub use self::lock::LockCompressor;

use headroom_core::{Compressor, ContentType, Declined, Input, Rewrite};

/// A table is shown whole up to so many times the tokens that an elided block aims at: a reader who
/// asked for all rows needs all of them.
const WHOLE: usize = 5;

/// Folds tables and listings: what rows share is said once, and columns are not padded. The fold is
/// lossless to the byte.
///
/// Of a table that is long for the budget all the same it elides rows: those stay that are unusual,
/// that speak of a failure, or that the question or the command names. All rows of listings of files
/// stay. Linear in the text, but for sorting numbers.
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
        let folded = fold(input.text);
        let shown = folded.as_deref().unwrap_or(input.text);
        if let Some(aim) = input.budget.tokens() {
            let long = input.tokens.bounds(shown).1 > aim.saturating_mul(WHOLE);
            // The agent will name the files of a listing: all stay.
            if long && !listing::is_folded(shown) {
                let cells = Cells::of_table(input.text, input.content_type == ContentType::CSV);
                let rewrite = sample::sample(input.text, &cells, aim, &input.hints);
                if rewrite.elides() {
                    return Ok(rewrite);
                }
            }
        }
        folded.map(|folded| Rewrite::whole(input.text, folded)).ok_or(Declined::NoGain)
    }

    fn restore<'a>(&self, folded: &'a str) -> Option<Cow<'a, str>> {
        restore(folded).map(Cow::Owned)
    }
}

/// The first fold that makes a text shorter and can be undone.
fn fold(text: &str) -> Option<String> {
    [listing::fold, ruled::fold, csv::fold, columns::fold].into_iter().find_map(|fold| {
        let folded = fold(text).filter(|folded| folded.len() < text.len())?;
        (restore(&folded).as_deref() == Some(text)).then_some(folded)
    })
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
