//! What stands below the heading of a directory, and where that ends.

use super::grammar::{FileHeading, Mark, numbered};
use super::hit::hit;
use super::path::{has_separator, is_in_full};

/// What stands under a directory's heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    /// Headings of files, and hits that start with a name.
    Hits,
    /// Names, each followed by its hits and a blank line, as `--heading` writes them.
    Headed,
    /// Names, one a line.
    Paths,
}

impl Section {
    /// What a line that is no heading does to a section of this kind; `fresh` says that it comes
    /// first or after a blank line.
    pub(super) fn effect(self, line: &str, fresh: bool) -> Effect {
        let name = match self {
            Self::Paths => true,
            Self::Headed => fresh && !line.is_empty(),
            Self::Hits => hit(line).is_some(),
        };
        if is_in_full(line) {
            Effect::Ends
        } else if name {
            Effect::Relative
        } else {
            Effect::None
        }
    }
}

/// What a literal line does to a section of hits or paths that is open when it comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// Nothing.
    None,
    /// It is a path spelled out in full, or something else after which names stand on their own.
    Ends,
    /// It reads as a name under the section's heading.
    Relative,
}

/// The section that a directory's line opens, if it does, from the lines after it.
pub(super) fn opened<'a>(mut after: impl Iterator<Item = &'a str>) -> Option<Section> {
    let first = after.next()?;
    let relative = match FileHeading::parse(first) {
        Some(heading) => Some(heading.path),
        None => hit(first).and_then(|hit| first.get(..hit.path)),
    };
    if relative.is_some_and(|path| !has_separator(path)) {
        return Some(Section::Hits);
    }
    if first.is_empty() || is_in_full(first) {
        return None;
    }
    let headed = after.next().and_then(numbered).is_some_and(|(_, mark, _)| mark == Mark::Hit);
    Some(if headed { Section::Headed } else { Section::Paths })
}
