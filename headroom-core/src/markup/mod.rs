//! HTML and XML as tokens with the places where they stand.
//!
//! The lexer follows the tokenizer of the HTML standard where that decides what is text and what is not:
//! quoted attributes, comments that end early, elements whose content is no markup, foreign content. Unlike
//! a parser it keeps the place of each token, so that whatever is made of a page can be compared with it.

mod elements;
mod entities;

use crate::Span;

pub use elements::Elements;
pub use entities::decode;

/// Which rules a text is read by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(clippy::exhaustive_enums, reason = "there are two")]
pub enum Flavour {
    /// Names in any case, elements without markup in them, no sections of character data.
    Html,
    /// All elements alike, sections of character data.
    Xml,
}

/// A token of markup, by where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums, reason = "all that markup is made of")]
pub enum Token {
    /// A start tag.
    Open(Tag),
    /// An end tag.
    Close(Tag),
    /// Text with character references in it.
    Text(Span),
    /// Text that is taken as it is, between the marks of a section: `<![CDATA[`, `]]>`.
    Data(Span),
    /// The content of an element that is no text: scripts, styles.
    Raw(Span),
    /// Comments, declarations, instructions, a tag that never ends.
    Other(Span),
}

impl Token {
    /// Where the token stands.
    #[must_use]
    pub const fn span(self) -> Span {
        match self {
            Self::Open(tag) | Self::Close(tag) => tag.span,
            Self::Text(span) | Self::Data(span) | Self::Raw(span) | Self::Other(span) => span,
        }
    }
}

/// A tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tag {
    /// From `<` to behind `>`.
    pub span: Span,
    /// The name.
    pub name: Span,
    /// Whether a start tag ends with `/>`.
    pub closed: bool,
}

impl Tag {
    /// The attributes, in order: names as they are written, values with their character references.
    pub fn attributes(self, text: &str) -> impl Iterator<Item = (&str, &str)> {
        let end = self.span.end.saturating_sub(1);
        let mut at = self.name.end;
        std::iter::from_fn(move || {
            let attribute = attribute(text.as_bytes().get(..end)?, at)?;
            at = attribute.next;
            Some((attribute.name.of(text), attribute.value.of(text)))
        })
    }

    /// The value of an attribute, as it is written.
    #[must_use]
    pub fn attribute<'a>(self, text: &'a str, name: &str) -> Option<&'a str> {
        self.attributes(text)
            .find(|(found, _)| found.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    /// Whether the element is out of a reader's sight by its own attributes.
    #[must_use]
    pub fn is_hidden(self, text: &str) -> bool {
        self.attributes(text).any(|(name, value)| match name.len() {
            4 if name.eq_ignore_ascii_case("type") => value.eq_ignore_ascii_case("hidden"),
            5 if name.eq_ignore_ascii_case("style") => hides(value),
            6 if name.eq_ignore_ascii_case("hidden") => !value.eq_ignore_ascii_case("until-found"),
            11 if name.eq_ignore_ascii_case("aria-hidden") => value.eq_ignore_ascii_case("true"),
            _ => false,
        })
    }
}

/// Whether a style takes an element out of sight.
fn hides(style: &str) -> bool {
    style.split(';').any(|rule| {
        let Some((name, value)) = rule.split_once(':') else { return false };
        let value = value.trim().trim_end_matches("!important").trim_end();
        match name.trim() {
            "display" => value == "none",
            "visibility" => value == "hidden",
            "opacity" | "font-size" => value.trim_end_matches(['0', '.', 'p', 'x']).is_empty(),
            _ => false,
        }
    })
}

/// Reads a text as tokens that cover it without a gap. Linear in the text; total.
///
/// It keeps no stack of elements: a drawing that is never closed is taken to end at the first tag of a block.
#[derive(Clone, Debug)]
pub struct Lexer<'a> {
    text: &'a str,
    at: usize,
    flavour: Flavour,
    /// The name of the element whose content follows, if that is no markup.
    within: Option<Span>,
    /// Open elements of drawings and formulas, where the rules are those of XML.
    foreign: usize,
}

impl<'a> Lexer<'a> {
    /// A lexer at the start of a text.
    #[must_use]
    pub const fn new(text: &'a str, flavour: Flavour) -> Self {
        Self { text, at: 0, flavour, within: None, foreign: 0 }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn bytes(&self) -> &'a [u8] {
        self.rest().as_bytes()
    }

    fn up_to(&mut self, len: Option<usize>) -> Span {
        let start = self.at;
        self.at = len.map_or(self.text.len(), |len| start + len);
        Span::new(start, self.at)
    }

