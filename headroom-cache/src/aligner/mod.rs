//! What is volatile, out of the way of the cached prefix.

mod blocks;
mod guard;
mod pieces;
mod split;
mod tail;

use std::borrow::Cow;
use std::fmt;

use headroom_core::Span;
use serde::Serialize;

use crate::layout::{Layout, Place, Role, Section};
use crate::place::{self, Words};
use crate::splice::{Splice, spliced};
use crate::volatile::{VolatileDetector, VolatileKind};
use pieces::Apart;

/// Moves what is volatile in the system prompt out of the way of the cached prefix.
///
/// System text is the client's, and this library never touches it unless asked: an aligner is that
/// request, in one of two forms. Both move whole lines, or whole sentences of a line that has
/// several, with every word and in order; the report tells each move. What is moved is what
/// [`VolatileDetector`] takes for [likely](crate::Likelihood::Likely) to change. All other bytes are
/// copied.
///
/// # The tail
///
/// [`CacheAligner::tail`] puts the lines after all else, under a line that says where they are from:
/// a block of its own at the end of the last user message (Anthropic, Bedrock, Gemini), or a last
/// message in the role of the system text (OpenAI). It is for what differs with each call. The next
/// request has it further down and no longer here, so it breaks the prefix *at the tail and nowhere
/// before*: what is paid for anew with each call is the moved text and, as always, what was added
/// since. Inside the last message's own text it would cost that message a second time; in a block
/// after it, and after the client's cache marker, it costs nothing else: an agent whose prompt tells
/// the minute pays within 2 % of what one with a constant prompt does, as a test replays.
///
/// Signed thinking forbids it: a signature binds the bytes before it, and the tail that stood there
/// is gone from the next request. A conversation that carries signed thinking, or asks for it, is
/// refused with that reason; [`CacheAligner::split`] is safe there. Choose it as well for models that
/// sign without being asked, and use an aligner from the first request of a conversation on.
///
/// # The split
///
/// [`CacheAligner::split`] keeps the lines in the system text, as its last block: a stable block,
/// then a volatile one. It is a function of the system text alone, so that a request changes only
/// where the client changed it. It is for what differs from session to session or day to day: the
/// directory, the date. Then tools and stable text are shared between sessions. When what is volatile
/// changes, all messages after it are paid for anew. Anthropic and Bedrock look for entries where
/// markers stand: [`CacheAligner::with_breakpoint`] has one on the stable block.
///
/// Both are deterministic, and change nothing in what they gave out themselves. Linear in the body.
///
/// ```
/// use headroom_cache::{CacheAligner, Layout};
///
/// let body = r#"{"system": "You are careful.\nThe current time is 10:20:30.\nBe brief.",
///  "messages": [{"role": "user", "content": "Hello"}]}"#;
/// let layout = Layout::parse(body)?;
///
/// let aligned = CacheAligner::tail().align(&layout);
/// assert_eq!(aligned.body, r#"{"system": "You are careful.\nBe brief.",
///  "messages": [{"role": "user", "content": [{"type":"text","text":"Hello"},{"type":"text","text":"These lines belong to the system prompt; they stand here because they change:\nThe current time is 10:20:30."}]}]}"#);
/// assert_eq!(aligned.moves[0].to_string(),
///     "\"The current time is 10:20:30.\" (time of day) moved from system block 0 to message 0, block 1");
///
/// let aligned = CacheAligner::split().align(&layout);
/// assert_eq!(aligned.body, r#"{"system": [{"type":"text","text":"You are careful.\nBe brief."},{"type":"text","text":"The current time is 10:20:30."}],
///  "messages": [{"role": "user", "content": "Hello"}]}"#);
/// # Ok::<(), headroom_cache::LayoutError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CacheAligner {
    form: Form,
    detector: VolatileDetector,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Tail,
    Split { breakpoint: bool },
}

/// A request whose volatile system text stands where it does no harm.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Aligned<'a> {
    /// The request: the caller's own text if nothing was moved.
    pub body: Cow<'a, str>,
    /// Each move, in the order of the system text.
    pub moves: Vec<Moved>,
    /// Why nothing was moved.
    pub reason: Option<Unaligned>,
}

