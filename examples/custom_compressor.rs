//! A content type of one's own: a detector, a compressor with its inverse, and the laws they obey.
//!
//!     cargo run --release --example custom_compressor
//!
//! The payload is a page of metrics in the Prometheus text format, as an agent gets it from
//! `curl .../metrics`. Nothing in the library knows of it; what stands below could be a crate that
//! depends on `headroom-core` alone.

use std::error::Error;
use std::fmt;
use std::io::{self, Write};

use headroom::core::testing::{compressor_laws, detector_laws};
use headroom::core::{
    Compressor, Confidence, ContentType, Declined, Detection, Detector, Estimator, Input, Rewrite,
};
use headroom::{Headroom, Hints};

const PAGE: &str = include_str!("data/metrics.txt");

/// Content types are an open set: a name makes a new one.
const METRICS: ContentType = ContentType::new("prometheus-metrics");

fn main() -> Result<(), Box<dyn Error>> {
    let headroom =
        Headroom::builder().detector(MetricsDetector).compressor(MetricsCompressor).build()?;
    let sent = headroom.compress_text(PAGE, &Hints::none().with_tool("shell"));

    let mut out = io::stdout().lock();
    for line in sent.text.lines().take(16) {
        writeln!(out, "{line}")?;
    }
    let report = &sent.report;
    let [before, after] = [report.tokens_before, report.tokens_after];
    writeln!(out, "(...)\n\n{before} -> {after} tokens: {:?}", report.outcome)?;

    // The laws of the library's own implementations hold for these two as well. In a crate this is
    // a test.
    let texts =
        [PAGE, "", "# TYPE up gauge\nup{job=\"a\"} 1\nup{job=\"b\"} 0", "{a=\"b\"} 1", "é\n"];
    let rewrites = compressor_laws(&MetricsCompressor, &Estimator::new(), &texts);
    detector_laws(&MetricsDetector, &texts);
    Ok(writeln!(out, "the laws hold; {rewrites} rewrites were checked")?)
}

/// Knows a page of metrics by the grammar of its comments and of each sample.
#[derive(Debug)]
struct MetricsDetector;

impl Detector for MetricsDetector {
    fn detect(&self, text: &str, _hints: &Hints<'_>) -> Option<Detection> {
        let declared = text.lines().any(|line| line.starts_with("# TYPE "));
        let all =
            text.lines().all(|line| line.is_empty() || line.starts_with("# ") || is_sample(line));
        (declared && all).then_some(Detection::new(METRICS, Confidence::Certain))
    }
}

/// `name{labels} value` or `name value`, the value a number.
fn is_sample(line: &str) -> bool {
    let Some((series, value)) = line.rsplit_once(' ') else { return false };
    let name = series.split('{').next().unwrap_or_default();
    let named = name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b':'));
    !name.is_empty() && named && value.parse::<f64>().is_ok()
}

/// Says the name of a metric once: of a run of samples, only the first has it.
///
/// ```text
/// http_requests_total{code="200"} 1027        http_requests_total{code="200"} 1027
/// http_requests_total{code="500"} 3           {code="500"} 3
/// ```
#[derive(Debug)]
struct MetricsCompressor;

impl Compressor for MetricsCompressor {
    fn name(&self) -> &'static str {
        "metrics"
    }

    fn accepts(&self) -> &[ContentType] {
        &[METRICS]
    }

    fn compress(&self, input: &Input<'_>) -> Result<Rewrite, Declined> {
        // A line that starts with a brace already would read as a folded one.
        if input.text.lines().any(|line| line.starts_with('{')) {
            return Err(Declined::NotReversible);
        }
        let mut rewrite = Rewrite::new();
        let (mut last, mut at) = ("", 0);
        for line in input.text.split_inclusive('\n') {
            let name = name_of(line);
            if !name.is_empty() && name == last {
                rewrite.fold(at..at + name.len(), String::new());
            }
            last = name;
            at += line.len();
        }
        if rewrite.folds() { Ok(rewrite) } else { Err(Declined::NoGain) }
    }

    fn restore(&self, folded: &str, out: &mut dyn fmt::Write) -> fmt::Result {
        let mut last = "";
        for line in folded.split_inclusive('\n') {
            if line.starts_with('{') {
                out.write_str(Some(last).filter(|name| !name.is_empty()).ok_or(fmt::Error)?)?;
            } else {
                last = name_of(line);
            }
            out.write_str(line)?;
        }
        Ok(())
    }
}

/// The name of a sample with labels; empty for every other line.
fn name_of(line: &str) -> &str {
    match line.split_once('{') {
        Some((name, _)) if !line.starts_with('#') => name,
        _ => "",
    }
}
