//! The form of a line, as a number: lines with equal numbers differ only in what varies.
//!
//! Numbers are hashes. Two lines that differ may share one by chance or by design; then one of them
//! is taken for a repetition of the other, and the checker looks at what a notice says of it.

use super::grammar::LEVELS;
use crate::table_of::table_of;

/// The number of a line's form: coarser than its mask, but for the word `0`, which is not like other
/// numbers (`0 failed`). Hexadecimal words, quoted text and paths vary too, and a row of numbers
/// (`10.0.0.1:80`, `1.2`) counts as one.
pub(super) fn form_number(line: &str) -> u64 {
    let mut form = Form {
        hash: SEED,
        field: SEED,
        slashes: 0,
        number: None,
        last: b' ',
        before_last: b' ',
        keyed: false,
    };
    let mut bytes = line.as_bytes();
    let mut in_word = false;
    while let Some((&first, rest)) = bytes.split_first() {
        let (length, seen) = word(bytes);
        let quoted = if in_word { None } else { quoted(bytes) };
        in_word = false;
        if let Some(after) = quoted {
            form.quoted(bytes.get(1..bytes.len() - after.len() - 1).unwrap_or_default());
            bytes = after;
        } else if length > 0 {
            form.word(bytes, length, seen);
            (bytes, in_word) = (bytes.get(length..).unwrap_or_default(), true);
        } else {
            form.separator(first);
            bytes = rest;
        }
    }
    form.end_field();
    form.hash
}

/// The number of the very text of a line, white space at its ends aside.
pub(super) fn text_number(line: &str) -> u64 {
    mix_all(SEED, line.trim().as_bytes())
}

const SEED: u64 = 0xcbf2_9ce4_8422_2325;

fn mix(hash: u64, value: u64) -> u64 {
    (hash ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29)
}

/// Mixes bytes in, eight at a time, and how many they are.
fn mix_all(hash: u64, bytes: &[u8]) -> u64 {
    let (eights, rest) = bytes.as_chunks::<8>();
    let hash = eights.iter().fold(hash, |hash, eight| mix(hash, u64::from_le_bytes(*eight)));
    let rest = rest.iter().fold(0, |value, &byte| value << 8 | u64::from(byte));
    mix(mix(hash, rest), bytes.len() as u64)
}

/// The first bytes, fewer than eight, and how many they are.
fn short(bytes: &[u8], length: usize) -> u64 {
    let number = match bytes.first_chunk() {
        Some(eight) => u64::from_le_bytes(*eight) & ((1 << (8 * length)) - 1),
        None => bytes.iter().take(length).rev().fold(0, |number, &b| number << 8 | u64::from(b)),
    };
    number | (length as u64) << 56
}

/// How long the word is that begins here, and what is in it.
fn word(bytes: &[u8]) -> (usize, u8) {
    let (mut length, mut seen) = (0, 0);
    for byte in bytes {
        let kind = KINDS.get(usize::from(*byte)).copied().unwrap_or(0);
        if kind & WORD == 0 {
            break;
        }
        seen |= kind;
        length += 1;
    }
    (length, seen)
}

/// A byte of a word.
const WORD: u8 = 1;
/// A digit.
const DIGIT: u8 = 2;
/// A byte of a word that is no hexadecimal digit.
const OTHER: u8 = 4;

/// What each byte is, laid out for one look.
const KINDS: [u8; 256] = table_of!(256, |byte| match byte as u8 {
    b'0'..=b'9' => WORD | DIGIT,
    b'a'..=b'f' | b'A'..=b'F' => WORD,
    b'g'..=b'z' | b'G'..=b'Z' | 0x80.. => WORD | OTHER,
    _ => 0,
});

/// What follows what is quoted at the start, if that is short.
fn quoted(bytes: &[u8]) -> Option<&[u8]> {
    const LONGEST: usize = 64;
    let (quote, rest) = bytes.split_first()?;
    let near = rest.get(..LONGEST).unwrap_or(rest);
    let length = match quote {
        b'\'' | b'"' => {
            let ends = |byte: &u8| byte == quote || byte.is_ascii_whitespace();
            let end = near.iter().position(ends).filter(|end| near.get(*end) == Some(quote))?;
            end + 1
        }
        b'`' => near.iter().position(|&byte| byte == b'`' || byte == b'\'')? + 1,
        0xe2 if matches!(near, [0x80, 0x98 | 0x9c, ..]) => {
            near.windows(3).position(|three| matches!(three, [0xe2, 0x80, 0x99 | 0x9d]))? + 3
        }
        _ => return None,
    };
    rest.get(length..)
}

