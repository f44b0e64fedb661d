//! Bounds that need no weights, and no pieces: for texts of which one is much longer than the other.

/// At least and at most so many tokens, of a text at whose ends tokens end. Linear, at some GB/s.
///
/// Of runs of letters and of runs of digits no token has more than one, and none has the sign before a
/// digit or a space with what follows it. Three digits are one token, and no token is shorter than a byte.
pub(super) fn bounds(text: &str) -> (usize, usize) {
    let bytes = text.as_bytes();
    let Some((first, rest)) = bytes.split_first().filter(|_| bytes.is_ascii()) else {
        return (0, bytes.len());
    };
    let mut all = Counts::of(&[b'\n'], &[*first]);
    for (before, behind) in bytes.chunks(Counts::MOST).zip(rest.chunks(Counts::MOST)) {
        let counts = Counts::of(before, behind);
        all.tokens += counts.tokens;
        all.digits += counts.digits;
        all.numbers += counts.numbers;
    }
    (all.tokens, bytes.len() - all.digits + (all.digits + 2 * all.numbers) / 3)
}

/// What begins or ends between bytes and those right behind them.
#[derive(Clone, Copy, Debug)]
struct Counts {
    /// Tokens, at least.
    tokens: usize,
    digits: usize,
    /// Runs of digits.
    numbers: usize,
}

impl Counts {
    /// So many pairs of bytes are counted in bytes, sixteen at a time: each counts two at most.
    const MOST: usize = 120;

    #[inline]
    fn of(before: &[u8], behind: &[u8]) -> Self {
        let (mut tokens, mut digits, mut numbers) = (0, 0, 0);
        for (before, byte) in before.iter().zip(behind) {
            // An apostrophe may join two runs of letters.
            let joins = before.is_ascii_alphabetic() | (*before == b'\'');
            let is_sign = before.is_ascii_graphic() & !joins & !before.is_ascii_digit();
            let word = byte.is_ascii_alphabetic() & !joins;
            let number = byte.is_ascii_digit() & !before.is_ascii_digit();
            let sign = is_sign & (byte.is_ascii_digit() | (*byte == b' '));
            tokens += u8::from(word) + u8::from(number) + u8::from(sign);
            digits += u8::from(byte.is_ascii_digit());
            numbers += u8::from(number);
        }
        Self { tokens: tokens.into(), digits: digits.into(), numbers: numbers.into() }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::bounds;
    use crate::tokens::pieces::{Kind, Pieces};

    #[test]
    fn runs_and_signs_before_digits_are_counted() {
        assert_eq!(bounds("src/a_b.rs:120:    fn"), (8, 19));
        assert_eq!(bounds("it's 12345, 6"), (4, 10));
        assert_eq!(bounds("\u{e9}t\u{e9} 12"), (0, 8));
    }

    proptest! {
        #[test]
        fn pieces_stay_within_the_bounds(text in r#"([a-zA-Z]{0,9}|[0-9]{0,5}|['’:;/.(]{0,3}|[ \n\t]{0,2}|é|²){0,30}"#) {
            let (least, most) = bounds(&text);
            let tokens = Pieces::new(&text).map(|piece| match piece.kind {
                Kind::Digits if text.is_ascii() => 1,
                _ => piece.end - piece.start,
            });
            prop_assert!(tokens.sum::<usize>() <= most);
            prop_assert!(Pieces::new(&text).count() >= least);
        }
    }
}
