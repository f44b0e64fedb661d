//! What a text is made of: headings, paragraphs, list items, tables, code.

use headroom_core::Span;
use headroom_core::relevance::sentences;

/// Lines of at least so many bytes are taken apart into sentences.
pub(super) const LONG_LINE: usize = 2 << 10;

/// A paragraph that goes on for more bytes than this is many.
const LONG_PARAGRAPH: usize = 1_500;

/// A line of more bytes is not wrapped by hand, but a paragraph of its own.
const WRAPPED: usize = 160;

/// A table of more bytes is shown row by row.
const LONG_TABLE: usize = 2_000;

/// The smallest part of a text that stays or goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unit {
    /// Whole lines with their line breaks, or sentences within one line.
    pub(super) span: Span,
    pub(super) kind: Kind,
    /// For sentences within a line the whole line, with its line break.
    pub(super) line: Option<Span>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Blank,
    /// A title of this level, 1 being the highest.
    Heading(u8),
    /// What says which document follows, or where it ends: a tag, a title, an address.
    Boundary,
    /// A closing tag.
    End,
    Text,
    Item,
    /// The heading row of a table, with the rule below it.
    Head,
    Row,
    /// A whole table.
    Table,
    Code,
}

impl Unit {
    const fn new(span: Span, kind: Kind) -> Self {
        Self { span, kind, line: None }
    }
}

/// The units of a text: all of it, in order. Linear.
pub(super) fn units(text: &str) -> Vec<Unit> {
    let mut parser = Parser { text, out: Vec::new(), fence: None };
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let span = Span::new(at, at + line.len());
        at = span.end;
        parser.line(span, line.trim_end_matches(['\n', '\r']));
    }
    let mut out = parser.out;
    find_titles(text, &mut out);
    split_tables(text, &mut out);
    out
}

struct Parser<'a> {
    text: &'a str,
    out: Vec<Unit>,
    /// The characters that open the code being read.
    fence: Option<&'a str>,
}

impl<'a> Parser<'a> {
    fn line(&mut self, span: Span, line: &'a str) {
        let inner = line.trim_start();
        if let Some(fence) = self.fence {
            self.extend(span);
            if inner.trim_end().trim_start_matches(fence).is_empty() && inner.starts_with(fence) {
                self.fence = None;
            }
            return;
        }
        if let Some(fence) = fence_of(inner) {
            self.fence = Some(fence);
            self.out.push(Unit::new(span, Kind::Code));
        } else if inner.is_empty() {
            self.out.push(Unit::new(span, Kind::Blank));
        } else if line.len() >= LONG_LINE {
            self.sentences(span, line);
        } else if let Some(level) = self.underlines(inner) {
            self.extend(span);
            self.retype(Kind::Heading(level));
        } else {
            self.plain(span, line, inner);
        }
    }

    fn plain(&mut self, span: Span, line: &str, inner: &str) {
        let last = self.out.last().copied();
        let kind = kind_of(line, inner);
        match (last.map(|unit| unit.kind), kind) {
            (Some(Kind::Table), Kind::Table) => self.extend(span),
            (Some(Kind::Code), Kind::Text) if is_indented(line) && self.is_indented_code() => {
                self.extend(span);
            }
            (Some(Kind::Text | Kind::Item), Kind::Text) if self.goes_on(line) => self.extend(span),
            (Some(Kind::Blank) | None, Kind::Text) if is_indented(line) && !self.in_list() => {
                self.out.push(Unit::new(span, Kind::Code));
            }
            _ => self.out.push(Unit::new(span, kind)),
        }
    }

    /// Whether a line goes on with the paragraph or item above it.
    fn goes_on(&self, line: &str) -> bool {
        let Some(last) = self.out.last() else { return false };
        let above = last.span.of(self.text);
        let before = above.trim_end_matches(['\n', '\r']);
        let before =
            before.len() - memchr::memrchr(b'\n', before.as_bytes()).map_or(0, |at| at + 1);
        last.line.is_none()
            && last.span.len() + line.len() < LONG_PARAGRAPH
            && before < WRAPPED
            && line.len() < 2 * WRAPPED
    }

    /// Whether the code that was read last is set off by blanks alone.
    fn is_indented_code(&self) -> bool {
        let code = self.out.last().map_or("", |unit| unit.span.of(self.text));
        is_indented(code)
    }

    fn in_list(&self) -> bool {
        let before = self.out.iter().rev().find(|unit| unit.kind != Kind::Blank);
        before.is_some_and(|unit| unit.kind == Kind::Item)
    }

    /// The level of the heading that a rule makes of the line above it.
    fn underlines(&self, rule: &str) -> Option<u8> {
        let rule = rule.trim_end();
        let first = rule.chars().next().filter(|first| "=-~^\"'`*+#".contains(*first))?;
        let title =
            self.out.last().filter(|unit| unit.kind == Kind::Text && unit.line.is_none())?;
        let title = title.span.of(self.text).trim_end();
        let one_line = !title.contains('\n') && title.len() <= WRAPPED;
        let whole = rule.len() >= 3 && rule.chars().all(|c| c == first);
        (one_line && whole).then_some(match first {
            '=' => 1,
            '-' => 2,
            _ => 3,
        })
    }

