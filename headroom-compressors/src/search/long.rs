//! Hits in lines of more than two kilobytes, as packed code and data have them: what was looked for, and what
//! stands around it.

use headroom_core::{Hints, Input, Like, Rewrite, Span, Unit, shell};
use memchr::memmem;

use crate::long_line::{self, LONG};

/// Bytes that stay on each side of what was looked for.
const AROUND: usize = 120;

/// So many places of a line are shown at most.
const PLACES: usize = 3;

/// Tokens have so many bytes, roughly.
const TOKEN: usize = 4;

/// Shows of long lines a part, if all hits are of about the size aimed at then.
pub(super) fn cut(input: &Input<'_>, aim: usize) -> Option<Rewrite> {
    let text = input.text;
    if !long_line::may_stand_in(text) {
        return None;
    }
    let lines = Span::lines(text).filter(|(_, line)| line.len() >= LONG);
    let names = sought(&input.hints);
    let (mut rewrite, mut left) = (Rewrite::new(), text.len());
    for (span, line) in lines {
        for gap in gaps(text, Span::new(span.start, span.start + line.len()), &names) {
            left -= gap.len();
            rewrite.elide(gap, Unit::Characters, Like::Unknown);
        }
    }
    (left <= aim * TOKEN && left * 4 <= text.len() * 3).then_some(rewrite)
}

/// The parts of the pattern that stand in what it finds as they are: its names.
fn sought<'a>(hints: &Hints<'a>) -> Vec<String> {
    const SHORTEST: usize = 3;
    let names = |pattern: &str| -> Vec<String> {
        let names = pattern.split(|c: char| !c.is_alphanumeric() && c != '_');
        names.filter(|name| name.len() >= SHORTEST).map(str::to_owned).collect()
    };
    let arguments = &hints.arguments;
    if let Some(pattern) = arguments.pattern {
        return names(pattern);
    }
    let command = arguments.command.and_then(shell::producer);
    let mut found = command.iter().flat_map(|command| command.operands()).map(names);
    found.find(|names| !names.is_empty()).unwrap_or_default()
}

/// What goes out of sight of a line: all but its ends and the places where a name stands.
fn gaps(text: &str, line: Span, names: &[String]) -> Vec<Span> {
    let Some(middle) = long_line::middle(text, line) else { return Vec::new() };
    let bytes = middle.of(text).as_bytes();
    let of_name = |name: &String| {
        let ends = move |start: usize| (middle.start + start, middle.start + start + name.len());
        memmem::find_iter(bytes, name).take(PLACES).map(ends).collect::<Vec<_>>()
    };
    let mut places: Vec<(usize, usize)> = names.iter().flat_map(of_name).collect();
    places.sort_unstable();
    let mut gaps = Vec::new();
    let mut at = middle.start;
    for (start, end) in places.into_iter().take(PLACES) {
        let before = Span::new(at, start.saturating_sub(AROUND).max(at));
        gaps.extend(long_line::between(text, before).filter(|gap| gap.end <= start));
        at = at.max(end + AROUND).min(middle.end);
    }
    gaps.extend(long_line::between(text, Span::new(at, middle.end)));
    gaps
}
