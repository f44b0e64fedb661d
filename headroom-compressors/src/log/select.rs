//! Which lines stay in sight.

use std::collections::{HashMap, HashSet};

use headroom_core::{Hints, Like, Rewrite, Unit};

use super::blocks::{self, Block};
use super::form::{mask_number, text_number};
use super::grammar::{Part, ROWS};
use super::scan::{Form, Scan, is_bad_total, is_key, is_message};
use super::steps;

/// What the notice of a gap costs in tokens.
const NOTICE: usize = 12;
/// A gap has to save as many tokens beyond its notice.
const WORTH: usize = 14;
/// A rewrite has to save as many tokens, and an eighth of all.
const LEAST: usize = 80;
/// The share of lines with a time, in percent, from which on a log is one of records.
const RECORDS: usize = 60;

/// The choice, line by line.
#[derive(Debug)]
pub(super) struct Selection<'s, 'a> {
    scan: &'s Scan<'a>,
    kept: Vec<bool>,
    /// The tokens of the lines kept so far, roughly.
    spent: usize,
    /// The tokens to aim at.
    aim: usize,
    /// The texts of kept lines, for telling what a line would add.
    texts: HashSet<u64>,
}

/// Chooses the lines of a log that stay, and gives what does not as a rewrite.
pub(super) fn select(scan: &Scan<'_>, aim: usize, hints: &Hints<'_>) -> Option<Rewrite> {
    let aim = if hints.is_error { aim * 2 } else { aim };
    let kept = vec![false; scan.len()];
    let mut selection = Selection { scan, kept, spent: 0, aim, texts: HashSet::new() };
    selection.run(hints);
    selection.rewrite()
}

impl Selection<'_, '_> {
    fn run(&mut self, hints: &Hints<'_>) {
        let records = self.is_of_records();
        let blocks = blocks::find(self.scan);
        self.ends();
        self.asked(hints);
        self.verdicts();
        self.totals();
        self.named_failures(&blocks);
        self.failure_blocks(&blocks, records);
        self.failed_steps();
        self.warnings(&blocks, records);
        if records {
            let sixth = self.cost(0, self.scan.len()) / 6;
            self.forms(sixth.max(8 * self.aim));
        }
        self.fill();
    }

    /// Whether the log is one of records, as services write them, and not the output of a build.
    fn is_of_records(&self) -> bool {
        let is_build = |form: &Form| {
            let row = form.row.and_then(|row| ROWS.get(row));
            row.is_some_and(|row| row.part == Part::Exit || row.tool == "github actions")
        };
        self.scan.records * 100 >= self.scan.written * RECORDS
            && !self.scan.forms().iter().any(is_build)
    }

    fn keep(&mut self, i: usize) {
        let Some(kept) = self.kept.get_mut(i).filter(|kept| !**kept) else { return };
        *kept = true;
        self.spent += self.scan.weight(i, i + 1);
        self.texts.insert(text_number(&self.scan.bare(i)));
    }

    fn keep_all(&mut self, lines: impl IntoIterator<Item = usize>) {
        for i in lines {
            self.keep(i);
        }
    }

    fn is_kept(&self, i: usize) -> bool {
        self.kept.get(i).copied().unwrap_or(false)
    }

    fn cost(&self, from: usize, to: usize) -> usize {
        self.scan.weight(from, to)
    }

    /// Whether a line like this one in every character is in sight.
    fn says_nothing_new(&self, i: usize) -> bool {
        self.texts.contains(&text_number(&self.scan.bare(i)))
    }

    /// The first lines and the last.
    fn ends(&mut self) {
        let written = |i: &usize| self.scan.indent(*i).is_some();
        let first: Vec<usize> = (0..self.scan.len()).filter(written).take(2).collect();
        let last: Vec<usize> = (0..self.scan.len()).rev().filter(written).take(3).collect();
        self.keep_all(first.into_iter().chain(last));
    }

    /// Every verdict, once if it is repeated word by word.
    fn verdicts(&mut self) {
        for i in 0..self.scan.len() {
            let verdict = matches!(self.scan.part(i), Some(Part::Exit | Part::Verdict));
            if verdict && !self.says_nothing_new(i) {
                self.keep(i);
            }
        }
    }

    /// The counts: of each kind the first and the last ones, and those that are not of successes.
    fn totals(&mut self) {
        let mut lines: HashMap<usize, Vec<usize>> = HashMap::new();
        let mut bad = 0;
        for i in 0..self.scan.len() {
            let Some((row, Part::Total)) = self.scan.row(i).map(|(row, rules)| (row, rules.part))
            else {
                continue;
            };
            if bad < 40 && is_bad_total(&self.scan.bare(i)) && !self.says_nothing_new(i) {
                bad += 1;
                self.keep(i);
            }
            let lines = lines.entry(row).or_default();
            match lines.as_mut_slice() {
                [_, old, new] => (*old, *new) = (*new, i),
                _ => lines.push(i),
            }
        }
        for i in 0..self.scan.len() {
            let row = self.scan.row(i).and_then(|(row, _)| lines.get(&row));
            if row.is_some_and(|lines| lines.contains(&i)) {
                self.keep(i);
            }
        }
    }

