//! The inverse of the fold.

use std::fmt;

use super::grammar::{self, FileHeading, Mark};
use super::section::{self, Effect, Section};
use super::writer::LineWriter;
use super::{parse, path};

/// Writes the source of a folded text; an error if a heading does not fit what stands below it.
///
/// Linear in the text.
pub(super) fn restore(folded: &str, out: LineWriter<'_>) -> fmt::Result {
    let mut lines: Vec<&str> = Vec::with_capacity(folded.len() / 32);
    lines.extend(parse::split(folded));
    let mut restorer = Restorer { lines: &lines, out, open: None, fresh: false };
    let mut at = 0;
    while at < lines.len() {
        at = restorer.step(at).ok_or(fmt::Error)?;
    }
    restorer.out.end(folded.ends_with('\n'))
}

struct Restorer<'a, 'o> {
    lines: &'a [&'a str],
    out: LineWriter<'o>,
    /// The section that is open, and its directory.
    open: Option<(Section, &'a str)>,
    /// Whether the line before was blank or a directory's heading.
    fresh: bool,
}

impl<'a> Restorer<'a, '_> {
    /// Takes what starts at a line, and says where the next thing starts.
    ///
    /// `None` where the fold is wrong or what is written is not what should be.
    fn step(&mut self, at: usize) -> Option<usize> {
        let line = *self.lines.get(at)?;
        let fresh = std::mem::replace(&mut self.fresh, line.is_empty());
        if let Some(directory) = self.directory_of(line, fresh) {
            self.push(&[directory, line])?;
            return Some(at + 1);
        }
        if let Some(heading) = FileHeading::parse(line) {
            return self.file(heading, at + 1);
        }
        if path::resembles_directory(line) {
            return self.directory(line, at);
        }
        self.literal(line, at)
    }

    /// The directory of a line that is a name in an open section of names.
    fn directory_of(&mut self, line: &str, fresh: bool) -> Option<&'a str> {
        let (section, directory) = self.open.filter(|(section, _)| *section != Section::Hits)?;
        match section.effect(line, fresh) {
            Effect::None => None,
            Effect::Ends => {
                self.open = None;
                None
            }
            Effect::Relative => Some(directory),
        }
    }

    fn directory(&mut self, line: &'a str, at: usize) -> Option<usize> {
        self.open = None;
        let after = self.lines.get(at + 1..).unwrap_or_default();
        if after.first() == Some(&".") {
            self.push(&[line])?;
            return Some(at + 2);
        }
        match section::opened(after.iter().copied()) {
            Some(section) if path::is_directory(line) => {
                self.open = Some((section, line));
                self.fresh = true;
            }
            _ => self.push(&[line])?,
        }
        Some(at + 1)
    }

    /// Takes the hits below the heading of a file.
    fn file(&mut self, heading: FileHeading<'a>, at: usize) -> Option<usize> {
        let directory = match self.open {
            Some((Section::Hits, directory)) if !path::has_separator(heading.path) => directory,
            _ => {
                self.open = None;
                ""
            }
        };
        if heading.context > 0 {
            self.context(directory, heading, at)
        } else {
            self.hits(directory, heading, at)
        }
    }

    fn hits(&mut self, directory: &str, heading: FileHeading<'a>, at: usize) -> Option<usize> {
        let (mut hits, mut end) = (0, at);
        let mut expand = false;
        while hits < heading.hits {
            let merged = grammar::merged(self.lines.get(end)?);
            expand |= merged.is_some();
            hits += merged.map_or(1, |merged| merged.count);
            end += 1;
        }
        if hits > heading.hits {
            return None;
        }
        let body = self.lines.get(at..end)?;
        let start = [directory, heading.path, ":"].concat();
        if expand {
            for (_, digits, rest) in expanded(body, heading.hits)? {
                self.push(&[&start, digits, rest])?;
            }
        } else {
            for line in body {
                self.push(&[&start, line])?;
            }
        }
        Some(end)
    }

    fn context(&mut self, directory: &str, heading: FileHeading<'a>, at: usize) -> Option<usize> {
        let (mut hits, mut context, mut end) = (heading.hits, heading.context, at);
        while hits + context > 0 {
            let line = *self.lines.get(end)?;
            end += 1;
            if line == "--" {
                self.push(&[line])?;
                continue;
            }
            let (_, mark, _) = grammar::numbered(line)?;
            let (left, sign) = match mark {
                Mark::Hit => (&mut hits, ":"),
                Mark::Context => (&mut context, "-"),
            };
            *left = left.checked_sub(1)?;
            self.push(&[directory, heading.path, sign, line])?;
        }
        Some(end)
    }

    fn literal(&mut self, line: &str, at: usize) -> Option<usize> {
        if let Some((Section::Hits, directory)) = self.open {
            match Section::Hits.effect(line, false) {
                Effect::None => {}
                Effect::Ends => self.open = None,
                Effect::Relative => {
                    self.push(&[directory, line])?;
                    return Some(at + 1);
                }
            }
        }
        let end = self.end_of_numbered(at);
        if end == at {
            self.push(&[line])?;
            return Some(at + 1);
        }
        let run = self.lines.get(at..end)?;
        if run.iter().any(|line| grammar::merged(line).is_some()) {
            for (_, digits, rest) in expanded(run, run.len())? {
                self.push(&[digits, rest])?;
            }
        } else {
            run.iter().try_for_each(|line| self.push(&[line]))?;
        }
        Some(end)
    }

    /// Where a run of lines that start with their numbers ends.
    fn end_of_numbered(&self, at: usize) -> usize {
        let is_numbered = |line: &&&str| {
            grammar::numbered(line).is_some_and(|(_, mark, _)| mark == Mark::Hit)
                || grammar::merged(line).is_some()
        };
        at + self.lines.iter().skip(at).take_while(is_numbered).count()
    }

    fn push(&mut self, parts: &[&str]) -> Option<()> {
        self.out.line(parts).ok()
    }
}

/// The lines that merged lines stand for, about so many, in the order of their numbers: each with its
/// number, the number as it is written, and the rest.
fn expanded<'a>(lines: &[&'a str], count: usize) -> Option<Vec<(u64, &'a str, &'a str)>> {
    let mut all = Vec::with_capacity(count);
    for line in lines {
        if let Some(merged) = grammar::merged(line) {
            all.extend(merged.numbers().map(|(number, digits)| (number, digits, merged.rest)));
        } else {
            let (number, _, rest) = grammar::numbered(line)?;
            all.push((number, line.strip_suffix(rest)?, rest));
        }
    }
    all.sort_by_key(|(number, ..)| *number);
    Some(all)
}
