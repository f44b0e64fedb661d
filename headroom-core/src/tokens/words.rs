//! What a word costs beyond its first token.
//!
//! A vocabulary keeps frequent words whole and cuts rare ones; how rare a word is shows in its
//! pairs of letters. The score of a word is a sum of small whole numbers: a base by case and
//! length, one for the character before the letters, one for each pair of letters. A table turns
//! the score into tokens. The numbers are a least-squares fit, rounded, to what `o200k_base` makes
//! of source code, documentation, logs, data and the messages of programs in a hundred languages;
//! they say how probable pairs are, and hold no word.

use super::weight::Weight;
use crate::lanes::{self, Lanes, Mask};

/// The weight of a word of ASCII letters, with at most one character before them and an optional
/// contraction after them: the part of `text` from `start` up to `end`.
#[inline]
pub(super) fn weigh(text: &[u8], start: usize, end: usize) -> Weight {
    let prefix = text.get(start).copied().filter(|byte| !byte.is_ascii_alphabetic());
    let mut score = Score { prefix, ..Score::default() };
    let mut at = start + usize::from(prefix.is_some());
    loop {
        let lanes = Lanes::at(text, at).first(end.saturating_sub(at));
        let letters = lanes.letters().run();
        score.push_letters(lanes.first(letters), letters);
        at += letters;
        if letters < lanes::WIDTH {
            return score.weight();
        }
    }
}

/// The score of a word, letter by letter.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Score {
    sum: i32,
    prefix: Option<u8>,
    repeats: u32,
    letters: u32,
    capitals: u32,
    first_is_capital: bool,
    last: [u8; 2],
}

impl Score {
    /// Takes the next character, which is ASCII.
    pub(super) fn push(&mut self, byte: u8) {
        if byte.is_ascii_alphabetic() {
            self.push_letters(Lanes::at(&[byte], 0), 1);
        } else {
            self.prefix = if self.letters == 0 { Some(byte) } else { self.prefix };
            self.last = [0, 0];
        }
    }

    /// Takes the next letters, so many; the other lanes are zero, and pairs with them score nothing.
    #[inline]
    fn push_letters(&mut self, letters: Lanes, count: usize) {
        let capitals = letters.within(b'A', b'Z');
        self.first_is_capital |= self.letters == 0 && capitals.has(0);
        self.capitals += capitals.count();
        let [before, last] = self.last;
        let places = letters.places();
        self.sum += places.pairs(last).map(pair).into_iter().sum::<i32>();
        let again = places.after(last);
        let repeats = places.equal(again).and(places.equal(again.after(before))).first(count);
        if repeats.count() > 0 {
            self.repeat(places, repeats);
        }
        self.letters += count as u32;
        self.last = match count {
            0 => [before, last],
            1 => [last, places.byte(0)],
            _ => [places.byte(count - 2), places.byte(count - 1)],
        };
    }

    /// Takes letters that repeat the two before them out of the sum: they weigh something else.
    #[cold]
    fn repeat(&mut self, places: Lanes, repeats: Mask) {
        self.repeats += repeats.count();
        for lane in (0..lanes::WIDTH).filter(|lane| repeats.has(*lane)) {
            let place = u16::from(places.byte(lane));
            self.sum -= pair(place << 8 | place);
        }
    }

    /// Takes a letter that is not ASCII.
    pub(super) fn push_accented(&mut self) {
        self.sum += ACCENTED;
        self.letters += 1;
        self.last = [0, 0];
    }

    /// Whether the word may continue the one before it: `Case` in `camelCase`.
    const fn joins(&self) -> bool {
        let title = self.first_is_capital && self.capitals == 1 && self.letters > 2;
        title && self.prefix.is_none()
    }

    /// What the word weighs.
    #[inline]
    pub(super) fn weight(&self) -> Weight {
        let mut weight = of_score(self.total());
        if self.joins() {
            weight.low -= JOINED;
        }
        if self.repeats > 0 { weight.plus(REPEATED.times(self.repeats)) } else { weight }
    }

