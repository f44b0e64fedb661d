//! What the values at one place of a document have in common.

use super::cluster::{Group, cluster};
use super::node::Kind;
use super::tree::Tree;

/// Records with more cells than this have their keys in each row, unless these are most of it.
const CLEAR_CELLS: usize = 12;
/// A constant moves to the header if it has stood in at least so many rows …
const MIN_ROWS: usize = 4;
/// … and if that spares at least so many bytes of values.
const MIN_SPARED: usize = 48;

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
    /// Each object has its keys, but for what the header says of all. The roles of fields other than
    /// [`Role::Same`] have no meaning.
    pub(super) keyed: bool,
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
    /// With its key, where it is present, behind the cells.
    Tail,
}

impl Record {
    /// Whether the objects are as they would be without a record.
    fn is_any(&self) -> bool {
        let says_nothing =
            |field: &Field| !matches!(field.role, Role::Same(_)) && field.shape.is_any();
        self.keyed && self.fields.iter().all(says_nothing)
    }
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
}

impl<'t> Shapes<'t> {
    pub(super) fn new(tree: &'t Tree<'t>) -> Self {
        Self { tree, forms: vec![0; tree.len()] }
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
        // What is written as a repeat has no shape.
        let in_full = |id: &u32| self.tree.repeats().of(*id).is_none();
        let ids: Vec<u32> = ids.iter().copied().filter(in_full).collect();
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
        let record = Record { keyed: true, ..self.record(&group, false) };
        if record.is_any() {
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
        let records: Vec<Record> = groups.iter().map(|group| self.record(group, always)).collect();
        if records.iter().all(Record::is_any) { Objects::Any } else { Objects::Records(records) }
    }

    fn record(&mut self, group: &Group, always: bool) -> Record {
        let columns = group.columns(self.tree);
        let rows = group.ids.len();
        let fields = group.keys.iter().zip(&columns);
        let mut fields: Vec<Field> =
            fields.map(|(&key, values)| self.field(key, values, rows, always)).collect();
        let keyed = group.is_few(self.tree) || self.is_unclear(&fields, &columns);
        if keyed {
            unsettle(&mut fields, &columns, rows);
        }
        Record { keyed, fields }
    }

    fn field(&mut self, key: u32, values: &[u32], rows: usize, always: bool) -> Field {
        if let Some(same) = self.same(values, rows).filter(|&id| self.tree.is_settled(id, always)) {
            return Field { key, role: Role::Same(same), shape: Shape::default() };
        }
        let shape = self.shape(values, always && values.len() == rows);
        let name = self.tree.key(key).literal.len();
        // A tail moves its value behind others, which may repeat parts of it.
        let moves = |&id: &u32| self.tree.node(id).kind.is_composite() && self.tree.repeats().any();
        let is_rare = values.len() * name < (rows - values.len()) * 2 && !values.iter().any(moves);
        Field { key, role: if is_rare { Role::Tail } else { Role::Cell }, shape }
    }

    /// Whether there are so many cells that a reader cannot tell which is which without counting.
    /// Where keys would be most of the rows, that is the price.
    fn is_unclear(&self, fields: &[Field], columns: &[Vec<u32>]) -> bool {
        let cells = || fields.iter().zip(columns).filter(|(field, _)| field.role == Role::Cell);
        let source = |&id: &u32| self.tree.span(id).len() + 1;
        let keys = |(field, values): (&Field, &Vec<u32>)| {
            (self.tree.key(field.key).literal.len() - 1) * values.len()
        };
        let values = cells().flat_map(|(_, values)| values.iter().map(source)).sum::<usize>();
        cells().count() > CLEAR_CELLS && cells().map(keys).sum::<usize>() < values
    }

    /// The first value, if all rows have it with the same source text and much is spared by that. Where
    /// rows are out of sight, nothing is said of all.
    fn same(&self, values: &[u32], rows: usize) -> Option<u32> {
        let first = *values.first().filter(|_| self.tree.gaps() == 0)?;
        let source = self.tree.source(first);
        let worth = rows >= MIN_ROWS && (rows - 1) * (source.len() + 1) >= MIN_SPARED;
        let all = worth && values.len() == rows;
        (all && values.iter().all(|&id| self.tree.source(id) == source)).then_some(first)
    }

    fn set_form(&mut self, id: u32, form: u8) {
        if let Some(slot) = self.forms.get_mut(id as usize) {
            *slot = form;
        }
    }
}

/// Constants that follow a key which is missing in some objects have no place there.
fn unsettle(fields: &mut [Field], columns: &[Vec<u32>], rows: usize) {
    let mut known = true;
    for (field, values) in fields.iter_mut().zip(columns) {
        match field.role {
            Role::Same(_) if known => {}
            Role::Same(_) => field.role = Role::Cell,
            _ => known = values.len() == rows,
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
