//! Hunks of context diffs, as of `diff -c`: the lines of the old file, then those of the new one.
//!
//! ```text
//! ***************
//! *** 4,7 ****
//!   let a = 1;
//! ! let b = 2;
//!   let c = 3;
//!   let d = 4;
//! --- 4,7 ----
//!   let a = 1;
//! ! let b = 3;
//!   let c = 3;
//!   let d = 4;
//! ```
//!
//! A side without a change of its own is left out but for its range.

use memchr::memmem;

use super::{Form, Hunk, HunkLine, Lines};
use crate::Span;

/// What a hunk begins with; the name of a function may follow.
const STARS: &str = "***************";

/// The marks of a line, and the blank behind them.
const MARKS: usize = 2;

/// Whether the first hunk of a text may begin before a place, which is the start of a line or the end. Linear.
pub(super) fn begins_before(text: &str, end: usize) -> bool {
    let (head, mut at) = (Span::new(0, end).of(text), 0);
    while let Some(start) = next(head, at) {
        let mut lines = Lines::new(text, Span::new(start, text.len()));
        lines.next();
        at = lines.at;
        if lines.next().is_some_and(|(_, line)| is_context_header(line)) {
            return true;
        }
    }
    false
}

/// Where the next line begins that may open a hunk, from the start of a line on.
pub(super) fn next(text: &str, at: usize) -> Option<usize> {
    let rest = text.as_bytes().get(at..)?;
    let starts = |found: &usize| *found == 0 || rest.get(found - 1) == Some(&b'\n');
    memmem::find_iter(rest, STARS).find(starts).map(|found| at + found)
}

/// Reads the hunk at the start of these lines. `None` if it has fewer or more lines than it promises.
pub(super) fn read(lines: &mut Lines<'_>) -> Option<Hunk> {
    let (stars, _) = lines.next()?;
    let (old, line) = lines.clone().next()?;
    let promised = range(line, "*** ", " ****")?;
    lines.next();
    let had = side(lines, promised, is_old)?;
    let (_, line) = lines.clone().next()?;
    let promised = range(line, "--- ", " ----")?;
    lines.next();
    let has = side(lines, promised, is_new)?;
    let header = Span::new(stars.start, old.end);
    let body = Span::new(old.end, lines.at);
    (had || has).then_some(Hunk { header, body, parents: MARKS, form: Form::Context })
}

/// Takes the lines of one side: all that were promised, or none. Whether there are any.
fn side(lines: &mut Lines<'_>, promised: usize, belongs: fn(&str) -> bool) -> Option<bool> {
    let mut count = 0;
    loop {
        let mut ahead = lines.clone();
        let line = ahead.next().map(|(_, line)| line);
        let is_note = line.is_some_and(|line| line.starts_with('\\')) && count > 0;
        // A blank line may have lost its marks; behind the last line it belongs to no side.
        let blank = |line: &str| line.trim_end().is_empty() && count > 0 && count < promised;
        if !is_note && !line.is_some_and(|line| belongs(line) || blank(line)) {
            return (count == 0 || count == promised).then_some(count > 0);
        }
        count += usize::from(!is_note);
        if count > promised {
            return None;
        }
        *lines = ahead;
    }
}

fn is_old(line: &str) -> bool {
    ["  ", "- ", "! "].iter().any(|marks| line.starts_with(marks))
}

fn is_new(line: &str) -> bool {
    ["  ", "+ ", "! "].iter().any(|marks| line.starts_with(marks))
}

/// Whether a line is the range of the old file of a hunk: `*** 4,7 ****`. Linear in the line.
pub(crate) fn is_context_header(line: &str) -> bool {
    range(line, "*** ", " ****").is_some()
}

/// How many lines `*** 4,7 ****` promises.
fn range(line: &str, open: &str, close: &str) -> Option<usize> {
    let inner = line.trim_end().strip_prefix(open)?.strip_suffix(close)?;
    let number = |text: &str| {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| text.parse::<usize>().ok()).flatten()
    };
    match inner.split_once(',') {
        Some((first, last)) => number(last)?.checked_sub(number(first)?)?.checked_add(1),
        None => Some(usize::from(number(inner)? > 0)),
    }
}

/// What a line is; `new` tells whether it stands below the range of the new file.
pub(super) fn kind(line: &str, new: bool) -> HunkLine {
    match line.as_bytes() {
        [b'\\', ..] => HunkLine::Note,
        [b'+', b' ', ..] => HunkLine::Added,
        [b'-', b' ', ..] => HunkLine::Removed,
        [b'!', b' ', ..] if new => HunkLine::Added,
        [b'!', b' ', ..] => HunkLine::Removed,
        _ if is_middle(line) => HunkLine::Range,
        _ => HunkLine::Context,
    }
}

/// Whether a line stands between the two sides.
fn is_middle(line: &str) -> bool {
    range(line, "--- ", " ----").is_some()
}
