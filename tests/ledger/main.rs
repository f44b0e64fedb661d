//! What a ledger promises, as properties over random conversations, turn by turn.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

mod support;

use std::borrow::Cow;
use std::sync::Arc;

use headroom::ccr::testing::{FailingStore, PutFault};
use headroom::ccr::{CcrStore, MemoryStore, Namespace};
use headroom::core::document::Cursor;
use headroom::core::notice::Notice;
use headroom::core::{BlockKind, ContentRouter, Document, Handle};
use headroom::{
    AfterMarkers, AfterPrefix, CallOptions, Compressed, Config, Conversation as Chat, Headroom,
    LatestTurn, Ledger, Level, Outcome, Reason, Retrieval, Warning, WholeConversation, ZonePolicy,
};
use proptest::prelude::*;
use serde_json::{Value, json};
use support::{Conversation, reader};

fn lossless() -> Headroom {
    Headroom::builder().build().unwrap()
}

fn policies() -> Vec<Arc<dyn ZonePolicy>> {
    vec![
        Arc::new(WholeConversation),
        Arc::new(LatestTurn),
        Arc::new(AfterPrefix::messages(3)),
        Arc::new(AfterPrefix::tokens(200)),
        Arc::new(AfterMarkers),
    ]
}

/// The bytes of each message of a body.
fn messages(body: &str) -> Vec<String> {
    let mut out = Vec::new();
    Cursor::new(body, 0).object(|cursor, key| {
        if matches!(key, "messages" | "input" | "contents") {
            cursor.array(|cursor| out.push(cursor.skip().of(body).to_owned()));
        }
    });
    out
}

/// The texts of the tool results of a body.
fn results(body: &str) -> Vec<String> {
    let document = Document::parse(body).unwrap();
    let results = document.blocks().iter().filter(|block| block.kind == BlockKind::ToolResult);
    results.map(|block| document.text(block).unwrap().into_owned()).collect()
}

