//! Cutting a text into the pieces that no token crosses.

use super::letters::{Class, class_of, class_of_byte};
use super::short;
use crate::lanes::{self, Lanes, Mask};

/// A piece of a text: what the split pattern of `o200k_base` matches at one place. Byte-pair merges
/// run inside a piece, so every piece costs at least one token and tokens add up over pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// First byte.
    pub(super) start: usize,
    /// One past the last byte.
    pub(super) end: usize,
    /// What it is made of.
    pub(super) kind: Kind,
    /// The bytes from the first one on, beyond the last one if it is short.
    pub(super) head: Lanes,
}

/// What a piece is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// At most one character that is no letter (mostly a space), letters (capitals before small
    /// ones), and a contraction such as `'ll`.
    Word,
    /// One to three digits.
    Digits,
    /// An optional space, punctuation, and the line breaks and slashes after it.
    Punctuation,
    /// White space.
    Space,
}

/// The pieces of a text in order, without gaps. Linear in the text.
///
/// This is the pattern of `o200k_base`, by hand:
///
/// ```text
/// [^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?
/// [^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?
/// \p{N}{1,3}
///  ?[^\s\p{L}\p{N}]+[\r\n/]*
/// \s*[\r\n]+
/// \s+(?!\S)
/// \s+
/// ```
#[derive(Clone, Debug)]
pub(super) struct Pieces<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Pieces<'a> {
    pub(super) const fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    #[inline(always)] // A piece that is handed over in memory costs more than finding it.
    fn next(&mut self) -> Option<Piece> {
        let start = self.at;
        if start >= self.text.len() {
            return None;
        }
        let head = Lanes::at(self.text.as_bytes(), start);
        let (kind, end) = match short::piece(head) {
            Some((kind, len)) => (kind, start + len),
            None => self.piece(start),
        };
        self.at = end;
        Some(Piece { start, end, kind, head })
    }
}

