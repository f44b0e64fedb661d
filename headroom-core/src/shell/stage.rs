//! The stages of a shell line: simple commands, and how each follows on the one before it.

use std::borrow::Cow;

use super::inner::inner;
use super::lexer::{Lexer, Token};
use super::{Command, is_option};
use crate::file_name;

/// How deep `sh -c '...'` is followed.
const MAX_NESTING: usize = 4;

/// How a command follows on the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Link {
    Then,
    Or,
    Pipe,
}

/// One place in a pipeline. The command is missing where only a keyword stands (`done | tail`).
#[derive(Debug)]
pub(super) struct Stage<'a> {
    pub(super) command: Option<Command<'a>>,
    pub(super) link: Link,
    /// Its standard output goes to a file.
    pub(super) silent: bool,
    /// It closes a compound command, whose output is what a pipe then carries.
    pub(super) closes: bool,
    /// It reads the files that the stage before it names (`xargs`), not that stage's lines.
    pub(super) by_name: bool,
}

impl Stage<'_> {
    fn into_owned(self) -> Stage<'static> {
        let Stage { command, link, silent, closes, by_name } = self;
        Stage { command: command.map(Command::into_owned), link, silent, closes, by_name }
    }
}

/// Cuts a line into stages and follows `sh -c` down to a bounded depth.
pub(super) fn stages(line: &str, depth: usize) -> Vec<Stage<'_>> {
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
    let mut depth = 0;
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
            let command = Command { program, args: words.collect() };
            let within = if depth < MAX_NESTING { inner(&command) } else { None };
            let Some(within) = within else { return Some(command) };
            (words, depth) = (within.into_iter().peekable(), depth + 1);
            continue;
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
    let name = file_name(word);
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
