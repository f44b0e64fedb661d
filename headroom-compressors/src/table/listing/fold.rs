//! From a listing to its fold.

use super::reader::{Cells, Each, Heading, Line, Reader};
use super::restore::usual_layout;
use super::row::{Layout, Row, split_date};

/// How many bytes below a heading a row may stand.
const REACH: usize = 150;

/// Rows that a new line of what all share must serve.
const SERVED: usize = 6;

/// The fold of a text with rows of a long listing; `None` if there are none, or if other lines could
/// be taken for what the fold writes. Linear in the text.
pub(in crate::table) fn fold(text: &str) -> Option<String> {
    let mut folder = Folder { out: String::with_capacity(text.len()), state: Reader::default() };
    let mut block: Vec<Row<'_>> = Vec::new();
    for line in text.split('\n') {
        match Row::parse(line) {
            Some(row) => block.push(row),
            None => {
                folder.block(&block, line);
                block.clear();
                folder.other(line)?;
            }
        }
    }
    folder.block(&block, "");
    folder.out.pop();
    folder.state.each.map(|_| folder.out)
}

struct Folder<'a> {
    out: String,
    /// What a reader knows at the end of what is written.
    state: Reader<'a>,
}

impl<'a> Folder<'a> {
    /// Writes a line that is no row.
    fn other(&mut self, line: &'a str) -> Option<()> {
        if self.state.read(line) != Line::Other {
            return None;
        }
        self.out.push_str(line);
        self.out.push('\n');
        Some(())
    }

    /// Writes rows that stand together before a line that is none.
    fn block(&mut self, rows: &[Row<'a>], next: &'a str) {
        let Some(each) = self.each(rows) else {
            rows.iter().for_each(|row| self.full(row));
            return;
        };
        let full = Full::of(rows, &each);
        let mut at = 0;
        while let Some(row) = rows.get(at) {
            at += 1;
            if full.is(at - 1, row) {
                self.full(row);
                continue;
            }
            let run = rows.get(at - 1..).unwrap_or_default();
            match best_heading(run, &full, &each) {
                Some((heading, count)) if !self.would_take(heading, at - 1 + count, rows, next) => {
                    self.headed(heading, run.iter().take(count));
                    at += count - 1;
                }
                _ => self.alone(row, &each),
            }
        }
    }

    /// Whether the rows under the heading are the last ones, and the next line reads as one more.
    fn would_take(
        &self,
        heading: Heading<'a>,
        end: usize,
        rows: &[Row<'_>],
        next: &'a str,
    ) -> bool {
        let state = Reader { heading: Some(heading), ..self.state };
        end == rows.len() && matches!(state.look(next), Line::Short(_))
    }

    /// What the rows share: what was said before, or what is said now because it serves them better.
    fn each(&mut self, rows: &[Row<'a>]) -> Option<Each<'a>> {
        let known = self.state.each;
        let own = |row: &&Row<'a>| known.is_some_and(|each| each.owner == row.owner);
        let served = rows.iter().filter(own).count();
        let dated = |row: &&Row<'a>| own(row) && known.is_some_and(|e| e.date == Some(row.date));
        let best = shared(rows)?;
        let better = match known {
            None => rows.len() >= 2,
            Some(_) if served * 2 < rows.len() => rows.len() >= 2,
            Some(_) => {
                let fits = |row: &&Row<'a>| best.date == Some(row.date) && best.owner == row.owner;
                rows.iter().filter(fits).count() >= SERVED + rows.iter().filter(dated).count()
            }
        };
        if better && known != Some(best) {
            best.write(&mut self.out);
            self.out.push('\n');
            self.state = Reader { each: Some(best), heading: None };
        }
        self.state.each
    }

    fn full(&mut self, row: &Row<'a>) {
        // A row's own layout has room for its cells.
        let _ = row.write(row.layout, &mut self.out);
        self.out.push('\n');
        self.state.heading = None;
    }

    fn alone(&mut self, row: &Row<'a>, each: &Each<'a>) {
        Cells::of(row).write(each, &mut self.out);
        self.out.push('\n');
        self.state.heading = None;
    }

    fn headed<'r>(&mut self, heading: Heading<'a>, rows: impl Iterator<Item = &'r Row<'a>>)
    where
        'a: 'r,
    {
        heading.write(&mut self.out);
        self.out.push('\n');
        for row in rows {
            heading.write_row(row, &mut self.out);
            self.out.push('\n');
        }
        self.state.heading = Some(heading);
    }
}

/// Which rows of a block stand as they are.
struct Full<'a> {
    owner: &'a str,
    date: Option<&'a str>,
    layout: Layout,
    first: bool,
}

impl<'a> Full<'a> {
    fn of(rows: &[Row<'a>], each: &Each<'a>) -> Self {
        let none = Layout { links_end: 0, size_end: 0 };
        let layout = rows.first().map_or(none, |row| row.layout);
        let mut full = Self { owner: each.owner, date: each.date, layout, first: false };
        let aligned = match rows.iter().find(|row| full.differs(row)) {
            Some(row) => row.layout,
            None => usual_layout(rows.iter()),
        };
        full.first = aligned != layout;
        full
    }

    fn is(&self, at: usize, row: &Row<'_>) -> bool {
        (at == 0 && self.first) || self.differs(row)
    }

    /// Whether a row cannot be told from what is shared and its own cells.
    fn differs(&self, row: &Row<'_>) -> bool {
        let undated = self.date == Some(row.date);
        let named_like_a_date = undated && split_date(row.name).is_some();
        // `name:` is how a heading ends.
        let named_like_a_heading = row.name == "name:" || row.name.ends_with(" name:");
        row.owner != self.owner
            || row.layout != self.layout
            || named_like_a_date
            || named_like_a_heading
    }
}

/// What most rows have in common: an owner, and perhaps a date.
fn shared<'a>(rows: &[Row<'a>]) -> Option<Each<'a>> {
    let owner = majority(rows.iter().map(|row| row.owner))?;
    let dates = || rows.iter().filter(|row| row.owner == owner).map(|row| row.date);
    let date = majority(dates());
    let common = dates().filter(|other| Some(*other) == date).count();
    Some(Each { owner, date: date.filter(|_| common >= 2 && common * 2 >= rows.len()) })
}

