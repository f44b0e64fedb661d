//! Hunks of unified, combined and context diffs: what their headers promise, and what their lines are.
//!
//! A header says how many lines of each file follow, so a hunk needs no marker at its end and no
//! guess where it stops: a removed line that reads `-- a/x` is told from the header of the next file.

mod context;

pub(crate) use context::is_context_header;

use std::iter::FusedIterator;

use memchr::memmem;

use crate::Span;

/// The most parents of a merge whose diff is read. Git itself warns against merging so many.
const MOST_PARENTS: usize = 8;

/// What a line of a hunk is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum HunkLine {
    /// Stands in every file.
    Context,
    /// Stands in the new file, and not in an old one.
    Added,
    /// Stands in an old file, and not in the new one.
    Removed,
    /// `\ No newline at end of file`: says something of the line before it.
    Note,
    /// `--- 4,7 ----`: in a context diff, what stands between the lines of the old file and the new one's.
    Range,
}

/// The lines that a hunk's header says are still to come.
///
/// ```
/// use headroom_core::{HunkLine, OpenHunk};
///
/// let mut hunk = OpenHunk::parse("@@ -1,2 +1 @@ fn main() {").unwrap();
/// assert_eq!(hunk.take(" let a = 1;"), Some(HunkLine::Context));
/// assert_eq!(hunk.take("-let b = 2;"), Some(HunkLine::Removed));
/// assert!(hunk.is_complete());
/// assert_eq!(hunk.take(" let c = 3;"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenHunk {
    parents: usize,
    old: [usize; MOST_PARENTS],
    new: usize,
}

impl OpenHunk {
    /// Reads `@@ -1,2 +3,4 @@ ...` or, of a merge with two parents, `@@@ -1,2 -1,2 +3,4 @@@ ...`.
    /// `None` for any other line, and for merges of more than eight parents.
    #[must_use]
    pub fn parse(line: &str) -> Option<Self> {
        let ats = line.bytes().take_while(|byte| *byte == b'@').count();
        let parents = ats.checked_sub(1).filter(|parents| (1..=MOST_PARENTS).contains(parents))?;
        let (opening, mut rest) = line.split_at_checked(ats)?;
        let mut old = [0; MOST_PARENTS];
        for count in old.iter_mut().take(parents) {
            (*count, rest) = range_len(rest.strip_prefix(" -")?)?;
        }
        let (new, rest) = range_len(rest.strip_prefix(" +")?)?;
        let after = rest.strip_prefix(' ')?.strip_prefix(opening)?;
        let ends = after.starts_with(' ') || after.bytes().all(|byte| byte == b'\r');
        ends.then_some(Self { parents, old, new })
    }

    /// How many old files the new one is compared with: 1, or the parents of a merge. Each line has
    /// as many marks before its text.
    #[must_use]
    pub const fn parents(&self) -> usize {
        self.parents
    }

    /// Whether all lines that the header promised were taken.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.new == 0 && self.old.iter().take(self.parents).all(|count| *count == 0)
    }

    /// Takes the next line, given without its line break, and says what it is. `None` if it cannot
    /// belong to the hunk: then nothing is taken.
    #[inline]
    pub fn take(&mut self, line: &str) -> Option<HunkLine> {
        let kind = kind(line, self.parents)?;
        if self.parents == 1 {
            return self.take_from_pair(kind).map(|()| kind);
        }
        let marks = line.as_bytes().get(..self.parents).unwrap_or_default();
        let mut left = *self;
        match kind {
            HunkLine::Note | HunkLine::Range => return Some(kind),
            HunkLine::Removed => left.count_old(|nth| marks.get(nth) == Some(&b'-'))?,
            HunkLine::Context | HunkLine::Added => {
                left.new = left.new.checked_sub(1)?;
                left.count_old(|nth| marks.get(nth) != Some(&b'+'))?;
            }
        }
        *self = left;
        Some(kind)
    }

    /// Takes a line of a diff of two files.
    #[inline]
    fn take_from_pair(&mut self, kind: HunkLine) -> Option<()> {
        let old = self.old.first_mut()?;
        let is_old = matches!(kind, HunkLine::Context | HunkLine::Removed);
        let is_new = matches!(kind, HunkLine::Context | HunkLine::Added);
        let (left_old, left_new) =
            (old.checked_sub(usize::from(is_old))?, self.new.checked_sub(usize::from(is_new))?);
        (*old, self.new) = (left_old, left_new);
        Some(())
    }

    fn count_old(&mut self, has: impl Fn(usize) -> bool) -> Option<()> {
        let old = self.old.iter_mut().take(self.parents).enumerate();
        for (_, count) in old.filter(|(nth, _)| has(*nth)) {
            *count = count.checked_sub(1)?;
        }
        Some(())
    }
}

