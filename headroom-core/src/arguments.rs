//! What a tool call says: its command, path, pattern, and its texts.

use std::borrow::Cow;

use crate::detect::only_file_shown;
use crate::document::Cursor;
use crate::document::literal::decode;
use crate::{Arguments, Call, Document, file_name};

/// A call, decoded.
#[derive(Clone, Debug, Default)]
pub(crate) struct DecodedCall<'a> {
    pub(crate) tool: Option<Cow<'a, str>>,
    raw: Cow<'a, str>,
    leaves: Vec<Leaf>,
    command: Option<String>,
}

/// A string in the arguments.
#[derive(Clone, Debug)]
pub(crate) struct Leaf {
    /// The key under which it stands; that of the array, for an element of one.
    pub(crate) key: String,
    pub(crate) text: String,
    stands: Stands,
}

/// Where a string stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stands {
    /// Directly in the arguments.
    Top,
    /// In an array that does.
    Element,
    Deeper,
}

/// The key of the text that a custom tool is given.
const FREE_TEXT: &str = "input";

/// Keys, in lower case without separators: `filePath` and `file_path` are one.
const COMMAND: [&str; 6] = ["command", "cmd", "script", "code", "bash", "shellcommand"];
const PATH: [&str; 10] = [
    "path",
    "filepath",
    "filename",
    "file",
    "absolutepath",
    "relativepath",
    "targetfile",
    "notebookpath",
    "relativeworkspacepath",
    "uri",
];
const PATTERN: [&str; 7] = ["pattern", "query", "regex", "search", "searchterm", "q", "keyword"];

impl<'a> DecodedCall<'a> {
    pub(crate) fn of(document: &Document<'a>, call: &Call) -> Self {
        let raw = document.call_arguments(call).unwrap_or_default();
        let well_formed = || serde_json::from_str::<serde::de::IgnoredAny>(&raw).is_ok();
        let leaves = match &*raw {
            text if call.free_text => {
                vec![Leaf { key: FREE_TEXT.to_owned(), text: text.to_owned(), stands: Stands::Top }]
            }
            json if well_formed() => leaves(json),
            _ => Vec::new(),
        };
        let command = command(&leaves);
        Self { tool: document.call_name(call), raw, leaves, command }
    }

    /// The arguments as hints. A `command` that is one word and stands beside a path is a verb of an
    /// editor tool (`view`, `str_replace`), not a shell line, and is left to the tool's name.
    pub(crate) fn arguments(&self) -> Arguments<'_> {
        Arguments {
            command: self.command.as_deref(),
            path: self.first(&PATH),
            pattern: self.first(&PATTERN),
            raw: &self.raw,
        }
    }

    /// The file that the call asks for, or that its command shows alone.
    pub(crate) fn file(&self) -> Option<Cow<'_, str>> {
        let arguments = self.arguments();
        let shown = || arguments.command.and_then(only_file_shown);
        arguments.path.map(Cow::Borrowed).or_else(|| shown().map(Cow::Owned))
    }

    /// What was called: the command in backticks; the tool's name, unless the call names a file.
    pub(crate) fn called(&self) -> Option<String> {
        let arguments = self.arguments();
        if arguments.path.is_some() {
            return None;
        }
        let Some(command) = arguments.command else {
            return self.tool.as_deref().filter(|name| !name.contains('\n')).map(shorten);
        };
        let command = command.trim_start().lines().next().unwrap_or_default();
        let command = match command.split_once("&& ") {
            Some((first, rest)) if first.starts_with("cd ") => rest.trim(),
            _ => command.trim(),
        };
        (!command.is_empty()).then(|| format!("`{}`", shorten(command)))
    }

    fn first(&self, keys: &[&str]) -> Option<&str> {
        first(&self.leaves, keys)
    }

    /// The texts whose key stands once and on one line: a place in them can be named. Of the texts
    /// of an array, the only one that has lines.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &Leaf> {
        let lines = |leaf: &Leaf| leaf.text.contains('\n');
        let once = move |leaf: &&Leaf| {
            let rival = |other: &&Leaf| {
                let both = leaf.stands == Stands::Element && other.stands == Stands::Element;
                other.key == leaf.key && !(both && lines(leaf) && !lines(other))
            };
            self.leaves.iter().filter(rival).take(2).count() == 1
        };
        let one_line = |leaf: &&Leaf| !leaf.key.contains(char::is_control);
        self.leaves.iter().take(MAX_LEAVES).filter(one_line).filter(once)
    }
}

