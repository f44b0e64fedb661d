//! The trait that makes a payload smaller.

use std::fmt::{self, Debug};
use std::sync::{Arc, OnceLock};

use crate::{ContentType, Hints, Hunk, Rewrite, TokenCounter, hunks};

/// Makes payloads of some content types smaller.
///
/// One method is what it is all about: [`compress`](Compressor::compress). A compressor that folds
/// also implements [`restore`](Compressor::restore), the inverse of its fold.
///
/// # Contract
///
/// * **Pure.** The rewrite depends on the input alone: no clock, no randomness, no learned state, no
///   environment. The same input gives the same rewrite, in every process.
/// * **Extractive.** What it keeps is the input's own text. It elides whole units (lines, rows,
///   elements) and says so by [`Rewrite::elide`]; it never writes notices itself, and it writes no
///   conclusion of its own.
/// * **Reversible fold.** Let `kept` be the input without the elided spans. `restore(folded)` writes
///   `kept`: byte for byte, or, for JSON content types, value for value as source text.
/// * **Linear.** Time is linear in the input; memory is a small multiple of it.
/// * **Total.** It never panics. Where it cannot help it returns [`Declined`].
///
/// A rewrite is *verified, not trusted*: the pipeline runs `restore`, compares, recounts and drops
/// what does not hold. The laws run as a suite: `testing::compressor_laws`.
pub trait Compressor: Debug + Send + Sync {
    /// The name in reports: stable, lower-case, unique among registered compressors.
    fn name(&self) -> &'static str;

    /// The content types that the router sends here.
    fn accepts(&self) -> &[ContentType];

    /// Makes the input smaller, or says why not.
    ///
    /// # Errors
    ///
    /// [`Declined`] where the payload is not what it seemed or nothing is to be gained.
    fn compress(&self, input: &Input<'_>) -> Result<Rewrite, Declined>;

    /// The inverse of the fold: writes the kept input, given the folded text. By default that text
    /// itself, which is right for compressors that only elide.
    ///
    /// # Errors
    ///
    /// If it is not a fold of this compressor, or if `out` takes no more: the pipeline's stops at the
    /// first byte that the input does not have there.
    fn restore(&self, folded: &str, out: &mut dyn fmt::Write) -> fmt::Result {
        out.write_str(folded)
    }
}

macro_rules! forward {
    ($($pointer:ty),*) => {$(
        #[deny(clippy::missing_trait_methods)]
        impl<C: Compressor + ?Sized> Compressor for $pointer {
            fn name(&self) -> &'static str {
                (**self).name()
            }
            fn accepts(&self) -> &[ContentType] {
                (**self).accepts()
            }
            fn compress(&self, input: &Input<'_>) -> Result<Rewrite, Declined> {
                (**self).compress(input)
            }
            fn restore(&self, folded: &str, out: &mut dyn fmt::Write) -> fmt::Result {
                (**self).restore(folded, out)
            }
        }
    )*};
}
forward!(&C, Box<C>, Arc<C>);

/// What a compressor gets to see: its payload and its hints, nothing else.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Input<'a> {
    /// The payload.
    pub text: &'a str,
    /// What the router took it for.
    pub content_type: ContentType,
    /// What precedes it.
    pub hints: Hints<'a>,
    /// How far the rewrite may go.
    pub budget: Budget,
    /// The counter that decides.
    pub tokens: &'a dyn TokenCounter,
    /// What was read of a text.
    reading: Option<(&'a str, &'a Reading)>,
}

impl<'a> Input<'a> {
    /// An input without hints that may only be folded.
    #[must_use]
    pub fn new(text: &'a str, content_type: ContentType, tokens: &'a dyn TokenCounter) -> Self {
        let (hints, budget) = (Hints::none(), Budget::LOSSLESS);
        Self { text, content_type, hints, budget, tokens, reading: None }
    }

    /// This input with hints.
    #[must_use]
    pub fn with_hints(mut self, hints: Hints<'a>) -> Self {
        self.hints = hints;
        self
    }

    /// This input with a budget.
    #[must_use]
    pub fn with_budget(mut self, budget: Budget) -> Self {
        self.budget = budget;
        self
    }

    /// This input with a place to note what is read of its text.
    pub(crate) fn with_reading(mut self, reading: &'a Reading) -> Self {
        self.reading = Some((self.text, reading));
        self
    }

    /// About how many tokens the text has, as the counter [estimates](TokenCounter::estimate).
    #[must_use]
    pub fn estimate(&self) -> usize {
        let estimate = || self.tokens.estimate(self.text);
        self.reading().map_or_else(estimate, |reading| *reading.tokens.get_or_init(estimate))
    }

    /// The [hunks](crate::hunks) of the text, in order. Linear.
    pub fn hunks(&self) -> impl Iterator<Item = Hunk> + use<'a> {
        let text = self.text;
        let noted =
            self.reading().map(|reading| reading.hunks.get_or_init(|| hunks(text).collect()));
        let read = noted.is_none().then(|| hunks(text));
        noted.into_iter().flatten().copied().chain(read.into_iter().flatten())
    }

    /// What was read of this very text: whoever copies an input may give it another.
    fn reading(&self) -> Option<&'a Reading> {
        let (text, reading) = self.reading?;
        std::ptr::eq(text, self.text).then_some(reading)
    }
}

/// What is read of a payload once, for the compressor and for the checker.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    /// About how many tokens it has.
    pub(crate) tokens: OnceLock<usize>,
    hunks: OnceLock<Vec<Hunk>>,
}

/// How far a rewrite may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Budget {
    elide_above: Option<usize>,
}

impl Budget {
    /// Nothing may leave sight: folds only.
    pub const LOSSLESS: Self = Self { elide_above: None };

    /// Units may be elided. The visible rest should come to about `tokens` tokens: an aim, which a
    /// compressor exceeds where what must stay in sight (failures, say) needs more.
    #[must_use]
    pub const fn recoverable(tokens: usize) -> Self {
        Self { elide_above: Some(tokens) }
    }

    /// Whether units may be elided.
    #[must_use]
    pub const fn may_elide(self) -> bool {
        self.elide_above.is_some()
    }

    /// The size in tokens to aim at when eliding.
    #[must_use]
    pub const fn tokens(self) -> Option<usize> {
        self.elide_above
    }
}

/// Why a compressor leaves a payload alone. Not an error: the payload goes out verbatim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Declined {
    /// No form of it is smaller.
    #[error("nothing to gain")]
    NoGain,
    /// The payload is not of the type it was taken for.
    #[error("not of this type")]
    NotThisType,
    /// The payload is too small to be worth the work.
    #[error("too small")]
    TooSmall,
    /// The payload is larger than the compressor takes on.
    #[error("too large")]
    TooLarge,
    /// The payload is nested more deeply than the compressor follows.
    #[error("nested too deeply")]
    TooDeep,
    /// The payload has a form that the compressor cannot give back exactly.
    #[error("has no exact inverse")]
    NotReversible,
    /// The [`Scorer`](crate::Scorer) that should tell what matters gave no scores, or none that can be compared.
    #[error("the scorer failed")]
    NoScores,
}
