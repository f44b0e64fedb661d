//! Draws a conversation within a budget: tokens of each request with and without, epochs marked.
//!
//! In: the requests of one conversation, a line of JSON each: a body, or an object with a `body` as a JSON
//! text. Out: an SVG chart.
//!
//!     cargo run --release --example epochs_chart -- BUDGET < requests.jsonl > chart.svg

use std::error::Error;
use std::fmt::Write as _;
use std::io::{self, BufRead, Write as _};

use headroom::ccr::MemoryStore;
use headroom::core::{BlockKind, Document, Estimator, TokenCounter};
use headroom::{CallOptions, Headroom};

const WIDTH: f64 = 800.0;
const HEIGHT: f64 = 400.0;
const MARGIN: f64 = 60.0;

/// A request: its tokens as the client has it, as it is sent, and how many epochs there were.
struct Point {
    before: usize,
    after: usize,
    epochs: usize,
}

fn main() -> Result<(), Box<dyn Error>> {
    let budget = std::env::args().nth(1).ok_or("usage: epochs_chart BUDGET < requests.jsonl")?;
    let budget: usize = budget.parse()?;
    let headroom = Headroom::builder().recoverable(MemoryStore::new()).build()?;
    let options = CallOptions { budget: Some(budget), ..CallOptions::default() };
    let mut points = Vec::new();
    for line in io::stdin().lock().lines() {
        let line = line?;
        let value: serde_json::Value = serde_json::from_str(&line)?;
        let body = value.get("body").and_then(|body| body.as_str()).unwrap_or(&line);
        let sent = headroom.compress_with(body, &options)?;
        let epochs = sent.report.epochs.len();
        points.push(Point { before: tokens(body)?, after: tokens(&sent.body)?, epochs });
    }
    io::stdout().write_all(chart(&points, budget)?.as_bytes())?;
    Ok(())
}

/// Tokens of all texts of a request, as estimated.
fn tokens(body: &str) -> Result<usize, Box<dyn Error>> {
    let document = Document::parse(body)?;
    let texts = document.blocks().iter().filter_map(|block| match block.kind {
        BlockKind::ToolCall => document.call_arguments(document.calls().get(block.call?)?),
        _ => document.text(block),
    });
    Ok(texts.map(|text| Estimator::new().estimate(&text)).sum())
}

fn chart(points: &[Point], budget: usize) -> Result<String, std::fmt::Error> {
    let most = points.iter().map(|point| point.before).max().unwrap_or(1).max(budget) as f64;
    let x = |n: usize| MARGIN + (WIDTH - 2.0 * MARGIN) * n as f64 / points.len().max(2) as f64;
    let y = |tokens: usize| HEIGHT - MARGIN - (HEIGHT - 2.0 * MARGIN) * tokens as f64 / most;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
    );
    let mut epochs = 0;
    for (n, point) in points.iter().enumerate().filter(|(_, point)| point.epochs > 0) {
        if std::mem::replace(&mut epochs, point.epochs) < point.epochs {
            let (top, bottom) = (MARGIN, HEIGHT - MARGIN);
            writeln!(
                out,
                "<line x1=\"{0:.1}\" x2=\"{0:.1}\" y1=\"{top}\" y2=\"{bottom}\" stroke=\"#999\" stroke-dasharray=\"3 3\"/>",
                x(n)
            )?;
        }
    }
    let mut line = |name: &str, colour: &str, of: &dyn Fn(&Point) -> usize| {
        let places: Vec<String> = points
            .iter()
            .enumerate()
            .map(|(n, point)| format!("{:.1},{:.1}", x(n), y(of(point))))
            .collect();
        let last = points.last().map_or(0, of);
        writeln!(
            out,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>",
            places.join(" ")
        )?;
        writeln!(
            out,
            "<text x=\"{:.1}\" y=\"{:.1}\" fill=\"{colour}\" text-anchor=\"end\">{name}: {last}</text>",
            x(points.len()),
            y(last) - 6.0
        )
    };
    line("as the client has it", "#c33", &|point| point.before)?;
    line("as it is sent", "#27c", &|point| point.after)?;
    let (left, right, at) = (MARGIN, WIDTH - MARGIN, y(budget));
    writeln!(
        out,
        "<line x1=\"{left}\" x2=\"{right}\" y1=\"{at:.1}\" y2=\"{at:.1}\" stroke=\"#393\"/>"
    )?;
    writeln!(
        out,
        "<text x=\"{left}\" y=\"{:.1}\" fill=\"#393\">budget: {budget}</text>",
        at - 6.0
    )?;
    let below = HEIGHT - MARGIN / 2.0;
    writeln!(
        out,
        "<text x=\"{left}\" y=\"{below}\">tokens of each of {} requests; dashed: an epoch opens</text>\n</svg>",
        points.len()
    )?;
    Ok(out)
}
