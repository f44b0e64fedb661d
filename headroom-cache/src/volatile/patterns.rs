//! The forms of what is volatile: one visible list of patterns.
//!
//! The expressions run without backtracking, and no match is much longer than a line, so a search is
//! linear in the text.

use std::sync::LazyLock;

use regex::Regex;

use super::Likelihood::{self, Likely, Possible};
use super::VolatileKind;

/// A pattern, what it finds, and how likely that changes in a system prompt. Where the pattern has a
/// group, the group is what is found, and the whole match its label with it.
#[derive(Debug)]
pub(super) struct Form {
    pub(super) kind: VolatileKind,
    pub(super) likelihood: Likelihood,
    pub(super) regex: Regex,
    pub(super) grouped: bool,
}

/// All forms. Where two find the same span, the one that stands earlier is kept.
pub(super) static FORMS: LazyLock<Vec<Form>> = LazyLock::new(|| {
    let forms = PATTERNS.iter().filter_map(|&(kind, likelihood, pattern)| {
        let regex = Regex::new(&expand(pattern)).ok()?;
        Some(Form { kind, likelihood, grouped: regex.captures_len() > 1, regex })
    });
    forms.collect()
});

const PATTERNS: [(VolatileKind, Likelihood, &str); 23] = [
    (VolatileKind::Jwt, Likely, r"<b>eyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*"),
    (VolatileKind::Timestamp, Likely, r"<date>(?:[T ]|, ?| at )<time>"),
    (VolatileKind::Timestamp, Likely, r"<b>(?:<weekday>,? )?<month> {1,2}<day> <time> <year><b>"),
    (VolatileKind::Timestamp, Likely, r"<b><year><mm><dd>T\d{6}Z?<b>"),
    (VolatileKind::Date, Possible, r"<date><b>"),
    (VolatileKind::Date, Possible, r"<year>年\d{1,2}月\d{1,2}日"),
    (VolatileKind::Date, Possible, r"<b><weekday><b>"),
    (VolatileKind::Time, Likely, r"<b>(?:[01]?\d|2[0-3]):[0-5]\d:[0-5]\d<fraction>"),
    (VolatileKind::Time, Possible, r"<b><time>"),
    (VolatileKind::Uuid, Likely, r"(?i)<b>[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}<b>"),
    (VolatileKind::Ulid, Likely, r"<b>[0-7][\dA-HJKMNP-TV-Z]{25}<b>"),
    (
        VolatileKind::Identifier,
        Likely,
        concat!(
            r"(?i)(?:session|request|req|trace|span|correlation|conversation|thread|run|job|task|",
            r"execution|invocation|transaction|event|instance|deployment)[ _-]?(?:id|uuid|guid)<is>",
            r"([\da-z][\w-]{5,127})<b>",
        ),
    ),
    (VolatileKind::Identifier, Likely, r"(?i)<b>nonce<is>([\w+/=-]{6,128})"),
    (VolatileKind::Epoch, Possible, r"<b>[12]\d{9}(?:\d{3})?(?:\.\d{1,9})?<b>"),
    (VolatileKind::Hash, Likely, r"(?i)<b>[\da-f]{32,128}<b>"),
    (
        VolatileKind::Hash,
        Likely,
        r"(?i)<b>(?:commit|revision|rev|sha|head)(?: (?:is|at|id|hash|sha)){0,2}[ :=(]{1,3}([\da-f]{7,40})<b>",
    ),
    (
        VolatileKind::WorkingDirectory,
        Likely,
        concat!(
            r"(?i)<b>(?:(?:working|current|project|workspace) (?:directory|dir|folder|root)(?: path)?|",
            r"(?:working|am|is) in the (?:directory|folder)|cwd|pwd)['\x22\]]?",
            r"(?:\s{0,4}[:=>(]|\s{1,4}is<b>)\s{0,4}['\x22`]?((?:~?/|[a-z]:[\\/])[^\s<>()'\x22`]+)",
        ),
    ),
    (
        VolatileKind::GitStatus,
        Likely,
        concat!(
            r"(?m)^[ \t>*-]{0,8}(?:On branch |(?:Current |Git |Active )?[Bb]ranch(?: is)?: ?|",
            r"HEAD (?:is now |detached )?at |Your branch is )(\S[^\r\n]*)",
        ),
    ),
    (
        VolatileKind::ProcessId,
        Likely,
        r"(?i)<b>(?:p?pid|process id)['\x22]?\s{0,4}(?:[:=#]|is )?\s{0,4}(\d{1,7})<b>",
    ),
    (VolatileKind::Counter, Likely, r"(?i)<b><counted> ?#? ?\d{1,9} ?(?:of|/) ?\d{1,9}<b>"),
    (VolatileKind::Counter, Likely, r"(?i)<b><counted> ?(?:#|number |no\. ?) ?\d{1,9}<b>"),
    (
        VolatileKind::Counter,
        Likely,
        concat!(
            r"(?i)<b>(?:tokens? (?:usage|used|left|remaining)|(?:remaining|used) tokens|token budget)",
            r": ?(\d[\d,_]{0,15}(?: ?/ ?\d[\d,_]{0,15})?)<b>",
        ),
    ),
    (
        VolatileKind::Counter,
        Possible,
        r"(?i)<b>(?:turn|step|iteration|round|attempt|message|request) \d{1,9}<b>",
    ),
];

