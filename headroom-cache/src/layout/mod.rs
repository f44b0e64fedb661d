//! Where the parts of a request stand that a provider's cache is concerned with.

mod shape;
mod walk;

use std::borrow::Cow;

use headroom_core::Span;
use headroom_core::document::{Dialect, Document, DocumentError, Walk, dialects, literal};
use serde::{Deserialize, Serialize};

/// Tools, system text, messages and cache markers of a request, as spans over the caller's bytes.
///
/// A [`headroom_core::Document`] knows the texts that may be rewritten; a layout knows the frame in
/// which they stand. It reads bodies of all dialects, and it refuses those in which a key that
/// matters stands twice, since their meaning depends on the reader.
///
/// ```
/// use headroom_cache::{Layout, Place, Ttl};
///
/// let body = r#"{"model": "claude-sonnet-4-5", "max_tokens": 64,
///     "tools": [{"name": "ls", "input_schema": {}}],
///     "system": [{"type": "text", "text": "Be brief.",
///                 "cache_control": {"type": "ephemeral", "ttl": "1h"}}],
///     "messages": [{"role": "user", "content": "Hello"}]}"#;
/// let layout = Layout::parse(body)?;
/// assert_eq!(layout.dialect(), "anthropic");
/// assert_eq!(layout.model().as_deref(), Some("claude-sonnet-4-5"));
/// assert_eq!(layout.tools().map(|tools| tools.parts.len()), Some(1));
/// assert_eq!(layout.messages()[0].content.as_ref().unwrap().value.of(body), "\"Hello\"");
///
/// let marker = &layout.markers()[0];
/// assert_eq!((marker.place, marker.ttl), (Place::System { block: 0 }, Some(Ttl::OneHour)));
/// # Ok::<(), headroom_cache::LayoutError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Layout<'a> {
    source: &'a str,
    dialect: &'static str,
    parts: walk::Parts,
}

/// A value that holds parts: a list of them, or one string.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Section {
    /// The list, or the string literal with its quotes.
    pub value: Span,
    /// The elements of the list; none if the value is a string.
    pub parts: Vec<Part>,
}

/// An element of a [`Section`]: a tool's definition, or a block of a message or of system text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Part {
    /// The JSON value, mostly an object.
    pub value: Span,
    /// What it is.
    pub kind: PartKind,
    /// Of a text block the literal of its text, with quotes.
    pub text: Option<Span>,
    /// The blocks in a tool result's content, if that is a list.
    pub inner: Vec<Part>,
}

/// What a [`Part`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PartKind {
    /// A tool's definition, or a group of them.
    Tool,
    /// A text block.
    Text,
    /// Thinking, readable or not: it takes no marker, and its signature binds what precedes it.
    Thinking,
    /// A call of a tool.
    ToolCall,
    /// What a tool answered.
    ToolResult,
    /// A cache marker that stands as a block of its own (Bedrock).
    CachePoint,
    /// Anything else: images, documents, server tools, unknown types.
    Other,
}

/// A message, or an item of an OpenAI Responses input.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Message {
    /// The whole object; of an `input` that is one string, the string.
    pub value: Span,
    /// Who speaks.
    pub role: Role,
    /// What is said: the value of `content`, `parts` or `output`, unless it is missing or null.
    pub content: Option<Section>,
}

/// Who speaks in a [`Message`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Role {
    /// System or developer text that stands among the messages.
    System,
    /// The user; in the dialects where tool results are the user's, those too.
    User,
    /// The model.
    Assistant,
    /// A tool, where it has a role of its own.
    Tool,
    /// An item of another type, or no role that is known.
    Other,
}

/// A cache marker of the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Marker {
    /// What it stands on: the cached prefix ends there.
    pub place: Place,
    /// The value of `cache_control`, or the whole block that is a `cachePoint`.
    pub value: Span,
    /// How long the entry lives without being read; `None` if the marker names a time that is not
    /// known.
    pub ttl: Option<Ttl>,
}

/// Where a marker stands. Indices count from 0, as the elements stand in the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Place {
    /// On an element of the tools list.
    Tool {
        /// The element.
        tool: usize,
    },
    /// On a block of the system text.
    System {
        /// The block.
        block: usize,
    },
    /// On a block of a message.
    Message {
        /// The message.
        message: usize,
        /// The block in its content.
        block: usize,
        /// The block in the tool result's content, if it stands in there.
        inner: Option<usize>,
    },
    /// On the request as a whole: the provider caches up to the last block that can be cached.
    Request,
}

impl Place {
    /// Where the prefix that ends here ends, in the order in which providers read: tools, system
    /// text, messages. What stands in a tool result precedes its end.
    pub(crate) fn order(self) -> (u8, usize, usize, usize) {
        match self {
            Self::Tool { tool } => (0, tool, 0, 0),
            Self::System { block } => (1, block, 0, 0),
            Self::Message { message, block, inner } => {
                (2, message, block, inner.unwrap_or(usize::MAX))
            }
            Self::Request => (3, 0, 0, 0),
        }
    }
}

