//! JSON and JSON lines, proven by parsing.

use serde::de::IgnoredAny;
use serde_json::Deserializer;

use super::{Detection, certain, likely};
use crate::ContentType;

/// The percent of a text that breaks off which must be JSON.
const MIN_JSON: usize = 80;
/// Shorter texts that break off are not taken for JSON.
const MIN_BROKEN: usize = 512;
/// It has so many commas and colons at least.
const MIN_DELIMITERS: usize = 4;

/// Claims a text that is one object or array, or a sequence of them; in doubt, one that begins as an object
/// or array and breaks off.
pub(super) fn claim(text: &str) -> Option<Detection> {
    if !matches!(first_byte(text), Some(b'{' | b'[')) {
        return None;
    }
    let mut values = Deserializer::from_str(text).into_iter::<IgnoredAny>();
    if let Err(error) = values.next()? {
        let read = offset(text, error.line(), error.column());
        let broken = text.len() >= MIN_BROKEN && read * 100 >= text.len() * MIN_JSON;
        // Brackets alone are no JSON yet.
        let delimiters = memchr::memchr2_iter(b',', b':', text.as_bytes()).take(MIN_DELIMITERS);
        let claimed = broken && delimiters.count() == MIN_DELIMITERS;
        return claimed.then(|| likely(ContentType::JSON));
    }
    let Some(second) = values.next() else {
        return Some(certain(ContentType::JSON));
    };
    second.ok()?;
    let rest_are_values = values.all(|value| value.is_ok());
    (rest_are_values && all_structured(text)).then(|| certain(ContentType::JSON_LINES))
}

/// The first byte that is no white space.
fn first_byte(text: &str) -> Option<u8> {
    text.bytes().find(|byte| !byte.is_ascii_whitespace())
}

/// Whether every line that starts a value starts an object or array: a sequence in which strings or
/// numbers stand on their own is rather text.
fn all_structured(text: &str) -> bool {
    let structured = |line: &str| match first_byte(line) {
        None => true,
        // Lines inside a value that is spread over lines start with blanks, closers or strings.
        Some(first) => line.starts_with([' ', '\t']) || !first.is_ascii_alphanumeric(),
    };
    text.lines().all(structured)
}

/// Length of the object or array at the start of `text`, if there is a complete one.
///
/// Otherwise how many bytes were read before it was clear that there is none.
pub(super) fn value_len(text: &str) -> Result<usize, usize> {
    if !text.starts_with(['{', '[']) {
        return Err(0);
    }
    let mut values = Deserializer::from_str(text).into_iter::<IgnoredAny>();
    match values.next() {
        Some(Ok(_)) => Ok(values.byte_offset()),
        Some(Err(error)) => Err(offset(text, error.line(), error.column())),
        None => Err(text.len()),
    }
}

/// The offset of a line and column, both counted from 1.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start = match line.checked_sub(2) {
        None => 0,
        Some(nth) => memchr::memchr_iter(b'\n', text.as_bytes()).nth(nth).map_or(0, |at| at + 1),
    };
    (start + column).min(text.len())
}

#[cfg(test)]
mod tests {
    use super::{claim, likely, value_len};
    use crate::ContentType;

    #[test]
    fn only_what_parses_is_json() {
        let name = |text| claim(text).map(|detection| detection.content_type.name());
        assert_eq!(name(" {\"a\": [1, 1.0, \"}\"]}\n"), Some("json"));
        assert_eq!(name("[]"), Some("json"));
        assert_eq!(name("{\"a\":1}\n{\"a\":2}\n"), Some("json-lines"));
        assert_eq!(name("{\"a\":1}{\"a\":2}"), Some("json-lines"));
        assert_eq!(name("{\n  \"a\": 1\n}\n{\n  \"a\": 2\n}"), Some("json-lines"));
        assert_eq!(name("[harness: run 3]"), None);
        assert_eq!(name("{'a': 1, 'b': None}"), None);
        assert_eq!(name("[1] see above"), None);
        assert_eq!(name("[1]\n2\n3"), None);
        assert_eq!(name("\"text\""), None);
        assert_eq!(name("{\"a\":1}\n{\"a\":"), None);
        assert_eq!(name(&"[".repeat(100_000)), None);
    }

    #[test]
    fn json_that_breaks_off_is_in_doubt() {
        let rows: Vec<String> =
            (0..40).map(|n| format!("{{\"id\": {n}, \"name\": \"x\"}}")).collect();
        let text = format!("[{}", rows.join(",\n"));
        for (end, found) in [
            ("", true),
            (",\n{\"id\": 40, \"na", true),
            ("\n... [output truncated]", true),
            ("]\nand that is all.", false),
        ] {
            let detection = claim(&format!("{text}{end}"));
            assert_eq!(detection, found.then(|| likely(ContentType::JSON)), "{end}");
        }
        assert_eq!(claim(text.get(..400).unwrap()), None, "too short");
        assert_eq!(claim(&format!("[1, oops,{text}")), None);
    }

    #[test]
    fn values_end_where_they_end() {
        assert_eq!(value_len("{\"a\": \"}\"} tail"), Ok(10));
        assert_eq!(value_len("[1,\n2,\nx]"), Err(8));
        assert_eq!(value_len("[1,"), Err(3));
        assert_eq!(value_len("x"), Err(0));
    }
}
