//! Rows of JSON that contain a text, where lines are too long to be an answer.

use std::fmt::Write;

use headroom_core::Span;
use headroom_core::document::Cursor;
use headroom_core::document::literal::decode;
use headroom_core::notice::{Notice, Picked};

use super::found::matches;
use super::json::{Place, text_of_most};
use super::lines::{count_lines, cut, fits, tokens};
use super::{RetrieveCall, RetrieveError};
use crate::Original;

/// Lines of JSON that are longer than this on average are looked into.
const LONG_LINE: usize = 1_500;
/// So is a row of more bytes.
const LONG_ROW: usize = 2_000;
/// Arrays and objects below so many others are rows as they are.
const DEPTH: usize = 16;

/// The smallest rows in which `find` stands, each after its path; `None` if lines answer as well. Linear.
pub(super) fn answer(
    call: &RetrieveCall,
    original: &Original,
    find: &str,
) -> Option<Result<String, RetrieveError>> {
    match found(call, original, Some(find))? {
        Ok(found) => (!found.is_empty()).then(|| Ok(shown(call, original, &found))),
        Err(error) => Some(Err(error)),
    }
}

/// All rows, each after its path; `None` if lines answer as well. Linear.
pub(super) fn all(call: &RetrieveCall, original: &Original) -> Option<Vec<(String, String)>> {
    found(call, original, None)?.ok()
}

/// The smallest rows in which a text stands, or all.
fn found(
    call: &RetrieveCall,
    original: &Original,
    find: Option<&str>,
) -> Option<Result<Vec<(String, String)>, RetrieveError>> {
    let text = original.text();
    let long = call.lines.is_none() && text.len() > LONG_LINE * count_lines(text);
    let inner = text_of_most(text).filter(|_| long);
    let text = inner.as_deref().unwrap_or(text);
    let top = Place::top(text).filter(|_| long)?;
    let matches = match find.map(|find| matches(text, find)).transpose() {
        Ok(matches) => matches,
        Err(error) => return Some(Err(error)),
    };
    let mut rows = Rows { text, find, found: Vec::new() };
    rows.top(top, "", matches.as_deref(), 0);
    Some(Ok(rows.found))
}

/// Rows as far as the limit goes, under their header.
pub(super) fn shown(
    call: &RetrieveCall,
    original: &Original,
    found: &[(String, String)],
) -> String {
    let (mut out, mut count, mut left) = (String::new(), 0, call.limit);
    for (path, row) in found {
        // The first one is shown in part rather than not at all.
        let row = if count == 0 { row.get(..cut(row, left)).unwrap_or(row) } else { row.as_str() };
        let line = format!("\n{path}: {row}");
        if !fits(&line, left) && count > 0 {
            let more = found.len() - count;
            // Writing to a string cannot fail.
            let _ = write!(out, "\nIt stands in {more} more rows. Ask for a longer text.");
            break;
        }
        left = left.saturating_sub(tokens(&line));
        out.push_str(&line);
        count += 1;
    }
    let picked = Picked::Values(count);
    Notice::Picked { handle: original.handle(), picked }.to_string() + &out
}

/// How a row is called in what it is a row of.
enum Name {
    Index(usize),
    Key(String),
}

struct Rows<'a> {
    text: &'a str,
    /// All rows are looked for if it is `None`.
    find: Option<&'a str>,
    /// The rows that were found, with the keys that lead to them.
    found: Vec<(String, String)>,
}

impl Rows<'_> {
    fn top(&mut self, top: Place, path: &str, matches: Option<&[Span]>, depth: usize) {
        match top {
            Place::Value(span) => self.visit(span, path, matches, depth),
            Place::Sequence(values) => {
                let children = (0..).zip(values).map(|(at, value)| (Name::Index(at), value));
                self.choose(children.collect(), path, matches, depth);
            }
        }
    }

    /// Looks for the rows of the JSON text that a string holds; `false` if there are none.
    fn visit_text(&mut self, literal: Span, path: &str, depth: usize) -> bool {
        let text = decode(literal.of(self.text)).unwrap_or_default();
        let top = Place::top(&text).filter(|_| text.starts_with(['[', '{']));
        let matches = self.find.map(|find| matches(&text, find)).transpose();
        let (Some(top), Ok(matches)) = (top, matches) else { return false };
        let mut inner = Rows { text: &text, find: self.find, found: Vec::new() };
        inner.top(top, path, matches.as_deref(), depth);
        self.found.append(&mut inner.found);
        matches.is_none_or(|matches| !matches.is_empty())
    }

    /// Looks for the rows of a value in which these matches stand.
    fn visit(&mut self, value: Span, path: &str, matches: Option<&[Span]>, depth: usize) {
        let mut children = Vec::new();
        let mut cursor = Cursor::new(self.text, value.start);
        if cursor.peek() == b'[' {
            cursor.array(|cursor| children.push((Name::Index(children.len()), cursor.skip())));
        } else {
            let mut end = value.start;
            cursor.object(|cursor, key| {
                let value = cursor.skip();
                // With the key, in which a match may stand.
                children.push((Name::Key(key.to_owned()), Span::new(end, value.end)));
                end = value.end;
            });
        }
        self.choose(children, path, matches, depth);
    }

    fn choose(
        &mut self,
        rows: Vec<(Name, Span)>,
        path: &str,
        matches: Option<&[Span]>,
        depth: usize,
    ) {
        let mut rest = matches;
        for (name, row) in rows {
            let inside = rest.map(|matches| {
                let before = matches.partition_point(|found| found.start < row.start);
                let within = matches.partition_point(|found| found.start < row.end);
                rest = matches.get(within..);
                matches.get(before..within).unwrap_or_default()
            });
            if inside.is_some_and(<[Span]>::is_empty) {
                continue;
            }
            let (path, value) = match name {
                Name::Index(at) => (format!("{path}[{at}]"), row),
                Name::Key(key) => {
                    let dot = if path.is_empty() { "" } else { "." };
                    (format!("{path}{dot}{key}"), self.value_of(row))
                }
            };
            let is_large = value.len() > LONG_ROW && depth < DEPTH;
            match value.of(self.text) {
                source if is_large && source.starts_with(['[', '{']) => {
                    self.visit(value, &path, inside, depth + 1);
                }
                source if is_large && source.starts_with('"') => {
                    if !self.visit_text(value, &path, depth + 1) {
                        self.found.push((path, source.to_owned()));
                    }
                }
                source => self.found.push((path, source.to_owned())),
            }
        }
    }

    /// The value of a member that starts behind the one before.
    fn value_of(&self, member: Span) -> Span {
        let source = member.of(self.text);
        let start = member.start + source.find('"').unwrap_or(0);
        let mut cursor = Cursor::new(self.text, start);
        cursor.skip();
        cursor.position();
        let colon = Span::new(cursor.consumed(), member.end).of(self.text).starts_with(':');
        let mut cursor = Cursor::new(self.text, cursor.consumed() + usize::from(colon));
        Span::new(cursor.position(), member.end)
    }
}
