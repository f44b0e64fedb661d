//! Each knob of the configuration changes an output; each door takes the same configuration.

#![cfg(all(feature = "json", feature = "log", feature = "search"))]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

use std::sync::Arc;

use headroom::ccr::{CcrStore, MemoryStore, Namespace};
use headroom::core::{
    Compressor, ContentType, Declined, Detection, Detector, FastTokens, Handle, Input, Rewrite,
};
use headroom::{
    CallOptions, Config, ConfigError, Headroom, Hints, Level, Outcome, Provider, Reason, Retrieval,
    ToolTreatment, Warning,
};
use serde_json::{Value, json};

fn listing(from: usize, to: usize) -> String {
    (from..=to).map(|n| format!("{n:6}\tlet value_{n} = compute({n});\n")).collect()
}

fn log() -> String {
    let mut text: String = (0..900)
        .map(|n| format!("2026-01-01T00:00:{:02}Z INFO worker fetched part {n}\n", n % 60))
        .collect();
    text += "2026-01-01T00:15:00Z ERROR worker disk full on /dev/sda1\nexit status 1\n";
    text
}

/// Two overlapping reads, a long log, and a secret in it.
fn body() -> String {
    let call = |id: &str, name: &str, arguments: Value| {
        json!({"role": "assistant", "content": null, "tool_calls": [
            {"id": id, "type": "function", "function": {"name": name, "arguments": arguments.to_string()}}]})
    };
    let result =
        |id: &str, text: String| json!({"role": "tool", "tool_call_id": id, "content": text});
    json!({"model": "m", "messages": [
        {"role": "user", "content": "Why does it fail?"},
        call("1", "Read", json!({"path": "src/a.rs"})),
        result("1", listing(1, 60)),
        call("2", "Read", json!({"path": "src/a.rs"})),
        result("2", listing(20, 80)),
        call("3", "bash", json!({"command": "./run.sh"})),
        result("3", log()),
    ]})
    .to_string()
}

fn with(config: Config) -> Headroom {
    let builder = Headroom::builder();
    let builder = match config.level {
        Level::Lossless => builder,
        _ => builder.recoverable(MemoryStore::new()),
    };
    builder.config(config).build().unwrap()
}

fn sent(config: Config) -> String {
    with(config).compress(&body()).unwrap().body.into_owned()
}

#[test]
fn every_knob_changes_an_output() {
    let base = Config { level: Level::Balanced, ..Config::default() };
    let plain = sent(base.clone());
    let rule = |treatment| headroom::ToolRule { tool: "b*".into(), treatment, floor: None };
    let knobs: Vec<(&str, Config)> = vec![
        ("level", Config { level: Level::Lossless, ..base.clone() }),
        ("tools", Config { tools: vec![rule(ToolTreatment::Verbatim)], ..base.clone() }),
        (
            "tools: floor",
            Config {
                tools: vec![headroom::ToolRule {
                    floor: Some(1_000_000),
                    ..rule(ToolTreatment::Default)
                }],
                ..base.clone()
            },
        ),
        ("protect", Config { protect: vec!["part 45[0-9]".into()], ..base.clone() }),
        ("floor", Config { floor: 1_000_000, ..base.clone() }),
        ("margin", Config { margin: 1_000_000, ..base.clone() }),
        ("references", Config { references: false, ..base.clone() }),
        ("line-numbers", Config { line_numbers: false, ..base.clone() }),
        ("from-message", Config { from_message: 4, ..base.clone() }),
        ("observe", Config { observe: true, ..base.clone() }),
        ("dialect", Config { dialect: Some("anthropic".into()), ..base.clone() }),
    ];
    for (knob, config) in knobs {
        assert_ne!(sent(config), plain, "{knob} changes nothing");
    }
    // The two that change no output change what is kept, and what is warned of.
    let warned = |retrieval| {
        with(Config { retrieval, ..base.clone() }).compress(&body()).unwrap().report.warnings
    };
    assert_eq!(warned(Retrieval::Model), [Warning::NoRetrieveTool]);
    assert_eq!(warned(Retrieval::HostExpands), []);
    assert_eq!(sent(Config { memo_bytes: 0, ..base.clone() }), plain);
}

