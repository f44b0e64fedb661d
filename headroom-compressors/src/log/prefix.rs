//! What runs of lines begin with in common, written once above them.
//!
//! ```text
//! [next 3 lines begin with "2026-03-01 10:00:"]
//! 01 INFO up
//! 02 INFO ready
//! 07 WARN slow
//! ```

use super::lines::{Lines, weigh};

/// What a heading costs in tokens beside the beginning that it quotes: twice what its words have,
/// because each one is something more to read.
const HEADING: usize = 24;
/// How far into a line its beginning is looked for, in bytes, and how many ends it may have.
const FAR: usize = 128;
const ENDS: usize = 12;

/// A run of lines, by their place among those given, and how many bytes they have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) prefix: usize,
}

/// The runs of lines whose common beginnings cost most, in order and disjoint: those that save most
/// in all, found by dynamic programming over the ends that a beginning may have, from line to line.
/// A run starts only where `may_start` says so of the line's number. Linear.
pub(super) fn runs(
    lines: &Lines<'_>,
    kept: &[usize],
    is_plain: impl Fn(&str) -> bool,
    may_start: impl Fn(usize) -> bool,
) -> Vec<Run> {
    let mut ways = Ways::new(kept.len());
    let plain = |i: &usize| Some(lines.text(*i)).filter(|line| is_plain(line)).unwrap_or("");
    let mut line = kept.first().map_or("", plain);
    let mut with_before = 0;
    for (nth, &i) in kept.iter().enumerate() {
        let next = kept.get(nth + 1).map_or("", plain);
        let with_next = common(line, next);
        let (count, all) = ends(line, with_before.max(with_next));
        let ends = all.get(..count).unwrap_or_default();
        ways.step(ends, with_before, may_start(i));
        (line, with_before) = (next, with_next);
    }
    ways.runs()
}

/// Where the beginning of a line may end within its first `most` bytes, and about how many tokens it
/// has there: after a separator, before the end of the line. The first number says how many there are.
fn ends(line: &str, most: usize) -> (usize, [(usize, usize); ENDS]) {
    let mut ends = [(0, 0); ENDS];
    let (mut count, mut last, mut tokens) = (0, 0, 0);
    for (at, byte) in line.bytes().enumerate().take(most.min(line.len().saturating_sub(1))) {
        if matches!(byte, b' ' | b'\t' | b':' | b']' | b'|') {
            let next = line.as_bytes().get(at + 1);
            if matches!(next, Some(b' ' | b'\t' | b':' | b']')) {
                continue;
            }
            tokens += line.get(last..at + 1).map_or(0, weigh);
            last = at + 1;
            let Some(end) = ends.get_mut(count) else { break };
            *end = (last, tokens);
            count += 1;
        }
    }
    (count, ends)
}

/// How many bytes two lines begin with in common, as far as beginnings go.
fn common(a: &str, b: &str) -> usize {
    let [a, b] = [a, b].map(|text| text.as_bytes().get(..FAR).unwrap_or(text.as_bytes()));
    let (eights, _) = a.as_chunks::<8>();
    let eights = eights.iter().zip(b.as_chunks::<8>().0);
    let equal = 8 * eights.take_while(|(a, b)| a == b).count();
    let rest = a.iter().skip(equal).zip(b.iter().skip(equal));
    equal + rest.take_while(|(a, b)| a == b).count()
}

/// The best ways to write the lines so far: for each end of the last line's beginning, and for none.
#[derive(Debug)]
struct Ways {
    /// What the best way saves in tokens, by the number of the end, 0 for no beginning.
    saved: [isize; ENDS + 1],
    /// For each line and end, whether the run goes on from the line before.
    goes_on: Vec<u16>,
    /// For each line the best end of the line before, and where its ends are.
    best: Vec<u8>,
    places: Vec<[u8; ENDS]>,
    /// How many ends the last line has.
    ends: usize,
}

impl Ways {
    fn new(lines: usize) -> Self {
        let (goes_on, best) = (Vec::with_capacity(lines), Vec::with_capacity(lines));
        Self { saved: [0; ENDS + 1], goes_on, best, places: Vec::with_capacity(lines), ends: 0 }
    }

