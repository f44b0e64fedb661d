//! `TableCompressor`: tables and listings with what rows share said once.

mod cells;
mod columns;
mod csv;
mod listing;
mod lock;
mod ruled;
mod sample;

use std::fmt;

pub(crate) use self::cells::Cells;
pub use self::lock::LockCompressor;
pub(crate) use self::sample::{Column, Table, gaps};

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
        let text = input.text;
        // The agent will name the files of a listing: all stay.
        let aim = input.budget.tokens().filter(|_| !listing::has_row(text));
        // What is far too long is not folded first.
        let folded = match aim {
            Some(aim) if text.len() / FAR > aim.saturating_mul(WHOLE) => None,
            _ => fold(text),
        };
        let shown = folded.as_deref().unwrap_or(text);
        if let Some(aim) = aim.filter(|aim| is_longer(shown, aim.saturating_mul(WHOLE), input)) {
            let cells = Cells::of_table(text, input.content_type == ContentType::CSV);
            let rewrite = sample::sample(text, &cells, aim, &input.hints);
            if rewrite.elides() {
                return Ok(rewrite);
            }
        }
        folded.map(|folded| Rewrite::whole(text, folded)).ok_or(Declined::NoGain)
    }

    fn restore(&self, folded: &str, out: &mut dyn fmt::Write) -> fmt::Result {
        out.write_str(&Form::of(folded).restore(folded).ok_or(fmt::Error)?)
    }
}

/// Bytes for each token above which no fold makes a table short.
const FAR: usize = 64;

/// Whether a text has more tokens than this, counted only where its length does not tell.
fn is_longer(text: &str, tokens: usize, input: &Input<'_>) -> bool {
    text.len() > tokens && (text.len() / FAR > tokens || input.tokens.bounds(text).1 > tokens)
}

/// A family of tables with a fold of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Listing,
    Ruled,
    Separated,
    Columns,
}

impl Form {
    const ALL: [Self; 4] = [Self::Listing, Self::Ruled, Self::Separated, Self::Columns];

    /// The form that a folded text shows.
    fn of(folded: &str) -> Self {
        if listing::is_folded(folded) {
            Self::Listing
        } else if ruled::has_rule(folded) {
            Self::Ruled
        } else if csv::is_folded(folded) {
            Self::Separated
        } else {
            Self::Columns
        }
    }

    fn fold(self, text: &str) -> Option<String> {
        match self {
            Self::Listing => listing::fold(text),
            Self::Ruled => ruled::fold(text),
            Self::Separated => csv::fold(text),
            Self::Columns => columns::fold(text),
        }
    }

    fn restore(self, folded: &str) -> Option<String> {
        match self {
            Self::Listing => listing::restore(folded),
            Self::Ruled => Some(ruled::restore(folded)),
            Self::Separated => csv::restore(folded),
            Self::Columns => Some(columns::restore(folded)),
        }
    }

    /// Whether the fold gives the text back.
    fn undoes(self, folded: &str, text: &str) -> bool {
        let by_construction = matches!(self, Self::Ruled | Self::Columns);
        Self::of(folded) == self
            && (by_construction || self.restore(folded).as_deref() == Some(text))
    }
}

/// The first fold that makes a text shorter and can be undone.
fn fold(text: &str) -> Option<String> {
    Form::ALL.into_iter().find_map(|form| {
        let folded = form.fold(text).filter(|folded| folded.len() < text.len())?;
        form.undoes(&folded, text).then_some(folded)
    })
}
