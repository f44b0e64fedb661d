//! Source code: what an outline costs, beside the parser on the same text.
//!
//!     cargo bench --bench code

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use headroom::core::{
    Arguments, Budget, Compressor, ContentRouter, ContentType, Estimator, Hints, Input, Level,
    Pipeline, Settings, Treatment,
};
use headroom_compressors::CodeAwareCompressor;
use tree_sitter::Parser;

fn main() {
    divan::main();
}

/// A file of ours.
const TEXT: &str = include_str!("../headroom-core/src/notice.rs");

fn hints() -> Hints<'static> {
    Hints::none().with_arguments(Arguments::command("cat notice.rs"))
}

/// The parser alone.
#[divan::bench]
fn parser(bencher: Bencher<'_, '_>) {
    let mut parser = Parser::new();
    let known = parser.set_language(&tree_sitter_rust::LANGUAGE.into());
    assert!(known.is_ok(), "the grammar fits the parser");
    bencher
        .counter(BytesCount::new(TEXT.len()))
        .bench_local(|| parser.parse(black_box(TEXT), None).is_some());
}

/// The compressor, which parses.
#[divan::bench]
fn compressor(bencher: Bencher<'_, '_>) {
    let (tokens, code) = (Estimator::new(), CodeAwareCompressor::new());
    let input = Input::new(TEXT, ContentType::CODE, &tokens).with_hints(hints());
    let input = input.with_budget(Budget::recoverable(1_200));
    bencher
        .counter(BytesCount::new(TEXT.len()))
        .bench_local(|| code.compress(black_box(&input)).is_ok());
}

/// The whole: detection, outline, proof, notices.
#[divan::bench]
fn pipeline(bencher: Bencher<'_, '_>) {
    let router = ContentRouter::new().compressor(CodeAwareCompressor::new());
    let treatment = Treatment { level: Some(Level::Aggressive), floor: 0 };
    let pipeline = Pipeline::new(router, Estimator::new(), treatment, Settings::default());
    let hints = hints();
    bencher
        .counter(BytesCount::new(TEXT.len()))
        .bench_local(|| pipeline.plan_text(black_box(TEXT), &hints).finish(true).0.len());
}
