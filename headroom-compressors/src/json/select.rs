//! Which rows of a document go out of sight.
//!
//! A document is looked at from the top. What is small enough for its share of the aim stays whole. Of
//! an array (and of an object whose keys are data, and of a sequence of values) rows are chosen
//! ([`rows`]); of everything else the parts are looked at in turn, each with a share that is in
//! proportion to its size.

mod facts;
mod fields;
mod numbers;
mod rows;
mod shifts;
mod strings;
mod terms;

use headroom_core::{Hints, Rows, Span, Unit};

use super::node::Kind;
use super::tree::Tree;
use facts::Statement;
use terms::Hits;

/// A container of fewer rows stays whole.
const MIN_ROWS: usize = 5;
/// An object of arrays and objects may be a map, with keys that are data, from so many members on …
const MIN_MAP: usize = 24;
/// … and one of scalars from so many.
const MIN_SCALAR_MAP: usize = 64;
/// The tokens that a row may have without a look into it.
const SMALL_ROW: usize = 150;
/// Bytes of a string that may be shown in part.
const LONG_STRING: usize = 2_100;
/// The tokens that a row which is asked for may have.
const ASKED_ROW: usize = 6_000;
/// Containers below so many others are not looked into.
const MAX_DEPTH: usize = 12;

/// What goes out of sight.
#[derive(Debug)]
pub(super) struct Hidden {
    pub(super) span: Span,
    pub(super) unit: Unit,
    pub(super) facts: Statement,
}

/// What goes out of sight of a document, sorted, and the rows that are asked for. `aim` is the number of
/// tokens that should be left, roughly. Linear in the text, but for sorting numbers.
pub(super) fn select(tree: &Tree<'_>, hints: &Hints<'_>, aim: usize) -> (Vec<Hidden>, Vec<Span>) {
    let hits = Hits::find(tree.text(), hints);
    let mut selection = Selection { tree, hits, hidden: Vec::new(), asked: Vec::new() };
    match tree.roots.as_slice() {
        &[root] => selection.visit(root, aim, Nesting::default()),
        roots => selection.container(roots, Span::whole(tree.text()), aim, Nesting::default()),
    }
    let Selection { mut hidden, asked, .. } = selection;
    hidden.sort_unstable_by_key(|hidden| hidden.span);
    facts::name_keys(tree, &mut hidden);
    (hidden, asked)
}

/// The rows that the question or the call's arguments name, of the outermost containers.
pub(super) fn asked(tree: &Tree<'_>, hints: &Hints<'_>) -> Vec<Span> {
    let hits = Hits::find(tree.text(), hints);
    let children = |id: u32| tree.children(id).collect::<Vec<u32>>();
    let is_array = |id: &u32| tree.node(*id).kind == Kind::Array;
    let containers: Vec<Vec<u32>> = match tree.roots.as_slice() {
        &[root] if is_array(&root) => vec![children(root)],
        &[root] => children(root).into_iter().filter(is_array).map(children).collect(),
        roots => vec![roots.to_vec()],
    };
    let asked = |ids: &Vec<u32>| {
        let rows = rows::named(tree, &hits, ids);
        rows.into_iter()
            .filter_map(|at| ids.get(at))
            .map(|&id| tree.span(id))
            .collect::<Vec<Span>>()
    };
    containers.iter().flat_map(asked).collect()
}

/// How deep a value stands.
#[derive(Clone, Copy, Debug, Default)]
struct Nesting {
    /// In so many arrays and objects.
    depth: usize,
    /// Inside a row that was chosen among others.
    in_row: bool,
}

#[derive(Debug)]
struct Selection<'t> {
    tree: &'t Tree<'t>,
    hits: Hits,
    hidden: Vec<Hidden>,
    /// The rows of the outermost containers that are asked for.
    asked: Vec<Span>,
}

