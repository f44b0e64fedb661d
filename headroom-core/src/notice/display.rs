//! What only a terminal needs, and is out of sight.

use std::fmt;

use super::{number, plural};

/// How much of what only a terminal needs is out of sight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct DisplayLeftOut {
    /// Display codes: colours, movements of the cursor, titles.
    pub codes: usize,
    /// States of lines that other ones were written over.
    pub states: usize,
}

const CODE: &str = " display code";
const STATE: &str = " overwritten state";

pub(super) fn write(
    left: DisplayLeftOut,
    left_out: &str,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let DisplayLeftOut { codes, states } = left;
    let parts = [(codes, CODE), (states, STATE)].into_iter().filter(|(count, _)| *count > 0);
    for (nth, (count, what)) in parts.enumerate() {
        write!(f, "{}{count}{what}{}", if nth == 0 { "" } else { ", " }, plural(count))?;
    }
    f.write_str(left_out)
}

/// Reads what stands before `left out`.
pub(super) fn parse(what: &str) -> Option<DisplayLeftOut> {
    let mut left = DisplayLeftOut::default();
    for part in what.split(", ") {
        let count = |what: &str| part.split_once(what).and_then(|(count, _)| number(count));
        match (count(CODE), count(STATE)) {
            (Some(codes), _) => left.codes = codes,
            (_, Some(states)) => left.states = states,
            _ => return None,
        }
    }
    (left.codes + left.states > 0).then_some(left)
}
