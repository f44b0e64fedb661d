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
        told.into_iter().for_each(|i| self.name(i));
    }

    /// The first lines of those diagnostics of several lines that are more of what others say, where there is no
    /// room for all.
    pub(super) fn more_of_same(&self, blocks: &[Block]) -> HashSet<usize> {
        let told = |block: &&Block| {
            let names = matches!(block.part, Part::Failure | Part::Item);
            names && block.to > block.from + 1 && is_placed(&self.scan.bare(block.from))
        };
        let lines: Vec<usize> = blocks.iter().filter(told).map(|block| block.from).collect();
        if !self.is_much(&lines) {
            return HashSet::new();
        }
        let apart: HashSet<usize> = self.told_apart(&lines).into_iter().collect();
        lines.into_iter().filter(|line| !apart.contains(line)).collect()
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
        let mut tells = |nth: usize, line: &str, cost: usize| {
            let file = line.split([':', '(']).next().filter(|file| !file.starts_with(' '));
            let message = line.split_once(": ").map_or(line, |(_, message)| message);
            let of_file = file.map_or(usize::MAX, |file| again(&mut files, text_number(file)));
            let of_kind = again(&mut kinds, form_number(message));
            // A note is about the line above.
            let is_note = of_kind > ENDS && line.contains(": note: ");
            let at_end = nth < ENDS || nth + ENDS >= lines.len();
            let is_first = !is_note && (of_kind <= FEW || of_file <= FEW && cost <= room);
            room = room.saturating_sub(if is_first { cost } else { 0 });
            at_end || is_first
        };
        let tells = |(nth, i): (usize, usize)| {
            tells(nth, &self.scan.bare(i), self.cost(i, i + 1)).then_some(i)
        };
        lines.iter().copied().enumerate().filter_map(tells).collect()
    }
}
