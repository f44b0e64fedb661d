//! What is protected: files that were read, unless they are data.

use std::borrow::Cow;

use super::config::{is_config_path, is_json_path};
use super::outputs::Outputs;
use super::prose::is_document_path;
use super::source::{bare_name, is_reader, is_shower, shell_line};
use crate::shell::{self, Command};
use crate::{Hints, file_name, language_of_path};

/// Whether `hints` name a tool or a command that reads a file: the condition, on the side of the
/// call, for protecting what was read from being elided.
///
/// Costs one pass over the command line.
#[must_use]
pub fn is_read(hints: &Hints<'_>) -> bool {
    if let Some(command) = shell_line(hints).and_then(shell::producer) {
        return read_file(&command).is_some() || is_read_of_unnamed(&command);
    }
    hints.tool.is_some_and(|tool| is_read_by(&bare_name(tool), hints))
}

/// Whether a tool of this bare name reads a file: it is known to, or is named for showing something
/// and was given the name of a file that an agent may edit.
fn is_read_by(tool: &str, hints: &Hints<'_>) -> bool {
    let named = || hints.arguments.path.is_some_and(is_editable);
    is_reader(tool, hints) || shell_line(hints).is_none() && is_shower(tool) && named()
}

/// Whether `hints` name a read of a file that by its name is source, configuration or a document:
/// whatever its text resembles (the sample of a log in a test), an agent may be about to edit it.
/// So may it a file of which no name is known.
pub(crate) fn is_read_of_editable(hints: &Hints<'_>) -> bool {
    if let Some(line) = shell_line(hints) {
        let Some(last) = shell::producer(line) else { return false };
        return match Outputs::of(hints) {
            // Each of them is judged on its own, where they can be told apart.
            Some(_) => shows_editable(&last),
            None => shell::printers(line).iter().any(shows_editable),
        };
    }
    is_read(hints) && hints.arguments.path.is_none_or(is_editable)
}

/// Whether `hints` name a command line of which no command prints lines of files: found, compared or shown.
/// Costs one pass over the command line.
pub(crate) fn prints_no_file(hints: &Hints<'_>) -> bool {
    let quotes = |command: &Command<'_>| match &*command.program {
        "diff" => true,
        "git" => matches!(
            command.subcommand(),
            "annotate" | "blame" | "cat-file" | "diff" | "grep" | "log" | "show" | "stash"
        ),
        _ => command.searches() || shows_editable(command),
    };
    shell_line(hints).is_some_and(|line| !shell::printers(line).iter().any(quotes))
}

/// Whether a command prints lines of a file that an agent may edit, be they picked or cut.
pub(super) fn shows_editable(command: &Command<'_>) -> bool {
    let writes = |word: &str| word.starts_with("-i") || word.starts_with("--in-place");
    if command.program == "sed" && command.args.iter().any(|word| writes(word)) {
        return false;
    }
    let filters = is_filter(command) || command.has_flag('v') && command.is_grep();
    files_read(command).into_iter().any(is_editable)
        || filters && command.operands().any(is_editable)
        || is_read_of_unnamed(command)
}

/// Whether a program gives lines out that are those of its input, picked, cut or put together anew.
pub(super) fn is_filter(command: &Command<'_>) -> bool {
    passes_lines_on(&command.program)
        || command.is_awk()
        || matches!(&*command.program, "expand" | "fold")
}

/// Whether a command shows a file of which the line does not tell the name: `cat "$FILE"`, `cat` of
/// names that another command finds.
fn is_read_of_unnamed(command: &Command<'_>) -> bool {
    let files = files_read(command);
    let is_log = |name: &str| ["log", "out"].iter().any(|part| name.contains(part));
    let is_variable =
        |file: &&str| *file == "{}" || file.contains('$') && !is_log(&file.to_ascii_lowercase());
    let shows = matches!(&*command.program, "cat" | "bat" | "batcat" | "nl" | "zcat");
    files.iter().any(is_variable) || files.is_empty() && shows
}

/// Whether a file is by its name source, configuration or a document.
pub(super) fn is_editable(path: &str) -> bool {
    let path = path.strip_prefix("file://").unwrap_or(path);
    let named = language_of_path(path).is_some() || is_document_path(path);
    (named || is_config_path(path) || is_json_path(path)) && !is_data_path(path)
}

/// Whether numbers at the start of lines are line numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Margins {
    /// They are, if they count up: a view of a file was asked for.
    Shown,
    /// They may be, by what they look like.
    #[default]
    Perhaps,
    /// They are data: a command shows lines as they are.
    Absent,
}

