//! Whether what is made of a page says what the page says.
//!
//! Whole tokens are elided or written in another way. What is written has the text of its source, character
//! by character and in order, blanks aside; between elements it may have marks as Markdown uses them, targets
//! and names that are values of attributes in this source or before it, and tags of the source with some attributes less.

use std::collections::HashSet;

use super::CheckFailure;
use crate::markup::{Flavour, Lexer, Tag, Token, data, decode};
use crate::{ContentType, Elision, Input, Piece, Rewrite, Unit};

/// Checks a rewrite that elides elements: what is elided or folded are whole tokens, and folds say the same as
/// their sources. Whether it is such a rewrite. Linear in the text.
///
/// Names of classes and the like are lost in a fold, so one without an elision, whose original would not be
/// stored, is none.
pub(super) fn check(input: &Input<'_>, rewrite: &Rewrite) -> Result<bool, CheckFailure> {
    let of_page =
        |piece: &Piece| matches!(piece, Piece::Elided(Elision { unit: Unit::Elements, .. }));
    if !rewrite.pieces().iter().any(of_page) {
        return Ok(false);
    }
    let flavour = match input.content_type {
        ContentType::HTML => Flavour::Html,
        ContentType::XML => Flavour::Xml,
        _ => return Err(CheckFailure::Span),
    };
    let mut tokens = Lexer::new(input.text, flavour).peekable();
    let mut source = Source::default();
    for piece in rewrite.pieces() {
        let span = piece.span();
        while tokens.next_if(|token| token.span().start < span.start).is_some() {}
        if tokens.peek().is_some_and(|token| token.span().start != span.start) {
            return Err(CheckFailure::Span);
        }
        source.begin();
        let mut at = span.start;
        while let Some(token) = tokens.next_if(|token| token.span().start < span.end) {
            at = token.span().end;
            if matches!(piece, Piece::Folded { .. }) {
                source.add(input.text, token);
            }
        }
        if at != span.end {
            return Err(CheckFailure::Span);
        }
        match piece {
            Piece::Folded { text, .. } if !source.is_said_by(text) => {
                return Err(CheckFailure::Inverse);
            }
            _ => {}
        }
    }
    Ok(true)
}

/// What the tokens of a piece say.
#[derive(Default)]
struct Source {
    /// The characters of their texts, without blanks.
    said: Vec<Said>,
    /// What stands between the last of them and the end.
    gap: Gap,
    /// Values of attributes, with single blanks; also of the pieces before, where a link may have begun.
    values: HashSet<String>,
    /// Names of tags, each also with one attribute and its value.
    tags: HashSet<String>,
    /// Something is in them that no fold can say.
    unsayable: bool,
}

struct Said {
    char: char,
    before: Gap,
}

/// What stands before a character.
#[derive(Clone, Copy, Default)]
struct Gap {
    blank: bool,
    tag: bool,
}

impl Source {
    /// Goes on to the next piece: what stood before it may have been an element.
    fn begin(&mut self) {
        self.said.clear();
        self.gap = Gap { blank: true, tag: true };
        self.unsayable = false;
    }

    fn add(&mut self, text: &str, token: Token) {
        match token {
            Token::Open(tag) => self.add_tag(text, tag),
            Token::Close(_) | Token::Other(_) => self.gap.tag = true,
            Token::Text(span) => self.add_text(&decode(span.of(text))),
            Token::Data(span) => self.add_data(data(span.of(text))),
            Token::Raw(_) => self.unsayable = true,
        }
    }

    /// Character data are a page of their own if there is markup in them.
    fn add_data(&mut self, data: &str) {
        if !data.contains('<') {
            return self.add_text(data);
        }
        for token in Lexer::new(data, Flavour::Html) {
            match token {
                Token::Data(span) => self.add_text(span.of(data)),
                token => self.add(data, token),
            }
        }
    }

    fn add_text(&mut self, text: &str) {
        for char in text.chars() {
            if char.is_whitespace() {
                self.gap.blank = true;
            } else {
                self.said.push(Said { char, before: std::mem::take(&mut self.gap) });
            }
        }
    }

    fn add_tag(&mut self, text: &str, tag: Tag) {
        self.gap.tag = true;
        let name = tag.name.of(text).to_ascii_lowercase();
        for (attribute, value) in tag.attributes(text) {
            // What is never shown need not be kept in mind.
            if matches!(attribute.as_bytes(), [b'c' | b'C', b'l' | b'L', ..] | [b's', b't', ..]) {
                continue;
            }
            let value = single_blanks(&decode(value));
            self.tags.insert(of_attribute(&name, attribute, &value));
            self.values.insert(value);
        }
        self.tags.insert(name);
    }

