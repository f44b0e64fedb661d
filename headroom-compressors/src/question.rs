//! What a question names.

/// The words of a question, as far as they may be names of code or of files.
#[cfg(any(feature = "log", feature = "search"))]
pub(crate) fn words(question: &str) -> impl Iterator<Item = &str> {
    let words = question.split(|c: char| c.is_whitespace() || "\"'`()<>,;?!*".contains(c));
    words.map(|word| word.trim_matches(['.', ':']))
}

/// Whether a word looks like a name of code or of a file: with an underscore, a dot, a slash, colons, a
/// digit or a capital inside.
pub(crate) fn is_telling(word: &str) -> bool {
    let mut inner = word.chars().skip(1);
    let telling = |c: char| "_./:".contains(c) || c.is_ascii_digit() || c.is_uppercase();
    word.len() > 3 && word.chars().any(char::is_alphabetic) && inner.any(telling)
}
