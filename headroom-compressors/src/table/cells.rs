//! The cells of rows, for telling which rows matter.

/// How the cells of a table are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cells {
    /// By this byte, outside of quotes.
    Separated(u8),
    /// By bars.
    Ruled(char),
    /// By two blanks or more.
    Gaps,
    /// By blanks.
    Words,
}

impl Cells {
    /// How the rows of a table are written, by its first lines.
    pub(super) fn of_table(text: &str, is_csv: bool) -> Self {
        let first = text.lines().next().unwrap_or("");
        let separator = b"\t,;|".iter().find(|separator| first.as_bytes().contains(separator));
        if let Some(separator) = separator.filter(|_| is_csv) {
            return Self::Separated(*separator);
        }
        if let Some(bar) = ['|', '│']
            .into_iter()
            .find(|bar| text.lines().take(4).filter(|line| line.contains(*bar)).count() >= 2)
        {
            return Self::Ruled(bar);
        }
        let gaps = |line: &str| line.split("  ").filter(|part| !part.is_empty()).count();
        let mut counts = text.lines().take(6).map(gaps);
        let columns = counts.next().unwrap_or(0);
        if columns >= 3 && counts.all(|count| count == columns) { Self::Gaps } else { Self::Words }
    }

    /// Hands over the cells of a row with their places, from the first one on, no more than `most`.
    pub(super) fn each<'a>(self, line: &'a str, most: usize, mut each: impl FnMut(usize, &'a str)) {
        fn all<'a>(
            cells: impl Iterator<Item = &'a str>,
            most: usize,
            each: &mut dyn FnMut(usize, &'a str),
        ) {
            cells.take(most).enumerate().for_each(|(at, cell)| each(at, cell));
        }
        match self {
            Self::Separated(separator) => {
                let mut quoted = false;
                let ends = |c| {
                    quoted ^= c == '"';
                    !quoted && c == char::from(separator)
                };
                all(line.split(ends), most, &mut each);
            }
            Self::Ruled(bar) => all(line.split(bar).map(str::trim), most, &mut each),
            Self::Gaps => {
                let cells = line.split("  ").map(str::trim).filter(|cell| !cell.is_empty());
                all(cells, most, &mut each);
            }
            Self::Words => all(line.split_ascii_whitespace(), most, &mut each),
        }
    }
}
