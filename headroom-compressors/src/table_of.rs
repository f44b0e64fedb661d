//! Tables laid out when the program is compiled, so that one look does for a chain of comparisons.

/// A table of so many bytes: what an expression of the index says for each.
macro_rules! table_of {
    ($length:expr, |$index:ident| $entry:expr) => {{
        let mut table = [0; $length];
        let (mut rest, mut $index): (&mut [u8], usize) = (&mut table, 0);
        while let Some((first, others)) = rest.split_first_mut() {
            *first = $entry;
            (rest, $index) = (others, $index + 1);
        }
        table
    }};
}

pub(crate) use table_of;
