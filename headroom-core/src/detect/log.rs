//! Logs, build and test output.
//!
//! Three independent kinds of structure are looked for: time stamps, level columns, and lines of the
//! grammars of tools. A word such as "error" in running text is none of them.

use super::grammar::{self, Tool};
use super::search::digits;
use super::source::Source;
use super::trace;
use super::view::{View, is_share};
use super::{Detection, certain, likely};
use crate::{ContentType, file_name};

/// Claims a text in which enough lines have the structure of a log.
pub(super) fn claim(view: &View<'_>, source: &Source) -> Option<Detection> {
    let tally = Tally::of(view);
    let asked = *source == Source::Runner || source.path().is_some_and(is_log_path);
    let verdict = if asked { tally.verdict_if_asked() } else { tally.verdict() };
    verdict.map(|sure| if sure { certain(ContentType::LOG) } else { likely(ContentType::LOG) })
}

/// Whether the lines make a log whoever wrote them.
pub(super) fn is_log(view: &View<'_>) -> bool {
    Tally::of(view).verdict() == Some(true)
}

/// Claims the lines of a file behind who wrote them and when, as `git blame` prints them. They are records, but
/// not to be missed: the claim stays in doubt.
pub(super) fn claim_blame(view: &View<'_>) -> Option<Detection> {
    let blamed = view.count(|line| is_blamed(&line.text));
    (blamed >= 3 && is_share(blamed, view.lines.len(), 90)).then(|| likely(ContentType::LOG))
}

/// Whether a line is `0123abc (name 2026-01-31 12:00:00 +0000 12) text`, with a path before the parenthesis or
/// not; `^` marks the first commit.
fn is_blamed(line: &str) -> bool {
    let line = line.trim_start_matches('^');
    let Some((commit, (of, _))) =
        line.split_once(' ').and_then(|(commit, rest)| Some((commit, rest.split_once(") ")?)))
    else {
        return false;
    };
    commit.len() >= 7
        && commit.bytes().all(|byte| byte.is_ascii_hexdigit())
        && of.contains('(')
        && of.ends_with(|last: char| last.is_ascii_digit())
}

/// Whether a file is a log by its name.
pub(super) fn is_log_path(path: &str) -> bool {
    let name = file_name(path);
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    stem.ends_with(".log")
        || name.ends_with(".out")
        || name.ends_with(".err")
        || (name.ends_with(".txt") && name.contains("log"))
        || path.starts_with("/var/log/")
}

/// How many lines of a view are what.
#[derive(Debug, Default)]
struct Tally {
    lines: usize,
    /// Lines that begin with a time.
    stamped: usize,
    /// Lines with a level where a level stands, with or without a time.
    levelled: usize,
    /// Lines of a tool's grammar that nothing else begins with, and others.
    strong: usize,
    weak: usize,
    /// Lines that such lines bring with them: frames, quoted source under a report.
    quoted: usize,
    /// Lines that speak to a terminal.
    terminal: usize,
    /// Families of tools met.
    tools: Vec<Tool>,
}

impl Tally {
    fn of(view: &View<'_>) -> Self {
        let mut tally = Self { lines: view.lines.len(), ..Self::default() };
        for line in &view.lines {
            let (text, inner) = (&*line.text, line.inner());
            tally.terminal += usize::from(line.terminal);
            let levelled = is_levelled(inner);
            if is_stamped(text) {
                tally.stamped += 1;
                tally.levelled += usize::from(levelled || has_level(text));
            } else if let Some(sign) = grammar::sign(text, inner) {
                tally.strong += usize::from(sign.strong);
                tally.weak += usize::from(!sign.strong);
                if !tally.tools.contains(&sign.tool) {
                    tally.tools.push(sign.tool);
                }
            } else if levelled {
                tally.levelled += 1;
            } else if trace::is_frame(text) || is_quoted_source(inner) {
                tally.quoted += 1;
            }
        }
        tally
    }

    /// Lines with any structure.
    fn evidence(&self) -> usize {
        self.stamped.max(self.levelled) + self.strong + self.weak + self.quoted
    }

    /// Whether the lines make a log, and if so whether for sure.
    fn verdict(&self) -> Option<bool> {
        let share = |part, percent| is_share(part, self.lines, percent);
        let timed = self.stamped >= 3 && share(self.stamped, 40);
        let levels = self.levelled >= 3 && share(self.levelled, 50);
        let tool = self.strong >= 3 && share(self.evidence(), 35)
            || self.strong >= 6 && share(self.strong, 15);
        let wrapped = self.tools.contains(&Tool::Ci) && self.terminal > 0;
        if timed || levels || tool || wrapped {
            return Some(true);
        }
        let some = self.stamped + self.strong + self.levelled;
        let terminal = share(self.terminal, 30);
        let hinted = some >= 2 && share(self.evidence(), 30) || some >= 1 && share(some, 50);
        (terminal || hinted).then_some(false)
    }

