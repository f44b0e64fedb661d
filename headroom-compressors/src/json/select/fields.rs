//! The fields of the rows of a container: which values they have, and how often.

use std::collections::HashMap;

use super::super::tree::{Kind, Tree};

/// More fields are not told apart.
const MOST_FIELDS: usize = 256;
/// Fields are looked for below so many objects of a row.
const DEEPEST: usize = 3;
/// A field with more values is no enumeration.
const MOST_VALUES: usize = 32;

/// A scalar field of rows.
#[derive(Debug, Default)]
pub(super) struct Field {
    /// The keys that lead to it.
    pub(super) path: Vec<u32>,
    /// The rows that have it, with the node of its value.
    pub(super) cells: Vec<(usize, u32)>,
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

/// The scalar fields of rows that are objects, in the order in which they first appear.
pub(super) fn fields(tree: &Tree<'_>, rows: &[u32]) -> Vec<Field> {
    let mut finder = Finder { tree, fields: Vec::new(), index: HashMap::new(), last: 0 };
    for (row, &id) in rows.iter().enumerate() {
        finder.object(id, row, &mut Vec::new(), 0);
    }
    finder.fields
}

struct Finder<'t> {
    tree: &'t Tree<'t>,
    fields: Vec<Field>,
    /// Fields by the one that leads to them, counted from 1, and their key.
    index: HashMap<(usize, u32), usize>,
    /// The field that was found last: mostly the next one follows it.
    last: usize,
}

impl Finder<'_> {
    fn object(&mut self, id: u32, row: usize, path: &mut Vec<u32>, parent: usize) {
        if self.tree.node(id).kind != Kind::Object || path.len() >= DEEPEST {
            return;
        }
        for child in self.tree.children(id) {
            let node = self.tree.node(child);
            if matches!(node.kind, Kind::Array | Kind::Deep) {
                continue;
            }
            path.push(node.key);
            if let Some(at) = self.field(parent, path) {
                if node.kind == Kind::Object {
                    self.object(child, row, path, at + 1);
                } else if let Some(field) = self.fields.get_mut(at) {
                    field.cells.push((row, child));
                }
            }
            path.pop();
        }
    }

    fn field(&mut self, parent: usize, path: &[u32]) -> Option<usize> {
        let guess = self.last + 1;
        if self.fields.get(guess).is_some_and(|field| field.path == path) {
            self.last = guess;
            return Some(guess);
        }
        let key = (parent, *path.last()?);
        if let Some(&known) = self.index.get(&key) {
            self.last = known;
            return Some(known);
        }
        (self.fields.len() < MOST_FIELDS).then_some(())?;
        self.last = self.fields.len();
        self.index.insert(key, self.last);
        self.fields.push(Field { path: path.to_vec(), cells: Vec::new() });
        Some(self.last)
    }
}

impl Field {
    /// The values, in the order in which they first appear, if they are few.
    pub(super) fn values<'t>(&self, tree: &'t Tree<'t>) -> Option<Vec<Value<'t>>> {
        let mut index: HashMap<&str, usize> = HashMap::new();
        let mut values: Vec<Value<'t>> = Vec::new();
        for &(row, id) in &self.cells {
            let source = tree.source(id);
            let at = *index.entry(source).or_insert(values.len());
            if let Some(value) = values.get_mut(at) {
                value.rows += 1;
            } else if values.len() < MOST_VALUES {
                values.push(Value { source, rows: 1, first: row });
            } else {
                return None;
            }
        }
        Some(values)
    }

    /// The numbers with their rows, if that is what the field mostly has.
    pub(super) fn numbers(&self, tree: &Tree<'_>) -> Option<Vec<(f64, usize, u32)>> {
        let number = |&(row, id): &(usize, u32)| {
            let source = tree.source(id);
            let numeric = source.starts_with(|c: char| c.is_ascii_digit() || c == '-');
            Some((source.parse().ok().filter(|_| numeric)?, row, id))
        };
        // Mostly the first rows tell that there are none.
        let some = self.cells.iter().take(8).filter(|cell| number(cell).is_some()).count();
        (some * 2 >= self.cells.len().min(8)).then_some(())?;
        let numbers: Vec<(f64, usize, u32)> = self.cells.iter().filter_map(number).collect();
        (!numbers.is_empty() && numbers.len() * 5 >= self.cells.len() * 4).then_some(numbers)
    }
}
