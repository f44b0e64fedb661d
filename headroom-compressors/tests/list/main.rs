//! What `ListCompressor` shows of lists of records, and the laws it obeys.
#![cfg(feature = "table")]
#![allow(clippy::expect_used, clippy::panic, clippy::string_slice, clippy::unwrap_used)]

mod any_list;
mod forms;
#[path = "../shared/mod.rs"]
mod shared;

use headroom_compressors::{ListCompressor, TableCompressor};
use headroom_core::{Arguments, ContentRouter, Hints, Level};

/// What a model sees of what a command printed. The line with the handle is left out: its key says
/// nothing.
fn seen(command: &str, question: &str, text: &str) -> String {
    let router =
        ContentRouter::new().compressor(TableCompressor::new()).compressor(ListCompressor::new());
    let hints = Hints::none()
        .with_tool("bash")
        .with_arguments(Arguments::command(command))
        .with_question(question);
    shared::sent(router, Level::Balanced, &hints, text).without_handle()
}

/// A word for a number, so that lines differ as those of real lists do.
fn word(nth: usize) -> &'static str {
    const WORDS: [&str; 16] = [
        "anchor", "basket", "candle", "drawer", "engine", "funnel", "garden", "hammer", "island",
        "jacket", "kettle", "ladder", "magnet", "needle", "orchid", "pencil",
    ];
    WORDS.get((nth * 7 + nth / 16) % WORDS.len()).unwrap()
}

/// Digits of a commit or an address.
fn id(nth: usize, digits: usize) -> String {
    let number = (nth as u128 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
    format!("{number:040x}").chars().rev().take(digits - 1).collect::<String>() + "4"
}
