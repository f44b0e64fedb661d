//! Which lines of context explain a change.
//!
//! The line before a change says where it is. The line after it is needed where lines were only added:
//! a removed line says itself what stood there. And where the context has the line that encloses the
//! change, that line stays: the heading of the hunk names what stands before the context, which may
//! be another function.

use headroom_core::{Hunk, HunkLine, Span, Unit};

use super::Gaps;

/// A line in place of a line tells less and costs little less, unless the line has so many bytes.
const LONG_LINE: usize = 120;

/// Proposes to leave out the context beyond what explains the changes.
pub(super) fn beyond(text: &str, hunk: &Hunk, gaps: &mut Gaps<'_, '_>) {
    let mut run = Run { text, marks: hunk.parents, lines: Vec::new(), after_added: false };
    for (span, kind) in hunk.lines(text) {
        match kind {
            HunkLine::Context => run.lines.push(span),
            // It says something of the line before it, which stays.
            HunkLine::Note => drop(run.lines.pop()),
            HunkLine::Added | HunkLine::Removed => {
                let begins = !run.lines.is_empty() || span.start == hunk.body.start;
                run.propose(Some(span), gaps);
                run.lines.clear();
                run.after_added = kind == HunkLine::Added && (begins || run.after_added);
            }
            _ => {}
        }
    }
    run.propose(None, gaps);
}

/// Lines of context next to each other.
#[derive(Debug)]
struct Run<'a> {
    text: &'a str,
    /// How many marks each line has.
    marks: usize,
    lines: Vec<Span>,
    /// Whether the change before them only adds lines.
    after_added: bool,
}

impl Run<'_> {
    /// Proposes what explains neither the change before the run nor that which begins with the line
    /// `next`.
    fn propose(&self, next: Option<Span>, gaps: &mut Gaps<'_, '_>) {
        let first = usize::from(self.after_added);
        let last = self.lines.len().saturating_sub(usize::from(next.is_some()));
        let enclosing = next.and_then(|next| {
            let depth = Depth::of(next.of(self.text), self.marks)?;
            self.lines.iter().rposition(|line| depth.is_within(line.of(self.text), self.marks))
        });
        match enclosing.filter(|at| (first..last).contains(at)) {
            Some(at) => {
                self.gap(first, at, gaps);
                self.gap(at + 1, last, gaps);
            }
            None => self.gap(first, last, gaps),
        }
    }

    fn gap(&self, from: usize, to: usize, gaps: &mut Gaps<'_, '_>) {
        let inside = self.lines.get(from..to).unwrap_or_default();
        if let (Some(first), Some(last)) = (inside.first(), inside.last()) {
            let span = Span::new(first.start, last.end);
            if inside.len() > 1 || span.len() >= LONG_LINE {
                gaps.propose(span, Unit::Context);
            }
        }
    }
}

/// How far a line is indented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Depth(usize);

impl Depth {
    /// Of the text behind the marks; `None` if there is none.
    fn of(line: &str, marks: usize) -> Option<Self> {
        let text = line.get(marks..)?.trim_end();
        let inner = text.trim_start();
        (!inner.is_empty()).then_some(Self(text.len() - inner.len()))
    }

    /// Whether a line may open what a line of this depth is in: it is indented less, and begins with
    /// a word.
    fn is_within(self, line: &str, marks: usize) -> bool {
        let inner = line.get(marks..).unwrap_or("").trim_start();
        let opens = inner.starts_with(|c: char| c.is_alphanumeric() || "_$@#<".contains(c));
        opens && Self::of(line, marks).is_some_and(|depth| depth.0 < self.0)
    }
}
