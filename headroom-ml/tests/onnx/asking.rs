//! What models say of texts.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use headroom_ml::{Cancellation, ErrorKind, Hints, OnnxScorer, Options, Scorer};

use crate::support::{Precision, embedder, expected, kompress, load, model, row, tokens};

/// The scores of words by the rule of the weights, all in one row.
fn by_rule(words: &[&str]) -> Vec<f64> {
    let each: Vec<Vec<i64>> = words.iter().map(|word| tokens(word)).collect();
    let scores = expected(&row(&each.concat()));
    let mut at = 1;
    let mut of_word = |tokens: &Vec<i64>| {
        let own = &scores[at..at + tokens.len()];
        at += tokens.len();
        own.iter().copied().fold(0.0, f64::max)
    };
    each.iter().map(&mut of_word).collect()
}

fn assert_near(found: &[Option<f32>], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len());
    for (at, (found, expected)) in found.iter().zip(expected).enumerate() {
        let found = f64::from(found.expect("a score"));
        assert!((found - expected).abs() < tolerance, "word {at}: {found} and not {expected}");
    }
}

const WORDS: [&str; 8] = ["the", "cache", "and", "another", "thing", "gathering", "x", "caching"];

#[test]
fn words_are_scored_by_the_rule_of_the_weights() {
    let rule = by_rule(&WORDS);
    let single = model(&kompress(Precision::Single)).word_scores(&WORDS).unwrap();
    assert_near(&single, &rule, 1e-5);
    assert!(rule.iter().any(|score| *score > 0.5) && rule.iter().any(|score| *score < 0.5));
    for precision in [Precision::Weights, Precision::Dynamic] {
        let scores = model(&kompress(precision)).word_scores(&WORDS).unwrap();
        assert_near(&scores, &rule, 0.05);
        assert_ne!(scores, single, "{precision:?} rounds");
    }
}

#[test]
fn every_word_of_a_long_text_is_scored_in_its_row() {
    let model = model(&kompress(Precision::Single));
    let words: Vec<&str> = WORDS.iter().copied().cycle().take(1000).collect();
    let scores = model.word_scores(&words).unwrap();
    let mut begun = 0;
    while begun < words.len() {
        let (mut end, mut count) = (begun, 0);
        while end < words.len() && end - begun < 350 && count + tokens(words[end]).len() <= 510 {
            count += tokens(words[end]).len();
            end += 1;
        }
        assert_near(&scores[begun..end], &by_rule(&words[begun..end]), 1e-5);
        begun = end;
    }
}

#[test]
fn words_that_are_none_have_no_score() {
    let model = model(&kompress(Precision::Single));
    let long = "a".repeat(257);
    let longest = "b".repeat(256);
    let scores = model.word_scores(&["", &long, &longest, "the"]).unwrap();
    assert_eq!(scores.iter().map(Option::is_some).collect::<Vec<_>>(), [false, false, true, true]);
    assert_eq!(model.word_scores(&[]).unwrap(), []);
}

#[test]
fn texts_of_any_script_are_scored() {
    let model = model(&kompress(Precision::Single));
    let text = "naïve e\u{301}tude 猫は寝ている \u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467} \u{0} [SEP] <|end|> \
                \u{feff} ｆｕｌｌ עברית हिन्दी \u{10ffff} \u{202e}x";
    let words: Vec<&str> = text.split_whitespace().collect();
    let scores = model.word_scores(&words).unwrap();
    assert!(scores.iter().all(Option::is_some), "{scores:?}");
    let marks = model.word_scores(&["[SEP]", "the"]).unwrap();
    let letters = model.word_scores(&["[SEq]", "the"]).unwrap();
    assert!((marks[1].unwrap() - letters[1].unwrap()).abs() < 0.2, "a mark in a text is a text");
    let segments: Vec<&str> = text.split(' ').chain(["", "  ", "\n"]).collect();
    let scored = OnnxScorer::new(model).score(&segments, &Hints::none()).unwrap();
    assert!(scored.iter().all(|score| score.is_finite()));
    assert_eq!(scored[segments.len() - 3..], [0.0; 3]);
}

#[test]
fn long_texts_skip_the_model() {
    let model = Arc::new(model(&kompress(Precision::Single)));
    let text = "the cache is full and ".repeat(10 << 20 >> 4);
    let words: Vec<&str> = text.split_whitespace().collect();
    assert_eq!(model.word_scores(&words).unwrap_err().kind(), ErrorKind::TooLong);
    let scorer = OnnxScorer::new(model.clone());
    let segments: Vec<&str> = text.split_inclusive("and").collect();
    assert_eq!(scorer.score(&segments, &Hints::none()).unwrap_err().kind(), ErrorKind::TooLong);
    let one = "a".repeat(10 << 20);
    assert_eq!(model.word_scores(&[&one]).unwrap_err().kind(), ErrorKind::TooLong);
    let limited = load(&kompress(Precision::Single), Options::default().max_words(1000)).unwrap();
    assert_eq!(limited.word_scores(&words[..1000]).unwrap().len(), 1000);
    assert_eq!(limited.word_scores(&words[..1001]).unwrap_err().kind(), ErrorKind::TooLong);
}

