//! A counter without a vocabulary.

use std::collections::HashMap;

use super::known::{Known, costs_one, hash};
use super::pieces::Pieces;
use super::weight::Band;
use super::{CUT_SLACK, Parts, TokenCounter, difference, rough};
use crate::Span;

/// Counts tokens within bounds, without a vocabulary.
///
/// A text is cut as `o200k_base` cuts it, into pieces that no token crosses, so each piece costs one
/// token for sure. What it costs beyond that goes by its class: for words by how probable their
/// pairs of letters are, for other scripts by the character, for signs by the list of those runs that
/// are one token. Linear in the text, at some 400 MB/s, and with nothing to load.
///
/// # How far the bounds hold
///
/// The bounds are for `o200k_base`. They are averages with room for chance, not proofs: a text made
/// to break them can. Of 1,240 texts of over 50 tokens that the averages had not been taken from
/// (programs, documentation, configuration, data) one cost two percent more than the upper bound, one
/// a percent less than the lower one, and two tables of rare Chinese characters half as much again as
/// the upper one; of their 42,000 single lines one in 500 left its bounds, most of them rows of rare
/// characters. The upper bound was 1.2 to 1.5 times the lower one for English, programs and data, 1.4 to
/// 2 times for other languages, and the estimate was off by 2 to 7 and 2 to 10 percent. Small languages
/// in Latin script (Irish, Friulian, Kurdish) can cost a tenth more than the upper bound.
///
/// In `cl100k_base`, ASCII texts stay within the same bounds in 99 of 100 cases: words joined by
/// case (`getElementById`) may cost a token less than the lower bound says, in one line of 200.
/// Scripts other than Latin cost one and a half to four times as much there, and the bounds do not
/// hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Estimator;

impl Estimator {
    /// The estimator.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }
}

impl TokenCounter for Estimator {
    fn bounds(&self, text: &str) -> (usize, usize) {
        let mut counted = Counted::new(text.len());
        counted.count(text);
        counted.bounds()
    }

    fn name(&self) -> &str {
        "estimate"
    }

    /// Texts over 32 KiB are estimated from windows spread over them.
    fn estimate(&self, text: &str) -> usize {
        if text.len() <= WINDOWS * WINDOW * 2 {
            return mean(text, &mut Known::new(text.len()));
        }
        let stride = text.len() / WINDOWS;
        let mut known = Known::new(WINDOWS * WINDOW);
        let windows = (0..WINDOWS).map(|n| window(text, n * stride));
        let (tokens, bytes) = windows.fold((0, 0), |(tokens, bytes), window| {
            (tokens + mean(window, &mut known), bytes + window.len())
        });
        // In 128 bits, so that no product overflows.
        let whole = tokens as u128 * text.len() as u128 / (bytes as u128).max(1);
        usize::try_from(whole).unwrap_or(usize::MAX)
    }

    fn saving(&self, before: &str, after: &str) -> isize {
        difference::saving(before, after)
    }

    fn saves(&self, before: &str, after: &str, tokens: usize) -> bool {
        if costs_clearly_less([(before, after)].into_iter(), tokens) {
            return true;
        }
        match after {
            "" => self.bounds(before).0 >= tokens,
            _ => self.saving(before, after) >= isize::try_from(tokens).unwrap_or(isize::MAX),
        }
    }

    fn saves_in(&self, parts: &Parts<'_>, tokens: usize) -> bool {
        costs_clearly_less(parts.texts(), tokens) || difference::saves_in(parts.texts(), tokens)
    }
}

/// Whether texts that are much shorter than others surely cost so many tokens less, from as much of
/// the others as tells.
fn costs_clearly_less<'t>(
    texts: impl Iterator<Item = (&'t str, &'t str)> + Clone,
    tokens: usize,
) -> bool {
    let bytes = texts.clone().fold((0, 0), |(first, second), (before, after)| {
        (first + before.len(), second + after.len())
    });
    if bytes.1 > bytes.0 / 3 {
        return false;
    }
    let mut before = rough::AtLeast::new(texts.clone().map(|(before, _)| before), bytes.0);
    // No token is shorter than a byte; where that is too rough, the runs of digits are looked for.
    let most = || rough::at_most(texts.clone().map(|(_, after)| after));
    if before.reach_soon(bytes.1.saturating_add(tokens))
        || before.reach_soon(most().saturating_add(tokens))
    {
        return true;
    }
    let mut short = Counted::new(bytes.1);
    for (after, times) in grouped(texts.clone().map(|(_, after)| after)) {
        short.count_times(after, times);
    }
    let least = short.bounds().1.saturating_add(tokens);
    if before.reach(least) {
        return true;
    }
    let mut long = Counted::new(bytes.0);
    // Where a window ends, a token may be cut in two.
    let (mut cuts, mut told) = (0, 0);
    for (before, _) in texts {
        let mut at = 0;
        while at < before.len() {
            let part = window(before, at);
            long.count(part);
            at += part.len().max(1);
            cuts += usize::from(at < before.len());
            if long.bytes >= told + WINDOW {
                told = long.bytes;
                if long.bounds().0.saturating_sub(cuts * CUT_SLACK) >= least {
                    return true;
                }
            }
        }
    }
    long.bounds().0.saturating_sub(cuts * CUT_SLACK) >= least
}

