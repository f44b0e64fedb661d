//! Columns between bars, with a rule that shows how wide they are.
//!
//! ```text
//!  id |  name   | state           id |  name   | state
//! ----+---------+--------        ----+---------+--------
//!   1 | ada     | active           1 | ada     | active
//!   2 | grace   | left           2 | grace | left
//!  13 | charles |                13 | charles |
//! ```
//!
//! Header and rules stand as they are, and the rows below until it is seen on which side their cells
//! are padded. Below, no cell is padded. A row with other bars stands as it is.

/// Rows that are looked at for the sides, and most columns.
const SAMPLE: usize = 3;
const MOST_COLUMNS: usize = 60;

/// The fold of a text with a ruled table; `None` if no row has blanks to spare, or if one that stands
/// as it is could be taken for another. Exact by construction. Linear in the text.
pub(super) fn fold(text: &str) -> Option<String> {
    let (mut folded, mut exact) = (0, true);
    let mut wide = String::new();
    let out = each_row(text, |table, line, out| {
        if table.squeeze(line, out) {
            folded += 1;
            return;
        }
        out.push_str(line);
        wide.clear();
        exact &= !table.expand(line, &mut wide) || wide == line;
    });
    (exact && folded > 0).then_some(out)
}

/// The source of a folded text. Linear in the text.
pub(super) fn restore(folded: &str) -> String {
    each_row(folded, |table, line, out| {
        if !table.expand(line, out) {
            out.push_str(line);
        }
    })
}

/// Whether a text has a rule in its first lines.
pub(super) fn has_rule(text: &str) -> bool {
    text.lines().take(12).any(|line| Rule::parse(line).is_some())
}

/// Copies a text, and lets `row` write each line below the sample of a table.
fn each_row(text: &str, mut row: impl FnMut(&Table, &str, &mut String)) -> String {
    let mut out = String::with_capacity(text.len());
    let mut table: Option<Table> = None;
    for line in text.split('\n') {
        if let Some(rule) = Rule::parse(line) {
            // The cells of a header are padded in another way than those below the rule.
            table = Some(Table { rule, sides: Vec::new(), seen: 0 });
            out.push_str(line);
        } else if line.trim_ascii().is_empty() {
            table = None;
            out.push_str(line);
        } else if let Some(table) = table.as_mut().filter(|table| !table.is_known()) {
            table.learn(line);
            out.push_str(line);
        } else if let Some(table) = &table {
            row(table, line, &mut out);
        } else {
            out.push_str(line);
        }
        out.push('\n');
    }
    out.pop();
    out
}

/// A rule: `+----+-----+`, `|----|:---:|`, `----+-----`.
#[derive(Debug)]
struct Rule {
    /// Where the bars of rows stand, in characters.
    bars: Vec<usize>,
    /// The bar of rows.
    bar: char,
    /// The length of a line, in characters.
    width: usize,
}

impl Rule {
    fn parse(line: &str) -> Option<Self> {
        if !line.starts_with(['+', '|', '-', '├', '┌', '╞', '╪', '╒', '┏', '┡']) {
            return None;
        }
        let line = line.trim_end_matches('\r');
        let mut bars = Vec::new();
        let mut width = 0;
        for c in line.chars() {
            match c {
                '-' | '=' | ':' | '─' | '━' | '═' => {}
                ' ' if line.starts_with('|') => {}
                '+' | '|' | '├' | '┤' | '┼' | '┬' | '┌' | '┐' | '╞' | '╪' | '╡' | '╒' | '╤'
                | '╕' | '┏' | '┳' | '┓' | '┡' | '╇' | '┩' => bars.push(width),
                _ => return None,
            }
            width += 1;
        }
        let spread = bars.windows(2).all(|pair| matches!(pair, [a, b] if b - a >= 3));
        let several = (1..=MOST_COLUMNS).contains(&bars.len()) && width >= 5 && spread;
        let bar = if line.is_ascii() { '|' } else { '│' };
        several.then_some(Self { bars, bar, width })
    }
}

/// The side on which the cells of a column are padded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Unknown,
    Left,
    Right,
}

/// A table of which the rule is known.
#[derive(Debug)]
struct Table {
    rule: Rule,
    sides: Vec<Side>,
    /// Rows that were looked at.
    seen: usize,
}

impl Table {
    fn is_known(&self) -> bool {
        let known = !self.sides.is_empty() && !self.sides.contains(&Side::Unknown);
        known || self.seen >= SAMPLE
    }

