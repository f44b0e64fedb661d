//! From entries to the folded text.

use super::entries::{Entry, Place, Shape, entries, is_numbered_hit};
use super::grammar::FileHeading;
use super::hit;
use super::merge::Merged;
use super::parse::{Kind, Line};
use super::path;
use super::section::{Effect, Section};

/// How many of a hundred hits of a file may follow on the one before.
const ADJACENT_HITS: usize = 80;

/// The same for lines with a number and no path, which could be a listing of a file.
const ADJACENT_LINES: usize = 50;

/// A folded text.
#[derive(Debug)]
pub(super) struct Folded {
    pub(super) text: String,
    /// What is said together: the number of the line after it, and where its text ends.
    pub(super) parts: Vec<(usize, usize)>,
    /// Whether there is nothing but hits with files and numbers before them: no line
    /// that stands as it was can be taken for a heading.
    pub(super) plain: bool,
}

/// Folds lines. With `directories`, those that several entries share become headings.
///
/// Linear in the text.
pub(super) fn fold(lines: &[Line<'_>], ended: bool, directories: bool) -> Folded {
    let entries = entries(lines);
    let size: usize = lines.iter().map(|line| line.text.len() + 1).sum();
    let mut folder = Folder { lines, out: String::with_capacity(size), parts: Vec::new() };
    let mut at = 0;
    while let Some((first, _)) = entries.get(at..).and_then(|rest| rest.split_first()) {
        let rest = entries.get(at..).unwrap_or_default();
        if let Some(shared) = Shared::at_start(rest, lines).filter(|_| directories) {
            at += shared.length;
            folder.section(rest, shared);
        } else {
            at += 1;
            folder.entry(first, None);
        }
    }
    if !ended {
        folder.out.pop();
    }
    if let Some((_, end)) = folder.parts.last_mut() {
        *end = folder.out.len();
    }
    let numbered = |line: &Line<'_>| {
        line.kind == Kind::Hit && line.body().starts_with(|c: char| c.is_ascii_digit())
    };
    let plain = lines.iter().all(numbered);
    Folded { text: folder.out, parts: folder.parts, plain }
}

/// A run of entries under the heading of their directory.
#[derive(Clone, Copy, Debug)]
struct Shared<'a> {
    section: Section,
    directory: &'a str,
    /// The number of entries, those between the members included.
    length: usize,
    /// Whether the last member is spelled out in full, so that the section ends there.
    closed: bool,
}

impl<'a> Shared<'a> {
    /// The section that starts at the first entry, if at least two share its directory.
    ///
    /// What follows a section must not read as a part of it. Where it would, the last member is
    /// spelled out in full, after which names stand on their own again.
    fn at_start(entries: &[Entry<'a>], lines: &[Line<'_>]) -> Option<Self> {
        let Place { section, directory, .. } = entries.first()?.place?;
        let mut shared = Self { section, directory, length: 0, closed: false };
        let (mut members, mut fresh, mut growing) = (0, true, true);
        for (at, entry) in entries.iter().enumerate() {
            if growing && shared.name(entry).is_some() {
                members += 1;
                shared.length = at + 1;
                fresh = false;
                continue;
            }
            match entry.effect(section, fresh, lines) {
                Effect::None => {}
                Effect::Ends => break,
                Effect::Relative => {
                    shared.closed = true;
                    break;
                }
            }
            fresh = entry.of(lines).last().is_some_and(|line| line.text.is_empty());
            growing &= fresh && section == Section::Headed;
        }
        (members >= if shared.closed { 3 } else { 2 }).then_some(shared)
    }

    /// The name of a member, `None` for other entries.
    fn name(&self, entry: &Entry<'a>) -> Option<&'a str> {
        let place = entry.place?;
        let member = (place.section, place.directory) == (self.section, self.directory);
        member.then_some(place.name)
    }
}

struct Folder<'a> {
    lines: &'a [Line<'a>],
    out: String,
    parts: Vec<(usize, usize)>,
}

