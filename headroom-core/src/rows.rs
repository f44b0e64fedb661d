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
}
