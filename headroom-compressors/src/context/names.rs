//! What a masked output still shows: heads of errors, the last line, names.

use std::collections::{HashMap, HashSet};

use headroom_core::notice::is_listable;
use headroom_core::{BlockKind, Output, Past, Said, Shown};

use super::calls::{Kind, kind};

/// Tokens that names may cost, in percent of the output, and within which bounds.
const NAMES_PERCENT: usize = 10;
const NAMES_LEAST: usize = 60;
const NAMES_MOST: usize = 400;

/// How many lines with errors stay, and how long they may be, in bytes.
const ERRORS: usize = 3;
const LONGEST: usize = 300;

/// What a call returned stands within so many lines of its ends, in a line of no more bytes.
const NEAR: usize = 3;
const SHORT: usize = 80;

/// So many numbers are told: most of them are chance.
const NUMBERS: usize = 6;

/// Longer words, in bytes, are data.
const LONGEST_WORD: usize = 64;

/// What each of some outputs shows once all of them are masked. Linear in the conversation.
pub(super) fn show(past: &Past<'_>, outputs: &[usize]) -> Vec<Shown> {
    let mut told: HashSet<&str> = HashSet::new();
    for said in past.said {
        told.extend(said_words(said));
    }
    let masked: HashSet<usize> = outputs.iter().copied().collect();
    for (at, output) in past.outputs.iter().enumerate() {
        if output.in_sight && !masked.contains(&at) {
            told.extend(words(output.text));
        }
    }
    let of_output = |at: &usize| {
        past.outputs.get(*at).map(|output| of_output(output, &mut told)).unwrap_or_default()
    };
    outputs.iter().map(of_output).collect()
}

fn of_output<'p>(output: &Output<'p>, told: &mut HashSet<&'p str>) -> Shown {
    let kind = kind(output);
    let lines = if kind == Kind::Read { Vec::new() } else { kept(output.text) };
    let most = (output.tokens * NAMES_PERCENT / 100).clamp(NAMES_LEAST, NAMES_MOST);
    let (mut names, mut cost, mut numbers) = (Vec::new(), 0, 0);
    for name in candidates(output.text) {
        let tokens = 1 + name.len().div_ceil(4);
        let new = words(name).any(|word| is_name(word) && !told.contains(word))
            || !words(name).any(is_name) && !told.contains(name);
        let is_number = name.bytes().all(|byte| byte.is_ascii_digit());
        numbers += usize::from(new && is_number);
        if new && cost + tokens <= most && is_listable(name) && (!is_number || numbers <= NUMBERS) {
            cost += tokens;
            told.extend(words(name));
            told.insert(name);
            names.push(name.to_owned());
        }
    }
    Shown { lines, names }
}

/// The lines that stay: the first that tell of errors, what the call returned, and the last one that
/// says anything, with the end of a frame around it.
fn kept(text: &str) -> Vec<usize> {
    let lines: Vec<&str> = text.lines().collect();
    let fits = |line: &str| line.len() <= LONGEST && !line.trim().is_empty();
    let heads = lines.iter().enumerate().filter(|(_, line)| fits(line) && tells_of_error(line));
    let mut kept: Vec<usize> = heads.map(|(at, _)| at).take(ERRORS).collect();
    let near = lines.len().saturating_sub(NEAR);
    let ends = lines.iter().enumerate().filter(|(at, _)| *at < NEAR || *at >= near);
    kept.extend(ends.filter(|(_, line)| tells_of_exit(line)).map(|(at, _)| at));
    let says = |line: &&str| !line.trim().is_empty() && !is_tag(line);
    if let Some(last) = lines.iter().rposition(says) {
        let rest = lines.get(last..).unwrap_or_default();
        if rest.len() <= NEAR && rest.iter().all(|line| line.len() <= LONGEST) {
            kept.extend(last..lines.len());
        }
    }
    kept.sort_unstable();
    kept.dedup();
    kept
}

/// Whether a line says what a call returned, as hosts write it: `<returncode>0</returncode>`,
/// `[exit code: 1]`, `Process exited with code 1`.
fn tells_of_exit(line: &str) -> bool {
    let lower = line.to_ascii_lowercase();
    line.len() <= SHORT
        && ["returncode", "exit code", "exit status", "exited with", "return code"]
            .iter()
            .any(|word| memchr::memmem::find(lower.as_bytes(), word.as_bytes()).is_some())
}

/// Whether a line is a tag and nothing else: the frame that a host puts around an output.
fn is_tag(line: &str) -> bool {
    let line = line.trim();
    line.starts_with('<') && line.ends_with('>') && !line.contains(char::is_whitespace)
}

/// Whether a line tells of an error: by a word such as `error`, `FAILED`, `ValueError`.
fn tells_of_error(line: &str) -> bool {
    words(line).any(|word| {
        matches!(word, "error" | "fatal" | "failed" | "FAIL" | "FAILED" | "panicked" | "Traceback")
            || word.ends_with("Error")
            || word.ends_with("Exception")
    })
}

/// The words of a text: letters, digits and `_`.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

/// The words of what was said: of arguments, which are JSON text, without its escapes.
pub(super) fn said_words<'p>(said: &Said<'p>) -> impl Iterator<Item = &'p str> + use<'p> {
    let escaped = said.kind == BlockKind::ToolCall;
    let mut pieces = said.text.split(move |c| escaped && c == '\\');
    let first = pieces.next();
    let rest = pieces.filter_map(|piece| {
        let mut rest = piece.chars();
        rest.next().map(|_| rest.as_str())
    });
    first.into_iter().chain(rest).flat_map(words)
}

