//! Comma- and tab-separated values.
//!
//! ```text
//! test,tool,command,seconds         test,tool,command,seconds
//! literal,rg,rg -n alpha,0.0687     literal,rg,rg -n alpha,{seconds}
//! literal,rg,rg -n alpha,0.0684     0.0687
//! literal,rg,rg -n alpha,0.0728     0.0684
//! words,ag,ag -sw alpha,1.2005      0.0728
//!                                   words,ag,ag -sw alpha,1.2005
//! ```
//!
//! A row with names of columns in braces is a heading: the rows right below it have these cells, in
//! this order, and share the others. It ends at the next row with all cells, and is said again after
//! some rows. The first line names the columns.

/// How many bytes below a heading a row may start.
const REACH: usize = 200;

/// Rows that are looked at for what they share.
const AHEAD: usize = 8;

/// Bytes that a heading spares at least.
const LEAST_SPARED: usize = 16;

/// Columns that are understood.
const MOST_COLUMNS: usize = 64;

/// The fold of a table; `None` if it is none, or no rows share enough. Linear in the text.
pub(super) fn fold(text: &str) -> Option<String> {
    let (first, _) = text.split_once('\n')?;
    let format = Format::of(first)?;
    let lines: Vec<&str> = text.split('\n').collect();
    let mut folder =
        Folder { format: &format, out: String::with_capacity(text.len()), headings: 0 };
    folder.push(first);
    let mut at = 1;
    let mut window = Window { rows: Vec::new(), from: 1 };
    while let Some(line) = lines.get(at) {
        window.advance(&format, &lines, at)?;
        at += match window.best_run(&format) {
            Some((varying, count)) => {
                folder.run(&varying, window.rows.get(..count).unwrap_or_default());
                count
            }
            None => {
                folder.push(line);
                1
            }
        };
    }
    folder.out.pop();
    (folder.headings > 0).then_some(folder.out)
}

/// The source of a folded table; `None` if it has no heading. Linear in the text.
pub(super) fn restore(folded: &str) -> Option<String> {
    let (first, rest) = folded.split_once('\n')?;
    let format = Format::of(first)?;
    let mut out = String::with_capacity(folded.len() * 2);
    out.push_str(first);
    let mut heading: Option<(Vec<&str>, Vec<bool>)> = None;
    let mut headings = 0;
    for line in rest.split('\n') {
        let cells = format.split(line)?;
        if let Some(varying) = format.heading(&cells) {
            heading = Some((cells, varying));
            headings += 1;
            continue;
        }
        out.push('\n');
        let count = |varying: &Vec<bool>| varying.iter().filter(|varies| **varies).count();
        match &heading {
            Some((shared, varying)) if !line.is_empty() && cells.len() == count(varying) => {
                format.write(&mut out, shared, varying, &cells);
            }
            _ => {
                heading = None;
                out.push_str(line);
            }
        }
    }
    (headings > 0).then_some(out)
}

/// Whether a text may be a folded table.
pub(super) fn is_folded(text: &str) -> bool {
    memchr::memchr(b'{', text.as_bytes()).is_some()
        && text.split_once('\n').is_some_and(|(first, _)| Format::of(first).is_some())
        && restore(text).is_some()
}

/// How the cells of a table are separated, and its columns.
struct Format<'a> {
    separator: u8,
    names: Vec<&'a str>,
}

impl<'a> Format<'a> {
    fn of(first: &'a str) -> Option<Self> {
        b"\t,;|".iter().find_map(|&separator| {
            let mut format = Self { separator, names: Vec::new() };
            format.names = format.split(first)?.into_iter().map(str::trim).collect();
            let legal = |name: &&str| !name.is_empty() && !name.contains(['{', '}', '"']);
            let held = (2..=MOST_COLUMNS).contains(&format.names.len());
            (held && format.names.iter().all(legal)).then_some(format)
        })
    }

