//! Columns that are aligned by blanks.
//!
//! ```text
//! NAME            READY   STATUS     AGE        NAME            READY   STATUS     AGE
//! web-7f9c-x2x4   1/1     Running    13d        web-7f9c-x2x4   1/1     Running    13d
//! api-55d8-kq9    0/1     Error      2h         api-55d8-kq9 0/1 Error 2h
//! db-0            1/1     Running    13d        db-0 1/1 Running 13d
//! ```
//!
//! The first lines of a paragraph stand as they are: they show where each column is, and whether its
//! cells start or end alike. Below, cells are one blank apart. Around a cell with blanks in it, and
//! where the columns do not tell how many there are, all blanks stay. A row that has too few cells,
//! or would not get shorter, stands as it is.

mod layout;
mod line;

use self::layout::{Column, Layout};
use self::line::{blank_runs, gaps, has_gap, width, words};

/// Lines that are looked at for the layout.
const SAMPLE: usize = 4;

/// The fold of a text with aligned columns; `None` if few rows have blanks to spare, or if one that
/// stands as it is could be taken for another. Exact by construction. Linear in the text.
pub(in crate::table) fn fold(text: &str) -> Option<String> {
    let (mut rows, mut folded, mut exact) = (0, 0, true);
    let mut wide = String::new();
    let out = each_paragraph(text, |layout, line, out| {
        rows += 1;
        if layout.squeeze(line, out) {
            folded += 1;
            return;
        }
        out.push_str(line);
        wide.clear();
        exact &= !layout.expand(line, &mut wide) || wide == line;
    });
    // Rows here and there among others that stand as they are read worse than all of these.
    (exact && folded > 0 && 2 * folded >= rows).then_some(out)
}

/// The source of a folded text. Linear in the text.
pub(in crate::table) fn restore(folded: &str) -> String {
    each_paragraph(folded, |layout, line, out| {
        if !layout.expand(line, out) {
            out.push_str(line);
        }
    })
}

/// Copies a text, and lets `row` write each line below the sample of a paragraph with a layout.
fn each_paragraph(text: &str, mut row: impl FnMut(&Layout, &str, &mut String)) -> String {
    let mut out = String::with_capacity(text.len());
    let mut sample: Vec<&str> = Vec::with_capacity(SAMPLE);
    let mut layout: Option<Layout> = None;
    for line in text.split('\n') {
        match &layout {
            _ if line.trim_ascii().is_empty() => {
                sample.clear();
                layout = None;
                out.push_str(line);
            }
            Some(layout) => row(layout, line, &mut out),
            None => {
                if sample.len() < SAMPLE {
                    sample.push(line);
                    layout = Layout::of(&sample);
                }
                out.push_str(line);
            }
        }
        out.push('\n');
    }
    out.pop();
    out
}

impl Layout {
    /// Writes the row with its cells close together, if that spares something and can be undone.
    fn squeeze(&self, line: &str, out: &mut String) -> bool {
        if !has_gap(line) {
            return false;
        }
        let from = out.len();
        if self.squeeze_words(line, out).is_some() {
            return true;
        }
        out.truncate(from);
        let short = self.squeeze_cells(line);
        out.push_str(short.as_deref().unwrap_or(""));
        short.is_some()
    }

    /// Writes the words of a row in plain letters one blank apart, if all blanks follow from the
    /// layout.
    fn squeeze_words(&self, line: &str, out: &mut String) -> Option<()> {
        if !line.is_ascii() {
            return None;
        }
        let mut end = 0;
        for (nth, column) in self.columns.iter().enumerate() {
            let rest = line.get(end..)?;
            let inner = rest.trim_start_matches(' ');
            let is_last = nth + 1 == self.columns.len();
            let word = if is_last { inner.len() } else { memchr::memchr(b' ', inner.as_bytes())? };
            let cell = inner.get(..word).filter(|cell| !cell.is_empty())?;
            let blanks = rest.len() - inner.len();
            if column.blanks(end, word) != blanks || (is_last && has_gap(cell)) {
                return None;
            }
            if nth > 0 {
                out.push(' ');
            }
            out.push_str(cell);
            end += blanks + word;
        }
        Some(())
    }

    /// The row with its cells close together, where blanks stand in cells or do not follow from the
    /// layout.
    fn squeeze_cells(&self, line: &str) -> Option<String> {
        let count = self.columns.len();
        let in_words = || {
            let mut cells: Vec<(usize, &str)> = words(line).take(count).collect();
            let complete = cells.len() == count;
            let last = cells.last_mut().filter(|_| complete)?;
            last.1 = line.get(last.0..)?;
            self.join(line, &cells)
        };
        let in_gaps = || {
            let cells: Vec<(usize, &str)> = gaps(line).take(count + 1).collect();
            self.join(line, &cells)
        };
        // Two blanks cost as much as ten: only those that become one are worth it.
        let spares = |short: &String| 2 * blank_runs(short) <= blank_runs(line);
        let mut wide = String::with_capacity(line.len());
        let mut fits = |short: &String| {
            wide.clear();
            spares(short) && self.expand(short, &mut wide) && wide == line
        };
        in_gaps().filter(&mut fits).or_else(|| in_words().filter(fits))
    }

