//! Answering the calls of the retrieve tool in a provider's response.

use headroom_core::notice::RETRIEVE_TOOL;
use serde_json::{Value, json};

use crate::{CcrStore, Namespace, Provider, resolve};

/// Answers the calls of the retrieve tool in a response, and leaves the others to the host.
///
/// ```
/// use headroom_ccr::{CcrStore, MemoryStore, Namespace, Provider, RetrieveLoop};
/// use headroom_core::Offload;
/// use serde_json::json;
///
/// let (store, all) = (MemoryStore::new(), Namespace::single_user());
/// let handle = store.put_all(&all, &[Offload::of("one\ntwo\n")])?[0].handle();
/// let response = json!({"role": "assistant", "content": [
///     {"type": "text", "text": "Let me see."},
///     {"type": "tool_use", "id": "t1", "name": "headroom_retrieve", "input": {"handle": handle}},
///     {"type": "tool_use", "id": "t2", "name": "bash", "input": {"command": "ls"}},
/// ]});
/// let turn = RetrieveLoop::new(&store, all, Provider::Anthropic).answer(&response);
/// assert_eq!((turn.results.len(), turn.others), (1, 1));
/// assert_eq!(turn.results[0]["tool_use_id"], "t1");
/// assert_eq!(turn.results[0]["content"], format!("[original {handle}]\none\ntwo\n"));
/// # Ok::<(), headroom_ccr::StoreError>(())
/// ```
///
/// The host appends the response's message and then the results, with those of the other calls, to the
/// conversation, and sends it. Where all calls were ours ([`Turn::is_ours_alone`]) it may do so at once:
/// [`Turn::messages`] are what to append. It decides how often in a row.
#[derive(Clone, Debug)]
pub struct RetrieveLoop<S> {
    store: S,
    namespace: Namespace,
    provider: Provider,
}

/// The calls of a response, those of the retrieve tool answered.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Turn {
    /// A result for each call of ours, in order and in the provider's form: a block of the next message
    /// (Anthropic, Bedrock), a part of it (Gemini), a message (OpenAI Chat), an item (OpenAI
    /// Responses).
    pub results: Vec<Value>,
    /// How many calls of other tools there are.
    pub others: usize,
    provider: Provider,
}

impl Turn {
    /// Whether there are calls, and all of them are answered.
    #[must_use]
    pub fn is_ours_alone(&self) -> bool {
        !self.results.is_empty() && self.others == 0
    }

    /// The results as messages or items to append to the conversation.
    #[must_use]
    pub fn messages(&self) -> Vec<Value> {
        let results = &self.results;
        if results.is_empty() {
            return Vec::new();
        }
        match self.provider {
            Provider::Anthropic | Provider::Bedrock => {
                vec![json!({"role": "user", "content": results})]
            }
            Provider::Gemini => vec![json!({"role": "user", "parts": results})],
            Provider::OpenAiChat | Provider::OpenAiResponses => results.clone(),
        }
    }
}

impl<S: CcrStore> RetrieveLoop<S> {
    /// Answers from the originals of a namespace, in the form of a provider.
    #[must_use]
    pub fn new(store: S, namespace: Namespace, provider: Provider) -> Self {
        Self { store, namespace, provider }
    }

    /// Answers the calls of the retrieve tool in a response: the body as the provider sends it, or the
    /// message in it. What fails is answered by what the model can do instead. A response that is not
    /// understood has no calls.
    #[must_use]
    pub fn answer(&self, response: &Value) -> Turn {
        let calls = calls(self.provider, response);
        let (ours, others): (Vec<_>, Vec<_>) =
            calls.into_iter().partition(|call| call.name == RETRIEVE_TOOL);
        let results = ours.iter().map(|call| self.result(call)).collect();
        Turn { results, others: others.len(), provider: self.provider }
    }

