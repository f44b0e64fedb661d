//! Groups objects by their keys.

use std::collections::HashMap;

use super::tree::Tree;

/// More forms of objects than this at one place are not told apart.
const MAX_GROUPS: usize = 8;
/// Records do not get wider than this.
pub(super) const MAX_FIELDS: usize = 256;
/// Percent of the bytes of keys that a header must spare.
const ONE_FORM: isize = 25;
const MANY_FORMS: isize = 55;
/// Percent of all bytes that a header of fewer than [`MANY`] rows must spare.
const FEW_ROWS: isize = 40;
const MANY: usize = 4;

/// Objects whose keys come in one order.
#[derive(Debug, Default)]
pub(super) struct Group {
    pub(super) ids: Vec<u32>,
    /// All their keys, in that order.
    pub(super) keys: Vec<u32>,
    places: HashMap<u32, usize>,
    /// The keys of the object that came last.
    last: Vec<u32>,
}

impl Group {
    /// The group of one object; `None` if it has a key twice or is too wide.
    pub(super) fn single(tree: &Tree<'_>, id: u32) -> Option<Self> {
        let keys: Vec<u32> = tree.children(id).map(|child| tree.node(child).key).collect();
        let mut group = Self { keys: keys.clone(), last: keys, ..Self::default() };
        group.index();
        group.ids.push(id);
        let unique = group.places.len() == group.keys.len();
        (unique && (1..=MAX_FIELDS).contains(&group.keys.len())).then_some(group)
    }

    /// For each key the values of the objects that have it.
    pub(super) fn columns(&self, tree: &Tree<'_>) -> Vec<Vec<u32>> {
        let mut columns: Vec<Vec<u32>> = vec![Vec::new(); self.keys.len()];
        self.each_member(tree, |at, child| {
            if let Some(column) = columns.get_mut(at) {
                column.push(child);
            }
        });
        columns
    }

    /// Visits the members of all objects with the place of their key. Mostly it is the next one.
    fn each_member(&self, tree: &Tree<'_>, mut each: impl FnMut(usize, u32)) {
        for &id in &self.ids {
            let mut at = 0;
            for child in tree.children(id) {
                let key = tree.node(child).key;
                if self.keys.get(at) != Some(&key) {
                    at = self.places.get(&key).copied().unwrap_or(self.keys.len());
                }
                each(at, child);
                at += 1;
            }
        }
    }

    /// Takes an object in if its keys are much the same and in the same order.
    fn take(&mut self, id: u32, keys: &[u32]) -> bool {
        if self.last != keys {
            let known: Vec<Option<usize>> =
                keys.iter().map(|key| self.places.get(key).copied()).collect();
            let shared = known.iter().flatten().count();
            let like = shared * 2 >= keys.len().min(self.keys.len()) && shared > 0;
            let in_order = known.iter().flatten().is_sorted_by(|a, b| a < b);
            if !like || !in_order || has_twice(keys) || !self.widen(keys, shared) {
                return false;
            }
            self.last = keys.to_vec();
        }
        self.ids.push(id);
        true
    }

    /// Whether it has most of these keys.
    fn knows(&self, keys: &[u32]) -> bool {
        keys.iter().filter(|key| self.places.contains_key(key)).count() * 2 > keys.len()
    }

    /// Puts in the keys that are new, each after the one that it follows.
    fn widen(&mut self, keys: &[u32], shared: usize) -> bool {
        if shared == keys.len() {
            return true;
        }
        if self.keys.len() + keys.len() - shared > MAX_FIELDS {
            return false;
        }
        let mut at = 0;
        for &key in keys {
            if let Some(place) = self.keys.iter().position(|&known| known == key) {
                at = place + 1;
            } else {
                self.keys.insert(at, key);
                at += 1;
            }
        }
        self.index();
        true
    }

    fn index(&mut self) {
        self.places = self.keys.iter().zip(0..).map(|(&key, at)| (key, at)).collect();
    }

    /// Whether a few rows with their keys are easier to read than a header and cells, which would
    /// not spare a large part of them.
    pub(super) fn is_few(&self, tree: &Tree<'_>) -> bool {
        let all = || self.ids.iter().map(|&id| tree.span(id).len()).sum::<usize>();
        self.ids.len() < MANY && self.gain(tree).0 * 100 < all().cast_signed() * FEW_ROWS
    }

    /// Bytes of keys that a header spares, less those that it costs, of all bytes of keys.
    fn gain(&self, tree: &Tree<'_>) -> (isize, isize) {
        let rows = self.ids.len();
        let mut present = vec![0_usize; self.keys.len()];
        self.each_member(tree, |at, _| {
            if let Some(count) = present.get_mut(at) {
                *count += 1;
            }
        });
        let (mut spent, mut total) = (0, 0);
        for (&key, present) in self.keys.iter().zip(present) {
            let name = tree.key(key).literal.len();
            spent += name + (present * (name + 1)).min(rows);
            total += present * name;
        }
        (total.cast_signed() - spent.cast_signed(), total.cast_signed())
    }
}

/// How objects at one place go together.
#[derive(Debug, Default)]
pub(super) struct Clusters {
    /// Each with a header of its own.
    pub(super) groups: Vec<Group>,
    /// One group has all objects, and they have nearly the same keys.
    pub(super) clean: bool,
}

/// Groups the objects at one place. Objects that fit nowhere are in no group. There is no group if
/// most objects are like that.
pub(super) fn cluster(tree: &Tree<'_>, ids: &[u32]) -> Clusters {
    let mut groups = raw_groups(tree, ids);
    // Where forms have to be told apart, each must be worth it.
    let percent = if groups.len() == 1 { ONE_FORM } else { MANY_FORMS };
    let mut clean = groups.len() == 1;
    groups.retain(|group| {
        let (gain, total) = group.gain(tree);
        clean &= gain * 100 >= total * MANY_FORMS;
        group.ids.len() > 1 && gain * 100 >= total * percent
    });
    let grouped: usize = groups.iter().map(|group| group.ids.len()).sum();
    if grouped * 2 < ids.len() {
        return Clusters::default();
    }
    Clusters { clean: clean && grouped == ids.len(), groups }
}

fn raw_groups(tree: &Tree<'_>, ids: &[u32]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut keys = Vec::new();
    for &id in ids {
        keys.clear();
        keys.extend(tree.children(id).map(|child| tree.node(child).key));
        let taken = groups.iter_mut().any(|group| group.take(id, &keys));
        // Another order of known keys makes no form of its own.
        let is_new = || !groups.iter().any(|group| group.knows(&keys));
        if !taken && groups.len() < MAX_GROUPS && is_new() {
            groups.extend(Group::single(tree, id));
        }
    }
    groups
}

fn has_twice(keys: &[u32]) -> bool {
    let mut sorted = keys.to_vec();
    sorted.sort_unstable();
    sorted.windows(2).any(|pair| pair.first() == pair.last())
}