impl Pieces<'_> {
    /// The kind and the end of the piece that starts here.
    #[inline(never)]
    fn piece(&self, start: usize) -> (Kind, usize) {
        let (class, len) = self.class(start);
        match class {
            Class::Number => (Kind::Digits, self.digits(start + len)),
            Class::Newline => (Kind::Space, self.space(start)),
            Class::Blank | Class::Punctuation if self.class(start + len).0.in_word() => {
                (Kind::Word, self.word(start + len).0)
            }
            Class::Blank => self.blank(start),
            Class::Punctuation => (Kind::Punctuation, self.punctuation(start + len)),
            Class::Mark => (Kind::Word, self.marked(start, start + len)),
            Class::Lower | Class::Upper | Class::Caseless => (Kind::Word, self.word(start).0),
            Class::End | Class::Unsure => (Kind::Space, self.text.len()),
        }
    }

    /// The class of the character at a place and its length in bytes, which is 0 at the end.
    #[inline]
    fn class(&self, at: usize) -> (Class, usize) {
        match self.text.as_bytes().get(at).map(|byte| class_of_byte(*byte)) {
            Some(Class::Unsure) => self.wide_class(at),
            Some(class) => (class, 1),
            None => (Class::End, 0),
        }
    }

    #[cold]
    fn wide_class(&self, at: usize) -> (Class, usize) {
        let c = self.text.get(at..).and_then(|rest| rest.chars().next());
        c.map_or((Class::End, 0), |c| (class_of(c), c.len_utf8()))
    }

    /// The end of the run of characters of some classes.
    #[inline]
    fn run(&self, mut at: usize, of: impl Fn(Class) -> bool) -> usize {
        loop {
            let (class, len) = self.class(at);
            if len == 0 || !of(class) {
                return at;
            }
            at += len;
        }
    }

    /// The end of the run of bytes of a kind.
    #[inline]
    fn bytes(&self, at: usize, of: impl Fn(&u8) -> bool) -> usize {
        let rest = self.text.as_bytes().get(at..).unwrap_or_default();
        at + rest.iter().position(|byte| !of(byte)).unwrap_or(rest.len())
    }

    /// The end of the run of ASCII bytes of a kind, eight at a time.
    fn lanes(&self, mut at: usize, of: impl Fn(Lanes) -> Mask) -> usize {
        loop {
            let run = of(Lanes::at(self.text.as_bytes(), at)).run();
            at += run;
            if run < lanes::WIDTH {
                return at;
            }
        }
    }

    /// The end of the word whose letters begin at `at`, and whether it has a tail. ASCII first.
    #[inline]
    fn word(&self, at: usize) -> (usize, bool) {
        let head = self.lanes(at, |lanes| lanes.within(b'A', b'Z'));
        let end = self.lanes(head, |lanes| lanes.within(b'a', b'z'));
        match self.text.as_bytes().get(end) {
            Some(byte) if !byte.is_ascii() => self.any_word(at),
            Some(b'\'') => (self.contraction(end), end > head),
            _ => (end, end > head),
        }
    }

    /// The end of a word of any letters, and whether it has a tail.
    ///
    /// The head is greedy and then gives back what a tail needs: a head that ends in capitals with
    /// no small letter after it ends at its last letter without case instead.
    fn any_word(&self, mut at: usize) -> (usize, bool) {
        let mut caseless_end = None;
        loop {
            let (class, len) = self.class(at);
            if !class.in_head() {
                break;
            }
            at += len;
            if class != Class::Upper {
                caseless_end = Some(at);
            }
        }
        let has_tail = self.class(at).0 == Class::Lower;
        let end = match caseless_end {
            _ if has_tail => self.run(at, Class::in_tail),
            Some(end) => end,
            None => at,
        };
        (self.contraction(end), has_tail || caseless_end.is_some())
    }

    /// The end of a word before whose letters a mark stands. The mark opens the word, or, where the
    /// letters after it make no tail, is a word of its own.
    fn marked(&self, start: usize, after: usize) -> usize {
        let (end, has_tail) = self.word(after);
        if self.class(after).0.in_word() && has_tail { end } else { self.word(start).0 }
    }

    /// The end of the contraction at a place, or the place.
    fn contraction(&self, at: usize) -> usize {
        let lower = |by: usize| self.text.as_bytes().get(at + by).map(u8::to_ascii_lowercase);
        if lower(0) != Some(b'\'') {
            return at;
        }
        match (lower(1), lower(2)) {
            (Some(b's' | b't' | b'm' | b'd'), _) => at + 2,
            (Some(b'r' | b'v'), Some(b'e')) | (Some(b'l'), Some(b'l')) => at + 3,
            _ => at,
        }
    }

    /// The end of a group of digits after its first.
    #[inline]
    fn digits(&self, mut at: usize) -> usize {
        for _ in 0..2 {
            let (class, len) = self.class(at);
            if class != Class::Number {
                break;
            }
            at += len;
        }
        at
    }

    /// The end of a run of punctuation after its first character.
    #[inline]
    fn punctuation(&self, at: usize) -> usize {
        let end = self.run(at, Class::in_punctuation);
        self.bytes(end, |byte| matches!(byte, b'\r' | b'\n' | b'/'))
    }

    /// A piece that begins with white space and is no word.
    fn blank(&self, start: usize) -> (Kind, usize) {
        if self.text.as_bytes().get(start) == Some(&b' ') {
            let (class, len) = self.class(start + 1);
            if class.in_punctuation() {
                return (Kind::Punctuation, self.punctuation(start + 1 + len));
            }
        }
        (Kind::Space, self.space(start))
    }

    /// The end of white space: after its last line break; or, without one, before its last
    /// character, which goes to what follows, unless nothing follows or there is no other.
    fn space(&self, start: usize) -> usize {
        let (mut at, mut last, mut newline_end) = (start, start, None);
        loop {
            let (class, len) = self.class(at);
            if !class.is_space() {
                break;
            }
            // Indentation is the longest white space there is.
            let end = self.lanes(at, |lanes| lanes.within(b' ', b' ')).max(at + len);
            last = if end > at + len { end - 1 } else { at };
            at = end;
            if class == Class::Newline {
                newline_end = Some(at);
            }
        }
        match newline_end {
            Some(end) => end,
            None if at == self.text.len() || last == start => at,
            None => last,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use regex::Regex;

    use super::{Kind, Pieces};
    use crate::Span;

    fn cut(text: &str) -> Vec<&str> {
        Pieces::new(text).map(|piece| Span::new(piece.start, piece.end).of(text)).collect()
    }

    #[test]
    fn words_take_one_character_before_them() {
        assert_eq!(cut("the quick\tfox"), ["the", " quick", "\tfox"]);
        assert_eq!(cut("a.b->c(d)"), ["a", ".b", "->", "c", "(d", ")"]);
        assert_eq!(cut("std::fmt"), ["std", "::", "fmt"]);
    }

    #[test]
    fn case_cuts_words() {
        assert_eq!(cut("camelCase"), ["camel", "Case"]);
        assert_eq!(cut("HTTPServer fooBAR"), ["HTTPServer", " foo", "BAR"]);
        assert_eq!(cut("don't WE'LL it's"), ["don't", " WE'LL", " it's"]);
    }

    #[test]
    fn digits_go_by_threes() {
        assert_eq!(cut("12345 67"), ["123", "45", " ", "67"]);
        assert_eq!(cut("x86_64"), ["x", "86", "_", "64"]);
    }

    #[test]
    fn white_space_leaves_its_last_character_to_what_follows() {
        assert_eq!(cut("a    b"), ["a", "   ", " b"]);
        assert_eq!(cut("a \n\n  b"), ["a", " \n\n", " ", " b"]);
        assert_eq!(cut("a;\r\n\r\n  }"), ["a", ";\r\n\r\n", " ", " }"]);
        assert_eq!(cut("  "), ["  "]);
    }

    #[test]
    fn scripts_without_case_run_on() {
        assert_eq!(cut("漢字とかな、です。"), ["漢字とかな", "、です", "。"]);
        assert_eq!(cut("漢字ABC"), ["漢字", "ABC"]);
        assert_eq!(cut("漢字ABCd"), ["漢字ABCd"]);
        assert_eq!(cut("नमस्ते दुनिया"), ["नमस्ते", " दुनिया"]);
        assert_eq!(cut("❤\u{FE0F}!"), ["❤\u{FE0F}", "!"]);
    }

    /// The pattern itself, branch by branch. The engine has no look-ahead, so the branch with one
    /// is by hand.
    struct Pattern(Vec<Regex>);

    impl Pattern {
        fn new() -> Self {
            let upper = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]";
            let lower = r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]";
            let tail = r"('[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])?";
            let branches = [
                format!(r"^[^\r\n\p{{L}}\p{{N}}]?{upper}*{lower}+{tail}"),
                format!(r"^[^\r\n\p{{L}}\p{{N}}]?{upper}+{lower}*{tail}"),
                r"^\p{N}{1,3}".to_owned(),
                r"^ ?[^\s\p{L}\p{N}]+[\r\n/]*".to_owned(),
                r"^\s*[\r\n]+".to_owned(),
                r"^\s+".to_owned(),
            ];
            Self(branches.map(|branch| Regex::new(&branch).expect("a pattern")).to_vec())
        }

        fn cut<'a>(&self, mut text: &'a str) -> Vec<&'a str> {
            let mut pieces = Vec::new();
            while let Some(end) = self.0.iter().find_map(|branch| branch.find(text)) {
                let mut end = end.end();
                let piece = Span::new(0, end).of(text);
                if end < text.len() && piece.trim().is_empty() && !piece.ends_with(['\r', '\n']) {
                    let last = piece.chars().next_back().map_or(0, char::len_utf8);
                    end = if end > last { end - last } else { end };
                }
                pieces.push(Span::new(0, end).of(text));
                text = Span::new(end, text.len()).of(text);
            }
            pieces
        }
    }

    #[test]
    fn pieces_cover_the_text_and_are_those_of_the_pattern() {
        let pattern = Pattern::new();
        let alphabet =
            "[ -~\t\r\na-cA-C0-2./' éßDžªʰжЖא漢かक्ไ\u{301}\u{a0}\u{85}😀½Ⅳ\u{FE0F}]{0,24}";
        let config =
            ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(4000) };
        let mut runner = proptest::test_runner::TestRunner::new_with_rng(
            config,
            proptest::test_runner::TestRng::deterministic_rng(
                proptest::test_runner::RngAlgorithm::ChaCha,
            ),
        );
        let law = |text: String| {
            prop_assert_eq!(cut(&text), pattern.cut(&text));
            Ok(())
        };
        runner.run(&alphabet, law).expect("pieces of the pattern");
        runner.run(&r"[ \n\r/.'aA\u{301}漢]{0,12}", law).expect("pieces of the pattern");
    }

    #[test]
    fn kinds_tell_what_a_piece_is_made_of() {
        let kinds: Vec<Kind> = Pieces::new(" ab 12;\n\n").map(|piece| piece.kind).collect();
        assert_eq!(kinds, [Kind::Word, Kind::Space, Kind::Digits, Kind::Punctuation]);
    }
}
