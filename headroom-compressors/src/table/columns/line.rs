//! The words of a line, and the blanks between them.

/// Whether two blanks stand next to each other.
pub(super) fn has_gap(line: &str) -> bool {
    memchr::memchr_iter(b' ', line.as_bytes()).any(|at| line.as_bytes().get(at + 1) == Some(&b' '))
}

pub(super) fn width(text: &str) -> usize {
    text.chars().count()
}

/// The words of a line, each with where it starts in bytes.
pub(super) fn words(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    line.split(' ').filter_map(move |word| {
        let start = at;
        at += word.len() + 1;
        (!word.is_empty()).then_some((start, word))
    })
}

/// How often two blanks or more follow each other, or stand at the start.
pub(super) fn blank_runs(line: &str) -> usize {
    let blank = |at: usize| line.as_bytes().get(at) == Some(&b' ');
    let starts = |at: usize| at == 0 || !blank(at - 1) && blank(at + 1);
    memchr::memchr_iter(b' ', line.as_bytes()).filter(|at| starts(*at)).count()
}

/// The parts of a line that are two blanks or more apart, each with where it starts in bytes.
pub(super) fn gaps(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    line.split("  ").filter_map(move |part| {
        let start = at;
        at += part.len() + 2;
        // An odd number of blanks leaves one before the part.
        let inner = part.strip_prefix(' ').unwrap_or(part);
        (!inner.is_empty()).then_some((start + part.len() - inner.len(), inner))
    })
}
