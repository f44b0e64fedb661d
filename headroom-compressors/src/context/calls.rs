//! What a call did, by its tool and arguments.

use headroom_core::{Output, shell};

/// What a call did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// It showed a file that an agent may edit.
    Read,
    /// It changed a file.
    Edit,
    /// Anything else.
    Other,
}

/// Words in the names of tools that change files, and the verbs of tools that do several things.
const EDITS: [&str; 7] = ["edit", "write", "replace", "patch", "insert", "create", "undo"];

/// What the call of an output did.
pub(super) fn kind(output: &Output<'_>) -> Kind {
    let arguments = output.hints.arguments;
    let verb = arguments.command.filter(|command| is_verb(command) && arguments.path.is_some());
    let name = verb.or(output.hints.tool.filter(|_| arguments.command.is_none() || verb.is_some()));
    let name = name.unwrap_or_default().to_ascii_lowercase();
    let edits = EDITS.iter().any(|word| name.contains(word));
    let line = arguments.command.filter(|_| verb.is_none());
    match line {
        _ if edits => Kind::Edit,
        Some(line) if changes_files(line) => Kind::Edit,
        _ if output.is_read => Kind::Read,
        _ => Kind::Other,
    }
}

fn is_verb(command: &str) -> bool {
    !command.is_empty() && command.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Whether a shell line writes files: a redirection of text typed in it, an edit in place, a patch.
fn changes_files(line: &str) -> bool {
    if memchr::memmem::find(line.as_bytes(), b"<<").is_some() {
        return true;
    }
    shell::commands(line).iter().any(|command| match &*command.program {
        "sed" | "perl" => command.has_flag('i'),
        "patch" | "tee" | "apply_patch" => true,
        "git" => command.subcommand() == "apply",
        _ => false,
    })
}

/// Whether two paths are of one file: equal, or one an end of the other.
pub(super) fn is_same_file(a: &str, b: &str) -> bool {
    let (a, b) = (a.trim_start_matches("./"), b.trim_start_matches("./"));
    let is_end = |long: &str, short: &str| {
        !short.is_empty() && long.strip_suffix(short).is_some_and(|rest| rest.ends_with('/'))
    };
    a == b || is_end(a, b) || is_end(b, a)
}

#[cfg(test)]
mod tests {
    use headroom_core::{Arguments, Hints};

    use super::*;

    #[test]
    fn calls_are_told_apart() {
        let kind = |tool, arguments| {
            let mut output =
                Output::new("", Hints::none().with_tool(tool).with_arguments(arguments), 1, 1);
            output.is_read = true;
            kind(&output)
        };
        let verb = |verb| {
            let mut arguments = Arguments::command(verb);
            arguments.path = Some("a.rs");
            arguments
        };
        for (tool, arguments, expected) in [
            ("read_file", Arguments::path("a.rs"), Kind::Read),
            ("str_replace_editor", verb("view"), Kind::Read),
            ("str_replace_editor", verb("str_replace"), Kind::Edit),
            ("Edit", Arguments::path("a.rs"), Kind::Edit),
            ("bash", Arguments::command("cat a.rs"), Kind::Read),
            ("bash", Arguments::command("sed -i s/a/b/ a.rs"), Kind::Edit),
            ("bash", Arguments::command("cat > a.rs <<'E'\nx\nE"), Kind::Edit),
            ("bash", Arguments::command("git apply x.diff"), Kind::Edit),
        ] {
            assert_eq!(kind(tool, arguments), expected, "{tool} {arguments:?}");
        }
    }

    #[test]
    fn a_file_has_longer_and_shorter_paths() {
        assert!(is_same_file("src/a.rs", "/home/me/src/a.rs"));
        assert!(is_same_file("./a.rs", "a.rs"));
        assert!(!is_same_file("b/a.rs", "c/a.rs"));
        assert!(!is_same_file("a.rs", "aa.rs"));
    }
}