    /// The score so far.
    #[inline]
    fn total(&self) -> i32 {
        let base = match self.capitals {
            0 => length(self.letters),
            1 if self.letters == 1 => length(1),
            1 if self.first_is_capital => length(self.letters) + TITLE,
            2 if self.letters == 2 => -4,
            capitals if capitals == self.letters => capitals.min(11).cast_signed() - 3,
            _ => 3,
        };
        self.sum + base + self.prefix.map_or(WITHOUT_PREFIX, prefix)
    }
}

/// The base of a word of so many small letters.
#[inline]
fn length(letters: u32) -> i32 {
    match letters {
        0 | 1 => -6,
        2..9 => -4,
        9..15 => -2,
        _ => 2,
    }
}

/// What a word with a score weighs.
#[inline]
fn of_score(score: i32) -> Weight {
    let index = score.saturating_add(8).clamp(0, 24);
    let row = usize::try_from(index).ok().and_then(|index| COSTS.get(index)).copied();
    let [low, mean, high, variance] = row.unwrap_or_default();
    // Above the table every point of the score costs as much again.
    let above = u32::try_from(score.saturating_sub(16)).unwrap_or(0);
    Weight {
        low: i32::from(low) + above.cast_signed() * 5,
        mean: u32::from(mean) + above * 7,
        high: u32::from(high) + above * 8,
        variance: u32::from(variance) + above,
    }
}

/// The score of a pair of letters, by their places in the alphabet from 1, the second in the upper
/// byte; 0 with no letter.
#[inline]
fn pair(places: u16) -> i32 {
    SCORES.get(usize::from(places & 0x1F1F)).copied().map_or(0, i32::from)
}

/// The rows of [`PAIRS`] laid out for one look.
const SCORES: [i8; 1 << 13] = {
    let mut scores = [0; 1 << 13];
    let mut rest: &mut [i8] = &mut scores;
    let mut index = 0;
    while let Some((score, others)) = rest.split_first_mut() {
        *score = spread(index & 255, index >> 8);
        index += 1;
        rest = others;
    }
    scores
};

/// The score of a pair in [`PAIRS`].
const fn spread(first: u32, second: u32) -> i8 {
    if first == 0 || second == 0 || first > 26 || second > 26 {
        return 0;
    }
    let (mut rows, mut at): (&[u128], u32) = (&PAIRS, 1);
    while let Some((row, others)) = rows.split_first() {
        if at == first {
            return ((*row >> (4 * (second - 1))) & 15) as i8 - 3;
        }
        (rows, at) = (others, at + 1);
    }
    0
}

/// The score of the character before the letters: low where vocabularies hold many words with it.
#[inline]
fn prefix(byte: u8) -> i32 {
    PREFIXES.get(usize::from(byte)).copied().map_or(9, i32::from)
}

/// [`prefix_score`] laid out for one look.
const PREFIXES: [i8; 128] = {
    let mut scores = [0; 128];
    let mut rest: &mut [i8] = &mut scores;
    let mut byte = 0;
    while let Some((score, others)) = rest.split_first_mut() {
        *score = prefix_score(byte);
        byte += 1;
        rest = others;
    }
    scores
};

const fn prefix_score(byte: u8) -> i8 {
    match byte {
        b' ' => -6,
        b'.' => -3,
        b'_' => -2,
        b'(' => -1,
        b'-' => 1,
        b'\t' | b'\'' => 2,
        b'&' | b'/' | b'<' => 3,
        b',' | b'=' => 4,
        b'$' | b':' | b'[' | b'\\' => 5,
        b'"' | b'#' | b')' | b'>' => 6,
        b'%' | b';' | b'@' | b'`' | b'*' => 7,
        b'+' | b'?' | b'{' | b'}' | b'~' => 8,
        _ => 9,
    }
}

const WITHOUT_PREFIX: i32 = -3;

/// What a capital at the beginning adds.
const TITLE: i32 = 2;

/// `cl100k_base` does not cut words by case and holds some of the joined ones: in 64ths.
const JOINED: i32 = 16;

/// The weight of a letter that repeats the two before it: runs merge by twos to thirty-twos.
const REPEATED: Weight = Weight { low: 1, mean: 9, high: 24, variance: 4 };

/// The score of a letter with an accent.
const ACCENTED: i32 = 8;

