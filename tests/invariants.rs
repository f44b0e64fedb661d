//! The invariants, as properties over random conversations.

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
use headroom::core::notice::Notice;
use headroom::core::{BlockKind, ContentRouter, Document, FastTokens, Handle, TokenCounter};
use headroom::{Config, Headroom, Level, Outcome, Reason};
use proptest::prelude::*;
use serde_json::json;
use support::bodies::{body, call, listing, lossless, messages, result, results};
use support::{Conversation, reader};

fn recoverable(level: Level) -> (Headroom, Arc<MemoryStore>) {
    let store = Arc::new(MemoryStore::new());
    (Headroom::builder().recoverable(store.clone()).level(level).build().unwrap(), store)
}

fn with_store(level: Level, config: &Config) -> Headroom {
    let builder = Headroom::builder().config(config.clone()).level(level);
    builder.recoverable(MemoryStore::new()).build().unwrap()
}

fn all_levels() -> [Headroom; 3] {
    [lossless(), recoverable(Level::Balanced).0, recoverable(Level::Aggressive).0]
}

/// The bytes of a body around the texts of its tool results.
fn around(body: &str) -> Vec<String> {
    let document = Document::parse(body).unwrap();
    let mut at = 0;
    let mut out = Vec::new();
    for block in document.blocks().iter().filter(|block| block.kind == BlockKind::ToolResult) {
        out.push(body[at..block.literal.start].to_owned());
        at = block.literal.end;
    }
    out.push(body[at..].to_owned());
    out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// I1: each message of a shorter conversation comes out with the same bytes in the longer one,
    /// whether or not anything is remembered between the calls.
    #[test]
    fn a_longer_conversation_starts_with_the_shorter_one(seed: u64, turns in 1_usize..14) {
        let conversation = Conversation::random(seed, turns);
        for remembering in all_levels() {
            let mut before: Vec<String> = Vec::new();
            for n in 1..=conversation.messages.len() {
                let body = conversation.body(n);
                let sent = messages(&remembering.compress(&body).unwrap().body);
                prop_assert_eq!(&sent[..before.len()], &before[..], "message {} of seed {}", n, seed);
                before = sent;
            }
        }
        for (remembering, fresh) in all_levels().into_iter().zip(all_levels()) {
            let body = conversation.body(usize::MAX);
            let half = conversation.body(conversation.messages.len() / 2);
            remembering.compress(&half).unwrap();
            let warm = remembering.compress(&body).unwrap();
            let cold = fresh.compress(&body).unwrap();
            prop_assert_eq!(&warm.body, &cold.body);
            prop_assert_eq!(warm.report, cold.report);
        }
    }

    /// I2: bytes outside the texts of tool results are the caller's; without an edit the text is the
    /// caller's own.
    #[test]
    fn bytes_outside_tool_results_are_copied(seed: u64, turns in 1_usize..14) {
        let body = Conversation::random(seed, turns).body(usize::MAX);
        for headroom in all_levels() {
            let sent = headroom.compress(&body).unwrap();
            prop_assert_eq!(around(&sent.body), around(&body));
            let edited = sent.report.blocks.iter().any(|block| matches!(block.outcome, Outcome::Rewritten { .. }));
            prop_assert_eq!(matches!(sent.body, Cow::Borrowed(_)), !edited);
        }
    }

    /// I3: every handle in the output resolves to the exact source text, and each block that points
    /// to none is in sight or refused.
    #[test]
    fn every_handle_resolves_to_the_source(seed: u64, turns in 1_usize..14) {
        let body = Conversation::random(seed, turns).body(usize::MAX);
        let sources = results(&body);
        for level in [Level::Balanced, Level::Aggressive] {
            let (headroom, store) = recoverable(level);
            let sent = headroom.compress(&body).unwrap();
            for (source, out) in sources.iter().zip(results(&sent.body)) {
                if *source == out {
                    continue;
                }
                for handle in Handle::find_in(&out) {
                    let original = store.get(&Namespace::new("default"), handle).unwrap();
                    prop_assert_eq!(original.text(), source);
                }
            }
        }
    }

    /// I3: where the store refuses, the block goes out verbatim and the report says so.
    #[test]
    fn a_refused_original_goes_out_verbatim(seed: u64, turns in 1_usize..14, nth in 0_usize..4) {
        let body = Conversation::random(seed, turns).body(usize::MAX);
        let store = Arc::new(FailingStore::new(MemoryStore::new()).on_put(move |n| (n % 4 == nth).then_some(PutFault::Refuse)));
        let headroom = Headroom::builder().recoverable(store.clone()).build().unwrap();
        let sent = headroom.compress(&body).unwrap();
        let (before, after) = (results(&body), results(&sent.body));
        for (n, block) in sent.report.blocks.iter().enumerate() {
            for handle in Handle::find_in(&after[n]).filter(|_| before[n] != after[n]) {
                let original = store.get(&Namespace::new("default"), handle).unwrap();
                prop_assert_eq!(original.text(), &before[n]);
            }
            if block.outcome == Outcome::Verbatim(Reason::StoreRefused) {
                prop_assert_eq!(&before[n], &after[n]);
            }
        }
    }

    /// References and thinned numbers: a reader with nothing but the request gets every line and
    /// every line number back.
    #[test]
    fn every_reference_resolves(seed: u64, turns in 1_usize..24) {
        let body = Conversation::random(seed, turns).body(usize::MAX);
        let headroom = Headroom::builder().router(ContentRouter::new()).build().unwrap();
        let sent = headroom.compress(&body).unwrap();
        let read = reader::read(&sent.body);
        for ((source, out), read) in results(&body).iter().zip(results(&sent.body)).zip(read) {
            if *source != out {
                let original = reader::original(source);
                let pairs = read.iter().zip(&original).enumerate();
                for (at, (read, original)) in pairs {
                    prop_assert_eq!(read, original, "line {} from {}", at, out);
                }
                prop_assert_eq!(read.len(), original.len(), "from {}", out);
            }
        }
    }

    /// References point at folds as a whole and around them: with the lines put back, each text is what would
    /// go out without references, or its own.
    #[test]
    fn references_keep_folds_whole(seed: u64, turns in 1_usize..24) {
        let body = Conversation::random(seed, turns).body(usize::MAX);
        let without = Config { references: false, ..Config::default() };
        for level in [Level::Lossless, Level::Balanced] {
            let sent = with_store(level, &Config::default()).compress(&body).unwrap().body.into_owned();
            let plain = with_store(level, &without).compress(&body).unwrap().body.into_owned();
            let texts = results(&body).into_iter().zip(results(&plain)).zip(results(&sent));
            for (((source, form), out), read) in texts.zip(reader::read(&sent)) {
                let is = |text: &String| out == *text || read == reader::original(text);
                prop_assert!(is(&form) || is(&source), "{out}\n--- {form}\n--- {read:?}");
            }
        }
    }

    /// I8: no block and no request has more tokens than before, by an exact count.
    #[test]
    fn nothing_grows(seed: u64, turns in 1_usize..14) {
        let body = Conversation::random(seed, turns).body(usize::MAX);
        let tokens = FastTokens::o200k_base();
        for headroom in all_levels() {
            let sent = headroom.compress(&body).unwrap();
            for (source, out) in results(&body).iter().zip(results(&sent.body)) {
                prop_assert!(tokens.estimate(&out) <= tokens.estimate(source), "{source} -> {out}");
            }
        }
    }

    /// What carries a notice is never compressed again; references and thinned numbers alone are
    /// made once and for all. (A fold is plain text, which a later call may well refer to.)
    #[test]
    fn what_was_compressed_is_left_alone(seed: u64, turns in 1_usize..14) {
        let body = Conversation::random(seed, turns).body(usize::MAX);
        for headroom in all_levels() {
            let once = headroom.compress(&body).unwrap().body.into_owned();
            let twice = headroom.compress(&once).unwrap();
            let noted = |text: &&String| Notice::stands_in(text);
            for (once, twice) in results(&once).iter().zip(results(&twice.body)).filter(|(once, _)| noted(once)) {
                prop_assert_eq!(&twice, once);
            }
        }
        let references = Headroom::builder().router(ContentRouter::new()).build().unwrap();
        let once = references.compress(&body).unwrap().body.into_owned();
        prop_assert_eq!(&*references.compress(&once).unwrap().body, &*once);
    }

    /// I8: no text panics, as a body and as the text of a tool result.
    #[test]
    fn no_text_panics(text in "\\PC{0,400}", lines in proptest::collection::vec("[ -~\\t→:|0-9é🙂]{0,20}", 0..60)) {
        let text = text + &lines.join("\n");
        for headroom in all_levels() {
            let _ = headroom.compress(&text);
            let body = serde_json::json!({"messages": [
                {"role": "assistant", "content": null, "tool_calls": [{"id": "1", "type": "function", "function": {"name": "bash", "arguments": text}}]},
                {"role": "tool", "tool_call_id": "1", "content": text},
                {"role": "tool", "tool_call_id": "1", "content": text},
            ]}).to_string();
            let sent = headroom.compress(&body).unwrap();
            prop_assert_eq!(around(&sent.body), around(&body));
        }
    }
}

