//! The same files in the runtime's own Python package.

use std::path::Path;
use std::process::Command;

use crate::support::{LIBRARY, Precision, TOKENIZER, kompress, model};

/// The published way: words to tokens, one row, the highest score of a word's tokens.
const SCRIPT: &str = r#"
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

#[test]
fn scores_agree_with_python() {
    let text = "The cache isn't emptied before the job ends; naïve callers, however, retry 3 times — \
                see https://example.org/a?b=c and `flush_all()` in src/main.rs. 猫は寝ている end";
    let words: Vec<&str> = text.split_whitespace().collect();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let tokenizer = folder.join("python-tokenizer.json");
    std::fs::write(&tokenizer, &*TOKENIZER).unwrap();
    let packages = LIBRARY.ancestors().nth(3).expect("the library stands in its package");
    for precision in [Precision::Single, Precision::Weights, Precision::Dynamic] {
        let bytes = kompress(precision);
        let file = folder.join(format!("python-{precision:?}.onnx"));
        std::fs::write(&file, &bytes).unwrap();
        let mut python = Command::new("python3");
        python.env("PYTHONPATH", packages).args(["-c", SCRIPT]);
        let output = python.arg(&file).arg(&tokenizer).arg(text).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).unwrap();
        let theirs: Vec<f32> = text.lines().map(|line| line.parse().unwrap()).collect();
        let ours = model(&bytes).word_scores(&words).unwrap();
        assert_eq!(ours.len(), theirs.len());
        for (word, (ours, theirs)) in words.iter().zip(ours.iter().zip(&theirs)) {
            let ours = ours.unwrap();
            assert!((ours - theirs).abs() <= 1e-4, "{precision:?} {word}: {ours} and not {theirs}");
        }
    }
}
