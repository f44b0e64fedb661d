//! What is asked: the words of the question and of the call, and how much each counts.

use std::collections::HashMap;

use xxhash_rust::xxh3::xxh3_64;

use super::words::{Stems, words};
use crate::{Hints, Keyed};

/// Bytes that are read at each end of a longer question.
const READ: usize = 1 << 10;

/// The most terms that are taken.
const MOST: usize = 96;

/// Words in quotes are named on purpose.
const QUOTED: f32 = 3.0;

/// Names of code are rarely said by chance.
const NAMED: f32 = 2.0;

/// Two words next to each other, as in the question.
const NEIGHBOURS: f32 = 0.7;

/// Words that begin like one of the question, but may have another meaning.
const RELATED: f32 = 0.8;

/// What the last words of the user count where the call says what it looks for.
const BEHIND: f32 = 0.5;

/// The texts that say what is asked, and how much each counts: what the call looks for (its pattern,
/// its prompt), then the last text of the user.
#[must_use]
pub fn asked_texts(hints: &Hints<'_>) -> Vec<(String, f32)> {
    let mut out: Vec<(String, f32)> = Vec::new();
    out.extend(hints.arguments.pattern.map(|text| (text.to_owned(), 1.0)));
    out.extend(prompts(hints.arguments.raw).into_iter().map(|text| (text, 1.0)));
    let weight = if out.is_empty() { 1.0 } else { BEHIND };
    out.extend(hints.question.map(|text| (text.to_owned(), weight)));
    out
}

/// The arguments in which a call says in words what it looks for.
fn prompts(raw: &str) -> Vec<String> {
    const KEYS: &[&str] = &["prompt", "question", "topic", "objective", "goal"];
    if !KEYS.iter().any(|key| raw.contains(key)) {
        return Vec::new();
    }
    let Ok(serde_json::Value::Object(arguments)) = serde_json::from_str(raw) else {
        return Vec::new();
    };
    let texts = KEYS.iter().filter_map(|key| arguments.get(*key)?.as_str());
    texts.map(str::to_owned).collect()
}

/// The terms that are looked for: stems, and pairs of them that stand next to each other.
pub(super) struct Asked {
    stems: Stems,
    numbers: HashMap<String, usize>,
    /// Terms for what begins like a stem: words of a family that the stemmer does not bring together.
    families: HashMap<String, usize>,
    pairs: HashMap<(usize, usize), usize>,
    weights: Vec<f32>,
    /// Whether a term only adds to others.
    is_extra: Vec<bool>,
    starts: Starts,
    /// The terms of words that were met, by their hash.
    known: HashMap<u64, Option<usize>, Keyed>,
}

/// Words that are remembered.
const KNOWN: usize = 1 << 14;

impl Asked {
    pub(super) fn of(hints: &Hints<'_>) -> Self {
        let mut asked = Self {
            stems: Stems::new(),
            numbers: HashMap::new(),
            families: HashMap::new(),
            pairs: HashMap::new(),
            weights: Vec::new(),
            is_extra: Vec::new(),
            starts: Starts::default(),
            known: HashMap::default(),
        };
        for (text, weight) in asked_texts(hints) {
            let (head, tail) = ends(&text);
            asked.add(head, weight);
            asked.add(tail, weight);
        }
        asked
    }

    fn add(&mut self, text: &str, weight: f32) {
        let mut open = false;
        for part in text.split_inclusive(QUOTES) {
            let factor = if open { QUOTED } else { 1.0 };
            self.add_words(part, weight * factor);
            open ^= part.ends_with(QUOTES);
        }
    }

    fn add_words(&mut self, text: &str, weight: f32) {
        let mut before = None;
        words(text, |word| {
            let odd = word.bytes().skip(1).any(|byte| byte == b'_' || byte.is_ascii_uppercase());
            let number = self.add_word(word, weight * if odd { NAMED } else { 1.0 });
            if let (Some(a), Some(b)) = (before, number)
                && !self.pairs.contains_key(&(a, b))
                && let Some(pair) = self.add_term(weight * NEIGHBOURS, true)
            {
                self.pairs.insert((a, b), pair);
            }
            before = number;
        });
    }

