//! Tables: comma- and tab-separated values, Markdown tables, fixed-width columns.

use super::log::is_stamped;
use super::source::Source;
use super::view::{Line, View, is_share};
use super::{Detection, certain, likely};
use crate::{Confidence, ContentType};

/// Claims comma- or tab-separated values: every row has as many fields as the header.
pub(super) fn claim_csv(view: &View<'_>, source: &Source) -> Option<Detection> {
    let named = source.path().is_some_and(|path| {
        let path = path.to_ascii_lowercase();
        [".csv", ".tsv", ".psv", ".tab"].iter().any(|extension| path.ends_with(extension))
    });
    let rows = view.lines.len();
    if rows < 2 || (rows < 3 && !named) {
        return None;
    }
    let separator = *b"\t,;|".iter().find(|separator| fields(view.first(), **separator) >= 2)?;
    let columns = fields(view.first(), separator);
    // Lines that the view cuts cannot be counted.
    let even =
        view.count(|line| line.len > line.text.len() || fields(&line.text, separator) == columns);
    let all_even = even == rows;
    if named {
        return Some(if is_share(even, rows, 90) {
            certain(ContentType::CSV)
        } else {
            likely(ContentType::CSV)
        });
    }
    if !all_even || !is_header(view.first(), separator) || is_ragged_prose(view, separator) {
        return None;
    }
    let sure = columns >= 3 && rows >= 4 || separator == b'\t';
    Some(if sure { certain(ContentType::CSV) } else { likely(ContentType::CSV) })
}

/// Claims a header and rows below it that have a time among their fields: no log has a line that names columns.
pub(super) fn claim_timed(view: &View<'_>, source: &Source) -> Option<Detection> {
    let is_timed = |line: &Line<'_>| is_stamped(&line.text);
    let headed = view.lines.len() >= 4
        && !is_stamped(view.first())
        && is_share(view.count(is_timed) + 1, view.lines.len(), 90);
    let found = if headed { claim_csv(view, source) } else { None };
    found.filter(|found| found.confidence == Confidence::Certain)
}

/// How many fields a row has; separators in quotes do not count.
fn fields(row: &str, separator: u8) -> usize {
    if !row.contains('"') {
        return memchr::memchr_iter(separator, row.as_bytes()).count() + 1;
    }
    let mut quoted = false;
    let mut count = 1;
    for byte in row.bytes() {
        quoted ^= byte == b'"';
        count += usize::from(!quoted && byte == separator);
    }
    count
}

/// Whether a row names columns: short words, no numbers.
fn is_header(row: &str, separator: u8) -> bool {
    row.split(char::from(separator)).all(|field| {
        let field = field.trim().trim_matches('"');
        !field.is_empty()
            && field.len() <= 48
            && field.parse::<f64>().is_err()
            && !field.contains([';', '{', '}', '(', '='])
            && field.split(' ').count() <= 4
    })
}

/// Whether the fields read like clauses of sentences: a blank after most commas.
fn is_ragged_prose(view: &View<'_>, separator: u8) -> bool {
    separator == b',' && view.count(|line| line.text.contains(", ")) * 2 > view.lines.len()
}

/// Claims Markdown tables, boxed tables and fixed-width columns.
pub(super) fn claim_columns(view: &View<'_>, source: &Source) -> Option<Detection> {
    let asked = *source == Source::Table;
    if view.lines.len() < 2 {
        return None;
    }
    let piped = view.mostly(90, |line| is_piped(&line.text));
    if piped && view.lines.iter().take(3).any(|line| is_rule(&line.text)) {
        return Some(certain(ContentType::TABLE));
    }
    let modes = view.count(|line| is_mode_row(&line.text));
    let captions = view.count(|line| is_caption(&line.text));
    if is_share(modes, view.lines.len(), 40) && is_share(modes + captions, view.lines.len(), 95) {
        return Some(certain(ContentType::TABLE));
    }
    if has_headed_columns(view) {
        return Some(if asked || view.lines.len() >= 3 {
            certain(ContentType::TABLE)
        } else {
            likely(ContentType::TABLE)
        });
    }
    (asked && view.mostly(80, |line| line.text.contains("  ") || line.text.contains('\t')))
        .then(|| likely(ContentType::TABLE))
}

/// Whether a line is a row between bars.
fn is_piped(line: &str) -> bool {
    let line = line.trim();
    (line.starts_with(['|', '│', '┃']) && line.len() > 2 && line.ends_with(['|', '│', '┃']))
        || is_rule(line)
}

