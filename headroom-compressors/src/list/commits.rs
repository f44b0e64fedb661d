//! What `git log` prints: the newest commits, and of the others the subjects.
//!
//! ```text
//! commit 4be1...                                   commit 4be1...
//! Author: Ada <ada@example.com>                    Author: Ada <ada@example.com>
//! Date:   Mon Mar 3 12:20:00 2025 +0200            Date:   Mon Mar 3 12:20:00 2025 +0200
//!
//!     Add a cache                                      Add a cache
//!
//!     It holds what was read.                          It holds what was read.
//!
//! commit 77c0...                                   [lines 8-12 left out]
//! Author: Ada <ada@example.com>                        Fix the parser
//! Date:   Mon Mar 3 11:02:41 2025 +0200            [lines 14-17 left out]
//!
//!     Fix the parser
//! ...
//! ```

use headroom_core::{Hints, is_commit};

use super::{Kept, List, NOTICE, marks};

/// A commit: its first row, that of its subject, and the row after its last one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Commit {
    from: usize,
    subject: usize,
    to: usize,
}

/// Commits of which all but long messages and statistics stay, whatever the budget.
const NEWEST: usize = 3;

/// Tokens that subjects may take, for each that is aimed at.
const SUBJECTS: usize = 2;

/// The commits of a list; `None` if it is none of commits.
pub(super) fn of(list: &List<'_>) -> Option<Vec<Commit>> {
    let starts = |row: &usize| is_commit(list.line(*row));
    let mut rows = (0..list.lines.len()).filter(starts).peekable();
    let mut commits = Vec::new();
    while let Some(from) = rows.next() {
        let to = rows.peek().copied().unwrap_or(list.lines.len());
        let message = |row: &usize| list.line(*row).starts_with("    ");
        commits.push(Commit { from, subject: (from..to).find(message).unwrap_or(from), to });
    }
    (commits.len() >= 2 && starts(&0)).then_some(commits)
}

/// The rows that stay. Linear in the text.
pub(super) fn choose(
    list: &List<'_>,
    commits: &[Commit],
    aim: usize,
    hints: &Hints<'_>,
) -> Vec<bool> {
    let mut kept = Kept::new(list, aim);
    for commit in commits.iter().take(NEWEST).chain(commits.last()) {
        commit.keep_short(list, &mut kept);
    }
    let number = |row: usize| commits.partition_point(|commit| commit.to <= row);
    for row in marks::asked(list, hints) {
        if kept.left < aim / 3 {
            break;
        }
        kept.keep(list, row);
        if let Some(commit) = commits.get(number(row)) {
            (commit.from..=commit.subject).for_each(|row| kept.keep(list, row));
        }
    }
    for commit in commits {
        let cost: usize = commit.short(list).map(|row| list.cost(row)).sum();
        if cost > kept.left {
            break;
        }
        commit.keep_short(list, &mut kept);
    }
    kept.left = aim * SUBJECTS;
    for commit in commits {
        let Some(left) = kept.left.checked_sub(list.cost(commit.subject) + NOTICE) else { break };
        kept.keep(list, commit.subject);
        kept.left = left;
    }
    kept.rows
}

impl Commit {
    /// Its rows without what is beyond the start of a long message and of long statistics.
    fn short<'l>(&self, list: &'l List<'_>) -> impl Iterator<Item = usize> + use<'l> {
        const MESSAGE: usize = 8;
        const FILES: usize = 8;
        let (mut message, mut files) = (0, 0);
        (self.from..self.to).filter(move |row| {
            let line = list.line(*row);
            if line.starts_with("    ") {
                message += 1;
                return message <= MESSAGE;
            }
            // The total of the statistics says how many files there are.
            if line.starts_with(' ') && line.contains(" | ") {
                files += 1;
                return files <= FILES;
            }
            !(message > MESSAGE && line.is_empty())
        })
    }

    fn keep_short(&self, list: &List<'_>, kept: &mut Kept) {
        self.short(list).for_each(|row| kept.keep(list, row));
    }
}