#[test]
fn levels_differ_and_rules_bound_them() {
    let store = Arc::new(MemoryStore::new());
    let build =
        |level| Headroom::builder().recoverable(store.clone()).level(level).build().unwrap();
    let elided = |headroom: &Headroom| {
        let report = headroom.compress(&body()).unwrap().report;
        report.blocks.iter().filter(|block| block.handle.is_some()).count()
    };
    assert_eq!(elided(&Headroom::builder().build().unwrap()), 0);
    assert_eq!(elided(&build(Level::Balanced)), 1, "the log, not the reads");
    let kept = Headroom::builder().recoverable(store.clone()).tool("bash", ToolTreatment::Lossless);
    assert_eq!(elided(&kept.build().unwrap()), 0);
    let only = Headroom::builder()
        .recoverable(store)
        .level(Level::Lossless)
        .tool("bash", ToolTreatment::Balanced);
    assert_eq!(elided(&only.build().unwrap()), 1);
}

#[test]
fn protected_matches_stay_in_sight() {
    let pattern = "part 45[0-9]";
    let headroom =
        Headroom::builder().recoverable(MemoryStore::new()).protect(pattern).build().unwrap();
    let body = body();
    let sent = headroom.compress(&body).unwrap().body;
    assert!((450..460).all(|n| sent.contains(&format!("part {n}"))));
}

#[test]
fn namespaces_keep_originals_apart() {
    let store = Arc::new(MemoryStore::new());
    let headroom = Headroom::builder().recoverable(store.clone()).namespace("a").build().unwrap();
    let body = body();
    let sent = headroom.compress(&body).unwrap().body;
    let handle = Handle::find_in(&sent).next().unwrap();
    assert!(store.get(&Namespace::new("a"), handle).is_ok());
    assert!(store.get(&Namespace::new("default"), handle).is_err());
}

#[test]
fn a_single_call_can_be_bypassed_or_cancelled() {
    use std::sync::atomic::AtomicBool;
    let store = Arc::new(MemoryStore::new());
    let headroom = Headroom::builder().recoverable(store.clone()).build().unwrap();
    let body = body();
    let bypassed =
        headroom.compress_with(&body, &CallOptions { bypass: true, ..CallOptions::default() });
    let bypassed = bypassed.unwrap();
    assert!(matches!(bypassed.body, std::borrow::Cow::Borrowed(_)));
    let outside = Outcome::Verbatim(Reason::OutsideLiveZone);
    assert!(bypassed.report.blocks.iter().all(|block| block.outcome == outside));
    let flag = AtomicBool::new(true);
    let options = CallOptions { cancelled: Some(&flag), ..CallOptions::default() };
    assert_eq!(headroom.compress_with(&body, &options).unwrap_err(), headroom::Error::Cancelled);
    let flag = AtomicBool::new(false);
    let options = CallOptions { cancelled: Some(&flag), ..CallOptions::default() };
    let sent = headroom.compress_with(&body, &options).unwrap();
    assert_eq!(sent.body, headroom.compress(&body).unwrap().body);
}