fn words() -> String {
    (1..=12).map(|n| format!("words that stand in one place only, {n} {}\n", n * n)).collect()
}

#[cfg(feature = "log")]
fn log(lines: usize) -> String {
    let line = |n| format!("2026-01-01T00:00:{:02}Z INFO worker fetched part {n}\n", n % 60);
    (0..lines).map(line).collect()
}

/// Asserts that a call that went before changes nothing.
fn assert_forgets(before: &str, body: &str) {
    let (warm, cold) = (lossless(), lossless());
    warm.compress(before).unwrap();
    let [warm, cold] = [warm, cold].map(|headroom| headroom.compress(body).unwrap());
    assert_eq!(warm.body, cold.body);
    assert_eq!(warm.report, cold.report);
}

/// I1: what names a place, and whether it may be named, is part of what is remembered.
#[test]
fn what_was_sent_before_changes_nothing() {
    let repeats = [call("1", "bash", &json!({"command": "x"})), result("1", &words())];
    let said = json!({"role": "user", "content": [{"type": "text", "text": words()}]});
    let mut plain = vec![said.clone()];
    plain.extend(repeats.clone());

    let mut later = vec![json!({"role": "assistant", "content": null}); 2];
    later.extend(plain.clone());
    assert_forgets(&body(&plain), &body(&later));

    let edited = json!({"messages": plain, "context_management": {"edits": []}}).to_string();
    assert_forgets(&body(&plain), &edited);

    let more = json!({"type": "text", "text": "and more"});
    let mut shared = vec![said.clone()];
    shared[0]["content"].as_array_mut().unwrap().push(more);
    shared.extend(repeats);
    assert_forgets(&body(&[said, json!({"role": "tool", "content": null})]), &body(&shared));
}

