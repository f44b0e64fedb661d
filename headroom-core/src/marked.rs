//! Paths behind marks: what `git status`, `--name-status`, `--numstat`, `--stat`, `du` and `wc` print.

/// Where the paths of a line stand behind its mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MarkedPath {
    /// Where the path starts, in bytes.
    pub start: usize,
    /// Where the path starts that a file was renamed or copied to.
    pub renamed: Option<usize>,
}

impl MarkedPath {
    /// Reads a line, given without its line break. The mark alone tells: what follows may be any path, and the
    /// same line with a part of the path left out reads alike.
    ///
    /// - ` M path`, `?? path`: the columns of `git status --short`
    /// - a tab and `modified:   path`, or a tab and a path: `git status`
    /// - `M`, a tab and a path; `R086`, a tab, a path, a tab and another: `--name-status`
    /// - two counts and a path, behind tabs: `--numstat`
    /// - `4.0K`, a tab or blanks, and a path: `du`, `wc`
    /// - ` path | 12 ++--`: `--stat`
    ///
    /// Linear in the line.
    #[must_use]
    pub fn parse(line: &str) -> Option<Self> {
        let behind = behind_tab(line)
            .or_else(|| behind_columns(line))
            .or_else(|| behind_state(line))
            .or_else(|| behind_counts(line))
            .or_else(|| behind_size(line));
        let Some(start) = behind else {
            return before_changes(line).map(|start| Self { start, renamed: None });
        };
        let path = line.get(start..).filter(|path| !path.is_empty())?;
        let renamed = match path.split_once(" -> ").or_else(|| path.split_once('\t')) {
            Some((_, to)) if to.contains('\t') || to.contains(" -> ") => return None,
            Some((_, to)) => Some(line.len() - to.len()),
            None => None,
        };
        Some(Self { start, renamed })
    }
}

/// A tab, and what happened to the file.
fn behind_tab(line: &str) -> Option<usize> {
    let rest = line.strip_prefix('\t').filter(|rest| !rest.starts_with(['\t', ' ']))?;
    let is_label = |label: &str| {
        let is_of_label = |byte: u8| byte.is_ascii_lowercase() || byte == b' ';
        !label.is_empty() && label.len() < 24 && label.bytes().all(is_of_label)
    };
    let path = match rest.split_once(": ") {
        Some((label, path)) if is_label(label) => path.trim_start_matches(' '),
        // Without its directory the rest of the path could read as a label.
        Some(_) => return None,
        None => rest,
    };
    Some(line.len() - path.len())
}

fn behind_columns(line: &str) -> Option<usize> {
    let [index, tree, b' ', next, ..] = line.as_bytes() else { return None };
    let is_state = |byte: &u8| b" MADRCUT?!".contains(byte);
    (is_state(index) && is_state(tree) && (*index, *tree) != (b' ', b' ') && *next != b' ')
        .then_some(3)
}

fn behind_state(line: &str) -> Option<usize> {
    let (state, _) = line.split_once('\t')?;
    let similarity = state.strip_prefix(|c: char| "ACDMRTUX".contains(c))?;
    let is_similarity = similarity.len() <= 3 && similarity.bytes().all(|b| b.is_ascii_digit());
    is_similarity.then_some(state.len() + 1)
}

fn behind_counts(line: &str) -> Option<usize> {
    let mut parts = line.splitn(3, '\t');
    let (added, removed, _) = (parts.next()?, parts.next()?, parts.next()?);
    let is_count = |text: &str| {
        text == "-" || (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()))
    };
    (is_count(added) && is_count(removed)).then_some(added.len() + removed.len() + 2)
}

fn behind_size(line: &str) -> Option<usize> {
    let size = line.trim_start_matches(' ');
    let digits = size.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let unit = digits.strip_prefix(['B', 'K', 'M', 'G', 'T']).unwrap_or(digits);
    let path = unit.trim_start_matches([' ', '\t']);
    let sized = digits.len() < size.len() && path.len() < unit.len();
    (sized && !path.contains(' ')).then_some(line.len() - path.len())
}

fn before_changes(line: &str) -> Option<usize> {
    let rest = line.strip_prefix(' ').filter(|rest| !rest.starts_with(' '))?;
    let (_, changes) = rest.split_once(" | ")?;
    changes.trim_start().starts_with(|c: char| c.is_ascii_digit() || c == 'B').then_some(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_tells_where_the_path_starts() {
        for (line, path, renamed) in [
            ("\tmodified:   src/a.rs", "src/a.rs", None),
            ("\tboth added:     a.rs", "a.rs", None),
            ("\trenamed:    a/b.rs -> a/c.rs", "a/b.rs -> a/c.rs", Some("a/c.rs")),
            ("\tsrc/new file.rs", "src/new file.rs", None),
            (" M src/a.rs", "src/a.rs", None),
            ("?? a.rs", "a.rs", None),
            ("R  a.rs -> b.rs", "a.rs -> b.rs", Some("b.rs")),
            ("M\tsrc/a.rs", "src/a.rs", None),
            ("R086\ta.rs\tb.rs", "a.rs\tb.rs", Some("b.rs")),
            ("12\t0\tsrc/a.rs", "src/a.rs", None),
            ("-\t-\tlogo.png", "logo.png", None),
            ("4.0K\t./src", "./src", None),
            ("   120 src/a.rs", "src/a.rs", None),
            (" src/a.rs | 12 ++--", "src/a.rs | 12 ++--", None),
            (" logo.png | Bin 0 -> 12 bytes", "logo.png | Bin 0 -> 12 bytes", None),
        ] {
            let found = MarkedPath::parse(line).unwrap();
            let from = |at: usize| line.get(at..).unwrap();
            assert_eq!((from(found.start), found.renamed.map(from)), (path, renamed));
        }
    }

    #[test]
    fn other_lines_have_no_mark() {
        for line in [
            "",
            "\t",
            "src/a.rs",
            "On branch main",
            "  (use \"git add\")",
            "   M a",
            "12",
            "12 ",
            " 12 files changed",
            " a sentence",
            "\t\tindented",
            "\tsrc/a: b",
            "a\tb\tc",
            "M\ta\tb\tc",
        ] {
            assert_eq!(MarkedPath::parse(line), None, "{line:?}");
        }
    }
}
