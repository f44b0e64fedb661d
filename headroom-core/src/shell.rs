//! Shell lines, read far enough to tell which program printed what a tool returned.
//!
//! Nothing is executed or expanded. The reader follows the grammar of POSIX shells (quotes, lists,
//! pipelines, redirections, here-documents) and gives up softly: on a line that is no shell line it
//! yields whatever words there are.

mod inner;
mod lexer;
mod programs;
mod shown;
mod stage;

use std::borrow::Cow;

use stage::stages;

pub(crate) use shown::{is_line_range, is_remark};

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
    shown::choose(shown::printers(stages(line, 0)))
}

/// The commands of a line that print, in order: one of each pipeline.
pub(crate) fn printers(line: &str) -> Vec<Command<'_>> {
    shown::printers(stages(line, 0))
}

/// The command that prints all of a line's output, if there is only one that prints.
pub(crate) fn only_printer(line: &str) -> Option<Command<'_>> {
    let mut printers = shown::printers(stages(line, 0));
    printers.pop().filter(|_| printers.is_empty())
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
            ("docker exec -it -u me web cat a.py", "cat <a.py>"),
            ("docker compose exec -T web sh -c 'cd x && ls'", "cd <x> ; ls"),
            ("docker ps -a", "docker <ps> <-a>"),
            ("kubectl exec -n a pod -- cat b", "cat <b>"),
            ("kubectl get pods", "kubectl <get> <pods>"),
            ("ssh -p 22 host 'cd x; cat y' | head", "cd <x> ; cat <y> ; head"),
            ("ssh host", "ssh <host>"),
            ("find . -name '*.py' -exec sed -n 1,9p {} \\;", "sed <-n> <1,9p> <*.py>"),
            ("find . -type f -exec cat {} + | wc", "cat <{}> ; wc"),
            ("docker exec a docker exec b ls", "ls"),
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
            ("cat f | grep -v '^#'", "cat f"),
            ("cat f | cut -c1-99 | tr -d '\\r'", "cat f"),
            ("find . -name a.py | xargs cat", "cat a.py"),
            ("git ls-files | xargs cat", "cat"),
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
