//! Objects that stand in a document more than once.
//!
//! The first stands in full. Each later one is written by one of its scalars, by which the reader finds
//! the first: no other object of the document has that scalar at that key.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use headroom_core::Span;

use super::node::Kind;
use super::tree::Tree;

/// Bytes of an object that is worth to be pointed to.
const WORTH: std::ops::RangeInclusive<usize> = 100..=16_384;
/// An object is known by one of the scalars that it begins with …
const MOST_SCALARS: usize = 3;
/// … which are among so many members.
const MOST_MEMBERS: usize = 8;
/// Bytes of a scalar that an object is known by: shorter ones name nothing.
const NAMES: std::ops::RangeInclusive<usize> = 3..=120;

/// Which objects are written by a scalar: for each node, none, or the node of that scalar.
#[derive(Debug, Default)]
pub(super) struct Repeats {
    by: Vec<u32>,
}

impl Repeats {
    /// Finds the objects that repeat earlier ones, but for those within the spans that have to stand in
    /// full. `spans` gives them once it is known that there are any. Linear.
    pub(super) fn find(tree: &Tree<'_>, spans: impl FnOnce() -> Vec<Span>) -> Self {
        // What is known of each value takes much room, and mostly no object is worth it.
        let ids = 0..u32::try_from(tree.len()).unwrap_or(u32::MAX);
        if ids.filter(|&id| is_worth(tree, id)).nth(1).is_none() {
            return Self::default();
        }
        let hashes = hashes(tree);
        let repeated = repeated(tree, &hashes);
        if repeated.is_empty() {
            return Self::default();
        }
        let known = known_by(tree, &hashes, &repeated);
        let (full, mut by) = (spans(), vec![0; tree.len()]);
        let mut seen = Numbers::default();
        let mut id = 0;
        while let Some(&hash) = hashes.get(id as usize) {
            let mut next = id + 1;
            if repeated.contains(&hash) && tree.node(id).kind == Kind::Object {
                let start = tree.span(id).start;
                let asked = full.iter().any(|span| (span.start..span.end).contains(&start));
                let scalar = scalars(tree, id).find(|&scalar| {
                    known.get(&pair(tree, &hashes, scalar)).is_some_and(|of| *of == Some(hash))
                });
                match scalar.filter(|_| !asked && seen.contains(&hash)) {
                    Some(scalar) => {
                        if let Some(slot) = by.get_mut(id as usize) {
                            *slot = scalar;
                        }
                        next = tree.after(id);
                    }
                    None => drop(seen.insert(hash)),
                }
            }
            id = next;
        }
        Self { by }
    }

    /// The scalar that an object is written by, if it repeats an earlier one.
    pub(super) fn of(&self, id: u32) -> Option<u32> {
        self.by.get(id as usize).copied().filter(|&scalar| scalar > 0)
    }

    /// Whether any object is written by a scalar.
    pub(super) fn any(&self) -> bool {
        !self.by.is_empty()
    }
}

/// The scalars that an object may be known by.
fn scalars<'t>(tree: &'t Tree<'_>, id: u32) -> impl Iterator<Item = u32> + 't {
    let tells = |&child: &u32| {
        let node = tree.node(child);
        let source = tree.source(child);
        let names = NAMES.contains(&source.trim_matches('"').len());
        tree.key(node.key).bare && names && !matches!(source, "null" | "true" | "false")
    };
    let scalar = |&child: &u32| matches!(tree.node(child).kind, Kind::Plain | Kind::Text);
    tree.children(id).take(MOST_MEMBERS).take_while(scalar).filter(tells).take(MOST_SCALARS)
}

/// A number for the key and the value of a scalar.
fn pair(tree: &Tree<'_>, hashes: &[u64], scalar: u32) -> u64 {
    mix(hashes.get(scalar as usize).copied().unwrap_or(0), u64::from(tree.node(scalar).key))
}

/// For each scalar that repeated objects may be known by, the one object that has it at that key: none,
/// if several differ.
fn known_by(tree: &Tree<'_>, hashes: &[u64], repeated: &Numbers) -> Known {
    let objects = || (0..).zip(hashes).filter(|&(id, _)| tree.node(id).kind == Kind::Object);
    let mut known: Known = Known::default();
    for (id, &hash) in objects().filter(|(_, hash)| repeated.contains(*hash)) {
        for scalar in scalars(tree, id) {
            known.insert(pair(tree, hashes, scalar), Some(hash));
        }
    }
    for (id, &hash) in objects() {
        for child in tree.children(id).filter(|&child| !tree.node(child).kind.is_composite()) {
            if let Some(of) = known.get_mut(&pair(tree, hashes, child)) {
                *of = of.filter(|of| *of == hash);
            }
        }
    }
    known
}

/// The numbers of objects that come more than once, if they are worth it.
fn repeated(tree: &Tree<'_>, hashes: &[u64]) -> Numbers {
    let (mut once, mut repeated) = (Numbers::default(), Numbers::default());
    for (id, &hash) in (0..).zip(hashes) {
        if is_worth(tree, id) && !once.insert(hash) {
            repeated.insert(hash);
        }
    }
    repeated
}

/// Whether a value is an object that is worth to be pointed to.
fn is_worth(tree: &Tree<'_>, id: u32) -> bool {
    tree.node(id).kind == Kind::Object
        && tree.children(id).nth(1).is_some()
        && WORTH.contains(&tree.size(id))
}

/// A number for each value: equal for equal values as source text. Two that differ may share one, which
/// the proof of the fold finds out.
fn hashes(tree: &Tree<'_>) -> Vec<u64> {
    let mut hashes = vec![0; tree.len()];
    for id in (0..u32::try_from(tree.len()).unwrap_or(u32::MAX)).rev() {
        let node = tree.node(id);
        let hash = if node.kind.is_composite() {
            let of = |child: u32| hashes.get(child as usize).copied().unwrap_or(0);
            let member = |hash, child| mix(mix(hash, of(child)), u64::from(tree.node(child).key));
            tree.children(id).fold(u64::from(node.kind == Kind::Object) + 1, member)
        } else {
            text_hash(tree.source(id))
        };
        if let Some(slot) = hashes.get_mut(id as usize) {
            *slot = hash;
        }
    }
    hashes
}

/// Numbers that are hashes already.
type Numbers = HashSet<u64, BuildHasherDefault<AsItIs>>;
/// For a hash of a scalar at its key, the hash of the one object that has it.
type Known = HashMap<u64, Option<u64>, BuildHasherDefault<AsItIs>>;

#[derive(Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |hash, &b| mix(hash, u64::from(b)));
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

fn text_hash(text: &str) -> u64 {
    let mut chunks = text.as_bytes().chunks_exact(8);
    let mut hash = text.len() as u64;
    for chunk in &mut chunks {
        hash = mix(hash, chunk.try_into().map_or(0, u64::from_le_bytes));
    }
    let rest = chunks.remainder().iter().fold(0, |rest, &b| rest << 8 | u64::from(b));
    mix(hash, rest)
}

fn mix(hash: u64, with: u64) -> u64 {
    let product =
        u128::from(hash ^ 0x9e37_79b9_7f4a_7c15) * u128::from(with ^ 0xd6e8_feb8_6659_fd93);
    let bytes = product.to_le_bytes();
    let half = |at: usize| bytes.get(at..at + 8).and_then(|half| half.try_into().ok());
    half(0).map_or(0, u64::from_le_bytes) ^ half(8).map_or(0, u64::from_le_bytes).rotate_left(17)
}
