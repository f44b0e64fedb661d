//! Single behaviours.

use super::*;

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
    let chat = lossless().conversation(LatestTurn, Ledger::new());
    // What was left alone is what later ones refer to.
    let sent = send(&chat, &body(&reads(2)));
    assert_eq!(sent.report.blocks[1].outcome, by_reference());
    let reasons = |n| {
        let chat = lossless().conversation(LatestTurn, chat.ledger().clone());
        let report = send(&chat, &body(&reads(n))).report;
        report.blocks.into_iter().map(|block| block.outcome).next().unwrap()
    };
    assert_eq!(sent.report.blocks[0].outcome, Outcome::Verbatim(Reason::OutsideLiveZone));
    assert_eq!(reasons(3), Outcome::Verbatim(Reason::SentVerbatim));
}

fn by_reference() -> Outcome {
    Outcome::Rewritten { fidelity: Fidelity::Reference, by: vec!["references"] }
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
        .map(|n| format!("2026-01-{:02}T00:00:00Z INFO worker fetched part {n}\n", n % 28 + 1))
        .collect();
    let start = "error: all of this stands in one place\nerror: no line is like another one\n\
        error: so none is left out\nerror: the disk was full\nerror: a second disk is there\n\
        error: it has room for a week\nerror: the path is in the settings\n\
        error: ask before you change it\nerror: old parts may be removed\n\
        error: but never the last one\n";
    let mut messages = vec![
        call("1", "bash", &json!({"command": "./a"})),
        result("1", &(start.to_owned() + &log)),
        call("2", "bash", &json!({"command": "./b"})),
        result("2", start),
    ];
    // Put again with every request: the third and the fourth fail.
    let store = FailingStore::new(MemoryStore::new())
        .on_put(|n| matches!(n, 2 | 3).then_some(PutFault::Refuse));
    let headroom = Headroom::builder().recoverable(store).build().unwrap();
    let chat = headroom.conversation(LatestTurn, Ledger::new());
    send(&chat, &body(&messages[..2]));
    let first = send(&chat, &body(&messages));
    assert!(first.body.contains("[same as output lines"), "{}", first.body);
    messages.extend([call("3", "bash", &json!({"command": "./c"})), result("3", start)]);

    let refused = send(&chat, &body(&messages));
    assert_eq!(results(&refused.body), results(&body(&messages)), "nothing points to what may go");
    let reasons: Vec<_> =
        refused.report.blocks.into_iter().map(|block| block.outcome).take(2).collect();
    assert_eq!(reasons, [Reason::StoreRefused, Reason::TargetChanged].map(Outcome::Verbatim));
    assert_eq!(refused.report.warnings, [Warning::NoRetrieveTool, Warning::SentFormChanged][1..]);

    chat.compress(&body(&messages)).unwrap();
    let back = send(&chat, &body(&messages));
    assert_eq!(results(&back.body)[..2], results(&first.body)[..]);
    assert_eq!(results(&back.body)[2], start, "what was sent verbatim stays so");
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
    for wrong in ["[[3,2]]", "[[4,5],[1,2]]", "[[0,2]]", "[3]"] {
        let fold = format!("\"folded\":{wrong},\"fidelity\"");
        let broken = text.replacen("\"fidelity\"", &fold, 1);
        let taken = Ledger::new().import(&broken);
        assert!(matches!(taken, Err(ImportError::Line { line: 3, .. })), "{wrong}");
    }
    assert_eq!(Ledger::with_capacity(500).import(&text), Err(ImportError::TooLarge));
    let ledger = Ledger::new();
    for _ in 0..2 {
        ledger.import(&text).unwrap();
        assert_eq!(ledger.export(), text);
    }
}

/// A client that clears old results again and again leaves a past behind at each time: what is idle
/// of it makes room.
#[test]
fn an_edited_past_does_not_fill_the_ledger() {
    let ledger = Arc::new(Ledger::with_capacity(8_000).idle_after(12));
    let chat = lossless().conversation(WholeConversation, ledger.clone());
    let mut messages = reads(4);
    for edit in 0..60 {
        messages[3] = result("2", &format!("[cleared {edit}]"));
        for _ in 0..3 {
            let sent = send(&chat, &body(&messages));
            assert_eq!(outcomes(&sent), [true, false, true, true], "edit {edit}");
            assert!(ledger.bytes() <= 8_000);
        }
    }
}
