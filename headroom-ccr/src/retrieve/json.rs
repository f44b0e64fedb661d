//! Rows and keys of JSON.

use std::fmt::Write;

use headroom_core::document::Cursor;
use headroom_core::document::literal::decode;
use headroom_core::notice::{Lines, Notice, Picked, Rest};
use headroom_core::{Handle, Span};

use super::lines::{Run, cut, fits, tokens};
use super::{Range, RetrieveCall, RetrieveError};
use crate::Original;

/// The rows or values that a call asks for.
pub(super) fn answer(call: &RetrieveCall, original: &Original) -> Result<String, RetrieveError> {
    let (handle, text) = (original.handle(), original.text());
    let answer = answer_of(call, handle, text);
    if call.keys.is_some() && answer.is_ok() {
        return answer;
    }
    // Keys may lead to a string, and go on in the text that it holds.
    text_of_most(text).map_or(answer, |inner| answer_of(call, handle, &inner))
}

/// The JSON text in the string that a document is mostly made of, as in the answer of a tool server.
pub(super) fn text_of_most(text: &str) -> Option<String> {
    let Some(Place::Value(top)) = Place::top(text) else { return None };
    let mut value = top;
    for _ in 0..DEPTH {
        if value.of(text).starts_with('"') {
            let inner = decode(value.of(text))?.into_owned();
            let is_json = inner.starts_with(['[', '{']) && Place::top(&inner).is_some();
            return is_json.then(|| text_of_most(&inner).unwrap_or(inner));
        }
        value = most(text, value)?;
    }
    None
}

/// The child that takes three quarters of an array or object or more.
fn most(text: &str, value: Span) -> Option<Span> {
    let mut found = None;
    let mut look = |child: Span| {
        if child.len() * 4 >= value.len() * 3 {
            found = Some(child);
        }
    };
    let mut cursor = Cursor::new(text, value.start);
    match cursor.peek() {
        b'[' => cursor.array(|cursor| look(cursor.skip())),
        b'{' => cursor.object(|cursor, _| look(cursor.skip())),
        _ => {}
    }
    found
}

fn answer_of(call: &RetrieveCall, handle: Handle, text: &str) -> Result<String, RetrieveError> {
    let not_json = || RetrieveError::NotJson { handle };
    let path = path(call.keys.as_deref().unwrap_or_default());
    let mut place = Place::top(text).ok_or_else(not_json)?;
    let mut path = path.as_slice();
    while !path.is_empty() && place.is_object(text) {
        (place, path) = place.member(text, path)?;
    }
    if let (None, true, Place::Value(span)) = (call.rows, path.is_empty(), &place) {
        let header = Notice::Picked { handle, picked: Picked::Values(1) };
        return Ok(header.to_string() + &Run::of(text, *span).shown(text, call.limit));
    }
    if call.keys.is_none() {
        place = place.rows_of_most(text);
    }
    let all = place.rows(text).ok_or_else(not_json)?;
    let element = path.first().filter(|_| call.rows.is_none()).and_then(|name| name.parse().ok());
    let picked = match element {
        // As paths of JSON count: from 0.
        Some(index) => pick(all.len(), Some(one_row(index)))?,
        None => pick(all.len(), call.rows)?,
    };
    path = path.get(usize::from(element.is_some())..).unwrap_or_default();
    let rows = all.get(picked.first - 1..picked.last).unwrap_or_default();
    if path.is_empty() {
        let header =
            Notice::Picked { handle, picked: Picked::Rows { rows: picked, total: all.len() } };
        return Ok(header.to_string() + &run_of_rows(text, rows, picked, call.limit));
    }
    values_of_rows(call, (handle, text), rows, picked, path)
}

/// The names of a path: `a.b`, `/a/b`, `$.a[0].b`.
fn path(keys: &str) -> Vec<String> {
    let names = keys.trim().trim_start_matches('$').split(['.', '[', ']', '/']);
    let names = names.map(|name| name.trim().trim_matches(['"', '\'']));
    names.filter(|name| !name.is_empty() && *name != "*").map(str::to_owned).collect()
}