/// Lines of the system prompt that stand elsewhere now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Moved {
    /// The part that they stood in.
    #[serde(serialize_with = "place::serialize")]
    pub from: Place,
    /// The bytes of the caller's body that they were.
    #[serde(serialize_with = "place::serialize_span")]
    pub span: Span,
    /// What they read, decoded.
    pub text: String,
    /// What is volatile in them.
    pub kinds: Vec<VolatileKind>,
    /// Where they stand now, counted in the new body.
    #[serde(serialize_with = "place::serialize")]
    pub to: Place,
}

/// Why nothing was moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Unaligned {
    /// Nothing in the system text is likely to change.
    #[error("nothing in the system text is likely to change")]
    NothingVolatile,
    /// What is volatile stands in blocks of its own, or at the end.
    #[error("what is volatile stands apart already")]
    AlreadyApart,
    /// All of a system text is volatile: what would be left of it is no valid text.
    #[error("a system text would be left empty")]
    NothingStable,
    /// What would come out would be aligned differently the next time.
    #[error("the lines cannot be told apart for certain")]
    Unsettled,
    /// A message carries signed or encrypted thinking, which binds what was sent before it. A split
    /// is possible.
    #[error(
        "message {message} carries signed thinking, which binds what was sent before it: split instead"
    )]
    SignedThinking {
        /// The message.
        message: usize,
    },
    /// The request asks for thinking, which will bind what was sent before it. A split is possible.
    #[error("the request asks for thinking, which binds what was sent before it: split instead")]
    ThinkingRequested,
    /// The request has the provider mark its last block, which the tail would be: no entry would ever
    /// be found again. A split is possible.
    #[error("the provider marks the last block, which would be the tail: split instead")]
    ProviderMarksTheEnd,
    /// The provider keeps or edits a history of its own, in which each tail would stay.
    #[error("the provider keeps a history, in which the tail would stay")]
    ServerHistory,
    /// The last message is not one that the user or a tool wrote, or has no content to add to.
    #[error("the last message takes no text of the user")]
    NoTail,
    /// A breakpoint was asked for, and this provider has none.
    #[error("this provider's cache needs no breakpoints")]
    NoBreakpoints,
    /// The request has four breakpoints already.
    #[error("there are four breakpoints already")]
    TooManyBreakpoints,
    /// The result did not read as it should.
    #[error("the result could not be proven to be well-formed")]
    NotProven,
}

impl fmt::Display for Moved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds: Vec<String> = self.kinds.iter().map(ToString::to_string).collect();
        let (text, kinds) = (&self.text, kinds.join(", "));
        write!(f, "{text:?} ({kinds}) moved from {} to {}", Words(self.from), Words(self.to))
    }
}

impl CacheAligner {
    /// Moves what is volatile after everything else.
    #[must_use]
    pub fn tail() -> Self {
        Self { form: Form::Tail, detector: VolatileDetector::new() }
    }

    /// Moves what is volatile into a block of its own at the end of the system text. In the
    /// `instructions` of OpenAI Responses, which have no blocks, to their end.
    #[must_use]
    pub fn split() -> Self {
        Self { form: Form::Split { breakpoint: false }, detector: VolatileDetector::new() }
    }

    /// Splits with a cache breakpoint at the end of what is stable. By default markers stay where the
    /// client set them, and cover what is volatile if they did before. With this, a marker on the
    /// last system block stays with its stable text; where there is none, one is added, with the time
    /// to live of the next one. Leave it off if breakpoints are placed afterwards.
    #[must_use]
    pub fn with_breakpoint(mut self) -> Self {
        self.form = Form::Split { breakpoint: true };
        self
    }

    /// Uses another detector, such as one that leaves some kinds alone. By default all kinds count.
    #[must_use]
    pub fn with_detector(mut self, detector: VolatileDetector) -> Self {
        self.detector = detector;
        self
    }

