//! Whether elided rows are whole rows of JSON, and the ones that the notice names.

use std::collections::HashSet;

use super::CheckFailure;
use super::facts;
use crate::document::Cursor;
use crate::document::literal::{decode, places_in_text};
use crate::text_part::is_within;
use crate::{Elision, Fact, Input, Rows, Span, Unit};

/// JSON texts in strings, and in strings of these, are looked into so deep.
const MAX_LEVELS: usize = 4;

/// Checks elisions of rows, and what they state. Linear in the text, but for the
/// sorting of numbers that are stated to be the middle ones.
pub(super) fn check(input: &Input<'_>, elisions: &[&Elision]) -> Result<(), CheckFailure> {
    if elisions.is_empty() {
        return Ok(());
    }
    if !input.content_type.is_json() {
        return Err(CheckFailure::Span);
    }
    check_in(input.text, elisions, 0)
}

/// Checks elisions in a JSON text, in strings of which other JSON texts stand.
fn check_in(text: &str, elisions: &[&Elision], level: usize) -> Result<(), CheckFailure> {
    // Mostly none stands in a string.
    let holds = match Scan::new(text, elisions).run() {
        Some(holds) => holds,
        None => {
            let outside = check_strings(text, elisions, level)?;
            Scan::new(text, &outside).run().ok_or(CheckFailure::Span)?
        }
    };
    if holds { Ok(()) } else { Err(CheckFailure::Statement) }
}

/// Checks the elisions that stand within long strings, each as one of what its string says; gives the others.
fn check_strings<'e>(
    text: &str,
    elisions: &[&'e Elision],
    level: usize,
) -> Result<Vec<&'e Elision>, CheckFailure> {
    let (mut outside, mut cursor) = (Vec::new(), Cursor::new(text, 0));
    let mut rest = elisions.iter().copied().peekable();
    while let Some(token) = rest.peek().and_then(|_| cursor.token()) {
        let end = cursor.consumed();
        let literal = Span::new(end - token.len(), end);
        let mut inside = Vec::new();
        while let Some(elision) = rest.next_if(|elision| elision.span.start < end) {
            if token.starts_with('"') && is_within(literal, elision.span) {
                inside.push(elision);
            } else {
                outside.push(elision);
            }
        }
        if !inside.is_empty() {
            check_string(token, literal.start, &inside, level)?;
        }
    }
    outside.extend(rest);
    Ok(outside)
}

fn check_string(
    literal: &str,
    start: usize,
    elisions: &[&Elision],
    level: usize,
) -> Result<(), CheckFailure> {
    let within = || {
        let ends = elisions.iter().flat_map(|elision| [elision.span.start, elision.span.end]);
        let places: Vec<usize> = ends.map(|at| at - start).collect();
        let places = places_in_text(literal, &places)?;
        let spans = places.chunks_exact(2).filter_map(|pair| match pair {
            &[start, end] => Some(Span::new(start, end)),
            _ => None,
        });
        let of_text =
            spans.zip(elisions).map(|(span, &elision)| Elision { span, ..elision.clone() });
        Some((decode(literal)?, of_text.collect::<Vec<Elision>>()))
    };
    let (said, within) = within().filter(|_| level < MAX_LEVELS).ok_or(CheckFailure::Span)?;
    check_in(&said, &within.iter().collect::<Vec<_>>(), level + 1)
}

/// An array or object that is open, or the text as a whole.
#[derive(Debug)]
struct Frame {
    /// Where it starts.
    start: usize,
    /// How many of its rows have begun.
    rows: usize,
    /// Where the row before ended; at first, behind the bracket.
    row_end: usize,
    /// The next token starts a row.
    fresh: bool,
    /// Its elisions that are complete, as a range.
    closed: (usize, usize),
}

/// An elision that has begun and not ended.
#[derive(Debug)]
struct Begun<'t> {
    depth: usize,
    first: usize,
    commas: usize,
    /// The keys that are said to stand in it and have not been found.
    missing: HashSet<&'t str>,
}

