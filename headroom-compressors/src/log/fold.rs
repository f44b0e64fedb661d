//! The lossless form: runs of equal lines, and of equal blocks of lines, written once; what lines
//! begin with in common, written once above them ([`prefix`]).
//!
//! ```text
//! waiting for the lock
//! [previous line repeated 11 more times]
//! ```
//!
//! A marker stands for as many copies of the lines right before it. Python says it in the same words
//! of repeated frames, so that a model reads them without being told. A text that has such a line of
//! its own is left alone.

use std::fmt;
use std::ops::Range;

use headroom_core::notice::Notice;
use headroom_core::{Declined, Piece, Rewrite, Span};

use super::form::text_number;
use super::lines::{Lines, is_record, weigh};
use super::prefix;

/// The longest block of lines whose repetition is looked for.
const PERIOD: usize = 24;
/// What a marker costs in tokens, and what it has to save beyond that.
const MARKER: usize = 10;
/// The longest text that [`restore`] makes, against markers that nobody wrote honestly.
const LONGEST: usize = 1 << 31;
/// What markers and headings begin with.
const PREVIOUS: &str = "[previous ";
const NEXT: &str = "[next ";
/// Common beginnings have to save one part in so many: later outputs cannot refer to lines that are
/// not written in full.
const SHARE: usize = 10;

/// Folds what repeats. Linear: at each line, blocks of at most [`PERIOD`] lines are tried, and how
/// far a repetition goes is found once.
pub(super) fn fold(lines: &Lines<'_>) -> Result<Rewrite, Declined> {
    if has_marker(lines) {
        return Err(Declined::NotReversible);
    }
    let mut search = Search::new(lines);
    let mut repeated = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        match search.best(at) {
            Some((period, times, end)) => {
                repeated.push((at + period..end, Notice::Repeated { lines: period, times }));
                at = end;
            }
            None => at += 1,
        }
    }
    let rewrite = write(lines, &repeated, Rewrite::new());
    if rewrite.folds() { Ok(rewrite) } else { Err(Declined::NoGain) }
}

/// Folds what is left of a text when lines are left out: adds to the pieces, which are elisions of
/// whole lines.
pub(super) fn fold_rest(lines: &Lines<'_>, elided: Rewrite) -> Rewrite {
    if has_marker(lines) { elided } else { write(lines, &[], elided) }
}

fn has_marker(lines: &Lines<'_>) -> bool {
    lines.has(PREVIOUS) && (0..lines.len()).any(|i| marker(lines.text(i)).is_some())
        || lines.has(NEXT) && (0..lines.len()).any(|i| heading(lines.text(i)).is_some())
}

/// Puts pieces together: repetitions, elisions, and the common beginnings of the lines beside them.
fn write(lines: &Lines<'_>, repeated: &[(Range<usize>, Notice)], elided: Rewrite) -> Rewrite {
    let mut hidden: Vec<Range<usize>> = repeated.iter().map(|(lines, _)| lines.clone()).collect();
    hidden.extend(elided.pieces().iter().map(|piece| lines.covered(piece.span())));
    let mut kept = Vec::with_capacity(lines.len());
    let mut at = 0;
    for range in &hidden {
        kept.extend(at..range.start);
        at = range.end;
    }
    kept.extend(at..lines.len());
    let mut pieces = beginnings(lines, &kept, &within_blocks(repeated));
    for (range, marker) in repeated {
        let line_break = line_break(lines.whole(range.end - 1));
        let span = lines.range(range.start, range.end);
        pieces.push(Piece::Folded { span, text: format!("{marker}{line_break}") });
    }
    pieces.extend(elided.into_pieces());
    // Sorting takes room for half of them.
    if !pieces.is_sorted_by_key(|piece| piece.span().start) {
        pieces.sort_by_key(|piece| piece.span().start);
    }
    pieces.into_iter().collect()
}

