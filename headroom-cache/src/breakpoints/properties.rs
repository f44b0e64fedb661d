//! What holds of any body and any wish.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::ProviderRules;
use crate::testing::{SimulationError, Simulator};

fn block() -> impl Strategy<Value = Value> {
    let text = prop_oneof![Just(""), Just(" \n"), Just("word"), Just("é\"}]")];
    let string = text.clone().prop_map(Value::from);
    let list = proptest::collection::vec(text.clone(), 0..3)
        .prop_map(|texts| texts.iter().map(|text| json!({"type": "text", "text": text})).collect());
    prop_oneof![
        4 => text.clone().prop_map(|text| json!({"type": "text", "text": text})),
        2 => Just(json!({"type": "tool_use", "id": "1", "name": "t", "input": {"cache_control": 1}})),
        2 => prop_oneof![string, list]
            .prop_map(|content: Value| json!({"type": "tool_result", "tool_use_id": "1", "content": content})),
        1 => Just(json!({"type": "thinking", "thinking": "hm", "signature": "s"})),
        1 => Just(json!({"type": "image", "source": {"type": "base64", "data": ""}, "cache_control": null})),
        1 => Just(json!({"type": "of_tomorrow"})),
    ]
}

fn content(most: usize) -> impl Strategy<Value = Value> {
    prop_oneof![
        1 => prop_oneof![Just(""), Just("hello")].prop_map(Value::from),
        4 => proptest::collection::vec(block(), 1..most).prop_map(Value::from),
    ]
}

/// A conversation, in which messages alternate.
fn body() -> impl Strategy<Value = Value> {
    let tools = proptest::collection::vec(any::<bool>(), 0..3).prop_map(|deferred| {
        let tool = |defer: &bool| json!({"name": "t", "input_schema": {}, "defer_loading": defer});
        Value::from(deferred.iter().map(tool).collect::<Vec<_>>())
    });
    let messages = proptest::collection::vec(content(25), 1..9).prop_map(|contents| {
        let role = |at: usize| if at.is_multiple_of(2) { "user" } else { "assistant" };
        let messages = contents.into_iter().enumerate();
        Value::from_iter(
            messages.map(|(at, content)| json!({"role": role(at), "content": content})),
        )
    });
    (tools, content(3), messages).prop_map(|(tools, system, messages)| {
        json!({"model": "claude-sonnet-4-5", "tools": tools, "system": system, "messages": messages})
    })
}

/// Marks of the client on some blocks; `None` is five minutes.
fn mark(body: &mut Value, marks: &[(usize, Option<&str>)]) {
    for &(at, ttl) in marks {
        let mut blocks = blocks(body);
        let count = blocks.len().max(1);
        if let Some(block) = blocks.get_mut(at % count) {
            block["cache_control"] = match ttl {
                Some(ttl) => json!({"type": "ephemeral", "ttl": ttl}),
                None => json!({"type": "ephemeral"}),
            };
        }
    }
}

/// All blocks that could carry a mark, in order.
fn blocks(body: &mut Value) -> Vec<&mut Value> {
    fn of(value: Option<&mut Value>) -> impl Iterator<Item = &mut Value> {
        value.and_then(Value::as_array_mut).into_iter().flatten()
    }
    let Value::Object(body) = body else { return Vec::new() };
    let mut found = Vec::new();
    for (key, value) in body {
        match key.as_str() {
            "tools" | "system" => found.extend(of(Some(value))),
            "messages" => {
                of(Some(value)).for_each(|message| found.extend(of(message.get_mut("content"))))
            }
            _ => {}
        }
    }
    // The keys come sorted: messages, system, tools.
    found.reverse();
    found
}

