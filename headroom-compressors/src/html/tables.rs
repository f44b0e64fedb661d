//! Tables that hold data, and tables that only place things on a page.

use super::names::Name;
use super::tree::Tree;

/// Knows which tables have tables in them.
#[derive(Debug)]
pub(super) struct Tables {
    /// How many tables start before each node.
    before: Vec<usize>,
}

impl Tables {
    pub(super) fn of(tree: &Tree<'_>) -> Self {
        let mut count = 0;
        let mut before: Vec<usize> = tree
            .nodes
            .iter()
            .map(|node| {
                let before = count;
                count += usize::from(node.is(Name::Table));
                before
            })
            .collect();
        before.push(count);
        Self { before }
    }

    /// Whether the table at a node is to be read by rows and columns.
    pub(super) fn is_data(&self, tree: &Tree<'_>, at: usize) -> bool {
        /// Bytes of source for a cell, at most: more of it is a part of a page.
        const CELL: usize = 600;
        let Some(node) = tree.get(at) else { return false };
        let count = |at: usize| self.before.get(at).copied().unwrap_or(0);
        if count(node.end) - count(at) > 1 || tree.attribute(node, "role") == "presentation" {
            return false;
        }
        let (mut rows, mut cells, mut headed) = (0, 0, false);
        for (_, node) in tree.within(at) {
            match node.name() {
                Some(Name::Tr) => rows += 1,
                Some(Name::Td) => cells += 1,
                Some(Name::Th | Name::Thead | Name::Caption) => {
                    headed = true;
                    cells += 1;
                }
                _ => {}
            }
        }
        let narrow = node.span.len() <= cells * CELL;
        narrow && rows > 1 && (headed || cells >= rows * 2)
    }
}
