//! Lines of equal text as one line with all their numbers: `12,15,20:text`.

use std::collections::HashMap;

use super::grammar::{self, Mark};

/// So few lines are compared with each other sooner than looked up.
const FEW: usize = 16;

/// Numbered lines, with those of equal text chained to each other.
#[derive(Debug)]
pub(super) struct Merged<'a> {
    lines: Vec<Numbered<'a>>,
    /// How many lines are said by an earlier one.
    pub(super) saved: usize,
}

#[derive(Debug)]
struct Numbered<'a> {
    digits: &'a str,
    rest: &'a str,
    /// Whether an earlier line says this one.
    later: bool,
    /// The next line of equal text.
    next: Option<usize>,
}

impl<'a> Merged<'a> {
    /// Chains the lines of equal text. `None` if some line has no number, if the numbers do not
    /// rise from line to line, which is how their order is found again, or if no two are equal.
    /// Lines of which more than `adjacent` in a hundred follow on the one before are a part of a file,
    /// to be read in its order, and are not merged either.
    pub(super) fn of(
        bodies: impl ExactSizeIterator<Item = &'a str>,
        adjacent: usize,
    ) -> Option<Self> {
        let mut lines: Vec<Numbered<'_>> = Vec::with_capacity(bodies.len());
        let few = bodies.len() <= FEW;
        let mut last_of = HashMap::with_capacity(if few { 0 } else { bodies.len() });
        let (mut above, mut saved, mut following) = (None, 0, 0);
        for (at, body) in bodies.enumerate() {
            let (number, mark, rest) = grammar::numbered(body)?;
            if mark != Mark::Hit || above.is_some_and(|above| above >= number) {
                return None;
            }
            following += usize::from(above.is_some_and(|above| above + 1 == number));
            above = Some(number);
            let before = if few {
                lines.iter().rposition(|line| line.rest == rest)
            } else {
                last_of.insert(rest, at)
            };
            let equal = before.and_then(|before| lines.get_mut(before));
            let later = equal.is_some();
            if let Some(equal) = equal {
                equal.next = Some(at);
                saved += 1;
            }
            let digits = body.get(..body.len() - rest.len())?;
            lines.push(Numbered { digits, rest, later, next: None });
        }
        (saved > 0 && following * 100 <= lines.len() * adjacent).then_some(Self { lines, saved })
    }

    /// Writes the lines, each text once, where it stands first.
    pub(super) fn write(&self, out: &mut String) {
        for first in self.lines.iter().filter(|line| !line.later) {
            out.push_str(first.digits);
            let mut next = first.next.and_then(|at| self.lines.get(at));
            while let Some(line) = next {
                out.push(',');
                out.push_str(line.digits);
                next = line.next.and_then(|at| self.lines.get(at));
            }
            out.push_str(first.rest);
            out.push('\n');
        }
    }
}
