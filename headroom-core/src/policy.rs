//! How far each block may be rewritten.

use std::fmt::Debug;

use serde::{Deserialize, Serialize};

use crate::Hints;

/// How far rewrites may go.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Level {
    /// Nothing leaves sight: the text follows from what is sent. Needs no store.
    #[default]
    Lossless,
    /// Machine output may be elided; reads of what may be edited are not.
    Balanced,
    /// Reads and documents may be elided too.
    Aggressive,
}

/// Decides how a block is treated, from what precedes it alone.
pub trait Policy: Debug + Send + Sync {
    /// How to treat a block with these hints.
    fn treat(&self, hints: &Hints<'_>) -> Treatment;
}

/// How a block is treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Treatment {
    /// How far its rewrite may go; `None` leaves the block alone.
    pub level: Option<Level>,
    /// Blocks of fewer tokens are left alone by compressors (not by references).
    pub floor: usize,
}

/// The same treatment for every block.
impl Policy for Treatment {
    fn treat(&self, _hints: &Hints<'_>) -> Treatment {
        *self
    }
}
