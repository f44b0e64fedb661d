//! Configuration: YAML, TOML, INI, environment files.

use super::search::has_extension;
use super::source::Source;
use super::view::{View, is_share};
use super::{Detection, certain, likely};
use crate::{ContentType, file_name};

/// Claims a text whose lines are sections, keys with values and list items.
pub(super) fn claim(view: &View<'_>, source: &Source) -> Option<Detection> {
    let named = source.path().is_some_and(is_config_path);
    let tally = Tally::of(view);
    let plain = tally.lines - tally.comments;
    if named {
        let agrees = is_share(tally.legal(), plain, 50) || plain == 0;
        return Some(if agrees {
            certain(ContentType::CONFIG)
        } else {
            likely(ContentType::CONFIG)
        });
    }
    let sections = tally.sections >= 1 && tally.assigned >= 1;
    if sections && is_share(tally.sections + tally.assigned + tally.arrays, plain, 80) {
        return Some(certain(ContentType::CONFIG));
    }
    if tally.variables >= 3 && is_share(tally.variables, plain, 90) {
        let asked = *source == Source::Environment || tally.comments > 0 || tally.variables >= 6;
        return Some(if asked {
            certain(ContentType::CONFIG)
        } else {
            likely(ContentType::CONFIG)
        });
    }
    yaml(&tally, plain)
}

/// Claims the lock file of a package manager: entries of packages with digests of what they are.
/// `Cargo.lock`, `poetry.lock`, `uv.lock`, `yarn.lock`, `pnpm-lock.yaml`, `go.sum`, pinned
/// requirements.
pub(super) fn claim_lock(view: &View<'_>) -> Option<Detection> {
    let lines = view.lines.len();
    let entries = view.count(|line| line.text.trim_end() == "[[package]]");
    let digests = view.count(|line| has_digest(line.inner()));
    let sums = view.count(|line| is_go_sum(&line.text));
    let versions = view.count(|line| line.inner().starts_with("version"));
    // Of an entry there are three lines or more, of files and their digests many.
    let cargo = entries >= 2 && versions >= 1 && is_share(digests + entries + versions, lines, 25);
    let yarn = versions >= 2 && digests >= 2 && is_share(digests + versions, lines, 25);
    let resolved = view.count(|line| line.inner().starts_with("resolution: {integrity: sha")) >= 2;
    let hashes = view.count(|line| line.inner().starts_with("--hash=sha"));
    let pinned = hashes >= 2 && is_share(hashes, lines, 40);
    let go = is_share(sums, lines, 95) && sums >= 2;
    (cargo || yarn || resolved || pinned || go).then(|| certain(ContentType::LOCK))
}

/// Whether a line states a digest.
fn has_digest(inner: &str) -> bool {
    let named = [
        "checksum = \"",
        "integrity sha",
        "integrity: sha",
        "{file = \"",
        "{ url = \"",
        "hash = \"",
    ];
    let digest = ["sha256:", "sha512-", "sha1-", "checksum = \""];
    named.iter().any(|name| inner.contains(name)) && digest.iter().any(|mark| inner.contains(mark))
}

/// Whether a line is one of `go.sum`: a module, its version, a digest.
fn is_go_sum(line: &str) -> bool {
    let mut words = line.trim_end().split(' ');
    let module = words.next().is_some_and(|module| module.contains('.'));
    let version = words.next().is_some_and(|version| version.starts_with('v'));
    let digest = words.next().is_some_and(|sum| sum.starts_with("h1:") && sum.ends_with('='));
    module && version && digest && words.next().is_none()
}

/// Nested keys and lists are YAML; a flat list of keys could be anything.
fn yaml(tally: &Tally, plain: usize) -> Option<Detection> {
    if tally.keyed < 2 || !is_share(tally.keyed + tally.items + tally.nested, plain, 85) {
        return None;
    }
    let tree = tally.opened >= 2 && tally.deep >= 2 && tally.keyed >= 4;
    let spoken = is_share(tally.keyed + tally.items, plain, 60);
    if tree && spoken && tally.sentences * 5 <= plain {
        return Some(certain(ContentType::CONFIG));
    }
    (tally.opened >= 1 && tally.deep >= 1 || tally.marked).then(|| likely(ContentType::CONFIG))
}

/// Whether a file is configuration by its name.
pub(super) fn is_config_path(path: &str) -> bool {
    const EXTENSIONS: &[&str] = &[
        "yaml",
        "yml",
        "toml",
        "ini",
        "cfg",
        "conf",
        "config",
        "env",
        "properties",
        "editorconfig",
        "service",
        "plist",
        "desktop",
        "cnf",
        "rc",
    ];
    let name = file_name(path);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    EXTENSIONS.iter().any(|known| known.eq_ignore_ascii_case(extension))
        || name.starts_with(".env")
        || name.ends_with("rc") && name.starts_with('.') && !has_extension(name)
        || matches!(
            name,
            ".gitignore" | ".dockerignore" | ".gitattributes" | ".gitmodules" | ".npmrc"
        )
}

