//! What belongs together in a tool's output: the hits of a file, a run of numbered lines, a path.

use super::grammar::{self, FileHeading, Mark};
use super::parse::{Kind, Line};
use super::section::{Effect, Section};
use super::{hit, path};

/// Lines that are folded, or left, together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<'a> {
    pub(super) shape: Shape<'a>,
    /// The first line and the one after the last.
    pub(super) lines: (usize, usize),
    /// Where the entry can stand below its directory.
    pub(super) place: Option<Place<'a>>,
}

/// The section that an entry can stand in, the directory above it and its name there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place<'a> {
    pub(super) section: Section,
    pub(super) directory: &'a str,
    pub(super) name: &'a str,
}

/// What the lines of an entry are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape<'a> {
    /// The hits of a file, each with its path.
    File(FileHeading<'a>),
    /// A path on its own line, and below it its hits with their numbers.
    Headed(&'a str),
    /// Lines that start with their numbers.
    Numbered,
    /// A path in a list.
    Path(&'a str),
    /// One line of anything else.
    Other,
}

impl<'a> Entry<'a> {
    /// The entry's lines, out of all.
    pub(super) fn of<'l>(&self, lines: &'l [Line<'a>]) -> &'l [Line<'a>] {
        lines.get(self.lines.0..self.lines.1).unwrap_or_default()
    }

    /// What the entry does to an open section if it is written in full.
    pub(super) fn effect(&self, section: Section, fresh: bool, lines: &[Line<'_>]) -> Effect {
        match self.shape {
            Shape::File(heading) if path::has_separator(heading.path) => Effect::Ends,
            Shape::File(_) => Effect::Relative,
            _ => section.effect(self.of(lines).first().map_or("", |line| line.text), fresh),
        }
    }
}

/// The entries of a text, in order; together they hold each line once.
pub(super) fn entries<'a>(lines: &[Line<'a>]) -> Vec<Entry<'a>> {
    let mut entries = Vec::new();
    let mut at = 0;
    while let Some(rest) = lines.get(at..).filter(|rest| !rest.is_empty()) {
        let blank_above =
            at.checked_sub(1).and_then(|at| lines.get(at)).is_none_or(|line| line.text.is_empty());
        let (shape, length) = file(rest)
            .or_else(|| if blank_above { headed(rest) } else { None })
            .or_else(|| numbered_run(rest))
            .unwrap_or_else(|| (single(rest), 1));
        let place = place(shape, rest);
        entries.push(Entry { shape, lines: (at, at + length), place });
        at += length;
    }
    entries
}

/// Where an entry can stand. Below its name each line must have its number, so that it is told from
/// a name at a glance, and none be context, so that the directory above is not far.
fn place<'a>(shape: Shape<'a>, lines: &[Line<'_>]) -> Option<Place<'a>> {
    let (section, path) = match shape {
        Shape::File(heading) if heading.context == 0 => (Section::Hits, heading.path),
        Shape::Headed(path) => (Section::Headed, path),
        Shape::Path(path) => (Section::Paths, path),
        _ => return None,
    };
    let (directory, name) = path::split_directory(path);
    let bare = lines.first().is_some_and(Line::is_bare);
    let clear = !bare && path::is_file_name(name) && path::is_directory(directory);
    (clear || section == Section::Paths).then_some(Place { section, directory, name })
}

fn single<'a>(lines: &[Line<'a>]) -> Shape<'a> {
    match lines.first() {
        Some(line) if line.kind == Kind::Path => Shape::Path(line.text),
        _ => Shape::Other,
    }
}

/// The hits of a file at the start of the lines, and how many lines they take.
fn file<'a>(lines: &[Line<'a>]) -> Option<(Shape<'a>, usize)> {
    let path = lines.first()?.path();
    let cut = lines.first().is_some_and(|line| line.cut);
    let mut heading = FileHeading { path, hits: 0, context: 0, cut };
    let (mut length, mut at) = (0, 0);
    while let Some(line) = lines.get(at) {
        match line.kind {
            Kind::Hit if line.path() == path => heading.hits += 1,
            Kind::Context if line.path() == path => heading.context += 1,
            // A separator belongs to the file if there is more of it behind.
            Kind::Other if heading.context > 0 && line.text == "--" && length == at => {
                at += 1;
                continue;
            }
            _ => break,
        }
        at += 1;
        length = at;
    }
    let group = lines.get(..length)?;
    ((heading.hits > 0 || cut && heading.context > 0)
        && group.iter().all(|line| is_clear(line, heading)))
    .then_some((Shape::File(heading), length))
}

/// Whether a line below a heading reads as a hit of that file, and as nothing else.
fn is_clear(line: &Line<'_>, heading: FileHeading<'_>) -> bool {
    let body = line.body();
    let numbered = grammar::numbered(body).is_some();
    let confusing = || {
        grammar::merged(body).is_some()
            || path::is_directory(body)
            || hit::hit(body).is_some()
            || FileHeading::parse(body).is_some()
    };
    numbered || heading.context == 0 && !confusing() || line.kind == Kind::Other
}

/// A path with its hits below it, up to the next blank line.
fn headed<'a>(lines: &[Line<'a>]) -> Option<(Shape<'a>, usize)> {
    let (path, below) = lines.split_first()?;
    let starts_with_hit = below.first().is_some_and(|line| is_numbered_hit(line));
    if !starts_with_hit || !path::is_path(path.text) {
        return None;
    }
    let length =
        below.iter().take_while(|line| !line.text.is_empty() && line.kind == Kind::Other).count();
    Some((Shape::Headed(path.text), 1 + length))
}

fn numbered_run<'a>(lines: &[Line<'a>]) -> Option<(Shape<'a>, usize)> {
    let length =
        lines.iter().take_while(|line| line.kind == Kind::Other && is_numbered_hit(line)).count();
    (length > 0).then_some((Shape::Numbered, length))
}

pub(super) fn is_numbered_hit(line: &Line<'_>) -> bool {
    grammar::numbered(line.text).is_some_and(|(_, mark, _)| mark == Mark::Hit)
}
