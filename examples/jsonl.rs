//! The batch door: a line of JSON in, a line of JSON out, in order, in constant memory.
//!
//! In: `{"id", "session", "body"}`, where `body` is a request as a JSON text, and if wanted `"budget"`, the
//! tokens that requests of the conversation should have. Out: `{"id", "body",
//! "tokens_before", "tokens_after", "micros", "originals"}`: tokens are exact o200k_base counts of
//! all texts of the request, `micros` is the time of the library call alone, and `originals` has the
//! text of every handle that stands in `body`. A malformed line gets `{"id", "error"}`, and the rest
//! goes on.
//!
//!     cargo run --release --example jsonl -- --profile lossless < examples/data/batch.jsonl
//!
//! With the feature `onnx`, `--model FOLDER LIBRARY` has a model weigh the sentences of running text: see the
//! example `sentence_model`.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{self, BufRead, Write};
use std::time::Instant;

use headroom::ccr::{CcrStore, MemoryStore, Namespace};
use headroom::core::{BlockKind, Document, FastTokens, Handle, TokenCounter};
use headroom::{Builder, CallOptions, Headroom, Level};
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
struct Request {
    id: serde_json::Value,
    body: String,
    budget: Option<usize>,
}

#[derive(Serialize)]
struct Answer<'a> {
    id: serde_json::Value,
    body: &'a str,
    tokens_before: usize,
    tokens_after: usize,
    micros: u64,
    originals: BTreeMap<String, String>,
}

#[derive(Serialize)]
struct Refusal {
    id: serde_json::Value,
    error: String,
}

struct Batch {
    headroom: Headroom,
    store: std::sync::Arc<MemoryStore>,
    tokens: FastTokens,
}

fn main() -> Result<(), Box<dyn Error>> {
    let batch = Batch::new(&Arguments::read()?)?;
    let mut input = io::stdin().lock();
    let mut output = io::BufWriter::new(io::stdout().lock());
    let mut line = Vec::new();
    while input.read_until(b'\n', &mut line)? > 0 {
        if !line.trim_ascii().is_empty() {
            batch.answer(line.trim_ascii(), &mut output)?;
            output.write_all(b"\n")?;
            output.flush()?;
        }
        line.clear();
    }
    Ok(())
}

/// What the command line says.
struct Arguments {
    profile: String,
    /// A folder with a model, and the library that runs it.
    model: Option<(String, String)>,
}

impl Arguments {
    fn read() -> Result<Self, String> {
        let mut read = Self { profile: "lossless".to_owned(), model: None };
        let mut words = std::env::args().skip(1);
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or(USAGE);
            match word.as_str() {
                "--profile" => read.profile = value()?,
                "--model" => read.model = Some((value()?, value()?)),
                _ => return Err(USAGE.to_owned()),
            }
        }
        Ok(read)
    }
}

const USAGE: &str =
    "usage: jsonl [--profile lossless|balanced|aggressive] [--model FOLDER LIBRARY]";

/// Has a model weigh the sentences of running text.
#[cfg(all(feature = "onnx", feature = "text"))]
fn with_model(builder: Builder, folder: &str, library: &str) -> Result<Builder, Box<dyn Error>> {
    use headroom::ml::{Manifest, Model, OnnxScorer, Options, Runtime};
    let manifest = std::fs::read_to_string(std::path::Path::new(folder).join("SHA256SUMS"))?;
    let (runtime, manifest) = (Runtime::load(library)?, Manifest::parse(&manifest)?);
    let model = Model::from_dir(
        &runtime,
        folder,
        &manifest,
        Options::default().threads(2).max_words(100_000),
    )?;
    let scorer = OnnxScorer::new(model);
    Ok(builder.compressor(headroom_compressors::TextCompressor::with_scorer(scorer)))
}

#[cfg(not(all(feature = "onnx", feature = "text")))]
fn with_model(_: Builder, _: &str, _: &str) -> Result<Builder, Box<dyn Error>> {
    Err("built without the features onnx and text".into())
}

impl Batch {
    fn new(arguments: &Arguments) -> Result<Self, Box<dyn Error>> {
        let store = std::sync::Arc::new(MemoryStore::new());
        let builder = Headroom::builder();
        let builder = match arguments.profile.as_str() {
            "lossless" => builder,
            "balanced" => builder.recoverable(store.clone()),
            "aggressive" => builder.recoverable(store.clone()).level(Level::Aggressive),
            other => return Err(format!("unknown profile {other:?}").into()),
        };
        let builder = match &arguments.model {
            Some((folder, library)) => with_model(builder, folder, library)?,
            None => builder,
        };
        Ok(Self { headroom: builder.build()?, store, tokens: FastTokens::o200k_base() })
    }

    fn answer(&self, line: &[u8], output: &mut impl Write) -> Result<(), Box<dyn Error>> {
        let request: Request = match serde_json::from_slice(line) {
            Ok(request) => request,
            Err(error) => return refuse(output, serde_json::Value::Null, &error),
        };
        let started = Instant::now();
        let options = CallOptions { budget: request.budget, ..CallOptions::default() };
        let compressed = match self.headroom.compress_with(&request.body, &options) {
            Ok(compressed) => compressed,
            Err(error) => return refuse(output, request.id, &error),
        };
        let micros = u64::try_from(started.elapsed().as_micros())?.max(1);
        let answer = Answer {
            tokens_before: self.count(&request.body)?,
            tokens_after: self.count(&compressed.body)?,
            micros,
            originals: self.originals(&compressed.body),
            body: &compressed.body,
            id: request.id,
        };
        Ok(serde_json::to_writer(output, &answer)?)
    }

    /// Tokens of all texts and calls of a request.
    fn count(&self, body: &str) -> Result<usize, Box<dyn Error>> {
        let document = Document::parse(body)?;
        let texts = document.blocks().iter().filter_map(|block| match block.kind {
            BlockKind::ToolCall => document.call_arguments(document.calls().get(block.call?)?),
            _ => document.text(block),
        });
        Ok(texts.map(|text| self.tokens.estimate(&text)).sum())
    }

    fn originals(&self, body: &str) -> BTreeMap<String, String> {
        let namespace = Namespace::new("default");
        let fetch = |handle: Handle| {
            let original = self.store.get(&namespace, handle).ok()?;
            Some((handle.to_string(), original.text().to_owned()))
        };
        Handle::find_in(body).filter_map(fetch).collect()
    }
}

fn refuse(
    output: &mut impl Write,
    id: serde_json::Value,
    error: &dyn Error,
) -> Result<(), Box<dyn Error>> {
    Ok(serde_json::to_writer(output, &Refusal { id, error: error.to_string() })?)
}