    /// The same for the output of a tool that writes logs.
    fn verdict_if_asked(&self) -> Option<bool> {
        let some = self.stamped + self.strong + self.levelled + self.weak + self.quoted;
        let sure = self.verdict() == Some(true) || self.strong >= 3 || self.terminal > 0;
        Some(sure || is_share(some, self.lines, 8))
    }
}

/// Whether a line begins with a time: at most a few words stand before it.
pub(super) fn is_stamped(line: &str) -> bool {
    let bytes = line.as_bytes();
    let head = bytes.get(..bytes.len().min(44)).unwrap_or(bytes);
    memchr::memchr_iter(b':', head).any(|colon| is_clock(bytes, colon))
        || is_uptime(line)
        || is_compact_time(line)
}

/// Whether `hh:mm:ss` stands around the colon.
fn is_clock(bytes: &[u8], colon: usize) -> bool {
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let Some(hour) = colon.checked_sub(2) else { return false };
    digit(hour)
        && digit(hour + 1)
        && digit(colon + 1)
        && digit(colon + 2)
        && bytes.get(colon + 3) == Some(&b':')
        && digit(colon + 4)
        && digit(colon + 5)
}

/// Whether a line begins with `[  12.345678]`, or `[12.3s]`.
fn is_uptime(line: &str) -> bool {
    let Some((inside, _)) = line.strip_prefix('[').and_then(|rest| rest.split_once(']')) else {
        return false;
    };
    let inside = inside.trim_start();
    let (seconds, rest) = inside.split_at_checked(digits(inside)).unwrap_or((inside, ""));
    !seconds.is_empty()
        && rest.strip_prefix('.').is_some_and(|fraction| {
            !fraction.is_empty() && digits(fraction.trim_end_matches('s')) >= fraction.len() - 1
        })
}

/// Whether a line begins with `081109 203615 `, `I0312 12:`, or seconds since the epoch.
fn is_compact_time(line: &str) -> bool {
    let count = digits(line);
    let rest = line.get(count..).unwrap_or("");
    match count {
        6 => rest.strip_prefix(' ').is_some_and(|rest| digits(rest) == 6),
        10 | 13 => rest.starts_with(['.', ' ', ',', '\t']) && line.starts_with('1'),
        _ => false,
    }
}

const LEVELS: &[&str] = &[
    "INFO", "WARN", "ERROR", "DEBUG", "TRACE", "FATAL", "WARNING", "CRITICAL", "NOTICE", "SEVERE",
    "CRIT", "ERR", "FINE", "VERBOSE", "info", "warn", "error", "debug", "trace", "fatal",
    "warning", "notice", "critical",
];

/// Whether a line begins with a level as loggers write it: `INFO: `, `[warn] `, `ERROR - `,
/// `level=info`, `E/Tag: `.
fn is_levelled(inner: &str) -> bool {
    let bracketed = inner.starts_with(['[', '<', '(']);
    let text = inner.trim_start_matches(['[', '<', '(']);
    let word = text.get(..text.bytes().take_while(u8::is_ascii_alphabetic).count()).unwrap_or("");
    let rest = text.get(word.len()..).unwrap_or("");
    if word == "level" || word == "lvl" || word == "severity" {
        return rest.starts_with('=');
    }
    if word.len() == 1 {
        return "VDIWEF".contains(word) && rest.starts_with('/') && rest.contains(": ");
    }
    if !LEVELS.contains(&word) {
        return false;
    }
    let upper = word.bytes().all(|byte| byte.is_ascii_uppercase());
    bracketed && rest.starts_with([']', '>', ')', ':', ' '])
        || upper
            && (rest.starts_with([':', '\t', '[', '(', '|'])
                || rest.starts_with("  ")
                || rest.starts_with(" - ")
                || rest.starts_with(" [")
                || rest.starts_with(" :")
                // No sentence begins with these.
                || matches!(word, "DEBUG" | "INFO" | "TRACE" | "WARN") && rest.starts_with(' '))
}

/// Whether a level stands as a word of its own near the start of a line.
fn has_level(line: &str) -> bool {
    let head = line.get(..line.floor_char_boundary(96)).unwrap_or(line);
    head.split(|c: char| !c.is_ascii_alphabetic())
        .any(|word| (3..=8).contains(&word.len()) && LEVELS.contains(&word))
}

/// Whether a line quotes source under a report: ` 12 | code`, `   |   ^^^`, `~~~^~~`.
fn is_quoted_source(inner: &str) -> bool {
    let rest = inner.get(digits(inner)..).unwrap_or("").trim_start();
    let marks = |byte: u8| matches!(byte, b'^' | b'~' | b'-' | b' ' | b'|' | b'_');
    rest.starts_with("| ")
        || rest == "|"
        || (inner.contains('^') && inner.bytes().all(marks))
        || inner.starts_with(">       ")
}