/// Which rows of so many a call asks for.
fn pick(total: usize, range: Option<Range>) -> Result<Lines, RetrieveError> {
    let picked = match range {
        None => Lines::new(1, total),
        Some(Range::Of(rows, _)) => Lines::new(rows.first.max(1), rows.last.min(total)),
        Some(Range::Last(count)) => Lines::new(total.saturating_sub(count.max(1)) + 1, total),
    };
    if picked.first > picked.last { Err(RetrieveError::NoSuchRows { total }) } else { Ok(picked) }
}

/// The row with this index, counted from 0.
fn one_row(index: usize) -> Range {
    let number = index.saturating_add(1);
    Lines::new(number, number).into()
}

/// An array of fewer elements is not what rows are asked for of, unless its keys are given.
const MIN_ROWS: usize = 5;

/// A place in JSON.
pub(super) enum Place {
    Value(Span),
    /// Values one after the other.
    Sequence(Vec<Span>),
}

impl Place {
    /// All of a text, from the first bracket on: what stands before it is a heading.
    pub(super) fn top(text: &str) -> Option<Self> {
        let mut cursor = Cursor::new(text, text.find(['{', '['])?);
        let mut values = Vec::new();
        while matches!(cursor.peek(), b'{' | b'[') {
            values.push(cursor.skip());
        }
        match values.as_slice() {
            [] => None,
            [only] => Some(Self::Value(*only)),
            _ => Some(Self::Sequence(values)),
        }
    }

    fn is_object(&self, text: &str) -> bool {
        matches!(self, Self::Value(span) if span.of(text).starts_with('{'))
    }

    /// The member of an object that a path names, and the rest of the path. Names may have dots.
    fn member<'p>(
        &self,
        text: &str,
        path: &'p [String],
    ) -> Result<(Self, &'p [String]), RetrieveError> {
        let Self::Value(span) = self else {
            return Err(RetrieveError::NoSuchRows { total: 0 });
        };
        let (mut found, mut keys, mut name) = (None, Vec::new(), String::new());
        let names: Vec<String> = path
            .iter()
            .map(|part| {
                name.push_str(if name.is_empty() { "" } else { "." });
                name.push_str(part);
                name.clone()
            })
            .collect();
        Cursor::new(text, span.start).object(|cursor, key| {
            let value = cursor.skip();
            if let Some(parts) = names.iter().position(|name| name == key) {
                found = Some((value, parts + 1));
            }
            if keys.len() < 20 {
                keys.push(key.to_owned());
            }
        });
        match found {
            Some((value, parts)) => Ok((Self::Value(value), path.get(parts..).unwrap_or_default())),
            None => Err(RetrieveError::NoSuchKey {
                key: path.first().cloned().unwrap_or_default(),
                there: keys.join(", "),
            }),
        }
    }

    /// The array that an object is mostly made of, as that of a page of results, if there is one.
    fn rows_of_most(self, text: &str) -> Self {
        let Self::Value(span) = self else { return self };
        let inner = most(text, span).filter(|_| span.of(text).starts_with('{'));
        let mut rows = 0;
        if let Some(value) = inner {
            Cursor::new(text, value.start).array(|_| rows += 1);
        }
        inner.filter(|_| rows >= MIN_ROWS).map_or(self, Self::Value)
    }

    /// The elements of an array, the members of an object, or the values of a sequence.
    fn rows(self, text: &str) -> Option<Vec<Span>> {
        let span = match self {
            Self::Sequence(values) => return Some(values),
            Self::Value(span) => span,
        };
        let mut rows = Vec::new();
        let mut cursor = Cursor::new(text, span.start);
        match cursor.peek() {
            b'[' => cursor.array(|cursor| rows.push(cursor.skip())),
            b'{' => {
                let mut end = span.start + 1;
                cursor.object(|cursor, _| {
                    let value = cursor.skip();
                    // A member starts at its key, which is what follows the member before.
                    let start = text.get(end..).and_then(|rest| rest.find('"'));
                    rows.push(Span::new(end + start.unwrap_or_default(), value.end));
                    end = value.end;
                });
            }
            _ => return None,
        }
        Some(rows)
    }
}

