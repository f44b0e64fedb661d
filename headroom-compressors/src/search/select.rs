//! Which hits stay in sight where not all can.
//!
//! Definitions stay, and what the question names. What room is left goes to the first hits of each
//! file, those of tests, documents, vendored and generated files last.

use std::sync::LazyLock;

use headroom_core::definition::is_definition;
use headroom_core::{Hints, is_data_path};
use memchr::memmem::Finder;

use super::asked::Asked;
use super::groups::{Group, is_hit, text_of};
use super::parse::Line;
use super::rank::{is_aside, is_top_binding};
use crate::long_line::LONG;

/// What a notice and a heading take, in tokens, beyond the path.
const NOTICE: usize = 14;

/// Definitions stay until they take so many times the aim.
const DEFINITIONS: usize = 24;

/// A name that stands in more lines than this tells little about any of them.
const SOME: usize = 40;

/// Of a file that the question names, so many hits stay because of that.
const OF_NAMED_FILE: usize = 30;

/// For each line whether it stays in sight. `None` if too little would leave it.
pub(super) fn select(
    lines: &[Line<'_>],
    groups: &[Group<'_>],
    hints: &Hints<'_>,
    aim: usize,
) -> Option<Vec<bool>> {
    let mut selection = Selection::new(lines, groups, aim);
    selection.asked(hints);
    selection.definitions();
    // What is around a hit that was asked for tells more than one more hit, to a degree.
    selection.context(aim / 2);
    selection.others();
    selection.context(aim);
    selection.complete();
    let before = selection.folded();
    (before > 0 && selection.visible() * 4 <= before * 3).then_some(selection.keep)
}

/// What a line takes at least, in tokens.
const LEAST_WEIGHT: usize = 2;

/// About how many tokens a line takes, its path aside.
fn weight(line: &Line<'_>) -> usize {
    LEAST_WEIGHT + (line.text.len() - line.path().len()) / 4
}

/// About how many tokens a path takes.
fn path_weight(path: &str) -> usize {
    2 + path.len() / 5
}

/// How little files of a kind are asked for, by their path: 0 for source.
fn remoteness(path: &str) -> usize {
    const DOCUMENTS: &[&str] =
        &[".md", ".rst", ".txt", ".adoc", ".po", ".html", ".svg", ".json", ".lock"];
    let lower = path.to_ascii_lowercase();
    let any = |marks: &[Finder<'_>]| marks.iter().any(|mark| mark.find(lower.as_bytes()).is_some());
    if is_data_path(path) || any(&*GENERATED) {
        3
    } else if any(&*ASIDE) {
        2
    } else {
        usize::from(DOCUMENTS.iter().any(|end| lower.ends_with(end)))
    }
}

/// What stands in the paths of generated files.
static GENERATED: LazyLock<[Finder<'static>; 4]> =
    LazyLock::new(|| ["generated", ".min.", ".pb.", "_pb2"].map(Finder::new));

/// What stands in the paths of files that show or try what others do.
static ASIDE: LazyLock<[Finder<'static>; 8]> = LazyLock::new(|| {
    ["test", "spec", "fixture", "mock", "bench", "example", "sample", "__snapshots__"]
        .map(Finder::new)
});

/// The so many least of some values, in order.
fn first_sorted<T: Ord>(mut values: Vec<T>, count: usize) -> Vec<T> {
    if count < values.len() {
        values.select_nth_unstable(count);
        values.truncate(count);
    }
    values.sort_unstable();
    values
}

struct Selection<'a> {
    lines: &'a [Line<'a>],
    groups: &'a [Group<'a>],
    aim: usize,
    keep: Vec<bool>,
    /// How remote the file of each group is.
    remote: Vec<usize>,
    /// The tokens of hits that were chosen.
    chosen: usize,
}