/// The lines of repeated blocks behind the first of each. No heading may stand there: a reader
/// who goes back as many lines as the marker says would count it.
fn within_blocks(repeated: &[(Range<usize>, Notice)]) -> Vec<Range<usize>> {
    let within = repeated.iter().map(|(copies, marker)| match marker {
        Notice::Repeated { lines, .. } => (copies.start + 1).saturating_sub(*lines)..copies.start,
        _ => 0..0,
    });
    within.filter(|range| !range.is_empty()).collect()
}

/// What stands in place of common beginnings, if they are worth it. None starts at the lines of
/// `within`.
fn beginnings(lines: &Lines<'_>, kept: &[usize], within: &[Range<usize>]) -> Vec<Piece> {
    // A path that reports begin with is what they are about; the time of a record is not. Half of
    // an object is none.
    let marked = lines.has(PREVIOUS) || lines.has(NEXT);
    let is_plain = |line: &str| {
        let free = !marked || !(line.contains(PREVIOUS) || line.contains(NEXT));
        is_record(line) && !line.starts_with('{') && free
    };
    let may_start = |line: usize| {
        let next = within.partition_point(|range| range.end <= line);
        within.get(next).is_none_or(|range| line < range.start)
    };
    let runs = prefix::runs(lines, kept, is_plain, may_start);
    let mut pieces = Vec::with_capacity(runs.iter().map(|run| run.to - run.from).sum());
    let mut saved = 0;
    for run in runs {
        let of_run = kept.get(run.from..run.to).unwrap_or_default();
        let Some(&first) = of_run.first() else { continue };
        let prefix = lines.text(first).get(..run.prefix).unwrap_or("");
        saved += weigh(prefix) * (of_run.len() - 1);
        let notice = Notice::BeginWith { lines: of_run.len(), prefix: prefix.to_owned() };
        let mut heading = format!("{notice}{}", line_break(lines.whole(first)));
        for &i in of_run {
            let start = lines.span(i).start;
            let span = Span::new(start, start + prefix.len());
            pieces.push(Piece::Folded { span, text: std::mem::take(&mut heading) });
        }
    }
    if is_share(saved, lines, kept) { pieces } else { Vec::new() }
}

/// Whether that many tokens are one part in [`SHARE`] of what lines have. They are weighed as far as it
/// takes to know: no byte makes more than a token.
fn is_share(saved: usize, lines: &Lines<'_>, kept: &[usize]) -> bool {
    let most = saved * SHARE;
    let mut rest: usize = kept.iter().map(|&i| lines.span(i).len() + 1).sum();
    let mut weighed = 0;
    for &i in kept {
        if weighed + rest <= most {
            return true;
        }
        weighed += weigh(lines.text(i)) + 1;
        rest -= lines.span(i).len() + 1;
    }
    weighed <= most
}

fn line_break(line: &str) -> &'static str {
    if line.ends_with("\r\n") { "\r\n" } else { "\n" }
}

/// Looks for repetitions.
struct Search<'a> {
    lines: &'a Lines<'a>,
    numbers: Vec<u64>,
    /// The weight of each line in eighths of a token, once it was asked for: empty lines make few tokens.
    weights: Vec<Option<u32>>,
    /// For each period, the line up to which each line is known to equal the one a period later.
    same_to: [usize; PERIOD + 1],
}

impl<'a> Search<'a> {
    fn new(lines: &'a Lines<'a>) -> Self {
        let numbers = (0..lines.len()).map(|i| text_number(lines.whole(i))).collect();
        Self { lines, numbers, weights: Vec::new(), same_to: [0; PERIOD + 1] }
    }

    /// The repetition from line `at` on that saves most: its period, how many more times it stands
    /// there, and where it ends.
    fn best(&mut self, at: usize) -> Option<(usize, usize, usize)> {
        let (number, following) = self.numbers.get(at..)?.split_first()?;
        if !following.iter().take(PERIOD).any(|other| other == number) {
            return None;
        }
        let mut best: Option<(usize, (usize, usize, usize))> = None;
        for period in 1..=PERIOD {
            let times = self.matched(at, period) / period;
            if times == 0 {
                continue;
            }
            let saved = self.weight(at, at + period) * times;
            if saved > MARKER * 16 && best.is_none_or(|(most, _)| saved > most) {
                best = Some((saved, (period, times, at + period * (times + 1))));
            }
        }
        best.map(|(_, found)| found)
    }

