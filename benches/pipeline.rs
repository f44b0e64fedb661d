//! What each stage costs, and the whole.
//!
//!     cargo bench --bench pipeline

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use headroom::core::{
    Budget, Compressor, ContentRouter, ContentType, Document, Edits, Estimator, FastTokens, Hints,
    Input, Level, LiveZone, Pipeline, Settings, TokenCounter, Treatment,
};

mod inputs;

fn main() {
    divan::main();
}

/// Bytes of a payload.
const SIZE: usize = 256 * 1024;

/// The payloads that have a compressor.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Log,
    Search,
    Diff,
    Json,
}

const KINDS: [Kind; 4] = [Kind::Log, Kind::Search, Kind::Diff, Kind::Json];

impl Kind {
    fn text(self, bytes: usize) -> String {
        match self {
            Self::Log => inputs::log(bytes),
            Self::Search => inputs::search(bytes),
            Self::Diff => inputs::diff(bytes),
            Self::Json => inputs::json(bytes),
        }
    }

    fn content_type(self) -> ContentType {
        match self {
            Self::Log => ContentType::LOG,
            Self::Search => ContentType::SEARCH,
            Self::Diff => ContentType::DIFF,
            Self::Json => ContentType::JSON,
        }
    }

    fn compressor(self) -> Box<dyn Compressor> {
        match self {
            Self::Log => Box::new(headroom_compressors::LogCompressor::new()),
            Self::Search => Box::new(headroom_compressors::SearchCompressor::new()),
            Self::Diff => Box::new(headroom_compressors::DiffCompressor::new()),
            Self::Json => Box::new(headroom_compressors::SmartCrusher::new()),
        }
    }
}

mod document {
    use super::*;

    #[divan::bench]
    fn parse(bencher: Bencher<'_, '_>) {
        let body = inputs::conversation(1 << 20);
        bencher.counter(BytesCount::of_str(&body)).bench(|| Document::parse(black_box(&body)));
    }

    #[divan::bench]
    fn splice(bencher: Bencher<'_, '_>) {
        let body = inputs::conversation(1 << 20);
        let Ok(document) = Document::parse(&body) else { return };
        let mut edits = Edits::new();
        for block in document.blocks().iter().step_by(3) {
            edits.replace(block.literal, "\"something else\"".to_owned());
        }
        bencher.counter(BytesCount::of_str(&body)).bench(|| edits.apply(black_box(&body)));
    }
}

mod detection {
    use super::*;

    #[divan::bench(args = KINDS)]
    fn of_10_kilobytes(bencher: Bencher<'_, '_>, kind: Kind) {
        detect(bencher, &kind.text(10_000));
    }

    #[divan::bench(args = KINDS)]
    fn of_256_kilobytes(bencher: Bencher<'_, '_>, kind: Kind) {
        detect(bencher, &kind.text(SIZE));
    }

    #[divan::bench]
    fn of_code(bencher: Bencher<'_, '_>) {
        detect(bencher, &inputs::code(SIZE));
    }

    fn detect(bencher: Bencher<'_, '_>, text: &str) {
        let router = ContentRouter::new();
        let count = BytesCount::of_str(text);
        bencher.counter(count).bench(|| router.detect(black_box(text), &Hints::none()));
    }
}

/// References and thinned line numbers alone: a router that recognises nothing.
#[divan::bench(sample_count = 20)]
fn references(bencher: Bencher<'_, '_>) {
    let body = inputs::conversation(1 << 20);
    let Ok(document) = Document::parse(&body) else { return };
    let policy = Treatment { level: Some(Level::Lossless), floor: 40 };
    let pipeline =
        Pipeline::new(ContentRouter::empty(), Estimator::new(), policy, Settings::default());
    bencher.counter(BytesCount::of_str(&body)).bench(|| {
        let plan = pipeline.plan(black_box(&document), &LiveZone::all());
        plan.finish(|_| true)
    });
}

mod compressor {
    use super::*;

    #[divan::bench(args = KINDS)]
    fn lossless(bencher: Bencher<'_, '_>, kind: Kind) {
        compress(bencher, kind, Budget::LOSSLESS);
    }

    #[divan::bench(args = KINDS)]
    fn recoverable(bencher: Bencher<'_, '_>, kind: Kind) {
        compress(bencher, kind, Budget::recoverable(1_200));
    }

    fn compress(bencher: Bencher<'_, '_>, kind: Kind, budget: Budget) {
        let (text, compressor, tokens) = (kind.text(SIZE), kind.compressor(), Estimator::new());
        let input = Input::new(&text, kind.content_type(), &tokens).with_budget(budget);
        bencher.counter(BytesCount::of_str(&text)).bench(|| compressor.compress(black_box(&input)));
    }
}

mod whole {
    use super::*;
    use headroom::ccr::MemoryStore;
    use headroom::{Config, Headroom};

    #[divan::bench(args = KINDS)]
    fn lossless(bencher: Bencher<'_, '_>, kind: Kind) {
        compress(bencher, kind, false);
    }

    #[divan::bench(args = KINDS)]
    fn balanced(bencher: Bencher<'_, '_>, kind: Kind) {
        compress(bencher, kind, true);
    }

    fn compress(bencher: Bencher<'_, '_>, kind: Kind, recoverable: bool) {
        let body = inputs::request_with(kind.text(SIZE));
        let config = Config { memo_bytes: 0, ..Config::default() };
        let builder = Headroom::builder().config(config);
        let builder = if recoverable { builder.recoverable(MemoryStore::new()) } else { builder };
        let Ok(headroom) = builder.build() else { return };
        bencher.counter(BytesCount::of_str(&body)).bench(|| headroom.compress(black_box(&body)));
    }
}

mod tokens {
    use super::*;

    #[divan::bench(args = KINDS)]
    fn estimated(bencher: Bencher<'_, '_>, kind: Kind) {
        count(bencher, kind, &Estimator::new());
    }

    #[divan::bench(args = KINDS)]
    fn exact(bencher: Bencher<'_, '_>, kind: Kind) {
        count(bencher, kind, &FastTokens::o200k_base());
    }

    fn count(bencher: Bencher<'_, '_>, kind: Kind, tokens: &dyn TokenCounter) {
        let text = kind.text(SIZE);
        tokens.bounds(&text); // A vocabulary is loaded once, not in the samples.
        bencher.counter(BytesCount::of_str(&text)).bench(|| tokens.bounds(black_box(&text)));
    }
}
