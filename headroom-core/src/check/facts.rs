//! Whether what notices state of the rows of a container is so.

use std::collections::{BTreeMap, HashSet};

use crate::document::Cursor;
use crate::document::literal::decode;
use crate::{Fact, same_bytes};

/// What is found out of the rows of a container.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Whether what is stated of all of them is so.
    pub(super) hold: bool,
    /// Where those start and end that are objects, in order.
    pub(super) objects: Vec<(u32, u32)>,
}

/// Reads the rows of a container, if more than keys is stated of them; keys are for the scan of the elided rows to
/// find. The container starts here; `None` is the text as a whole.
pub(super) fn check(text: &str, container: Option<usize>, facts: &[Fact]) -> Option<Found> {
    let fields: Vec<&[String]> = facts.iter().filter_map(field).collect();
    (!fields.is_empty()).then_some(())?;
    let mut distinct = HashSet::new();
    if !fields.iter().all(|field| !field.is_empty() && distinct.insert(*field)) {
        return Some(Found::default());
    }
    let stated = facts.iter().filter_map(|fact| Some((field(fact)?, Column::of(fact))));
    let mut columns = Columns::of(text, stated);
    let mut objects = Vec::new();
    let mut cursor = Cursor::new(text, container.unwrap_or(0));
    let mut row = |cursor: &mut Cursor<'_>| {
        let start = u32::try_from(cursor.position());
        columns.row += 1;
        if columns.read(cursor, 0) {
            objects.extend(start.ok().zip(u32::try_from(cursor.consumed()).ok()));
        }
    };
    match container {
        None => while_any(&mut cursor, row),
        Some(_) if cursor.peek() == b'{' => cursor.object(|cursor, _| row(cursor)),
        Some(_) => cursor.array(row),
    }
    Some(Found { hold: hold(facts, columns.values), objects })
}

/// Whether what is stated holds of the values of the fields.
fn hold(facts: &[Fact], columns: Vec<Column<'_>>) -> bool {
    let stated = facts.iter().filter(|fact| field(fact).is_some());
    stated.zip(columns).all(|(fact, column)| match (fact, column) {
        (Fact::Counts { values, .. }, Column::Counted { ways, .. }) => counts_hold(values, ways),
        (Fact::Range { least, median, greatest, .. }, Column::Numbers(mut found)) => {
            Fact::range(&mut found).is_some_and(|range| range == [least, median, greatest])
        }
        _ => false,
    })
}

/// A text with several values.
fn while_any(cursor: &mut Cursor<'_>, mut each: impl FnMut(&mut Cursor<'_>)) {
    while cursor.peek() != 0 {
        let start = cursor.position();
        each(cursor);
        if cursor.consumed() == start {
            cursor.skip();
        }
    }
}

fn field(fact: &Fact) -> Option<&[String]> {
    match fact {
        Fact::Counts { field, .. } | Fact::Range { field, .. } => Some(field),
        Fact::Keys(_) => None,
    }
}

