//! Which hits stay in sight where not all can.
//!
//! Definitions stay, and what the question names. What room is left goes to the first hits of each
//! file, those of tests, documents, vendored and generated files last.

use headroom_core::definition::is_definition;
use headroom_core::{Hints, is_data_path};

use super::asked::Asked;
use super::groups::Group;
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
    text: &str,
    lines: &[Line<'_>],
    groups: &[Group<'_>],
    hints: &Hints<'_>,
    aim: usize,
) -> Option<Vec<bool>> {
    let mut selection = Selection::new(lines, groups, aim);
    selection.asked(text, hints);
    selection.definitions();
    // What is around a hit that was asked for tells more than one more hit, to a degree.
    selection.context(aim / 2);
    selection.others();
    selection.context(aim);
    selection.complete();
    let before = selection.folded();
    let shows = lines.iter().zip(&selection.keep).any(|(line, keep)| *keep && line.is_hit());
    (shows && before > 0 && selection.visible() * 4 <= before * 3).then_some(selection.keep)
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
    /// The fewest bytes of what tells one of these kinds.
    const MARK: usize = 4;
    if is_data_path(path) {
        return 3;
    }
    let lower = path.to_ascii_lowercase();
    let marked = lower.as_bytes().windows(MARK).enumerate().map(|(at, start)| {
        let follows = |rest: &str| lower.get(at + MARK..).is_some_and(|end| end.starts_with(rest));
        match start {
            // Files that show or try what others do.
            b"test" | b"spec" | b"mock" => 2,
            b"benc" if follows("h") => 2,
            b"exam" if follows("ple") => 2,
            b"fixt" if follows("ure") => 2,
            b"samp" if follows("le") => 2,
            b"__sn" if follows("apshots__") => 2,
            // Generated files.
            b".pb." | b"_pb2" => 3,
            b".min" if follows(".") => 3,
            b"gene" if follows("rated") => 3,
            _ => 0,
        }
    });
    let extension = lower.rsplit_once('.').map_or("", |(_, extension)| extension);
    let document = matches!(
        extension,
        "md" | "rst" | "txt" | "adoc" | "po" | "html" | "svg" | "json" | "lock"
    );
    marked.max().unwrap_or_default().max(usize::from(document))
}

/// The so many least of some values, in order.
fn first_sorted<T: Ord>(mut values: Vec<T>, count: usize) -> Vec<T> {
    if count < values.len() {
        values.select_nth_unstable(count);
        values.truncate(count);
    }
    values.sort_unstable();
    values
}

/// The hits of a group that may stay, each with the number of its line. Packed code has all names that there are in
/// its lines.
fn hits_of<'a>(
    lines: &'a [Line<'a>],
    group: &Group<'_>,
) -> impl Iterator<Item = (usize, &'a Line<'a>)> + use<'a> {
    let (first, end) = group.lines;
    let may_stay = |line: &Line<'_>| line.text.len() < LONG && line.is_hit();
    (first..).zip(lines.get(first..end).unwrap_or_default()).filter(move |(_, line)| may_stay(line))
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

    /// The hits that may stay: of which group, on which line.
    fn hits(&self) -> impl Iterator<Item = (usize, usize, &'a Line<'a>)> + use<'a> {
        let lines = self.lines;
        let groups = self.groups.iter().enumerate().filter(|(_, group)| group.hits > 0);
        groups
            .flat_map(move |(g, group)| hits_of(lines, group).map(move |(at, line)| (g, at, line)))
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
    fn asked(&mut self, text: &str, hints: &Hints<'_>) {
        let mut asked = Asked::of(hints);
        if asked.is_empty() {
            return;
        }
        let named: Vec<bool> =
            self.groups.iter().map(|group| asked.names_file(group.path)).collect();
        let none_is_named = !named.contains(&true);
        let mut of_name: Vec<Vec<usize>> = vec![Vec::new(); asked.len()];
        let (mut in_file, mut in_file_named) = (Vec::new(), Vec::new());
        for (group, named) in self.groups.iter().zip(named).filter(|(group, _)| group.hits > 0) {
            if !named && !asked.may_stand_in(group.span.of(text)) {
                continue;
            }
            for (at, line) in hits_of(self.lines, group) {
                let (mut found, mut common) = (false, None);
                asked.find_in(line.said(), |name| {
                    found = true;
                    if let Some(lines) = of_name.get_mut(name).filter(|lines| lines.len() <= SOME) {
                        lines.push(at);
                        common = Some(name).filter(|_| lines.len() > SOME);
                    }
                });
                if named {
                    in_file.push(at);
                    in_file_named.extend(found.then_some(at));
                }
                // Of a name that stands in many lines only those of a named file could still matter.
                common.into_iter().filter(|_| none_is_named).for_each(|name| asked.forget(name));
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
            .filter(|(_, _, line)| is_definition(line.said()))
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
        for (group, at, _) in self.hits().filter(|(_, at, _)| !self.keeps(*at)) {
            nth = if group == last { nth + 1 } else { 0 };
            last = group;
            let remote = self.remote.get(group).copied().unwrap_or(0);
            ranked.push((4 * remote + nth, at));
        }
        // Some are shown however long the list of files is: one sees what the hits are like.
        let mut room = self.aim.saturating_sub(self.visible()).max(self.aim / 4);
        let most = room / LEAST_WEIGHT + 1;
        for (_, at) in first_sorted(self.ranked_by_text(ranked, most), most) {
            self.choose(at);
            room = match room.checked_sub(self.lines.get(at).map_or(0, weight)) {
                Some(rest) => rest,
                None => break,
            };
        }
    }

    /// Adds to the ranks of hits what their text tells. Those are left out that cannot be among the first `most`
    /// whatever their text is.
    fn ranked_by_text(&self, mut ranked: Vec<(usize, usize)>, most: usize) -> Vec<(usize, usize)> {
        const ASIDE: usize = 3;
        const UNBOUND: usize = 2;
        if most < ranked.len() {
            let (_, (last, _), _) = ranked.select_nth_unstable(most);
            let last = *last + ASIDE + UNBOUND;
            ranked.retain(|(rank, _)| *rank <= last);
        }
        for (rank, at) in &mut ranked {
            let text = self.lines.get(*at).map_or("", Line::said);
            *rank += ASIDE * usize::from(is_aside(text));
            *rank += if is_top_binding(text) { 0 } else { UNBOUND };
        }
        ranked
    }

    /// The lines of context around hits that stay, until so much is in sight.
    fn context(&mut self, aim: usize) {
        let mut room = aim.saturating_sub(self.visible());
        for group in self.groups {
            let (first, end) = group.lines;
            let mut after_kept = false;
            let mut above = first;
            for at in first..end {
                if room < LEAST_WEIGHT {
                    return;
                }
                let Some(line) = self.lines.get(at) else { return };
                if line.text == "--" {
                    after_kept = false;
                    above = at + 1;
                } else if line.is_hit() {
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
            let lines = self.lines.get(first..end).unwrap_or_default();
            let keep = self.keep.get(first..end).unwrap_or_default();
            let hidden = lines.iter().zip(keep).filter(|(_, keep)| !**keep);
            let hidden: usize = hidden.map(|(line, _)| weight(line)).sum();
            let stated = if keep.contains(&true) { NOTICE } else { 4 };
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
                context |= !line.is_hit();
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
                let keep = self.keep.get(first..end).unwrap_or_default();
                let kept = keep.iter().filter(|keep| **keep).count();
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