/// A place counts the lines as they are sent, the notice of thinned numbers among them.
#[test]
fn places_count_the_lines_that_are_sent() {
    let body = body(&[
        call("1", "bash", &json!({"command": "cat -n a.rs; tail b"})),
        result("1", &(listing("value") + &words())),
        call("2", "bash", &json!({"command": "tail b"})),
        result("2", &words()),
    ]);
    let sent = lossless().compress(&body).unwrap().body;
    assert_eq!(
        results(&sent)[1],
        "[same as output lines 42-53 of `cat -n a.rs; tail b`, tool result 1]\n"
    );
    assert_eq!(results(&sent)[0].lines().nth(41), words().lines().next());
}

/// Below a notice that counts the lines of an original, no line is named by its place in what is sent.
#[test]
fn places_are_counted_in_one_way() {
    let sent = |text: String| {
        let messages = [
            call("1", "bash", &json!({"command": "make"})),
            result("1", &text),
            call("2", "bash", &json!({"command": "make again"})),
            result("2", &words()),
        ];
        results(&lossless().compress(&body(&messages)).unwrap().body).remove(1)
    };
    let notice = "[lines 3-90 left out]\n";
    assert_eq!(sent(format!("first\n{notice}{}", words())), words());
    let above = sent(format!("first\n{}{notice}", words()));
    assert_eq!(above, "[same as output lines 2-13 of `make`, tool result 1]\n");
}

/// A text names a place once, and an argument of its own call by that.
#[test]
fn places_are_named_once() {
    let other = words().replace("word", "other");
    let parts = |with: &str| format!("first\n{}{with}\n{other}and that is all", words());
    let sent = |messages: &[_]| results(&lossless().compress(&body(messages)).unwrap().body);
    let sent = sent(&[
        call("1", "bash", &json!({"command": "head a b"})),
        result("1", &parts("and")),
        call("2", "bash", &json!({"command": "tail a b"})),
        result("2", &parts("or")),
        call("3", "write", &json!({"path": "a.txt", "text": format!("0\n{other}")})),
        result("3", &format!("wrote\n{other}and that is all")),
    ]);
    let first = "[same as output lines 2-13 of `head a b`, tool result 1]";
    let second = "[same as output lines 15-26 of tool result 1]";
    assert_eq!(sent[1], format!("first\n{first}\nor\n{second}\nand that is all"));
    let own = "[same as lines 2-13 of argument text of this call]";
    assert_eq!(sent[2], format!("wrote\n{own}\nand that is all"));
}

