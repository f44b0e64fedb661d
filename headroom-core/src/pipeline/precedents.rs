//! What was sent before in place of the blocks of a request: the seam for whoever remembers it.

use std::fmt::Debug;
use std::sync::Arc;

use crate::notice::{Lines, Notice};
use crate::{Fidelity, Handle, Reason, SharedText};

/// Remembers, for the tool results of one request, what went out in their place before.
///
/// Without it a pipeline needs no memory: by causality an old block gets the bytes that it was sent
/// with, as long as configuration and version stay and the store answers as it did. With it those
/// may change, and blocks may be chosen by their position: what has a precedent goes out as it was
/// sent.
///
/// # Contract
///
/// * [`of`](Precedents::of) answers from a snapshot: the same block gives the same answer.
/// * [`pin`](Precedents::pin) takes effect at once or not at all for each decision, in order.
/// * What was pinned stays: of two decisions on one block the first one counts.
pub trait Precedents: Debug + Send + Sync {
    /// What is known of a tool result, by its place in [`Document::blocks`](crate::Document::blocks).
    fn of(&self, block: usize) -> Precedent;

    /// Takes down what is about to be sent, in the order of the request: every tool result that had
    /// no text of its own so far. Called right before the request goes out, and again after an
    /// answer other than [`Pinned::All`]; what was taken down by then is handed in again.
    fn pin(&self, decisions: &[Decision]) -> Pinned;
}

/// What is known of a tool result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Precedent {
    /// Nothing: it is decided now.
    New,
    /// It goes out verbatim: it did before ([`Reason::SentVerbatim`]), or nothing may be done to it
    /// any more, for this reason.
    Verbatim(Reason),
    /// This went out in its place.
    Sent(SentText),
}

/// A text that goes out in place of a tool result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentText {
    /// The text, decoded.
    pub text: SharedText,
    /// The weakest step of its rewrite.
    pub fidelity: Fidelity,
    /// The lines in it that are not the source's own, from 1, in order: a later reference points to none of a
    /// range, or to all of it.
    pub folded: Arc<[Lines]>,
}

impl SentText {
    /// The handle of the original, if the text points to it.
    #[must_use]
    pub fn handle(&self) -> Option<Handle> {
        Notice::original_of(&self.text)
    }
}

/// What is about to go out for a tool result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Its place in [`Document::blocks`](crate::Document::blocks).
    pub block: usize,
    /// The text in its place; `None` for its own.
    pub sent: Option<SentText>,
}

/// Whether decisions were taken down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pinned {
    /// All of them.
    All,
    /// Those before the `from`-th. There is no room for more texts: the others go out verbatim. Not
    /// an answer to decisions that are all verbatim.
    Full {
        /// How many of the decisions were taken down.
        from: usize,
    },
    /// Those before the `at`-th. Another request was faster: this is how that block was sent, and
    /// those after it as far as they were.
    Already {
        /// How many of the decisions were taken down.
        at: usize,
        /// What is known of the blocks from there on, one for each decision.
        known: Vec<Precedent>,
    },
}