impl Selection<'_> {
    /// Looks at a value that should come to about `aim` tokens.
    fn visit(&mut self, id: u32, aim: usize, nesting: Nesting) {
        let weight = self.tree.weight(id);
        if weight <= aim.max(SMALL_ROW) || nesting.depth > MAX_DEPTH {
            return;
        }
        if self.tree.node(id).kind == Kind::Text {
            let parts = strings::choose(self.tree, &self.hits, id, aim);
            let hidden = |span| Hidden { span, unit: Unit::Text, facts: Statement::default() };
            return self.hidden.extend(parts.into_iter().map(hidden));
        }
        let children: Vec<u32> = self.tree.children(id).collect();
        if self.has_rows(id, &children) {
            let inside = self.tree.inside(id);
            return self.container(&children, inside, aim, nesting);
        }
        let large = |id: &u32| {
            let kind = self.tree.node(*id).kind;
            kind.is_composite() || (kind == Kind::Text && self.tree.span(*id).len() > LONG_STRING)
        };
        let parts: Vec<u32> = children.into_iter().filter(large).collect();
        let total = self.tree.weight_of(&parts);
        let aim = aim.saturating_sub(weight - total.min(weight));
        for part in parts {
            let share = aim * self.tree.weight(part) / total.max(1);
            self.visit(part, share, Nesting { depth: nesting.depth + 1, ..nesting });
        }
    }

    /// Whether the children are rows, and many.
    fn has_rows(&self, id: u32, children: &[u32]) -> bool {
        let kind = |id: u32| self.tree.node(id).kind;
        if kind(id) == Kind::Array {
            return children.len() >= MIN_ROWS;
        }
        let first = children.first().map(|&id| kind(id)).unwrap_or_default();
        let least = if first.is_composite() { MIN_MAP } else { MIN_SCALAR_MAP };
        children.len() >= least && children.iter().all(|&id| kind(id) == first)
    }

    /// Chooses among the rows of a container.
    fn container(&mut self, ids: &[u32], inside: Span, aim: usize, nesting: Nesting) {
        let mut choice = rows::choose(self.tree, &self.hits, ids, aim);
        // Rows of rows are not described: there may be many such containers.
        if nesting.in_row {
            choice.facts.clear();
        }
        let shown = choice.shown.iter().filter(|shown| **shown).count().max(1);
        for (at, &id) in ids.iter().enumerate() {
            if choice.is_shown(at) {
                let asked = choice.asked.binary_search(&at).is_ok();
                let aim = if asked { ASKED_ROW } else { (aim / shown).max(SMALL_ROW) };
                self.visit(id, aim, Nesting { depth: nesting.depth + 1, in_row: true });
            }
        }
        if !nesting.in_row {
            let asked = choice.asked.iter().filter_map(|&at| ids.get(at));
            self.asked.extend(asked.map(|&id| self.tree.span(id)));
        }
        let from = self.hidden.len();
        self.hide(ids, inside, |at| choice.is_shown(at));
        if let Some(first) = self.hidden.get_mut(from) {
            first.facts = choice.facts;
        }
    }

    /// Makes spans of the rows that are not shown.
    fn hide(&mut self, ids: &[u32], inside: Span, is_shown: impl Fn(usize) -> bool) {
        let start = |at: usize| ids.get(at).map_or(inside.end, |&id| self.tree.row_start(id));
        let end = |at: Option<usize>| {
            at.and_then(|at| ids.get(at)).map_or(inside.start, |&id| self.tree.span(id).end)
        };
        let top = inside.len() == self.tree.text().len();
        let mut first = 0;
        while first < ids.len() {
            if is_shown(first) {
                first += 1;
                continue;
            }
            let rest = ids.len() - first;
            let count = (first..ids.len()).position(&is_shown).unwrap_or(rest);
            let after = first + count;
            // With the comma behind, or the one before where none is behind.
            let span = if after < ids.len() || top {
                Span::new(start(first), start(after))
            } else {
                Span::new(end(first.checked_sub(1)), end(after.checked_sub(1)))
            };
            let rows = Rows { first: first + 1, last: after, total: ids.len() };
            self.hidden.push(Hidden { span, unit: Unit::Rows(rows), facts: Statement::default() });
            first = after;
        }
    }
}
