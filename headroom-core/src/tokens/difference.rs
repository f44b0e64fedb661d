//! What two texts do not have in common.

use std::collections::{HashMap, VecDeque};

use super::known::{Known, costs_one};
use super::parts::is_cut;
use super::pieces::Pieces;
use super::rough;
use super::weight::{Band, Weight};
use crate::Span;
use crate::keyed::Keyed;

/// The least number of tokens that `after` costs less than `before`.
///
/// Pieces that stand in both texts cost the same in both, whatever that is, and cancel out; only
/// the rest goes by its bounds. Linear in the texts.
pub(super) fn saving(before: &str, after: &str) -> isize {
    let mut regions = Regions::default();
    let regions = regions.of(without_common_ends(before, after));
    let bytes = regions.iter().map(|(before, after)| before.len() + after.len()).sum();
    let mut rest = Rest::new(bytes);
    for (before, after) in regions {
        rest.count(before, 1);
        rest.count(after, -1);
    }
    rest.saving()
}

/// Whether that is so many tokens. Mostly rough bounds tell. Where they do not, what is written is counted
/// first, and then as much of what is removed as tells: no text costs less than nothing. Linear.
pub(super) fn saves_in<'t>(
    pairs: impl Iterator<Item = (&'t str, &'t str)> + Clone,
    tokens: usize,
) -> bool {
    let least = isize::try_from(tokens).unwrap_or(isize::MAX);
    let mut regions = Regions::default();
    let Roughly { removed, added, saves } = Roughly::of(pairs.clone(), &mut regions, tokens);
    if saves {
        return true;
    }
    let mut rest = Rest::new(removed + added);
    for pair in pairs.clone() {
        regions.of(pair).iter().for_each(|(_, after)| rest.count(after, -1));
    }
    let (mut removed, mut enough) = (0, added.max(FEW_BYTES));
    for pair in pairs {
        for (before, _) in regions.of(pair) {
            rest.count(before, 1);
            removed += before.len();
            if removed >= enough {
                if rest.saving() >= least {
                    return true;
                }
                enough = removed.saturating_mul(2);
            }
        }
    }
    rest.saving() >= least
}

/// How many bytes are removed and added, and whether that saves so many tokens by rough bounds.
struct Roughly {
    removed: usize,
    added: usize,
    saves: bool,
}

impl Roughly {
    /// A token of what is removed has about three bytes or more: where that would not do, no more is
    /// looked at.
    fn of<'t>(
        pairs: impl Iterator<Item = (&'t str, &'t str)> + Clone,
        regions: &mut Regions<'t>,
        tokens: usize,
    ) -> Self {
        let (mut removed, mut added) = (0, 0);
        for pair in pairs.clone() {
            for (before, after) in regions.of(pair) {
                removed += before.len();
                added += after.len();
            }
        }
        let mut found = Self { removed, added, saves: false };
        if removed / 3 < added.saturating_add(tokens) {
            return found;
        }
        let mut most = tokens;
        for pair in pairs.clone() {
            most += regions.of(pair).iter().map(|(_, after)| rough::bounds(after).1).sum::<usize>();
        }
        // The same text again and again is looked at once.
        let (mut at_least, mut last) = (0, ("", 0));
        for pair in pairs {
            for &(before, _) in regions.of(pair) {
                if before != last.0 {
                    last = (before, rough::bounds(before).0);
                }
                at_least += last.1;
                if at_least >= most {
                    found.saves = true;
                    return found;
                }
            }
        }
        found
    }
}

/// So few bytes are counted before it is asked what they tell.
const FEW_BYTES: usize = 1 << 10;

/// The regions of the pair of texts that was looked at last. There may be a pair for each line of a long
/// text, and regions of all of them would take much room.
#[derive(Default)]
struct Regions<'t> {
    pair: Option<(&'t str, &'t str)>,
    regions: Vec<(&'t str, &'t str)>,
}