#[test]
fn a_configuration_reads_back_and_unknown_keys_are_errors() {
    let config =
        Config { protect: vec!["x".into()], level: Level::Aggressive, ..Config::default() };
    let text = serde_json::to_string(&config).unwrap();
    assert_eq!(serde_json::from_str::<Config>(&text).unwrap(), config);
    assert_eq!(serde_json::from_str::<Config>("{}").unwrap(), Config::default());
    for unknown in
        [r#"{"levle": "balanced"}"#, r#"{"tools": [{"tool": "x", "treat": "verbatim"}]}"#]
    {
        assert!(serde_json::from_str::<Config>(unknown).is_err(), "{unknown}");
    }
}

#[test]
fn a_configuration_that_does_not_hold_together_is_refused() {
    let build = |builder: headroom::Builder| builder.build().unwrap_err();
    assert_eq!(build(Headroom::builder().level(Level::Balanced)), ConfigError::NoStore);
    assert_eq!(build(Headroom::builder().tool("x", ToolTreatment::Balanced)), ConfigError::NoStore);
    assert!(matches!(build(Headroom::builder().protect("(")), ConfigError::Pattern { .. }));
    assert!(matches!(
        build(Headroom::builder().tool("[", ToolTreatment::Verbatim)),
        ConfigError::Glob { .. }
    ));
    assert_eq!(build(Headroom::builder().dialect("telex")), ConfigError::Dialect("telex".into()));
}

#[test]
fn the_doors_agree() {
    let headroom = Headroom::builder().recoverable(MemoryStore::new()).build().unwrap();
    let body = body();
    let whole = headroom.compress(&body).unwrap();
    let parsed: Value = serde_json::from_str(&body).unwrap();
    let messages = parsed["messages"].as_array().unwrap().clone();
    let typed = headroom.compress_messages(messages).unwrap();
    let sent: Value = serde_json::from_str(&whole.body).unwrap();
    assert_eq!(sent["messages"].as_array().unwrap(), &typed.messages);
    assert_eq!(whole.report.tokens_after, typed.report.tokens_after);
    let hints = Hints::none().with_tool("bash");
    let (log, hints) = (log(), hints.with_arguments(headroom::Arguments::command("./run.sh")));
    let text = headroom.compress_text(&log, &hints);
    assert_eq!(Some(&*text.text), typed.messages[6]["content"].as_str());
}

/// A message type that loses what it does not know, and one that refuses lists.
#[derive(Clone, serde::Serialize, serde::Deserialize)]
struct Narrow {
    role: String,
    tool_call_id: Option<String>,
    #[serde(deserialize_with = "short")]
    content: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    tool_calls: Option<Value>,
}

/// Takes no text with a notice in it.
fn short<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text: Option<String> = serde::Deserialize::deserialize(deserializer)?;
    let refused = text.as_deref().is_some_and(|text| text.contains("left out"));
    if refused { Err(serde::de::Error::custom("refused")) } else { Ok(text) }
}

#[test]
fn a_type_that_does_not_carry_an_edit_keeps_the_message() {
    let parsed: Value = serde_json::from_str(&body()).unwrap();
    let messages: Vec<Narrow> = parsed["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|message| Narrow {
            role: message["role"].as_str().unwrap().into(),
            tool_call_id: message["tool_call_id"].as_str().map(Into::into),
            content: message["content"].as_str().map(Into::into),
            tool_calls: message.get("tool_calls").cloned(),
        })
        .collect();
    let headroom = Headroom::builder().recoverable(MemoryStore::new()).build().unwrap();
    let sent = headroom.compress_messages(messages).unwrap();
    assert_eq!(sent.messages[6].content.as_deref(), Some(&*log()), "the edit is refused");
    assert_eq!(sent.report.blocks[2].outcome, Outcome::Verbatim(Reason::OutsideLiveZone));
    assert!(
        sent.messages[4].content.as_deref().unwrap().contains("same as"),
        "the others are edited"
    );
}

#[test]
fn originals_come_back_by_the_tool_and_by_the_host() {
    let headroom = Headroom::builder().recoverable(MemoryStore::new()).build().unwrap();
    let body = body();
    let sent = headroom.compress(&body).unwrap();
    let handle = Handle::find_in(&sent.body).next().unwrap();
    let answer = headroom.retrieve(&json!({"handle": handle})).unwrap();
    assert!(answer.ends_with(&log()), "{answer}");
    let lines = headroom.retrieve(&json!({"handle": handle, "lines": "901-901"})).unwrap();
    assert!(lines.contains("disk full"), "{lines}");
    assert!(headroom.retrieve(&json!({"handle": "hr_nothing"})).is_err());
    let expanded: Value = serde_json::from_str(&headroom.expand(&sent.body).unwrap()).unwrap();
    assert_eq!(expanded["messages"][6]["content"], json!(log()));
    assert_eq!(headroom.tools(Provider::Anthropic)[0]["name"], "headroom_retrieve");
}

