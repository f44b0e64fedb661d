//! The trait of walkers, and the list of ours.

use std::fmt::Debug;

use super::Walk;
use super::anthropic::Anthropic;
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

    /// Whether the text holds anything that only this provider's bodies hold: a cheap look that
    /// decides whether a walk is worth it. May say yes wrongly, never no.
    fn hinted(&self, source: &str) -> bool;

    /// Walks the body: the text is a well-formed JSON object or array.
    fn walk(&self, walk: &mut Walk<'_>);
}

/// The Anthropic Messages API.
pub const ANTHROPIC: &str = "anthropic";
/// The Gemini API (`generateContent`).
pub const GEMINI: &str = "gemini";
/// The OpenAI Chat Completions API.
pub const OPENAI_CHAT: &str = "openai-chat";
/// The OpenAI Responses API.
pub const OPENAI_RESPONSES: &str = "openai-responses";

/// The dialects that are found without being named.
#[must_use]
pub fn dialects() -> &'static [&'static dyn Dialect] {
    &[&Anthropic, &OpenAiChat, &OpenAiResponses, &Gemini]
}
