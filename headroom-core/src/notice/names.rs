//! What a notice says of names in a list: how many, and of which directory.

use std::fmt;

use super::{number, plural};

/// Names of one directory that are out of sight.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NamesLeftOut {
    /// The directory with its separator; empty where names of it are in sight next to the notice, or
    /// if the text does not name it.
    pub directory: String,
    /// How many names of files and directories.
    pub names: usize,
    /// Whether some of them are in directories below that one.
    pub below: bool,
}

const NAME: &str = "name";
const LEFT_OUT: &str = " left out";
const PLACES: &str = ": ";
const NEXT: &str = ", ";
const IN: &str = "in ";
const BELOW: &str = "below ";

/// The text of a notice about these names, without its brackets.
pub(super) struct List<'a>(pub(super) &'a [NamesLeftOut]);

impl fmt::Display for List<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: usize = self.0.iter().map(|place| place.names).sum();
        write!(f, "{names} {NAME}{}{LEFT_OUT}", plural(names))?;
        match self.0 {
            [only] if only.directory.is_empty() => Ok(()),
            [only] => write!(f, "{PLACES}{}{}", below(only), only.directory),
            all => all.iter().enumerate().try_for_each(|(nth, place)| {
                let before = if nth == 0 { PLACES } else { NEXT };
                let how = if place.below { BELOW } else { IN };
                write!(f, "{before}{} {how}{}", place.names, place.directory)
            }),
        }
    }
}

fn below(place: &NamesLeftOut) -> &'static str {
    if place.below { BELOW } else { "" }
}

/// Reads the text of a notice without its brackets. Reads more than [`List`] writes: whoever calls
/// this compares.
pub(super) fn parse(text: &str) -> Option<Vec<NamesLeftOut>> {
    let (what, places) = text.split_once(LEFT_OUT)?;
    let (names, _) = what.split_once(' ').filter(|(_, what)| what.starts_with(NAME))?;
    let names = number(names).filter(|&names| names > 0)?;
    let place = |names, below, directory: &str| {
        let directory = directory.to_owned();
        NamesLeftOut { directory, names, below }
    };
    if places.is_empty() {
        return Some(vec![place(names, false, "")]);
    }
    let places = places.strip_prefix(PLACES).filter(|places| !places.is_empty())?;
    if !places.contains(NEXT) {
        let below = places.strip_prefix(BELOW);
        return Some(vec![place(names, below.is_some(), below.unwrap_or(places))]);
    }
    let each = places.split(NEXT).map(|each| {
        let (names, how) = each.split_once(' ')?;
        let below = how.strip_prefix(BELOW);
        let directory = below.or_else(|| how.strip_prefix(IN))?;
        Some(place(number(names).filter(|&names| names > 0)?, below.is_some(), directory))
    });
    each.collect()
}
