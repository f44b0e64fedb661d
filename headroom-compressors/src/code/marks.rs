//! One walk over the tree: definitions, and what stays in sight wherever it stands.

use headroom_core::Span;
use tree_sitter::{Node, Tree};

use super::language::{Language, Role};

/// What an outline is made from.
#[derive(Debug, Default)]
pub(super) struct Marks<'t> {
    /// Functions with a body, by their start: outer ones before those in them.
    pub(super) functions: Vec<Function<'t>>,
    /// Types and what else holds functions, by their start.
    pub(super) types: Vec<Type>,
    /// Where something starts that stays in sight wherever it stands, sorted.
    pub(super) stays: Vec<usize>,
    pub(super) comments: Vec<Node<'t>>,
    /// Lists, mappings and strings of many lines.
    pub(super) data: Vec<Node<'t>>,
    /// Documentation strings of types and modules.
    pub(super) docstrings: Vec<Node<'t>>,
    /// Where the parser was at a loss, sorted by start; each ends no earlier than those before it.
    pub(super) errors: Vec<Span>,
}

/// A function with a body.
#[derive(Clone, Copy, Debug)]
pub(super) struct Function<'t> {
    pub(super) node: Node<'t>,
    pub(super) body: Node<'t>,
    /// Where its name stands; `None` if it has none.
    pub(super) name: Option<Span>,
    /// The first row of the statement that it is part of.
    pub(super) first_row: usize,
}

/// A type that has a name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Type {
    pub(super) span: Span,
    pub(super) name: Span,
}

/// Data of fewer lines are shown whole.
const MANY_ROWS: usize = 16;

/// What in a comment stays in sight.
pub(super) const REMINDERS: [&str; 6] = ["TODO", "FIXME", "XXX", "HACK", "SAFETY", "WARNING"];

impl<'t> Marks<'t> {
    /// Walks over a tree. Linear.
    pub(super) fn of(tree: &'t Tree, language: &Language, roles: &[Role], code: &str) -> Self {
        let mut marks = Self::default();
        let is_sound = !tree.root_node().has_error();
        let mut cursor = tree.walk();
        // The nodes above the cursor.
        let mut above: Vec<Node<'t>> = Vec::new();
        loop {
            let node = cursor.node();
            if !is_sound {
                marks.note_error(node);
            }
            let goes_in = marks.visit(node, &above, roles, code)
                && node.child_count() > 0
                && !is_plain(node, language, code);
            if goes_in && cursor.goto_first_child() {
                above.push(node);
                continue;
            }
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    return marks;
                }
                above.pop();
            }
        }
    }

    fn note_error(&mut self, node: Node<'t>) {
        if node.is_error() || node.is_missing() {
            let before = self.errors.last().map_or(0, |error| error.end);
            self.errors.push(Span::new(node.start_byte(), node.end_byte().max(before)));
        }
    }

    /// Notes what a node is; `false` if there is nothing in it to look for.
    fn visit(&mut self, node: Node<'t>, above: &[Node<'t>], roles: &[Role], code: &str) -> bool {
        match roles.get(usize::from(node.kind_id())).copied().unwrap_or_default() {
            Role::Other | Role::Block => {}
            Role::Function => self.function(node, above, roles),
            Role::Type => {
                self.stays.push(node.start_byte());
                let name = node.child_by_field_name("name").or(node.child_by_field_name("type"));
                self.types.extend(name.map(|name| Type { span: span(node), name: span(name) }));
            }
            Role::Stays | Role::Sign => self.stays.push(node.start_byte()),
            Role::Comment => {
                let text = span(node).of(code);
                if REMINDERS.iter().any(|word| text.contains(word)) {
                    self.stays.push(node.start_byte());
                }
                self.comments.push(node);
                return false;
            }
            Role::Data => {
                if is_docstring(node, above) {
                    self.docstrings.push(node);
                } else if rows(node) > MANY_ROWS {
                    self.data.push(node);
                }
            }
            Role::Call => {
                if self.defines(node, roles, code) {
                    self.stays.push(node.start_byte());
                }
            }
        }
        true
    }

    fn function(&mut self, node: Node<'t>, above: &[Node<'t>], roles: &[Role]) {
        let Some(body) = node.child_by_field_name("body") else { return };
        let is_block = matches!(roles.get(usize::from(body.kind_id())), Some(Role::Block));
        let (name, statement) = name_of(node, above);
        if name.is_some() {
            self.stays.push(node.start_byte());
        }
        if is_block {
            let first_row = statement.unwrap_or(node).start_position().row;
            self.functions.push(Function { node, body, name: name.map(span), first_row });
        }
    }

    /// Whether a call gives a function to something, under a name: `it("works", () => { ... })`.
    fn defines(&self, node: Node<'t>, roles: &[Role], code: &str) -> bool {
        let Some(arguments) = node.child_by_field_name("arguments") else { return false };
        let quoted = |node: Node<'_>| span(node).of(code).starts_with(['"', '\'', '`']);
        let is_function = |node: Node<'_>| {
            roles.get(usize::from(node.kind_id())) == Some(&Role::Function) && rows(node) > 1
        };
        // Numbers of children have another type in each version of the parser.
        arguments.named_child(0).is_some_and(quoted)
            && arguments
                .named_children(&mut arguments.walk())
                .skip(1)
                .last()
                .is_some_and(is_function)
    }
}