/// Every answer of the retrieve tool goes out as it is, however the tool is called.
#[test]
fn what_was_fetched_is_left_alone() {
    let headroom = Headroom::builder().recoverable(MemoryStore::new()).build().unwrap();
    let handle = Handle::of(&log());
    for (tool, arguments, text) in [
        ("mcp__x__headroom_retrieve", json!({"id": "?"}), log()),
        ("run", json!({"code": format!("fetch {handle}")}), log()),
        ("run", json!({}), format!("[original {handle}]\n{}", log())),
    ] {
        let body = json!({"messages": [
            {"role": "assistant", "content": null, "tool_calls": [
                {"id": "1", "type": "function", "function": {"name": tool, "arguments": arguments.to_string()}}]},
            {"role": "tool", "tool_call_id": "1", "content": text}]})
        .to_string();
        let sent = headroom.compress(&body).unwrap();
        assert_eq!(sent.body, body);
        assert_eq!(sent.report.blocks[0].outcome, Outcome::Verbatim(Reason::Retrieved));
    }
}

/// A failed result keeps its text; an original that the history points to is renewed.
#[test]
fn failed_results_stay_and_pointed_at_originals_live_on() {
    use headroom::ccr::testing::ManualClock;
    let clock = Arc::new(ManualClock::new());
    let store = Arc::new(MemoryStore::builder().capacity(120_000).clock(clock.clone()).build());
    let headroom = Headroom::builder().recoverable(store.clone()).build().unwrap();
    let text = headroom.compress_text(&log(), &Hints::none()).text.into_owned();
    let handle = Handle::find_in(&text).next().unwrap();
    let body = json!({"messages": [
        {"role": "assistant", "content": [{"type": "tool_use", "id": "1", "name": "bash", "input": {}}]},
        {"role": "user", "content": [
            {"type": "tool_result", "tool_use_id": "1", "is_error": true, "content": log()},
            {"type": "tool_result", "tool_use_id": "1", "content": text}]}]})
    .to_string();
    let day = std::time::Duration::from_secs(20 * 3600);
    for _ in 0..4 {
        clock.advance(day);
        let sent = headroom.compress(&body).unwrap();
        assert_eq!(sent.report.blocks[0].outcome, Outcome::Verbatim(Reason::FailedResult));
        assert_eq!(sent.report.blocks[1].outcome, Outcome::Verbatim(Reason::OwnNotice));
    }
    // The store is filled up: what was renewed stays.
    let filler = "x".repeat(90_000);
    let offload = headroom::core::Offload::of(&filler);
    let _ = store.put_all(&Namespace::new("default"), &[offload]);
    assert!(store.get(&Namespace::new("default"), handle).is_ok());
}

/// A call repeated with equal arguments after its result was elided gets its result in full.
#[test]
fn asking_again_shows_all() {
    let headroom = Headroom::builder().recoverable(MemoryStore::new()).build().unwrap();
    let mut parsed: Value = serde_json::from_str(&body()).unwrap();
    let messages = parsed["messages"].as_array_mut().unwrap();
    let again = messages[5..7].to_vec();
    messages.extend(again);
    let body = parsed.to_string();
    let sent = headroom.compress(&body).unwrap();
    let handles: Vec<_> = sent.report.blocks.iter().map(|block| block.handle.is_some()).collect();
    assert_eq!(handles, [false, false, true, false]);
}

#[derive(Debug)]
struct Telegram;

const TELEGRAM: ContentType = ContentType::new("telegram");

impl Detector for Telegram {
    fn detect(&self, text: &str, _: &Hints<'_>) -> Option<Detection> {
        let certain = headroom::core::Confidence::Certain;
        text.starts_with("TELEGRAM").then_some(Detection::new(TELEGRAM, certain))
    }
}

/// Says what its field tells it to.
#[derive(Debug)]
struct Says(fn(&str) -> Rewrite);