/// One pass over the tokens of a text.
struct Scan<'t, 'a> {
    text: &'a str,
    cursor: Cursor<'a>,
    elisions: &'t [&'t Elision],
    /// The first elision that is not complete.
    next: usize,
    begun: Option<Begun<'t>>,
    frames: Vec<Frame>,
    /// Where the container of each elision starts, and which of its rows go.
    found: Vec<Found>,
    /// Whether what is stated holds so far.
    holds: bool,
    /// The rows of the container that was read last for what is stated of it.
    objects: Objects,
}

/// Where rows of a container start and end that are objects, in order.
#[derive(Debug, Default)]
struct Objects {
    /// Where the container starts.
    container: usize,
    rows: Vec<(u32, u32)>,
    /// The first that was not passed.
    next: usize,
}

impl Objects {
    /// Where the object ends that starts here, if it is a row of the container.
    fn end(&mut self, container: usize, start: usize) -> Option<usize> {
        (container == self.container).then_some(())?;
        while let Some(&(row, end)) = self.rows.get(self.next)
            && row as usize <= start
        {
            self.next += 1;
            if row as usize == start {
                return Some(end as usize);
            }
        }
        None
    }
}

/// What stands behind an elision.
#[derive(Clone, Copy, Debug)]
struct Found {
    container: usize,
    rows: Rows,
    commas: usize,
}