/// Whether a file is JSON by its name.
pub(super) fn is_json_path(path: &str) -> bool {
    [".json", ".jsonc", ".json5", ".ipynb"].iter().any(|extension| path.ends_with(extension))
}

/// How many lines of a view are what.
#[derive(Debug, Default)]
struct Tally {
    lines: usize,
    comments: usize,
    /// `[section]`, `[[table]]`.
    sections: usize,
    /// `key = value`.
    assigned: usize,
    /// `NAME=value` with a name in capitals.
    variables: usize,
    /// `key: value`, `key:`, `- key: value`.
    keyed: usize,
    /// Of these, keys that open a block.
    opened: usize,
    /// `- item`, where the item is no sentence.
    items: usize,
    /// Elements and ends of arrays that are spread over lines.
    arrays: usize,
    /// Indented lines of another form: folded texts, scripts.
    nested: usize,
    /// Indented keys.
    deep: usize,
    /// Keys with a value that reads like a sentence.
    sentences: usize,
    /// The text starts with `---`.
    marked: bool,
}

impl Tally {
    fn of(view: &View<'_>) -> Self {
        let mut tally =
            Self { lines: view.lines.len(), marked: view.first() == "---", ..Self::default() };
        let mut block = false;
        for line in &view.lines {
            let indent = line.indent();
            block = tally.add(line.inner().trim_end(), indent, block);
        }
        tally
    }

    /// Counts a line; tells whether it opens a block of free text.
    fn add(&mut self, inner: &str, indent: usize, block: bool) -> bool {
        if inner.starts_with(['#', ';']) {
            self.comments += 1;
            return block;
        }
        if inner.starts_with('[') && inner.ends_with(']') && is_section(inner) {
            self.sections += 1;
            return false;
        }
        let (item, body) = match inner.strip_prefix("- ") {
            Some(body) => (true, body.trim_start()),
            None => (inner == "-" || inner == "---", inner),
        };
        if let Some((key, value)) = split_key(body) {
            self.keyed += 1;
            self.deep += usize::from(indent > 0 || item);
            self.opened += usize::from(value.is_empty());
            self.sentences += usize::from(value.split(' ').count() > 8 || key.contains(' '));
            return matches!(value, "|" | ">" | "|-" | ">-" | "|+" | ">+");
        }
        if item && body.split(' ').count() <= 8 {
            self.items += 1;
        } else if is_assignment(inner) {
            self.assigned += 1;
            self.variables += usize::from(indent == 0 && is_variable(inner));
        } else if is_array_line(inner) {
            self.arrays += 1;
        } else if item {
            self.sentences += 1;
        } else if indent > 0 && (block || self.keyed > 0) {
            self.nested += 1;
            return block;
        }
        block && indent > 0
    }

    fn legal(&self) -> usize {
        self.sections + self.assigned + self.keyed + self.items + self.arrays + self.nested
    }
}

/// Whether a line is `[name]`, `[a.b]`, `[[a]]`, `[target.'cfg(x)'.y]`.
fn is_section(inner: &str) -> bool {
    let name = inner.trim_matches(['[', ']']);
    let first = name.as_bytes().first();
    first.is_some_and(|first| first.is_ascii_alphabetic() || b"_\"'".contains(first))
        && !name.contains([',', '{', ';'])
}

/// The key and value of `key: value` or `key:`.
fn split_key(body: &str) -> Option<(&str, &str)> {
    let colon = memchr::memchr(b':', body.as_bytes())?;
    // A field of a literal or a statement of a program.
    if body.ends_with([',', ';', '(']) || (body.ends_with('{') && !body.ends_with("{{")) {
        return None;
    }
    let (key, rest) = (body.get(..colon)?, body.get(colon + 1..)?);
    if !(rest.is_empty() || rest.starts_with(' ')) {
        return None;
    }
    let bare = key.trim_matches(['"', '\'']);
    let legal = |c: char| c.is_alphanumeric() || "_-./ $@*<&+~^|".contains(c);
    let words = bare.split(' ').count();
    (!bare.is_empty() && words <= 4 && bare.len() <= 80 && bare.chars().all(legal))
        .then(|| (key, rest.trim_start()))
}

/// Whether a line is `key = value` or `key=value`.
fn is_assignment(inner: &str) -> bool {
    let Some((key, _)) = inner.split_once('=') else { return false };
    let key = key.trim_end().trim_matches(['"', '\'']);
    !key.is_empty()
        && key.len() <= 120
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.\"'/:$*".contains(&byte))
}

/// Whether a line is `NAME=value`, with no blanks around the sign.
fn is_variable(inner: &str) -> bool {
    let inner = inner.strip_prefix("export ").unwrap_or(inner);
    inner.split_once('=').is_some_and(|(name, _)| {
        let legal = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
        !name.is_empty() && name.bytes().all(legal)
    })
}

/// Whether a line is an element or an end of an array that is spread over lines.
fn is_array_line(inner: &str) -> bool {
    matches!(inner, "]" | "}" | "]," | "},")
        || (inner.starts_with(['"', '\'', '{']) && inner.ends_with([',', '"', '\'', '}']))
}
