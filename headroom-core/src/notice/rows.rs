//! Rows, and what is said of all of them.

use std::fmt;

use super::number;
use crate::{Fact, Rows};

const OF_ALL: &str = "; of all ";
const WITH_KEYS: &str = ", with keys ";
const MEDIAN: &str = "median ";

pub(super) fn write(rows: Rows, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if rows.first == rows.last {
        write!(f, "row {}", rows.first)?;
    } else {
        write!(f, "rows {}-{}", rows.first, rows.last)?;
    }
    write!(f, " of {}", rows.total)
}

pub(super) fn parse(text: &str) -> Option<Rows> {
    let (which, total) = text.split_once(" of ")?;
    let (first, last) = match which.strip_prefix("rows ") {
        Some(range) => range.split_once('-')?,
        None => which.strip_prefix("row ").map(|only| (only, only))?,
    };
    let rows = Rows { first: number(first)?, last: number(last)?, total: number(total)? };
    (rows.first <= rows.last && rows.last <= rows.total).then_some(rows)
}

pub(super) fn write_facts(facts: &[Fact], total: usize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for fact in facts {
        if let Fact::Keys(keys) = fact {
            for (nth, key) in keys.iter().enumerate() {
                write!(f, "{}{}", if nth == 0 { WITH_KEYS } else { ", " }, name(key))?;
            }
        }
    }
    let mut of_all = false;
    for fact in facts.iter().filter(|fact| !matches!(fact, Fact::Keys(_))) {
        if std::mem::replace(&mut of_all, true) {
            f.write_str("; ")?;
        } else {
            write!(f, "{OF_ALL}{total}, ")?;
        }
        write_fact(fact, f)?;
    }
    Ok(())
}

fn write_fact(fact: &Fact, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match fact {
        Fact::Counts { field, values } => {
            write_field(field, f)?;
            for (nth, (value, rows)) in values.iter().enumerate() {
                let separator = if nth == 0 { ": " } else { ", " };
                write!(f, "{separator}{rows} {}", bare(value))?;
            }
            Ok(())
        }
        Fact::Range { field, least, median, greatest } => {
            write_field(field, f)?;
            write!(f, ": {least} to {greatest}, {MEDIAN}{median}")
        }
        Fact::Keys(_) => Ok(()),
    }
}

fn write_field(field: &[String], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (nth, key) in field.iter().enumerate() {
        write!(f, "{}{}", if nth == 0 { "" } else { "." }, name(key))?;
    }
    Ok(())
}

/// A value as a notice has it: a string without quotes where it can be taken for nothing else.
fn bare(value: &str) -> &str {
    let inner = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    inner.filter(|inner| is_bare(inner)).unwrap_or(value)
}

/// A key as a notice has it.
fn name(key: &str) -> String {
    if is_name(key) { key.to_owned() } else { Fact::text(key) }
}

fn is_name(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-$@/+#".contains(&b))
}

/// Words with single blanks between them.
fn is_bare(text: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || "_-./@+#$%&*()' ".contains(c);
    let blanks = text.starts_with(' ') || text.ends_with(' ') || text.contains("  ");
    let is_literal = matches!(text, "true" | "false" | "null")
        || text.starts_with(|c: char| c.is_ascii_digit() || c == '-')
            && text.parse::<f64>().is_ok();
    !text.is_empty() && !blanks && !is_literal && text.chars().all(plain)
}

pub(super) fn parse_facts(text: &str, total: usize) -> Option<Vec<Fact>> {
    let keys = cut(text, OF_ALL).first().copied().unwrap_or("");
    let mut facts = Vec::new();
    if let Some(names) = keys.strip_prefix(WITH_KEYS) {
        facts.push(Fact::Keys(cut(names, ", ").into_iter().map(read_name).collect::<Option<_>>()?));
    } else {
        keys.is_empty().then_some(())?;
    }
    let rest = text.get(keys.len()..)?;
    if rest.is_empty() {
        return Some(facts);
    }
    let (all, rest) = rest.strip_prefix(OF_ALL)?.split_once(", ")?;
    (number(all)? == total).then_some(())?;
    for fact in cut(rest, "; ") {
        facts.push(parse_fact(fact)?);
    }
    Some(facts)
}

fn parse_fact(text: &str) -> Option<Fact> {
    let (field, said) = two_parts(text)?;
    let field = path(field)?;
    let items = cut(said, ", ");
    if let [range, middle] = items.as_slice()
        && let Some(median) = middle.strip_prefix(MEDIAN)
    {
        let (least, greatest) = range.split_once(" to ")?;
        let [least, median, greatest] = [least, median, greatest].map(str::to_owned);
        return Some(Fact::Range { field, least, median, greatest });
    }
    let value = |item: &str| {
        let (rows, value) = item.split_once(' ')?;
        let rows = number(rows).filter(|&rows| rows > 0)?;
        let value = if is_bare(value) { Fact::text(value) } else { value.to_owned() };
        Some((value, rows))
    };
    let values = items.into_iter().map(value).collect::<Option<_>>()?;
    Some(Fact::Counts { field, values })
}

fn read_name(text: &str) -> Option<String> {
    if is_name(text) { Some(text.to_owned()) } else { serde_json::from_str(text).ok() }
}

fn path(text: &str) -> Option<Vec<String>> {
    cut(text, ".").into_iter().map(read_name).collect()
}

/// The field and what is said of it.
fn two_parts(text: &str) -> Option<(&str, &str)> {
    let field = *cut(text, ": ").first()?;
    Some((field, text.get(field.len()..)?.strip_prefix(": ")?))
}

/// Cuts a text at a separator that stands outside of quotes.
fn cut<'a>(text: &'a str, separator: &str) -> Vec<&'a str> {
    let (mut out, mut from, mut at, mut quoted) = (Vec::new(), 0, 0, false);
    let bytes = text.as_bytes();
    while let Some(&b) = bytes.get(at) {
        match b {
            b'\\' if quoted => at += 1,
            b'"' => quoted = !quoted,
            _ if !quoted && text.get(at..).is_some_and(|rest| rest.starts_with(separator)) => {
                out.push(text.get(from..at).unwrap_or(""));
                at += separator.len() - 1;
                from = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    out.push(text.get(from..).unwrap_or(""));
    out
}
