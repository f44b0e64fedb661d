//! Traits, message model, router, verification and references of headroom.

mod arguments;
pub mod check;
mod compressor;
mod content;
mod detect;
mod detector;
pub mod document;
mod edit;
mod form;
mod handle;
mod hints;
mod language;
mod mask;
pub mod notice;
mod pipeline;
mod policy;
mod references;
mod report;
mod rewrite;
mod router;
pub mod shell;
mod span;
#[cfg(feature = "testing")]
pub mod testing;
mod tokens;

pub use check::{CheckFailure, Fidelity};
pub use compressor::{Budget, Compressor, Declined, Input};
pub use content::ContentType;
pub use detect::{Segment, StructuralDetector, is_data_path, is_read, segments};
pub use detector::{Confidence, Detection, Detector};
pub use document::{Block, BlockKind, Call, Dialect, Document, DocumentError};
pub use edit::Edits;
pub use handle::{Handle, NotAHandle, Offload};
pub use hints::{Arguments, Hints};
pub use language::{language_of_label, language_of_path};
pub use mask::mask;
pub use pipeline::{LiveZone, Memo, NoMemo, Pipeline, Plan, Remembered, Settings, TextPlan};
pub use policy::{Level, Policy, Treatment};
pub use report::{BlockReport, Compressed, Outcome, Reason, Report, Warning};
pub use rewrite::{Elision, Like, Piece, Rewrite, Unit};
pub use router::ContentRouter;
pub use span::Span;
pub use tokens::*;