    /// The cells of a line, as they are written; `None` if a quote is left open.
    fn split<'t>(&self, line: &'t str) -> Option<Vec<&'t str>> {
        let mut cells = Vec::with_capacity(self.names.len());
        let (mut from, mut quoted) = (0, false);
        for at in memchr::memchr2_iter(self.separator, b'"', line.as_bytes()) {
            if line.as_bytes().get(at) == Some(&b'"') {
                quoted = !quoted;
            } else if !quoted {
                cells.push(line.get(from..at)?);
                from = at + 1;
                if cells.len() > MOST_COLUMNS {
                    break;
                }
            }
        }
        cells.push(line.get(from..)?);
        (!quoted).then_some(cells)
    }

    /// Which columns the rows below have, if these are the cells of a heading.
    fn heading(&self, cells: &[&str]) -> Option<Vec<bool>> {
        let named = |(cell, name): (&&str, &&str)| {
            let name_in = cell.trim_end_matches('\r').strip_prefix('{')?.strip_suffix('}')?;
            (name_in == *name).then_some(())
        };
        let varying: Vec<bool> =
            cells.iter().zip(&self.names).map(|pair| named(pair).is_some()).collect();
        (cells.len() == self.names.len() && varying.contains(&true)).then_some(varying)
    }

    /// Writes a row: the cells of a heading, with those of a row below it where they vary.
    fn write(&self, out: &mut String, shared: &[&str], varying: &[bool], own: &[&str]) {
        let mut own = own.iter();
        for (nth, (cell, varies)) in shared.iter().zip(varying).enumerate() {
            if nth > 0 {
                out.push(char::from(self.separator));
            }
            out.push_str(if *varies { own.next().unwrap_or(&"") } else { cell });
        }
    }
}

/// The rows from a line on that may stand below one heading.
struct Window<'a> {
    rows: Vec<Vec<&'a str>>,
    /// The line of the first row.
    from: usize,
}

impl<'a> Window<'a> {
    /// Moves to a line, and reads as far as a heading would reach. `None` for an open quote.
    fn advance(&mut self, format: &Format<'_>, lines: &[&'a str], at: usize) -> Option<()> {
        self.rows.drain(..(at - self.from).min(self.rows.len()));
        self.from = at;
        let most = REACH / 2;
        while self.rows.len() < most {
            let Some(line) = lines.get(at + self.rows.len()) else { break };
            self.rows.push(format.split(line)?);
        }
        Some(())
    }

    /// The columns in which the rows differ, and for how many rows a heading is worth most.
    fn best_run(&self, format: &Format<'_>) -> Option<(Vec<bool>, usize)> {
        let first = self.rows.first().filter(|row| row.len() == format.names.len())?;
        let mut best: Option<(usize, Vec<bool>, usize)> = None;
        let mut tried = 0;
        let mut varying = vec![false; first.len()];
        for row in self.rows.iter().skip(1).take(AHEAD).take_while(|row| row.len() == first.len()) {
            for (varies, (a, b)) in varying.iter_mut().zip(first.iter().zip(row)) {
                *varies |= a != b;
            }
            let differing = varying.iter().filter(|varies| **varies).count();
            if differing == std::mem::replace(&mut tried, differing) || differing == first.len() {
                continue;
            }
            let (spared, count) = self.spared(format, first, &varying);
            if spared > best.as_ref().map_or(0, |(spared, ..)| *spared) {
                best = Some((spared, varying.clone(), count));
            }
        }
        best.map(|(_, varying, count)| (varying, count))
    }

    /// How many bytes a heading spares, and for how many rows it holds.
    fn spared(&self, format: &Format<'_>, first: &[&str], varying: &[bool]) -> (usize, usize) {
        let of = |row: &[&str], varies: bool| -> usize {
            let cells = row.iter().zip(varying).filter(|(_, is)| **is == varies);
            cells.map(|(cell, _)| cell.len() + 1).sum()
        };
        let shared = of(first, false);
        let heading = shared + of(&format.names, true) + 2 * varying.len() + LEAST_SPARED;
        let mut below = 0;
        let fits = |row: &&Vec<&str>| {
            let above = below;
            below += of(row, true);
            let same = row.iter().zip(first).zip(varying).all(|((a, b), varies)| *varies || a == b);
            row.len() == first.len() && above < REACH && same && of(row, true) > 1
        };
        let count = self.rows.iter().take_while(fits).count();
        ((shared * count).saturating_sub(heading), count)
    }
}

struct Folder<'a> {
    format: &'a Format<'a>,
    out: String,
    headings: usize,
}

impl Folder<'_> {
    fn push(&mut self, line: &str) {
        self.out.push_str(line);
        self.out.push('\n');
    }

    /// Writes a heading, and the cells of rows in which they vary.
    fn run(&mut self, varying: &[bool], rows: &[Vec<&str>]) {
        let Some(first) = rows.first() else { return };
        let names: Vec<String> =
            self.format.names.iter().map(|name| format!("{{{name}}}")).collect();
        let own: Vec<&str> =
            names.iter().zip(varying).filter(|(_, varies)| **varies).map(|(n, _)| &**n).collect();
        self.format.write(&mut self.out, first, varying, &own);
        self.out.push('\n');
        for row in rows {
            for (nth, (cell, _)) in
                row.iter().zip(varying).filter(|(_, varies)| **varies).enumerate()
            {
                if nth > 0 {
                    self.out.push(char::from(self.format.separator));
                }
                self.out.push_str(cell);
            }
            self.out.push('\n');
        }
        self.headings += 1;
    }
}
