//! What `TableCompressor` makes of tables and listings, and the laws it obeys.
#![cfg(feature = "table")]
#![allow(clippy::expect_used, clippy::panic, clippy::string_slice)]

mod any_input;
mod columns;
mod listings;
mod long;
mod separated;

use headroom_compressors::TableCompressor;
use headroom_core::check::restored;
use headroom_core::{Compressor, ContentType, Estimator, Input};

/// The folded form, or the text itself where the compressor declines.
fn fold_as(content_type: ContentType, text: &str) -> String {
    let tokens = Estimator::new();
    let compressor = TableCompressor::new();
    let Ok(rewrite) = compressor.compress(&Input::new(text, content_type, &tokens)) else {
        return text.to_owned();
    };
    let folded = rewrite.folded(text).expect("the pieces fit the text");
    assert_eq!(restored(&compressor, &folded).as_deref(), Some(text), "{folded}");
    folded.into_owned()
}

fn fold(text: &str) -> String {
    fold_as(ContentType::TABLE, text)
}
