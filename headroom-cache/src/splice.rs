//! Splices into a body, in any order.

use std::borrow::Cow;

use headroom_core::document::{Cursor, Members};
use headroom_core::{Edits, Span};

/// What stands in place of a span.
pub(crate) type Splice = (Span, String);

/// The body with all of the splices made, those at one place in the order given; `None` if two of
/// them overlap.
pub(crate) fn spliced(source: &str, mut splices: Vec<Splice>) -> Option<Cow<'_, str>> {
    splices.sort_by_key(|(span, _)| *span);
    let mut edits = Edits::new();
    let fits = splices.into_iter().all(|(span, with)| edits.replace(span, with));
    fits.then(|| edits.apply(source))
}

/// A member at the end of an object that has none of its name, or a value in place of its null.
pub(crate) fn member(source: &str, object: Span, name: &'static str, value: &str) -> Splice {
    let (mut end, mut comma) = (object.start + 1, "");
    let mut cursor = Cursor::new(source, object.start);
    let members = Members::read([name], &mut cursor, |cursor, _| {
        cursor.skip();
        (end, comma) = (cursor.consumed(), ",");
    });
    match members.get(name) {
        Some(null) => (null, value.to_owned()),
        None => (Span::new(end, end), format!("{comma}\"{name}\":{value}")),
    }
}