impl<'t, 'a> Scan<'t, 'a> {
    fn new(text: &'a str, elisions: &'t [&'t Elision]) -> Self {
        let root = Frame { start: 0, rows: 0, row_end: 0, fresh: true, closed: (0, 0) };
        let (begun, frames, found) = (None, vec![root], Vec::with_capacity(elisions.len()));
        let cursor = Cursor::new(text, 0);
        let (holds, objects) = (true, Objects::default());
        Self { text, cursor, elisions, next: 0, begun, frames, found, holds, objects }
    }

    /// Whether what is stated holds, if all elisions are the rows that they are said to be.
    fn run(mut self) -> Option<bool> {
        let (mut end, mut last) = (0, "");
        while let Some(token) = self.cursor.token() {
            let after = self.cursor.consumed();
            let at = after - token.len();
            match token {
                ":" => self.member(last),
                "," => self.comma(at, end)?,
                "}" | "]" => self.close(at, end)?,
                _ => self.open_or_scalar(token, at)?,
            }
            (end, last) = (self.cursor.consumed(), token);
            if self.frames.len() == 1 {
                // At the top a value is complete once nothing is open.
                let root = self.frames.last_mut()?;
                (root.row_end, root.fresh) = (end, true);
            }
        }
        (self.frames.len() == 1).then_some(())?;
        self.reach(self.text.len(), true)?;
        self.complete(0)?;
        let whole = self.next == self.elisions.len() && self.begun.is_none();
        whole.then_some(self.holds)
    }

    fn open_or_scalar(&mut self, token: &str, at: usize) -> Option<()> {
        if self.frames.last()?.fresh {
            self.reach(at, false)?;
            let top = self.frames.last_mut()?;
            top.rows += 1;
            top.fresh = false;
        }
        if matches!(token, "{" | "[") {
            // Nothing begins or ends within a row that goes, and no key of it is looked for.
            if self.begun.as_ref().is_some_and(|begun| begun.missing.is_empty()) {
                let container = self.frames.last()?.start;
                if let Some(end) = self.objects.end(container, at) {
                    self.cursor = Cursor::new(self.text, end);
                    return Some(());
                }
                return self.cursor.leave().then_some(());
            }
            let closed = (self.next, self.next);
            self.frames.push(Frame { start: at, rows: 0, row_end: at + 1, fresh: true, closed });
        }
        Some(())
    }

    /// Notes the key of a member.
    fn member(&mut self, key: &str) {
        if let Some(begun) = self.begun.as_mut().filter(|begun| !begun.missing.is_empty())
            && let Some(key) = decode(key)
        {
            begun.missing.remove(&*key);
        }
    }

    fn comma(&mut self, at: usize, end: usize) -> Option<()> {
        let depth = self.frames.len();
        let top = self.frames.last_mut()?;
        (top.row_end, top.fresh) = (end, true);
        // An elision that begins with the comma has it, too.
        let begins = self.elisions.get(self.next).is_some_and(|elision| {
            self.begun.is_none() && elision.span.start >= end && elision.span.start <= at
        });
        if begins {
            self.begin(depth)?;
        }
        if let Some(begun) = &mut self.begun
            && let Some(elision) = self.elisions.get(self.next)
            && begun.depth == depth
            && (elision.span.start..elision.span.end).contains(&at)
        {
            begun.commas += 1;
        }
        Some(())
    }

    fn close(&mut self, at: usize, end: usize) -> Option<()> {
        let top = self.frames.last_mut()?;
        if !top.fresh {
            top.row_end = end;
        }
        self.reach(at, true)?;
        self.complete(1)?;
        self.frames.pop()?;
        (!self.frames.is_empty()).then_some(())
    }

    fn begin(&mut self, depth: usize) -> Option<()> {
        let &Frame { rows, start, .. } = self.frames.last()?;
        let first = rows + 1;
        let mut missing = HashSet::new();
        let facts = &self.elisions.get(self.next)?.facts;
        if let Some(found) = facts::check(self.text, (depth > 1).then_some(start), facts) {
            self.holds &= found.hold;
            self.objects = Objects { container: start, rows: found.objects, next: 0 };
        }
        for fact in facts {
            if let Fact::Keys(keys) = fact {
                (missing.is_empty() && keys.len() <= Fact::MOST_KEYS).then_some(())?;
                missing.extend(keys.iter().map(String::as_str));
                (missing.len() == keys.len()).then_some(())?;
            }
        }
        self.begun = Some(Begun { depth, first, commas: 0, missing });
        Some(())
    }

    /// Ends and begins elisions at the place between two rows that ends at `at`, where a row starts
    /// or the container is closed.
    fn reach(&mut self, at: usize, closes: bool) -> Option<()> {
        let depth = self.frames.len();
        let &Frame { rows, row_end, start, .. } = self.frames.last()?;
        if let Some(begun) = self.begun.as_ref().filter(|begun| begun.depth == depth) {
            let end = self.elisions.get(self.next)?.span.end;
            // Not inside a row, and no further than the container.
            (end >= row_end && !(closes && end > at)).then_some(())?;
            if end <= at {
                (depth > 1 || end == at).then_some(())?;
                (rows >= begun.first && begun.missing.is_empty()).then_some(())?;
                let rows = Rows { first: begun.first, last: rows, total: 0 };
                let container = if depth > 1 { start + 1 } else { 0 };
                self.found.push(Found { container, rows, commas: begun.commas });
                self.next += 1;
                self.begun = None;
                self.frames.last_mut()?.closed.1 = self.next;
            }
        }
        let Some(elision) = self.elisions.get(self.next) else { return Some(()) };
        if self.begun.is_none() && elision.span.start <= at && !closes {
            let Unit::Rows(_) = elision.unit else { return None };
            let at_row = if depth > 1 { row_end..=at } else { at..=at };
            at_row.contains(&elision.span.start).then_some(())?;
            self.begin(depth)?;
        }
        Some(())
    }

    /// Compares what is found with what is stated, once a container is closed. Where something
    /// stays, each row takes one comma with it.
    fn complete(&mut self, commas: usize) -> Option<()> {
        let &Frame { rows: total, closed: (from, to), start, .. } = self.frames.last()?;
        let container = if commas > 0 { start + 1 } else { 0 };
        for at in from..to {
            let found = self.found.get(at)?;
            if found.container != container {
                continue;
            }
            let rows = Rows { total, ..found.rows };
            let expected = if rows.count() == total { rows.count() - 1 } else { rows.count() };
            (found.commas == expected * commas).then_some(())?;
            (self.elisions.get(at)?.unit == Unit::Rows(rows)).then_some(())?;
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Budget, CheckFailure, ContentType, Estimator, Like};

    /// Elides the text between the marks `<` and `>`, which are no part of the document.
    fn checked(
        marked: &str,
        rows: &[(usize, usize, usize)],
        facts: &[Fact],
    ) -> Result<(), CheckFailure> {
        let (mut text, mut spans, mut start) = (String::new(), Vec::new(), 0);
        for c in marked.chars() {
            match c {
                '<' => start = text.len(),
                '>' => spans.push(Span::new(start, text.len())),
                _ => text.push(c),
            }
        }
        let elision = |(span, &(first, last, total)): (&Span, &(usize, usize, usize))| Elision {
            span: *span,
            unit: Unit::Rows(Rows { first, last, total }),
            like: Like::Unknown,
            counts: Vec::new(),
            facts: facts.to_vec(),
        };
        let elisions: Vec<Elision> = spans.iter().zip(rows).map(elision).collect();
        let tokens = Estimator::new();
        let input =
            Input::new(&text, ContentType::JSON, &tokens).with_budget(Budget::recoverable(9));
        check(&input, &elisions.iter().collect::<Vec<_>>())
    }

    #[test]
    fn rows_go_with_one_comma_each() {
        for (marked, rows, holds) in [
            ("[1,<2, >3]", vec![(2, 2, 3)], true),
            ("[1<,2>, 3]", vec![(2, 2, 3)], true),
            ("[<1,2,>3]", vec![(1, 2, 3)], true),
            ("[1<,2,3>]", vec![(2, 3, 3)], true),
            ("[<1,2,3>]", vec![(1, 3, 3)], true),
            ("[1,<2,>3,<4,>5]", vec![(2, 2, 5), (4, 4, 5)], true),
            (r#"{"a":1,<"b":[2,3],"c":{},>"d":4}"#, vec![(2, 3, 4)], true),
            (r#"[{"a":[1,<2,>3]},<[4],>5]"#, vec![(2, 2, 3), (2, 2, 3)], true),
            ("{\"a\":1}\n<{\"a\":2}\n[3]\n>{\"a\":4}", vec![(2, 3, 4)], true),
            ("[1] <[2]>", vec![(2, 2, 2)], true),
            ("[1,<2>,3]", vec![(2, 2, 3)], false),
            ("[1<,2,>3]", vec![(2, 2, 3)], false),
            ("[1,<2,>3]", vec![(2, 2, 4)], false),
            ("[1,<2,>3]", vec![(1, 1, 3)], false),
            ("[1,<2,>3]", vec![(2, 3, 3)], false),
            ("[1,2<2,>3]", vec![(2, 2, 3)], false),
            ("[1,<2,3>3,4]", vec![(2, 2, 4)], false),
            (r#"[1,<"2, >3"]"#, vec![(2, 2, 2)], false),
            ("[[1,<2],[>3]]", vec![(2, 2, 2)], false),
            ("[<[>1],2]", vec![(1, 1, 2)], false),
            (r#"{"a":<1,>"b":2}"#, vec![(1, 1, 2)], false),
            ("[1]< [2]> [3]", vec![(2, 2, 3)], false),
            ("[1,<2,>3", vec![(2, 2, 3)], false),
            ("[1,<2,>3]]", vec![(2, 2, 3)], false),
        ] {
            assert_eq!(checked(marked, &rows, &[]).is_ok(), holds, "{marked} {rows:?}");
        }
    }

    #[test]
    fn rows_go_from_strings_as_from_documents() {
        let long = "x".repeat(2_100);
        let literal = |text: &str| serde_json::Value::from(text).to_string();
        for (text, rows, holds) in [
            (r#"[1,<2, >3,"L"]"#, (2, 2, 4), true),
            (r#"[1<,"a string of few bytes">]"#, (2, 2, 2), false),
            (r#"["L"<,{"é":"\u00e9\n"}>]"#, (2, 2, 2), true),
            (r#"[1,<2>,3,"L"]"#, (2, 2, 4), false),
            (r#"[1,<2, >3,"L"]"#, (2, 2, 3), false),
        ] {
            let text = text.replace('L', &long);
            let once = literal(&text);
            let twice = literal(&format!("{{\"a\":{once}}}"));
            for text in [once, twice] {
                let marked = format!("{{\"x\":1,\"out\":{text},\"err\":\"\"}}");
                assert_eq!(checked(&marked, &[rows], &[]).is_ok(), holds, "{marked}");
            }
        }
    }

    #[test]
    fn facts_are_found_in_rows_of_any_shape() {
        let text = r#"[{"n":1,"s":"a"},<{"s":"b","n":2},{"\u006e":3,"x":{"n":9}},>[{"n":8}],
            {"n":4,"n":5},{"n":{"n":7}},"n",{ "n" : 6 },{}]"#;
        for (least, median, greatest, holds) in [
            ("1", "3", "6", true),
            ("1", "4", "6", false),
            ("1", "3", "9", false),
            ("2", "3", "6", false),
        ] {
            let [least, median, greatest] = [least, median, greatest].map(str::to_owned);
            let fact = Fact::Range { field: vec!["n".to_owned()], least, median, greatest };
            let told = format!("{fact:?}");
            assert_eq!(checked(text, &[(2, 3, 9)], &[fact]).is_ok(), holds, "{told}");
        }
    }

    #[test]
    fn a_key_that_a_row_has_twice_is_not_counted() {
        let counted = |key: &str, a: usize, b: usize| Fact::Counts {
            field: vec![key.to_owned()],
            values: vec![(Fact::text("a"), a), (Fact::text("b"), b)],
        };
        let text = r#"[{"v":"a","v":"b","w":"a"},<{"v":"a","w":"b"},>{"v":"b","\u0077":"b"}]"#;
        assert!(checked(text, &[(2, 2, 3)], &[counted("w", 1, 2)]).is_ok());
        for (a, b) in [(2, 2), (1, 2), (2, 1), (1, 1)] {
            let fact = counted("v", a, b);
            let found = checked(text, &[(2, 2, 3)], std::slice::from_ref(&fact));
            assert_eq!(found, Err(CheckFailure::Statement), "{fact:?}");
        }
    }

    #[test]
    fn facts_are_computed_again() {
        let text = r#"{"rows":[{"n":1.0,"of":{"s":"a"}},<{"n":-7,"of":{"s":"b\n"},"k":[{"deep":1}]},>{"n":"x","of":{"s":"\u0061"}},{"n":30}]}"#;
        let field = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>();
        let counts = |a: usize, b: usize| Fact::Counts {
            field: field(&["of", "s"]),
            values: vec![(Fact::text("a"), a), (Fact::text("b\n"), b)],
        };
        let range = |least: &str, median: &str, greatest: &str| Fact::Range {
            field: field(&["n"]),
            least: least.to_owned(),
            median: median.to_owned(),
            greatest: greatest.to_owned(),
        };
        let keys = |keys: &[&str]| Fact::Keys(field(keys));
        for (facts, holds) in [
            (vec![counts(2, 1)], true),
            (vec![range("-7", "1.0", "30")], true),
            (vec![keys(&["deep", "k"]), counts(2, 1), range("-7", "1.0", "30")], true),
            (vec![counts(1, 1)], false),
            (vec![counts(2, 1), counts(2, 1)], false),
            (
                vec![Fact::Counts {
                    field: field(&["of", "s"]),
                    values: vec![(Fact::text("a"), 2)],
                }],
                false,
            ),
            (vec![range("-7", "1", "30")], false),
            (vec![range("-7", "30", "30")], false),
            (vec![keys(&["rows"])], false),
            (vec![keys(&["k", "k"])], false),
            (vec![keys(&["b\n"])], false),
        ] {
            assert_eq!(checked(text, &[(2, 2, 4)], &facts).is_ok(), holds, "{facts:?}");
        }
    }
}
