//! What the call that precedes a text tells about it.

use crate::shell::{self, Command};
use crate::{Hints, language_of_path};

/// Where a text comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// A search for lines. True if one file was searched with line numbers (`12:text`).
    Search { numbered: bool },
    /// A list of files.
    Paths,
    /// A comparison.
    Diff,
    /// A file, by its name where it is known.
    Read { path: String },
    /// A compiler, test runner, package manager, or a reader of logs.
    Runner,
    /// A program that prints columns.
    Table,
    /// The environment of a process.
    Environment,
    /// Something else, or not known.
    Unknown,
}

impl Source {
    /// What `hints` tell.
    pub(super) fn of(hints: &Hints<'_>) -> Self {
        if let Some(command) = shell_line(hints).and_then(shell::producer) {
            return of_command(&command);
        }
        let tool = hints.tool.map_or_else(String::new, bare_name);
        let path = hints.arguments.path;
        if SEARCH_TOOLS.contains(&&*tool) {
            return Self::Search { numbered: false };
        }
        if PATH_TOOLS.contains(&&*tool) {
            return Self::Paths;
        }
        match path {
            Some(path) if is_reader(&tool, hints) => Self::Read { path: path.to_owned() },
            // A tool of another name that is given the name of a file is likely to show it.
            Some(path) if shell_line(hints).is_none() && has_extension(path) => {
                Self::Read { path: path.to_owned() }
            }
            _ => Self::Unknown,
        }
    }

    /// The file that was read.
    pub(super) fn path(&self) -> Option<&str> {
        match self {
            Self::Read { path } => Some(path),
            _ => None,
        }
    }
}

/// Whether `hints` name a tool or a command that reads a file: the condition, on the side of the
/// call, for protecting what was read from being elided.
///
/// Costs one pass over the command line.
#[must_use]
pub fn is_read(hints: &Hints<'_>) -> bool {
    if let Some(command) = shell_line(hints).and_then(shell::producer) {
        return read_file(&command).is_some();
    }
    hints.tool.is_some_and(|tool| is_reader(&bare_name(tool), hints))
}

/// The shell line of the call, unless the argument of that name is the verb of an editing tool.
fn shell_line<'a>(hints: &Hints<'a>) -> Option<&'a str> {
    let verb = |command: &&str| EDITOR_VERBS.contains(command) && hints.arguments.path.is_some();
    hints.arguments.command.filter(|command| !verb(command))
}

/// Verbs of tools that view and change files.
const EDITOR_VERBS: &[&str] = &["view", "create", "str_replace", "insert", "undo_edit", "read"];

