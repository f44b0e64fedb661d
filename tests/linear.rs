//! Work grows with the input: twice the payload, about twice the bytes that are counted.
//!
//! The figure is the number of bytes that the token counter is asked about, the dearest step of the
//! pipeline: unlike time it is the same on every machine. `soak_linear.rs` takes the time.

#![allow(clippy::unwrap_used)] // Outside of functions marked as tests, too.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use headroom::ccr::MemoryStore;
use headroom::core::{Estimator, TokenCounter};
use headroom::{Headroom, Level};

#[path = "../benches/inputs/mod.rs"]
mod inputs;

/// Counts the bytes that it is asked about.
#[derive(Clone, Debug, Default)]
struct Work(Arc<AtomicUsize>);

impl Work {
    fn add(&self, bytes: usize) {
        self.0.fetch_add(bytes, Ordering::Relaxed);
    }
}

impl TokenCounter for Work {
    fn bounds(&self, text: &str) -> (usize, usize) {
        self.add(text.len());
        Estimator::new().bounds(text)
    }

    fn name(&self) -> &str {
        "work"
    }

    fn estimate(&self, text: &str) -> usize {
        self.add(text.len());
        Estimator::new().estimate(text)
    }

    fn saving(&self, before: &str, after: &str) -> isize {
        self.add(before.len() + after.len());
        Estimator::new().saving(before, after)
    }
}

/// Bytes counted to compress a body.
fn work(level: Level, body: &str) -> usize {
    let work = Work::default();
    let builder = Headroom::builder().tokens(work.clone());
    let builder = match level {
        Level::Lossless => builder,
        _ => builder.recoverable(MemoryStore::new()).level(level),
    };
    builder.build().unwrap().compress(body).unwrap();
    work.0.load(Ordering::Relaxed)
}

/// Asserts that a payload of twice the size is at most so much more work, at every level.
fn assert_linear(name: &str, body: &str, twice: &str) {
    for level in [Level::Lossless, Level::Balanced, Level::Aggressive] {
        let [once, twice_] = [body, twice].map(|body| work(level, body));
        assert!(once > body.len() / 4, "{name}, {level:?}: {once} bytes counted of {}", body.len());
        let ratio = twice_ as f64 / once as f64;
        assert!(
            ratio < 2.3,
            "{name}, {level:?}: {once} bytes counted, then {twice_}: {ratio:.2} times"
        );
    }
}

const SIZE: usize = 64 * 1024;

#[test]
fn payloads() {
    for (name, payload) in inputs::PAYLOADS {
        let [once, twice] = [SIZE, 2 * SIZE].map(|size| inputs::request_with(payload(size)));
        assert_linear(name, &once, &twice);
    }
}

#[test]
fn conversations() {
    // Eight exchanges are one of each kind.
    let [once, twice] = [8, 16].map(|blocks| inputs::conversation(blocks * inputs::BLOCK));
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