/// What stands twice in a result is sent once, unless it is of a file.
#[test]
fn what_a_result_repeats_is_sent_once() {
    let text = format!("first\n{0}between\n{0}and that is all", words());
    for (command, stays) in [("make", false), ("cat a.txt", true)] {
        let messages = [call("1", "bash", &json!({"command": command})), result("1", &text)];
        let sent = results(&lossless().compress(&body(&messages)).unwrap().body).remove(0);
        let again = "[same as output lines 2-13 of this result]\n";
        let expected = format!("first\n{}between\n{again}and that is all", words());
        assert_eq!(&sent, if stays { &text } else { &expected }, "{command}");
        // The numbers that notices give are those of an original.
        let noted = format!("{text}\n[lines 3-90 left out]\n");
        let messages = [call("1", "bash", &json!({"command": command})), result("1", &noted)];
        let sent = results(&lossless().compress(&body(&messages)).unwrap().body).remove(0);
        assert_eq!(sent, noted, "{command}");
    }
}

/// A number names a line only if no other line of the text has it, be that line a reference itself.
#[test]
fn numbers_that_a_notice_names_are_taken() {
    let body = body(&[
        call("1", "Read", &json!({"path": "a.rs"})),
        result("1", &listing("value")),
        call("2", "bash", &json!({"command": "cat -n a.rs b.rs"})),
        result("2", &(listing("value") + &listing("other"))),
        call("3", "Read", &json!({"path": "b.rs"})),
        result("3", &listing("other")),
    ]);
    let sent = lossless().compress(&body).unwrap().body;
    assert_eq!(
        results(&sent)[2],
        "[lines 1-40: same as output lines 3-42 of `cat -n a.rs b.rs`, tool result 2]\n"
    );
}

/// What a tool says of the file that it was called with does not repeat a long path. A text that says
/// of itself what stands for a path is nothing to refer to: it means another path in another result.
#[test]
fn the_path_of_a_call_is_not_repeated() {
    let edit = |n: usize, path: &str, said: &str| {
        let id = n.to_string();
        let text = format!("Edited {said}: see a snippet of {said}\n{}", words());
        [call(&id, "edit", &json!({"path": path, "new_str": id})), result(&id, &text)]
    };
    let path = |name: &str| {
        format!("/srv/deployments/release-20261122/current/application_backend/src/{name}.py")
    };
    let said = "[path of this call]";
    let plain = [edit(1, &path("a"), &path("a")), edit(2, &path("b"), &path("b"))].concat();
    let sent = results(&lossless().compress(&body(&plain)).unwrap().body);
    for (n, text) in sent.iter().enumerate() {
        let head = format!("Edited {said}: see a snippet of {said}\n");
        assert!(text.starts_with(&head), "{n}: {text}");
    }
    let again = [edit(1, &path("a"), said), edit(2, &path("b"), said)].concat();
    let sent = results(&lossless().compress(&body(&again)).unwrap().body);
    assert!(sent[1].starts_with(&format!("Edited {said}: see")), "{}", sent[1]);
}

/// The lines of a fold are read by its first ones: a reference stands for all of it, or for nothing of it.
#[cfg(feature = "search")]
#[test]
fn a_fold_is_referred_to_as_a_whole() {
    let hits = |path: &str| {
        let hit = |n: usize| format!("{path}:{n}:    let value_{n} = compute(value, {});\n", n * n);
        (1..30).map(hit).collect::<String>()
    };
    let search = json!({"command": "grep -n compute -r src"});
    let texts = [hits("src/first.rs"), hits("src/first.rs"), hits("src/second.rs")];
    let messages = texts.iter().zip(1..).flat_map(|(text, n)| {
        let id = n.to_string();
        [call(&id, "bash", &search), result(&id, text)]
    });
    let body = body(&messages.collect::<Vec<_>>());
    let sent = lossless().compress(&body).unwrap().body;
    let [first, again, other] = results(&sent).try_into().unwrap();
    assert!(first.starts_with("src/first.rs (29 hits)\n1:    let value_1"), "{first}");
    assert_eq!(again, "[same as output lines 1-30 of `grep -n compute -r src`, tool result 1]\n");
    assert!(other.starts_with("src/second.rs (29 hits)\n1:    let value_1"), "{other}");
    assert!(!other.contains("same as"), "{other}");
}

