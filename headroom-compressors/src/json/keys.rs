//! The keys of a document: equal keys have one number.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};

use headroom_core::Span;

use super::scalar::is_name;
use super::tree::decode;

/// A key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key<'k> {
    /// The string literal as it stands in the text.
    pub(super) literal: &'k str,
    /// What it decodes to; the literal if it does not.
    pub(super) text: &'k str,
    /// Whether it can stand without quotes.
    pub(super) bare: bool,
}

/// The keys of a text by their numbers, which count from 1. They take little room: a text may have hardly
/// anything else.
#[derive(Debug)]
pub(super) struct Keys<'a> {
    text: &'a str,
    places: Vec<Place>,
    /// What keys decode to that have escapes, and the literals of those that do not decode.
    decoded: BTreeMap<u32, Box<str>>,
}

/// Where a key stands first.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    start: u32,
    end: u32,
    bare: bool,
    decodes: bool,
}

impl<'a> Keys<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, places: vec![Place::default()], decoded: BTreeMap::new() }
    }

    /// The number of keys, and one.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// The string literal of a key; empty for what is none.
    pub(super) fn literal(&self, key: u32) -> &'a str {
        let place = self.places.get(key as usize).copied().unwrap_or_default();
        self.text.get(place.start as usize..place.end as usize).unwrap_or("")
    }

    pub(super) fn get(&self, key: u32) -> Key<'_> {
        let literal = self.literal(key);
        let text = match self.decoded.get(&key) {
            Some(text) => text,
            None => literal.get(1..literal.len().saturating_sub(1)).unwrap_or(""),
        };
        let bare = self.places.get(key as usize).is_some_and(|place| place.bare);
        Key { literal, text, bare }
    }
}

/// Finds the numbers of keys: an open table of them, in which what they say is looked up in the list.
#[derive(Debug)]
pub(super) struct Numbers {
    /// 0 where there is none.
    slots: Vec<u32>,
    hasher: RandomState,
}

/// Slots of a table at first: a power of two.
const FEW: usize = 64;

impl Numbers {
    pub(super) fn new() -> Self {
        Self { slots: vec![0; FEW], hasher: RandomState::new() }
    }

    /// The number of the key whose literal stands there, which is a new one if it was not seen before.
    pub(super) fn of(&mut self, keys: &mut Keys<'_>, place: Span) -> Option<u32> {
        let literal = place.get(keys.text)?;
        let decoded = decode(literal);
        let decodes = decoded.is_some();
        let text = decoded.as_deref().unwrap_or(literal);
        let at = match self.find(keys, text, decodes) {
            Ok(known) => return Some(known),
            Err(free) => free,
        };
        let key = u32::try_from(keys.len()).ok()?;
        let (start, end) = (u32::try_from(place.start).ok()?, u32::try_from(place.end).ok()?);
        keys.places.push(Place { start, end, bare: decodes && is_name(text), decodes });
        if text.len() + 2 != literal.len() {
            keys.decoded.insert(key, text.into());
        }
        *self.slots.get_mut(at)? = key;
        if keys.len() * 4 > self.slots.len() * 3 {
            self.grow(keys);
        }
        Some(key)
    }

    /// The number of a key, or the slot where it belongs.
    fn find(&self, keys: &Keys<'_>, text: &str, decodes: bool) -> Result<u32, usize> {
        let last = self.slots.len() - 1;
        let mut at = self.hasher.hash_one(text) as usize & last;
        while let Some(&key) = self.slots.get(at).filter(|key| **key > 0) {
            let same = keys.places.get(key as usize).is_some_and(|place| place.decodes == decodes);
            if same && keys.get(key).text == text {
                return Ok(key);
            }
            at = (at + 1) & last;
        }
        Err(at)
    }

    fn grow(&mut self, keys: &Keys<'_>) {
        self.slots = vec![0; self.slots.len() * 2];
        for key in (1..).take(keys.len() - 1) {
            let decodes = keys.places.get(key as usize).is_some_and(|place| place.decodes);
            if let Err(free) = self.find(keys, keys.get(key).text, decodes)
                && let Some(slot) = self.slots.get_mut(free)
            {
                *slot = key;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_keys_have_one_number() {
        let literals =
            ["\"a\"", "\"\\u0061\"", "\"b\\n\"", "\"\\ud800\"", r#""\"\\ud800\"""#, "\"\""];
        let more: Vec<String> = (0..200).map(|n| format!("\"key {n}\"")).collect();
        let all: Vec<&str> = literals.into_iter().chain(more.iter().map(String::as_str)).collect();
        let text = all.concat();
        let (mut keys, mut numbers) = (Keys::new(&text), Numbers::new());
        for _ in 0..2 {
            let mut end = 0;
            let found = all.iter().map(|literal| {
                end += literal.len();
                numbers.of(&mut keys, Span::new(end - literal.len(), end)).unwrap()
            });
            let found: Vec<u32> = found.collect();
            assert_eq!(found[..6], [1, 1, 2, 3, 4, 5]);
            assert!(found[6..].iter().copied().eq(6..206));
        }
        let read = |key| (keys.get(key).literal, keys.get(key).text, keys.get(key).bare);
        assert_eq!(read(1), ("\"a\"", "a", true));
        assert_eq!(read(2), ("\"b\\n\"", "b\n", false));
        assert_eq!(read(3), ("\"\\ud800\"", "\"\\ud800\"", false));
        assert_eq!(read(4), (r#""\"\\ud800\"""#, "\"\\ud800\"", false));
        assert_eq!(read(5).1, "");
        assert_eq!(read(0), ("", "", false), "what is no member has none");
    }
}
