//! The form of a line: what stays when the parts that vary are taken out.

use crate::Span;
use crate::lanes::{Lanes, WIDTH};

/// Replaces the parts of a line that vary from one occurrence to the next by placeholders: runs of
/// digits with what is glued to them (`0x1f`, `3.5ms`, ids with digits) become `#`. Leading and
/// inner white space stays. Two lines with the same mask have the same form.
///
/// Linear in the line.
#[must_use]
pub fn mask(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut at = 0;
    while at < line.len() {
        let part = Part::at(line, at);
        match part.word {
            Word::Letters(span) => out.push_str(span.of(line)),
            Word::Varies => out.push(PLACEHOLDER),
        }
        out.extend(part.sign);
        at = part.end;
    }
    out
}

/// A number for the [`mask`] of a line: equal masks have equal numbers, and different ones have
/// different numbers, as surely as hashes of 128 bits differ. Linear in the line, without an allocation.
#[must_use]
pub fn mask_number(line: &str) -> u128 {
    let number = Number { hashes: MIXERS, held: 0 };
    // Nearly all lines are of ASCII, and have no sign that reads as a placeholder.
    let usual = line.is_ascii() && memchr::memchr(PLACEHOLDER as u8, line.as_bytes()).is_none();
    let number = if usual { number.of_usual(line.as_bytes()) } else { number.of_any(line) };
    u128::from(number.hashes.0) << 64 | u128::from(number.hashes.1)
}

/// What stands in place of a word that varies.
const PLACEHOLDER: char = '#';

/// What some bytes of a text are: a bit for each, the lowest for the first.
#[derive(Clone, Copy, Debug)]
struct Classes {
    digits: u64,
    /// What is no digit and no letter.
    signs: u64,
}

impl Classes {
    /// How many bytes.
    const WIDTH: usize = 64;

    /// Of the bytes from a place on, which are ASCII; past the end of the text there is nothing.
    #[inline(always)]
    fn at(text: &[u8], at: usize) -> Self {
        let left = text.len().saturating_sub(at).min(Self::WIDTH);
        let (mut digits, mut words) = (0, 0);
        for lane in (0..left).step_by(WIDTH) {
            let lanes = Lanes::at(text, at + lane);
            let of_digits = lanes.within(b'0', b'9');
            digits |= of_digits.bits() << lane;
            words |= lanes.letters().or(of_digits).bits() << lane;
        }
        let within = if left < Self::WIDTH { !(u64::MAX << left) } else { u64::MAX };
        Self { digits, signs: !words & within }
    }
}

/// The placeholder as a word.
const HELD: u64 = PLACEHOLDER as u64;

/// Two hashes of the same parts: a short word and the sign behind it are mixed in together, eight bytes at
/// most.
#[derive(Clone, Copy, Debug)]
struct Number {
    hashes: (u64, u64),
    /// A word whose sign is still to come. The placeholder counts as a word, also where the line itself has
    /// that sign.
    held: u64,
}

impl Number {
    #[inline(always)]
    fn mix(&mut self, part: u64) {
        self.hashes.0 = folded(self.hashes.0 ^ part, MIXERS.0);
        self.hashes.1 = folded(self.hashes.1.rotate_left(23) ^ part, MIXERS.1);
    }

    /// Of a line of ASCII without placeholders of its own: where words end is known for many bytes at once,
    /// so that to find one need not wait for the one before.
    fn of_usual(mut self, line: &[u8]) -> Self {
        let (mut start, mut varies) = (0, false);
        for block in (0..line.len()).step_by(Classes::WIDTH) {
            let classes = Classes::at(line, block);
            let mut signs = classes.signs;
            let mut done = 0;
            while signs != 0 {
                let bit = signs.trailing_zeros();
                let end = block + bit as usize;
                varies |= classes.digits & !(u64::MAX << bit) & (u64::MAX << done) != 0;
                self.add_word(line, start, end, varies);
                let sign = line.get(end).copied().unwrap_or_default();
                let held = std::mem::take(&mut self.held);
                self.mix(held | u64::from(sign) << 56);
                (start, varies, done) = (end + 1, false, bit);
                signs &= signs - 1;
            }
            varies |= classes.digits >> done != 0;
        }
        self.add_word(line, start, line.len(), varies);
        self.mix(self.held);
        self
    }

    /// Takes a word, or nothing if that stands there, with no word right before it.
    #[inline(always)]
    fn add_word(&mut self, line: &[u8], start: usize, end: usize, varies: bool) {
        if varies {
            self.held = HELD;
        } else if end - start < WIDTH {
            self.held = Lanes::at(line, start).first(end - start).number();
        } else {
            *self = self.with_long(line.get(start..end).unwrap_or_default());
        }
    }

    #[inline(never)]
    fn with_long(mut self, word: &[u8]) -> Self {
        (0..word.len()).step_by(WIDTH).for_each(|at| self.mix(Lanes::at(word, at).number()));
        self.mix(word.len() as u64);
        self
    }

    /// Of any line.
    fn of_any(mut self, line: &str) -> Self {
        let mut at = 0;
        while at < line.len() {
            let part = Part::at(line, at);
            self.add(line, &part);
            at = part.end;
        }
        self.mix(self.held);
        self
    }

