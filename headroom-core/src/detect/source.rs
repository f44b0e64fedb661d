//! What the call that precedes a text tells about it.

use super::protect::{is_filter, read_file};
use crate::shell::{self, Command};
use crate::{Hints, file_name, language_of_path};

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
    /// A program that prints a list of short records without a form of their own.
    List,
    /// The lines of a file, with what is known of each, or of a version of it.
    Lines,
    /// Lines of some file, sorted, cut or put together anew.
    Filtered,
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

/// The shell line of the call, unless the argument of that name is the verb of an editing tool.
pub(super) fn shell_line<'a>(hints: &Hints<'a>) -> Option<&'a str> {
    let verb = |command: &&str| EDITOR_VERBS.contains(command) && hints.arguments.path.is_some();
    hints.arguments.command.filter(|command| !verb(command))
}

/// Verbs of tools that view and change files.
const EDITOR_VERBS: &[&str] = &["view", "create", "str_replace", "insert", "undo_edit", "read"];

/// A tool's name without its server, in lower case, without separators: `readfile` for
/// `mcp__files__read_file`.
pub(super) fn bare_name(tool: &str) -> String {
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
pub(super) fn is_reader(tool: &str, hints: &Hints<'_>) -> bool {
    if READ_TOOLS.contains(&tool) {
        return true;
    }
    let views = matches!(hints.arguments.command, Some("view" | "read"));
    let edits = tool.contains("edit") || tool.contains("file");
    (edits && views) || (tool.starts_with("read") && hints.arguments.path.is_some())
}

/// Whether the bare name of a tool says that it gives something to look at.
pub(super) fn is_shower(tool: &str) -> bool {
    const PARTS: &[&str] = &[
        "content",
        "definition",
        "document",
        "get",
        "load",
        "open",
        "outline",
        "read",
        "resource",
        "show",
        "snippet",
        "source",
        "symbol",
        "view",
    ];
    PARTS.iter().any(|part| tool.contains(part))
}

fn has_extension(path: &str) -> bool {
    let path = path.strip_prefix("file://").unwrap_or(path);
    let name = file_name(path);
    !path.contains("://") && name.rsplit_once('.').is_some_and(|(stem, _)| !stem.is_empty())
}

pub(super) fn of_command(command: &Command<'_>) -> Source {
    if let Some(path) = read_file(command) {
        return Source::Read { path: path.to_owned() };
    }
    match &*command.program {
        _ if command.searches() => of_search(command),
        "git" => of_git(command),
        "find" | "fd" | "fdfind" | "locate" | "tree" => Source::Paths,
        "ls" | "dir" | "exa" | "eza" => of_listing(command),
        "diff" | "colordiff" | "interdiff" | "sdiff" => Source::Diff,
        "env" | "printenv" => Source::Environment,
        "strings" | "history" | "nm" | "objdump" | "readelf" | "sysctl" => Source::List,
        "aws" | "gcloud" | "gsutil" | "mc" | "rclone" if lists_objects(command) => Source::List,
        "go" if command.subcommand() == "list" => Source::List,
        "svn" | "hg" if matches!(command.subcommand(), "blame" | "annotate" | "cat" | "praise") => {
            Source::Lines
        }
        "docker" | "podman" | "nerdctl" => of_docker(command),
        "kubectl" | "oc" | "helm" => of_kubectl(command),
        program if TABLES.contains(&program) => Source::Table,
        program if RUNNERS.contains(&program) && lists_only(command) => Source::List,
        program if RUNNERS.contains(&program) => Source::Runner,
        "python" | "python3" | "node" | "uv" | "poetry" | "npx" | "pipenv" | "bundle" | "php"
        | "ruby" | "bunx" | "hatch" | "pdm" => of_launcher(command),
        _ if is_filter(command) => Source::Filtered,
        _ => Source::Unknown,
    }
}

/// Whether a client of a store of objects lists some: a time, a size and a name each.
fn lists_objects(command: &Command<'_>) -> bool {
    command.operands().take(3).any(|word| matches!(word, "ls" | "lsl" | "list"))
}

/// Whether a test runner says what it would run, and runs nothing.
fn lists_only(command: &Command<'_>) -> bool {
    let options =
        ["--collect-only", "--co", "--list", "--list-tests", "--listTests", "--show-only"];
    options.iter().any(|option| command.has_option(option))
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
        "shortlog" => Source::List,
        "blame" | "annotate" | "cat-file" => Source::Lines,
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
const TABLES: &[&str] = &[
    "column", "df", "du", "free", "lsblk", "lscpu", "lsof", "mount", "mysql", "netstat", "ps",
    "psql", "sqlite3", "squeue", "ss", "top", "vmstat", "wc",
];

/// Compilers, test runners, package managers and readers of logs.
const RUNNERS: &[&str] = &[
    "ansible-lint",
    "ansible-playbook",
    "ant",
    "apk",
    "apt",
    "apt-get",
    "ava",
    "bandit",
    "bats",
    "bazel",
    "brew",
    "bun",
    "busted",
    "c++",
    "cabal",
    "cargo",
    "cc",
    "clang",
    "clang++",
    "clang-tidy",
    "cmake",
    "composer",
    "conda",
    "cppcheck",
    "ctest",
    "cypress",
    "dart",
    "deno",
    "detekt",
    "dmesg",
    "dnf",
    "docker-compose",
    "dotnet",
    "dune",
    "earthly",
    "eslint",
    "flake8",
    "flutter",
    "g++",
    "gcc",
    "gem",
    "go",
    "golangci-lint",
    "gradle",
    "gradlew",
    "hadolint",
    "helmfile",
    "jasmine",
    "javac",
    "jest",
    "journalctl",
    "karma",
    "kotlinc",
    "ktlint",
    "kubeconform",
    "ld",
    "lein",
    "ltrace",
    "make",
    "mamba",
    "markdownlint",
    "meson",
    "mix",
    "mocha",
    "msbuild",
    "mvn",
    "mvnd",
    "mvnw",
    "mypy",
    "nextest",
    "ninja",
    "nose2",
    "nox",
    "npm",
    "nuget",
    "opam",
    "pacman",
    "phpcs",
    "phpstan",
    "phpunit",
    "pip",
    "pip3",
    "playwright",
    "pnpm",
    "podman-compose",
    "pre-commit",
    "pulumi",
    "py.test",
    "pycodestyle",
    "pydocstyle",
    "pylint",
    "pyright",
    "pytest",
    "rake",
    "rebar3",
    "rspec",
    "rubocop",
    "ruff",
    "runtests.py",
    "rustc",
    "sbt",
    "semgrep",
    "shellcheck",
    "stack",
    "staticcheck",
    "strace",
    "stylelint",
    "swift",
    "swiftc",
    "swiftlint",
    "terraform",
    "tflint",
    "tofu",
    "tox",
    "travis",
    "trivy",
    "tsc",
    "vale",
    "valgrind",
    "vite",
    "vitest",
    "webpack",
    "xcodebuild",
    "yamllint",
    "yarn",
    "yum",
    "zig",
    "zypper",
];

/// Whether a file is a program in a language that an interpreter runs.
fn is_script(name: &str) -> bool {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    matches!(extension, "cjs" | "js" | "mjs" | "php" | "pl" | "py" | "rb" | "sh" | "ts")
}

/// `python -m pytest`, `uv run pytest`, `npx jest`: the first word that is a runner decides.
fn of_launcher(command: &Command<'_>) -> Source {
    let runs = |word: &str| {
        let name = file_name(word);
        RUNNERS.contains(&name) || matches!(name, "unittest" | "runtests.py" | "manage.py")
    };
    // What follows a script is said to that.
    let script =
        command.args.iter().take(4).position(|word| is_script(word)).map_or(4, |at| at + 1);
    let manages =
        matches!(&*command.program, "uv" | "poetry" | "pipenv" | "bundle" | "hatch" | "pdm")
            && INSTALLS.contains(&command.subcommand());
    if manages || command.args.iter().take(script).any(|word| runs(word)) {
        Source::Runner
    } else {
        Source::Unknown
    }
}

/// What those launchers that manage packages as well do with them.
const INSTALLS: &[&str] =
    &["add", "build", "install", "lock", "remove", "sync", "update", "upgrade", "publish"];

/// The language of the source file that was read or named.
pub(super) fn language<'a>(hints: &Hints<'a>, source: &Source) -> Option<&'a str> {
    hints.language.or_else(|| source.path().and_then(language_of_path))
}
