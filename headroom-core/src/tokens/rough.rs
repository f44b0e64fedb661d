//! Bounds that need no weights, and no pieces: for texts of which one is much longer than the other.

/// Whether the second texts of all pairs surely have so many tokens fewer, where tokens end at the ends of the
/// texts. Linear, at some GB/s.
pub(super) fn save<'t>(
    pairs: impl Iterator<Item = (&'t str, &'t str)> + Clone,
    tokens: usize,
) -> bool {
    let bytes = pairs.clone().map(|(before, _)| before.len()).sum();
    let most = at_most(pairs.clone().map(|(_, after)| after));
    AtLeast::new(pairs.map(|(before, _)| before), bytes).reach_soon(most.saturating_add(tokens))
}

/// At most so many tokens have texts together, where tokens end at the ends of the texts. Linear, at some GB/s.
pub(super) fn at_most<'t>(texts: impl Iterator<Item = &'t str>) -> usize {
    texts.fold(0, |sum, text| usize::saturating_add(sum, most(text)))
}

/// How many tokens texts have together at least, where tokens end at the ends of the texts. Looks at no more of them
/// than an answer takes, and at each once. Linear, at some GB/s.
pub(super) struct AtLeast<'t, Texts> {
    texts: Texts,
    /// The bytes of all texts.
    bytes: usize,
    /// The bytes and the tokens of those that were looked at.
    seen: usize,
    tokens: usize,
    /// The last one, and its tokens: the same text again and again is looked at once.
    last: (&'t str, usize),
}

impl<'t, Texts: Iterator<Item = &'t str>> AtLeast<'t, Texts> {
    /// Nothing yet of texts of so many bytes.
    pub(super) fn new(texts: Texts, bytes: usize) -> Self {
        Self { texts, bytes, seen: 0, tokens: 0, last: ("", 0) }
    }

    /// Whether there are surely so many.
    pub(super) fn reach(&mut self, tokens: usize) -> bool {
        while self.tokens < tokens {
            if !self.take() {
                return false;
            }
        }
        true
    }

    /// The same, but gives up where it is not to be expected: a quarter of the texts tells.
    pub(super) fn reach_soon(&mut self, tokens: usize) -> bool {
        while self.tokens < tokens {
            let expected =
                self.tokens.saturating_mul(self.bytes) >= tokens.saturating_mul(self.seen);
            if !expected && self.seen >= self.bytes / 4 || !self.take() {
                return false;
            }
        }
        true
    }

    /// Looks at one more text, if there is one.
    fn take(&mut self) -> bool {
        let Some(text) = self.texts.next() else { return false };
        if text != self.last.0 {
            self.last = (text, least(text));
        }
        self.seen += text.len();
        self.tokens += self.last.1;
        true
    }
}

/// At least so many tokens. Of runs of letters and of runs of digits no token has more than one, and none has
/// the sign before a digit or a space with what follows it.
fn least(text: &str) -> usize {
    let begins = |before: u8, byte: u8| {
        // An apostrophe may join two runs of letters.
        let (joins, digit) =
            (before.is_ascii_alphabetic() | (before == b'\''), byte.is_ascii_digit());
        let word = byte.is_ascii_alphabetic() & !joins;
        let number = digit & !before.is_ascii_digit();
        let is_sign = before.is_ascii_graphic() & !joins & !before.is_ascii_digit();
        u8::from(word | number) + u8::from(is_sign & (digit | (byte == b' ')))
    };
    if text.is_ascii() { between(text, begins) } else { 0 }
}

/// At most so many tokens: three digits are one, and none is shorter than a byte.
fn most(text: &str) -> usize {
    if !text.is_ascii() {
        return text.len();
    }
    let digits = between(text, |_, byte| u8::from(byte.is_ascii_digit()));
    let begins = |before: u8, byte: u8| byte.is_ascii_digit() & !before.is_ascii_digit();
    let numbers = between(text, |before, byte| u8::from(begins(before, byte)));
    text.len() - digits + (digits + 2 * numbers) / 3
}

/// The sum over all bytes and those right before them, a line break before the first: two at most for each.
#[inline]
fn between(text: &str, count: impl Fn(u8, u8) -> u8) -> usize {
    /// So many counts have their sum in a byte, so that many are added up at a time.
    const MANY: usize = 112;
    let Some((first, rest)) = text.as_bytes().split_first() else { return 0 };
    let parts = text.as_bytes().chunks(MANY).zip(rest.chunks(MANY));
    let sums = parts.map(|(before, bytes)| {
        let pairs = before.iter().zip(bytes);
        usize::from(pairs.map(|(before, byte)| count(*before, *byte)).sum::<u8>())
    });
    usize::from(count(b'\n', *first)) + sums.sum::<usize>()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{least, most};
    use crate::tokens::pieces::{Kind, Pieces};

    #[test]
    fn runs_and_signs_before_digits_are_counted() {
        let bounds = |text| (least(text), most(text));
        assert_eq!(bounds("src/a_b.rs:120:    fn"), (8, 19));
        assert_eq!(bounds("it's 12345, 6"), (4, 10));
        assert_eq!(bounds("\u{e9}t\u{e9} 12"), (0, 8));
        assert_eq!(bounds(""), (0, 0));
    }

    proptest! {
        #[test]
        fn pieces_stay_within_the_bounds(text in r#"([a-zA-Z]{0,9}|[0-9]{0,5}|['’:;/.(]{0,3}|[ \n\t]{0,2}|é|²){0,30}"#) {
            let tokens = Pieces::new(&text).map(|piece| match piece.kind {
                Kind::Digits if text.is_ascii() => 1,
                _ => piece.end - piece.start,
            });
            prop_assert!(tokens.sum::<usize>() <= most(&text));
            prop_assert!(Pieces::new(&text).count() >= least(&text));
        }
    }
}