    /// How many lines from `at` on equal the ones a period later.
    fn matched(&mut self, at: usize, period: usize) -> usize {
        let known = self.same_to.get(period).copied().unwrap_or(0);
        if known > at {
            return known - at;
        }
        let same = |i: &usize| {
            self.numbers.get(*i) == self.numbers.get(i + period)
                && self.lines.whole(*i) == self.lines.whole(i + period)
        };
        let matched = (at..self.lines.len().saturating_sub(period)).take_while(same).count();
        if let Some(same_to) = self.same_to.get_mut(period) {
            *same_to = at + matched;
        }
        matched
    }

    fn weight(&mut self, from: usize, to: usize) -> usize {
        self.weights.resize(self.lines.len(), None);
        let weights = self.weights.get_mut(from..to.min(self.lines.len())).unwrap_or_default();
        let weigh = |i| match self.lines.text(i) {
            "" => 1,
            text => u32::try_from(8 * weigh(text) + 8).unwrap_or(u32::MAX),
        };
        let known = weights.iter_mut().zip(from..);
        known.map(|(weight, i)| *weight.get_or_insert_with(|| weigh(i)) as usize).sum()
    }
}

/// Writes what markers and headings stand for. An error if they stand for lines that are not there.
pub(super) fn restore(folded: &str, out: &mut dyn fmt::Write) -> fmt::Result {
    let lines = Lines::new(folded);
    if !lines.has(PREVIOUS) && !lines.has(NEXT) {
        return out.write_str(folded);
    }
    let repeats = lines.has(PREVIOUS);
    let prefixes = vec![String::new()];
    let mut unfolded = Unfolded { out, prefixes, repeats, lines: Vec::new(), len: 0 };
    let mut left = 0;
    for i in 0..lines.len() {
        let text = lines.text(i);
        if let Some((period, times)) = marker(text) {
            unfolded.repeat(period, times)?;
        } else if let Some((count, prefix)) = heading(text) {
            if left > 0 {
                return Err(fmt::Error);
            }
            left = count;
            unfolded.prefixes.push(prefix);
        } else {
            let prefix = if left > 0 { unfolded.prefixes.len() - 1 } else { 0 };
            left = left.saturating_sub(1);
            unfolded.line(prefix, lines.whole(i))?;
        }
    }
    if left == 0 { Ok(()) } else { Err(fmt::Error) }
}

/// What is written by the inverse, with the lines that a marker may stand for again.
struct Unfolded<'t, 'o> {
    out: &'o mut dyn fmt::Write,
    /// What lines begin with: nothing, and what each heading says.
    prefixes: Vec<String>,
    /// Whether there are markers at all.
    repeats: bool,
    /// Lines since the last marker, each with the number of what it begins with.
    lines: Vec<(usize, &'t str)>,
    /// Bytes written so far.
    len: usize,
}

impl<'t> Unfolded<'t, '_> {
    fn line(&mut self, prefix: usize, line: &'t str) -> fmt::Result {
        if self.repeats {
            self.lines.push((prefix, line));
        }
        self.write(prefix, line)
    }

    fn write(&mut self, prefix: usize, line: &str) -> fmt::Result {
        let prefix = self.prefixes.get(prefix).ok_or(fmt::Error)?;
        self.len += prefix.len() + line.len();
        self.out.write_str(prefix)?;
        self.out.write_str(line)
    }

