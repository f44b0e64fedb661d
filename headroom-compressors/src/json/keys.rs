//! The keys of a document: equal keys have one number.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};

use headroom_core::{Span, same_bytes};

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

    /// The length of a key's literal.
    #[inline]
    pub(super) fn literal_len(&self, key: u32) -> usize {
        self.place(key).len()
    }

    /// The length of what a key decodes to.
    #[inline]
    pub(super) fn text_len(&self, key: u32) -> usize {
        match self.decoded.is_empty() {
            true => self.place(key).len().saturating_sub(2),
            false => self.get(key).text.len(),
        }
    }

    /// Whether a literal is that of a key.
    #[inline]
    pub(super) fn is_literal(&self, key: u32, literal: &[u8]) -> bool {
        let Place { start, end, .. } = self.place(key);
        let known = self.text.as_bytes().get(start as usize..end as usize);
        known.is_some_and(|known| same_bytes(known, literal))
    }

    #[inline]
    fn place(&self, key: u32) -> Place {
        self.places.get(key as usize).copied().unwrap_or_default()
    }

    pub(super) fn get(&self, key: u32) -> Key<'_> {
        let Place { start, end, bare, .. } = self.place(key);
        let literal = self.text.get(start as usize..end as usize).unwrap_or("");
        let text = match self.decoded.get(&key) {
            Some(text) => text,
            None => literal.get(1..literal.len().saturating_sub(1)).unwrap_or(""),
        };
        Key { literal, text, bare }
    }
}

impl Place {
    const fn len(self) -> usize {
        (self.end - self.start) as usize
    }
}

/// Finds the numbers of keys: an open table of them, in which what they say is looked up in the list.
#[derive(Debug)]
pub(super) struct Numbers {
    slots: Vec<Slot>,
    hasher: RandomState,
}

/// A part of a key's hash, and its number; 0 where there is none.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    hash: u32,
    key: u32,
}

/// Slots of a table at first: a power of two.
const FEW: usize = 64;

impl Numbers {
    pub(super) fn new() -> Self {
        Self { slots: vec![Slot::default(); FEW], hasher: RandomState::new() }
    }

    /// The number of the key whose literal stands there, which is a new one if it was not seen before.
    pub(super) fn of(&mut self, keys: &mut Keys<'_>, place: Span) -> Option<u32> {
        let literal = place.get(keys.text)?;
        let decoded = decode(literal);
        let decodes = decoded.is_some();
        let text = decoded.as_deref().unwrap_or(literal);
        let hash = self.hasher.hash_one(text) as u32;
        let is_key = |key: u32| keys.place(key).decodes == decodes && keys.get(key).text == text;
        let free = match self.find(hash, is_key) {
            Ok(known) => return Some(known),
            Err(free) => free,
        };
        let key = u32::try_from(keys.len()).ok()?;
        let (start, end) = (u32::try_from(place.start).ok()?, u32::try_from(place.end).ok()?);
        keys.places.push(Place { start, end, bare: decodes && is_name(text), decodes });
        if text.len() + 2 != literal.len() {
            keys.decoded.insert(key, text.into());
        }
        *self.slots.get_mut(free)? = Slot { hash, key };
        if keys.len() * 4 > self.slots.len() * 3 {
            self.grow();
        }
        Some(key)
    }

    /// The number of a key, or the slot where it belongs: some slots are always free.
    fn find(&self, hash: u32, is_key: impl Fn(u32) -> bool) -> Result<u32, usize> {
        let last = self.slots.len() - 1;
        let mut at = hash as usize & last;
        while let Some(slot) = self.slots.get(at).filter(|slot| slot.key > 0) {
            if slot.hash == hash && is_key(slot.key) {
                return Ok(slot.key);
            }
            at = (at + 1) & last;
        }
        Err(at)
    }

    fn grow(&mut self) {
        let twice = vec![Slot::default(); self.slots.len() * 2];
        for slot in
            std::mem::replace(&mut self.slots, twice).into_iter().filter(|slot| slot.key > 0)
        {
            if let Err(free) = self.find(slot.hash, |_| false)
                && let Some(place) = self.slots.get_mut(free)
            {
                *place = slot;
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
