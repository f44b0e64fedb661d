//! Bounds that need no weights, and no pieces: for texts of which one is much longer than the other.

/// Whether the second texts of all pairs surely have so many tokens fewer, where tokens end at the ends of the
/// texts. Linear, at some GB/s.
pub(super) fn save<'t>(
    pairs: impl Iterator<Item = (&'t str, &'t str)> + Clone,
    tokens: usize,
) -> bool {
    let most = pairs.clone().fold(tokens, |sum, (_, after)| sum.saturating_add(most(after)));
    let bytes: usize = pairs.clone().map(|(before, _)| before.len()).sum();
    // The same text again and again is looked at once.
    let (mut at_least, mut seen, mut last) = (0_usize, 0, ("", 0));
    for (before, _) in pairs {
        if before != last.0 {
            last = (before, least(before));
        }
        at_least += last.1;
        seen += before.len();
        if at_least >= most {
            return true;
        }
        // A quarter tells what to expect of the rest.
        if seen >= bytes / 4 && at_least.saturating_mul(bytes) < most.saturating_mul(seen) {
            return false;
        }
    }
    false
}

/// Whether texts surely have so many tokens together, where tokens end at the ends of the texts. Linear, at some
/// GB/s.
pub(super) fn reach<'t>(mut texts: impl Iterator<Item = &'t str>, tokens: usize) -> bool {
    let mut at_least = 0_usize;
    texts.any(|text| {
        at_least += least(text);
        at_least >= tokens
    })
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
