//! Places of a request in words.

use std::fmt;

use headroom_core::Span;
use serde::Serializer;

use crate::layout::Place;

/// A place as a reader calls it: "tool 3", "system block 0", "message 4, block 1".
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words(pub(crate) Place);

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Place::Tool { tool } => write!(f, "tool {tool}"),
            Place::System { block } => write!(f, "system block {block}"),
            Place::Message { message, block, inner: None } => {
                write!(f, "message {message}, block {block}")
            }
            Place::Message { message, block, inner: Some(inner) } => {
                write!(f, "message {message}, block {block}, part {inner}")
            }
            Place::Request => f.write_str("the request"),
        }
    }
}

/// Writes a place in words.
pub(crate) fn serialize<S: Serializer>(place: &Place, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&Words(*place))
}

/// Writes a span as `[start, end]`.
pub(crate) fn serialize_span<S: Serializer>(span: &Span, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq([span.start, span.end])
}
