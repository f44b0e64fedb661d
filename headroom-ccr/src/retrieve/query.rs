//! The lines, rows or sentences that have most to do with a query.

use std::fmt::Write;

use headroom_core::notice::Notice;
use headroom_core::relevance::{Relevance, sentences};
use headroom_core::{Hints, Scorer, Span, without_codes};

use super::lines::{Run, count_lines, cut, fits, tokens};
use super::{RetrieveCall, RetrieveError, rows};
use crate::Original;

/// Longer lines are taken apart into sentences.
const LONG_LINE: usize = 1_500;

/// What is shown at most.
const MOST: usize = 20;

/// What has less than this share of the best score has little to do with the query.
const DROP: f32 = 0.3;

/// What has most to do with a query, of the lines that the call asks for; in order. Linear but for
/// sorting.
pub(super) fn answer(
    call: &RetrieveCall,
    original: &Original,
    query: &str,
) -> Result<String, RetrieveError> {
    if let Some(rows) = rows::all(call, original) {
        let texts: Vec<&str> = rows.iter().map(|(_, row)| row.as_str()).collect();
        let best = ranked(&texts, query);
        if !best.is_empty() {
            return Ok(shown_rows(call, original, &rows, best));
        }
    }
    let (handle, text) = (original.handle(), original.text());
    let asked = match call.lines {
        None => Run::whole(text),
        Some(range) => Run::asked(original, range)?.0,
    };
    let parts = parts(text, asked);
    let plain: Vec<_> = parts.iter().map(|part| without_codes(part.span.of(text))).collect();
    let texts: Vec<&str> = plain.iter().map(AsRef::as_ref).collect();
    let best = ranked(&texts, query);
    let answer = Answer { text, parts: &parts, call };
    let (shown, lines) = answer.shown(best);
    let total = count_lines(text);
    Ok(Notice::Found { handle, found: lines, total }.to_string() + &shown)
}

/// The places of the texts that have most to do with a query, best first.
fn ranked(texts: &[&str], query: &str) -> Vec<usize> {
    let Ok(scores) = Relevance::new().score(texts, &Hints::none().with_question(query));
    let best = scores.iter().copied().fold(0.0_f32, f32::max);
    let mut places: Vec<(usize, f32)> = scores.into_iter().enumerate().collect();
    places.retain(|(_, score)| *score > 0.0 && *score >= best * DROP);
    places.sort_by(|a, b| b.1.total_cmp(&a.1));
    places.into_iter().map(|(at, _)| at).collect()
}

/// A line, or sentences of a long one.
#[derive(Clone, Copy, Debug)]
struct Part {
    /// The number of its line, from 1.
    line: usize,
    /// The bytes of the line before it.
    sent: usize,
    span: Span,
}

fn parts(text: &str, run: Run) -> Vec<Part> {
    let mut out = Vec::new();
    for (nth, (span, line)) in Span::lines(run.span.of(text)).enumerate() {
        let start = run.span.start + span.start;
        let before = if nth == 0 { run.sent } else { 0 };
        let number = run.first + nth;
        if line.len() <= LONG_LINE {
            let span = Span::new(start, start + line.len());
            out.push(Part { line: number, sent: before, span });
        } else {
            let each = |part: Span| Part {
                line: number,
                sent: before + part.start,
                span: part.shifted(start),
            };
            out.extend(sentences(line).into_iter().map(each));
        }
    }
    out
}

struct Answer<'a> {
    text: &'a str,
    parts: &'a [Part],
    call: &'a RetrieveCall,
}

impl Answer<'_> {
    /// The best parts as far as the limit goes, in order; and in how many lines they stand.
    fn shown(&self, best: Vec<usize>) -> (String, usize) {
        if best.is_empty() {
            let them = if self.call.lines.is_some() { "these lines" } else { "the original" };
            return (format!("\nNothing in {them} has a word of this query. {OTHERWISE}"), 0);
        }
        let (mut taken, mut left) = (Vec::new(), self.call.limit);
        for &at in best.iter().take(MOST) {
            let cost = tokens(&self.part(at, ':', usize::MAX));
            if cost > left && !taken.is_empty() {
                break;
            }
            left = left.saturating_sub(cost);
            taken.push(at);
        }
        let count = taken.len();
        taken.sort_unstable();
        let mut out = self.written(&taken, left);
        if best.len() > count {
            let more = best.len() - count;
            let have = if more == 1 { "has" } else { "have" };
            // Writing to a string cannot fail.
            let _ = write!(
                out,
                "\nNot shown: {more} more that {have} some of it. Ask for rarer words."
            );
        }
        let mut lines: Vec<usize> =
            taken.iter().filter_map(|at| Some(self.parts.get(*at)?.line)).collect();
        lines.dedup();
        (out, lines.len())
    }

    /// Parts under their numbers, with those around them as far as so many tokens allow.
    fn written(&self, taken: &[usize], mut left: usize) -> String {
        let (mut out, mut next) = (String::new(), 0);
        for (nth, &at) in taken.iter().enumerate() {
            let context = self.call.context;
            let until = taken.get(nth + 1).copied().unwrap_or(self.parts.len());
            let from = at.saturating_sub(context).max(next);
            if from > next && next > 0 && context > 0 {
                out.push_str("\n--");
            }
            for around in from..until.min(at.saturating_add(context).saturating_add(1)) {
                let mark = if around == at { ':' } else { '-' };
                let line = self.part(around, mark, self.call.limit);
                if around != at {
                    if !fits(&line, left) {
                        continue;
                    }
                    left = left.saturating_sub(tokens(&line));
                }
                out.push_str(&line);
                next = around + 1;
            }
        }
        out
    }

    /// A part after a line break and its number.
    fn part(&self, at: usize, mark: char, limit: usize) -> String {
        let Some(part) = self.parts.get(at) else { return String::new() };
        let text = part.span.of(self.text);
        let text = text.get(..cut(text, limit)).unwrap_or(text);
        match part.sent {
            0 => format!("\n{}{mark}{text}", part.line),
            sent => format!("\n{}@{sent}{mark}{text}", part.line),
        }
    }
}

const OTHERWISE: &str =
    "`find` looks for a text in any place; the call without `query` returns the whole.";

fn shown_rows(
    call: &RetrieveCall,
    original: &Original,
    rows: &[(String, String)],
    best: Vec<usize>,
) -> String {
    let mut best: Vec<usize> = best.into_iter().take(MOST).collect();
    best.sort_unstable();
    let found: Vec<_> = best.into_iter().filter_map(|at| rows.get(at).cloned()).collect();
    rows::shown(call, original, &found)
}