impl<'t> Regions<'t> {
    fn of(&mut self, pair: (&'t str, &'t str)) -> &[(&'t str, &'t str)] {
        let is_same =
            |known: (&str, &str)| std::ptr::eq(known.0, pair.0) && std::ptr::eq(known.1, pair.1);
        if !self.pair.is_some_and(is_same) {
            self.pair = Some(pair);
            self.regions.clear();
            differing(pair.0, pair.1, &mut self.regions);
        }
        &self.regions
    }
}

/// How many lines that the first text lacks, such as headings, are passed over to find a line again, and
/// how many that the second one lacks.
const HEADINGS: usize = 3;
const LEFT_OUT: usize = 8;

/// What is left of the pieces of two texts when equal ones cancel out.
struct Rest<'t> {
    /// How many more pieces the first text has.
    pieces: i64,
    /// How often more the pieces that may cost more than one token stand in the first text.
    known: Known,
    /// The beginning of what was counted last, and how often it is still to be counted.
    held: (&'t str, i64),
}

impl<'t> Rest<'t> {
    fn new(bytes: usize) -> Self {
        Self { pieces: 0, known: Known::new(bytes), held: ("", 0) }
    }

    /// The least number of tokens that the counted texts cost less than those counted off.
    fn saving(&mut self) -> isize {
        self.flush();
        let (mut removed, mut added) = (Band::default(), Band::default());
        // Sums of whole numbers: the order of the table does not show.
        for (weight, times) in self.uncertain().into_values() {
            match u64::try_from(times) {
                Ok(times) => removed.add(weight, times),
                Err(_) => added.add(weight, times.unsigned_abs()),
            }
        }
        let saving = self.pieces.saturating_add(removed.less(&added));
        isize::try_from(saving).unwrap_or(isize::MIN)
    }

    /// Counts a text. The same text or beginning again and again, such as the path of a file with many hits
    /// or the hour of many records, is counted once.
    fn count(&mut self, text: &'t str, times: i64) {
        let (head, tail) = text.split_at_checked(numbered_end(text)).unwrap_or((text, ""));
        if head != self.held.0 {
            self.flush();
            self.held.0 = head;
        }
        self.held.1 += times;
        self.count_pieces(tail, times);
    }

    /// Counts what is held back.
    fn flush(&mut self) {
        let (held, times) = std::mem::take(&mut self.held);
        self.count_pieces(held, times);
    }

    fn count_pieces(&mut self, text: &str, times: i64) {
        let ascii = text.is_ascii();
        for piece in Pieces::new(text) {
            self.pieces += times;
            if !costs_one(piece, ascii) {
                self.known.weigh(text, piece, ascii).times += times;
            }
        }
    }

    /// The weights of the pieces that do not cancel out, and how often they stand there, by their keys.
    fn uncertain(&self) -> HashMap<u64, (Weight, i64), Keyed> {
        let mut uncertain = HashMap::<_, (Weight, i64), _>::default();
        for piece in self.known.counted() {
            uncertain.entry(piece.key).or_insert((piece.weight, 0)).1 += piece.times;
        }
        uncertain
    }
}

/// The regions in which two texts differ. Lines of the first that stand in the second without what
/// precedes them, such as line numbers, belong to a region only as far as that goes. Of a text without
/// any such line all is one region.
fn differing<'t>(before: &'t str, after: &'t str, regions: &mut Vec<(&'t str, &'t str)>) {
    let mut done = (0, 0);
    let (mut first, mut second) = (Ahead::new(before), Ahead::new(after));
    while let (Some(line), Some(other)) = (first.get(0), second.get(0)) {
        let same = |line: Span, other: Span| common_tail((before, line), (after, other));
        let mut found = same(line, other).map(|tail| (line, other, tail));
        for heading in 1..=HEADINGS {
            found = found.or_else(|| {
                let other = second.get(heading)?;
                same(line, other).map(|tail| (line, other, tail))
            });
        }
        for left_out in 1..=LEFT_OUT {
            found = found.or_else(|| {
                let line = first.get(left_out)?;
                same(line, other).map(|tail| (line, other, tail))
            });
        }
        let Some((line, other, tail)) = found else {
            first.pass_over(line.end);
            second.pass_over(other.end);
            continue;
        };
        let from = Span::new(done.0, line.end - tail).of(before);
        let to = Span::new(done.1, other.end - tail).of(after);
        regions.push((from, to));
        done = (line.end, other.end);
        first.pass_over(line.end);
        second.pass_over(other.end);
    }
    regions.push((rest(before, done.0), rest(after, done.1)));
}

