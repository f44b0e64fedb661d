//! What the numbers of a field say.

use headroom_core::Fact;

use super::super::tree::Tree;
use super::shifts::{median, shift};

/// A number is far off at so many times the usual distance from the middle one …
const FAR: f64 = 9.0;
/// … of at least so many.
const MIN_NUMBERS: usize = 8;
/// Numbers that are far off, at each end.
const EACH_END: usize = 2;

/// The numbers of a field in a few words.
#[derive(Debug)]
pub(super) struct Numbers<'t> {
    /// The source texts of the smallest, the middle and the greatest.
    pub(super) range: [&'t str; 3],
    /// The rows with a number far off the others.
    pub(super) far_off: Vec<usize>,
    /// The row where numbers go over to another level, and the one before.
    pub(super) shift: Vec<usize>,
}

impl<'t> Numbers<'t> {
    /// Of the cells of a field, the rows with their nodes, if numbers are what it mostly has. Linear.
    pub(super) fn of(tree: &'t Tree<'t>, cells: &[(u32, u32)]) -> Option<Self> {
        let number = |&(row, id): &(u32, u32)| {
            let source = tree.source(id);
            Some((Fact::number(source)?, row as usize, source))
        };
        // Mostly the first rows tell that there are none.
        let some = cells.iter().take(8).filter_map(number).count();
        (some * 2 >= cells.len().min(8)).then_some(())?;
        let (mut rows, mut sources) = (Vec::new(), Vec::new());
        for (x, row, source) in cells.iter().filter_map(number) {
            rows.push((x, row));
            sources.push((x, source));
        }
        (rows.len() * 5 >= cells.len() * 4).then_some(())?;
        let range = Fact::range(&mut sources)?;
        drop(sources);
        let values: Vec<f64> = rows.iter().map(|(x, _)| *x).collect();
        let row = |at: usize| rows.get(at).map(|(_, row)| *row);
        let both = |at: usize| row(at).into_iter().chain(row(at - 1)).collect();
        let shift = shift(&values).map(both).unwrap_or_default();
        Some(Self { range, far_off: far_off(&rows, values), shift })
    }
}

/// Rows with a number far off the others: by the median of the distances from the median.
fn far_off(rows: &[(f64, usize)], mut values: Vec<f64>) -> Vec<usize> {
    if rows.len() < MIN_NUMBERS {
        return Vec::new();
    }
    let middle = median(&mut values);
    for x in &mut values {
        *x = (*x - middle).abs();
    }
    let usual = median(&mut values);
    let far = |&(x, _): &(f64, usize)| usual > 0.0 && (x - middle).abs() > FAR * usual;
    let low = ends(rows, |a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)).is_lt());
    let high = ends(rows, |a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)).is_gt());
    low.into_iter().chain(high).filter(far).map(|(_, row)| row).collect()
}

/// The first ones in an order.
fn ends(
    rows: &[(f64, usize)],
    before: impl Fn(&(f64, usize), &(f64, usize)) -> bool,
) -> Vec<(f64, usize)> {
    let mut first: Vec<(f64, usize)> = Vec::with_capacity(EACH_END + 1);
    for row in rows {
        if first.len() == EACH_END && first.last().is_some_and(|last| !before(row, last)) {
            continue;
        }
        let at = first.iter().position(|known| before(row, known)).unwrap_or(first.len());
        first.insert(at, *row);
        first.truncate(EACH_END);
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_far_off_stands_at_the_ends() {
        let numbers = |numbers: &[f64]| {
            let rows: Vec<(f64, usize)> = numbers.iter().copied().zip(0..).collect();
            far_off(&rows, numbers.to_vec())
        };
        let usual = [5.0, 6.0, 7.0, 5.0, 6.0, 7.0, 5.0, 6.0, 7.0];
        assert_eq!(numbers(&usual), Vec::<usize>::new());
        assert_eq!(numbers(&[&usual[..], &[90.0, -90.0, 90.0, 80.0]].concat()), [10, 11, 9]);
        assert_eq!(numbers(&[&[-50.0, -60.0, -70.0], &usual[..]].concat()), [2, 1]);
        assert_eq!(numbers(&[5.0, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0, 90.0]), Vec::<usize>::new());
    }
}
