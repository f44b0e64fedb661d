//! Which lines stay in sight.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use headroom_core::{Hints, Rewrite};

use crate::question::{is_telling, words};

use super::blocks::{self, Block};
use super::form::text_number;
use super::frames;
use super::gaps::NOTICE;
use super::grammar::{Part, ROWS};
use super::scan::{Form, Pairing, Scan, pairing};
use super::steps;

/// The share of lines with a time, in percent, from which on a log is one of records.
const RECORDS: usize = 60;

/// The choice, line by line.
#[derive(Debug)]
pub(super) struct Selection<'s, 'a> {
    pub(super) scan: &'s Scan<'a>,
    pub(super) kept: Vec<bool>,
    /// Lines that stay only if something names them.
    pub(super) spare: Vec<bool>,
    /// The tokens of the lines kept so far, roughly.
    pub(super) spent: usize,
    /// The tokens to aim at.
    pub(super) aim: usize,
    /// Whether the log is one of records, as services write them.
    pub(super) records: bool,
    /// The texts of kept lines, for telling what a line would add.
    pub(super) texts: HashSet<u64>,
}

/// Chooses the lines of a log that stay, and gives what does not as a rewrite.
pub(super) fn select(scan: &Scan<'_>, aim: usize, hints: &Hints<'_>) -> Option<Rewrite> {
    let aim = if hints.is_error { aim * 2 } else { aim };
    let kept = vec![false; scan.len()];
    let records = is_of_records(scan);
    let (spare, texts) = (kept.clone(), HashSet::new());
    let mut selection = Selection { scan, kept, spare, spent: 0, aim, records, texts };
    selection.run(hints);
    selection.rewrite()
}

impl Selection<'_, '_> {
    fn run(&mut self, hints: &Hints<'_>) {
        let blocks = blocks::find(self.scan);
        self.ends();
        self.asked(hints);
        self.verdicts();
        self.totals();
        self.named_failures(&blocks);
        self.fatal();
        self.failure_blocks(&blocks);
        self.exceptions(&blocks);
        self.failed_steps();
        self.warnings(&blocks);
        if self.records {
            let sixth = self.cost(0, self.scan.len()) / 6;
            self.forms(sixth.max(8 * self.aim));
        }
        self.fill();
        self.complete();
    }

    pub(super) fn keep(&mut self, i: usize) {
        let Some(kept) = self.kept.get_mut(i).filter(|kept| !**kept) else { return };
        *kept = true;
        self.spent += self.scan.weight(i, i + 1);
        self.texts.insert(text_number(&self.scan.bare(i)));
    }

    pub(super) fn keep_all(&mut self, lines: impl IntoIterator<Item = usize>) {
        for i in lines {
            self.keep(i);
        }
    }

    pub(super) fn is_kept(&self, i: usize) -> bool {
        self.kept.get(i).copied().unwrap_or(false)
    }

    pub(super) fn is_spare(&self, i: usize) -> bool {
        self.spare.get(i).copied().unwrap_or(false)
    }

    pub(super) fn cost(&self, from: usize, to: usize) -> usize {
        self.scan.weight(from, to)
    }

    /// Whether a line like this one in every character is in sight.
    pub(super) fn says_nothing_new(&self, i: usize) -> bool {
        self.texts.contains(&text_number(&self.scan.bare(i)))
    }

    /// The first lines and the last.
    fn ends(&mut self) {
        let written = |i: &usize| self.scan.indent(*i).is_some();
        let first: Vec<usize> = (0..self.scan.len()).filter(written).take(2).collect();
        let last: Vec<usize> = (0..self.scan.len()).rev().filter(written).take(3).collect();
        self.keep_all(first.into_iter().chain(last));
    }

    /// The lines before the end of failed steps, most of all those of the first step that ended the
    /// run; the end of the log if no step says that it failed.
    fn failed_steps(&mut self) {
        let steps = steps::failed(self.scan);
        let first = steps.iter().position(|step| step.exit).unwrap_or(0);
        if let Some(step) = steps.get(first) {
            self.keep(step.from);
            self.notes_on_places(step.from, step.to);
            self.walk_back(step.from, step.to, self.aim / 2);
        } else {
            self.findings();
            self.walk_back(0, self.scan.len(), self.aim / 3);
        }
        for step in steps.iter().skip(first + 1).take(6) {
            self.keep(step.from);
            self.walk_back(step.from, step.to, self.aim / 8);
        }
        if let Some(step) = steps.first().filter(|_| first > 0) {
            self.walk_back(step.from, step.to, self.aim / 8);
        }
    }

    /// Keeps the last lines of `from..to`, as many as there is room for. What is repeated over and
    /// over is passed over, and so are calls of libraries.
    fn walk_back(&mut self, from: usize, to: usize, room: usize) {
        const RECORDS_OF_FORM: usize = 3;
        let mut seen: HashMap<usize, usize> = HashMap::new();
        let mut left = room;
        for i in (from..to).rev() {
            let again = seen.entry(self.scan.form(i)).or_default();
            *again += 1;
            // The end of a log of records stays whole, as far as it tells anything.
            if self.records && *again > RECORDS_OF_FORM {
                break;
            }
            if self.is_kept(i) || self.is_spare(i) || *again > self.most_of_form(i) {
                continue;
            }
            if i > from && frames::is_library_call(self.scan, i) {
                continue;
            }
            let cost = self.cost(i, i + 1);
            if cost > left {
                if cost > room / 2 {
                    continue;
                }
                break;
            }
            left -= cost;
            self.keep(i);
        }
    }