    /// Writes the last lines so many times more.
    fn repeat(&mut self, period: usize, times: usize) -> fmt::Result {
        let from = self.lines.len().checked_sub(period).ok_or(fmt::Error)?;
        let block = self.lines.split_off(from);
        self.lines.clear();
        let len = |(prefix, line): &(usize, &str)| {
            self.prefixes.get(*prefix).map_or(0, String::len) + line.len()
        };
        let more = block.iter().map(len).sum::<usize>().saturating_mul(times);
        if self.len.saturating_add(more) > LONGEST {
            return Err(fmt::Error);
        }
        let mut again = std::iter::repeat_n(&block, times).flatten();
        again.try_for_each(|(prefix, line)| self.write(*prefix, line))
    }
}

/// The lines and the times that a line says as a marker.
fn marker(line: &str) -> Option<(usize, usize)> {
    match line.starts_with(PREVIOUS).then(|| Notice::parse(line))? {
        Some(Notice::Repeated { lines, times }) => Some((lines, times)),
        _ => None,
    }
}

/// How many lines begin with what, if a line is a heading that says so.
fn heading(line: &str) -> Option<(usize, String)> {
    match line.starts_with(NEXT).then(|| Notice::parse(line))? {
        Some(Notice::BeginWith { lines, prefix }) => Some((lines, prefix)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use headroom_core::check::restored;

    use super::*;
    use crate::log::LogCompressor;

    fn folded(text: &str) -> Option<String> {
        fold(&Lines::new(text)).ok()?.folded(text).map(std::borrow::Cow::into_owned)
    }

    #[test]
    fn what_repeats_is_written_once() {
        let text = "start\n".to_owned() + &"waiting for the lock on the cache\n".repeat(12) + "end";
        let expected =
            "start\nwaiting for the lock on the cache\n[previous line repeated 11 more times]\nend";
        assert_eq!(folded(&text).as_deref(), Some(expected));
        assert_eq!(restored(&LogCompressor, expected).as_deref(), Some(&*text));
    }

    #[test]
    fn blocks_of_lines_repeat_too() {
        let text = "GET /health from the probe\r\n  200 OK in no time\r\n".repeat(5);
        let expected = "GET /health from the probe\r\n  200 OK in no time\r\n[previous 2 lines repeated 4 more times]\r\n";
        assert_eq!(folded(&text).as_deref(), Some(expected));
        assert_eq!(restored(&LogCompressor, expected).as_deref(), Some(&*text));
    }

    #[test]
    fn no_heading_stands_within_a_repeated_block() {
        let line = |minute: &str, text: &str| format!("2026-03-01 10:{minute} worker {text}\n");
        let early: String = (0..12).map(|n| line(&format!("01:{n:02}"), "is up again")).collect();
        let block = line("01:59", "waits for the lock") + &line("02:00", "has the lock at last");
        let late: String = (0..12).map(|n| line(&format!("02:{n:02}"), "is down again")).collect();
        let text = early + &block.repeat(9) + &late;
        let folded = folded(&text).expect("repeats");
        let lines: Vec<&str> = folded.lines().collect();
        let marker = "[previous 2 lines repeated 8 more times]";
        let at = lines.iter().position(|line| *line == marker).expect("a marker");
        assert!(lines[at - 2].ends_with("waits for the lock"), "{folded}");
        assert!(lines[at - 1].ends_with("has the lock at last"), "{folded}");
        assert!(folded.contains("[next "), "{folded}");
        assert_eq!(restored(&LogCompressor, &folded).as_deref(), Some(&*text));
    }

    #[test]
    fn small_repetitions_and_markers_of_the_text_are_left_alone() {
        assert_eq!(folded("ok\nok\nok\nok\n"), None);
        let text =
            "[previous line repeated 3 more times]\n".to_owned() + &"a b c d e f g\n".repeat(90);
        assert_eq!(fold(&Lines::new(&text)), Err(Declined::NotReversible));
    }

    #[test]
    fn dishonest_markers_are_not_restored() {
        assert_eq!(restored(&LogCompressor, "[previous line repeated 3 more times]\n"), None);
        assert_eq!(
            restored(&LogCompressor, "a\n[previous line repeated 99999999999999 more times]\n"),
            None
        );
        assert_eq!(restored(&LogCompressor, "a\n[previous 2 lines repeated 1 more time]\n"), None);
    }
}
