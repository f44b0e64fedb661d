//! The header of a table, as it is read.

use super::read::Reader;
use super::scalar::Place;
use super::tree::MAX_DEPTH;

/// How the values at one place are written.
#[derive(Debug, Default)]
pub(super) struct Layout {
    pub(super) objects: Forms,
    pub(super) items: Option<Box<Layout>>,
}

/// How the objects at one place are written.
#[derive(Debug, Default)]
pub(super) enum Forms {
    #[default]
    Any,
    Entries(Box<Layout>),
    Records(Vec<Form>),
}

/// How an object without keys is written.
#[derive(Debug, Default)]
pub(super) struct Form {
    pub(super) parts: Vec<Part>,
    /// What stands in a row.
    pub(super) leaves: Vec<Leaf>,
}

/// A member of the object.
#[derive(Debug)]
pub(super) struct Part {
    /// As a string literal.
    pub(super) key: String,
    pub(super) value: Value,
}

/// Where a member's value comes from.
#[derive(Debug)]
pub(super) enum Value {
    /// From the header: JSON text.
    Same(String),
    /// From the row: an index into [`Form::leaves`].
    Leaf(usize),
    /// From parts of its own.
    Flat(Vec<Part>),
}

/// A value of a row.
#[derive(Debug)]
pub(super) struct Leaf {
    pub(super) layout: Layout,
    /// The dotted path that stands before the value, if it is not a cell.
    pub(super) tail: Option<String>,
    /// How many arrays and objects the value stands in.
    pub(super) depth: usize,
}

/// A reader of headers.
impl Reader<'_> {
    /// Reads the fields of objects that stand in `depth` others.
    pub(super) fn form(&mut self, depth: usize) -> Option<Form> {
        let mut form = Form::default();
        form.parts = self.parts(depth, "", &mut form.leaves)?;
        Some(form)
    }

    fn parts(&mut self, depth: usize, path: &str, leaves: &mut Vec<Leaf>) -> Option<Vec<Part>> {
        (depth <= MAX_DEPTH).then_some(())?;
        self.expect(b'{')?;
        let mut parts = Vec::new();
        while !self.accept(b'}') {
            if !parts.is_empty() {
                self.expect(b',')?;
            }
            parts.push(self.part(depth + 1, path, leaves)?);
        }
        Some(parts)
    }

    fn part(&mut self, depth: usize, path: &str, leaves: &mut Vec<Leaf>) -> Option<Part> {
        let name = self.name()?;
        let key = literal(name);
        let value = match self.peek() {
            b'=' => {
                self.at += 1;
                Value::Same(
                    self.apart(|reader| reader.value(&Layout::default(), Place::Nested, depth))?,
                )
            }
            b'{' => Value::Flat(self.parts(depth, &format!("{path}{}.", step(name)), leaves)?),
            _ => {
                let tail = self.accept(b'?').then(|| format!("{path}{}", step(name)));
                let layout = self.layout(depth)?;
                leaves.push(Leaf { layout, tail, depth });
                Value::Leaf(leaves.len() - 1)
            }
        };
        Some(Part { key, value })
    }

    /// Reads what stands behind a name.
    pub(super) fn layout(&mut self, depth: usize) -> Option<Layout> {
        if self.accept(b':') { self.bare_layout(depth) } else { Some(Layout::default()) }
    }

    fn bare_layout(&mut self, depth: usize) -> Option<Layout> {
        (depth <= MAX_DEPTH).then_some(())?;
        let mut layout = Layout::default();
        let mut records = Vec::new();
        loop {
            if self.accept(b'[') {
                layout.items = Some(Box::new(self.bare_layout(depth + 1)?));
                self.expect(b']')?;
            } else if self.rest().starts_with("{*:") {
                self.at += 3;
                layout.objects = Forms::Entries(Box::new(self.bare_layout(depth + 1)?));
                self.expect(b'}')?;
            } else {
                records.push(self.form(depth)?);
            }
            if !self.accept(b'/') {
                break;
            }
        }
        if !records.is_empty() {
            layout.objects = Forms::Records(records);
        }
        Some(layout)
    }
}

/// The string literal for a name, which may be one already.
pub(super) fn literal(name: &str) -> String {
    if name.starts_with('"') { name.to_owned() } else { serde_json::Value::from(name).to_string() }
}

/// A name as a part of a dotted path.
fn step(name: &str) -> String {
    if name.contains('.') { literal(name) } else { name.to_owned() }
}
