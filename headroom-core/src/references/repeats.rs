//! Runs of lines that stand earlier in the same text.

use std::collections::HashMap;

use super::Sent;
use super::index::{MAX_SPOTS, pair_key};
use super::listing::Line;
use crate::keyed::Keyed;
use crate::notice::{Lines, Notice, Place, Within};

/// Longer texts are not looked up in themselves.
const MOST_BYTES: usize = 1 << 20;

/// The lines of a text that are sent, up to where it is read.
#[derive(Debug)]
pub(super) struct Repeats<'t> {
    text: &'t str,
    lines: &'t [Line],
    /// For each line so far, its place in what is sent, from 1; `None` if a notice stands for it.
    sent: Vec<Option<usize>>,
    /// The first of two lines that follow one another, newest first.
    pairs: HashMap<u64, [Option<u32>; MAX_SPOTS], Keyed>,
}

impl<'t> Repeats<'t> {
    /// Whether a text is looked up in itself. The lines of a file stay as they are, however often they stand
    /// there.
    pub(super) fn may_be_in(sent: &Sent<'_>) -> bool {
        sent.file.is_none() && sent.folded.is_empty() && sent.text.len() <= MOST_BYTES
    }

    /// `None` for listings, whose numbers tell lines apart, and where notices speak of lines by the numbers of an
    /// original.
    pub(super) fn of(text: &'t str, lines: &'t [Line]) -> Option<Self> {
        let is_numbered = |line: &Line| {
            let notice = || Notice::on_line(line.whole.of(text));
            line.number.is_some() || notice().is_some_and(|notice| notice.numbers().is_some())
        };
        let is_counted = !lines.iter().any(is_numbered);
        let (sent, pairs) = (Vec::new(), HashMap::default());
        is_counted.then_some(Self { text, lines, sent, pairs })
    }

    /// Goes on behind a line that is sent, at its place from 1.
    pub(super) fn line(&mut self, place: usize) {
        let at = self.sent.len();
        let before = at.checked_sub(1).filter(|before| self.sent.get(*before) != Some(&None));
        self.sent.push(Some(place));
        let key = before.and_then(|before| self.key(before));
        if let Some((key, before)) = key.zip(before.and_then(|before| u32::try_from(before).ok())) {
            let places = self.pairs.entry(key).or_default();
            places.rotate_right(1);
            if let Some(newest) = places.first_mut() {
                *newest = Some(before);
            }
        }
    }

    /// Goes on behind lines that a notice stands for.
    pub(super) fn left_out(&mut self, lines: usize) {
        self.sent.resize(self.sent.len() + lines, None);
    }

    /// The longest run from the next line on, of so many lines at most, that stands earlier: where, and how many
    /// lines it has.
    pub(super) fn longest(&self, most: usize) -> Option<(Place, usize)> {
        let places = self.pairs.get(&self.key(self.sent.len())?)?;
        let runs = places.iter().flatten().map(|from| {
            let from = *from as usize;
            (self.run(from, most), from)
        });
        let (run, from) = runs.max()?;
        let first = self.sent.get(from).copied().flatten()?;
        let lines = Lines::new(first, first + run.checked_sub(1)?);
        Some((Place { lines, numbered: false, name: None, within: Within::ThisResult }, run))
    }

    /// How many lines from an earlier one on equal the next ones. They end before those.
    fn run(&self, from: usize, most: usize) -> usize {
        let here = self.sent.len();
        let is_same = |n: &usize| {
            let (earlier, line) = (self.text_of(from + n), self.text_of(here + n));
            let is_sent = self.sent.get(from + n).is_some_and(Option::is_some);
            let is_notice = || line.is_some_and(|line| Notice::on_line(line).is_some());
            is_sent && line.is_some() && earlier == line && !is_notice()
        };
        (0..most).take_while(is_same).count()
    }

    fn key(&self, line: usize) -> Option<u64> {
        pair_key(self.text_of(line)?, self.text_of(line + 1)?)
    }

    fn text_of(&self, line: usize) -> Option<&'t str> {
        Some(self.lines.get(line)?.whole.of(self.text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::Margins;
    use crate::references::listing::lines;

    /// What each line is: `None` if it is sent, else the place of its run's first line and the run's length.
    fn runs(text: &str) -> Vec<Option<(usize, usize)>> {
        let lines = lines(text, Margins::Perhaps);
        let Some(mut repeats) = Repeats::of(text, &lines) else { return Vec::new() };
        let (mut out, mut at) = (Vec::new(), 0);
        while at < lines.len() {
            let found = repeats.longest(lines.len() - at).filter(|(_, run)| *run > 2);
            match &found {
                Some((_, run)) => repeats.left_out(*run),
                None => repeats.line(out.len() + 1),
            }
            at += found.as_ref().map_or(1, |(_, run)| *run);
            out.push(found.map(|(place, run)| (place.lines.first, run)));
        }
        out
    }

    #[test]
    fn runs_are_found_where_they_are_sent() {
        let part = "first line\nsecond line\nthird line\n";
        let text = format!("head\n{part}between\n{part}last\n{part}");
        let mut expected = vec![None; 5];
        expected.extend([Some((2, 3)), None, Some((2, 3))]);
        assert_eq!(runs(&text), expected);
    }

    #[test]
    fn a_run_ends_before_itself() {
        let text = "the same line\n".repeat(9);
        assert_eq!(runs(&text), [None, None, None, Some((1, 3)), Some((1, 3))]);
    }

    #[test]
    fn notices_and_listings_are_not_repeated() {
        let part = "first line\nsecond line\n[lines 3-9 left out]\nthird line\n";
        assert_eq!(runs(&part.repeat(2)), []);
        let unnumbered = part.replace("lines 3-9", "8 context lines");
        assert_eq!(runs(&unnumbered.repeat(2)), [None; 8]);
        let listing: String = (1..9).map(|n| format!("{n}\tx\n")).collect();
        assert_eq!(runs(&listing.repeat(2)), []);
    }
}