    /// Joins the cells of a row: by one blank where the layout tells how many there are, by as many
    /// as there are otherwise, and next to a cell with blanks in it.
    fn join(&self, line: &str, cells: &[(usize, &str)]) -> Option<String> {
        let mut out = String::with_capacity(line.len());
        let (mut at, mut end, mut spaced) = (0, 0, false);
        for (nth, (column, (start, cell))) in self.columns.iter().zip(cells).enumerate() {
            let blanks = start.checked_sub(end)?;
            let spaced_before = std::mem::replace(&mut spaced, cell.contains(' '));
            let alone = spaced_before || (spaced && nth + 1 < cells.len());
            let width = width(cell);
            let known = column.blanks(at, width) == blanks;
            match nth {
                0 if known => {}
                0 => return None,
                _ if known && !alone => out.push(' '),
                _ => out.extend(std::iter::repeat_n(' ', blanks)),
            }
            out.push_str(cell);
            at += blanks + width;
            end = start + cell.len();
        }
        (cells.len() == self.columns.len()).then_some(out)
    }

    /// Writes the row with its cells where the columns are; `false`, and nothing, for a row that
    /// stands as it was.
    fn expand(&self, line: &str, out: &mut String) -> bool {
        if line.starts_with(' ') {
            return false;
        }
        let from = out.len();
        let done = match has_gap(line) {
            false => self.place(line.splitn(self.columns.len(), ' ').map(|cell| (None, cell)), out),
            true if self.is_aligned(line) => None,
            true => self.cells(line).and_then(|cells| self.place(cells.into_iter(), out)),
        };
        if done.is_none() {
            out.truncate(from);
        }
        done.is_some()
    }

    /// Writes cells, each with the blanks before it if they are stated. `None` if there are too few.
    fn place<'a>(
        &self,
        mut cells: impl Iterator<Item = (Option<usize>, &'a str)>,
        out: &mut String,
    ) -> Option<()> {
        let mut at = 0;
        for column in &self.columns {
            let (blanks, cell) = cells.next().filter(|(_, cell)| !cell.is_empty())?;
            let width = width(cell);
            let blanks = blanks.unwrap_or_else(|| column.blanks(at, width));
            out.extend(std::iter::repeat_n(' ', blanks));
            out.push_str(cell);
            at += blanks + width;
        }
        Some(())
    }

    /// Whether all that stands behind two blanks or more stands in a column.
    fn is_aligned(&self, line: &str) -> bool {
        let mut at = 0;
        let mut end = 0;
        let mut parts = 0;
        let aligned = gaps(line).all(|(start, part)| {
            at += start - end;
            let begins = at;
            at += width(part);
            end = start + part.len();
            parts += 1;
            self.columns.iter().any(|column| match column {
                Column::Left(start) => *start == begins,
                Column::Right(end) => *end == at,
                Column::Free => false,
            })
        });
        aligned && parts > 1
    }

    /// The cells of a folded row, each with the blanks before it if they are stated.
    fn cells<'a>(&self, line: &'a str) -> Option<Vec<(Option<usize>, &'a str)>> {
        let count = self.columns.len();
        let plain: Vec<&str> = line.splitn(count, ' ').collect();
        if plain.len() == count && plain.iter().all(|cell| !cell.is_empty()) {
            return Some(plain.into_iter().map(|cell| (None, cell)).collect());
        }
        let groups: Vec<(usize, &str)> = gaps(line).take(MOST_GROUPS + 1).collect();
        let sizes: Vec<usize> = groups.iter().map(|(_, group)| words(group).count()).collect();
        let alone = assign(&sizes, count)?;
        let mut cells = Vec::with_capacity(count);
        let mut end = 0;
        for ((start, group), alone) in groups.iter().zip(alone) {
            let stated = Some(start - end);
            let parts = group.split(' ').enumerate();
            match alone {
                true => cells.push((stated, *group)),
                false => {
                    cells.extend(parts.map(|(nth, part)| (stated.filter(|_| nth == 0), part)));
                }
            }
            end = start + group.len();
        }
        // What stands first in the line has its blanks from the layout.
        cells.first_mut()?.0 = None;
        (cells.len() == count).then_some(cells)
    }
}

/// Bounds the search for the cells of a row.
const MOST_GROUPS: usize = 10;

/// Tells which groups of words are one cell each, so that there are `count` cells: as few as
/// possible of the first ones.
fn assign(sizes: &[usize], count: usize) -> Option<Vec<bool>> {
    let Some((size, rest)) = sizes.split_first() else {
        return (count == 0).then(Vec::new);
    };
    if sizes.len() > MOST_GROUPS {
        return None;
    }
    [false, true].into_iter().filter(|alone| *alone || *size > 1).find_map(|alone| {
        let cells = if alone { 1 } else { *size };
        let mut assigned = assign(rest, count.checked_sub(cells)?)?;
        assigned.insert(0, alone);
        Some(assigned)
    })
}
