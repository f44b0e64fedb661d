//! What a ledger holds, and what it lets go.

use std::collections::hash_map::{self, HashMap};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use headroom_core::{Decision, Pinned, Precedent, Reason, SentText};

use super::chain::Key;

/// Bytes that an entry is taken for, its text aside.
const ENTRY: usize = 112;
/// Bytes that a conversation is taken for, its entries aside.
const CONVERSATION: usize = 320;

/// How long conversations are taken for live: so many requests for each that is held.
const IDLE_PER_CONVERSATION: u64 = 8;

/// A part of the capacity is for conversations alone: one over so many.
const RESERVE: usize = 8;

/// What was sent for a block.
#[derive(Clone, Debug)]
struct Entry {
    conversation: u64,
    /// `None` for its own text.
    sent: Option<SentText>,
    used: u64,
}

/// A conversation, as far as it went through the ledger.
#[derive(Clone, Debug, Default)]
pub(super) struct Conversation {
    pub(super) handle: Option<Arc<str>>,
    /// Its entries, in the order they were made.
    pub(super) keys: Vec<Key>,
    /// The last block that was sent, where there was no room for an entry of its own.
    pub(super) last: Option<Key>,
    used: u64,
    bytes: usize,
}

#[derive(Debug)]
pub(super) struct State {
    capacity: usize,
    idle_after: u64,
    bytes: usize,
    requests: u64,
    next: u64,
    entries: HashMap<Key, Entry>,
    conversations: BTreeMap<u64, Conversation>,
    /// A conversation that began anew under its name is another one here.
    by_handle: HashMap<Arc<str>, BTreeSet<u64>>,
    by_use: BTreeSet<(u64, u64)>,
}

impl State {
    pub(super) fn new(capacity: usize, idle_after: u64) -> Self {
        Self {
            capacity,
            idle_after,
            bytes: 0,
            requests: 0,
            next: 0,
            entries: HashMap::new(),
            conversations: BTreeMap::new(),
            by_handle: HashMap::new(),
            by_use: BTreeSet::new(),
        }
    }

