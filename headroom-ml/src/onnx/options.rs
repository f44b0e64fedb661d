//! How much a model may take.

/// How a model is run, and what it is not given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    pub(crate) threads: usize,
    pub(crate) row_tokens: usize,
    pub(crate) batch_tokens: usize,
    pub(crate) max_words: usize,
    pub(crate) memo_bytes: usize,
    pub(crate) max_file_bytes: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            threads: 1,
            row_tokens: 512,
            batch_tokens: 512,
            max_words: 20_000,
            memo_bytes: 8 << 20,
            max_file_bytes: 2 << 30,
        }
    }
}

impl Options {
    /// Threads that run the model: 1 by default, and at least. Calls wait for each other; for calls at the
    /// same time load the model twice. Scores may differ in their last digits between numbers of threads.
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads.max(1);
        self
    }

    /// The most tokens that the model is given in a row: 512 by default, as kompress was made for; at least
    /// 16. Leave it alone unless the model takes fewer.
    #[must_use]
    pub fn row_tokens(mut self, tokens: usize) -> Self {
        self.row_tokens = tokens.max(16);
        self
    }

    /// The most tokens that the model is given at once, in rows filled up to the same length: 512 by
    /// default. It bounds the memory of a run. A row of more is given alone.
    #[must_use]
    pub fn batch_tokens(mut self, tokens: usize) -> Self {
        self.batch_tokens = tokens;
        self
    }

    /// The most words of a text: 20,000 by default, with 64 bytes for each. A text of more has no scores
    /// ([`ErrorKind::TooLong`](crate::ErrorKind::TooLong)), however much time there is.
    #[must_use]
    pub fn max_words(mut self, words: usize) -> Self {
        self.max_words = words;
        self
    }

    /// Memory for what was scored before, in bytes: 8 MiB by default, 0 for none.
    #[must_use]
    pub fn memo_bytes(mut self, bytes: usize) -> Self {
        self.memo_bytes = bytes;
        self
    }

    /// The largest file that is read, in bytes: 2 GiB by default.
    #[must_use]
    pub fn max_file_bytes(mut self, bytes: u64) -> Self {
        self.max_file_bytes = bytes;
        self
    }
}
