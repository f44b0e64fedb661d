//! Words of a text in any script, and their stems.

use rust_stemmers::{Algorithm, Stemmer};

use crate::rewrite::is_of_word;

/// Calls `each` with the words of a text, in order.
///
/// A word is a run of letters, digits and `_`. Of a name that is made of several words (`read_file`,
/// `readFile`) its parts follow it. Of scripts that put no blanks between words, each two characters
/// that stand next to each other are a word. Linear.
pub fn words<'a>(text: &'a str, mut each: impl FnMut(&'a str)) {
    let bytes = text.as_bytes();
    let class = |at: usize| bytes.get(at).map_or(BETWEEN, |byte| class_of(*byte));
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        let first = class(at);
        at += 1;
        if first == BETWEEN {
            continue;
        }
        let mut inner = 0;
        loop {
            let class = class(at);
            if class == BETWEEN {
                break;
            }
            inner |= class;
            at += 1;
        }
        let run = text.get(start..at).unwrap_or("");
        if (first | inner) & WIDE > 0 {
            wide_words(run, &mut each);
        } else {
            each(run);
            if inner & BEGINS > 0 {
                parts(run, &mut each);
            }
        }
    }
}

/// What stands between words.
const BETWEEN: u8 = 0;
const SMALL: u8 = 1;
/// What may begin a further word within a name.
const BEGINS: u8 = 2;
/// A part of a character that is not ASCII.
const WIDE: u8 = 4;

/// The class of each byte.
const CLASSES: [u8; 256] = {
    let mut classes = [BETWEEN; 256];
    let mut rest: &mut [u8] = &mut classes;
    let mut byte = 0_u8;
    while let [class, after @ ..] = rest {
        *class = match byte {
            b'A'..=b'Z' | b'_' => BEGINS,
            b'a'..=b'z' | b'0'..=b'9' => SMALL,
            0x80.. => WIDE,
            _ => BETWEEN,
        };
        byte = byte.wrapping_add(1);
        rest = after;
    }
    classes
};

fn class_of(byte: u8) -> u8 {
    CLASSES.get(usize::from(byte)).copied().unwrap_or(BETWEEN)
}

/// The words of a run with letters that are not ASCII, among which there may be punctuation.
fn wide_words<'a>(run: &'a str, each: &mut impl FnMut(&'a str)) {
    for word in run.split(|c| !is_of_word(c)) {
        if word.contains(is_unspaced) {
            pairs(word, each);
        } else if !word.is_empty() {
            named(word, each);
        }
    }
}

/// Whether a character is of a script that puts no blanks between words, or few.
fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Each two characters next to each other.
fn pairs<'a>(word: &'a str, each: &mut impl FnMut(&'a str)) {
    let ends = word.char_indices().map(|(at, c)| at + c.len_utf8()).skip(1);
    let mut any = false;
    for ((start, _), end) in word.char_indices().zip(ends) {
        any = true;
        each(word.get(start..end).unwrap_or(""));
    }
    if !any {
        each(word);
    }
}

/// A word, and its parts if it is a name made of several.
fn named<'a>(word: &'a str, each: &mut impl FnMut(&'a str)) {
    each(word);
    let inner = word.as_bytes().get(1..).unwrap_or_default();
    if inner.iter().any(|byte| class_of(*byte) == BEGINS) {
        parts(word, each);
    }
}

/// The parts of a name.
fn parts<'a>(word: &'a str, each: &mut impl FnMut(&'a str)) {
    for part in word.split('_') {
        let mut start = 0;
        let bytes = part.as_bytes();
        for (at, pair) in bytes.windows(2).enumerate() {
            if let [before, after] = pair
                && !before.is_ascii_uppercase()
                && after.is_ascii_uppercase()
            {
                each(part.get(start..=at).unwrap_or(""));
                start = at + 1;
            }
        }
        let last = part.get(start..).unwrap_or("");
        if !last.is_empty() && last.len() < word.len() {
            each(last);
        }
    }
}

/// Takes words back to what their forms have in common.
pub(super) struct Stems {
    english: Stemmer,
    russian: Stemmer,
    arabic: Stemmer,
    greek: Stemmer,
}

impl Stems {
    pub(super) fn new() -> Self {
        Self {
            english: Stemmer::create(Algorithm::English),
            russian: Stemmer::create(Algorithm::Russian),
            arabic: Stemmer::create(Algorithm::Arabic),
            greek: Stemmer::create(Algorithm::Greek),
        }
    }

    /// The stem of a word, in lower case. By the script of its first letter: texts in other languages
    /// that are written in Latin letters are shortened by the rules of English, on both sides alike.
    pub(super) fn of(&self, word: &str) -> String {
        const LONGEST: usize = 64;
        let lower = word.to_lowercase();
        let stemmer = match lower.chars().next() {
            _ if lower.len() > LONGEST => return lower,
            Some('a'..='z' | '\u{c0}'..='\u{24f}') => &self.english,
            Some('\u{370}'..='\u{3ff}') => &self.greek,
            Some('\u{400}'..='\u{4ff}') => &self.russian,
            Some('\u{600}'..='\u{6ff}') => &self.arabic,
            _ => return lower,
        };
        stemmer.stem(&lower).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::{Stems, words};

    fn all(text: &str) -> Vec<&str> {
        let mut out = Vec::new();
        words(text, |word| out.push(word));
        out
    }

    #[test]
    fn words_of_any_script() {
        assert_eq!(
            all("It's 3.5 MB, read_file!"),
            ["It", "s", "3", "5", "MB", "read_file", "read", "file"]
        );
        assert_eq!(all("parseHTTPBody ERROR"), ["parseHTTPBody", "parse", "HTTPBody", "ERROR"]);
        assert_eq!(all("größe—naïve"), ["größe", "naïve"]);
        assert_eq!(all("東京都 です。x"), ["東京", "京都", "です", "x"]);
        assert_eq!(all("の"), ["の"]);
        assert_eq!(all("__ _a_ ..."), ["__", "_a_", "a"]);
        assert!(all("").is_empty());
    }

    #[test]
    fn forms_of_a_word_have_one_stem() {
        let stems = Stems::new();
        let same = [("Running", "runs"), ("connections", "connected"), ("книги", "книга")];
        for (a, b) in same {
            assert_eq!(stems.of(a), stems.of(b));
        }
        assert_ne!(stems.of("cat"), stems.of("dog"));
    }
}
