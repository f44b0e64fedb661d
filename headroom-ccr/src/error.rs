//! Why an original cannot be stored, and why it cannot be given back.

use std::error::Error;

/// What went wrong in a backend. It must not quote originals.
type Source = Box<dyn Error + Send + Sync>;

/// Why a store took none of a batch.
///
/// The blocks whose originals were refused go out verbatim.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// There is no room, and nothing in the store may go to make some.
    #[error("the store is full: {needed} bytes needed, {free} free")]
    Full {
        /// The size of the offload in bytes, by the store's own account.
        needed: usize,
        /// The bytes that are free or could be made so.
        free: usize,
    },
    /// The original does not fit into the store at all.
    #[error("the original is larger than the store: {size} of {capacity} bytes")]
    TooLarge {
        /// The size of the offload in bytes, by the store's own account.
        size: usize,
        /// The capacity of the store in bytes.
        capacity: usize,
    },
    /// The store does not take this original, whatever room it has.
    #[error("the store does not take the original")]
    Refused,
    /// The store cannot be reached or does not work.
    #[error("the store is unavailable")]
    Unavailable(#[source] Source),
}

impl StoreError {
    /// The store cannot be reached or does not work, for this reason.
    pub fn unavailable(reason: impl Into<Source>) -> Self {
        Self::Unavailable(reason.into())
    }
}

/// Why a store outside the process cannot be used. It is found when the store is opened, and never
/// passed over in silence.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The file, the folder or the server cannot be reached, or does not work.
    #[error("the store cannot be opened")]
    Unavailable(#[source] Source),
    /// What is there is something else.
    #[error("this is not a store of originals, and is left alone")]
    NotAStore,
    /// The store was written by a later version.
    #[error("the store has schema version {found}, of which this program knows {known}")]
    Newer {
        /// The version of what is there.
        found: usize,
        /// The latest version that is known here.
        known: usize,
    },
    /// The store can be read and not be written.
    #[error("the store cannot be written")]
    ReadOnly,
}

impl OpenError {
    /// The store cannot be reached or does not work, for this reason.
    pub fn unavailable(reason: impl Into<Source>) -> Self {
        Self::Unavailable(reason.into())
    }
}

/// What a model can do about an original that is gone for good.
const REPEAT: &str =
    "Fetching it again will not help; if it is needed, repeat the call whose output it was.";

/// Why a store cannot give an original back.
///
/// Printed, it is what the model should be told: what happened to the original and what to do. What
/// a backend reported is the [source](Error::source) of the error, and is not printed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Miss {
    /// Nothing was stored under the handle in this namespace, as far as the store remembers.
    #[error("No original is stored under this handle. {}", REPEAT)]
    NeverStored,
    /// The original was not renewed for as long as the store keeps originals.
    #[error("The original is no longer stored: it was kept for a limited time. {}", REPEAT)]
    Expired,
    /// The original had long not been renewed and made room for others.
    #[error("The original is no longer stored: it had to make room for others. {}", REPEAT)]
    Evicted,
    /// The original was removed by request.
    #[error("The original is no longer stored: it was deleted. {}", REPEAT)]
    Removed,
    /// What is stored is not the text that the handle was made of.
    #[error("The stored original is damaged. {}", REPEAT)]
    Corrupt,
    /// The store cannot be reached or does not work.
    #[error(
        "The store of originals does not answer. Fetch it once more; if that fails, repeat the \
         call whose output it was."
    )]
    Unavailable(#[source] Source),
}

impl Miss {
    /// The store cannot be reached or does not work, for this reason.
    pub fn unavailable(reason: impl Into<Source>) -> Self {
        Self::Unavailable(reason.into())
    }
}
