//! Commands that run another one, given behind arguments of their own: in a container, on another
//! machine, for each file that is found.

use std::borrow::Cow;

use super::{Command, is_option};

/// The words of the command that a command runs, if it is one of those.
pub(super) fn inner<'a>(command: &Command<'a>) -> Option<Vec<Cow<'a, str>>> {
    let words = match &*command.program {
        "docker" | "podman" | "nerdctl" | "docker-compose" => in_container(&command.args)?,
        "kubectl" | "oc" if command.subcommand() == "exec" => {
            let at = command.args.iter().position(|word| word == "--")?;
            command.args.get(at + 1..)?.to_vec()
        }
        "ssh" => on_host(&command.args)?,
        "find" => for_each(&command.args)?,
        _ => return None,
    };
    (!words.is_empty()).then_some(words)
}

/// `docker exec -it -u me name cat x`, `docker compose exec name cat x`.
fn in_container<'a>(args: &[Cow<'a, str>]) -> Option<Vec<Cow<'a, str>>> {
    const TAKES: &[&str] = &["-e", "-u", "-w", "--env", "--env-file", "--user", "--workdir"];
    let at = args.iter().take(4).position(|word| word == "exec")?;
    let rest = behind_options(args.get(at + 1..)?, TAKES);
    Some(rest.get(1..)?.to_vec())
}

/// `ssh -p 22 host 'cd x; cat y'`: the shell there reads the words as one line.
fn on_host<'a>(args: &[Cow<'a, str>]) -> Option<Vec<Cow<'a, str>>> {
    const TAKES: &[&str] = &["-F", "-J", "-L", "-R", "-i", "-l", "-o", "-p"];
    let line = behind_options(args, TAKES).get(1..)?.join(" ");
    (!line.is_empty()).then(|| vec!["sh".into(), "-c".into(), line.into()])
}

/// `find . -name '*.py' -exec cat {} +`, with what is looked for in place of each file.
fn for_each<'a>(args: &[Cow<'a, str>]) -> Option<Vec<Cow<'a, str>>> {
    let is = |word: &Cow<'_, str>, known: &[&str]| known.contains(&&**word);
    let at = args.iter().position(|word| is(word, &["-exec", "-execdir", "-ok"]))?;
    let name = args.iter().position(|word| is(word, &["-name", "-iname", "-path"]));
    let name = name.and_then(|at| args.get(at + 1));
    let run = args.get(at + 1..)?.iter().take_while(|word| !is(word, &[";", "+"]));
    let each = |word: &Cow<'a, str>| match name {
        Some(name) if word == "{}" => name.clone(),
        _ => word.clone(),
    };
    Some(run.map(each).collect())
}

/// The words from the first one on that is no option and no value of one.
fn behind_options<'w, 'a>(words: &'w [Cow<'a, str>], takes: &[&str]) -> &'w [Cow<'a, str>] {
    let mut at = 0;
    while let Some(option) = words.get(at).filter(|word| is_option(word)) {
        at += 1 + usize::from(takes.contains(&&**option));
    }
    words.get(at..).unwrap_or_default()
}
