//! Which lines of context explain a change.
//!
//! A change is placed by the lines next to it. A removed line says itself what stood there; an added
//! one on its own does not. And where a hunk's context has the line that encloses the change, that
//! line stays: the heading of the hunk names what stands before the context, which may be another
//! function.

use headroom_core::{Hunk, HunkLine, Span, Unit};

use super::Gaps;

/// Proposes to leave out the context beyond what explains the changes.
pub(super) fn beyond(text: &str, hunk: &Hunk, gaps: &mut Gaps<'_, '_>) {
    let mut run: Vec<Span> = Vec::new();
    let mut before = None;
    for (span, kind) in hunk.lines(text) {
        match kind {
            HunkLine::Context => run.push(span),
            HunkLine::Note => {
                // It says something of the line before it, which stays.
                run.pop();
            }
            _ => {
                propose(text, hunk, &run, (before, Some(span)), gaps);
                run.clear();
                before = Some(kind);
            }
        }
    }
    propose(text, hunk, &run, (before, None), gaps);
}

/// Proposes the lines of a run of context that explain neither the change before it nor the one
/// after it.
fn propose(
    text: &str,
    hunk: &Hunk,
    run: &[Span],
    (before, after): (Option<HunkLine>, Option<Span>),
    gaps: &mut Gaps<'_, '_>,
) {
    let first = usize::from(before.is_some());
    let last = run.len() - usize::from(after.is_some()).min(run.len());
    let enclosing = after.and_then(|change| {
        let depth = Depth::of(change.of(text), hunk.parents)?;
        run.iter().rposition(|line| depth.is_within(line.of(text), hunk.parents))
    });
    let mut gap = |from: usize, to: usize| {
        let inside = run.get(from..to).unwrap_or_default();
        if let (Some(first), Some(last)) = (inside.first(), inside.last()) {
            gaps.propose(Span::new(first.start, last.end), Unit::Context);
        }
    };
    match enclosing.filter(|at| (first..last).contains(at)) {
        Some(at) => {
            gap(first, at);
            gap(at + 1, last);
        }
        None => gap(first, last),
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
