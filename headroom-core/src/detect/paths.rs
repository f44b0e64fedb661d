//! Lists of paths.

use super::search::{has_extension, is_path};
use super::source::Source;
use super::view::View;
use super::{Detection, certain, likely};
use crate::{ContentType, MarkedPath};

/// Claims a text in which every line is a path. Bare names count only where a list was asked for.
pub(super) fn claim(view: &View<'_>, source: &Source) -> Option<Detection> {
    let asked = *source == Source::Paths;
    let foldered = view.count(|line| is_foldered(line.text.trim_end()));
    let tree = view.count(|line| is_tree_line(&line.text));
    let all = view.lines.len();
    if asked && all > 0 {
        let listed = view.count(|line| is_name(&line.text) || is_remark(&line.text));
        if listed * 100 >= all * 90 {
            return Some(certain(ContentType::PATHS));
        }
        if tree >= 3 && tree * 100 >= all * 80 {
            return Some(certain(ContentType::PATHS));
        }
        let marked = view.count(|line| MarkedPath::parse(&line.text).is_some());
        return ((listed + tree + marked) * 2 > all).then(|| likely(ContentType::PATHS));
    }
    if foldered >= 3 && foldered * 100 >= all * 95 {
        return Some(certain(ContentType::PATHS));
    }
    (tree >= 3 && tree * 100 >= all * 80).then(|| likely(ContentType::PATHS))
}

/// Claims a text of paths behind marks, most of them with a folder.
pub(super) fn claim_marked(view: &View<'_>) -> Option<Detection> {
    let marked = view.count(|line| is_marked(&line.text));
    (marked >= 8 && marked * 100 >= view.lines.len() * 80).then(|| likely(ContentType::PATHS))
}

/// Whether a line is a path with a folder in it.
pub(super) fn is_foldered(line: &str) -> bool {
    let line = line.trim_end_matches('/');
    is_path(line, false) && line.contains(['/', '\\']) && !line.contains([':', '=', ',', '('])
}

/// Whether a line can be a path or the name of a file.
fn is_name(line: &str) -> bool {
    let line = line.trim_end();
    let words = line.split(' ').count();
    !line.starts_with([' ', '\t'])
        && line.len() < 300
        && !line.contains(": ")
        && !line.ends_with([';', '{', '}'])
        && (words == 1 || is_foldered(line) || (words <= 4 && has_extension(line)))
}

/// What `find`, `git` and listing tools say about a list.
fn is_remark(line: &str) -> bool {
    const REMARKS: &[&str] = &["find: ", "ls: ", "Found ", "fd: ", "(Results are truncated"];
    REMARKS.iter().any(|remark| line.starts_with(remark))
}

/// Whether a line is one of `tree`.
pub(super) fn is_tree_line(line: &str) -> bool {
    ["├──", "└──", "│  ", "|-- ", "`-- ", "│\u{a0}"].iter().any(|mark| line.contains(mark))
}

/// Whether a line is a path with a folder behind a mark.
fn is_marked(line: &str) -> bool {
    let path = MarkedPath::parse(line).and_then(|path| line.get(path.start..));
    path.is_some_and(|path| path.contains('/') && !path.contains("://"))
}
