//! JSON: what the compressor and the whole of it cost, beside what a parser does with the same text.
//!
//!     cargo bench --bench json

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use headroom::ccr::MemoryStore;
use headroom::core::check::verify;
use headroom::core::{Budget, Compressor, ContentType, Estimator, Hints, Input, TokenCounter};
use headroom::{Config, Headroom};
use headroom_compressors::SmartCrusher;
use serde_json::Value;
use serde_json::value::RawValue;

mod inputs;

fn main() {
    divan::main();
}

/// Answers of an API, of so many bytes.
fn text() -> String {
    inputs::json(2 << 20)
}

/// The fold and its proof: `restore` runs, and each token is compared.
#[divan::bench]
fn lossless_with_proof(bencher: Bencher<'_, '_>) {
    compressed(bencher, Budget::LOSSLESS);
}

/// Rows out of sight, and the proof of what stays and of what notices state.
#[divan::bench]
fn recoverable_with_proof(bencher: Bencher<'_, '_>) {
    compressed(bencher, Budget::recoverable(1_200));
}

fn compressed(bencher: Bencher<'_, '_>, budget: Budget) {
    let (text, tokens, crusher) = (text(), Estimator::new(), SmartCrusher::new());
    let input = Input::new(&text, ContentType::JSON, &tokens).with_budget(budget);
    bencher.counter(BytesCount::of_str(&text)).bench(|| {
        let rewrite = crusher.compress(black_box(&input)).ok()?;
        verify(&crusher, &input, &rewrite).ok().map(|_| rewrite)
    });
}

/// From the text to what is sent, detection and counting included.
#[divan::bench(args = [false, true])]
fn whole(bencher: Bencher<'_, '_>, recoverable: bool) {
    let text = text();
    let builder = Headroom::builder().config(Config { memo_bytes: 0, ..Config::default() });
    let builder = if recoverable { builder.recoverable(MemoryStore::new()) } else { builder };
    let Ok(headroom) = builder.build() else { return };
    let count = BytesCount::of_str(&text);
    bencher.counter(count).bench(|| headroom.compress_text(black_box(&text), &Hints::none()));
}

/// What the estimator takes for the text alone.
#[divan::bench]
fn estimated(bencher: Bencher<'_, '_>) {
    let (text, tokens) = (text(), Estimator::new());
    bencher.counter(BytesCount::of_str(&text)).bench(|| tokens.bounds(black_box(&text)));
}

/// The text as a tree of values, printed again.
#[divan::bench]
fn parse_and_print(bencher: Bencher<'_, '_>) {
    let text = text();
    bencher.counter(BytesCount::of_str(&text)).bench(|| {
        let value: Value = serde_json::from_str(black_box(&text)).unwrap_or_default();
        value.to_string()
    });
}

/// Where the rows stand.
#[divan::bench]
fn rows_found(bencher: Bencher<'_, '_>) {
    let text = text();
    let rows =
        |text: &str| serde_json::from_str::<Vec<&RawValue>>(text).map_or(0, |rows| rows.len());
    bencher.counter(BytesCount::of_str(&text)).bench(|| rows(black_box(&text)));
}