    fn sentences(&mut self, span: Span, line: &str) {
        for part in sentences(line) {
            let part = part.shifted(span.start);
            self.out.push(Unit { span: part, kind: Kind::Text, line: Some(span) });
        }
    }

    fn extend(&mut self, span: Span) {
        if let Some(last) = self.out.last_mut() {
            last.span.end = span.end;
        }
    }

    fn retype(&mut self, kind: Kind) {
        if let Some(last) = self.out.last_mut() {
            last.kind = kind;
        }
    }
}

/// The characters that open or close a block of code.
fn fence_of(line: &str) -> Option<&str> {
    let first = line.chars().next().filter(|first| matches!(first, '`' | '~'))?;
    let length = line.bytes().take_while(|byte| char::from(*byte) == first).count();
    let info = line.get(length..)?;
    (length >= 3 && !info.contains('`')).then(|| line.get(..length))?
}

fn is_indented(line: &str) -> bool {
    line.starts_with("    ") || line.starts_with('\t')
}

fn kind_of(line: &str, inner: &str) -> Kind {
    let title = line.trim_start_matches('#');
    let level = line.len() - title.len();
    if (1..=6).contains(&level) && title.starts_with([' ', '\t']) {
        Kind::Heading(u8::try_from(level).unwrap_or(6))
    } else if is_boundary(inner) {
        if inner.starts_with("</") { Kind::End } else { Kind::Boundary }
    } else if inner.starts_with('|') {
        Kind::Table
    } else if is_item(inner) {
        Kind::Item
    } else {
        Kind::Text
    }
}

/// Whether a line is `- item`, `3. item` or the like.
fn is_item(line: &str) -> bool {
    let after = match line.strip_prefix(['-', '*', '+', '\u{2022}']) {
        Some(after) => after,
        None => {
            let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
            if number.len() == line.len() || line.len() - number.len() > 3 {
                return false;
            }
            match number.strip_prefix(['.', ')']) {
                Some(after) => after,
                None => return false,
            }
        }
    };
    after.starts_with([' ', '\t'])
}

/// Whether a line says which document follows: `<document index="3">`, `Title: ...`, `[3]`.
fn is_boundary(line: &str) -> bool {
    const LABELS: &[&str] = &["title", "url", "source", "document", "published", "author", "date"];
    let line = line.trim_end();
    if line.len() > 2 * WRAPPED {
        return false;
    }
    if let Some(inner) = line.strip_prefix('<').and_then(|line| line.strip_suffix('>')) {
        return is_element(inner);
    }
    if line.starts_with("http://") || line.starts_with("https://") {
        return !line.contains(' ');
    }
    let label = line.split(':').next().unwrap_or("").trim_matches(['*', '#', ' ', '[', ']']);
    let word = label.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ' || c == '[');
    label.len() < line.len() && LABELS.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// Whether what stands between `<` and `>` is one tag, or one element on a line: `source>Page 3</source`.
fn is_element(inner: &str) -> bool {
    match inner.split_once('>') {
        None => !inner.contains('<'),
        Some((open, rest)) => {
            let name = open.split(' ').next().unwrap_or(open);
            let text = rest.strip_suffix(name).and_then(|rest| rest.strip_suffix("</"));
            text.is_some_and(|text| !text.contains(['<', '>']))
        }
    }
}

/// Makes headings of titles: short lines between blank ones that are no sentence, with text below.
fn find_titles(text: &str, units: &mut [Unit]) {
    const SHORT: usize = 80;
    let mut blank_above = true;
    for at in 0..units.len() {
        let Some([unit, below @ ..]) = units.get_mut(at..) else { continue };
        let line = unit.span.of(text).trim_end();
        let kinds: Vec<Kind> = below.iter().take(2).map(|unit| unit.kind).collect();
        let alone = blank_above && kinds == [Kind::Blank, Kind::Text];
        let titled = line.starts_with(char::is_uppercase) && line.ends_with(char::is_alphanumeric);
        if alone && unit.kind == Kind::Text && line.len() <= SHORT && titled && !line.contains('\n')
        {
            unit.kind = Kind::Heading(TITLE);
        }
        blank_above = unit.kind == Kind::Blank;
    }
}

/// The level of a title that has no mark.
const TITLE: u8 = 7;

/// Makes rows of tables that are long.
fn split_tables(text: &str, units: &mut Vec<Unit>) {
    let long = |unit: &Unit| unit.kind == Kind::Table && unit.span.len() > LONG_TABLE;
    if !units.iter().any(long) {
        return;
    }
    let mut out = Vec::with_capacity(units.len());
    for unit in units.drain(..) {
        if !long(&unit) {
            out.push(unit);
            continue;
        }
        let mut at = unit.span.start;
        for (nth, line) in unit.span.of(text).split_inclusive('\n').enumerate() {
            let kind = if nth < 2 { Kind::Head } else { Kind::Row };
            out.push(Unit::new(Span::new(at, at + line.len()), kind));
            at += line.len();
        }
    }
    *units = out;
}
