//! Words of running text that are out of sight.

use std::fmt;

use super::number;

const WORDS: &str = " words";
const OF: &str = " of ";

pub(super) fn write(
    words: usize,
    total: usize,
    left_out: &str,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    write!(f, "{words}{OF}{total}{WORDS}{left_out}")
}

/// Reads what stands before `left out`: how many words, of how many.
pub(super) fn parse(what: &str) -> Option<(usize, usize)> {
    let (words, total) = what.strip_suffix(WORDS)?.split_once(OF)?;
    Some((number(words)?, number(total)?))
}