/// Whether numbers at the start of lines are line numbers: those of a view of a file are, which is a
/// read, or a tool other than a search that was given nothing to run but a path. A command has to
/// be one that numbers lines, and the rows of a table have numbers of their own.
pub(crate) fn margins(hints: &Hints<'_>) -> Margins {
    if let Some(line) = shell_line(hints) {
        return margins_of(line);
    }
    let arguments = hints.arguments;
    let of_path = arguments.path.is_some() && arguments.pattern.is_none();
    let is_table = |path: &str| {
        let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
        ["csv", "psv", "tab", "tsv"].iter().any(|table| extension.eq_ignore_ascii_case(table))
    };
    let views = is_read(hints) || (of_path && arguments.command.is_none());
    match views && !arguments.path.is_some_and(is_table) {
        true => Margins::Shown,
        false => Margins::Perhaps,
    }
}

fn margins_of(line: &str) -> Margins {
    let reads = |command: &Command<'_>| read_file(command).is_some();
    let commands = shell::commands(line);
    let raw = |command: &Command<'_>| reads(command) || passes_lines_on(&command.program);
    if !commands.is_empty() && commands.iter().all(|c| raw(c) && !numbers_lines(c)) {
        return Margins::Absent;
    }
    let numbered = shell::producer(line).is_some_and(|c| reads(&c) && numbers_lines(&c));
    if numbered { Margins::Shown } else { Margins::Perhaps }
}

/// Whether a program passes on or picks lines, and writes none of its own.
fn passes_lines_on(program: &str) -> bool {
    matches!(
        program,
        "cd" | "cat" | "head" | "tail" | "tac" | "sort" | "uniq" | "cut" | "column" | "tr" | "sed"
    )
}

fn numbers_lines(command: &Command<'_>) -> bool {
    match &*command.program {
        "nl" | "bat" | "batcat" => true,
        "cat" => ['n', 'b'].into_iter().any(|flag| command.has_flag(flag)),
        _ => false,
    }
}

/// Whether a path names data rather than something written by hand: logs, tables, lock files,
/// minified, vendored and generated files. Such a file may be shortened however it was read.
#[must_use]
pub fn is_data_path(path: &str) -> bool {
    let path = with_slashes(path);
    if is_in(&path, |first| [pods(first)]) {
        return true;
    }
    let path = lowercase(&path);
    let name = file_name(&path);
    is_in(&path, |first| [generated_folders(first), data_folders(first)])
        || is_generated(name)
        || name.rsplit_once('.').is_some_and(|(stem, extension)| is_data_extension(stem, extension))
}

/// Whether a path names a file that a program writes and nobody reads line by line: lock files,
/// minified, vendored and generated files. Tables, logs and snapshots are data, and not of these:
/// what changes in them is what somebody meant to change, or the effect of it.
#[must_use]
pub fn is_generated_path(path: &str) -> bool {
    let path = with_slashes(path);
    if is_in(&path, |first| [pods(first)]) {
        return true;
    }
    let path = lowercase(&path);
    is_in(&path, |first| [generated_folders(first)]) || is_generated(file_name(&path))
}

fn lowercase(path: &str) -> Cow<'_, str> {
    match path.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => Cow::Owned(path.to_ascii_lowercase()),
        false => Cow::Borrowed(path),
    }
}

fn with_slashes(path: &str) -> Cow<'_, str> {
    match memchr::memchr(b'\\', path.as_bytes()) {
        Some(_) => Cow::Owned(path.replace('\\', "/")),
        None => Cow::Borrowed(path),
    }
}

/// Whether a name is that of a generated file.
fn is_generated(name: &str) -> bool {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    GENERATED_NAMES.contains(&name)
        || has_any(name, GENERATED_PARTS)
        || matches!(extension, Some("lock" | "map"))
}

/// Whether one of some marks stands in a name. All of them begin with a sign or `z`.
fn has_any(name: &str, marks: &[&str]) -> bool {
    name.bytes().enumerate().any(|(at, byte)| {
        let rest = name.get(at..).unwrap_or("");
        (!byte.is_ascii_alphanumeric() || byte == b'z')
            && marks.iter().any(|mark| rest.starts_with(mark))
    })
}

/// Whether a path leads through one of some folders: those that begin with a byte, each with the slash at its end.
fn is_in<const N: usize>(path: &str, folders: impl Fn(u8) -> [Folders; N]) -> bool {
    let mut before = b'/';
    path.bytes().enumerate().any(|(at, byte)| {
        let begins = std::mem::replace(&mut before, byte) == b'/';
        let rest = || path.get(at..).unwrap_or_default();
        begins && folders(byte).into_iter().flatten().any(|folder| rest().starts_with(folder))
    })
}

type Folders = &'static [&'static str];

