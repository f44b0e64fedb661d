//! What a line showed before it was written over.
//!
//! Progress is told by writing over it: what differs between two states is numbers, bars, and the sign that
//! something still turns. A state says nothing of its own if another one has the same words. States with
//! words of their own may be messages, and stay.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::{Keyed, begins_failure};

/// What a line shows until it is written over.
#[derive(Debug)]
pub(super) struct State<'a> {
    /// What is read of it.
    pub(super) shown: Cow<'a, str>,
    /// It is not only written over but erased.
    pub(super) erased: bool,
}

/// For each state of a line whether it can be missed: it is written over, and says nothing that a later
/// one does not say. Linear.
pub(super) fn overwritten(states: &[State<'_>]) -> Vec<bool> {
    let is_blank = |state: &State<'_>| state.shown.trim().is_empty();
    let mut missed = vec![false; states.len()];
    let Some(last) = states.iter().rposition(|state| !is_blank(state)) else { return missed };
    let earlier = states.get(..last).unwrap_or_default();
    let counts = |state: &State<'_>| state.erased || tells_progress(&state.shown);
    let progress = states.iter().any(counts) || turns(states);
    let mut next = states.get(last).map(|state| words(&state.shown)).unwrap_or_default();
    let mut seen: HashSet<u64, Keyed> = HashSet::from_iter([number(&next)]);
    for (state, missed) in earlier.iter().zip(&mut missed).rev() {
        if is_blank(state) {
            *missed = progress;
            continue;
        }
        let words = words(&state.shown);
        let goes_on = !words.is_empty() && next.starts_with(&words);
        let is_new = seen.insert(number(&words));
        *missed = progress && (goes_on || !is_new) || state.erased && is_mark(&state.shown);
        next = words;
    }
    missed
}

/// Whether a state that is erased at once is a mark for programs, as CI services set them: a word with
/// colons in it (`section_start:1560896352:prepare`, `fold:start:prepare`).
fn is_mark(shown: &str) -> bool {
    let colons = memchr::memchr_iter(b':', shown.as_bytes()).count();
    let marks = |part: &str| {
        matches!(part, "start" | "end")
            || (!part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
    };
    colons >= 2
        && !shown.contains(char::is_whitespace)
        && shown.split(':').nth(1).is_some_and(marks)
        && !telling(shown).any(tells_fault)
}

/// Whether the states are one text with a sign that turns.
fn turns(states: &[State<'_>]) -> bool {
    let written = || states.iter().filter(|state| !state.shown.trim().is_empty());
    let letters = |state: &State<'_>| hash(state.shown.chars().filter(|c| c.is_alphanumeric()));
    let Some(first) = written().next() else { return false };
    let same = written().all(|state| letters(state) == letters(first));
    same && written().count() >= 3 && written().any(|state| state.shown != first.shown)
}

/// Whether a text has a share of a whole in it, a bar, or how much time is left.
fn tells_progress(shown: &str) -> bool {
    let bytes = shown.as_bytes();
    let percent = memchr::memchr_iter(b'%', bytes)
        .any(|at| at.checked_sub(1).and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit));
    percent
        || memchr::memchr_iter(b'/', bytes).any(|at| is_share(shown, at))
        || memchr::memmem::find(bytes, b"--:--").is_some()
        || bar(shown).is_some()
        || shown.chars().any(|c| ('\u{2800}'..='\u{28ff}').contains(&c))
        || has_size(shown)
}

/// Whether a slash stands between how many and of how many: in no date and in no path.
fn is_share(shown: &str, slash: usize) -> bool {
    let is_digit = |c: char| c.is_ascii_digit();
    let Some((before, behind)) = shown.split_at_checked(slash) else { return false };
    let behind = behind.trim_start_matches('/');
    let (part, whole) = (
        before.get(before.trim_end_matches(is_digit).len()..).unwrap_or_default(),
        behind.get(..behind.len() - behind.trim_start_matches(is_digit).len()).unwrap_or_default(),
    );
    let goes_on = before.strip_suffix(part).is_some_and(|before| before.ends_with('/'))
        || behind.strip_prefix(whole).is_some_and(|behind| behind.starts_with('/'));
    let numbers = part.parse::<u64>().ok().zip(whole.parse().ok());
    !goes_on && numbers.is_some_and(|(part, whole)| part <= whole)
}

/// Whether a number of bytes stands in a text, with its unit.
fn has_size(shown: &str) -> bool {
    let units = ["kB", "KB", "MB", "GB", "KiB", "MiB", "GiB"];
    let numbered =
        |before: &str| before.trim_end_matches(' ').ends_with(|c: char| c.is_ascii_digit());
    units.iter().any(|unit| shown.split_once(unit).is_some_and(|(before, _)| numbered(before)))
}

/// Where a bar begins: some of the signs that bars are drawn with, or, in brackets, also blanks and dots.
fn bar(shown: &str) -> Option<usize> {
    const SHORTEST: usize = 3;
    let drawn =
        |c: char| matches!(c, '#' | '=' | '\u{2500}'..='\u{257f}' | '\u{2580}'..='\u{25ff}');
    let within = |c: char| drawn(c) || matches!(c, '-' | '.' | ' ' | '>' | '*');
    let mut run: Option<(usize, usize)> = None;
    let mut open: Option<(usize, usize)> = None;
    for (at, c) in shown.char_indices() {
        run = drawn(c).then(|| run.map_or((at, 1), |(from, count)| (from, count + 1)));
        if let Some((from, _)) = run.filter(|(_, count)| *count >= SHORTEST) {
            return Some(open.map_or(from, |(open, _)| open));
        }
        match open {
            Some((from, count)) if matches!(c, ']' | '|') && count >= SHORTEST => {
                return Some(from);
            }
            Some((from, count)) if within(c) => open = Some((from, count + 1)),
            _ => open = matches!(c, '[' | '|').then_some((at, 0)),
        }
    }
    None
}

/// The words that tell a state from others, as numbers: no numbers and units, and nothing of what stands
/// behind a bar, which names what is at work just now. All of it where a fault is told.
fn words(shown: &str) -> Vec<u64> {
    if telling(shown).any(tells_fault) {
        return words_of(shown).map(|word| hash(word.chars())).collect();
    }
    let before = shown.get(..bar(shown).unwrap_or(shown.len())).unwrap_or_default();
    telling(before).map(|word| hash(word.chars())).collect()
}

fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty())
}

