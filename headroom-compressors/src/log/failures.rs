//! What of failures stays in sight: what names them always, what tells of them once for each kind.

use std::collections::{HashMap, HashSet};

use super::blocks::{Block, wrapped};
use super::form::text_number;
use super::grammar::{FATAL, Part};
use super::scan::{exception, is_bad_total, is_key, is_message, is_placed};
use super::select::Selection;
use super::trim;

impl Selection<'_, '_> {
    /// Every verdict, once if it is repeated word by word.
    pub(super) fn verdicts(&mut self) {
        for i in 0..self.scan.len() {
            let verdict = matches!(self.scan.part(i), Some(Part::Exit | Part::Verdict));
            if verdict && !self.says_nothing_new(i) {
                self.keep(i);
            }
        }
    }

    /// The counts: of each kind the first and the last ones, and those that are not of successes.
    pub(super) fn totals(&mut self) {
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
        self.last_counts();
    }

    /// The last counts that stand below each other, which are of one run.
    fn last_counts(&mut self) {
        const MOST: usize = 12;
        let is_total = |i: &usize| self.scan.part(*i) == Some(Part::Total);
        let last = (0..self.scan.len()).rev().find(is_total).unwrap_or(0);
        let run: Vec<usize> = (0..=last).rev().take_while(is_total).take(MOST).collect();
        self.keep_all(run);
    }

    /// Failures in one line each: every one that says something of its own, but for the middle of long lists of
    /// diagnostics.
    pub(super) fn named_failures(&mut self, blocks: &[Block]) {
        const MARKS: usize = 100;
        let titles = self.titles(blocks);
        let (mut marks, mut placed) = (0, Vec::new());
        for block in blocks {
            let alone = block.to == block.from + 1;
            let told = titles.get(&title_number(&self.scan.bare(block.from)));
            if let Some(&at) = told.filter(|&&at| alone && at > block.from) {
                self.keep(at);
                continue;
            }
            let names = matches!(block.part, Part::Failure | Part::Item);
            if !alone || !names {
                continue;
            }
            let bare = marks < MARKS && is_mark(&self.scan.bare(block.from));
            if bare {
                marks += 1;
                self.paragraph_above(block.from);
            }
            if !bare && is_placed(&self.scan.bare(block.from)) {
                placed.push(block.from);
            } else if bare || !self.says_nothing_new(block.from) {
                self.keep(block.from);
            }
        }
        self.diagnostics(&placed);
    }

    /// What an outcome with no name in it is the outcome of: the lines right above it.
    fn paragraph_above(&mut self, i: usize) {
        const LINES: usize = 6;
        let above = (i.saturating_sub(LINES)..i).rev();
        let above: Vec<usize> = above.take_while(|&at| self.scan.indent(at).is_some()).collect();
        self.keep_all(above);
    }

    /// The titles of failures that are told at length, and where the last one with such a title is:
    /// a line of progress above, with that title alone, says nothing more.
    fn titles(&self, blocks: &[Block]) -> HashMap<u64, usize> {
        let long = blocks.iter().filter(|block| block.part == Part::Failure);
        let long = long.filter(|block| block.to > block.from + 1);
        long.map(|block| (title_number(&self.scan.bare(block.from)), block.from)).collect()
    }

    /// Lines of a level after which nothing goes on: all of them, but for the middle of many that
    /// say the same.
    pub(super) fn fatal(&mut self) {
        const SOME: usize = 12;
        let mut forms: HashMap<usize, (bool, usize)> = HashMap::new();
        for i in 0..self.scan.len() {
            let form = self.scan.form(i);
            let known = forms.entry(form).or_insert_with(|| {
                let severe = self.scan.part(i) == Some(Part::Severe);
                (severe && self.level(i).is_some_and(|level| level < FATAL), 0)
            });
            known.1 += 1;
            let last = self.scan.form_of(i).is_some_and(|form| form.last == i);
            if known.0 && (known.1 <= SOME || last) {
                self.keep(i);
            }
        }
    }

