//! Makes what an agent sends to a model smaller without making it wrong.
//!
//! # Brief overview
//!
//! - [`compress`] takes a provider's request body and gives back a smaller one: nothing to set up,
//!   only lossless rewrites.
//! - [`Headroom`] is the same with a configuration ([`Config`], [`Builder`]) and, with a
//!   [store](ccr), long outputs that shrink to what matters and can be fetched back.
//!   [`Headroom::compress_messages`] takes typed messages, [`Headroom::compress_text`] one output.
//! - [`Conversation`] is the same with a [`Ledger`] of what was sent in place of what: a block keeps
//!   its form whatever changes, and may be chosen by its position ([`LatestTurn`] and others).
//! - [`Report`] says for each tool result what was done, by what, and how faithful it is, or the
//!   typed [`Reason`] why it goes out verbatim.
//! - [`core`] has the traits to compose a pipeline of your own; a compressor crate needs nothing else.
//!
//! ```
//! let listing: String = (1..=40).map(|n| format!("{n:6}\tlet value_{n} = compute({n});\n")).collect();
//! let body = serde_json::json!({"messages": [
//!     {"role": "tool", "tool_call_id": "1", "content": listing},
//!     {"role": "tool", "tool_call_id": "2", "content": listing},
//! ]})
//! .to_string();
//! let sent = headroom::compress(&body)?;
//! assert!(sent.body.contains("[lines 1-40: same as in tool result 1]"));
//! # Ok::<(), headroom::Error>(())
//! ```
//!
//! Features only add: `json`, `log` and `search` are the compressors (all on by default), `tiktoken`
//! and `fast-tokens` exact counters.

#[cfg(feature = "context")]
mod budget;
mod builder;
mod config;
mod conversation;
mod error;
mod headroom;
mod memo;
mod messages;
mod policy;

use std::sync::LazyLock;

pub use builder::Builder;
pub use config::{Config, Retrieval, ToolRule, ToolTreatment};
pub use conversation::Conversation;
pub use error::{ConfigError, Error};
pub use headroom::{CallOptions, CompressedText, Headroom};
pub use headroom_cache as cache;
pub use headroom_cache::{
    AfterMarkers, AfterPrefix, LatestTurn, Ledger, WholeConversation, ZonePolicy,
};
pub use headroom_ccr as ccr;
pub use headroom_ccr::Provider;
#[cfg(feature = "context")]
pub use headroom_compressors::{Digest, FileState, Ran, Touched};
pub use headroom_core as core;
pub use headroom_core::{
    Arguments, BlockReport, CheckFailure, Compressed, Fidelity, Hints, Level, Outcome, Reason,
    Report, Warning,
};
#[cfg(feature = "onnx")]
pub use headroom_ml as ml;
pub use messages::CompressedMessages;

/// Compresses a provider's request body with the defaults: nothing to set up, only lossless
/// rewrites.
///
/// # Errors
///
/// [`Error::Document`] if the body is no JSON object or array.
pub fn compress(body: &str) -> Result<Compressed<'_>, Error> {
    static DEFAULT: LazyLock<Result<Headroom, ConfigError>> = LazyLock::new(|| {
        Headroom::builder().config(Config { memo_bytes: 0, ..Config::default() }).build()
    });
    match &*DEFAULT {
        Ok(headroom) => headroom.compress(body),
        Err(error) => Err(Error::Config(error.clone())),
    }
}

/// The README's code, compiled and run with the tests of the documentation.
#[cfg(all(doctest, feature = "json", feature = "log", feature = "search"))]
#[doc = include_str!("../README.md")]
#[derive(Debug)]
pub struct ReadmeDoctests;