/// The markers of a body, as places and values, by a reader that knows no spans.
fn markers(body: &Value) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    let mut look = |path: String, block: &Value| {
        if let Some(marker) = block.get("cache_control").filter(|marker| !marker.is_null()) {
            found.push((path, marker.clone()));
        }
    };
    for key in ["tools", "system"] {
        let list = body[key].as_array().into_iter().flatten().enumerate();
        list.for_each(|(at, block)| look(format!("{key} {at}"), block));
    }
    for (message, it) in body["messages"].as_array().into_iter().flatten().enumerate() {
        let list = it["content"].as_array().into_iter().flatten().enumerate();
        list.for_each(|(at, block)| look(format!("{message} {at}"), block));
    }
    found
}

/// The body without markers, and with strings as lists where `wrapped`.
fn without_markers(mut body: Value, wrapped: bool) -> Value {
    for block in blocks(&mut body) {
        if let Value::Object(members) = block {
            members.remove("cache_control");
        }
    }
    if wrapped {
        let wrap = |value: &mut Value| {
            if value.as_str().is_some_and(|text| !text.trim().is_empty()) {
                *value = json!([{"type": "text", "text": value.clone()}]);
            }
        };
        wrap(&mut body["system"]);
        let messages = body["messages"].as_array_mut().into_iter().flatten();
        messages
            .filter(|message| message["role"] == "user")
            .for_each(|message| wrap(&mut message["content"]));
    }
    body
}

fn ttl() -> impl Strategy<Value = Option<Ttl>> {
    prop_oneof![Just(None), Just(Some(Ttl::FiveMinutes)), Just(Some(Ttl::OneHour))]
}

prop_compose! {
    fn wish()(tools in ttl(), system in ttl(), last_message in ttl(), wrap in any::<bool>()) -> Breakpoints {
        let rules = ProviderRules::builtin();
        let asked = Breakpoints::new(rules.for_model("claude-sonnet-4-5").unwrap());
        Breakpoints { tools, system, last_message, wrap_strings: wrap, ..asked }
    }
}

