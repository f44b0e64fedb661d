//! Reading what models write as arguments.

use headroom_core::notice::Lines;
use headroom_core::{Handle, NotAHandle};
use serde_json::Value;

use super::{Range, RetrieveCall, RetrieveError};

/// The call with the arguments of an object.
pub(super) fn read(arguments: &Value) -> Result<RetrieveCall, RetrieveError> {
    let handle = match given(arguments, "handle") {
        None => return Err(RetrieveError::NoHandle),
        Some(Value::String(text)) => read_handle(text)?,
        Some(_) => return Err(NotAHandle.into()),
    };
    let mut call = RetrieveCall::new(handle);
    call.lines = range(arguments, "lines")?;
    call.rows = range(arguments, "rows")?;
    call.keys = text(arguments, "keys")?;
    call.symbol = text(arguments, "symbol")?;
    call.query = text(arguments, "query")?;
    call.find = text(arguments, "find")?;
    // What a query finds may be a part of a sentence or record; what `find` finds is known to be there.
    let context = usize::from(call.query.is_some());
    call.context = count(arguments, "context")?.unwrap_or(context);
    call.limit = count(arguments, "limit")?.unwrap_or(RetrieveCall::LIMIT);
    Ok(call)
}

/// An argument that is there and says something.
fn given<'a>(arguments: &'a Value, name: &str) -> Option<&'a Value> {
    arguments.get(name).filter(|value| !value.is_null() && value.as_str() != Some(""))
}

fn text(arguments: &Value, name: &'static str) -> Result<Option<String>, RetrieveError> {
    match given(arguments, name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(RetrieveError::NotText { argument: name }),
    }
}

fn count(arguments: &Value, name: &'static str) -> Result<Option<usize>, RetrieveError> {
    let Some(value) = given(arguments, name) else { return Ok(None) };
    let number = match value {
        Value::String(text) => text.trim().parse::<u64>().ok(),
        value => value.as_u64(),
    };
    let number = number.ok_or(RetrieveError::NotANumber { argument: name })?;
    Ok(Some(usize::try_from(number).unwrap_or(usize::MAX)))
}

fn range(arguments: &Value, name: &'static str) -> Result<Option<Range>, RetrieveError> {
    let Some(value) = given(arguments, name) else { return Ok(None) };
    let range = match value {
        Value::String(text) => read_range(text),
        Value::Number(number) => read_range(&number.to_string()),
        _ => None,
    };
    Ok(Some(range.ok_or(RetrieveError::NotARange { argument: name })?))
}

/// The first handle in a text, in letters of either case.
pub(super) fn read_handle(text: &str) -> Result<Handle, NotAHandle> {
    let exact = Handle::find_in(text).next();
    exact.or_else(|| Handle::find_in(&text.to_ascii_lowercase()).next()).ok_or(NotAHandle)
}

/// The last line of a range without one: beyond the end of any text.
pub(super) const OPEN: usize = u32::MAX as usize;

/// Reads `120-247`, `120`, `120-`, `-50`, `7@1500-9` and what models write for them, such as `lines
/// 120:247` or `last 50`.
pub(super) fn read_range(text: &str) -> Option<Range> {
    let around = |c: char| c.is_whitespace() || matches!(c, '[' | ']' | '"' | '\'' | '`');
    let text = text.trim_matches(around);
    let noun = |text| ["line", "row"].iter().find_map(|noun| str::strip_prefix(text, noun));
    let text = noun(text).map_or(text, |rest| rest.trim_start_matches('s')).trim_start();
    let count = |words: &[&str]| {
        let rest = words.iter().find_map(|word| text.strip_prefix(word))?.trim_start();
        read_number(rest).filter(|(_, rest)| rest.is_empty()).map(|(count, _)| count)
    };
    if let Some(last) = count(&["-", "tail", "last"]) {
        return Some(Range::Last(last));
    }
    if let Some(first) = count(&["head", "first"]) {
        return Some(Lines::new(1, first).into());
    }
    let (first, rest) = read_number(text)?;
    let (sent, rest) = match rest.strip_prefix('@') {
        Some(rest) => read_number(rest)?,
        None => (0, rest),
    };
    if rest.is_empty() {
        return Some(Range::Of(Lines::new(first, first), sent));
    }
    let separator = |c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | ':' | ',' | '.');
    let rest = rest.trim_start_matches(separator);
    let (last, rest) = if rest.is_empty() { (OPEN, rest) } else { read_number(rest)? };
    let lines = Lines::new(first.min(last), first.max(last));
    rest.is_empty().then_some(Range::Of(lines, sent))
}

/// The decimal number that a text starts with, and what follows it.
fn read_number(text: &str) -> Option<(usize, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at_checked(end)?;
    Some((digits.parse::<usize>().ok()?.min(OPEN), rest))
}
