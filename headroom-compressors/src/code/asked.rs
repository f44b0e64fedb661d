//! What is asked for: definitions that a question names, and what calls them or is called by them.

use std::collections::{BTreeMap, BTreeSet};

use headroom_core::{Hints, Span, file_name};

use super::marks::{Function, Marks, row_range, span};
use super::source::Source;
use crate::question::{is_of_name, is_telling};

/// Names that a question has.
#[derive(Debug, Default)]
struct Names<'q> {
    /// Names of code for certain, with what they are said to be in.
    sure: Vec<(Option<&'q str>, &'q str)>,
    /// Line numbers.
    lines: Vec<usize>,
}

/// The rows that stay because of what is asked, sorted and disjoint; `room` is how many bytes of code
/// around it may stay, too.
pub(super) fn rows(
    source: &Source<'_>,
    marks: &Marks<'_>,
    hints: &Hints<'_>,
    path: Option<&str>,
    room: usize,
) -> Vec<(usize, usize)> {
    let texts = [hints.question, hints.arguments.pattern];
    let mut names = Names::default();
    for text in texts.into_iter().flatten() {
        names.read(text, path);
    }
    let lines = names.lines.iter().filter_map(|line| source.row_of(*line)).collect::<Vec<_>>();
    let code = &source.text;
    let named: Vec<&Function<'_>> = marks
        .functions
        .iter()
        .filter(|function| {
            let (first, last) = row_range(function.node);
            names.have(function, marks, code)
                || lines.iter().any(|line| (first..=last).contains(line))
        })
        .collect();
    let near = if named.is_empty() { Vec::new() } else { neighbours(&named, marks, code, room) };
    let mut rows: Vec<_> =
        named.into_iter().chain(near).map(|function| whole(function, source)).collect();
    rows.sort_unstable();
    let mut out: Vec<(usize, usize)> = Vec::new();
    for (first, last) in rows {
        match out.last_mut() {
            Some(before) if before.1 + 1 >= first => before.1 = before.1.max(last),
            _ => out.push((first, last)),
        }
    }
    out
}

/// The rows of a function with what belongs to it: comments and decorators right above it.
fn whole(function: &Function<'_>, source: &Source<'_>) -> (usize, usize) {
    let (first, last) = row_range(function.node);
    let mut first = first.min(function.first_row);
    let belongs = |row: usize| {
        let line = source.row(row).trim_start();
        ["//", "/*", "*", "#", "@", "\"\"\""].iter().any(|mark| line.starts_with(mark))
    };
    while first > 0 && belongs(first - 1) {
        first -= 1;
    }
    (first, last)
}

impl<'q> Names<'q> {
    /// Reads what a text names.
    fn read(&mut self, text: &'q str, path: Option<&str>) {
        for (nth, part) in text.split('`').enumerate() {
            let quoted = nth % 2 == 1 && part.len() < 200;
            for word in part.split(|c: char| c.is_whitespace() || "\"'<>,;?!*={}[]".contains(c)) {
                let bare = word.split('(').next().unwrap_or(word);
                let called = bare.len() < word.len() && !bare.is_empty();
                let bare = bare.trim_matches(|c| !is_of_name(c));
                if !bare.is_empty() && (quoted || called || is_telling(bare)) {
                    self.name(bare);
                }
            }
        }
        self.lines_of(text, path);
    }

    fn name(&mut self, word: &'q str) {
        let mut parts = word.rsplit(|c| !is_of_name(c));
        let Some(name) = parts.next() else { return };
        self.sure.push((parts.find(|part| !part.is_empty()), name));
    }

    /// Line numbers of this file: `name.py:12`, `File "name.py", line 12`.
    fn lines_of(&mut self, text: &str, path: Option<&str>) {
        let Some(file) = path.map(file_name) else { return };
        if file.is_empty() {
            return;
        }
        for (at, _) in text.match_indices(file) {
            let rest = text.get(at + file.len()..).unwrap_or_default();
            let rest = rest.trim_start_matches(['"', '\'', '`', ',', ' ']);
            let rest = rest.strip_prefix(':').or_else(|| rest.strip_prefix("line ")).unwrap_or("");
            let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            self.lines.extend(rest.get(..digits).and_then(|number| number.parse::<usize>().ok()));
        }
    }

    /// Whether a function is named: its name, and what it is in if that is named with it.
    fn have(&self, function: &Function<'_>, marks: &Marks<'_>, code: &str) -> bool {
        let Some(name) = function.name.map(|name| last_word(name.of(code))) else { return false };
        let mut same = self.sure.iter().filter(|(_, asked)| *asked == name).peekable();
        same.any(|(within, _)| match within {
            None => true,
            Some(within) => {
                let known = marks.types.iter().any(|one| last_word(one.name.of(code)) == *within);
                let start = function.node.start_byte();
                let mut around = marks
                    .types
                    .iter()
                    .filter(|one| (one.span.start..one.span.end).contains(&start));
                !known || around.any(|one| last_word(one.name.of(code)) == *within)
            }
        })
    }
}

/// The last word of a name: `f` of `exports.f`, `Summary` of `Summary<W>`.
fn last_word(name: &str) -> &str {
    let name = name.split(['<', '(']).next().unwrap_or(name);
    let end = name.trim_end_matches(|c| !is_of_name(c));
    end.rsplit(|c| !is_of_name(c)).next().unwrap_or(end)
}

/// Functions that the named ones call, then those that call them, as far as there is room.
fn neighbours<'m, 't>(
    named: &[&Function<'t>],
    marks: &'m Marks<'t>,
    code: &str,
    room: usize,
) -> Vec<&'m Function<'t>> {
    let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, function) in marks.functions.iter().enumerate() {
        if let Some(name) = function.name {
            by_name.entry(last_word(name.of(code))).or_default().push(at);
        }
    }
    let starts: BTreeSet<usize> = named.iter().map(|function| function.node.start_byte()).collect();
    let mut found: Vec<usize> = Vec::new();
    for function in named {
        let body = span(function.body).of(code);
        let called = calls(body).filter_map(|call| by_name.get(call.of(body)));
        found.extend(called.filter(|all| all.len() == 1).flatten());
    }
    let names: BTreeSet<&str> =
        named.iter().filter_map(|function| Some(last_word(function.name?.of(code)))).collect();
    let mut callers = Vec::new();
    for (at, function) in
        marks.functions.iter().enumerate().filter(|(_, function)| function.name.is_some())
    {
        let body = span(function.body).of(code);
        if calls(body).any(|call| names.contains(call.of(body))) {
            callers.push(at);
        }
    }
    let mut left = room;
    let mut taken = starts;
    let mut out = Vec::new();
    for function in found.into_iter().chain(callers).filter_map(|at| marks.functions.get(at)) {
        let bytes = span(function.node).len();
        if bytes <= left && taken.insert(function.node.start_byte()) {
            left -= bytes;
            out.push(function);
        }
    }
    out
}

/// The names in front of an opening bracket.
fn calls(code: &str) -> impl Iterator<Item = Span> {
    memchr::memchr_iter(b'(', code.as_bytes()).filter_map(|at| {
        let part = |byte: &u8| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') || *byte >= 0x80
        };
        let before = code.as_bytes().get(at.saturating_sub(128)..at)?;
        let length = before.iter().rev().take_while(|byte| part(byte)).count();
        (length > 1).then(|| Span::new(at - length, at))
    })
}
