//! Comparing what is written with what should be, as it is written.

use std::fmt;

use crate::Compressor;

/// What the inverse of a compressor's fold gives back, as a whole; `None` if the text is no fold of it.
#[must_use]
pub fn restored(compressor: &dyn Compressor, folded: &str) -> Option<String> {
    let mut out = String::with_capacity(folded.len());
    compressor.restore(folded, &mut out).ok().map(|()| out)
}

/// Whether `write` writes `text`, all of it and nothing else.
///
/// Nothing is kept of what is written, and the first byte that differs is an error for the writer: so
/// the inverse of a fold is checked without the room for a second text.
#[must_use]
pub fn writes_exactly(text: &str, write: impl FnOnce(&mut dyn fmt::Write) -> fmt::Result) -> bool {
    let mut expected = Expected { rest: Some(text) };
    write(&mut expected).is_ok() && expected.rest == Some("")
}

/// Takes a text and no other.
#[derive(Debug)]
struct Expected<'a> {
    /// What is still to come; nothing is right any more once something was wrong.
    rest: Option<&'a str>,
}

impl fmt::Write for Expected<'_> {
    fn write_str(&mut self, written: &str) -> fmt::Result {
        self.rest = self.rest.and_then(|rest| rest.strip_prefix(written));
        self.rest.map(|_| ()).ok_or(fmt::Error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_text_is_taken() {
        let writes = |parts: &[&str]| {
            writes_exactly("äbc", |out| parts.iter().try_for_each(|part| out.write_str(part)))
        };
        assert!(writes(&["ä", "", "bc"]));
        assert!(!writes(&["äb"]));
        assert!(!writes(&["äbc", "d"]));
        assert!(!writes(&["a", "bc"]));
        let goes_on = |out: &mut dyn fmt::Write| {
            assert!(out.write_str("x").is_err());
            assert!(out.write_str("abc").is_err());
            Ok(())
        };
        assert!(!writes_exactly("abc", goes_on));
    }
}
