//! What is asked: the words of the question and of the call, and how much each counts.

use std::collections::HashMap;

use headroom_core::Hints;

use super::words::{Stems, words};

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

/// What the last words of the user count where the call says what it looks for.
const BEHIND: f32 = 0.5;

/// The texts that say what is asked, and how much they count: the arguments of the call first.
pub(super) fn texts(hints: &Hints<'_>) -> Vec<(String, f32)> {
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
    pairs: HashMap<(usize, usize), usize>,
    weights: Vec<f32>,
    /// The first two bytes that words of the terms may have.
    starts: Vec<bool>,
}

impl Asked {
    pub(super) fn of(hints: &Hints<'_>) -> Self {
        let mut asked = Self {
            stems: Stems::new(),
            numbers: HashMap::new(),
            pairs: HashMap::new(),
            weights: Vec::new(),
            starts: vec![false; 1 << 16],
        };
        for (text, weight) in texts(hints) {
            let (head, tail) = ends(&text);
            asked.add(head, weight);
            asked.add(tail, weight);
        }
        asked
    }

    fn add(&mut self, text: &str, weight: f32) {
        let mut quote = None;
        for part in text.split_inclusive(['"', '`', '\u{201c}', '\u{201d}']) {
            let factor = if quote.is_some() { QUOTED } else { 1.0 };
            self.add_words(part, weight * factor);
            let mark = part.chars().next_back().filter(|c| "\"`\u{201c}\u{201d}".contains(*c));
            quote = match (quote, mark) {
                (Some(_), Some(_)) => None,
                (open, mark) => open.or(mark),
            };
        }
    }

    fn add_words(&mut self, text: &str, weight: f32) {
        let mut before = None;
        words(text, |word| {
            let odd = word.bytes().skip(1).any(|byte| byte == b'_' || byte.is_ascii_uppercase());
            let number = self.add_word(word, weight * if odd { NAMED } else { 1.0 });
            if let (Some(a), Some(b)) = (before, number)
                && self.weights.len() < MOST
            {
                let next = self.weights.len();
                if *self.pairs.entry((a, b)).or_insert(next) == next {
                    self.weights.push(weight * NEIGHBOURS);
                }
            }
            before = number;
        });
    }

    fn add_word(&mut self, word: &str, weight: f32) -> Option<usize> {
        let stem = self.stems.of(word);
        let next = self.weights.len();
        if next >= MOST && !self.numbers.contains_key(&stem) {
            return None;
        }
        if let Some(start) = start(&stem) {
            // A stem may lose the end of a word, but not its beginning.
            if let Some(known) = self.starts.get_mut(start) {
                *known = true;
            }
        }
        let number = *self.numbers.entry(stem).or_insert(next);
        match self.weights.get_mut(number) {
            Some(known) => *known = known.max(weight),
            None => self.weights.push(weight),
        }
        Some(number)
    }

    /// How much each term counts.
    pub(super) fn weights(&self) -> &[f32] {
        &self.weights
    }

    /// Calls `each` with the number of each term in a text, and gives back how many words it has.
    pub(super) fn find(&self, text: &str, mut each: impl FnMut(usize)) -> usize {
        let (mut count, mut before) = (0, None);
        words(text, |word| {
            count += 1;
            let found = self.number(word);
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

    fn number(&self, word: &str) -> Option<usize> {
        let may = start(word).is_none_or(|start| self.starts.get(start).is_some_and(|may| *may));
        may.then(|| self.numbers.get(&self.stems.of(word)).copied())?
    }
}

/// The first two bytes of a word of ASCII letters, as one number.
fn start(word: &str) -> Option<usize> {
    let lower = |byte: &u8| byte.is_ascii().then(|| usize::from(byte.to_ascii_lowercase()));
    let bytes = word.as_bytes();
    let second = bytes.get(1).map_or(Some(0), lower)?;
    Some(lower(bytes.first()?)? << 8 | second)
}

/// The beginning and the end of a text, which is all of it if it is short.
pub(super) fn ends(text: &str) -> (&str, &str) {
    if text.len() <= 2 * READ {
        return (text, "");
    }
    let head = text.get(..text.floor_char_boundary(READ)).unwrap_or("");
    let tail = text.get(text.ceil_char_boundary(text.len() - READ)..).unwrap_or("");
    (head, tail)
}