/// Whether a line is the rule under a header: `|---|:-:|`, `+----+----+`.
pub(super) fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.starts_with(['|', '+', '-', '=', ':', '┌', '├', '└', '┏', '┡', '┗', '─', '━'])
        && line.len() >= 3
        && line.contains(['-', '=', '─', '━'])
        && line.chars().all(|c| "|+-=: ┼├┤┌┐└┘┬┴─━┏┓┗┛┳┻╇┡┩╋".contains(c))
        && line.contains(['|', '+', '┼', '┬', '┴', '├', '┌', '└', '┏', '┗', '┡'])
}

/// Whether a rule stands below a header, and the rows have bars or blanks where it has them:
/// `psql`, `pip list`, simple tables of reStructuredText.
pub(super) fn is_ruled(view: &View<'_>) -> bool {
    let Some(at) = view.lines.iter().take(3).position(|line| is_column_rule(&line.text)) else {
        return false;
    };
    let rule = view.lines.get(at).map_or("", |line| &line.text);
    let bars = |line: &str, bar: char| line.chars().filter(|c| *c == bar).count();
    let crosses = bars(rule, '+');
    let gaps: Vec<usize> = rule.match_indices(' ').map(|(gap, _)| gap).collect();
    let fits = |line: &str| {
        let blank = |gap: &&usize| line.chars().nth(**gap).is_none_or(|c| c == ' ');
        if crosses > 0 { bars(line, '|') >= crosses } else { gaps.iter().all(|gap| blank(&gap)) }
    };
    let rows = view.lines.len() - at - 1;
    let fitting = view.lines.iter().skip(at + 1).filter(|line| fits(&line.text)).count();
    at > 0 && is_share(fitting, rows, 80) && view.lines.get(at - 1).is_some_and(|l| fits(&l.text))
}

/// Whether a line is a rule of several columns without bars at its ends: `----+-----`, `--- ----`.
fn is_column_rule(line: &str) -> bool {
    let line = line.trim_end();
    let of = |mark: char, joint: char| {
        let mut parts = line.split(joint);
        parts.clone().count() >= 2
            && parts.all(|part| part.len() >= 2 && part.chars().all(|c| c == mark))
    };
    of('-', '+') || of('-', ' ') || of('=', ' ')
}

/// Whether a line is a row of `ls -l`.
pub(super) fn is_mode_row(line: &str) -> bool {
    let mut words = line.split_ascii_whitespace();
    let mode = words.next().unwrap_or("").as_bytes();
    let flags = mode.get(1..10).is_some_and(|flags| flags.iter().all(|b| b"rwxsStT-".contains(b)));
    flags
        && mode.first().is_some_and(|kind| b"-dlbcps".contains(kind))
        && words.next().is_some_and(|links| links.parse::<u64>().is_ok())
}

/// Whether a line stands between listings of `ls -l`.
fn is_caption(line: &str) -> bool {
    line.starts_with("total ")
        || (line.ends_with(':') && !line.contains(": "))
        || line.starts_with("ls: ")
}

/// Whether the first line names columns in capitals and the rows below have a gap before each.
fn has_headed_columns(view: &View<'_>) -> bool {
    let header = view.first();
    let starts = column_starts(header);
    let capitals = header.bytes().filter(u8::is_ascii_uppercase).count();
    let letters = header.bytes().filter(u8::is_ascii_alphabetic).count();
    let words = header.split_ascii_whitespace().count();
    if words < 3 || letters == 0 || capitals * 10 < letters * 6 || !header.is_ascii() {
        return false;
    }
    let rows = view.lines.len() - 1;
    let aligned = view.lines.iter().skip(1).filter(|row| {
        let fits = starts.iter().skip(1).filter(|start| is_gap(&row.text, **start)).count();
        fits * 3 >= (starts.len() - 1) * 2
    });
    // Numbers are aligned at the right, so the rows of `ps` are told by their words instead.
    let worded = view.lines.iter().skip(1).filter(|row| {
        let cells = || row.text.split_ascii_whitespace();
        let is_number = |cell: &str| cell.bytes().all(|byte| byte.is_ascii_digit());
        cells().count() + 1 >= words && cells().take(words - 1).any(is_number)
    });
    (starts.len() >= 3 && is_share(aligned.count(), rows, 80))
        || (capitals == letters && is_share(worded.count(), rows, 90))
}

/// Where words begin behind two blanks or more, and the first word.
fn column_starts(header: &str) -> Vec<usize> {
    let bytes = header.as_bytes();
    let blank = |at: usize| bytes.get(at) == Some(&b' ');
    (0..bytes.len())
        .filter(|&at| !blank(at) && (at == 0 || blank(at - 1)))
        .filter(|&at| at < 2 || blank(at - 2) || !header.contains("  "))
        .collect()
}

/// Whether a column of a row starts here: a blank, then text or blank.
fn is_gap(row: &str, at: usize) -> bool {
    let bytes = row.as_bytes();
    at > 0 && (bytes.get(at - 1) == Some(&b' ') || at > bytes.len())
}
