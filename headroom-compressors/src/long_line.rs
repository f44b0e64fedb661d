//! Lines of more than two kilobytes, of which a part can be shown.

use headroom_core::Span;

/// Lines of so many bytes may be shown in part.
pub(crate) const LONG: usize = 2 << 10;

/// Bytes that stay at the beginning of a line, and at its end.
const HEAD: usize = 160;
const TAIL: usize = 40;

/// How far a better place to cut is looked for, in characters.
const NEAR: usize = 96;

/// Whether a text may have lines of so many bytes. Looks at few bytes where it has none.
#[cfg(feature = "search")]
pub(crate) fn may_stand_in(text: &str) -> bool {
    let mut start = 0;
    while let Some(next) = text.as_bytes().get(start..start + LONG) {
        match memchr::memrchr(b'\n', next) {
            Some(end) => start += end + 1,
            None => return true,
        }
    }
    false
}

/// The middle of a line, which is cut where no word is.
pub(crate) fn middle(text: &str, line: Span) -> Option<Span> {
    between(text, Span::new(line.start + HEAD, line.end.checked_sub(TAIL)?))
}

/// The part of a span of a line that can be left out; `None` if it is too small, or if carriage returns
/// in it make several lines of it on a screen.
pub(crate) fn between(text: &str, span: Span) -> Option<Span> {
    let start = boundary(text, text.ceil_char_boundary(span.start));
    let end = boundary(text, text.ceil_char_boundary(span.end));
    let span = Span::new(start, end);
    let one_line = memchr::memchr(b'\r', span.of(text).as_bytes()).is_none();
    (span.len() >= 2 * HEAD && one_line).then_some(span)
}

/// The next place at which no word is cut, or the place itself where there are no words.
fn boundary(text: &str, at: usize) -> usize {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let before = text.get(..at).is_some_and(|before| before.ends_with(is_part));
    let rest = text.get(at..).unwrap_or("");
    if !before {
        return at;
    }
    let run = rest.chars().take_while(|c| is_part(*c)).take(NEAR);
    let (count, bytes) = run.fold((0, 0), |(count, bytes), c| (count + 1, bytes + c.len_utf8()));
    if count < NEAR { at + bytes } else { at }
}
