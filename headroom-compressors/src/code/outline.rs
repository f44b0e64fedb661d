//! What goes out of sight: the bodies of functions, less what stays in them.

use headroom_core::Comment;
use tree_sitter::Node;

use super::docs;
use super::language::{Language, Role};
use super::marks::{Function, Marks, row_range, rows, span};
use super::source::Source;

/// Lines that go out of sight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Gap {
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) comment: Comment,
}

/// Bytes, indentation aside, that are worth a notice.
pub(super) const WORTH: usize = 72;

/// Statements that are nested more deeply than this within the body of a function are shown.
const DEEPEST: usize = 64;

/// Makes the outline of a file.
#[derive(Debug)]
pub(super) struct Outliner<'a, 't> {
    pub(super) source: &'a Source<'a>,
    pub(super) language: &'static Language,
    pub(super) roles: &'a [Role],
    pub(super) marks: &'a Marks<'t>,
    /// The rows that stay, first and last, sorted and disjoint.
    pub(super) asked: &'a [(usize, usize)],
    pub(super) gaps: Vec<Gap>,
}

impl<'t> Outliner<'_, 't> {
    /// The gaps, sorted and disjoint.
    pub(super) fn run(mut self) -> Vec<Gap> {
        let mut covered = 0;
        for function in &self.marks.functions {
            if function.node.start_byte() >= covered {
                self.function(function, 0);
                covered = function.node.end_byte();
            }
        }
        let bodies = self.sorted();
        self.gaps.extend(docs::gaps(self.source, self.language, self.marks, &bodies, self.asked));
        self.sorted()
    }

    fn sorted(&mut self) -> Vec<Gap> {
        self.gaps.sort_unstable_by_key(|gap| (gap.first, gap.last));
        let mut after = 0;
        self.gaps.retain(|gap| {
            let fits = gap.first >= after && gap.last >= gap.first;
            after = if fits { gap.last + 1 } else { after };
            fits
        });
        self.gaps.clone()
    }

    fn function(&mut self, function: &Function<'t>, depth: usize) {
        let (first, last) = row_range(function.node);
        let stays = self.asked.iter().any(|(from, to)| *from <= first && last <= *to);
        if stays || first == last || self.has_error(function.node) {
            return;
        }
        let docstring =
            if self.language.has_docstrings { docs::docstring(function.body) } else { None };
        let before = self.gaps.len();
        self.block(function.body, header_end(function), docstring, depth);
        if let Some(docstring) = docstring {
            docs::shorten_docstring(self.source, docstring, &mut self.gaps, before);
        }
    }

    fn has_error(&self, node: Node<'_>) -> bool {
        let errors = &self.marks.errors;
        let after = errors.partition_point(|error| error.start <= node.end_byte());
        let last = after.checked_sub(1).and_then(|at| errors.get(at));
        last.is_some_and(|error| error.end >= node.start_byte())
    }

    /// Whether anything in a node stays.
    fn stays_in(&self, node: Node<'_>) -> bool {
        let next = self.marks.stays.partition_point(|at| *at < node.start_byte());
        self.marks.stays.get(next).is_some_and(|at| *at < node.end_byte())
    }

    /// Leaves out what a block holds, less what stays. `header` is the last row of what stands before it;
    /// its first statement stays if it is `docstring`.
    fn block(&mut self, block: Node<'t>, header: usize, docstring: Option<Node<'t>>, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        let inside = self.inside(block, header);
        let groups = self.groups(block, inside, docstring);
        let mut shows = false;
        let (first_gap, mut from) = (self.gaps.len(), inside.0);
        let end = Group { rows: (inside.1 + 1, inside.1 + 1), ..Group::default() };
        let mut hidden = false;
        let mut with_statement = None;
        for group in groups.iter().chain([&end]) {
            if !group.stays && group.rows.0 <= inside.1 {
                hidden |= group.statement;
                continue;
            }
            if group.rows.0 > from {
                let left_out = self.leave_out(from, group.rows.0 - 1);
                shows |= hidden && !left_out;
                if left_out && hidden {
                    with_statement = Some(self.gaps.len() - 1);
                }
            }
            hidden = false;
            shows |= group.statement;
            from = from.max(group.rows.1 + 1);
            for node in &group.opened {
                self.statement(*node, depth + 1);
            }
        }
        let needs = self.language.has_docstrings && !shows;
        if let Some(gap) = with_statement.filter(|_| needs).and_then(|at| self.gaps.get_mut(at)) {
            gap.comment = Comment::Ellipsis;
        } else if needs {
            self.gaps.truncate(first_gap);
        }
    }

    /// The rows between the brackets of a block, or of a block by indentation.
    fn inside(&self, block: Node<'_>, header: usize) -> (usize, usize) {
        let (first, last) = row_range(block);
        if span(block).of(&self.source.text).starts_with('{') {
            (first + 1, last.saturating_sub(1))
        } else {
            (header + 1, last)
        }
    }

    /// The statements of a block, those that share rows together.
    fn groups(
        &self,
        block: Node<'t>,
        inside: (usize, usize),
        docstring: Option<Node<'t>>,
    ) -> Vec<Group<'t>> {
        let mut out: Vec<Group<'t>> = Vec::new();
        for node in statements(block) {
            let (first, last) = row_range(node);
            let is_comment = self.role(node) == Role::Comment;
            let is_docstring =
                docstring.is_some_and(|docstring| docstring.start_byte() == node.start_byte());
            let within = first >= inside.0 && last <= inside.1;
            let opens = within && self.stays_in(node);
            let group = Group {
                rows: (first, last),
                stays: opens || is_docstring || !within,
                statement: !is_comment,
                opened: opens.then_some(node).into_iter().collect(),
            };
            match out.last_mut() {
                Some(before) if before.rows.1 >= first => before.join(group),
                _ => out.push(group),
            }
        }
        out
    }

    /// Leaves out rows if it pays. Blank rows at the ends are left out with them.
    fn leave_out(&mut self, first: usize, last: usize) -> bool {
        let pays = first <= last && self.source.weight(first, last) >= WORTH;
        if pays {
            self.gaps.push(Gap { first, last, comment: self.language.comment });
        }
        pays
    }

    fn role(&self, node: Node<'_>) -> Role {
        self.roles.get(usize::from(node.kind_id())).copied().unwrap_or_default()
    }

    /// Shows a statement in which something stays, less the blocks in it.
    fn statement(&mut self, node: Node<'t>, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        match self.role(node) {
            Role::Stays | Role::Comment => {}
            Role::Function => {
                let at = self
                    .marks
                    .functions
                    .partition_point(|f| f.node.start_byte() < node.start_byte());
                let rest = self.marks.functions.get(at..).unwrap_or_default();
                let known = rest.iter().take(8).find(|function| function.node.id() == node.id());
                if let Some(function) = known {
                    self.function(function, depth + 1);
                }
            }
            Role::Type => self.functions_in(node, depth),
            Role::Block => self.block(node, header_row(node), None, depth),
            _ => {
                let mut cursor = node.walk();
                for child in node.named_children(&mut cursor).filter(|child| rows(*child) > 1) {
                    self.statement(child, depth + 1);
                }
            }
        }
    }

    /// The functions of a type that is shown.
    fn functions_in(&mut self, node: Node<'_>, depth: usize) {
        let functions = &self.marks.functions;
        let at = functions.partition_point(|f| f.node.start_byte() < node.start_byte());
        let mut covered = node.start_byte();
        for function in functions.get(at..).unwrap_or_default() {
            let start = function.node.start_byte();
            if start >= node.end_byte() {
                break;
            }
            if start >= covered {
                self.function(function, depth + 1);
                covered = function.node.end_byte();
            }
        }
    }
}

