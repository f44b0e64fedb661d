//! Thinning of line numbers: the first, the last and every tenth number of a run stay, the others
//! follow by counting. Numbers below the first have no blanks before them, unless the text has numbers there too.

use super::listing::{Line, MAX_DIGITS, left_out, lines};
use crate::Span;
use crate::detect::Margins;
use crate::notice::Notice;

/// A run of numbered lines is thinned from this length on: in a short one each number is near.
const MIN_RUN: usize = 6;

/// Numbers divisible by this stay.
const STEP: usize = 10;

/// What `grep -C` writes between groups of lines: it has no number, and a line of this text keeps its own.
const GROUP_BREAK: &str = "--";

/// Leaves out the line numbers of a text that follow by counting; `None` if there are none such, or
/// if the numbers could not be told again from the result.
///
/// Where the call did not ask for a view of a file, numbers that may be data (the first column of a
/// table) stay: only padded ones before a tab, arrows, and listings with indented lines are thinned.
/// Before a blank, or a colon and a blank, they are the keys of a mapping unless lines are indented.
pub(super) fn thin(rendered: &str, margins: Margins) -> Option<Thinned> {
    let all = lines(rendered, margins);
    let mut out = String::with_capacity(rendered.len());
    let mut notice_at = None;
    let mut at = 0;
    while at < all.len() {
        let rest = all.get(at..).unwrap_or_default();
        let run = run_length(rendered, rest);
        let lines = rest.get(..run).unwrap_or_default();
        let listed: Vec<Line> =
            lines.iter().copied().filter(|line| line.number.is_some()).collect();
        let plain = is_listing(rendered, &listed, margins == Margins::Shown);
        let long = listed.len() >= MIN_RUN && plain && !is_set_off(rendered, &listed);
        if long && notice_at.is_none() {
            out.push_str(&Notice::SparseNumbers.to_string());
            out.push('\n');
            notice_at = Some(at);
        }
        match long {
            true => write_thinned(rendered, lines, &mut out),
            false => lines.iter().for_each(|line| write_line(rendered, *line, &mut out)),
        }
        at += run.max(1);
    }
    let notice_at = notice_at?;
    let exact = restore(&out).is_some_and(|restored| restored == rendered);
    exact.then_some(Thinned { text: out, notice_at })
}

/// Writes the lines of a run with as few numbers as tell the others.
fn write_thinned(text: &str, lines: &[Line], out: &mut String) {
    let usual = usual_separator(text, lines);
    let padded = lines.iter().any(|line| reads_as_numbered(line.text(text)));
    // Among lines that show a number one has to tell that no blank follows all colons.
    let is_flush = |line: &Line| {
        let said = line.text(text);
        line.number.is_some() && !said.starts_with(' ') && !said.trim().is_empty()
    };
    let flush = (usual == ":").then(|| lines.iter().position(is_flush)).flatten();
    let mut without = 0;
    for (n, line) in lines.iter().enumerate() {
        let (first, last) = (n == 0, n + 1 == lines.len());
        let Some(number) = line.number else {
            write_line(text, *line, out);
            continue;
        };
        // Without its number it could not be told what an empty line without a separator is.
        let bare = line.separator(text) != usual;
        let told = first || last || number.is_multiple_of(STEP) || line.text(text) == GROUP_BREAK;
        let stays = told || bare || flush == Some(n) || without + 1 >= STEP;
        without = if stays { 0 } else { without + 1 };
        let margin = Span::new(line.whole.start, line.text_start).of(text);
        match stays {
            true if first || bare || padded => out.push_str(margin),
            true => out.push_str(margin.trim_start_matches(' ')),
            false => {}
        }
        out.push_str(line.text(text));
        out.push_str(break_after(text, *line));
    }
}

/// Whether a text begins with a number that could be taken for that of its line, but for the blanks before those.
fn reads_as_numbered(text: &str) -> bool {
    let rest = text.trim_start_matches(' ').trim_start_matches('L');
    let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    after.len() < rest.len() && !after.starts_with(|c: char| c.is_alphanumeric() || c == '.')
}

