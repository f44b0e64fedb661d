//! Shell lines, read far enough to tell which program printed what a tool returned.
//!
//! Nothing is executed or expanded. The reader follows the grammar of POSIX shells (quotes, lists,
//! pipelines, redirections, here-documents) and gives up softly: on a line that is no shell line it
//! yields whatever words there are.

mod lexer;

use std::borrow::Cow;

use lexer::{Lexer, Token};

/// How deep `sh -c '...'` is followed.
const MAX_NESTING: usize = 4;

/// A simple command: a program and its arguments, without assignments, redirections and wrappers
/// such as `sudo` or `timeout 10`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Command<'a> {
    /// Base name of the program: `grep` for `/usr/bin/grep`.
    pub program: Cow<'a, str>,
    /// The arguments, unquoted. Substitutions such as `$(date)` stand as they were written.
    pub args: Vec<Cow<'a, str>>,
}

impl Command<'_> {
    /// The arguments that are no options, in order. Values of options count as well, since only the
    /// program knows which options take one.
    pub fn operands(&self) -> impl Iterator<Item = &str> {
        self.args.iter().map(AsRef::as_ref).filter(|arg| !is_option(arg))
    }

    /// Whether a short option with this letter is set, alone or in a group (`-rn` has `n`).
    #[must_use]
    pub fn has_flag(&self, letter: char) -> bool {
        self.args
            .iter()
            .take_while(|arg| *arg != "--")
            .filter_map(|arg| arg.strip_prefix('-'))
            .any(|flags| !flags.starts_with('-') && flags.contains(letter))
    }

    /// Whether this argument is given, as it is or followed by `=value`.
    #[must_use]
    pub fn has_option(&self, option: &str) -> bool {
        self.args
            .iter()
            .filter_map(|arg| arg.strip_prefix(option))
            .any(|rest| rest.is_empty() || rest.starts_with('='))
    }

    /// The first argument that is no option: the subcommand of `git`, `cargo` and their kind.
    #[must_use]
    pub fn subcommand(&self) -> &str {
        let mut args = self.args.iter();
        while let Some(arg) = args.next() {
            // Of the options before a subcommand these take the next word as their value.
            if matches!(&**arg, "-C" | "-c" | "--prefix" | "--manifest-path" | "-p" | "--git-dir") {
                args.next();
            } else if !is_option(arg) && !arg.starts_with('+') {
                return arg;
            }
        }
        ""
    }

    fn into_owned(self) -> Command<'static> {
        Command {
            program: Cow::Owned(self.program.into_owned()),
            args: self.args.into_iter().map(|arg| Cow::Owned(arg.into_owned())).collect(),
        }
    }
}

/// Whether a word is an option rather than an operand; a lone `-` is standard input.
fn is_option(arg: &str) -> bool {
    arg.len() > 1 && arg.starts_with('-')
}

/// The simple commands of a shell line, in order. Linear in the line.
#[must_use]
pub fn commands(line: &str) -> Vec<Command<'_>> {
    stages(line, 0).into_iter().filter_map(|stage| stage.command).collect()
}

/// The command whose output a result shows, if one command can be named.
///
/// In a pipeline that is the first one, unless a later one changes what the lines look like:
/// `cargo test | tail -50` shows `cargo test`, `ls | wc -l` shows `wc`. In a list it is the last
/// command that prints; `None` if several print different things. Linear in the line.
///
/// # Example
///
/// ```
/// let command = headroom_core::shell::producer("cd x && cargo test 2>&1 | tail -50");
/// assert_eq!(command.map(|c| c.program), Some("cargo".into()));
/// ```
#[must_use]
pub fn producer(line: &str) -> Option<Command<'_>> {
    let mut printers: Vec<Command<'_>> = Vec::new();
    for stages in pipelines(stages(line, 0)) {
        let silent = stages.last().is_none_or(|stage| stage.silent);
        let is_fallback = stages.first().is_some_and(|stage| stage.link == Link::Or);
        let prints = |command: &Command<'_>| !silent && !is_fallback && !is_quiet(command);
        printers.extend(shown(stages).filter(prints));
    }
    choose(printers)
}

/// The last of the commands that print, unless what they print differs in kind.
fn choose(mut printers: Vec<Command<'_>>) -> Option<Command<'_>> {
    if printers.iter().any(|command| !is_remark(command)) {
        printers.retain(|command| !is_remark(command));
    }
    let last = printers.pop()?;
    let shows = printers.iter().any(shows_content) || shows_content(&last);
    let agree = printers.iter().all(|command| command.program == last.program);
    (agree || !shows).then_some(last)
}

/// How a command follows on the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Link {
    Then,
    Or,
    Pipe,
}

