//! What a model sees of outputs that were written for a terminal: colours, progress, links.

#![cfg(all(
    feature = "diff",
    feature = "log",
    feature = "search",
    feature = "table",
    feature = "trace"
))]
#![allow(clippy::unwrap_used)]

mod any_colour;
mod kept;
mod seen;
#[path = "../shared/mod.rs"]
mod shared;

use headroom_compressors::{
    DiffCompressor, LogCompressor, SearchCompressor, SmartCrusher, TableCompressor, TraceCompressor,
};
use headroom_core::{Arguments, ContentRouter, Hints, Level};
use shared::Sent;

/// The text as the model sees it, and the report on it.
fn shortened(command: &str, text: &str) -> Sent {
    let router = ContentRouter::new()
        .compressor(DiffCompressor::new())
        .compressor(LogCompressor::new())
        .compressor(SearchCompressor::new())
        .compressor(SmartCrusher::new())
        .compressor(TableCompressor::new())
        .compressor(TraceCompressor::new());
    let hints = Hints::none().with_tool("bash").with_arguments(Arguments::command(command));
    shared::sent(router, Level::Balanced, &hints, text)
}

/// The text as the model sees it, with the handle blanked and escapes made readable.
fn seen(command: &str, text: &str) -> String {
    shortened(command, text).blanked().replace('\u{1b}', "<ESC>").replace('\r', "<CR>")
}