/// A tool's name without its server, in lower case, without separators: `readfile` for
/// `mcp__files__read_file`.
fn bare_name(tool: &str) -> String {
    let tool = tool.rsplit("__").next().unwrap_or(tool);
    let tool = tool.rsplit(['.', '/', ':']).next().unwrap_or(tool);
    tool.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

const SEARCH_TOOLS: &[&str] = &[
    "grep",
    "greptool",
    "grepsearch",
    "greprepo",
    "ripgrep",
    "rg",
    "searchcode",
    "searchcontent",
    "searchdir",
    "searchfile",
    "searchfiles",
    "searchfilecontent",
    "searchintext",
    "searchregex",
    "searchforpattern",
    "textsearch",
    "findinfiles",
    "codesearch",
];

const PATH_TOOLS: &[&str] = &[
    "glob",
    "globtool",
    "globsearch",
    "filesearch",
    "findfile",
    "findfiles",
    "findbyname",
    "find",
    "searchfilesbyname",
    "listfiles",
    "listdir",
    "listdirectory",
    "directorytree",
    "ls",
    "tree",
    "listdirectorytree",
    "listfilesrecursive",
];

const READ_TOOLS: &[&str] = &[
    "cat",
    "fileread",
    "filereader",
    "fsread",
    "getfile",
    "getfilecontent",
    "getfilecontents",
    "gettextfilecontents",
    "notebookread",
    "open",
    "openfile",
    "read",
    "readcode",
    "readfile",
    "readfilecontent",
    "readfilecontents",
    "readfiles",
    "readfiletool",
    "readmanyfiles",
    "readmultiplefiles",
    "readnotebook",
    "readtextfile",
    "showfile",
    "view",
    "viewfile",
    "viewfileoutline",
    "viewcode",
    "viewcontent",
    "readrange",
    "readlines",
    "viewrange",
    "goto",
    "scrolldown",
    "scrollup",
];

/// Whether a tool of this bare name shows a file with these arguments.
fn is_reader(tool: &str, hints: &Hints<'_>) -> bool {
    if READ_TOOLS.contains(&tool) {
        return true;
    }
    let views = matches!(hints.arguments.command, Some("view" | "read"));
    let edits = tool.contains("edit") || tool.contains("file");
    (edits && views) || (tool.starts_with("read") && hints.arguments.path.is_some())
}

fn has_extension(path: &str) -> bool {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    !path.contains("://") && name.rsplit_once('.').is_some_and(|(stem, _)| !stem.is_empty())
}

fn of_command(command: &Command<'_>) -> Source {
    if let Some(path) = read_file(command) {
        return Source::Read { path: path.to_owned() };
    }
    match &*command.program {
        "grep" | "egrep" | "fgrep" | "rg" | "ag" | "ack" | "zgrep" | "git-grep" | "findstr" => {
            of_search(command)
        }
        "git" => of_git(command),
        "find" | "fd" | "fdfind" | "locate" | "tree" => Source::Paths,
        "ls" | "dir" | "exa" | "eza" => of_listing(command),
        "diff" | "colordiff" | "interdiff" | "sdiff" => Source::Diff,
        "env" | "printenv" => Source::Environment,
        "docker" | "podman" | "nerdctl" => of_docker(command),
        "kubectl" | "oc" | "helm" => of_kubectl(command),
        program if TABLES.contains(&program) => Source::Table,
        program if RUNNERS.contains(&program) => Source::Runner,
        "python" | "python3" | "node" | "uv" | "poetry" | "npx" | "pipenv" | "bundle" | "php"
        | "ruby" | "bunx" | "hatch" | "pdm" => of_launcher(command),
        _ => Source::Unknown,
    }
}

fn of_search(command: &Command<'_>) -> Source {
    let lists = "lL".chars().any(|flag| command.has_flag(flag))
        || ["--files", "--files-with-matches", "--files-without-match"]
            .iter()
            .any(|option| command.has_option(option));
    if lists {
        return Source::Paths;
    }
    let numbered = command.has_flag('n') || command.has_option("--line-number");
    Source::Search { numbered: numbered || command.program == "rg" }
}

fn of_git(command: &Command<'_>) -> Source {
    match command.subcommand() {
        "grep" => of_search(command),
        "ls-files" | "ls-tree" | "status" => Source::Paths,
        "diff" | "show" | "log" | "stash" | "format-patch"
            if command.has_option("--name-only") || command.has_option("--name-status") =>
        {
            Source::Paths
        }
        "diff" | "show" | "format-patch" => Source::Diff,
        "log" if command.has_flag('p') || command.has_option("--patch") => Source::Diff,
        "clone" | "fetch" | "pull" | "push" | "commit" | "merge" | "rebase" => Source::Runner,
        _ => Source::Unknown,
    }
}

fn of_listing(command: &Command<'_>) -> Source {
    if command.has_flag('l') { Source::Table } else { Source::Paths }
}

fn of_docker(command: &Command<'_>) -> Source {
    match command.subcommand() {
        "ps" | "images" | "stats" | "container" | "image" | "volume" | "network" => Source::Table,
        "build" | "buildx" | "logs" | "compose" | "pull" | "push" => Source::Runner,
        _ => Source::Unknown,
    }
}

fn of_kubectl(command: &Command<'_>) -> Source {
    match command.subcommand() {
        "get" | "top" | "list" => Source::Table,
        "logs" => Source::Runner,
        _ => Source::Unknown,
    }
}

/// Programs that print fixed-width columns.
const TABLES: &[&str] =
    &["ps", "top", "df", "free", "lsof", "netstat", "ss", "mount", "lsblk", "squeue", "vmstat"];

/// Compilers, test runners, package managers and readers of logs.
const RUNNERS: &[&str] = &[
    "ansible-playbook",
    "apt",
    "apt-get",
    "bazel",
    "brew",
    "bun",
    "cargo",
    "clang",
    "clang++",
    "cmake",
    "composer",
    "ctest",
    "deno",
    "dmesg",
    "dotnet",
    "eslint",
    "flake8",
    "g++",
    "gcc",
    "go",
    "golangci-lint",
    "gradle",
    "gradlew",
    "jasmine",
    "javac",
    "jest",
    "journalctl",
    "kotlinc",
    "make",
    "meson",
    "mix",
    "mocha",
    "msbuild",
    "mvn",
    "mvnw",
    "mypy",
    "ninja",
    "npm",
    "nox",
    "phpunit",
    "pip",
    "pip3",
    "pnpm",
    "pylint",
    "pyright",
    "pytest",
    "py.test",
    "rake",
    "rspec",
    "ruff",
    "runtests.py",
    "rustc",
    "sbt",
    "stack",
    "swift",
    "swiftc",
    "tox",
    "travis",
    "tsc",
    "vite",
    "vitest",
    "webpack",
    "xcodebuild",
    "yarn",
    "zig",
    "cabal",
    "conda",
    "mamba",
    "gem",
    "bats",
    "cc",
    "c++",
    "ld",
    "terraform",
];

/// `python -m pytest`, `uv run pytest`, `npx jest`: the first word that is a runner decides.
fn of_launcher(command: &Command<'_>) -> Source {
    let runs = |word: &str| {
        let name = word.rsplit('/').next().unwrap_or(word);
        RUNNERS.contains(&name) || matches!(name, "unittest" | "runtests.py" | "manage.py")
    };
    if command.args.iter().take(4).any(|word| runs(word)) {
        Source::Runner
    } else {
        Source::Unknown
    }
}

/// The file that a command does nothing but show.
fn read_file<'c>(command: &'c Command<'_>) -> Option<&'c str> {
    let takes: &[&str] = match &*command.program {
        "cat" | "less" | "more" | "type" | "Get-Content" | "gc" | "zcat" | "tac" => {
            &["-TotalCount", "-Tail", "-Head"]
        }
        "nl" => &["-b", "-w", "-s", "-v", "-n"],
        "head" | "tail" => &["-n", "-c", "--lines", "--bytes"],
        "bat" | "batcat" => {
            &["-r", "-l", "-H", "--line-range", "--language", "--style", "--color", "--paging"]
        }
        "sed" if command.has_flag('n') || command.has_option("--quiet") => {
            return operands(command, &["-e", "-f"]).last().filter(|_| {
                let scripts = usize::from(!command.has_flag('e'));
                operands(command, &["-e", "-f"]).count() > scripts
            });
        }
        "awk" | "gawk" | "mawk" => {
            let mut words = operands(command, &["-F", "-v"]);
            words.next().filter(|program| shell::is_line_range(program))?;
            return words.last();
        }
        // `git show HEAD:path` prints a file.
        "git" if command.subcommand() == "show" => {
            return operands(command, &[]).filter_map(|word| word.split_once(':')).find_map(
                |(_, path)| (!path.is_empty() && !path.starts_with('/')).then_some(path),
            );
        }
        _ => return None,
    };
    operands(command, takes).last().filter(|path| *path != "-")
}

/// The operands, without the values of the options that take one.
fn operands<'c>(command: &'c Command<'_>, takes: &'c [&str]) -> impl Iterator<Item = &'c str> {
    let mut value = false;
    command.args.iter().map(AsRef::as_ref).filter(move |word: &&str| {
        let is_value = std::mem::replace(&mut value, takes.contains(word));
        !is_value && (word.len() < 2 || !word.starts_with('-'))
    })
}

