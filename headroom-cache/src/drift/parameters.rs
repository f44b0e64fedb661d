//! Parameters of a request that changed.

use std::collections::BTreeMap;

use headroom_core::Span;
use headroom_core::document::Cursor;
use serde::Serialize;

use super::Origin;
use super::compare::Sides;
use super::report::shortened;
use crate::layout::Layout;

/// A parameter that is not what it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ParameterChange {
    /// Its name: a member of the body.
    pub name: String,
    /// Its JSON text before, shortened; nothing if it was missing.
    pub before: Option<String>,
    /// Its JSON text after, shortened; nothing if it is missing.
    pub after: Option<String>,
    /// What that does to the provider's cache.
    pub effect: CacheEffect,
    /// Whose doing it is, where that was asked.
    pub origin: Option<Origin>,
}

/// What a change of a parameter does to a provider's cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum CacheEffect {
    /// It is part of what a cached prefix belongs to: nothing of it, or none of the messages, is hit.
    Breaks,
    /// It concerns the answer alone.
    None,
    /// It is not known.
    Unknown,
}

impl CacheEffect {
    fn of(name: &str) -> Self {
        match name {
            "model"
            | "modelId"
            | "thinking"
            | "tool_choice"
            | "toolConfig"
            | "betas"
            | "anthropic_beta"
            | "anthropic_version"
            | "reasoning"
            | "reasoning_effort"
            | "response_format"
            | "text"
            | "output_format"
            | "output_config"
            | "outputConfig"
            | "prompt_cache_key"
            | "cachedContent"
            | "cached_content"
            | "mcp_servers"
            | "container"
            | "speed"
            | "parallel_tool_calls"
            | "functions"
            | "prompt"
            | "context_management"
            | "truncation"
            | "previous_response_id"
            | "conversation"
            | "additionalModelRequestFields"
            | "web_search_options" => Self::Breaks,
            "max_tokens"
            | "max_completion_tokens"
            | "max_output_tokens"
            | "temperature"
            | "top_p"
            | "top_k"
            | "stop"
            | "stop_sequences"
            | "stream"
            | "stream_options"
            | "metadata"
            | "user"
            | "safety_identifier"
            | "seed"
            | "n"
            | "store"
            | "logprobs"
            | "top_logprobs"
            | "logit_bias"
            | "presence_penalty"
            | "frequency_penalty"
            | "include"
            | "background"
            | "service_tier"
            | "inferenceConfig"
            | "requestMetadata"
            | "cache_control"
            | "prompt_cache_retention"
            | "prediction"
            | "max_tool_calls" => Self::None,
            _ => Self::Unknown,
        }
    }
}

/// Members that are parts of the prompt, compared as such.
const PARTS: [&str; 8] = [
    "tools",
    "system",
    "messages",
    "input",
    "instructions",
    "contents",
    "systemInstruction",
    "system_instruction",
];

/// The parameters that changed, in the order of their names.
pub(super) fn changes(before: &Layout<'_>, after: &Layout<'_>) -> Vec<ParameterChange> {
    let (old, new) = (parameters(before), parameters(after));
    let mut names: Vec<&String> = old.keys().chain(new.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let sides = Sides::new(before, after);
    let changed = names.into_iter().filter(|name| match (old.get(*name), new.get(*name)) {
        (Some(old), Some(new)) => sides.values(*old, *new).is_some(),
        _ => true,
    });
    let text = |layout: &Layout<'_>, value: &Span| shortened(value.of(layout.source()), 0);
    let change = |name: &String| ParameterChange {
        name: name.clone(),
        before: old.get(name).map(|value| text(before, value)),
        after: new.get(name).map(|value| text(after, value)),
        effect: CacheEffect::of(name.split('.').next_back().unwrap_or_default()),
        origin: None,
    };
    changed.map(change).collect()
}

/// The members of the body that are no parts of the prompt.
fn parameters(layout: &Layout<'_>) -> BTreeMap<String, Span> {
    let mut found = BTreeMap::new();
    Cursor::new(layout.source(), layout.body().start).object(|cursor, key| match key {
        "toolConfig" | "generationConfig" => cursor.object(|cursor, inner| {
            if inner != "tools" {
                found.insert(format!("{key}.{inner}"), cursor.skip());
            }
        }),
        _ if PARTS.contains(&key) => {}
        _ => {
            found.insert(key.to_owned(), cursor.skip());
        }
    });
    found
}
