//! JSON texts that stand in strings of JSON.
//!
//! Such a string is taken for an object with one key, which says how the text is laid out; so it is written
//! as any other value. Reading turns the object into the string again.

use std::borrow::Cow;
use std::fmt::{self, Write};

use headroom_core::Span;
use headroom_core::document::literal::{
    decode, encode, encode_into, places_in_literal, string_end,
};

use super::node::Kind;
use super::tree::Tree;
use super::write::minify;

/// How the keys start that stand for a string.
const KEY: &str = "JSON string";
const SPACES: &str = " spaced";
const INDENT: &str = " indented by ";
const LINES: &str = " with a value a line";
const LINE_BREAK: &str = " with a last line break";

/// Shorter literals stay as they are.
const MIN_LITERAL: usize = 48;
/// Rows of shorter literals do not go out of sight.
const LONG_LITERAL: usize = 2_100;
/// So many strings within strings are opened.
const MAX_LEVELS: usize = 4;
/// The widest indentation that is known.
const MAX_INDENT: usize = 8;
/// A text that is laid out has at most so many times the bytes that it has without white space.
const MOST_BLANKS: usize = 64;

/// How the tokens of a JSON text are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    /// Without white space.
    Compact,
    /// A blank behind each comma and colon.
    Spaced,
    /// A line for each member and element, with so many blanks for each bracket that is open.
    Indented(usize),
}

/// How a string is made of JSON values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Style {
    layout: Layout,
    /// The text is the elements of an array, a line each.
    lines: bool,
    line_break: bool,
}

/// A document in which objects stand for the strings that hold JSON; `None` if there are none. Linear.
pub(super) fn opened(tree: &Tree<'_>) -> Option<String> {
    open(tree, Depth { inside: 0, more: MAX_LEVELS - 1 })
        .filter(|_| !has_key(tree))
        .map(|(text, _)| text)
}

/// Whether a document may have a key that stands for a string elsewhere.
fn has_key(tree: &Tree<'_>) -> bool {
    memchr::memmem::find(tree.text().as_bytes(), KEY.as_bytes()).is_some()
}

/// A document in which objects stand for the strings that hold one JSON text, and where these stand in it.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) text: String,
    places: Vec<Place>,
}

/// An object that stands for a string.
#[derive(Clone, Copy, Debug)]
struct Place {
    object: Span,
    /// Where what the string says begins in the object.
    said: usize,
    /// The string, in the source.
    literal: Span,
}

impl Opened {
    /// Opens the strings of a document, but no strings within these; `None` if there are none that are
    /// long. Linear.
    pub(super) fn of(tree: &Tree<'_>) -> Option<Self> {
        let (text, places) = open(tree, Depth { inside: 0, more: 0 }).filter(|_| !has_key(tree))?;
        let long = places.iter().any(|place| place.literal.len() >= LONG_LITERAL);
        long.then_some(Self { text, places })
    }

    /// Whether a span stands within such an object.
    pub(super) fn is_inside(&self, span: Span) -> bool {
        self.before(span.start).is_some_and(|place| span.end <= place.object.end)
    }

    /// The last object that begins before a place.
    fn before(&self, at: usize) -> Option<&Place> {
        let next = self.places.partition_point(|place| place.object.start < at);
        next.checked_sub(1).and_then(|last| self.places.get(last))
    }

    /// Where sorted spans stand in the source; `None` if one has no place there.
    pub(super) fn in_source(&self, source: &str, spans: &[Span]) -> Option<Vec<Span>> {
        let mut ends = spans.iter().flat_map(|span| [span.start, span.end]).peekable();
        let mut found = Vec::with_capacity(spans.len() * 2);
        while let Some(&at) = ends.peek() {
            let Some(place) = self.before(at).filter(|place| at < place.object.end) else {
                let before = self.before(at);
                let (from, to) = before.map_or((0, 0), |p| (p.object.end, p.literal.end));
                found.push(at - from + to);
                ends.next();
                continue;
            };
            let mut inside = Vec::new();
            while let Some(at) = ends.next_if(|&at| at < place.object.end) {
                inside.push(at.checked_sub(place.said)?);
            }
            let literal = place.literal.get(source)?;
            let places = places_in_literal(literal, &inside)?;
            found.extend(places.into_iter().map(|at| place.literal.start + at));
        }
        let spans = found.chunks_exact(2).filter_map(|pair| match pair {
            &[start, end] => Some(Span::new(start, end)),
            _ => None,
        });
        Some(spans.collect())
    }
}

/// How deep in strings a document stands.
#[derive(Clone, Copy, Debug)]
struct Depth {
    /// In so many.
    inside: usize,
    /// So many within its strings may be opened. If none are, no strings of several values.
    more: usize,
}

