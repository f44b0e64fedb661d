//! What the diff compressor shows, that its folds are patches, and the laws that it obeys.

#![cfg(feature = "diff")]
#![allow(clippy::indexing_slicing, clippy::string_slice, clippy::unwrap_used, clippy::panic)]

mod any_diff;
mod forms;
mod git;
#[path = "../shared/mod.rs"]
mod shared;
mod unified;

use headroom_compressors::DiffCompressor;
use headroom_core::{
    Budget, Compressor, ContentRouter, ContentType, Estimator, Hints, Input, Level, Rewrite,
};

/// The text as a model sees it. The line with the handle is left out: its key says nothing.
fn seen_after(text: &str, level: Level, hints: &Hints<'_>) -> String {
    let router = ContentRouter::new().compressor(DiffCompressor::new());
    shared::sent(router, level, hints, text).without_handle()
}

fn seen(text: &str) -> String {
    seen_after(text, Level::Balanced, &Hints::none().with_tool("git_diff"))
}

fn folded(text: &str) -> String {
    seen_after(text, Level::Lossless, &Hints::none())
}

/// The rewrite of a text of any size.
fn rewrite(text: &str, budget: Budget) -> Option<Rewrite> {
    let (diff, tokens) = (DiffCompressor::new(), Estimator::new());
    let input = Input::new(text, ContentType::DIFF, &tokens).with_budget(budget);
    diff.compress(&input).ok()
}

/// A diff of `hunks` small changes far apart in a file.
fn changes(path: &str, hunks: usize) -> String {
    let mut text = format!(
        "diff --git a/{path} b/{path}\nindex 3f1c2ab..91be077 100644\n--- a/{path}\n+++ b/{path}\n"
    );
    for n in 0..hunks {
        let at = n * 40 + 10;
        text += &format!(
            "@@ -{at},7 +{at},7 @@ impl Reader{n} {{\n     fn open(&mut self, path: &Path) -> Result<File> {{\n         let file = self.files.get(path).cloned();\n         let limit = self.limits.bytes_per_file;\n-        file.read(limit)\n+        file.read_to_end(limit + {n})\n         .map_err(|error| error.with_path(path))\n         .inspect(|read| self.total += read.len())\n     }}\n"
        );
    }
    text
}
