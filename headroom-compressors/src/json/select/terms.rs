//! What the question and the call's arguments name, and where it stands in the text.

use headroom_core::document::Cursor;
use headroom_core::{Hints, Span};

use crate::table_of::table_of;

/// So many terms are looked for.
const MOST_TERMS: usize = 32;
/// The bytes of a question that are read, from its end.
const MOST_QUESTION: usize = 4_096;
/// Bytes of a term.
const TERM_LEN: std::ops::RangeInclusive<usize> = 3..=120;

/// Words that tell of an error wherever they stand. Others of failure (`fail`, `abort`) are names of members, too,
/// which all rows have.
const ERROR_WORDS: &[&str] = &[
    "critical",
    "denied",
    "error",
    "errors",
    "exception",
    "failed",
    "failure",
    "fatal",
    "panic",
    "timeout",
    "traceback",
];

/// Words of questions that name nothing.
const COMMON: &[&str] = &[
    "about", "after", "all", "and", "any", "are", "before", "can", "could", "did", "does", "each",
    "every", "find", "for", "from", "get", "give", "has", "have", "how", "into", "its", "list",
    "many", "much", "need", "not", "out", "please", "return", "returns", "should", "show", "tell",
    "that", "the", "their", "them", "then", "there", "these", "they", "this", "use", "was", "were",
    "what", "when", "where", "which", "who", "why", "will", "with", "would", "you", "your",
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
        let strong =
            std::iter::once(false).chain(terms.iter().map(|term| is_strong(term))).collect();
        let errors = ERROR_WORDS.iter().map(|word| ((*word).to_owned(), 0));
        let named = terms.into_iter().zip(1..);
        let finder = Finder::new(named.chain(errors).collect());
        Self { places: finder.places(text), strong }
    }

    /// The terms between two places.
    pub(super) fn within(&self, start: usize, end: usize) -> impl Iterator<Item = u16> + '_ {
        let from = self.places.partition_point(|&(at, _)| (at as usize) < start);
        let rest = self.places.get(from..).unwrap_or_default();
        rest.iter().take_while(move |&&(at, _)| (at as usize) < end).map(|&(_, term)| term)
    }

    /// Which of these spans, which are sorted, have words of errors in them.
    pub(super) fn with_errors(&self, spans: impl Iterator<Item = Span>) -> Vec<usize> {
        let mut spans = spans.peekable();
        let start = spans.peek().map_or(0, |span| span.start);
        let from = self.places.partition_point(|&(at, _)| (at as usize) < start);
        let rest = self.places.get(from..).unwrap_or_default();
        let mut errors =
            rest.iter().filter(|place| place.1 == 0).map(|place| place.0 as usize).peekable();
        let has_some = |(_, span): &(usize, Span)| {
            while errors.next_if(|at| *at < span.start).is_some() {}
            errors.peek().is_some_and(|at| *at < span.end)
        };
        spans.enumerate().filter(has_some).map(|(nth, _)| nth).collect()
    }

    /// Whether a term looks like the name of one thing.
    pub(super) fn is_strong(&self, term: u16) -> bool {
        self.strong.get(usize::from(term)).copied().unwrap_or(false)
    }

    /// Whether no term stands anywhere, words of errors aside.
    pub(super) fn names_nothing(&self) -> bool {
        self.strong.len() < 2 || self.places.is_empty()
    }

    /// The number of terms, the words of errors included.
    pub(super) fn terms(&self) -> usize {
        self.strong.len()
    }
}

/// Groups of terms: three times as many bits make a number.
const GROUPS: usize = 21;

/// Looks for many terms at once, whatever the case of their letters.
///
/// Terms stand alone, so only beginnings of words are looked at; tables of bits tell which terms can begin
/// there.
struct Finder {
    terms: Vec<(String, u16)>,
    /// For each byte, the groups of terms that have it in their first, second and third place: a look for
    /// all three.
    groups: [u64; 256],
    /// For each byte, the terms that have it in their first, second and third place.
    begins: [[u64; 256]; 3],
}

impl Finder {
    fn new(terms: Vec<(String, u16)>) -> Self {
        let (mut begins, mut groups) = ([[0; 256]; 3], [0; 256]);
        for (at, (term, _)) in terms.iter().enumerate().take(64) {
            for ((place, first), b) in
                begins.iter_mut().zip([0, GROUPS, 2 * GROUPS]).zip(term.bytes())
            {
                for b in [b.to_ascii_lowercase(), b.to_ascii_uppercase()].map(usize::from) {
                    if let (Some(bits), Some(groups)) = (place.get_mut(b), groups.get_mut(b)) {
                        *bits |= 1 << at;
                        *groups |= 1 << (first + at % GROUPS);
                    }
                }
            }
        }
        Self { terms, groups, begins }
    }

