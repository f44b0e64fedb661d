//! Where the long values of a JSON text end, found while it is checked to be well-formed.

use crate::Span;
use crate::lanes::plain_end;

/// The long values of a JSON text, in the order in which they begin: a [`Cursor`](super::Cursor)
/// passes over them in one step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Outline {
    long: Vec<Span>,
}

/// Shorter values are passed over byte by byte.
const LONG: usize = 64;

/// Arrays and objects that are nested deeper are not noted.
const NOTED_DEPTH: usize = 64;

impl Outline {
    /// The outline of what stands in a text from a place on; `None` if that is not one JSON value.
    /// Linear, without recursion.
    pub(super) fn of(text: &str, start: usize) -> Option<Self> {
        let (open, outline) = (Vec::new(), Self::default());
        let mut scan = Scan { bytes: text.as_bytes(), at: start, open, outline };
        scan.values()?;
        scan.blanks();
        (scan.at == text.len()).then_some(scan.outline)
    }

    /// The n-th long value.
    pub(super) fn get(&self, n: usize) -> Option<Span> {
        self.long.get(n).copied()
    }

    /// How many long values begin before a place.
    pub(super) fn count_before(&self, at: usize) -> usize {
        self.long.partition_point(|span| span.start < at)
    }

    /// The parts of the text between long strings.
    pub(super) fn between_strings<'a>(&'a self, text: &'a str) -> impl Iterator<Item = &'a str> {
        let is_string = |span: &&Span| text.as_bytes().get(span.start) == Some(&b'"');
        let end = Span::new(text.len(), text.len());
        let strings = self.long.iter().filter(is_string).copied().chain([end]);
        strings.scan(0, |at, string| {
            let part = Span::new(*at, string.start).of(text);
            *at = string.end;
            Some(part)
        })
    }
}

/// An array or object that has not ended.
#[derive(Clone, Copy, Debug)]
struct Open {
    close: u8,
    /// Its place in the outline, if it is noted there.
    noted: Option<u32>,
}

/// What is being read.
struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
    open: Vec<Open>,
    outline: Outline,
}

impl Scan<'_> {
    /// Reads a value and what it holds.
    fn values(&mut self) -> Option<()> {
        loop {
            match self.next()? {
                open @ (b'[' | b'{') => {
                    self.open(open);
                    if self.next()? != close_of(open) {
                        self.key()?;
                        continue;
                    }
                    self.close()?;
                }
                b'"' => self.noted_string()?,
                first => self.scalar(first)?,
            }
            // The value may be the last one of what holds it.
            while let Some(open) = self.open.last().copied() {
                match self.next()? {
                    b',' => {
                        self.at += 1;
                        self.key()?;
                        break;
                    }
                    byte if byte == open.close => self.close()?,
                    _ => return None,
                }
            }
            if self.open.is_empty() {
                return Some(());
            }
        }
    }

    /// Reads the key and the colon before a value, in an object.
    fn key(&mut self) -> Option<()> {
        if self.open.last()?.close != b'}' {
            return Some(());
        }
        (self.next()? == b'"').then_some(())?;
        self.string()?;
        (self.next()? == b':').then_some(())?;
        self.at += 1;
        Some(())
    }

    fn open(&mut self, open: u8) {
        let noted = u32::try_from(self.outline.long.len()).ok();
        let noted = noted.filter(|_| self.open.len() < NOTED_DEPTH);
        if noted.is_some() {
            self.outline.long.push(Span::new(self.at, self.at));
        }
        self.open.push(Open { close: close_of(open), noted });
        self.at += 1;
    }

    fn close(&mut self) -> Option<()> {
        self.at += 1;
        let Some(noted) = self.open.pop()?.noted else { return Some(()) };
        let span = self.outline.long.get_mut(noted as usize)?;
        span.end = self.at;
        // What stands in a short value is short: nothing was noted after it.
        if span.len() < LONG {
            self.outline.long.pop();
        }
        Some(())
    }

    fn noted_string(&mut self) -> Option<()> {
        let start = self.at;
        self.string()?;
        if self.at - start >= LONG {
            self.outline.long.push(Span::new(start, self.at));
        }
        Some(())
    }

    /// Reads a string.
    fn string(&mut self) -> Option<()> {
        self.at += 1;
        loop {
            self.at = plain_end(self.bytes, self.at);
            match self.bytes.get(self.at)? {
                b'"' => {
                    self.at += 1;
                    return Some(());
                }
                b'\\' => self.escape()?,
                _ => return None,
            }
        }
    }

    fn escape(&mut self) -> Option<()> {
        let length = match self.bytes.get(self.at + 1)? {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => 2,
            b'u' => {
                let digits = self.bytes.get(self.at + 2..self.at + 6)?;
                digits.iter().all(u8::is_ascii_hexdigit).then_some(6)?
            }
            _ => return None,
        };
        self.at += length;
        Some(())
    }

    fn scalar(&mut self, first: u8) -> Option<()> {
        match first {
            b't' => self.literal(b"true"),
            b'f' => self.literal(b"false"),
            b'n' => self.literal(b"null"),
            _ => self.number(),
        }
    }

    fn literal(&mut self, literal: &[u8]) -> Option<()> {
        self.bytes.get(self.at..)?.starts_with(literal).then_some(())?;
        self.at += literal.len();
        Some(())
    }

    fn number(&mut self) -> Option<()> {
        self.take(b"-");
        if !self.take(b"0") {
            self.digits()?;
        }
        if self.take(b".") {
            self.digits()?;
        }
        if self.take(b"eE") {
            self.take(b"+-");
            self.digits()?;
        }
        Some(())
    }

    /// Reads one byte, if it is one of these.
    fn take(&mut self, one_of: &[u8]) -> bool {
        let taken = self.bytes.get(self.at).is_some_and(|byte| one_of.contains(byte));
        self.at += usize::from(taken);
        taken
    }

    /// Reads digits, at least one.
    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_digit) {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }

    fn blanks(&mut self) {
        while self.bytes.get(self.at).is_some_and(|byte| b" \n\t\r".contains(byte)) {
            self.at += 1;
        }
    }

    /// The next byte that is no white space.
    fn next(&mut self) -> Option<u8> {
        self.blanks();
        self.bytes.get(self.at).copied()
    }
}

