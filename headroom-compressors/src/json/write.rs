//! Writes values, rows and headers.

use headroom_core::Span;
use headroom_core::document::literal::{decode, string_end};

use super::header::{AFTER, SAME};
use super::node::Kind;
use super::scalar::{Place, is_bare};
use super::shape::{Objects, Record, Role, Shape, Shapes};
use super::tree::Tree;

const ANY: &Shape = &Shape { objects: Objects::Any, items: None };

/// A writer of values that stand on one line.
#[derive(Debug)]
pub(super) struct Writer<'t> {
    tree: &'t Tree<'t>,
    shapes: &'t Shapes<'t>,
    pub(super) out: String,
    pub(super) notes: Notes,
    /// The gaps passed so far, each with its place in the output.
    pub(super) gaps: Vec<(usize, usize)>,
    /// Values stand in full.
    in_header: bool,
}

/// What a reader has to be told about a document.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Notes {
    /// It has a table.
    pub(super) tables: bool,
    /// The rows of a table start with a key.
    pub(super) by_key: bool,
    /// The rows of a table are the values of the document.
    pub(super) lines: bool,
    /// Rows end with fields that have their keys.
    pub(super) tails: bool,
    /// A cell is empty, because the field is missing.
    pub(super) missing: bool,
    /// The rows of a header have their keys.
    pub(super) keyed: bool,
    /// A header gives a shape for the values of objects that have their keys.
    pub(super) entries: bool,
    /// A header gives more than one shape for a place.
    pub(super) either: bool,
    /// An object has nothing that the header does not say.
    pub(super) bare: bool,
    /// A number tells the form of an object.
    pub(super) forms: bool,
    /// An object has its keys where others have none.
    pub(super) odd: bool,
    /// An object is written as the same as one above.
    pub(super) above: bool,
}

/// How an object starts that is the same as one above, in a row of its own or in braces.
pub(super) const ABOVE: &str = "as above, ";

impl Notes {
    pub(super) fn add(&mut self, other: Self) {
        self.tables |= other.tables;
        self.by_key |= other.by_key;
        self.lines |= other.lines;
        self.tails |= other.tails;
        self.missing |= other.missing;
        self.keyed |= other.keyed;
        self.entries |= other.entries;
        self.either |= other.either;
        self.bare |= other.bare;
        self.forms |= other.forms;
        self.odd |= other.odd;
        self.above |= other.above;
    }
}

/// The cells of one row, as they are written.
#[derive(Default)]
struct Row {
    begun: bool,
    /// Empty cells that are not written yet: at the end of a row they need not be.
    empty: usize,
    /// Fields that are written with their key, at the end.
    tails: Vec<(u32, usize)>,
}

impl<'t> Writer<'t> {
    /// A writer that goes on with `out`.
    pub(super) fn new(tree: &'t Tree<'t>, shapes: &'t Shapes<'t>, out: String) -> Self {
        Self { tree, shapes, out, notes: Notes::default(), gaps: Vec::new(), in_header: false }
    }

    /// Writes a value of any shape, keys included.
    pub(super) fn any(&mut self, id: u32) {
        self.value(id, ANY, Place::Nested);
    }

    /// Writes a value that stands at a place of this shape.
    pub(super) fn value(&mut self, id: u32, shape: &Shape, place: Place) {
        match self.tree.node(id).kind {
            Kind::Object if self.repeat(id).is_some() => {
                self.out.push('{');
                self.above(id, Place::Nested);
                self.out.push('}');
            }
            Kind::Plain => self.out.push_str(self.tree.source(id)),
            Kind::Text => self.text(id, place),
            Kind::Deep => minify(self.tree.source(id), &mut self.out),
            Kind::Array => self.array(id, shape.items.as_deref().unwrap_or(ANY)),
            Kind::Object => self.object(id, &shape.objects),
        }
    }

    fn repeat(&self, id: u32) -> Option<u32> {
        self.tree.repeats().of(id).filter(|_| !self.in_header)
    }

    /// Writes an object by the scalar that tells which one above it is the same as.
    fn above(&mut self, id: u32, place: Place) -> bool {
        let Some(scalar) = self.repeat(id) else { return false };
        self.notes.above = true;
        self.out.push_str(ABOVE);
        self.name(self.tree.node(scalar).key);
        self.out.push(':');
        self.value(scalar, ANY, place);
        true
    }