    /// Where the terms stand, in order, each with its number.
    fn places(&self, text: &str) -> Vec<(u32, u16)> {
        let bytes = text.as_bytes();
        let (mut places, mut at) = (Vec::new(), 0);
        // Eight places at once: at nearly all of them no term begins.
        while let Some(ten) = bytes.get(at..).and_then(<[u8]>::first_chunk::<10>) {
            let groups = ten.map(|b| self.groups.get(usize::from(b)).copied().unwrap_or(0));
            let threes = groups.iter().zip(groups.iter().skip(1)).zip(groups.iter().skip(2));
            let begin = |((a, b), c): ((&u64, &u64), &u64)| a & (b >> GROUPS) & (c >> (2 * GROUPS));
            if threes.map(begin).fold(0, |all, groups| all | groups) != 0 {
                places.extend((at..at + 8).filter_map(|at| self.found(text, at)));
            }
            at += 8;
        }
        places.extend((at..bytes.len()).filter_map(|at| self.found(text, at)));
        places
    }

    /// The terms that may stand where three bytes do.
    #[inline]
    fn begins(&self, bytes: [u8; 3]) -> u64 {
        let bits = |(place, b): (&[u64; 256], u8)| place.get(usize::from(b)).copied().unwrap_or(0);
        self.begins.iter().zip(bytes).map(bits).fold(u64::MAX, |all, bits| all & bits)
    }

    /// The place with the number of the term that stands there.
    #[inline]
    fn found(&self, text: &str, at: usize) -> Option<(u32, u16)> {
        let candidates = self.begins(*text.as_bytes().get(at..)?.first_chunk()?);
        (candidates != 0 && begins_word(text.as_bytes(), at)).then_some(())?;
        Some((u32::try_from(at).unwrap_or(u32::MAX), self.term(text, at, candidates)?))
    }

    /// The longest of some terms that stands here.
    fn term(&self, text: &str, at: usize, mut candidates: u64) -> Option<u16> {
        let mut found: Option<(usize, u16)> = None;
        while candidates != 0 {
            let (term, number) = self.terms.get(candidates.trailing_zeros() as usize)?;
            candidates &= candidates - 1;
            let end = at + term.len();
            let same = text
                .as_bytes()
                .get(at..end)
                .is_some_and(|here| here.eq_ignore_ascii_case(term.as_bytes()));
            let alone = same && text.as_bytes().get(end).is_none_or(|&b| class(b) != WORD);
            if alone && found.is_none_or(|(len, _)| term.len() > len) {
                found = Some((term.len(), *number));
            }
        }
        found.map(|(_, number)| number)
    }
}

/// Whether a byte of a word is the first one. What a backslash escapes is no part of one.
fn begins_word(bytes: &[u8], at: usize) -> bool {
    let before = bytes.get(..at).unwrap_or_default();
    let Some((&last, rest)) = before.split_last() else { return true };
    match class(last) {
        BETWEEN => true,
        WORD => ends_escaping(rest),
        _ => !ends_escaping(before),
    }
}

/// Whether bytes end with a backslash that escapes what follows.
fn ends_escaping(bytes: &[u8]) -> bool {
    bytes.iter().rev().take_while(|&&b| b == b'\\').count() % 2 == 1
}

/// What stands between words; a backslash is neither.
const BETWEEN: u8 = 0;
const WORD: u8 = 1;

/// Whether a byte is part of a word, a backslash or what stands between words.
fn class(b: u8) -> u8 {
    CLASSES.get(usize::from(b)).copied().unwrap_or(BETWEEN)
}

/// [`class_of`] laid out for one look.
const CLASSES: [u8; 256] = table_of!(256, |b| class_of(b as u8));

const fn class_of(b: u8) -> u8 {
    match b {
        b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | 0x80.. => WORD,
        b'\\' => 2,
        _ => BETWEEN,
    }
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
    let tail =
        question.get(question.ceil_char_boundary(question.len().saturating_sub(MOST_QUESTION))..);
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
        let word = word.trim_start_matches(|c: char| !c.is_alphanumeric());
        let word = word.trim_end_matches(|c: char| ".:!?*=".contains(c));
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
        let word =
            |text: &str| text.find("error").map_or(Span::new(0, 0), |at| Span::new(at, at + 5));
        for (text, begins) in [
            ("error", true),
            (" error", true),
            ("x_error-", true),
            ("xerror", false),
            ("errors error", true),
            (r"\nerror", true),
            (r"\\nerror", false),
            (r"\error", false),
            (r"\\error", true),
            (r"\u00e9error", false),
            ("some text, and then the error", true),
            ("some text, and then therror", false),
        ] {
            let hits = Hits::find(text, &Hints::none());
            let spans = [Span::new(0, 0), Span::whole(text)].into_iter();
            assert_eq!(hits.with_errors(spans).len(), usize::from(begins), "{text}");
            let exactly = hits.with_errors([word(text)].into_iter()).len();
            assert_eq!(exactly > 0, begins, "{text}");
        }
        assert_eq!([1, 2, 4, 6].map(|term| hits.is_strong(term)), [true, false, true, false]);
    }
}
