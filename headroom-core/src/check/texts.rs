//! Whether elided parts of strings are what may be elided of a string.

use super::CheckFailure;
use crate::document::Cursor;
use crate::text_part::{TextPart, is_within};
use crate::{Elision, Input, Span};

/// Checks elisions within strings: sorted, each within one long literal. Linear in the text.
pub(super) fn check(input: &Input<'_>, elisions: &[&Elision]) -> Result<(), CheckFailure> {
    if elisions.is_empty() {
        return Ok(());
    }
    let mut cursor = Cursor::new(input.text, 0);
    let mut rest = elisions.iter().map(|elision| elision.span).peekable();
    while let Some(token) = cursor.token() {
        let end = cursor.consumed();
        let literal = Span::new(end - token.len(), end);
        while let Some(span) = rest.next_if(|span| span.start < end) {
            let holds = token.starts_with('"') && is_within(literal, span);
            (holds && TextPart::of(input.text, span).is_some())
                .then_some(())
                .ok_or(CheckFailure::Span)?;
        }
    }
    let all = rest.peek().is_none() && input.content_type.is_json();
    if all { Ok(()) } else { Err(CheckFailure::Span) }
}