/// The words of a text that are neither numbers nor units, nor numbers with units: `mod_7`, not `7` and `7s`.
fn telling(text: &str) -> impl Iterator<Item = &str> {
    const UNITS: &[&str] = &[
        "b",
        "k",
        "m",
        "g",
        "t",
        "kb",
        "mb",
        "gb",
        "tb",
        "kib",
        "mib",
        "gib",
        "tib",
        "bytes",
        "it",
        "d",
        "h",
        "min",
        "s",
        "sec",
        "ms",
        "us",
        "eta",
        "in",
        "elapsed",
        "left",
        "remaining",
    ];
    let is_unit = |word: &str| UNITS.iter().any(|unit| word.eq_ignore_ascii_case(unit));
    let is_digit = |c: char| c.is_ascii_digit();
    words_of(text).filter(move |word| {
        let mut units = word.split(is_digit).filter(|unit| !unit.is_empty());
        let is_measure = word.starts_with(is_digit) && units.all(is_unit);
        !is_measure && !is_unit(word)
    })
}

/// Whether a word tells of a failure, or of what may become one: `retrying`, `stalled`.
fn tells_fault(word: &str) -> bool {
    const FAULTS: &[&str] = &[
        "cannot", "err", "invalid", "missing", "not", "retr", "stall", "timeout", "unable", "warn",
    ];
    let starts =
        |start: &&str| word.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
    begins_failure(word) || FAULTS.iter().any(starts)
}

fn number(words: &[u64]) -> u64 {
    words.iter().fold(SEED, |number, word| mix(number, *word))
}

fn hash(chars: impl Iterator<Item = char>) -> u64 {
    chars.fold(SEED, |number, c| mix(number, u64::from(u32::from(c))))
}

const SEED: u64 = 0xcbf2_9ce4_8422_2325;