    /// Failures in one line each: every one that says something of its own.
    fn named_failures(&mut self, blocks: &[Block]) {
        for block in blocks {
            let alone = block.to == block.from + 1;
            let names = matches!(block.part, Part::Failure | Part::Item);
            if alone && names && !self.says_nothing_new(block.from) {
                self.keep(block.from);
                if block.part == Part::Item {
                    self.heading(block.from);
                }
            }
        }
    }

    /// The nearest line above with less indentation, unless an item between has it too.
    fn heading(&mut self, i: usize) {
        let depth = self.scan.indent(i).unwrap_or(0);
        let above = |at: &usize| self.scan.indent(*at).is_some_and(|indent| indent < depth);
        let again = |at: &usize| self.scan.part(*at) == Some(Part::Item) && !above(at);
        let mut lines = (i.saturating_sub(300)..i).rev();
        let heading = lines.find(|at| above(at) || again(at)).filter(above);
        self.keep_all(heading);
    }

    /// What is told of failures. The first of a kind stay whole, and all of them while there is
    /// room; of further ones stays what they do not share with those.
    fn failure_blocks(&mut self, blocks: &[Block], records: bool) {
        let known = self.known_words(blocks);
        let mut kinds: HashMap<u64, usize> = HashMap::new();
        let mut severe = 0;
        for block in blocks {
            let seen = kinds.entry(block.kind).or_default();
            *seen += 1;
            match block.part {
                Part::Failure | Part::Item if block.to > block.from + 1 => {
                    let cost = self.cost(block.from, block.to);
                    if *seen <= 2 || self.spent + cost <= self.aim {
                        self.whole(block);
                    } else {
                        self.cut_down(block, &known);
                    }
                }
                Part::Severe if *seen == 1 => {
                    let before = self.spent;
                    if records || severe < self.aim {
                        self.whole(block);
                    }
                    severe += self.spent - before;
                }
                _ => {}
            }
        }
    }

    /// A block whole, but for the middle of an uncommonly long one.
    fn whole(&mut self, block: &Block) {
        const HEAD: usize = 70;
        const TAIL: usize = 30;
        let (head, tail) = (block.from + HEAD, block.to.saturating_sub(TAIL));
        self.keep_all(block.from..block.to.min(head));
        self.keep_all(tail.max(head)..block.to);
        let middle: Vec<usize> = (head..tail).filter(|&i| self.is_news(i)).collect();
        self.keep_all(middle);
    }

    fn is_news(&self, i: usize) -> bool {
        is_key(&self.scan.bare(i)) && !self.says_nothing_new(i)
    }

    /// Of a block, what is not in sight yet: places and messages, below its first line. Nothing
    /// stays if its first line, too, only names what is named elsewhere.
    fn cut_down(&mut self, block: &Block, known: &HashSet<u64>) {
        let inner = block.from + 1..block.to;
        let news: Vec<usize> = inner.clone().filter(|&i| self.is_news(i)).collect();
        let first = self.scan.bare(block.from);
        if news.is_empty()
            && !self.is_news(block.from)
            && words_of(&first).all(|word| known.contains(&word))
        {
            return;
        }
        self.keep(block.from);
        self.keep_all(news);
        let message = inner.clone().find(|&i| is_message(&self.scan.bare(i)));
        self.keep_all(message);
    }

    /// The words that name nothing new: those in sight, and those that first lines of blocks share.
    fn known_words(&self, blocks: &[Block]) -> HashSet<u64> {
        let mut words = HashSet::new();
        for i in (0..self.scan.len()).filter(|&i| self.is_kept(i)) {
            words.extend(words_of(&self.scan.bare(i)));
        }
        let mut counts: HashMap<u64, usize> = HashMap::new();
        for block in blocks.iter().filter(|block| block.to > block.from + 1) {
            let line = self.scan.bare(block.from);
            for word in words_of(&line) {
                let count = counts.entry(word).or_default();
                *count += 1;
                if *count > 4 {
                    words.insert(word);
                }
            }
        }
        words
    }

