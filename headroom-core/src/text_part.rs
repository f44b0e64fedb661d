//! Parts of one long string of JSON that may go out of sight, as they stand in its literal.

use crate::Span;
use crate::document::literal::decode;

/// Strings of fewer bytes stay whole.
const LONG_STRING: usize = 2 << 10;

/// The fewest bytes that count as encoded.
const ENCODED: usize = 256;

/// What a part of a string is made of, and how much of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TextPart {
    /// Whole lines.
    Lines(usize),
    /// Characters of whole sentences.
    Characters(usize),
    /// Characters that encode bytes, and the first digits of their digest.
    Encoded(usize, String),
}

impl TextPart {
    /// What a span of a JSON text is, that stands within a string literal: whole lines, whole
    /// sentences, or encoded bytes. Linear in the span.
    pub(crate) fn of(text: &str, span: Span) -> Option<Self> {
        let inside = span.get(text)?;
        let (before, after) = (text.get(..span.start)?, text.get(span.end..)?);
        if inside.len() >= ENCODED && inside.bytes().all(is_encoding) {
            let digest = blake3::hash(inside.as_bytes()).to_hex();
            return Some(Self::Encoded(inside.len(), digest.get(..8)?.to_owned()));
        }
        let (first, last) = (before.ends_with('"'), after.starts_with('"'));
        if (first || ends_line(before)) && (last || ends_line(inside)) {
            let breaks = line_breaks(inside).count();
            return Some(Self::Lines(breaks + usize::from(!ends_line(inside))));
        }
        let whole = (first || ends_sentence(before)) && (last || ends_sentence(inside));
        whole
            .then(|| decode(&format!("\"{inside}\"")).map(|said| said.chars().count()))?
            .map(Self::Characters)
    }
}

/// Whether a span is part of a long string literal, its ends neither in an escape nor at the quotes'
/// outside, given where the literal stands.
pub(crate) fn is_within(literal: Span, span: Span) -> bool {
    literal.len() >= LONG_STRING
        && span.start > literal.start
        && span.end < literal.end
        && !span.is_empty()
}

/// Whether a byte is one of those that base64 is written in.
const fn is_encoding(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=' | b'-' | b'_')
}

/// Whether the source of a string ends with the escape of a line break.
fn ends_line(source: &str) -> bool {
    source
        .strip_suffix('n')
        .is_some_and(|rest| (rest.len() - rest.trim_end_matches('\\').len()) % 2 == 1)
}

/// Whether the source of a string ends with the end of a sentence and a blank.
fn ends_sentence(source: &str) -> bool {
    source.strip_suffix(' ').is_some_and(|rest| rest.ends_with(['.', '!', '?']))
}

/// Where the line breaks of a string end in its source.
pub(crate) fn line_breaks(source: &str) -> impl Iterator<Item = usize> + '_ {
    let mut after = 0;
    memchr::memchr_iter(b'\\', source.as_bytes()).filter_map(move |at| {
        (at >= after).then(|| after = at + 2)?;
        (source.as_bytes().get(at + 1) == Some(&b'n')).then_some(at + 2)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_whole_lines_sentences_or_encoded_bytes() {
        let data = "QUJD".repeat(100);
        let text = format!(r#"{{"a":"one\ntwo\\n x\nfour. Five! Six","b":"{data}"}}"#);
        let part = |part: &str| {
            let start = text.find(part).unwrap_or(0);
            TextPart::of(&text, Span::new(start, start + part.len()))
        };
        assert_eq!(part(r"two\\n x\n"), Some(TextPart::Lines(1)));
        assert_eq!(part(r"one\ntwo\\n x\n"), Some(TextPart::Lines(2)));
        assert_eq!(part(r"two\\n x\nfour. Five! Six"), Some(TextPart::Lines(2)));
        assert_eq!(part(r"two\\n"), None, "no line break");
        assert_eq!(part("Five! "), Some(TextPart::Characters(6)));
        assert_eq!(part("Five! S"), None, "half a word");
        assert!(matches!(part(&data), Some(TextPart::Encoded(400, _))));
        assert!(is_within(Span::new(0, 3_000), Span::new(1, 2_999)));
        assert!(!is_within(Span::new(0, 3_000), Span::new(0, 2_999)));
        assert!(!is_within(Span::new(0, 300), Span::new(1, 299)));
    }
}
