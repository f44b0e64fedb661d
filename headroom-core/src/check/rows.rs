//! Whether elided rows are whole rows of JSON, and the ones that the notice names.

use super::CheckFailure;
use super::facts;
use crate::document::json::Cursor;
use crate::{Elision, Input, Rows, Unit};

/// Checks elisions of rows, and what they state. Linear in the text, but for the
/// sorting of numbers that are stated to be the middle ones.
pub(super) fn check(input: &Input<'_>, elisions: &[&Elision]) -> Result<(), CheckFailure> {
    if elisions.is_empty() {
        return Ok(());
    }
    if !input.content_type.is_json() {
        return Err(CheckFailure::Span);
    }
    let containers = Scan::new(input.text, elisions).run().ok_or(CheckFailure::Span)?;
    for (elision, container) in elisions.iter().zip(containers) {
        if !facts::hold(input.text, container, elision) {
            return Err(CheckFailure::Statement);
        }
    }
    Ok(())
}

/// An array or object that is open, or the text as a whole.
#[derive(Debug)]
struct Frame {
    /// Where it starts.
    start: usize,
    /// How many of its rows have begun.
    rows: usize,
    /// Where the row before ended; at first, behind the bracket.
    row_end: usize,
    /// The next token starts a row.
    fresh: bool,
    /// Its elisions that are complete, as a range.
    closed: (usize, usize),
}

/// An elision that has begun and not ended.
#[derive(Debug)]
struct Begun {
    depth: usize,
    first: usize,
    commas: usize,
}

/// One pass over the tokens of a text.
struct Scan<'t, 'a> {
    cursor: Cursor<'a>,
    len: usize,
    elisions: &'t [&'t Elision],
    /// The first elision that is not complete.
    next: usize,
    begun: Option<Begun>,
    frames: Vec<Frame>,
    /// Where the container of each elision starts, and which of its rows go.
    found: Vec<Found>,
}

/// What stands behind an elision.
#[derive(Clone, Copy, Debug)]
struct Found {
    container: usize,
    rows: Rows,
    commas: usize,
}

impl<'t, 'a> Scan<'t, 'a> {
    fn new(text: &'a str, elisions: &'t [&'t Elision]) -> Self {
        let root = Frame { start: 0, rows: 0, row_end: 0, fresh: true, closed: (0, 0) };
        let (begun, frames, found) = (None, vec![root], Vec::with_capacity(elisions.len()));
        let cursor = Cursor::new(text, 0);
        Self { cursor, len: text.len(), elisions, next: 0, begun, frames, found }
    }

    /// The containers of the elisions, if all are what they state to be: their start, or `None` for
    /// the text as a whole.
    fn run(mut self) -> Option<Vec<Option<usize>>> {
        let mut end = 0;
        while let Some(token) = self.cursor.token() {
            let after = self.cursor.consumed();
            let at = after - token.len();
            match token {
                "," => self.comma(at, end)?,
                "}" | "]" => self.close(at, end)?,
                _ => self.open_or_scalar(token, at)?,
            }
            end = after;
            if self.frames.len() == 1 {
                // At the top a value is complete once nothing is open.
                let root = self.frames.last_mut()?;
                (root.row_end, root.fresh) = (end, true);
            }
        }
        (self.frames.len() == 1).then_some(())?;
        self.reach(self.len, true)?;
        self.complete(0)?;
        let whole = self.next == self.elisions.len() && self.begun.is_none();
        whole.then(|| self.found.iter().map(|found| found.container.checked_sub(1)).collect())
    }

    fn open_or_scalar(&mut self, token: &str, at: usize) -> Option<()> {
        if self.frames.last()?.fresh {
            self.reach(at, false)?;
            let top = self.frames.last_mut()?;
            top.rows += 1;
            top.fresh = false;
        }
        if matches!(token, "{" | "[") {
            let closed = (self.next, self.next);
            self.frames.push(Frame { start: at, rows: 0, row_end: at + 1, fresh: true, closed });
        }
        Some(())
    }

    fn comma(&mut self, at: usize, end: usize) -> Option<()> {
        let depth = self.frames.len();
        let top = self.frames.last_mut()?;
        (top.row_end, top.fresh) = (end, true);
        // An elision that begins with the comma has it, too.
        let begins = self.elisions.get(self.next).is_some_and(|elision| {
            self.begun.is_none() && elision.span.start >= end && elision.span.start <= at
        });
        if begins {
            self.begin(depth)?;
        }
        if let Some(begun) = &mut self.begun
            && let Some(elision) = self.elisions.get(self.next)
            && begun.depth == depth
            && (elision.span.start..elision.span.end).contains(&at)
        {
            begun.commas += 1;
        }
        Some(())
    }

    fn close(&mut self, at: usize, end: usize) -> Option<()> {
        let top = self.frames.last_mut()?;
        if !top.fresh {
            top.row_end = end;
        }
        self.reach(at, true)?;
        self.complete(1)?;
        self.frames.pop()?;
        (!self.frames.is_empty()).then_some(())
    }

    fn begin(&mut self, depth: usize) -> Option<()> {
        let first = self.frames.last()?.rows + 1;
        self.begun = Some(Begun { depth, first, commas: 0 });
        Some(())
    }

    /// Ends and begins elisions at the place between two rows that ends at `at`, where a row starts
    /// or the container is closed.
    fn reach(&mut self, at: usize, closes: bool) -> Option<()> {
        let depth = self.frames.len();
        let &Frame { rows, row_end, start, .. } = self.frames.last()?;
        if let Some(begun) = self.begun.as_ref().filter(|begun| begun.depth == depth) {
            let end = self.elisions.get(self.next)?.span.end;
            // Not inside a row, and no further than the container.
            (end >= row_end && !(closes && end > at)).then_some(())?;
            if end <= at {
                (depth > 1 || end == at).then_some(())?;
                (rows >= begun.first).then_some(())?;
                let rows = Rows { first: begun.first, last: rows, total: 0 };
                let container = if depth > 1 { start + 1 } else { 0 };
                self.found.push(Found { container, rows, commas: begun.commas });
                self.next += 1;
                self.begun = None;
                self.frames.last_mut()?.closed.1 = self.next;
            }
        }
        let Some(elision) = self.elisions.get(self.next) else { return Some(()) };
        if self.begun.is_none() && elision.span.start <= at && !closes {
            let Unit::Rows(_) = elision.unit else { return None };
            let at_row = if depth > 1 { row_end..=at } else { at..=at };
            at_row.contains(&elision.span.start).then_some(())?;
            self.begin(depth)?;
        }
        Some(())
    }

    /// Compares what is found with what is stated, once a container is closed. Where something
    /// stays, each row takes one comma with it.
    fn complete(&mut self, commas: usize) -> Option<()> {
        let &Frame { rows: total, closed: (from, to), start, .. } = self.frames.last()?;
        let container = if commas > 0 { start + 1 } else { 0 };
        for at in from..to {
            let found = self.found.get(at)?;
            if found.container != container {
                continue;
            }
            let rows = Rows { total, ..found.rows };
            let expected = if rows.count() == total { rows.count() - 1 } else { rows.count() };
            (found.commas == expected * commas).then_some(())?;
            (self.elisions.get(at)?.unit == Unit::Rows(rows)).then_some(())?;
        }
        Some(())
    }
}
