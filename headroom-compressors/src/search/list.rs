//! The names of a list, each with its directory and its place in the source.

use std::collections::HashMap;

use headroom_core::Span;

use super::names::{is_heading, is_name, parts};
use super::parse::split;

/// A list of names.
#[derive(Debug, Default)]
pub(super) struct List<'a> {
    pub(super) items: Vec<Item<'a>>,
    pub(super) directories: Vec<Directory<'a>>,
}

/// A line of a list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item<'a> {
    pub(super) text: &'a str,
    /// Where the line starts.
    pub(super) start: usize,
    pub(super) kind: Kind,
    /// The number of the directory that the line belongs to.
    pub(super) directory: usize,
}

/// What a line of a list is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Name,
    /// The heading of a directory, `src/cli:`, with names below it.
    Heading,
    Blank,
    Other,
}

/// A directory of a list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Directory<'a> {
    /// As the text writes it: without a separator at its end if it has a heading; empty if the text
    /// does not name it.
    pub(super) path: &'a str,
    /// Where the text names it first.
    pub(super) named: Span,
    /// Whether it has a heading.
    pub(super) headed: bool,
}

impl<'a> List<'a> {
    /// The lines of a text.
    pub(super) fn of(text: &'a str) -> Self {
        let mut list = Self::default();
        let unnamed = Directory { path: "", named: Span::default(), headed: false };
        list.directories.push(unnamed);
        let mut known = HashMap::new();
        let (mut start, mut open, mut last) = (0, 0, ("", 0));
        for line in split(text) {
            let (directory, _) = parts(line);
            let kind = match line {
                "" => Kind::Blank,
                _ if open == 0 && is_heading(line) => Kind::Heading,
                _ if is_name(line) => Kind::Name,
                _ => Kind::Other,
            };
            let mut number = 0;
            match kind {
                Kind::Blank => (number, open) = (open, 0),
                Kind::Heading => {
                    let path = line.get(..line.len() - 1).unwrap_or("");
                    open = list.add(path, start, true);
                    number = open;
                }
                Kind::Name if directory.is_empty() => number = open,
                Kind::Name if directory == last.0 => number = last.1,
                Kind::Name => {
                    number = *known
                        .entry(directory)
                        .or_insert_with(|| list.add(directory, start, false));
                    last = (directory, number);
                }
                Kind::Other => {}
            }
            list.items.push(Item { text: line, start, kind, directory: number });
            start += line.len() + 1;
        }
        list
    }

    fn add(&mut self, path: &'a str, start: usize, headed: bool) -> usize {
        let named = Span::new(start, start + path.len());
        self.directories.push(Directory { path, named, headed });
        self.directories.len() - 1
    }

    /// The directory of a line.
    pub(super) fn directory(&self, item: &Item<'a>) -> Directory<'a> {
        let unnamed = Directory { path: "", named: Span::default(), headed: false };
        self.directories.get(item.directory).copied().unwrap_or(unnamed)
    }

    /// What the paths of all named directories start with, in whole directories.
    pub(super) fn root(&self) -> &'a str {
        let mut paths = self.directories.iter().skip(1).map(|directory| directory.path);
        let first = paths.next().unwrap_or("");
        let common = paths.fold(first.len(), |common, path| {
            let equal = first.bytes().zip(path.bytes()).take(common);
            equal.take_while(|(a, b)| a == b).count()
        });
        let end = memchr::memrchr2(b'/', b'\\', first.as_bytes().get(..common).unwrap_or_default());
        end.and_then(|end| first.get(..=end)).unwrap_or("")
    }
}
