//! PLACE

#[cfg(feature = "json")]
mod json;
#[cfg(feature = "json")]
pub use json::SmartCrusher;
