//! What is behind the lock of a memory store: the tables and the account.

use std::time::Duration;

use headroom_core::Offload;

use super::by_use::{ByUse, Key};
use crate::{MemoryStore, Miss, Namespace, Original, StoreError};

/// The originals and the account of them.
#[derive(Debug)]
pub(super) struct State {
    capacity: usize,
    idle_after: Duration,
    now: Duration,
    /// Used within the idle time: may not go.
    live: ByUse<Entry>,
    /// Not used for longer: may go. All of them were last used before all that are live.
    idle: ByUse<Entry>,
    idle_bytes: usize,
    used: usize,
    /// What became of originals. One that has been put again may still stand here.
    gone: ByUse<Gone>,
}

#[derive(Debug)]
struct Entry {
    original: Original,
    last_use: Duration,
    cost: usize,
}

/// What became of an original.
#[derive(Clone, Copy, Debug)]
enum Gone {
    Evicted,
    Removed,
}

impl State {
    pub(super) fn new(capacity: usize, idle_after: Duration) -> Self {
        Self {
            capacity,
            idle_after,
            now: Duration::ZERO,
            live: ByUse::default(),
            idle: ByUse::default(),
            idle_bytes: 0,
            used: 0,
            gone: ByUse::default(),
        }
    }

    pub(super) fn capacity(&self) -> usize {
        self.capacity
    }

    pub(super) fn used(&self) -> usize {
        self.used
    }

    pub(super) fn len(&self) -> usize {
        self.live.len() + self.idle.len()
    }

    /// Lets time pass: what has become idle moves to the idle ones, each original once per use.
    pub(super) fn advance(&mut self, now: Duration) {
        self.now = self.now.max(now);
        while self.live.oldest().is_some_and(|oldest| self.is_idle(oldest)) {
            let Some((key, entry)) = self.live.pop_oldest() else { return };
            self.idle_bytes += entry.cost;
            self.idle.insert(key, entry);
        }
    }

    fn is_idle(&self, entry: &Entry) -> bool {
        self.now.saturating_sub(entry.last_use) > self.idle_after
    }

    /// Uses an original now; whether it is there.
    pub(super) fn renew(&mut self, key: &Key) -> bool {
        let Some(mut entry) = self.take(key) else { return false };
        entry.last_use = self.now;
        self.used += entry.cost;
        self.live.insert(key.clone(), entry);
        true
    }

    /// Stores an original, if it is not there already and has been renewed.
    pub(super) fn put(
        &mut self,
        namespace: &Namespace,
        offload: &Offload<'_>,
    ) -> Result<(), StoreError> {
        let key = (namespace.clone(), offload.handle);
        if let Some(entry) = self.live.get(&key) {
            let same = entry.original.text() == offload.text;
            return if same { Ok(()) } else { Err(StoreError::Refused) };
        }
        let cost = cost(namespace, offload.text);
        self.room_for(cost)?;
        // A text under another's handle would be taken for the other ever after.
        let original =
            Original::verified(offload.handle, offload.text).map_err(|_| StoreError::Refused)?;
        self.make_room(cost);
        self.used += cost;
        self.live.insert(key, Entry { original, last_use: self.now, cost });
        Ok(())
    }

    /// The original, which is thereby used.
    pub(super) fn get(&mut self, key: &Key) -> Result<Original, Miss> {
        self.renew(key);
        match (self.live.get(key), self.gone.get(key)) {
            (Some(entry), _) => Ok(entry.original.clone()),
            (None, Some(Gone::Evicted)) => Err(Miss::Evicted),
            (None, Some(Gone::Removed)) => Err(Miss::Removed),
            (None, None) => Err(Miss::NeverStored),
        }
    }

    /// Deletes an original.
    pub(super) fn remove(&mut self, key: &Key) {
        if self.take(key).is_some() {
            self.remember(key.clone(), Gone::Removed);
        }
    }

    /// Takes an original out of the tables and the account.
    fn take(&mut self, key: &Key) -> Option<Entry> {
        let entry = match self.live.remove(key) {
            Some(entry) => entry,
            None => {
                let entry = self.idle.remove(key)?;
                self.idle_bytes -= entry.cost;
                entry
            }
        };
        self.used -= entry.cost;
        Some(entry)
    }

    /// Whether there is room, or would be without the idle ones.
    fn room_for(&self, cost: usize) -> Result<(), StoreError> {
        if cost > self.capacity {
            return Err(StoreError::TooLarge { size: cost, capacity: self.capacity });
        }
        let free = self.capacity - self.used + self.idle_bytes;
        if cost > free { Err(StoreError::Full { needed: cost, free }) } else { Ok(()) }
    }

    /// Drops idle originals, the longest unused first, until there is room.
    fn make_room(&mut self, cost: usize) {
        while self.capacity - self.used < cost {
            let Some((key, entry)) = self.idle.pop_oldest() else { return };
            self.idle_bytes -= entry.cost;
            self.used -= entry.cost;
            self.remember(key, Gone::Evicted);
        }
    }

    fn remember(&mut self, key: Key, gone: Gone) {
        self.gone.insert(key, gone);
        if self.gone.len() > MemoryStore::REMEMBERED {
            self.gone.pop_oldest();
        }
    }

    /// The account taken anew: all originals, and the idle ones among them.
    #[cfg(test)]
    pub(super) fn recount(&self) -> (usize, usize) {
        let sum = |entries: &ByUse<Entry>| entries.iter().map(|entry| entry.cost).sum::<usize>();
        (sum(&self.live) + sum(&self.idle), sum(&self.idle))
    }

    /// The account as kept: all originals, and the idle ones among them.
    #[cfg(test)]
    pub(super) fn account(&self) -> (usize, usize) {
        (self.used, self.idle_bytes)
    }
}

/// What an original costs.
fn cost(namespace: &Namespace, text: &str) -> usize {
    text.len() + namespace.as_str().len() + MemoryStore::OVERHEAD
}
