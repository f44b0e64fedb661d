//! Optional model-backed scoring of headroom.
//!
//! Compressors of prose ask a scorer which segments matter. The default build has no model: nothing
//! is downloaded, nothing is loaded, and no compressor needs one. This crate is the room for scorers
//! that run a model; each will stand behind a feature of its own, be given the model's file by the
//! caller, and implement [`Scorer`], the seam that the core defines.
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
