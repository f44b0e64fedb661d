//! Models that say what matters in a text: optional, and never on by themselves.
//!
//! Compressors of prose ask a [`Scorer`] which segments matter. The default build has no model: nothing
//! is downloaded, nothing is loaded, and no compressor needs one. With the feature `onnx` a model may be asked.
//!
#![cfg_attr(feature = "onnx", doc = include_str!("../README.md"))]
//!
//! # Without a model
//!
//! ```
//! use headroom_ml::{Hints, Scorer};
//!
//! /// Scores by length: any implementation of the trait can take a model's place.
//! #[derive(Debug)]
//! struct Length;
//!
//! impl Scorer for Length {
//!     type Error = std::convert::Infallible;
//!     fn score(&self, segments: &[&str], _: &Hints<'_>) -> Result<Vec<f32>, Self::Error> {
//!         Ok(segments.iter().map(|segment| segment.len() as f32).collect())
//!     }
//! }
//!
//! assert_eq!(Length.score(&["a", "bcd"], &Hints::none()), Ok(vec![1.0, 3.0]));
//! ```

#[cfg(feature = "onnx")]
mod onnx;

pub use headroom_core::{Hints, Scorer};
#[cfg(feature = "onnx")]
pub use onnx::*;