/// More strings than this in one call are data, not texts the agent wrote.
const MAX_LEAVES: usize = 64;

/// Deeper strings are not looked at.
const MAX_DEPTH: usize = 4;

fn leaves(raw: &str) -> Vec<Leaf> {
    let mut out = Vec::new();
    let at = (0, Stands::Top);
    Cursor::new(raw, 0).object(|cursor, key| value(raw, cursor, key, at, &mut out));
    out
}

fn value(
    raw: &str,
    cursor: &mut Cursor<'_>,
    key: &str,
    (depth, stands): (usize, Stands),
    out: &mut Vec<Leaf>,
) {
    match cursor.peek() {
        b'"' => {
            let text = decode(cursor.skip().of(raw)).map(Cow::into_owned);
            out.extend(text.map(|text| Leaf { key: key.to_owned(), text, stands }));
        }
        b'[' if depth < MAX_DEPTH => {
            let inner = if stands == Stands::Top { Stands::Element } else { Stands::Deeper };
            cursor.array(|cursor| value(raw, cursor, key, (depth + 1, inner), out));
        }
        b'{' if depth < MAX_DEPTH => {
            let at = (depth + 1, Stands::Deeper);
            cursor.object(|cursor, key| value(raw, cursor, key, at, out));
        }
        _ => {}
    }
}

fn first<'l>(leaves: &'l [Leaf], keys: &[&str]) -> Option<&'l str> {
    let top = |leaf: &&Leaf| leaf.stands == Stands::Top;
    let find = |key: &&str| leaves.iter().filter(top).find(|leaf| is_key(&leaf.key, key));
    keys.iter().find_map(find).map(|leaf| leaf.text.as_str())
}

/// Whether a key is the one that is known in lower case without separators.
fn is_key(key: &str, known: &str) -> bool {
    let letters = key.bytes().filter(|byte| !matches!(byte, b'_' | b'-'));
    letters.map(|byte| byte.to_ascii_lowercase()).eq(known.bytes())
}

/// The command line: a string, the words of one, or several lines one after the other.
fn command(leaves: &[Leaf]) -> Option<String> {
    if let Some(line) = first(leaves, &COMMAND) {
        return Some(line.to_owned());
    }
    let elements = |key: &str| -> Vec<&str> {
        let under = |leaf: &&Leaf| leaf.stands == Stands::Element && is_key(&leaf.key, key);
        leaves.iter().filter(under).map(|leaf| leaf.text.as_str()).collect()
    };
    let words = COMMAND.iter().map(|key| elements(key)).find(|words| !words.is_empty());
    if let Some(words) = words {
        return Some(line_of(&words));
    }
    let lines = elements("commands");
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// The command line of a list of words; where it starts a shell to run a line, that line.
fn line_of(words: &[&str]) -> String {
    if let [program, flag, line] = words {
        let program = file_name(program);
        let program = program.strip_suffix(".exe").unwrap_or(program);
        let runs = match program {
            "bash" | "dash" | "ksh" | "sh" | "zsh" | "fish" => {
                flag.starts_with('-') && !flag.starts_with("--") && flag.ends_with('c')
            }
            "powershell" | "pwsh" => flag.eq_ignore_ascii_case("-command") || *flag == "-c",
            "cmd" => flag.eq_ignore_ascii_case("/c"),
            _ => false,
        };
        if runs {
            return (*line).to_owned();
        }
    }
    words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
}

/// A word as it stands in a command line.
fn quoted(word: &str) -> Cow<'_, str> {
    let plain = |c: char| c.is_alphanumeric() || "_-./:=,@%+~".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return Cow::Borrowed(word);
    }
    Cow::Owned(format!("'{}'", word.replace('\'', r"'\''")))
}

/// The longest name of a place, in characters.
const MAX_NAME: usize = 30;

/// The name, with its middle left out if it is long: commands differ at their ends.
pub(crate) fn shorten(name: &str) -> String {
    let length = name.chars().count();
    if length <= MAX_NAME {
        return name.to_owned();
    }
    let head: String = name.chars().take(MAX_NAME / 2).collect();
    let tail: String = name.chars().skip(length - MAX_NAME / 2).collect();
    format!("{}…{}", head.trim_end(), tail.trim_start())
}
