//! Running text: what it costs to choose what stays, with a question and without.
//!
//!     cargo bench --bench text

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use headroom::core::{
    Budget, Compressor, ContentRouter, ContentType, Estimator, Hints, Input, Level, Pipeline,
    Settings, Treatment,
};
use headroom_compressors::TextCompressor;

fn main() {
    divan::main();
}

/// How many paragraphs a text has: a page, a manual.
const PARAGRAPHS: [usize; 2] = [60, 6_000];

const QUESTION: &str = "Where was the motor of the feed pump built, and who replaced it?";

/// A text of many different words, in paragraphs under headings.
fn text(paragraphs: usize) -> String {
    const WORDS: [&str; 32] = [
        "the",
        "boiler",
        "of",
        "harbour",
        "was",
        "built",
        "by",
        "engineers",
        "who",
        "came",
        "from",
        "a",
        "town",
        "near",
        "river",
        "and",
        "replaced",
        "every",
        "motor",
        "that",
        "had",
        "been",
        "described",
        "in",
        "reports",
        "on",
        "pumps",
        "with",
        "valves",
        "until",
        "winter",
        "ended",
    ];
    let mut state = 7_u64;
    let mut next = |below: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap_or(0) % below
    };
    let mut out = String::new();
    for n in 0..paragraphs {
        if n % 8 == 0 {
            out += &format!("## Part {n}\n\n");
        }
        for _ in 0..4 {
            let words: Vec<_> =
                (0..14).filter_map(|_| WORDS.get(next(WORDS.len())).copied()).collect();
            let number = next(100_000);
            out += &format!("It was the {} and {number} others. ", words.join(" "));
        }
        out += "\n\n";
    }
    out
}

/// The compressor alone.
fn compress(bencher: Bencher<'_, '_>, paragraphs: usize, hints: Hints<'_>) {
    let text = text(paragraphs);
    let (tokens, compressor) = (Estimator::new(), TextCompressor::new());
    let input = Input::new(&text, ContentType::TEXT, &tokens).with_hints(hints);
    let input = input.with_budget(Budget::recoverable(1_000));
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| compressor.compress(black_box(&input)).is_ok());
}

#[divan::bench(args = PARAGRAPHS)]
fn asked(bencher: Bencher<'_, '_>, paragraphs: usize) {
    compress(bencher, paragraphs, Hints::none().with_question(QUESTION));
}

#[divan::bench(args = PARAGRAPHS)]
fn not_asked(bencher: Bencher<'_, '_>, paragraphs: usize) {
    compress(bencher, paragraphs, Hints::none());
}

/// The whole: detection, choice, proof, notices.
#[divan::bench(args = PARAGRAPHS)]
fn pipeline(bencher: Bencher<'_, '_>, paragraphs: usize) {
    let text = text(paragraphs);
    let router = ContentRouter::new().compressor(TextCompressor::new());
    let treatment = Treatment { level: Some(Level::Aggressive), floor: 0 };
    let pipeline = Pipeline::new(router, Estimator::new(), treatment, Settings::default());
    let hints = Hints::none().with_question(QUESTION);
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| pipeline.plan_text(black_box(&text), &hints).finish(true).0.len());
}