/// Whether a word is a name rather than a word of a language: it has a `_`, a digit or a capital within,
/// or is a number of three digits or more.
pub(super) fn is_name(word: &str) -> bool {
    let bytes = word.as_bytes();
    let inner = bytes.get(1..).unwrap_or_default();
    if bytes.iter().all(u8::is_ascii_digit) {
        return (3..=12).contains(&bytes.len());
    }
    (4..=LONGEST_WORD).contains(&bytes.len())
        && (inner.iter().any(u8::is_ascii_uppercase)
            || bytes.iter().any(|byte| byte.is_ascii_digit() || *byte == b'_'))
        && bytes.iter().any(u8::is_ascii_alphabetic)
}

/// What is worth telling of a text, in the order of its worth: what is defined there, paths, names by
/// how often they stand there.
fn candidates(text: &str) -> Vec<&str> {
    let mut found: Vec<&str> = text.lines().filter_map(defined).collect();
    found.extend(paths(text));
    let mut counts: HashMap<&str, (usize, usize)> = HashMap::new();
    let mut order = Vec::new();
    for line in text.lines() {
        for word in words(unnumbered(line)).filter(|word| is_name(word)) {
            let next = order.len();
            let (count, _) = counts.entry(word).or_insert_with(|| {
                order.push(word);
                (0, next)
            });
            *count += 1;
        }
    }
    let often = |word: &&str| counts.get(*word).map_or(0, |(count, _)| (*count).min(3));
    // Numbers last.
    order.sort_by_key(|word| {
        (word.bytes().all(|b| b.is_ascii_digit()), std::cmp::Reverse(often(word)))
    });
    found.extend(order);
    found
}

/// A line without the number in its margin.
fn unnumbered(line: &str) -> &str {
    let rest = line.trim_start();
    let text = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    if text.len() < rest.len() && text.starts_with(['\t', ':', '→', '|', ' ', '-']) {
        text
    } else {
        line
    }
}

/// Words before what a line defines, and words that define.
const BEFORE: [&str; 16] = [
    "export",
    "default",
    "pub",
    "public",
    "private",
    "protected",
    "static",
    "final",
    "abstract",
    "async",
    "unsafe",
    "const",
    "inline",
    "virtual",
    "override",
    "extern",
];
const DEFINES: [&str; 13] = [
    "def",
    "class",
    "fn",
    "func",
    "function",
    "struct",
    "enum",
    "trait",
    "interface",
    "impl",
    "type",
    "mod",
    "module",
];

/// The name that a line defines.
fn defined(line: &str) -> Option<&str> {
    let mut words =
        words(unnumbered(line)).skip_while(|word| BEFORE.contains(word) || *word == "crate");
    words.next().filter(|word| DEFINES.contains(word))?;
    words.next().filter(|name| name.len() >= 3 && name.len() <= LONGEST_WORD)
}

/// The paths of a text: names with a slash or an extension within.
fn paths(text: &str) -> impl Iterator<Item = &str> {
    let of_path =
        |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | '@' | '+' | '~');
    let pieces = text.split(move |c: char| !of_path(c));
    let pieces =
        pieces.map(|piece| piece.trim_end_matches(['.', '-', '+']).trim_start_matches(['-', '+']));
    pieces.filter(|piece| is_path(piece))
}

fn is_path(piece: &str) -> bool {
    let name = piece.rsplit('/').next().unwrap_or_default();
    let extension = name.rsplit_once('.').is_some_and(|(stem, extension)| {
        stem.len() >= 2
            && (1..=5).contains(&extension.len())
            && extension.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
            && extension.bytes().any(|b| b.is_ascii_lowercase())
    });
    piece.len() >= 5
        && piece.len() <= 100
        && piece.contains('/')
        && extension
        && !piece.contains("//")
}

#[cfg(test)]
mod tests {
    use headroom_core::{Arguments, Hints};

    use super::*;

    #[test]
    fn names_that_stand_nowhere_else_are_told() {
        let bash = Hints::none().with_tool("bash").with_arguments(Arguments::command("make"));
        let text = "1\tdef load_config(path):\n2\t    return read_all(path)\nsee src/etc/app.toml\nValueError: bad port 8080\ndone in 3 s";
        let outputs = [Output::new(text, bash, 1, 1000), Output::new("read_all()", bash, 2, 10)];
        let said = [Said::new(BlockKind::User, "what is wrong with app_port?", 0)];
        let shown = show(&Past::new(&outputs, &said, 2), &[0]);
        assert_eq!(shown[0].lines, [3, 4]);
        assert_eq!(shown[0].names, ["load_config", "src/etc/app.toml", "ValueError", "8080"]);
    }

    #[test]
    fn results_of_calls_stay() {
        for (text, expected) in [
            ("one\ntwo\nthree\n\n", &[2, 3][..]),
            ("<returncode>1</returncode>\n<output>\none\ntwo\nthree\n</output>", &[0, 4, 5]),
            ("a\nb\nc\nd\nProcess exited with code 2\ne", &[4, 5]),
            ("TypeError: no\nb\nc\nd", &[0, 3]),
            ("", &[]),
        ] {
            assert_eq!(kept(text), expected, "{text}");
        }
    }

    #[test]
    fn what_a_line_defines_is_found() {
        for (line, name) in [
            ("  12\tpub(crate) fn render(text: &str) {", Some("render")),
            ("class Config(Base):", Some("Config")),
            ("    async def fetch(self):", Some("fetch")),
            ("export default function load() {", Some("load")),
            ("the class of it", None),
            ("", None),
        ] {
            assert_eq!(defined(line), name, "{line}");
        }
    }
}
