//! What can go wrong with a model.

use std::error::Error as StdError;

/// Why a model was not loaded, or has no scores for a text.
#[derive(Debug, thiserror::Error)]
#[error("{what}")]
pub struct Error {
    kind: ErrorKind,
    what: String,
    #[source]
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// The kinds of [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The runtime library is missing, is none, is too old, or another one is loaded already.
    Runtime,
    /// A file is missing, cannot be read or is larger than allowed.
    File,
    /// A file is not the one that the manifest names, or the manifest is none.
    Integrity,
    /// The bytes are no model that stands alone, or one that the runtime cannot run.
    Model,
    /// The model's inputs and outputs are not those of a scorer.
    Signature,
    /// The tokenizer cannot be read, or is not the model's.
    Tokenizer,
    /// The model ran, but not as a scorer does.
    SelfTest,
    /// The text has more words than the model is to be given.
    TooLong,
    /// The call was cancelled.
    Cancelled,
    /// The model failed on a text.
    Inference,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, what: impl Into<String>) -> Self {
        Self { kind, what: what.into(), source: None }
    }

    pub(crate) fn caused(
        kind: ErrorKind,
        what: impl Into<String>,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        Self { kind, what: what.into(), source: Some(source.into()) }
    }

    /// What kind of failure it is.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }
}
