//! The form of a line, as a number: lines with equal numbers differ only in what varies.

use headroom_core::mask;

/// The number of a line's [`mask`]: equal masks have equal numbers. Linear, without allocation for
/// ASCII.
pub(super) fn mask_number(line: &str) -> u64 {
    if !line.is_ascii() {
        return mix(mask(line).bytes().fold(SEED, mix), b'\n');
    }
    let mut hash = SEED;
    let (mut before, mut in_word, mut digits) = (SEED, false, false);
    for &byte in line.as_bytes().iter().chain(&[b'\n']) {
        let is_word = byte.is_ascii_alphanumeric();
        if is_word && !in_word {
            (before, digits) = (hash, false);
        }
        if !is_word && in_word && digits {
            hash = mix(before, b'#');
        }
        in_word = is_word;
        digits |= byte.is_ascii_digit();
        hash = mix(hash, byte);
    }
    hash
}

/// The number of a line's form: coarser than its mask, but for the word `0`, which is not like other
/// numbers (`0 failed`). Hexadecimal words, quoted words and paths vary too, and a row of numbers
/// (`10.0.0.1:80`, `1.2`) counts as one.
pub(super) fn form_number(line: &str) -> u64 {
    let mut form = Form::new();
    let bytes = line.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match quoted(bytes, at) {
            Some(end) => {
                // What is quoted counts as a number does.
                form.push(b' ');
                form.push(b'1');
                form.push(b' ');
                at = end;
            }
            None => {
                form.push(byte);
                at += 1;
            }
        }
    }
    form.push(b'\n');
    form.hash
}

/// The end of what is quoted from `at` on, quotes included, if it is short.
fn quoted(bytes: &[u8], at: usize) -> Option<usize> {
    const LONGEST: usize = 64;
    let before = at.checked_sub(1).and_then(|at| bytes.get(at));
    let opens = before.is_none_or(|byte| !byte.is_ascii_alphanumeric());
    let quote = *bytes.get(at).filter(|_| opens)?;
    let inner = bytes.get(at + 1..bytes.len().min(at + LONGEST))?;
    match quote {
        b'\'' | b'"' => {
            let ends = |byte: &u8| *byte == quote || byte.is_ascii_whitespace();
            let end = inner.iter().position(ends).filter(|end| inner.get(*end) == Some(&quote))?;
            Some(at + end + 2)
        }
        b'`' => Some(at + inner.iter().position(|&byte| byte == b'`' || byte == b'\'')? + 2),
        0xe2 if matches!(inner, [0x80, 0x98 | 0x9c, ..]) => {
            let end = inner.windows(3).position(|w| matches!(w, [0xe2, 0x80, 0x99 | 0x9d]))?;
            Some(at + end + 4)
        }
        _ => None,
    }
}

/// The number of the very text of a line, white space at its ends aside.
pub(super) fn text_number(line: &str) -> u64 {
    line.trim().bytes().fold(SEED, mix)
}

const SEED: u64 = 0xcbf2_9ce4_8422_2325;

fn mix(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(5)
}

/// A line hashed byte by byte, words and fields being replaced when they end.
struct Form {
    hash: u64,
    /// The hash before the word and before the field (what stands between white space).
    before: (u64, u64),
    word: Word,
    slashes: usize,
    /// The hash after the last number, if nothing but a separator has come since.
    number: Option<u64>,
}

#[derive(Default)]
struct Word {
    len: usize,
    digits: usize,
    hexes: usize,
    lead: [u8; 3],
}

impl Form {
    fn new() -> Self {
        Self { hash: SEED, before: (SEED, SEED), word: Word::default(), slashes: 0, number: None }
    }

    fn push(&mut self, byte: u8) {
        if byte.is_ascii_alphanumeric() || byte >= 0x80 {
            self.letter(byte);
        } else {
            if self.word.len > 0 {
                self.end_word();
            }
            self.separator(byte);
        }
    }

    fn letter(&mut self, byte: u8) {
        if self.word.len == 0 {
            self.before.0 = self.hash;
        }
        if let Some(lead) = self.word.lead.get_mut(self.word.len) {
            *lead = byte;
        }
        self.word.len += 1;
        self.word.digits += usize::from(byte.is_ascii_digit());
        self.word.hexes += usize::from(byte.is_ascii_hexdigit());
        self.hash = mix(self.hash, byte);
    }

    fn end_word(&mut self) {
        let word = std::mem::take(&mut self.word);
        let varies = word.digits > 0 || (word.hexes == word.len && word.len >= 8);
        if !varies {
            self.number = None;
        } else if self.number.is_none() && word.len == 1 && word.lead[0] == b'0' {
            self.hash = mix(self.before.0, b'0');
            self.number = None;
        } else {
            self.hash = self.number.unwrap_or_else(|| mix(self.before.0, b'#'));
            self.number = Some(self.hash);
        }
    }

    fn separator(&mut self, byte: u8) {
        self.slashes += usize::from(byte == b'/');
        if matches!(byte, b' ' | b'\t' | b'\n') {
            if self.slashes >= 2 {
                self.hash = mix(self.before.1, b'/');
            }
            self.slashes = 0;
        }
        if !matches!(byte, b'.' | b':' | b'-' | b'/' | b',' | b'_' | b'+') {
            self.number = None;
        }
        self.hash = mix(self.hash, byte);
        if matches!(byte, b' ' | b'\t') {
            self.before.1 = self.hash;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mask_numbers_agree_with_masks() {
        let lines = [
            "GET /a/17 took 35ms",
            "GET /a/18 took 9ms",
            "GET /b/17 took 35ms",
            "é1 x",
            "a1 x",
            "",
            "7",
            "a_7",
        ];
        for a in lines {
            for b in lines {
                assert_eq!(mask(a) == mask(b), mask_number(a) == mask_number(b), "{a} {b}");
            }
        }
    }

    #[test]
    fn forms_differ_only_in_what_does_not_vary() {
        for (a, b) in [
            ("from 10.0.0.1:80 ok", "from 7 ok"),
            ("open /a/b/c.log", "open /x/y"),
            ("session deadbeef0f closed", "session abcdefab closed"),
            ("unused variable `x`", "unused variable `y`"),
            ("unknown type \u{2018}a\u{2019}", "unknown type \u{2018}bc\u{2019}"),
            ("3 failed", "12 failed"),
            ("no such class 'a.b.C' here", "no such class 'd' here"),
            ("assert x.is(\"a/b\")", "assert x.is(\"c\")"),
        ] {
            assert_eq!(form_number(a), form_number(b), "{a} / {b}");
        }
        for (a, b) in
            [("0 failed", "3 failed"), ("\u{2713} x", "\u{2717} x"), ("start a", "stop a")]
        {
            assert_ne!(form_number(a), form_number(b), "{a} / {b}");
        }
    }
}