    fn result(&self, call: &Call<'_>) -> Value {
        let (text, failed) = match resolve(&self.store, &self.namespace, call.arguments) {
            Ok(text) => (text, false),
            Err(error) => (error.to_string(), true),
        };
        let id = call.id;
        match self.provider {
            Provider::Anthropic if failed => {
                json!({"type": "tool_result", "tool_use_id": id, "content": text, "is_error": true})
            }
            Provider::Anthropic => {
                json!({"type": "tool_result", "tool_use_id": id, "content": text})
            }
            Provider::OpenAiChat => json!({"role": "tool", "tool_call_id": id, "content": text}),
            Provider::OpenAiResponses => {
                json!({"type": "function_call_output", "call_id": id, "output": text})
            }
            Provider::Gemini => {
                let key = if failed { "error" } else { "output" };
                let mut part = json!({"name": call.name, "response": {key: text}});
                if let (Some(part), false) = (part.as_object_mut(), id.is_null()) {
                    part.insert("id".to_owned(), id.clone());
                }
                json!({ "functionResponse": part })
            }
            Provider::Bedrock => {
                let status = if failed { "error" } else { "success" };
                json!({"toolResult":
                    {"toolUseId": id, "content": [{"text": text}], "status": status}})
            }
        }
    }
}

/// A tool call in a response.
struct Call<'a> {
    id: &'a Value,
    name: &'a str,
    arguments: &'a Value,
}

impl<'a> Call<'a> {
    fn of(id: &'a Value, name: &'a Value, arguments: &'a Value) -> Option<Self> {
        Some(Self { id, name: name.as_str()?, arguments })
    }
}