    /// Each exception that is told of from the first failure on, in quoted text too, once at least.
    pub(super) fn exceptions(&mut self, blocks: &[Block]) {
        const MOST: usize = 24;
        let Some(first) = blocks.iter().find(|block| block.part == Part::Failure) else { return };
        let known = (0..self.scan.len()).filter(|&i| self.is_kept(i));
        let mut known: HashSet<u64> = known.filter_map(|i| exception(&self.scan.bare(i))).collect();
        let mut more = 0;
        for i in first.from..self.scan.len() {
            let Some(found) = exception(&self.scan.bare(i)) else { continue };
            if more < MOST && known.insert(found) {
                more += 1;
                self.keep(i);
            }
        }
    }

    /// What is told of failures. The first of a kind stay whole, and all of them while there is
    /// room; of further ones stays what they do not share with those, and of very many only what no
    /// other says.
    pub(super) fn failure_blocks(&mut self, blocks: &[Block]) {
        const PAIRED: usize = 48;
        const SAME: usize = 24;
        let known = self.known_words(blocks);
        let mut kinds: HashMap<u64, usize> = HashMap::new();
        let (room, mut severe, mut cut) = (self.room_for_kinds(), 0, 0);
        let short = self.is_short();
        let more_of_same = self.more_of_same(blocks);
        self.mark_spare(blocks);
        if let Some(last) = blocks.iter().rfind(|block| block.part == Part::Severe) {
            self.whole(last);
        }
        for block in blocks {
            let seen = kinds.entry(block.kind).or_default();
            *seen += 1;
            match block.part {
                Part::Failure | Part::Item if block.to > block.from + 1 => {
                    let cost = self.cost(block.from, block.to);
                    let room = *seen <= 2 || self.spent + cost <= self.aim / 2;
                    let again = more_of_same.contains(&block.from)
                        || *seen > SAME && self.says_nothing_new(block.from);
                    if short || room && (*seen == 1 || !self.is_told(block)) {
                        self.whole(block);
                    } else if again {
                        // What stands at each of very many places is said of some.
                    } else if self.cut_down(block, &known, cut < PAIRED) {
                        cut += 1;
                    }
                }
                Part::Severe if *seen == 1 && severe < room => {
                    let before = self.spent;
                    self.whole(block);
                    severe += self.spent - before;
                }
                _ => {}
            }
        }
    }

    /// Whether the log is so short that what is told of a failure is not worth cutting.
    fn is_short(&self) -> bool {
        const LINES: usize = 150;
        const TOKENS: usize = 1_500;
        self.scan.len() < LINES || self.cost(0, self.scan.len()) < self.aim + TOKENS
    }

    /// The tokens that lines of a level may take, one for each kind: in logs of records, where such
    /// lines are what is looked for, as good as no limit.
    pub(super) fn room_for_kinds(&self) -> usize {
        if self.records { (16 * self.aim).max(self.cost(0, self.scan.len()) / 4) } else { self.aim }
    }

    /// Whether all that a block says below its first line is in sight.
    fn is_told(&self, block: &Block) -> bool {
        let mut inner = block.from + 1..block.to;
        inner.all(|i| self.is_spare(i) || self.says_nothing_new(i))
    }

    /// Marks what can be missed of what is told of failures.
    fn mark_spare(&mut self, blocks: &[Block]) {
        let told = |block: &&Block| matches!(block.part, Part::Failure | Part::Item | Part::Severe);
        for block in blocks.iter().filter(told) {
            for line in trim::spare(self.scan, block).into_iter().flatten() {
                if let Some(spare) = self.spare.get_mut(line) {
                    *spare = true;
                }
            }
        }
    }

