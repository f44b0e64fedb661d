//! Large inputs: time for 64 MB against 32 MB, and the memory that they take.
//!
//!     cargo test --release --features soak --test soak_large -- --nocapture
//!
//! Each measurement is a process of its own: this program, which is told by its environment what to
//! measure, and reads the body from a file. So the peak is that of one call, and what an allocator keeps
//! of the making of the body is not counted.
//!
//! One measurement alone: `HEADROOM_SOAK_LARGE=log/67108864/true cargo test ... -- --exact one --nocapture`.

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

/// Names the payload, its bytes and whether the originals are stored.
const CASE: &str = "HEADROOM_SOAK_LARGE";

/// Names the file with the body for a process that measures.
const BODY: &str = "HEADROOM_SOAK_LARGE_BODY";

/// What one process found.
struct Found {
    bytes: usize,
    seconds: f64,
    peak: usize,
}

impl Found {
    /// Peak of memory, as a multiple of the request.
    fn memory(&self) -> f64 {
        self.peak as f64 / self.bytes as f64
    }

    fn print(&self, name: &str) {
        let speed = self.bytes as f64 / 1e6 / self.seconds;
        eprintln!("{name}: {speed:.0} MB/s, peak {:.2} times the request", self.memory());
    }
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

fn measure(file: &str, recoverable: bool) {
    let config = Config { memo_bytes: 0, ..Config::default() };
    let builder = Headroom::builder().config(config);
    let headroom = if recoverable { builder.recoverable(MemoryStore::new()) } else { builder }
        .build()
        .unwrap();
    let body = std::fs::read_to_string(file).unwrap();
    let started = Instant::now();
    let sent = headroom.compress(&body).unwrap();
    let seconds = started.elapsed().as_secs_f64();
    println!("measured {} {seconds} {} {}", body.len(), peak(), sent.body.len());
}

fn run(name: &str, bytes: usize, recoverable: bool) -> Found {
    let file = std::env::temp_dir().join(format!("headroom-soak-{}.json", std::process::id()));
    std::fs::write(&file, inputs::request_with(payload(name, bytes))).unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "one", "--nocapture"])
        .env(CASE, format!("{name}/{bytes}/{recoverable}"))
        .env(BODY, &file)
        .output()
        .unwrap();
    std::fs::remove_file(&file).unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().find_map(|line| line.split_once("measured ")).unwrap().1;
    let figures: Vec<&str> = line.split(' ').collect();
    Found {
        bytes: figures[0].parse().unwrap(),
        seconds: figures[1].parse().unwrap(),
        peak: figures[2].parse().unwrap(),
    }
}

/// What a process that measures does, and one that is asked for a measurement; nothing in the others.
#[test]
fn one() {
    let Ok(case) = std::env::var(CASE) else { return };
    let parts: Vec<&str> = case.split('/').collect();
    let (bytes, recoverable) = (parts[1].parse().unwrap(), parts[2] == "true");
    match std::env::var(BODY) {
        Ok(file) => measure(&file, recoverable),
        Err(_) => run(parts[0], bytes, recoverable).print(&case),
    }
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
        memory = twice.memory();
        twice.print(&format!("{name}, recoverable {recoverable}, {ratio:.2} times the time"));
        if ratio < MOST_TIME {
            break;
        }
    }
    let wrong = ratio >= MOST_TIME || memory > MOST_MEMORY;
    wrong.then(|| format!("{name}, recoverable {recoverable}: {ratio:.2} times the time, {memory:.2} times the memory"))
}
