//! The laws, over every implementation that is registered and the texts of the shipped requests.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)]

use headroom::core::testing::{compressor_laws, detector_laws, dialect_laws};
use headroom::core::{BlockKind, Compressor, Document, FastTokens, StructuralDetector};

#[path = "../benches/inputs/mod.rs"]
mod inputs;

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

/// Each compressor of the family, by its feature.
fn compressors() -> Vec<Box<dyn Compressor>> {
    vec![
        #[cfg(feature = "blob")]
        Box::new(headroom_compressors::BlobCompressor::new()),
        #[cfg(feature = "diff")]
        Box::new(headroom_compressors::DiffCompressor::new()),
        #[cfg(feature = "json")]
        Box::new(headroom_compressors::SmartCrusher::new()),
        #[cfg(feature = "log")]
        Box::new(headroom_compressors::LogCompressor::new()),
        #[cfg(feature = "search")]
        Box::new(headroom_compressors::SearchCompressor::new()),
        #[cfg(feature = "table")]
        Box::new(headroom_compressors::LockCompressor::new()),
        #[cfg(feature = "table")]
        Box::new(headroom_compressors::TableCompressor::new()),
        #[cfg(feature = "trace")]
        Box::new(headroom_compressors::TraceCompressor::new()),
    ]
}

/// The payloads of the benches, one of each kind, and what invites trouble.
fn generated() -> Vec<String> {
    let plain = inputs::PAYLOADS.into_iter().map(|(_, payload)| payload(6_000));
    plain.chain(inputs::pathological(3_000).into_iter().map(|(_, text)| text)).collect()
}

#[test]
fn the_compressors_obey_the_laws() {
    let texts = [texts(), generated()].concat();
    let all: Vec<&str> = texts.iter().map(String::as_str).chain(ODD).collect();
    for compressor in compressors() {
        compressor_laws(&compressor, &FastTokens::o200k_base(), &all);
    }
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
