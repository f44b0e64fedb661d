//! A small sentence model chooses what stays of running text, beside BM25, which is the default.
//!
//! The model is any that gives directions, all-MiniLM-L6-v2 for one: a folder with `model.onnx`,
//! `tokenizer.json` and `SHA256SUMS`, what `sha256sum model.onnx tokenizer.json` writes. A program of yours
//! has these sums in itself. The library is that of ONNX Runtime; `scripts/onnxruntime` prints the path of one.
//!
//!     cargo run --release --features onnx --example sentence_model -- FOLDER "$(scripts/onnxruntime)"

use std::error::Error;
use std::io::{self, Write};
use std::path::Path;

use headroom::core::{Hints, Scorer};
use headroom::ml::{Manifest, Model, OnnxScorer, Options, Runtime};
use headroom_compressors::Relevance;

const QUESTION: &str = "How do I get my money back?";

const SENTENCES: [&str; 6] = [
    "Orders are sent from our warehouse in the harbour within two days.",
    "A refund is paid to the card that was charged, within a week after the parcel is back with us.",
    "The harbour is open to visitors at weekends, and there is a café.",
    "Returns are free of charge for thirty days: print the label and hand the parcel in.",
    "We began in 1987 with three people and a bicycle.",
    "If you have lost your money box, the staff at the desk keep what was found.",
];

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, library] = arguments.as_slice() else {
        return Err("usage: sentence_model FOLDER LIBRARY".into());
    };
    let runtime = Runtime::load(library)?;
    let sums = std::fs::read_to_string(Path::new(folder).join("SHA256SUMS"))?;
    let model = Model::from_dir(&runtime, folder, &Manifest::parse(&sums)?, Options::default())?;
    let mut out = io::stdout().lock();
    writeln!(out, "{}\n", model.report())?;

    // `TextCompressor::with_scorer(scorer)` chooses by these scores, once it is registered:
    // `Headroom::builder().compressor(..)`.
    let scorer = OnnxScorer::new(model);
    let hints = Hints::none().with_question(QUESTION);
    let by_model = scorer.score(&SENTENCES, &hints)?;
    let by_words = Relevance::new().score(&SENTENCES, &hints)?;
    writeln!(out, "{QUESTION}\n\nmodel   BM25")?;
    for (sentence, (model, words)) in SENTENCES.iter().zip(by_model.iter().zip(by_words)) {
        writeln!(out, "{model:5.2}  {:5.2}   {sentence}", words.max(0.0))?;
    }
    Ok(())
}
