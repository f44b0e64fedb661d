//! The request as an index of spans over its own bytes.

mod anthropic;
mod bedrock;
mod dialect;
mod gemini;
pub(crate) mod json;
pub mod literal;
mod openai_chat;
mod openai_responses;
mod outline;
mod provider;
mod walk;

use std::borrow::Cow;
use std::sync::Arc;

pub use dialect::{ANTHROPIC, BEDROCK, Dialect, GEMINI, OPENAI_CHAT, OPENAI_RESPONSES, dialects};
pub use json::Cursor;
use outline::Outline;
pub use provider::{SIGNATURES, keeps_history};
pub use walk::{Mark, Members, ToolResult, Walk};

use crate::Span;

/// A request body, or an array of messages, as an index of spans over the caller's bytes.
///
/// Nothing is parsed into values and nothing is printed again: a document knows where each text
/// stands and what it belongs to. Unknown keys, parts and block types are passed over.
#[derive(Clone, Debug)]
pub struct Document<'a> {
    source: &'a str,
    dialect: Option<&'static str>,
    ambiguous: bool,
    blocks: Vec<Block>,
    calls: Vec<Call>,
    messages: usize,
    edits_history: bool,
    compacted_at: Option<usize>,
}

/// Where a part of a message stands and what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// The message, counted from 0 as they stand in the request. System text that stands outside
    /// the messages belongs to message 0.
    pub message: usize,
    /// The JSON value: of a text, its string literal with quotes; else whatever stands there.
    pub literal: Span,
    /// For a tool call its own index in [`Document::calls`], for a tool result that of the call it
    /// answers, if that stands in the request.
    pub call: Option<usize>,
    /// For tool results: which of the request's tool results this block belongs to, counted from 0.
    pub result: Option<usize>,
    /// The result is marked as failed.
    pub is_error: bool,
    /// The block, or the tool result that it is part of, carries a cache marker.
    pub cache_marker: bool,
    /// For documents: the caller lets them be rewritten ([`Document::offering`]).
    pub offered: bool,
}

impl Block {
    /// Whether the block may be rewritten: a text of a tool result, or a document that the caller
    /// offers.
    #[must_use]
    pub const fn is_rewritable(&self) -> bool {
        matches!(self.kind, BlockKind::ToolResult) || self.is_offered()
    }

    /// Whether it is a document that the caller offers.
    #[must_use]
    pub const fn is_offered(&self) -> bool {
        matches!(self.kind, BlockKind::Document) && self.offered
    }
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BlockKind {
    /// System or developer text.
    System,
    /// Text of the user.
    User,
    /// Text of the model.
    Assistant,
    /// A tool call; the literal is its arguments.
    ToolCall,
    /// Text of a tool result: the only kind that is rewritten unless the caller asks for more.
    ToolResult,
    /// Text of a document or search result that the caller gives the model to read, in a message of
    /// the user or in a tool result; those that the model is to cite from are opaque.
    Document,
    /// Anything else: thinking, images, server tools, unknown types.
    Opaque,
}

impl BlockKind {
    /// Whether blocks of the kind are never rewritten, whatever the caller asks for.
    #[must_use]
    pub const fn is_sacred(self) -> bool {
        matches!(self, Self::System | Self::User | Self::Assistant | Self::ToolCall | Self::Opaque)
    }
}

/// A tool call of the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Call {
    /// The literal of its id.
    pub id: Option<Span>,
    /// The literal of the tool's name.
    pub name: Option<Span>,
    /// The arguments: an object, or a string literal that holds one; of a custom tool, a string
    /// literal that is the text it is given.
    pub arguments: Option<Span>,
    /// The arguments are such a text.
    pub free_text: bool,
}

impl Call {
    /// A call with these literals.
    #[must_use]
    pub const fn new(id: Option<Span>, name: Option<Span>, arguments: Option<Span>) -> Self {
        Self { id, name, arguments, free_text: false }
    }