fn write_line(text: &str, line: Line, out: &mut String) {
    out.push_str(line.whole.of(text));
    out.push_str(break_after(text, line));
}

/// A text with thinned line numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Thinned {
    pub(super) text: String,
    /// How many lines stand before the notice, which is a line of its own.
    pub(super) notice_at: usize,
}

/// Whether numbered lines are those of a file and not rows of a table.
fn is_listing(text: &str, run: &[Line], is_view: bool) -> bool {
    let padded = run.first().is_some_and(|line| line.whole.of(text).starts_with(' '));
    match usual_separator(text, run) {
        "→" => true,
        "\t" if padded => true,
        "\t" => is_view || (indentation_varies(text, run) && !is_table(text, run)),
        ":" => is_view || indentation_varies(text, run),
        ": " | " " => indentation_varies(text, run),
        _ => is_view,
    }
}

/// The separator of a run: that of its first numbered line with a text.
fn usual_separator<'a>(text: &'a str, run: &[Line]) -> &'a str {
    let numbered = |line: &&Line| line.number.is_some() && !line.text(text).trim().is_empty();
    let first = run.iter().find(numbered);
    first.map_or("", |line| line.separator(text))
}

/// Whether a blank sets each line off from its margin (`12: text`). Without the number it would be
/// taken for indentation. Programs are not indented by a single blank.
fn is_set_off(text: &str, run: &[Line]) -> bool {
    let texts = run.iter().map(|line| line.text(text)).filter(|text| !text.trim().is_empty());
    texts.map(|text| text.len() - text.trim_start_matches(' ').len()).min() == Some(1)
}

/// Whether lines start at different columns, as those of code do; the blank after the number of
/// `1: text` is no indentation.
fn indentation_varies(text: &str, run: &[Line]) -> bool {
    let texts = run.iter().map(|line| line.text(text)).filter(|text| !text.trim().is_empty());
    let mut indents = texts.map(|text| text.len() - text.trim_start_matches([' ', '\t']).len());
    let first = indents.next();
    indents.any(|indent| Some(indent) != first)
}

/// Whether every line has as many tabs: cells, of which the first may be empty.
fn is_table(text: &str, run: &[Line]) -> bool {
    let mut tabs =
        run.iter().map(|line| memchr::memchr_iter(b'\t', line.text(text).as_bytes()).count());
    let first = tabs.next().unwrap_or(0);
    first > 0 && tabs.all(|tabs| tabs == first)
}

/// The line break after a line, if there is one.
fn break_after(text: &str, line: Line) -> &str {
    Span::new(line.whole.end, line.whole.end + 1).of(text)
}

/// How many of the first lines are numbered in sequence, at least one: where lines are left out the
/// sequence goes on behind them.
fn run_length(text: &str, lines: &[Line]) -> usize {
    let mut run = 1;
    let Some(first) = lines.first().and_then(|line| line.number) else { return run };
    let mut next = first + 1;
    for (n, line) in lines.iter().enumerate().skip(1) {
        match (line.number, left_out(line.whole.of(text))) {
            (Some(number), _) if number == next => {
                (next, run) = (next + 1, n + 1);
            }
            (None, Some(lines)) if lines.first == next => next = lines.last + 1,
            _ => break,
        }
    }
    run
}

/// A number in a margin, with what surrounds it.
#[derive(Clone, Copy, Debug)]
struct Shown<'a> {
    number: usize,
    /// Blanks and digits.
    width: usize,
    padded: bool,
    /// An `L` stands before the digits.
    marked: bool,
    separator: &'a str,
    /// Nothing stands behind the separator.
    bare: bool,
}

