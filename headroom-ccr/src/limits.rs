//! How much a store takes, and for how long.

use std::time::Duration;

use crate::StoreError;

/// The caps of a store and the time for which it keeps its word. Sizes are in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limits {
    /// Of all originals, by the store's account.
    pub(crate) capacity: usize,
    /// Of the originals of one namespace, by the store's account.
    pub(crate) namespace: usize,
    /// Of the text of one original.
    pub(crate) entry: usize,
    /// What has been used within this time may not go.
    pub(crate) idle: Duration,
}

impl Limits {
    /// No caps within this capacity.
    pub(crate) const fn new(capacity: usize, idle: Duration) -> Self {
        Self { capacity, namespace: usize::MAX, entry: usize::MAX, idle }
    }

    /// Refuses what never fits: a text, and what it costs.
    pub(crate) fn admit(&self, text: &str, cost: usize) -> Result<(), StoreError> {
        if text.len() > self.entry {
            return Err(StoreError::TooLarge { size: text.len(), capacity: self.entry });
        }
        let capacity = self.capacity.min(self.namespace);
        if cost > capacity { Err(StoreError::TooLarge { size: cost, capacity }) } else { Ok(()) }
    }
}
