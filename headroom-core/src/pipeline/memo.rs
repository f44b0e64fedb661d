//! What a pipeline remembers between calls: nothing that changes a result.

use std::fmt::Debug;
use std::sync::Arc;

use super::epochs::Attempt;
use super::history::History;
use crate::form::Form;

/// Keeps results between calls.
///
/// Keys are hashes of everything a result depends on, the pipeline's configuration aside: a memo
/// belongs to one pipeline. Forgetting is always right; a memo that returns what it was given for
/// the key changes no output.
pub trait Memo: Debug + Send + Sync {
    /// What was kept under the key.
    fn get(&self, key: u128) -> Option<Remembered>;

    /// Keeps a result, or not.
    fn put(&self, key: u128, result: Remembered);

    /// What was kept under the key; the memo may let go of it, as its owner is about to put a later
    /// state under another key.
    fn take(&self, key: u128) -> Option<Remembered>;
}

/// A result in a [`Memo`]. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Remembered(pub(super) Kind);

#[derive(Clone, Debug)]
pub(super) enum Kind {
    Form(Arc<Form>),
    History(Arc<History>),
    Attempt(Arc<Attempt>),
}

impl Remembered {
    /// Bytes that it holds, roughly: what a memo that is bounded in bytes counts.
    #[must_use]
    pub fn bytes(&self) -> usize {
        match &self.0 {
            Kind::Form(form) => form.bytes(),
            Kind::History(history) => history.bytes(),
            Kind::Attempt(attempt) => attempt.bytes(),
        }
    }
}

/// Remembers nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NoMemo;

impl Memo for NoMemo {
    fn get(&self, _key: u128) -> Option<Remembered> {
        None
    }

    fn put(&self, _key: u128, _result: Remembered) {}

    fn take(&self, _key: u128) -> Option<Remembered> {
        None
    }
}