/// One place in a pipeline. The command is missing where only a keyword stands (`done | tail`).
#[derive(Debug)]
struct Stage<'a> {
    command: Option<Command<'a>>,
    link: Link,
    /// Its standard output goes to a file.
    silent: bool,
    /// It closes a compound command, whose output is what a pipe then carries.
    closes: bool,
    /// It reads the files that the stage before it names (`xargs`), not that stage's lines.
    by_name: bool,
}

impl Stage<'_> {
    fn into_owned(self) -> Stage<'static> {
        let Stage { command, link, silent, closes, by_name } = self;
        Stage { command: command.map(Command::into_owned), link, silent, closes, by_name }
    }
}

/// Cuts a line into stages and follows `sh -c` down to a bounded depth.
fn stages(line: &str, depth: usize) -> Vec<Stage<'_>> {
    let mut out = Vec::new();
    let mut words = Vec::new();
    let (mut link, mut silent) = (Link::Then, false);
    for token in Lexer::new(line) {
        let next = match token {
            Token::Word(word) => {
                words.push(word);
                continue;
            }
            Token::Redirect(away) => {
                silent |= away;
                continue;
            }
            // Inside `[[ ... ]]` these are operators of the test.
            _ if words.iter().any(|word| word == "[[")
                && words.last().is_some_and(|word| word != "]]") =>
            {
                continue;
            }
            Token::Pipe => Link::Pipe,
            Token::Or => Link::Or,
            Token::Then => Link::Then,
        };
        stage(std::mem::take(&mut words), link, silent, depth, &mut out);
        (link, silent) = (next, false);
    }
    stage(words, link, silent, depth, &mut out);
    out
}

/// Turns the words of one simple command into stages: one, or those of the script it runs.
fn stage<'a>(
    words: Vec<Cow<'a, str>>,
    link: Link,
    silent: bool,
    depth: usize,
    out: &mut Vec<Stage<'a>>,
) {
    if words.is_empty() && link != Link::Pipe && !silent {
        return;
    }
    let closes = words.first().is_none_or(|word| CLOSING.contains(&&**word));
    let by_name = words.iter().any(|word| word == "xargs");
    let Some(command) = unwrap(words) else {
        out.push(Stage { command: None, link, silent, closes, by_name });
        return;
    };
    let script = if depth < MAX_NESTING { script_of(&command) } else { None };
    let Some(script) = script else {
        out.push(Stage { command: Some(command), link, silent, closes: false, by_name });
        return;
    };
    let first = out.len();
    match script {
        Cow::Borrowed(script) => out.extend(stages(script, depth + 1)),
        Cow::Owned(script) => {
            for stage in stages(&script, depth + 1) {
                out.push(stage.into_owned());
            }
        }
    }
    for inner in out.iter_mut().skip(first) {
        inner.silent |= silent;
    }
    if let Some(inner) = out.get_mut(first) {
        inner.link = link;
    }
}

/// Keywords that end a compound command.
const CLOSING: &[&str] = &["done", "fi", "esac", "}"];

/// Keywords that a command may follow.
const OPENING: &[&str] = &["if", "then", "elif", "else", "while", "until", "do", "!", "{", "time"];

/// Takes keywords, assignments and wrappers off the front. `None` if no program is left.
fn unwrap(words: Vec<Cow<'_, str>>) -> Option<Command<'_>> {
    let mut words = words.into_iter().peekable();
    loop {
        let word = words.next()?;
        if OPENING.contains(&&*word) || is_assignment(&word) {
            continue;
        }
        if CLOSING.contains(&&*word) || matches!(&*word, "for" | "case" | "select" | "function") {
            return None;
        }
        let program = base_name(word);
        let Some((_, takes)) = WRAPPERS.iter().find(|(name, _)| *name == program) else {
            return Some(Command { program, args: words.collect() });
        };
        skip_wrapper(&mut words, takes, &program);
        if words.peek().is_none() {
            // `env` and `time` on their own are programs like any other.
            return Some(Command { program, args: Vec::new() });
        }
    }
}

/// Programs that run the program named after their own options, with the options of theirs that
/// take a value.
const WRAPPERS: &[(&str, &[&str])] = &[
    ("command", &[]),
    ("builtin", &[]),
    ("chronic", &[]),
    ("doas", &["-u"]),
    ("env", &["-u", "-C", "--unset", "--chdir"]),
    ("exec", &["-a"]),
    ("ionice", &["-c", "-n"]),
    ("nice", &["-n"]),
    ("nohup", &[]),
    ("setsid", &[]),
    ("stdbuf", &["-i", "-o", "-e"]),
    ("sudo", &["-u", "-g", "-C", "-D", "-h", "-p", "-U"]),
    ("time", &["-f", "-o"]),
    ("timeout", &["-s", "-k", "--signal", "--kill-after"]),
    ("unbuffer", &[]),
    ("winpty", &[]),
    ("xargs", &["-n", "-I", "-P", "-L", "-d", "-a", "-E", "-s"]),
];

/// Skips a wrapper's options and, for `timeout`, the duration.
fn skip_wrapper<'a>(
    words: &mut std::iter::Peekable<std::vec::IntoIter<Cow<'a, str>>>,
    takes: &[&str],
    wrapper: &str,
) {
    while let Some(option) = words.next_if(|word| is_option(word) || is_assignment(word)) {
        if takes.contains(&&*option) {
            words.next();
        }
    }
    if wrapper == "timeout" {
        words.next_if(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    }
}

/// Whether a word is `NAME=value`.
fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        let name = name.trim_end_matches('+').as_bytes();
        name.first().is_some_and(|first| first.is_ascii_alphabetic() || *first == b'_')
            && name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
    })
}

