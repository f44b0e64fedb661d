//! Stack traces of the common runtimes.

use super::view::{View, is_share};
use super::{Detection, certain};
use crate::ContentType;
use crate::trace::{Extent, Frame, is_header, is_more};

/// Claims a text that is a stack trace and little else: a header, frames, a message.
pub(super) fn claim(view: &View<'_>) -> Option<Detection> {
    let tally = Tally::of(view);
    let python = view.first().starts_with("Traceback (most recent call last)");
    let enough = tally.frames >= if python { 1 } else { 2 };
    let headed = view.lines.iter().take(3).any(|line| is_header(&line.text));
    // A debugger lists frames and nothing else.
    let bare = tally.frames >= 4 && is_share(tally.frames, view.lines.len(), 80);
    let holds = enough && (headed || bare) && is_share(tally.known(), view.lines.len(), 60);
    holds.then(|| certain(ContentType::STACK_TRACE))
}

/// How many lines of a view are what.
#[derive(Debug, Default)]
struct Tally {
    frames: usize,
    headers: usize,
    /// Lines that belong to a frame: the source and the marks below it, the function above it.
    quoted: usize,
}

impl Tally {
    fn of(view: &View<'_>) -> Self {
        let mut tally = Self::default();
        let mut quoting = None;
        for (at, line) in view.lines.iter().enumerate() {
            let text = &*line.text;
            if let Some(frame) = Frame::parse(text) {
                tally.frames += 1;
                quoting = (frame.extent == Extent::Deeper).then(|| depth(text));
            } else if quoting.is_some_and(|frame| depth(text) > frame) {
                tally.quoted += 1;
            } else if is_header(text) || is_more(text) {
                tally.headers += 1;
                quoting = None;
            } else {
                let below = view.lines.get(at + 1).map(|next| &*next.text);
                tally.quoted += usize::from(below.is_some_and(|below| is_function_of(text, below)));
            }
        }
        tally
    }

    fn known(&self) -> usize {
        self.frames + self.headers + self.quoted
    }
}

/// Whether a line is the function, as Go writes it, of the place in the line below.
fn is_function_of(line: &str, below: &str) -> bool {
    line.ends_with(')')
        && below.starts_with('\t')
        && Frame::parse(below).is_some_and(|frame| frame.extent == Extent::FunctionAbove)
}

/// Characters before what a line says, the bars beside groups of exceptions among them.
fn depth(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t', '|']).len()
}

/// Whether a line names a place on the call stack, or says how many more there are.
pub(super) fn is_frame(line: &str) -> bool {
    Frame::parse(line).is_some() || is_more(line)
}
