//! String literals of JSON and the texts they stand for.

use std::borrow::Cow;

use crate::Span;
use crate::lanes::{Lanes, WIDTH, has_control, plain_end};

/// Decodes a string literal, quotes included. Borrowed unless it carries escapes; `None` for what
/// is not a string literal, lone surrogates included. Linear.
#[must_use]
pub fn decode(literal: &str) -> Option<Cow<'_, str>> {
    let inner = literal.strip_prefix('"')?.strip_suffix('"')?;
    let bytes = inner.as_bytes();
    if memchr::memchr(b'\\', bytes).is_none() {
        return Some(Cow::Borrowed(inner));
    }
    if has_control(bytes) {
        return None;
    }
    let mut out = String::with_capacity(inner.len());
    let mut rest = inner;
    loop {
        // In JSON the next escape is mostly near, in other texts at the end of the line.
        let near = Lanes::at(rest.as_bytes(), 0).plain_in_json();
        let far = || memchr::memchr2(b'\\', b'"', rest.as_bytes()).unwrap_or(rest.len());
        let (plain, escape) = rest.split_at_checked(if near < WIDTH { near } else { far() })?;
        out.push_str(plain);
        if escape.is_empty() {
            return Some(Cow::Owned(out));
        }
        // A quote ends the literal too early, which is no escape either.
        let (decoded, length) = unescape(escape)?;
        out.push(decoded);
        rest = escape.get(length..)?;
    }
}

/// The byte behind the string literal that starts at a place; `None` if it does not end. Linear.
#[must_use]
#[inline]
pub fn string_end(text: &str, start: usize) -> Option<usize> {
    /// Most strings are too short for a search that takes many bytes at once.
    const LONG: usize = 64;
    let bytes = text.as_bytes();
    let mut at = start + 1;
    loop {
        at = if at - start < LONG {
            plain_end(bytes, at)
        } else {
            at + memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?
        };
        match bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

/// The character that the escape at the start of a text stands for, and the escape's length in bytes;
/// `None` if there is none, or if it is half of a character.
#[must_use]
#[inline]
pub fn unescape(text: &str) -> Option<(char, usize)> {
    let [b'\\', kind, ..] = text.as_bytes() else { return None };
    let decoded = match kind {
        b'"' | b'\\' | b'/' => char::from(*kind),
        b'n' => '\n',
        b't' => '\t',
        b'r' => '\r',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'u' => return hex_escape(text),
        _ => return None,
    };
    Some((decoded, 2))
}

/// `\uXXXX`, or two of them that make one character.
fn hex_escape(text: &str) -> Option<(char, usize)> {
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        u16::from_str_radix(digits, 16).ok().filter(|_| is_hex)
    };
    let first = unit(0)?;
    if let Some(decoded) = char::from_u32(u32::from(first)) {
        return Some((decoded, 6));
    }
    let pair = char::decode_utf16([first, unit(6)?]).next()?;
    Some((pair.ok()?, 12))
}

/// Where places of a text, sorted, stand in the literal that stands for it; `None` if one is no place
/// between characters. Linear.
#[must_use]
pub fn places_in_literal(literal: &str, places: &[usize]) -> Option<Vec<usize>> {
    places_in(literal, places, |literal, text| (text, literal))
}

/// Where places of a literal, sorted, stand in the text that it stands for; `None` if one is inside an
/// escape. Linear.
#[must_use]
pub fn places_in_text(literal: &str, places: &[usize]) -> Option<Vec<usize>> {
    places_in(literal, places, |literal, text| (literal, text))
}

/// `order` says which of the two numbers is known, and which is wanted.
fn places_in(
    literal: &str,
    places: &[usize],
    order: impl Fn(usize, usize) -> (usize, usize),
) -> Option<Vec<usize>> {
    let end = literal.len().checked_sub(1)?;
    let (mut out, mut rest) = (Vec::with_capacity(places.len()), places.iter().peekable());
    let (mut at, mut said) = (1, 0);
    loop {
        let inner = literal.get(at..end)?;
        let plain = memchr::memchr(b'\\', inner.as_bytes()).unwrap_or(inner.len());
        let (known, wanted) = order(at, said);
        while let Some(place) = rest.next_if(|place| **place <= known + plain) {
            out.push(wanted + place.checked_sub(known)?);
        }
        (at, said) = (at + plain, said + plain);
        if at == end {
            return rest.peek().is_none().then_some(out);
        }
        let (decoded, length) = unescape(literal.get(at..end)?)?;
        (at, said) = (at + length, said + decoded.len_utf8());
    }
}

/// Encodes a text as a string literal: quotes, backslashes and control characters are escaped.
/// Linear.
#[must_use]
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16 + 2);
    encode_into(text, &mut out);
    out
}

