//! Comments, documentation strings and data: the beginning stays.

use headroom_core::Comment;
use tree_sitter::Node;

use super::language::Language;
use super::marks::{Marks, REMINDERS, row_range, span};
use super::outline::{Gap, WORTH, overlaps};
use super::source::Source;

/// Rows within which the first sentence of a comment has to end.
const SENTENCE_ROWS: usize = 2;

/// Rows of data that stay.
const DATA_ROWS: usize = 4;

/// The gaps in comments, in documentation strings of types and modules and in data, of all that is not in a
/// body that is out of sight, and not asked for.
pub(super) fn gaps(
    source: &Source<'_>,
    language: &Language,
    marks: &Marks<'_>,
    bodies: &[Gap],
    asked: &[(usize, usize)],
) -> Vec<Gap> {
    let hidden: Vec<_> = bodies.iter().map(|gap| (gap.first, gap.last)).collect();
    let free = |(first, last): (usize, usize)| {
        !overlaps(&hidden, first, last) && !overlaps(asked, first, last)
    };
    let mut out = Vec::new();
    for run in runs(source, &marks.comments).into_iter().filter(|run| free((run.first, run.last))) {
        let comment = if run.block { within(language, source, &run) } else { language.comment };
        let last = if run.block { run.last.saturating_sub(1) } else { run.last };
        leave_out(source, sentence_end(source, run.first, run.last) + 1, last, comment, &mut out);
    }
    for docstring in marks.docstrings.iter().filter(|node| free(row_range(**node))) {
        let (first, last) = row_range(*docstring);
        let from = sentence_end(source, first, last) + 1;
        leave_out(source, from, last.saturating_sub(1), Comment::WithinHash, &mut out);
    }
    for data in marks.data.iter().filter(|node| free(row_range(**node))) {
        out.extend(data_gap(source, language, *data).filter(|gap| {
            // Functions in it have their own gaps.
            !overlaps(&hidden, gap.first, gap.last)
        }));
    }
    out
}

/// A comment, or comments of a line each that follow each other.
#[derive(Clone, Copy, Debug)]
struct Run {
    first: usize,
    last: usize,
    /// It is one comment with an end of its own.
    block: bool,
}

/// The comments that have their rows to themselves.
fn runs(source: &Source<'_>, comments: &[Node<'_>]) -> Vec<Run> {
    let mut out: Vec<Run> = Vec::new();
    for node in comments {
        let (first, last) = row_range(*node);
        let text = span(*node).of(&source.text).trim_end();
        let block = text.starts_with("/*");
        let alone = source.row(first).trim_start().starts_with(text.lines().next().unwrap_or(text))
            && text
                .lines()
                .next_back()
                .is_some_and(|end| source.row(last).trim_end().ends_with(end));
        match out.last_mut() {
            _ if !alone => {}
            Some(run) if !run.block && !block && run.last + 1 == first => run.last = last,
            _ => out.push(Run { first, last, block }),
        }
    }
    out
}

/// How a notice stands within a block comment.
fn within(language: &Language, source: &Source<'_>, run: &Run) -> Comment {
    let starred = source.row(run.first + 1).trim_start().starts_with('*');
    match (starred, language.comment) {
        (true, _) => Comment::Star,
        (false, Comment::Hash) => Comment::WithinHash,
        (false, _) => Comment::WithinSlashes,
    }
}

/// The row in which the first sentence of a comment ends.
fn sentence_end(source: &Source<'_>, first: usize, last: usize) -> usize {
    let mut begun: Option<usize> = None;
    for row in first..=last {
        let text = source.row(row).trim().trim_matches(|c: char| "/*#!=-~\"'".contains(c)).trim();
        if !text.contains(char::is_alphanumeric) {
            match begun {
                Some(_) => return row - 1,
                None => continue,
            }
        }
        let from = *begun.get_or_insert(row);
        let ends = text.ends_with(['.', '!', '?', ':', '。']) || text.contains(". ");
        if ends || row - from + 1 >= SENTENCE_ROWS {
            return row;
        }
    }
    last
}