    fn add_word(&mut self, word: &str, weight: f32) -> Option<usize> {
        let stem = self.stems.of(word);
        if let Some(&number) = self.numbers.get(&stem) {
            let known = self.weights.get_mut(number)?;
            *known = known.max(weight);
            return Some(number);
        }
        let number = self.add_term(weight, false)?;
        self.starts.add(&stem);
        if let Some(family) = family(&stem)
            && !self.families.contains_key(family)
            && let Some(term) = self.add_term(weight * RELATED, true)
        {
            self.families.insert(family.to_owned(), term);
        }
        self.numbers.insert(stem, number);
        Some(number)
    }

    fn add_term(&mut self, weight: f32, is_extra: bool) -> Option<usize> {
        let number = self.weights.len();
        if number >= MOST {
            return None;
        }
        self.weights.push(weight);
        self.is_extra.push(is_extra);
        Some(number)
    }

    /// How much each term counts.
    pub(super) fn weights(&self) -> &[f32] {
        &self.weights
    }

    /// Whether a term only adds to others: two words next to each other, or a family of words.
    pub(super) fn is_extra(&self, term: usize) -> bool {
        self.is_extra.get(term).is_some_and(|is_extra| *is_extra)
    }

    /// Calls `each` with the number of each term in a text, and gives back how many words it has.
    pub(super) fn find(&mut self, text: &str, mut each: impl FnMut(usize)) -> usize {
        let (mut count, mut before) = (0, None);
        words(text, |word| {
            count += 1;
            let found = if self.starts.may_be(word) { self.number(word) } else { None };
            if let Some(number) = found {
                each(number);
                if let Some(pair) = before.and_then(|before| self.pairs.get(&(before, number))) {
                    each(*pair);
                }
            }
            before = found;
        });
        count
    }

    fn number(&mut self, word: &str) -> Option<usize> {
        let hash = xxh3_64(word.as_bytes());
        if let Some(known) = self.known.get(&hash) {
            return *known;
        }
        let stem = self.stems.of(word);
        let related = || family(&stem).and_then(|family| self.families.get(family));
        let number = self.numbers.get(&stem).or_else(related).copied();
        if self.known.len() < KNOWN {
            self.known.insert(hash, number);
        }
        number
    }
}

/// What words of a stem of five letters or more begin with.
fn family(stem: &str) -> Option<&str> {
    const LETTERS: usize = 5;
    let letters = stem.is_ascii() && stem.bytes().all(|byte| byte.is_ascii_alphabetic());
    stem.get(..LETTERS).filter(|_| letters)
}

const QUOTES: [char; 4] = ['"', '`', '\u{201c}', '\u{201d}'];

/// The first letters of stems: most words are told from them by these.
struct Starts {
    /// Stems may lose the end of a word, so short ones are known by two letters.
    two: Vec<bool>,
    three: Vec<bool>,
}

impl Default for Starts {
    fn default() -> Self {
        Self { two: vec![false; 1 << 10], three: vec![false; 1 << 15] }
    }
}

impl Starts {
    fn add(&mut self, stem: &str) {
        let Some((two, three)) = starts(stem) else { return };
        let (table, at) =
            if stem.len() > 3 { (&mut self.three, three) } else { (&mut self.two, two) };
        if let Some(known) = table.get_mut(at) {
            *known = true;
        }
    }

    /// Whether the word may have one of the stems.
    fn may_be(&self, word: &str) -> bool {
        let known = |table: &[bool], at: usize| table.get(at).is_some_and(|known| *known);
        starts(word).is_none_or(|(two, three)| known(&self.two, two) || known(&self.three, three))
    }
}

/// The first two and the first three letters of a word of ASCII letters, as numbers.
fn starts(word: &str) -> Option<(usize, usize)> {
    let mut letters =
        word.bytes().take(3).map(|byte| byte.is_ascii().then_some(usize::from(byte | 0x20) & 0x1f));
    let mut next = || letters.next().unwrap_or(Some(0));
    let two = next()? << 5 | next()?;
    Some((two, two << 5 | next()?))
}

/// The beginning and the end of a text, which is all of it if it is short.
fn ends(text: &str) -> (&str, &str) {
    if text.len() <= 2 * READ {
        return (text, "");
    }
    let head = text.get(..text.floor_char_boundary(READ)).unwrap_or("");
    let tail = text.get(text.ceil_char_boundary(text.len() - READ)..).unwrap_or("");
    (head, tail)
}
