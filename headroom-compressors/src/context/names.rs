//! What a masked output still shows: heads of errors, the last line, names.

use std::collections::{HashMap, HashSet};

use headroom_core::notice::is_listable;
use headroom_core::{BlockKind, Output, Past, Said, Shown, is_failure_word};

use super::calls::{Kind, kind};

/// Tokens that names may cost, in percent of the output, and within which bounds.
const NAMES_PERCENT: usize = 7;
const NAMES_LEAST: usize = 50;
const NAMES_MOST: usize = 280;

/// What a name is worth for each of its tokens, in parts of that of any other: one that stood in another
/// output too has come up again and will; so will one that the output repeats, to a lesser degree; one
/// with a `_` before it is of this file and no import. Most numbers are chance. A path tells where to look.
const NAME: usize = 100;
const PATH: usize = 400;
const NUMBER: usize = 30;
const HELD_TIMES: usize = 3;
const OWN_TIMES: usize = 2;
const AGAIN_PERCENT: usize = 140;

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
    let mut holders = Holders::default();
    for (at, output) in past.outputs.iter().enumerate() {
        let in_sight = output.in_sight && !masked.contains(&at);
        for word in words(output.text) {
            if in_sight {
                told.insert(word);
            } else if is_name(word) {
                holders.add(word, at);
            }
        }
    }
    let of_output = |at: &usize| {
        let output = past.outputs.get(*at);
        output.map(|output| of_output(output, &holders, &mut told)).unwrap_or_default()
    };
    outputs.iter().map(of_output).collect()
}

/// The outputs that hold a name: the first of them, and whether there is another.
#[derive(Default)]
struct Holders<'p>(HashMap<&'p str, (usize, bool)>);

impl<'p> Holders<'p> {
    fn add(&mut self, name: &'p str, output: usize) {
        let (first, another) = self.0.entry(name).or_insert((output, false));
        *another |= *first != output;
    }

    fn are_several(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|(_, another)| *another)
    }
}

fn of_output<'p>(output: &Output<'p>, holders: &Holders<'p>, told: &mut HashSet<&'p str>) -> Shown {
    let kind = kind(output);
    let lines = if kind == Kind::Read { Vec::new() } else { kept(output.text) };
    let most = (output.tokens * NAMES_PERCENT / 100).clamp(NAMES_LEAST, NAMES_MOST);
    let candidates = candidates(output.text, holders);
    let mut ranked: Vec<usize> = (0..candidates.len()).collect();
    let worth = |at: &usize| candidates.get(*at).map_or(0, Candidate::worth_of_token);
    ranked.sort_by_key(|at| std::cmp::Reverse(worth(at)));
    let (mut chosen, mut cost, mut numbers) = (Vec::new(), 0, 0);
    for (at, name) in ranked.into_iter().filter_map(|at| Some((at, candidates.get(at)?.name))) {
        let new = words(name).any(|word| is_name(word) && !told.contains(word))
            || !words(name).any(is_name) && !told.contains(name);
        let is_number = is_number(name);
        numbers += usize::from(new && is_number);
        let fits = cost + tokens(name) <= most && (!is_number || numbers <= NUMBERS);
        if new && fits && is_listable(name) {
            cost += tokens(name);
            told.extend(words(name));
            told.insert(name);
            chosen.push(at);
        }
    }
    // They are told in the order in which they stand there.
    chosen.sort_unstable();
    let name = |at: usize| Some(candidates.get(at)?.name.to_owned());
    Shown { lines, names: chosen.into_iter().filter_map(name).collect() }
}

/// What a name costs, roughly.
const fn tokens(name: &str) -> usize {
    1 + name.len().div_ceil(4)
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
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
        is_failure_word(word)
            || word == "Traceback"
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

/// What may be told of a text.
struct Candidate<'t> {
    name: &'t str,
    /// What it is worth, whatever it costs.
    worth: usize,
    /// It stands in the text again.
    again: bool,
}

impl Candidate<'_> {
    fn worth_of_token(&self) -> usize {
        let percent = if self.again { AGAIN_PERCENT } else { 100 };
        self.worth * percent / tokens(self.name)
    }
}

/// What may be told of a text, in the order in which it stands there: what is defined there, paths, names.
fn candidates<'t>(text: &'t str, holders: &Holders<'_>) -> Vec<Candidate<'t>> {
    let mut found: Vec<Candidate<'t>> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut add = |name: &'t str, worth: usize| match places.get(name) {
        Some(at) => found.get_mut(*at).into_iter().for_each(|known| known.again = true),
        None => {
            places.insert(name, found.len());
            found.push(Candidate { name, worth, again: false });
        }
    };
    for line in text.lines() {
        let plain = unnumbered(line);
        defined(plain).into_iter().filter(|name| !is_name(name)).for_each(|name| add(name, NAME));
        paths(line).for_each(|path| add(path, PATH));
        words(plain).filter(|word| is_name(word)).for_each(|word| add(word, worth(word, holders)));
    }
    found
}

/// What a name is worth.
fn worth(name: &str, holders: &Holders<'_>) -> usize {
    let held = if holders.are_several(name) { HELD_TIMES } else { 1 };
    let is_own = name.starts_with('_') && !name.starts_with("__");
    let own = if is_own { OWN_TIMES } else { 1 };
    held * own * if is_number(name) { NUMBER } else { NAME }
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
    fn names_of_several_outputs_are_told_first() {
        let bash = Hints::none().with_tool("bash").with_arguments(Arguments::command("make"));
        let many: String = (0..60).map(|n| format!("name_of_it_{n}\n")).collect();
        let text = format!("{many}_own_name\nshared_name\n");
        let outputs = [Output::new(&text, bash, 1, 100), Output::new("shared_name", bash, 2, 10)];
        let shown = show(&Past::new(&outputs, &[], 2), &[0, 1]);
        let names = &shown[0].names;
        assert_eq!(names[names.len() - 2..], ["_own_name", "shared_name"]);
        assert_eq!(names[0], "name_of_it_0", "in the order in which they stand there");
        assert!(names.len() < 20, "{names:?}");
        assert!(shown[1].names.is_empty(), "told already");
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
