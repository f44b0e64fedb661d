//! Rows of a JSON container, and what a notice may say of all of them.

/// Some of the rows of a container: elements of an array, members of an object, or the values of a
/// sequence such as JSON lines. Counted from 1, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rows {
    /// The first of them.
    pub first: usize,
    /// The last of them.
    pub last: usize,
    /// How many rows the container has.
    pub total: usize,
}

impl Rows {
    /// How many rows that are.
    #[must_use]
    pub const fn count(self) -> usize {
        self.last.saturating_add(1).saturating_sub(self.first)
    }
}

/// A statement on rows. The checker computes it again. But for keys it is one on all the rows of a
/// container, be they shown or not.
///
/// A field is named by the keys that lead to it from a row, through objects only. Values are JSON
/// texts: numbers as they stand in the input, strings as [`Fact::text`] writes them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fact {
    /// The scalars that a field has, all of them, and in how many rows each stands.
    Counts {
        /// The keys that lead to the field.
        field: Vec<String>,
        /// Each value with the number of its rows.
        values: Vec<(String, usize)>,
    },
    /// The numbers that a field has: the smallest, the greatest and the middle one of the sorted
    /// (of two in the middle, the smaller).
    Range {
        /// The keys that lead to the field.
        field: Vec<String>,
        /// The smallest number.
        least: String,
        /// The number in the middle.
        median: String,
        /// The greatest number.
        greatest: String,
    },
    /// Keys that stand in the elided rows, at any depth.
    Keys(Vec<String>),
}

impl Fact {
    /// The most values of a [`Fact::Counts`].
    pub const MOST_VALUES: usize = 32;
    /// The most names of a [`Fact::Keys`].
    pub const MOST_KEYS: usize = 1_000;

    /// A string as a JSON text, as facts have it.
    #[must_use]
    pub fn text(said: &str) -> String {
        crate::document::literal::encode(said)
    }

    /// The number that a JSON text stands for, if it is one.
    #[must_use]
    pub fn number(source: &str) -> Option<f64> {
        /// Numbers of so many digits are what they say, without rounding.
        const EXACT: usize = 15;
        let unsigned = source.strip_prefix('-').unwrap_or(source);
        if (1..=EXACT).contains(&unsigned.len()) && unsigned.bytes().all(|b| b.is_ascii_digit()) {
            let number = unsigned.bytes().fold(0, |sum, b| sum * 10 + u64::from(b - b'0')) as f64;
            return Some(if unsigned.len() < source.len() { -number } else { number });
        }
        let numeric = source.starts_with(|c: char| c.is_ascii_digit() || c == '-');
        source.parse().ok().filter(|_| numeric)
    }

    /// The smallest, the middle and the greatest of numbers, each with its source text, as a [`Fact::Range`]
    /// has them. Equal numbers go by their text. Sorts in part, in linear time.
    #[must_use]
    pub fn range<'a>(numbers: &mut [(f64, &'a str)]) -> Option<[&'a str; 3]> {
        let order = |a: &&(f64, &'a str), b: &&(f64, &'a str)| {
            a.0.total_cmp(&b.0).then_with(|| a.1.cmp(b.1))
        };
        let least = numbers.iter().min_by(order)?.1;
        let greatest = numbers.iter().max_by(order)?.1;
        let middle = (numbers.len() - 1) / 2;
        let (_, &mut (median, _), _) =
            numbers.select_nth_unstable_by(middle, |a, b| a.0.total_cmp(&b.0));
        let smaller = numbers.iter().filter(|(x, _)| x.total_cmp(&median).is_lt()).count();
        let equal = numbers.iter().filter(|(x, _)| x.total_cmp(&median).is_eq());
        let mut equal: Vec<&str> = equal.map(|(_, source)| *source).collect();
        let (_, median, _) = equal.select_nth_unstable(middle - smaller);
        Some([least, median, greatest])
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Fact;

    #[test]
    fn numbers_are_read_as_they_are() {
        for source in
            ["0", "-0", "7", "-12", "999999999999999", "1000000000000000", "0.5", "-1e400"]
        {
            let number = Fact::number(source).map(f64::to_bits);
            assert_eq!(number, source.parse().ok().map(f64::to_bits), "{source}");
        }
        for source in ["", "-", "\"1\"", "true", "null", "+1", ".5", "inf", "x1"] {
            assert_eq!(Fact::number(source), None, "{source}");
        }
    }

    proptest! {
        #[test]
        fn ranges_are_those_of_sorted_numbers(
            sources in prop::collection::vec("-?[0-3](\\.0|e0)?", 0..40)
        ) {
            let with_number = |source: &'_ str| Fact::number(source).unwrap_or(0.0);
            let mut numbers: Vec<(f64, &str)> =
                sources.iter().map(|source| (with_number(source), source.as_str())).collect();
            let found = Fact::range(&mut numbers);
            numbers.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(b.1)));
            let at = |at: usize| numbers.get(at).map(|(_, source)| *source);
            let last = numbers.len().checked_sub(1);
            let expected = last.and_then(|last| Some([at(0)?, at(last / 2)?, at(last)?]));
            prop_assert_eq!(found, expected);
        }
    }
}