/// Writes a text as a string literal at the end of another, as [`encode`] does.
pub fn encode_into(text: &str, out: &mut String) {
    out.push('"');
    let mut at = 0;
    loop {
        let end = plain_end(text.as_bytes(), at);
        out.push_str(Span::new(at, end).of(text));
        let Some(byte) = text.as_bytes().get(end) else { break };
        push_escaped(out, *byte);
        at = end + 1;
    }
    out.push('"');
}

fn push_escaped(out: &mut String, byte: u8) {
    let short = match byte {
        b'"' => "\\\"",
        b'\\' => "\\\\",
        b'\n' => "\\n",
        b'\t' => "\\t",
        b'\r' => "\\r",
        0x08 => "\\b",
        0x0C => "\\f",
        _ => return out.push_str(&format!("\\u{byte:04x}")),
    };
    out.push_str(short);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn literals_are_decoded_as_the_parser_does() {
        for literal in [
            r#""""#,
            r#""a""#,
            r#""a\n\t\r\b\f\/\\\"z""#,
            r#""\u00e9\u0000""#,
            r#""\ud83d\ude00!""#,
            r#""\ud83d""#,
            r#""\ude00\ud83d""#,
            r#""\ud83dx""#,
            r#""\ud83d\u0041""#,
            r#""\u12""#,
            r#""\u+123""#,
            r#""\x""#,
            r#""\"#,
            r#""\""#,
            r#""é\n漢字""#,
            "\"\\n\u{1}\"",
            "a",
            "\"",
        ] {
            let parsed: Option<String> = serde_json::from_str(literal).ok();
            assert_eq!(decode(literal).map(Cow::into_owned), parsed, "{literal}");
        }
    }

    #[test]
    fn strings_end_at_their_quotes() {
        for inner in ["", "a", "\\\"", "\\\\", "\n", "\u{0}", "é\\u0022"] {
            for length in [0, 1, 7, 8, 9, 62, 63, 64, 65, 200] {
                let literal = format!("\"{}{inner}\"", "x".repeat(length));
                assert_eq!(string_end(&literal, 0), Some(literal.len()), "{literal}");
                let text = format!("[{literal},\"b\"]");
                assert_eq!(string_end(&text, 1), Some(1 + literal.len()), "{text}");
                let open = literal.strip_suffix('"').unwrap_or("");
                assert_eq!(string_end(open, 0), None, "{open}");
                assert_eq!(string_end(&format!("{open}\\"), 0), None, "{open}");
            }
        }
    }

    #[test]
    fn places_are_found_in_the_text_and_back() {
        let literal = r#""a\nb\"\u00e9\ud83d\ude00é.""#;
        let text = decode(literal).unwrap();
        let of_text: Vec<usize> =
            text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let of_literal = places_in_literal(literal, &of_text).unwrap();
        assert_eq!(of_literal, [1, 2, 4, 5, 7, 13, 25, 27, 28]);
        assert_eq!(places_in_text(literal, &of_literal), Some(of_text));
        assert_eq!(places_in_text(literal, &[3]), None, "in an escape");
        assert_eq!(places_in_text(literal, &[29]), None, "behind the quote");
    }

    proptest! {
        #[test]
        fn any_text_is_encoded_as_the_printer_does(text in r#"[\x00-\x7f]{0,40}|(?s).{0,20}"#) {
            let literal = encode(&text);
            prop_assert_eq!(&literal, &serde_json::Value::from(&*text).to_string());
            prop_assert_eq!(decode(&literal).unwrap(), text);
        }

        #[test]
        fn any_escapes_are_decoded_as_the_parser_does(inner in r#"([a-c]|\\|\\u(d8|dc|00)[0-9a-f]{2}|\\[nu"/]|"){0,12}"#) {
            let literal = format!("\"\\n{inner}\"");
            let parsed: Option<String> = serde_json::from_str(&literal).ok();
            prop_assert_eq!(decode(&literal).map(Cow::into_owned), parsed);
        }
    }
}
