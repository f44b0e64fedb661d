//! The trait that ranks segments.

use std::fmt::Debug;
use std::sync::Arc;

use crate::Hints;

/// Says how much each segment of a text matters, given what precedes the text.
///
/// # Contract
///
/// Pure: the same segments and hints give the same scores. One finite score for each segment, in
/// order: 0 or less where nothing speaks for a segment, about 1 where it has all that is asked for.
/// Callers compare the scores of one call with each other and with these two. They treat an error as
/// having no scorer, never as a reason to drop a segment.
///
/// The error is associated so that a scorer that cannot fail says so in its type; as a trait object
/// it is `dyn Scorer<Error = ...>`.
pub trait Scorer: Debug + Send + Sync {
    /// Why there are no scores.
    type Error: std::error::Error;

    /// Scores the segments.
    ///
    /// # Errors
    ///
    /// The scorer's own.
    fn score(&self, segments: &[&str], hints: &Hints<'_>) -> Result<Vec<f32>, Self::Error>;
}

macro_rules! forward {
    ($($pointer:ty),*) => {$(
        #[deny(clippy::missing_trait_methods)]
        impl<S: Scorer + ?Sized> Scorer for $pointer {
            type Error = S::Error;
            fn score(&self, segments: &[&str], hints: &Hints<'_>) -> Result<Vec<f32>, Self::Error> {
                (**self).score(segments, hints)
            }
        }
    )*};
}
forward!(&S, Box<S>, Arc<S>);