    /// Whether a text says what the source says.
    ///
    /// A mark may also be a character of the source, so all ways of reading the text are followed at once;
    /// there are few.
    fn is_said_by(&self, text: &str) -> bool {
        if self.unsayable {
            return false;
        }
        let mut states = vec![State::default()];
        let mut later: Vec<(usize, State)> = Vec::new();
        for (at, c) in text.char_indices() {
            let (due, rest): (Vec<_>, Vec<_>) = later.into_iter().partition(|(to, _)| *to == at);
            later = rest;
            due.into_iter().for_each(|(_, state)| add(&mut states, state));
            let mut next = Vec::new();
            let mut jump = None;
            for state in states {
                if c.is_whitespace() {
                    add(&mut next, State { blank: true, ..state });
                    continue;
                }
                if let Some(after) = self.after(state, c) {
                    add(&mut next, after);
                }
                if self.gap_before(state).tag {
                    let to = *jump.get_or_insert_with(|| self.jump(text, at, c));
                    let marked = State { mark: true, ..state };
                    later.extend(to.map(|to| (to, marked)));
                    if is_mark(c) {
                        add(&mut next, marked);
                    }
                }
            }
            next.truncate(MOST_WAYS);
            later.truncate(MOST_WAYS);
            if next.is_empty() && later.is_empty() {
                return false;
            }
            states = next;
        }
        let ends = later.into_iter().filter(|(to, _)| *to == text.len()).map(|(_, state)| state);
        states.into_iter().chain(ends).any(|state| state.at == self.said.len())
    }

    fn gap_before(&self, state: State) -> Gap {
        self.said.get(state.at).map_or(Gap { blank: true, tag: true }, |said| said.before)
    }

    /// The state behind a character of the source.
    fn after(&self, state: State, c: char) -> Option<State> {
        let said = self.said.get(state.at).filter(|said| said.char == c)?;
        let parted = state.blank || state.mark;
        let fits = match said.before {
            Gap { blank: true, .. } => parted,
            Gap { tag: true, .. } => true,
            _ => !parted,
        };
        (fits || state.at == 0).then_some(State { at: state.at + 1, ..State::default() })
    }

    /// Where something ends that begins here with the character `c` and is known to stand in the source: the
    /// target of a link, the name of an image, a tag, the number of a list.
    fn jump(&self, text: &str, at: usize, c: char) -> Option<usize> {
        let rest = text.get(at..)?;
        let (before, len) = (text.get(..at)?, rest.len());
        match c {
            '(' if before.ends_with(']') => {
                let inside = rest.get(1..)?;
                let ends = inside.match_indices(')').take(MOST_WAYS).map(|(end, _)| end);
                let is_target =
                    |end: &usize| inside.get(..*end).is_some_and(|v| self.values.contains(v));
                ends.into_iter().find(is_target).map(|end| at + end + 2)
            }
            '!' => {
                let inside = rest.strip_prefix("![")?;
                let mut ends = inside.match_indices(']').take(MOST_WAYS).map(|(end, _)| end);
                let is_name =
                    |end: &usize| inside.get(..*end).is_some_and(|v| self.values.contains(v));
                ends.find(is_name).map(|end| at + end + 3)
            }
            '<' => match Lexer::new(rest, Flavour::Html).next()? {
                Token::Open(tag) => self.has_tag(rest, tag).then_some(at + tag.span.end),
                Token::Close(tag) => {
                    let name = tag.name.of(rest).to_ascii_lowercase();
                    self.tags.contains(&name).then_some(at + tag.span.end)
                }
                _ => None,
            },
            '0'..='9' if self.tags.contains("li") => {
                let number = rest.trim_start_matches(|c: char| c.is_ascii_digit());
                let before = before.trim_end_matches(|c| c == ' ' || is_mark(c));
                let opens = before.is_empty() || before.ends_with('\n');
                (opens && number.starts_with(". ")).then_some(at + len - number.len() + 1)
            }
            _ => None,
        }
    }

    fn has_tag(&self, text: &str, tag: Tag) -> bool {
        let name = tag.name.of(text);
        let stands = |(attribute, value)| {
            self.tags.contains(&of_attribute(name, attribute, &single_blanks(&decode(value))))
        };
        self.tags.contains(name) && tag.attributes(text).all(stands)
    }
}

/// The most ways of reading a text that are followed.
const MOST_WAYS: usize = 8;

/// How far a source is said.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct State {
    /// How many of its characters.
    at: usize,
    /// A blank was read since.
    blank: bool,
    /// A mark was read since.
    mark: bool,
}

fn add(states: &mut Vec<State>, state: State) {
    if !states.contains(&state) {
        states.push(state);
    }
}

/// Marks of headings, items, quotes, tables, code, emphasis and links.
const fn is_mark(c: char) -> bool {
    matches!(c, '#' | '-' | '*' | '>' | '|' | '`' | '[' | ']')
}

fn of_attribute(name: &str, attribute: &str, value: &str) -> String {
    format!("{name} {}={value}", attribute.to_ascii_lowercase())
}