/// Rows verbatim from the first to the last; whole ones up to the limit.
fn run_of_rows(text: &str, rows: &[Span], numbers: Lines, limit: usize) -> String {
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return String::new() };
    let all = Span::new(first.start, last.end);
    let end = all.start + cut(all.of(text), limit);
    if end == all.end {
        return format!("\n{}", all.of(text));
    }
    // Rows mostly share a line, or have several.
    let mut fit = rows.iter().take_while(|row| row.end <= end).count();
    if fit == 0 || (fit == 1 && rows.len() == 1) {
        fit = whole_rows(text, rows, limit);
    }
    let Some(shown) = fit.checked_sub(1).and_then(|at| rows.get(at)) else {
        return Run::of(text, all).shown(text, limit);
    };
    let rest = Rest { rows: true, range: Lines::new(numbers.first + fit, numbers.last), sent: 0 };
    let shown = Span::new(all.start, shown.end).of(text);
    format!("\n{shown}\n{}", Notice::CutOff(rest))
}

/// How many rows fit, counted row by row.
fn whole_rows(text: &str, rows: &[Span], limit: usize) -> usize {
    let mut left = limit;
    let has_room = |row: &&Span| {
        let row = row.of(text);
        if !fits(row, left) {
            return false;
        }
        left = left.saturating_sub(tokens(row));
        true
    };
    rows.iter().take_while(has_room).count()
}

/// What stands under a path in each row, after the row's number.
fn values_of_rows(
    call: &RetrieveCall,
    (handle, text): (Handle, &str),
    rows: &[Span],
    numbers: Lines,
    path: &[String],
) -> Result<String, RetrieveError> {
    let (mut shown, mut count, mut left, mut missing) = (String::new(), 0, call.limit, None);
    for (number, row) in (numbers.first..).zip(rows) {
        let mut values = Vec::new();
        if let Err(error) = collect(text, *row, path, DEPTH, &mut values) {
            missing = missing.or(Some(error));
        }
        for value in values {
            let line = format!("\n{number}: {}", value.of(text));
            if !fits(&line, left) && count > 0 {
                let range = Lines::new(number, numbers.last);
                let _ = write!(shown, "\n{}", Notice::CutOff(Rest { rows: true, range, sent: 0 }));
                let picked = Picked::Values(count);
                let header = Notice::Picked { handle, picked };
                return Ok(header.to_string() + &shown);
            }
            left = left.saturating_sub(tokens(&line));
            shown.push_str(&line);
            count += 1;
        }
    }
    match missing {
        Some(error) if count == 0 => Err(error),
        _ => {
            let picked = Picked::Values(count);
            Ok(Notice::Picked { handle, picked }.to_string() + &shown)
        }
    }
}

/// How many arrays within arrays are gone into.
const DEPTH: usize = 64;

/// The values under a path, of each element where it leads through an array; a number names one
/// element, from 0.
fn collect(
    text: &str,
    value: Span,
    path: &[String],
    depth: usize,
    values: &mut Vec<Span>,
) -> Result<(), RetrieveError> {
    let mut place = Place::Value(value);
    let mut path = path;
    while !path.is_empty() && place.is_object(text) {
        (place, path) = place.member(text, path)?;
    }
    let Place::Value(span) = place else { return Ok(()) };
    let Some((name, rest)) = path.split_first() else {
        values.push(span);
        return Ok(());
    };
    let missing = || RetrieveError::NoSuchKey { key: name.clone(), there: "none".to_owned() };
    if depth == 0 || !span.of(text).starts_with('[') {
        return Err(missing());
    }
    let elements = Place::Value(span).rows(text).unwrap_or_default();
    if let Ok(index) = name.parse::<usize>() {
        let element = elements.get(index).ok_or_else(missing)?;
        return collect(text, *element, rest, depth - 1, values);
    }
    let results = elements.into_iter().map(|e| collect(text, e, path, depth - 1, values));
    results.fold(Ok(()), Result::and)
}
