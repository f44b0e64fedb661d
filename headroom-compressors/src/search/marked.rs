//! Paths behind marks, as of `git status`, `--stat` and `du`: each directory that neighbours share is said once.
//!
//! ```text
//!     modified:   src/cli/args.rs       src/cli/:
//!     deleted:    src/cli/old.rs            modified:   args.rs
//!     modified:   src/cli/run.rs            deleted:    old.rs
//!     modified:   README.md                 modified:   run.rs
//!                                       .:
//!                                           modified:   README.md
//! ```
//!
//! A line that ends with `/:` is a heading: the paths below it are in that directory, up to the next heading or the
//! next line without a mark. Below `.:` they are said whole.

use headroom_core::MarkedPath;

/// A heading over paths that are said whole.
const WHOLE: &str = ".:";

/// What a heading costs besides its directory, in bytes: about two tokens.
const HEADING: usize = 8;

/// A heading is over so many lines at most.
const LONGEST: usize = 64;

/// The text with headings; `None` if there is nothing to say once. Linear.
pub(super) fn fold(text: &str) -> Option<String> {
    let lines: Vec<Marked<'_>> = text.split_inclusive('\n').map(Marked::of).collect();
    let mut out = String::with_capacity(text.len());
    let mut folds = false;
    for run in lines.chunk_by(|a, b| a.path.is_some() == b.path.is_some()) {
        if run.first().is_some_and(|line| line.path.is_none()) {
            run.iter().for_each(|line| out.push_str(line.text));
            continue;
        }
        let mut headed = false;
        for Group { directory, lines } in groups(run) {
            if !directory.is_empty() {
                out.push_str(directory);
                out.push_str(":\n");
            } else if headed {
                out.push_str(WHOLE);
                out.push('\n');
            }
            headed = !directory.is_empty();
            folds |= headed;
            lines.iter().for_each(|line| line.write_below(directory, &mut out));
        }
    }
    folds.then_some(out)
}

/// Whether a folded text has a heading over paths behind marks. Linear.
pub(super) fn is_folded(folded: &str) -> bool {
    memchr::memmem::find_iter(folded.as_bytes(), ":\n").any(|end| {
        let (above, below) = folded.split_at_checked(end + 1).unwrap_or_default();
        let line = above.rsplit('\n').next().unwrap_or_default();
        let next = below.split('\n').nth(1).unwrap_or_default();
        heading(line).is_some() && MarkedPath::parse(next).is_some()
    })
}

/// The text of a fold, line by line. Linear.
pub(super) fn restore(folded: &str) -> String {
    let mut out = String::with_capacity(folded.len() * 2);
    let mut lines = folded.split_inclusive('\n').map(Marked::of).peekable();
    let mut directory = "";
    while let Some(line) = lines.next() {
        let mut over = || lines.peek().is_some_and(|next| next.path.is_some());
        match (heading(line.bare()), line.path) {
            (Some(named), None) if over() => directory = named,
            (_, Some(path)) => line.write_above(directory, path, &mut out),
            (_, None) => {
                directory = "";
                out.push_str(line.text);
            }
        }
    }
    out
}

/// The directory that a heading names; empty for none.
fn heading(line: &str) -> Option<&str> {
    if line == WHOLE {
        return Some("");
    }
    let directory = line.strip_suffix(':')?;
    (directory.ends_with('/') && !directory.contains(char::is_whitespace)).then_some(directory)
}

/// A line, with its line break.
#[derive(Clone, Copy, Debug)]
struct Marked<'a> {
    text: &'a str,
    path: Option<MarkedPath>,
    /// The directory that all its paths are in.
    directory: &'a str,
}

impl<'a> Marked<'a> {
    fn of(text: &'a str) -> Self {
        let bare = text.strip_suffix('\n').unwrap_or(text);
        let path = MarkedPath::parse(bare);
        let directory_at = |at: usize| bare.get(at..).map(directory).unwrap_or_default();
        let directory = path.map_or("", |path| {
            let from = directory_at(path.start);
            path.renamed.map_or(from, |to| shared(from, directory_at(to)))
        });
        Self { text, path, directory }
    }

    fn bare(self) -> &'a str {
        self.text.strip_suffix('\n').unwrap_or(self.text)
    }

    /// Whether nothing but a tab stands before the path: with a directory of its own it would read as a heading.
    fn is_lone(self) -> bool {
        self.path.is_some_and(|path| path.start == 1) && self.text.starts_with('\t')
    }

    /// How many paths it has.
    fn paths(self) -> usize {
        self.path.map_or(0, |path| 1 + usize::from(path.renamed.is_some()))
    }

    /// Writes the line without the directory of its paths.
    fn write_below(self, directory: &str, out: &mut String) {
        let mut from = 0;
        let path = self.path.into_iter();
        for at in path.flat_map(|path| [Some(path.start), path.renamed]).flatten() {
            out.push_str(self.text.get(from..at).unwrap_or_default());
            from = at + directory.len();
        }
        out.push_str(self.text.get(from..).unwrap_or_default());
    }

    /// Writes the line with the directory before its paths.
    fn write_above(self, directory: &str, path: MarkedPath, out: &mut String) {
        let mut from = 0;
        for at in [Some(path.start), path.renamed].into_iter().flatten() {
            out.push_str(self.text.get(from..at).unwrap_or_default());
            out.push_str(directory);
            from = at;
        }
        out.push_str(self.text.get(from..).unwrap_or_default());
    }
}