/// How long a cache entry lives after it was written or read.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[non_exhaustive]
pub enum Ttl {
    /// Five minutes, which is what a marker without a time means.
    #[default]
    #[serde(rename = "5m")]
    FiveMinutes,
    /// One hour.
    #[serde(rename = "1h")]
    OneHour,
}

/// The body has no layout that is safe to act on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LayoutError {
    /// The text is no request.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// The body could be of more than one provider, or of none: name the dialect.
    #[error("the body does not show of which dialect it is")]
    UnknownDialect,
    /// A key that matters stands twice in one object.
    #[error("a key stands twice in the object at byte {at}")]
    Twice {
        /// Where the object starts.
        at: usize,
    },
}

impl<'a> Layout<'a> {
    /// Finds the parts of a body whose dialect shows: by its tool calls, or by the shape of its
    /// tools and system text. Linear in the text.
    ///
    /// # Errors
    ///
    /// [`LayoutError`] if the text is no JSON object or array, its dialect does not show, or a key
    /// that matters stands twice in an object.
    pub fn parse(source: &'a str) -> Result<Self, LayoutError> {
        Self::of(&Document::parse(source)?)
    }

    /// Finds the parts of a body of a known dialect.
    ///
    /// # Errors
    ///
    /// As [`Layout::parse`].
    pub fn parse_as(source: &'a str, dialect: &str) -> Result<Self, LayoutError> {
        let found = dialects().iter().map(|known| known.name()).find(|known| *known == dialect);
        let found = found.ok_or_else(|| DocumentError::UnknownDialect(dialect.to_owned()))?;
        Document::parse_with(source, &Unread)?;
        Self::walk(source, found)
    }

    /// Finds the parts of a body that is indexed already.
    ///
    /// # Errors
    ///
    /// As [`Layout::parse`].
    pub fn of(document: &Document<'a>) -> Result<Self, LayoutError> {
        let source = document.source();
        let shown = || shape::dialect(source).filter(|_| !document.is_ambiguous());
        let dialect = document.dialect().or_else(shown).ok_or(LayoutError::UnknownDialect)?;
        Self::walk(source, dialect)
    }

    fn walk(source: &'a str, dialect: &'static str) -> Result<Self, LayoutError> {
        let names = walk::Names::of(dialect).ok_or(LayoutError::UnknownDialect)?;
        Ok(Self { source, dialect, parts: walk::parts(source, names)? })
    }

    /// The caller's text.
    #[must_use]
    pub fn source(&self) -> &'a str {
        self.source
    }

    /// The name of the dialect.
    #[must_use]
    pub fn dialect(&self) -> &'static str {
        self.dialect
    }

    /// The request object, or the array of messages.
    #[must_use]
    pub fn body(&self) -> Span {
        self.parts.body
    }

    /// Whether the body is a bare array of messages.
    #[must_use]
    pub fn is_list(&self) -> bool {
        self.parts.body.of(self.source).starts_with('[')
    }

    /// The name of the model, if the body has it.
    #[must_use]
    pub fn model(&self) -> Option<Cow<'a, str>> {
        literal::decode(self.parts.model?.of(self.source))
    }

    /// The value of `prompt_cache_key` (OpenAI).
    #[must_use]
    pub fn prompt_cache_key(&self) -> Option<Span> {
        self.parts.prompt_cache_key
    }

    /// The value of `cachedContent`, the name of an explicit cache (Gemini).
    #[must_use]
    pub fn cached_content(&self) -> Option<Span> {
        self.parts.cached_content
    }

    /// The tools list, with its elements.
    #[must_use]
    pub fn tools(&self) -> Option<&Section> {
        self.parts.tools.as_ref()
    }

    /// System text that stands outside the messages: `system`, `instructions`, or the parts of
    /// `systemInstruction`. What stands among the messages has [`Role::System`] there.
    #[must_use]
    pub fn system(&self) -> Option<&Section> {
        self.parts.system.as_ref()
    }

    /// The messages, in order.
    #[must_use]
    pub fn messages(&self) -> &[Message] {
        &self.parts.messages
    }

    /// The client's cache markers, in the order of the prefixes that they end.
    #[must_use]
    pub fn markers(&self) -> &[Marker] {
        &self.parts.markers
    }
}

/// Validates a text and looks at nothing in it.
#[derive(Debug)]
struct Unread;

impl Dialect for Unread {
    fn name(&self) -> &'static str {
        "unread"
    }

    fn signs(&self) -> &'static [&'static str] {
        &[]
    }

    fn walk(&self, _: &mut Walk<'_>) {}
}

#[cfg(test)]
mod tests;
