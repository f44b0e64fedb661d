//! What a model must do before it is asked.

use super::session::{Kind, Session};
use super::tokens::Tokens;
use crate::{Error, ErrorKind};

const SENTENCE: [&str; 9] =
    ["The", "cache", "is", "not", "emptied", "before", "the", "job", "ends."];

/// How far a score may move when a longer row is run beside it: models in 8 bits round together what
/// they run together.
const BESIDE: f32 = 0.25;

/// Runs the model: it gives scores or directions, the same ones twice, also beside a longer row, also for
/// the longest row and the last token. What is run also warms it up.
pub(crate) fn run(session: &Session, tokens: &Tokens, longest: usize) -> Result<(), Error> {
    let words = tokens.of_words(&SENTENCE)?;
    if words.iter().any(Vec::is_empty) {
        return Err(Error::new(ErrorKind::Tokenizer, "it makes nothing of a word"));
    }
    let words = words.concat();
    let framed = |inner: &[u32]| -> Vec<i64> {
        let row = tokens.before.iter().chain(inner).chain(&tokens.behind);
        row.map(|id| i64::from(*id)).collect()
    };
    let row = framed(&words);
    let run = |rows: &[&[i64]]| session.run(rows, tokens.padding).map_err(failed);
    let alone = run(&[&row])?;
    if run(&[&row])? != alone {
        return Err(failed_to("the same row gives different scores"));
    }
    let room = longest.saturating_sub(tokens.before.len() + tokens.behind.len());
    let full: Vec<u32> = words.iter().copied().cycle().take(room.saturating_sub(1)).collect();
    let full = framed(&[&*full, &[tokens.largest]].concat());
    let longest = run(&[&full])?;
    let longer = framed(&[&*words, &*words].concat());
    let beside = run(&[&row, &longer])?;
    let moved = alone.first().into_iter().flatten().zip(beside.first().into_iter().flatten());
    match session.kind {
        Kind::WordScores
            if !beside.iter().chain(&longest).flatten().all(|score| is_share(*score)) =>
        {
            Err(failed_to("scores are not between 0 and 1"))
        }
        Kind::WordScores
            if moved.clone().any(|(alone, beside)| (alone - beside).abs() > BESIDE) =>
        {
            Err(failed_to("scores depend on what is run beside them"))
        }
        _ => Ok(()),
    }
}

fn is_share(score: f32) -> bool {
    const ROUNDED: f32 = 1e-3;
    (-ROUNDED..=1.0 + ROUNDED).contains(&score)
}

fn failed(error: Error) -> Error {
    match error.kind() {
        ErrorKind::Cancelled => error,
        _ => Error::caused(ErrorKind::SelfTest, "the model failed its test", error),
    }
}

fn failed_to(what: &str) -> Error {
    Error::new(ErrorKind::SelfTest, format!("the model failed its test: {what}"))
}
