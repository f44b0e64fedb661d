//! Reads objects that are written as the same as one above.

use std::collections::HashMap;

use headroom_core::document::literal::{decode, string_end};

use super::read::Reader;
use super::scalar::{Place, is_literal};
use super::write::ABOVE;

/// Longer objects are not pointed to.
const LONGEST: usize = 65_536;
/// Members of an object that are looked at.
const MOST_MEMBERS: usize = 8;

/// What is pointed to: for each key and scalar the first object that begins with it, once it is read.
pub(super) type Above = HashMap<String, HashMap<String, Option<String>>>;

impl Reader<'_> {
    /// Finds out what is pointed to in the rest of the text.
    pub(super) fn find_repeats(&mut self) {
        let (start, rest) = (self.at, self.rest());
        for at in memchr::memmem::find_iter(rest.as_bytes(), ABOVE.as_bytes()) {
            self.at = start + at;
            if let Some((key, scalar)) = self.pointer() {
                self.above.entry(key).or_default().insert(scalar, None);
            }
        }
        self.at = start;
    }

    /// Whether a pointer stands behind so many bytes.
    pub(super) fn stands_above(&self, behind: usize) -> bool {
        !self.above.is_empty()
            && self.rest().get(behind..).is_some_and(|rest| rest.starts_with(ABOVE))
    }

    /// Puts out the object that is pointed to.
    pub(super) fn repeat(&mut self) -> Option<()> {
        let (key, scalar) = self.pointer()?;
        let object = self.above.get(&key)?.get(&scalar)?.as_ref()?;
        self.out.push_str(object);
        Some(())
    }

    /// Passes over a pointer and gives its key and scalar.
    fn pointer(&mut self) -> Option<(String, String)> {
        let place = if self.byte_before() == b'{' { Place::Nested } else { Place::Row };
        self.at += ABOVE.len();
        let key = self.name()?.to_owned();
        self.expect(b':')?;
        let scalar = self.apart(|reader| reader.scalar(place))?;
        Some((key, said(&scalar)))
    }

    /// Keeps the object that was put out last, if something points to it.
    pub(super) fn remember(&mut self, start: usize) {
        if self.above.is_empty() || self.out.len() - start > LONGEST {
            return;
        }
        let Some(object) = self.out.get(start..) else { return };
        let mut at = 1;
        for _ in 0..MOST_MEMBERS {
            let Some((key, value)) = member(object, at) else { break };
            let wanted = self.above.get_mut(key).and_then(|of| of.get_mut(&said(value)));
            if let Some(found) = wanted.filter(|found| found.is_none()) {
                *found = Some(object.to_owned());
            }
            at += key.len() + value.len() + "\"\":,".len();
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

/// The member that begins here in an object without white space, if its value is a scalar: the key
/// without quotes and the value.
fn member(object: &str, at: usize) -> Option<(&str, &str)> {
    let rest = object.get(at..)?.strip_prefix('"')?;
    let end = string_end(object, at)?;
    let key = rest.get(..end - at - 2)?;
    let value = object.get(end..)?.strip_prefix(':')?;
    let len = match value.bytes().next()? {
        b'"' => string_end(value, 0)?,
        b'{' | b'[' => return None,
        _ => memchr::memchr2(b',', b'}', value.as_bytes())?,
    };
    Some((key, value.get(..len)?))
}