impl<'a> Folder<'a> {
    fn section(&mut self, entries: &[Entry<'a>], shared: Shared<'a>) {
        self.push(shared.directory);
        for (at, entry) in entries.iter().take(shared.length).enumerate() {
            let in_full = shared.closed && at + 1 == shared.length;
            self.entry(entry, shared.name(entry).filter(|_| !in_full));
        }
    }

    /// Writes an entry, by its name if it stands below its directory.
    fn entry(&mut self, entry: &Entry<'a>, name: Option<&'a str>) {
        let lines = entry.of(self.lines);
        match entry.shape {
            Shape::File(heading) => self.file(heading, lines, name),
            Shape::Headed(path) => self.headed(name.unwrap_or(path), lines),
            Shape::Numbered => self.bodies(lines.iter().map(|line| line.text), ADJACENT_LINES),
            Shape::Path(path) => self.push(name.unwrap_or(path)),
            Shape::Other => self.other(entry.lines.0),
        }
        self.parts.push((entry.lines.1, self.out.len()));
    }

    fn file(&mut self, heading: FileHeading<'a>, lines: &[Line<'a>], name: Option<&'a str>) {
        let path = name.unwrap_or(heading.path);
        let merged = if heading.context == 0 {
            Merged::of(lines.iter().map(Line::body), ADJACENT_HITS)
        } else {
            None
        };
        let saved = merged.as_ref().map_or(0, |merged| merged.saved);
        let cut = heading.path.len() - path.len();
        let full = |line: &Line<'a>| line.text.get(cut..).unwrap_or("");
        // The name of a file has no colon, so that a hit in it has no other path.
        let alone = |line: &Line<'a>| hit::hit_of(path, full(line)).is_some();
        let alone = || name.is_none() || path::is_path(path) && lines.iter().all(alone);
        let needed = heading.cut || heading.context > 0 && lines.len() > 1 || !alone();
        if !needed && !pays(path, lines.len(), saved) {
            lines.iter().for_each(|line| self.push(full(line)));
            return;
        }
        FileHeading { path, ..heading }.write(&mut self.out);
        self.out.push('\n');
        match merged {
            Some(merged) => merged.write(&mut self.out),
            None => lines.iter().for_each(|line| {
                self.push(if line.kind == Kind::Other { line.text } else { line.body() })
            }),
        }
    }

    fn headed(&mut self, name: &str, lines: &[Line<'a>]) {
        self.push(name);
        let below = lines.get(1..).unwrap_or_default();
        for run in below.chunk_by(|a, b| is_numbered_hit(a) == is_numbered_hit(b)) {
            self.bodies(run.iter().map(|line| line.text), ADJACENT_HITS);
        }
    }

    /// Writes lines, equal ones merged if all have their numbers.
    fn bodies(&mut self, bodies: impl ExactSizeIterator<Item = &'a str> + Clone, adjacent: usize) {
        match Merged::of(bodies.clone(), adjacent) {
            Some(merged) => merged.write(&mut self.out),
            None => bodies.for_each(|body| self.push(body)),
        }
    }

    /// Writes a line as it is, with a dot below if it would be taken for a heading.
    fn other(&mut self, at: usize) {
        let mut from = self.lines.iter().skip(at).map(|line| line.text);
        let line = from.next().unwrap_or("");
        self.push(line);
        let in_full = |next: &str| Section::Hits.effect(next, false) == Effect::Ends;
        if path::resembles_directory(line) && !from.next().is_none_or(in_full) {
            self.push(".");
        }
    }

    fn push(&mut self, line: &str) {
        self.out.push_str(line);
        self.out.push('\n');
    }
}

/// Whether a heading is shorter than the path before each line, by a rough count of tokens.
/// `saved` lines are merged into others below a heading, and only there.
fn pays(path: &str, lines: usize, saved: usize) -> bool {
    /// What ` (2 hits)` and the line's end take, less the mark after the path.
    const HEADING: usize = 4;
    let repeated = (lines - 1) * (rough_tokens(path) + 1);
    repeated + 2 * saved >= HEADING
}

/// About how many tokens a path takes: its words, long ones counted as several, and what stands
/// between them beyond one mark.
pub(super) fn rough_tokens(path: &str) -> usize {
    path.split(|c: char| !c.is_alphanumeric()).map(|word| word.len().div_ceil(7)).sum()
}
