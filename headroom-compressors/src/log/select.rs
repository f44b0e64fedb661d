//! Which lines stay in sight.

use std::collections::{HashMap, HashSet};

use headroom_core::{Hints, Like, Rewrite, Unit};

use super::blocks::{self, Block};
use super::form::{mask_number, text_number};
use super::grammar::Part;
use super::lines::weigh;
use super::scan::{Scan, is_key, is_message};
use super::steps;

/// What the notice of a gap costs in tokens.
const NOTICE: usize = 12;
/// A gap has to save as many tokens beyond its notice.
const WORTH: usize = 12;
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
pub(super) fn select(scan: &Scan<'_>, aim: usize, hints: &Hints<'_>) -> Rewrite {
    let aim = if hints.is_error { aim * 2 } else { aim };
    let kept = vec![false; scan.len()];
    let mut selection = Selection { scan, kept, spent: 0, aim, texts: HashSet::new() };
    selection.run(hints);
    selection.rewrite()
}

impl Selection<'_, '_> {
    fn run(&mut self, hints: &Hints<'_>) {
        let records = self.scan.stamped * 100 >= self.scan.written * RECORDS
            && !self.scan.forms().iter().any(|form| is(form.row, Part::Verdict));
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
            self.first_of_each_form(usize::MAX);
        }
        self.fill();
    }

    fn keep(&mut self, i: usize) {
        let Some(kept) = self.kept.get_mut(i).filter(|kept| !**kept) else { return };
        *kept = true;
        let line = self.scan.lines.text(i);
        self.spent += weigh(line) + 1;
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
        (from..to).map(|i| weigh(self.scan.lines.text(i)) + 1).sum()
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
            if self.scan.part(i) == Some(Part::Verdict) && !self.says_nothing_new(i) {
                self.keep(i);
            }
        }
    }

    /// The first and last two counts of each form.
    fn totals(&mut self) {
        let mut last: HashMap<usize, [usize; 2]> = HashMap::new();
        for i in 0..self.scan.len() {
            if self.scan.part(i) != Some(Part::Total) {
                continue;
            }
            let seen = last.entry(self.scan.form(i)).or_insert([i, i]);
            *seen = [seen[1], i];
        }
        for i in 0..self.scan.len() {
            let seen = last.get(&self.scan.form(i));
            let first = self.scan.form_of(i).is_some_and(|form| form.first == i);
            if seen.is_some_and(|seen| first || seen.contains(&i)) {
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

    /// The nearest line above with less indentation.
    fn heading(&mut self, i: usize) {
        let depth = self.scan.indent(i).unwrap_or(0);
        let above = |at: &usize| self.scan.indent(*at).is_some_and(|indent| indent < depth);
        let heading = (i.saturating_sub(300)..i).rev().find(above);
        self.keep_all(heading);
    }

    /// What is told of failures. The first of a kind stay whole, and all of them while there is
    /// room; of further ones stays what they do not share with those.
    fn failure_blocks(&mut self, blocks: &[Block], records: bool) {
        let words = self.words_in_sight();
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
                        self.cut_down(block, &words);
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
    fn cut_down(&mut self, block: &Block, words: &HashSet<u64>) {
        let inner = block.from + 1..block.to;
        let news: Vec<usize> = inner.clone().filter(|&i| self.is_news(i)).collect();
        let first = self.scan.bare(block.from);
        if news.is_empty() && words_of(&first).all(|word| words.contains(&word)) {
            return;
        }
        self.keep(block.from);
        self.keep_all(news);
        let message = inner.clone().find(|&i| is_message(&self.scan.bare(i)));
        self.keep_all(message);
    }

    fn words_in_sight(&self) -> HashSet<u64> {
        let kept = (0..self.scan.len()).filter(|&i| self.is_kept(i));
        let mut words = HashSet::new();
        for i in kept {
            words.extend(words_of(&self.scan.bare(i)));
        }
        words
    }

    /// The lines before the end of failed steps, the first one's most of all; the end of the log if
    /// no step says that it failed.
    fn failed_steps(&mut self) {
        let steps = steps::failed(self.scan);
        if steps.is_empty() {
            let from = self.scan.len().saturating_sub(400);
            return self.walk_back(from, self.scan.len(), self.aim / 3);
        }
        for (nth, step) in steps.iter().enumerate().take(8) {
            let room = match nth {
                0 => self.aim / 2,
                _ => self.aim / 8,
            };
            self.keep(step.from);
            self.walk_back(step.from, step.verdict, room.max(60));
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
        let mut left = self.aim / 2;
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

    fn first_of_each_form(&mut self, room: usize) {
        let mut left = room;
        for form in self.scan.forms() {
            let cost = self.cost(form.first, form.first + 1);
            if cost <= left && self.scan.indent(form.first).is_some() {
                left -= cost;
                self.keep(form.first);
            }
        }
    }

    /// What the question or the pattern names, where it stands in few lines.
    fn asked(&mut self, hints: &Hints<'_>) {
        let _ = hints;
    }

    /// Spends what is left: on lines with telling words, on commands, on one line of each form.
    fn fill(&mut self) {
        for part in [Part::Hint, Part::Step] {
            for form in self.scan.forms() {
                if is(form.row, part) {
                    self.keep_if_room(form.first);
                }
            }
        }
    }

    fn keep_if_room(&mut self, i: usize) {
        if self.spent + self.cost(i, i + 1) + NOTICE <= self.aim {
            self.keep(i);
        }
    }

    /// The rewrite that leaves out what is not kept, gap by gap.
    fn rewrite(mut self) -> Rewrite {
        let gaps = self.gaps();
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
        rewrite
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
    row.and_then(|row| super::grammar::ROWS.get(row)).is_some_and(|row| row.part == part)
}

/// The words of a line that may be names: three characters and more, with a letter.
fn words_of(line: &str) -> impl Iterator<Item = u64> {
    line.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| word.len() > 2 && word.bytes().any(|byte| !byte.is_ascii_digit()))
        .map(text_number)
}
