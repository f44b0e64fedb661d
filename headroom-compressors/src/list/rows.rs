//! Rows of one kind: the first, the last, the named, the unusual, and some from all over the list.

use std::collections::HashMap;

use headroom_core::{FieldKind, Hints, WordCount, record};

use super::{Kept, List, SMALL, marks};
use crate::table::{Cells, Column, Table};

/// Rows that stay at the start and at the end.
const FIRST: usize = 6;
const LAST: usize = 4;

/// Rows that are unusual in one way are no more than one in so many.
const UNUSUAL: usize = 10;

/// Tokens of unusual rows that stay, for each token that is aimed at: in percent.
const UNUSUAL_SHARE: usize = 60;

/// The rows that stay: of a long list about `aim` tokens, of a short one all but heavy ones; `None` if it has none
/// of these. Linear in the text, but for sorting numbers.
pub(super) fn of(
    list: &List<'_>,
    is_long: bool,
    aim: usize,
    hints: &Hints<'_>,
) -> Option<Vec<bool>> {
    let heavy = heavy(list);
    let of_heavy: usize = heavy.iter().map(|row| list.cost(*row)).sum();
    if !heavy.is_empty() && (!is_long || list.tokens < SMALL + of_heavy) {
        return Some(without_heavy(list, heavy, hints));
    }
    is_long.then(|| choose(list, heavy, aim, hints))
}

/// The rows of a long list that stay, so that about `aim` tokens do.
fn choose(list: &List<'_>, heavy: Vec<usize>, aim: usize, hints: &Hints<'_>) -> Vec<bool> {
    let count = list.lines.len();
    let mut kept = Kept::new(list, aim);
    let ends = (0..FIRST).chain(count.saturating_sub(LAST)..count);
    ends.filter(|row| !heavy.contains(row)).for_each(|row| kept.keep(list, row));
    let Some(marked) = marks::marked(list) else { return vec![true; count] };
    marked.into_iter().for_each(|row| kept.keep(list, row));
    let mut room = aim / 2;
    for row in marks::asked(list, hints) {
        let before = kept.left;
        kept.fill(list, std::iter::once(row), room);
        room = room.saturating_sub(before - kept.left);
    }
    kept.set_aside(heavy);
    let unusual = unusual(list);
    let room = aim * UNUSUAL_SHARE / 100;
    kept.left = kept.left.max(room);
    kept.spread(list, &unusual, room);
    // What comes first in a list is mostly what it is asked for.
    let left = kept.left;
    kept.fill(list, 0..count, left * 6 / 10);
    kept.fill(list, (0..count).rev(), left / 5);
    let rest: Vec<usize> = (0..count).filter(|row| !kept.has(*row)).collect();
    kept.spread(list, &rest, left / 5);
    kept.rows
}

/// Variables with values that are many times as long as others, in order: `LS_COLORS` of an environment.
fn heavy(list: &List<'_>) -> Vec<usize> {
    /// As many times as the mean, and so many tokens.
    const TIMES: usize = 8;
    const TOKENS: usize = 150;
    let least = (list.tokens / list.lines.len().max(1) * TIMES).max(TOKENS);
    let assigns = |row: &usize| {
        let name = list.line(*row).split('=').next().unwrap_or("");
        WordCount::is_word(name)
    };
    (0..list.lines.len()).filter(|row| list.cost(*row) > least && assigns(row)).collect()
}

/// All rows but heavy ones that nothing asked for.
fn without_heavy(list: &List<'_>, heavy: Vec<usize>, hints: &Hints<'_>) -> Vec<bool> {
    let mut kept = vec![true; list.lines.len()];
    let asked = marks::asked(list, hints);
    for row in heavy.into_iter().filter(|row| !asked.contains(row)) {
        kept.iter_mut().skip(row).take(1).for_each(|kept| *kept = false);
    }
    kept
}

/// Rows that have what few others have: a value in a column of few values, a number far from the others, or a
/// start of another kind.
fn unusual(list: &List<'_>) -> Vec<usize> {
    let count = list.lines.len();
    let table = Table { text: list.text, lines: &list.lines, cells: &Cells::Words, header: 0 };
    let mut columns = table.columns();
    columns.push(last_fields(list));
    let few = |rows: &Vec<usize>| rows.len() * UNUSUAL <= count;
    let rare = columns.iter().map(|column| column.rare(count)).filter(few);
    let far = columns.iter().map(Column::outliers).filter(few);
    let mut rows: Vec<usize> = rare.chain(far).flatten().collect();
    rows.extend(Some(other_kinds(list)).filter(few).into_iter().flatten());
    rows.sort_unstable();
    rows.dedup();
    rows
}

/// The last fields of the rows: where tools put marks.
fn last_fields<'a>(list: &List<'a>) -> Column<'a> {
    let mut column = Column::default();
    for row in 0..list.lines.len() {
        let field = list.line(row).rsplit([' ', '\t']).next().unwrap_or("");
        column.add(row, field);
    }
    column
}

/// Rows that begin with a field of another kind than most: headings, warnings between the rows, marked
/// entries.
fn other_kinds(list: &List<'_>) -> Vec<usize> {
    let kind = |row: usize| {
        let line = list.line(row);
        let inner = record(line);
        let margin = line.get(..line.len() - inner.len()).unwrap_or("").trim();
        let end = memchr::memchr2(b' ', b'\t', inner.as_bytes()).unwrap_or(inner.len());
        (FieldKind::of(inner.get(..end).unwrap_or("")), margin)
    };
    let mut numbers = HashMap::new();
    let mut counts: Vec<usize> = Vec::new();
    let mut last = None;
    let kinds: Vec<usize> = (0..list.lines.len())
        .map(|row| {
            let kind = kind(row);
            // Mostly the row before is of the same kind.
            let number = match last {
                Some((other, number)) if other == kind => number,
                _ => *numbers.entry(kind).or_insert(counts.len()),
            };
            last = Some((kind, number));
            if number == counts.len() {
                counts.push(0);
            }
            counts.iter_mut().skip(number).take(1).for_each(|count| *count += 1);
            number
        })
        .collect();
    let rare = |kind: usize| counts.get(kind).is_some_and(|count| count * 50 <= list.lines.len());
    let rows = kinds.iter().enumerate().filter(|(_, kind)| rare(**kind)).map(|(row, _)| row);
    rows.filter(|row| !list.line(*row).trim().is_empty()).collect()
}