    /// Looks on which side the cells of a row are padded.
    fn learn(&mut self, line: &str) {
        if !self.is_ruled(line) {
            return;
        }
        self.seen += 1;
        let mut sides = std::mem::take(&mut self.sides);
        sides.resize(self.rule.bars.len() + 1, Side::Unknown);
        let _ = self.each_cell(line, |nth, cell| {
            let Some(side) = sides.get_mut(nth) else { return };
            let (before, after) = (blanks_before(cell), blanks_after(cell));
            match *side {
                Side::Unknown if before > 1 && after <= 1 => *side = Side::Left,
                Side::Unknown if after > 1 && before <= 1 && before < cell.len() => {
                    *side = Side::Right;
                }
                _ => {}
            }
        });
        self.sides = sides;
    }

    /// Whether a line has bars where the rule has them.
    fn is_ruled(&self, line: &str) -> bool {
        if line.is_ascii() && self.rule.bar == '|' {
            return self.rule.bars.iter().all(|bar| line.as_bytes().get(*bar) == Some(&b'|'));
        }
        self.each_cell(line, |_, _| {}).is_some()
    }

    /// Hands over the cells between the bars, with their padding. `None` if a bar is not there.
    fn each_cell<'a>(&self, line: &'a str, mut cell: impl FnMut(usize, &'a str)) -> Option<()> {
        let mut from = 0;
        let mut place = line.char_indices().enumerate();
        let ascii = line.is_ascii();
        for (nth, &bar) in self.rule.bars.iter().enumerate() {
            let at = if ascii { bar } else { place.find(|(column, _)| *column == bar)?.1.0 };
            line.get(at..).filter(|rest| rest.starts_with(self.rule.bar))?;
            cell(nth, line.get(from..at)?);
            from = at + self.rule.bar.len_utf8();
        }
        cell(self.rule.bars.len(), line.get(from..)?);
        Some(())
    }

    /// Writes the row without padding, if that is shorter and can be undone.
    fn squeeze(&self, line: &str, out: &mut String) -> bool {
        let from = out.len();
        if !self.is_ruled(line) || self.write_short(line, out).is_none() {
            out.truncate(from);
            return false;
        }
        let mut wide = String::with_capacity(line.len());
        let short = out.get(from..).unwrap_or("");
        let fits = short.len() < line.len() && self.expand(short, &mut wide) && wide == line;
        if !fits {
            out.truncate(from);
        }
        fits
    }

    fn write_short(&self, line: &str, out: &mut String) -> Option<()> {
        let last = self.rule.bars.len();
        self.each_cell(line, |nth, cell| {
            let inner = cell.trim_matches(' ');
            if nth > 0 {
                out.push(self.rule.bar);
            }
            if nth > 0 && !(inner.is_empty() && nth == last) {
                out.push(' ');
            }
            if !inner.is_empty() {
                out.push_str(inner);
                out.push_str(if nth < last { " " } else { "" });
            }
        })
    }

    /// Writes the row with its cells padded; `false`, and nothing, for a row that stands as it was.
    fn expand(&self, line: &str, out: &mut String) -> bool {
        let from = out.len();
        let done = !self.is_ruled(line) && self.write_wide(line, out).is_some();
        // Nothing stands behind a last cell without a bar.
        let end = if done { out.trim_end_matches(' ').len().max(from) } else { from };
        out.truncate(end);
        done
    }

    fn write_wide(&self, line: &str, out: &mut String) -> Option<()> {
        let count = self.rule.bars.len() + 1;
        let mut cells = line.split(self.rule.bar);
        let mut from = 0;
        for nth in 0..count {
            let end = self.rule.bars.get(nth).copied();
            let side = self.sides.get(nth).copied().unwrap_or(Side::Unknown);
            let room = end.unwrap_or(self.rule.width).checked_sub(from)?;
            pad(out, cells.next()?.trim_matches(' '), side, room)?;
            if let Some(end) = end {
                out.push(self.rule.bar);
                from = end + 1;
            }
        }
        cells.next().is_none().then_some(())
    }
}

/// Writes a cell into its room: a blank at either end, the rest where the column is padded. `None`
/// if it is too long.
fn pad(out: &mut String, cell: &str, side: Side, room: usize) -> Option<()> {
    let spare = room.checked_sub(cell.chars().count())?;
    let before = match side {
        _ if cell.is_empty() => spare,
        Side::Left => spare.checked_sub(1)?,
        Side::Right | Side::Unknown => 1.min(spare),
    };
    out.extend(std::iter::repeat_n(' ', before));
    out.push_str(cell);
    out.extend(std::iter::repeat_n(' ', spare - before));
    Some(())
}

fn blanks_before(cell: &str) -> usize {
    cell.len() - cell.trim_start_matches(' ').len()
}

fn blanks_after(cell: &str) -> usize {
    cell.len() - cell.trim_end_matches(' ').len()
}
