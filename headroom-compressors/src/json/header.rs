//! The header of a table, as it is read.

use super::cluster::MAX_FIELDS;
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

/// How an object without keys is written: its members, in order.
#[derive(Debug, Default)]
pub(super) struct Form {
    pub(super) parts: Vec<Part>,
    /// The row has the keys; the parts are only what the header says of them.
    pub(super) keyed: bool,
    /// Some parts come from the end of the row.
    pub(super) tails: bool,
    /// How many arrays and objects its values stand in.
    pub(super) depth: usize,
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
    /// From the row.
    Cell(Layout),
    /// From the end of the row, where it stands behind its key.
    Tail(Layout),
}

/// What stands between the names of the cells and the constants.
pub(super) const SAME: &str = "|same in all: ";

/// What stands before the key that a constant follows.
pub(super) const AFTER: &str = "after ";

/// A reader of headers.
impl Reader<'_> {
    /// Reads the fields of objects that stand in `depth` others.
    pub(super) fn form(&mut self, depth: usize) -> Option<Form> {
        (depth <= MAX_DEPTH).then_some(())?;
        self.expect(b'{')?;
        let mut parts = Vec::new();
        let keyed = self.accept(b'*');
        while !self.accept(b'}') {
            if self.rest().starts_with(SAME) {
                self.at += SAME.len();
                self.constants(&mut parts, keyed, depth + 1)?;
                self.expect(b'}')?;
                break;
            }
            if keyed || !parts.is_empty() {
                self.expect(b',')?;
            }
            parts.push(self.part(depth + 1)?);
            (parts.len() <= MAX_FIELDS).then_some(())?;
        }
        let tails = parts.iter().any(|part| matches!(part.value, Value::Tail(_)));
        Some(Form { parts, keyed, tails, depth: depth + 1 })
    }

    fn part(&mut self, depth: usize) -> Option<Part> {
        let key = literal(self.name()?);
        let tail = self.accept(b'?');
        let layout = self.layout(depth)?;
        Some(Part { key, value: if tail { Value::Tail(layout) } else { Value::Cell(layout) } })
    }

    /// Reads the constants and puts each where it belongs among the other members.
    fn constants(&mut self, parts: &mut Vec<Part>, keyed: bool, depth: usize) -> Option<()> {
        let mut at = 0;
        loop {
            if let Some(key) = self.anchor() {
                at = match parts.iter().position(|part| part.key == key) {
                    Some(known) => known + 1,
                    // The header has no more to say of it.
                    None if keyed => parts.len() + 1,
                    None => return None,
                };
                if at > parts.len() {
                    parts.push(Part { key, value: Value::Cell(Layout::default()) });
                }
            }
            let key = literal(self.name()?);
            self.expect(b'=')?;
            let any = Layout::default();
            let value = self.apart(|reader| reader.value(&any, Place::Nested, depth))?;
            (parts.len() < MAX_FIELDS).then_some(())?;
            parts.insert(at, Part { key, value: Value::Same(value) });
            at += 1;
            if !self.accept(b',') {
                return Some(());
            }
        }
    }

    /// Passes over the key that the next constants follow, if it is named.
    fn anchor(&mut self) -> Option<String> {
        let start = self.at;
        self.rest().starts_with(AFTER).then_some(())?;
        self.at += AFTER.len();
        let key = self.name().map(literal);
        if key.is_some() && self.accept(b':') && self.accept(b' ') {
            return key;
        }
        self.at = start;
        None
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