    /// The lines before the end of failed steps, most of all those of the first step that ended the
    /// run; the end of the log if no step says that it failed.
    fn failed_steps(&mut self) {
        let steps = steps::failed(self.scan);
        let first = steps.iter().position(|step| step.exit).unwrap_or(0);
        if let Some(step) = steps.get(first) {
            self.keep(step.from);
            self.places(step.from, step.to);
            self.walk_back(step.from, step.to, self.aim / 2);
        } else {
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

    /// What is said of places in source files: all of it, but for the middle of long lists, of which
    /// the first lines of each file stay.
    fn places(&mut self, from: usize, to: usize) {
        const ENDS: usize = 24;
        let is_place = |i: &usize| self.scan.part(*i) == Some(Part::Place);
        let places: Vec<usize> = (from..to).filter(is_place).collect();
        let mut files: HashMap<u64, usize> = HashMap::new();
        for (nth, &i) in places.iter().enumerate() {
            let file = self.scan.bare(i).split(':').next().map_or(0, text_number);
            let of_file = files.entry(file).or_default();
            *of_file += 1;
            if nth < ENDS || nth + ENDS >= places.len() || *of_file <= 2 {
                self.keep(i);
            }
        }
    }

    /// Keeps the last lines of `from..to`, as many as there is room for. What is repeated over and
    /// over is passed over.
    fn walk_back(&mut self, from: usize, to: usize, room: usize) {
        let mut seen: HashMap<usize, usize> = HashMap::new();
        let mut left = room;
        for i in (from..to).rev() {
            let again = seen.entry(self.scan.form(i)).or_default();
            *again += 1;
            if self.is_kept(i) || *again > 12 {
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

    /// One warning of each kind.
    fn warnings(&mut self, blocks: &[Block], records: bool) {
        let mut kinds = HashSet::new();
        let mut left = if self.has_steps() { self.aim / 3 } else { self.aim };
        for block in blocks.iter().filter(|block| block.part == Part::Warning) {
            if !kinds.insert(block.kind) {
                continue;
            }
            let cost = self.cost(block.from, block.from + 1);
            if records || cost <= left {
                left = left.saturating_sub(cost);
                self.keep(block.from);
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
                self.keep_all(lines.iter().copied().step_by(every));
            }
        }
    }

    /// What the question or the search pattern names, where it stands in few lines.
    fn asked(&mut self, hints: &Hints<'_>) {
        const FEW: usize = 12;
        const SOME: usize = 60;
        let asked = hints.question.into_iter().chain(hints.arguments.pattern);
        let names: Vec<&str> = asked.flat_map(names_in).take(8).collect();
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
    /// one line of each form.
    fn fill(&mut self) {
        self.fill_with(Part::Hint);
        let steps = steps::failed(self.scan);
        let end = steps.iter().find(|step| step.exit).map_or(self.scan.len(), |step| step.to);
        let left = self.aim.saturating_sub(self.spent);
        self.walk_back(0, end, left / 2);
        self.fill_with(Part::Step);
        let left = self.aim.saturating_sub(self.spent);
        if left > 10 * NOTICE {
            self.forms(left);
        }
    }

    fn fill_with(&mut self, part: Part) {
        for form in self.scan.forms() {
            if is(form.row, part) {
                self.keep_if_room(form.first);
            }
        }
    }

    fn keep_if_room(&mut self, i: usize) {
        if self.spent + self.cost(i, i + 1) + NOTICE <= self.aim {
            self.keep(i);
        }
    }

    /// The rewrite that leaves out what is not kept, gap by gap.
    fn rewrite(mut self) -> Option<Rewrite> {
        let gaps = self.gaps();
        let saved: usize = gaps.iter().map(|&(from, to)| self.cost(from, to) - NOTICE).sum();
        if saved < LEAST || saved * 8 < self.cost(0, self.scan.len()) {
            return None;
        }
        let masks: HashSet<u64> = (0..self.scan.len())
            .filter(|&i| self.is_kept(i))
            .map(|i| mask_number(self.scan.lines.text(i)))
            .collect();
        let mut rewrite = Rewrite::new();
        for (from, to) in gaps {
            let all = (from..to).all(|i| masks.contains(&mask_number(self.scan.lines.text(i))));
            let like = if all { Like::Shown } else { Like::Unknown };
            rewrite.elide(self.scan.lines.range(from, to), Unit::Lines, like);
        }
        Some(rewrite)
    }

    /// The runs of lines that are not kept and are worth a notice; the others are kept.
    fn gaps(&mut self) -> Vec<(usize, usize)> {
        let mut gaps = Vec::new();
        let mut at = 0;
        while at < self.scan.len() {
            let from = at;
            while at < self.scan.len() && !self.is_kept(at) {
                at += 1;
            }
            if from == at {
                at += 1;
            } else if self.cost(from, at) >= NOTICE + WORTH {
                gaps.push((from, at));
            } else {
                self.keep_all(from..at);
            }
        }
        gaps
    }
}

fn is(row: Option<usize>, part: Part) -> bool {
    row.and_then(|row| ROWS.get(row)).is_some_and(|row| row.part == part)
}

/// The words of a question that look like names of code or files: with an underscore, a dot, a slash,
/// colons, a digit or a capital inside.
fn names_in(question: &str) -> impl Iterator<Item = &str> {
    let words = question.split(|c: char| c.is_whitespace() || "\"'`()<>,;?!*".contains(c));
    words.map(|word| word.trim_matches(['.', ':'])).filter(|word| {
        let inner = word.chars().skip(1);
        let telling = |c: char| "_./:".contains(c) || c.is_ascii_digit() || c.is_uppercase();
        word.len() > 3 && word.chars().any(char::is_alphabetic) && inner.into_iter().any(telling)
    })
}

/// The words of a line that may be names: three characters and more, with a letter.
fn words_of(line: &str) -> impl Iterator<Item = u64> {
    line.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| word.len() > 2 && word.bytes().any(|byte| !byte.is_ascii_digit()))
        .map(text_number)
}