/// Whether a node is a single line with nothing in it that has a role.
fn is_plain(node: Node<'_>, language: &Language, code: &str) -> bool {
    let one_line = node.start_position().row == node.end_position().row;
    one_line && !node.has_error() && {
        let code = span(node).of(code);
        !language.hints.iter().any(|hint| code.contains(hint))
    }
}

/// Where the name of a function stands, and the statement that gives it the name if it has none of its own.
fn name_of<'t>(node: Node<'t>, above: &[Node<'t>]) -> (Option<Node<'t>>, Option<Node<'t>>) {
    if let Some(name) = node.child_by_field_name("name") {
        return (Some(name), None);
    }
    if let Some(mut declarator) = node.child_by_field_name("declarator") {
        while let Some(inner) = inner_declarator(declarator) {
            declarator = inner;
        }
        let name = declarator.child_by_field_name("name").unwrap_or(declarator);
        let is_name = ["identifier", "name"].iter().any(|part| name.kind().contains(part));
        return (Some(name).filter(|_| is_name), None);
    }
    let Some(parent) = above.last() else { return (None, None) };
    let given = ["name", "left", "key", "property"];
    let name = given.iter().find_map(|field| parent.child_by_field_name(field));
    let statement = above.len().checked_sub(2).and_then(|at| above.get(at)).copied();
    (name, name.and(statement.or(Some(*parent))))
}

/// What a declarator of C declares: a pointer or reference to it, a function.
fn inner_declarator(node: Node<'_>) -> Option<Node<'_>> {
    let named = node.child_by_field_name("declarator");
    named.or_else(|| node.named_child(0).filter(|_| node.kind() == "reference_declarator"))
}

/// Whether a string is the first statement of a block or file.
fn is_docstring(node: Node<'_>, above: &[Node<'_>]) -> bool {
    let [.., block, statement] = above else { return false };
    let first = block.named_child(0).map(|first| {
        // A comment may come before it.
        let mut first = Some(first);
        while let Some(comment) = first.filter(|node| node.kind() == "comment") {
            first = comment.next_named_sibling();
        }
        first
    });
    statement.kind() == "expression_statement"
        && statement.start_byte() == node.start_byte()
        && first.flatten().is_some_and(|first| first.id() == statement.id())
}

/// The bytes of a node.
pub(super) fn span(node: Node<'_>) -> Span {
    Span::new(node.start_byte(), node.end_byte())
}

/// The rows of a node, first and last, counted from 0.
pub(super) fn row_range(node: Node<'_>) -> (usize, usize) {
    let (start, end) = (node.start_position(), node.end_position());
    let last = if end.column == 0 && end.row > start.row { end.row - 1 } else { end.row };
    (start.row, last)
}

/// How many rows a node has.
pub(super) fn rows(node: Node<'_>) -> usize {
    let (first, last) = row_range(node);
    last - first + 1
}

#[cfg(all(test, feature = "lang-rust"))]
mod tests {
    use headroom_core::definition::Definitions;

    use super::*;
    use crate::code::{language, languages, parse};

    /// A long file of ours.
    const TEXT: &str = include_str!("../../../headroom-core/src/rewrite.rs");

    #[test]
    fn functions_are_found_by_their_lines_as_well() {
        let rust = language::language_of(None, Some("rust"), TEXT, languages::ALL).expect("known");
        let definitions = Definitions::of(TEXT);
        let checked = parse::parsed(rust, TEXT, |tree, roles| {
            let marks = Marks::of(tree, rust, roles, TEXT);
            let named = marks.functions.iter().filter_map(|f| Some((f, f.name?.of(TEXT))));
            named
                .map(|(function, name)| {
                    let (first, last) = row_range(function.node);
                    let found = definitions.find(name);
                    let whole = |lines: &headroom_core::notice::Lines| {
                        lines.first <= first + 1 && lines.last == last + 1
                    };
                    assert!(found.iter().any(whole), "{name}: {found:?}, {first}-{last}");
                })
                .count()
        });
        assert!(checked > Some(15), "{checked:?}");
    }
}