/// The number of lines in `12,3`, which a text begins with: 1 if only the first is named. And what follows.
fn range_len(text: &str) -> Option<(usize, &str)> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let (first, rest) = text.split_at_checked(digits(text))?;
    let (len, rest) = match rest.strip_prefix(',') {
        Some(len) => len.split_at_checked(digits(len))?,
        None => ("1", rest),
    };
    (!first.is_empty()).then(|| Some((len.parse().ok()?, rest)))?
}

/// What a line is by its marks. A line of context may have lost the blanks at its end.
#[inline]
fn kind(line: &str, parents: usize) -> Option<HunkLine> {
    let line = line.as_bytes();
    match line {
        [] | [b'\r'] => return Some(HunkLine::Context),
        [b'\\', ..] => return Some(HunkLine::Note),
        [b' ', ..] if parents == 1 => return Some(HunkLine::Context),
        [b'+', ..] if parents == 1 => return Some(HunkLine::Added),
        [b'-', ..] if parents == 1 => return Some(HunkLine::Removed),
        _ => {}
    }
    let marks = line.get(..parents)?;
    let of = |sign: u8| marks.iter().all(|mark| *mark == sign || *mark == b' ');
    match () {
        () if marks.iter().all(|mark| *mark == b' ') => Some(HunkLine::Context),
        () if of(b'+') => Some(HunkLine::Added),
        () if of(b'-') => Some(HunkLine::Removed),
        () => None,
    }
}

/// A hunk that has the lines its header promises, no fewer and no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Hunk {
    /// The header with its line break.
    pub header: Span,
    /// The lines below it, with the last one's line break.
    pub body: Span,
    /// How many marks each line has: 1, or the parents of a merge; 2 in a context diff.
    pub parents: usize,
    pub(crate) form: Form,
}

/// How a hunk is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Each line once, with a mark for each old file.
    Marked,
    /// The lines of each file by themselves.
    Context,
}

impl Hunk {
    /// From the header's first byte to the end.
    #[must_use]
    pub const fn span(&self) -> Span {
        Span::new(self.header.start, self.body.end)
    }

    /// Its lines: where each stands, with its line break, and what it is.
    pub fn lines<'a>(&self, text: &'a str) -> impl Iterator<Item = (Span, HunkLine)> + use<'a> {
        let (parents, form) = (self.parents, self.form);
        let lines = Lines::new(text, self.body);
        let mut new = false;
        lines.filter_map(move |(span, line)| match form {
            Form::Marked => Some((span, kind(line, parents)?)),
            Form::Context => {
                let kind = context::kind(line, new);
                new |= kind == HunkLine::Range;
                Some((span, kind))
            }
        })
    }

    /// The number of its first line in the old file.
    #[must_use]
    pub fn first_line(&self, text: &str) -> Option<usize> {
        let range = self.header.of(text).trim_end().lines().next_back()?;
        let numbers = range.trim_start_matches(|c: char| !c.is_ascii_digit());
        numbers.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
    }
}

/// The hunks of a text, in order. One that has fewer or more lines than its header promises, as at
/// the end of what was cut, is passed over. A text has hunks of context diffs or of others: whichever
/// comes first. Linear in the text.
pub fn hunks(text: &str) -> impl Iterator<Item = Hunk> {
    let until = next_header(text, 0).unwrap_or(text.len());
    let form = if context::begins_before(text, until) { Form::Context } else { Form::Marked };
    Hunks { text, at: 0, form }
}

