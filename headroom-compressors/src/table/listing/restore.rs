//! The inverse of the fold.

use super::reader::{Cells, Line, Reader};
use super::row::{Layout, Row};

/// The source of a folded listing; `None` if it is none. Linear in the text.
pub(in crate::table) fn restore(folded: &str) -> Option<String> {
    let mut reader = Reader::default();
    let mut out = String::with_capacity(folded.len() * 2);
    let mut block = Block::default();
    for line in folded.split('\n') {
        match reader.read(line) {
            Line::Each(_) | Line::Heading(_) => {}
            Line::Full(row) => block.rows.push((row, true)),
            Line::Short(cells) => block.push(cells, reader.each?.owner),
            Line::Other => {
                block.write(&mut out)?;
                out.push_str(line);
                out.push('\n');
            }
        }
    }
    block.write(&mut out)?;
    out.pop();
    Some(out)
}

/// Rows that stand together and are aligned alike, each with whether it stands as it was.
#[derive(Debug, Default)]
struct Block<'a> {
    rows: Vec<(Row<'a>, bool)>,
}

impl<'a> Block<'a> {
    fn push(&mut self, cells: Cells<'a>, owner: &'a str) {
        let Cells { mode, links, size, date, name } = cells;
        let layout = Layout { links_end: 0, size_end: 0 };
        self.rows.push((Row { mode, links, owner, size, date, name, layout }, false));
    }

    /// Writes the rows, aligned like the first that stands as it was; without one, like `ls` does.
    fn write(&mut self, out: &mut String) -> Option<()> {
        let as_it_was = self.rows.iter().find(|(_, full)| *full).map(|(row, _)| row.layout);
        let rows = self.rows.iter().map(|(row, _)| row);
        let layout = as_it_was.unwrap_or_else(|| usual_layout(rows));
        for (row, full) in self.rows.drain(..) {
            row.write(if full { row.layout } else { layout }, out)?;
            out.push('\n');
        }
        Some(())
    }
}

/// The layout that `ls` gives rows: no wider than their longest cells need. On BSD the mode has room
/// for a mark, and two blanks stand between owner, group and size.
pub(super) fn usual_layout<'r, 'a: 'r>(rows: impl Iterator<Item = &'r Row<'a>>) -> Layout {
    let (mut mode, mut links, mut owner, mut size, mut gap) = (0, 0, 0, 0, 1);
    for row in rows {
        mode = mode.max(row.mode.len());
        links = links.max(row.links.len());
        owner = owner.max(row.owner.len());
        size = size.max(row.size.len());
        gap = if row.owner.contains("  ") { 2 } else { gap };
    }
    if gap == 2 {
        mode = 11;
    }
    let links_end = mode + 1 + links;
    Layout { links_end, size_end: links_end + 1 + owner + gap + size }
}