/// What stands for the names in a pattern. `<b>` is the edge of a word of ASCII characters: that of
/// Unicode would need a slower engine.
const NAMES: [(&str, &str); 13] = [
    (
        "<date>",
        concat!(
            r"(?:<b>(?:<year>-<mm>-<dd>|<year>/<mm>/<dd>|<number>/<number>/<year>|",
            r"<number>\.<number>\.<year>)|<b>(?:<weekday>,? )?(?:<month> {1,2}<day><b>(?:,? <year><b>)?|",
            r"<day> <month><b>(?:,? <year><b>)?|<month>,? <year><b>))",
        ),
    ),
    ("<time>", r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?<fraction>"),
    ("<fraction>", r"(?:[.,]\d{1,9})?(?: ?[AaPp]\.?[Mm]<b>(?: ?<zone>)?| ?<zone>|<b>)"),
    (
        "<zone>",
        concat!(
            r"(?:Z<b>|(?:UTC|GMT)(?:[+-]\d{1,2}(?::?\d\d)?)?<b>|[+-]\d\d:?\d\d<b>|",
            r"(?:[ECMP][SD]T|CES?T|BST|IST|JST)<b>)",
        ),
    ),
    (
        "<weekday>",
        concat!(
            r"(?:Mon(?:day)?|Tue(?:s|sday)?|Wed(?:nesday)?|Thu(?:rs|rsday)?|Fri(?:day)?|",
            r"Sat(?:urday)?|Sun(?:day)?)",
        ),
    ),
    (
        "<month>",
        concat!(
            r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|",
            r"Sep(?:t|tember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)",
        ),
    ),
    ("<day>", r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"),
    ("<year>", r"(?:19|20)\d\d"),
    ("<mm>", r"(?:0[1-9]|1[0-2])"),
    ("<dd>", r"(?:0[1-9]|[12]\d|3[01])"),
    ("<number>", r"(?:[0-3]?\d)"),
    (
        "<counted>",
        r"(?:request|turn|step|message|iteration|attempt|round|query|call|run|session|job)",
    ),
    ("<is>", r"['\x22]?\s{0,4}[:=#]\s{0,4}['\x22]?"),
];

fn expand(pattern: &str) -> String {
    let expanded =
        NAMES.iter().fold(pattern.to_owned(), |text, (name, with)| text.replace(name, with));
    expanded.replace("<b>", r"(?-u:\b)").replace(r"\d", "[0-9]").replace(r"\w", "[0-9A-Za-z_]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_is_one() {
        for (_, _, pattern) in PATTERNS {
            let expanded = expand(pattern);
            assert!(!expanded.contains('<') || expanded.contains("[^"), "{expanded}");
            Regex::new(&expanded).expect("an expression");
        }
        assert_eq!(FORMS.len(), PATTERNS.len());
    }
}
