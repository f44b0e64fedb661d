//! Which of the commands of a line are the ones whose output is seen.

use super::stage::{Link, Stage};
use super::{Command, is_option};

/// The commands that print: one of each pipeline, without those that run only when another fails.
pub(super) fn printers(stages: Vec<Stage<'_>>) -> Vec<Command<'_>> {
    let mut printers = Vec::new();
    for stages in pipelines(stages) {
        let silent = stages.last().is_none_or(|stage| stage.silent);
        let is_fallback = stages.first().is_some_and(|stage| stage.link == Link::Or);
        let prints = |command: &Command<'_>| !silent && !is_fallback && !is_quiet(command);
        printers.extend(shown(stages).filter(prints));
    }
    printers
}

/// The last of the commands that print, unless what they print differs in kind.
pub(super) fn choose(mut printers: Vec<Command<'_>>) -> Option<Command<'_>> {
    if printers.iter().any(|command| !is_remark(command)) {
        printers.retain(|command| !is_remark(command));
    }
    let last = printers.pop()?;
    let shows = printers.iter().any(shows_content) || shows_content(&last);
    let agree = printers.iter().all(|command| command.program == last.program);
    (agree || !shows).then_some(last)
}

/// Groups stages into pipelines. What follows the end of a compound command (`done | tail`) belongs
/// to the pipeline of the last command inside it.
fn pipelines(stages: Vec<Stage<'_>>) -> Vec<Vec<Stage<'_>>> {
    let mut out: Vec<Vec<Stage<'_>>> = Vec::new();
    for stage in stages {
        if stage.closes && stage.link != Link::Pipe {
            if let (true, Some(last)) = (stage.silent, out.last_mut().and_then(|p| p.last_mut())) {
                last.silent = true;
            }
            continue;
        }
        match out.last_mut() {
            Some(pipeline) if stage.link == Link::Pipe => pipeline.push(stage),
            _ => out.push(vec![stage]),
        }
    }
    out
}

/// The command of a pipeline that gives the lines their form.
fn shown(stages: Vec<Stage<'_>>) -> Option<Command<'_>> {
    let mut shown: Option<Command<'_>> = None;
    for stage in stages {
        let Some(command) = stage.command else { continue };
        shown = Some(match shown {
            None => command,
            Some(before) if stage.by_name && reads(&command) => {
                with_operands(command, &before, |word| word.contains(['.', '*']))
            }
            Some(_) if stage.by_name => command,
            Some(before) if reads_file(&before) && takes_over(&command) => {
                with_operands(command, &before, |_| true)
            }
            Some(before) if keeps_lines(&command) => before,
            Some(_) => command,
        });
    }
    shown
}

/// A command that reads its standard input, as if it were given the last file of the one before it.
fn with_operands<'a>(
    mut command: Command<'a>,
    before: &Command<'a>,
    is_file: impl Fn(&str) -> bool,
) -> Command<'a> {
    let file = before.args.iter().rfind(|arg| !is_option(arg)).filter(|arg| is_file(arg));
    command.args.extend(file.cloned());
    command
}

/// Whether a command does nothing but print a file.
fn reads_file(command: &Command<'_>) -> bool {
    reads(command) && command.operands().next().is_some()
}

/// Whether a program prints the files that it is given.
fn reads(command: &Command<'_>) -> bool {
    matches!(&*command.program, "cat" | "head" | "tail" | "bat" | "zcat" | "type")
}

/// Whether a command behind `cat file |` is one that could have been given the file itself. One that
/// leaves out what it finds (`grep -v`) only passes the rest on.
fn takes_over(command: &Command<'_>) -> bool {
    match &*command.program {
        "nl" => true,
        _ => command.searches() && (!command.has_flag('v') || !keeps_lines(command)),
    }
}

/// Whether a command in a later place of a pipeline passes on lines as they are.
fn keeps_lines(command: &Command<'_>) -> bool {
    match &*command.program {
        "head" | "tail" | "tee" | "less" | "more" | "tac" | "sponge" => true,
        "cat" => !command.has_flag('n') && !command.has_flag('b'),
        "sort" => true,
        "uniq" => !command.has_flag('c'),
        "sed" | "expand" => true,
        "cut" => command.has_flag('c'),
        "tr" => command.has_flag('d'),
        _ if command.is_awk() => command.operands().any(is_line_range),
        "findstr" | "Select-String" | "Out-Host" | "Out-String" => true,
        _ if command.searches() => {
            !"nco".chars().any(|flag| command.has_flag(flag)) && !command.has_option("--count")
        }
        _ => false,
    }
}

/// Whether an `awk` program only picks lines: `NR>=10 && NR<=20`.
pub(crate) fn is_line_range(program: &str) -> bool {
    program.contains("NR") && (!program.contains('{') || program.contains("{print}"))
}

/// Whether a command prints nothing when all goes well.
fn is_quiet(command: &Command<'_>) -> bool {
    const QUIET: &[&str] = &[
        ".",
        ":",
        "[",
        "[[",
        "alias",
        "break",
        "cd",
        "chmod",
        "chown",
        "continue",
        "cp",
        "declare",
        "exit",
        "export",
        "false",
        "kill",
        "let",
        "ln",
        "local",
        "mkdir",
        "mktemp",
        "mv",
        "popd",
        "pushd",
        "read",
        "readonly",
        "return",
        "rm",
        "rmdir",
        "set",
        "shift",
        "shopt",
        "sleep",
        "source",
        "test",
        "touch",
        "trap",
        "true",
        "ulimit",
        "umask",
        "unalias",
        "unset",
        "wait",
        "conda",
        "nvm",
        "deactivate",
        "Set-Location",
    ];
    QUIET.contains(&&*command.program)
}

/// Whether a command prints a line or two beside what others print.
pub(crate) fn is_remark(command: &Command<'_>) -> bool {
    match &*command.program {
        "echo" | "printf" | "pwd" | "date" | "which" | "Write-Host" | "Write-Output" => true,
        "git" => matches!(
            command.subcommand(),
            "add"
                | "checkout"
                | "switch"
                | "stash"
                | "fetch"
                | "config"
                | "init"
                | "reset"
                | "clean"
                | "restore"
                | "apply"
                | "branch"
                | "rev-parse"
        ),
        _ => false,
    }
}

/// Whether what a command prints is the content of files rather than a report of its own work.
fn shows_content(command: &Command<'_>) -> bool {
    match &*command.program {
        "git" => matches!(
            command.subcommand(),
            "diff" | "show" | "log" | "grep" | "status" | "blame" | "ls-files" | "cat-file"
        ),
        _ if command.searches() || command.is_awk() => true,
        program => matches!(
            program,
            "cat"
                | "head"
                | "tail"
                | "sed"
                | "nl"
                | "bat"
                | "less"
                | "more"
                | "find"
                | "fd"
                | "ls"
                | "tree"
                | "jq"
                | "curl"
                | "wget"
                | "diff"
                | "xxd"
                | "hexdump"
                | "od"
                | "base64"
                | "env"
                | "ps"
                | "docker"
                | "kubectl"
                | "wc"
                | "stat"
                | "type"
                | "Get-Content"
                | "journalctl"
        ),
    }
}
