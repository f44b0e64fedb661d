//! A JSON string literal, decoded, that still knows where each character stands in the body.

use std::borrow::Cow;

use headroom_core::Span;
use headroom_core::document::literal::unescape;

/// The text of a string literal, and the way back to its bytes.
#[derive(Clone, Debug)]
pub(crate) struct Literal<'a> {
    text: Cow<'a, str>,
    /// After each escape: how far the text had come, and where the body goes on.
    jumps: Vec<(usize, usize)>,
    start: usize,
}

impl<'a> Literal<'a> {
    /// Decodes the literal that stands at `span`, quotes included. `None` if none stands there, or if
    /// it does not decode (lone surrogates). Linear.
    pub(crate) fn read(body: &'a str, span: Span) -> Option<Self> {
        let inner = span.get(body)?.strip_prefix('"')?.strip_suffix('"')?;
        let start = span.start + 1;
        if !inner.contains('\\') {
            return Some(Self { text: Cow::Borrowed(inner), jumps: Vec::new(), start });
        }
        let mut text = String::with_capacity(inner.len());
        let mut jumps = Vec::new();
        let mut rest = inner;
        while let Some(at) = rest.find('\\') {
            text.push_str(rest.get(..at)?);
            let (c, length) = unescape(rest.get(at..)?)?;
            text.push(c);
            rest = rest.get(at + length..)?;
            jumps.push((text.len(), start + inner.len() - rest.len()));
        }
        text.push_str(rest);
        Some(Self { text: Cow::Owned(text), jumps, start })
    }

    /// The decoded text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of the body that stand for a span of the text.
    pub(crate) fn in_body(&self, span: Span) -> Span {
        Span::new(self.place(span.start), self.place(span.end))
    }

    fn place(&self, at: usize) -> usize {
        let passed = self.jumps.partition_point(|&(text, _)| text <= at);
        let jump = passed.checked_sub(1).and_then(|last| self.jumps.get(last));
        let &(text, body) = jump.unwrap_or(&(0, self.start));
        body + (at - text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn spans_lead_back_to_the_escapes() {
        let body = r#"  "a\nb\u00e9c\ud83d\ude00d" "#;
        let literal = Literal::read(body, Span::new(2, body.len() - 1)).unwrap();
        assert_eq!(literal.text(), "a\nbéc😀d");
        let raw = |part: &str| {
            let at = literal.text().find(part).unwrap();
            literal.in_body(Span::new(at, at + part.len())).of(body)
        };
        assert_eq!(raw("bé"), r"b\u00e9");
        assert_eq!(raw("é"), r"\u00e9");
        assert_eq!(raw("\n"), r"\n");
        assert_eq!(raw("😀d"), r"\ud83d\ude00d");
        assert_eq!(raw("a\nbéc😀d").len(), body.len() - 5);
    }

    #[test]
    fn what_does_not_decode_is_no_literal() {
        for raw in [r#""\ud800""#, r#""\ud800\u0041""#, "12", "\"", "", r#""\udc00\ud800""#] {
            assert!(Literal::read(raw, Span::whole(raw)).is_none(), "{raw}");
        }
    }

    proptest! {
        #[test]
        fn every_span_of_any_text_is_found(text in "\\PC*[\u{1}-\u{1f}\"\\\\😀é]*\\PC*", ascii: bool) {
            let mut body = serde_json::to_string(&text).unwrap();
            if ascii {
                let escaped = |c: char| {
                    let mut units = [0; 2];
                    c.encode_utf16(&mut units).iter().map(|u| format!("\\u{u:04x}")).collect()
                };
                let each = body.chars().map(|c| if c.is_ascii() { c.to_string() } else { escaped(c) });
                body = each.collect();
            }
            let literal = Literal::read(&body, Span::whole(&body)).unwrap();
            prop_assert_eq!(literal.text(), &text);
            for (at, c) in text.char_indices() {
                let raw = literal.in_body(Span::new(at, at + c.len_utf8())).of(&body);
                let decoded: String = serde_json::from_str(&format!("\"{raw}\"")).unwrap();
                prop_assert_eq!(decoded, c.to_string());
            }
        }
    }
}
