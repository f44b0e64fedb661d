//! The definitions of something in source code.

use headroom_core::definition::Definitions;
use headroom_core::notice::{Lines, Notice};

use super::lines::{Run, fits, tokens};
use super::{Range, RetrieveCall, RetrieveError};
use crate::Original;

/// Names that are told where the one asked for is not there.
const NAMES: usize = 20;

/// The definitions of a symbol, of those that begin in the lines that the call asks for: each verbatim under
/// a header with its lines.
pub(super) fn answer(
    call: &RetrieveCall,
    original: &Original,
    symbol: &str,
) -> Result<String, RetrieveError> {
    let (handle, text) = (original.handle(), original.text());
    let asked = match call.lines {
        Some(range) => Some(Run::asked(original, range)?.1),
        None => None,
    };
    let definitions = Definitions::of(text);
    let mut found = definitions.find(symbol);
    found.retain(|lines| asked.is_none_or(|asked| overlap(*lines, asked)));
    let Some((first, others)) = found.split_first() else {
        let there = names(&definitions, symbol);
        return Err(RetrieveError::NoSuchSymbol { handle, symbol: symbol.to_owned(), there });
    };
    let mut out = shown(original, *first, call.limit);
    let mut left = call.limit.saturating_sub(tokens(&out));
    for (nth, lines) in others.iter().enumerate() {
        let one = shown(original, *lines, usize::MAX);
        if !fits(&one, left) {
            let places: Vec<_> = others.iter().skip(nth).map(ToString::to_string).collect();
            out += &format!("{}It is also defined in {}.", line_break(&out), places.join(", "));
            break;
        }
        left = left.saturating_sub(tokens(&one));
        out += line_break(&out);
        out += &one;
    }
    Ok(out)
}

fn overlap(a: Lines, b: Lines) -> bool {
    a.first <= b.last && b.first <= a.last
}

fn line_break(out: &str) -> &'static str {
    if out.ends_with('\n') { "" } else { "\n" }
}

/// Lines under their header.
fn shown(original: &Original, lines: Lines, limit: usize) -> String {
    let (handle, text) = (original.handle(), original.text());
    let header = Notice::Retrieved { handle, lines: Some(lines) }.to_string();
    match Run::asked(original, Range::from(lines)) {
        Ok((run, _)) => header + &run.shown(text, limit),
        Err(_) => header,
    }
}

/// The names that are defined, each with its line: those like the symbol, else the first ones.
fn names(definitions: &Definitions<'_>, symbol: &str) -> String {
    let all = definitions.names();
    let name = symbol.trim_end_matches(['(', ')', '!']);
    let name = name.rsplit(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or(name);
    let name = name.to_lowercase();
    let mut like: Vec<_> =
        all.iter().filter_map(|one| Some((distance(&name, &one.0.to_lowercase())?, one))).collect();
    like.sort_by_key(|(distance, _)| *distance);
    let told = |(name, line): &(&str, usize)| format!("{name} (line {line})");
    let names: Vec<_> = match like.is_empty() {
        true => all.iter().take(NAMES).map(told).collect(),
        false => like.iter().take(NAMES).map(|(_, one)| told(one)).collect(),
    };
    let more = if like.is_empty() { all.len().saturating_sub(NAMES) } else { 0 };
    match (names.is_empty(), more) {
        (true, _) => String::new(),
        (false, 0) => names.join(", "),
        (false, more) => format!("{} and {more} more", names.join(", ")),
    }
}

/// How far two names are apart, in letters to insert, leave out or exchange; `None` if they are not alike. A
/// name that holds the other is like it.
fn distance(asked: &str, name: &str) -> Option<usize> {
    /// Longer names are not compared letter by letter.
    const LONGEST: usize = 64;
    const SHORTEST: usize = 3;
    let short = asked.len().min(name.len());
    if short >= SHORTEST && (name.contains(asked) || asked.contains(name)) {
        return Some(name.len().abs_diff(asked.len()).min(1));
    }
    let most = asked.len().max(name.len()) / 3;
    if name.len().abs_diff(asked.len()) > most || asked.len().max(name.len()) > LONGEST {
        return None;
    }
    let mut row: Vec<usize> = (0..=name.len()).collect();
    for (at, a) in asked.bytes().enumerate() {
        let mut diagonal = at;
        let mut left = at + 1;
        for (cell, b) in row.iter_mut().skip(1).zip(name.bytes()) {
            let change = diagonal + usize::from(a != b);
            diagonal = *cell;
            left = change.min(*cell + 1).min(left + 1);
            *cell = left;
        }
    }
    row.last().copied().filter(|distance| *distance <= most)
}