    /// This call with arguments that are a text as it is.
    #[must_use]
    pub const fn with_free_text(mut self) -> Self {
        self.free_text = true;
        self
    }
}

/// The body is not a request that can be indexed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentError {
    /// The text is not one JSON value.
    #[error("not JSON: {reason} at line {line}, column {column}")]
    Syntax {
        /// What the parser says.
        reason: String,
        /// The line, from 1.
        line: usize,
        /// The column in bytes, from 1.
        column: usize,
    },
    /// The JSON value is neither an object nor an array.
    #[error("a request is an object or an array of messages")]
    NotARequest,
    /// No such dialect.
    #[error("unknown dialect {0:?}")]
    UnknownDialect(String),
}

impl<'a> Document<'a> {
    /// Indexes a request body or an array of messages.
    ///
    /// The dialect is found from the body. If none is, or if more than one is possible, the document
    /// has no blocks: it goes out verbatim. Linear in the text.
    ///
    /// # Errors
    ///
    /// [`DocumentError`] if the text is not a JSON object or array.
    pub fn parse(source: &'a str) -> Result<Self, DocumentError> {
        let outline = Arc::new(outlined(source)?);
        let with_sign = |dialect: &&&dyn Dialect| has_sign(source, &outline, **dialect);
        let mut found = dialects().iter().filter(with_sign).filter_map(|d| {
            let walk = Walk::new(source, &outline).through(*d);
            (walk.signs > 0).then_some((d.name(), walk))
        });
        let first = found.next();
        let document = match (first, found.next()) {
            (Some((name, walk)), None) => Self::from_walk(Some(name), walk),
            (None, _) => Self::from_walk(None, Walk::new(source, &outline)),
            (Some(_), Some(_)) => {
                Self { ambiguous: true, ..Self::from_walk(None, Walk::new(source, &outline)) }
            }
        };
        Ok(document)
    }

    /// Indexes a body of a known dialect.
    ///
    /// # Errors
    ///
    /// [`DocumentError`] if the text is not a JSON object or array, or the dialect is not known.
    pub fn parse_as(source: &'a str, dialect: &str) -> Result<Self, DocumentError> {
        let known = dialects().iter().find(|known| known.name() == dialect);
        let known = known.ok_or_else(|| DocumentError::UnknownDialect(dialect.to_owned()))?;
        Self::parse_with(source, *known)
    }

    /// Indexes a body with a walker of the caller's own.
    ///
    /// # Errors
    ///
    /// [`DocumentError`] if the text is not a JSON object or array.
    pub fn parse_with(source: &'a str, dialect: &dyn Dialect) -> Result<Self, DocumentError> {
        let outline = Arc::new(outlined(source)?);
        let walk = Walk::new(source, &outline).through(dialect);
        Ok(Self::from_walk(Some(dialect.name()), walk))
    }

    fn from_walk(dialect: Option<&'static str>, walk: Walk<'a>) -> Self {
        Self {
            source: walk.source,
            dialect,
            ambiguous: false,
            blocks: walk.blocks,
            calls: walk.calls,
            messages: walk.messages,
            edits_history: walk.edits_history,
            compacted_at: walk.compacted_at,
        }
    }

    /// This document with more that may be rewritten than tool results: the provider's blocks for
    /// documents and search results, if `blocks` says so, and texts of the user that are one element
    /// `<tag>...</tag>` as a whole. Linear in the texts of the user.
    #[must_use]
    pub fn offering(mut self, blocks: bool, tag: Option<&str>) -> Self {
        let source = self.source;
        for block in &mut self.blocks {
            let is_tagged = |tag| {
                let text = literal::decode(block.literal.of(source));
                text.is_some_and(|text| is_element(&text, tag))
            };
            match block.kind {
                BlockKind::Document => block.offered |= blocks,
                BlockKind::User if tag.is_some_and(is_tagged) => {
                    block.kind = BlockKind::Document;
                    block.offered = true;
                }
                _ => {}
            }
        }
        self
    }