impl<'a> Selection<'a> {
    fn new(lines: &'a [Line<'a>], groups: &'a [Group<'a>], aim: usize) -> Self {
        let mut keep = vec![true; lines.len()];
        for group in groups.iter().filter(|group| group.hits > 0) {
            let (first, end) = group.lines;
            keep.get_mut(first..end).unwrap_or_default().fill(false);
        }
        let remote = groups.iter().map(|group| remoteness(group.path)).collect();
        Self { lines, groups, aim, keep, remote, chosen: 0 }
    }

    /// The hits that may stay: of which group, on which line. Packed code has all names that there are in its lines.
    fn hits(&self) -> impl Iterator<Item = (usize, usize, &'a Line<'a>)> + use<'a> {
        let lines = self.lines;
        let groups = self.groups.iter().enumerate().filter(|(_, group)| group.hits > 0);
        groups.flat_map(move |(g, group)| {
            let (first, end) = group.lines;
            let own = lines.get(first..end).unwrap_or_default().iter().enumerate();
            let may_stay = |line: &Line<'_>| line.text.len() < LONG && is_hit(line);
            own.filter(move |(_, line)| may_stay(line)).map(move |(at, line)| (g, first + at, line))
        })
    }

    fn keeps(&self, at: usize) -> bool {
        self.keep.get(at).copied().unwrap_or(true)
    }

    fn choose(&mut self, at: usize) {
        if let (Some(keep), Some(line)) = (self.keep.get_mut(at), self.lines.get(at)) {
            self.chosen += if *keep { 0 } else { weight(line) };
            *keep = true;
        }
    }

    /// What the question names, where it stands in few lines or in a file that it names as well.
    fn asked(&mut self, hints: &Hints<'_>) {
        let asked = Asked::of(hints);
        if asked.is_empty() {
            return;
        }
        let named: Vec<bool> =
            self.groups.iter().map(|group| asked.names_file(group.path)).collect();
        let named = |group: usize| named.get(group).copied().unwrap_or(false);
        let mut of_name: Vec<Vec<usize>> = vec![Vec::new(); asked.len()];
        let (mut in_file, mut in_file_named) = (Vec::new(), Vec::new());
        for (group, at, line) in self.hits() {
            let mut found = false;
            asked.find_in(text_of(line), |name| {
                found = true;
                if let Some(lines) = of_name.get_mut(name).filter(|lines| lines.len() <= SOME) {
                    lines.push(at);
                }
            });
            if named(group) {
                in_file.push(at);
                in_file_named.extend(found.then_some(at));
            }
        }
        let in_file = if in_file_named.is_empty() { in_file } else { in_file_named };
        in_file.into_iter().take(OF_NAMED_FILE).for_each(|at| self.choose(at));
        let few = of_name.into_iter().filter(|lines| lines.len() <= SOME);
        few.flatten().for_each(|at| self.choose(at));
    }

    /// All definitions, as long as they are not too many.
    fn definitions(&mut self) {
        let mut found: Vec<(usize, usize)> = self
            .hits()
            .filter(|(_, _, line)| is_definition(text_of(line)))
            .map(|(group, at, _)| (self.remote.get(group).copied().unwrap_or(0), at))
            .collect();
        found.sort_unstable();
        for (_, at) in found {
            if self.chosen < self.aim.saturating_mul(DEFINITIONS) {
                self.choose(at);
            }
        }
    }

    /// The first hits of each file, until there is no room.
    fn others(&mut self) {
        let mut ranked = Vec::new();
        let (mut last, mut nth) = (usize::MAX, 0);
        for (group, at, line) in self.hits().filter(|(_, at, _)| !self.keeps(*at)) {
            nth = if group == last { nth + 1 } else { 0 };
            last = group;
            let text = text_of(line);
            let remote = self.remote.get(group).copied().unwrap_or(0);
            let aside = 3 * usize::from(is_aside(text));
            let binding = if is_top_binding(text) { 0 } else { 2 };
            ranked.push((4 * remote + nth + aside + binding, at));
        }
        // Some are shown however long the list of files is: one sees what the hits are like.
        let mut room = self.aim.saturating_sub(self.visible()).max(self.aim / 4);
        for (_, at) in first_sorted(ranked, room / LEAST_WEIGHT + 1) {
            self.choose(at);
            room = match room.checked_sub(self.lines.get(at).map_or(0, weight)) {
                Some(rest) => rest,
                None => break,
            };
        }
    }

    /// The lines of context around hits that stay, until so much is in sight.
    fn context(&mut self, aim: usize) {
        let mut room = aim.saturating_sub(self.visible());
        for group in self.groups {
            let (first, end) = group.lines;
            let mut after_kept = false;
            let mut above = first;
            for at in first..end {
                let Some(line) = self.lines.get(at) else { return };
                if line.text == "--" {
                    after_kept = false;
                    above = at + 1;
                } else if is_hit(line) {
                    after_kept = self.keeps(at);
                    for before in if after_kept { above..at } else { at..at } {
                        room = self.spend(before, room);
                    }
                    above = at + 1;
                } else if after_kept {
                    room = self.spend(at, room);
                    above = at + 1;
                }
            }
        }
    }

    fn spend(&mut self, at: usize, room: usize) -> usize {
        match self.lines.get(at).map_or(0, weight) {
            line if line * 2 > LONG => room,
            line if line <= room => {
                self.choose(at);
                room - line
            }
            _ => 0,
        }
    }

    /// Keeps what takes no more room than the notice in its place, and the separators between parts.
    fn complete(&mut self) {
        for group in self.groups.iter().filter(|group| group.hits > 0) {
            let (first, end) = group.lines;
            let own = || self.lines.get(first..end).unwrap_or_default().iter().zip(first..);
            let hidden: usize =
                own().filter(|(_, at)| !self.keeps(*at)).map(|(line, _)| weight(line)).sum();
            let all = (first..end).all(|at| !self.keeps(at));
            let stated = if all { 4 } else { NOTICE };
            if hidden <= stated {
                self.keep.get_mut(first..end).unwrap_or_default().fill(true);
            } else {
                self.separators(first, end);
            }
        }
    }

    /// A separator stays between lines that stay, if there is context above it, or nothing between it and
    /// them that leaves sight: a notice of it alone would say nothing.
    fn separators(&mut self, first: usize, end: usize) {
        let mut context = false;
        let mut pending = None;
        for at in first..end {
            let Some(line) = self.lines.get(at) else { return };
            if line.text == "--" {
                let alone = at.checked_sub(1).is_some_and(|above| self.keeps(above))
                    && at + 1 < end
                    && self.keeps(at + 1);
                pending = (context || alone).then_some(at);
            } else if self.keeps(at) {
                if let Some(separator) = pending.take() {
                    self.choose(separator);
                }
                context |= !is_hit(line);
            }
        }
    }

    /// About how many tokens the groups take if all is folded and nothing left out.
    fn folded(&self) -> usize {
        let lines = |(first, end): (usize, usize)| self.lines.get(first..end).unwrap_or_default();
        let groups = self.groups.iter().filter(|group| group.hits > 0);
        groups
            .map(|group| {
                path_weight(group.path) + lines(group.lines).iter().map(weight).sum::<usize>()
            })
            .sum()
    }

    /// About how many tokens are in sight, notices included.
    fn visible(&self) -> usize {
        let stated: usize = self
            .groups
            .iter()
            .filter(|group| group.hits > 0)
            .map(|group| {
                let (first, end) = group.lines;
                let kept = (first..end).filter(|at| self.keeps(*at)).count();
                let place = path_weight(group.path);
                match kept {
                    0 => place + 6,
                    kept if kept == end - first => place,
                    _ => place + NOTICE,
                }
            })
            .sum();
        stated + self.chosen
    }
}
