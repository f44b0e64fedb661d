//! Whether so little is read of a file that it is no outline that was looked for.

use headroom_core::{Hints, shell};

use super::source::Source;

/// So many lines are as quickly read as their outline.
const SHORT_FILE: usize = 100;

/// So many lines of a file are read for what they say, if more of it could have been read.
const SHORT_PART: usize = 250;

/// Whether what is read is short, for a file or for a part of one.
pub(super) fn is_short(source: &Source<'_>, hints: &Hints<'_>) -> bool {
    source.len() <= SHORT_FILE || source.len() <= SHORT_PART && is_part(source, hints)
}

/// Whether lines of a file were asked for that do not begin with the first.
fn is_part(source: &Source<'_>, hints: &Hints<'_>) -> bool {
    if let Some(first) = source.first_number() {
        return first > 1;
    }
    let command = hints.arguments.command.and_then(shell::producer);
    command.is_some_and(|command| match &*command.program {
        "tail" => true,
        "sed" | "awk" => command.operands().any(begins_later),
        _ => false,
    })
}

/// Whether a program for `sed` or `awk` begins with a line number other than 1: `120,180p`, `NR>=120`.
fn begins_later(program: &str) -> bool {
    let program =
        program.strip_prefix("NR>=").or_else(|| program.strip_prefix("NR==")).unwrap_or(program);
    let digits = program.len() - program.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let number = program.get(..digits).and_then(|number| number.parse::<usize>().ok());
    number.is_some_and(|number| number > 1) && program.len() > digits
}

#[cfg(test)]
mod tests {
    use headroom_core::Arguments;

    use super::*;

    #[test]
    fn parts_are_told_from_files() {
        let text = |from: usize| -> String {
            (from..from + 120).map(|n| format!("{n:6}\tlet a = {n};\n")).collect()
        };
        let plain = "let a = 1;\n".repeat(120);
        for (command, text, short) in [
            ("cat a.rs", plain.clone(), false),
            ("sed -n '1,120p' a.rs", plain.clone(), false),
            ("sed -n '120,240p' a.rs", plain.clone(), true),
            ("sed -n 120,240p a.rs", plain.clone(), true),
            ("awk 'NR>=7 && NR<=127' a.rs", plain.clone(), true),
            ("tail -n 120 a.rs", plain.clone(), true),
            ("tail -n 300 a.rs", plain.repeat(3), false),
            ("cat -n a.rs", text(1), false),
            ("cat -n a.rs | sed -n 7,127p", text(7), true),
            ("cat a.rs", "let a = 1;\n".repeat(100), true),
        ] {
            let hints = Hints::none().with_arguments(Arguments::command(command));
            let source = Source::of(&text, &hints);
            assert_eq!(is_short(&source, &hints), short, "{command}");
        }
    }
}