fn written(body: &Value, pretty: bool) -> String {
    if pretty { serde_json::to_string_pretty(body).unwrap() } else { body.to_string() }
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// Whether a provider would take the body.
fn is_taken(body: &str) -> Result<(), SimulationError> {
    let rules = ProviderRules::builtin().for_model("claude-sonnet-4-5").cloned().unwrap();
    let mut cache = Simulator::new(rules, headroom_core::Estimator::new()).dialect(ANTHROPIC);
    cache.request(body, 0).map(|_| ())
}

proptest! {
    #[test]
    fn markers_are_added_and_nothing_else(
        mut body in body(),
        marks in proptest::collection::vec((0..60_usize, prop_oneof![Just(None), Just(Some("1h"))]), 0..5),
        asked in wish(),
        pretty in any::<bool>(),
    ) {
        mark(&mut body, &marks);
        let text = written(&body, pretty);
        let layout = Layout::parse_as(&text, ANTHROPIC).unwrap();
        let placed = anthropic_cache_control(&layout, &asked);
        let after = parsed(&placed.body);

        let (own, all) = (markers(&body), markers(&after));
        prop_assert!(own.iter().all(|marker| all.contains(marker)), "the client's stay");
        prop_assert_eq!(all.len(), own.len() + placed.placed.len());
        prop_assert!(all.len() <= 4.max(own.len()));
        if is_taken(&text).is_ok() {
            prop_assert_eq!(is_taken(&placed.body), Ok(()));
        }
        let asks = [asked.tools, asked.system, asked.last_message].iter().flatten().count();
        let answers = placed.placed.iter().map(|placed| placed.0);
        let answers: Vec<_> = answers.chain(placed.refused.iter().map(|refused| refused.0)).collect();
        let bridges = answers.iter().filter(|answer| **answer == Breakpoint::PreviousRequest).count();
        prop_assert_eq!(answers.len(), asks + bridges, "each wish has an answer");

        let wrapped = |body: Value| {
            let mut body = without_markers(body, false);
            let whole = without_markers(body.clone(), asked.wrap_strings);
            if asked.system.is_some() { body["system"] = whole["system"].clone(); }
            if asked.last_message.is_some() { body["messages"] = whole["messages"].clone(); }
            body
        };
        prop_assert_eq!(without_markers(after.clone(), false), wrapped(body));

        for (place, _) in all.iter().filter(|marker| !own.contains(marker)) {
            let block = block_at(&after, place);
            prop_assert_ne!(&block["type"], "thinking");
            prop_assert_ne!(&block["type"], "of_tomorrow");
            prop_assert_ne!(&block["defer_loading"], true);
            prop_assert!(block["text"].as_str().is_none_or(|text| !text.trim().is_empty()));
        }
    }

    /// Cut before any answer of the model, a conversation is a beginning of the longer one, markers
    /// aside, byte by byte; and the longer one finds what the shorter one wrote.
    #[test]
    fn a_conversation_grows_by_what_is_new(body in body(), asked in wish(), pretty in any::<bool>()) {
        let place = |body: &Value| {
            let text = written(body, pretty);
            let layout = Layout::parse_as(&text, ANTHROPIC).unwrap();
            anthropic_cache_control(&layout, &asked).body.into_owned()
        };
        let messages = |text: &str| {
            let layout = Layout::parse_as(text, ANTHROPIC).unwrap();
            let spans = layout.messages().iter();
            spans.map(|message| unmarked(message.value.of(text))).collect::<Vec<_>>()
        };
        let count = body["messages"].as_array().map_or(0, Vec::len);
        let mut before: Option<Vec<String>> = None;
        for end in (1..=count).step_by(2) {
            let mut shorter = body.clone();
            shorter["messages"].as_array_mut().unwrap().truncate(end);
            let sent = messages(&place(&shorter));
            if let Some(before) = before.replace(sent.clone()) {
                prop_assert_eq!(&before[..], &sent[..before.len()]);
            }
        }
    }

    /// Whatever a turn brings, the request after it reads all that was written for the last message.
    #[test]
    fn the_next_request_reads_what_this_one_wrote(body in body(), pretty in any::<bool>()) {
        let rules = serde_json::json!({"dated": "", "models": [{"models": ["*"], "kind": "markers",
            "minimum": 1, "read": 0.1, "markers": 4, "look_back": 20,
            "entries": [{"ttl": "5m", "seconds": 300, "write": 1.25}]}]});
        let rules = ProviderRules::from_json(&rules.to_string()).unwrap().models.remove(0);
        let asked = Breakpoints::new(&rules).last_message(Ttl::FiveMinutes).wrap_strings(true);
        let mut cache = Simulator::new(rules, headroom_core::Estimator::new()).dialect(ANTHROPIC);
        let count = body["messages"].as_array().map_or(0, Vec::len);
        let mut cached = 0;
        for end in (1..=count).step_by(2) {
            let mut shorter = body.clone();
            shorter["messages"].as_array_mut().unwrap().truncate(end);
            let text = written(&shorter, pretty);
            let layout = Layout::parse_as(&text, ANTHROPIC).unwrap();
            let turn = cache.request(&anthropic_cache_control(&layout, &asked).body, 0).unwrap();
            prop_assert!(turn.read >= cached, "{} of {cached}: {text}", turn.read);
            cached = turn.read + turn.written;
        }
    }
}

fn block_at<'a>(body: &'a Value, place: &str) -> &'a Value {
    let (section, at) = place.split_once(' ').unwrap();
    let at: usize = at.parse().unwrap();
    match section.parse::<usize>() {
        Ok(message) => &body["messages"][message]["content"][at],
        Err(_) => &body[section][at],
    }
}

/// A message without the markers that this crate writes.
fn unmarked(message: &str) -> String {
    ["", r#","ttl":"1h""#].iter().fold(message.to_owned(), |text, ttl| {
        let value = format!(r#"{{"type":"ephemeral"{ttl}}}"#);
        text.replace(&format!(r#","cache_control":{value}"#), "").replace(&value, "null")
    })
}
