//! Whether elided words are words of running text.

use super::CheckFailure;
use crate::{ContentType, Elision, Input, Unit};

/// Checks elisions of words: in running text, whole, within a line. Linear in what is elided.
pub(super) fn check<'a>(
    input: &Input<'_>,
    elisions: impl Iterator<Item = &'a Elision>,
) -> Result<(), CheckFailure> {
    let prose = matches!(input.content_type, ContentType::TEXT | ContentType::MARKDOWN);
    let mut words = elisions.filter(|elision| elision.unit == Unit::Words);
    if words.all(|elision| prose && is_words(input.text, elision)) {
        Ok(())
    } else {
        Err(CheckFailure::Span)
    }
}

/// Whether a span is made of words, and of blanks behind them or at the end of a line.
fn is_words(text: &str, elision: &Elision) -> bool {
    let inside = elision.span.of(text);
    let before = text.get(..elision.span.start).and_then(|before| before.chars().next_back());
    let behind = text.get(elision.span.end..).and_then(|behind| behind.chars().next());
    let ends_word = inside.ends_with(char::is_whitespace) || behind.is_none_or(char::is_whitespace);
    let line = memchr::memchr2(b'\n', b'\r', inside.as_bytes()).is_none();
    line && ends_word && before.is_none_or(char::is_whitespace) && !inside.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Estimator, Like, Span};

    #[test]
    fn words_are_whole_and_stand_in_a_line() {
        let text = "one two, three\nfour  f\u{e9}ve\n";
        let of = |part: &str, content_type| {
            let start = text.find(part).unwrap_or(0);
            let span = Span::new(start, start + part.len());
            let (counts, facts) = (Vec::new(), Vec::new());
            let elision = Elision { span, unit: Unit::Words, like: Like::Unknown, counts, facts };
            let tokens = Estimator::new();
            check(&Input::new(text, content_type, &tokens), [&elision].into_iter()).is_ok()
        };
        for part in ["one ", "one two, ", "two,", "three", " three", "four  ", "f\u{e9}ve"] {
            assert_eq!(of(part, ContentType::TEXT), !part.starts_with(' '), "{part:?}");
        }
        for part in ["on", "ne ", "two", "three\nfour", "three\n", "f", "  f", " "] {
            assert!(!of(part, ContentType::TEXT), "{part:?}");
        }
        assert!(of("one ", ContentType::MARKDOWN) && !of("one ", ContentType::LOG));
    }
}
