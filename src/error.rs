//! What can go wrong before anything is compressed.

use headroom_core::{CannotFit, DocumentError};

/// The call could not be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The body is not a request.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// A message does not serialise to JSON.
    #[error("a message does not serialise: {0}")]
    Serialise(String),
    /// The call was cancelled: nothing was stored, nothing was rewritten.
    #[error("cancelled")]
    Cancelled,
    /// The configuration does not hold together.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The request does not fit its budget, whatever is masked.
    #[error(transparent)]
    CannotFit(#[from] CannotFit),
}

/// The configuration does not hold together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// A glob over tool names does not parse.
    #[error("tool glob {glob:?}: {reason}")]
    Glob {
        /// The glob.
        glob: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A protected pattern is no regular expression.
    #[error("protected pattern {pattern:?}: {reason}")]
    Pattern {
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The level elides, and there is no store to keep what is out of sight.
    #[error("a level above lossless needs a store: call recoverable(store)")]
    NoStore,
    /// The tag of documents is no name of an element.
    #[error("document tag {0:?} is no name")]
    DocumentTag(String),
    /// The dialect is not known.
    #[error("unknown dialect {0:?}")]
    Dialect(String),
}