    /// A block whole, but for what can be missed and the middle of an uncommonly long one.
    fn whole(&mut self, block: &Block) {
        const HEAD: usize = 70;
        const TAIL: usize = 30;
        let (head, tail) = (block.from + HEAD, block.to.saturating_sub(TAIL));
        let ends = (block.from..block.to.min(head)).chain(tail.max(head)..block.to);
        let middle: Vec<usize> = (head..tail).filter(|&i| self.is_news(i)).collect();
        let told: Vec<usize> = ends.chain(middle).filter(|&i| !self.is_spare(i)).collect();
        self.keep_all(told);
    }

    fn is_news(&self, i: usize) -> bool {
        !self.is_spare(i) && is_key(&self.scan.bare(i)) && !self.says_nothing_new(i)
    }

    /// Of a block, what is not in sight yet: places and messages, below its first line. Nothing
    /// stays if its first line, too, only names what is named elsewhere. Places alone are no news
    /// unless they shall be `paired` with failures. Whether its first line stays.
    fn cut_down(&mut self, block: &Block, known: &HashSet<u64>, paired: bool) -> bool {
        let first = self.scan.bare(block.from);
        let named = words_of(&first).all(|word| known.contains(&word));
        let news = self.news(block, paired);
        if named && news.is_empty() && !self.is_news(block.from) {
            return false;
        }
        let messages = self.messages(block);
        // In the reports of pytest a summary names the failure, and a place the test.
        let places: HashSet<u64> =
            news.iter().flat_map(|&i| words_of(&self.scan.bare(i)).collect::<Vec<_>>()).collect();
        let told = named
            && first.starts_with('_')
            && words_of(&first).all(|word| places.contains(&word))
            && messages.iter().all(|&i| self.says_nothing_new(i));
        self.keep_all(news);
        if !told {
            self.keep(block.from);
            self.keep_all(self.place(block.from));
            self.keep_all(block.from..=wrapped(self.scan, block.from, block.to));
            self.keep_all(messages);
        }
        !told
    }

    /// The places and messages of a block that are not in sight yet. Where a message names the place,
    /// as those of Rust do, the calls that led there are none.
    fn news(&self, block: &Block, paired: bool) -> Vec<usize> {
        let mut panicked = false;
        let mut news = Vec::new();
        for i in block.from..block.to {
            let line = self.scan.bare(i);
            panicked |= line.contains("panicked at ");
            let call = panicked && line.trim_start().starts_with("at ");
            if i > block.from && !call && (paired || self.says(i)) && self.is_news(i) {
                news.push(i);
            }
        }
        news
    }

    /// The first two messages of a block, and what stands between its first line and them if that
    /// is not much: titles below titles.
    fn messages(&self, block: &Block) -> Vec<usize> {
        const TITLES: usize = 4;
        let inner = block.from + 1..block.to;
        let found: Vec<usize> = inner.clone().filter(|&i| self.says(i)).take(2).collect();
        let last = found.last().copied().unwrap_or(block.from);
        let titles = inner.start..last.min(inner.start + TITLES);
        let near = found.first().is_some_and(|&first| first <= inner.start + TITLES);
        titles.filter(|&i| near && !self.is_spare(i)).chain(found).collect()
    }

    fn says(&self, i: usize) -> bool {
        is_message(&self.scan.bare(i))
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
}

/// The number of what a line that names a failure says, without its mark before and times after; of
/// names with parts, the last. A number before it stays: failures are told apart by it.
fn title_number(line: &str) -> u64 {
    let line = line.split(" \u{203a} ").last().unwrap_or(line).trim();
    let line = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    let is_time = |end: &str| end.ends_with("ms)") || end.ends_with(" s)");
    let timed = line.rsplit_once(" (").filter(|(_, end)| is_time(end));
    text_number(timed.map_or(line, |(title, _)| title))
}

/// Whether a line says that something failed and not what.
fn is_mark(line: &str) -> bool {
    line.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).count() <= 1
}

/// The words of a line that may be names: three characters and more, with a letter.
fn words_of(line: &str) -> impl Iterator<Item = u64> {
    line.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| {
            word.len() > 2 && word.bytes().any(|byte| !matches!(byte, b'0'..=b'9' | b'_'))
        })
        .map(text_number)
}