    /// The content of an element that holds no markup, up to its end tag.
    fn content(&mut self, name: Span) -> Option<Token> {
        let (bytes, name) = (self.bytes(), name.of(self.text));
        let ends = |at: &usize| is_tag(bytes.get(at + 2..), name);
        let mut end = memchr::memmem::find_iter(bytes, b"</").find(ends);
        let content = bytes.get(..end.unwrap_or(bytes.len())).unwrap_or_default();
        if name.eq_ignore_ascii_case("script") && memchr::memmem::find(content, b"<!--").is_some() {
            end = script_end(bytes);
        }
        let span = self.up_to(end);
        let is_text = ["title", "textarea"].iter().any(|is| name.eq_ignore_ascii_case(is));
        (!span.is_empty()).then_some(if is_text { Token::Text(span) } else { Token::Raw(span) })
    }

    /// Text up to the next thing that is none.
    fn run(&mut self) -> Token {
        let bytes = self.bytes();
        let end = memchr::memchr_iter(b'<', bytes).find(|&at| opens(bytes.get(at + 1)));
        Token::Text(self.up_to(end))
    }

    /// What begins with `<!` or `<?`, or is an end tag without a name.
    fn other(&mut self) -> Token {
        let rest = self.rest();
        let has_data = self.flavour == Flavour::Xml || self.foreign > 0;
        if has_data && rest.starts_with("<![CDATA[") {
            let end = memchr::memmem::find(rest.as_bytes(), b"]]>").map(|at| at + 3);
            return Token::Data(self.up_to(end));
        }
        let Some(comment) = rest.strip_prefix("<!--") else {
            let end = memchr::memchr(b'>', rest.as_bytes()).map(|at| at + 1);
            return Token::Other(self.up_to(end));
        };
        let early = [">", "->"].iter().find(|end| comment.starts_with(**end));
        let end = early.map(|end| end.len()).or_else(|| {
            let comment = comment.as_bytes();
            let mut ends = memchr::memmem::find_iter(comment, b"--");
            ends.find_map(|at| match comment.get(at + 2..)? {
                [b'>', ..] => Some(at + 3),
                [b'!', b'>', ..] => Some(at + 4),
                [b'-', b'>', ..] => Some(at + 4),
                _ => None,
            })
        });
        Token::Other(self.up_to(end.map(|end| end + 4)))
    }

    /// A tag, whose `<` is known to be followed by a letter, or by `/` and a letter.
    fn tag(&mut self, opens: bool) -> Token {
        let (start, bytes) = (self.at, self.bytes());
        let from = if opens { 1 } else { 2 };
        let long = bytes.iter().skip(from).take_while(|b| !ends_name(**b)).count();
        let name = Span::new(start + from, start + from + long);
        let Some(end) = tag_end(bytes, from + long) else {
            return Token::Other(self.up_to(None));
        };
        let span = self.up_to(Some(end));
        let closed = opens && bytes.get(end.saturating_sub(2)) == Some(&b'/');
        let tag = Tag { span, name, closed };
        self.enters(tag, opens);
        if opens { Token::Open(tag) } else { Token::Close(tag) }
    }

    /// Takes note of what a tag means for what follows.
    fn enters(&mut self, tag: Tag, opens: bool) {
        if self.flavour == Flavour::Xml {
            return;
        }
        let name = tag.name.of(self.text);
        let is = |names: &[&str]| names.iter().any(|known| name.eq_ignore_ascii_case(known));
        if is(&["svg", "math"]) && !tag.closed {
            self.foreign = if opens { self.foreign + 1 } else { self.foreign.saturating_sub(1) };
        }
        if self.foreign > 0 && is(NOT_FOREIGN) {
            self.foreign = 0;
        }
        if opens && self.foreign == 0 && is(WITHOUT_MARKUP) {
            self.within = Some(tag.name);
        }
    }
}

impl Iterator for Lexer<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        if let Some(token) = self.within.take().and_then(|name| self.content(name)) {
            return Some(token);
        }
        let [first, second, third] = [0, 1, 2].map(|at| self.bytes().get(at).copied());
        Some(match (first?, second, third) {
            (b'<', Some(b), _) if b.is_ascii_alphabetic() => self.tag(true),
            (b'<', Some(b'/'), Some(b)) if b.is_ascii_alphabetic() => self.tag(false),
            (b'<', Some(b'/' | b'!' | b'?'), _) => self.other(),
            _ => self.run(),
        })
    }
}

/// Elements whose content is not read as markup.
const WITHOUT_MARKUP: &[&str] =
    &["script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes"];

/// What stands between the marks of a section of character data.
#[must_use]
pub fn data(section: &str) -> &str {
    let inside = section.strip_prefix("<![CDATA[").unwrap_or(section);
    inside.strip_suffix("]]>").unwrap_or(inside)
}