/// Opens the strings of a document.
fn open(tree: &Tree<'_>, depth: Depth) -> Option<(String, Vec<Place>)> {
    tree.may_nest().then_some(())?;
    let (text, mut out, mut at, mut places) = (tree.text(), String::new(), 0, Vec::new());
    for id in tree.ids().filter(|&id| tree.node(id).kind == Kind::Text) {
        let literal = tree.source(id);
        let brackets = literal.starts_with("\"{") || literal.starts_with("\"[");
        if !brackets || literal.len() < MIN_LITERAL {
            continue;
        }
        let span = tree.span(id);
        out.push_str(text.get(at..span.start)?);
        at = span.start;
        let start = out.len();
        if let Some(said) = object(literal, depth, &mut out) {
            at = span.end;
            places.push(Place { object: Span::new(start, out.len()), said, literal: span });
        }
    }
    (!places.is_empty()).then_some(())?;
    out.push_str(text.get(at..)?);
    out.push_str(tree.closers());
    Some((out, places))
}

/// Writes the object that stands for a string, if that can be made of it again, and says where the value
/// begins.
fn object(literal: &str, depth: Depth, out: &mut String) -> Option<usize> {
    let said = decode(literal)?;
    // Within a string all has to come back byte for byte.
    (depth.inside == 0 || encode(&said) == literal).then_some(())?;
    let tree = Tree::parse(&said)?;
    let style = Style::of(&said, &tree)?;
    (!style.lines || depth.more > 0).then_some(())?;
    let deeper = |more| Depth { inside: depth.inside + 1, more };
    let inner = depth.more.checked_sub(1).and_then(|more| open(&tree, deeper(more)));
    drop(tree);
    let inner = inner.as_ref().map_or(&*said, |(text, _)| text);
    // What was opened has as many values as before.
    let values = if style.lines { Some(Tree::parse(inner)?) } else { None };
    out.push_str("{\"");
    out.push_str(KEY);
    style.name(out);
    out.push_str("\":");
    let start = out.len();
    match values {
        None => out.push_str(inner),
        Some(values) => {
            for (at, &root) in values.roots.iter().enumerate() {
                out.push(if at == 0 { '[' } else { ',' });
                out.push_str(values.source(root));
            }
            out.push(']');
        }
    }
    out.push('}');
    Some(start)
}

/// Writes JSON without white space in which strings stand again for the objects that were put in their place.
pub(super) fn write_closed(text: &str, out: &mut dyn fmt::Write) -> fmt::Result {
    close(text, 0, out)
}

fn close(text: &str, level: usize, out: &mut dyn fmt::Write) -> fmt::Result {
    // In a string the quote would be escaped.
    let start = format!("{{\"{KEY}");
    let mut at = 0;
    for found in memchr::memmem::find_iter(text.as_bytes(), start.as_bytes()) {
        if found < at {
            continue;
        }
        out.write_str(text.get(at..found).ok_or(fmt::Error)?)?;
        at = found + close_one(text.get(found..).ok_or(fmt::Error)?, level, out)?;
    }
    out.write_str(text.get(at..).ok_or(fmt::Error)?)
}

/// Writes the string for the object at the start of a text, and gives the object's length.
fn close_one(text: &str, level: usize, out: &mut dyn fmt::Write) -> Result<usize, fmt::Error> {
    let object = || {
        let key_end = string_end(text, 1)?;
        let style = Style::named(text.get("{\"".len() + KEY.len()..key_end - 1)?)?;
        let value = value(text.get(key_end..)?.strip_prefix(':')?)?;
        let end = key_end + 1 + value.len();
        text.get(end..)?.starts_with('}').then_some((style, value, end + 1))
    };
    let (style, value, end) = object().filter(|_| level < MAX_LEVELS).ok_or(fmt::Error)?;
    let inner = if memchr::memmem::find(value.as_bytes(), KEY.as_bytes()).is_some() {
        let mut inner = String::with_capacity(value.len());
        close(value, level + 1, &mut inner)?;
        Cow::Owned(inner)
    } else {
        Cow::Borrowed(value)
    };
    write_literal(&style.printed(inner).ok_or(fmt::Error)?, out)?;
    Ok(end)
}

/// Writes a text as a string literal, bit by bit: it may be long.
fn write_literal(text: &str, out: &mut dyn fmt::Write) -> fmt::Result {
    const BIT: usize = 1 << 16;
    let (mut rest, mut literal) = (text, String::new());
    out.write_char('"')?;
    while !rest.is_empty() {
        let (bit, more) = rest.split_at(rest.floor_char_boundary(BIT));
        literal.clear();
        encode_into(bit, &mut literal);
        out.write_str(literal.get(1..literal.len() - 1).ok_or(fmt::Error)?)?;
        rest = more;
    }
    out.write_char('"')
}

/// The array or object at the start of a text.
fn value(text: &str) -> Option<&str> {
    let (mut at, mut open) = (0, 0_usize);
    loop {
        match text.as_bytes().get(at)? {
            b'{' | b'[' => open += 1,
            b'}' | b']' => open = open.checked_sub(1)?,
            b'"' => at = string_end(text, at)? - 1,
            _ => {}
        }
        at += 1;
        if open == 0 {
            return text.get(..at);
        }
    }
}

impl Style {
    /// The text is one value without white space.
    const PLAIN: Self = Self { layout: Layout::Compact, lines: false, line_break: false };

