//! Texts that several hold.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// A text that several hold, such as a request and a store.
///
/// Unlike an `Arc<str>` it is made of a `String` without a copy: of a text of many megabytes there is never
/// a second one. Clones are cheap.
///
/// ```
/// use headroom_core::SharedText;
///
/// let text = SharedText::from(String::from("a long output"));
/// let other = text.clone();
/// assert_eq!(text.as_ptr(), other.as_ptr());
/// assert_eq!(&*other, "a long output");
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct SharedText(Arc<String>);

impl From<String> for SharedText {
    /// Room that the text does not need is given back, if it is worth that.
    fn from(mut text: String) -> Self {
        if text.capacity() - text.len() > text.len() / 8 {
            text.shrink_to_fit();
        }
        Self(Arc::new(text))
    }
}

impl From<&str> for SharedText {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<Cow<'_, str>> for SharedText {
    fn from(text: Cow<'_, str>) -> Self {
        text.into_owned().into()
    }
}

impl From<SharedText> for String {
    /// Without a copy if nobody else holds the text.
    fn from(text: SharedText) -> Self {
        Arc::unwrap_or_clone(text.0)
    }
}

impl Deref for SharedText {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SharedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}
