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

use headroom_compressors::{
    DiffCompressor, LogCompressor, SearchCompressor, SmartCrusher, TableCompressor, TraceCompressor,
};
use headroom_core::{
    Arguments, BlockReport, ContentRouter, Estimator, Hints, Level, Pipeline, Settings, Treatment,
};

/// The text as the model sees it, and the report on it.
fn shortened(command: &str, text: &str) -> (String, BlockReport) {
    let router = ContentRouter::new()
        .compressor(DiffCompressor::new())
        .compressor(LogCompressor::new())
        .compressor(SearchCompressor::new())
        .compressor(SmartCrusher::new())
        .compressor(TableCompressor::new())
        .compressor(TraceCompressor::new());
    let policy = Treatment { level: Some(Level::Balanced), floor: 0 };
    let pipeline = Pipeline::new(router, Estimator::new(), policy, Settings::default());
    let hints = Hints::none().with_tool("bash").with_arguments(Arguments::command(command));
    let (out, report) = pipeline.plan_text(text, &hints).finish(true);
    (out.into_owned(), report)
}

/// The text as the model sees it, with the handle blanked and escapes made readable.
fn seen(command: &str, text: &str) -> String {
    let (out, report) = shortened(command, text);
    let handle = report.handle.map(|handle| handle.to_string()).unwrap_or_default();
    let out = if handle.is_empty() { out } else { out.replace(&handle, "hr_...") };
    out.replace('\u{1b}', "<ESC>").replace('\r', "<CR>")
}