/// The lines of a text, with their line breaks, and those that are next.
struct Ahead<'t> {
    text: &'t str,
    breaks: memchr::Memchr<'t>,
    /// Where what was not looked at begins.
    rest: usize,
    next: VecDeque<Span>,
}

impl<'t> Ahead<'t> {
    fn new(text: &'t str) -> Self {
        let breaks = memchr::memchr_iter(b'\n', text.as_bytes());
        Self { text, breaks, rest: 0, next: VecDeque::new() }
    }

    /// The n-th of the next lines.
    fn get(&mut self, n: usize) -> Option<Span> {
        while self.next.len() <= n && self.rest < self.text.len() {
            let end = self.breaks.next().map_or(self.text.len(), |at| at + 1);
            self.next.push_back(Span::new(self.rest, end));
            self.rest = end;
        }
        self.next.get(n).copied()
    }

    /// Passes over the lines up to a place.
    fn pass_over(&mut self, end: usize) {
        while self.next.front().is_some_and(|line| line.end <= end) {
            self.next.pop_front();
        }
    }
}

/// Where the last number begins that a text of one line ends with, marks behind it aside, if tokens surely
/// end there; elsewhere the end of the text.
fn numbered_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mark = bytes.iter().rev().take_while(|byte| byte.is_ascii_punctuation()).count();
    let numbered = bytes.get(..bytes.len() - mark).unwrap_or_default();
    let digits = numbered.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let at = numbered.len() - digits;
    let before = at.checked_sub(1).and_then(|at| bytes.get(at));
    if digits > 0 && before.is_some_and(u8::is_ascii_graphic) { at } else { bytes.len() }
}

/// The texts without the whole lines that they have in common at their ends. Only lines after which,
/// or before which, both texts surely cut are taken away, so the pieces of the rest are those that
/// stand there in the whole.
fn without_common_ends<'a>(before: &'a str, after: &'a str) -> (&'a str, &'a str) {
    let equal = before.bytes().zip(after.bytes()).take_while(|(a, b)| a == b).count();
    let start = last_cut(before, after, equal);
    let (before, after) = (rest(before, start), rest(after, start));
    let pairs = before.bytes().rev().zip(after.bytes().rev());
    let equal = pairs.take_while(|(a, b)| a == b).count();
    let tail = first_cut(before, before.len() - equal);
    let kept = |text: &'a str| Span::new(0, text.len() - tail).of(text);
    (kept(before), kept(after))
}

/// Ends of lines of fewer bytes are not looked for.
const SHORTEST_TAIL: usize = 4;

/// The length of the end that two lines have in common: all of the second line, or what follows the first
/// thing to be seen in it that has a space behind it. Both texts surely cut before and after it.
fn common_tail((before, line): (&str, Span), (after, other): (&str, Span)) -> Option<usize> {
    let (from, to) = (line.of(before).as_bytes(), other.of(after).as_bytes());
    // So most lines that differ are told apart.
    if from.last_chunk::<SHORTEST_TAIL>() != to.last_chunk::<SHORTEST_TAIL>() {
        return None;
    }
    let is_common = |tail: &[u8]| {
        from.ends_with(tail)
            && is_cut(before, line.end - tail.len())
            && is_cut(after, other.end - tail.len())
    };
    let after_word = || {
        let cuts = |at: &usize| {
            at.checked_sub(1).and_then(|at| to.get(at)).is_some_and(u8::is_ascii_graphic)
        };
        to.get(memchr::memchr_iter(b' ', to).find(cuts)?..)
    };
    let tail = Some(to)
        .filter(|tail| is_common(tail))
        .or_else(|| after_word().filter(|tail| is_common(tail)))?;
    (begins_line(before, line.end) && begins_line(after, other.end)).then_some(tail.len())
}

