//! What is behind the lock of a memory store: the tables and the account.

use std::collections::HashMap;
use std::fmt;
use std::time::Duration;

use headroom_core::{Offload, SharedText};

use super::by_use::{ByUse, Key};
use crate::limits::Limits;
use crate::{MemoryStore, Miss, Namespace, StoreError};

/// The originals and the account of them.
#[derive(Debug)]
pub(super) struct State {
    limits: Limits,
    now: Duration,
    /// Used within the idle time: may not go.
    live: ByUse<Entry>,
    /// Not used for longer: may go. All of them were last used before all that are live.
    idle: ByUse<Entry>,
    all: Account,
    spaces: HashMap<Namespace, Account>,
    /// What became of originals. One that has been put again may still stand here.
    gone: ByUse<Gone>,
}

/// What originals cost, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Account {
    used: usize,
    /// The part of it that may go.
    idle: usize,
}

impl Account {
    /// The bytes that are free under a cap or could be made so.
    fn free(self, cap: usize) -> usize {
        cap.saturating_sub(self.used) + self.idle
    }
}

/// What is kept of an original.
#[derive(Clone)]
pub(super) struct Entry {
    pub(super) text: SharedText,
    /// The text is the original itself.
    pub(super) is_original: bool,
    last_use: Duration,
    cost: usize,
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry").field("cost", &self.cost).finish_non_exhaustive()
    }
}

/// What became of an original.
#[derive(Clone, Copy, Debug)]
enum Gone {
    Evicted,
    Removed,
}

impl State {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            now: Duration::ZERO,
            live: ByUse::default(),
            idle: ByUse::default(),
            all: Account::default(),
            spaces: HashMap::new(),
            gone: ByUse::default(),
        }
    }

    pub(super) fn capacity(&self) -> usize {
        self.limits.capacity
    }

    pub(super) fn used(&self) -> usize {
        self.all.used
    }

    pub(super) fn len(&self) -> usize {
        self.live.len() + self.idle.len()
    }

    /// Lets time pass: what has become idle moves to the idle ones, each original once per use.
    pub(super) fn advance(&mut self, now: Duration) {
        self.now = self.now.max(now);
        while self.live.oldest().is_some_and(|oldest| self.is_idle(oldest)) {
            let Some((key, entry)) = self.live.pop_oldest() else { return };
            self.account(&key.0, |account| account.idle += entry.cost);
            self.idle.insert(key, entry);
        }
    }

    fn is_idle(&self, entry: &Entry) -> bool {
        self.now.saturating_sub(entry.last_use) > self.limits.idle
    }

    /// Changes the account of all and that of a namespace, which has one while it has originals.
    fn account(&mut self, namespace: &Namespace, change: impl Fn(&mut Account)) {
        change(&mut self.all);
        let account = self.spaces.entry(namespace.clone()).or_default();
        change(account);
        if account.used == 0 {
            self.spaces.remove(namespace);
        }
    }

    /// Uses an original now; whether it is there.
    pub(super) fn renew(&mut self, key: &Key) -> bool {
        let Some(mut entry) = self.take(key) else { return false };
        entry.last_use = self.now;
        self.account(&key.0, |account| account.used += entry.cost);
        self.live.insert(key.clone(), entry);
        true
    }

    /// Stores an original, if it is not there already and has been renewed.
    pub(super) fn put(
        &mut self,
        namespace: &Namespace,
        offload: &Offload<'_>,
    ) -> Result<(), StoreError> {
        let key = (namespace.clone(), offload.handle());
        if let Some(entry) = self.live.get(&key) {
            if *entry.text == *offload.kept() {
                return Ok(());
            }
            // A wrapper may seal a text in another way each time.
            self.take(&key);
        }
        let cost = cost(namespace, offload.kept());
        self.limits.admit(offload.kept(), cost)?;
        self.room_for(namespace, cost)?;
        self.make_room(namespace, cost);
        self.account(namespace, |account| account.used += cost);
        let is_original = offload.kept() == offload.text();
        let text = offload.kept_shared();
        self.live.insert(key, Entry { text, is_original, last_use: self.now, cost });
        Ok(())
    }

    /// The original, which is thereby used.
    pub(super) fn get(&mut self, key: &Key) -> Result<Entry, Miss> {
        self.renew(key);
        match (self.live.get(key), self.gone.get(key)) {
            (Some(entry), _) => Ok(entry.clone()),
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

    /// Deletes all originals of a namespace, and what is remembered of it.
    pub(super) fn purge(&mut self, namespace: &Namespace) {
        while let Some((_, entry)) = self.live.pop_oldest_of(namespace) {
            self.account(namespace, |account| account.used -= entry.cost);
        }
        while self.pop_idle(|idle| idle.pop_oldest_of(namespace)).is_some() {}
        while self.gone.pop_oldest_of(namespace).is_some() {}
    }

    /// Takes an original out of the tables and the account.
    fn take(&mut self, key: &Key) -> Option<Entry> {
        if let Some(entry) = self.live.remove(key) {
            self.account(&key.0, |account| account.used -= entry.cost);
            return Some(entry);
        }
        self.pop_idle(|idle| Some((key.clone(), idle.remove(key)?))).map(|(_, entry)| entry)
    }

    /// Takes one of the idle originals out of the tables and the account.
    fn pop_idle(
        &mut self,
        pop: impl FnOnce(&mut ByUse<Entry>) -> Option<(Key, Entry)>,
    ) -> Option<(Key, Entry)> {
        let (key, entry) = pop(&mut self.idle)?;
        self.account(&key.0, |account| {
            account.idle -= entry.cost;
            account.used -= entry.cost;
        });
        Some((key, entry))
    }

    /// What the originals of a namespace cost.
    fn of(&self, namespace: &Namespace) -> Account {
        self.spaces.get(namespace).copied().unwrap_or_default()
    }

    /// Whether there is room, or would be without the idle ones.
    fn room_for(&self, namespace: &Namespace, cost: usize) -> Result<(), StoreError> {
        let in_all = self.all.free(self.limits.capacity);
        let free = in_all.min(self.of(namespace).free(self.limits.namespace));
        if cost > free { Err(StoreError::Full { needed: cost, free }) } else { Ok(()) }
    }

    /// Drops idle originals, the longest unused first, until there is room: those of the namespace
    /// while it takes more than it may, then those of any.
    fn make_room(&mut self, namespace: &Namespace, cost: usize) {
        let Limits { capacity, namespace: cap, .. } = self.limits;
        while cap.saturating_sub(self.of(namespace).used) < cost {
            let Some((key, _)) = self.pop_idle(|idle| idle.pop_oldest_of(namespace)) else {
                return;
            };
            self.remember(key, Gone::Evicted);
        }
        while capacity.saturating_sub(self.all.used) < cost {
            let Some((key, _)) = self.pop_idle(ByUse::pop_oldest) else { return };
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
    pub(super) fn accounted(&self) -> (usize, usize) {
        let sums = self.spaces.values().fold(Account::default(), |sum, one| Account {
            used: sum.used + one.used,
            idle: sum.idle + one.idle,
        });
        assert_eq!(sums, self.all, "the namespaces add up");
        (self.all.used, self.all.idle)
    }

    /// What the originals of a namespace cost.
    #[cfg(test)]
    pub(super) fn used_by(&self, namespace: &Namespace) -> usize {
        self.of(namespace).used
    }
}

/// What an original costs.
fn cost(namespace: &Namespace, text: &str) -> usize {
    text.len() + namespace.as_str().len() + MemoryStore::OVERHEAD
}
