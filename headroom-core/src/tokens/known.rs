//! What the pieces of a text weigh, most of which are short and come again and again.

use xxhash_rust::xxh3::xxh3_64;

use super::pieces::{Kind, Piece};
use super::weight::Weight;
use super::{runs, scripts, words};
use crate::Span;
use crate::lanes::WIDTH;

/// Remembers pieces: a table in which a piece takes the place of another one that falls on the
/// same entry.
#[derive(Debug)]
pub(super) struct Known {
    entries: Vec<Weighed>,
    shift: u32,
    /// The pieces that were counted and had to give way.
    displaced: Vec<Weighed>,
    none: Weighed,
}

/// A piece that was weighed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weighed {
    /// What tells it from other pieces.
    pub(super) key: u64,
    pub(super) weight: Weight,
    /// How often it stood somewhere, for those who count.
    pub(super) times: i64,
}

impl Weighed {
    const NONE: Self = Self { key: 0, weight: Weight::NONE, times: 0 };
}

/// More entries than this leave the nearest cache of processors.
const MAX_ENTRIES: usize = 512;

impl Known {
    /// Nothing is known yet of texts of about so many bytes.
    pub(super) fn new(bytes: usize) -> Self {
        let count = (bytes / 4).next_power_of_two().clamp(2, MAX_ENTRIES);
        let shift = u64::BITS - count.trailing_zeros();
        Self {
            entries: vec![Weighed::NONE; count],
            shift,
            displaced: Vec::new(),
            none: Weighed::NONE,
        }
    }

    /// What a piece of a text weighs. `ascii` if the whole text is known to be.
    #[inline(always)] // See `Pieces::next`.
    pub(super) fn weigh(&mut self, text: &str, piece: Piece, ascii: bool) -> &mut Weighed {
        let key = key(text, piece);
        // The multiplier is that of Fibonacci hashing.
        let at = (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> self.shift) as usize;
        if self.entries.get(at).is_none_or(|entry| entry.key != key) {
            self.learn(text, piece, ascii, key, at);
        }
        // There is an entry for every number of so few bits.
        self.entries.get_mut(at).unwrap_or(&mut self.none)
    }

    #[inline(never)]
    fn learn(&mut self, text: &str, piece: Piece, ascii: bool, key: u64, at: usize) {
        let weighed = Weighed { key, weight: weigh(text, piece, ascii), times: 0 };
        let Some(entry) = self.entries.get_mut(at) else { return };
        let before = std::mem::replace(entry, weighed);
        self.displaced.extend((before.times != 0).then_some(before));
    }

    /// The pieces that were counted; one may be there several times.
    pub(super) fn counted(&self) -> impl Iterator<Item = &Weighed> {
        self.displaced.iter().chain(&self.entries).filter(|weighed| weighed.times != 0)
    }
}

/// The bytes of a short piece with its length in the upper byte; the hash of a longer one.
#[inline(always)]
fn key(text: &str, piece: Piece) -> u64 {
    let len = piece.end - piece.start;
    if len < WIDTH {
        piece.head.first(len).number() | (len as u64) << 56
    } else {
        hash(text, piece)
    }
}

/// The hash of a piece's text.
#[inline]
pub(super) fn hash(text: &str, piece: Piece) -> u64 {
    xxh3_64(text.as_bytes().get(piece.start..piece.end).unwrap_or_default())
}

/// Whether a piece is one token for sure, by its kind alone. `ascii` if the whole text is known to
/// be.
#[inline]
pub(super) fn costs_one(piece: Piece, ascii: bool) -> bool {
    match piece.kind {
        Kind::Punctuation | Kind::Space => piece.end - piece.start == 1,
        Kind::Digits => ascii,
        Kind::Word => false,
    }
}

/// The weight of a piece. `ascii` if the whole text is known to be.
fn weigh(text: &str, piece: Piece, ascii: bool) -> Weight {
    let source = Span::new(piece.start, piece.end).of(text);
    let bytes = source.as_bytes();
    let ascii = ascii || source.is_ascii();
    match piece.kind {
        Kind::Punctuation if bytes.len() == 1 => Weight::NONE,
        Kind::Digits | Kind::Word if !ascii => scripts::weigh_word(source),
        Kind::Punctuation | Kind::Space if !ascii => scripts::weigh_punctuation(source),
        Kind::Digits => Weight::NONE,
        Kind::Word => words::weigh(text.as_bytes(), piece.start, piece.end),
        Kind::Punctuation => runs::weigh_punctuation(bytes),
        Kind::Space => runs::weigh_space(bytes),
    }
}