/// Below the same folder each frame of a trace is read by itself: the others are not sent again.
#[cfg(feature = "trace")]
#[test]
fn traces_below_the_same_folder_share_frames() {
    let trace = |folder: &str, script: &str| {
        let frame = |name: &str, line: usize| {
            format!(
                "  File \"{folder}/{name}.py\", line {line}, in {name}\n    call_{name}(value, {line})\n"
            )
        };
        let frames: String = (1..12).map(|n| frame(&format!("module_{n}"), 10 * n)).collect();
        format!(
            "Traceback (most recent call last):\n{}{frames}ValueError: no value for {script}\n",
            frame(script, 3)
        )
    };
    let folder = "/srv/deployments/release-20261122/current/application";
    let texts =
        [(folder, "first"), (folder, "second"), ("/srv/deployments/release-20261123/x", "third")];
    let messages = texts.iter().zip(1..).flat_map(|((folder, script), n)| {
        let id = n.to_string();
        let command = json!({"command": format!("python {script}.py")});
        [call(&id, "bash", &command), result(&id, &trace(folder, script))]
    });
    let body = body(&messages.collect::<Vec<_>>());
    let sent = lossless().compress(&body).unwrap().body;
    let [first, again, elsewhere] = results(&sent).try_into().unwrap();
    assert!(first.starts_with(&format!("in {folder}/:\nTraceback")), "{first}");
    assert_eq!(
        again,
        format!(
            "in {folder}/:\nTraceback (most recent call last):\n  File \"second.py\", line 3, in second\n    \
             call_second(value, 3)\n[same as output lines 5-26 of `python first.py`, tool result 1]\n\
             ValueError: no value for second\n"
        )
    );
    assert!(!elsewhere.contains("same as"), "{elsewhere}");
}

/// The key of an argument names a place only if it fits into a notice.
#[test]
fn a_key_of_several_lines_names_no_place() {
    let body = body(&[
        call("1", "write", &json!({"a\nb": words()})),
        result("1", "ok"),
        call("2", "bash", &json!({"command": "cat x"})),
        result("2", &words()),
    ]);
    assert_eq!(lossless().compress(&body).unwrap().body, body);
}

/// I8: numbers at the end of their range are text like any other.
#[test]
fn huge_numbers_do_not_overflow() {
    let max = usize::MAX;
    let listed = format!("{}{max}\tfoo\n{max}\tbar\n", listing("value"));
    let noted = format!("[lines 1-{max}: same as in x, tool result 1]\n");
    for text in [listed, noted] {
        lossless().compress(&body(&[result("1", &text)])).unwrap();
    }
}

/// I7: a file of source stays in sight, however much of it is the sample of a log.
#[cfg(feature = "log")]
#[test]
fn source_is_protected_by_its_name() {
    let log = log(400);
    let source = format!("SAMPLE = \"\"\"\n{log}\"\"\"\n\ndef test():\n    assert parse(SAMPLE)\n");
    for (path, stays) in [("tests/test_a.py", true), ("a.log", false)] {
        for (tool, arguments) in [
            ("Read", json!({"file_path": path})),
            ("bash", json!({"command": format!("cat {path}")})),
        ] {
            let body = body(&[call("1", tool, &arguments), result("1", &source)]);
            let sent = recoverable(Level::Balanced).0.compress(&body).unwrap().body;
            assert_eq!(sent == body, stays, "{path} {tool}");
        }
    }
}

/// I3: the report names the refusal, and the block is no source of references either.
#[cfg(feature = "log")]
#[test]
fn a_refusal_is_reported() {
    let log = log(900);
    let store = FailingStore::new(MemoryStore::new()).on_put(|_| Some(PutFault::Refuse));
    let headroom = Headroom::builder().recoverable(store).build().unwrap();
    let body = body(&[
        call("1", "bash", &json!({"command": "./a"})),
        result("1", &log),
        call("2", "bash", &json!({"command": "./b"})),
        result("2", &log),
    ]);
    let sent = headroom.compress(&body).unwrap();
    assert!(sent.body == body);
    let refused = Outcome::Verbatim(Reason::StoreRefused);
    assert!(sent.report.blocks.iter().all(|block| block.outcome == refused));
}
