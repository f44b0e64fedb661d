//! Headings of files and lines with numbers: what the fold writes and its inverse reads.

use super::path::is_path;

/// The most digits of a line number. Ten digits fit every file, and never overflow.
const MAX_DIGITS: usize = 10;

/// What stands between a line number and the text: a match or a line of context.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Hit,
    Context,
}

/// A heading over the hits of a file: `src/cli.rs (3 hits)`, `src/cli.rs (1 hit, 4 context)`; where
/// others are left out, `src/cli.rs (3 hits shown)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FileHeading<'a> {
    pub(super) path: &'a str,
    pub(super) hits: usize,
    pub(super) context: usize,
    /// Whether there are more than those.
    pub(super) cut: bool,
}

impl<'a> FileHeading<'a> {
    pub(super) fn parse(line: &'a str) -> Option<Self> {
        let (path, counts) = line.strip_suffix(')')?.rsplit_once('(')?;
        let path = path.strip_suffix(' ')?;
        let shown = counts.strip_suffix(SHOWN);
        let counts = shown.unwrap_or(counts);
        let (hits, context) = match counts.split_once(',') {
            Some((hits, context)) => {
                let context = count(context.strip_prefix(' ')?.strip_suffix(" context")?)?;
                (hits, Some(context).filter(|context| *context > 0)?)
            }
            None => (counts, 0),
        };
        let hits = match hits.strip_suffix(" hits") {
            Some(hits) => count(hits).filter(|&hits| hits != 1)?,
            None => (hits == "1 hit").then_some(1)?,
        };
        let written = hits > 0 || context > 0 && shown.is_some();
        let heading = Self { path, hits, context, cut: shown.is_some() };
        (written && is_path(path)).then_some(heading)
    }

    pub(super) fn write(&self, out: &mut String) {
        let hits = if self.hits == 1 { " hit" } else { " hits" };
        let mut push = |parts: &[&str]| parts.iter().for_each(|part| out.push_str(part));
        push(&[self.path, " (", &self.hits.to_string(), hits]);
        if self.context > 0 {
            push(&[", ", &self.context.to_string(), " context"]);
        }
        push(&[if self.cut { SHOWN } else { "" }, ")"]);
    }
}

const SHOWN: &str = " shown";

/// A whole text that is a count: decimal digits without leading zeros.
pub(super) fn count(text: &str) -> Option<usize> {
    let (_, digits) = number(text)?;
    (digits == text.len()).then(|| text.parse().ok())?
}

/// The decimal number at the start of a text, without leading zeros, and its length.
pub(super) fn number(text: &str) -> Option<(u64, usize)> {
    let bytes = text.as_bytes();
    let (mut value, mut digits) = (0, 0);
    while let Some(byte) = bytes.get(digits).filter(|byte| byte.is_ascii_digit()) {
        value = value * 10 + u64::from(byte - b'0');
        digits += 1;
        if digits > MAX_DIGITS {
            return None;
        }
    }
    let canonical = digits == 1 || bytes.first() != Some(&b'0');
    (0 < digits && canonical).then_some((value, digits))
}

/// A line that starts with its number: `12:text`, `12-context`. The rest starts at the mark.
pub(super) fn numbered(line: &str) -> Option<(u64, Mark, &str)> {
    let (value, digits) = number(line)?;
    let rest = line.get(digits..)?;
    let mark = match rest.as_bytes().first()? {
        b':' => Mark::Hit,
        b'-' => Mark::Context,
        _ => return None,
    };
    Some((value, mark, rest))
}

/// Lines of equal text written as one, `12,15,20:text`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct MergedLine<'a> {
    /// How many lines.
    pub(super) count: usize,
    numbers: &'a str,
    /// What follows the numbers, from the colon on.
    pub(super) rest: &'a str,
}

impl<'a> MergedLine<'a> {
    /// The numbers in order, each also as it is written.
    pub(super) fn numbers(&self) -> impl Iterator<Item = (u64, &'a str)> + use<'a> {
        self.numbers.split(',').filter_map(|digits| Some((number(digits)?.0, digits)))
    }
}

/// Reads a line as several of equal text. A line with a single number is none.
pub(super) fn merged(line: &str) -> Option<MergedLine<'_>> {
    let (mut last, digits) = number(line)?;
    let mut rest = line.get(digits..)?;
    let mut count = 1;
    while let Some(more) = rest.strip_prefix(',') {
        let (value, digits) = number(more).filter(|(value, _)| *value > last)?;
        (last, rest) = (value, more.get(digits..)?);
        count += 1;
    }
    let numbers = line.get(..line.len() - rest.len())?;
    (count > 1 && rest.starts_with(':')).then_some(MergedLine { count, numbers, rest })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_read_as_they_are_written() {
        for line in [
            "a.rs (1 hit)",
            "src/a.rs (12 hits)",
            "src/a.rs (1 hit, 4 context)",
            r"C:\a b\c.rs (2 hits)",
            "src/a.rs (1 hit shown)",
            "src/a.rs (0 hits, 3 context shown)",
        ] {
            let heading = FileHeading::parse(line).expect(line);
            let mut out = String::new();
            heading.write(&mut out);
            assert_eq!(out, line);
        }
        for line in [
            "a.rs (1 hits)",
            "a.rs (2 hit)",
            "a.rs (02 hits)",
            "a b.rs (2 hits)",
            "a.rs (0 hits)",
            "a.rs (0 hits, 3 context)",
            "a.rs (0 hits shown)",
            "a.rs (2 hits, 0 context)",
        ] {
            assert_eq!(FileHeading::parse(line), None, "{line}");
        }
    }

    #[test]
    fn merged_lines() {
        let line = merged("1,3,20:x").expect("merged");
        assert_eq!((line.count, line.rest), (3, ":x"));
        assert_eq!(line.numbers().collect::<Vec<_>>(), [(1, "1"), (3, "3"), (20, "20")]);
        for line in ["1:x", "1,:x", "1,1:x", "3,1:x", "1,3-x", "1,03:x", "a"] {
            assert_eq!(merged(line), None, "{line}");
        }
    }
}
