//! Numbered listings: lines with a line number in their margin, as `cat -n`, `nl`, read tools and
//! editors' views print them.

use std::borrow::Cow;

use crate::detect::{Margins, margins};
use crate::notice::{Lines, Notice};
use crate::{Hints, Span};

/// A line of a text, apart from its margin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// The whole line, without its line break.
    pub whole: Span,
    /// Where the text after the margin starts, in bytes; the line's start if it has none.
    pub text_start: usize,
    /// The number in the margin, for lines of a listing.
    pub number: Option<usize>,
}

/// The lines of a text, apart from the numbers in their margins: of listings as `cat -n`, read tools and
/// editors' views print them, unless the call shows lines as they are. Linear.
#[must_use]
pub fn listed_lines(text: &str, hints: &Hints<'_>) -> Vec<Line> {
    lines(text, margins(hints))
}

impl Line {
    /// The line's text without its margin.
    #[must_use]
    pub fn text(self, of: &str) -> &str {
        Span::new(self.text_start, self.whole.end).of(of)
    }

    /// What stands between the number and the text.
    pub(crate) fn separator(self, of: &str) -> &str {
        let margin = Span::new(self.whole.start, self.text_start).of(of);
        margin.trim_start_matches([' ', 'L']).trim_start_matches(|c: char| c.is_ascii_digit())
    }

    /// Whether `next` goes on where this line ends: both numbered in sequence, or both plain.
    pub(crate) fn continues(self, next: Self) -> bool {
        match (self.number, next.number) {
            (Some(a), Some(b)) => a + 1 == b,
            (None, None) => true,
            _ => false,
        }
    }
}

/// What stands between the number and the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Separator {
    Tab,
    Arrow,
    /// A colon; a blank after it belongs to it if all lines have one.
    Colon,
    Bar,
    Blank,
    /// The line is empty and its margin was trimmed.
    End,
}

#[derive(Clone, Copy, Debug)]
struct Margin {
    number: usize,
    separator: Separator,
    text_start: usize,
    /// The text starts with a blank.
    blank: bool,
    /// There is no text.
    empty: bool,
}

/// A listing is at least so many lines long: shorter ones prove too little.
const MIN_RUN: usize = 3;

/// Longer numbers are no line numbers.
pub(super) const MAX_DIGITS: usize = 7;

/// Blanks separate numbers from text in tables, too: they need a longer proof.
const MIN_BLANK_RUN: usize = 8;

/// The lines of a text. A line break ends a line; a text that ends with one has no further line.
/// Where margins are absent, no number belongs to one. Linear.
pub(crate) fn lines(text: &str, shown: Margins) -> Vec<Line> {
    let mut out = Vec::with_capacity(text.len() / 32);
    let mut margins = Vec::new();
    let mut start = 0;
    while start < text.len() {
        let rest = text.as_bytes().get(start..).unwrap_or_default();
        let end = memchr::memchr(b'\n', rest).map_or(text.len(), |at| start + at);
        let whole = Span::new(start, end);
        out.push(Line { whole, text_start: start, number: None });
        if shown != Margins::Absent {
            margins.push(margin(text, whole));
        }
        start = end + 1;
    }
    number_runs(text, &mut out, &margins);
    out
}

/// The numbers in the margin of these lines, if each has one and they count up by one.
pub(crate) fn numbers(lines: &str) -> Option<Lines> {
    let mut all = Span::lines(lines).map(|(span, line)| {
        Some(margin(lines, Span::new(span.start, span.start + line.len()))?.number)
    });
    let first = all.next()??;
    let mut last = first;
    for number in all {
        last = number.filter(|number| *number == last + 1)?;
    }
    Some(Lines::new(first, last))
}

