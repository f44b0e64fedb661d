//! Trees of packages, and rows below headings: the upper levels, what is marked or named, and what stands
//! above it.

use headroom_core::{Hints, is_tree_entry, record};

use super::{Kept, List, NOTICE, marks};

/// More levels are not told apart.
const LEVELS: usize = 32;

/// The level of rows that have none: blank ones.
const BLANK: usize = LEVELS;

/// Headings are no more than one row in so many.
const ROWS_BELOW: usize = 3;

/// The list as a tree, if most lines have the lines of one before them, or if some rows are headings
/// with deeper ones below. Linear in the text.
pub(super) fn of(list: &List<'_>) -> Option<Tree> {
    let count = list.lines.len();
    let tree = Tree::of(list);
    let drawn = (0..count).filter(|row| is_tree_entry(list.line(*row)));
    let is_tree = drawn.count() * 10 >= count * 8;
    (is_tree || tree.is_headed()).then_some(Tree { drawn: is_tree, ..tree })
}

/// The rows that stay. Linear in the text.
pub(super) fn choose(list: &List<'_>, tree: &Tree, aim: usize, hints: &Hints<'_>) -> Vec<bool> {
    let count = list.lines.len();
    let Some(marked) = marks::marked(list) else { return vec![true; count] };
    let mut kept = Kept::new(list, aim);
    for row in [0, 1, count.saturating_sub(2), count.saturating_sub(1)] {
        tree.keep_with_parents(list, row, &mut kept);
    }
    for row in marked {
        tree.keep_with_parents(list, row, &mut kept);
    }
    kept.left = kept.left.max(aim / 2);
    for row in marks::asked(list, hints) {
        if kept.left == 0 {
            break;
        }
        tree.keep_with_parents(list, row, &mut kept);
    }
    // What stands below a heading is read with it; the first ones are mostly what is asked for.
    if !tree.drawn {
        kept.fill(list, 0..count, aim / 2);
    }
    for level in 0..LEVELS {
        let of_level = |row: &usize| tree.levels.get(*row) == Some(&level) && !kept.has(*row);
        let rows: Vec<usize> = (0..count).filter(of_level).collect();
        let cost: usize = rows.iter().map(|row| list.cost(*row) + NOTICE).sum();
        let left = kept.left;
        if cost > left {
            // Of what does not fit, the start, and of the uppermost levels some from all over the list.
            let start = if level <= 1 { left * 7 / 10 } else { left };
            kept.fill(list, rows.iter().copied(), start);
            kept.spread(list, &rows, left - start);
            break;
        }
        kept.fill(list, rows.into_iter(), left);
    }
    kept.rows
}

/// How the rows of a tree stand below each other.
#[derive(Debug)]
pub(super) struct Tree {
    /// Whether lines of a tree stand before the rows.
    drawn: bool,
    /// The level of each row, from 0.
    levels: Vec<usize>,
    /// The row above each, of which it is a part.
    parents: Vec<Option<usize>>,
}

impl Tree {
    fn of(list: &List<'_>) -> Self {
        let mut tree = Self { drawn: false, levels: Vec::new(), parents: Vec::new() };
        // The margins of the rows that the next one may be a part of, outermost first.
        let mut open: Vec<(usize, usize)> = Vec::new();
        for row in 0..list.lines.len() {
            let line = list.line(row).trim_end();
            if line.is_empty() {
                tree.parents.push(None);
                tree.levels.push(BLANK);
                continue;
            }
            let margin = line.get(..line.len() - record(line).len()).unwrap_or("").chars().count();
            while open.pop_if(|(other, _)| *other >= margin).is_some() {}
            tree.parents.push(open.last().map(|(_, parent)| *parent));
            tree.levels.push(open.len());
            if open.len() < LEVELS - 1 {
                open.push((margin, row));
            }
        }
        tree
    }

    /// Whether on some level there are headings: few rows, most of them with rows below.
    fn is_headed(&self) -> bool {
        let levels: Vec<usize> =
            self.levels.iter().copied().filter(|level| *level != BLANK).collect();
        (0..LEVELS).any(|level| {
            let headings = levels.iter().filter(|other| **other == level).count();
            let above = levels.iter().filter(|other| **other < level).count();
            let has_rows =
                |pair: &&[usize]| matches!(pair, [at, next] if *at == level && *next > level);
            let with_rows = levels.windows(2).filter(has_rows).count();
            headings >= 3
                && headings * ROWS_BELOW <= levels.len()
                && above * 10 <= levels.len()
                && with_rows * 10 >= headings * 8
        })
    }

    fn keep_with_parents(&self, list: &List<'_>, row: usize, kept: &mut Kept) {
        let mut next = Some(row);
        while let Some(row) = next {
            kept.keep(list, row);
            next = self.parents.get(row).copied().flatten();
        }
    }
}