/// Calls `each` with the words of a text, in order: with each, or with several that have one blank between
/// them.
pub fn each_words<'a>(text: &'a str, mut each: impl FnMut(&'a str)) {
    const RARE: [u8; 2] = *b"\x0b\x0c";
    let mut rest = text;
    if !text.is_ascii() || memchr::memchr2(RARE[0], RARE[1], text.as_bytes()).is_some() {
        return text.split_whitespace().for_each(each);
    }
    while !rest.is_empty() {
        let end = memchr::memchr3(b'\n', b'\t', b'\r', rest.as_bytes()).unwrap_or(rest.len());
        let words = rest.get(..end).unwrap_or("").trim_matches(' ');
        rest = rest.get(end + 1..).unwrap_or("");
        let pairs = words.bytes().zip(words.bytes().skip(1));
        // Without an early end many pairs are looked at in one step.
        if pairs.fold(false, |found, pair| found | (pair == (b' ', b' '))) {
            words.split_ascii_whitespace().for_each(&mut each);
        } else if !words.is_empty() {
            each(words);
        }
    }
}

/// Elements that end a drawing or formula that was not closed.
const NOT_FOREIGN: &[&str] = &[
    "b",
    "big",
    "blockquote",
    "body",
    "br",
    "center",
    "code",
    "dd",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "hr",
    "i",
    "img",
    "li",
    "listing",
    "menu",
    "meta",
    "nobr",
    "ol",
    "p",
    "pre",
    "ruby",
    "s",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "table",
    "tt",
    "u",
    "ul",
    "var",
];

/// Whether a text, behind `<` or `</`, begins with the name of a tag and ends it.
fn is_tag(text: Option<&[u8]>, name: &str) -> bool {
    let text = text.unwrap_or_default();
    let named = text.get(..name.len());
    named.is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
        && text.get(name.len()).is_none_or(|b| ends_name(*b))
}

/// Where a script ends that has a comment in it: there, a script within the script has an end tag of its own.
fn script_end(bytes: &[u8]) -> Option<usize> {
    let (mut comment, mut inner, mut at) = (false, false, 0);
    loop {
        at += memchr::memchr2(b'<', b'-', bytes.get(at..)?)?;
        let rest = bytes.get(at..)?;
        match rest {
            [b'<', b'!', b'-', b'-', ..] if !comment => {
                comment = true;
                // `<!-->` is a comment.
                at += 2;
                continue;
            }
            [b'-', b'-', b'>', ..] => (comment, inner) = (false, false),
            [b'<', b'/', tag @ ..] if is_tag(Some(tag), "script") => {
                if !inner {
                    return Some(at);
                }
                inner = false;
            }
            [b'<', tag @ ..] if comment && is_tag(Some(tag), "script") => inner = true,
            _ => {}
        }
        at += 1;
    }
}

/// Whether a byte behind `<` makes it more than a character.
fn opens(next: Option<&u8>) -> bool {
    next.is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'/' | b'!' | b'?'))
}

const fn ends_name(b: u8) -> bool {
    b.is_ascii_whitespace() || matches!(b, b'/' | b'>')
}

/// Where a tag ends, behind its `>`, whose name ends at `at`.
fn tag_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    let plain = at + memchr::memchr(b'>', bytes.get(at..)?)?;
    if memchr::memchr2(b'"', b'\'', bytes.get(at..plain)?).is_none() {
        return Some(plain + 1);
    }
    while let Some(attribute) = attribute(bytes, at) {
        at = attribute.next;
    }
    let gap = bytes.get(at..)?.iter().take_while(|b| is_between(**b)).count();
    (bytes.get(at + gap) == Some(&b'>')).then_some(at + gap + 1)
}

struct Attribute {
    name: Span,
    value: Span,
    next: usize,
}

/// The attribute that comes next from `at` on; `None` where the tag ends, or never does.
fn attribute(bytes: &[u8], at: usize) -> Option<Attribute> {
    let count = |from: usize, is: fn(u8) -> bool| {
        from + bytes.iter().skip(from).take_while(|b| is(**b)).count()
    };
    let start = count(at, is_between);
    bytes.get(start).filter(|b| **b != b'>')?;
    // A name may begin with an equals sign.
    let end = count(start + 1, |b| !ends_name(b) && b != b'=');
    let name = Span::new(start, end);
    let equals = count(end, |b| b.is_ascii_whitespace());
    if bytes.get(equals) != Some(&b'=') {
        return Some(Attribute { name, value: Span::new(end, end), next: end });
    }
    let from = count(equals + 1, |b| b.is_ascii_whitespace());
    match bytes.get(from) {
        Some(quote @ (b'"' | b'\'')) => {
            let long = memchr::memchr(*quote, bytes.get(from + 1..)?)?;
            let value = Span::new(from + 1, from + 1 + long);
            Some(Attribute { name, value, next: value.end + 1 })
        }
        _ => {
            let end = count(from, |b| !b.is_ascii_whitespace() && b != b'>');
            Some(Attribute { name, value: Span::new(from, end), next: end })
        }
    }
}

fn is_between(b: u8) -> bool {
    b.is_ascii_whitespace() || b == b'/'
}

#[cfg(test)]
mod tests;
