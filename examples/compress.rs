//! Requests in, smaller requests out, and a table that says what was done to each tool result.
//!
//!     cargo run --release --example compress -- --level balanced --fetch \
//!         examples/data/coding-session.json > smaller.json
//!
//! The compressed request goes to standard output, the table to standard error. Without files the
//! request is read from standard input; several files go one after the other, or into `--out DIR`
//! under their own names.
//!
//! * `--level lossless` (the default): nothing leaves sight, and no store is needed.
//! * `--level balanced`: long machine output shrinks to what matters; the originals are kept in
//!   memory. `--level aggressive`: reads and documents may be shortened too.
//! * `--fetch` shows what the model gets back when it asks for something that was left out.

use std::error::Error;
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use comfy_table::{Attribute, Cell, CellAlignment, Color, Table, presets};
use headroom::ccr::MemoryStore;
use headroom::core::notice::{Lines, Notice};
use headroom::core::{Document, FastTokens, Handle};
use headroom::{BlockReport, Compressed, Headroom, Level, Outcome, Report};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::read(std::env::args().skip(1))?;
    let headroom = set_up(options.level)?;
    if options.files.is_empty() {
        let mut body = String::new();
        io::stdin().read_to_string(&mut body)?;
        let compressed = headroom.compress(&body)?;
        io::stdout().write_all(compressed.body.as_bytes())?;
        return show("standard input", &compressed, &headroom, &options);
    }
    let bar = progress(options.files.len())?;
    for path in &options.files {
        let name = path.display().to_string();
        let body = fs::read_to_string(path).map_err(|error| format!("{name}: {error}"))?;
        let compressed = headroom.compress(&body).map_err(|error| format!("{name}: {error}"))?;
        bar.suspend(|| {
            write_body(&compressed.body, path, options.out.as_deref())?;
            show(&name, &compressed, &headroom, &options)
        })?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(())
}

/// Lossless needs nothing; what elides needs a store. The exact counter is slower than the default
/// one, and its figures are those of the bill.
fn set_up(level: Level) -> Result<Headroom, Box<dyn Error>> {
    let builder = Headroom::builder().tokens(FastTokens::o200k_base());
    let builder = match level {
        Level::Lossless => builder,
        _ => builder.recoverable(MemoryStore::new()).level(level),
    };
    Ok(builder.build()?)
}

fn write_body(body: &str, path: &Path, out: Option<&Path>) -> Result<(), Box<dyn Error>> {
    match out {
        Some(folder) => {
            let name = path.file_name().ok_or("a file has a name")?;
            fs::create_dir_all(folder)?;
            fs::write(folder.join(name), body)?;
        }
        None => io::stdout().write_all(body.as_bytes())?,
    }
    Ok(())
}

/// What was done, on standard error: a table, the sum, warnings and, if asked for, what was kept.
fn show(
    name: &str,
    compressed: &Compressed<'_>,
    headroom: &Headroom,
    options: &Options,
) -> Result<(), Box<dyn Error>> {
    let report = &compressed.report;
    let mut out = io::stderr().lock();
    writeln!(out, "{name} ({})", report.dialect.unwrap_or("no known dialect"))?;
    if !report.blocks.is_empty() {
        writeln!(out, "{}", table(report))?;
    }
    for warning in &report.warnings {
        writeln!(out, "warning: {warning}")?;
    }
    if options.fetch {
        for kept in kept(&compressed.body)? {
            fetch(&kept, headroom, &mut out)?;
        }
    }
    Ok(writeln!(out)?)
}

