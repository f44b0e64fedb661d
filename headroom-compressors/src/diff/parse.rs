//! Which hunks are of which file.

use headroom_core::{Hunk, Span};

/// The text before some hunks, and the hunks that follow it.
#[derive(Debug)]
pub(super) struct File<'a, 'h> {
    /// Everything from the end of the file before: headers of files without hunks, messages,
    /// statistics, and last the header of this file.
    pub(super) header: Span,
    /// Where the file is after the change, or was before it was deleted. Empty if nothing tells.
    pub(super) path: &'a str,
    /// Its hunks, in order, with nothing between them.
    pub(super) hunks: &'h [Hunk],
}

impl File<'_, '_> {
    /// Where its hunks stand, if it has any.
    pub(super) fn span(&self) -> Option<Span> {
        Some(Span::new(self.hunks.first()?.header.start, self.hunks.last()?.body.end))
    }
}

/// The files of a diff that has these hunks. What stands behind the last hunk is the header of one without hunks.
/// Linear.
pub(super) fn files<'a, 'h>(text: &'a str, hunks: &'h [Hunk]) -> Vec<File<'a, 'h>> {
    let mut files: Vec<File<'_, '_>> = Vec::new();
    let (mut at, mut last) = (0, "");
    for hunks in hunks.chunk_by(|a, b| a.body.end == b.header.start) {
        let start = hunks.first().map_or(at, |hunk| hunk.header.start);
        let header = Span::new(at, start);
        last = path(header.of(text)).unwrap_or(last);
        files.push(File { header, path: last, hunks });
        at = hunks.last().map_or(start, |hunk| hunk.body.end);
    }
    if at < text.len() {
        files.push(File { header: Span::new(at, text.len()), path: "", hunks: &[] });
    }
    files
}

/// The path of the last file that a header names.
fn path(header: &str) -> Option<&str> {
    let name = |line| name(line).filter(|path| *path != "/dev/null");
    let mut lines = header.lines().rev().peekable();
    // A context diff has the names under other marks.
    while let Some(line) = lines.next_if(|line| !line.starts_with("+++ ")) {
        let old = lines.peek().and_then(|line| line.strip_prefix("*** "));
        if let (Some(new), Some(old)) = (line.strip_prefix("--- "), old) {
            return name(new).or_else(|| name(old));
        }
    }
    let new = lines.find_map(|line| line.strip_prefix("+++ "))?;
    let old = lines.next().and_then(|line| line.strip_prefix("--- "));
    name(new).or_else(|| name(old?))
}

/// The path in what follows `+++ `: without the time stamp and the letter that git puts before it.
fn name(line: &str) -> Option<&str> {
    let path = line.split('\t').next()?.trim_end().trim_matches('"');
    let bare = path.split_once('/').filter(|(letter, _)| letter.len() == 1);
    Some(bare.map_or(path, |(_, rest)| rest)).filter(|path| !path.is_empty())
}
