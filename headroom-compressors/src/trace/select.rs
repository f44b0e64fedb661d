//! Which lines of a trace may go out of sight.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use headroom_core::trace::Extent::PlaceBelow;
use headroom_core::{Like, Span, mask};

use super::scan::Entry;
use crate::question::is_of_name;

/// Runs of fewer bytes stay: a notice would hardly be shorter.
const SMALL: usize = 120;

/// The longest cycle of a recursion that is looked for, in frames.
const CYCLE: usize = 8;

/// A recursion is cut once it has been shown so many times and goes on.
const ROUNDS: usize = 3;

/// Lines that go out of sight, and what is said of them.
pub(super) type Elided = (Span, Like);

/// What goes out of sight, in order. Linear in the text.
pub(super) fn elisions(text: &str, entries: &[Entry<'_>], question: Option<&str>) -> Vec<Elided> {
    let asked = words(question.unwrap_or(""));
    let mut stays = vec![Fate::Shown; entries.len()];
    for stack in stacks(entries) {
        let (Some(stack_entries), Some(fates)) = (entries.get(stack.clone()), stays.get_mut(stack))
        else {
            continue;
        };
        leave_libraries(stack_entries, &asked, fates);
        leave_cycles(text, stack_entries, fates);
    }
    leave_equal_stacks(text, entries, &mut stays);
    joined(text, entries, &stays)
}

/// What becomes of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Shown,
    Left,
    /// Left out, and like what is shown.
    Alike,
}

/// The runs of frames.
fn stacks(entries: &[Entry<'_>]) -> Vec<std::ops::Range<usize>> {
    let mut out: Vec<std::ops::Range<usize>> = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        if entry.frame.is_none() {
            continue;
        }
        match out.last_mut() {
            Some(stack) if stack.end == at => stack.end = at + 1,
            _ => out.push(at..at + 1),
        }
    }
    out
}

/// Leaves out the frames of libraries, but for those that tell where the program's own code called
/// and where it ended.
fn leave_libraries(stack: &[Entry<'_>], asked: &HashSet<&str>, fates: &mut [Fate]) {
    let is_library = |entry: &Entry<'_>| entry.frame.is_some_and(|frame| frame.is_library());
    let library: Vec<bool> = stack.iter().map(is_library).collect();
    let below = stack.first().is_some_and(Entry::is_below_its_caller);
    let own = library.iter().any(|library| !library);
    // A panic of Rust says where it was before it lists what led there through the runtime.
    let headed = stack.iter().any(|entry| entry.frame.is_some_and(|f| f.extent == PlaceBelow));
    let innermost = if own { usize::from(!headed) } else { 2 };
    for (at, (entry, fate)) in stack.iter().zip(fates).enumerate() {
        let from_inside = if below { stack.len() - 1 - at } else { at };
        // Where the source is quoted, the program's own frame shows what it calls.
        let called = !below && library.get(at + 1) == Some(&false);
        let named = entry.frame.is_some_and(|frame| asked.contains(frame.name()));
        let stays = library.get(at) == Some(&false) || from_inside < innermost || called || named;
        if !stays {
            *fate = Fate::Left;
        }
    }
}

/// Leaves out what a recursion repeats.
fn leave_cycles(text: &str, stack: &[Entry<'_>], fates: &mut [Fate]) {
    let keys: Vec<u64> = stack.iter().map(|entry| key(text, entry)).collect();
    let mut at = 0;
    while at < keys.len() {
        let cycle = (1..=CYCLE).find_map(|cycle| {
            let repeats = |&next: &usize| keys.get(next) == keys.get(next - cycle);
            let end = (at + cycle..keys.len()).take_while(repeats).count();
            let whole = end / cycle * cycle;
            (whole >= cycle * ROUNDS).then_some((cycle, whole))
        });
        let Some((cycle, repeated)) = cycle else {
            at += 1;
            continue;
        };
        let (from, to) = (at + cycle, at + cycle + repeated);
        // The innermost round stays as well: it is where the recursion ended.
        let below = stack.first().is_some_and(Entry::is_below_its_caller);
        let to_leave = if below { from..to - cycle } else { from..to };
        for fate in fates.get_mut(to_leave).unwrap_or_default() {
            if *fate == Fate::Shown {
                *fate = Fate::Alike;
            }
        }
        at = to;
    }
}

/// Leaves out the stacks of threads and goroutines that are the same as one above.
fn leave_equal_stacks(text: &str, entries: &[Entry<'_>], fates: &mut [Fate]) {
    let mut seen = HashSet::new();
    for stack in stacks(entries) {
        let Some(head) = stack.start.checked_sub(1) else { continue };
        let line = entries.get(head).map_or("", |entry| entry.span.of(text));
        if !["goroutine ", "Thread ", "\""].iter().any(|start| line.starts_with(start)) {
            continue;
        }
        // The blank line below belongs to it.
        let blank = entries.get(stack.end).is_some_and(|next| next.span.of(text).trim().is_empty());
        let end = stack.end + usize::from(blank);
        let mut hasher = DefaultHasher::new();
        for entry in entries.get(head..stack.end).unwrap_or_default() {
            key(text, entry).hash(&mut hasher);
        }
        if !seen.insert(hasher.finish()) {
            fates.get_mut(head..end).unwrap_or_default().fill(Fate::Alike);
        }
    }
}

/// Equal for entries of equal form that name the same place.
fn key(text: &str, entry: &Entry<'_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    for line in entry.span.of(text).lines() {
        mask(line).hash(&mut hasher);
    }
    entry.frame.map(|frame| frame.place).hash(&mut hasher);
    hasher.finish()
}

/// The spans of what is left out, neighbours as one.
fn joined(text: &str, entries: &[Entry<'_>], fates: &[Fate]) -> Vec<Elided> {
    let mut out: Vec<Elided> = Vec::new();
    let mut shown = HashSet::new();
    for (entry, fate) in entries.iter().zip(fates) {
        let like = match fate {
            Fate::Shown => continue,
            Fate::Left => Like::Unknown,
            Fate::Alike => Like::Shown,
        };
        match out.last_mut() {
            Some((last, of)) if last.end == entry.span.start => {
                last.end = entry.span.end;
                if *of != like {
                    *of = Like::Unknown;
                }
            }
            _ => out.push((entry.span, like)),
        }
    }
    out.retain(|(span, _)| span.len() >= SMALL);
    if out.iter().any(|(_, like)| *like == Like::Shown) {
        let mut at = 0;
        for (span, _) in &out {
            shown.extend(Span::new(at, span.start).of(text).lines().map(mask));
            at = span.end;
        }
        shown.extend(Span::new(at, text.len()).of(text).lines().map(mask));
        for (span, like) in &mut out {
            if !span.of(text).lines().all(|line| shown.contains(&mask(line))) {
                *like = Like::Unknown;
            }
        }
    }
    out
}

/// The names in a question.
fn words(question: &str) -> HashSet<&str> {
    question.split(|c| !is_of_name(c)).filter(|word| word.len() >= 3).collect()
}
