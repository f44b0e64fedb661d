//! Laws, over random conversations.

use super::*;

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
