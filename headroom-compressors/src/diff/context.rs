//! Which lines of context explain a change.
//!
//! The line before a change says where it is. The line after it is needed where lines were only added:
//! a removed line says itself what stood there. After a comment or an attribute the line stays that it
//! speaks of. And where the context has the line that encloses the change, that line stays: the heading
//! of the hunk names what stands before the context, which may be another function.

use headroom_core::{Hunk, HunkLine, Span, Unit};

use super::Gaps;

/// A line in place of a line tells less and costs little less, unless the line has so many bytes.
const LONG_LINE: usize = 120;

/// Lines of context next to each other, in hunk after hunk.
#[derive(Debug)]
pub(super) struct Run<'a> {
    text: &'a str,
    /// How many marks each line has.
    marks: usize,
    lines: Vec<Span>,
    /// The last line of the change before them, and whether it only adds lines.
    before: Option<(Span, bool)>,
}

impl<'a> Run<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, marks: 1, lines: Vec::new(), before: None }
    }

    /// Proposes to leave out the context of a hunk beyond what explains its changes.
    pub(super) fn beyond(&mut self, hunk: &Hunk, gaps: &mut Gaps<'_, '_>) {
        self.marks = hunk.parents;
        for (span, kind) in hunk.lines(self.text) {
            match kind {
                HunkLine::Context => self.lines.push(span),
                // It says something of the line before it, which stays.
                HunkLine::Note => drop(self.lines.pop()),
                HunkLine::Added | HunkLine::Removed => {
                    let goes_on = self.lines.is_empty();
                    self.propose(Some(span), gaps);
                    let added_before = self.before.is_none_or(|(_, adds)| adds || !goes_on);
                    // What a context diff calls changed stands on its other side as it was.
                    let adds = kind == HunkLine::Added && !span.of(self.text).starts_with('!');
                    self.before = Some((span, adds && added_before));
                }
                // The lines of the other file begin.
                HunkLine::Range => self.end(gaps),
                _ => {}
            }
        }
        self.end(gaps);
    }

    /// Proposes what is there at the end of a side, and begins anew.
    fn end(&mut self, gaps: &mut Gaps<'_, '_>) {
        self.propose(None, gaps);
        self.before = None;
    }

    /// Proposes what explains neither the change before the run nor that which begins with the line
    /// `next`.
    fn propose(&mut self, next: Option<Span>, gaps: &mut Gaps<'_, '_>) {
        if self.lines.is_empty() {
            return;
        }
        let first = usize::from(self.before.is_some_and(|(_, adds)| adds));
        let last = self.lines.len().saturating_sub(usize::from(next.is_some()));
        let mut at = first;
        for kept in [self.described(), next.and_then(|next| self.enclosing(next))] {
            if let Some(kept) = kept.filter(|kept| (at..last).contains(kept)) {
                self.gap(at, kept, gaps);
                at = kept + 1;
            }
        }
        self.gap(at, last, gaps);
        self.lines.clear();
    }

    /// The line that the change before the run speaks of, if that ends with a comment or an attribute.
    fn described(&self) -> Option<usize> {
        let (change, _) = self.before?;
        let speaks = |line: &[u8]| {
            const MARKS: [&[u8]; 6] = [b"//", b"/*", b"*", b"#", b"@", b"--"];
            MARKS.iter().any(|mark| line.starts_with(mark))
        };
        let says = |line: &[u8]| line.first().is_some_and(u8::is_ascii_alphanumeric);
        let inner = |line: &Span| inner(line.of(self.text), self.marks);
        speaks(inner(&change)).then(|| self.lines.iter().position(|line| says(inner(line))))?
    }

    /// The line that encloses the change after the run.
    fn enclosing(&self, next: Span) -> Option<usize> {
        let depth = Depth::of(next.of(self.text), self.marks)?;
        self.lines.iter().rposition(|line| depth.is_within(line.of(self.text), self.marks))
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
        let inner = inner(line, marks);
        let indent = line.len().saturating_sub(marks + inner.len());
        (!inner.is_empty()).then_some(Self(indent))
    }

    /// Whether a line may open what a line of this depth is in: it is indented less, and begins with
    /// a word.
    fn is_within(self, line: &str, marks: usize) -> bool {
        let opens =
            |byte: &u8| byte.is_ascii_alphanumeric() || !byte.is_ascii() || b"_$@#<".contains(byte);
        inner(line, marks).first().is_some_and(opens)
            && Self::of(line, marks).is_some_and(|depth| depth.0 < self.0)
    }
}

/// A line from its first character on that is neither a mark nor a blank.
fn inner(line: &str, marks: usize) -> &[u8] {
    line.as_bytes().get(marks..).unwrap_or_default().trim_ascii_start()
}
