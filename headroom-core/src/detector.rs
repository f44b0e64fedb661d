//! The trait that recognises payloads.

use std::fmt::Debug;
use std::sync::Arc;

use crate::{ContentType, Hints};

/// Recognises payloads of a content type.
///
/// # Contract
///
/// Evidence is structural: what a format's own grammar requires, not words that happen to occur.
/// Pure, linear in the text, and without panics. In doubt it says `None`: a miss costs savings, a
/// wrong claim is only caught later. The laws run as a suite: `testing::detector_laws`.
pub trait Detector: Debug + Send + Sync {
    /// What `text` is, if this detector knows.
    fn detect(&self, text: &str, hints: &Hints<'_>) -> Option<Detection>;
}

macro_rules! forward {
    ($($pointer:ty),*) => {$(
        #[deny(clippy::missing_trait_methods)]
        impl<D: Detector + ?Sized> Detector for $pointer {
            fn detect(&self, text: &str, hints: &Hints<'_>) -> Option<Detection> {
                (**self).detect(text, hints)
            }
        }
    )*};
}
forward!(&D, Box<D>, Arc<D>);

/// What a detector found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Detection {
    /// The type of the payload.
    pub content_type: ContentType,
    /// How sure that is.
    pub confidence: Confidence,
}

impl Detection {
    /// A detection.
    #[must_use]
    pub const fn new(content_type: ContentType, confidence: Confidence) -> Self {
        Self { content_type, confidence }
    }
}

/// How sure a detection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Confidence {
    /// It looks like it. Only lossless rewrites follow.
    Likely,
    /// The format's own grammar holds for the whole, or the producing command says so and the text
    /// agrees.
    Certain,
}
