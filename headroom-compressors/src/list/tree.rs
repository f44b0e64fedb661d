//! Trees of packages: the upper levels, what is marked or named, and what stands above it.

use headroom_core::{Hints, record};

use super::{Kept, List, marks};

/// More levels are not told apart.
const LEVELS: usize = 32;

/// Whether most lines have the lines of a tree before them.
pub(super) fn is_tree(list: &List<'_>) -> bool {
    const MARKS: [&str; 8] = ["├", "└", "│", "|-- ", "`-- ", "+--", "\\--", "+- "];
    let drawn = |row: &usize| {
        let line = list.line(*row);
        MARKS.iter().any(|mark| line.contains(mark))
    };
    let count = list.lines.len();
    (0..count).filter(drawn).count() * 10 >= count * 8
}

/// The rows that stay. Linear in the text.
pub(super) fn choose(list: &List<'_>, aim: usize, hints: &Hints<'_>) -> Vec<bool> {
    let tree = Tree::of(list);
    let mut kept = Kept::new(list, aim);
    let count = list.lines.len();
    [0, 1, count.saturating_sub(2), count.saturating_sub(1)]
        .into_iter()
        .for_each(|row| kept.keep(list, row));
    let room = aim / 2;
    for rows in [marks::asked(list, hints), marks::marked(list)] {
        kept.left = kept.left.max(room);
        for row in rows {
            if kept.left == 0 {
                break;
            }
            tree.keep_with_parents(list, row, &mut kept);
        }
    }
    for level in 0..LEVELS {
        let of_level = |row: &usize| tree.levels.get(*row) == Some(&level) && !kept.has(*row);
        let rows: Vec<usize> = (0..count).filter(of_level).collect();
        let cost: usize = rows.iter().map(|row| list.cost(*row)).sum();
        let left = kept.left;
        if cost > left {
            // No level is shown in part below one that is.
            if level <= 1 {
                kept.fill(list, rows.iter().copied(), left * 7 / 10);
                kept.spread(list, &rows, left * 3 / 10);
            }
            break;
        }
        kept.fill(list, rows.into_iter(), left);
    }
    kept.rows
}

/// How the rows of a tree stand below each other.
#[derive(Debug)]
struct Tree {
    /// The level of each row, from 0.
    levels: Vec<usize>,
    /// The row above each, of which it is a part.
    parents: Vec<Option<usize>>,
}

impl Tree {
    fn of(list: &List<'_>) -> Self {
        let mut tree = Self { levels: Vec::new(), parents: Vec::new() };
        // The margins of the rows that the next one may be a part of, outermost first.
        let mut open: Vec<(usize, usize)> = Vec::new();
        for row in 0..list.lines.len() {
            let line = list.line(row);
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

    fn keep_with_parents(&self, list: &List<'_>, row: usize, kept: &mut Kept) {
        let mut next = Some(row);
        while let Some(row) = next {
            kept.keep(list, row);
            next = self.parents.get(row).copied().flatten();
        }
    }
}
