//! Stack traces of the common runtimes.

use super::view::{View, is_share};
use super::{Detection, certain};
use crate::ContentType;
use crate::trace::{Frame, is_header, is_more};

/// Claims a text that is a stack trace and little else: a header, frames, a message.
pub(super) fn claim(view: &View<'_>) -> Option<Detection> {
    let frames = view.count(|line| is_frame(&line.text));
    let python = view.first().starts_with("Traceback (most recent call last)");
    let enough = frames >= if python { 1 } else { 2 };
    if !enough || !view.lines.iter().take(3).any(|line| is_header(&line.text)) {
        return None;
    }
    // Python and Go print a line of their own below or above each frame.
    let mut quoted = 0;
    for pair in view.lines.windows(2) {
        if let [first, second] = pair {
            let below = first.inner().starts_with("File \"") && !is_frame(&second.text);
            let above = is_frame(&second.text) && !is_frame(&first.text);
            quoted += usize::from(below || (above && second.text.starts_with('\t')));
        }
    }
    let headers = view.count(|line| is_header(&line.text));
    is_share(frames + quoted + headers, view.lines.len(), 75)
        .then(|| certain(ContentType::STACK_TRACE))
}

/// Whether a line names a place on the call stack, or says how many more there are.
pub(super) fn is_frame(line: &str) -> bool {
    Frame::parse(line).is_some() || is_more(line)
}