const fn close_of(open: u8) -> u8 {
    if open == b'{' { b'}' } else { b']' }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn is_json(text: &str) -> bool {
        serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
    }

    #[test]
    fn what_is_json_is_what_the_parser_says() {
        for text in [
            "",
            " ",
            "1",
            "-0.5e+10",
            "01",
            "1.",
            "1e",
            "-",
            "+1",
            ".5",
            "1 2",
            "tru",
            "true",
            "nullx",
            "[]",
            "[1,]",
            "[,1]",
            "[1 2]",
            "{}",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1,}",
            "{\"a\":1}",
            "{1:2}",
            "[}",
            "[1}",
            "]",
            "\"",
            "\"\\",
            "\"\\x\"",
            "\"\\u12\"",
            "\"\\u12g4\"",
            "\"\\ud800\"",
            "\"\u{1}\"",
            "\"\u{7f}é\"",
            "\"a\nb\"",
            "\u{b}1",
            "[[[[]]]]",
            "[[[[]]]",
            " [ 1 , { \"a\" : [ ] } ] ",
            "[\"0123456789\\n0123456789\"]",
            "1e1.5",
            "0x1",
            "-01",
            "[1]]",
        ] {
            assert_eq!(Outline::of(text, 0).is_some(), is_json(text), "{text:?}");
        }
    }

    #[test]
    fn long_values_are_noted_in_order() {
        let long = "x".repeat(LONG);
        let text = format!("[1,\"short\",[2],{{\"a\":\"{long}\",\"b\":[\"{long}\\\"\"]}}]");
        let outline = Outline::of(&text, 0).unwrap();
        let noted: Vec<&str> = outline.long.iter().map(|span| span.of(&text)).collect();
        let [string, quoted] = [format!("\"{long}\""), format!("\"{long}\\\"\"")];
        let list = format!("[{quoted}]");
        let object = format!("{{\"a\":{string},\"b\":{list}}}");
        assert_eq!(noted, [&text, &object, &string, &list, &quoted]);
        let between: Vec<&str> = outline.between_strings(&text).collect();
        assert_eq!(between, ["[1,\"short\",[2],{\"a\":", ",\"b\":[", "]}]"]);
        assert_eq!(outline.count_before(1), 1);
        assert_eq!(Outline::of(&format!("?{text}"), 1).unwrap().get(0).unwrap().start, 1);
    }

    proptest! {
        #[test]
        fn mutated_json_is_told_from_json(
            text in r#"[\[\]{}:,"\\0-9eE.+\-tfnualsr \n]{0,24}"#,
            json in r#"(\[|\{"k":)(-?[0-9]{1,3}(\.[0-9])?|"([a-z]|\\n|\\u00e9){0,30}"|null|\[\]|\{"a":1\})(\]|\})"#,
            at in 0_usize..40,
            byte in r#"[\[\]{}:,"\\0a\u{1} ]"#,
        ) {
            prop_assert_eq!(Outline::of(&text, 0).is_some(), is_json(&text));
            prop_assert_eq!(Outline::of(&json, 0).is_some(), is_json(&json));
            let at = (0..=at.min(json.len())).rev().find(|at| json.is_char_boundary(*at)).unwrap_or(0);
            let mutated = format!("{}{byte}{}", Span::new(0, at).of(&json), Span::new(at, json.len()).of(&json));
            prop_assert_eq!(Outline::of(&mutated, 0).is_some(), is_json(&mutated));
        }
    }
}
