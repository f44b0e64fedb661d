//! What holds of any JSON, whether it is a request or not.

use proptest::prelude::*;
use serde_json::{Map, Value};

use super::*;
use crate::testing::Simulator;
use crate::{ConversationKey, LayoutError, ProviderRules, prompt_cache_key};

const KEYS: [&str; 26] = [
    "model",
    "modelId",
    "tools",
    "toolConfig",
    "system",
    "instructions",
    "systemInstruction",
    "system_instruction",
    "messages",
    "input",
    "contents",
    "role",
    "content",
    "parts",
    "output",
    "type",
    "text",
    "ttl",
    "cache_control",
    "cachePoint",
    "toolResult",
    "reasoningContent",
    "thought",
    "defer_loading",
    "image",
    "prompt_cache_key",
];

const TEXTS: [&str; 14] = [
    "",
    " ",
    "a",
    "é\u{2028}\"}]",
    "user",
    "assistant",
    "text",
    "tool_use",
    "tool_result",
    "thinking",
    "image",
    "5m",
    "1h",
    "\\u0061",
];

fn json() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        Just(Value::from(1)),
        proptest::sample::select(&TEXTS[..]).prop_map(Value::from),
    ];
    scalar.prop_recursive(6, 96, 6, |inner| {
        let key = proptest::sample::select(&KEYS[..]);
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            proptest::collection::vec((key, inner), 0..8).prop_map(|members| {
                Value::from(
                    members
                        .into_iter()
                        .map(|(key, value)| (key.to_owned(), value))
                        .collect::<Map<_, _>>(),
                )
            }),
        ]
    })
}

/// A value without cache markers of either kind, wherever they stand.
fn bare(value: Value) -> Value {
    match value {
        Value::Array(list) => {
            let stays = |value: &Value| value.get("cachePoint").is_none_or(Value::is_null);
            list.into_iter().filter(stays).map(bare).collect()
        }
        Value::Object(members) => {
            let stay = members.into_iter().filter(|(key, _)| key != "cache_control");
            Value::from_iter(stay.map(|(key, value)| (key, bare(value))))
        }
        other => other,
    }
}

fn wish() -> Breakpoints {
    let rules = ProviderRules::builtin();
    let asked = Breakpoints::new(rules.for_model("claude-sonnet-4-5").unwrap());
    asked.tools(Ttl::OneHour).system(Ttl::OneHour).last_message(Ttl::FiveMinutes)
}

type Place = for<'a> fn(&Layout<'a>, &Breakpoints) -> Placed<'a>;

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn nothing_but_markers_is_added(body in json(), wrap in any::<bool>(), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_string_pretty(&body).unwrap() } else { body.to_string() };
        for (dialect, place) in [
            ("anthropic", anthropic_cache_control as Place),
            ("bedrock-converse", bedrock_cache_point),
        ] {
            let Ok(layout) = Layout::parse_as(&text, dialect) else { continue };
            let placed = place(&layout, &wish().wrap_strings(wrap));
            let after = parsed(&placed.body);
            if !wrap || dialect == "bedrock-converse" {
                prop_assert_eq!(bare(after), bare(body.clone()), "{}", dialect);
            }
            let again = Layout::parse_as(&placed.body, dialect).unwrap();
            prop_assert_eq!(again.markers().len(), layout.markers().len() + placed.placed.len());
            prop_assert!(placed.placed.is_empty() || again.markers().len() <= 4);
        }
    }

    #[test]
    fn a_key_is_added_and_nothing_else(body in json()) {
        let text = body.to_string();
        for dialect in ["openai-chat", "openai-responses"] {
            let Ok(layout) = Layout::parse_as(&text, dialect) else { continue };
            let keyed = prompt_cache_key(&layout, ConversationKey::Beginning);
            let mut after = parsed(&keyed.body);
            let mut before = body.clone();
            if let Some(key) = keyed.key {
                let members = after.as_object_mut().unwrap();
                prop_assert_eq!(members.remove("prompt_cache_key"), Some(Value::from(key)));
                before.as_object_mut().unwrap().remove("prompt_cache_key");
            }
            prop_assert_eq!(after, before);
        }
    }

    #[test]
    fn any_text_has_a_layout_or_an_error(body in json(), cut in 0..400_usize) {
        let whole = body.to_string();
        let text: String = whole.chars().take(cut).collect();
        for dialect in ["anthropic", "openai-chat", "openai-responses", "gemini", "bedrock-converse"] {
            let layout = Layout::parse_as(&text, dialect);
            prop_assert!(!matches!(layout, Err(LayoutError::UnknownDialect)));
            let rules = ProviderRules::builtin();
            for model in ["claude-sonnet-4-5", "gpt-5"] {
                let rules = rules.for_model(model).cloned().unwrap();
                let mut cache = Simulator::new(rules, headroom_core::Estimator::new()).dialect(dialect);
                if let Ok(turn) = cache.request(&text, 0) {
                    prop_assert_eq!(turn.read + turn.written + turn.plain, turn.tokens);
                }
            }
        }
        let _ = Layout::parse(&text);
    }
}