/// Texts with equal numbers by chance or by design: one of them is left out as if it was the other, and the
/// original still has both.
fn mix(number: u64, part: u64) -> u64 {
    (number ^ part).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stays of states, which are erased if they end with `!`.
    fn kept<'a>(states: &[&'a str]) -> Vec<&'a str> {
        let state = |text: &&'a str| {
            let shown = text.strip_suffix('!').unwrap_or(text);
            State { shown: shown.into(), erased: shown.len() < text.len() }
        };
        let all: Vec<_> = states.iter().map(state).collect();
        let missed = overwritten(&all);
        states.iter().zip(missed).filter(|(_, missed)| !missed).map(|(text, _)| *text).collect()
    }

    #[test]
    fn progress_is_left_out() {
        for (states, expected) in [
            (&["10%", "20%", "100%"][..], &["100%"][..]),
            (
                &["Counting: 5% (1/20)", "Counting: 9% (2/20)", "Counting: 9% (2/20), done."],
                &["Counting: 9% (2/20), done."],
            ),
            (
                &["(Reading ... ", "(Reading ... 5%", "(Reading ... 7 files installed."],
                &["(Reading ... 7 files installed."],
            ),
            (
                &["f.gz 45%[==>  ] 10.2M 5.1MB/s eta 3s", "f.gz 100%[====>] 22M 5.2MB/s in 4.3s"],
                &["f.gz 100%[====>] 22M 5.2MB/s in 4.3s"],
            ),
            (
                &["  5%|▌    | 1/20 [00:00<?, ?it/s]", " 10%|█    | 2/20 [00:01<00:09,  1.9it/s]"],
                &[" 10%|█    | 2/20 [00:01<00:09,  1.9it/s]"],
            ),
            (
                &[
                    "Building [=>   ] 3/9: serde, syn",
                    "Building [==>  ] 4/9: tokio",
                    "Building [===> ] 5/9",
                ],
                &["Building [===> ] 5/9"],
            ),
            (&["| wait", "/ wait", "- wait"], &["- wait"]),
            (&["⠋ Installing", "⠙ Installing", "✔ Installed"], &["⠙ Installing", "✔ Installed"]),
            (
                &[
                    "ab12: Waiting!",
                    "ab12: Downloading 4B/9B!",
                    "cd34: Waiting!",
                    "ab12: Downloading 9B/9B!",
                    "cd34: Complete",
                ],
                &["ab12: Waiting!", "cd34: Waiting!", "ab12: Downloading 9B/9B!", "cd34: Complete"],
            ),
            (&["a:start:x!", "a_time:start:1f!", "b:1560896352:x!", "$ make"], &["$ make"]),
            (&["100%", "    ", ""], &["100%", "    ", ""]),
            (&["5%", "   ", "9%"], &["9%"]),
        ] {
            assert_eq!(kept(states), expected);
        }
    }

    #[test]
    fn what_says_something_stays() {
        for states in [
            &["name,size", "a,1", "b,2"][..],
            &["1,2", "3,4", "5,6"],
            &["10%", "error: disk full"],
            &["[5/40] test_f0 ... FAILED!", "[9/40] test_j0 ... FAILED!", "[40/40] test_o1 ... ok"],
            &["5% error: HTTP 502", "7% error: HTTP 503", "9% done"],
            &["1/9 mod_1: unused", "2/9 mod_2: unused", "3/9 mod_3: unused"],
            &["ERROR:db:refused!", "done"],
            &["FAIL:1:test_b!", "done"],
            &["row1,5%", "row2,7%", "row3,9%"],
            &["2026/01/02 paid 3", "2026/01/03 paid 4"],
            &[
                "Building [=> ] 3/9: serde",
                "Building [==>] 4/9: failed: syn",
                "Building [==>] 4/9: syn",
            ],
            &["same", "same", "same"],
            &["http://a:1/b!", "done"],
            &["", "", ""],
            &["Working!", "Done"],
        ] {
            let expected = states.iter().filter(|state| !state.contains("serde")).copied();
            assert_eq!(kept(states), expected.collect::<Vec<_>>());
        }
    }
}
