//! What references and thinned line numbers save of what any method of their kind could.
//!
//!     cargo bench --bench oracle                  # generated conversations
//!     cargo bench --bench oracle -- BODIES.jsonl  # request bodies of one's own, one a line
//!
//! Three methods see the same tool results, in order. Each leaves out the line numbers of running
//! listings, every tenth aside, and replaces runs of lines that stand verbatim earlier in what it
//! sends itself, in a result or in the arguments of a call.
//!
//! - `oracle`: the best cover of each result by runs (dynamic programming over the longest run from
//!   each line, among all earlier places), where a reference costs 18 tokens, as much as
//!   `[lines 40-90: same as in foo.py, tool result 7]`. A result may shrink to references alone.
//! - `readable`: the same, where a reference costs 20 tokens and saves half as much again, and where the
//!   first and the last line of a result stay, which tell what became of the call, unless all of the
//!   result is known, they are lines of a listing, or the first is long and three more lines go with it.
//! - `headroom`: the library's references and line numbers, no compressor.
//!
//! A result counts once for each message that follows it, as every later request sends it again.

#![allow(clippy::indexing_slicing)] // All indices count the lines that they come from.
#![allow(clippy::print_stdout)] // The table is what the bench is for.

use std::collections::HashMap;

use headroom::core::{
    BlockKind, ContentRouter, Document, Estimator, Level, LiveZone, Pipeline, Settings,
    TokenCounter, Treatment,
};

mod inputs;

/// What a method of this kind has to pay and to keep.
#[derive(Clone, Copy)]
struct Terms {
    /// Tokens of a reference.
    notice: usize,
    /// Tokens that a run must have at least.
    least: usize,
    /// The first and the last line of a result stay.
    landmarks: bool,
}

const ORACLE: Terms = Terms { notice: 18, least: 0, landmarks: false };
const READABLE: Terms = Terms { notice: 20, least: 30, landmarks: true };

/// Fewer lines are a run only if they are long: as many bytes.
const MIN_RUN: usize = 3;
const LONG: usize = 160;

/// A first line of so many bytes may go with so many lines.
const LONG_HEAD: usize = 64;
const MIN_RUN_AT_HEAD: usize = 4;

/// A last line of so many bytes tells nothing.
const TERSE: usize = 9;

fn main() -> std::io::Result<()> {
    let bodies = inputs::bodies()?;
    println!("      headroom   oracle  readable of oracle of readable");
    let mut total = Saved::default();
    for (n, body) in bodies.iter().enumerate() {
        let Some(saved) = measure(body) else { continue };
        saved.print(&format!("{}", n + 1));
        total.add(&saved);
    }
    total.print("all");
    Ok(())
}

/// Tokens, each counted as often as it is sent.
#[derive(Default)]
struct Saved {
    results: usize,
    ours: usize,
    oracle: usize,
    readable: usize,
}

impl Saved {
    fn add(&mut self, other: &Self) {
        self.results += other.results;
        self.ours += other.ours;
        self.oracle += other.oracle;
        self.readable += other.readable;
    }

    /// The shares of the tool results that are saved.
    fn print(&self, name: &str) {
        let percent = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
        println!(
            "{name:>5} {:>7.1} % {:>6.1} % {:>7.1} % {:>7.1} % {:>9.1} %",
            percent(self.ours, self.results),
            percent(self.oracle, self.results),
            percent(self.readable, self.results),
            percent(self.ours, self.oracle),
            percent(self.ours, self.readable),
        );
    }
}

fn measure(body: &str) -> Option<Saved> {
    let document = Document::parse(body).ok()?;
    let lossless = Treatment { level: Some(Level::Lossless), floor: 0 };
    let pipeline =
        Pipeline::new(ContentRouter::new(), Estimator::new(), lossless, Settings::default());
    let sent = pipeline.plan(&document, &LiveZone::all()).finish(|_| true);
    let mut saved = Saved::default();
    for block in &sent.report.blocks {
        let weight = document.messages() - block.message;
        saved.results += weight * block.tokens_before;
        saved.ours += weight * (block.tokens_before - block.tokens_after);
    }
    saved.oracle = best(&document, ORACLE);
    saved.readable = best(&document, READABLE);
    Some(saved)
}

/// What the best cover saves.
fn best(document: &Document<'_>, terms: Terms) -> usize {
    let (mut sent, mut saved) = (Sent::default(), 0);
    for block in document.blocks() {
        match (block.kind, block.call.and_then(|call| document.calls().get(call))) {
            (BlockKind::ToolCall, Some(call)) => {
                let arguments = document.call_arguments(call).unwrap_or_default();
                let value = serde_json::from_str(&arguments).unwrap_or_default();
                strings(&value, &mut |text| {
                    sent.add(plain_lines(text).into_iter().map(|line| Some(line.text)))
                });
            }
            (BlockKind::ToolResult, _) => {
                let text = document.text(block).unwrap_or_default();
                let lines = plain_lines(&text);
                let (tokens, kept) = cover(&sent, &lines, terms);
                saved += (document.messages() - block.message) * tokens;
                sent.add(kept.into_iter());
            }
            _ => {}
        }
    }
    saved
}

fn strings(value: &serde_json::Value, each: &mut impl FnMut(&str)) {
    match value {
        serde_json::Value::String(text) => each(text),
        serde_json::Value::Array(values) => values.iter().for_each(|value| strings(value, each)),
        serde_json::Value::Object(members) => {
            members.values().for_each(|value| strings(value, each));
        }
        _ => {}
    }
}

