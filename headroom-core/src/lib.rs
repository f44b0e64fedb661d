//! Traits, message model, router, verification and references of headroom: what a compressor, a
//! detector, a dialect, a counter or a store of anyone's depends on, and the pipeline that joins them.
//!
//! # Brief overview
//!
//! - [`Compressor`] proposes a [`Rewrite`]: spans to leave out of sight, spans to say in fewer tokens.
//!   [`check::verify`] executes its inverse and refuses what does not hold.
//! - [`Detector`] says what a text is ([`ContentType`]); [`ContentRouter`] hands it to a compressor.
//! - [`Document`] is the index of a request body: spans over the caller's bytes, by a
//!   [`Dialect`] for each provider. [`Edits`] are splices into them.
//! - [`TokenCounter`] bounds token counts; [`Estimator`] needs no vocabulary.
//! - [`Pipeline`] makes a [`Plan`]: what must be stored first, and then what is sent, with a
//!   [`Report`] of what was done to each block and why.
//! - [`notice`] is the one grammar of all that is ever written in place of something, and [`Handle`]
//!   the key in it.
//!
//! The core does no input or output: it reads no clock, no file, no environment, and prints nothing.
//!
//! ```
//! use headroom_core::{ContentRouter, Document, Estimator, Level, LiveZone, Pipeline, Settings, Treatment};
//!
//! let listing: String = (1..=30).map(|n| format!("{n:6}\tlet value_{n} = compute({n});\n")).collect();
//! let body = serde_json::json!({"messages": [
//!     {"role": "tool", "tool_call_id": "1", "content": listing},
//!     {"role": "tool", "tool_call_id": "2", "content": listing},
//! ]})
//! .to_string();
//!
//! let policy = Treatment { level: Some(Level::Lossless), floor: 0 };
//! let pipeline = Pipeline::new(ContentRouter::new(), Estimator::new(), policy, Settings::default());
//! let document = Document::parse(&body)?;
//! let zone = LiveZone::all();
//! let plan = pipeline.plan(&document, &zone);
//! assert_eq!(plan.offloads().count(), 0, "lossless: there is nothing to store");
//! let sent = plan.finish(|_| true);
//! assert!(sent.body.contains("[lines 1-30: same as in tool result 1]"));
//! # Ok::<(), headroom_core::DocumentError>(())
//! ```

mod arguments;
pub mod check;
mod comment;
mod compressor;
mod content;
mod cost;
pub mod definition;
mod detect;
mod detector;
mod display;
pub mod document;
mod edit;
mod failure;
mod form;
mod handle;
mod hints;
mod hits;
mod hunk;
mod keyed;
mod lanes;
mod language;
mod marked;
pub mod markup;
mod mask;
mod names;
pub mod notice;
mod part;
mod path;
mod pipeline;
mod policy;
mod record;
mod references;
#[cfg(feature = "relevance")]
pub mod relevance;
mod render;
mod report;
mod rewrite;
mod router;
mod rows;
mod scorer;
mod shared_text;
pub mod shell;
mod span;
#[cfg(feature = "testing")]
pub mod testing;
mod text_part;
mod tokens;
pub mod trace;
mod trimmer;

pub use check::{CheckFailure, Fidelity};
pub use comment::Comment;
pub use compressor::{Budget, Compressor, Declined, Input};
pub use content::ContentType;
pub use cost::{CacheCost, PastEdit};
pub use detect::{
    Encoding, Segment, StructuralDetector, file_shown, is_data_path, is_generated_path, is_read,
    segments,
};
pub use detector::{Confidence, Detection, Detector};
pub use display::{without_codes, without_display};
pub use document::{Block, BlockKind, Call, Dialect, Document, DocumentError};
pub use edit::Edits;
pub use failure::{begins_failure, failures, is_failure_word, tells_failure};
pub use handle::{Handle, NotAHandle, Offload};
pub use hints::{Arguments, Hints};
pub use hunk::{Hunk, HunkLine, OpenHunk, Tally, hunks, is_binary_data};
pub use keyed::Keyed;
pub use lanes::same_bytes;
pub use language::{language_of_label, language_of_path};
pub use marked::MarkedPath;
pub use mask::{mask, mask_number};
pub use path::file_name;
pub use pipeline::{
    Decision, LiveZone, Memo, NoMemo, Pinned, Pipeline, Plan, Precedent, Precedents, Remembered,
    SentText, Settings, TextPlan,
};
pub use policy::{Level, Policy, Treatment};
pub use record::{FieldKind, is_commit, is_tree_entry, record};
pub use references::listing::{Line as ListedLine, listed_lines};
pub use report::{BlockReport, Compressed, Outcome, Reason, Report, Warning};
pub use rewrite::{Elision, Like, Piece, Rewrite, Unit, WordCount};
pub use router::ContentRouter;
pub use rows::{Fact, Rows};
pub use scorer::Scorer;
pub use shared_text::SharedText;
pub use span::Span;
pub use text_part::TextPart;
pub use tokens::*;
pub use trimmer::{
    Candidate, CannotFit, EpochReport, Need, NoTrimmer, Output, Past, Said, Shown, Trim, Trimmer,
};
