//! Eight bytes of a text at a time.
//!
//! Words and runs of blanks are mostly shorter than eight bytes. Where they end then follows from a
//! few operations on one number, without a branch for each byte that no processor foresees.

/// Eight bytes in the lanes of a number, the first in the lowest; zeros past the end of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lanes(u64);

/// How many lanes there are.
pub(crate) const WIDTH: usize = 8;

/// The lowest bit of every lane.
const ONES: u64 = 0x0101_0101_0101_0101;

/// The highest bit of every lane.
const HIGHS: u64 = ONES << 7;

impl Lanes {
    /// The bytes from a place on.
    #[inline]
    pub(crate) fn at(bytes: &[u8], at: usize) -> Self {
        let rest = bytes.get(at..).unwrap_or_default();
        match rest.first_chunk() {
            Some(eight) => Self(u64::from_le_bytes(*eight)),
            None => Self::last(rest),
        }
    }

    #[cold]
    fn last(rest: &[u8]) -> Self {
        Self(rest.iter().rev().fold(0, |lanes, byte| lanes << 8 | u64::from(*byte)))
    }

    /// The first bytes; the others become zeros.
    #[inline]
    pub(crate) const fn first(self, count: usize) -> Self {
        if count >= WIDTH { self } else { Self(self.0 & ((1 << (8 * count)) - 1)) }
    }

    /// Which lanes hold an ASCII byte from `low` to `high`.
    #[inline]
    pub(crate) const fn within(self, low: u8, high: u8) -> Mask {
        let (from_low, above_high) = (128 - low as u64, 127 - high as u64);
        let ascii = self.0 & !HIGHS;
        let within = (ascii + ONES * from_low) & !(ascii + ONES * above_high);
        Mask(within & !self.0 & HIGHS)
    }

    /// Which lanes hold the same byte as those of `other`. Both are ASCII.
    #[inline]
    pub(crate) const fn equal(self, other: Self) -> Mask {
        Mask(!((self.0 ^ other.0) + !HIGHS) & HIGHS)
    }

    /// Each byte without its upper three bits: a letter's place in the alphabet, from 1.
    #[inline]
    pub(crate) const fn places(self) -> Self {
        Self(self.0 & (ONES * 31))
    }

    /// The bytes one lane up, after `last`.
    #[inline]
    pub(crate) const fn after(self, last: u8) -> Self {
        Self(self.0 << 8 | last as u64)
    }

    /// What stands in each lane (the upper byte) and in the one before it (the lower byte); `last`
    /// stands before the first.
    #[inline]
    pub(crate) const fn pairs(self, last: u8) -> [u16; WIDTH] {
        let Self(lanes) = self;
        let first = (lanes << 8) as u16 | last as u16;
        let [a, b, c, d] =
            [lanes as u16, (lanes >> 8) as u16, (lanes >> 16) as u16, (lanes >> 24) as u16];
        let [e, f, g] = [(lanes >> 32) as u16, (lanes >> 40) as u16, (lanes >> 48) as u16];
        [first, a, b, c, d, e, f, g]
    }

    /// Which lanes hold ASCII letters.
    #[inline]
    pub(crate) const fn letters(self) -> Mask {
        Self(self.0 | ONES << 5).within(b'a', b'z')
    }

    /// Which lanes hold ASCII characters that can be seen and are no letters or digits.
    #[inline]
    pub(crate) const fn signs(self) -> Mask {
        let Mask(others) = self.letters().or(self.within(b'0', b'9'));
        Mask(self.within(b'!', b'~').0 & !others)
    }

    /// How many bytes from the first one on stand for themselves in a JSON string: no quote, no
    /// backslash, no control character.
    #[inline]
    pub(crate) const fn plain_in_json(self) -> usize {
        let Self(lanes) = self;
        // A lane that is zero borrows from those above it, which then may count falsely; the first
        // that counts is right.
        let quote = (lanes ^ (ONES * b'"' as u64)).wrapping_sub(ONES);
        let backslash = (lanes ^ (ONES * b'\\' as u64)).wrapping_sub(ONES);
        let control = lanes.wrapping_sub(ONES * 0x20);
        let found = (quote | backslash | control) & !lanes & HIGHS;
        found.trailing_zeros() as usize / 8
    }

    /// The lanes as a number: the same for the same bytes.
    #[inline]
    pub(crate) const fn number(self) -> u64 {
        self.0
    }

    /// The byte in a lane.
    #[inline]
    pub(crate) const fn byte(self, lane: usize) -> u8 {
        (self.0 >> (8 * (lane % WIDTH))) as u8
    }
}

/// Where what stands for itself in a JSON string ends, from a place on: at a quote, a backslash, a control
/// character or the end.
#[inline]
pub(crate) fn plain_end(bytes: &[u8], mut at: usize) -> usize {
    loop {
        let plain = Lanes::at(bytes, at).plain_in_json();
        if plain < WIDTH {
            return at + plain;
        }
        // By a constant, so that the next look need not wait for the outcome of this one.
        at += WIDTH;
    }
}

