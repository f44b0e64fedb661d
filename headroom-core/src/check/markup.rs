//! Whether what is made of a page says what the page says.
//!
//! Whole tokens are elided or written in another way. What is written has the text of its source, character
//! by character and in order, blanks aside; between elements it may have marks as Markdown uses them, targets
//! and names that are values of attributes in this source or before it, and tags of the source with some attributes less.

use std::collections::HashSet;

use super::CheckFailure;
use crate::markup::{Flavour, Lexer, Tag, Token, data, decode, each_words};
use crate::{ContentType, Input, Piece, Rewrite, Unit};

/// Checks a rewrite that elides elements: what is elided or folded are whole tokens, and folds say the same as
/// their sources. Whether it is such a rewrite. Linear in the text.
///
/// Names of classes and the like are lost in a fold, so one without an elision, whose original would not be
/// stored, is none.
pub(super) fn check(input: &Input<'_>, rewrite: &Rewrite) -> Result<bool, CheckFailure> {
    if !rewrite.elisions().any(|elision| elision.unit == Unit::Elements) {
        return Ok(false);
    }
    let flavour = match input.content_type {
        ContentType::HTML => Flavour::Html,
        ContentType::XML => Flavour::Xml,
        _ => return Err(CheckFailure::Span),
    };
    let mut tokens = Lexer::new(input.text, flavour).peekable();
    let mut source = Source::of(input.text);
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
                source.add(token);
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

/// What the tokens of a piece say, and what earlier pieces have brought to be referred to.
struct Source<'a> {
    page: &'a str,
    /// The characters of their texts, with one blank where there are any between them.
    said: String,
    /// Where in `said` there are tags, rising: before the blank if there is one.
    tags_at: Vec<usize>,
    /// What stands between the last of them and the end.
    gap: Gap,
    /// Something is in them that no fold can say.
    unsayable: bool,
    /// Targets and names of pictures, with single blanks; also of the pieces before, where a link may have
    /// begun.
    values: HashSet<String>,
    /// There are items of lists.
    items: bool,
    /// Start tags that are not in `tags` yet.
    unsorted: Vec<Tag>,
    /// Names of tags, each also with one attribute and its value.
    tags: HashSet<String>,
}

/// What stands before a character.
#[derive(Clone, Copy, Default)]
struct Gap {
    blank: bool,
    tag: bool,
}

impl<'a> Source<'a> {
    fn of(page: &'a str) -> Self {
        Self {
            page,
            said: String::new(),
            tags_at: Vec::new(),
            gap: Gap::default(),
            unsayable: false,
            values: HashSet::new(),
            items: false,
            unsorted: Vec::new(),
            tags: HashSet::new(),
        }
    }

    /// Goes on to the next piece: what stood before it may have been an element.
    fn begin(&mut self) {
        self.said.clear();
        self.tags_at.clear();
        self.gap = Gap { blank: true, tag: true };
        self.unsayable = false;
    }