/// The scalars that a field has.
#[derive(Debug)]
enum Column<'a> {
    /// Each as it is written, with the number of its rows; `row` is the last row that has one, counted from 1.
    Counted { ways: Vec<(&'a str, usize)>, row: usize },
    /// Those that are numbers.
    Numbers(Vec<(f64, &'a str)>),
    /// Too many to be counted, or several in one row, of which nobody knows which counts.
    Uncounted,
}

impl<'a> Column<'a> {
    /// A value is mostly written in one way, so there are about as many ways as values.
    const MOST_WAYS: usize = 4 * Fact::MOST_VALUES;

    /// What is to be found out of a field.
    const fn of(fact: &Fact) -> Self {
        match fact {
            Fact::Range { .. } => Self::Numbers(Vec::new()),
            _ => Self::Counted { ways: Vec::new(), row: 0 },
        }
    }

    fn add(&mut self, in_row: usize, source: &'a str) {
        match self {
            Self::Numbers(numbers) => numbers.extend(Fact::number(source).map(|x| (x, source))),
            Self::Counted { row, .. } if *row == in_row => *self = Self::Uncounted,
            Self::Counted { ways, row } => {
                *row = in_row;
                if let Some((_, times)) =
                    ways.iter_mut().find(|(way, _)| same_bytes(way.as_bytes(), source.as_bytes()))
                {
                    *times += 1;
                } else if ways.len() < Self::MOST_WAYS {
                    ways.push((source, 1));
                } else {
                    *self = Self::Uncounted;
                }
            }
            Self::Uncounted => {}
        }
    }
}

/// The scalars of the fields that are stated, by their columns.
#[derive(Debug)]
struct Columns<'a> {
    text: &'a str,
    values: Vec<Column<'a>>,
    /// The row that is read, counted from 1.
    row: usize,
    /// Objects at different places of a row; the first is the row itself.
    objects: Vec<Fields<'a>>,
}

/// What the members of an object at some place of a row are.
#[derive(Debug, Default)]
struct Fields<'a> {
    /// Those that are stated, or lead to what is.
    stated: Vec<(&'a str, Member)>,
    /// Keys as they stand in the text, each with the one that followed it last time; the first is none.
    /// Mostly one row has the keys of the row before.
    seen: Vec<(&'a str, Member, usize)>,
}

/// What is wanted of a member.
#[derive(Clone, Copy, Debug, Default)]
struct Member {
    /// The column of its scalars.
    column: Option<usize>,
    /// What its object holds.
    object: Option<usize>,
}

impl<'a> Columns<'a> {
    /// Of fields deeper than this nothing is found.
    const DEEPEST: usize = 16;
    /// Keys of objects at one place that are remembered.
    const MOST_SEEN: usize = 32;

    fn of(text: &'a str, stated: impl Iterator<Item = (&'a [String], Column<'a>)>) -> Self {
        let mut columns = Self { text, values: Vec::new(), row: 0, objects: vec![Fields::new()] };
        for (at, (field, column)) in stated.enumerate() {
            columns.values.push(column);
            if field.len() <= Self::DEEPEST {
                columns.add(at, field);
            }
        }
        columns
    }

    fn add(&mut self, column: usize, field: &'a [String]) {
        let mut object = 0;
        for (depth, name) in (1..).zip(field) {
            let next = self.objects.len();
            let Some(Fields { stated, .. }) = self.objects.get_mut(object) else { return };
            let known = stated.iter().position(|(known, _)| known == name);
            let at = known.unwrap_or(stated.len());
            if known.is_none() {
                stated.push((name, Member::default()));
            }
            let Some((_, member)) = stated.get_mut(at) else { return };
            if depth == field.len() {
                member.column = Some(column);
                return;
            }
            object = *member.object.get_or_insert(next);
            if object == next {
                self.objects.push(Fields::new());
            }
        }
    }

    /// Adds the scalars of the object that stands here, if it is one, and whether it is and ends. It ends where
    /// its brackets say, whatever stands in it.
    fn read(&mut self, cursor: &mut Cursor<'_>, object: usize) -> bool {
        if !cursor.pass(b'{') {
            return false;
        }
        let mut before = 0;
        loop {
            match cursor.peek() {
                close @ (b'}' | b']') => return cursor.pass(close),
                b',' => _ = cursor.pass(b','),
                0 => return false,
                _ => self.member(cursor, object, &mut before),
            }
        }
    }

    fn member(&mut self, cursor: &mut Cursor<'_>, object: usize, before: &mut usize) {
        let Some(fields) = self.objects.get_mut(object) else { return };
        let Member { column, object } = fields.member(cursor, self.text, before);
        cursor.pass(b':');
        match (cursor.peek(), object) {
            (b'{', Some(object)) => _ = self.read(cursor, object),
            (b'{' | b'[', _) => _ = cursor.skip(),
            (b'}' | b']' | b',' | 0, _) => {}
            _ => {
                let value = cursor.skip();
                if let Some(values) = column.and_then(|column| self.values.get_mut(column)) {
                    values.add(self.row, value.of(self.text));
                }
            }
        }
    }
}

impl<'a> Fields<'a> {
    fn new() -> Self {
        Self { stated: Vec::new(), seen: vec![("", Member::default(), 0)] }
    }

    /// Reads a key; `before` is the number of the one before it.
    fn member(&mut self, cursor: &mut Cursor<'_>, text: &'a str, before: &mut usize) -> Member {
        let guess = self.seen.get(*before).map_or(0, |(_, _, next)| *next);
        if let Some((literal, member, _)) = self.seen.get(guess).filter(|_| guess > 0)
            && cursor.accept(literal)
        {
            *before = guess;
            return *member;
        }
        let literal = cursor.skip().of(text);
        let known = self.seen.iter().position(|(seen, ..)| *seen == literal);
        let next = known.unwrap_or(self.seen.len());
        let member = match known.and_then(|at| self.seen.get(at)) {
            Some((_, member, _)) => *member,
            None => self.stated(literal),
        };
        if known.is_none() && (next > Columns::MOST_SEEN || decode(literal).is_none()) {
            return member;
        }
        if known.is_none() {
            self.seen.push((literal, member, 0));
        }
        if let Some((_, _, follower)) = self.seen.get_mut(*before) {
            *follower = next;
        }
        *before = next;
        member
    }

    /// What is wanted of the member with this key.
    fn stated(&self, literal: &str) -> Member {
        let key = decode(literal).unwrap_or_default();
        let stated = self.stated.iter().find(|(name, _)| *name == key);
        stated.map_or_else(Member::default, |(_, member)| *member)
    }
}

/// Whether these are all the values of a column, with how often each occurs.
fn counts_hold(stated: &[(String, usize)], column: Vec<(&str, usize)>) -> bool {
    let text = |source: &str| match decode(source) {
        Some(said) if source.starts_with('"') => Fact::text(&said),
        _ => source.to_owned(),
    };
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (source, times) in column {
        *counts.entry(text(source)).or_default() += times;
    }
    stated.len() == counts.len()
        && stated.iter().all(|(value, count)| counts.remove(value) == Some(*count))
}
