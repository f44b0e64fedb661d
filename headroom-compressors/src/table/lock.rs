//! `LockCompressor`: lock files with names and versions in sight.

use std::collections::HashSet;

use headroom_core::{
    Compressor, ContentType, Declined, Elision, Input, Like, Rewrite, Span, Unit, WordCount,
};

use super::{WHOLE, is_longer};
use crate::question::{name_row, names_of_rows};

/// Leaves checksums, sources and addresses of lock files out of sight: every package stays with its
/// name, its version and what it depends on.
///
/// Elides whole lines, only of a file that is long for the budget, and never those of a package that
/// the question or the command names. Lossless otherwise. Linear in the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LockCompressor;

impl LockCompressor {
    /// The compressor. It has no settings.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }
}

impl Compressor for LockCompressor {
    fn name(&self) -> &'static str {
        "lock"
    }

    fn accepts(&self) -> &[ContentType] {
        &[ContentType::LOCK]
    }

    fn compress(&self, input: &Input<'_>) -> Result<Rewrite, Declined> {
        let aim = input.budget.tokens().ok_or(Declined::NoGain)?;
        if !is_longer(input.text, aim.saturating_mul(WHOLE), input) {
            return Err(Declined::TooSmall);
        }
        let rewrite = without_details(input.text, &names_of_rows(&input.hints));
        if rewrite.elides() { Ok(rewrite) } else { Err(Declined::NoGain) }
    }
}

/// Runs of fewer bytes cost as much as the notice in their place.
const SHORTEST_RUN: usize = 48;

/// Elides runs of lines that tell no more of a package than where it comes from.
fn without_details(text: &str, asked: &HashSet<&str>) -> Rewrite {
    let mut rewrite = Rewrite::new();
    let mut run: Option<Span> = None;
    let mut close = |run: &mut Option<Span>| {
        if let Some(span) = run.take().filter(|span| span.len() >= SHORTEST_RUN) {
            rewrite.leave_out(Elision {
                span,
                unit: Unit::Lines,
                like: Like::Unknown,
                counts: counts(span.of(text)),
                facts: Vec::new(),
            });
        }
    };
    let mut at = 0;
    let mut named = false;
    let mut module = "";
    for line in text.split_inclusive('\n') {
        let span = Span::new(at, at + line.len());
        at = span.end;
        if starts_entry(line) {
            named = false;
        }
        named |= name_row(asked, line);
        if !named && is_detail(line, &mut module) {
            run.get_or_insert(Span::new(span.start, span.start)).end = span.end;
        } else {
            close(&mut run);
        }
    }
    close(&mut run);
    rewrite
}

/// What a notice says of lines that are left out.
fn counts(lines: &str) -> Vec<WordCount> {
    let words = ["checksum", "integrity", "hash", "sha256"];
    words.into_iter().find_map(|word| WordCount::of(word, lines)).into_iter().collect()
}

/// Whether a line opens the entry of a package: `[[package]]`, or no indent.
fn starts_entry(line: &str) -> bool {
    !line.starts_with([' ', '\t', '\n', '\r', ']', '}']) && !line.contains(" = ")
}

/// Whether a line says only where a package comes from or what its bytes are. `module` is the last
/// one of a `go.sum` that was met.
fn is_detail<'a>(line: &'a str, module: &mut &'a str) -> bool {
    let inner = line.trim();
    if let Some((version, _)) = inner.split_once(" h1:") {
        let known = version.strip_suffix("/go.mod") == Some(module);
        *module = version;
        return known;
    }
    if inner.starts_with("source = \"registry+") || inner.starts_with("resolved \"http") {
        return true;
    }
    // A commit tells which version of a package it is.
    !inner.contains("git+") && has_digest(inner)
}

/// Whether a text has a digest: `sha512-`, `sha256:` or a long run of hexadecimal digits.
fn has_digest(text: &str) -> bool {
    const SHORTEST: usize = 40;
    if text.len() < SHORTEST {
        return false;
    }
    let marked = ["sha512-", "sha256-", "sha384-", "sha1-", "sha256:", "sha512:"];
    if marked.iter().any(|mark| memchr::memmem::find(text.as_bytes(), mark.as_bytes()).is_some()) {
        return true;
    }
    let hex = |byte: &u8| byte.is_ascii_hexdigit();
    text.as_bytes()
        .chunk_by(|a, b| hex(a) == hex(b))
        .any(|run| run.len() >= SHORTEST && run.first().is_some_and(hex))
}
