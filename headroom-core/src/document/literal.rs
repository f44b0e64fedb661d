//! String literals of JSON and the texts they stand for.

use std::borrow::Cow;

use crate::Span;
use crate::lanes::{Lanes, WIDTH};

/// Decodes a string literal, quotes included. Borrowed unless it carries escapes; `None` for what
/// is not a string literal, lone surrogates included. Linear.
#[must_use]
pub fn decode(literal: &str) -> Option<Cow<'_, str>> {
    let inner = literal.strip_prefix('"')?.strip_suffix('"')?;
    if memchr::memchr(b'\\', inner.as_bytes()).is_none() {
        return Some(Cow::Borrowed(inner));
    }
    let mut out = String::with_capacity(inner.len());
    let mut at = 0;
    loop {
        let end = plain_end(inner, at);
        out.push_str(Span::new(at, end).of(inner));
        if end == inner.len() {
            return Some(Cow::Owned(out));
        }
        let (decoded, length) = unescape(inner.get(end..)?)?;
        out.push(decoded);
        at = end + length;
    }
}

/// The end of what stands for itself, from a place on.
#[inline]
fn plain_end(text: &str, mut at: usize) -> usize {
    loop {
        let plain = Lanes::at(text.as_bytes(), at).plain_in_json();
        at += plain;
        if plain < WIDTH {
            return at;
        }
    }
}

/// The character that the escape at the start of a text stands for, and the escape's length in bytes;
/// `None` if there is none, or if it is half of a character.
#[must_use]
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

/// Encodes a text as a string literal: quotes, backslashes and control characters are escaped.
/// Linear.
#[must_use]
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16 + 2);
    out.push('"');
    let mut at = 0;
    loop {
        let end = plain_end(text, at);
        out.push_str(Span::new(at, end).of(text));
        let Some(byte) = text.as_bytes().get(end) else { break };
        push_escaped(&mut out, *byte);
        at = end + 1;
    }
    out.push('"');
    out
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