/// Whether a piece surely begins at a place after a line break: after it come blanks, or nothing, and
/// then something that can be seen, but no slash right after the break.
fn begins_line(text: &str, at: usize) -> bool {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    let blanks = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let first = rest.get(blanks).copied().unwrap_or_default();
    first.is_ascii_graphic() && (blanks > 0 || first != b'/')
}

fn rest(text: &str, start: usize) -> &str {
    Span::new(start, text.len()).of(text)
}

/// The last place within the first `equal` bytes at which both texts surely cut.
fn last_cut(before: &str, after: &str, equal: usize) -> usize {
    let common = before.as_bytes().get(..equal).unwrap_or_default();
    let places = memchr::memrchr_iter(b'\n', common).map(|at| at + 1).take(16);
    let mut sure = places.filter(|&at| cuts_before(before, at) && cuts_before(after, at));
    sure.next().unwrap_or(0)
}

/// The length of what follows the first place, from `start` on, at which a text surely cuts.
fn first_cut(text: &str, start: usize) -> usize {
    let common = text.as_bytes().get(start..).unwrap_or_default();
    let mut places = memchr::memchr_iter(b'\n', common).map(|at| start + at + 1).take(16);
    places.find(|&at| cuts_before(text, at)).map_or(0, |at| text.len() - at)
}

/// Whether a piece surely begins at a place after a line break: what follows is no white space and
/// no slash, with which pieces run on over line breaks.
fn cuts_before(text: &str, at: usize) -> bool {
    text.as_bytes().get(at).is_some_and(|byte| byte.is_ascii_graphic() && *byte != b'/')
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    type Left = (i64, Vec<(u64, i64)>);

    /// What is left of the pieces of texts, as `saves_in` counts them: how many more, and how often more
    /// those stand there that may cost more than one token.
    pub(in crate::tokens) fn left<'t>(pairs: impl Iterator<Item = (&'t str, &'t str)>) -> Left {
        let (mut rest, mut regions) = (Rest::new(64), Regions::default());
        for pair in pairs {
            for (before, after) in regions.of(pair) {
                rest.count(before, 1);
                rest.count(after, -1);
            }
        }
        rest.flush();
        left_of(&rest)
    }

    /// The same by all pieces of all texts.
    pub(in crate::tokens) fn plain<'t>(pairs: impl Iterator<Item = (&'t str, &'t str)>) -> Left {
        let mut rest = Rest::new(64);
        for (before, after) in pairs {
            rest.count_pieces(before, 1);
            rest.count_pieces(after, -1);
        }
        left_of(&rest)
    }

    fn left_of(rest: &Rest<'_>) -> Left {
        let mut uncertain = rest.uncertain();
        uncertain.retain(|_, (weight, times)| *times != 0 && *weight != Weight::NONE);
        let mut left: Vec<_> =
            uncertain.into_iter().map(|(key, (_, times))| (key, times)).collect();
        left.sort_unstable();
        (rest.pieces, left)
    }

    proptest! {
        #[test]
        fn what_lines_have_in_common_cancels_out(
            lines in prop::collection::vec("[ \t]{0,3}[a-z/;{0-9é]{0,4}( [a-z=/]{1,5}| \t?[;}]){0,4}[ \r]?", 0..12),
            kept in prop::collection::vec(any::<bool>(), 12),
            margin in "( {0,3}[0-9]{1,3}[\t:→ ])?",
        ) {
            let before: String = lines.iter().map(|line| format!("{margin}{line}\n")).collect();
            let after = lines.iter().zip(&kept).map(|(line, kept)| if *kept { format!("{line}\n") } else { "[notice]\n".to_owned() });
            let after: String = after.collect();
            for (before, after) in [(&before, &after), (&after, &before)] {
                let pair = [(&**before, &**after)].into_iter();
                prop_assert_eq!(left(pair.clone()), plain(pair));
            }
        }
    }
}
