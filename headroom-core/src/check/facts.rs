//! Whether what notices state of the rows of a container is so.

use std::collections::{BTreeMap, HashSet};

use crate::Fact;
use crate::document::Cursor;
use crate::document::literal::decode;

/// Whether what is stated of all rows holds. Their container starts here; `None` is the text as a whole.
/// Keys are for the scan of the elided rows to find.
pub(super) fn hold(text: &str, container: Option<usize>, facts: &[Fact]) -> bool {
    if !facts.iter().any(|fact| matches!(fact, Fact::Counts { .. } | Fact::Range { .. })) {
        return true;
    }
    let fields: Vec<&[String]> = facts.iter().filter_map(field).collect();
    let mut distinct = HashSet::new();
    if !fields.iter().all(|field| !field.is_empty() && distinct.insert(*field)) {
        return false;
    }
    let mut columns = vec![Vec::new(); fields.len()];
    let mut cursor = Cursor::new(text, container.unwrap_or(0));
    let mut row = |cursor: &mut Cursor<'_>| collect(cursor, text, &fields, 0, &mut columns);
    match container {
        None => while_any(&mut cursor, row),
        Some(_) if cursor.peek() == b'{' => cursor.object(|cursor, _| row(cursor)),
        Some(_) => cursor.array(row),
    }
    let mut columns = columns.into_iter();
    facts.iter().all(|fact| match fact {
        Fact::Counts { values, .. } => counts_hold(values, columns.next().unwrap_or_default()),
        Fact::Range { least, median, greatest, .. } => {
            let column = columns.next().unwrap_or_default();
            range(column).is_some_and(|range| range == [least, median, greatest])
        }
        Fact::Keys(_) => true,
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

/// Adds the scalars of one row to the columns of the fields that begin with the keys so far.
fn collect<'a>(
    cursor: &mut Cursor<'_>,
    text: &'a str,
    fields: &[&[String]],
    depth: usize,
    columns: &mut [Vec<&'a str>],
) {
    // What is stated decides how deep to go; nobody states more.
    const DEEPEST: usize = 16;
    if depth > DEEPEST || cursor.peek() != b'{' {
        return;
    }
    cursor.object(|cursor, key| {
        let (mut deeper, mut ends) = (false, None);
        for (at, field) in fields.iter().enumerate() {
            if field.get(depth).is_some_and(|name| name == key) {
                deeper |= field.len() > depth + 1;
                ends = if field.len() == depth + 1 { Some(at) } else { ends };
            }
        }
        match cursor.peek() {
            b'{' if deeper => {
                let inner: Vec<&[String]> = fields
                    .iter()
                    .map(|field| {
                        let leads = field.get(depth).is_some_and(|name| name == key);
                        if leads && field.len() > depth + 1 { *field } else { &[] }
                    })
                    .collect();
                collect(cursor, text, &inner, depth + 1, columns);
            }
            b'{' | b'[' => {}
            _ => {
                if let Some(column) = ends.and_then(|at| columns.get_mut(at)) {
                    column.push(cursor.skip().of(text));
                }
            }
        }
    });
}

/// Whether these are all the values of a column, with how often each occurs.
fn counts_hold(stated: &[(String, usize)], column: Vec<&str>) -> bool {
    let text = |source: &str| match decode(source) {
        Some(said) if source.starts_with('"') => Fact::text(&said),
        _ => source.to_owned(),
    };
    // A value is mostly written in one way: it is read once.
    let mut sources: BTreeMap<&str, usize> = BTreeMap::new();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for source in column {
        if let Some(times) = sources.get_mut(source) {
            *times += 1;
            continue;
        }
        sources.insert(source, 1);
        counts.insert(text(source), 0);
        if counts.len() > Fact::MOST_VALUES {
            return false;
        }
    }
    for (source, times) in sources {
        *counts.entry(text(source)).or_default() += times;
    }
    stated.len() == counts.len()
        && stated.iter().all(|(value, count)| counts.remove(value) == Some(*count))
}

/// The smallest, middle and greatest number of a column. Equal numbers go by their text.
fn range(column: Vec<&str>) -> Option<[&str; 3]> {
    let number = |source: &str| {
        let numeric = source.starts_with(|c: char| c.is_ascii_digit() || c == '-');
        source.parse::<f64>().ok().filter(|_| numeric)
    };
    let mut numbers: Vec<(f64, &str)> =
        column.into_iter().filter_map(|source| Some((number(source)?, source))).collect();
    let order = |a: &(f64, &str), b: &(f64, &str)| a.0.total_cmp(&b.0).then(a.1.cmp(b.1));
    let middle = numbers.len().checked_sub(1)? / 2;
    let (below, &mut median, above) = numbers.select_nth_unstable_by(middle, order);
    let least = below.iter().copied().min_by(order).unwrap_or(median);
    let greatest = above.iter().copied().max_by(order).unwrap_or(median);
    Some([least.1, median.1, greatest.1])
}
