//! Which lines and sentences of a text are volatile.

use headroom_core::Span;

use crate::volatile::{Likelihood, Literal, VolatileDetector, VolatileKind};

/// A system text in which something is volatile.
#[derive(Debug)]
pub(super) struct Apart<'a> {
    literal: Literal<'a>,
    pieces: Vec<Piece>,
}

/// A run of lines, or of sentences of one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// What is moved.
    pub(super) span: Span,
    /// What is taken out: the same with the white space that ends it.
    cut: Span,
    /// What was found in it.
    pub(super) kinds: Vec<VolatileKind>,
}

impl<'a> Apart<'a> {
    /// Searches the literal at `span`; `None` if nothing in it is likely to change.
    pub(super) fn read(detector: &VolatileDetector, body: &'a str, span: Span) -> Option<Self> {
        let literal = Literal::read(body, span)?;
        let pieces = pieces(detector, literal.text());
        (!pieces.is_empty()).then_some(Self { literal, pieces })
    }

    pub(super) fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    pub(super) fn text(&self, piece: &Piece) -> &str {
        piece.span.of(self.literal.text())
    }

    pub(super) fn in_body(&self, piece: &Piece) -> Span {
        self.literal.in_body(piece.span)
    }

    /// What has to be taken out of the body.
    pub(super) fn cuts(&self) -> impl Iterator<Item = Span> {
        self.pieces.iter().map(|piece| self.literal.in_body(piece.cut))
    }

    /// What stays, decoded.
    fn rest(&self) -> String {
        without(self.literal.text(), self.pieces.iter().map(|piece| piece.cut))
    }

    /// What stays, as it stands in the body.
    pub(super) fn raw_rest(&self, body: &str, literal: Span) -> String {
        let inner = Span::new(literal.start + 1, literal.end.saturating_sub(1));
        let cuts = self.cuts().map(|cut| Span::new(cut.start - inner.start, cut.end - inner.start));
        without(inner.of(body), cuts)
    }

    /// Whether nothing would stay.
    pub(super) fn is_all(&self) -> bool {
        self.rest().trim().is_empty()
    }

    /// Whether nothing else follows the first piece.
    pub(super) fn is_at_the_end(&self) -> bool {
        let from = self.pieces.first().map_or(0, |piece| piece.cut.start);
        let text = self.literal.text();
        let cuts = self.pieces.iter().map(|p| Span::new(p.cut.start - from, p.cut.end - from));
        without(text.get(from..).unwrap_or_default(), cuts).trim().is_empty()
    }

    /// Whether a second search would find the pieces where they went, and nothing in what stays.
    pub(super) fn is_settled(&self, detector: &VolatileDetector) -> bool {
        let moved: Vec<&str> = self.pieces.iter().map(|piece| self.text(piece)).collect();
        let moved = moved.join("\n");
        let again = pieces(detector, &moved);
        let left = without(&moved, again.iter().map(|piece| piece.cut));
        pieces(detector, &self.rest()).is_empty() && left.trim().is_empty()
    }
}

fn without(text: &str, cuts: impl Iterator<Item = Span>) -> String {
    let mut out = String::new();
    let mut at = 0;
    for cut in cuts {
        out.push_str(Span::new(at, cut.start).of(text));
        at = cut.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

fn pieces(detector: &VolatileDetector, text: &str) -> Vec<Piece> {
    let mut units: Vec<Piece> = Vec::new();
    let lines = Lines::of(text);
    for find in detector.in_text(text) {
        if find.likelihood != Likelihood::Likely {
            continue;
        }
        let span = lines.around(text, find.labelled);
        match units.last_mut() {
            // One that touches the one before, or starts on the next line, goes with it.
            Some(last) if Span::new(last.span.end, span.start).of(text).trim().is_empty() => {
                last.span.end = last.span.end.max(span.end);
                last.kinds.push(find.kind);
                last.kinds.sort_unstable();
                last.kinds.dedup();
            }
            _ => units.push(Piece { span, cut: span, kinds: vec![find.kind] }),
        }
    }
    for unit in &mut units {
        unit.cut = cut(text, unit.span);
    }
    units
}

/// Where lines start in a text, and sentences within them.
#[derive(Debug)]
struct Lines {
    lines: Vec<usize>,
    sentences: Vec<usize>,
}

impl Lines {
    fn of(text: &str) -> Self {
        let mut found = Self { lines: Vec::new(), sentences: Vec::new() };
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            found.lines.push(at);
            found.sentences.extend(sentence_starts(line).map(|start| at + start));
            at += line.len();
        }
        found
    }

    /// The lines around a find; where it stands in one line of several sentences, the sentences.
    fn around(&self, text: &str, find: Span) -> Span {
        let before = |starts: &[usize], at: usize| {
            let passed = starts.partition_point(|&start| start <= at);
            passed.checked_sub(1).and_then(|last| starts.get(last).copied())
        };
        let after = |starts: &[usize], at: usize| {
            starts.get(starts.partition_point(|&start| start < at)).copied()
        };
        let line = before(&self.lines, find.start).unwrap_or_default();
        let start = before(&self.sentences, find.start).map_or(line, |start| start.max(line));
        let next = after(&self.lines, find.end.max(find.start + 1)).unwrap_or(text.len());
        let end = after(&self.sentences, find.end).map_or(next, |end| end.min(next));
        Span::new(start, start + Span::new(start, end).of(text).trim_end().len())
    }
}

/// Where sentences start in a line, but for the first. It is better to find none than a wrong one.
fn sentence_starts(line: &str) -> impl Iterator<Item = usize> + '_ {
    let ends = line.match_indices(['.', '!', '?']);
    ends.filter_map(|(at, mark)| {
        let next = line.get(at + mark.len()..)?.strip_prefix(' ')?.trim_start();
        let word = line.get(..at)?.rsplit(char::is_whitespace).next()?;
        let starts = next.starts_with(|c: char| c.is_uppercase() || !c.is_ascii());
        (starts && ends_sentence(word)).then(|| line.len() - next.len())
    })
}

