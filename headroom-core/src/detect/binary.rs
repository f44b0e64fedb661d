//! Text that encodes bytes: Base64, hex dumps, text that is mostly not printable.

use super::view::{View, is_share};
use super::{Detection, certain, likely};
use crate::ContentType;

/// Claims a text whose lines are, but for a few captions, encoded bytes.
pub(super) fn claim(view: &View<'_>) -> Option<Detection> {
    let encoded = view.count(|line| Encoding::of(&line.text).is_some());
    let long = view.lines.iter().any(|line| line.len >= 200);
    if is_share(encoded, view.lines.len(), 90) && (encoded >= 3 || long) {
        return Some(certain(ContentType::BINARY));
    }
    let odd: usize = view.lines.iter().map(|line| unprintable(&line.text)).sum();
    let all: usize = view.lines.iter().map(|line| line.text.len().min(120)).sum();
    is_share(odd, all, 10).then(|| likely(ContentType::BINARY))
}

/// How a line encodes bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Encoding {
    /// One run of Base64 or of hex digits.
    Run,
    /// A line of `xxd`, `hexdump -C` or `od`.
    Dump,
}

impl Encoding {
    /// The encoding of a line without its line break, if the line is nothing but encoded bytes.
    /// Linear in the line.
    #[must_use]
    pub fn of(line: &str) -> Option<Self> {
        if is_base64(line) || is_hex_run(line) {
            return Some(Self::Run);
        }
        is_dump_line(line).then_some(Self::Dump)
    }
}

/// Whether a line is one run of at least 60 hex digits, letters among them.
fn is_hex_run(line: &str) -> bool {
    line.len() >= 60 && is_hex(line) && line.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// Whether a line is Base64 as it is wrapped by tools: one run of at least 60 of its characters
/// with both cases and digits, or a data URI.
fn is_base64(line: &str) -> bool {
    if line.len() < 60 {
        return false;
    }
    let uri = line.strip_prefix("data:").and_then(|uri| uri.split_once(";base64,"));
    let line = uri.map_or(line, |(_, data)| data).trim_end();
    let body = line.trim_end_matches('=').as_bytes();
    let legal = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/-_".contains(byte);
    let Some(first) = body.get(..60) else { return false };
    first.iter().all(legal)
        && first.iter().any(u8::is_ascii_uppercase)
        && first.iter().any(u8::is_ascii_lowercase)
        && body.iter().any(u8::is_ascii_digit)
        && body.iter().all(legal)
        && first.iter().filter(|byte| b"-_/".contains(byte)).count() < 12
}

/// Whether a line is one of `xxd`, `hexdump -C` or `od`: an offset and groups of hex or octal digits.
fn is_dump_line(line: &str) -> bool {
    let line = line.trim_end();
    let mut words = line.split_ascii_whitespace();
    let Some(offset) = words.next() else { return false };
    let offset = offset.trim_end_matches(':');
    if !(6..=16).contains(&offset.len()) || !is_hex(offset) {
        return false;
    }
    let groups = words.take_while(|word| is_hex(word) && word.len() % 2 == 0 || word.len() == 3);
    groups.filter(|word| is_hex(word)).count() >= 4
}

fn is_hex(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Bytes of control characters, replacement characters and private use.
fn unprintable(line: &str) -> usize {
    let line = line.get(..line.floor_char_boundary(120)).unwrap_or(line);
    let odd = |c: &char| matches!(*c, '\0'..='\u{7}' | '\u{e}'..='\u{1a}' | '\u{7f}'..='\u{9f}' | '\u{fffd}');
    // The common case, in a form that runs at memory speed.
    let control = line.bytes().filter(|byte| *byte < b' ' || *byte == 0x7f).count();
    if control == 0 && line.is_ascii() {
        return 0;
    }
    line.chars().filter(odd).map(char::len_utf8).sum()
}