/// Lines of a listing as they are without their margins.
pub(crate) fn without_margin(lines: &str) -> Cow<'_, str> {
    let texts = Span::lines(lines).map(|(span, line)| {
        let line = Span::new(span.start, span.start + line.len());
        let start = margin(lines, line).map_or(line.start, |margin| margin.text_start);
        Span::new(start, line.end).of(lines)
    });
    texts.collect::<Vec<_>>().join("\n").into()
}

/// Whether a text has enough lines with a margin for a listing, wherever they stand. Linear.
pub(crate) fn may_be_numbered(text: &str, shown: Margins) -> bool {
    let breaks = memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]);
    let lines =
        breaks.scan(0, |start, end| Some(Span::new(std::mem::replace(start, end + 1), end)));
    let numbered = lines.filter(|line| margin(text, *line).is_some());
    shown != Margins::Absent && numbered.take(MIN_RUN).count() == MIN_RUN
}

/// Numbers the lines of each run of margins that count up by one with the same separator.
fn number_runs(text: &str, lines: &mut [Line], margins: &[Option<Margin>]) {
    let mut at = 0;
    while at < margins.len() {
        let rest = lines.get(at..).unwrap_or_default();
        let run = run_length(text, rest, margins.get(at..).unwrap_or_default());
        let margins = margins.get(at..at + run).unwrap_or_default();
        let set_off = is_set_off(margins);
        for (line, margin) in lines.iter_mut().skip(at).zip(margins) {
            if let Some(margin) = margin {
                line.number = Some(margin.number);
                line.text_start = margin.text_start + usize::from(set_off && margin.blank);
            }
        }
        at += run.max(1);
    }
}

/// Whether a blank sets each line off from the colon (`12: text`), unless there is nothing to set off.
fn is_set_off(run: &[Option<Margin>]) -> bool {
    let colons = || run.iter().flatten().filter(|margin| margin.separator == Separator::Colon);
    colons().any(|margin| margin.blank) && colons().all(|margin| margin.blank || margin.empty)
}

/// How many of the first margins are of one listing; 0 if too few. It goes on behind lines that are left
/// out of it.
fn run_length(text: &str, lines: &[Line], margins: &[Option<Margin>]) -> usize {
    let Some(Some(first)) = margins.first() else { return 0 };
    let mut separator = first.separator;
    let (mut run, mut numbered, mut next) = (0, 0, first.number);
    for (n, (line, margin)) in lines.iter().zip(margins).enumerate() {
        let Some(margin) = margin.filter(|margin| margin.number == next) else {
            match left_out(line.whole.of(text)) {
                Some(lines) if lines.first == next && margin.is_none() => next = lines.last + 1,
                _ => break,
            }
            continue;
        };
        if separator == Separator::End {
            separator = margin.separator;
        }
        if margin.separator != separator && margin.separator != Separator::End {
            break;
        }
        (run, numbered, next) = (n + 1, numbered + 1, next + 1);
    }
    let least = match separator {
        Separator::Blank | Separator::End => MIN_BLANK_RUN,
        _ => MIN_RUN,
    };
    if numbered < least { 0 } else { run }
}

/// The lines that a notice among the lines of a listing stands for.
pub(super) fn left_out(line: &str) -> Option<Lines> {
    // Most lines have no bracket at all.
    memchr::memchr(b'[', line.as_bytes())?;
    match Notice::on_line(line.trim_end_matches(['\n', '\r']))? {
        Notice::LeftOut { lines, .. } | Notice::ListedLeftOut { lines } => Some(lines),
        _ => None,
    }
}

