//! Values in the order of their last use.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use headroom_core::Handle;

use crate::Namespace;

/// What an original is found by.
pub(super) type Key = (Namespace, Handle);

/// Values by key, and the keys in the order in which they came in.
///
/// O(log n) for every operation: the map answers by key, the trees by age, in all and in each
/// namespace.
#[derive(Debug)]
pub(super) struct ByUse<V> {
    values: HashMap<Key, (u64, V)>,
    order: BTreeMap<u64, Key>,
    of_space: BTreeSet<(Namespace, u64)>,
    next: u64,
}

impl<V> Default for ByUse<V> {
    fn default() -> Self {
        Self { values: HashMap::new(), order: BTreeMap::new(), of_space: BTreeSet::new(), next: 0 }
    }
}

impl<V> ByUse<V> {
    pub(super) fn len(&self) -> usize {
        self.values.len()
    }

    pub(super) fn get(&self, key: &Key) -> Option<&V> {
        self.values.get(key).map(|(_, value)| value)
    }

    /// The value that came in first.
    pub(super) fn oldest(&self) -> Option<&V> {
        let (_, key) = self.order.first_key_value()?;
        self.get(key)
    }

    /// Puts a value in as the youngest, in place of another of its key.
    pub(super) fn insert(&mut self, key: Key, value: V) {
        let at = self.next;
        self.next += 1;
        self.remove(&key);
        self.values.insert(key.clone(), (at, value));
        self.of_space.insert((key.0.clone(), at));
        self.order.insert(at, key);
    }

    pub(super) fn remove(&mut self, key: &Key) -> Option<V> {
        let (at, value) = self.values.remove(key)?;
        self.order.remove(&at);
        self.of_space.remove(&(key.0.clone(), at));
        Some(value)
    }

    /// Takes out the value that came in first.
    pub(super) fn pop_oldest(&mut self) -> Option<(Key, V)> {
        let key = self.order.first_key_value()?.1.clone();
        let value = self.remove(&key)?;
        Some((key, value))
    }

    /// Takes out the value of a namespace that came in first.
    pub(super) fn pop_oldest_of(&mut self, namespace: &Namespace) -> Option<(Key, V)> {
        let (space, at) = self.of_space.range((namespace.clone(), 0)..).next()?;
        let key = self.order.get(at).filter(|_| space == namespace)?.clone();
        let value = self.remove(&key)?;
        Some((key, value))
    }
}

#[cfg(test)]
impl<V> ByUse<V> {
    /// The values, longest unused first.
    pub(super) fn iter(&self) -> impl Iterator<Item = &V> {
        self.order.values().filter_map(|key| self.get(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_out_in_the_order_of_their_last_use() {
        let key = |n: u8| (Namespace::single_user(), Handle::of(&n.to_string()));
        let mut values = ByUse::default();
        for n in [3, 1, 2, 3, 4] {
            values.insert(key(n), n);
        }
        assert_eq!((values.len(), values.oldest()), (4, Some(&1)));
        assert_eq!(values.iter().copied().collect::<Vec<_>>(), [1, 2, 3, 4]);
        assert_eq!((values.remove(&key(2)), values.remove(&key(2))), (Some(2), None));
        let out: Vec<_> = std::iter::from_fn(|| values.pop_oldest()).collect();
        assert_eq!(out, [1, 3, 4].map(|n| (key(n), n)));
        assert_eq!((values.len(), values.oldest()), (0, None));
        assert!(values.of_space.is_empty());
    }

    #[test]
    fn the_oldest_of_a_namespace_is_its_own() {
        let key = |space: &str, n: u8| (Namespace::new(space), Handle::of(&n.to_string()));
        let mut values = ByUse::default();
        for (space, n) in [("b", 1), ("a", 2), ("b", 3), ("", 4), ("a", 5), ("b", 1)] {
            values.insert(key(space, n), n);
        }
        let mut pop = |space: &str| values.pop_oldest_of(&Namespace::new(space)).map(|(_, n)| n);
        let popped = ["aa", "b", "b", "b", "", "a", "c", "a", "a"].map(&mut pop);
        assert_eq!(popped, [None, Some(3), Some(1), None, Some(4), Some(2), None, Some(5), None]);
    }
}