    /// How many lines of the form of line `i` tell all that such lines tell: two of those that go on
    /// and on without a word of a failure.
    fn most_of_form(&self, i: usize) -> usize {
        const MOST: usize = 12;
        const MANY: usize = 6;
        let many = self.scan.form_of(i).is_some_and(|form| form.count > MANY);
        let quiet = matches!(self.scan.part(i), None | Some(Part::Quiet | Part::Step));
        if many && quiet { 2 } else { MOST }
    }

    /// One warning of each kind.
    fn warnings(&mut self, blocks: &[Block]) {
        let mut kinds = HashSet::new();
        let room = self.room_for_kinds();
        let mut left = if !self.records && self.has_steps() { room / 3 } else { room };
        for block in blocks.iter().filter(|block| block.part == Part::Warning) {
            let cost = self.cost(block.from, block.from + 1);
            if cost <= left && kinds.insert(block.kind) {
                left -= cost;
                self.keep(block.from);
                self.keep_all(self.place(block.from));
            }
        }
    }

    /// Whether the log is of several commands; what those that went well warn of matters less.
    fn has_steps(&self) -> bool {
        self.scan.forms().iter().any(|form| is(form.row, Part::Step))
    }

    /// One line of each form, or, if those take more than there is room for, of the forms of several
    /// lines and of others here and there.
    fn forms(&mut self, room: usize) {
        let firsts = |several: bool| -> Vec<usize> {
            let forms = self.scan.forms().iter().filter(|form| (form.count > 1) == several);
            forms.map(|form| form.first).filter(|&i| self.scan.indent(i).is_some()).collect()
        };
        let (mut several, mut single) = (firsts(true), firsts(false));
        let mut left = room;
        for lines in [&mut several, &mut single] {
            let cost: usize = lines.iter().map(|&i| self.cost(i, i + 1)).sum();
            let every = cost.div_ceil(left.max(1)).max(1);
            if every <= lines.len() {
                left = left.saturating_sub(cost);
                let some: Vec<usize> = lines.iter().copied().step_by(every).collect();
                self.keep_all(some.into_iter().filter(|&i| !self.is_spare(i)).collect::<Vec<_>>());
            }
        }
    }

    /// What the question or the search pattern names, where it stands in few lines.
    fn asked(&mut self, hints: &Hints<'_>) {
        const FEW: usize = 12;
        const SOME: usize = 60;
        let asked = hints.question.into_iter().chain(hints.arguments.pattern);
        let names: Vec<&str> = asked
            .flat_map(words)
            .filter(|word| is_telling(word) || is_number(word))
            .take(8)
            .collect();
        for name in names {
            let found = self.scan.lines.naming(name, SOME);
            let (head, tail) = match found.len() {
                0..=FEW => (FEW, 0),
                SOME.. => continue,
                _ => (3, 3),
            };
            let last = found.len().saturating_sub(tail);
            for (_, &i) in found.iter().enumerate().filter(|(nth, _)| *nth < head || *nth >= last) {
                self.keep(i);
            }
        }
    }

    /// Spends what is left: on lines with telling words, on what precedes the end, on commands, on
    /// one line of each form. Where a step is known to have failed, telling words elsewhere tell
    /// little, and lines here and there nothing.
    fn fill(&mut self) {
        let known = steps::failed(self.scan).into_iter().find(|step| step.exit && !self.records);
        let range = known.map_or(0..self.scan.len(), |step| step.from..step.to);
        self.fill_with(Part::Hint, range);
        let steps = steps::failed(self.scan);
        let end = steps.iter().find(|step| step.exit).map_or(self.scan.len(), |step| step.to);
        let left = self.aim.saturating_sub(self.spent);
        self.walk_back(0, end, left / 2);
        self.fill_with(Part::Step, 0..self.scan.len());
        let left = self.aim.saturating_sub(self.spent);
        if left > 10 * NOTICE && known.is_none() {
            self.forms(left);
        }
    }

    fn fill_with(&mut self, part: Part, range: Range<usize>) {
        for form in self.scan.forms() {
            if is(form.row, part) && range.contains(&form.first) {
                self.keep_if_room(form.first);
            }
        }
    }

    fn keep_if_room(&mut self, i: usize) {
        // Source that a diagnostic quotes says nothing without it.
        let is_echo = pairing(&self.scan.bare(i)) == Some(Pairing::Echo);
        if !is_echo && !self.is_spare(i) && self.spent + self.cost(i, i + 1) + NOTICE <= self.aim {
            self.keep(i);
        }
    }
}

/// Whether a word of a question is a number that few lines have by chance.
fn is_number(word: &str) -> bool {
    word.len() >= 3 && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether the log is one of records, as services write them, and not the output of a build.
fn is_of_records(scan: &Scan<'_>) -> bool {
    let is_build = |form: &Form| {
        let row = form.row.and_then(|row| ROWS.get(row));
        row.is_some_and(|row| row.part == Part::Exit || row.tool == "github actions")
    };
    scan.records * 100 >= scan.written * RECORDS && !scan.forms().iter().any(is_build)
}

pub(super) fn is(row: Option<usize>, part: Part) -> bool {
    row.and_then(|row| ROWS.get(row)).is_some_and(|row| row.part == part)
}
