//! The keys of a document: equal keys have one number.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};

use headroom_core::document::literal::decode;
use headroom_core::{Span, same_bytes};

use super::node::KEY_BITS;
use super::scalar::is_name;

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
    /// The bytes of its literal, and the flags.
    len: u32,
}

/// The key can stand without quotes.
const BARE: u32 = 1 << 31;
/// The literal stands for a text.
const DECODES: u32 = 1 << 30;

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
        let Span { start, end } = self.place(key).span();
        let known = self.text.as_bytes().get(start..end);
        known.is_some_and(|known| same_bytes(known, literal))
    }

    #[inline]
    fn place(&self, key: u32) -> Place {
        self.places.get(key as usize).copied().unwrap_or_default()
    }

    pub(super) fn get(&self, key: u32) -> Key<'_> {
        let place = self.place(key);
        let literal = place.span().of(self.text);
        let text = match self.decoded.get(&key) {
            Some(text) => text,
            None => literal.get(1..literal.len().saturating_sub(1)).unwrap_or(""),
        };
        Key { literal, text, bare: place.len & BARE > 0 }
    }
}

impl Place {
    #[inline]
    const fn len(self) -> usize {
        (self.len & !(BARE | DECODES)) as usize
    }

    #[inline]
    const fn span(self) -> Span {
        let start = self.start as usize;
        Span::new(start, start + self.len())
    }
}

/// Finds the numbers of keys: an open table of them, in which what they say is looked up in the list.
#[derive(Debug)]
pub(super) struct Numbers {
    /// Numbers of keys with a part of their hashes in the highest bits; 0 where there is none.
    slots: Vec<u32>,
    hasher: RandomState,
}

/// The bits of a slot that are the key's number.
const NUMBER: u32 = (1 << KEY_BITS) - 1;

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
        let hash = self.hash(text);
        let is_key =
            |key: u32| (keys.place(key).len & DECODES > 0) == decodes && keys.get(key).text == text;
        let free = match self.find(hash, is_key) {
            Ok(known) => return Some(known),
            Err(free) => free,
        };
        let key = u32::try_from(keys.len()).ok().filter(|key| *key < NUMBER)?;
        let (start, len) = (u32::try_from(place.start).ok()?, u32::try_from(place.len()).ok()?);
        (len < DECODES).then_some(())?;
        let bare = if decodes && is_name(text) { BARE } else { 0 };
        let flags = bare | if decodes { DECODES } else { 0 };
        keys.places.push(Place { start, len: len | flags });
        if text.len() + 2 != literal.len() {
            keys.decoded.insert(key, text.into());
        }
        *self.slots.get_mut(free)? = key | hash & !NUMBER;
        // A slot takes little room, and to look at a key that is another one takes time.
        if keys.len() * 2 > self.slots.len() {
            self.grow(keys);
        }
        Some(key)
    }

    /// The number of a key, or the slot where it belongs: some slots are always free.
    fn find(&self, hash: u32, is_key: impl Fn(u32) -> bool) -> Result<u32, usize> {
        let last = self.slots.len() - 1;
        let mut at = hash as usize & last;
        while let Some(slot) = self.slots.get(at).filter(|slot| **slot > 0) {
            if (slot ^ hash) & !NUMBER == 0 && is_key(slot & NUMBER) {
                return Ok(slot & NUMBER);
            }
            at = (at + 1) & last;
        }
        Err(at)
    }

    /// Makes twice as many slots. Hashes are computed again rather than kept.
    fn grow(&mut self, keys: &Keys<'_>) {
        let slots = self.slots.len() * 2;
        self.slots = Vec::new();
        self.slots.resize(slots, 0);
        for key in (1..).take(keys.len() - 1) {
            let hash = self.hash(keys.get(key).text);
            if let Err(free) = self.find(hash, |_| false)
                && let Some(slot) = self.slots.get_mut(free)
            {
                *slot = key | hash & !NUMBER;
            }
        }
    }

    fn hash(&self, text: &str) -> u32 {
        self.hasher.hash_one(text) as u32
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
