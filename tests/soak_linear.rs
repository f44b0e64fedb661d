//! Time grows with the input: twice the payload, about twice the time.
//!
//!     cargo test --release --features soak --test soak_linear -- --nocapture --test-threads 1
//!
//! Time depends on what else the machine does, so each size is measured several times, the least
//! counts, and a ratio that is too large is measured again before it is believed.

#![allow(clippy::unwrap_used, clippy::print_stderr)] // Outside of functions marked as tests, too.

use std::time::{Duration, Instant};

use headroom::ccr::MemoryStore;
use headroom::{Config, Headroom, Level};

#[path = "../benches/inputs/mod.rs"]
mod inputs;

/// The ratio of times that linear work stays below when the input doubles.
const MOST: f64 = 2.3;

/// The least time of so many runs counts.
const RUNS: usize = 3;

/// So many measurements may go wrong by what else the machine does.
const ATTEMPTS: usize = 5;

/// Below this, the clock and the caches say more than the work.
const SHORTEST: Duration = Duration::from_millis(2);

fn headroom(level: Level) -> Headroom {
    let builder = Headroom::builder().config(Config { memo_bytes: 0, ..Config::default() });
    let builder = match level {
        Level::Lossless => builder,
        _ => builder.recoverable(MemoryStore::new()).level(level),
    };
    builder.build().unwrap()
}

fn time(level: Level, body: &str) -> Duration {
    let run = || {
        let headroom = headroom(level);
        let started = Instant::now();
        headroom.compress(body).unwrap();
        started.elapsed()
    };
    (0..RUNS).map(|_| run()).min().unwrap_or_default()
}

/// Asserts that a payload of twice the size takes at most so much more time, at the levels between
/// which the paths differ most.
fn assert_linear(name: &str, body: &str, twice: &str) {
    for level in [Level::Lossless, Level::Aggressive] {
        let mut ratio = f64::INFINITY;
        for _ in 0..ATTEMPTS {
            let [once, twice] = [body, twice].map(|body| time(level, body));
            let now = twice.as_secs_f64() / once.max(SHORTEST).as_secs_f64();
            ratio = ratio.min(now);
            eprintln!("{name}, {level:?}: {once:.1?}, then {twice:.1?}: {now:.2} times");
            if ratio < MOST {
                break;
            }
        }
        assert!(ratio < MOST, "{name}, {level:?}: {ratio:.2} times the time for twice the input");
    }
}

const SIZE: usize = 1 << 20;

#[test]
fn payloads() {
    for (name, payload) in inputs::PAYLOADS {
        let [once, twice] = [SIZE, 2 * SIZE].map(|size| inputs::request_with(payload(size)));
        assert_linear(name, &once, &twice);
    }
}

#[test]
fn conversations() {
    let [once, twice] = [1, 2].map(|megabytes| inputs::conversation(megabytes * SIZE));
    assert_linear("conversation", &once, &twice);
}

#[test]
fn pathological_payloads_seen_again() {
    let payloads = inputs::pathological(SIZE).into_iter().zip(inputs::pathological(2 * SIZE));
    for ((name, once), (_, twice)) in payloads {
        let [once, twice] = [once, twice].map(inputs::request_with_both);
        assert_linear(name, &once, &twice);
    }
}
