//! The hits of each file, with their place in the source.

use headroom_core::Span;

use super::grammar::{self, Mark};
use super::parse::{Kind, Line};
use super::path;

/// Lines of one file that follow each other: hits, context, separators.
#[derive(Clone, Debug)]
pub(super) struct Group<'a> {
    /// The path, empty if the text does not name it.
    pub(super) path: &'a str,
    /// Where the path stands in the text.
    pub(super) named: Span,
    /// Where its lines stand there, and the heading right above them.
    pub(super) span: Span,
    /// The first line that may be left out, and the one after the last.
    pub(super) lines: (usize, usize),
    /// The first line with the heading above, if it stands on a line of its own, and the one after
    /// the last with the blank line below.
    pub(super) whole: (usize, usize),
    /// How many hits.
    pub(super) hits: usize,
}

/// Fewer hits than this of a file whose path is not named say little about what they are.
const FEWEST_UNNAMED: usize = 12;

/// The groups of a text, in order. Lines of a group are hits, context, or separators.
pub(super) fn groups<'a>(lines: &[Line<'a>]) -> Vec<Group<'a>> {
    let mut groups = Vec::new();
    let (mut at, mut start) = (0, 0);
    while let Some(rest) = lines.get(at..).filter(|rest| !rest.is_empty()) {
        let fresh = at
            .checked_sub(1)
            .and_then(|at| lines.get(at))
            .is_none_or(|line| matches!(line.text, "" | "\r"));
        let group = of_path(rest)
            .or_else(|| if fresh { headed(rest) } else { None })
            .or_else(|| unnamed(rest));
        let length = group.as_ref().map_or(1, |(_, taken)| *taken);
        let bytes: usize = rest.iter().take(length).map(|line| line.text.len() + 1).sum();
        if let Some((mut group, _)) = group {
            let moved = |(first, end): (usize, usize)| (at + first, at + end);
            (group.lines, group.whole) = (moved(group.lines), moved(group.whole));
            if !group.path.is_empty() {
                group.named = Span::new(start, start + group.path.len());
            }
            group.span = Span::new(start, start + bytes - 1);
            groups.push(group);
        }
        start += bytes;
        at += length;
    }
    groups
}

/// Lines that start with the same path.
fn of_path<'a>(lines: &[Line<'a>]) -> Option<(Group<'a>, usize)> {
    let path = lines.first()?.path();
    let mut length = 0;
    let (mut hits, mut at) = (0, 0);
    while let Some(line) = lines.get(at) {
        match line.kind {
            Kind::Hit | Kind::Context if line.path() == path => length = at + 1,
            Kind::Other if at > 0 && line.text == "--" => {}
            _ => break,
        }
        hits += usize::from(line.kind == Kind::Hit);
        at += 1;
    }
    // A separator after the last hit parts it from the next file.
    let ends = length + usize::from(lines.get(length).is_some_and(|line| line.text == "--"));
    let group = Group {
        path,
        named: Span::default(),
        span: Span::default(),
        lines: (0, length),
        whole: (0, ends),
        hits,
    };
    (length > 0 && hits > 0).then_some((group, length))
}

/// A path on a line of its own, and its hits below it up to a blank line.
fn headed<'a>(lines: &[Line<'a>]) -> Option<(Group<'a>, usize)> {
    let (heading, below) = lines.split_first()?;
    let name = heading.text.strip_suffix('\r').unwrap_or(heading.text);
    if !path::is_path(name) {
        return None;
    }
    let (length, hits) = numbered(below);
    let ended = below.get(length).is_none_or(|line| matches!(line.text, "" | "\r"));
    let end = 1 + length + usize::from(below.get(length).is_some());
    let group = Group {
        path: name,
        named: Span::default(),
        span: Span::default(),
        lines: (1, 1 + length),
        whole: (0, end),
        hits,
    };
    (hits > 0 && ended).then_some((group, 1 + length))
}

/// Lines with a number and no path: a search in one file, unless they follow each other as those of a
/// listing do.
fn unnamed<'a>(lines: &[Line<'a>]) -> Option<(Group<'a>, usize)> {
    let (length, hits) = numbered(lines);
    let found = lines.get(..length)?;
    let numbers =
        || found.iter().filter_map(|line| grammar::number(line.text)).map(|(number, _)| number);
    let adjacent = numbers().zip(numbers().skip(1)).filter(|(a, b)| a + 1 == *b).count();
    let rising = numbers().zip(numbers().skip(1)).all(|(a, b)| a < b);
    if hits == 0 {
        return None;
    }
    let hits = if rising && adjacent * 2 <= length && hits >= FEWEST_UNNAMED { hits } else { 0 };
    let group = Group {
        path: "",
        named: Span::default(),
        span: Span::default(),
        lines: (0, length),
        whole: (0, length),
        hits,
    };
    Some((group, length))
}

/// How many lines at the start have a number, or are separators between such, and how many of them
/// are hits.
fn numbered(lines: &[Line<'_>]) -> (usize, usize) {
    let (mut length, mut hits) = (0, 0);
    for (at, line) in lines.iter().enumerate().take_while(|(_, line)| line.kind == Kind::Other) {
        match grammar::numbered(line.text) {
            Some((_, mark, _)) => {
                hits += usize::from(mark == Mark::Hit);
                length = at + 1;
            }
            None if line.text == "--" && at > 0 => {}
            None => break,
        }
    }
    (length, hits)
}
