//! What a model sees of the output of each tool: one small sample of our own for each.

#![cfg(feature = "log")]
#![allow(clippy::indexing_slicing, clippy::string_slice, clippy::unwrap_used)]

mod builds;
mod failures;
mod records;
mod tests;

use headroom_compressors::LogCompressor;
use headroom_core::notice::{Lines, Notice};
use headroom_core::{Budget, Compressor, ContentType, Estimator, Input, Like, Piece, check};

/// The text as a model would see it, notices included but for the one with the handle.
fn seen(parts: &[String]) -> String {
    let text = &parts.concat();
    let (log, tokens) = (LogCompressor::new(), Estimator::new());
    let input = Input::new(text, ContentType::LOG, &tokens).with_budget(Budget::recoverable(300));
    let mut rewrite = log.compress(&input).unwrap();
    check::verify(&log, &input, &rewrite).unwrap();
    check::settle(text, &mut rewrite);
    let number = |at: usize| text[..at].matches('\n').count() + 1;
    let (mut out, mut at) = (String::new(), 0);
    for piece in rewrite.pieces() {
        let span = piece.span();
        out.push_str(&text[at..span.start]);
        match piece {
            Piece::Elided(elision) => {
                let lines = Lines::new(number(span.start), number(span.end) - 1);
                let shown = elision.like == Like::Shown;
                let counts = elision.counts.clone();
                out.push_str(&format!("{}\n", Notice::LeftOut { lines, shown, counts }));
            }
            Piece::Folded { text, .. } => out.push_str(text),
            _ => {}
        }
        at = span.end;
    }
    out + &text[at..]
}

/// So many lines: `{n}` is the number of a line from 1 on, `{nn}` that modulo 60 with two digits.
fn many(lines: usize, line: &str) -> String {
    let one =
        |n: usize| line.replace("{nn}", &format!("{:02}", n % 60)).replace("{n}", &n.to_string());
    (1..=lines).map(one).collect()
}
