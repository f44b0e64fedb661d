//! The definition of the retrieve tool.

use headroom_core::notice::RETRIEVE_TOOL;
use serde_json::{Value, json};

/// The form in which a provider takes tool definitions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Provider {
    /// An entry of `tools` of the Anthropic Messages API.
    Anthropic,
    /// An entry of `tools` of the OpenAI Chat Completions API and of those that follow it.
    OpenAiChat,
    /// An entry of `tools` of the OpenAI Responses API.
    OpenAiResponses,
    /// An entry of `functionDeclarations` in an entry of `tools` of the Gemini API.
    Gemini,
    /// An entry of `toolConfig.tools` of the Bedrock Converse API.
    Bedrock,
}

impl Provider {
    /// All providers.
    pub const ALL: &[Self] =
        &[Self::Anthropic, Self::OpenAiChat, Self::OpenAiResponses, Self::Gemini, Self::Bedrock];
}

/// What the model reads before it decides to call, or better not to.
const DESCRIPTION: &str = "Returns what a [notice] says was left out. If needed, prefer a part.";

/// The definition of the tool by which the model fetches originals: at most 120 tokens
/// of o200k_base or cl100k_base.
///
/// It is constant. Register it for the whole conversation or not at all, since tools that come and
/// go cost the provider's cache. Of the arguments it leaves out the limit, which answers have anyhow.
#[must_use]
pub fn tool_definition(provider: Provider) -> Value {
    let (name, description, schema) = (RETRIEVE_TOOL, DESCRIPTION, schema());
    match provider {
        Provider::Anthropic => {
            json!({"name": name, "description": description, "input_schema": schema})
        }
        Provider::OpenAiChat => json!({
            "type": "function",
            "function": {"name": name, "description": description, "parameters": schema},
        }),
        // Without `strict` this interface turns every parameter into a required one.
        Provider::OpenAiResponses => json!({
            "type": "function",
            "name": name,
            "description": description,
            "parameters": schema,
            "strict": false,
        }),
        Provider::Gemini => {
            json!({"name": name, "description": description, "parameters": schema})
        }
        Provider::Bedrock => json!({
            "toolSpec": {"name": name, "description": description, "inputSchema": {"json": schema}},
        }),
    }
}

fn schema() -> Value {
    json!({
        "type": "object",
        "properties": {
            "handle": {"type": "string"},
            "lines": {"type": "string", "description": "120-247"},
            "rows": {"type": "string"},
            "keys": {"type": "string"},
            "symbol": {"type": "string"},
            "query": {"type": "string"},
            "find": {"type": "string", "description": "or /regex/"},
            "context": {"type": "integer"},
        },
        "required": ["handle"],
    })
}

#[cfg(test)]
mod tests {
    use headroom_core::FastTokens;

    use super::*;

    #[test]
    fn each_provider_gets_its_form() {
        let at = |provider, pointer: &str| {
            let definition = tool_definition(provider);
            definition.pointer(pointer).cloned().unwrap_or_default()
        };
        for (provider, tool, schema) in [
            (Provider::Anthropic, "", "/input_schema"),
            (Provider::OpenAiChat, "/function", "/function/parameters"),
            (Provider::OpenAiResponses, "", "/parameters"),
            (Provider::Gemini, "", "/parameters"),
            (Provider::Bedrock, "/toolSpec", "/toolSpec/inputSchema/json"),
        ] {
            assert_eq!(at(provider, &format!("{tool}/name")), RETRIEVE_TOOL, "{provider:?}");
            assert_eq!(at(provider, &format!("{tool}/description")), DESCRIPTION, "{provider:?}");
            assert_eq!(at(provider, &format!("{schema}/required")), json!(["handle"]));
            let properties = at(provider, &format!("{schema}/properties"));
            let names: Vec<_> = properties.as_object().unwrap().keys().collect();
            let all = ["context", "find", "handle", "keys", "lines", "query", "rows", "symbol"];
            assert_eq!(names, all, "{provider:?}");
        }
        assert_eq!(at(Provider::OpenAiResponses, "/strict"), false);
    }

    #[test]
    fn a_definition_is_short() {
        for &provider in Provider::ALL {
            let text = tool_definition(provider).to_string();
            for counter in [FastTokens::o200k_base(), FastTokens::cl100k_base()] {
                let tokens = counter.count(&text);
                assert!((1..=120).contains(&tokens), "{provider:?}: {tokens} tokens\n{text}");
            }
        }
    }
}