fn single_blanks(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Estimator, Like, Span};

    /// Whether `text` may stand for the HTML `source`.
    fn says(source: &str, text: &str) -> bool {
        let page = format!("{source}<script>x</script>");
        let mut rewrite = Rewrite::new();
        rewrite.fold(0..source.len(), text.to_owned());
        rewrite.elide(source.len()..page.len(), Unit::Elements, Like::Unknown);
        let tokens = Estimator::new();
        check(&Input::new(&page, ContentType::HTML, &tokens), &rewrite) == Ok(true)
    }

    #[test]
    fn markdown_says_the_same() {
        for (source, text) in [
            ("<h1>A &amp; B</h1>\n<p>c", "# A & B\n\nc"),
            ("<p>a <b>b</b>c</p>", "a **b**c"),
            ("H<sub>2</sub>O", "H2O"),
            ("<ul><li>- x<li>y</ul>", "- - x\n- y"),
            ("<ol><li>x<li>1. y</ol>", "1. x\n2. 1. y"),
            ("<blockquote><ol><li>x", "> 1. x"),
            ("see <a href='/a_(b)?c=1&amp;d'>x</a>.", "see [x](/a_(b)?c=1&d)."),
            ("<p>a[<a href=/x>1</a>]Then", "a[[1](/x)]Then"),
            ("<p>a</p><img alt='A  cat' src=c><p>b", "a\n\n![A cat]\n\nb"),
            ("<tr><td>a<td>b", "| a | b |"),
            ("<input name=q class=big type=text>Go", "<input name=\"q\" type=\"text\"> Go"),
            ("<button class=x>Go</button>", "<button>Go</button>"),
            ("a<!-- b -->c", "ac"),
            ("<pre>a\n  b</pre>", "```\na\n  b\n```"),
        ] {
            assert!(says(source, text), "{source} -> {text}");
        }
    }

    #[test]
    fn nothing_else_passes() {
        for (source, text) in [
            ("<p>a b c", "a c"),
            ("<p>a b", "b a"),
            ("<p>a b", "a b c"),
            ("<p>a b", "ab"),
            ("<p>ab", "a b"),
            ("<p>ab", "a*b"),
            ("<p>a b", "a - b"),
            ("<p>-5", "5"),
            ("<p>1 < 2", "1 2"),
            ("<a href=/x>a</a>", "[a](/y)"),
            ("<a href=/x>a</a>", "[b](/x)"),
            ("<p>a</p>", "1. a"),
            ("<img alt=cat>", "![dog]"),
            ("<p>a", "<b>a"),
            ("<input name=q value=1>a", "<input name=\"q\" value=\"2\">a"),
            ("<script>let x;</script>a", "a"),
        ] {
            assert!(!says(source, text), "{source} -> {text}");
        }
    }

    #[test]
    fn data_may_be_a_page() {
        let says = |page: &str, text: &str| {
            let mut rewrite = Rewrite::new();
            rewrite.fold(0..page.len() - 4, text.to_owned());
            rewrite.elide(page.len() - 4..page.len(), Unit::Elements, Like::Unknown);
            let tokens = Estimator::new();
            check(&Input::new(page, ContentType::XML, &tokens), &rewrite)
        };
        let page = "<a><![CDATA[<p>one</p>two &amp; 3]]></a>";
        assert_eq!(says(page, "one two & 3"), Ok(true));
        assert_eq!(says(page, "<p>one</p>two & 3"), Ok(true));
        assert_eq!(says(page, "two & 3"), Err(CheckFailure::Inverse));
        assert_eq!(says("<a><![CDATA[1 &amp; 2]]></a>", "1 &amp; 2"), Ok(true), "no markup");
    }

    #[test]
    fn a_link_may_go_on_behind_what_is_left_out() {
        let page = "<p><a href=/x>one<svg></svg>two</a>";
        let verdict = |end: &str| {
            let mut rewrite = Rewrite::new();
            rewrite.fold(0..17, "[one".to_owned());
            rewrite.elide(17..28, Unit::Elements, Like::Unknown);
            rewrite.fold(28..page.len(), end.to_owned());
            let tokens = Estimator::new();
            check(&Input::new(page, ContentType::HTML, &tokens), &rewrite)
        };
        assert_eq!(verdict(" two](/x)"), Ok(true));
        assert_eq!(verdict(" two](/y)"), Err(CheckFailure::Inverse));
        assert_eq!(verdict(" one two](/x)"), Err(CheckFailure::Inverse), "said twice");
    }

    #[test]
    fn pieces_are_whole_tokens() {
        let page = "<p>one two</p><p class=x>three</p>";
        let verdict = |span: Span| {
            let mut rewrite = Rewrite::new();
            rewrite.elide(span, Unit::Elements, Like::Unknown);
            let tokens = Estimator::new();
            check(&Input::new(page, ContentType::HTML, &tokens), &rewrite)
        };
        assert_eq!(verdict(Span::new(0, 14)), Ok(true));
        assert_eq!(verdict(Span::new(3, 10)), Ok(true), "a text");
        assert_eq!(verdict(Span::new(3, 7)), Err(CheckFailure::Span), "half a text");
        assert_eq!(verdict(Span::new(0, 17)), Err(CheckFailure::Span), "half a tag");
        assert_eq!(verdict(Span::new(1, 14)), Err(CheckFailure::Span));
    }
}
