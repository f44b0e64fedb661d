//! What compilers and linters say of places in source files: of long lists each file, each kind and the ends.

use std::collections::{HashMap, HashSet};

use super::blocks::Block;
use super::form::{form_number, text_number};
use super::grammar::Part;
use super::scan::is_placed;
use super::select::{Selection, is};

/// Diagnostics all stay until their first lines take so many times the aim.
const ROOM: usize = 4;

impl Selection<'_, '_> {
    /// What is noted of places between two lines, a line each.
    pub(super) fn notes_on_places(&mut self, from: usize, to: usize) {
        let is_place = |i: &usize| self.scan.part(*i) == Some(Part::Place);
        let places: Vec<usize> = (from..to).filter(is_place).collect();
        let told = self.told_apart(&places);
        self.keep_all(told);
    }

    /// What a linter found, where the log is a list of that.
    pub(super) fn findings(&mut self) {
        let is_place = |row| is(row, Part::Place);
        let places = self.scan.forms().iter().filter(|form| is_place(form.row));
        if places.map(|form| form.count).sum::<usize>() * 2 > self.scan.written {
            self.notes_on_places(0, self.scan.len());
        }
    }

    /// Diagnostics of one line: all where there is room.
    pub(super) fn diagnostics(&mut self, lines: &[usize]) {
        let told = if self.is_much(lines) { self.told_apart(lines) } else { lines.to_vec() };
        self.keep_all(told);
    }

    /// The first lines of those diagnostics of several lines that are more of what others say, where there is no
    /// room for all.
    pub(super) fn more_of_same(&self, blocks: &[Block]) -> HashSet<usize> {
        let told = |block: &&Block| {
            let names = matches!(block.part, Part::Failure | Part::Item);
            let alone = block.to == block.from + 1;
            names && !alone && self.place(block.from).is_some()
        };
        let lines: Vec<usize> = blocks.iter().filter(told).map(|block| block.from).collect();
        if !self.is_much(&lines) {
            return HashSet::new();
        }
        let apart: HashSet<usize> = self.told_apart(&lines).into_iter().collect();
        lines.into_iter().filter(|line| !apart.contains(line)).collect()
    }

    /// The line with the place of a diagnostic: its first, or one right below: `--> src/a.rs:1:2`.
    pub(super) fn place(&self, from: usize) -> Option<usize> {
        let is_below = |i: &usize| self.scan.bare(*i).trim_start().starts_with("--> ");
        let below = || (from + 1..self.scan.len().min(from + 3)).find(is_below);
        Some(from).filter(|&from| is_placed(&self.scan.bare(from))).or_else(below)
    }

    fn is_much(&self, lines: &[usize]) -> bool {
        lines.iter().map(|&i| self.cost(i, i + 1)).sum::<usize>() > ROOM * self.aim
    }

    /// Of such lines those that say something in such words for the first time, the ends of the list, and, while
    /// there is room, the first of each file.
    fn told_apart(&self, lines: &[usize]) -> Vec<usize> {
        const ENDS: usize = 24;
        const FEW: usize = 2;
        let (mut files, mut kinds) = (HashMap::new(), HashMap::new());
        let again = |seen: &mut HashMap<u64, usize>, what: u64| {
            let count = seen.entry(what).or_default();
            *count += 1;
            *count
        };
        let mut room = ROOM * self.aim;
        let mut tells = |nth: usize, line: &str, place: &str, cost: usize| {
            let of_file =
                file(place).map_or(usize::MAX, |file| again(&mut files, text_number(file)));
            let of_kind = again(&mut kinds, kind(line));
            // A note is about the line above.
            let is_note = of_kind > ENDS && line.contains(": note: ");
            let is_first = !is_note && (of_kind <= FEW || of_file <= FEW && cost <= room);
            room = room.saturating_sub(if is_first { cost } else { 0 });
            let at_end = nth < ENDS || nth + ENDS >= lines.len();
            at_end || is_first
        };
        let tells = |(nth, i): (usize, usize)| {
            let place = self.scan.bare(self.place(i).unwrap_or(i));
            tells(nth, &self.scan.bare(i), &place, self.cost(i, i + 1)).then_some(i)
        };
        lines.iter().copied().enumerate().filter_map(tells).collect()
    }
}

/// The file that a place names: what stands before the number of the line.
fn file(place: &str) -> Option<&str> {
    let place = place.trim_start().strip_prefix("--> ").unwrap_or(place);
    let mut ends = place.match_indices([':', '(']);
    let is_number = |at: usize| {
        let rest = place.get(at + 1..).unwrap_or("");
        rest.trim_start_matches(" line ").starts_with(|c: char| c.is_ascii_digit())
    };
    let (end, _) = ends.find(|(at, _)| is_number(*at))?;
    place.get(..end).filter(|file| !file.starts_with(' '))
}

/// What a diagnostic says but for what varies, with its code as it stands: `E501`, `TS2304`, `[arg-type]`.
fn kind(line: &str) -> u64 {
    const NEAR: usize = 6;
    let message = line.split_once(": ").map_or(line, |(_, message)| message);
    let is_code = |word: &&str| {
        let letters = word.bytes().take_while(u8::is_ascii_uppercase).count();
        let number = word.get(letters..).unwrap_or("");
        letters > 0 && number.len() > 1 && number.bytes().all(|byte| byte.is_ascii_digit())
    };
    let mut words = line.split([' ', ':', '[', ']', '(', ')']).filter(|word| !word.is_empty());
    let code = words.by_ref().take(NEAR).find(is_code).unwrap_or("");
    let rule = message.rsplit(['[', '(']).next().filter(|_| message.ends_with([']', ')']));
    let told = [code, rule.unwrap_or("")].map(text_number);
    told.into_iter().fold(form_number(message), |kind, told| kind.rotate_left(7) ^ told)
}