/// The text with all its line numbers, from one with the notice of thinned ones; `None` if it is
/// not such a text.
///
/// Between a number n and the next shown number m that stands exactly m - n lines below, the lines
/// have the numbers between; the margins up to that of m look as that of n does. A notice counts for the
/// lines that it stands for.
fn restore(thinned: &str) -> Option<String> {
    let notice = Notice::SparseNumbers.to_string();
    let all: Vec<&str> = thinned.split_inclusive('\n').collect();
    let at = all.iter().position(|line| line.trim_end_matches('\n') == notice)?;
    let (before, after) = all.split_at(at);
    let after = after.get(1..)?;
    let mut out: String = before.concat();
    let colon = if is_set_off_by_colon(after) { ": " } else { ":" };
    let mut style: Option<Shown<'_>> = None;
    let mut line = 0;
    let mut is_next = false;
    while let Some(text) = after.get(line) {
        line += 1;
        let is_below = std::mem::take(&mut is_next);
        let Some(mut shown) = shown(text, colon) else {
            out.push_str(text);
            continue;
        };
        if let Some(style) = style.filter(|_| is_below) {
            let width = width(style, shown.number);
            out.extend(std::iter::repeat_n(' ', width - shown.width.min(width)));
            (shown.width, shown.padded) = (width, style.padded);
        }
        out.push_str(text);
        if !shown.bare || (style.is_none() && !shown.separator.is_empty()) {
            style = Some(shown);
        }
        let Some(style) = style else { continue };
        let Some(gap) = gap(style, shown.number, after.get(line..)?, colon) else { continue };
        let mut number = shown.number + 1;
        for text in after.iter().skip(line).take(gap) {
            if let Some(lines) = left_out(text).filter(|lines| lines.first == number) {
                number = lines.last + 1;
            } else {
                out.push_str(&margin(style, number));
                number += 1;
            }
            out.push_str(text);
        }
        line += gap;
        is_next = true;
    }
    Some(out)
}

/// How many lines follow whose numbers are left out: up to the next line that shows the number it
/// must have there. No two numbers shown are further apart than the step.
fn gap(style: Shown<'_>, number: usize, following: &[&str], colon: &str) -> Option<usize> {
    let breaks = |line: &&&str| line.trim_end_matches('\n') == GROUP_BREAK;
    let (mut number, mut without) = (number + 1, 0);
    for (gap, line) in following.iter().take_while(|line| !breaks(line)).enumerate() {
        if let Some(lines) = left_out(line) {
            (lines.first == number).then_some(())?;
            number = lines.last + 1;
            continue;
        }
        if let Some(next) = shown(line, colon).filter(|next| next.number == number) {
            let like = !next.padded || next.width == width(style, number);
            if like
                && next.marked == style.marked
                && (next.bare || next.separator == style.separator)
            {
                return Some(gap);
            }
        }
        (number, without) = (number + 1, without + 1);
        (without < STEP).then_some(())?;
    }
    None
}

/// Whether all lines that show a number before a colon have a blank after it, or nothing.
fn is_set_off_by_colon(lines: &[&str]) -> bool {
    let shown = lines.iter().filter_map(|line| shown(line, ": "));
    let colons: Vec<_> = shown.filter(|shown| shown.separator.starts_with(':')).collect();
    let set_off = |shown: &Shown<'_>| shown.separator == ": ";
    colons.iter().any(set_off) && colons.iter().all(|shown| set_off(shown) || shown.bare)
}

/// The line, if it shows a number in its margin; `colon` is the separator that starts with one.
fn shown<'a>(line: &'a str, colon: &'a str) -> Option<Shown<'a>> {
    let separators = ["\t", "→", colon, ":", " | ", " │ ", "|", " |", " "];
    let blanks = line.bytes().take_while(|b| *b == b' ').count();
    let marked = line.as_bytes().get(blanks) == Some(&b'L');
    let before = blanks + usize::from(marked);
    let digits = line.bytes().skip(before).take(MAX_DIGITS + 1).take_while(u8::is_ascii_digit);
    let digits = digits.count();
    if digits > MAX_DIGITS {
        return None;
    }
    let number = line.get(before..before + digits)?.parse().ok()?;
    let rest = line.get(before + digits..)?;
    let separator = separators.into_iter().find(|separator| rest.starts_with(separator));
    let separator = separator.or_else(|| rest.trim().is_empty().then_some(""))?;
    let bare = rest.get(separator.len()..)?.trim().is_empty();
    Some(Shown { number, width: blanks + digits, padded: blanks > 0, marked, separator, bare })
}

