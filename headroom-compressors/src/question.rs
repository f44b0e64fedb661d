//! What a question names, for those that look for names in code, files and tables.

#[cfg(feature = "table")]
use std::collections::HashSet;

#[cfg(feature = "table")]
use headroom_core::Hints;

/// The words of a question, as far as they may be names of code or of files.
#[cfg(any(feature = "log", feature = "search"))]
pub(crate) fn words(question: &str) -> impl Iterator<Item = &str> {
    let words = question.split(|c: char| c.is_whitespace() || "\"'`()<>,;?!*".contains(c));
    words.map(|word| word.trim_matches(['.', ':']))
}

/// Whether a word looks like a name of code or of a file: with an underscore, a dot, a slash, colons, a
/// digit or a capital inside.
#[cfg(any(feature = "blob", feature = "code-outline", feature = "log", feature = "search"))]
pub(crate) fn is_telling(word: &str) -> bool {
    let mut inner = word.chars().skip(1);
    let telling = |c: char| "_$./:".contains(c) || c.is_ascii_digit() || c.is_uppercase();
    word.len() > 3 && word.chars().any(char::is_alphabetic) && inner.any(telling)
}

/// Whether names of code are made of such characters.
#[cfg(any(feature = "blob", feature = "code-outline", feature = "trace"))]
pub(crate) fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$')
}

/// The names in a question that may stand in code without blanks and dots around them.
#[cfg(feature = "blob")]
pub(crate) fn identifiers(question: &str) -> impl Iterator<Item = &str> {
    let words = question.split(|c| !is_of_name(c));
    words.filter(|word| is_telling(word))
}

/// The words of the question, the pattern and the command that may name a row of a table: a longer
/// question names nothing in particular.
#[cfg(feature = "table")]
pub(crate) fn names_of_rows<'a>(hints: &Hints<'a>) -> HashSet<&'a str> {
    const SHORTEST: usize = 3;
    const MOST: usize = 64;
    let arguments = hints.arguments;
    let texts = [hints.question, arguments.pattern, arguments.command];
    let words = texts.into_iter().flatten().flat_map(cells);
    words.filter(|word| word.len() >= SHORTEST).take(MOST).collect()
}

/// Whether one of the names stands in a row as a word.
#[cfg(feature = "table")]
pub(crate) fn name_row(names: &HashSet<&str>, row: &str) -> bool {
    !names.is_empty() && cells(row).any(|word| names.contains(word))
}

/// The words of a text, with the dots and dashes of names in them.
#[cfg(feature = "table")]
fn cells(text: &str) -> impl Iterator<Item = &str> {
    let inside = |c: char| c.is_alphanumeric() || "-_.@/:".contains(c);
    text.split(move |c| !inside(c)).map(|word| word.trim_matches(['.', ':', '-', '/']))
}
