//! The words that tell of a failure in whatever a program writes.
//!
//! What a format adds of its own (a pod that is `Evicted`, a package that is `UNMET`) stands with its reader.

use std::sync::LazyLock;

use regex::{Regex, RegexBuilder};

use crate::Span;

/// The words, in small letters. Where one is the start of another, the longer one comes first.
const WORDS: &[&str] = &[
    "aborted",
    "abort",
    "crashed",
    "crash",
    "denied",
    "errors",
    "error",
    "exception",
    "failed",
    "failures",
    "failure",
    "failing",
    "fail",
    "fatal",
    "panicked",
    "panic",
    "refused",
];

/// Whether a word tells of a failure, in letters of any size: `error`, `FAILED`; not `failover`.
///
/// ```
/// use headroom_core::is_failure_word;
///
/// assert!(is_failure_word("Failed"));
/// assert!(!is_failure_word("failover"));
/// ```
#[must_use]
pub fn is_failure_word(word: &str) -> bool {
    at_start(word.as_bytes()).is_some_and(|failure| failure.len() == word.len())
}

/// Whether a word begins as a word of failure does, in letters of any size: `errors`, `failover`; not `ValueError`.
#[must_use]
pub fn begins_failure(word: &str) -> bool {
    at_start(word.as_bytes()).is_some()
}

/// Where words of failure stand in a text, in order, in letters of any size and within other words too: `errors`,
/// the end of `OSError` and of `ECONNREFUSED`, but that of `terror` as well. A span has the letters of the longest
/// such word. Linear.
pub fn failures(text: &str) -> impl Iterator<Item = Span> {
    FINDER
        .iter()
        .flat_map(|finder| finder.find_iter(text))
        .map(|found| Span::new(found.start(), found.end()))
}

/// Whether a word of failure stands in a text, on its own or within another word. Linear.
#[must_use]
pub fn tells_failure(text: &str) -> bool {
    FINDER.as_ref().is_some_and(|finder| finder.is_match(text))
}

static FINDER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let words = WORDS.join("|");
    RegexBuilder::new(&words).case_insensitive(true).unicode(false).build().ok()
});

fn at_start(bytes: &[u8]) -> Option<&'static str> {
    let begins = |word: &&&str| {
        bytes.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word.as_bytes()))
    };
    WORDS.iter().find(begins).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_are_words_and_parts_of_words() {
        for (text, expected) in [
            ("error: no such file", &["error"][..]),
            ("2 FAILED, 1 Errors", &["FAILED", "Errors"]),
            ("ValueError http_error failover", &["Error", "error", "fail"]),
            ("CrashLoopBackOff", &["Crash"]),
            ("OSError SSLError ECONNREFUSED", &["Error", "Error", "REFUSED"]),
            ("XFAIL keyerror httpfail", &["FAIL", "error", "fail"]),
            ("colour \u{e9} failu re", &["fail"]),
            ("\u{e9}error panicked", &["error", "panicked"]),
            ("", &[]),
        ] {
            let found: Vec<&str> = failures(text).map(|span| span.of(text)).collect();
            assert_eq!(found, expected, "{text}");
            assert_eq!(tells_failure(text), !expected.is_empty(), "{text}");
        }
    }

    #[test]
    fn each_word_is_found_whole() {
        for word in WORDS {
            assert!(is_failure_word(word) && is_failure_word(&word.to_ascii_uppercase()));
            assert_eq!(failures(word).collect::<Vec<_>>(), [Span::whole(word)], "{word}");
            let longer = format!("{word}x");
            assert!(!is_failure_word(&longer) && begins_failure(&longer));
            assert!(!begins_failure(&format!("after_{word}")), "{word}");
        }
    }
}