    fn text(&mut self, id: u32, place: Place) {
        let literal = self.tree.source(id);
        let start = self.tree.span(id).start;
        let gaps = self.tree.gaps_within(self.tree.span(id));
        if !gaps.is_empty() {
            let out = self.out.len();
            self.gaps.extend(gaps.map(|gap| (gap, out + self.tree.gap_at(gap) - start)));
            return self.out.push_str(literal);
        }
        match decode(literal) {
            Some(text) if is_bare(&text, place) && self.comes_back(literal) => {
                self.out.push_str(&text)
            }
            _ => self.out.push_str(literal),
        }
    }

    /// Whether a literal without its quotes is read as it is written here.
    fn comes_back(&self, literal: &str) -> bool {
        !self.tree.is_exact() || memchr::memchr(b'\\', literal.as_bytes()).is_none()
    }

    /// Notes that rows were left out here, if some were between these bytes of the text.
    pub(super) fn gap(&mut self, from: usize, to: usize) {
        if let Some(gap) = self.tree.gap(Span::new(from, to)) {
            self.gaps.push((gap, self.out.len()));
        }
    }

    fn array(&mut self, id: u32, items: &Shape) {
        self.out.push('[');
        let Span { mut start, end } = self.tree.inside(id);
        for (at, child) in self.tree.children(id).enumerate() {
            if at > 0 {
                self.out.push(',');
            }
            let span = self.tree.span(child);
            self.gap(start, span.start);
            self.value(child, items, Place::Nested);
            start = span.end;
        }
        self.gap(start, end);
        self.out.push(']');
    }

    fn object(&mut self, id: u32, objects: &Objects) {
        match objects {
            Objects::Any => self.members(id, "{", ANY),
            Objects::Entries(shape) => self.members(id, "{", shape),
            Objects::Records(records) => {
                let form = usize::from(self.shapes.form(id));
                match form.checked_sub(1).and_then(|at| records.get(at)) {
                    Some(record) => self.tuple(id, form, record),
                    None if self.tree.is_empty(id) => self.out.push_str("{}"),
                    None => {
                        self.notes.odd = true;
                        self.members(id, "{:", ANY);
                    }
                }
            }
        }
    }

    fn members(&mut self, id: u32, open: &str, shape: &Shape) {
        self.out.push_str(open);
        let Span { mut start, end } = self.tree.inside(id);
        for (at, child) in self.tree.children(id).enumerate() {
            if at > 0 {
                self.out.push(',');
            }
            let span = self.tree.span(child);
            self.gap(start, span.start);
            self.name(self.tree.node(child).key);
            self.out.push(':');
            self.value(child, shape, Place::Nested);
            start = span.end;
        }
        self.gap(start, end);
        self.out.push('}');
    }

    fn tuple(&mut self, id: u32, form: usize, record: &Record) {
        if form > 1 {
            self.notes.forms = true;
            self.out.push_str(&form.to_string());
        }
        self.out.push('{');
        let start = self.out.len();
        self.row(id, record, Place::Nested);
        // Empty braces are an empty object.
        if self.out.len() == start && !self.tree.is_empty(id) {
            self.notes.bare = true;
            self.out.push('=');
        }
        self.out.push('}');
    }

    /// Writes the cells of an object, then the fields that have their keys.
    pub(super) fn row(&mut self, id: u32, record: &Record, place: Place) {
        if self.above(id, place) {
            return;
        }
        if record.keyed {
            return self.keyed_row(id, record, place);
        }
        let mut row = Row::default();
        let mut members = self.tree.children(id).peekable();
        for (at, field) in record.fields.iter().enumerate() {
            let value = members.next_if(|&child| self.tree.node(child).key == field.key);
            match (field.role, value) {
                (Role::Same(_), _) | (Role::Tail, None) => {}
                (Role::Tail, Some(value)) => row.tails.push((value, at)),
                (Role::Cell, None) => row.empty += 1,
                (Role::Cell, Some(value)) => {
                    self.next_cell(&mut row);
                    self.value(value, &field.shape, place);
                }
            }
        }
        self.notes.missing |= row.empty > 0;
        for (value, at) in std::mem::take(&mut row.tails) {
            let Some(field) = record.fields.get(at) else { continue };
            self.notes.tails = true;
            self.next_cell(&mut row);
            self.name(field.key);
            self.out.push(':');
            self.value(value, &field.shape, place);
        }
    }