/// The value of more than half of the items, if there is one; else any of them.
fn majority<'a>(items: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let (mut best, mut lead) = (None, 0_usize);
    for item in items {
        if lead == 0 {
            (best, lead) = (Some(item), 1);
        } else if best == Some(item) {
            lead += 1;
        } else {
            lead -= 1;
        }
    }
    best
}

/// The heading that spares most, and for how many rows, if one does.
fn best_heading<'a>(
    rows: &[Row<'a>],
    full: &Full<'a>,
    each: &Each<'a>,
) -> Option<(Heading<'a>, usize)> {
    let first = rows.first()?;
    let choices = [false, true].into_iter().flat_map(|dated| {
        let cells = [(true, true), (true, false), (false, true), (false, false)];
        cells.into_iter().map(move |(links, size)| Heading {
            mode: first.mode,
            links: links.then_some(first.links),
            size: size.then_some(first.size),
            dated,
        })
    });
    let spared = |heading: Heading<'a>| {
        let count = covered(&heading, rows, full, each);
        let own_date = if heading.dated && each.date == Some(first.date) { DATE } else { 0 };
        let per_row = MODE
            + heading.links.map_or(0, |_| LINKS)
            + heading.size.map_or(0, |size| 1 + size.len().div_ceil(3));
        let cost = HEADING + per_row + own_date;
        ((per_row * count).saturating_sub(cost + own_date * count), heading, count)
    };
    let mut best: Option<(usize, Heading<'a>, usize)> = None;
    for choice in choices.map(spared) {
        if choice.0 > best.map_or(0, |(spared, ..)| spared) {
            best = Some(choice);
        }
    }
    best.map(|(_, heading, count)| (heading, count))
}

/// About how many tokens a mode takes, the number of links, a date; and what a heading adds to the
/// cells that it states.
const MODE: usize = 6;
const LINKS: usize = 2;
const DATE: usize = 7;
const HEADING: usize = 4;

/// How many of the rows a heading holds for, as far as it reaches.
fn covered(heading: &Heading<'_>, rows: &[Row<'_>], full: &Full<'_>, each: &Each<'_>) -> usize {
    let mut below = 0;
    let fits = |row: &&Row<'_>| {
        let above = below;
        below += row.name.len() + row.size.len() + 2;
        above < REACH && heading.covers(row, each) && !full.differs(row)
    };
    rows.iter().take_while(fits).count()
}
