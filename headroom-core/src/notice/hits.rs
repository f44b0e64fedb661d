//! What a notice says of hits: of which file, how many, and where in it.

use std::fmt;

use super::{Lines, number, plural};

/// Hits of one file that are out of sight, or lines of context alone.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HitsLeftOut {
    /// The file's path; its name alone where other hits of it are in sight next to the notice; empty
    /// if the text does not name it.
    pub file: String,
    /// How many hits; 0 if all lines are context.
    pub hits: usize,
    /// How many lines of context. A notice of several files does not say.
    pub context: usize,
    /// The numbers in that file of the first and the last line, if the text has them.
    pub lines: Option<Lines>,
}

impl HitsLeftOut {
    /// Whether a notice of it is surely read as it is meant: no sign of the notice's own stands in the name of
    /// the file.
    pub(crate) fn is_clear(&self) -> bool {
        let clear =
            |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'/' | b'-');
        self.hits > 0 && !self.file.is_empty() && self.file.bytes().all(clear)
    }

    fn parse(place: &str, hits: usize, context: usize) -> Option<Self> {
        if let Some(lines) = place.strip_prefix(UNNAMED) {
            let lines = Some(Lines::parse(lines)?);
            return Some(Self { file: String::new(), hits, context, lines });
        }
        let numbered = place.rsplit_once(':').and_then(|(file, range)| {
            let (first, last) = range.split_once('-').unwrap_or((range, range));
            let lines = Lines::new(number(first)?, number(last)?);
            (lines.first <= lines.last).then_some((file, lines))
        });
        let (file, lines) = match numbered {
            Some((file, lines)) => (file, Some(lines)),
            None => (place, None),
        };
        (!file.is_empty()).then(|| Self { file: file.to_owned(), hits, context, lines })
    }
}

impl fmt::Display for HitsLeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&*self.file, self.lines) {
            ("", Some(lines)) => write!(f, "{UNNAMED}{lines}"),
            (file, None) => f.write_str(file),
            (file, Some(Lines { first, last })) => {
                f.write_str(file)?;
                f.write_str(":")?;
                first.fmt(f)?;
                if last != first {
                    f.write_str("-")?;
                    last.fmt(f)?;
                }
                Ok(())
            }
        }
    }
}

const UNNAMED: &str = "file ";
const LEFT_OUT: &str = " left out: ";
const NEXT: &str = ", ";
const IN: &str = " in ";
const HIT: &str = "hit";
const CONTEXT: &str = "context line";

/// The text of a notice about these hits, without its brackets.
pub(super) struct List<'a>(pub(super) &'a [HitsLeftOut]);

impl fmt::Display for List<'_> {
    /// Part by part, which is quicker than by a format: a text may have such a notice for each file.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hits: usize = self.0.iter().map(|file| file.hits).sum();
        let context: usize = self.0.iter().map(|file| file.context).sum();
        let counted = |f: &mut fmt::Formatter<'_>, count: usize, what: &str| {
            count.fmt(f)?;
            [" ", what, plural(count)].into_iter().try_for_each(|part| f.write_str(part))
        };
        if hits > 0 {
            counted(f, hits, HIT)?;
        }
        if context > 0 {
            f.write_str(if hits > 0 { NEXT } else { "" })?;
            counted(f, context, CONTEXT)?;
        }
        f.write_str(LEFT_OUT)?;
        for (nth, file) in self.0.iter().enumerate() {
            if self.0.len() > 1 {
                f.write_str(if nth > 0 { NEXT } else { "" })?;
                file.hits.fmt(f)?;
                f.write_str(IN)?;
            }
            file.fmt(f)?;
        }
        Ok(())
    }
}

/// Reads the text of a notice without its brackets. Reads more than [`List`] writes: whoever calls
/// this compares.
pub(super) fn parse(text: &str) -> Option<Vec<HitsLeftOut>> {
    // No count has a colon.
    let (what, _) = text.split_at_checked(memchr::memchr(b':', text.as_bytes())?)?;
    let what = what.strip_suffix(LEFT_OUT.trim_end_matches(": "))?;
    let places = text.get(what.len()..)?.strip_prefix(LEFT_OUT)?;
    let (hits, context) = match what.split_once(NEXT) {
        Some((hits, context)) => (counted(hits, HIT)?, counted(context, CONTEXT)?),
        None => match counted(what, HIT) {
            Some(hits) => (hits, 0),
            None => (0, counted(what, CONTEXT)?),
        },
    };
    if !places.contains(NEXT) {
        return HitsLeftOut::parse(places, hits, context).map(|file| vec![file]);
    }
    let each = places.split(NEXT).map(|file| {
        let (hits, place) = file.split_once(IN)?;
        HitsLeftOut::parse(place, number(hits).filter(|&hits| hits > 0)?, 0)
    });
    each.collect()
}

/// Reads a count of at least one: `9 hits`.
fn counted(text: &str, unit: &str) -> Option<usize> {
    let (count, named) = text.split_once(' ')?;
    let count = number(count).filter(|&count| count > 0)?;
    (named.strip_prefix(unit)? == plural(count)).then_some(count)
}