impl Compressor for Says {
    fn name(&self) -> &'static str {
        "says"
    }
    fn accepts(&self) -> &[ContentType] {
        &[TELEGRAM]
    }
    fn compress(&self, input: &Input<'_>) -> Result<Rewrite, Declined> {
        Ok(self.0(input.text))
    }
    fn restore(&self, folded: &str, out: &mut dyn std::fmt::Write) -> std::fmt::Result {
        out.write_str(&folded.replace("=", " FULL STOP AND "))
    }
}

/// I5: a compressor that lies is caught, and its block goes out verbatim with the reason.
#[test]
fn a_compressor_that_lies_is_caught() {
    use headroom::CheckFailure as Failure;
    use headroom::core::{Like, Unit};
    let text = format!("TELEGRAM\n{}", "one FULL STOP AND two FULL STOP AND three\n".repeat(40));
    let outcome = |says: fn(&str) -> Rewrite, recoverable: bool| {
        let builder = Headroom::builder()
            .detector(Telegram)
            .compressor(Says(says))
            .tokens(FastTokens::o200k_base());
        let builder = if recoverable { builder.recoverable(MemoryStore::new()) } else { builder };
        let headroom = builder.build().unwrap();
        let (out, report) = {
            let compressed = headroom.compress_text(&text, &Hints::none());
            (compressed.text.into_owned(), compressed.report)
        };
        if matches!(report.outcome, Outcome::Verbatim(_)) {
            assert_eq!(out, text);
        }
        report.outcome
    };
    let failed = |failure| Outcome::Verbatim(Reason::CheckFailed(failure));
    let honest = outcome(|text| Rewrite::whole(text, text.replace(" FULL STOP AND ", "=")), false);
    assert!(matches!(honest, Outcome::Rewritten { .. }), "{honest:?}");
    // A false inverse.
    assert_eq!(
        outcome(|text| Rewrite::whole(text, text.replace(" FULL STOP AND", "")), false),
        failed(Failure::Inverse)
    );
    // Kept text altered.
    let altered =
        |text: &str| Rewrite::whole(text, text.replace(" FULL STOP AND ", "=").replace("two", "2"));
    assert_eq!(outcome(altered, false), failed(Failure::Inverse));
    // True, and no smaller.
    let no_smaller = |text: &str| Rewrite::whole(text, text.to_owned());
    assert_eq!(outcome(no_smaller, false), Outcome::Verbatim(Reason::NotWorthIt));
    // Nothing left, or nothing done.
    assert_eq!(outcome(|_| Rewrite::new(), false), failed(Failure::Nothing));
    // Elides where nothing may leave sight.
    let elides = |text: &str| {
        let mut rewrite = Rewrite::new();
        rewrite.elide(9..text.len(), Unit::Lines, Like::Unknown);
        rewrite
    };
    assert_eq!(outcome(elides, false), failed(Failure::Forbidden));
    assert!(matches!(outcome(elides, true), Outcome::Rewritten { .. }));
    // A panic stays behind the fence.
    assert_eq!(outcome(|_| panic!("a broken contract"), false), failed(Failure::Panicked));
    // Half a line.
    let half = |text: &str| {
        let mut rewrite = Rewrite::new();
        rewrite.elide(12..text.len(), Unit::Lines, Like::Unknown);
        rewrite
    };
    assert_eq!(outcome(half, true), failed(Failure::Span));
    // A claim that is not so: no line like these is shown.
    let claims = |text: &str| {
        let mut rewrite = Rewrite::new();
        rewrite.elide(9..text.len(), Unit::Lines, Like::Shown);
        rewrite
    };
    assert_eq!(outcome(claims, true), failed(Failure::Statement));
}

