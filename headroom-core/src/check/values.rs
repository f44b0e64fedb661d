//! Comparing JSON that is written with the values that it should have, as it is written.

use std::fmt;

use super::Fidelity;
use crate::document::json::Cursor;
use crate::document::literal::decode;

/// What `write` writes has in common with a JSON text, one value or several after each other: its bytes, or
/// its values in the same order, numbers as source text, strings as what they decode to, keys in order,
/// duplicates kept. White space between tokens and the way strings are escaped do not count. `None` if
/// it has other values.
///
/// Linear, without recursion, and without a copy of what is written.
pub(super) fn writes_values(
    text: &str,
    write: impl FnOnce(&mut dyn fmt::Write) -> fmt::Result,
) -> Option<Fidelity> {
    let mut expected = Expected { text, found: Found::Same(0) };
    write(&mut expected).ok()?;
    let (mut of_text, pending) = match expected.found {
        Found::Same(written) if written == text.len() => return Some(Fidelity::Bytes),
        // The rest may be white space.
        Found::Same(written) => tokens_from(text, written),
        Found::Other { of_text, pending, .. } => (of_text, pending),
        Found::Wrong => return None,
    };
    agree(&mut of_text, &pending, true)?;
    of_text.token().is_none().then_some(Fidelity::Data)
}

/// Takes a JSON text with the values of a text.
#[derive(Debug)]
struct Expected<'a> {
    text: &'a str,
    found: Found<'a>,
}

/// What was written so far.
#[derive(Debug)]
enum Found<'a> {
    /// The first bytes of the text.
    Same(usize),
    /// The values of the text before this place; then, from the start of a token, what is not read yet
    /// since its last token may go on. It is read when it has grown to `due` bytes.
    Other { of_text: Cursor<'a>, pending: String, due: usize },
    /// Other values: nothing is right any more.
    Wrong,
}

impl fmt::Write for Expected<'_> {
    fn write_str(&mut self, written: &str) -> fmt::Result {
        let found = std::mem::replace(&mut self.found, Found::Wrong);
        let (of_text, pending, due) = match found {
            Found::Same(len)
                if self.text.get(len..).is_some_and(|rest| rest.starts_with(written)) =>
            {
                self.found = Found::Same(len + written.len());
                return Ok(());
            }
            Found::Same(len) => {
                let (of_text, pending) = tokens_from(self.text, len);
                (of_text, pending, 0)
            }
            Found::Other { of_text, pending, due } => (of_text, pending, due),
            Found::Wrong => return Err(fmt::Error),
        };
        self.found = read(of_text, pending, due, written).ok_or(fmt::Error)?;
        Ok(())
    }
}

/// What is found once so much more is written.
fn read<'a>(
    mut of_text: Cursor<'a>,
    mut pending: String,
    due: usize,
    written: &str,
) -> Option<Found<'a>> {
    if pending.len() + written.len() < due {
        pending.push_str(written);
        return Some(Found::Other { of_text, pending, due });
    }
    if !pending.is_empty() {
        pending.push_str(written);
    }
    let unread = if pending.is_empty() { written } else { &pending };
    let rest = unread.get(agree(&mut of_text, unread, false)?..)?.to_owned();
    // A token that takes many writes is read anew only when it has grown by as much again.
    let due = rest.len() * 2;
    Some(Found::Other { of_text, pending: rest, due })
}

/// The tokens of a text from the start of the one that ends at or behind a place, and what stands from
/// there to the place.
fn tokens_from(text: &str, at: usize) -> (Cursor<'_>, String) {
    let mut cursor = Cursor::new(text, 0);
    loop {
        let before = cursor.clone();
        let start = cursor.position();
        if cursor.token().is_none() || cursor.consumed() >= at {
            let written = text.get(start.min(at)..at).unwrap_or_default();
            return (before, written.to_owned());
        }
    }
}

/// Reads tokens that must be the next of the text, and says how much was read: all of it, or all but the
/// last token, if that may go on. `None` if they are not the same.
fn agree(of_text: &mut Cursor<'_>, written: &str, whole: bool) -> Option<usize> {
    let mut cursor = Cursor::new(written, 0);
    loop {
        let start = cursor.position();
        let Some(token) = cursor.token() else { return Some(written.len()) };
        if !whole && cursor.consumed() == written.len() {
            return Some(start);
        }
        let expected = of_text.token()?;
        (token == expected || same_string(token, expected)).then_some(())?;
    }
}

fn same_string(a: &str, b: &str) -> bool {
    matches!((decode(a), decode(b)), (Some(a), Some(b)) if a == b)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Span;

    fn compare(text: &str, written: &[&str]) -> Option<Fidelity> {
        writes_values(text, |out| written.iter().try_for_each(|part| out.write_str(part)))
    }

    #[test]
    fn values_are_the_same_by_source_text() {
        for (a, b, same) in [
            (r#"{"a": 1.0, "b": [null]}"#, r#"{"a":1.0,"b":[null]}"#, true),
            (r#"{"a":1.0}"#, r#"{"a":1}"#, false),
            (r#"{"a":1,"b":2}"#, r#"{"b":2,"a":1}"#, false),
            (r#""\u00e9""#, r#""é""#, true),
            (r#"{"a":1,"a":1}"#, r#"{"a":1}"#, false),
            ("1 2", "12", false),
            ("1\n2", "1 2", true),
            ("1 ", "1", true),
            ("12", "1", false),
            ("1", "12", false),
            ("1\u{0}2", "1\u{0}3", false),
            (r#""\ud800""#, r#""\ud800""#, true),
            (r#"[null,"",false,0]"#, r#"[null,"",false,"0"]"#, false),
        ] {
            assert_eq!(compare(a, &[b]).is_some(), same, "{a} {b}");
            let parts: Vec<String> = b.chars().map(String::from).collect();
            let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
            assert_eq!(compare(a, &parts).is_some(), same, "{a} {b}, by characters");
            assert_eq!(compare(a, &[a]), Some(Fidelity::Bytes));
        }
    }

    proptest! {
        #[test]
        fn how_it_is_cut_does_not_matter(
            text in r#"[\[\]{}:," 1-3a\\]{0,24}"#,
            other in r#"[\[\]{}:," 1-3a\\]{0,24}"#,
            cuts in prop::collection::vec(0_usize..24, 0..6),
        ) {
            for written in [text.clone(), other, text.replace(' ', "")] {
                let mut cuts: Vec<usize> = cuts.iter().map(|cut| *cut.min(&written.len())).collect();
                cuts.extend([0, written.len()]);
                cuts.sort_unstable();
                let part = |ends: &[usize]| Span::new(ends[0], ends[1]).of(&written).to_owned();
                let parts: Vec<String> = cuts.windows(2).map(part).collect();
                let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
                prop_assert_eq!(compare(&text, &parts), compare(&text, &[&written]));
            }
        }
    }
}
