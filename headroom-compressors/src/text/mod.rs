//! `TextCompressor`: running text, of which what answers the question stays in sight.
//!
//! [`units`] takes a text apart into headings, paragraphs, list items, tables and code, and
//! a long line into sentences. A [`Scorer`] tells which have to do with what is asked, [`salience`] what a
//! reader would miss. [`select`] chooses, and [`gaps`] says what goes out of sight.

mod gaps;
mod outline;
mod salience;
mod select;
mod units;

use headroom_core::{Compressor, ContentType, Declined, Elision, Input, Like, Rewrite, Scorer};

pub use headroom_core::relevance::Relevance;

/// Leaves out of running text and Markdown what has nothing to do with the question.
///
/// Extractive: headings, paragraphs, list items, rows of tables and blocks of code stay or go as they
/// are, and sentences of lines of more than two kilobytes. Headings and the boundaries of documents
/// always stay. Of a long text in which something of the question is found, what has most of it stays up
/// to the budget; and the whole of a section whose heading the question names. Otherwise a reader misses
/// nothing that stands for itself: numbers, names, paths, code and quotations that are new, sentences that
/// deny, demand or define.
///
/// What answers the question is decided by a [`Scorer`], [`Relevance`] by default. Never folds anything.
/// Linear in the text but for sorting, if the scorer is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TextCompressor<S = Relevance> {
    scorer: S,
}

impl TextCompressor {
    /// The compressor with [`Relevance`] for a scorer.
    #[must_use]
    pub const fn new() -> Self {
        Self { scorer: Relevance::new() }
    }
}

impl<S: Scorer> TextCompressor<S> {
    /// The compressor with a scorer of the caller's, such as a model. Where it fails, the text stays as it is
    /// ([`Declined::NoScores`]).
    #[must_use]
    pub const fn with_scorer(scorer: S) -> Self {
        Self { scorer }
    }
}

impl<S: Scorer> Compressor for TextCompressor<S> {
    fn name(&self) -> &'static str {
        "text"
    }

    fn accepts(&self) -> &[ContentType] {
        &[ContentType::TEXT, ContentType::MARKDOWN]
    }

    fn compress(&self, input: &Input<'_>) -> Result<Rewrite, Declined> {
        let aim = input.budget.tokens().ok_or(Declined::NoGain)?;
        let text = input.text;
        let tokens = input.estimate();
        if tokens <= aim {
            return Err(Declined::TooSmall);
        }
        let units = units::units(text);
        let aim = text.len() / tokens.max(1) * aim;
        let sizes = select::Sizes { tokens, aim };
        let kept = select::kept(&self.scorer, text, &units, &input.hints, sizes)?;
        if !kept.contains(&true) {
            return Err(Declined::NoGain);
        }
        let mut rewrite = Rewrite::new();
        for (span, unit) in gaps::gaps(text, &units, &kept) {
            let (like, counts) = (Like::Unknown, Vec::new());
            rewrite.leave_out(Elision { span, unit, like, counts, facts: Vec::new() });
        }
        if rewrite.pieces().is_empty() { Err(Declined::NoGain) } else { Ok(rewrite) }
    }
}
