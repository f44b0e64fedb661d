//! What a conversation costs as it grows.
//!
//!     cargo bench --bench conversation

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use headroom::{Config, Headroom, LatestTurn, Ledger};

mod inputs;

fn main() {
    // `cargo test` runs benches, too, to see that they start.
    if std::env::args().any(|argument| argument == "--bench") {
        print_doublings();
    }
    divan::main();
}

/// Says how many times longer a conversation of twice the size takes, with nothing remembered: 2 if
/// time is linear.
#[allow(clippy::print_stdout)] // What a bench is for.
fn print_doublings() {
    let headroom = headroom(false);
    let fastest = |megabytes: usize| {
        let body = inputs::conversation(megabytes * MEGABYTE);
        let runs = (0..7).map(|_| {
            let started = std::time::Instant::now();
            let _ = black_box(headroom.compress(black_box(&body)));
            started.elapsed()
        });
        runs.min().unwrap_or_default()
    };
    let mut before = fastest(1);
    println!("1 MB: {before:.2?}");
    for megabytes in [2, 4, 8] {
        let now = fastest(megabytes);
        let ratio = now.as_secs_f64() / before.as_secs_f64();
        println!("{megabytes} MB: {now:.2?}, {ratio:.2} times that of half the size");
        before = now;
    }
}

const MEGABYTE: usize = 1 << 20;

/// A `Headroom` that remembers, or not.
#[allow(clippy::expect_used)] // A bench that cannot start may stop.
fn headroom(memo: bool) -> Headroom {
    let mut config = Config::default();
    if !memo {
        config.memo_bytes = 0;
    }
    Headroom::builder().config(config).build().expect("the default configuration holds together")
}

/// A history of 1 MB that was sent before, and one new block of 20 KB.
mod new_block {
    use super::*;

    /// The process has seen the history.
    #[divan::bench(sample_count = 20, sample_size = 1)]
    fn warm(bencher: Bencher<'_, '_>) {
        let (history, grown) = history_and_grown();
        let primed = || {
            let headroom = headroom(true);
            let _ = headroom.compress(&history);
            headroom
        };
        let bencher = bencher.counter(BytesCount::of_str(&grown)).with_inputs(primed);
        bencher.bench_refs(|headroom| {
            headroom.compress(black_box(&grown)).map(|sent| sent.body.len())
        });
    }

    /// It has, and a ledger says what was sent.
    #[divan::bench(sample_count = 20, sample_size = 1)]
    fn warm_with_ledger(bencher: Bencher<'_, '_>) {
        let (history, grown) = history_and_grown();
        let primed = || {
            let conversation = headroom(true).conversation(LatestTurn, Ledger::new());
            let _ = conversation.compress(&history);
            conversation
        };
        let bencher = bencher.counter(BytesCount::of_str(&grown)).with_inputs(primed);
        bencher.bench_refs(|conversation| {
            conversation.compress(black_box(&grown)).map(|sent| sent.body.len())
        });
    }

    /// It has not: after a restart, or on another machine.
    #[divan::bench(sample_count = 20, sample_size = 1)]
    fn cold(bencher: Bencher<'_, '_>) {
        let (_, grown) = history_and_grown();
        let bencher = bencher.counter(BytesCount::of_str(&grown)).with_inputs(|| headroom(true));
        bencher.bench_refs(|headroom| {
            headroom.compress(black_box(&grown)).map(|sent| sent.body.len())
        });
    }

    fn history_and_grown() -> (String, String) {
        let blocks = MEGABYTE / inputs::BLOCK;
        [blocks, blocks + 1].map(|blocks| inputs::request((0..blocks).map(inputs::exchange))).into()
    }
}

/// Doubling sizes: the throughput stays, if time is linear.
#[divan::bench(args = [1, 2, 4, 8], sample_count = 10, sample_size = 1)]
fn megabytes(bencher: Bencher<'_, '_>, megabytes: usize) {
    let body = inputs::conversation(megabytes * MEGABYTE);
    let headroom = headroom(false);
    bencher.counter(BytesCount::of_str(&body)).bench(|| headroom.compress(black_box(&body)));
}

/// A session of fifty turns, each with all that precedes it: what an agent's whole run costs.
#[divan::bench(args = [true, false], sample_count = 5, sample_size = 1)]
fn session_of_50_turns(bencher: Bencher<'_, '_>, memo: bool) {
    let turns: Vec<String> =
        (1..=50).map(|blocks| inputs::request((0..blocks).map(inputs::exchange))).collect();
    let bytes: usize = turns.iter().map(String::len).sum();
    let bencher = bencher.counter(BytesCount::new(bytes)).with_inputs(|| headroom(memo));
    bencher.bench_refs(|headroom| {
        turns
            .iter()
            .filter_map(|body| headroom.compress(body).ok())
            .map(|sent| sent.body.len())
            .sum::<usize>()
    });
}