/// The width of blanks and digits of a margin in the listing of `like`.
fn width(like: Shown<'_>, number: usize) -> usize {
    let digits = number.checked_ilog10().unwrap_or(0) as usize + 1;
    if like.padded { like.width.max(digits) } else { digits }
}

/// The margin of a line in the listing of `like`.
fn margin(like: Shown<'_>, number: usize) -> String {
    let (width, mark) = (width(like, number), if like.marked { "L" } else { "" });
    format!("{mark}{number:width$}{}", like.separator)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(from: usize, to: usize) -> String {
        (from..=to).map(|n| format!("{n:6}\tline {n}\n")).collect()
    }

    fn thinned(text: &str, is_view: bool) -> Option<String> {
        let margins = if is_view { Margins::Shown } else { Margins::Perhaps };
        thin(text, margins).map(|thinned| thinned.text)
    }

    #[test]
    fn every_tenth_number_stays() {
        let text = format!("head\n{}tail\n", listing(7, 19));
        let thinned = thin(&text, Margins::Perhaps).unwrap();
        assert_eq!(thinned.notice_at, 1);
        assert_eq!(
            thinned.text,
            "head\n[only every tenth line number is shown]\n     7\tline 7\nline 8\nline 9\n10\tline 10\n\
             line 11\nline 12\nline 13\nline 14\nline 15\nline 16\nline 17\nline 18\n19\tline 19\ntail\n"
        );
        assert_eq!(restore(&thinned.text).unwrap(), text);
    }

    #[test]
    fn numbers_go_on_behind_lines_that_are_left_out() {
        let notice = |from, to| format!("    // [lines {from}-{to} left out]\n");
        let text =
            listing(1, 3) + &notice(4, 10) + &listing(11, 12) + &notice(13, 59) + &listing(60, 64);
        let thinned = thinned(&text, true).unwrap();
        assert_eq!(
            thinned,
            "[only every tenth line number is shown]\n     1\tline 1\nline 2\nline 3\n    \
             // [lines 4-10 left out]\nline 11\nline 12\n    // [lines 13-59 left out]\n60\tline 60\n\
             line 61\nline 62\nline 63\n64\tline 64\n"
        );
        assert_eq!(restore(&thinned).unwrap(), text);
        let wrong = listing(1, 8) + &notice(4, 9) + &listing(10, 18);
        assert_eq!(restore(&super::thin(&wrong, Margins::Shown).unwrap().text).unwrap(), wrong);
    }

    #[test]
    fn in_a_short_listing_all_numbers_stay() {
        assert_eq!(thinned(&listing(1, 5), true), None);
    }

    #[test]
    fn a_listing_of_a_listing_is_left_alone_where_numbers_would_be_ambiguous() {
        let nested: String = (1..=19).map(|n| format!("{n:6}\t{n:6}\tx\n")).collect();
        assert_eq!(thinned(&nested, true), None);
    }

    #[test]
    fn the_first_column_of_a_table_is_no_margin() {
        let table = |separator: &str| {
            (1..=12).map(|n| format!("{n}{separator}name {n}\n")).collect::<String>()
        };
        for (separator, in_view) in
            [(" | ", true), ("\t", true), (":", true), (": ", false), (" ", false)]
        {
            assert_eq!(thinned(&table(separator), false), None, "{separator:?}");
            assert_eq!(thinned(&table(separator), true).is_some(), in_view, "{separator:?}");
        }
    }

    #[test]
    fn a_blank_that_sets_lines_off_does_not_become_indentation() {
        let indent = |n: usize| if n.is_multiple_of(2) { "    " } else { "" };
        let listing = |mark: &str, separator: &str| -> String {
            let line = |n| format!("{mark}{n}{separator}{}line {n}\n", indent(n));
            (1..=20).map(line).collect::<String>().replace("13: line 13\n", "13:\n")
        };
        for (mark, separator) in [("", ":"), ("", ": "), ("L", ": "), ("", " | "), ("", "|")] {
            let text = listing(mark, separator);
            let thinned = thinned(&text, false).or_else(|| thinned(&text, true)).unwrap();
            assert!(thinned.contains("\n    line 2\nline 3\n    line 4\n"), "{thinned}");
            assert_eq!(restore(&thinned).unwrap(), text);
        }
        assert_eq!(thinned(&listing("", "  "), true), None);
    }

    #[test]
    fn what_counts_up_beside_even_text_is_no_margin() {
        let cells = |n: usize| if usize::is_multiple_of(n, 3) { "" } else { "cell" };
        let table: String = (1..=12).map(|n| format!("{n}\t{}\tcell {n}\n", cells(n))).collect();
        let values: String = (1..=12).map(|n| format!("{n}: value {n}\n")).collect();
        let history: String = (501..=512).map(|n| format!("  {n}  command {n}\n")).collect();
        for text in [table, values, history] {
            assert_eq!(thinned(&text, false), None, "{text}");
        }
        let code: String =
            (1..=12).map(|n| format!("{n}:{}code {n}\n", " ".repeat(n % 3 * 4))).collect();
        assert!(thinned(&code, false).is_some());
    }

    #[test]
    fn trimmed_margins_of_empty_lines_stay_as_they_were() {
        let text = listing(1, 13).replace("     3\tline 3\n", "     3\n");
        let thinned = thinned(&text, false).unwrap();
        assert!(thinned.contains("\nline 2\n     3\nline 4\nline 5\n"), "{thinned}");
        assert_eq!(restore(&thinned).unwrap(), text);
    }

    #[test]
    fn a_break_between_groups_is_no_line() {
        let groups = listing(1, 15) + "--\n" + &listing(17, 40);
        let thinned = thin(&groups, Margins::Perhaps).unwrap().text;
        assert!(thinned.contains("\n15\tline 15\n--\n    17\tline 17\nline 18\n"), "{thinned}");
        let comment = listing(1, 30).replace("line 13", "--");
        let thinned = thin(&comment, Margins::Perhaps).unwrap().text;
        assert!(thinned.contains("line 12\n13\t--\nline 14\n"), "{thinned}");
    }

    #[test]
    fn breaks_and_widths_round_trip() {
        for text in [listing(1, 120), listing(995, 1009), listing(1, 12) + &listing(40, 66)] {
            assert_eq!(restore(&thinned(&text, false).unwrap()), Some(text));
        }
        let code: String = (1..=30).map(|n| format!("{n}:{}code\n", [" ", ""][n / 25])).collect();
        assert_eq!(restore(&thinned(&code, false).unwrap()), Some(code));
        let unpadded: String = (95..=112).map(|n| format!("{n}:code {n}\n")).collect();
        assert_eq!(restore(&thinned(&unpadded, true).unwrap()), Some(unpadded));
        let several =
            listing(1, 12) + "--\n" + &listing(3, 30).replace("    ", "") + &listing(99, 130);
        assert_eq!(restore(&thinned(&several, true).unwrap()), Some(several));
    }

    #[test]
    fn numbers_that_would_read_as_those_of_the_text_stay() {
        let rows = |first: usize| -> String {
            (1..=30).map(|n| format!("{n:6}\t{}\trow\n", n + first)).collect()
        };
        assert_eq!(thinned(&rows(0), true), None);
        let table = thinned(&rows(1), true).unwrap();
        assert!(table.contains("\n    10\t11\trow\n12\trow\n"), "{table}");
        assert_eq!(restore(&table).unwrap(), rows(1));
    }
}
