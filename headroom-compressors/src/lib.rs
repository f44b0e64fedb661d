//! PLACE
#[cfg(feature = "log")]
mod log;

#[cfg(feature = "log")]
pub use log::LogCompressor;