/// A store that refuses, and breaks down, in an order that only looks random.
fn flaky(seed: u64) -> Arc<FailingStore<MemoryStore>> {
    let fault = move |n: usize| match (seed ^ n as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 60 {
        0 | 1 => Some(PutFault::Refuse),
        2 => Some(PutFault::Down),
        3 => Some(PutFault::AnswerLost),
        _ => None,
    };
    Arc::new(FailingStore::new(MemoryStore::new()).on_put(fault))
}

/// What is as different as configurations can be, over one store.
fn configurations(store: &Arc<FailingStore<MemoryStore>>) -> Vec<Headroom> {
    let build = |level, change: &dyn Fn(&mut Config)| {
        let mut config = Config { level, ..Config::default() };
        change(&mut config);
        Headroom::builder().recoverable(store.clone()).config(config).build().unwrap()
    };
    vec![
        build(Level::Balanced, &|_| {}),
        build(Level::Aggressive, &|config| config.floor = 0),
        build(Level::Lossless, &|_| {}),
        build(Level::Balanced, &|config| config.references = false),
        build(Level::Balanced, &|config| config.line_numbers = false),
        build(Level::Aggressive, &|config| config.margin = 40),
        build(Level::Balanced, &|config| config.retrieval = Retrieval::HostExpands),
        build(Level::Balanced, &|config| config.from_message = 5),
        lossless(),
    ]
}

/// Holds what went out first for each tool result against what goes out later.
#[derive(Default)]
struct Witness {
    sources: Vec<String>,
    first: Vec<String>,
    /// Results that went out in another form at some time.
    changed: usize,
}

impl Witness {
    /// Checks a request: each result goes out as it did first, unless the report says why not.
    fn check(&mut self, body: &str, sent: &Compressed<'_>) {
        self.sources = results(body);
        let out = results(&sent.body);
        let mut changed = 0;
        for (n, out) in out.iter().enumerate() {
            let Some(first) = self.first.get(n) else {
                self.first.push(out.clone());
                continue;
            };
            if out != first {
                let outcome = &sent.report.blocks[n].outcome;
                let told = [Reason::StoreRefused, Reason::TargetChanged].map(Outcome::Verbatim);
                assert!(told.contains(outcome), "result {n}: {outcome:?}: {first} -> {out}");
                assert_eq!(out, &self.sources[n], "result {n}");
                changed += 1;
            }
        }
        let warned = sent.report.warnings.contains(&Warning::SentFormChanged);
        assert_eq!(warned, changed > 0);
        self.changed += changed;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// With any policy, a longer conversation starts with the bytes of the shorter one; and what was
    /// remembered besides the ledger changes neither body nor report.
    #[test]
    fn a_longer_conversation_starts_with_the_shorter_one(seed: u64, turns in 1_usize..10, named: bool) {
        let conversation = Conversation::random(seed, turns);
        let build = |memo_bytes| {
            let config = Config { level: Level::Aggressive, memo_bytes, ..Config::default() };
            Headroom::builder().recoverable(MemoryStore::new()).config(config).build().unwrap()
        };
        for policy in policies() {
            let chat = |memo_bytes| {
                let chat = build(memo_bytes).conversation(policy.clone(), Ledger::new());
                if named { chat.named("a") } else { chat }
            };
            let (warm, cold) = (chat(64 << 20), chat(0));
            let mut before: Vec<String> = Vec::new();
            for n in 1..=conversation.messages.len() {
                let body = conversation.body(n);
                let sent = warm.compress(&body).unwrap();
                let out = messages(&sent.body);
                prop_assert_eq!(&out[..before.len()], &before[..], "message {} by {:?}", n, policy);
                let again = cold.compress(&body).unwrap();
                prop_assert_eq!(&sent.body, &again.body);
                prop_assert_eq!(sent.report, again.report, "message {} by {:?}", n, policy);
                before = out;
            }
        }
    }

    /// Whatever changes between the turns (configuration, store, process), what was sent goes out
    /// again as it was sent, and every handle in it resolves.
    #[test]
    fn nothing_that_was_sent_changes(seed: u64, turns in 1_usize..12, order: [u8; 16]) {
        let conversation = Conversation::random(seed, turns);
        let store = flaky(seed);
        let headrooms = configurations(&store);
        let mut ledger = Arc::new(Ledger::new());
        let mut witness = Witness::default();
        for n in 1..=conversation.messages.len() {
            let choice = usize::from(order[n % order.len()]);
            let headroom = &headrooms[choice % headrooms.len()];
            if choice % 5 == 0 {
                let imported = Ledger::new();
                imported.import(&ledger.export()).unwrap();
                prop_assert_eq!(imported.export(), ledger.export());
                ledger = Arc::new(imported);
            }
            let chat = headroom.conversation(policies()[choice % 5].clone(), ledger.clone());
            let body = conversation.body(n);
            let sent = chat.compress(&body).unwrap();
            witness.check(&body, &sent);
            for (source, out) in witness.sources.iter().zip(results(&sent.body)) {
                for handle in Handle::find_in(&out).filter(|_| *source != out) {
                    let original = store.get(&Namespace::new("default"), handle).unwrap();
                    prop_assert_eq!(original.text(), source);
                }
            }
        }
    }

    /// References of earlier requests still resolve in what goes out with them, whatever
    /// configuration made them.
    #[test]
    fn references_resolve_in_every_request(seed: u64, turns in 1_usize..16, order: [u8; 16]) {
        let conversation = Conversation::random(seed, turns);
        let headrooms: Vec<_> = (0..4)
            .map(|n| {
                let config = Config { references: n & 1 > 0, line_numbers: n & 2 > 0, ..Config::default() };
                Headroom::builder().router(ContentRouter::new()).config(config).build().unwrap()
            })
            .collect();
        let ledger = Arc::new(Ledger::new());
        let mut witness = Witness::default();
        for n in 1..=conversation.messages.len() {
            let choice = usize::from(order[n % order.len()]);
            let chat = headrooms[choice % 4].conversation(WholeConversation, ledger.clone());
            let body = conversation.body(n);
            let sent = chat.compress(&body).unwrap();
            witness.check(&body, &sent);
            let read = reader::read(&sent.body);
            for ((source, out), read) in witness.sources.iter().zip(results(&sent.body)).zip(read) {
                if *source != out {
                    prop_assert_eq!(read, reader::original(source), "from {}", out);
                }
            }
        }
        prop_assert_eq!(witness.changed, 0);
    }

    /// I7: the bytes before a signed block are those that were sent when it was made.
    #[test]
    fn signed_blocks_keep_their_prefix(seed: u64, turns in 1_usize..12, order: [u8; 16]) {
        let conversation = Conversation::random(seed, turns);
        let store = flaky(seed);
        let headrooms = configurations(&store);
        let ledger = Arc::new(Ledger::new());
        let mut sent: Vec<(Vec<String>, bool)> = Vec::new();
        for n in 1..=conversation.messages.len() {
            let choice = usize::from(order[n % order.len()]);
            let chat = headrooms[choice % headrooms.len()]
                .conversation(WholeConversation, ledger.clone());
            let body = conversation.body(n);
            let out = chat.compress(&body).unwrap();
            let warned = out.report.warnings.contains(&Warning::SentFormChanged);
            let out = messages(&out.body);
            for (made, (prefix, reported)) in sent.iter().enumerate() {
                let signed = conversation.messages[made + 1].to_string().contains("c2ln");
                if signed && !warned && !reported {
                    prop_assert_eq!(&out[..=made], &prefix[..], "signed message {}", made + 1);
                }
            }
            sent.push((out, warned));
        }
    }

    /// A conversation that was sent without a ledger so far, and has signed thinking in it.
    #[test]
    fn what_stands_before_signed_thinking_is_left_alone(seed: u64, turns in 2_usize..16) {
        let conversation = Conversation::random(seed, turns);
        let body = conversation.body(usize::MAX);
        let signed = conversation.messages.iter().rposition(|m| m.to_string().contains("c2ln"));
        let sent = lossless().conversation(WholeConversation, Ledger::new()).compress(&body).unwrap();
        let before = signed.unwrap_or(0);
        prop_assert_eq!(&messages(&sent.body)[..before], &messages(&body)[..before]);
        for block in sent.report.blocks {
            let left = block.outcome == Outcome::Verbatim(Reason::BeforeSigned);
            prop_assert!(!left || block.message < before);
        }
    }

    /// Whatever the size, the ledger stays within it, and what was sent stays.
    #[test]
    fn memory_is_bounded(seed: u64, turns in 4_usize..12, capacity in 2_000_usize..12_000) {
        let ledger = Arc::new(Ledger::with_capacity(capacity));
        let chat = lossless().conversation(WholeConversation, ledger.clone());
        let conversations: Vec<_> = (0..4).map(|n| {
            let conversation = Conversation::random(seed.wrapping_add(n), turns);
            (format!("{n}"), conversation, Witness::default())
        }).collect();
        let mut conversations = conversations;
        for n in 1..=3 * turns {
            for (name, conversation, witness) in &mut conversations {
                let body = conversation.body(n);
                let sent = chat.clone().named(name).compress(&body).unwrap();
                witness.check(&body, &sent);
                prop_assert!(ledger.bytes() <= capacity);
            }
        }
    }
}

/// The request of a conversation whose ids are its own; a system prompt is common to all.
fn body_of(conversation: &Conversation, number: usize, messages: usize) -> String {
    let body = (0..10).fold(conversation.body(messages), |body, digit| {
        body.replace(&format!("\"call_{digit}"), &format!("\"c{number}_{digit}"))
    });
    let list = conversation.dialect.list();
    let key = body.find(&format!("\"{list}\"")).unwrap();
    let system = match list {
        "messages" => r#""system":"You are an agent.","#,
        "input" => r#""instructions":"You are an agent.","#,
        _ => r#""systemInstruction":{"parts":[{"text":"You are an agent."}]},"#,
    };
    format!("{}{system}{}", &body[..key], &body[key..])
}

/// A thousand conversations with equal system prompts through one ledger come out as each would
/// alone. Some are new to it in their middle, so that what is known of them matters.
#[test]
fn conversations_do_not_influence_each_other() {
    const TURNS: usize = 3;
    let headroom = lossless();
    let shared = Arc::new(Ledger::new());
    let conversations: Vec<_> = (0..1_000).map(|n| Conversation::random(n as u64, TURNS)).collect();
    let chat = |ledger: &Arc<Ledger>, n: usize, conversation: &Conversation| {
        let chat = headroom.conversation(LatestTurn, ledger.clone());
        // Gemini has no ids: there, equal beginnings are told apart by their names alone.
        if conversation.dialect.list() == "contents" { chat.named(&format!("{n}")) } else { chat }
    };
    let alone: Vec<_> = (0..conversations.len()).map(|_| Arc::new(Ledger::new())).collect();
    let mut rewritten = 0;
    for cut in 1..=2 * TURNS + 1 {
        for (n, conversation) in conversations.iter().enumerate().filter(|(n, _)| cut > n % 4) {
            let body = body_of(conversation, n, cut);
            let together = chat(&shared, n, conversation).compress(&body).unwrap();
            let isolated = chat(&alone[n], n, conversation).compress(&body).unwrap();
            assert_eq!(together.body, isolated.body, "conversation {n}");
            assert_eq!(together.report, isolated.report, "conversation {n}");
            rewritten += usize::from(together.body != body);
        }
    }
    assert!(rewritten > 500, "{rewritten}");
}

fn call(id: &str, tool: &str, arguments: &Value) -> Value {
    let function = json!({"name": tool, "arguments": arguments.to_string()});
    json!({"role": "assistant", "content": null, "tool_calls": [{"id": id, "type": "function", "function": function}]})
}

fn result(id: &str, text: &str) -> Value {
    json!({"role": "tool", "tool_call_id": id, "content": text})
}

fn body(messages: &[Value]) -> String {
    json!({"messages": messages}).to_string()
}

fn listing(what: &str) -> String {
    (1..=40).map(|n| format!("{n:6}\tlet {what}_{n} = compute({n});\n")).collect()
}

/// Reads of the same file, over and over.
fn reads(count: usize) -> Vec<Value> {
    let read = |n: usize| {
        let id = n.to_string();
        [call(&id, "Read", &json!({"path": "a.rs"})), result(&id, &listing("value"))]
    };
    (1..=count).flat_map(read).collect()
}

fn send(chat: &Chat, body: &str) -> Compressed<'static> {
    let Compressed { body, report, .. } = chat.compress(body).unwrap();
    Compressed::new(Cow::Owned(body.into_owned()), report)
}

fn outcomes(sent: &Compressed<'_>) -> Vec<bool> {
    let blocks = sent.report.blocks.iter();
    blocks.map(|block| matches!(block.outcome, Outcome::Rewritten { .. })).collect()
}

/// Policies choose among what is new; what was left alone stays so.
#[test]
fn each_policy_has_its_zone() {
    let rewritten = |policy: Arc<dyn ZonePolicy>| {
        let chat = lossless().conversation(policy, Ledger::new());
        [2, 3].map(|n| outcomes(&chat.compress(&body(&reads(n))).unwrap()))
    };
    assert_eq!(rewritten(Arc::new(WholeConversation)), [vec![true; 2], vec![true; 3]]);
    assert_eq!(rewritten(Arc::new(LatestTurn)), [vec![false, true], vec![false, true, true]]);
    let after = Arc::new(AfterPrefix::messages(4));
    assert_eq!(rewritten(after), [vec![false; 2], vec![false, false, true]]);
    let sent = lossless().conversation(LatestTurn, Ledger::new());
    let reasons = |n| {
        let report = sent.compress(&body(&reads(n))).unwrap().report;
        report.blocks.into_iter().map(|block| block.outcome).next().unwrap()
    };
    assert_eq!(reasons(2), Outcome::Verbatim(Reason::OutsideLiveZone));
    assert_eq!(reasons(3), Outcome::Verbatim(Reason::SentVerbatim));
}

/// A client that marks the system prompt and the newest block, as its marker moves.
#[test]
fn a_moving_marker_changes_nothing() {
    let marked = |turns: usize| {
        let marker = json!({"type": "ephemeral"});
        let mut messages = vec![json!({"role": "user", "content": "Go."})];
        for n in 1..=turns {
            let id = n.to_string();
            messages.push(json!({"role": "assistant", "content": [{"type": "tool_use", "id": id, "name": "Read", "input": {"path": "a.rs"}}]}));
            let mut result =
                json!({"type": "tool_result", "tool_use_id": id, "content": listing("value")});
            // The newest block and that of the turn before.
            if n + 1 >= turns {
                result["cache_control"] = marker.clone();
            }
            messages.push(json!({"role": "user", "content": [result]}));
        }
        let system = json!([{"type": "text", "text": "s", "cache_control": marker}]);
        json!({"system": system, "messages": messages}).to_string()
    };
    for policy in policies() {
        let chat = lossless().conversation(policy, Ledger::new());
        let mut witness = Witness::default();
        for turns in 1..6 {
            let body = marked(turns);
            let sent = chat.compress(&body).unwrap();
            assert_eq!(
                sent.body.matches("cache_control").count(),
                body.matches("cache_control").count()
            );
            witness.check(&body, &sent);
        }
    }
    let chat = lossless().conversation(AfterMarkers, Ledger::new());
    let sent = send(&chat, &marked(3));
    assert_eq!(outcomes(&sent), [false, false, true], "the newest is compressed at first sight");
}

/// What the client changes is another conversation from there on.
#[test]
fn an_edited_past_has_no_precedents() {
    let chat = lossless().conversation(LatestTurn, Ledger::new());
    chat.compress(&body(&reads(2))).unwrap();
    let mut edited = reads(3);
    edited[1] = result("1", "[Old tool result content cleared]");
    let sent = send(&chat, &body(&edited));
    assert_eq!(results(&sent.body)[1], listing("value"));
    assert_eq!(outcomes(&sent), [false, false, true]);
    // The first one is as it was.
    assert_eq!(outcomes(&chat.compress(&body(&reads(2))).unwrap()), [false, true]);
}

/// A system prompt that tells the time: by its name the conversation is known again.
#[test]
fn a_named_conversation_keeps_its_forms() {
    let at = |time: &str, n| {
        let mut messages = vec![json!({"role": "system", "content": format!("It is {time}.")})];
        messages.extend(reads(n));
        body(&messages)
    };
    let ledger = Arc::new(Ledger::new());
    let chat = lossless().conversation(LatestTurn, ledger.clone());
    let named = chat.clone().named("a");
    let first = |chat: &Chat| {
        chat.compress(&at("noon", 2)).unwrap();
        outcomes(&chat.compress(&at("one", 3)).unwrap())
    };
    assert_eq!(first(&chat), [false, false, true], "unknown, so only the newest is rewritten");
    assert_eq!(first(&named), [false, true, true]);
    assert!(ledger.export_of("a").unwrap().lines().count() > 2);
    assert!(ledger.forget("a") && !ledger.forget("a"));
    assert_eq!(outcomes(&named.compress(&at("two", 3)).unwrap()), [false, false, true]);
}

/// Truth before cache, and back again; the reports of both.
#[cfg(feature = "log")]
#[test]
fn a_refused_original_goes_out_verbatim_for_as_long() {
    let log: String = (0..900)
        .map(|n| format!("2026-01-01T00:00:{:02}Z INFO worker fetched part {n}\n", n % 60))
        .collect();
    let end: String =
        (1..=12).map(|n| format!("words that stand in one place only, {n} {}\n", n * n)).collect();
    let mut messages = vec![
        call("1", "bash", &json!({"command": "./a"})),
        result("1", &(log + &end)),
        call("2", "bash", &json!({"command": "./b"})),
        result("2", &end),
    ];
    // Put again with every request: the third and the fourth fail.
    let store = FailingStore::new(MemoryStore::new())
        .on_put(|n| matches!(n, 2 | 3).then_some(PutFault::Refuse));
    let headroom = Headroom::builder().recoverable(store).build().unwrap();
    let chat = headroom.conversation(LatestTurn, Ledger::new());
    send(&chat, &body(&messages[..2]));
    let first = send(&chat, &body(&messages));
    assert!(first.body.contains("[same as output lines"), "{}", first.body);
    messages.extend([call("3", "bash", &json!({"command": "./c"})), result("3", &end)]);

    let refused = send(&chat, &body(&messages));
    assert_eq!(results(&refused.body), results(&body(&messages)), "nothing points to what may go");
    let reasons: Vec<_> =
        refused.report.blocks.into_iter().map(|block| block.outcome).take(2).collect();
    assert_eq!(reasons, [Reason::StoreRefused, Reason::TargetChanged].map(Outcome::Verbatim));
    assert_eq!(refused.report.warnings, [Warning::NoRetrieveTool, Warning::SentFormChanged][1..]);

    chat.compress(&body(&messages)).unwrap();
    let back = send(&chat, &body(&messages));
    assert_eq!(results(&back.body)[..2], results(&first.body)[..]);
    assert_eq!(results(&back.body)[2], end, "what was sent verbatim stays so");
    assert_eq!(back.report.warnings, [Warning::NoRetrieveTool]);
}

/// Full of what lives, a ledger takes nothing more; what is idle makes room.
#[test]
fn a_full_ledger_leaves_blocks_alone() {
    let ledger = Arc::new(Ledger::with_capacity(2_400).idle_after(20));
    let chat = |name: &str| lossless().conversation(WholeConversation, ledger.clone()).named(name);
    let body = body(&reads(2));
    assert_eq!(outcomes(&chat("a").compress(&body).unwrap()), [true, true]);
    let full = chat("b").compress(&body).unwrap();
    assert_eq!(full.report.blocks[0].outcome, Outcome::Verbatim(Reason::LedgerFull));
    assert_eq!(outcomes(&full), [false, false]);
    assert_eq!(outcomes(&chat("a").compress(&body).unwrap()), [true, true]);
    for _ in 0..40 {
        chat("b").compress(&body).unwrap();
    }
    assert_eq!(outcomes(&chat("c").compress(&body).unwrap()), [true, true]);
    assert_eq!(ledger.conversations(), 2, "the idle one was let go of");
    assert_eq!(outcomes(&chat("b").compress(&body).unwrap()), [false, false], "as it was sent");
    assert!(ledger.bytes() <= 2_400);
}

/// Requests of one conversation from many threads agree on what was sent.
#[test]
fn threads_agree() {
    fn shared<T: Send + Sync>(value: T) -> T {
        value
    }
    let store = flaky(7);
    let ledger = shared(Arc::new(Ledger::new()));
    let conversation = Conversation::random(11, 12);
    let chats: Vec<_> = configurations(&store)
        .into_iter()
        .map(|headroom| shared(headroom.conversation(WholeConversation, ledger.clone())))
        .collect();
    let all: Vec<(Vec<String>, bool)> = std::thread::scope(|scope| {
        let threads: Vec<_> = (chats.iter())
            .map(|chat| {
                let body = conversation.body(usize::MAX);
                scope.spawn(move || {
                    let sent = chat.compress(&body).unwrap();
                    let warned = sent.report.warnings.contains(&Warning::SentFormChanged);
                    (results(&sent.body), warned)
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let told: Vec<_> = all.iter().filter(|(_, warned)| !warned).map(|(sent, _)| sent).collect();
    assert!(told.len() > 1 && told.windows(2).all(|pair| pair[0] == pair[1]));
}

/// The doors agree: bodies, messages, plans; a bypass changes one request, observing none.
#[test]
fn the_doors_agree() {
    let chat = lossless().conversation(LatestTurn, Ledger::new());
    chat.compress(&body(&reads(2))).unwrap();
    let body = body(&reads(3));
    let document = chat_document(&body);
    let planned = chat.plan(&document).finish(|_| true).body.into_owned();
    assert_eq!(chat.compress(&body).unwrap().body, planned);
    let values = chat.compress_messages(reads(3)).unwrap().messages;
    assert_eq!(json!({"messages": values}).to_string(), planned);

    let bypass = CallOptions { bypass: true, ..CallOptions::default() };
    assert_eq!(chat.compress_with(&body, &bypass).unwrap().body, body);
    assert_eq!(chat.compress(&body).unwrap().body, planned);

    let ledger = Arc::new(Ledger::new());
    let observing = Headroom::builder().observe(true).build().unwrap();
    let observed =
        observing.conversation(WholeConversation, ledger.clone()).compress(&body).unwrap();
    assert!(observed.report.tokens_saved() > 0);
    assert_eq!(ledger.bytes(), 0);
}

fn chat_document(body: &str) -> Document<'_> {
    Document::parse(body).unwrap()
}

/// A message whose type does not carry the edit goes out as it is, and is known for it.
#[test]
fn unfaithful_messages_are_left_alone() {
    #[derive(Clone, serde::Serialize)]
    struct Fixed(Value);
    impl<'de> serde::Deserialize<'de> for Fixed {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let value = Value::deserialize(deserializer)?;
            let edited = value["content"].as_str().is_some_and(|text| {
                text.lines().any(|line| matches!(Notice::parse(line), Some(Notice::Same { .. })))
            });
            let text = if edited { json!({"role": "tool"}) } else { value };
            Ok(Self(text))
        }
    }
    let ledger = Arc::new(Ledger::new());
    let chat = lossless().conversation(WholeConversation, ledger.clone());
    let sent = chat.compress_messages(reads(2).into_iter().map(Fixed).collect()).unwrap();
    let values: Vec<_> = sent.messages.into_iter().map(|message| message.0).collect();
    assert_ne!(values[1], reads(2)[1], "thinned");
    assert_eq!(values[3], reads(2)[3], "no reference");
    let later = results(&chat.compress(&body(&reads(2))).unwrap().body);
    assert_eq!(later[1], listing("value"));
}

/// What was exported by another hand, or another version, is told apart.
#[test]
fn imports_are_checked() {
    use headroom::cache::ImportError;
    let chat = lossless().conversation(WholeConversation, Ledger::new());
    chat.compress(&body(&reads(2))).unwrap();
    let text = chat.ledger().export();
    assert_eq!(Ledger::new().import(""), Err(ImportError::NotALedger));
    assert_eq!(Ledger::new().import("{\"headroom-ledger\":2}\n"), Err(ImportError::Version(2)));
    let broken = text.replacen("\"fidelity\"", "\"felicity\"", 1);
    assert!(matches!(Ledger::new().import(&broken), Err(ImportError::Line { line: 3, .. })));
    assert_eq!(Ledger::with_capacity(500).import(&text), Err(ImportError::TooLarge));
    let ledger = Ledger::new();
    for _ in 0..2 {
        ledger.import(&text).unwrap();
        assert_eq!(ledger.export(), text);
    }
}