/// The hash of a form on the way.
struct Form {
    hash: u64,
    /// The hash before the field: what stands between white space.
    field: u64,
    /// The slashes of the field.
    slashes: usize,
    /// The hash after the last number, if nothing but a separator has come since.
    number: Option<u64>,
    /// The last separator, and the one right before it.
    last: u8,
    before_last: u8,
    /// Whether the last word names a status or a level, whose number tells what a line is.
    keyed: bool,
}

impl Form {
    /// Takes the word of so many bytes that begins here; `seen` is what is in it.
    fn word(&mut self, bytes: &[u8], length: usize, seen: u8) {
        let word = bytes.get(..length).unwrap_or_default();
        let hexadecimal = length >= 8 && seen & OTHER == 0;
        if !hexadecimal && seen & DIGIT == 0 {
            self.hash = match length {
                0..8 => mix(self.hash, short(bytes, length)),
                _ => mix_all(self.hash, word),
            };
            self.number = None;
            self.keyed = matches!(word, b"status" | b"code" | b"level");
        } else if word.len() <= 3 && (self.keyed || (self.before_last, self.last) == (b'"', b' ')) {
            // The class of a status or a level: `200` and `204`, but not `503`.
            let class = word.first().copied().unwrap_or(b'0');
            self.hash = mix(mix(self.hash, class.into()), word.len() as u64);
            (self.number, self.keyed) = (None, false);
        } else if word == b"0" && matches!(self.last, b' ' | b'\t' | b'(' | b'=') {
            self.hash = mix(self.hash, b'0'.into());
            self.number = None;
        } else {
            self.hash = self.number.unwrap_or_else(|| mix(self.hash, b'#'.into()));
            self.number = Some(self.hash);
        }
    }

    /// Takes what is quoted, which varies, unless it says how a thing went: `"level":"error"`.
    fn quoted(&mut self, text: &[u8]) {
        const LONGEST: usize = 10;
        let may_tell = text.len() <= LONGEST && text.iter().all(u8::is_ascii_alphabetic);
        let level = || LEVELS.iter().position(|level| level.as_bytes() == text);
        let told = if may_tell { level() } else { None };
        self.hash = mix(self.hash, told.map_or(b'"'.into(), |level| 256 + level as u64));
        self.number = None;
    }

    fn separator(&mut self, byte: u8) {
        if matches!(byte, b' ' | b'\t') {
            self.end_field();
        }
        (self.before_last, self.last) = (self.last, byte);
        self.slashes += usize::from(byte == b'/');
        if !matches!(byte, b'.' | b':' | b'-' | b'/' | b',' | b'_' | b'+') {
            self.number = None;
        }
        self.hash = mix(self.hash, byte.into());
        if matches!(byte, b' ' | b'\t') {
            self.field = self.hash;
        }
    }

    /// A field with two slashes or more is a path: which one, varies.
    fn end_field(&mut self) {
        if self.slashes >= 2 {
            self.hash = mix(self.field, b'/'.into());
        }
        self.slashes = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_differ_only_in_what_does_not_vary() {
        for (a, b) in [
            ("from 10.0.0.1:80 ok", "from 7 ok"),
            ("open /a/b/c.log", "open /x/y"),
            ("session deadbeef0f closed", "session abcdefab closed"),
            ("unused variable `x`", "unused variable `y`"),
            ("unknown type \u{2018}a\u{2019}", "unknown type \u{2018}bc\u{2019}"),
            ("3 failed", "12 failed"),
            ("job done 7", "job done 1234567"),
            ("no such class 'a.b.C' here", "no such class 'd' here"),
            ("assert x.is(\"a/b\")", "assert x.is(\"c\")"),
        ] {
            assert_eq!(form_number(a), form_number(b), "{a} / {b}");
        }
        for (a, b) in [
            ("0 failed", "3 failed"),
            ("\"GET /a\" 200 1", "\"GET /b\" 503 1"),
            ("level=30 a", "level=50 a"),
            ("\u{2713} x", "\u{2717} x"),
            ("start a", "stop a"),
            (r#"{"level":"info"}"#, r#"{"level":"error"}"#),
            (r#"{"Action":"pass"}"#, r#"{"Action":"fail"}"#),
        ] {
            assert_ne!(form_number(a), form_number(b), "{a} / {b}");
        }
    }
}