    /// The style that a text is laid out in, if it is one of those known.
    fn of(text: &str, tree: &Tree<'_>) -> Option<Self> {
        let line_break = text.ends_with('\n');
        let lines = tree.roots.len() > 1;
        let whole = tree.roots.iter().all(|&root| tree.node(root).kind.is_composite());
        whole.then_some(())?;
        if is_compact(text) {
            return (!lines).then_some(Self::PLAIN);
        }
        let blanks = text.get(2..)?.bytes().take_while(|&b| b == b' ').count();
        let layouts = match text.get(1..2) {
            Some("\n") if lines || blanks == 0 || blanks > MAX_INDENT => return None,
            Some("\n") => [Layout::Indented(blanks); 2],
            _ => [Layout::Compact, Layout::Spaced],
        };
        let values = tree.roots.iter().map(|&root| tree.source(root));
        layouts.into_iter().map(|layout| Self { layout, lines, line_break }).find(|style| {
            let mut out = String::with_capacity(text.len());
            style.print(values.clone(), text.len(), &mut out);
            out == text
        })
    }

    fn name(self, out: &mut String) {
        match self.layout {
            Layout::Compact => {}
            Layout::Spaced => out.push_str(SPACES),
            // Writing to a string cannot fail.
            Layout::Indented(by) => drop(write!(out, "{INDENT}{by}")),
        }
        out.push_str(if self.lines { LINES } else { "" });
        out.push_str(if self.line_break { LINE_BREAK } else { "" });
    }

    /// Reads what [`Style::name`] writes.
    fn named(name: &str) -> Option<Self> {
        let (name, line_break) = without(name, LINE_BREAK);
        let (name, lines) = without(name, LINES);
        let layout = match name {
            "" => Layout::Compact,
            SPACES => Layout::Spaced,
            _ => {
                let by = name.strip_prefix(INDENT)?.parse().ok();
                Layout::Indented(by.filter(|by| (1..=MAX_INDENT).contains(by))?)
            }
        };
        Some(Self { layout, lines, line_break })
    }

    /// The text that the string of a value has, which is without white space.
    fn printed(self, value: Cow<'_, str>) -> Option<Cow<'_, str>> {
        if self == Self::PLAIN {
            return Some(value);
        }
        let mut out = String::with_capacity(value.len());
        let most = (value.len() + MOST_BLANKS).saturating_mul(MOST_BLANKS);
        if !self.lines {
            self.print([&*value].into_iter(), most, &mut out);
            return Some(Cow::Owned(out));
        }
        let tree = Tree::parse(&value)?;
        let &[root] = tree.roots.as_slice() else { return None };
        (tree.node(root).kind == Kind::Array).then_some(())?;
        self.print(tree.children(root).map(|id| tree.source(id)), most, &mut out);
        Some(Cow::Owned(out))
    }

    /// Writes the text, or so many bytes of it.
    fn print<'v>(self, values: impl Iterator<Item = &'v str>, most: usize, out: &mut String) {
        for (at, value) in values.enumerate() {
            if at > 0 {
                out.push('\n');
            }
            match self.layout {
                Layout::Compact => minify(value, out),
                Layout::Spaced => lay_out(value, None, most, out),
                Layout::Indented(by) => lay_out(value, Some(by), most, out),
            }
        }
        if self.line_break {
            out.push('\n');
        }
    }
}

/// Whether there is no white space between the tokens of JSON.
fn is_compact(text: &str) -> bool {
    let mut at = 0;
    while let Some(&b) = text.as_bytes().get(at) {
        at = match b {
            b' ' | b'\n' | b'\t' | b'\r' => return false,
            b'"' => string_end(text, at).unwrap_or(text.len()),
            _ => at + 1,
        };
    }
    true
}

fn without<'n>(name: &'n str, end: &str) -> (&'n str, bool) {
    name.strip_suffix(end).map_or((name, false), |name| (name, true))
}

/// Writes JSON with a blank behind commas and colons, or a line for each member and element; no more than
/// so many bytes, and a token.
fn lay_out(text: &str, indent: Option<usize>, most: usize, out: &mut String) {
    let (mut at, mut open, mut opened) = (0, 0_usize, false);
    while let Some(&b) = text.as_bytes().get(at).filter(|_| out.len() <= most) {
        let from = at;
        at = if b == b'"' { string_end(text, at).unwrap_or(text.len()) } else { at + 1 };
        if matches!(b, b' ' | b'\n' | b'\t' | b'\r') {
            continue;
        }
        let closes = matches!(b, b'}' | b']');
        open = open.saturating_sub(usize::from(closes));
        if opened != closes {
            line(indent, open, out);
        }
        opened = matches!(b, b'{' | b'[');
        open += usize::from(opened);
        out.push_str(text.get(from..at).unwrap_or(""));
        match (b, indent) {
            (b':', _) | (b',', None) => out.push(' '),
            (b',', Some(_)) => line(indent, open, out),
            _ => {}
        }
    }
}

/// Begins a line, where values have lines of their own.
fn line(indent: Option<usize>, open: usize, out: &mut String) {
    if let Some(by) = indent {
        out.push('\n');
        out.extend(std::iter::repeat_n(' ', open * by));
    }
}
