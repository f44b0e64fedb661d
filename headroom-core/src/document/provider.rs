//! What a provider does with a request beyond reading it: it may keep a history, and sign thinking.

/// Whether a parameter of a request, by its name and its value as JSON text, has the provider edit,
/// cut or continue a history of its own: what stands in the request need not be what the model sees.
#[must_use]
pub fn keeps_history(name: &str, value: &str) -> bool {
    let keeps = matches!(
        name,
        "context_management" | "truncation" | "previous_response_id" | "conversation"
    );
    keeps && !matches!(value, "null" | "{}" | "\"disabled\"")
}

/// Members beside a call or a text that hold its signature, or thinking with one, as JSON text: of
/// Gemini, and of gateways that hand the thinking of other models on in the form of OpenAI Chat.
pub const SIGNATURES: [&str; 4] = [
    "\"thoughtSignature\"",
    "\"thought_signature\"",
    "\"thinking_blocks\"",
    "\"reasoning_details\"",
];