/// Observing leaves no trace: not in the store, not in the messages.
#[test]
fn observing_does_nothing() {
    let store = Arc::new(MemoryStore::new());
    let headroom = Headroom::builder().recoverable(store.clone()).observe(true).build().unwrap();
    assert!(headroom.compress(&body()).unwrap().report.tokens_saved() > 0);
    let text = log();
    assert_eq!(headroom.compress_text(&text, &Hints::none()).text, text);
    assert!(store.get(&Namespace::new("default"), Handle::of(&text)).is_err());

    #[derive(serde::Serialize, serde::Deserialize)]
    struct Message {
        role: String,
        content: String,
        #[serde(skip)]
        own: usize,
    }
    let message = || Message { role: "tool".into(), content: listing(1, 60), own: 7 };
    let observed = headroom.compress_messages(vec![message(), message()]).unwrap();
    assert!(observed.messages.iter().all(|message| message.own == 7));
}

/// A message is rebuilt from its text only if its numbers survive that to the last digit.
#[test]
fn rebuilt_messages_keep_their_numbers() {
    let headroom = Headroom::builder().build().unwrap();
    let mut edited = 0;
    for n in 1..60_u64 {
        let x = f64::from_bits(0x3fb9_9999_0000_0000 + n * 0x1_2345_6789_0123);
        let message = json!({"role": "tool", "content": listing(1, 60), "x": x});
        let sent = headroom.compress_messages(vec![message.clone()]).unwrap().messages;
        assert_eq!(sent[0]["x"].to_string(), message["x"].to_string());
        edited += usize::from(sent[0]["content"] != message["content"]);
    }
    assert!(edited > 30, "{edited}");
}

/// Each match stays, not only one of equal ones.
#[test]
fn every_match_of_a_protected_pattern_stays() {
    let kept = |n| if n % 9 == 4 { "KEEP" } else { "fetched" };
    let text: String = (0..900)
        .map(|n| format!("2026-01-01T00:00:{:02}Z INFO worker {} part {n}\n", n % 60, kept(n)))
        .collect();
    let headroom =
        Headroom::builder().recoverable(MemoryStore::new()).protect("KEEP").build().unwrap();
    let hints = Hints::none().with_tool("bash");
    let sent = headroom.compress_text(&text, &hints).text;
    assert_eq!(sent.matches("KEEP").count(), text.matches("KEEP").count());
}

/// What the retrieve tool returned is left alone at every door.
#[test]
fn a_retrieved_text_is_left_alone() {
    let headroom = Headroom::builder().recoverable(MemoryStore::new()).build().unwrap();
    let text = log();
    let hints = Hints::none().with_tool("mcp__host__headroom_retrieve");
    let sent = headroom.compress_text(&text, &hints);
    assert_eq!(sent.text, text);
    assert_eq!(sent.report.outcome, Outcome::Verbatim(Reason::Retrieved));
}

/// Where the host puts originals back, no reference counts the lines of a text that is put back.
#[test]
fn references_hold_after_expanding() {
    let start = "error: all of this stands in one place\nerror: no line is like another one\n\
        error: so none is left out\nerror: the disk was full\nerror: a second disk is there\n\
        error: it has room for a week\nerror: the path is in the settings\n\
        error: ask before you change it\nerror: old parts may be removed\n\
        error: but never the last one\n"
        .to_owned();
    let result = |text: String| json!({"role": "tool", "tool_call_id": "1", "content": text});
    // Days that cannot be said once, so that nothing is folded.
    let day =
        |(n, line): (usize, &str)| line.replace("-01-01T", &format!("-01-{:02}T", n % 28 + 1));
    let log: String = log().split_inclusive('\n').enumerate().map(day).collect();
    let body = json!({"messages": [result(start.clone() + &log), result(start)]}).to_string();
    let headroom = |retrieval| {
        Headroom::builder().recoverable(MemoryStore::new()).retrieval(retrieval).build().unwrap()
    };
    let model = headroom(Retrieval::Model).compress(&body).unwrap().body.into_owned();
    assert!(model.contains("same as output lines"), "{model}");
    let host = headroom(Retrieval::HostExpands);
    let sent = host.compress(&body).unwrap().body.into_owned();
    assert_ne!(sent, body);
    assert_eq!(host.expand(&sent).unwrap(), body);
    // As much holds for a text that an earlier call shortened.
    let again = host.compress(&sent).unwrap().body.into_owned();
    assert_eq!(host.expand(&again).unwrap(), body);
}
