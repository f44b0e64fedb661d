//! Chooses a form for each part of a document: a table, or the plain form with keys.

use headroom_core::Span;

use super::node::Kind;
use super::scalar::Place;
use super::shape::{Shape, Shapes, is_map};
use super::tree::Tree;
use super::write::{Notes, Writer};

/// Tables are looked for below so many open arrays and objects: each level reads what is below it.
const MAX_TABLE_DEPTH: usize = 8;

/// A document as it is written.
#[derive(Debug)]
pub(super) struct Folded {
    pub(super) text: String,
    /// Where the rows that were left out of the tree's text belong, in order.
    pub(super) gaps: Vec<usize>,
}

/// Writes a whole document, with a first line that says how to read it.
pub(super) fn document(tree: &Tree<'_>) -> Folded {
    written(tree, MAX_TABLE_DEPTH).or_else(|| written(tree, 0)).unwrap_or_else(|| {
        let text = String::new();
        Folded { text, gaps: Vec::new() }
    })
}

/// Writes a document with tables in the outermost arrays and objects, if all gaps come in the order of
/// the text: a table moves some values to other places.
fn written(tree: &Tree<'_>, tables: usize) -> Option<Folded> {
    // A large text that grows leaves holes behind; room that is not used is never touched.
    let (shapes, out) = (Shapes::new(tree), String::with_capacity(tree.text().len()));
    let (notes, gaps) = (Notes::default(), Vec::new());
    let mut blocks = Blocks { tree, shapes, out, notes, gaps, in_row: false, depth: 0, tables };
    blocks.roots();
    let in_order = blocks.gaps.len() == tree.gaps()
        && blocks.gaps.iter().enumerate().all(|(at, (gap, _))| at == *gap);
    in_order.then_some(())?;
    let head = legend(blocks.notes, tree.is_exact());
    let gaps = blocks.gaps.into_iter().map(|(_, at)| head.len() + at).collect();
    let mut text = blocks.out;
    text.insert_str(0, &head);
    Some(Folded { text, gaps })
}

/// How the first line starts.
pub(super) const LEGEND: &str = "[JSON with quotes left out";

/// What stands behind the unit of a table of which some rows are out of sight.
pub(super) const SHOWN: &str = " shown";

/// What the first line says where objects stand for strings.
pub(super) const STRINGS: &str = "{JSON string:x}: in place of a string that holds x as JSON text";

/// What has to be said about the text below.
fn legend(notes: Notes, strings: bool) -> String {
    let clauses = [
        (notes.tables, "tables: {a,b} names each row's values"),
        (notes.lines, "lines: each row is a JSON text of its own"),
        (notes.by_key, "rows by key: each row starts with its key"),
        (notes.tails, "key?: stands as key:value in the rows that have it"),
        (notes.missing, "an empty or missing cell: the key is absent"),
        (notes.keyed, "{*,a:x}: each row gives its keys, a is like x"),
        (notes.entries, "{*:x}: an object with any keys, its values like x"),
        (notes.either, "x/y: like x or like y"),
        (notes.forms, "2{ starts an object like the second of them"),
        (notes.bare, "{=}: an object of no more than what is the same in all"),
        (notes.odd, "{: starts an object that has its keys"),
        (strings, STRINGS),
        (notes.above, "{as above, a:x}: the same as the object above with x as its a"),
    ];
    let said = clauses.iter().filter(|(used, _)| *used).map(|(_, text)| *text);
    let said: Vec<&str> = std::iter::once(LEGEND).chain(said).collect();
    said.join("; ") + "]\n"
}

/// What the rows of a table are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rows {
    /// The elements of an array.
    Elements,
    /// The members of an object.
    Members,
    /// The values of the document.
    Lines,
}

/// Values with their keys, and tables among them.
#[derive(Debug)]
struct Blocks<'t> {
    tree: &'t Tree<'t>,
    shapes: Shapes<'t>,
    out: String,
    notes: Notes,
    /// The gaps passed so far, each with its place in the output.
    gaps: Vec<(usize, usize)>,
    /// The last line is a row, so that a line break must come next.
    in_row: bool,
    /// How many arrays and objects are open.
    depth: usize,
    /// Tables are looked for in so many of them.
    tables: usize,
}

