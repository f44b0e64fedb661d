//! The typed compressors of headroom, one cargo feature each.

#[cfg(feature = "blob")]
mod blob;
#[cfg(feature = "code-outline")]
mod code;
#[cfg(feature = "context")]
mod context;
#[cfg(feature = "diff")]
mod diff;
#[cfg(feature = "html")]
mod html;
#[cfg(feature = "json")]
mod json;
#[cfg(feature = "table")]
mod list;
#[cfg(feature = "log")]
mod log;
#[cfg(any(feature = "blob", feature = "search"))]
mod long_line;
#[cfg(any(
    feature = "blob",
    feature = "code-outline",
    feature = "log",
    feature = "search",
    feature = "table"
))]
mod question;
#[cfg(feature = "search")]
mod search;
#[cfg(feature = "table")]
mod table;
#[cfg(any(feature = "json", feature = "log"))]
mod table_of;
#[cfg(feature = "text")]
mod text;
#[cfg(feature = "trace")]
mod trace;

#[cfg(feature = "blob")]
pub use blob::BlobCompressor;
#[cfg(feature = "code-outline")]
pub use code::CodeAwareCompressor;
#[cfg(feature = "context")]
pub use context::{Digest, FileState, IntelligentContext, Ran, Touched};
#[cfg(feature = "diff")]
pub use diff::DiffCompressor;
#[cfg(feature = "html")]
pub use html::HtmlCompressor;
#[cfg(feature = "json")]
pub use json::SmartCrusher;
#[cfg(feature = "table")]
pub use list::ListCompressor;
#[cfg(feature = "log")]
pub use log::LogCompressor;
#[cfg(feature = "search")]
pub use search::SearchCompressor;
#[cfg(feature = "table")]
pub use table::{LockCompressor, TableCompressor};
#[cfg(feature = "text")]
pub use text::{Relevance, TextCompressor};
#[cfg(feature = "trace")]
pub use trace::TraceCompressor;
