//! The fields of the rows of a container: which values they have, and how often.

use std::collections::HashMap;

use headroom_core::document::literal::decode;
use headroom_core::same_bytes;

use super::super::node::Kind;
use super::super::tree::Tree;
use super::numbers::Numbers;

/// More fields are not told apart.
const MOST_FIELDS: usize = 256;
/// Fields are looked for below so many objects of a row.
const DEEPEST: usize = 3;
/// A field with more values is no enumeration.
const MOST_VALUES: usize = 32;

/// A scalar field of rows.
#[derive(Debug)]
pub(super) struct Field<'t> {
    /// The last key that leads to it.
    pub(super) key: u32,
    /// One more than the field that stands for the keys before; 0 if there are none.
    parent: usize,
    /// The field that was found after it last time.
    follower: usize,
    /// The rows that have it, with the node of its value, in few bytes: there are many.
    cells: Vec<(u32, u32)>,
    /// The values, in the order in which they first appear, if they are few.
    pub(super) values: Option<Vec<Value<'t>>>,
    /// The place of the last row's value among these.
    last: usize,
    /// What its numbers say, if that is what it mostly has.
    pub(super) numbers: Option<Numbers<'t>>,
}

/// A value of an enumeration.
#[derive(Debug)]
pub(super) struct Value<'t> {
    pub(super) source: &'t str,
    /// How many rows have it.
    pub(super) rows: usize,
    /// The first row that has it.
    pub(super) first: usize,
}

/// The fields of rows that are objects, in the order in which they first appear.
#[derive(Debug)]
pub(super) struct Fields<'t> {
    tree: &'t Tree<'t>,
    pub(super) all: Vec<Field<'t>>,
    /// Fields by their parent and their key.
    index: HashMap<(usize, u32), usize>,
    /// The field that was found last.
    last: usize,
}

impl<'t> Fields<'t> {
    pub(super) fn of(tree: &'t Tree<'t>, rows: &[u32]) -> Self {
        let mut fields = Self { tree, all: Vec::new(), index: HashMap::new(), last: 0 };
        for (row, &id) in (0..).zip(rows) {
            fields.object(id, row, 0, 0);
        }
        for field in &mut fields.all {
            field.numbers = Numbers::of(tree, &field.cells);
        }
        fields
    }

    /// The keys that lead to a field, if all of them are texts.
    pub(super) fn path(&self, field: &Field<'_>) -> Option<Vec<String>> {
        let mut path = Vec::new();
        let mut next = Some(field);
        while let Some(field) = next {
            path.push(decode(self.tree.key(field.key).literal)?.into_owned());
            next = field.parent.checked_sub(1).and_then(|at| self.all.get(at));
        }
        path.reverse();
        Some(path)
    }

    fn object(&mut self, id: u32, row: u32, parent: usize, depth: usize) {
        if self.tree.node(id).kind != Kind::Object || depth >= DEEPEST {
            return;
        }
        for child in self.tree.children(id) {
            let node = self.tree.node(child);
            if matches!(node.kind, Kind::Array | Kind::Deep) {
                continue;
            }
            let Some(at) = self.field(parent, node.key) else { continue };
            if node.kind == Kind::Object {
                self.object(child, row, at + 1, depth + 1);
            } else if let Some(field) = self.all.get_mut(at) {
                field.add(row, child, self.tree.source(child));
            }
        }
    }

    fn field(&mut self, parent: usize, key: u32) -> Option<usize> {
        let before = self.last;
        let guess = self.all.get(before).map_or(0, |field| field.follower);
        if self.all.get(guess).is_some_and(|field| (field.parent, field.key) == (parent, key)) {
            self.last = guess;
            return Some(guess);
        }
        let known = self.index.get(&(parent, key)).copied();
        (known.is_some() || self.all.len() < MOST_FIELDS).then_some(())?;
        self.last = known.unwrap_or(self.all.len());
        if let Some(before) = self.all.get_mut(before) {
            before.follower = self.last;
        }
        if known.is_some() {
            return known;
        }
        self.index.insert((parent, key), self.last);
        let (cells, values) = (Vec::new(), Some(Vec::new()));
        self.all.push(Field { key, parent, follower: 0, cells, values, last: 0, numbers: None });
        Some(self.last)
    }
}

impl<'t> Field<'t> {
    /// The rows that have it, with the node of its value.
    pub(super) fn cells(&self) -> impl ExactSizeIterator<Item = (usize, u32)> {
        self.cells.iter().map(|&(row, id)| (row as usize, id))
    }

    /// Adds a cell: it is looked at while its text is at hand.
    fn add(&mut self, row: u32, id: u32, source: &'t str) {
        // A row that has a key twice would count twice.
        if self.cells.last().is_some_and(|(last, _)| *last == row) {
            self.values = None;
        }
        self.cells.push((row, id));
        let Some(values) = &mut self.values else { return };
        let same = |value: &Value<'t>| same_bytes(value.source.as_bytes(), source.as_bytes());
        let at = match values.get(self.last).is_some_and(same) {
            true => self.last,
            false => values.iter().position(same).unwrap_or(values.len()),
        };
        self.last = at;
        if let Some(value) = values.get_mut(at) {
            value.rows += 1;
        } else if at < MOST_VALUES {
            values.push(Value { source, rows: 1, first: row as usize });
        } else {
            self.values = None;
        }
    }
}
