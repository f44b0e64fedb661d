//! Words left out of sentences.

use std::cell::Cell;

use headroom_core::testing::compressor_laws;
use headroom_core::{
    Budget, Compressor, ContentRouter, ContentType, Declined, Document, Estimator, Input, Level,
    LiveZone, Pipeline, Settings, Treatment,
};
use headroom_ml::{KompressWords, Options};

use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::support::{Precision, embedder, kompress, load, model};

const TEXT: &str = "\
Opening hours of the reading room on the second floor

The reading room is open to everybody who holds a valid card of the library from Monday to Friday.
People who come in the evening should ring the bell at the side door, because the main door is closed then.
It is not allowed to bring drinks into the room, and bags have to stay in the lockers near the stairs.
Please return the books to the same shelf that they were taken from, or leave them on the small table.

day      opens   closes
Monday   09:00   18:30
";

fn compress(compressor: &KompressWords, text: &str) -> Result<String, Declined> {
    let tokens = Estimator::new();
    let input = Input::new(text, ContentType::TEXT, &tokens).with_budget(Budget::recoverable(50));
    let rewrite = compressor.compress(&input)?;
    headroom_core::check::verify(compressor, &input, &rewrite).expect("it passes the checker");
    Ok(rewrite.kept(text).unwrap().into_owned())
}

#[test]
fn words_go_and_lines_stay() {
    let compressor = KompressWords::new(model(&kompress(Precision::Single))).unwrap();
    let least = compress(&compressor.clone().keep_share(0.0), TEXT).unwrap();
    // With nothing left to the model, what must stay is seen alone.
    assert_eq!(
        least,
        "Opening hours of the reading room on the second floor\n\
         \n\
         The Monday Friday.\n\
         People should because then.\n\
         It not allowed and stairs.\n\
         Please or table.\n\
         \n\
         day      opens   closes\n\
         Monday   09:00   18:30\n"
    );
    let published = compress(&compressor, TEXT).unwrap();
    let half = compress(&compressor.clone().keep_share(0.5), TEXT).unwrap();
    for shown in [&published, &half] {
        assert!(shown.len() > least.len() && shown.len() < TEXT.len(), "{shown}");
        assert_eq!(shown.lines().count(), TEXT.lines().count());
        for (line, whole) in shown.lines().zip(TEXT.lines()) {
            let mut words = whole.split_whitespace();
            assert!(line.split_whitespace().all(|word| words.any(|other| other == word)), "{line}");
        }
    }
    assert_eq!(compress(&compressor.keep_share(1.0), TEXT), Err(Declined::NoGain));
}

#[test]
fn the_laws_of_compressors_hold() {
    let compressor = KompressWords::new(model(&kompress(Precision::Single))).unwrap();
    let long = TEXT.repeat(12);
    let windows = TEXT.replace('\n', "\r\n").repeat(3);
    let odd = TEXT.replace(' ', " \u{a0}\u{2003}").repeat(3);
    let letters = "é 猫 \u{1f600}\n".repeat(300);
    let texts = [long.as_str(), &windows, &odd, &letters, TEXT, "", "\n\n", " a "];
    assert!(compressor_laws(&compressor, &Estimator::new(), &texts) >= 4);
}

#[test]
fn texts_for_which_words_are_not_left_out_are_told() {
    let compressor = KompressWords::new(model(&kompress(Precision::Single))).unwrap();
    assert_eq!(compress(&compressor, "A few words are left as they are."), Err(Declined::TooSmall));
    let code = "let value = compute(value, other)?;\n".repeat(40);
    assert_eq!(compress(&compressor, &code), Err(Declined::NotThisType));
    let table = "-rw-r--r-- 1 root root 1760 Nov 12 09:26 notes.txt\n".repeat(40);
    assert_eq!(compress(&compressor, &table), Err(Declined::NotThisType));
    let short = load(&kompress(Precision::Single), Options::default().max_words(100)).unwrap();
    let short = KompressWords::new(short).unwrap();
    assert_eq!(compress(&short, &TEXT.repeat(3)), Err(Declined::TooLarge));
    let tokens = Estimator::new();
    let lossless = compressor.compress(&Input::new(TEXT, ContentType::TEXT, &tokens));
    assert_eq!(lossless, Err(Declined::NoGain), "nothing may leave sight");
    assert!(KompressWords::new(model(&embedder())).is_err());
}

#[test]
fn one_notice_counts_the_words() {
    let compressor = KompressWords::new(model(&kompress(Precision::Single))).unwrap();
    let body = serde_json::json!({"messages": [
        {"role": "assistant", "tool_calls": [{"id": "1", "type": "function", "function":
            {"name": "search_docs", "arguments": "{}"}}]},
        {"role": "tool", "tool_call_id": "1", "content": TEXT.repeat(6)},
    ]})
    .to_string();
    let policy = Treatment { level: Some(Level::Balanced), floor: 0 };
    let router = ContentRouter::new().compressor(compressor.keep_share(0.0));
    let pipeline = Pipeline::new(router, Estimator::new(), policy, Settings::default());
    let document = Document::parse(&body).unwrap();
    let zone = LiveZone::all();
    let plan = pipeline.plan(&document, &zone);
    let originals: Vec<String> = plan.offloads().map(|offload| offload.text().to_owned()).collect();
    assert_eq!(originals, [TEXT.repeat(6)], "the whole block is stored");
    let sent = plan.finish(|_| true);
    let sent: serde_json::Value = serde_json::from_str(&sent.body).unwrap();
    let text = sent["messages"][1]["content"].as_str().unwrap();
    let last = text.lines().last().unwrap();
    assert!(last.starts_with("[396 of 582 words left out; headroom_retrieve hr_"), "{last}");
    assert!(headroom_core::notice::Notice::original_of(text).is_some());
    assert_eq!(text.matches("left out").count(), 1, "{text}");
}

/// Texts that read like prose for the most part.
fn prose() -> impl Strategy<Value = String> {
    let plain = prop::sample::select(
        "the cache and another thing not gathering of people, in a house. Then \"they said\" it's over; \
         (so far) `x` -- 30 seconds café 猫"
            .split(' ')
            .collect::<Vec<_>>(),
    );
    let word = prop_oneof![30 => plain.prop_map(str::to_owned), 1 => "\\PC{0,6}"];
    let blank = prop_oneof![120 => Just(" "), 8 => Just("\n"), 1 => Just("  "), 1 => Just("\r\n\r\n"),
        1 => Just("\u{a0}"), 1 => Just("\t")];
    let pieces = prop::collection::vec((word, blank), 300..700);
    pieces.prop_map(|pieces| pieces.into_iter().map(|(word, blank)| word + blank).collect())
}

#[test]
fn the_laws_hold_for_any_prose() {
    let compressor = KompressWords::new(model(&kompress(Precision::Single))).unwrap();
    let compressor = compressor.keep_share(0.3);
    let config =
        ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() };
    let rewrites = Cell::new(0);
    let law = |text: String| {
        rewrites.set(rewrites.get() + compressor_laws(&compressor, &Estimator::new(), &[&text]));
        Ok(())
    };
    TestRunner::new(config).run(&prose(), law).unwrap();
    assert!(rewrites.get() > 20, "only {}", rewrites.get());
}