    /// The caller's text.
    #[must_use]
    pub fn source(&self) -> &'a str {
        self.source
    }

    /// The name of the dialect, if there is just one that fits.
    #[must_use]
    pub fn dialect(&self) -> Option<&'static str> {
        self.dialect
    }

    /// Whether the body could be of more than one provider.
    #[must_use]
    pub fn is_ambiguous(&self) -> bool {
        self.ambiguous
    }

    /// All blocks, in the order of the conversation.
    #[must_use]
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// All tool calls, in the order of the conversation.
    #[must_use]
    pub fn calls(&self) -> &[Call] {
        &self.calls
    }

    /// How many messages the request has.
    #[must_use]
    pub fn messages(&self) -> usize {
        self.messages
    }

    /// Whether the provider is asked to edit or continue a history of its own, so that what stands
    /// in this request need not be what the model sees.
    #[must_use]
    pub fn edits_history(&self) -> bool {
        self.edits_history
    }

    /// Whether a summary of the provider's own stands somewhere before a block: the model need not
    /// see what precedes the summary, nor count it.
    #[must_use]
    pub fn is_compacted_before(&self, block: &Block) -> bool {
        self.compacted_at.is_some_and(|at| at < block.literal.start)
    }

    /// The decoded text of a block; `None` if its literal is not a string or does not decode (lone
    /// surrogates). Borrowed unless the literal carries escapes.
    #[must_use]
    pub fn text(&self, block: &Block) -> Option<Cow<'a, str>> {
        literal::decode(block.literal.of(self.source))
    }

    /// The tool's name of a call.
    #[must_use]
    pub fn call_name(&self, call: &Call) -> Option<Cow<'a, str>> {
        literal::decode(call.name?.of(self.source))
    }

    /// The arguments of a call as JSON text, or the text that a custom tool was given; decoded where
    /// the request holds them as a string.
    #[must_use]
    pub fn call_arguments(&self, call: &Call) -> Option<Cow<'a, str>> {
        let raw = call.arguments?.of(self.source);
        if raw.starts_with('"') { literal::decode(raw) } else { Some(Cow::Borrowed(raw)) }
    }
}

/// Whether a text is one element with this name, with nothing before or after it.
fn is_element(text: &str, tag: &str) -> bool {
    let close = format!("</{tag}>");
    let inner = text.trim().strip_prefix('<').and_then(|text| text.strip_prefix(tag));
    let inner = inner.and_then(|text| text.strip_suffix(close.as_str()));
    inner.is_some_and(|inner| {
        inner.starts_with(|c: char| c == '>' || c.is_whitespace()) && !inner.contains(&close)
    })
}

/// Whether a body is worth a walk. Signs are short strings, which do not stand inside long ones.
fn has_sign(source: &str, outline: &Outline, dialect: &dyn Dialect) -> bool {
    let stands = |sign: &&str| {
        let finder = memchr::memmem::Finder::new(sign.as_bytes());
        outline.between_strings(source).any(|part| finder.find(part.as_bytes()).is_some())
    };
    dialect.signs().iter().any(stands)
}

/// The outline of a body that is an object or an array. What is not JSON is looked at by the parser
/// again, which says where.
fn outlined(source: &str) -> Result<Outline, DocumentError> {
    let start = json::body_start(source);
    let text = Span::new(start, source.len()).of(source);
    let outline = match Outline::of(source, start) {
        Some(outline) => outline,
        None => validate(text).map(|()| Outline::default())?,
    };
    let opens = text.trim_ascii_start().as_bytes().first();
    if matches!(opens, Some(b'{' | b'[')) { Ok(outline) } else { Err(DocumentError::NotARequest) }
}

fn validate(text: &str) -> Result<(), DocumentError> {
    let checked: Result<serde::de::IgnoredAny, _> = serde_json::from_str(text);
    checked.map(drop).map_err(|error| DocumentError::Syntax {
        line: error.line(),
        column: error.column(),
        reason: error.to_string(),
    })
}
