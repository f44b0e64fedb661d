//! What a model sees of the output of each tool: one small sample of our own for each.

#![cfg(feature = "log")]
#![allow(clippy::unwrap_used)]

mod builds;
mod failures;
mod linters;
mod platforms;
mod records;
#[path = "../shared/mod.rs"]
mod shared;
mod tests;

use headroom_compressors::LogCompressor;
use headroom_core::{Budget, ContentType, Estimator, Input};

/// The text as a model would see it, notices included but for the one with the handle.
fn seen(parts: &[String]) -> String {
    let (text, tokens) = (&parts.concat(), Estimator::new());
    let input = Input::new(text, ContentType::LOG, &tokens).with_budget(Budget::recoverable(300));
    shared::noticed(&LogCompressor::new(), &input).unwrap()
}

/// So many lines: `{n}` is the number of a line from 1 on, `{nn}` that modulo 60 with two digits.
fn many(lines: usize, line: &str) -> String {
    let one =
        |n: usize| line.replace("{nn}", &format!("{:02}", n % 60)).replace("{n}", &n.to_string());
    (1..=lines).map(one).collect()
}