/// Low, mean, high and variance of the tokens beyond the first, in 64ths, by score from -8.
const COSTS: [[u16; 4]; 25] = [
    [0, 0, 3, 1],
    [0, 1, 5, 1],
    [0, 1, 7, 2],
    [0, 2, 9, 2],
    [0, 3, 12, 4],
    [0, 4, 16, 5],
    [0, 6, 23, 6],
    [1, 9, 25, 9],
    [1, 13, 32, 12],
    [3, 18, 45, 15],
    [5, 25, 52, 19],
    [7, 31, 64, 21],
    [10, 38, 71, 23],
    [16, 45, 77, 25],
    [18, 50, 82, 27],
    [22, 57, 89, 27],
    [24, 62, 92, 28],
    [28, 72, 100, 29],
    [28, 74, 109, 30],
    [36, 83, 114, 30],
    [45, 89, 120, 31],
    [54, 97, 133, 32],
    [54, 99, 137, 33],
    [60, 108, 143, 35],
    [63, 112, 147, 37],
];

/// The pairs of letters, a row for each first letter, a nibble for each second one from the right.
const PAIRS: [u128; 26] = [
    0x61_4546_1428_3A23_1585_7169_3437,
    0xB4_A8A4_755A_9697_1848_88A3_8887,
    0x73_9A94_0738_9497_21A5_3890_8696,
    0x82_8998_767A_7687_5887_A693_5A97,
    0xA5_456B_5444_7847_5ACB_8666_4677,
    0xA4_7987_4949_A586_58C4_B554_9AA6,
    0x87_BBA8_565C_C958_5BD8_26B4_CA9B,
    0x65_A978_3867_7564_8897_98B3_9A67,
    0x26_6A39_1346_3015_2678_9232_3346,
    0xA8_99E7_94AB_5589_7899_99B4_7A97,
    0x97_A7AA_86AA_9A5A_98C9_9484_5979,
    0xD1_A966_55AB_778C_6AA7_A863_5A58,
    0x96_88B8_85A8_4673_7AA7_B7A1_7A46,
    0x77_9958_34AC_8767_7598_9364_45A8,
    0x83_4143_351A_4425_3466_8237_4445,
    0xA4_AA87_3639_4498_19B8_5993_5A76,
    0xCA_ADC4_8B79_CBAA_5BC9_BADB_B899,
    0xA1_8879_5659_8645_87A7_A473_5797,
    0x92_A697_3366_5668_76B7_5753_75A9,
    0xC1_A4B7_554C_47A4_89C6_2984_87A7,
    0x76_2999_241A_2833_0795_8442_6526,
    0xA8_CAAA_AB8A_7898_99B6_A1A2_99A6,
    0xB7_759A_A43C_735A_59A6_4AA4_6BB7,
    0x95_6CAF_3ABB_5CA3_BBC7_ABB6_9598,
    0xA4_B8DC_777C_9979_ACDB_CCD7_CBAC,
    0x75_A8B9_BAAC_B789_BAAA_AAA4_8BC9,
];

#[cfg(test)]
mod tests {
    use super::weigh;

    /// What a word most likely costs beyond its first token, in 64ths.
    fn mean(word: &str) -> u32 {
        weigh(word.as_bytes(), 0, word.len()).mean
    }

    #[test]
    fn frequent_words_cost_little_and_random_letters_cost_much() {
        assert!(mean(" the") <= 1, "{}", mean(" the"));
        assert!(mean(" return") <= 4, "{}", mean(" return"));
        assert!(mean(" information") <= 16, "{}", mean(" information"));
        assert!(mean(" xqzvkwj") > 128, "{}", mean(" xqzvkwj"));
    }

    #[test]
    fn the_character_before_a_word_counts() {
        assert!(mean("#value") > mean(".value") + 16, "a dot is mostly part of the token");
    }

    #[test]
    fn a_run_of_one_letter_is_cheap() {
        assert!(mean(&"a".repeat(640)) < 640 * 64 / 5);
        assert!(mean("AAAAAAAAAAAAAAAAAAAAAAAA") < mean("AXQJZAKVWBQXZJKQWVXAKJQZ") / 2);
    }
}
