//! Exact counts by `tiktoken-rs`.

use tiktoken_rs::CoreBPE;

use super::TokenCounter;

/// Exact counts by `tiktoken-rs`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tiktoken {
    vocabulary: Vocabulary,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Vocabulary {
    O200k,
    Cl100k,
}

impl Tiktoken {
    /// Counts by `o200k_base`.
    #[must_use]
    pub const fn o200k_base() -> Self {
        Self { vocabulary: Vocabulary::O200k }
    }

    /// Counts by `cl100k_base`.
    #[must_use]
    pub const fn cl100k_base() -> Self {
        Self { vocabulary: Vocabulary::Cl100k }
    }

    /// Exactly so many tokens.
    #[must_use]
    pub fn count(&self, text: &str) -> usize {
        self.bpe().count_ordinary(text)
    }

    fn bpe(self) -> &'static CoreBPE {
        match self.vocabulary {
            Vocabulary::O200k => tiktoken_rs::o200k_base_singleton(),
            Vocabulary::Cl100k => tiktoken_rs::cl100k_base_singleton(),
        }
    }
}

impl TokenCounter for Tiktoken {
    fn bounds(&self, text: &str) -> (usize, usize) {
        let count = self.count(text);
        (count, count)
    }

    fn name(&self) -> &str {
        match self.vocabulary {
            Vocabulary::O200k => "o200k_base",
            Vocabulary::Cl100k => "cl100k_base",
        }
    }
}
