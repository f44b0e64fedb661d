//! What agents print of a repository under a heading: the state of its files, its last commits.

use std::sync::LazyLock;

use headroom_core::Span;
use regex::Regex;

static HEADING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)^[\s>*#<-]*(?:git[ _]?status|status|recent commits|git log)\b[^:>]*[:>]\s*$")
        .ok()
});

/// A line of `git status --short`, of `git log --oneline`, or what agents print for a clean tree.
static ENTRY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?:[ MADRCUT?!]{1,2} \S|[0-9a-f]{7,40} \S|\(clean\)|nothing to commit)").ok()
});

/// A run of such lines, and the same with the heading over it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Listing {
    pub(super) entries: Span,
    pub(super) with_heading: Span,
}

/// The lines that stand under such headings.
pub(super) fn listings(text: &str) -> Vec<Listing> {
    let mut found: Vec<Listing> = Vec::new();
    let mut state = State::Elsewhere;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let span = Span::new(at, at + line.trim_end().len());
        at += line.len();
        let is = |regex: &LazyLock<Option<Regex>>| regex.as_ref().is_some_and(|r| r.is_match(line));
        state = match (state, found.last_mut()) {
            (State::Heading(heading), _) if is(&ENTRY) => {
                let with_heading = Span::new(heading, span.end);
                found.push(Listing { entries: span, with_heading });
                State::Entry
            }
            (State::Entry, Some(last)) if is(&ENTRY) => {
                last.entries.end = span.end;
                last.with_heading.end = span.end;
                State::Entry
            }
            _ if is(&HEADING) => State::Heading(span.start),
            _ => State::Elsewhere,
        };
    }
    found
}

/// What the line before was.
#[derive(Clone, Copy)]
enum State {
    Elsewhere,
    /// A heading, which starts here.
    Heading(usize),
    Entry,
}
