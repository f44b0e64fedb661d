//! What the question and the call name.

use std::collections::HashSet;

use headroom_core::Hints;

/// Names that are looked for; a longer question names nothing in particular.
const MOST_NAMES: usize = 64;

/// Bytes of a name.
const SHORTEST: usize = 3;

/// The words of the question, the pattern and the command that may name a row.
pub(super) fn names<'a>(hints: &Hints<'a>) -> HashSet<&'a str> {
    let arguments = hints.arguments;
    let texts = [hints.question, arguments.pattern, arguments.command];
    let words = texts.into_iter().flatten().flat_map(words);
    words.filter(|word| word.len() >= SHORTEST).take(MOST_NAMES).collect()
}

/// Whether a name stands in a line as a word.
pub(super) fn stands_in(names: &HashSet<&str>, line: &str) -> bool {
    !names.is_empty() && words(line).any(|word| names.contains(word))
}

/// The words of a text, with the dots and dashes of names in them.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let inside = |c: char| c.is_alphanumeric() || "-_.@/:".contains(c);
    text.split(move |c| !inside(c)).map(|word| word.trim_matches(['.', ':', '-', '/']))
}
