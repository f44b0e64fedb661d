//! Traits, message model, router, verification and references of headroom.
pub mod check;
mod compressor;
mod content;
mod detector;
mod document;
mod handle;
mod hints;
mod mask;
pub mod notice;
mod rewrite;
mod span;
#[cfg(feature = "testing")]
pub mod testing;
mod tokens;

pub use check::{CheckFailure, Fidelity};
pub use compressor::{Budget, Compressor, Declined, Input};
pub use content::ContentType;
pub use detector::{Confidence, Detection, Detector};
pub use handle::{Handle, NotAHandle, Offload};
pub use hints::{Arguments, Hints};
pub use mask::mask;
pub use rewrite::{Elision, Like, Piece, Rewrite, Unit};
pub use span::Span;
pub use tokens::*;
