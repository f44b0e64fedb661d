//! Exact counts by `tiktoken-rs`.

use tiktoken_rs::CoreBPE;

use super::{Parts, TokenCounter};
use crate::Span;

/// Exact counts by `tiktoken-rs`, in `o200k_base` or `cl100k_base`.
///
/// The first count of a process loads the vocabulary, which takes some tenths of a second and some
/// tens of megabytes; all counters share it. Special tokens in a text, such as `<|endoftext|>`,
/// count as the text that they are.
///
/// Time grows as `n log n` with the longest stretch without a cut (a run of one letter, say) and is
/// linear otherwise, at some 20 MB/s. A run of more than 2^18 blanks within one line is counted in
/// parts of 2^18, since the engine gives up on runs of a million: exact for a run of one character,
/// within a token or two for each part otherwise.
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
    /// Counts in `o200k_base`.
    #[must_use]
    pub const fn o200k_base() -> Self {
        Self { vocabulary: Vocabulary::O200k }
    }

    /// Counts in `cl100k_base`.
    #[must_use]
    pub const fn cl100k_base() -> Self {
        Self { vocabulary: Vocabulary::Cl100k }
    }

    /// Exactly so many tokens.
    #[must_use]
    pub fn count(&self, text: &str) -> usize {
        let encoding = self.encoding();
        let mut total = 0;
        let mut start = 0;
        for end in cuts(text).into_iter().chain([text.len()]) {
            total += encoding.count_ordinary(Span::new(start, end).of(text));
            start = end;
        }
        total
    }

    fn encoding(self) -> &'static CoreBPE {
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

    fn saves_in(&self, parts: &Parts<'_>, tokens: usize) -> bool {
        parts.saved(|text| self.count(text)) >= isize::try_from(tokens).unwrap_or(isize::MAX)
    }

    fn name(&self) -> &str {
        match self.vocabulary {
            Vocabulary::O200k => "o200k_base",
            Vocabulary::Cl100k => "cl100k_base",
        }
    }
}

/// The longest run of blanks that is counted at once, in characters. A multiple of the length of
/// every token that is a run, so that a cut there falls between tokens.
const RUN: usize = 1 << 18;

/// Where to cut runs of blanks that are too long. Runs before a line break are not: the engine
/// takes them in one step.
fn cuts(text: &str) -> Vec<usize> {
    let mut cuts = Vec::new();
    if text.len() <= RUN {
        return cuts;
    }
    let (mut run, mut sure) = (0, 0);
    for (at, c) in text.char_indices() {
        if c.is_whitespace() && !matches!(c, '\r' | '\n') {
            if run > 0 && run % RUN == 0 {
                cuts.push(at);
            }
            run += 1;
            continue;
        }
        if matches!(c, '\r' | '\n') {
            cuts.truncate(sure);
        } else if run % RUN == 1 && cuts.len() > sure {
            // The last blank of a run belongs to what follows it, so a cut right before it would
            // take a blank too many away from the run.
            cuts.pop();
        }
        (run, sure) = (0, cuts.len());
    }
    cuts
}