impl Blocks<'_> {
    fn roots(&mut self) {
        let roots = &self.tree.roots;
        let Span { mut start, end } = Span::whole(self.tree.text());
        if roots.len() > 1
            && self.tables > 0
            && self.table(roots, Rows::Lines, Span::new(start, end))
        {
            return;
        }
        for (at, &root) in roots.iter().enumerate() {
            if at > 0 {
                self.in_row = false;
                self.out.push('\n');
            }
            let span = self.tree.span(root);
            self.gap(start, span.start);
            self.root(root);
            start = span.end;
        }
        self.gap(start, end);
    }

    /// Notes that rows were left out here, if some were between these bytes of the text.
    fn gap(&mut self, from: usize, to: usize) {
        if let Some(gap) = self.tree.gap(Span::new(from, to)) {
            self.gaps.push((gap, self.out.len()));
        }
    }

    /// Strings at the top keep their quotes, so that no line of the text can be mistaken.
    fn root(&mut self, id: u32) {
        match self.tree.node(id).kind {
            Kind::Text => self.out.push_str(self.tree.source(id)),
            _ => self.value(id),
        }
    }

    fn value(&mut self, id: u32) {
        match self.tree.node(id).kind {
            _ if self.tree.repeats().of(id).is_some() => self.write(|writer| writer.any(id)),
            Kind::Array if self.depth < self.tables => self.sequence(id, Rows::Elements),
            Kind::Object if self.depth < self.tables => self.sequence(id, Rows::Members),
            _ => self.write(|writer| writer.any(id)),
        }
    }

    fn sequence(&mut self, id: u32, rows: Rows) {
        let tree = self.tree;
        let Span { mut start, end } = tree.inside(id);
        let is_object = |child: u32| tree.node(child).kind == Kind::Object;
        let may_be_rows = rows == Rows::Elements || tree.children(id).all(is_object);
        let children: Vec<u32> = tree.children(id).filter(|_| may_be_rows).collect();
        if self.table(&children, rows, Span::new(start, end)) {
            return;
        }
        // There may be many.
        drop(children);
        let (open, close) = if rows == Rows::Members { ('{', '}') } else { ('[', ']') };
        self.out.push(open);
        self.depth += 1;
        for (at, child) in tree.children(id).enumerate() {
            if !self.line_break() && at > 0 {
                self.out.push(',');
            }
            let span = self.tree.span(child);
            self.gap(start, span.start);
            if rows == Rows::Members {
                self.member_name(child);
            }
            self.value(child);
            start = span.end;
        }
        self.depth -= 1;
        self.line_break();
        self.gap(start, end);
        self.out.push(close);
    }

    fn member_name(&mut self, id: u32) {
        let key = self.tree.node(id).key;
        self.write(|writer| {
            writer.name(key);
            writer.out.push(':');
        });
    }

    /// Ends a row, if the last line is one.
    fn line_break(&mut self) -> bool {
        if self.in_row {
            self.out.push('\n');
        }
        std::mem::take(&mut self.in_row)
    }

    fn write(&mut self, write: impl FnOnce(&mut Writer<'_>)) {
        let out = std::mem::take(&mut self.out);
        let mut writer = Writer::new(self.tree, &self.shapes, out);
        write(&mut writer);
        let Writer { out, notes, gaps, .. } = writer;
        self.out = out;
        self.notes.add(notes);
        self.gaps.extend(gaps);
    }

    /// Writes the values as a table, if that is shorter.
    fn table(&mut self, ids: &[u32], rows: Rows, inside: Span) -> bool {
        if ids.len() < 2 || (rows == Rows::Members && !is_map(self.tree, ids)) {
            return false;
        }
        let shape = self.shapes.of(ids);
        if shape.is_any() {
            return false;
        }
        let Writer { out, notes, gaps, .. } = self.render(ids, rows, &shape, inside);
        if !self.exceeds(ids, rows, out.len()) {
            return false;
        }
        self.gaps.extend(gaps.into_iter().map(|(gap, at)| (gap, self.out.len() + at)));
        self.append(out);
        self.notes.add(notes);
        self.in_row = true;
        true
    }

    /// Puts a text behind the others; a long one is not copied.
    fn append(&mut self, mut text: String) {
        if self.out.len() < text.len() {
            text.insert_str(0, &self.out);
            self.out = text;
        } else {
            self.out.push_str(&text);
        }
    }

    fn render(&self, ids: &[u32], rows: Rows, shape: &Shape, inside: Span) -> Writer<'_> {
        let shown = if self.has_gaps(ids, inside) { SHOWN } else { "" };
        let mut head = match rows {
            Rows::Elements => format!("[{} rows{shown}]", ids.len()),
            Rows::Members => format!("{{{} rows by key{shown}}}", ids.len()),
            Rows::Lines => format!("[{} lines{shown}]", ids.len()),
        };
        head.reserve(inside.len() / 2);
        let mut writer = Writer::new(self.tree, &self.shapes, head);
        writer.notes.tables = true;
        writer.notes.by_key = rows == Rows::Members;
        writer.notes.lines = rows == Rows::Lines;
        let in_form = |&id: &u32| self.shapes.form(id) == 1 || self.tree.repeats().of(id).is_some();
        let record = shape.record().filter(|_| ids.iter().all(in_form));
        match record {
            Some(record) => writer.header(record),
            None => writer.shape(shape),
        }
        let mut start = inside.start;
        for &id in ids {
            writer.out.push('\n');
            let span = self.tree.span(id);
            writer.gap(start, span.start);
            start = span.end;
            if rows == Rows::Members {
                writer.name(self.tree.node(id).key);
                writer.out.push(':');
            }
            match record {
                Some(record) => writer.row(id, record, Place::Row),
                None => writer.value(id, shape, Place::Row),
            }
        }
        writer.gap(start, inside.end);
        writer
    }

    /// Whether rows were left out among these.
    fn has_gaps(&self, ids: &[u32], inside: Span) -> bool {
        let mut start = inside.start;
        self.tree.gaps() > 0
            && ids
                .iter()
                .map(|&id| self.tree.span(id))
                .chain([Span::new(inside.end, inside.end)])
                .any(|span| {
                    let before = Span::new(std::mem::replace(&mut start, span.end), span.start);
                    self.tree.gap(before).is_some()
                })
    }

    /// Whether the values with their keys, as they stand without a table, are longer than this.
    fn exceeds(&self, ids: &[u32], rows: Rows, len: usize) -> bool {
        let least: usize = ids.iter().map(|&id| self.tree.least_len(id)).sum();
        if least > len {
            return true;
        }
        let mut writer = Writer::new(self.tree, &self.shapes, String::new());
        for &id in ids {
            if rows == Rows::Members {
                writer.name(self.tree.node(id).key);
                writer.out.push(':');
            }
            writer.any(id);
            writer.out.push(',');
        }
        writer.out.len() + 1 > len
    }
}
