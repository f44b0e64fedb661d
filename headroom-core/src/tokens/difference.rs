//! What two texts do not have in common.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use xxhash_rust::xxh3::xxh3_64;

use super::known::{Known, costs_one};
use super::pieces::Pieces;
use super::weight::{Band, Weight};
use crate::Span;

/// The least number of tokens that `after` costs less than `before`.
///
/// Pieces that stand in both texts cost the same in both, whatever that is, and cancel out; only
/// the rest goes by its bounds. Linear in the texts.
pub(super) fn saving(before: &str, after: &str) -> isize {
    let (before, after) = without_common_ends(before, after);
    let mut rest = Rest { pieces: 0, known: Known::new(before.len() + after.len()) };
    rest.count(before, 1);
    rest.count(after, -1);
    let (mut removed, mut added) = (Band::default(), Band::default());
    // Sums of whole numbers: the order of the table does not show.
    for (weight, times) in rest.uncertain().into_values() {
        match u64::try_from(times) {
            Ok(times) => removed.add(weight, times),
            Err(_) => added.add(weight, times.unsigned_abs()),
        }
    }
    let saving = rest.pieces.saturating_add(removed.less(&added));
    isize::try_from(saving).unwrap_or(isize::MIN)
}

/// What is left of the pieces of two texts when equal ones cancel out.
struct Rest {
    /// How many more pieces the first text has.
    pieces: i64,
    /// How often more the pieces that may cost more than one token stand in the first text.
    known: Known,
}

impl Rest {
    fn count(&mut self, text: &str, times: i64) {
        let ascii = text.is_ascii();
        for piece in Pieces::new(text) {
            self.pieces += times;
            if !costs_one(piece, ascii) {
                self.known.weigh(text, piece, ascii).times += times;
            }
        }
    }

    /// The weights of the pieces that do not cancel out, and how often they stand there, by their keys.
    fn uncertain(&self) -> HashMap<u64, (Weight, i64), BuildHasherDefault<Unchanged>> {
        let mut uncertain = HashMap::<_, (Weight, i64), _>::default();
        for piece in self.known.counted() {
            uncertain.entry(piece.key).or_insert((piece.weight, 0)).1 += piece.times;
        }
        uncertain
    }
}

/// A hasher for keys that are hashes.
#[derive(Default)]
struct Unchanged(u64);

impl Hasher for Unchanged {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = xxh3_64(bytes);
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
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