    fn add(&mut self, line: &str, part: &Part) {
        match part.word {
            Word::Varies => self.add_sign(PLACEHOLDER),
            Word::Letters(span) if !span.is_empty() => {
                let held = std::mem::take(&mut self.held);
                if held != 0 {
                    self.mix(held);
                }
                self.add_word(line.as_bytes(), span.start, span.end, false);
            }
            Word::Letters(_) => {}
        }
        if let Some(sign) = part.sign {
            self.add_sign(sign);
        }
    }

    fn add_sign(&mut self, sign: char) {
        let held = std::mem::take(&mut self.held);
        match sign {
            PLACEHOLDER if held == 0 => self.held = HELD,
            _ if sign.is_ascii() => self.mix(held | u64::from(sign) << 56),
            _ => {
                self.mix(held);
                self.mix(u64::from(sign) << 8 | 255 << 56);
            }
        }
    }
}

/// Odd numbers whose bits are spread.
const MIXERS: (u64, u64) = (0x9E37_79B9_7F4A_7C15, 0xD6E8_FEB8_6659_FD93);

/// Both halves of a product.
#[inline(always)]
fn folded(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    (product >> 64) as u64 ^ product as u64
}

/// What stands between two signs.
#[derive(Clone, Copy, Debug)]
enum Word {
    /// Letters, as many as follow each other, or nothing.
    Letters(Span),
    /// The placeholder of a word with a digit.
    Varies,
}

/// A word of a line's mask, and the sign behind it, which is no part of a word.
#[derive(Clone, Copy, Debug)]
struct Part {
    word: Word,
    sign: Option<char>,
    /// Where the next part begins.
    end: usize,
}

impl Part {
    fn at(line: &str, at: usize) -> Self {
        let bytes = line.as_bytes();
        let lanes = Lanes::at(bytes, at);
        let (run, varies) = run_of(lanes);
        let short = run < WIDTH && lanes.byte(run).is_ascii();
        let (end, varies) = if short { (at + run, varies) } else { long_word(line, at) };
        let word = if varies { Word::Varies } else { Word::Letters(Span::new(at, end)) };
        let sign = line.get(end..).and_then(|rest| rest.chars().next());
        Self { word, sign, end: end + sign.map_or(0, char::len_utf8) }
    }
}

/// How many letters and digits the lanes begin with, and whether a digit is among them.
#[inline(always)]
fn run_of(lanes: Lanes) -> (usize, bool) {
    let letters = lanes.letters();
    let run = letters.or(lanes.within(b'0', b'9')).run();
    (run, letters.run() < run)
}

/// The end of the letters and digits that begin at a place, of any script, and whether a digit is among
/// them.
#[inline(never)]
fn long_word(line: &str, start: usize) -> (usize, bool) {
    let rest = line.get(start..).unwrap_or("");
    let word = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    (start + word.len(), word.chars().any(char::is_numeric))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{mask, mask_number};

    #[test]
    fn what_varies_becomes_a_placeholder() {
        assert_eq!(mask("GET /a/17 took 35ms from 10.0.0.1"), "GET /a/# took # from #.#.#.#");
        assert_eq!(mask("id=9f3a-77b2 ok"), "id=#-# ok");
        assert_eq!(mask("  plain words"), "  plain words");
        assert_eq!(mask("\u{e9}t\u{e9}2 a\u{b2} \u{661}/x"), "# # #/x");
        assert_eq!(mask(""), "");
    }

    #[test]
    fn lines_of_one_mask_have_one_number() {
        let lines = [
            "GET /a/17 took 35ms",
            "GET /a/18 took 9ms",
            "GET /b/17 took 35ms",
            "a longer word than eight letters",
            "a longer word than eight Letters",
            "\u{e9}1 x",
            "a1 x",
            "# x",
            "eight888 nine99999 ninelette",
            "eight888 nine99999 ninelette\u{e9}",
            "",
            "7",
            "a_7",
            "#",
            "word",
            "#word x",
            "word x",
            "#7",
            "7#",
            "##",
            "a#b",
            "ninelette#",
            "#ninelette",
            "#\u{e9}",
        ];
        for a in lines {
            for b in lines {
                let same = mask(a) == mask(b);
                assert_eq!(mask_number(a) == mask_number(b), same, "{a} {b}");
            }
        }
    }

    proptest! {
        #[test]
        fn numbers_tell_masks_apart(
            lines in prop::collection::vec("([a-z]{0,9}|[0-9]{1,3}|[a-z][0-9]|#| |:|é|²){0,40}", 8),
            other in "(a|1|#| ){0,5}",
            another in "(a|1|#| ){0,5}",
        ) {
            for a in lines.iter().chain([&other, &another]) {
                let again: String = a.chars().map(|c| if c.is_ascii_digit() { '7' } else { c }).collect();
                for b in lines.iter().chain([&other, &another, &again]) {
                    prop_assert_eq!(mask_number(a) == mask_number(b), mask(a) == mask(b));
                }
            }
        }
    }
}