/// The last component of a path, without `.exe`.
fn base_name(word: Cow<'_, str>) -> Cow<'_, str> {
    match word {
        Cow::Borrowed(word) => Cow::Borrowed(base(word)),
        Cow::Owned(word) => Cow::Owned(base(&word).to_owned()),
    }
}

fn base(word: &str) -> &str {
    let name = word.rsplit(['/', '\\']).next().unwrap_or(word);
    name.strip_suffix(".exe").unwrap_or(name)
}

/// The script of `sh -c script`, `bash -lc script`.
fn script_of<'a>(command: &Command<'a>) -> Option<Cow<'a, str>> {
    if !matches!(&*command.program, "sh" | "bash" | "zsh" | "dash" | "ksh" | "ash") {
        return None;
    }
    let mut args = command.args.iter();
    args.by_ref().take_while(|arg| is_option(arg)).find(|arg| {
        arg.strip_prefix('-').is_some_and(|flags| !flags.starts_with('-') && flags.contains('c'))
    })?;
    args.find(|arg| !is_option(arg)).cloned()
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
            Some(_) if stage.by_name => command,
            Some(before) if reads_file(&before) && takes_over(&command) => {
                with_operands(command, &before)
            }
            Some(before) if keeps_lines(&command) => before,
            Some(_) => command,
        });
    }
    shown
}

/// A command that reads its standard input, as if it were given the files of the one before it.
fn with_operands<'a>(mut command: Command<'a>, before: &Command<'a>) -> Command<'a> {
    let file = before.args.iter().rfind(|arg| !is_option(arg)).cloned();
    command.args.extend(file);
    command
}

/// Whether a command does nothing but print a file.
fn reads_file(command: &Command<'_>) -> bool {
    matches!(&*command.program, "cat" | "head" | "tail" | "bat" | "zcat" | "type")
        && command.operands().next().is_some()
}

/// Whether a command behind `cat file |` is one that could have been given the file itself.
fn takes_over(command: &Command<'_>) -> bool {
    matches!(&*command.program, "grep" | "egrep" | "fgrep" | "rg" | "ag" | "nl")
}