/// Equal texts together, in the order of the first ones, and how often each stands there.
fn grouped<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<(&'t str, usize)> {
    let mut places = HashMap::new();
    let mut groups: Vec<(&str, usize)> = Vec::new();
    for text in texts {
        let place = *places.entry(text).or_insert(groups.len());
        match groups.get_mut(place) {
            Some((_, times)) => *times += 1,
            None => groups.push((text, 1)),
        }
    }
    groups
}

/// What was counted of some texts.
struct Counted {
    bytes: usize,
    pieces: usize,
    band: Band,
    known: Known,
    repeats: Repeats,
}

impl Counted {
    /// Nothing yet of texts of about so many bytes.
    fn new(bytes: usize) -> Self {
        let (known, repeats) = (Known::new(bytes), Repeats::new());
        Self { bytes: 0, pieces: 0, band: Band::default(), known, repeats }
    }

    fn count(&mut self, text: &str) {
        self.count_times(text, 1);
    }

    fn count_times(&mut self, text: &str, times: usize) {
        let ascii = text.is_ascii();
        for piece in Pieces::new(text) {
            self.pieces += times;
            if costs_one(piece, ascii) {
                continue;
            }
            let weight = self.known.weigh(text, piece, ascii).weight;
            if weight.variance >= UNSURE {
                let hash = hash(text, piece);
                (0..times).for_each(|_| self.band.add_again(weight, self.repeats.count(hash)));
            } else {
                self.band.add(weight, times as u64);
            }
        }
        self.bytes += text.len() * times;
    }

    fn bounds(&self) -> (usize, usize) {
        let (pieces, most) = (self.pieces, self.bytes);
        let low = at_least(pieces, self.band.low()).clamp(most.min(1), most);
        (low, at_least(pieces, self.band.high().cast_signed()).min(most))
    }
}

/// How many windows of a long text are looked at.
const WINDOWS: usize = 32;

/// The length of a window in bytes, roughly: up to the end of a line.
const WINDOW: usize = 1 << 9;

/// A part of a text from about `start` on, of whole lines where lines are short.
fn window(text: &str, start: usize) -> &str {
    let floor = |mut at: usize| {
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let (start, end) = (floor(start.min(text.len())), (start + WINDOW).min(text.len()));
    let rest = text.as_bytes().get(end..(end + WINDOW).min(text.len())).unwrap_or_default();
    let end = memchr::memchr(b'\n', rest).map_or(floor(end), |at| end + at + 1);
    Span::new(start, end).of(text)
}

/// The mean number of tokens of a text.
fn mean(text: &str, known: &mut Known) -> usize {
    let mut band = Band::default();
    let ascii = text.is_ascii();
    let mut pieces = 0;
    for piece in Pieces::new(text) {
        pieces += 1;
        if !costs_one(piece, ascii) {
            band.add(known.weigh(text, piece, ascii).weight, 1);
        }
    }
    at_least(pieces, band.mean().cast_signed())
}

/// The tokens of so many pieces and so many beyond the first of each.
fn at_least(pieces: usize, beyond: i64) -> usize {
    pieces.saturating_add_signed(isize::try_from(beyond).unwrap_or(isize::MAX))
}

/// From this variance on it matters whether pieces repeat.
const UNSURE: u32 = 5;

/// How often pieces were seen, for the pieces seen of late: a table in which a piece takes the
/// place of another one with the same low bits.
struct Repeats {
    /// For each place the number of its piece, from 1.
    places: [u16; Self::PLACES],
    /// The upper half of a piece's hash, and how often it was seen.
    pieces: Vec<(u32, u32)>,
}

impl Repeats {
    const PLACES: usize = 1 << 11;

    fn new() -> Self {
        Self { places: [0; Self::PLACES], pieces: Vec::new() }
    }

    /// How often the piece with a hash was seen before; counts it.
    #[inline]
    fn count(&mut self, hash: u64) -> u64 {
        let tag = (hash >> 32) as u32;
        let Some(place) = self.places.get_mut(hash as usize % Self::PLACES) else { return 0 };
        let Some((last, times)) = self.pieces.get_mut(usize::from(*place).wrapping_sub(1)) else {
            self.pieces.push((tag, 1));
            *place = u16::try_from(self.pieces.len()).unwrap_or(0);
            return 0;
        };
        if *last != tag {
            (*last, *times) = (tag, 0);
        }
        let before = *times;
        *times = before.saturating_add(1);
        u64::from(before)
    }
}
