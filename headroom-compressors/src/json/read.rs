//! Reads what the writer wrote, and gives JSON.

use std::fmt;

use headroom_core::document::literal::{encode_into, string_end};

use super::above::Above;
use super::block::{LEGEND, SHOWN, STRINGS};
use super::broken;
use super::header::{Form, Forms, Layout, literal};
use super::nested;
use super::scalar::{Place, bare_len, is_literal};
use super::tree::MAX_DEPTH;
use super::write::minify;

/// Writes the JSON of a folded text; an error if it is not one. Behind it stands what is not folded, where the
/// source breaks off.
pub(super) fn document(text: &str, out: &mut dyn fmt::Write) -> fmt::Result {
    let head = memchr::memchr(b'\n', text.as_bytes()).filter(|_| text.starts_with(LEGEND));
    let legend = head.and_then(|head| text.get(..head)).ok_or(fmt::Error)?;
    let (text, closers, rest) = broken::parts(text).unwrap_or((text, "", ""));
    let json = body(text, legend.len() + 1).ok_or(fmt::Error)?;
    let json = json.strip_suffix(closers).ok_or(fmt::Error)?;
    if legend.contains(STRINGS) {
        nested::write_closed(json, out)?;
    } else {
        out.write_str(json)?;
    }
    out.write_str(rest)
}

/// JSON from what stands behind the first line.
fn body(text: &str, start: usize) -> Option<String> {
    let mut reader = Reader::new(text);
    reader.at = start;
    reader.find_repeats();
    if let Some(head) = reader.head(b'[').filter(|head| head.lines) {
        reader.rows(&head, 0)?;
        return reader.rest().is_empty().then_some(reader.out);
    }
    loop {
        reader.value(&Layout::default(), Place::Nested, 0)?;
        if reader.rest().is_empty() {
            return Some(reader.out);
        }
        reader.expect(b'\n')?;
        reader.out.push('\n');
    }
}

/// The start of a table.
struct Head {
    count: usize,
    /// The rows are values of the document, not of an array.
    lines: bool,
    /// The byte behind it.
    end: usize,
}