/// One row for each text of a tool result, in the order of the conversation, and their sum.
fn table(report: &Report) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).use_stderr();
    let header = ["#", "tool", "type", "before", "after", "saved", "what was done, and by what"];
    table.set_header(header.map(|name| Cell::new(name).add_attribute(Attribute::Bold)));
    for block in &report.blocks {
        table.add_row(row(block));
    }
    let [before, after] = [report.tokens_before, report.tokens_after];
    let sum = ["".into(), "all".into(), "".into(), before.to_string(), after.to_string()];
    let saved = [percent(before, after), format!("in tokens of {}", report.counter)];
    let cells = sum.into_iter().chain(saved);
    table.add_row(cells.map(|text| Cell::new(text).add_attribute(Attribute::Bold)));
    for number in [0, 3, 4, 5] {
        if let Some(column) = table.column_mut(number) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

fn row(block: &BlockReport) -> [Cell; 7] {
    let (decision, color) = match &block.outcome {
        Outcome::Rewritten { fidelity, by } => {
            let fidelity = format!("{fidelity:?}").to_lowercase();
            (format!("{fidelity}: {}", by.join(", ")), Color::Green)
        }
        Outcome::Verbatim(reason) => (format!("verbatim: {reason}"), Color::DarkGrey),
        _ => ("?".to_owned(), Color::Reset),
    };
    [
        Cell::new(block.result.map_or("-".to_owned(), |result| (result + 1).to_string())),
        Cell::new(block.tool.as_deref().unwrap_or("-")),
        Cell::new(block.content_type.map_or("-", |content_type| content_type.name())),
        Cell::new(block.tokens_before),
        Cell::new(block.tokens_after),
        Cell::new(percent(block.tokens_before, block.tokens_after)),
        Cell::new(decision).fg(color),
    ]
}

fn percent(before: usize, after: usize) -> String {
    let saved = before.saturating_sub(after);
    format!("{:.0} %", 100.0 * saved as f64 / before.max(1) as f64)
}

/// An original that a request points to, and the longest run of its lines that was left out.
struct Kept {
    handle: Handle,
    lines: Option<Lines>,
}

/// What a request points to, read from the notices as the model would read them.
fn kept(body: &str) -> Result<Vec<Kept>, Box<dyn Error>> {
    let document = Document::parse(body)?;
    let texts = document.blocks().iter().filter_map(|block| document.text(block));
    let kept = texts.filter_map(|text| {
        let notices: Vec<Notice> = text.lines().filter_map(Notice::parse).collect();
        let handle = notices.iter().find_map(|notice| match notice {
            Notice::Original { handle, .. } => Some(*handle),
            Notice::ElementsLeftOut { handle, .. } => *handle,
            _ => None,
        })?;
        let left_out = notices.iter().filter_map(|notice| match notice {
            Notice::LeftOut { lines, .. } => Some(*lines),
            _ => None,
        });
        Some(Kept { handle, lines: left_out.max_by_key(|lines| lines.count()) })
    });
    Ok(kept.collect())
}

/// How many lines of an answer are shown.
const SHOWN: usize = 6;

/// A call as the model makes it, and the answer that the host sends back.
fn fetch(kept: &Kept, headroom: &Headroom, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let arguments = match kept.lines {
        Some(lines) => {
            json!({"handle": kept.handle, "lines": format!("{}-{}", lines.first, lines.last)})
        }
        None => json!({"handle": kept.handle}),
    };
    writeln!(out, "headroom_retrieve {arguments}")?;
    let answer = headroom.retrieve(&arguments)?;
    for line in answer.lines().take(SHOWN) {
        writeln!(out, "    {line}")?;
    }
    match answer.lines().count().saturating_sub(SHOWN) {
        0 => Ok(()),
        more => Ok(writeln!(out, "    (and {more} more lines)")?),
    }
}

/// A bar for several files, where standard error is a terminal.
fn progress(files: usize) -> Result<ProgressBar, Box<dyn Error>> {
    if files < 2 {
        return Ok(ProgressBar::hidden());
    }
    let style = ProgressStyle::with_template("{bar:32} {pos} of {len} files, {eta} to go")?;
    Ok(ProgressBar::new(files as u64).with_style(style))
}

struct Options {
    level: Level,
    fetch: bool,
    out: Option<PathBuf>,
    files: Vec<PathBuf>,
}

const USAGE: &str =
    "usage: compress [--level lossless|balanced|aggressive] [--fetch] [--out DIR] [FILE ...]";

impl Options {
    fn read(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options =
            Self { level: Level::Lossless, fetch: false, out: None, files: Vec::new() };
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--level" => options.level = level(arguments.next().as_deref())?,
                "--fetch" => options.fetch = true,
                "--out" => options.out = Some(arguments.next().ok_or(USAGE)?.into()),
                flag if flag.starts_with('-') => return Err(USAGE.to_owned()),
                file => options.files.push(file.into()),
            }
        }
        Ok(options)
    }
}

fn level(name: Option<&str>) -> Result<Level, String> {
    match name {
        Some("lossless") => Ok(Level::Lossless),
        Some("balanced") => Ok(Level::Balanced),
        Some("aggressive") => Ok(Level::Aggressive),
        _ => Err(USAGE.to_owned()),
    }
}
