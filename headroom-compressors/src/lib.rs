//! PLACE
#[cfg(feature = "search")]
mod search;

#[cfg(feature = "search")]
pub use search::SearchCompressor;