    /// Writes the members of an object with their keys, without those that the header gives.
    fn keyed_row(&mut self, id: u32, record: &Record, place: Place) {
        let mut fields = record.fields.iter();
        let mut begun = false;
        for child in self.tree.children(id) {
            let key = self.tree.node(child).key;
            let Some(field) = fields.find(|field| field.key == key) else { continue };
            if matches!(field.role, Role::Same(_)) {
                continue;
            }
            if std::mem::replace(&mut begun, true) {
                self.out.push(',');
            }
            self.name(key);
            self.out.push(':');
            self.value(child, &field.shape, place);
        }
    }

    fn next_cell(&mut self, row: &mut Row) {
        self.notes.missing |= row.empty > 0;
        for _ in 0..std::mem::take(&mut row.empty) + usize::from(row.begun) {
            self.out.push(',');
        }
        row.begun = true;
    }

    /// Writes a key.
    pub(super) fn name(&mut self, key: u32) {
        let key = self.tree.key(key);
        let bare = key.bare && self.comes_back(key.literal);
        self.out.push_str(if bare { key.text } else { key.literal });
    }

    /// Writes the fields of a record: the header of its rows. First what has cells, in their order.
    pub(super) fn header(&mut self, record: &Record) {
        self.out.push('{');
        let start = self.out.len();
        self.notes.keyed |= record.keyed;
        if record.keyed {
            self.out.push('*');
        }
        for field in &record.fields {
            if matches!(field.role, Role::Same(_)) || (record.keyed && field.shape.is_any()) {
                continue;
            }
            if self.out.len() > start {
                self.out.push(',');
            }
            self.name(field.key);
            if field.role == Role::Tail && !record.keyed {
                self.out.push('?');
            }
            self.shape(&field.shape);
        }
        self.constants(record);
        self.out.push('}');
    }

    /// Writes what all objects have, with the keys that it follows where it does not come first.
    fn constants(&mut self, record: &Record) {
        let mut separator = SAME;
        let mut after = None;
        for field in &record.fields {
            let Role::Same(value) = field.role else {
                after = Some(field.key);
                continue;
            };
            self.out.push_str(separator);
            if let Some(key) = after.take() {
                self.out.push_str(AFTER);
                self.name(key);
                self.out.push_str(": ");
            }
            self.name(field.key);
            self.out.push('=');
            // What it may repeat stands below.
            let outer = std::mem::replace(&mut self.in_header, true);
            self.any(value);
            self.in_header = outer;
            separator = ",";
        }
    }

    /// Writes a shape as it stands behind a name: nothing if nothing is known.
    pub(super) fn shape(&mut self, shape: &Shape) {
        if !shape.is_any() {
            self.out.push(':');
            self.bare_shape(shape);
        }
    }

    fn bare_shape(&mut self, shape: &Shape) {
        let start = self.out.len();
        match &shape.objects {
            Objects::Any => {}
            Objects::Entries(values) => {
                self.notes.entries = true;
                self.out.push_str("{*:");
                self.bare_shape(values);
                self.out.push('}');
            }
            Objects::Records(records) => {
                for (at, record) in records.iter().enumerate() {
                    if at > 0 {
                        self.notes.either = true;
                        self.out.push('/');
                    }
                    self.header(record);
                }
            }
        }
        if let Some(items) = &shape.items {
            if self.out.len() > start {
                self.notes.either = true;
                self.out.push('/');
            }
            self.out.push('[');
            self.bare_shape(items);
            self.out.push(']');
        }
    }
}

/// Writes JSON text without the white space between its tokens.
pub(super) fn minify(text: &str, out: &mut String) {
    let (mut at, mut from) = (0, 0);
    let bytes = text.as_bytes();
    while let Some(&b) = bytes.get(at) {
        match b {
            b'"' => at = string_end(text, at).unwrap_or(text.len()),
            b' ' | b'\n' | b'\t' | b'\r' => {
                out.push_str(text.get(from..at).unwrap_or(""));
                at += 1;
                from = at;
            }
            _ => at += 1,
        }
    }
    out.push_str(text.get(from..).unwrap_or(""));
}
