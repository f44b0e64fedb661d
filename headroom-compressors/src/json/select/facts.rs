//! What is said of the rows of a container as a whole.

use headroom_core::Fact;
use headroom_core::document::literal::decode;

use super::super::tree::Tree;
use super::Hidden;
use super::fields::{Field, Fields, Value};

/// What is said of all rows, and of their keys.
pub(super) type Statement = Vec<Fact>;

/// Values of more bytes are not counted.
const LONGEST_VALUE: usize = 60;
/// Values of an enumeration that are listed.
const MOST_VALUES: usize = 16;
/// Fields of which anything is said.
const MOST_FACTS: usize = 16;
/// Containers of fewer rows are not described.
const MIN_ROWS: usize = 8;

/// The values and ranges of the fields of `n` rows.
pub(super) fn statement(fields: &Fields<'_>, n: usize) -> Statement {
    if n < MIN_ROWS {
        return Statement::new();
    }
    let common = fields.all.iter().filter(|field| field.cells().len() * 2 >= n);
    common.filter_map(|field| fact(fields, field)).take(MOST_FACTS).collect()
}

fn fact(fields: &Fields<'_>, field: &Field<'_>) -> Option<Fact> {
    let path = || fields.path(field);
    if let Some(values) = &field.values {
        let few = values.len() <= MOST_VALUES && values.len() * 3 <= field.cells().len();
        let short = values.iter().all(|value| value.source.len() <= LONGEST_VALUE);
        // A value that all rows have is seen in those that are shown.
        if few && short && values.len() > 1 {
            return Some(Fact::Counts { field: path()?, values: counts(values)? });
        }
        if values.len() == 1 {
            return None;
        }
    }
    let [least, median, greatest] = field.numbers.as_ref()?.range.map(str::to_owned);
    Some(Fact::Range { field: path()?, least, median, greatest })
}

/// Values with their rows, the most frequent first. Two ways to write one string are one value.
fn counts(values: &[Value<'_>]) -> Option<Vec<(String, usize)>> {
    let mut out: Vec<(String, usize)> = Vec::new();
    for value in values {
        let text = match value.source.starts_with('"') {
            true => Fact::text(&decode(value.source)?),
            false => value.source.to_owned(),
        };
        match out.iter_mut().find(|(known, _)| *known == text) {
            Some((_, rows)) => *rows += value.rows,
            None => out.push((text, value.rows)),
        }
    }
    out.sort_by_key(|(_, rows)| std::cmp::Reverse(*rows));
    Some(out)
}

/// Names the keys that are nowhere in sight: each once, with the first rows that have it.
pub(super) fn name_keys(tree: &Tree<'_>, hidden: &mut [Hidden]) {
    let mut known = vec![false; tree.keys()];
    let mut unknown = tree.keys() - 1;
    tree.members_outside(hidden.iter().map(|hidden| hidden.span), |key| {
        unknown -= usize::from(!mark(&mut known, key));
        unknown > 0
    });
    if unknown == 0 {
        return;
    }
    let mut named = 0;
    for hidden in hidden {
        let mut keys = Vec::new();
        tree.members_within(hidden.span, |key| {
            if !mark(&mut known, key) && named + keys.len() < Fact::MOST_KEYS {
                keys.push(key);
            }
        });
        named += keys.len();
        let names: Vec<String> = keys
            .into_iter()
            .filter_map(|key| decode(tree.key(key).literal))
            .map(Into::into)
            .collect();
        if !names.is_empty() {
            hidden.facts.insert(0, Fact::Keys(names));
        }
    }
}

/// Marks a key, and tells whether it was.
fn mark(known: &mut [bool], key: u32) -> bool {
    known.get_mut(key as usize).is_none_or(|known| std::mem::replace(known, true))
}