    fn step(&mut self, ends: &[(usize, usize)], common: usize, may_start: bool) {
        let best = self.best_end();
        let most = self.saved.get(best).copied().unwrap_or(0);
        let mut saved = [isize::MIN / 2; ENDS + 1];
        let (mut goes_on, mut places) = (0, [0; ENDS]);
        for (nth, &(place, tokens)) in ends.iter().enumerate() {
            let before = self.saved.get(nth + 1).copied().unwrap_or(isize::MIN / 2);
            let tokens = tokens.cast_signed();
            let anew = match may_start {
                true => most - HEADING.cast_signed() - tokens,
                false => isize::MIN / 2,
            };
            // What follows a separator may make it an end of one line and not of the next.
            let is_same = self.places.last().and_then(|places| places.get(nth)).copied()
                == u8::try_from(place).ok();
            let on = is_same && place <= common && before >= anew && before > isize::MIN / 4;
            goes_on |= u16::from(on) << nth;
            if let (Some(slot), Some(at)) = (saved.get_mut(nth + 1), places.get_mut(nth)) {
                *slot = tokens + if on { before } else { anew };
                *at = u8::try_from(place).unwrap_or(0);
            }
        }
        if let Some(none) = saved.first_mut() {
            *none = most;
        }
        (self.saved, self.ends) = (saved, ends.len());
        self.goes_on.push(goes_on);
        self.best.push(u8::try_from(best).unwrap_or(0));
        self.places.push(places);
    }

    /// The end of the last line's beginning with which most is saved, the first of several; 0 for none.
    fn best_end(&self) -> usize {
        (0..=self.ends).rev().max_by_key(|&end| self.saved.get(end)).unwrap_or(0)
    }

    /// Walks back along the best way.
    fn runs(&self) -> Vec<Run> {
        let mut end = self.best_end();
        let mut runs: Vec<Run> = Vec::new();
        let mut to = self.best.len();
        for i in (0..self.best.len()).rev() {
            let on = end > 0 && self.goes_on.get(i).is_some_and(|on| on >> (end - 1) & 1 == 1);
            if on {
                continue;
            }
            let place = end.checked_sub(1).and_then(|nth| self.places.get(i)?.get(nth).copied());
            if let Some(prefix) = place {
                runs.push(Run { from: i, to, prefix: prefix.into() });
            }
            end = self.best.get(i).copied().unwrap_or(0).into();
            to = i;
        }
        runs.reverse();
        runs.retain(|run| run.to > run.from + 1);
        runs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(usize, usize, String)> {
        let lines = Lines::new(text);
        let all: Vec<usize> = (0..lines.len()).collect();
        let runs = runs(&lines, &all, |_| true, |_| true);
        let prefix = |run: &Run| lines.text(run.from).get(..run.prefix).unwrap_or("").to_owned();
        runs.iter().map(|run| (run.from, run.to, prefix(run))).collect()
    }

    #[test]
    fn the_beginnings_that_save_most_are_found() {
        let minute = |minute: usize, lines: usize| -> String {
            (0..lines).map(|n| format!("2026-03-01 10:{minute:02}:{n:02} INFO up\n")).collect()
        };
        let text = minute(1, 30) + "no time\n" + &minute(2, 3) + &minute(3, 3);
        let expected =
            vec![(0, 30, "2026-03-01 10:01:".to_owned()), (31, 37, "2026-03-01 10:".to_owned())];
        assert_eq!(found(&text), expected);
        assert_eq!(found("a b\na b\n"), []);
    }

    #[test]
    fn lines_of_a_run_begin_alike() {
        let line = |gap: &str, n: usize| format!("2026-03-01T10:01:00Z worker{gap}of part {n}\n");
        for gaps in [["  ", " "], [" ", "  "], [": ", ":"], [" ]", " "]] {
            let text: String =
                (0..40).map(|n| line(gaps.get(n / 20).copied().unwrap_or(""), n)).collect();
            let runs = found(&text);
            assert!(!runs.is_empty());
            for (from, to, prefix) in runs {
                let mut rows = text.lines().skip(from).take(to - from);
                assert!(rows.all(|row| row.starts_with(&prefix)), "{prefix:?}");
            }
        }
    }
}