/// Leaves out rows where it pays, less those with a reminder.
fn leave_out(source: &Source<'_>, first: usize, last: usize, comment: Comment, out: &mut Vec<Gap>) {
    let mut from = first;
    for row in first..=last + 1 {
        let reminds = REMINDERS.iter().any(|word| source.row(row).contains(word));
        if row <= last && !reminds {
            continue;
        }
        if row > from && source.weight(from, row - 1) >= WORTH {
            out.push(Gap { first: from, last: row - 1, comment });
        }
        from = row + 1;
    }
}

/// The string that documents a block, with the statement that it is.
pub(super) fn docstring(block: Node<'_>) -> Option<Node<'_>> {
    let mut cursor = block.walk();
    let first = block.named_children(&mut cursor).find(|child| child.kind() != "comment")?;
    let string = first.named_child(0)?;
    let plain = first.kind() == "expression_statement" && string.kind() == "string";
    (plain && first.named_child_count() == 1).then_some(first)
}

/// Leaves out all but the first sentence of the string that documents a function, together with the gap
/// behind it if there is one: the gaps of the function are those from `before` on.
pub(super) fn shorten_docstring(
    source: &Source<'_>,
    node: Node<'_>,
    gaps: &mut Vec<Gap>,
    before: usize,
) {
    let (first, last) = row_range(node);
    let from = sentence_end(source, first, last) + 1;
    let text = span(node).of(&source.text);
    let reminds = REMINDERS.iter().any(|word| text.contains(word));
    if from > last || reminds {
        return;
    }
    let quotes = "\"\"\"";
    let is_usual = text.trim_start_matches(char::is_alphabetic).starts_with(quotes)
        && text.ends_with(quotes)
        && source.row(last).trim_end().ends_with(quotes);
    match gaps.get_mut(before) {
        Some(gap) if is_usual && gap.first == last + 1 && gap.comment == Comment::Hash => {
            gap.first = from;
            gap.comment = Comment::EndOfString;
        }
        _ => leave_out(source, from, last.saturating_sub(1), Comment::WithinHash, gaps),
    }
}

/// The gap in data of many rows: between the first rows, up to the end of an element, and the last.
fn data_gap(source: &Source<'_>, language: &Language, node: Node<'_>) -> Option<Gap> {
    let (first, last) = row_range(node);
    let code = span(node).of(&source.text);
    if !code.starts_with(['[', '{', '(']) {
        return string_gap(source, language, node);
    }
    let mut cursor = node.walk();
    let mut rows = node.named_children(&mut cursor).map(row_range).peekable();
    let mut from = first + 1;
    // What ends without a comma belongs to what follows it.
    let goes_on = |from: usize| from > first + 1 && !source.row(from - 1).trim_end().ends_with(',');
    while let Some(row) =
        rows.next_if(|row| row.0 < first + DATA_ROWS || row.0 < from || goes_on(from))
    {
        from = from.max(row.1 + 1);
    }
    // An element on the last row would be cut.
    let mut to = last - 1;
    for row in rows {
        if row.1 >= last {
            to = to.min(row.0.saturating_sub(1));
        }
    }
    let comment = language.comment;
    let pays = from < to && source.weight(from, to) >= 2 * WORTH;
    pays.then_some(Gap { first: from, last: to, comment })
}

/// The gap in a string of many rows without code in it.
fn string_gap(source: &Source<'_>, language: &Language, node: Node<'_>) -> Option<Gap> {
    let (first, last) = row_range(node);
    let mut cursor = node.walk();
    let has_code = node.named_children(&mut cursor).any(|child| {
        let kind = child.kind();
        kind.contains("substitution") || kind.contains("interpolation")
    });
    let comment = match language.comment {
        Comment::Hash => Comment::WithinHash,
        _ => Comment::WithinSlashes,
    };
    let (from, to) = (first + DATA_ROWS, last - 1);
    let pays = !has_code && from < to && source.weight(from, to) >= 2 * WORTH;
    pays.then_some(Gap { first: from, last: to, comment })
}
