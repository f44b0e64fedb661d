//! What is known of a conversation, as data for its host. Nothing of it is ever put into a request.

use headroom_core::{BlockKind, Output, Past};
use serde::Serialize;

use super::calls::{Kind, is_same_file, kind};

/// What an agent did so far, taken from its calls and their outputs: all texts are the conversation's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Digest {
    /// Files, in the order in which they were first read or edited.
    pub files: Vec<Touched>,
    /// Commands, in the order in which they were first run.
    pub commands: Vec<Ran>,
    /// The last line of each failed output whose call has not succeeded since.
    pub open_errors: Vec<String>,
    /// What the user said, in order: what was decided stands there.
    pub decisions: Vec<String>,
}

/// A file that the agent read or edited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Touched {
    /// The path, as it was first given.
    pub path: String,
    /// How often it was read.
    pub reads: usize,
    /// How often it was edited.
    pub edits: usize,
    /// What the agent knows of it.
    pub state: FileState,
}

/// What an agent knows of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FileState {
    /// It was read, and not edited since.
    Read,
    /// It was edited, and not read since.
    Edited,
}

/// A command that the agent ran.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Ran {
    /// The command line.
    pub command: String,
    /// How often it was run.
    pub times: usize,
    /// The last line of its last output that says anything.
    pub last_line: String,
    /// The last output is marked as failed.
    pub failed: bool,
}

impl Digest {
    /// The digest of a conversation up to a boundary. Files and commands are compared with each other:
    /// their numbers are those of an agent's calls.
    pub(super) fn of(past: &Past<'_>) -> Self {
        let mut digest = Self::default();
        let users = past.said.iter().filter(|said| said.kind == BlockKind::User);
        digest.decisions = users.map(|said| said.text.to_owned()).collect();
        for output in past.outputs {
            match (kind(output), output.file, output.hints.arguments.command) {
                (kind @ (Kind::Read | Kind::Edit), Some(file), _) => digest.touch(file, kind),
                (_, _, Some(command)) => digest.run(command, output),
                _ => {}
            }
        }
        digest.open_errors = open_errors(past);
        digest
    }

    fn touch(&mut self, path: &str, kind: Kind) {
        let at = self.files.iter().position(|known| is_same_file(&known.path, path));
        let at = at.unwrap_or_else(|| {
            let (path, state) = (path.to_owned(), FileState::Read);
            self.files.push(Touched { path, reads: 0, edits: 0, state });
            self.files.len() - 1
        });
        let Some(file) = self.files.get_mut(at) else { return };
        match kind {
            Kind::Edit => (file.edits, file.state) = (file.edits + 1, FileState::Edited),
            _ => (file.reads, file.state) = (file.reads + 1, FileState::Read),
        }
    }

    fn run(&mut self, command: &str, output: &Output<'_>) {
        let last_line = last_line(output.text).to_owned();
        let failed = output.hints.is_error;
        match self.commands.iter_mut().find(|ran| ran.command == command) {
            Some(ran) => {
                *ran = Ran { times: ran.times + 1, last_line, failed, command: command.to_owned() }
            }
            None => {
                self.commands.push(Ran { command: command.to_owned(), times: 1, last_line, failed })
            }
        }
    }
}

fn open_errors(past: &Past<'_>) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    let last = past
        .outputs
        .iter()
        .rev()
        .filter(|output| seen.insert((output.hints.tool, output.hints.arguments.raw)));
    let failed = last.filter(|output| output.hints.is_error);
    let mut errors: Vec<String> = failed.map(|output| last_line(output.text).to_owned()).collect();
    errors.reverse();
    errors
}

fn last_line(text: &str) -> &str {
    text.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use headroom_core::{Arguments, Hints, Said};

    use super::*;

    #[test]
    fn what_was_done_is_told() {
        let read = Hints::none().with_tool("read_file").with_arguments(Arguments::path("src/a.rs"));
        let edit = Hints::none().with_tool("edit").with_arguments(Arguments::path("/w/src/a.rs"));
        let test = Hints::none().with_tool("bash").with_arguments(Arguments::command("cargo test"));
        let output = |text, hints, file| Output::new(text, hints, 1, 1).with_file(file, true);
        let outputs = [
            output("fn a() {}", read, "src/a.rs"),
            output("ok", edit, "/w/src/a.rs"),
            Output::new("1 failed\n", test.with_error(true), 1, 1),
        ];
        let said = [Said::new(BlockKind::User, "mend a", 0)];
        let digest = Digest::of(&Past::new(&outputs, &said, 1));
        assert_eq!(digest.files.len(), 1);
        assert_eq!((digest.files[0].reads, digest.files[0].edits), (1, 1));
        assert_eq!(digest.files[0].state, FileState::Edited);
        assert_eq!(digest.commands[0].last_line, "1 failed");
        assert_eq!(digest.open_errors, ["1 failed"]);
        assert_eq!(digest.decisions, ["mend a"]);
    }
}