/// The margin of a line: blanks, perhaps an `L`, a number of at most [`MAX_DIGITS`] digits without
/// leading zeros, a separator.
fn margin(text: &str, line: Span) -> Option<Margin> {
    let bytes = text.as_bytes().get(line.start..line.end)?;
    let blanks = bytes.iter().take_while(|b| **b == b' ').count();
    let blanks = blanks + usize::from(bytes.get(blanks) == Some(&b'L'));
    let digits = bytes.iter().skip(blanks).take(MAX_DIGITS + 1).take_while(|b| b.is_ascii_digit());
    let digits = digits.count();
    let after = blanks + digits;
    let number = text.get(line.start + blanks..line.start + after)?;
    if digits == 0 || digits > MAX_DIGITS || (digits > 1 && number.starts_with('0')) {
        return None;
    }
    let (separator, width) = separator(bytes.get(after..)?)?;
    // Indented, it is the key of a mapping or the mark of a list.
    if bytes.first() == Some(&b' ') && matches!(separator, Separator::Colon | Separator::Blank) {
        return None;
    }
    let rest = bytes.get(after + width..)?;
    Some(Margin {
        number: number.parse().ok()?,
        separator,
        text_start: line.start + after + width,
        blank: rest.first() == Some(&b' '),
        empty: matches!(rest, [] | [b'\r']),
    })
}

fn separator(rest: &[u8]) -> Option<(Separator, usize)> {
    const ARROW: &[u8] = "→".as_bytes();
    const BOX: &[u8] = " │".as_bytes();
    let blank_after = |width: usize| width + usize::from(rest.get(width) == Some(&b' '));
    Some(match rest.first() {
        None | Some(b'\r') if rest.len() < 2 => (Separator::End, 0),
        Some(b'\t') => (Separator::Tab, 1),
        Some(b':') => (Separator::Colon, 1),
        Some(b'|') => (Separator::Bar, 1),
        _ if rest.starts_with(ARROW) => (Separator::Arrow, ARROW.len()),
        _ if rest.starts_with(b" |") => (Separator::Bar, blank_after(2)),
        _ if rest.starts_with(BOX) => (Separator::Bar, blank_after(BOX.len())),
        Some(b' ') => (Separator::Blank, 1),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(text: &str) -> Vec<(Option<usize>, &str)> {
        lines(text, Margins::Perhaps)
            .into_iter()
            .map(|line| (line.number, line.text(text)))
            .collect()
    }

    #[test]
    fn the_margins_of_common_listings_are_known() {
        for (text, plain) in [
            ("     9\tfn a() {\n    10\t\n    11\t}", ["fn a() {", "", "}"]),
            ("  9→fn a() {\n 10→\n 11→}\n", ["fn a() {", "", "}"]),
            ("9:fn a() {\n10:\n11:}", ["fn a() {", "", "}"]),
            ("   9 | fn a() {\n  10\n  11 | }", ["fn a() {", "", "}"]),
            ("   9 │ fn a() {\n  10 │\n  11 │ }", ["fn a() {", "", "}"]),
            ("9: fn a() {\n10:\n11: }", ["fn a() {", "", "}"]),
            ("L9: fn a() {\nL10: \nL11: }", ["fn a() {", "", "}"]),
            ("9: fn a() {\n10:\n11:}", [" fn a() {", "", "}"]),
        ] {
            let expected: Vec<_> =
                plain.iter().enumerate().map(|(n, p)| (Some(9 + n), *p)).collect();
            assert_eq!(numbered(text), expected, "{text}");
        }
    }

    #[test]
    fn what_does_not_count_up_is_no_listing() {
        for text in [
            "1:a\n2:b",
            "  1: a\n  2: b\n  3: c",
            "1:a\n3:b\n5:c\n",
            "01:a\n02:b\n03:c",
            "1. a\n2. b\n3. c",
            "5 a\n6 b\n7 c",
        ] {
            assert!(numbered(text).iter().all(|(number, _)| number.is_none()), "{text}");
        }
    }

    #[test]
    fn a_listing_ends_where_its_numbers_do() {
        let text = "head\n1\ta\n2\tb\n3\tc\n7\td\ntail";
        let numbers: Vec<_> = numbered(text).into_iter().map(|(number, _)| number).collect();
        assert_eq!(numbers, [None, Some(1), Some(2), Some(3), None, None]);
    }
}
