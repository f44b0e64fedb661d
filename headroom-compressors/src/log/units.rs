//! What is kept or left out together.
//!
//! Runs once the choice is made: half of a comparison, a note without its error, or an answer without
//! its command would be read wrongly, and a heading says what the lines below it are about.

use super::grammar::Part;
use super::scan::{Pairing, is_placed, pairing};
use super::select::Selection;

/// How far the parts of one diagnostic stand from each other, in lines.
const NEAR: usize = 12;
/// How far above a diagnostic the line stands that says where it is.
const ABOVE: usize = 60;
/// The most tokens of an answer that stays with its command.
const ANSWER: usize = 40;

impl Selection<'_, '_> {
    /// Completes what is kept in part. Linear: each line looks at a bounded number of others, and
    /// each section at its own.
    pub(super) fn complete(&mut self) {
        for i in 0..self.scan.len() {
            if self.is_kept(i) {
                self.rest_of_unit(i);
                self.context(i);
            }
            self.answer(i);
        }
        self.sections();
        self.headings();
    }

    /// What stands at the margin above indented lines with places in a file: the name of the file.
    fn headings(&mut self) {
        /// A report may have a few lines above those of a file.
        const LINES: usize = 4;
        let is_of_file = |i: &usize| {
            self.is_kept(*i) && self.scan.indent(*i) > Some(0) && is_placed(&self.scan.bare(*i))
        };
        let below: Vec<usize> = (0..self.scan.len()).filter(is_of_file).collect();
        let Some(&last) = below.last() else { return };
        let (mut heading, mut is_below) = (0..0, false);
        let mut below = below.into_iter().peekable();
        for i in 0..=last {
            match self.scan.indent(i) {
                Some(0) if is_below || heading.end < i => (heading, is_below) = (i..i + 1, false),
                Some(0) => heading.end = i + 1,
                Some(_) => {
                    is_below = true;
                    if below.next_if_eq(&i).is_some() {
                        self.keep_all(heading.clone().rev().take(LINES));
                    }
                }
                None => {}
            }
        }
    }

    /// The other side of a comparison, and what is noted on what stays.
    fn rest_of_unit(&mut self, i: usize) {
        if self.scan.part(i) == Some(Part::Quiet) {
            return;
        }
        match pairing(&self.scan.bare(i)) {
            Some(Pairing::Side) => self.sides((i.saturating_sub(NEAR)..i).rev()),
            // Notes belong to what stands above them, not to each other.
            Some(Pairing::Note) => return,
            _ => {}
        }
        let mut notes = Vec::new();
        for at in i + 1..self.scan.len().min(i + NEAR) {
            let line = self.scan.bare(at);
            match pairing(&line) {
                Some(Pairing::Side) => self.keep(at),
                Some(Pairing::Note) => notes.push(at),
                Some(Pairing::Echo) => {}
                _ if line.trim().is_empty() => {}
                _ => break,
            }
        }
        if notes.iter().any(|&at| !self.says_nothing_new(at)) {
            self.keep_all(notes);
        }
    }

    fn sides(&mut self, lines: impl Iterator<Item = usize>) {
        for at in lines {
            match pairing(&self.scan.bare(at)) {
                Some(Pairing::Side) => self.keep(at),
                Some(Pairing::Note | Pairing::Echo) => {}
                _ => break,
            }
        }
    }

    /// The function or the chain of files that compilers name above a diagnostic.
    fn context(&mut self, i: usize) {
        if self
            .scan
            .row(i)
            .is_none_or(|(_, row)| row.part != Part::Failure || !row.tool.contains("gcc"))
        {
            return;
        }
        let is_context = |at: &usize| pairing(&self.scan.bare(*at)) == Some(Pairing::Context);
        let found = (i.saturating_sub(ABOVE)..i).rev().find(is_context);
        self.keep_all(found);
    }

    /// A command and its answer of one line.
    fn answer(&mut self, i: usize) {
        let is_step = |at: usize| self.scan.part(at) == Some(Part::Step);
        let ends = |at: usize| is_step(at) || self.scan.indent(at).is_none();
        let alone = is_step(i) && !ends(i + 1) && ends(i + 2);
        if !alone || self.cost(i + 1, i + 2) > ANSWER {
            return;
        }
        match (self.is_kept(i), self.is_kept(i + 1)) {
            (true, false) => self.keep(i + 1),
            (false, true) => self.keep(i),
            _ => {}
        }
    }

    /// The title of each section of which anything stays.
    fn sections(&mut self) {
        const MOST: usize = 24;
        let is_title = |i: &usize| self.scan.part(*i) == Some(Part::Section);
        let titles: Vec<usize> = (0..self.scan.len()).filter(is_title).take(MOST).collect();
        for (nth, &title) in titles.iter().enumerate() {
            let end = titles.get(nth + 1).copied().unwrap_or(self.scan.len());
            if !self.is_spare(title) && (title + 1..end).any(|i| self.is_kept(i)) {
                self.keep(title);
            }
        }
    }
}