    pub(super) fn set_idle_after(&mut self, requests: u64) {
        self.idle_after = requests;
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    pub(super) fn len(&self) -> usize {
        self.conversations.len()
    }

    /// The conversations, least recently used first.
    pub(super) fn conversations(&self) -> impl Iterator<Item = &Conversation> {
        self.by_use.iter().filter_map(|(_, id)| self.conversations.get(id))
    }

    /// Those with a handle, in the order they were made.
    pub(super) fn of_handle(&self, handle: &str) -> impl Iterator<Item = &Conversation> {
        let ids = self.by_handle.get(handle).into_iter().flatten();
        ids.filter_map(|id| self.conversations.get(id))
    }

    /// What was sent for the block of an entry.
    pub(super) fn sent(&self, key: Key) -> Option<&SentText> {
        self.entries.get(&key)?.sent.as_ref()
    }

    /// What is known of the blocks of a request; `New` where nothing is.
    pub(super) fn look_up(&mut self, keys: &[Key]) -> Vec<Precedent> {
        self.requests += 1;
        let last = self.last_known(keys);
        let id = last.and_then(|last| self.entries.get(keys.get(last)?)).map(|e| e.conversation);
        if let Some(id) = id {
            self.touch(id);
        }
        for key in keys {
            if let Some(entry) = self.entries.get_mut(key) {
                entry.used = self.requests;
            }
        }
        let known = keys.iter().enumerate();
        known.map(|(at, key)| self.precedent(*key, Some(at) <= last)).collect()
    }

    /// Takes down what is about to be sent for the blocks of a request: all of its keys, what was
    /// known of them when it came, and the decisions by their place among them.
    pub(super) fn pin(
        &mut self,
        keys: &[Key],
        known: &[Precedent],
        handle: Option<&Arc<str>>,
        decisions: &[(usize, &Decision)],
    ) -> Pinned {
        let Some(newest) = keys.last().copied() else { return Pinned::All };
        let last = self.last_known(keys);
        let Some(id) = self.conversation(keys, last, handle) else {
            let text = decisions.iter().position(|(_, decision)| decision.sent.is_some());
            return text.map_or(Pinned::All, |from| Pinned::Full { from });
        };
        self.touch(id);
        if !self.restore(id, keys, known) {
            self.drop_empty(id);
            return Pinned::All;
        }
        let mut pruned = false;
        for (nth, (at, decision)) in decisions.iter().enumerate() {
            let Some(key) = keys.get(*at).copied() else { continue };
            let precedent = self.precedent(key, Some(*at) <= last);
            let agrees = match &precedent {
                Precedent::New => {
                    let mut fits = self.insert(id, key, decision.sent.as_ref());
                    if !fits && !std::mem::replace(&mut pruned, true) {
                        self.prune(id);
                        fits = self.insert(id, key, decision.sent.as_ref());
                    }
                    if !fits && decision.sent.is_some() {
                        self.drop_empty(id);
                        return Pinned::Full { from: nth };
                    }
                    true
                }
                Precedent::Verbatim(_) => decision.sent.is_none(),
                Precedent::Sent(sent) => decision.sent.as_ref() == Some(sent),
            };
            if !agrees {
                let rest = decisions.iter().skip(nth).map(|(at, _)| {
                    let key = keys.get(*at);
                    key.map_or(Precedent::New, |key| self.precedent(*key, Some(*at) <= last))
                });
                return Pinned::Already { at: nth, known: rest.collect() };
            }
        }
        self.advance(id, newest);
        Pinned::All
    }

    /// Adds again what was known when the request came and was let go of since. `false` if there is
    /// no room: nothing is then taken down, lest what follows stands for it.
    fn restore(&mut self, id: u64, keys: &[Key], known: &[Precedent]) -> bool {
        keys.iter().zip(known).all(|(key, known)| match known {
            Precedent::Sent(sent) if !self.entries.contains_key(key) => {
                self.insert(id, *key, Some(sent))
            }
            _ => true,
        })
    }

    /// Takes over entries of a conversation from elsewhere; those that are here already stay.
    pub(super) fn adopt(&mut self, handle: Option<Arc<str>>, blocks: &[(Key, Option<SentText>)]) {
        let keys: Vec<Key> = blocks.iter().map(|(key, _)| *key).collect();
        self.requests += 1;
        let last = self.last_known(&keys);
        let Some(id) = self.conversation(&keys, last, handle.as_ref()) else { return };
        self.touch(id);
        for (key, sent) in blocks {
            if !self.entries.contains_key(key) {
                self.insert(id, *key, sent.as_ref());
            }
        }
    }

    /// Bytes that [`State::adopt`] needs at most.
    pub(super) fn cost_of(handle: Option<&str>, blocks: &[(Key, Option<SentText>)]) -> usize {
        let entries = blocks.iter().map(|(_, sent)| entry_bytes(sent.as_ref())).sum::<usize>();
        CONVERSATION + handle.map_or(0, str::len) + entries
    }

    pub(super) fn forget(&mut self, handle: &str) -> bool {
        let ids = self.by_handle.get(handle).cloned().unwrap_or_default();
        ids.into_iter().filter(|id| self.drop_conversation(*id)).count() > 0
    }

    /// Makes room for entries, at the cost of conversations that are idle.
    pub(super) fn make_room(&mut self, bytes: usize) -> bool {
        self.make_room_within(self.capacity - self.capacity / RESERVE, bytes, None)
    }

    fn precedent(&self, key: Key, was_sent: bool) -> Precedent {
        match self.entries.get(&key) {
            Some(Entry { sent: Some(sent), .. }) => Precedent::Sent(sent.clone()),
            Some(Entry { sent: None, .. }) => Precedent::Verbatim(Reason::SentVerbatim),
            // A later block is known, so this one was sent with it, and nothing in its place.
            None if was_sent => Precedent::Verbatim(Reason::SentVerbatim),
            None => Precedent::New,
        }
    }

    /// The last block of a request that was sent before.
    fn last_known(&self, keys: &[Key]) -> Option<usize> {
        keys.iter().rposition(|key| self.entries.contains_key(key))
    }

    /// The conversation that a request belongs to; `None` if there is no room for another one.
    fn conversation(
        &mut self,
        keys: &[Key],
        last: Option<usize>,
        handle: Option<&Arc<str>>,
    ) -> Option<u64> {
        let entry = last.and_then(|last| self.entries.get(keys.get(last)?));
        if let Some(entry) = entry {
            return Some(entry.conversation);
        }
        let bytes = CONVERSATION + handle.map_or(0, |handle| handle.len());
        if !self.make_room_within(self.capacity, bytes, None) {
            return None;
        }
        let id = self.next;
        self.next += 1;
        self.bytes += bytes;
        if let Some(handle) = handle {
            self.by_handle.entry(Arc::clone(handle)).or_default().insert(id);
        }
        let used = self.requests;
        self.by_use.insert((used, id));
        let handle = handle.cloned();
        self.conversations.insert(id, Conversation { handle, used, bytes, ..Default::default() });
        Some(id)
    }

    /// Adds an entry, if there is room.
    fn insert(&mut self, id: u64, key: Key, sent: Option<&SentText>) -> bool {
        let bytes = entry_bytes(sent);
        let limit = self.capacity - self.capacity / RESERVE;
        if !self.make_room_within(limit, bytes, Some(id)) {
            return false;
        }
        let Some(conversation) = self.conversations.get_mut(&id) else { return false };
        conversation.keys.push(key);
        conversation.bytes += bytes;
        self.bytes += bytes;
        let used = self.requests;
        self.entries.insert(key, Entry { conversation: id, sent: sent.cloned(), used });
        true
    }

    /// Notes how far the conversation was sent, which takes no room of its own.
    fn advance(&mut self, id: u64, newest: Key) {
        let Some(conversation) = self.conversations.get_mut(&id) else { return };
        if conversation.last == Some(newest) {
            return;
        }
        if let Some(before) = conversation.last.take() {
            self.entries.remove(&before);
        }
        if let hash_map::Entry::Vacant(vacant) = self.entries.entry(newest) {
            conversation.last = Some(newest);
            vacant.insert(Entry { conversation: id, sent: None, used: self.requests });
        }
    }

    fn touch(&mut self, id: u64) {
        let Some(conversation) = self.conversations.get_mut(&id) else { return };
        self.by_use.remove(&(conversation.used, id));
        conversation.used = self.requests;
        self.by_use.insert((self.requests, id));
    }

    fn make_room_within(&mut self, limit: usize, bytes: usize, keep: Option<u64>) -> bool {
        while self.bytes.saturating_add(bytes) > limit {
            let Some(&(used, id)) = self.by_use.first() else { return false };
            let idle = self.is_idle(used) && Some(id) != keep;
            if !idle || !self.drop_conversation(id) {
                return false;
            }
        }
        true
    }

    fn is_idle(&self, used: u64) -> bool {
        let held = u64::try_from(self.conversations.len()).unwrap_or(u64::MAX);
        let live = self.idle_after.max(held.saturating_mul(IDLE_PER_CONVERSATION));
        self.requests.saturating_sub(used) > live
    }

    /// Lets go of the branches of a conversation that are idle: of a past that the client has edited
    /// since. Linear in its entries.
    fn prune(&mut self, id: u64) {
        let Some(mut conversation) = self.conversations.remove(&id) else { return };
        conversation.keys.retain(|key| {
            let entry = self.entries.get(key);
            let idle = entry.is_none_or(|entry| self.is_idle(entry.used));
            if idle {
                let bytes = entry.map_or(0, |entry| entry_bytes(entry.sent.as_ref()));
                self.entries.remove(key);
                conversation.bytes -= bytes.min(conversation.bytes);
                self.bytes -= bytes.min(self.bytes);
            }
            !idle
        });
        self.conversations.insert(id, conversation);
    }

    /// Lets go of a conversation that was made in vain.
    fn drop_empty(&mut self, id: u64) {
        let conversation = self.conversations.get(&id);
        if conversation.is_some_and(|held| held.keys.is_empty() && held.last.is_none()) {
            self.drop_conversation(id);
        }
    }

    fn drop_conversation(&mut self, id: u64) -> bool {
        let Some(conversation) = self.conversations.remove(&id) else { return false };
        self.by_use.remove(&(conversation.used, id));
        self.bytes -= conversation.bytes.min(self.bytes);
        for key in conversation.keys.iter().chain(&conversation.last) {
            self.entries.remove(key);
        }
        if let Some(handle) = &conversation.handle
            && let hash_map::Entry::Occupied(mut ids) = self.by_handle.entry(Arc::clone(handle))
        {
            ids.get_mut().remove(&id);
            if ids.get().is_empty() {
                ids.remove();
            }
        }
        true
    }
}

fn entry_bytes(sent: Option<&SentText>) -> usize {
    ENTRY + sent.map_or(0, |sent| sent.text.len())
}