#[derive(Debug)]
struct Hunks<'a> {
    text: &'a str,
    at: usize,
    form: Form,
}

impl Hunks<'_> {
    fn next_of_context(&mut self) -> Option<Hunk> {
        loop {
            let start = context::next(self.text, self.at)?;
            let mut lines = Lines::new(self.text, Span::new(start, self.text.len()));
            let found = context::read(&mut lines);
            self.at = lines.at.max(start + 1);
            if found.is_some() {
                return found;
            }
        }
    }
}

impl Iterator for Hunks<'_> {
    type Item = Hunk;

    fn next(&mut self) -> Option<Hunk> {
        if self.form == Form::Context {
            return self.next_of_context();
        }
        loop {
            let start = next_header(self.text, self.at)?;
            let mut lines = Lines::new(self.text, Span::new(start, self.text.len()));
            let (header, line) = lines.next()?;
            self.at = header.end;
            let Some(open) = OpenHunk::parse(line) else { continue };
            let complete = read(&mut lines, open);
            self.at = lines.at;
            if complete && !goes_on(lines.clone()) {
                let body = Span::new(header.end, lines.at);
                return Some(Hunk { header, body, parents: open.parents, form: Form::Marked });
            }
        }
    }
}

impl FusedIterator for Hunks<'_> {}

/// Where the next line begins that starts with `@@`, from the start of a line on.
fn next_header(text: &str, at: usize) -> Option<usize> {
    let rest = text.as_bytes().get(at..)?;
    if rest.starts_with(b"@@") {
        return Some(at);
    }
    memmem::find(rest, b"\n@@").map(|found| at + found + 1)
}

/// Reads the lines of a hunk; whether it has all that were promised.
fn read(lines: &mut Lines<'_>, mut open: OpenHunk) -> bool {
    loop {
        let at = lines.at;
        let Some((_, line)) = lines.next() else { return open.is_complete() };
        let ends = open.is_complete() && !line.starts_with('\\');
        if ends || open.take(line).is_none() {
            lines.at = at;
            return ends;
        }
    }
}

/// Whether the line after a hunk looks like one more of its lines.
fn goes_on(mut lines: Lines<'_>) -> bool {
    let Some((_, line)) = lines.next() else { return false };
    match line.as_bytes().first() {
        Some(b'+' | b' ') => true,
        // The header of the next file, or the signature of a mail.
        Some(b'-') if line.starts_with("--- ") => {
            !lines.next().is_some_and(|(_, next)| next.starts_with("+++ "))
        }
        Some(b'-') => line.trim_end() != "--",
        _ => false,
    }
}

/// Lines with their spans, which include the line break.
#[derive(Clone, Debug)]
struct Lines<'a> {
    text: &'a str,
    at: usize,
    end: usize,
}

impl<'a> Lines<'a> {
    /// The lines of a part of a text.
    fn new(text: &'a str, part: Span) -> Self {
        Self { text, at: part.start, end: part.end }
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = (Span, &'a str);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let start = self.at;
        let rest = self.text.as_bytes().get(start..self.end).filter(|rest| !rest.is_empty())?;
        let len = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        self.at = (start + len + 1).min(self.end);
        Some((Span::new(start, self.at), self.text.get(start..start + len)?))
    }
}

/// Whether a line is data of a binary patch, below `GIT binary patch`: a letter that tells how many
/// bytes it holds, and groups of five characters.
#[must_use]
pub fn is_binary_data(line: &str) -> bool {
    let line = line.trim_end().as_bytes();
    line.len() <= 66
        && line.len() % 5 == 1
        && line.first().is_some_and(u8::is_ascii_alphabetic)
        && line.iter().all(u8::is_ascii_graphic)
}

/// How much hunks change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Tally {
    /// The hunks.
    pub hunks: usize,
    /// Lines added.
    pub added: usize,
    /// Lines removed.
    pub removed: usize,
}