/// Statements that share rows.
#[derive(Debug, Default)]
struct Group<'t> {
    rows: (usize, usize),
    stays: bool,
    /// One of them is no comment.
    statement: bool,
    /// Those in which something stays.
    opened: Vec<Node<'t>>,
}

impl<'t> Group<'t> {
    fn join(&mut self, other: Group<'t>) {
        self.rows.1 = self.rows.1.max(other.rows.1);
        self.stays |= other.stays;
        self.statement |= other.statement;
        self.opened.extend(other.opened);
    }
}

/// The statements and comments of a block, in order.
fn statements(block: Node<'_>) -> Vec<Node<'_>> {
    let mut out = Vec::new();
    let mut cursor = block.walk();
    for child in block.named_children(&mut cursor) {
        if child.kind() == "statement_list" {
            let mut cursor = child.walk();
            out.extend(child.named_children(&mut cursor));
        } else {
            out.push(child);
        }
    }
    out
}

/// The last row of what stands before the body of a function, comments aside.
fn header_end(function: &Function<'_>) -> usize {
    let mut cursor = function.node.walk();
    let before = function
        .node
        .children(&mut cursor)
        .take_while(|child| child.id() != function.body.id())
        .filter(|child| !child.is_extra());
    before.map(|child| row_range(child).1).last().unwrap_or(function.first_row)
}

/// The last row of what stands before a block, comments aside.
fn header_row(block: Node<'_>) -> usize {
    let mut before = block.prev_sibling();
    while let Some(comment) = before.filter(Node::is_extra) {
        before = comment.prev_sibling();
    }
    let start = block.start_position().row;
    before.map_or(start.saturating_sub(1), |before| row_range(before).1)
}

/// Whether any of these rows lies between `first` and `last`.
pub(super) fn overlaps(rows: &[(usize, usize)], first: usize, last: usize) -> bool {
    let next = rows.partition_point(|(_, to)| *to < first);
    rows.get(next).is_some_and(|(from, _)| *from <= last)
}
