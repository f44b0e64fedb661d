//! From a call of the retrieve tool to the text to answer it with.

use std::fmt::Write;

use headroom_core::notice::{Lines, Notice};
use headroom_core::{Handle, NotAHandle, Span};
use serde_json::Value;

use crate::{CcrStore, Miss, Namespace, Original};

/// Answers a call of the retrieve tool: the text to send back, under a header line that says what
/// it is ([`Notice::Retrieved`] or [`Notice::Found`]).
///
/// `arguments` are those of the call, as an object or as the text of one.
///
/// # Errors
///
/// A [`RetrieveError`]. Printed, it is what to send back, as a failed result where the provider
/// tells those apart.
///
/// ```
/// use headroom_ccr::{CcrStore, MemoryStore, Namespace, resolve};
/// use headroom_core::Offload;
/// use serde_json::json;
///
/// let (store, all) = (MemoryStore::new(), Namespace::single_user());
/// let receipts = store.put_all(&all, &[Offload::of("one\ntwo\nthree\n")])?;
/// let handle = receipts[0].handle();
/// let answer = resolve(&store, &all, &json!({"handle": handle, "lines": "2-3"}))?;
/// assert_eq!(answer, format!("[original {handle}, lines 2-3]\ntwo\nthree\n"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn resolve(
    store: &(impl CcrStore + ?Sized),
    namespace: &Namespace,
    arguments: &Value,
) -> Result<String, RetrieveError> {
    let call = RetrieveCall::read(arguments)?;
    let handle = call.handle;
    let original =
        store.get(namespace, handle).map_err(|miss| RetrieveError::Miss { handle, miss })?;
    call.answer(&original)
}

/// Why a call of the retrieve tool has no answer. Printed, it tells the model what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RetrieveError {
    /// There is no handle in the arguments.
    #[error(
        "No handle was given. Give the argument `handle`, copied in full from a notice: it starts \
         with {} and has {} characters.",
        Handle::PREFIX,
        Handle::LEN
    )]
    NoHandle,
    /// What was given as the handle is none.
    #[error(
        "This is not a handle. Copy it in full from a notice: it starts with {} and has {} \
         characters.",
        Handle::PREFIX,
        Handle::LEN
    )]
    NotAHandle(#[from] NotAHandle),
    /// The lines are not a range.
    #[error("`lines` is not a range of lines. Write it like 120-247, or leave it out.")]
    NotLines,
    /// What to find is not a text.
    #[error("`find` is not a text. Give the literal text to look for, or leave it out.")]
    NotText,
    /// No line asked for is in the original.
    #[error(
        "The original {handle} has {total} lines, counted from 1; none of those asked for is among \
         them."
    )]
    NoSuchLines {
        /// The key of the original.
        handle: Handle,
        /// How many lines the original has.
        total: usize,
    },
    /// The store cannot give the original back.
    #[error("{handle}: {miss}")]
    Miss {
        /// The key of the original.
        handle: Handle,
        /// Why it cannot.
        #[source]
        miss: Miss,
    },
}

/// A call of the retrieve tool: which original, and what of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetrieveCall {
    /// The key of the original.
    pub handle: Handle,
    /// Only these lines of it, counted from 1. The last may lie beyond the end.
    pub lines: Option<Lines>,
    /// Only the lines that contain this text.
    pub find: Option<String>,
}

impl RetrieveCall {
    /// The call with these arguments, an object or the text of one.
    ///
    /// Models copy handles in quotes, in brackets or with words of the notice around; the first
    /// handle in what they give is taken. So is a bare handle in place of the arguments. Empty and
    /// null arguments count as left out.
    ///
    /// # Errors
    ///
    /// Any [`RetrieveError`] but those that need the original.
    pub fn read(arguments: &Value) -> Result<Self, RetrieveError> {
        match arguments {
            Value::String(text) => Self::parse(text),
            _ => Self::from_object(arguments),
        }
    }

    /// The call with these arguments as text: JSON, or what is left of it.
    ///
    /// # Errors
    ///
    /// As [`read`](RetrieveCall::read).
    pub fn parse(arguments: &str) -> Result<Self, RetrieveError> {
        match serde_json::from_str(arguments) {
            Ok(object @ Value::Object(_)) => Self::from_object(&object),
            _ if arguments.trim().is_empty() => Err(RetrieveError::NoHandle),
            _ => Ok(Self { handle: read_handle(arguments)?, lines: None, find: None }),
        }
    }

    fn from_object(arguments: &Value) -> Result<Self, RetrieveError> {
        let handle = match given(arguments, "handle") {
            None => return Err(RetrieveError::NoHandle),
            Some(Value::String(text)) => read_handle(text)?,
            Some(_) => return Err(NotAHandle.into()),
        };
        let lines = match given(arguments, "lines") {
            None => None,
            Some(Value::String(text)) => Some(read_lines(text).ok_or(RetrieveError::NotLines)?),
            Some(only) => {
                let only = only.as_u64().and_then(|only| usize::try_from(only).ok());
                let only = only.ok_or(RetrieveError::NotLines)?.min(OPEN);
                Some(Lines::new(only, only))
            }
        };
        let find = match given(arguments, "find") {
            None => None,
            Some(Value::String(text)) => Some(text.clone()),
            Some(_) => return Err(RetrieveError::NotText),
        };
        Ok(Self { handle, lines, find })
    }

