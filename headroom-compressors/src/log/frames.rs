//! Stack traces: the frames of a trace, and which of them are of libraries.

use std::ops::Range;

use headroom_core::trace::{self, Extent};

use super::scan::Scan;

/// A place on the call stack, with what is quoted of its source.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    pub(super) from: usize,
    pub(super) to: usize,
    /// Whether it belongs to the runtime, a framework or an installed package.
    pub(super) library: bool,
    /// Whether it only loads a module.
    pub(super) imports: bool,
    /// Whether the call that failed stands last in its trace, and not first.
    pub(super) innermost_last: bool,
}

/// Traces of no more frames than this stay whole if all are of libraries.
pub(super) const SHORT: usize = 2;

/// The frames in some lines, in order. Linear.
pub(super) fn find(scan: &Scan<'_>, lines: Range<usize>) -> Vec<Frame> {
    let mut frames = Vec::new();
    let mut at = lines.start;
    while at < lines.end {
        let found = frame(scan, at, lines.end);
        at = found.map_or(at + 1, |frame| frame.to);
        frames.extend(found);
    }
    frames
}

/// Whether line `at` is a call within a library below another call, and not the end of a trace of two
/// such calls.
pub(super) fn is_library_call(scan: &Scan<'_>, at: usize) -> bool {
    let call = |at: usize| frame(scan, at, at + 2);
    let above = |by: usize| at.checked_sub(by).and_then(call);
    call(at).is_some_and(|call| call.library)
        && above(1).is_some_and(|caller| {
            !caller.library || above(SHORT).is_some() || call(at + 1).is_some()
        })
}

fn frame(scan: &Scan<'_>, at: usize, end: usize) -> Option<Frame> {
    let line = scan.bare(at);
    if let Some(file) = file_of_pytest(&line).filter(|_| line.contains(": in ")) {
        return Some(quoting(scan, at, end, trace::is_library_file(file)));
    }
    let found = trace::Frame::parse(&line);
    let (to, library) = match found {
        Some(found) if found.extent == Extent::Deeper => {
            return Some(quoting(scan, at, end, found.is_library()));
        }
        Some(found) => {
            let below = (found.extent == Extent::PlaceBelow).then(|| place(scan, at + 1, end, ""));
            let below = below.flatten();
            (at + 1 + usize::from(below.is_some()), found.is_library() || below == Some(true))
        }
        // Go: the line above a place is the function, whatever it looks like.
        None if line.ends_with(')') && scan.indent(at) == Some(0) => {
            (at + 2, place(scan, at + 1, end, &line)?)
        }
        None => return None,
    };
    Some(Frame { from: at, to, library, imports: false, innermost_last: false })
}

/// Whether the place in a line is a library's, if the line names one for the function above it.
fn place(scan: &Scan<'_>, at: usize, end: usize, function: &str) -> Option<bool> {
    let line = (at < end).then(|| scan.bare(at))?;
    let mut place = trace::Frame::parse(&line).filter(|_| scan.indent(at) > Some(0))?;
    if place.extent != Extent::FunctionAbove {
        return None;
    }
    place.function = function;
    Some(place.is_library())
}

/// The file of a place as pytest writes it, `a.py:3: in f` or `a.py:3: Error`.
pub(super) fn file_of_pytest(line: &str) -> Option<&str> {
    let at = line.find(".py:")?;
    line.get(..at + 3)
}

/// A frame of Python, which has its source below it.
fn quoting(scan: &Scan<'_>, at: usize, end: usize, library: bool) -> Frame {
    let depth = scan.indent(at).unwrap_or(0);
    let deeper = |i: &usize| scan.indent(*i).is_some_and(|indent| indent > depth);
    let to = at + 1 + (at + 1..end).take_while(deeper).count();
    let echo = scan.bare(at + 1);
    let echo = echo.trim_start();
    let imports = to > at + 1
        && scan.bare(at).ends_with("in <module>")
        && (echo.starts_with("import ") || echo.starts_with("from "));
    Frame { from: at, to, library, imports, innermost_last: true }
}
