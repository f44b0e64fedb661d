//! The laws, over every implementation that is registered and the texts of the shipped requests.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)]

use headroom::core::testing::{detector_laws, dialect_laws};
use headroom::core::{BlockKind, Document, StructuralDetector};

const REQUESTS: [&str; 2] = [
    include_str!("../examples/data/coding-session.json"),
    include_str!("../examples/data/incident-chat.json"),
];

/// All texts of tool results of the shipped requests.
fn texts() -> Vec<String> {
    let mut out = Vec::new();
    for body in REQUESTS {
        let document = Document::parse(body).unwrap();
        let results = document.blocks().iter().filter(|block| block.kind == BlockKind::ToolResult);
        out.extend(results.map(|block| document.text(block).unwrap().into_owned()));
    }
    assert!(out.len() > 10);
    out
}

/// What each compressor must withstand beside texts of its own kind.
const ODD: [&str; 8] =
    ["", "\n", "\r", "\u{feff}", "é🙂\n", "[\n", "a:1:b\na:2:c", "{\"a\":1}{\"a\":2}"];

#[cfg(any(feature = "json", feature = "log", feature = "search"))]
fn obeys(compressor: &dyn headroom::core::Compressor) {
    use headroom::core::{FastTokens, testing::compressor_laws};

    let texts = texts();
    let all: Vec<&str> = texts.iter().map(String::as_str).chain(ODD).collect();
    let rewrites = compressor_laws(compressor, &FastTokens::o200k_base(), &all);
    assert!(rewrites > 0, "{} declines everything", compressor.name());
}

#[cfg(feature = "json")]
#[test]
fn the_json_compressor_obeys_the_laws() {
    obeys(&headroom_compressors::SmartCrusher::new());
}

#[cfg(feature = "log")]
#[test]
fn the_log_compressor_obeys_the_laws() {
    obeys(&headroom_compressors::LogCompressor::new());
}

#[cfg(feature = "search")]
#[test]
fn the_search_compressor_obeys_the_laws() {
    obeys(&headroom_compressors::SearchCompressor::new());
}

#[test]
fn the_detector_obeys_the_laws() {
    let texts = texts();
    let all: Vec<&str> = texts.iter().map(String::as_str).chain(ODD).collect();
    detector_laws(&StructuralDetector, &all);
}

#[test]
fn the_dialects_obey_the_laws_on_real_requests() {
    for body in REQUESTS {
        let name = Document::parse(body).unwrap().dialect().expect("a known dialect");
        let known = headroom::core::document::dialects();
        let dialect = known.iter().find(|dialect| dialect.name() == name).unwrap();
        dialect_laws(*dialect, &[body]);
    }
}