    /// What the call asks for of its original, under its header. Linear.
    ///
    /// The whole and a run of lines are verbatim; lines that contain a text are verbatim after
    /// their number and a colon. Where no line contains the text, a sentence says so.
    ///
    /// # Errors
    ///
    /// [`RetrieveError::NoSuchLines`] if all the lines asked for lie beyond the end.
    pub fn answer(&self, original: &Original) -> Result<String, RetrieveError> {
        let (handle, text) = (original.handle(), original.text());
        let spans = line_spans(text);
        let total = spans.len();
        let lines = self.lines.map(|lines| Lines::new(lines.first.max(1), lines.last.min(total)));
        if lines.is_some_and(|lines| lines.first > lines.last) {
            return Err(RetrieveError::NoSuchLines { handle, total });
        }
        if let Some(find) = &self.find {
            return Ok(found(handle, text, &spans, lines, find));
        }
        let shown = match lines {
            None => text,
            Some(lines) => run(text, &spans, lines),
        };
        Ok(format!("{}\n{shown}", Notice::Retrieved { handle, lines }))
    }
}

/// An argument that is there and says something.
fn given<'a>(arguments: &'a Value, name: &str) -> Option<&'a Value> {
    arguments.get(name).filter(|value| !value.is_null() && value.as_str() != Some(""))
}

/// The first handle in a text, in letters of either case.
fn read_handle(text: &str) -> Result<Handle, NotAHandle> {
    let exact = Handle::find_in(text).next();
    exact.or_else(|| Handle::find_in(&text.to_ascii_lowercase()).next()).ok_or(NotAHandle)
}

/// The last line of a range without one: beyond the end of any text.
const OPEN: usize = u32::MAX as usize;

/// Reads `120-247`, `120`, `120-` and what models write for them, such as `lines 120:247`.
fn read_lines(text: &str) -> Option<Lines> {
    let around = |c: char| c.is_whitespace() || matches!(c, '[' | ']' | '"' | '\'' | '`');
    let text = text.trim_matches(around);
    let text = text.strip_prefix("line").map_or(text, |rest| rest.trim_start_matches('s'));
    let (first, rest) = read_number(text.trim_start())?;
    if rest.is_empty() {
        return Some(Lines::new(first, first));
    }
    let separator = |c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | ':' | ',' | '.');
    let rest = rest.trim_start_matches(separator);
    let (last, rest) = if rest.is_empty() { (OPEN, rest) } else { read_number(rest)? };
    rest.is_empty().then(|| Lines::new(first.min(last), first.max(last)))
}

/// The decimal number that a text starts with, and what follows it.
fn read_number(text: &str) -> Option<(usize, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at_checked(end)?;
    Some((digits.parse::<usize>().ok()?.min(OPEN), rest))
}

/// The lines of a text, each with its line break.
fn line_spans(text: &str) -> Vec<Span> {
    let mut start = 0;
    let span = |line: &str| {
        let span = Span::new(start, start + line.len());
        start = span.end;
        span
    };
    text.split_inclusive('\n').map(span).collect()
}

/// A run of lines that are all there.
fn run<'a>(text: &'a str, spans: &[Span], lines: Lines) -> &'a str {
    let end = |number: usize| spans.get(number.wrapping_sub(1));
    match (end(lines.first), end(lines.last)) {
        (Some(first), Some(last)) => Span::new(first.start, last.end).of(text),
        _ => "",
    }
}

/// The lines that contain a text, or a part of it if it has several lines.
fn found(handle: Handle, text: &str, spans: &[Span], lines: Option<Lines>, find: &str) -> String {
    let wanted = |number: usize| lines.is_none_or(|l| (l.first..=l.last).contains(&number));
    let mut matches =
        text.match_indices(find).map(|(at, m)| Span::new(at, at + m.len())).peekable();
    let (mut shown, mut count) = (String::new(), 0);
    for (number, span) in (1..).zip(spans) {
        while matches.next_if(|found| found.end <= span.start).is_some() {}
        let touches = matches.peek().is_some_and(|found| found.start < span.end);
        if touches && wanted(number) {
            count += 1;
            // Writing to a string cannot fail.
            let _ = write!(shown, "\n{number}:{}", span.of(text).trim_end_matches('\n'));
        }
    }
    if count == 0 {
        shown = format!("\n{}", nothing_found(lines));
    }
    let header = Notice::Found { handle, found: count, total: spans.len() };
    format!("{header}{shown}")
}

/// What the model is told where no line contains what it looks for.
fn nothing_found(lines: Option<Lines>) -> String {
    let (where_, them) = match lines {
        None => ("No line".to_owned(), "the whole"),
        Some(lines) => (format!("Nothing in {lines}"), "them"),
    };
    format!(
        "{where_} contains this text, in upper and lower case as given. The call without `find` \
         returns {them}."
    )
}

#[cfg(test)]
mod tests;