/// Whether a word before a full stop is none that is shortened, and no number of a list.
fn ends_sentence(word: &str) -> bool {
    const SHORTENED: [&str; 7] = ["approx", "ca", "cf", "etc", "no", "resp", "vs"];
    let bare = word.trim_end_matches([')', ']', '"', '\'', '`', '*']);
    let length = bare.chars().count();
    let first = bare.chars().next();
    if bare.len() < word.len() {
        return true;
    }
    if bare.contains('.') || SHORTENED.contains(&bare.to_lowercase().as_str()) {
        return false;
    }
    if first.is_some_and(char::is_lowercase) { length > 1 } else { length > 3 }
}

/// What goes with a unit when it is taken out: the rest of its line, or the space after it; at the end
/// of the text or of a line, what stands before it.
fn cut(text: &str, unit: Span) -> Span {
    let before = text.get(..unit.start).unwrap_or_default();
    let after = text.get(unit.end..).unwrap_or_default();
    let gap = after.len() - after.trim_start_matches([' ', '\t', '\r']).len();
    let rest = after.get(gap..).unwrap_or_default();
    if !rest.is_empty() && !rest.starts_with('\n') {
        return Span::new(unit.start, unit.end + gap);
    }
    if before.is_empty() || before.ends_with('\n') {
        if rest.starts_with('\n') {
            return Span::new(unit.start, unit.end + gap + 1);
        }
        let kept = before.strip_suffix('\n').unwrap_or(before);
        let kept = kept.strip_suffix('\r').unwrap_or(kept);
        return Span::new(kept.len(), text.len());
    }
    Span::new(before.trim_end_matches([' ', '\t']).len(), unit.end + gap)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, moved: &[&str], rest: &str) {
        let body = serde_json::to_string(text).unwrap();
        let apart = Apart::read(&VolatileDetector::new(), &body, Span::whole(&body)).unwrap();
        let pieces: Vec<_> = apart.pieces.iter().map(|piece| apart.text(piece)).collect();
        assert_eq!(pieces, moved);
        assert_eq!(apart.rest(), rest);
        assert!(apart.is_settled(&VolatileDetector::new()));
    }

    #[test]
    fn whole_lines_and_sentences_are_taken() {
        check(
            "Be brief.\nToday is 2026-01-05.\nAsk.",
            &["Today is 2026-01-05."],
            "Be brief.\nAsk.",
        );
        check("Be brief.\r\nDate: 2026-01-05", &["Date: 2026-01-05"], "Be brief.");
        check("Date: 2026-01-05\n\nBe brief.", &["Date: 2026-01-05"], "\nBe brief.");
        check(
            "You help. The current time is 10:20:30 (e.g. Always say so). Be brief, e.g. Hi.",
            &["The current time is 10:20:30 (e.g. Always say so)."],
            "You help. Be brief, e.g. Hi.",
        );
        check(
            "You help. Today is 2026-01-05.\nBe brief.",
            &["Today is 2026-01-05."],
            "You help.\nBe brief.",
        );
        check(
            "<env>\nWorking directory: /srv/app\n  Today's date: 2026-01-05\nPlatform: linux\n</env>",
            &["Working directory: /srv/app\n  Today's date: 2026-01-05"],
            "<env>\nPlatform: linux\n</env>",
        );
        check(
            "Help.\n\nStatus:\n M a.rs\n?? b.rs\n\nRecent commits:\n0a1b2c3 Fix\n\nEnd.",
            &["Status:\n M a.rs\n?? b.rs\n\nRecent commits:\n0a1b2c3 Fix"],
            "Help.\n\n\nEnd.",
        );
    }
}
