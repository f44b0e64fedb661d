//! The runs of signs that are one token.

use std::sync::LazyLock;

/// The runs of ASCII signs, with at most one space before them, that are one token of `o200k_base`, in the
/// order of their bytes, a line each. Single signs are not listed: all of them are one token. Nineteen of
/// twenty runs are one token of `cl100k_base`, too.
const LIST: &str = include_str!("signs.txt");

static SIGNS: LazyLock<Vec<&[u8]>> = LazyLock::new(|| LIST.lines().map(str::as_bytes).collect());

/// Whether a run of signs, which may have a space before it, is one token.
pub(super) fn is_token(run: &[u8]) -> bool {
    run.len() == 1 || SIGNS.binary_search(&run).is_ok()
}

/// The number of tokens of a run of signs when as many signs as there is a token for are taken again and
/// again. That of the vocabulary, which joins frequent pairs first, is mostly the same. Linear.
pub(super) fn tokens(mut run: &[u8]) -> u32 {
    let mut tokens = 0;
    while !run.is_empty() {
        run = run.get(longest(run)..).unwrap_or_default();
        tokens += 1;
    }
    tokens
}

/// The length of the longest token that a run begins with; at least 1.
fn longest(run: &[u8]) -> usize {
    let mut longest = 1;
    let mut signs = SIGNS.as_slice();
    for (at, sign) in run.iter().enumerate() {
        let start = signs.partition_point(|token| token.get(at) < Some(sign));
        let end = signs.partition_point(|token| token.get(at) <= Some(sign));
        signs = signs.get(start..end).unwrap_or_default();
        match signs.first() {
            // The shortest of those that begin alike comes first.
            Some(token) if token.len() == at + 1 => longest = token.len(),
            Some(_) => {}
            None => break,
        }
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_can_be_searched() {
        assert!(SIGNS.is_sorted_by(|one, other| one < other));
        assert!(SIGNS.iter().all(|run| run.len() > 1 && run.trim_ascii_end().len() == run.len()));
    }

    #[test]
    fn runs_are_taken_in_as_large_parts_as_there_are_tokens() {
        for (run, expected) in [
            ("", 0),
            ("{", 1),
            (" {", 1),
            ("\":{\"", 1),
            ("\"},{\"", 1),
            ("=======", 1),
            ("~~~~^^~~~~", 3),
            (")]}])])", 3),
        ] {
            assert_eq!(tokens(run.as_bytes()), expected, "{run}");
            assert_eq!(is_token(run.as_bytes()), expected == 1, "{run}");
        }
    }

    /// The list is what the vocabulary says.
    #[cfg(feature = "fast-tokens")]
    #[test]
    fn what_is_listed_and_only_that_is_one_token() {
        let exact = super::super::FastTokens::o200k_base();
        assert!(LIST.lines().all(|run| exact.count(run) == 1));
        let signs = (b'!'..=b'~').filter(u8::is_ascii_punctuation).map(char::from);
        let pairs = signs.clone().flat_map(|one| signs.clone().map(move |other| [one, other]));
        for pair in pairs {
            for run in [String::from_iter(pair), format!(" {}", String::from_iter(pair))] {
                assert_eq!(is_token(run.as_bytes()), exact.count(&run) == 1, "{run}");
            }
        }
    }
}