/// The tool calls of a response, in order.
fn calls(provider: Provider, response: &Value) -> Vec<Call<'_>> {
    let list = |pointers: &[&str]| {
        let found = pointers.iter().find_map(|pointer| response.pointer(pointer)?.as_array());
        found.into_iter().flatten()
    };
    match provider {
        Provider::Anthropic => list(&["/content"])
            .filter(|block| block["type"] == "tool_use")
            .filter_map(|block| Call::of(&block["id"], &block["name"], &block["input"]))
            .collect(),
        Provider::OpenAiChat => list(&["/choices/0/message/tool_calls", "/tool_calls"])
            .filter_map(|call| {
                let function = &call["function"];
                Call::of(&call["id"], &function["name"], &function["arguments"])
            })
            .collect(),
        Provider::OpenAiResponses => list(&["/output", ""])
            .filter(|item| item["type"] == "function_call")
            .filter_map(|item| Call::of(&item["call_id"], &item["name"], &item["arguments"]))
            .collect(),
        Provider::Gemini => list(&["/candidates/0/content/parts", "/parts"])
            .filter_map(|part| part.get("functionCall"))
            .filter_map(|call| Call::of(&call["id"], &call["name"], &call["args"]))
            .collect(),
        Provider::Bedrock => list(&["/output/message/content", "/content"])
            .filter_map(|block| block.get("toolUse"))
            .filter_map(|call| Call::of(&call["toolUseId"], &call["name"], &call["input"]))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use headroom_core::{Handle, Offload};

    use super::*;
    use crate::MemoryStore;

    /// A response with a call of ours, one of another tool, and one of ours that fails.
    fn response(provider: Provider, handle: Handle) -> Value {
        let good = json!({"handle": handle, "symbol": "go"});
        let bad = json!({"handle": "x"});
        match provider {
            Provider::Anthropic => json!({"content": [
                {"type": "thinking", "thinking": "", "signature": ""},
                {"type": "tool_use", "id": "1", "name": RETRIEVE_TOOL, "input": good},
                {"type": "tool_use", "id": "2", "name": "bash", "input": good},
                {"type": "tool_use", "id": "3", "name": RETRIEVE_TOOL, "input": bad},
            ]}),
            Provider::OpenAiChat => json!({"choices": [{"message": {"tool_calls": [
                {"id": "1", "function": {"name": RETRIEVE_TOOL, "arguments": good.to_string()}},
                {"id": "2", "function": {"name": "bash", "arguments": "{}"}},
                {"id": "3", "function": {"name": RETRIEVE_TOOL, "arguments": bad.to_string()}},
            ]}}]}),
            Provider::OpenAiResponses => json!({"output": [
                {"type": "reasoning"},
                {"type": "function_call", "call_id": "1", "name": RETRIEVE_TOOL, "arguments": good.to_string()},
                {"type": "function_call", "call_id": "2", "name": "bash", "arguments": "{}"},
                {"type": "function_call", "call_id": "3", "name": RETRIEVE_TOOL, "arguments": "{"},
            ]}),
            Provider::Gemini => json!({"candidates": [{"content": {"parts": [
                {"text": "Let me see."},
                {"functionCall": {"name": RETRIEVE_TOOL, "args": good}},
                {"functionCall": {"name": "bash", "args": {}}},
                {"functionCall": {"id": "3", "name": RETRIEVE_TOOL, "args": bad}},
            ]}}]}),
            Provider::Bedrock => json!({"output": {"message": {"content": [
                {"toolUse": {"toolUseId": "1", "name": RETRIEVE_TOOL, "input": good}},
                {"toolUse": {"toolUseId": "2", "name": "bash", "input": {}}},
                {"toolUse": {"toolUseId": "3", "name": RETRIEVE_TOOL, "input": bad}},
            ]}}}),
        }
    }

    #[test]
    fn our_calls_are_answered_in_each_form_and_others_left() {
        let (store, all) = (MemoryStore::new(), Namespace::single_user());
        let handle =
            store.put_all(&all, &[Offload::of("x = 1\ndef go(x):\n    return x\n")]).unwrap()[0]
                .handle();
        let text = format!("[original {handle}, lines 2-3]\ndef go(x):\n    return x\n");
        let sorry = "This is not a handle. Copy it in full from a notice: it starts with hr_ and has \
                     32 characters.";
        for (provider, expected) in [
            (
                Provider::Anthropic,
                json!([{"type": "tool_result", "tool_use_id": "1", "content": text},
                    {"type": "tool_result", "tool_use_id": "3", "content": sorry, "is_error": true}]),
            ),
            (
                Provider::OpenAiChat,
                json!([{"role": "tool", "tool_call_id": "1", "content": text},
                    {"role": "tool", "tool_call_id": "3", "content": sorry}]),
            ),
            (
                Provider::OpenAiResponses,
                json!([{"type": "function_call_output", "call_id": "1", "output": text},
                    {"type": "function_call_output", "call_id": "3", "output": sorry}]),
            ),
            (
                Provider::Gemini,
                json!([{"functionResponse": {"name": RETRIEVE_TOOL, "response": {"output": text}}},
                    {"functionResponse": {"id": "3", "name": RETRIEVE_TOOL, "response": {"error": sorry}}}]),
            ),
            (
                Provider::Bedrock,
                json!([{"toolResult": {"toolUseId": "1", "content": [{"text": text}], "status": "success"}},
                    {"toolResult": {"toolUseId": "3", "content": [{"text": sorry}], "status": "error"}}]),
            ),
        ] {
            let turn = RetrieveLoop::new(&store, all.clone(), provider)
                .answer(&response(provider, handle));
            assert_eq!(json!(turn.results), expected, "{provider:?}");
            assert_eq!((turn.others, turn.is_ours_alone()), (1, false), "{provider:?}");
            let elsewhere = RetrieveLoop::new(&store, Namespace::new("another"), provider);
            let missed = elsewhere.answer(&response(provider, handle)).results;
            assert!(missed[0].to_string().contains("No original is stored"), "{provider:?}");
        }
    }

    #[test]
    fn what_is_no_response_has_no_calls() {
        for &provider in Provider::ALL {
            let answers = RetrieveLoop::new(MemoryStore::new(), Namespace::single_user(), provider);
            for response in
                [json!(null), json!([]), json!({"content": "text"}), json!({"output": 1})]
            {
                let turn = answers.answer(&response);
                assert!(turn.results.is_empty() && turn.others == 0 && !turn.is_ours_alone());
                assert!(turn.messages().is_empty());
            }
        }
    }

    #[test]
    fn a_turn_that_is_ours_alone_can_be_sent_at_once() {
        let answers =
            RetrieveLoop::new(MemoryStore::new(), Namespace::single_user(), Provider::Gemini);
        let turn = answers.answer(&json!({"parts": [{"functionCall": {"name": RETRIEVE_TOOL}}]}));
        assert!(turn.is_ours_alone());
        let messages = turn.messages();
        assert_eq!((messages.len(), &messages[0]["role"]), (1, &json!("user")));
        assert_eq!(messages[0]["parts"], json!(turn.results));
    }
}
