//! Cells of a table that their colour alone tells apart.

use std::collections::HashMap;

use super::Cuts;
use super::codes::code;
use super::line::ends_style;
use crate::Span;

/// Equal words stand in one column where they begin at the same byte of a line.
#[derive(Clone, Copy, Debug)]
struct Cell<'a> {
    column: usize,
    said: &'a str,
    /// The codes of its colour.
    colour: &'a str,
}

/// Further columns of a line are no cells of a table.
const COLUMNS: usize = 64;

/// So many cells of a column that differ are told apart: one of states has few, one with more has names.
const MOST: usize = 64;

impl Cuts {
    /// Whether the colour of a cell says what its text does not: in another line the same words stand in the same
    /// column in another colour, or in none. Of a text, the same without codes, and a part of that. Linear.
    pub(crate) fn tell_cells_apart(&self, text: &str, plain: &str, part: Span) -> bool {
        let mut columns: HashMap<usize, HashMap<&str, &str>> = HashMap::new();
        let differ = self.any_line(text, plain, part, |line| {
            line.cells(plain).take(COLUMNS).any(|cell| {
                if columns.len() >= COLUMNS && !columns.contains_key(&cell.column) {
                    return false;
                }
                let colours = columns.entry(cell.column).or_default();
                let is_of_names = colours.len() > MOST;
                !is_of_names && *colours.entry(cell.said).or_insert(cell.colour) != cell.colour
            })
        });
        columns.retain(|_, colours| colours.len() <= MOST);
        let plainly = |line: &Line<'_>| {
            let cells = |(column, colours): (&usize, &HashMap<&str, &str>)| {
                colours.keys().any(|said| line.has_plain(plain, *column, said))
            };
            columns.iter().any(cells)
        };
        differ || !columns.is_empty() && self.any_line(text, plain, part, plainly)
    }

    /// Whether `test` holds of a line of a part of the plain text, in the colours that the codes of the text give it.
    fn any_line<'a>(
        &self,
        text: &'a str,
        plain: &str,
        part: Span,
        mut test: impl FnMut(&Line<'a>) -> bool,
    ) -> bool {
        let (mut gone, mut colour) = (0, "");
        let mut cuts = self.cuts.iter().peekable();
        let mut coloured = Line { span: part, runs: Vec::new() };
        Span::lines(part.of(plain)).any(|(span, line)| {
            let span = Span::new(span.start, span.start + line.len()).shifted(part.start);
            coloured.span = span;
            coloured.runs.clear();
            let mut start = span.start;
            while let Some(cut) = cuts.next_if(|cut| cut.at <= span.end) {
                let codes = Span::new(0, cut.len as usize).shifted(cut.at + gone).of(text);
                gone += codes.len();
                if cut.at > start {
                    coloured.runs.push((Span::new(start, cut.at), colour));
                    start = cut.at;
                }
                colour = after(codes, colour);
            }
            coloured.runs.push((Span::new(start, span.end), colour));
            test(&coloured)
        })
    }
}

/// The colour behind codes that stand next to each other: what they set since the usual one came back.
fn after<'a>(codes: &'a str, before: &'a str) -> &'a str {
    let (mut from, mut at, mut colour) = (0, 0, before);
    while let Some(rest) = codes.get(at..).filter(|rest| !rest.is_empty()) {
        let len = code(rest).map_or_else(|| rest.chars().next().map_or(1, char::len_utf8), |c| c.0);
        at += len;
        let Some(style) = rest.get(..len).and_then(|style| style.strip_suffix('m')) else {
            continue;
        };
        if ends_style(style) {
            (from, colour) = (at, "");
        } else {
            colour = codes.get(from..at).unwrap_or("");
        }
    }
    colour
}

/// A line of the plain text, cut where its colour changes.
#[derive(Debug)]
struct Line<'a> {
    span: Span,
    /// What is written in one colour; in the usual one it is empty.
    runs: Vec<(Span, &'a str)>,
}

impl<'a> Line<'a> {
    /// What is written in colours, cut where blanks part columns.
    fn cells<'p>(&self, plain: &'p str) -> impl Iterator<Item = Cell<'p>>
    where
        'a: 'p,
    {
        let coloured = self.runs.iter().filter(|(_, colour)| !colour.is_empty());
        coloured.flat_map(move |&(run, colour)| {
            let mut at = run.start;
            run.of(plain).split("  ").filter_map(move |part| {
                let column = at + (part.len() - part.trim_start().len()) - self.span.start;
                at += part.len() + 2;
                let said = part.trim();
                (!said.is_empty()).then_some(Cell { column, said, colour })
            })
        })
    }

    /// Whether a cell with the same words stands here in the usual colour.
    fn has_plain(&self, plain: &str, column: usize, said: &str) -> bool {
        let span = Span::new(0, said.len()).shifted(self.span.start + column);
        let is_blank = |text: Option<&str>, end: fn(&str) -> Option<char>| {
            text.and_then(end).is_none_or(char::is_whitespace)
        };
        let is_plain = |(run, colour): &(Span, &str)| {
            colour.is_empty() && run.start <= span.start && span.end <= run.end
        };
        span.end <= self.span.end
            && span.get(plain) == Some(said)
            && is_blank(plain.get(..span.start), |text| text.chars().next_back())
            && is_blank(plain.get(span.end..), |text| text.chars().next())
            && self.runs.iter().any(is_plain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table of lines in which `<r`, `<g` and `<` stand for red, green and the usual colour.
    fn tells(lines: &[&str]) -> bool {
        let text = lines.join("\n").replace("<r", "\u{1b}[31m").replace("<g", "\u{1b}[1;32m");
        let text = text.replace('<', "\u{1b}[0m");
        let cuts = Cuts::of(&text);
        let plain = cuts.without(&text);
        cuts.tell_cells_apart(&text, &plain, Span::whole(&plain))
    }

    #[test]
    fn a_column_of_many_names_leaves_the_others_alone() {
        let row = |n: usize| format!("<rname-{n:03}<    {}", ["ready", "<gready<"][n / 199]);
        let rows: Vec<String> = (0..200).map(row).collect();
        assert!(tells(&rows.iter().map(String::as_str).collect::<Vec<_>>()));
        assert!(!tells(&rows.iter().take(190).map(String::as_str).collect::<Vec<_>>()));
    }

    #[test]
    fn equal_words_in_one_column_in_several_colours() {
        assert!(tells(&["web  <g●<  80", "db   <r●<  81"]));
        assert!(tells(&["web  Up   80", "db   <rUp  < 81"]));
        assert!(tells(&["<rweb  Up<", "db   Up", "<gapi  Up<"]));
        assert!(tells(&["<rweb", "db", "<gweb<"]), "a colour goes on in the next line");
        for same in [
            &["web  <gUp<  80", "db   <gUp<  81"][..],
            &["web  <gUp<    80", "db   <rDown<  81"],
            &["web  <gUp<  <r80<", "db   <gUp<  81"],
            &["<gUp<  web", "upper  <rUp<", "Upper  x"],
            &["<g<rUp<", "<g<rUp<", "<<g<rUp<"],
            &["a  b", "a  b"],
        ] {
            assert!(!tells(same), "{same:?}");
        }
    }
}
