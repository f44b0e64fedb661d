//! Lines that are out of sight, with names that stand in them.

use std::fmt;

use super::{LEFT_OUT, Lines};

const WITH: &str = ", with ";
const SEPARATOR: &str = ", ";
/// Longer names are no names.
const LONGEST: usize = 120;

/// Lines, and names that stand in them, as they are written there.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LinesWith {
    /// The numbers of the lines in the original, from 1.
    pub lines: Lines,
    /// The names, at least one.
    pub names: Vec<String>,
}

/// Whether a text can stand in a list of names: one line of some length, without what separates or
/// ends them.
#[must_use]
pub fn is_listable(name: &str) -> bool {
    let ends = name.starts_with(char::is_whitespace) || name.ends_with(char::is_whitespace);
    !name.is_empty()
        && name.len() <= LONGEST
        && !ends
        && !name.contains(SEPARATOR)
        && !name
            .contains(|c: char| c.is_control() || matches!(c, '[' | ']' | '\u{2028}' | '\u{2029}'))
}

pub(super) fn write(with: &LinesWith, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let LinesWith { lines, names } = with;
    write!(f, "{lines}{LEFT_OUT}{WITH}{}", names.join(SEPARATOR))
}

/// Reads what follows a range: `, with a, b`.
pub(super) fn parse(text: &str) -> Option<Vec<String>> {
    let names = text.strip_prefix(WITH)?.split(SEPARATOR);
    names.map(|name| is_listable(name).then(|| name.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Notice;
    use super::*;

    #[test]
    fn names_are_written_and_read() {
        let names = ["Config", "src/main.rs", "load(x)", "E0502"].map(str::to_owned).to_vec();
        let notice = Notice::LeftOutWith(LinesWith { lines: Lines::new(3, 40), names });
        let line = notice.to_string();
        assert_eq!(line, "[lines 3-40 left out, with Config, src/main.rs, load(x), E0502]");
        assert_eq!(Notice::parse(&line), Some(notice));
        assert_eq!(Notice::parse("[lines 3-40 left out, with ]"), None);
        assert_eq!(Notice::parse("[lines 3-40 left out, with a, ]"), None);
    }

    #[test]
    fn what_would_break_the_list_is_no_name() {
        for text in ["", "a, b", "a]", "[a", "a\nb", " a", "a ", "\u{2028}", &"x".repeat(121)] {
            assert!(!is_listable(text), "{text:?}");
        }
    }
}
