//! Where columns are, as the first lines of a paragraph show.

use super::SAMPLE;
use super::line::{gaps, width, words};

/// Most columns of a layout.
const MOST_COLUMNS: usize = 40;

/// Where the columns of a paragraph are.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) columns: Vec<Column>,
}

impl Layout {
    /// What the first lines of a paragraph show, once they show it of each column.
    pub(super) fn of(sample: &[&str]) -> Option<Self> {
        let spread: Vec<&&str> = sample.iter().filter(|line| line.contains("  ")).collect();
        let count_of = |line: &&&str| words(line).take(MOST_COLUMNS + 1).count();
        let count = spread.iter().map(count_of).min()?;
        if !(2..=MOST_COLUMNS).contains(&count) || spread.len() < 2 {
            return None;
        }
        let complete = sample.len() == SAMPLE;
        let words = || spread.iter().map(|line| by_words(line, count)).collect::<Vec<_>>();
        let gaps = || spread.iter().map(|line| by_gaps(line)).collect::<Vec<_>>();
        // The names of columns need not be aligned like what is below them.
        let of = |rows: &[Vec<Cell>]| {
            let below = || Self::of_rows(rows.get(1..).filter(|_| complete)?, complete);
            Self::of_rows(rows, complete).or_else(below)
        };
        of(&words()).or_else(|| of(&gaps()))
    }

    /// The layout that all rows have in common, if it tells where most columns are.
    fn of_rows(rows: &[Vec<Cell>], complete: bool) -> Option<Self> {
        let count = rows.first()?.len();
        if rows.len() < 2 || count < 2 || rows.iter().any(|row| row.len() != count) {
            return None;
        }
        let columns = (0..count).map(|at| {
            let cells: Vec<&Cell> = rows.iter().filter_map(|row| row.get(at)).collect();
            Column::of(&cells, at == 0, at + 1 == count, complete)
        });
        let columns: Vec<Column> = columns.collect::<Option<_>>()?;
        let free = columns.iter().filter(|column| **column == Column::Free).count();
        (4 * free <= count).then_some(Self { columns })
    }
}

/// Where the cells of a column are, in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// They start here.
    Left(usize),
    /// They end here.
    Right(usize),
    /// Anywhere.
    Free,
}

impl Column {
    /// What the cells of a column in the first rows show; `None` if one more row may show it.
    fn of(cells: &[&Cell], is_first: bool, is_last: bool, complete: bool) -> Option<Self> {
        let (first, others) = cells.split_first()?;
        let starts = others.iter().all(|cell| cell.start == first.start);
        let ends = others.iter().all(|cell| cell.end == first.end);
        let numbers = cells.iter().all(|cell| cell.is_number);
        match (starts, ends) {
            (true, false) => Some(Self::Left(first.start)),
            (false, true) => Some(Self::Right(first.end)),
            (true, true) if is_last => Some(Self::Left(first.start)),
            (true, true) if complete && numbers => Some(Self::Right(first.end)),
            (true, true) if complete => Some(Self::Left(first.start)),
            (false, false) if complete && !is_first => Some(Self::Free),
            _ => None,
        }
    }

    /// How many blanks stand before a cell of this width, where the row so far has this width.
    pub(super) fn blanks(self, at: usize, width: usize) -> usize {
        let start = match self {
            Self::Left(start) => start,
            Self::Right(end) => end.saturating_sub(width),
            Self::Free => 0,
        };
        // A cell that is too long moves what follows.
        start.saturating_sub(at).max(usize::from(at > 0))
    }
}

/// The places of cells that are two blanks apart.
fn by_gaps(line: &str) -> Vec<Cell> {
    gaps(line).take(MOST_COLUMNS + 1).map(|(at, cell)| Cell::of(line, at, cell)).collect()
}

/// The places of words; what follows the last but one belongs to the last.
fn by_words(line: &str, count: usize) -> Vec<Cell> {
    words(line).take(count).map(|(at, word)| Cell::of(line, at, word)).collect()
}

/// A cell's place in its line, in characters.
#[derive(Debug)]
struct Cell {
    start: usize,
    end: usize,
    is_number: bool,
}

impl Cell {
    fn of(line: &str, at: usize, cell: &str) -> Self {
        let start = line.get(..at).map_or(0, width);
        let is_number = cell.bytes().all(|byte| byte.is_ascii_digit() || b".,%".contains(&byte));
        Self { start, end: start + width(cell), is_number }
    }
}