impl Tally {
    /// Counts a text that is made of whole hunks and nothing else; `None` for any other text, and
    /// for one without a hunk. Linear in the text.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let (mut tally, mut at) = (Self::default(), 0);
        for hunk in hunks(text) {
            if hunk.header.start != at {
                return None;
            }
            at = hunk.body.end;
            tally.hunks += 1;
            for (_, kind) in hunk.lines(text) {
                tally.added += usize::from(kind == HunkLine::Added);
                tally.removed += usize::from(kind == HunkLine::Removed);
            }
        }
        (at == text.len() && tally.hunks > 0).then_some(tally)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_have_ranges() {
        for line in
            ["@@ -1,2 +3,4 @@ fn x", "@@ -1 +1 @@", "@@@ -1,2 -3,4 +5,6 @@@ x", "@@ -1 +1 @@\r"]
        {
            assert!(OpenHunk::parse(line).is_some(), "{line}");
        }
        for line in [
            "@@ -1,2 @@",
            "@@ x",
            "@@",
            "@",
            "@@@ -1 +1 @@@",
            "@@ -a +b @@",
            "@@ -1,99999999999999999999 +1 @@",
            "@@ -1,2,3 +1 @@",
            "@@@@@@@@@@ -1 -1 -1 -1 -1 -1 -1 -1 -1 +1 @@@@@@@@@@",
            "",
        ] {
            assert!(OpenHunk::parse(line).is_none(), "{line}");
        }
    }

    #[test]
    fn hunks_end_where_their_headers_say() {
        let tally = |text: &str| {
            let found: Vec<_> = hunks(text).map(|hunk| hunk.span().of(text)).collect();
            (found.len(), Tally::of(text).map(|tally| (tally.hunks, tally.added, tally.removed)))
        };
        for (text, expected) in [
            ("@@ -1,2 +1,2 @@\n a\n-b\n+c\n", (1, Some((1, 1, 1)))),
            ("@@ -1 +1 @@\n-b\n\\ No newline at end of file\n+c", (1, Some((1, 1, 1)))),
            ("@@ -1,2 +1 @@\n\n--- a\n--- x\n+++ y\n@@ -1 +1 @@\n x\n", (2, None)),
            ("@@ -1 +0,0 @@\n-a\n@@ -9 +8 @@\n-b\n+c\n", (2, Some((2, 1, 2)))),
            // Fewer lines than promised, and more.
            ("@@ -1,3 +1,3 @@\n a\n-b\n+c\n", (0, None)),
            ("@@ -1,3 +1,3 @@\n a\n-b\n+c\ndiff --git a/x b/x\n@@ -1 +1 @@\n x\n", (1, None)),
            ("@@ -1 +1 @@\n-b\n+c\n+d\n", (0, None)),
            ("@@ -1 +1 @@\n-b\n+c\n-- \n2.43.0\n", (1, None)),
            // One line of both parents, one of the second alone, one new.
            ("@@@ -1,1 -1,2 +1,2 @@@\n  a\n -b\n++c\n", (1, Some((1, 1, 1)))),
            ("@@@ -1,1 -1,2 +1,2 @@@\n  a\n+-b\n++c\n", (0, None)),
            // Of a context diff: both sides, one of them left out, a note, too few and too many lines.
            (
                "***************\n*** 1,2 ****\n  a\n! b\n--- 1,2 ----\n  a\n! c\n***************\n*** 7 ****\n--- 7,8 ----\n  d\n+ e\n",
                (2, Some((2, 2, 1))),
            ),
            (
                "*************** f\n*** 1,2 ****\n  a\n- b\n\\ No newline at end of file\n--- 1 ----\n",
                (1, Some((1, 0, 1))),
            ),
            ("***************\n*** 1,3 ****\n  a\n! b\n--- 1,2 ----\n  a\n! c\n", (0, None)),
            ("***************\n*** 1 ****\n! b\n! c\n--- 1 ----\n! d\n", (0, None)),
            ("***************\n*** 1 ****\n--- 1 ----\n", (0, None)),
            ("no hunk\n @@ -1 +1 @@\n-a\n+b\n", (0, None)),
            ("", (0, None)),
        ] {
            assert_eq!(tally(text), expected, "{text}");
        }
    }
}
