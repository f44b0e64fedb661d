//! Parts of one long line: the only units smaller than a line that may go out of sight.

use crate::Span;
use crate::rewrite::is_of_word;

/// Lines of fewer bytes are left out as a whole or not at all.
const LONG_LINE: usize = 2 << 10;

/// Runs of more bytes of letters and digits are no words but data.
const WORD: usize = 64;

/// Whether a span is part of one long line and its ends cut no word. Looks at a bounded number of
/// bytes around the span.
pub(crate) fn is_part_of_line(text: &str, span: Span) -> bool {
    let bytes = text.as_bytes();
    let before = bytes.get(span.start.saturating_sub(LONG_LINE)..span.start).unwrap_or_default();
    let after = bytes.get(span.end..).unwrap_or_default();
    let after = after.get(..after.len().min(LONG_LINE)).unwrap_or_default();
    let before = memchr::memrchr(b'\n', before).map_or(before.len(), |at| before.len() - at - 1);
    let after = memchr::memchr(b'\n', after).unwrap_or(after.len());
    let inside = span.of(text).as_bytes();
    memchr::memchr2(b'\n', b'\r', inside).is_none()
        && before + inside.len() + after >= LONG_LINE
        && !cuts_word(text, span.start)
        && !cuts_word(text, span.end)
}

/// Whether a word goes on from before a place to behind it.
fn cuts_word(text: &str, at: usize) -> bool {
    let part = |c: &char| is_of_word(*c);
    let Some((before, after)) = text.split_at_checked(at) else { return true };
    let before = before.chars().rev().take(WORD).take_while(part).count();
    let after = after.chars().take(WORD).take_while(part).count();
    before > 0 && after > 0 && before + after < WORD
}

#[cfg(test)]
mod tests {
    use super::is_part_of_line;
    use crate::Span;

    #[test]
    fn parts_are_delimited_runs_of_long_lines() {
        let words = "some words here, ".repeat(200);
        let data = "0123456789abcdef".repeat(200);
        let text = format!("short line\n{words}\n{data}\n");
        let line =
            |start: usize, end: usize| is_part_of_line(&text, Span::new(11 + start, 11 + end));
        assert!(line(4, 17 * 50 + 4), "between words");
        assert!(!line(6, 17 * 50 + 4), "starts within a word");
        assert!(!line(4, 17 * 50 + 6), "ends within a word");
        let at = 11 + words.len() + 1;
        assert!(is_part_of_line(&text, Span::new(at + 77, at + 3001)), "data have no words");
        assert!(!is_part_of_line(&text, Span::new(0, 5)), "a short line");
        assert!(!is_part_of_line(&text, Span::new(15, at + 100)), "two lines");
        assert!(!is_part_of_line(&text, Span::new(text.len() + 1, text.len() + 9)));
    }
}
