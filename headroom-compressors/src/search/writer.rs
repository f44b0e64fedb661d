//! Writing lines, as the inverse of a fold does.

use std::fmt;

use super::{parse, root};

/// Writes lines, with line breaks between them.
pub(super) struct LineWriter<'o> {
    out: &'o mut dyn fmt::Write,
    /// Whether the root of the search goes before each line that is not bare.
    rooted: bool,
    begun: bool,
}

impl<'o> LineWriter<'o> {
    pub(super) fn new(out: &'o mut dyn fmt::Write, rooted: bool) -> Self {
        Self { out, rooted, begun: false }
    }

    /// Writes a line that is made of these parts.
    pub(super) fn line(&mut self, parts: &[&str]) -> fmt::Result {
        self.end(self.begun)?;
        self.begun = true;
        if self.rooted {
            self.out.write_str(root::before(parts))?;
        }
        parts.iter().try_for_each(|part| self.out.write_str(part))
    }

    /// Writes the lines of a text.
    pub(super) fn lines_of(mut self, text: &str) -> fmt::Result {
        parse::split(text).try_for_each(|line| self.line(&[line]))?;
        self.end(text.ends_with('\n'))
    }

    /// Writes the line break of the last line, if it has one.
    pub(super) fn end(&mut self, breaks: bool) -> fmt::Result {
        if breaks && self.begun { self.out.write_str("\n") } else { Ok(()) }
    }
}