    fn add(&mut self, token: Token) {
        match token {
            Token::Open(tag) => self.add_tag(tag),
            Token::Close(_) | Token::Other(_) => self.gap.tag = true,
            Token::Text(span) => self.add_text(&decode(span.of(self.page))),
            Token::Data(span) => self.add_data(data(span.of(self.page))),
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
                Token::Text(span) => self.add_text(&decode(span.of(data))),
                Token::Data(span) => self.add_text(span.of(data)),
                Token::Raw(_) => self.unsayable = true,
                Token::Open(_) | Token::Close(_) | Token::Other(_) => self.gap.tag = true,
            }
        }
    }

    fn add_text(&mut self, text: &str) {
        self.gap.blank |= text.starts_with(char::is_whitespace);
        let mut first = true;
        each_words(text, |words| {
            let gap =
                if first { std::mem::take(&mut self.gap) } else { Gap { blank: true, tag: false } };
            first = false;
            if gap.tag {
                self.tags_at.push(self.said.len());
            }
            if gap.blank {
                self.said.push(' ');
            }
            self.said.push_str(words);
        });
        self.gap.blank |= text.ends_with(char::is_whitespace);
    }

    fn add_tag(&mut self, tag: Tag) {
        self.gap.tag = true;
        self.unsorted.push(tag);
        let name = tag.name.of(self.page);
        self.items |= name.eq_ignore_ascii_case("li");
        let refers = ["a", "area", "img"].iter().any(|known| name.eq_ignore_ascii_case(known));
        for (attribute, value) in tag.attributes(self.page).filter(|_| refers) {
            if ["href", "alt"].iter().any(|known| attribute.eq_ignore_ascii_case(known)) {
                self.values.insert(single_blanks(&decode(value)));
            }
        }
    }

    /// Whether a text says what the source says.
    ///
    /// A mark may also be a character of the source, so all ways of reading the text are followed at once;
    /// there are few.
    fn is_said_by(&mut self, text: &str) -> bool {
        if self.unsayable {
            return false;
        }
        let mut states = vec![State::default()];
        // Ways that go on behind a target or a tag, and where.
        let mut later: Vec<(usize, State)> = Vec::new();
        let mut next = Vec::new();
        let mut at = 0;
        while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
            // Mostly there is one way.
            if let ([state], true) = (states.as_mut_slice(), later.is_empty())
                && (!is_mark(c) && !self.may_jump(c) || !self.gap_before(*state).tag)
            {
                at += c.len_utf8();
                if c.is_whitespace() {
                    state.blank = true;
                } else if let Some(after) = self.after(*state, c) {
                    let (same, after) = self.same(after, text.get(at..).unwrap_or(""));
                    *state = after;
                    at += same;
                } else {
                    return false;
                }
                continue;
            }
            if !later.is_empty() {
                later.retain(|(to, state)| {
                    if *to == at {
                        add(&mut states, *state);
                    }
                    *to > at
                });
            }
            self.step(text, at, c, &states, (&mut next, &mut later));
            if next.is_empty() && later.is_empty() {
                return false;
            }
            std::mem::swap(&mut states, &mut next);
            next.clear();
            at += c.len_utf8();
        }
        let ends = later.into_iter().filter(|(to, _)| *to == text.len()).map(|(_, state)| state);
        states.into_iter().chain(ends).any(|state| state.at == self.said.len())
    }

    /// Reads one character in all ways.
    fn step(
        &mut self,
        text: &str,
        at: usize,
        c: char,
        states: &[State],
        (next, later): (&mut Vec<State>, &mut Vec<(usize, State)>),
    ) {
        if c.is_whitespace() {
            next.extend(states.iter().map(|state| State { blank: true, ..*state }));
            return;
        }
        let mut jump = None;
        for &state in states.iter().take(MOST_WAYS) {
            if let Some(after) = self.after(state, c) {
                add(next, after);
            }
            let (mark, jumps) = (is_mark(c), self.may_jump(c));
            if !(mark || jumps) || !self.gap_before(state).tag {
                continue;
            }
            let marked = State { mark: true, ..state };
            if mark {
                add(next, marked);
            }
            if jumps && later.len() < MOST_WAYS {
                let to = *jump.get_or_insert_with(|| self.jump(text, at, c));
                later.extend(to.map(|to| (to, marked)));
            }
        }
    }

    fn gap_before(&self, state: State) -> Gap {
        let tag = self.tags_at.get(state.tags) == Some(&state.at);
        match self.said.as_bytes().get(state.at) {
            None => Gap { blank: true, tag: true },
            Some(byte) => Gap { blank: *byte == b' ', tag },
        }
    }

    /// The state behind a character of the source.
    fn after(&self, state: State, c: char) -> Option<State> {
        let before = self.gap_before(state);
        let at = state.at + usize::from(before.blank);
        self.said.get(at..).filter(|said| said.starts_with(c))?;
        let parted = state.blank || state.mark;
        let fits = match before {
            Gap { blank: true, .. } => parted,
            Gap { tag: true, .. } => true,
            _ => !parted,
        };
        let tags = state.tags + usize::from(before.tag);
        (fits || state.at == 0).then_some(State { at: at + c.len_utf8(), tags, ..State::default() })
    }

    /// How many bytes of a text are those that the source goes on with, up to the next tag in it; and
    /// the state behind them.
    fn same(&self, state: State, text: &str) -> (usize, State) {
        const BLOCK: usize = 64;
        let end = self.tags_at.get(state.tags).copied().unwrap_or(self.said.len());
        let source = self.said.get(state.at..end).unwrap_or("").as_bytes();
        let blocks = source.chunks_exact(BLOCK).zip(text.as_bytes().chunks_exact(BLOCK));
        let equal = blocks.take_while(|(a, b)| a == b).count() * BLOCK;
        let rest = source.iter().zip(text.as_bytes()).skip(equal);
        let same = text.floor_char_boundary(equal + rest.take_while(|(a, b)| a == b).count());
        let blank = text.get(..same).is_some_and(|same| same.ends_with(' '));
        (same, State { at: state.at + same - usize::from(blank), blank, ..state })
    }

    /// Whether a target, a name, a tag or a number may begin with a character.
    fn may_jump(&self, c: char) -> bool {
        matches!(c, '(' | '!' | '<') || self.items && c.is_ascii_digit()
    }

    /// Where something ends that begins here with the character `c` and is known to stand in the source: the
    /// target of a link, the name of an image, a tag, the number of a list.
    fn jump(&mut self, text: &str, at: usize, c: char) -> Option<usize> {
        let (before, rest) = (text.get(..at)?, text.get(at..)?);
        let near = rest.get(..rest.floor_char_boundary(FARTHEST))?;
        match c {
            '(' if before.ends_with(']') => self.value(near.get(1..)?, ')').map(|len| at + len + 2),
            '!' => self.value(near.strip_prefix("![")?, ']').map(|len| at + len + 3),
            '<' => {
                self.sort_tags();
                match Lexer::new(near, Flavour::Html).next()? {
                    Token::Open(tag) => self.has_tag(near, tag).then_some(at + tag.span.end),
                    Token::Close(tag) => {
                        let name = tag.name.of(near).to_ascii_lowercase();
                        self.tags.contains(&name).then_some(at + tag.span.end)
                    }
                    _ => None,
                }
            }
            '0'..='9' if self.items => {
                let number = near.trim_start_matches(|c: char| c.is_ascii_digit());
                let before = before.trim_end_matches(|c| c == ' ' || is_mark(c));
                let opens = before.is_empty() || before.ends_with('\n');
                (opens && number.starts_with(". ")).then_some(at + near.len() - number.len() + 1)
            }
            _ => None,
        }
    }

    /// The length of the known value that a text starts with, before `end`.
    fn value(&self, text: &str, end: char) -> Option<usize> {
        let ends = text.match_indices(end).take(MOST_WAYS).map(|(at, _)| at);
        ends.into_iter().find(|at| text.get(..*at).is_some_and(|v| self.values.contains(v)))
    }

    fn sort_tags(&mut self) {
        for tag in self.unsorted.drain(..) {
            let name = tag.name.of(self.page).to_ascii_lowercase();
            for (attribute, value) in tag.attributes(self.page) {
                self.tags.insert(of_attribute(&name, attribute, value));
            }
            self.tags.insert(name);
        }
    }

    fn has_tag(&self, text: &str, tag: Tag) -> bool {
        let name = tag.name.of(text);
        let mut stand = tag
            .attributes(text)
            .map(|(attribute, value)| self.tags.contains(&of_attribute(name, attribute, value)));
        self.tags.contains(name) && stand.all(|stands| stands)
    }
}

/// The most ways of reading a text that are followed.
const MOST_WAYS: usize = 8;

/// Bytes of the longest target, name or tag that is known.
const FARTHEST: usize = 2 << 10;

/// How far a source is said.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct State {
    /// How many bytes of its characters.
    at: usize,
    /// How many of the places of tags in it.
    tags: usize,
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
    format!("{name} {}={}", attribute.to_ascii_lowercase(), single_blanks(&decode(value)))
}

fn single_blanks(text: &str) -> String {
    if !text.contains(|c: char| c.is_whitespace()) {
        return text.to_owned();
    }
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
