//! Traits, message model, router, verification and references of headroom.
mod compressor;
mod content;
mod detect;
mod detector;
mod hints;
mod language;
mod mask;
mod rewrite;
pub mod shell;
mod span;
mod tokens;

pub use compressor::{Budget, Compressor, Declined, Input};
pub use content::ContentType;
pub use detect::{Segment, StructuralDetector, is_data_path, is_read, segments};
pub use detector::{Confidence, Detection, Detector};
pub use hints::{Arguments, Hints};
pub use language::{language_of_label, language_of_path};
pub use mask::mask;
pub use rewrite::{Elision, Like, Piece, Rewrite, Unit};
pub use span::Span;
pub use tokens::*;
