//! Makes what an agent sends to a model smaller without making it wrong.
mod builder;
mod config;
mod error;
mod headroom;
mod memo;
mod messages;
mod policy;

use std::sync::LazyLock;

pub use builder::Builder;
pub use config::{Config, Retrieval, ToolRule, ToolTreatment};
pub use error::{ConfigError, Error};
pub use headroom::{CompressedText, Headroom};
pub use headroom_ccr as ccr;
pub use headroom_ccr::Provider;
pub use headroom_core as core;
pub use headroom_core::{
    Arguments, BlockReport, CheckFailure, Compressed, Fidelity, Hints, Level, Outcome, Reason, Report, Warning,
};
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
