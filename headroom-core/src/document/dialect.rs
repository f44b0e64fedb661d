//! The trait of walkers, and the list of ours.

use std::fmt::Debug;

use super::Walk;
use super::anthropic::Anthropic;
use super::bedrock::Bedrock;
use super::gemini::Gemini;
use super::openai_chat::OpenAiChat;
use super::openai_responses::OpenAiResponses;

/// Knows where a provider's request bodies hold their texts.
///
/// A walker goes over the body once and reports blocks to [`Walk`]. It passes over what it does not
/// know. The laws run as a suite: `testing::dialect_laws`.
pub trait Dialect: Debug + Send + Sync {
    /// The name: `anthropic`, `openai-chat`, ...
    fn name(&self) -> &'static str;

    /// Literals of which every body of this provider with tool calls or results holds at least one:
    /// a walk is tried only where one stands. They may stand elsewhere too.
    fn signs(&self) -> &'static [&'static str];

    /// Walks the body: the text is a well-formed JSON object or array.
    fn walk(&self, walk: &mut Walk<'_>);
}

/// The Anthropic Messages API.
pub const ANTHROPIC: &str = "anthropic";
/// The Bedrock Converse API.
pub const BEDROCK: &str = "bedrock-converse";
/// The Gemini API (`generateContent`).
pub const GEMINI: &str = "gemini";
/// The OpenAI Chat Completions API.
pub const OPENAI_CHAT: &str = "openai-chat";
/// The OpenAI Responses API.
pub const OPENAI_RESPONSES: &str = "openai-responses";

/// The dialects that are found without being named.
#[must_use]
pub fn dialects() -> &'static [&'static dyn Dialect] {
    &[&Anthropic, &OpenAiChat, &OpenAiResponses, &Gemini, &Bedrock]
}