#[test]
fn sentences_have_the_mean_of_their_words() {
    let scorer = OnnxScorer::new(model(&kompress(Precision::Single)));
    let segments = ["the cache and", "another thing\n", "", "gathering x caching"];
    let words: Vec<&str> = segments.iter().flat_map(|text| text.split_whitespace()).collect();
    let rule = by_rule(&words);
    let mean = |range: std::ops::Range<usize>| {
        let count = range.len() as f64;
        rule[range].iter().sum::<f64>() / count
    };
    let expected = [mean(0..3), mean(3..5), 0.0, mean(5..8)];
    let scores = scorer.score(&segments, &Hints::none()).unwrap();
    let scores: Vec<Option<f32>> = scores.into_iter().map(Some).collect();
    assert_near(&scores, &expected, 1e-5);
}

#[test]
fn segments_are_near_to_what_they_share_with_the_question() {
    let scorer = OnnxScorer::new(model(&embedder()));
    let segments = ["the cache", "zq zq zq", "", "the cache the cache"];
    let hints = Hints::none().with_question("the cache");
    let scores = scorer.score(&segments, &hints).unwrap();
    assert!((scores[0] - 1.0).abs() < 1e-5, "{scores:?}");
    assert!(scores[3] > 0.5 && scores[1] == 0.0 && scores[2] == 0.0, "{scores:?}");
    assert_eq!(scorer.score(&segments, &Hints::none()).unwrap(), [0.0; 4], "nothing is asked");
    let words = ["gathering things"; 700].join(" ");
    let long = [words.as_str(), "the cache"];
    let scores = scorer.score(&long, &Hints::none().with_question("gathering things")).unwrap();
    assert!(scores[0] > 0.5 && scores[1] < scores[0], "all windows count: {scores:?}");
}

#[test]
fn models_do_what_their_kind_does() {
    let error = model(&embedder()).word_scores(&["the"]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Signature);
}

#[test]
fn the_same_text_has_the_same_scores() {
    let words: Vec<&str> = WORDS.iter().copied().cycle().take(900).collect();
    let segments: Vec<String> = words.chunks(7).map(|words| words.join(" ")).collect();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let hints = Hints::none().with_question("another thing");
    for bytes in [kompress(Precision::Dynamic), embedder()] {
        let with = |options| OnnxScorer::new(load(&bytes, options).unwrap());
        let plain = with(Options::default().memo_bytes(0));
        let scores = plain.score(&segments, &hints).unwrap();
        assert_eq!(plain.score(&segments, &hints).unwrap(), scores, "again");
        let remembering = with(Options::default());
        // What was asked before changes nothing.
        let _ = remembering.score(segments.get(3..40).unwrap(), &hints).unwrap();
        for _ in 0..2 {
            assert_eq!(remembering.score(&segments, &hints).unwrap(), scores, "remembered");
        }
    }
}

#[test]
fn calls_at_the_same_time_agree() {
    let model =
        Arc::new(load(&kompress(Precision::Single), Options::default().threads(2)).unwrap());
    let texts: Vec<Vec<&str>> =
        (1..9).map(|n| WORDS.iter().copied().cycle().skip(n).take(n * 40).collect()).collect();
    let alone: Vec<_> = texts.iter().map(|words| model.word_scores(words).unwrap()).collect();
    let fresh =
        Arc::new(load(&kompress(Precision::Single), Options::default().threads(2)).unwrap());
    std::thread::scope(|scope| {
        for worker in 0..4 {
            let (fresh, texts, alone) = (&fresh, &texts, &alone);
            scope.spawn(move || {
                for at in 0..texts.len() {
                    let at = (at + worker) % texts.len();
                    assert_eq!(fresh.word_scores(&texts[at]).unwrap(), alone[at]);
                }
            });
        }
    });
}

#[test]
fn a_cancelled_call_fails() {
    let model = load(&kompress(Precision::Single), Options::default().memo_bytes(0)).unwrap();
    let words: Vec<&str> = WORDS.iter().copied().cycle().take(20_000).collect();
    let cancellation = Cancellation::new();
    assert!(cancellation.run(|| model.word_scores(&WORDS)).unwrap().is_ok());
    let (started, inner) = std::thread::scope(|scope| {
        let other = cancellation.clone();
        scope.spawn(move || {
            std::thread::sleep(Duration::from_millis(20));
            other.cancel();
        });
        let mut inner = None;
        let outer = cancellation.run(|| {
            // More work than 20 ms.
            while inner.is_none() {
                inner = model.word_scores(&words).err();
            }
        });
        (outer, inner)
    });
    assert_eq!(started.unwrap_err().kind(), ErrorKind::Cancelled);
    assert_eq!(inner.unwrap().kind(), ErrorKind::Cancelled);
    assert!(cancellation.flag().load(Ordering::SeqCst));
    assert_eq!(cancellation.run(|| ()).unwrap_err().kind(), ErrorKind::Cancelled, "it stays so");
    assert!(model.word_scores(&WORDS).is_ok(), "other calls go on");
    let other = Cancellation::new();
    let nested = other.run(|| cancellation.run(|| model.word_scores(&WORDS)).is_err());
    assert!(nested.unwrap());
    let panicked = std::panic::catch_unwind(|| {
        let _ = Cancellation::new().run(|| panic!("a call"));
    });
    assert!(panicked.is_err() && model.word_scores(&WORDS).is_ok());
}
