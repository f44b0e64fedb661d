//! The same files in the runtime's own Python package.

use std::path::{Path, PathBuf};
use std::process::Command;

use headroom_ml::{Hints, OnnxScorer, Scorer};

use crate::support::{LIBRARY, Precision, TOKENIZER, embedder, kompress, model};

/// The published way: words to tokens, one row, the highest score of a word's tokens.
const WORDS: &str = r#"
import sys, onnxruntime
from tokenizers import Tokenizer
model, tokenizer, words = sys.argv[1:]
tokenizer = Tokenizer.from_file(tokenizer)
tokenizer.no_truncation()
words = words.split()
row = tokenizer.encode(words, is_pretokenized=True)
session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
scores, = session.run(["final_scores"], {"input_ids": [row.ids], "attention_mask": [row.attention_mask]})
best = {}
for word, score in zip(row.word_ids, scores[0].tolist()):
    if word is not None:
        best[word] = max(score, best.get(word, 0))
for word in range(len(words)):
    print(best[word])
"#;

/// The published way of sentence embedders: the mean of all tokens, then the cosine.
const SENTENCES: &str = r#"
import sys, numpy, onnxruntime
from tokenizers import Tokenizer
model, tokenizer, question, *sentences = sys.argv[1:]
tokenizer = Tokenizer.from_file(tokenizer)
tokenizer.no_truncation()
session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
def direction(text):
    row = tokenizer.encode(text)
    states, = session.run(None, {"input_ids": [row.ids], "attention_mask": [row.attention_mask]})
    mean = states[0].mean(axis=0)
    return mean / numpy.linalg.norm(mean)
for sentence in sentences:
    print(max(0.0, float(direction(question) @ direction(sentence))))
"#;

/// The numbers that a script prints for a model and texts.
fn python(script: &str, name: &str, bytes: &[u8], texts: &[&str]) -> Vec<f32> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let file = |name: String, bytes: &[u8]| -> PathBuf {
        let path = folder.join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let tokenizer = file(format!("python-{name}.json"), &TOKENIZER);
    let model = file(format!("python-{name}.onnx"), bytes);
    let packages = LIBRARY.ancestors().nth(3).expect("the library stands in its package");
    let mut python = Command::new("python3");
    python.env("PYTHONPATH", packages).args(["-c", script]);
    let output = python.arg(model).arg(tokenizer).args(texts).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| line.parse().unwrap()).collect()
}

fn assert_agree(ours: &[f32], theirs: &[f32], texts: &[&str]) {
    assert_eq!((ours.len(), theirs.len()), (texts.len(), texts.len()));
    for (text, (ours, theirs)) in texts.iter().zip(ours.iter().zip(theirs)) {
        assert!((ours - theirs).abs() <= 1e-4, "{text}: {ours} and not {theirs}");
    }
}

#[test]
fn scores_of_words_agree_with_python() {
    let text = "The cache isn't emptied before the job ends; naïve callers, however, retry 3 times — \
                see https://example.org/a?b=c and `flush_all()` in src/main.rs. 猫は寝ている end";
    let words: Vec<&str> = text.split_whitespace().collect();
    for precision in [Precision::Single, Precision::Weights, Precision::Dynamic] {
        let bytes = kompress(precision);
        let theirs = python(WORDS, &format!("{precision:?}"), &bytes, &[text]);
        let ours = model(&bytes).word_scores(&words).unwrap();
        assert_agree(&ours.into_iter().map(Option::unwrap).collect::<Vec<_>>(), &theirs, &words);
    }
}

#[test]
fn scores_of_sentences_agree_with_python() {
    let question = "Why was the cache emptied?";
    let sentences =
        ["The cache was emptied by a job.", "naïve — 猫は寝ている", "zq", "the the the the cache"];
    let bytes = embedder();
    let theirs = python(SENTENCES, "embedder", &bytes, &[&[question], &sentences[..]].concat());
    let hints = Hints::none().with_question(question);
    let ours = OnnxScorer::new(model(&bytes)).score(&sentences, &hints).unwrap();
    assert!(ours.iter().any(|score| *score > 0.3), "{ours:?}");
    assert_agree(&ours, &theirs, &sentences);
}