    /// Moves what is volatile, or says why it does not.
    #[must_use]
    pub fn align<'a>(&self, layout: &Layout<'a>) -> Aligned<'a> {
        match self.change(layout).and_then(|change| change.proven(layout)) {
            Ok((body, moves)) => Aligned { body: Cow::Owned(body), moves, reason: None },
            Err(reason) => {
                let body = Cow::Borrowed(layout.source());
                Aligned { body, moves: Vec::new(), reason: Some(reason) }
            }
        }
    }

    fn change(&self, layout: &Layout<'_>) -> Result<Change, Unaligned> {
        let texts = self.texts(layout);
        if texts.is_empty() {
            return Err(Unaligned::NothingVolatile);
        }
        if !texts.iter().all(|text| text.apart.is_settled(&self.detector)) {
            return Err(Unaligned::Unsettled);
        }
        match self.form {
            Form::Tail => tail::change(layout, &texts),
            Form::Split { breakpoint } => split::change(layout, &texts, breakpoint),
        }
    }

    /// The system texts in which something is volatile.
    fn texts<'a>(&self, layout: &Layout<'a>) -> Vec<Text<'a>> {
        let sections = sections(layout);
        let found = sections.iter().flat_map(|(at, section)| {
            let literals = literals(section);
            literals.into_iter().map(|(block, literal)| (*at, block, literal)).collect::<Vec<_>>()
        });
        let found = found.filter_map(|(section, block, literal)| {
            let apart = Apart::read(&self.detector, layout.source(), literal)?;
            Some(Text { section, block, literal, apart })
        });
        found.collect()
    }
}

/// A system text in which something is volatile.
#[derive(Debug)]
struct Text<'a> {
    section: At,
    block: usize,
    literal: Span,
    apart: Apart<'a>,
}

impl Text<'_> {
    fn moves(&self, to: Place) -> impl Iterator<Item = Moved> {
        self.apart.pieces().iter().map(move |piece| Moved {
            from: self.section.place(self.block),
            span: self.apart.in_body(piece),
            text: self.apart.text(piece).to_owned(),
            kinds: piece.kinds.clone(),
            to,
        })
    }

    /// The moved lines as they stand in the body, escapes and all.
    fn raw<'s>(&self, source: &'s str) -> impl Iterator<Item = &'s str> {
        self.apart.pieces().iter().map(|piece| self.apart.in_body(piece).of(source))
    }
}

/// Which section of system text: that of the body, or a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    System,
    Message(usize),
}

impl At {
    fn place(self, block: usize) -> Place {
        match self {
            Self::System => Place::System { block },
            Self::Message(message) => Place::Message { message, block, inner: None },
        }
    }
}

/// The sections of system text that open a request.
fn sections<'l>(layout: &'l Layout<'_>) -> Vec<(At, &'l Section)> {
    let opening = layout.messages().iter().take_while(|message| message.role == Role::System);
    let messages = opening
        .enumerate()
        .filter_map(|(index, message)| Some((At::Message(index), message.content.as_ref()?)));
    layout.system().map(|system| (At::System, system)).into_iter().chain(messages).collect()
}

/// The text literals of a section with the block that each is.
fn literals(section: &Section) -> Vec<(usize, Span)> {
    if section.parts.is_empty() {
        return vec![(0, section.value)];
    }
    let parts = section.parts.iter().enumerate();
    parts.filter_map(|(block, part)| Some((block, part.text?))).collect()
}

/// What is to be done.
#[derive(Debug, Default)]
struct Change {
    splices: Vec<Splice>,
    moves: Vec<Moved>,
    /// By how much the messages grow in number.
    messages: usize,
    /// How many markers are added.
    markers: usize,
}

impl Change {
    fn splice(&mut self, span: Span, with: impl Into<String>) {
        self.splices.push((span, with.into()));
    }

    fn insert(&mut self, at: usize, text: impl Into<String>) {
        self.splice(Span::new(at, at), text);
    }

    /// Makes the change, and reads the result as the provider would.
    fn proven(self, layout: &Layout<'_>) -> Result<(String, Vec<Moved>), Unaligned> {
        let body = spliced(layout.source(), self.splices).ok_or(Unaligned::NotProven)?;
        let reads = Layout::parse_as(&body, layout.dialect());
        let grown = layout.messages().len() + self.messages;
        let proven = reads.is_ok_and(|read| read.messages().len() == grown);
        if proven { Ok((body.into_owned(), self.moves)) } else { Err(Unaligned::NotProven) }
    }
}

#[cfg(test)]
mod tests;
