//! What the values at one place of a document have in common.

use super::cluster::{Group, cluster};
use super::tree::{Kind, Tree};

/// What is known of the values at one place. Scalars need no description.
#[derive(Debug, Default)]
pub(super) struct Shape {
    pub(super) objects: Objects,
    /// The elements of arrays, where something is known of them.
    pub(super) items: Option<Box<Shape>>,
}

/// How objects are written.
#[derive(Debug, Default)]
pub(super) enum Objects {
    /// With their keys.
    #[default]
    Any,
    /// With their keys, which are data; the values are alike.
    Entries(Box<Shape>),
    /// Without keys. Objects of a few forms may stand at one place.
    Records(Vec<Record>),
}

/// Objects with the same keys in the same order, some of which may be missing.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) fields: Vec<Field>,
}

#[derive(Debug)]
pub(super) struct Field {
    pub(super) key: u32,
    pub(super) role: Role,
    pub(super) shape: Shape,
}

/// How a field is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Once, in the header: all objects have this value.
    Same(u32),
    /// As a cell; an empty one where it is missing.
    Cell,
    /// As cells for the fields of its value, which is always an object.
    Flat,
    /// With its key, at the end, where it is present.
    Tail,
}

impl Shape {
    /// Whether nothing is known.
    pub(super) fn is_any(&self) -> bool {
        matches!(self.objects, Objects::Any) && self.items.is_none()
    }

    /// The only form of the objects here, if no other composite was seen.
    pub(super) fn record(&self) -> Option<&Record> {
        match &self.objects {
            Objects::Records(records) if self.items.is_none() => match records.as_slice() {
                [record] => Some(record),
                _ => None,
            },
            _ => None,
        }
    }
}

/// Finds out shapes, and remembers which form of record each object has.
#[derive(Debug)]
pub(super) struct Shapes<'t> {
    tree: &'t Tree<'t>,
    /// For each node, 0 or one more than the index of its record.
    forms: Vec<u8>,
    /// Whether values that all rows have are said once.
    hoist: bool,
}

impl<'t> Shapes<'t> {
    pub(super) fn new(tree: &'t Tree<'t>, hoist: bool) -> Self {
        Self { tree, forms: vec![0; tree.len()], hoist }
    }

    /// The form of an object that [`Shapes::of`] has seen: 0 for none, else one more than the index
    /// of its record.
    pub(super) fn form(&self, id: u32) -> u8 {
        self.forms.get(id as usize).copied().unwrap_or(0)
    }

    /// The shape of the values at one place. Linear in the nodes below them.
    pub(super) fn of(&mut self, ids: &[u32]) -> Shape {
        self.shape(ids, true)
    }

    /// `always`: each row of the table has one of the values.
    fn shape(&mut self, ids: &[u32], always: bool) -> Shape {
        let kind = |id: &u32| self.tree.node(*id).kind;
        let objects: Vec<u32> = ids.iter().copied().filter(|id| kind(id) == Kind::Object).collect();
        let arrays = ids.iter().filter(|id| kind(id) == Kind::Array);
        let items = arrays.flat_map(|&id| self.tree.children(id));
        let items: Vec<u32> = items.filter(|id| kind(id).is_composite()).collect();
        let items = if items.is_empty() { Shape::default() } else { self.shape(&items, false) };
        let items = (!items.is_any()).then(|| Box::new(items));
        Shape { objects: self.objects(&objects, always && objects.len() == ids.len()), items }
    }

    fn objects(&mut self, ids: &[u32], always: bool) -> Objects {
        for &id in ids {
            self.set_form(id, 0);
        }
        let clusters = match ids {
            [] => return Objects::Any,
            [id] => return self.one(*id),
            _ => cluster(self.tree, ids),
        };
        if clusters.groups.is_empty() {
            return self.entries(ids);
        }
        if !clusters.clean {
            let values: Vec<u32> = ids.iter().flat_map(|&id| self.tree.children(id)).collect();
            if is_map(self.tree, &values) {
                return self.entries(ids);
            }
        }
        let grouped: usize = clusters.groups.iter().map(|group| group.ids.len()).sum();
        let always = always && clusters.groups.len() == 1 && grouped == ids.len();
        self.records(&clusters.groups, always)
    }

    /// A single object: its keys would stand in a header once, as they do in the object itself. That
    /// is of use only for what is further inside.
    fn one(&mut self, id: u32) -> Objects {
        let values: Vec<u32> = self.tree.children(id).collect();
        if is_map(self.tree, &values) {
            return self.entries(&[id]);
        }
        let Some(group) = Group::single(self.tree, id) else { return Objects::Any };
        let record = self.record(&group, false);
        if record.fields.iter().all(|field| field.shape.is_any()) {
            return Objects::Any;
        }
        self.set_form(id, 1);
        Objects::Records(vec![record])
    }

    fn entries(&mut self, ids: &[u32]) -> Objects {
        let values: Vec<u32> = ids.iter().flat_map(|&id| self.tree.children(id)).collect();
        let shape = self.shape(&values, false);
        if shape.is_any() { Objects::Any } else { Objects::Entries(Box::new(shape)) }
    }

    fn records(&mut self, groups: &[Group], always: bool) -> Objects {
        for (form, group) in (1..).zip(groups) {
            for &id in &group.ids {
                self.set_form(id, form);
            }
        }
        Objects::Records(groups.iter().map(|group| self.record(group, always)).collect())
    }

    fn record(&mut self, group: &Group, always: bool) -> Record {
        let columns = group.columns(self.tree);
        let rows = group.ids.len();
        let fields = group.keys.iter().zip(columns);
        Record {
            fields: fields.map(|(&key, values)| self.field(key, &values, rows, always)).collect(),
        }
    }

    fn field(&mut self, key: u32, values: &[u32], rows: usize, always: bool) -> Field {
        if let Some(same) = self.same(values, rows).filter(|&id| self.tree.is_settled(id, always)) {
            return Field { key, role: Role::Same(same), shape: Shape::default() };
        }
        let shape = self.shape(values, always && values.len() == rows);
        let name = self.tree.key(key).literal.len();
        let role = if values.len() == rows && self.is_flat(&shape, values) {
            Role::Flat
        } else if values.len() * name < (rows - values.len()) * 2 {
            Role::Tail
        } else {
            Role::Cell
        };
        Field { key, role, shape }
    }

    /// The first value, if all rows have it with the same source text.
    fn same(&self, values: &[u32], rows: usize) -> Option<u32> {
        let first = *values.first()?;
        let source = self.tree.source(first);
        let all = self.hoist && rows > 1 && values.len() == rows;
        (all && values.iter().all(|&id| self.tree.source(id) == source)).then_some(first)
    }

    fn is_flat(&self, shape: &Shape, values: &[u32]) -> bool {
        shape.record().is_some() && values.iter().all(|&id| self.form(id) == 1)
    }

    fn set_form(&mut self, id: u32, form: u8) {
        if let Some(slot) = self.forms.get_mut(id as usize) {
            *slot = form;
        }
    }
}

/// Whether the values of one object are objects of one form, so that its keys are data.
pub(super) fn is_map(tree: &Tree<'_>, values: &[u32]) -> bool {
    let objects = values.iter().all(|&id| tree.node(id).kind == Kind::Object);
    objects && values.len() > 2 && {
        let groups = cluster(tree, values).groups;
        matches!(groups.as_slice(), [group] if group.ids.len() * 10 >= values.len() * 9)
    }
}
