//! Counting tokens.

mod difference;
mod estimate;
#[cfg(feature = "fast-tokens")]
mod fast;
mod known;
mod letters;
mod parts;
mod pieces;
mod rough;
mod runs;
mod scripts;
mod short;
mod signs;
#[cfg(feature = "tiktoken")]
mod tiktoken;
mod weight;
mod words;

use std::fmt::Debug;
use std::sync::Arc;

pub use estimate::Estimator;
#[cfg(feature = "fast-tokens")]
pub use fast::FastTokens;
pub use parts::Parts;
#[cfg(feature = "tiktoken")]
pub use tiktoken::Tiktoken;

/// By how many tokens an exact count may change, up or down, for each line break after which a text
/// is cut in two.
///
/// Tokens do not cross from one line into the next, but for white space and slashes: runs of blank
/// lines, a line break after punctuation and slashes at the beginning of the next line make common
/// tokens. Mostly nothing changes. Three is the most found in `o200k_base` and `cl100k_base` for
/// runs of every such kind up to forty long; it is found, not proved.
pub const CUT_SLACK: usize = 3;

/// Counts tokens, exactly or within bounds.
///
/// One method is required to count, [`bounds`](TokenCounter::bounds). An exact counter returns equal
/// ends. Counting never fails: special tokens in a text count as the text that they are.
pub trait TokenCounter: Debug + Send + Sync {
    /// At least and at most so many tokens. `low <= high`, and both are 0 for the empty text.
    fn bounds(&self, text: &str) -> (usize, usize);

    /// The name in reports, such as `o200k_base` or `estimate`.
    fn name(&self) -> &str;

    /// The most likely number of tokens: for reports, never for a decision.
    fn estimate(&self, text: &str) -> usize {
        let (low, high) = self.bounds(text);
        low.midpoint(high)
    }

    /// The least number of tokens that writing `after` in place of `before` saves; negative if it
    /// may cost. Counters that can compare texts piece by piece do better than the difference of
    /// the bounds, which is what this does by default.
    fn saving(&self, before: &str, after: &str) -> isize {
        let low = isize::try_from(self.bounds(before).0).unwrap_or(isize::MAX);
        low.saturating_sub_unsigned(self.bounds(after).1)
    }

    /// Whether writing `after` in place of `before` surely saves that many tokens. Counters that
    /// need not look at all of a text to tell do better than the comparison by
    /// [`saving`](TokenCounter::saving), which is what this does by default.
    fn saves(&self, before: &str, after: &str, tokens: usize) -> bool {
        self.saving(before, after) >= isize::try_from(tokens).unwrap_or(isize::MAX)
    }

    /// Like [`saves`](TokenCounter::saves), where it is known in which parts the texts differ. Counters
    /// that count parts do better than the comparison of the whole texts, which is what this does by
    /// default.
    fn saves_in(&self, parts: &Parts<'_>, tokens: usize) -> bool {
        self.saves(parts.before, parts.after, tokens)
    }
}

macro_rules! forward {
    ($($pointer:ty),*) => {$(
        #[deny(clippy::missing_trait_methods)]
        impl<T: TokenCounter + ?Sized> TokenCounter for $pointer {
            fn bounds(&self, text: &str) -> (usize, usize) {
                (**self).bounds(text)
            }
            fn name(&self) -> &str {
                (**self).name()
            }
            fn estimate(&self, text: &str) -> usize {
                (**self).estimate(text)
            }
            fn saving(&self, before: &str, after: &str) -> isize {
                (**self).saving(before, after)
            }
            fn saves(&self, before: &str, after: &str, tokens: usize) -> bool {
                (**self).saves(before, after, tokens)
            }
            fn saves_in(&self, parts: &Parts<'_>, tokens: usize) -> bool {
                (**self).saves_in(parts, tokens)
            }
        }
    )*};
}
forward!(&T, Box<T>, Arc<T>);
