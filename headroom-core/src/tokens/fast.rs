//! Exact counts by `tiktoken`.

use super::TokenCounter;

/// Exact counts by `tiktoken`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FastTokens {
    name: &'static str,
}

impl FastTokens {
    /// Counts by `o200k_base`.
    #[must_use]
    pub const fn o200k_base() -> Self {
        Self { name: "o200k_base" }
    }

    /// Counts by `cl100k_base`.
    #[must_use]
    pub const fn cl100k_base() -> Self {
        Self { name: "cl100k_base" }
    }

    /// Exactly so many tokens.
    #[must_use]
    pub fn count(&self, text: &str) -> usize {
        // Both names are compiled in.
        tiktoken::get_encoding(self.name).map_or(0, |bpe| bpe.count(text))
    }
}

impl TokenCounter for FastTokens {
    fn bounds(&self, text: &str) -> (usize, usize) {
        let count = self.count(text);
        (count, count)
    }

    fn name(&self) -> &str {
        self.name
    }
}