/// A line without the number in its margin.
struct Line {
    text: String,
    /// Tokens of the whole line, and of what stays where it stays.
    whole: usize,
    thin: usize,
    /// It has a number in its margin.
    numbered: bool,
}

/// The lines of a text; numbers are taken from those that count up.
fn plain_lines(text: &str) -> Vec<Line> {
    let lines: Vec<&str> = text.split('\n').collect();
    let margins: Vec<_> = lines.iter().map(|line| margin(line)).collect();
    let counts_up = |a: usize, b: usize| match (margins.get(a), margins.get(b)) {
        (Some(Some((a, _))), Some(Some((b, _)))) => a + 1 == *b,
        _ => false,
    };
    let tokens = |text: &str| Estimator::new().estimate(text);
    let line = |(n, line): (usize, &&str)| {
        let whole = tokens(&format!("{line}\n"));
        let running = counts_up(n, n + 1) || n > 0 && counts_up(n - 1, n);
        match margins.get(n).copied().flatten().filter(|_| running) {
            Some((number, text)) => {
                let thin = if number % 10 == 0 { whole } else { tokens(&format!("{text}\n")) };
                Line { text: text.to_owned(), whole, thin, numbered: true }
            }
            None => Line { text: (*line).to_owned(), whole, thin: whole, numbered: false },
        }
    };
    lines.iter().enumerate().map(line).collect()
}

/// The number in the margin of a line, and the text after it.
fn margin(line: &str) -> Option<(usize, &str)> {
    let rest = line.trim_start_matches(' ');
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, rest) = rest.split_at(digits);
    let text = ["\t", "→", ":", " | ", " │ ", "|"].iter().find_map(|s| rest.strip_prefix(s));
    Some((number.parse().ok()?, text?))
}

/// What a method has sent so far: lines, and `None` where a reference stands.
#[derive(Default)]
struct Sent {
    lines: Vec<Option<String>>,
    places: HashMap<String, Vec<usize>>,
}

impl Sent {
    fn add(&mut self, lines: impl Iterator<Item = Option<String>>) {
        for line in lines {
            if let Some(line) = &line {
                self.places.entry(line.clone()).or_default().push(self.lines.len());
            }
            self.lines.push(line);
        }
        self.lines.push(None);
    }

    /// How many lines from each one on stand somewhere in sequence.
    fn longest(&self, lines: &[Line]) -> Vec<usize> {
        // Where the run ends that a place and a line are both in, by how far they are apart.
        let mut ends: HashMap<usize, usize> = HashMap::new();
        let mut run_from = |n: usize, line: &Line| {
            let places = self.places.get(&line.text).into_iter().flatten();
            let runs = places.map(|&place| {
                let end = ends.entry(place + lines.len() - n).or_default();
                if *end <= n {
                    let here = lines.iter().skip(n).map(|line| Some(&line.text));
                    let there = self.lines.iter().skip(place).map(Option::as_ref);
                    *end = n + here.zip(there).take_while(|(a, b)| a == b).count();
                }
                *end - n
            });
            runs.max().unwrap_or(0)
        };
        lines.iter().enumerate().map(|(n, line)| run_from(n, line)).collect()
    }
}

/// How much of a run of so many lines from the n-th on may go without the reader missing the first or
/// the last line that says anything.
fn free(lines: &[Line], n: usize, run: usize) -> usize {
    // After the last line break stands no line.
    if n == 0 && run + 1 >= lines.len() {
        return run;
    }
    let tells = |line: &Line| line.text.trim().len() > TERSE;
    let last = lines.iter().rposition(tells).filter(|last| !lines[*last].numbered);
    let run = last.filter(|last| *last >= n).map_or(run, |last| run.min(last - n));
    let head_may_go = lines[n].text.len() >= LONG_HEAD && run >= MIN_RUN_AT_HEAD;
    if n == 0 && !lines[n].numbered && !head_may_go { 0 } else { run }
}

/// The tokens that the best cover of the lines by runs saves, and what it sends.
fn cover(sent: &Sent, lines: &[Line], terms: Terms) -> (usize, Vec<Option<String>>) {
    let runs = sent.longest(lines);
    // For each line: the tokens of all from it on, and how many the run has that starts with it.
    let mut rest = vec![(0, 0); lines.len() + 1];
    for (n, line) in lines.iter().enumerate().rev() {
        let stays = (line.thin + rest[n + 1].0, 0);
        let free = if terms.landmarks { free(lines, n, runs[n]) } else { runs[n] };
        let run = &lines[n..n + free];
        let bytes: usize = run.iter().map(|line| line.text.len()).sum();
        let tokens: usize = run.iter().map(|line| line.whole).sum();
        let is_run = run.len() >= MIN_RUN || bytes >= LONG;
        let goes = (terms.notice + rest[n + run.len()].0, run.len());
        let may_go = is_run && tokens >= terms.least && goes.0 < stays.0;
        rest[n] = if may_go { goes } else { stays };
    }
    let mut kept = Vec::new();
    let mut n = 0;
    while n < lines.len() {
        let run = rest[n].1;
        kept.push((run == 0).then(|| lines[n].text.clone()));
        n += run.max(1);
    }
    let before: usize = lines.iter().map(|line| line.whole).sum();
    (before - rest[0].0, kept)
}