/// Whether a path names data rather than something written by hand: logs, tables, lock files,
/// minified, vendored and generated files. Such a file may be shortened however it was read.
#[must_use]
pub fn is_data_path(path: &str) -> bool {
    let lower = path.to_ascii_lowercase().replace('\\', "/");
    let name = lower.rsplit('/').next().unwrap_or(&lower);
    let in_folder = |folder: &&str| {
        lower.contains(*folder)
            || folder.strip_prefix('/').is_some_and(|top| lower.starts_with(top))
    };
    DATA_FOLDERS.iter().any(in_folder)
        || DATA_NAMES.contains(&name)
        || DATA_PARTS.iter().any(|part| name.contains(part))
        || name.rsplit_once('.').is_some_and(|(stem, extension)| is_data_extension(stem, extension))
}

fn is_data_extension(stem: &str, extension: &str) -> bool {
    const EXTENSIONS: &[&str] = &[
        "avi", "bin", "bmp", "bz2", "class", "csv", "dat", "dll", "dylib", "err", "exe", "gif",
        "gz", "ico", "jar", "jpeg", "jpg", "jsonl", "lock", "log", "map", "mp3", "mp4", "ndjson",
        "o", "out", "parquet", "pdf", "png", "psv", "pyc", "snap", "so", "tab", "tar", "trace",
        "tsv", "ttf", "wasm", "webp", "woff", "woff2", "xz", "zip", "zst",
    ];
    // Rotated logs: `server.log.1`.
    let rotated = extension.bytes().all(|byte| byte.is_ascii_digit()) && stem.ends_with(".log");
    EXTENSIONS.contains(&extension) || rotated
}

const DATA_FOLDERS: &[&str] = &[
    "/node_modules/",
    "/bower_components/",
    "/site-packages/",
    "/dist-packages/",
    "/vendor/",
    "/third_party/",
    "/third-party/",
    "/.cargo/registry/",
    "/pods/",
    "/__pycache__/",
    "/dist/",
    "/.next/",
    "/.nuxt/",
    "/target/debug/",
    "/target/release/",
    "/var/log/",
    "/__snapshots__/",
];

const DATA_NAMES: &[&str] = &[
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

const DATA_PARTS: &[&str] = &[
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

/// The language of the source file that was read or named.
pub(super) fn language<'a>(hints: &Hints<'a>, source: &Source) -> Option<&'a str> {
    hints.language.or_else(|| source.path().and_then(language_of_path))
}
