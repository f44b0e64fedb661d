//! Reads objects that are written as the same as one above.

use std::collections::{HashMap, HashSet};

use super::read::Reader;
use super::scalar::{Place, is_literal};
use super::tree::{decode, string_end};
use super::write::ABOVE;

/// Longer objects are not pointed to.
const LONGEST: usize = 65_536;
/// Members of an object that are looked at.
const MOST_MEMBERS: usize = 8;

/// What is pointed to, by a key and a scalar.
#[derive(Debug, Default)]
pub(super) struct Above {
    wanted: HashSet<(String, String)>,
    /// The first object with each.
    found: HashMap<(String, String), String>,
}

impl Reader<'_> {
    /// Finds out what is pointed to in the rest of the text.
    pub(super) fn find_repeats(&mut self) {
        let (start, rest) = (self.at, self.rest());
        for at in memchr::memmem::find_iter(rest.as_bytes(), ABOVE.as_bytes()) {
            self.at = start + at;
            let braces = rest.as_bytes().get(at.wrapping_sub(1)) == Some(&b'{');
            if let Some(wanted) = self.pointer(if braces { Place::Nested } else { Place::Row }) {
                self.above.wanted.insert(wanted);
            }
        }
        self.at = start;
    }

    /// Whether a pointer stands behind so many bytes.
    pub(super) fn stands_above(&self, behind: usize) -> bool {
        !self.above.wanted.is_empty()
            && self.rest().get(behind..).is_some_and(|rest| rest.starts_with(ABOVE))
    }

    /// Puts out the object that is pointed to.
    pub(super) fn repeat(&mut self) -> Option<()> {
        let braces = self.at > 0 && self.byte_before() == b'{';
        let pointer = self.pointer(if braces { Place::Nested } else { Place::Row })?;
        let object = self.above.found.get(&pointer)?;
        self.out.push_str(object);
        Some(())
    }

    /// Passes over a pointer and gives its key and scalar.
    fn pointer(&mut self, place: Place) -> Option<(String, String)> {
        self.at += ABOVE.len();
        let key = self.name()?.to_owned();
        self.expect(b':')?;
        let scalar = self.apart(|reader| reader.scalar(place))?;
        Some((key, said(&scalar)))
    }

    /// Keeps the object that was put out last, if something points to it.
    pub(super) fn remember(&mut self, start: usize) {
        if self.above.wanted.is_empty() || self.out.len() - start > LONGEST {
            return;
        }
        let Some(object) = self.out.get(start..) else { return };
        for (key, scalar) in members(object) {
            let pair = (key, said(scalar));
            if self.above.wanted.contains(&pair) && !self.above.found.contains_key(&pair) {
                self.above.found.insert(pair, object.to_owned());
            }
        }
    }
}

/// What a scalar says, told apart from other kinds of scalars.
fn said(source: &str) -> String {
    match decode(source) {
        Some(text) if !is_literal(source) => format!("\"{text}"),
        _ => source.to_owned(),
    }
}

/// The first scalars of an object that has no white space, with their keys.
fn members(object: &str) -> Vec<(String, &str)> {
    let mut out = Vec::new();
    let mut at = 1;
    for _ in 0..MOST_MEMBERS {
        let Some(key_end) = string_end(object, at).filter(|_| object.as_bytes().get(at) == Some(&b'"'))
        else {
            break;
        };
        let end = value_end(object, key_end + 1);
        let value = object.get(key_end + 1..end).unwrap_or("");
        if !value.starts_with(['{', '['])
            && let Some(key) = object.get(at..key_end).and_then(decode)
        {
            out.push((key.into_owned(), value));
        }
        at = end + 1;
    }
    out
}

/// Where the value ends that starts here.
fn value_end(text: &str, mut at: usize) -> usize {
    let mut depth = 0_usize;
    while let Some(&b) = text.as_bytes().get(at) {
        match b {
            b'"' => at = string_end(text, at).unwrap_or(text.len()) - 1,
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth == 0 => return at,
            b'}' | b']' => depth -= 1,
            b',' if depth == 0 => return at,
            _ => {}
        }
        at += 1;
    }
    at
}
