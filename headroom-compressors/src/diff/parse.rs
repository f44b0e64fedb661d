//! Which hunks are of which file.

use headroom_core::{Hunk, Span, hunks};

/// The text before some hunks, and the hunks that follow it.
#[derive(Debug)]
pub(super) struct File<'a> {
    /// Everything from the end of the file before: headers of files without hunks, messages,
    /// statistics, and last the header of this file.
    pub(super) header: Span,
    /// Where the file is after the change, or was before it was deleted. Empty if nothing tells.
    pub(super) path: &'a str,
    /// Its hunks, in order. There may be others between them that could not be read.
    pub(super) hunks: Vec<Hunk>,
}

impl File<'_> {
    /// The runs of hunks with nothing between them.
    pub(super) fn runs(&self) -> impl Iterator<Item = Span> {
        let runs = self.hunks.chunk_by(|a, b| a.body.end == b.header.start);
        runs.filter_map(|run| Some(Span::new(run.first()?.header.start, run.last()?.body.end)))
    }
}

/// The files of a diff. What stands behind the last hunk is the header of one without hunks. Linear.
pub(super) fn files(text: &str) -> Vec<File<'_>> {
    let mut files: Vec<File<'_>> = Vec::new();
    let mut at = 0;
    for hunk in hunks(text) {
        let header = Span::new(at, hunk.header.start);
        at = hunk.body.end;
        match files.last_mut() {
            Some(last) if header.is_empty() => last.hunks.push(hunk),
            last => {
                let before = last.map_or("", |last| last.path);
                let path = path(header.of(text)).unwrap_or(before);
                files.push(File { header, path, hunks: vec![hunk] });
            }
        }
    }
    if at < text.len() {
        files.push(File { header: Span::new(at, text.len()), path: "", hunks: Vec::new() });
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
