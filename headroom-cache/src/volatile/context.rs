//! What stands around a find: whether it is a word of its own, and what the words before it say.

use std::sync::LazyLock;

use headroom_core::Span;
use regex::Regex;

use super::VolatileKind;

/// What the words before a find say of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cue {
    /// It is of this moment: "today", "current", a label "Date:".
    Now,
    /// It stays: "released", "for example", "cutoff"; or it is part of a URL or a path.
    Constant,
    /// Nothing.
    None,
}

/// How many bytes before a find are looked at.
const WINDOW: usize = 96;

/// Words of this moment, and in the second group words of what stays.
static CUES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let now = r"today(?:'s|’s)?|now|current(?:ly)?|presently|tonight|at the moment|unix time|epoch";
    let constant = "e\\.g\\.?|i\\.e\\.?|examples?|such as|like|for instance|formats?|formatted|cut-?off|\
        knowledge|training|since|until|before|after|released?|published|versions?|copyright|effective|\
        founded|born|deprecated|updated|revised|modified|sha256:|@";
    Regex::new(&format!(r"(?i)(?-u:\b)(?:({now})|({constant}))(?-u:\b|$)")).ok()
});

/// A line that has nothing but a label before the find.
static LABEL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let word = "date|time|timestamp|date ?time|date and time|time and date|day|ts|iat";
    Regex::new(&format!(r#"(?i)^[\s>*"'`<{{,#-]*(?:{word})[\s*"'`]*[:=>]+[\s*"'`]*$"#)).ok()
});

/// What the words before a find say. The nearest word in its sentence decides.
pub(super) fn cue(text: &str, span: Span) -> Cue {
    if is_in_path(text, span) {
        return Cue::Constant;
    }
    let window = before(text, span.start);
    let line = window.rsplit('\n').next().unwrap_or_default();
    if matches(&LABEL, line) {
        return Cue::Now;
    }
    let sentence = line.rsplit(". ").next().unwrap_or_default();
    let last = CUES.as_ref().and_then(|cues| cues.captures_iter(sentence).last());
    match last {
        Some(found) if found.get(1).is_some() => Cue::Now,
        Some(_) => Cue::Constant,
        None => Cue::None,
    }
}

fn matches(regex: &LazyLock<Option<Regex>>, text: &str) -> bool {
    regex.as_ref().is_some_and(|regex| regex.is_match(text))
}

/// Whether a find is part of a URL or of a path that starts before it.
fn is_in_path(text: &str, span: Span) -> bool {
    let word = before(text, span.start).rsplit(char::is_whitespace).next().unwrap_or_default();
    word.contains("://") || word.ends_with('/')
}

/// At most [`WINDOW`] bytes before a place.
fn before(text: &str, at: usize) -> &str {
    let from = text.floor_char_boundary(at.saturating_sub(WINDOW));
    text.get(from..at).unwrap_or_default()
}

/// Whether a find is what it looks like: a value in range, and not a piece of something longer such as
/// a version, a file name or a model's name.
pub(super) fn is_one(text: &str, span: Span, kind: VolatileKind) -> bool {
    let found = span.of(text);
    match kind {
        VolatileKind::Date | VolatileKind::Time | VolatileKind::Timestamp => {
            stands_alone(text, span)
        }
        VolatileKind::Epoch => stands_alone(text, span) && is_epoch(found),
        VolatileKind::Ulid => is_ulid(found),
        VolatileKind::Uuid => found.bytes().any(|b| !matches!(b, b'0' | b'-')),
        VolatileKind::Hash => is_hash(found),
        VolatileKind::Identifier => found.bytes().any(|b| b.is_ascii_digit()),
        _ => true,
    }
}

fn stands_alone(text: &str, span: Span) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let joint = |c: char| matches!(c, '-' | '.' | ':' | '_' | '+');
    let mut back = text.get(..span.start).unwrap_or_default().chars().rev();
    let mut ahead = text.get(span.end..).unwrap_or_default().chars();
    let joined =
        |near: Option<char>, far: Option<char>| near.is_some_and(joint) && far.is_some_and(word);
    !joined(back.next(), back.next()) && !joined(ahead.next(), ahead.next())
}

/// From 2015 up to 2050.
const EPOCHS: std::ops::Range<u64> = 1_420_070_400..2_524_608_000;

fn is_epoch(found: &str) -> bool {
    let whole = found.split('.').next().unwrap_or_default();
    let seconds = whole.parse::<u64>().unwrap_or_default();
    EPOCHS.contains(&if whole.len() > 10 { seconds / 1000 } else { seconds })
}

/// The first ten characters are milliseconds since 1970 in Crockford's base 32.
fn is_ulid(found: &str) -> bool {
    let digits = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let value = |b: u8| digits.iter().position(|&digit| digit == b).unwrap_or_default() as u64;
    let millis = found.bytes().take(10).fold(0_u64, |sum, b| sum << 5 | value(b));
    EPOCHS.contains(&(millis / 1000))
}

/// Lengths of the usual digests, or a short form; with digits and letters, in one case.
fn is_hash(found: &str) -> bool {
    let usual = matches!(found.len(), 7..=12 | 32 | 40 | 56 | 64 | 96 | 128);
    let has = |class: fn(&u8) -> bool| found.as_bytes().iter().any(class);
    let one_case = !(has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase));
    usual && one_case && has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic)
}
