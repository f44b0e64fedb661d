//! A cursor over JSON that is known to be well-formed, and equality of JSON values as source text.
//!
//! The request is checked once ([`outline`](super::outline)); the cursor then finds spans in it in one pass. It
//! does not allocate, does not recurse, and on text that is not JSON it stops early instead of
//! failing.

use std::sync::Arc;

use super::literal::{decode, string_end};
use super::outline::Outline;
use crate::Span;
use crate::lanes::same_bytes;

/// Where the text of a body starts: behind a byte order mark, if there is one.
pub(super) fn body_start(source: &str) -> usize {
    const MARK: char = '\u{feff}';
    if source.starts_with(MARK) { MARK.len_utf8() } else { 0 }
}

/// A position in a JSON text that is known to be well-formed.
#[derive(Clone, Debug)]
pub struct Cursor<'a> {
    text: &'a str,
    at: usize,
    outline: Option<Arc<Outline>>,
    /// How many of the outline's values begin before `at`, or fewer.
    passed: usize,
}

impl<'a> Cursor<'a> {
    /// A cursor at a byte offset of `text`.
    #[must_use]
    pub const fn new(text: &'a str, at: usize) -> Self {
        Self { text, at, outline: None, passed: 0 }
    }

    /// A cursor at the start of a body, which a byte order mark may precede.
    #[must_use]
    pub fn of_body(text: &'a str) -> Self {
        Self::new(text, body_start(text))
    }

    /// A cursor that passes over long values in one step.
    pub(super) fn with_outline(text: &'a str, at: usize, outline: &Arc<Outline>) -> Self {
        let passed = outline.count_before(at);
        Self { text, at, outline: Some(Arc::clone(outline)), passed }
    }

    /// The first byte of the next token, or 0 at the end.
    pub fn peek(&mut self) -> u8 {
        while let Some(b) = self.byte(self.at) {
            if !matches!(b, b' ' | b'\n' | b'\t' | b'\r') {
                return b;
            }
            self.at += 1;
        }
        0
    }

    /// Where the next token starts.
    pub fn position(&mut self) -> usize {
        self.peek();
        self.at
    }

    /// One past the last byte that was read.
    #[must_use]
    pub const fn consumed(&self) -> usize {
        self.at
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    /// Visits the members of the object that starts here; does nothing for another value. `each`
    /// gets the decoded key and may read the value; what it does not read is skipped.
    pub fn object(&mut self, mut each: impl FnMut(&mut Self, &str)) {
        self.sequence(b'{', |cursor| {
            let literal = cursor.skip();
            let key = decode(literal.of(cursor.text)).unwrap_or_default();
            cursor.pass(b':');
            cursor.visit(|cursor| each(cursor, &key));
        });
    }

    /// Passes over a bracket, a comma or a colon, if it is the next token.
    #[inline]
    pub(crate) fn pass(&mut self, sign: u8) -> bool {
        let found = self.peek() == sign;
        self.at += usize::from(found);
        found
    }

    /// Passes over a string literal, if it is the next token.
    #[inline]
    pub(crate) fn accept(&mut self, literal: &str) -> bool {
        let start = self.position();
        let end = start + literal.len();
        let found = self.text.as_bytes().get(start..end);
        let found = found.is_some_and(|here| same_bytes(here, literal.as_bytes()));
        self.at = if found { end } else { start };
        found
    }

    /// Visits the elements of the array that starts here; does nothing for another value. What
    /// `each` does not read is skipped.
    pub fn array(&mut self, mut each: impl FnMut(&mut Self)) {
        self.sequence(b'[', |cursor| cursor.visit(&mut each));
    }

    fn visit(&mut self, each: impl FnOnce(&mut Self)) {
        let start = self.position();
        each(self);
        if self.at == start {
            self.skip();
        }
    }

    fn sequence(&mut self, open: u8, mut each: impl FnMut(&mut Self)) {
        if self.peek() != open {
            return;
        }
        self.at += 1;
        loop {
            match self.peek() {
                b',' => self.at += 1,
                b'}' | b']' => {
                    self.at += 1;
                    return;
                }
                0 => return,
                _ => each(self),
            }
        }
    }

    /// Passes over the value that starts here and gives its span. Linear, without recursion.
    pub fn skip(&mut self) -> Span {
        let start = self.position();
        if let Some(long) = self.long_value(start) {
            self.at = long.end;
            return long;
        }
        match self.byte(start) {
            Some(b'"') => self.skip_string(),
            Some(b'{' | b'[') => {
                self.at += 1;
                self.leave();
            }
            Some(b'}' | b']' | b',' | b':') => self.at += 1,
            Some(_) => self.skip_scalar(),
            None => {}
        }
        Span::new(start, self.at)
    }

    /// Passes over what is left of the array or object whose bracket was read last, and whether that ends.
    /// Linear, without recursion.
    pub(crate) fn leave(&mut self) -> bool {
        let mut open = 1_usize;
        while let Some(b) = self.byte(self.at) {
            match b {
                b'"' => self.skip_string(),
                b'{' | b'[' => {
                    open += 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    open -= 1;
                    self.at += 1;
                    if open == 0 {
                        return true;
                    }
                }
                _ => self.at += 1,
            }
        }
        false
    }

    /// The long value that begins at a place, if the outline has one there.
    fn long_value(&mut self, start: usize) -> Option<Span> {
        let outline = self.outline.as_deref()?;
        loop {
            let next = outline.get(self.passed)?;
            if next.start >= start {
                return (next.start == start).then_some(next);
            }
            self.passed += 1;
        }
    }

    #[inline]
    fn skip_string(&mut self) {
        self.at = string_end(self.text, self.at).unwrap_or(self.text.len());
    }

    fn skip_scalar(&mut self) {
        while let Some(b) = self.byte(self.at) {
            if matches!(
                b,
                b',' | b':' | b'}' | b']' | b'{' | b'[' | b'"' | b' ' | b'\n' | b'\t' | b'\r'
            ) {
                return;
            }
            self.at += 1;
        }
    }

    /// The next token: a bracket, a comma, a colon, a string literal or another scalar.
    pub(crate) fn token(&mut self) -> Option<&'a str> {
        let start = self.position();
        match self.byte(start)? {
            b'"' => self.skip_string(),
            b'{' | b'}' | b'[' | b']' | b',' | b':' => self.at += 1,
            _ => self.skip_scalar(),
        }
        self.text.get(start..self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_and_elements_are_visited_in_one_pass() {
        let text = r#" {"a" : [1, {"x":"}\"]"}, []], "b\n": "c", "d": {}} "#;
        let mut seen = Vec::new();
        Cursor::new(text, 0).object(|cursor, key| {
            if key == "a" {
                cursor.array(|cursor| seen.push(cursor.skip().of(text).to_owned()));
            } else {
                seen.push(key.to_owned());
            }
        });
        assert_eq!(seen, ["1", r#"{"x":"}\"]"}"#, "[]", "b\n", "d"]);
    }

    #[test]
    fn broken_text_ends_the_walk() {
        for text in ["{", "[1,", "{\"a\":", "\"", "{\"a\" \"b\"", "[}", "\\", "{]", "x"] {
            Cursor::new(text, 0).object(|_, _| {});
            Cursor::new(text, 0).array(|_| {});
            Cursor::new(text, 0).skip();
        }
    }
}
