//! The trait that chooses what of a long conversation's past goes out of sight.

use std::fmt::Debug;
use std::sync::Arc;

use crate::{BlockKind, CacheCost, Hints};

/// Chooses which past outputs are masked when a conversation outgrows its budget, and what a masked
/// one still shows.
///
/// # Contract
///
/// Pure: equal pasts give equal answers. A trimmer sees what precedes a boundary between two requests,
/// and nothing of what follows it: the core asks at such boundaries alone, so that what is masked is a
/// function of the conversation up to there and stays until the next epoch.
///
/// A trimmer proposes, the core disposes. The core leaves out what may not be masked (what stands
/// before a signed thinking block, what was fetched back, what policy excludes), masks no more than the
/// budget asks for, opens an epoch only if it pays, writes the notices, and takes no name that does not
/// stand in the lines it is said to stand in. The original of all that is masked is stored first.
///
/// Only outputs of tools are ever offered: what the user and the model said is there to be read.
pub trait Trimmer: Debug + Send + Sync {
    /// A short name for reports. What a pipeline remembers goes by it: trimmers that answer differently
    /// have different names.
    fn name(&self) -> &'static str;

    /// The outputs that may be masked, those first that will be missed least. What is not named stays.
    fn order(&self, past: &Past<'_>) -> Vec<Candidate>;

    /// What each of the outputs, all masked together, still shows. One answer for each, in order.
    fn show(&self, past: &Past<'_>, outputs: &[usize]) -> Vec<Shown>;
}

/// Masks nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NoTrimmer;

impl Trimmer for NoTrimmer {
    fn name(&self) -> &'static str {
        "none"
    }

    fn order(&self, _past: &Past<'_>) -> Vec<Candidate> {
        Vec::new()
    }

    fn show(&self, _past: &Past<'_>, outputs: &[usize]) -> Vec<Shown> {
        vec![Shown::default(); outputs.len()]
    }
}

/// A conversation up to a boundary between two requests.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Past<'a> {
    /// The outputs of tools, in order.
    pub outputs: &'a [Output<'a>],
    /// What the user and the model said, and the arguments of calls, in order.
    pub said: &'a [Said<'a>],
    /// How many requests were made so far, the one that ends here included.
    pub requests: usize,
}

impl<'a> Past<'a> {
    /// A past of these parts.
    #[must_use]
    pub const fn new(outputs: &'a [Output<'a>], said: &'a [Said<'a>], requests: usize) -> Self {
        Self { outputs, said, requests }
    }
}

/// An output of a tool.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Output<'a> {
    /// Its text.
    pub text: &'a str,
    /// What the call tells. No question stands in them: the past has them all.
    pub hints: Hints<'a>,
    /// The file that the call is about.
    pub file: Option<&'a str>,
    /// It shows source, configuration or a document that an agent may edit.
    pub is_read: bool,
    /// Its place among the requests: the first in which it was sent, from 1.
    pub request: usize,
    /// Tokens of the form in which it goes out now, masks and references aside.
    pub tokens: usize,
    /// It goes out as it is, or in a shorter form: it is not masked.
    pub in_sight: bool,
    /// It is masked, or may not be.
    pub settled: bool,
}

impl<'a> Output<'a> {
    /// An output of so many tokens that was first sent with a request.
    #[must_use]
    pub fn new(text: &'a str, hints: Hints<'a>, request: usize, tokens: usize) -> Self {
        let (file, is_read, in_sight, settled) = (None, false, true, false);
        Self { text, hints, file, is_read, request, tokens, in_sight, settled }
    }

    /// This output of a call about a file, which it shows for editing or not.
    #[must_use]
    pub const fn with_file(mut self, file: &'a str, is_read: bool) -> Self {
        (self.file, self.is_read) = (Some(file), is_read);
        self
    }
}

/// A text that is no output of a tool.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Said<'a> {
    /// Whose it is; the arguments of a call are JSON text.
    pub kind: BlockKind,
    /// The text.
    pub text: &'a str,
    /// How many outputs stand before it.
    pub after: usize,
}

impl<'a> Said<'a> {
    /// A text with so many outputs before it.
    #[must_use]
    pub const fn new(kind: BlockKind, text: &'a str, after: usize) -> Self {
        Self { kind, text, after }
    }
}

/// An output that may be masked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Its place in [`Past::outputs`].
    pub output: usize,
    /// How much it is needed.
    pub need: Need,
}

/// How much an output is needed by what is to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Need {
    /// It says nothing that is not said elsewhere, or no longer holds.
    Obsolete,
    /// It may be of use: masked until the epoch has freed what it aims at.
    Perhaps,
    /// It is likely to be used: masked only while the conversation is larger than its budget.
    Likely,
    /// The model is at work on it: masked only where a request must fit.
    AtHand,
}

/// What a masked output still shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// Lines that stay, counted from 0, in ascending order.
    pub lines: Vec<usize>,
    /// Names that stand in the lines that go, and are worth telling.
    pub names: Vec<String>,
}

/// How a conversation is kept within a budget.
#[derive(Clone, Debug)]
pub struct Trim {
    /// Tokens of all texts of a request, calls and system text included, that its owner wants to send.
    pub budget: usize,
    /// What the provider's cache costs.
    pub cost: CacheCost,
    /// The request must fit. Otherwise an epoch opens only where it pays.
    pub must_fit: bool,
    /// Who chooses.
    pub trimmer: Arc<dyn Trimmer>,
}

/// An epoch that opened: a point of the conversation at which past outputs were masked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct EpochReport {
    /// How many messages stand before the boundary at which it opened.
    pub messages: usize,
    /// How many outputs were masked.
    pub masked: usize,
    /// Tokens of the conversation there, as estimated before the epoch.
    pub tokens_before: usize,
    /// And with its masks.
    pub tokens_after: usize,
}

/// A request does not fit its budget whatever is masked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{tokens} tokens remain of a request that should have {budget} at most")]
#[non_exhaustive]
pub struct CannotFit {
    /// Tokens of what would have to be sent.
    pub tokens: usize,
    /// Tokens that were asked for.
    pub budget: usize,
}

impl CannotFit {
    /// So many tokens remain.
    #[must_use]
    pub const fn new(tokens: usize, budget: usize) -> Self {
        Self { tokens, budget }
    }
}

macro_rules! forward {
    ($($pointer:ty),*) => {$(
        #[deny(clippy::missing_trait_methods)]
        impl<T: Trimmer + ?Sized> Trimmer for $pointer {
            fn name(&self) -> &'static str {
                (**self).name()
            }
            fn order(&self, past: &Past<'_>) -> Vec<Candidate> {
                (**self).order(past)
            }
            fn show(&self, past: &Past<'_>, outputs: &[usize]) -> Vec<Shown> {
                (**self).show(past, outputs)
            }
        }
    )*};
}
forward!(&T, Box<T>, Arc<T>);