/// The directory of a path, with its slash, so that a name is left; none of what comes after a blank, a quote or
/// a brace, and none that begins with a dot: a heading must not look like `.:`.
fn directory(path: &str) -> &str {
    if path.starts_with('.') && !path.starts_with("./") && !path.starts_with("../") {
        return "";
    }
    let end = path.find(['{', '"', ' ', '\t']).unwrap_or(path.len());
    let plain = path.get(..end).unwrap_or_default();
    let named = plain.strip_suffix('/').unwrap_or(plain);
    plain.get(..named.rfind('/').map_or(0, |at| at + 1)).unwrap_or_default()
}

/// The directory that two directories are in.
fn shared<'a>(a: &'a str, b: &str) -> &'a str {
    let same = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    let end = a.as_bytes().get(..same).and_then(|same| same.iter().rposition(|byte| *byte == b'/'));
    a.get(..end.map_or(0, |at| at + 1)).unwrap_or_default()
}

/// Lines below a heading, or with their paths whole.
#[derive(Clone, Copy, Debug)]
struct Group<'l, 'a> {
    directory: &'a str,
    lines: &'l [Marked<'a>],
}

/// The cheapest way to write the lines up to one.
#[derive(Clone, Copy, Debug)]
struct Best<'a> {
    cost: usize,
    /// How many lines the last group has.
    lines: usize,
    directory: &'a str,
}

/// The groups that take the fewest bytes. Linear: each line is the last of a bounded number of groups.
fn groups<'l, 'a>(run: &'l [Marked<'a>]) -> Vec<Group<'l, 'a>> {
    let mut best = vec![Best { cost: 0, lines: 0, directory: "" }];
    for end in 1..=run.len() {
        best.extend(last_group(run, &best, end));
    }
    let (mut out, mut end) = (Vec::new(), run.len());
    while let Some(last) = best.get(end).filter(|last| last.lines > 0) {
        let lines = run.get(end - last.lines..end).unwrap_or_default();
        out.push(Group { directory: last.directory, lines });
        end -= last.lines;
    }
    out.reverse();
    out
}

/// The cheapest way to write the first `end` lines, from those to write fewer of them.
fn last_group<'a>(run: &[Marked<'a>], best: &[Best<'a>], end: usize) -> Option<Best<'a>> {
    let (last, before) = (run.get(end - 1)?, best.get(end - 1)?);
    let alone = if before.directory.is_empty() { 0 } else { HEADING };
    let mut found = Best { cost: before.cost + last.text.len() + alone, lines: 1, directory: "" };
    let (mut directory, mut bytes, mut paths) = (last.directory, 0, 0);
    let mut lone = false;
    for lines in 1..=LONGEST.min(end) {
        let first = run.get(end - lines)?;
        let narrower = shared(directory, first.directory);
        lone |= first.is_lone();
        if lone && (narrower != directory || narrower != first.directory) {
            break;
        }
        directory = narrower;
        bytes += first.text.len();
        paths += first.paths();
        if directory.is_empty() {
            break;
        }
        let written = bytes - paths * directory.len() + directory.len() + HEADING;
        let cost = best.get(end - lines)?.cost + written;
        if cost < found.cost {
            found = Best { cost, lines, directory };
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_status_says_each_directory_once() {
        let text = "On branch main\nChanges not staged for commit:\n  (use \"git add\")\n\
            \tmodified:   Cargo.toml\n\tmodified:   src/command/line/args.rs\n\tdeleted:    src/command/line/old.rs\n\
            \trenamed:    src/command/line/a.rs -> src/command/line/b.rs\n\tmodified:   tests/cli.rs\n\n\
            Untracked files:\n\tsrc/command/line/new/mod.rs\n\tsrc/command/line/new/words.rs\n\tnotes\n";
        let folded = fold(text).unwrap();
        insta::assert_snapshot!(folded, @r#"
        On branch main
        Changes not staged for commit:
          (use "git add")
        	modified:   Cargo.toml
        src/command/line/:
        	modified:   args.rs
        	deleted:    old.rs
        	renamed:    a.rs -> b.rs
        .:
        	modified:   tests/cli.rs

        Untracked files:
        src/command/line/new/:
        	mod.rs
        	words.rs
        .:
        	notes
        "#);
        assert!(is_folded(&folded));
        assert_eq!(restore(&folded), text);
    }

    #[test]
    fn sizes_and_changes_stay_before_and_behind_the_name() {
        let text = "4.0K\t./assets/images/large/a.png\n12K\t./assets/images/large/b.png\n1.2M\t./assets/images/large\n\
             \x20assets/images/large/a.png | Bin 0 -> 4012 bytes\n assets/images/large/index.html | 12 ++--\n";
        let folded = fold(text).unwrap();
        insta::assert_snapshot!(folded, @"
        ./assets/images/:
        4.0K	large/a.png
        12K	large/b.png
        1.2M	large
        assets/images/large/:
         a.png | Bin 0 -> 4012 bytes
         index.html | 12 ++--
        ");
        assert_eq!(restore(&folded), text);
    }

    #[test]
    fn little_is_not_folded() {
        for text in ["", "\tmodified:   a/b.rs\n", "M\tsrc/a.rs\nM\ttests/b.rs", "plain\ntext\n"] {
            assert_eq!(fold(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_folded_comes_back(
            lines in proptest::collection::vec(
                "(\tmodified:   | M |R086\t|12\t3\t|4.0K\t|\t|)(src/|a/b/|src/cli/|\\./)?(src/|x y/)?[a-c.:]{0,3}( -> src/a|\ta/b/c| \\| 3 \\+-)?",
                0..40,
            ),
        ) {
            let text = lines.join("\n");
            if let Some(folded) = fold(&text)
                && !is_folded(&text)
            {
                prop_assert_eq!(restore(&folded), text);
            }
        }
    }
}