/// Whether a command in a later place of a pipeline passes on lines as they are.
fn keeps_lines(command: &Command<'_>) -> bool {
    match &*command.program {
        "head" | "tail" | "tee" | "less" | "more" | "tac" | "sponge" => true,
        "cat" => !command.has_flag('n') && !command.has_flag('b'),
        "sort" => true,
        "uniq" => !command.has_flag('c'),
        "sed" => command.has_flag('n'),
        "awk" | "gawk" | "mawk" => command.operands().any(is_line_range),
        "grep" | "egrep" | "fgrep" | "rg" | "ag" => {
            !"nco".chars().any(|flag| command.has_flag(flag)) && !command.has_option("--count")
        }
        "findstr" | "Select-String" | "Out-Host" | "Out-String" => true,
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
fn is_remark(command: &Command<'_>) -> bool {
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
        program => matches!(
            program,
            "cat"
                | "head"
                | "tail"
                | "sed"
                | "awk"
                | "nl"
                | "bat"
                | "less"
                | "more"
                | "grep"
                | "egrep"
                | "fgrep"
                | "rg"
                | "ag"
                | "ack"
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

#[cfg(test)]
mod tests {
    use super::{commands, producer};
    use proptest::prelude::*;

    /// The commands as one text: words joined by blanks, commands by ` ; `.
    fn plain(line: &str) -> String {
        let command = |c: &super::Command<'_>| {
            let mut words = vec![c.program.to_string()];
            words.extend(c.args.iter().map(|arg| format!("<{arg}>")));
            words.join(" ")
        };
        commands(line).iter().map(command).collect::<Vec<_>>().join(" ; ")
    }

    #[test]
    fn lines_become_commands() {
        for (line, expected) in [
            ("grep -rn foo .", "grep <-rn> <foo> <.>"),
            ("/usr/bin/grep 'a b' \"c $d\" e\\ f", "grep <a b> <c $d> <e f>"),
            ("cd x && ls; pwd || true", "cd <x> ; ls ; pwd ; true"),
            ("FOO=1 BAR='x y' cmd a=b", "cmd <a=b>"),
            ("env FOO=1 sudo -u me timeout -s KILL 10 nice -n 5 cmd x", "cmd <x>"),
            ("cmd 2>&1 >/dev/null <in >>out &> all a", "cmd <a>"),
            ("bash -lc \"cd a && grep -n 'x y' f\"", "cd <a> ; grep <-n> <x y> <f>"),
            ("bash -c 'sh -c \"echo hi\"'", "echo <hi>"),
            ("echo $(cat a | grep b) `ls; ls`", "echo <$(cat a | grep b)> <`ls; ls`>"),
            ("echo \"$(echo \")\")\" x", "echo <$(echo \")\")> <x>"),
            ("cat <<'EOF' > f\nrm -rf / | x\nEOF\nls", "cat ; ls"),
            ("cat <<-EOF f\n\ta\n\tEOF\nls", "cat <f> ; ls"),
            ("ls # all; rm x\npwd", "ls ; pwd"),
            ("echo a#b", "echo <a#b>"),
            ("for f in *.c; do gcc $f; done 2>&1 | tail", "gcc <$f> ; tail"),
            ("if [[ -f a && -d b ]]; then ls; fi", "[[ <-f> <a> <-d> <b> <]]> ; ls"),
            ("(cd a; ls)", "cd <a> ; ls"),
            ("a \\\n b", "a <b>"),
            ("find . | xargs -n 1 grep x", "find <.> ; grep <x>"),
            ("C:\\\\bin\\\\rg.exe x", "rg <x>"),
            ("echo 'open", "echo <open>"),
            ("echo '' x", "echo <> <x>"),
            ("diff <(sort a) <(sort b)", "diff <<(sort a)> <<(sort b)>"),
            ("grep 'größe' Ä.txt", "grep <größe> <Ä.txt>"),
            ("env", "env"),
            ("", ""),
        ] {
            assert_eq!(plain(line), expected, "{line}");
        }
    }

    #[test]
    fn the_producer_is_the_command_whose_lines_are_seen() {
        for (line, expected) in [
            ("cargo test 2>&1 | tail -50", "cargo test"),
            ("cd x && grep -rn foo .", "grep -rn foo ."),
            ("cat f | grep x", "grep x f"),
            ("cat f | grep -n x | head", "grep -n x f"),
            ("cargo test | grep FAILED", "cargo test"),
            ("ls | wc -l", "wc -l"),
            ("ps aux | awk '{print $2}'", "awk {print $2}"),
            ("find . -name x | xargs grep -l foo | sort | uniq", "grep -l foo"),
            ("find /t -type f | grep -v __pycache__ | head -20", "find /t -type f"),
            ("cat a.json | jq .", "jq ."),
            ("for f in *; do gcc $f; done 2>&1 | tail", "gcc $f"),
            ("make > log 2>&1; tail -5 log", "tail -5 log"),
            ("make && ./run", "run"),
            ("cat a; cat b", "cat b"),
            ("git stash; git diff", "git diff"),
            ("echo === && cat a", "cat a"),
            ("python x.py || echo failed", "python x.py"),
            ("export A=1; source v/bin/activate; pytest -q", "pytest -q"),
            ("pytest; cat log", "-"),
            ("ls; cat f", "-"),
            ("cd x", "-"),
            ("cat > f <<E\nx\nE\n", "-"),
            ("echo hi", "echo hi"),
            ("", "-"),
        ] {
            let command = producer(line).map_or_else(
                || "-".to_owned(),
                |c| {
                    let mut words = vec![c.program.to_string()];
                    words.extend(c.args.iter().map(ToString::to_string));
                    words.join(" ")
                },
            );
            assert_eq!(command, expected, "{line}");
        }
    }

    proptest! {
        #[test]
        fn any_line_is_read(line in "\\PC*", shell in "[a-z \"'`$(){}<>|&;\\\\\n#é=-]*") {
            for line in [&line, &shell] {
                prop_assert_eq!(commands(line), commands(line));
                let _ = producer(line);
            }
        }
    }
}
