//! Writing lines, as the inverse of a fold does.

use std::fmt;

use super::{parse, root};

/// Writes lines, with line breaks between them.
pub(super) struct LineWriter<'o> {
    out: &'o mut dyn fmt::Write,
    /// Whether the root of the search goes before each line that is not bare.
    rooted: bool,
    begun: bool,
    /// The line that is put together: to write it at once is quicker than part by part.
    line: String,
}

/// The parts of longer lines are written one by one.
const LONG: usize = 1 << 10;

impl<'o> LineWriter<'o> {
    pub(super) fn new(out: &'o mut dyn fmt::Write, rooted: bool) -> Self {
        Self { out, rooted, begun: false, line: String::new() }
    }

    /// Writes a line that is made of these parts.
    pub(super) fn line(&mut self, parts: &[&str]) -> fmt::Result {
        let line_break = if std::mem::replace(&mut self.begun, true) { "\n" } else { "" };
        let root = if self.rooted { root::before(parts) } else { "" };
        let parts = [line_break, root].into_iter().chain(parts.iter().copied());
        if parts.clone().map(str::len).sum::<usize>() > LONG {
            return parts.into_iter().try_for_each(|part| self.out.write_str(part));
        }
        self.line.clear();
        parts.for_each(|part| self.line.push_str(part));
        self.out.write_str(&self.line)
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

/// Adds the parts of a line, or of several, to a text.
pub(super) fn push(out: &mut String, parts: &[&str]) {
    parts.iter().for_each(|part| out.push_str(part));
}
