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
    parts(line, |part| match part {
        Part::Word(word, _) => out.push_str(word),
        Part::Sign(sign) => out.push(sign),
    });
    out
}

/// A number for the [`mask`] of a line: equal masks have equal numbers, and different ones have
/// different numbers, as surely as hashes of 128 bits differ. Linear in the line, without an allocation.
#[must_use]
pub fn mask_number(line: &str) -> u128 {
    let mut number = Number(MIXERS.0, MIXERS.1);
    // A short word and the sign behind it are mixed in together: eight bytes at most. The placeholder counts
    // as a word, also where the line itself has that sign.
    let mut short = 0;
    parts(line, |part| match part {
        Part::Word(word, head) if word.len() < WIDTH => short = head,
        Part::Word(word, _) => number.mix_long(word.as_bytes()),
        Part::Sign(PLACEHOLDER) if short == 0 => short = u64::from(u32::from(PLACEHOLDER)),
        Part::Sign(sign) if sign.is_ascii() => {
            number.mix(std::mem::take(&mut short) | u64::from(u32::from(sign)) << 56);
        }
        Part::Sign(sign) => {
            number.mix(std::mem::take(&mut short));
            number.mix(u64::from(u32::from(sign)) << 8 | 255 << 56);
        }
    });
    number.mix(short);
    u128::from(number.0) << 64 | u128::from(number.1)
}

/// What stands in place of a word that varies.
const PLACEHOLDER: char = '#';

/// Two hashes of the same parts.
struct Number(u64, u64);

impl Number {
    #[inline(always)]
    fn mix(&mut self, part: u64) {
        self.0 = folded(self.0 ^ part, MIXERS.0);
        self.1 = folded(self.1.rotate_left(23) ^ part, MIXERS.1);
    }

    #[inline(never)]
    fn mix_long(&mut self, word: &[u8]) {
        (0..word.len()).step_by(WIDTH).for_each(|at| self.mix(Lanes::at(word, at).number()));
        self.mix(word.len() as u64);
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

/// A part of a mask.
#[derive(Clone, Copy, Debug)]
enum Part<'a> {
    /// Letters, as many as follow each other; and the first of them as a number.
    Word(&'a str, u64),
    /// What stands between words, or the placeholder of one with a digit.
    Sign(char),
}

/// Goes over the parts of a line's mask.
#[inline(always)] // For each of its uses the parts become a few instructions.
fn parts<'a>(line: &'a str, mut each: impl FnMut(Part<'a>)) {
    let bytes = line.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let lanes = Lanes::at(bytes, at);
        let letters = lanes.letters();
        let run = letters.or(lanes.within(b'0', b'9')).run();
        let next = lanes.byte(run);
        let (end, varies) = if run < WIDTH && next.is_ascii() {
            (at + run, letters.run() < run)
        } else {
            long_word(line, at)
        };
        if end > at {
            let word = Span::new(at, end).of(line);
            let head = lanes.first(end - at).number();
            each(if varies { Part::Sign(PLACEHOLDER) } else { Part::Word(word, head) });
        }
        // What follows the word is no part of one.
        at = end;
        if let Some(&sign) = bytes.get(end).filter(|byte| byte.is_ascii()) {
            each(Part::Sign(char::from(sign)));
            at += 1;
        } else if let Some(sign) = line.get(end..).and_then(|rest| rest.chars().next()) {
            each(Part::Sign(sign));
            at += sign.len_utf8();
        }
    }
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
        ];
        for a in lines {
            for b in lines {
                let same = mask(a) == mask(b);
                assert_eq!(mask_number(a) == mask_number(b), same, "{a} {b}");
            }
        }
    }
}
