//! The frames of a trace, each with all of its lines.

use headroom_core::Span;
use headroom_core::trace::{Extent, Frame};

/// A frame, or a line that is none.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<'a> {
    /// The lines, with their line breaks.
    pub(super) span: Span,
    /// What they name, if they are a frame.
    pub(super) frame: Option<Frame<'a>>,
}

impl Entry<'_> {
    /// Whether the trace lists this frame below the one that called it.
    pub(super) fn is_below_its_caller(&self) -> bool {
        self.frame.is_some_and(|frame| frame.extent == Extent::Deeper)
    }
}

/// The entries of a text: all of it, in order. Linear in the text.
pub(super) fn entries(text: &str) -> Vec<Entry<'_>> {
    let mut out: Vec<Entry<'_>> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let span = Span::new(at, at + line.len());
        at = span.end;
        let bare = line.trim_end_matches(['\n', '\r']);
        let frame = Frame::parse(bare);
        let joined = out.last_mut().is_some_and(|above| joins(text, above, bare, frame));
        match out.last_mut() {
            Some(above) if joined => above.span.end = span.end,
            _ => out.push(Entry { span, frame }),
        }
    }
    out
}

/// Whether a line belongs to the entry above it, which then names what the line does.
fn joins<'a>(
    text: &'a str,
    above: &mut Entry<'a>,
    line: &'a str,
    frame: Option<Frame<'a>>,
) -> bool {
    let first = above.span.of(text).lines().next().unwrap_or("");
    match (&mut above.frame, frame) {
        (Some(called), Some(place)) => {
            let below = called.extent == Extent::PlaceBelow && called.place.is_empty();
            let joins = below && place.extent == Extent::FunctionAbove;
            if joins {
                called.place = place.place;
            }
            joins
        }
        (Some(called), None) => {
            let quoted = called.extent == Extent::Deeper
                && !line.trim().is_empty()
                && depth(line) > depth(first);
            // Python says how often a frame is repeated in a line below it.
            quoted || line.trim_start().starts_with("[Previous line repeated ")
        }
        // Go: the line above a place is the function, whatever it looks like.
        (None, Some(place)) => {
            let called = place.extent == Extent::FunctionAbove
                && line.starts_with('\t')
                && first.ends_with(')')
                && depth(first) == 0;
            if called {
                above.frame = Some(place);
                if let Some(frame) = &mut above.frame {
                    frame.function = first;
                }
            }
            called
        }
        (None, None) => false,
    }
}

/// Characters before what a line says, the bars beside groups of exceptions among them.
fn depth(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t', '|']).len()
}
