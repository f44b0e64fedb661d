//! Definitions in source code of any language, found by how their lines are written.
//!
//! No parser: a line tells that it defines something by its keyword, its signature or its `=` (`line`),
//! and where the definition ends by brackets and indentation (`extent`). That holds for code as
//! formatters and people write it, in many more languages than there are grammars at hand, and for a part
//! of a file as well as for the whole.

mod extent;
mod line;

use memchr::memmem;

use crate::notice::Lines;
use crate::{Hints, ListedLine, listed_lines};

pub use line::{is_definition, unindented};

/// The definitions of a text that shows source code, as a file or as a listing with numbers in its margin.
#[derive(Clone, Debug)]
pub struct Definitions<'a> {
    text: &'a str,
    rows: Vec<ListedLine>,
}

/// The most definitions of one name that are given: more are no answer to what one of them is.
const MOST: usize = 64;

impl<'a> Definitions<'a> {
    /// Reads a text. Linear.
    #[must_use]
    pub fn of(text: &'a str) -> Self {
        Self { text, rows: listed_lines(text, &Hints::none()) }
    }

    /// Where something is defined: the lines of the text, counted from 1, of each of its definitions, with
    /// the comments and decorators right above it; sorted, none within another, the first 64 of them.
    ///
    /// A symbol is a name, or a name after that of what holds it (`Cache.get`, `Cache::get`), which decides
    /// if it is itself defined in the text. Where there is no definition of a name but a declaration, it is
    /// that. Linear.
    #[must_use]
    pub fn find(&self, symbol: &str) -> Vec<Lines> {
        let (within, name) = parts(symbol);
        if name.is_empty() {
            return Vec::new();
        }
        let mut found = self.rows_with(name, |at| self.defines(at, name));
        if found.is_empty() {
            found = self.rows_with(name, |at| line::declared_name(self.row(at)) == Some(name));
        }
        if let Some(within) = within.filter(|within| self.is_defined(within)) {
            found = self.rows_within(&found, within);
        }
        let mut out: Vec<Lines> = Vec::new();
        for at in found {
            if out.last().is_some_and(|before| at < before.last) || out.len() == MOST {
                continue;
            }
            let (first, last) = self.extent(at);
            out.push(Lines::new(first + 1, last + 1));
        }
        out
    }

    /// The names that are defined, each once, with the line of the first definition, counted from 1; in
    /// order. Linear.
    #[must_use]
    pub fn names(&self) -> Vec<(&'a str, usize)> {
        let mut seen = std::collections::HashSet::new();
        let name = |at: usize| Some((line::defined_name(self.row(at))?, at + 1));
        let all = (0..self.rows.len()).filter_map(name);
        all.filter(|(name, _)| seen.insert(*name)).collect()
    }

    /// A line without its margin; empty if there is none.
    fn row(&self, at: usize) -> &'a str {
        self.rows.get(at).map_or("", |row| row.text(self.text))
    }

    /// The rows in which a name stands and for which `is` holds.
    fn rows_with(&self, name: &str, is: impl Fn(usize) -> bool) -> Vec<usize> {
        let finder = memmem::Finder::new(name);
        let stands = |at: &usize| finder.find(self.row(*at).as_bytes()).is_some();
        (0..self.rows.len()).filter(stands).filter(|at| is(*at)).collect()
    }

    /// Whether a row is the head of the definition of a name.
    fn defines(&self, at: usize, name: &str) -> bool {
        let row = self.row(at);
        line::defined_name(row) == Some(name)
            || line::head(row).is_some_and(|head| head == name) && self.has_body(at)
            || row.strip_prefix('}').is_some_and(|tail| line::is_typedef_tail(tail, name))
    }

    fn is_defined(&self, name: &str) -> bool {
        let finder = memmem::Finder::new(name);
        let mut rows = (0..self.rows.len()).map(|at| self.row(at));
        rows.any(|row| {
            finder.find(row.as_bytes()).is_some() && line::defined_name(row) == Some(name)
        })
    }

    /// Those of the rows that are of something of this name: indented below it, or told so by
    /// themselves (`void Cache::get()`, `func (c *Cache) Get()`).
    fn rows_within(&self, rows: &[usize], name: &str) -> Vec<usize> {
        /// Code is not nested more deeply.
        const DEPTH: usize = 64;
        /// Lines that begin so belong to what stands above them or to no code at all.
        const PASSED: [char; 7] = ['{', '}', ')', '#', '/', '*', '@'];
        let mut above: Vec<(usize, bool)> = Vec::new();
        let (mut out, mut quote) = (Vec::new(), None);
        let mut wanted = rows.iter().copied().peekable();
        for at in 0..self.rows.len() {
            let Some(next) = wanted.peek().copied() else { break };
            let row = self.row(at);
            let code = row.trim_start();
            let quoted = quote.is_some();
            quote = extent::open_quote(quote, row);
            if quoted || code.is_empty() || code.starts_with(PASSED) || code.starts_with("where") {
                continue;
            }
            let indent = extent::indent(row);
            while above.last().is_some_and(|(other, _)| *other >= indent) {
                above.pop();
            }
            let has = line::has_word(row, name);
            if at == next {
                wanted.next();
                if has || above.iter().any(|(_, has)| *has) {
                    out.push(at);
                }
            }
            if above.len() < DEPTH {
                above.push((indent, has && line::is_definition(row)));
            }
        }
        out
    }
}

/// What holds the thing that a symbol names, and the name: of `Cache::get`, `Cache.get(key)`, `fn get`.
fn parts(symbol: &str) -> (Option<&str>, &str) {
    let symbol = symbol.trim().trim_matches(['`', '"', '\'']);
    let symbol = symbol.split(['(', '<', '[']).next().unwrap_or(symbol).trim_end();
    let symbol = symbol.rsplit(char::is_whitespace).next().unwrap_or(symbol);
    let mut words = symbol.rsplit(|c: char| !line::is_part(c)).filter(|word| !word.is_empty());
    let name = words.next().unwrap_or("");
    (words.next(), name)
}

#[cfg(test)]
mod tests;
