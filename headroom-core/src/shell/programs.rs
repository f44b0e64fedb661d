//! Programs that go by several names.

use super::Command;

impl Command<'_> {
    /// Whether the program is `grep` by one of its own names.
    pub(crate) fn is_grep(&self) -> bool {
        matches!(&*self.program, "grep" | "egrep" | "fgrep" | "zgrep")
    }

    /// Whether the program searches lines of files, in the manner of `grep`.
    pub(crate) fn searches(&self) -> bool {
        self.is_grep() || matches!(&*self.program, "rg" | "ag" | "ack" | "git-grep" | "findstr")
    }

    pub(crate) fn is_awk(&self) -> bool {
        matches!(&*self.program, "awk" | "gawk" | "mawk")
    }
}
