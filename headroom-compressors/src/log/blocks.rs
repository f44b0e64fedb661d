//! The lines that belong together: what is told of one failure or one warning.

use super::form::{form_number, text_number};
use super::grammar::{End, Part};
use super::scan::{Pairing, Scan, ends_block, is_message, pairing};

/// The most lines that one block takes. What is told of one failure rarely is longer, and a block
/// whose end is not found must not take the rest of the log.
const LONGEST: usize = 160;
/// The most blank lines in a row inside a block that is told by its indentation.
const BLANKS: usize = 2;

/// What is told of one failure or warning.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block {
    /// Its first line.
    pub(super) from: usize,
    /// One past its last line.
    pub(super) to: usize,
    /// What its first line is.
    pub(super) part: Part,
    /// Equal for blocks of the same row that say the same but for what varies.
    pub(super) kind: u64,
}

/// The blocks of a log, disjoint and in order. Linear.
pub(super) fn find(scan: &Scan<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut at = 0;
    while at < scan.len() {
        let Some(block) = starts(scan, at) else {
            at += 1;
            continue;
        };
        at = block.to;
        blocks.push(block);
    }
    blocks
}

fn starts(scan: &Scan<'_>, at: usize) -> Option<Block> {
    let (row, rules) = scan.row(at)?;
    if !matches!(rules.part, Part::Failure | Part::Item | Part::Severe | Part::Warning) {
        return None;
    }
    let to = end(scan, at, row, rules.end);
    Some(Block { from: at, to, part: rules.part, kind: kind(scan, at, to, row) })
}

fn end(scan: &Scan<'_>, at: usize, row: usize, end: End) -> usize {
    let last = scan.len().min(at + LONGEST);
    let next = at + 1;
    match end {
        End::Line => next,
        End::Deeper => noted(scan, at, last),
        End::Trace => trace(scan, at, last),
        End::Blank => (next..last).find(|&i| scan.indent(i).is_none()).unwrap_or(last),
        End::Before(_) => {
            let found = (next..last).find(|&i| ends_block(row, &scan.bare(i)));
            trimmed(scan, at, found.unwrap_or(last))
        }
    }
}

/// The end of the lines that are indented more deeply than line `at`, blank ones between them
/// included.
fn deeper(scan: &Scan<'_>, at: usize, last: usize) -> usize {
    let depth = scan.indent(at).unwrap_or(0);
    let mut end = at + 1;
    for i in at + 1..last {
        match scan.indent(i) {
            Some(indent) if indent > depth => end = i + 1,
            None if i < end + BLANKS => {}
            _ => break,
        }
    }
    end
}

/// The end of the lines that are indented more deeply, and of what is noted right below them in the
/// same way. What is noted of one place after another is no longer about the first line.
fn noted(scan: &Scan<'_>, at: usize, last: usize) -> usize {
    let mut end = deeper(scan, wrapped(scan, at, last), last);
    let mut said = None;
    while end < last && scan.indent(end).is_some() {
        let line = scan.bare(end);
        let note = line.split_once("note: ").map(|(_, note)| text_number(note));
        if pairing(&line) != Some(Pairing::Note) || note.is_some() && note == said {
            break;
        }
        said = note;
        end = deeper(scan, end, last);
    }
    end
}

/// The last line of a message that goes on in the next line, up to the code at its end: `... for` and
/// `module "a"  [import-not-found]`.
pub(super) fn wrapped(scan: &Scan<'_>, at: usize, last: usize) -> usize {
    const LINES: usize = 4;
    let has_code = |line: &str| line.ends_with(']') && line.contains("  [");
    let line = scan.bare(at);
    if !line.contains(": error: ") || has_code(&line) {
        return at;
    }
    let mut below = (at + 1..last).take(LINES).take_while(|&i| {
        scan.indent(i) == Some(0) && scan.row(i).is_none_or(|(_, row)| row.part == Part::Hint)
    });
    below.find(|&i| has_code(&scan.bare(i))).unwrap_or(at)
}

/// A trace is followed by the exception, which stands as deep as its first line, and may go on over
/// lines that are not blank.
fn trace(scan: &Scan<'_>, at: usize, last: usize) -> usize {
    let end = deeper(scan, at, last);
    if end < last && scan.indent(end).is_some() { end + 1 } else { end }
}

/// The end without blank lines before it.
fn trimmed(scan: &Scan<'_>, at: usize, mut end: usize) -> usize {
    while end > at + 1 && scan.indent(end - 1).is_none() {
        end -= 1;
    }
    end
}

/// What a block says but for what varies: the form of its first message, or of its first line.
fn kind(scan: &Scan<'_>, from: usize, to: usize, row: usize) -> u64 {
    let message = (from..to).map(|i| scan.bare(i)).find(|line| is_message(line));
    let line = message.unwrap_or_else(|| scan.bare(from));
    form_number(line.trim()).wrapping_add(row as u64)
}