/// Whether a control character is among the bytes. Linear, at many bytes at a time.
#[must_use]
pub(crate) fn has_control(bytes: &[u8]) -> bool {
    bytes.iter().fold(false, |found, byte| found | (*byte < b' '))
}

/// Whether bytes are the same. For a few, which are compared often, without a call.
#[must_use]
#[inline]
pub fn same_bytes(a: &[u8], b: &[u8]) -> bool {
    /// The first and the last so many bytes, which overlap.
    #[inline]
    fn ends<const N: usize>(bytes: &[u8]) -> Option<([u8; N], [u8; N])> {
        Some((*bytes.first_chunk()?, *bytes.last_chunk()?))
    }
    if a.len() != b.len() {
        return false;
    }
    match a.len() {
        0..=3 => a.iter().zip(b).all(|(a, b)| a == b),
        4..=7 => ends::<4>(a) == ends::<4>(b),
        8..=16 => ends::<8>(a) == ends::<8>(b),
        _ => a == b,
    }
}

/// Some of the lanes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mask(u64);

impl Mask {
    /// How many lanes from the first one on are in it.
    #[inline]
    pub(crate) const fn run(self) -> usize {
        (self.0 ^ HIGHS).trailing_zeros() as usize / 8
    }

    /// How many lanes are in it. The product adds up its lanes in the highest.
    #[inline]
    pub(crate) const fn count(self) -> u32 {
        ((self.0 >> 7).wrapping_mul(ONES) >> 56) as u32
    }

    /// A bit for each lane that is in it, the lowest for the first one. The product gathers the bits in the highest
    /// lane.
    #[inline]
    pub(crate) const fn bits(self) -> u64 {
        (self.0 >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
    }

    /// The lanes that are in either.
    #[inline]
    pub(crate) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The lanes that are in both.
    #[inline]
    pub(crate) const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether a lane is in it.
    #[inline]
    pub(crate) const fn has(self, lane: usize) -> bool {
        self.0 >> (8 * (lane % WIDTH)) & 128 != 0
    }

    /// The lanes from one on, which becomes the first.
    #[inline]
    pub(crate) const fn from(self, lane: usize) -> Self {
        Self(self.0 >> (8 * (lane % WIDTH)))
    }

    /// The first lanes of it.
    #[inline]
    pub(crate) const fn first(self, count: usize) -> Self {
        Self(Lanes(self.0).first(count).0)
    }
}

#[cfg(test)]
mod tests {
    use super::Lanes;

    #[test]
    fn lanes_are_those_of_the_bytes() {
        let bytes = b"aZ9{z \xc3\xa9@[`A";
        for at in 0..=bytes.len() {
            let lanes = Lanes::at(bytes, at);
            for lane in 0..8 {
                let byte = bytes.get(at + lane).copied().unwrap_or(0);
                assert_eq!(lanes.byte(lane), byte);
                assert_eq!(lanes.letters().has(lane), byte.is_ascii_alphabetic());
                assert_eq!(lanes.within(b'A', b'Z').has(lane), byte.is_ascii_uppercase());
                assert_eq!(lanes.within(0, 127).has(lane), byte.is_ascii());
            }
            let letters = bytes.iter().skip(at).take(8).take_while(|b| b.is_ascii_alphabetic());
            assert_eq!(lanes.letters().run(), letters.count());
        }
    }

    #[test]
    fn plain_bytes_end_where_json_has_more_to_say() {
        for length in 0..200 {
            let plain = "é~ ".repeat(50);
            for end in ["\"", "\\", "\n", "\u{1f}", ""] {
                let text = plain.get(..length).map(|plain| format!("{plain}{end}x"));
                let Some(text) = text else { continue };
                let expected = if end.is_empty() { text.len() } else { length };
                assert_eq!(super::plain_end(text.as_bytes(), 0), expected, "{text}");
                assert_eq!(super::plain_end(text.as_bytes(), length / 2), expected, "{text}");
            }
        }
    }

    #[test]
    fn bytes_of_any_number_are_compared() {
        let text = "0123456789abcdefghijklmnop";
        for length in 0..text.len() {
            let one = text.get(..length).unwrap_or("");
            let copy = one.to_owned();
            assert!(super::same_bytes(one.as_bytes(), copy.as_bytes()), "{one}");
            assert!(!super::same_bytes(one.as_bytes(), text.as_bytes()), "{one}");
            for (at, _) in one.char_indices() {
                let mut other = one.to_owned();
                other.replace_range(at..=at, "X");
                assert!(!super::same_bytes(one.as_bytes(), other.as_bytes()), "{one} {other}");
            }
        }
    }

    #[test]
    fn pairs_and_places_follow_each_other() {
        let places = Lanes::at(b"abBccccd", 0).places();
        assert_eq!(places.pairs(7), [0x107, 0x201, 0x202, 0x302, 0x303, 0x303, 0x303, 0x403]);
        let equal = places.equal(places.after(7));
        assert_eq!((equal.count(), equal.first(4).count(), equal.run()), (4, 1, 0));
        assert_eq!(places.first(2).pairs(0), [0x100, 0x201, 2, 0, 0, 0, 0, 0]);
    }
}