/// A position in a folded text, and the JSON so far.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    text: &'a str,
    pub(super) at: usize,
    pub(super) out: String,
    pub(super) above: Above,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, at: 0, out: String::with_capacity(text.len() * 2), above: Above::default() }
    }

    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    /// The next byte, 0 at the end.
    pub(super) fn peek(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    pub(super) fn accept(&mut self, b: u8) -> bool {
        let found = self.text.as_bytes().get(self.at) == Some(&b);
        self.at += usize::from(found);
        found
    }

    pub(super) fn expect(&mut self, b: u8) -> Option<()> {
        self.accept(b).then_some(())
    }

    /// What `read` puts out, taken off the output.
    pub(super) fn apart(&mut self, read: impl FnOnce(&mut Self) -> Option<()>) -> Option<String> {
        let start = self.out.len();
        read(self)?;
        Some(self.out.split_off(start))
    }

    /// Reads a value that stands in `depth` arrays and objects.
    pub(super) fn value(&mut self, layout: &Layout, place: Place, depth: usize) -> Option<()> {
        match self.peek() {
            b'{' | b'[' if depth >= MAX_DEPTH => self.deep(),
            b'{' if self.stands_above(1) => {
                self.at += 1;
                self.repeat()?;
                self.expect(b'}')
            }
            b'{' => {
                let start = self.out.len();
                self.object(layout, depth)?;
                self.remember(start);
                Some(())
            }
            b'[' => self.array(layout, depth),
            b'"' => self.string(),
            b'0'..=b'9' => match self.tagged(layout) {
                Some((form, end)) => {
                    let start = self.out.len();
                    self.at = end;
                    self.tuple(form)?;
                    self.remember(start);
                    Some(())
                }
                None => self.bare(place),
            },
            _ => self.bare(place),
        }
    }

    /// The byte before the next, 0 at the start.
    pub(super) fn byte_before(&self) -> u8 {
        self.at.checked_sub(1).and_then(|at| self.text.as_bytes().get(at)).copied().unwrap_or(0)
    }

    /// Reads a number, a string, `true`, `false` or `null`.
    pub(super) fn scalar(&mut self, place: Place) -> Option<()> {
        if self.peek() == b'"' { self.string() } else { self.bare(place) }
    }

    fn string(&mut self) -> Option<()> {
        let end = string_end(self.text, self.at)?;
        self.out.push_str(self.text.get(self.at..end)?);
        self.at = end;
        Some(())
    }

    fn bare(&mut self, place: Place) -> Option<()> {
        let rest = self.rest();
        let text = rest.get(..bare_len(rest, place))?;
        (!text.is_empty()).then_some(())?;
        self.at += text.len();
        if is_literal(text) {
            self.out.push_str(text)
        } else {
            encode_into(text, &mut self.out)
        }
        Some(())
    }

    /// The form that a number before a brace names, and where the brace stands.
    fn tagged<'l>(&self, layout: &'l Layout) -> Option<(&'l Form, usize)> {
        let Forms::Records(forms) = &layout.objects else { return None };
        let rest = self.rest();
        let digits = rest.bytes().take(4).take_while(u8::is_ascii_digit).count();
        let number: usize = rest.get(..digits)?.parse().ok()?;
        rest.get(digits..)?.starts_with('{').then_some(())?;
        Some((forms.get(number.checked_sub(1)?)?, self.at + digits))
    }

    fn array(&mut self, layout: &Layout, depth: usize) -> Option<()> {
        if let Some(head) = self.head(b'[').filter(|head| !head.lines) {
            return self.table(&head, depth, ('[', ']'));
        }
        let any = Layout::default();
        let items = layout.items.as_deref().unwrap_or(&any);
        self.at += 1;
        self.out.push('[');
        let mut first = true;
        while !self.accept(b']') {
            if !std::mem::take(&mut first) {
                self.out.push(',');
            }
            self.value(items, Place::Nested, depth + 1)?;
            self.separator(b']')?;
        }
        self.out.push(']');
        Some(())
    }

    fn object(&mut self, layout: &Layout, depth: usize) -> Option<()> {
        let any = Layout::default();
        if self.rest().starts_with("{:") {
            self.at += 2;
            return self.members(&any, depth);
        }
        if let Some(head) = self.head(b'{') {
            return self.table(&head, depth, ('{', '}'));
        }
        if self.rest().starts_with("{}") {
            self.at += 2;
            self.out.push_str("{}");
            return Some(());
        }
        match &layout.objects {
            Forms::Records(forms) => self.tuple(forms.first()?),
            Forms::Entries(values) => {
                self.at += 1;
                self.members(values, depth)
            }
            Forms::Any => {
                self.at += 1;
                self.members(&any, depth)
            }
        }
    }

    fn members(&mut self, values: &Layout, depth: usize) -> Option<()> {
        self.out.push('{');
        let mut first = true;
        while !self.accept(b'}') {
            if !std::mem::take(&mut first) {
                self.out.push(',');
            }
            self.member_name()?;
            self.value(values, Place::Nested, depth + 1)?;
            self.separator(b'}')?;
        }
        self.out.push('}');
        Some(())
    }

    fn member_name(&mut self) -> Option<()> {
        let name = self.name()?;
        self.expect(b':')?;
        self.out.push_str(&literal(name));
        self.out.push(':');
        Some(())
    }

    /// Passes over a name: a string literal, or what comes before a sign that no name contains.
    pub(super) fn name(&mut self) -> Option<&'a str> {
        let start = self.at;
        if self.peek() == b'"' {
            self.at = string_end(self.text, start)?;
        } else {
            let ends = |b: u8| b < b' ' || b"{}[]:=?|,\"".contains(&b);
            let rest = self.rest();
            self.at += rest.bytes().position(ends).unwrap_or(rest.len());
        }
        self.text.get(start..self.at).filter(|name| !name.is_empty())
    }

    /// Passes over what stands between two values: a delimiter, or the line break after a table.
    fn separator(&mut self, close: u8) -> Option<()> {
        let passed = self.accept(b',') || self.accept(b'\n');
        (passed || self.peek() == close).then_some(())
    }

    /// Copies an array or object that is written as plain JSON.
    fn deep(&mut self) -> Option<()> {
        let (start, mut depth) = (self.at, 0_usize);
        loop {
            match self.peek() {
                b'"' => self.at = string_end(self.text, self.at)? - 1,
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth = depth.checked_sub(1)?,
                0 => return None,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                minify(self.text.get(start..self.at)?, &mut self.out);
                return Some(());
            }
        }
    }
}

/// Tables and rows.
impl Reader<'_> {
    /// The start of a table, if one stands here. Does not move.
    fn head(&self, open: u8) -> Option<Head> {
        let rest = self.rest().strip_prefix(char::from(open))?;
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let count = rest.get(..digits)?.parse().ok()?;
        let mut after = rest.get(digits..)?;
        let units: &[&str] = if open == b'[' { &[" rows", " lines"] } else { &[" rows by key"] };
        let unit = units.iter().find(|unit| after.starts_with(**unit))?;
        after = after.strip_prefix(*unit)?;
        after = after.strip_prefix(SHOWN).unwrap_or(after);
        after = after.strip_prefix(if open == b'[' { ']' } else { '}' })?;
        Some(Head { count, lines: *unit == " lines", end: self.text.len() - after.len() })
    }

    fn table(&mut self, head: &Head, depth: usize, brackets: (char, char)) -> Option<()> {
        self.out.push(brackets.0);
        self.rows(head, depth + 1)?;
        self.out.push(brackets.1);
        Some(())
    }

    /// Reads the header and the rows of values that stand in `depth` arrays and objects.
    fn rows(&mut self, head: &Head, depth: usize) -> Option<()> {
        let by_key = self.peek() == b'{';
        self.at = head.end;
        let (form, layout) = match self.peek() {
            b'{' => (Some(self.form(depth)?), Layout::default()),
            _ => (None, self.layout(depth)?),
        };
        for row in 0..head.count {
            self.expect(b'\n')?;
            if row > 0 {
                self.out.push(if head.lines { '\n' } else { ',' });
            }
            if by_key {
                self.member_name()?;
            }
            match &form {
                Some(_) if self.stands_above(0) => self.repeat()?,
                Some(form) => {
                    let start = self.out.len();
                    self.row(form, Place::Row)?;
                    self.remember(start);
                }
                None => self.value(&layout, Place::Row, depth)?,
            }
        }
        Some(())
    }
}
