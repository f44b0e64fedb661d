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

/// The lines that stand under such headings, each run as one span.
pub(super) fn listings(text: &str) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    let mut open = false;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let span = Span::new(at, at + line.trim_end().len());
        at += line.len();
        let is = |regex: &LazyLock<Option<Regex>>| regex.as_ref().is_some_and(|r| r.is_match(line));
        let entry = open && is(&ENTRY);
        match found.last_mut() {
            Some(last) if entry && text.get(last.end..span.start).is_some_and(is_break) => {
                last.end = span.end;
            }
            _ if entry => found.push(span),
            _ => {}
        }
        open = entry || is(&HEADING);
    }
    found
}

fn is_break(between: &str) -> bool {
    between.trim().is_empty() && between.matches('\n').count() == 1
}
