//! The README's table of figures, as Markdown: each request at each level, and how many originals
//! were fetched back byte for byte.
//!
//!     cargo run --release --example figures -- examples/data/*.json
//!
//! Exact o200k_base counts; `scripts/figures` puts the table into the README.

use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use headroom::ccr::MemoryStore;
use headroom::core::{BlockKind, Document, FastTokens, Handle};
use headroom::{Headroom, Level};
use serde_json::json;

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "| request | level | tokens of tool results | sent | saved | out of sight | fetched back |"
    )?;
    writeln!(out, "|---|---|--:|--:|--:|--:|--:|")?;
    for path in std::env::args().skip(1) {
        let body = fs::read_to_string(&path)?;
        let name = Path::new(&path).file_name().unwrap_or_default().to_string_lossy();
        for level in [Level::Lossless, Level::Balanced, Level::Aggressive] {
            writeln!(out, "| {name} | {} |", row(&body, level)?)?;
        }
    }
    Ok(())
}

fn row(body: &str, level: Level) -> Result<String, Box<dyn Error>> {
    let builder = Headroom::builder().tokens(FastTokens::o200k_base());
    let headroom = match level {
        Level::Lossless => builder.build()?,
        _ => builder.recoverable(MemoryStore::new()).level(level).build()?,
    };
    let sent = headroom.compress(body)?;
    let (before, after) = (sent.report.tokens_before, sent.report.tokens_after);
    let saved = 100.0 * (before as f64 - after as f64) / before as f64;
    let level = serde_json::to_value(level)?;
    let (hidden, fetched) = fetched(body, &sent.body, &headroom)?;
    let level = level.as_str().unwrap_or_default();
    Ok(format!("{level} | {before} | {after} | {saved:.1} % | {hidden} | {fetched}"))
}

/// How many texts have parts out of sight, and how many of these come back byte for byte.
fn fetched(
    before: &str,
    after: &str,
    headroom: &Headroom,
) -> Result<(usize, usize), Box<dyn Error>> {
    let (mut hidden, mut fetched) = (0, 0);
    for (source, sent) in texts(before)?.iter().zip(texts(after)?) {
        let Some(handle) = Handle::find_in(&sent).next() else { continue };
        let answer = headroom.retrieve(&json!({"handle": handle}))?;
        let original = answer.split_once('\n').map_or("", |(_header, original)| original);
        hidden += 1;
        fetched += usize::from(original == source);
    }
    Ok((hidden, fetched))
}

fn texts(body: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let document = Document::parse(body)?;
    let results = document.blocks().iter().filter(|block| block.kind == BlockKind::ToolResult);
    Ok(results.filter_map(|block| Some(document.text(block)?.into_owned())).collect())
}
