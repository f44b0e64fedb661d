//! One compressor on its own: no facade, no conversation, no store.
//!
//!     cargo run --release --example single_compressor
//!
//! A program that only ever has search hits at hand needs two crates: `headroom-core` for the
//! traits and the checker, `headroom-compressors` with the one feature `search`.

use std::error::Error;
use std::io::{self, Write};

use headroom_compressors::SearchCompressor;
use headroom_core::{Compressor, ContentType, Estimator, Input, TokenCounter, check};

const HITS: &str = "\
services/labels/src/queue/label-queue.ts:38:  push(job: LabelJob): boolean {
services/labels/src/queue/label-queue.ts:45:    this.waiting.push(job);
services/labels/src/queue/label-queue.ts:89:      this.push({ ...job, attempts: number });
services/labels/src/queue/label-queue.test.ts:22:    queue.push(job(\"PX1\"));
services/labels/src/queue/label-queue.test.ts:34:    queue.push(job(\"PX1\"));
services/labels/src/queue/label-queue.test.ts:47:    queue.push(job(\"PX1\"));
services/labels/src/worker.ts:37:    queue.push({ ...job, attempts: 0 });
";

fn main() -> Result<(), Box<dyn Error>> {
    let (compressor, tokens) = (SearchCompressor::new(), Estimator::new());
    let input = Input::new(HITS, ContentType::SEARCH, &tokens);

    // What a compressor returns is a proposal: spans to leave out, spans to say in fewer tokens.
    let rewrite = compressor.compress(&input)?;

    // It is verified, not trusted: the fold's inverse is executed and compared.
    let fidelity = check::verify(&compressor, &input, &rewrite)?;
    let folded = rewrite.folded(HITS).ok_or("a verified rewrite fits its text")?;

    let mut out = io::stdout().lock();
    writeln!(out, "{folded}")?;
    let [before, after] = [HITS, &*folded].map(|text| tokens.estimate(text));
    writeln!(out, "about {before} -> {after} tokens, fidelity {fidelity:?}")?;
    assert_eq!(check::restored(&compressor, &folded).as_deref(), Some(HITS));
    Ok(())
}
