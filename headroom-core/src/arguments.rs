//! What a tool call says: its command, path, pattern, and its texts.

use std::borrow::Cow;

use crate::detect::only_file_shown;
use crate::document::Cursor;
use crate::document::json::decode;
use crate::{Arguments, Call, Document};

/// A call, decoded.
#[derive(Clone, Debug, Default)]
pub(crate) struct DecodedCall<'a> {
    pub(crate) tool: Option<Cow<'a, str>>,
    raw: Cow<'a, str>,
    leaves: Vec<Leaf>,
}

/// A string in the arguments.
#[derive(Clone, Debug)]
pub(crate) struct Leaf {
    /// The key under which it stands; that of the array, for an element of one.
    pub(crate) key: String,
    pub(crate) text: String,
    /// Whether it stands directly in the arguments.
    top: bool,
}

const COMMAND: [&str; 6] = ["command", "cmd", "script", "code", "bash", "shell_command"];
const PATH: [&str; 10] = [
    "path",
    "file_path",
    "filepath",
    "filename",
    "file",
    "file_name",
    "absolute_path",
    "target_file",
    "notebook_path",
    "uri",
];
const PATTERN: [&str; 7] = ["pattern", "query", "regex", "search", "search_term", "q", "keyword"];

impl<'a> DecodedCall<'a> {
    pub(crate) fn of(document: &Document<'a>, call: &Call) -> Self {
        let raw = document.call_arguments(call).unwrap_or_default();
        let well_formed = serde_json::from_str::<serde::de::IgnoredAny>(&raw).is_ok();
        let leaves = if well_formed { leaves(&raw) } else { Vec::new() };
        Self { tool: document.call_name(call), raw, leaves }
    }

    /// The arguments as hints. A `command` that is one word and stands beside a path is a verb of an
    /// editor tool (`view`, `str_replace`), not a shell line, and is left to the tool's name.
    pub(crate) fn arguments(&self) -> Arguments<'_> {
        Arguments {
            command: self.first(&COMMAND),
            path: self.first(&PATH),
            pattern: self.first(&PATTERN),
            raw: &self.raw,
        }
    }

    /// What the model knows a result by: the end of the path that it asked for, or that its command
    /// shows alone; else its command in backticks, else the tool's name.
    pub(crate) fn name(&self) -> Option<String> {
        let arguments = self.arguments();
        let one_line = |name: &&str| !name.is_empty() && !name.contains('\n');
        if let Some(path) = arguments.path {
            return end_of(path).filter(one_line).map(shorten);
        }
        let Some(command) = arguments.command else {
            return self.tool.as_deref().filter(one_line).map(shorten);
        };
        if let Some(file) = only_file_shown(command) {
            return end_of(&file).filter(one_line).map(shorten);
        }
        let command = command.trim_start().lines().next().unwrap_or_default();
        let command = match command.split_once("&& ") {
            Some((first, rest)) if first.starts_with("cd ") => rest.trim(),
            _ => command.trim(),
        };
        (!command.is_empty()).then(|| format!("`{}`", shorten(command)))
    }

    fn first(&self, keys: &[&str]) -> Option<&str> {
        let find = |key: &&str| self.leaves.iter().find(|leaf| leaf.top && leaf.key == **key);
        keys.iter().find_map(find).map(|leaf| leaf.text.as_str())
    }

    /// The texts whose key stands once and on one line: a place in them can be named.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &Leaf> {
        let once =
            |leaf: &&Leaf| self.leaves.iter().filter(|other| other.key == leaf.key).count() == 1;
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
    Cursor::new(raw, 0).object(|cursor, key| value(raw, cursor, key, 0, &mut out));
    out
}

fn value(raw: &str, cursor: &mut Cursor<'_>, key: &str, depth: usize, out: &mut Vec<Leaf>) {
    match cursor.peek() {
        b'"' => {
            let text = decode(cursor.skip().of(raw)).map(Cow::into_owned);
            out.extend(text.map(|text| Leaf { key: key.to_owned(), text, top: depth == 0 }));
        }
        b'[' if depth < MAX_DEPTH => cursor.array(|cursor| value(raw, cursor, key, depth + 1, out)),
        b'{' if depth < MAX_DEPTH => {
            cursor.object(|cursor, key| value(raw, cursor, key, depth + 1, out));
        }
        _ => {}
    }
}

/// The last part of a path.
fn end_of(path: &str) -> Option<&str> {
    path.trim_end_matches(['/', '\\']).rsplit(['/', '\\']).next()
}

/// The longest name of a place, in characters.
const MAX_NAME: usize = 32;

/// A longer name is cut after this many characters, or after a word that ends in their second half.
const CUT_NAME: usize = 24;

/// The start of a name, if it is long: which of several equal starts is meant, the number of the
/// tool result tells.
fn shorten(name: &str) -> String {
    if name.chars().count() <= MAX_NAME {
        return name.to_owned();
    }
    let start: String = name.chars().take(CUT_NAME).collect();
    let words = start.rsplit_once(' ').map(|(words, _)| words.trim_end());
    let words = words.filter(|words| 2 * words.chars().count() >= CUT_NAME);
    format!("{}…", words.unwrap_or(&start))
}