fn is_data_extension(stem: &str, extension: &str) -> bool {
    const EXTENSIONS: &[&str] = &[
        "avi", "bin", "bmp", "bz2", "class", "csv", "dat", "dll", "dylib", "err", "exe", "gif",
        "gz", "ico", "jar", "jpeg", "jpg", "jsonl", "log", "mp3", "mp4", "ndjson", "o", "out",
        "parquet", "pdf", "png", "psv", "pyc", "snap", "so", "tab", "tar", "trace", "tsv", "ttf",
        "wasm", "webp", "woff", "woff2", "xz", "zip", "zst",
    ];
    // Rotated logs: `server.log.1`.
    let rotated = extension.bytes().all(|byte| byte.is_ascii_digit()) && stem.ends_with(".log");
    EXTENSIONS.contains(&extension) || rotated
}

/// With a small letter these are manifests of a cluster.
const fn pods(first: u8) -> Folders {
    if first == b'P' { &["Pods/"] } else { &[] }
}

const fn data_folders(first: u8) -> Folders {
    match first {
        b'_' => &["__snapshots__/"],
        b'v' => &["var/log/"],
        _ => &[],
    }
}

const fn generated_folders(first: u8) -> Folders {
    match first {
        b'.' => &[".cargo/registry/", ".next/", ".nuxt/"],
        b'_' => &["__pycache__/"],
        b'b' => &["bower_components/"],
        b'd' => &["dist/", "dist-packages/"],
        b'n' => &["node_modules/"],
        b's' => &["site-packages/"],
        b't' => &["target/debug/", "target/release/", "third_party/", "third-party/"],
        b'v' => &["vendor/"],
        _ => &[],
    }
}

const GENERATED_NAMES: &[&str] = &[
    "bun.lockb",
    "cartfile.resolved",
    "go.sum",
    "go.work.sum",
    "gradle.lockfile",
    "npm-shrinkwrap.json",
    "package-lock.json",
    "package.resolved",
    "packages.lock.json",
    "pnpm-lock.yaml",
];

const GENERATED_PARTS: &[&str] = &[
    ".min.",
    "-min.",
    ".bundle.",
    ".generated.",
    "_generated.",
    ".gen.",
    "_pb2.",
    "_pb2_grpc.",
    ".pb.",
    ".g.dart",
    ".freezed.dart",
    ".designer.cs",
    "_string.go",
    "zz_generated",
];

/// The file that a command does nothing but show; the last, if there are several.
pub(super) fn read_file<'c>(command: &'c Command<'_>) -> Option<&'c str> {
    files_read(command).pop()
}

/// The only file of which the output of a shell line shows anything.
pub(crate) fn only_file_shown(line: &str) -> Option<String> {
    let command = shell::only_printer(line)?;
    match *files_read(&command).as_slice() {
        [file] => Some(file.to_owned()),
        _ => None,
    }
}

/// The files that a command does nothing but show.
fn files_read<'c>(command: &'c Command<'_>) -> Vec<&'c str> {
    let (takes, leading): (&[&str], usize) = match &*command.program {
        "cat" | "less" | "more" | "type" | "Get-Content" | "gc" | "zcat" | "tac" => {
            (&["-TotalCount", "-Tail", "-Head"], 0)
        }
        "nl" => (&["-b", "-w", "-s", "-v", "-n"], 0),
        "head" | "tail" => (&["-n", "-c", "--lines", "--bytes"], 0),
        "bat" | "batcat" => {
            (&["-r", "-l", "-H", "--line-range", "--language", "--style", "--color", "--paging"], 0)
        }
        "sed" if command.has_flag('n') || command.has_option("--quiet") => {
            (&["-e", "-f"], usize::from(!command.has_flag('e')))
        }
        _ if command.is_awk() => {
            let is_range = |program: &str| shell::is_line_range(program);
            if !operands(command, AWK_TAKES).next().is_some_and(is_range) {
                return Vec::new();
            }
            (AWK_TAKES, 1)
        }
        // `git show HEAD:path` prints a file.
        "git" if command.subcommand() == "show" => {
            let paths = operands(command, &[]).filter_map(|word| word.split_once(':'));
            let file = paths.map(|(_, path)| path);
            return file
                .filter(|path| !path.is_empty() && !path.starts_with('/'))
                .take(1)
                .collect();
        }
        _ => return Vec::new(),
    };
    operands(command, takes).skip(leading).filter(|path| *path != "-").collect()
}

const AWK_TAKES: &[&str] = &["-F", "-v"];

/// The operands, without the values of the options that take one.
fn operands<'c>(command: &'c Command<'_>, takes: &'c [&str]) -> impl Iterator<Item = &'c str> {
    let mut value = false;
    command.args.iter().map(AsRef::as_ref).filter(move |word: &&str| {
        let is_value = std::mem::replace(&mut value, takes.contains(word));
        !is_value && (word.len() < 2 || !word.starts_with('-'))
    })
}
