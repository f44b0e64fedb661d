//! What the question and the call's arguments name, and where it stands in the text.

use std::collections::HashMap;

use headroom_core::Hints;
use headroom_core::document::Cursor;
use regex::RegexBuilder;

/// So many terms are looked for.
const MOST_TERMS: usize = 32;
/// The bytes of a question that are read, from its end.
const MOST_QUESTION: usize = 4_096;
/// Bytes of a term.
const TERM_LEN: std::ops::RangeInclusive<usize> = 3..=120;

/// Words that tell of an error wherever they stand.
const ERROR_WORDS: &[&str] = &[
    "error", "errors", "exception", "failed", "failure", "fatal", "panic", "critical", "traceback",
    "denied", "timeout",
];

/// Words of questions that name nothing.
const COMMON: &[&str] = &[
    "about", "after", "all", "and", "any", "are", "before", "can", "could", "did", "does", "each",
    "every", "find", "for", "from", "get", "give", "has", "have", "how", "into", "its", "list", "many",
    "much", "need", "not", "out", "please", "return", "returns", "should", "show", "tell", "that", "the",
    "their", "them", "then", "there", "these", "they", "this", "use", "was", "were", "what", "when",
    "where", "which", "who", "why", "will", "with", "would", "you", "your",
];

/// Where terms stand.
#[derive(Debug, Default)]
pub(super) struct Hits {
    /// Places in the text with the index of the term, in order.
    places: Vec<(u32, u16)>,
    /// For each term, whether it looks like the name of one thing.
    strong: Vec<bool>,
}

impl Hits {
    /// Finds the terms of the hints, and the words of errors as the term with index 0. Linear.
    pub(super) fn find(text: &str, hints: &Hints<'_>) -> Self {
        let terms = terms(hints);
        let strong = std::iter::once(false).chain(terms.iter().map(|term| is_strong(term))).collect();
        let mut index: HashMap<String, u16> = HashMap::new();
        for (term, at) in terms.iter().zip(1..) {
            index.insert(term.to_lowercase(), at);
        }
        for word in ERROR_WORDS {
            index.entry((*word).to_owned()).or_insert(0);
        }
        let mut all: Vec<&str> = index.keys().map(String::as_str).collect();
        all.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
        let pattern: Vec<String> = all.iter().map(|term| regex::escape(term)).collect();
        let Ok(pattern) = RegexBuilder::new(&pattern.join("|")).case_insensitive(true).build() else {
            return Self::default();
        };
        let mut places = Vec::new();
        for found in pattern.find_iter(text) {
            let at = u32::try_from(found.start()).unwrap_or(u32::MAX);
            if stands_alone(text, found.start(), found.end())
                && let Some(&term) = index.get(&found.as_str().to_lowercase())
            {
                places.push((at, term));
            }
        }
        Self { places, strong }
    }

    /// The terms between two places.
    pub(super) fn within(&self, start: usize, end: usize) -> impl Iterator<Item = u16> + '_ {
        let from = self.places.partition_point(|&(at, _)| (at as usize) < start);
        let rest = self.places.get(from..).unwrap_or_default();
        rest.iter().take_while(move |&&(at, _)| (at as usize) < end).map(|&(_, term)| term)
    }

    /// Whether a term looks like the name of one thing.
    pub(super) fn is_strong(&self, term: u16) -> bool {
        self.strong.get(usize::from(term)).copied().unwrap_or(false)
    }

    /// The number of terms, the words of errors included.
    pub(super) fn terms(&self) -> usize {
        self.strong.len()
    }
}

/// Whether no letter or digit touches what stands here.
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let before = text.get(..start).and_then(|text| text.chars().next_back());
    let after = text.get(end..).and_then(|text| text.chars().next());
    !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
}

/// Whether a term has digits, signs or capitals inside, as identifiers, dates and paths do.
fn is_strong(term: &str) -> bool {
    let inside = |c: char| !c.is_alphabetic() || c.is_uppercase();
    term.len() >= 4 && term.chars().skip(1).any(inside)
}

/// The terms of the question and of the call's arguments.
fn terms(hints: &Hints<'_>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let question = hints.question.unwrap_or("");
    let tail = question.get(question.ceil_char_boundary(question.len().saturating_sub(MOST_QUESTION))..);
    add_terms(tail.unwrap_or(""), &mut out);
    let raw = hints.arguments.raw;
    collect_values(&mut Cursor::new(raw, 0), raw, 0, &mut |value| add_terms(value, &mut out));
    if raw.is_empty() {
        for value in [hints.arguments.command, hints.arguments.pattern].into_iter().flatten() {
            add_terms(value, &mut out);
        }
    }
    out.truncate(MOST_TERMS);
    out
}

/// The scalars in the arguments.
fn collect_values(cursor: &mut Cursor<'_>, raw: &str, depth: usize, each: &mut dyn FnMut(&str)) {
    match cursor.peek() {
        _ if depth > 8 => {}
        b'{' => cursor.object(|cursor, _| collect_values(cursor, raw, depth + 1, each)),
        b'[' => cursor.array(|cursor| collect_values(cursor, raw, depth + 1, each)),
        0 => {}
        _ => each(cursor.skip().of(raw).trim_matches('"')),
    }
}

/// Adds the words of a text: first those that hold signs, as a whole, then plain ones.
fn add_terms(text: &str, out: &mut Vec<String>) {
    let (mut whole, mut plain) = (Vec::new(), Vec::new());
    for word in text.split(|c: char| c.is_whitespace() || "\"'`,;()[]{}<>".contains(c)) {
        let word = word.trim_matches(|c: char| ".:!?*=".contains(c));
        if word.chars().any(|c| !c.is_alphanumeric()) {
            whole.push(word);
            plain.extend(word.split(|c: char| !c.is_alphanumeric()));
        } else {
            plain.push(word);
        }
    }
    let names = |word: &&str| {
        let lower = word.to_lowercase();
        TERM_LEN.contains(&word.len()) && COMMON.binary_search(&lower.as_str()).is_err()
    };
    for word in whole.into_iter().chain(plain).filter(names) {
        if !out.iter().any(|known| known.eq_ignore_ascii_case(word)) {
            out.push(word.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use headroom_core::Arguments;

    #[test]
    fn common_words_are_sorted() {
        assert!(COMMON.is_sorted());
    }

    #[test]
    fn names_and_words_are_found_where_they_stand_alone() {
        let mut arguments = Arguments::default();
        arguments.raw = r#"{"user": "ada_l", "page": 417}"#;
        let hints = Hints::none()
            .with_question("What is the state of order A-17, please?")
            .with_arguments(arguments);
        assert_eq!(terms(&hints), ["A-17", "state", "order", "ada_l", "ada", "417"]);
        let text = "a-17 a-170 State ADA_L x417 417 ERROR";
        let hits = Hits::find(text, &hints);
        let found: Vec<u16> = hits.within(0, text.len()).collect();
        assert_eq!(found, [1, 2, 4, 6, 0]);
        assert_eq!([1, 2, 4, 6].map(|term| hits.is_strong(term)), [true, false, true, false]);
    }
}
