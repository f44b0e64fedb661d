//! Large inputs: time for 64 MB against 32 MB, and the memory that they take.
//!
//!     cargo test --release --features soak --test soak_large -- --nocapture
//!
//! Each measurement is a process of its own: this program, which is told by its environment what to
//! measure. So the peak is that of one call, and no allocator's leftovers are counted.

#![allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::print_stderr, clippy::print_stdout)] // Outside of functions marked as tests, too.

use std::process::Command;
use std::time::Instant;

use headroom::ccr::MemoryStore;
use headroom::{Config, Headroom};

#[path = "../benches/inputs/mod.rs"]
mod inputs;

/// The ratio of times that linear work stays below when the input doubles.
const MOST_TIME: f64 = 2.3;

/// The peak of memory, as a multiple of the request, which is a part of it.
const MOST_MEMORY: f64 = 4.0;

/// So many measurements may go wrong by what else the machine does.
const ATTEMPTS: usize = 3;

const SIZE: usize = 32 << 20;

/// Odd payloads, of which half the size is measured too: a line of 50 MB, some million lines, an array of
/// 200 MB, a million keys.
const ODD: [(&str, usize); 8] = [
    ("one long line", 25 << 20),
    ("empty lines", 1 << 20),
    ("broken escape sequences", 8 << 20),
    ("equal lines", SIZE),
    ("json", 100 << 20),
    ("many keys", 16 << 20),
    ("JSON in strings", SIZE),
    ("JSON that breaks off", SIZE),
];

/// Names the payload, its bytes and the level for a process that measures.
const MEASURE: &str = "HEADROOM_SOAK_LARGE";

/// What one process found.
struct Found {
    bytes: usize,
    seconds: f64,
    peak: usize,
}

fn payload(name: &str, bytes: usize) -> String {
    let plain = inputs::PAYLOADS.into_iter().find(|(known, _)| *known == name);
    plain.map(|(_, payload)| payload(bytes)).unwrap_or_else(|| {
        let mut odd = inputs::pathological(bytes).into_iter();
        odd.find(|(known, _)| *known == name).unwrap().1
    })
}

/// The most memory held so far, in bytes.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() * 1024
}

fn measure(name: &str, bytes: usize, recoverable: bool) {
    let config = Config { memo_bytes: 0, ..Config::default() };
    let builder = Headroom::builder().config(config);
    let headroom = if recoverable { builder.recoverable(MemoryStore::new()) } else { builder }
        .build()
        .unwrap();
    let body = inputs::request_with(payload(name, bytes));
    // What making the body took does not count.
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    let started = Instant::now();
    let sent = headroom.compress(&body).unwrap();
    let seconds = started.elapsed().as_secs_f64();
    println!("measured {} {seconds} {} {}", body.len(), peak(), sent.body.len());
}

fn run(name: &str, bytes: usize, recoverable: bool) -> Found {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "one", "--nocapture"])
        .env(MEASURE, format!("{name}/{bytes}/{recoverable}"))
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().find_map(|line| line.split_once("measured ")).unwrap().1;
    let figures: Vec<&str> = line.split(' ').collect();
    Found {
        bytes: figures[0].parse().unwrap(),
        seconds: figures[1].parse().unwrap(),
        peak: figures[2].parse().unwrap(),
    }
}

/// What a process that measures does; nothing in the others.
#[test]
fn one() {
    let Ok(task) = std::env::var(MEASURE) else { return };
    let parts: Vec<&str> = task.split('/').collect();
    measure(parts[0], parts[1].parse().unwrap(), parts[2] == "true");
}

#[test]
fn large_payloads() {
    let plain = inputs::PAYLOADS.into_iter().map(|(name, _)| (name, SIZE));
    let mut failed = Vec::new();
    for (name, size) in plain.chain(ODD) {
        for recoverable in [false, true] {
            failed.extend(check(name, size, recoverable));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// What is wrong with a payload of twice the size, if anything is.
fn check(name: &str, size: usize, recoverable: bool) -> Option<String> {
    let mut ratio = f64::INFINITY;
    let mut memory = 0.0;
    for _ in 0..ATTEMPTS {
        let [once, twice] = [size, 2 * size].map(|bytes| run(name, bytes, recoverable));
        ratio = ratio.min(twice.seconds / once.seconds);
        memory = twice.peak as f64 / twice.bytes as f64;
        let speed = twice.bytes as f64 / 1e6 / twice.seconds;
        eprintln!(
            "{name}, recoverable {recoverable}: {ratio:.2} times the time, {speed:.0} MB/s, peak {memory:.2} times the input"
        );
        if ratio < MOST_TIME {
            break;
        }
    }
    // What is noted of a line without a text is a multiple of it.
    let wrong = ratio >= MOST_TIME || (memory > MOST_MEMORY && name != "empty lines");
    wrong.then(|| format!("{name}, recoverable {recoverable}: {ratio:.2} times the time, {memory:.2} times the memory"))
}
