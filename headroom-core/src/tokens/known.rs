//! What the pieces of a text weigh, most of which are short and come again and again.

use xxhash_rust::xxh3::xxh3_64;

use super::lanes::{Lanes, WIDTH};
use super::pieces::{Kind, Piece};
use super::weight::Weight;
use super::{runs, scripts, words};
use crate::Span;

/// Remembers pieces: a table in which a piece takes the place of another one that falls on the
/// same entry.
#[derive(Debug)]
pub(super) struct Known<'a> {
    text: &'a str,
    ascii: bool,
    entries: Vec<Weighed>,
    shift: u32,
}

/// A piece that was weighed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weighed {
    /// What tells it from other pieces.
    key: u64,
    /// The hash of its text.
    pub(super) hash: u64,
    pub(super) weight: Weight,
}

impl Weighed {
    const NONE: Self = Self { key: 0, hash: 0, weight: Weight::NONE };
}

/// More entries than this leave the nearest cache of processors.
const MAX_ENTRIES: usize = 512;

impl<'a> Known<'a> {
    /// Nothing of a text is known yet.
    pub(super) fn new(text: &'a str) -> Self {
        let count = (text.len() / 4).next_power_of_two().clamp(2, MAX_ENTRIES);
        let shift = u64::BITS - count.trailing_zeros();
        let entries = vec![Weighed::NONE; count];
        Self { text, ascii: text.is_ascii(), entries, shift }
    }

    /// Whether a piece is one token for sure, by its kind alone.
    #[inline]
    pub(super) fn costs_one(&self, piece: Piece) -> bool {
        match piece.kind {
            Kind::Punctuation => piece.end - piece.start == 1,
            Kind::Digits => self.ascii,
            Kind::Word | Kind::Space => false,
        }
    }

    /// What a piece of the text weighs.
    #[inline(always)]
    pub(super) fn weigh(&mut self, piece: Piece) -> &Weighed {
        let key = self.key(piece);
        // The multiplier is that of Fibonacci hashing. There is an entry for each number so short.
        let at = (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> self.shift) as usize;
        if self.entries.get(at).is_none_or(|entry| entry.key != key) {
            self.learn(piece, key, at);
        }
        self.entries.get(at).unwrap_or(&Weighed::NONE)
    }

    /// The bytes of a short piece with its length in the upper byte; the hash of a longer one.
    #[inline]
    fn key(&self, piece: Piece) -> u64 {
        let len = piece.end - piece.start;
        if len < WIDTH {
            let bytes = Lanes::at(self.text.as_bytes(), piece.start).first(len);
            bytes.number() | (len as u64) << 56
        } else {
            self.hash(piece)
        }
    }

    #[inline]
    fn hash(&self, piece: Piece) -> u64 {
        xxh3_64(self.text.as_bytes().get(piece.start..piece.end).unwrap_or_default())
    }

    #[inline(never)]
    fn learn(&mut self, piece: Piece, key: u64, at: usize) {
        let hash = if piece.end - piece.start < WIDTH { self.hash(piece) } else { key };
        let weight = weigh(self.text, piece, self.ascii);
        if let Some(entry) = self.entries.get_mut(at) {
            *entry = Weighed { key, hash, weight };
        }
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
