//! Runs of encoded lines.

use headroom_core::{Encoding, Span, Unit};

use super::Elided;
use crate::long_line::{self, LONG};

/// Lines of a hex dump that stay at its beginning, and at its end: headers are read in hex.
const DUMP: (usize, usize) = (24, 4);

/// Fewer bytes are not worth a notice.
const SMALL: usize = 240;

/// What goes out of sight of a text of encoded lines.
pub(super) fn elided(text: &str) -> Vec<Elided> {
    let mut out = Vec::new();
    let mut run = Run::default();
    for (span, line) in Span::lines(text) {
        let encoding = Encoding::of(line).or_else(|| run.goes_on(line));
        if encoding != run.encoding || line.len() >= LONG {
            run.leave(&mut out);
            run = Run { encoding, lines: Vec::new(), width: line.len() };
        }
        if encoding.is_some() && line.len() >= LONG {
            let bare = Span::new(span.start, span.start + line.len());
            out.extend(long_line::middle(text, bare).map(|span| (span, Unit::Characters)));
        } else if encoding.is_some() {
            run.lines.push(span);
        }
    }
    run.leave(&mut out);
    out
}

/// Lines one after the other in one encoding.
#[derive(Debug, Default)]
struct Run {
    encoding: Option<Encoding>,
    lines: Vec<Span>,
    /// The bytes of its first line.
    width: usize,
}

impl Run {
    /// The encoding of a line that goes on with the run: where the bytes repeat, a line may have no
    /// digits, but it is as wide as the others and has no blanks.
    fn goes_on(&self, line: &str) -> Option<Encoding> {
        let legal = |byte: u8| byte.is_ascii_alphanumeric() || b"+/-_=".contains(&byte);
        let goes_on = line.len() == self.width && line.bytes().all(legal);
        self.encoding.filter(|encoding| *encoding == Encoding::Run && goes_on)
    }

    /// Leaves out all but the ends.
    fn leave(&self, out: &mut Vec<Elided>) {
        let (first, last) = match self.encoding {
            Some(Encoding::Dump) => DUMP,
            _ => (1, 1),
        };
        let middle = self.lines.get(first..self.lines.len().saturating_sub(last));
        if let Some([from, .., to]) = middle
            && to.end - from.start >= SMALL
        {
            out.push((Span::new(from.start, to.end), Unit::Lines));
        }
    }
}
