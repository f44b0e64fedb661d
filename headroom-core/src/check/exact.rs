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
    writes_parts([text].into_iter(), write)
}

/// The same for a text that is made of parts.
pub(super) fn writes_parts<'a>(
    parts: impl Iterator<Item = &'a str>,
    write: impl FnOnce(&mut dyn fmt::Write) -> fmt::Result,
) -> bool {
    let mut expected = Expected { part: "", parts, wrong: false };
    write(&mut expected).is_ok()
        && !expected.wrong
        && expected.part.is_empty()
        && expected.parts.all(str::is_empty)
}

/// Takes a text and no other.
#[derive(Debug)]
struct Expected<'a, Parts> {
    /// What is still to come of a part of the text.
    part: &'a str,
    parts: Parts,
    /// Nothing is right any more once something was wrong.
    wrong: bool,
}

impl<'a, Parts: Iterator<Item = &'a str>> Expected<'a, Parts> {
    fn take(&mut self, mut written: &str) -> Option<()> {
        while !written.is_empty() {
            while self.part.is_empty() {
                self.part = self.parts.next()?;
            }
            let len = written.len().min(self.part.len());
            self.part = self.part.strip_prefix(written.get(..len)?)?;
            written = written.get(len..)?;
        }
        Some(())
    }
}

impl<'a, Parts: Iterator<Item = &'a str>> fmt::Write for Expected<'a, Parts> {
    fn write_str(&mut self, written: &str) -> fmt::Result {
        // Nearly always the part goes on.
        if let Some(rest) = self.part.strip_prefix(written).filter(|_| !self.wrong) {
            self.part = rest;
            return Ok(());
        }
        self.wrong = self.wrong || self.take(written).is_none();
        if self.wrong { Err(fmt::Error) } else { Ok(()) }
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
