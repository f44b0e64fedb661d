//! The lines before hunks: names that are said twice, and binary data.

use std::fmt;

use headroom_core::{Span, Unit, is_binary_data};

use super::Gaps;

/// The lines that the fold leaves out.
#[derive(Debug, Default)]
pub(super) struct Fold {
    lines: Vec<Span>,
}

impl Fold {
    /// The fold of a text with these headers. Empty if the text has a place where the inverse would
    /// add a line that is not there. Linear in the text.
    pub(super) fn of(text: &str, headers: impl Iterator<Item = Span>) -> Self {
        let mut fold = Self::default();
        // What stands before a header, whether the hunks between are left out or not.
        let mut above = 0;
        for header in headers {
            for at in blobs(header.of(text)) {
                let at = header.start + at;
                let Some(said) = said_below(text.get(at..).unwrap_or("")) else { continue };
                let (before, line) = last_line(text, at);
                let seen = if before == header.start { above } else { before };
                let is_free = [before, seen].iter().all(|at| !opens_header(last_line(text, *at).1));
                if is_said(line, &said) && is_free {
                    fold.lines.push(Span::new(before, at));
                } else if !opens_header(line) {
                    return Self::default();
                }
            }
            above = header.end;
        }
        fold
    }

    /// In order.
    pub(super) fn lines(&self) -> impl Iterator<Item = Span> {
        self.lines.iter().copied()
    }
}

/// The inverse of the fold: adds `diff --git a/x b/x` where a header begins with the line of the
/// blobs. Linear.
pub(super) fn restore(folded: &str, out: &mut dyn fmt::Write) -> fmt::Result {
    let mut copied = 0;
    for at in blobs(folded) {
        let Some(said) = said_below(folded.get(at..).unwrap_or("")) else { continue };
        if opens_header(last_line(folded, at).1) {
            continue;
        }
        for part in
            [Span::new(copied, at).of(folded), OPENING, said.old, " ", said.new, said.line_break]
        {
            out.write_str(part)?;
        }
        copied = at;
    }
    out.write_str(folded.get(copied..).unwrap_or(""))
}

const OPENING: &str = "diff --git ";
const BLOBS: &str = "index ";

/// The names of a file below the line of its blobs.
#[derive(Debug)]
struct Said<'a> {
    old: &'a str,
    new: &'a str,
    line_break: &'a str,
}

/// Where lines begin that start with `index `.
fn blobs(text: &str) -> impl Iterator<Item = usize> {
    let starts_line = |at: &usize| *at == 0 || text.as_bytes().get(at - 1) == Some(&b'\n');
    memchr::memmem::find_iter(text.as_bytes(), BLOBS).filter(starts_line)
}

/// Reads `index 1..2 100644`, `--- a/x`, `+++ b/x` of a file that was there and stays: its names, if
/// nothing in them needs quotes or hides where one ends.
fn said_below(text: &str) -> Option<Said<'_>> {
    let (blobs, rest) = split_line(text);
    let (old, rest) = split_line(rest);
    let (new, _) = split_line(rest);
    let (_, line_break) = split_break(blobs);
    let old = split_break(old).0.strip_prefix("--- ")?;
    let new = split_break(new).0.strip_prefix("+++ ")?;
    let plain = |name: &str| {
        let unclear = |byte: u8| matches!(byte, b' ' | b'\t' | b'"' | b'\r');
        name != "/dev/null" && !name.is_empty() && !name.bytes().any(unclear)
    };
    (plain(old) && plain(new) && !line_break.is_empty()).then_some(Said { old, new, line_break })
}

/// The first line of a text with its line break, and the rest.
fn split_line(text: &str) -> (&str, &str) {
    let end = memchr::memchr(b'\n', text.as_bytes()).map_or(text.len(), |at| at + 1);
    text.split_at_checked(end).unwrap_or((text, ""))
}

fn split_break(line: &str) -> (&str, &str) {
    let bare = line.strip_suffix('\n').map_or(line, |line| line.strip_suffix('\r').unwrap_or(line));
    line.split_at(bare.len())
}

/// Whether a line is the one that the inverse adds.
fn is_said(line: &str, said: &Said<'_>) -> bool {
    let names = line.strip_prefix(OPENING).and_then(|names| names.strip_suffix(said.line_break));
    let rest = names.and_then(|names| names.strip_prefix(said.old));
    rest.and_then(|rest| rest.strip_prefix(' ')) == Some(said.new)
}

/// The line that ends at `at`, with its line break, and where it begins.
fn last_line(text: &str, at: usize) -> (usize, &str) {
    let before = text.get(..at).unwrap_or("");
    let bare = before.strip_suffix('\n').unwrap_or(before);
    let start = memchr::memrchr(b'\n', bare.as_bytes()).map_or(0, |found| found + 1);
    (start, before.get(start..).unwrap_or(""))
}

/// Whether a line of a file's header may stand before that of its blobs.
fn opens_header(line: &str) -> bool {
    const LINES: &[&str] = &[
        "diff ",
        "old mode ",
        "new mode ",
        "new file mode ",
        "deleted file mode ",
        "similarity index ",
        "dissimilarity index ",
        "rename ",
        "copy ",
        "mode ",
    ];
    LINES.iter().any(|start| line.starts_with(start))
}

/// Proposes to leave out the data of the binary patches in a header.
pub(super) fn binary_data(text: &str, header: Span, gaps: &mut Gaps<'_, '_>) {
    const BINARY: &str = "GIT binary patch";
    let inside = header.of(text);
    if memchr::memmem::find(inside.as_bytes(), BINARY.as_bytes()).is_none() {
        return;
    }
    let (mut at, mut binary) = (header.start, false);
    let mut data: Option<Span> = None;
    for line in inside.split_inclusive('\n') {
        let bare = line.trim_end();
        let span = Span::new(at, at + line.len());
        at = span.end;
        let names_size = ["literal ", "delta "].iter().any(|start| bare.starts_with(start));
        binary =
            bare == BINARY || (binary && (names_size || bare.is_empty() || is_binary_data(bare)));
        if binary && bare != BINARY && !names_size && !bare.is_empty() {
            data = Some(Span::new(data.map_or(span.start, |data| data.start), span.end));
        } else if let Some(data) = data.take() {
            gaps.propose(data, Unit::Lines);
        }
    }
    if let Some(data) = data {
        gaps.propose(data, Unit::Lines);
    }
}
