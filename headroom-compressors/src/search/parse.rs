//! From the lines of a tool's output to what they are about.

use super::grammar::{self, Mark};
use super::hit::Head;
use super::{hit, path};

/// What a line of the source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `path:12:text`, or `path:text` where no line has a number.
    Hit,
    /// `path-12-text`.
    Context,
    /// A path and nothing else, or with a count: `path`, `path:12`.
    Path,
    /// Anything else: separators, messages of the tool, text.
    Other,
}

/// A line of the source.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    pub(super) text: &'a str,
    pub(super) kind: Kind,
    /// Other lines of the same file are left out, so that its heading must say what is shown.
    pub(super) cut: bool,
    /// The length of the path that a hit or a context line starts with. None is longer than [`path::MAX_PATH`].
    path: u16,
    /// The length of what stands before the text that was found: the path, a number, the marks after them.
    head: u16,
}

impl<'a> Line<'a> {
    /// A line that starts with a path of this length; of lines that are no hits and no context, with none.
    fn new(text: &'a str, kind: Kind, path: usize) -> Self {
        let body = if path == 0 { 0 } else { path + 1 };
        let numbered = text.get(body..).and_then(grammar::numbered);
        let whole = numbered.map_or(body, |(.., rest)| text.len() - rest.len() + 1);
        Self::with_head(text, kind, Head { path, whole })
    }

    fn with_head(text: &'a str, kind: Kind, head: Head) -> Self {
        let short = |length: usize| u16::try_from(length).unwrap_or_default();
        Self { text, kind, cut: false, path: short(head.path), head: short(head.whole) }
    }

    /// The path that a hit or a context line starts with; of other lines nothing.
    pub(super) fn path(&self) -> &'a str {
        self.text.get(..usize::from(self.path)).unwrap_or("")
    }

    /// What follows the path and the mark after it: `12:text`, `text`.
    pub(super) fn body(&self) -> &'a str {
        self.text.get(usize::from(self.path) + 1..).unwrap_or("")
    }

    /// What was found, without path and number.
    pub(super) fn said(&self) -> &'a str {
        self.text.get(usize::from(self.head)..).unwrap_or("")
    }

    /// Whether it is a hit, be it one below the heading of its file.
    pub(super) fn is_hit(&self) -> bool {
        let mark =
            || usize::from(self.head).checked_sub(1).and_then(|at| self.text.as_bytes().get(at));
        match self.kind {
            Kind::Other => mark() == Some(&b':'),
            kind => kind == Kind::Hit,
        }
    }

    /// The line without this start, if its path has more than that, or it has none.
    pub(super) fn without(self, start: &str) -> Option<Self> {
        let text = self.text.strip_prefix(start)?;
        let path = usize::from(self.path);
        let path = if path == 0 { 0 } else { path.checked_sub(start.len())? };
        Some(Self { cut: self.cut, ..Self::new(text, self.kind, path) })
    }

    /// Whether it is a hit without a line number.
    pub(super) fn is_bare(&self) -> bool {
        self.kind == Kind::Hit && self.number().is_none()
    }

    fn number(&self) -> Option<u64> {
        grammar::numbered(self.body()).map(|(number, ..)| number)
    }

    fn is_context(&mut self, path: &str, number: Option<u64>) -> bool {
        let found = number.is_some_and(|number| {
            self.text
                .strip_prefix(path)
                .and_then(|rest| rest.strip_prefix('-'))
                .and_then(grammar::numbered)
                .is_some_and(|(own, mark, _)| own == number && mark == Mark::Context)
        });
        if found {
            *self = Self::new(self.text, Kind::Context, path.len());
        }
        found
    }
}

/// The lines of a text, each with what it is.
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    let mut lines = hits(text);
    context(&mut lines);
    if !lines.iter().any(|line| line.kind == Kind::Hit) {
        unnumbered(&mut lines);
    }
    lines
}

/// The first look: each line on its own.
fn hits(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::with_capacity(text.len() / 48);
    let (mut last, mut directory) = ("", "");
    for text in split(text) {
        lines.push(match hit::hit_of(last, text).or_else(|| hit::hit(text)) {
            Some(head) => {
                last = text.get(..head.path).unwrap_or("");
                Line::with_head(text, Kind::Hit, head)
            }
            None if path::is_listed(text, directory) => {
                (directory, _) = path::split_directory(text);
                Line::new(text, Kind::Path, 0)
            }
            None => Line::new(text, Kind::Other, 0),
        });
    }
    lines
}

/// Finds the lines of context. A mark of `-12-` may well stand in a name, so a line counts as
/// context only next to a line of the same path whose number is next to its own.
fn context(lines: &mut [Line<'_>]) {
    if lines.iter().all(|line| line.kind == Kind::Hit) {
        return;
    }
    let (mut path, mut number) = ("", None);
    for line in lines.iter_mut() {
        follow(line, &mut path, &mut number, |number| number.checked_add(1));
    }
    (path, number) = ("", None);
    for line in lines.iter_mut().rev() {
        follow(line, &mut path, &mut number, |number| number.checked_sub(1));
    }
}

fn follow<'a>(
    line: &mut Line<'a>,
    path: &mut &'a str,
    number: &mut Option<u64>,
    next: impl Fn(u64) -> Option<u64>,
) {
    let expected = number.and_then(next);
    if line.kind == Kind::Context || line.is_context(path, expected) || line.kind == Kind::Hit {
        (*path, *number) = (line.path(), line.number());
    } else {
        *number = None;
    }
}

/// Finds the hits of a search without line numbers. A colon proves little, so most lines must have
/// a path before it.
fn unnumbered(lines: &mut [Line<'_>]) {
    let paths: Vec<_> = lines.iter().map(|line| hit::unnumbered_hit(line.text)).collect();
    let found = paths.iter().flatten().count();
    let listed = lines.iter().filter(|line| line.kind == Kind::Path).count();
    let blank = lines.iter().filter(|line| line.text.is_empty()).count();
    if found * 2 <= lines.len() - blank || listed * 2 > found {
        return;
    }
    for (line, path) in lines.iter_mut().zip(paths) {
        if let (Some(path), Kind::Other) = (path, line.kind) {
            *line = Line::new(line.text, Kind::Hit, path);
        }
    }
}

/// The lines of a text, without the end of the last one: `"a\nb\n"` has two.
pub(super) fn split(text: &str) -> impl Iterator<Item = &str> + Clone {
    let text = text.strip_suffix('\n').unwrap_or(text);
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]);
    ends.scan(0, |start, end| {
        let line = text.get(*start..end);
        *start = end + 1;
        line
    })
}
