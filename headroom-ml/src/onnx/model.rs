//! A model: loaded, verified, tested; then asked.

use std::fmt;
use std::path::Path;

use super::chunks::{Chunk, Frame, WORDS};
use super::memo::Memo;
use super::session::{Kind, Session};
use super::tokens::Tokens;
use super::{cancel, self_test};
use crate::{Error, ErrorKind, Manifest, Options, Runtime};

/// The names under which models are looked for in a folder, in this order; only files that the manifest
/// names are.
const NAMES: [&str; 8] = [
    "onnx/kompress-int8-wo.onnx",
    "onnx/kompress-fp32.onnx",
    "onnx/kompress-int8.onnx",
    "kompress-int8-wo.onnx",
    "kompress-fp32.onnx",
    "kompress-int8.onnx",
    "onnx/model.onnx",
    "model.onnx",
];

const TOKENIZER: &str = "tokenizer.json";

/// Longer words are no words of a language. They are not given to the model, and have no score.
const LONGEST_WORD: usize = 256;

/// Bytes for each word that a text may have.
const WORD_BYTES: usize = 64;

/// A model that scores words or gives texts directions, with its tokenizer, ready to run.
///
/// All that can be wrong with files is found when it is loaded. It keeps no file open.
#[derive(Debug)]
pub struct Model {
    session: Session,
    tokens: Tokens,
    memo: Memo,
    options: Options,
    report: Report,
}

/// What was found when a model was loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// The name of the model's file, if it came from a folder.
    pub file: Option<String>,
    /// The size of the model in bytes.
    pub bytes: usize,
    /// What the model says of a text.
    pub kind: Kind,
    /// The names of its inputs.
    pub inputs: Vec<String>,
    /// The name of the output that is used.
    pub output: String,
    /// The tokens of the longest row that it was tested with.
    pub tested_tokens: usize,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.file.as_deref().unwrap_or("a model");
        write!(f, "{file}, {:.1} MB: ", self.bytes as f64 / 1e6)?;
        match self.kind {
            Kind::WordScores => write!(f, "scores of words")?,
            Kind::Embeddings { dimensions } => write!(f, "directions of {dimensions} numbers")?,
        }
        write!(f, " ({} -> {}), ", self.inputs.join(", "), self.output)?;
        write!(f, "tested with {} tokens", self.tested_tokens)
    }
}

impl Model {
    /// Loads a model and `tokenizer.json` from a folder, and tests it.
    ///
    /// Of the files that the manifest names it takes the first of `kompress-int8-wo.onnx`,
    /// `kompress-fp32.onnx`, `kompress-int8.onnx` and `model.onnx`, in the folder or in its `onnx`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Integrity`] and [`ErrorKind::File`] as of [`Manifest::read`], and those of
    /// [`Model::from_bytes`].
    pub fn from_dir(
        runtime: &Runtime,
        folder: impl AsRef<Path>,
        manifest: &Manifest,
        options: Options,
    ) -> Result<Self, Error> {
        let name = NAMES.into_iter().find(|name| manifest.names(name)).ok_or_else(|| {
            let what = format!("the manifest names none of {}", NAMES.join(", "));
            Error::new(ErrorKind::Integrity, what)
        })?;
        let most = options.max_file_bytes;
        let tokenizer = manifest.read(folder.as_ref(), TOKENIZER, most)?;
        let model = manifest.read(folder.as_ref(), name, most)?;
        let mut model = Self::from_bytes(runtime, &model, &tokenizer, options)?;
        model.report.file = Some(name.to_owned());
        Ok(model)
    }

    /// Loads a model and its tokenizer from the bytes of their files, and tests it: it runs as a scorer
    /// does, twice the same, with rows of different lengths, with the longest row and with the last token.
    ///
    /// The bytes are to be trusted: what is broken is found, but a model may be made to take any time or
    /// memory.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Tokenizer`], [`ErrorKind::Model`], [`ErrorKind::Signature`] or
    /// [`ErrorKind::SelfTest`], in this order of tests.
    pub fn from_bytes(
        runtime: &Runtime,
        model: &[u8],
        tokenizer: &[u8],
        options: Options,
    ) -> Result<Self, Error> {
        let tokens = Tokens::from_bytes(tokenizer)?;
        let session = Session::open(runtime, model, &options)?;
        self_test::run(&session, &tokens, options.row_tokens)?;
        let report = Report {
            file: None,
            bytes: model.len(),
            kind: session.kind,
            inputs: session.inputs.clone(),
            output: session.output.clone(),
            tested_tokens: options.row_tokens,
        };
        Ok(Self { session, tokens, memo: Memo::new(options.memo_bytes), options, report })
    }

    /// What was found when the model was loaded.
    #[must_use]
    pub const fn report(&self) -> &Report {
        &self.report
    }

    /// What the model says of a text.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.session.kind
    }

    /// How much each word matters, from 0 to 1: the highest score of its tokens. `None` for a word that
    /// the model was not given, because it is longer than 256 bytes or nothing is left of it as tokens.
    ///
    /// Words are scored in rows of 350 (fewer, where they need more than the tokens of a row), each in
    /// the context of its row.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Signature`] if the model scores no words; [`ErrorKind::TooLong`],
    /// [`ErrorKind::Cancelled`], [`ErrorKind::Inference`], [`ErrorKind::Tokenizer`].
    pub fn word_scores(&self, words: &[&str]) -> Result<Vec<Option<f32>>, Error> {
        if self.session.kind != Kind::WordScores {
            return Err(Error::new(ErrorKind::Signature, "the model scores no words"));
        }
        self.check_length(words.len(), words)?;
        let chunks = self.frame().chunks(&self.tokens_of(words)?);
        let mut scores = vec![None; words.len()];
        self.each_row(&chunks, |chunk, values| {
            for (word, value) in chunk.words.iter().zip(values) {
                let Some(score) = word.and_then(|word| scores.get_mut(word)) else { continue };
                *score = Some(score.map_or(*value, |known: f32| known.max(*value)));
            }
        })?;
        Ok(scores)
    }

    /// The tokens of words, none for those that are no words.
    fn tokens_of(&self, words: &[&str]) -> Result<Vec<Vec<u32>>, Error> {
        let mut out = Vec::with_capacity(words.len());
        for words in words.chunks(WORDS) {
            cancel::check()?;
            let words: Vec<&str> = words.iter().map(|word| shown(word)).collect();
            out.extend(self.tokens.of_words(&words)?);
        }
        Ok(out)
    }

    /// The direction of each text, of length 1: that of the mean of its tokens' directions. All zeros for
    /// a text without tokens.
    pub(crate) fn directions(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, Error> {
        let Kind::Embeddings { dimensions } = self.session.kind else {
            return Err(Error::new(ErrorKind::Signature, "the model gives texts no directions"));
        };
        let words = texts.iter().map(|text| text.split_whitespace().count()).sum();
        self.check_length(words, texts)?;
        let mut rows = Vec::new();
        for (at, text) in texts.iter().enumerate() {
            cancel::check()?;
            let windows = self.frame().windows(&self.tokens.of_text(text)?);
            let of_text = |mut chunk: Chunk| {
                chunk.words.fill(Some(at));
                chunk
            };
            rows.extend(windows.into_iter().map(of_text));
        }
        // Rows of about the same length need little to fill them up.
        rows.sort_by_key(|row| row.ids.len());
        let mut out = vec![vec![0.0; dimensions]; texts.len()];
        self.each_row(&rows, |row, values| {
            let text = row.words.first().copied().flatten();
            let Some(sum) = text.and_then(|text| out.get_mut(text)) else { return };
            let weight = row.ids.len() as f32;
            sum.iter_mut().zip(values).for_each(|(sum, value)| *sum += value * weight);
        })?;
        out.iter_mut().for_each(|direction| normalise(direction));
        Ok(out)
    }

    fn check_length(&self, words: usize, texts: &[&str]) -> Result<(), Error> {
        let most = self.options.max_words;
        let bytes: usize = texts.iter().map(|text| text.len()).sum();
        if words > most || bytes > most.saturating_mul(WORD_BYTES) {
            let what = format!("{words} words, {bytes} bytes; the model is given {most} words");
            return Err(Error::new(ErrorKind::TooLong, what));
        }
        Ok(())
    }

    fn frame(&self) -> Frame<'_> {
        let Tokens { before, behind, .. } = &self.tokens;
        Frame { before, behind, tokens: self.options.row_tokens }
    }

    /// Runs rows in batches and hands over what each gave. Which rows share a batch depends on the rows
    /// alone, and with it what they give.
    fn each_row(&self, rows: &[Chunk], mut each: impl FnMut(&Chunk, &[f32])) -> Result<(), Error> {
        let mut rest = rows;
        while !rest.is_empty() {
            let (batch, later) = rest.split_at_checked(self.batch(rest)).unwrap_or((rest, &[]));
            rest = later;
            let ids: Vec<&[i64]> = batch.iter().map(|row| row.ids.as_slice()).collect();
            let run = || self.session.run(&ids, self.tokens.padding);
            let values = self.memo.get_or_make(&ids, run)?;
            batch.iter().zip(values.iter()).for_each(|(row, values)| each(row, values));
        }
        Ok(())
    }

    /// How many of the rows go into the next batch: at least one.
    fn batch(&self, rows: &[Chunk]) -> usize {
        let mut longest = 0;
        let fits = |(count, row): &(usize, &Chunk)| {
            longest = longest.max(row.ids.len());
            longest * (count + 1) <= self.options.batch_tokens
        };
        rows.iter().enumerate().take_while(fits).count().max(1)
    }
}

/// What the model is given of a word.
const fn shown(word: &str) -> &str {
    if word.len() > LONGEST_WORD { "" } else { word }
}

/// Makes a direction one of length 1, unless it is none.
fn normalise(direction: &mut [f32]) {
    let length = direction.iter().map(|value| value * value).sum::<f32>().sqrt();
    if length > 0.0 {
        direction.iter_mut().for_each(|value| *value /= length);
    }
}
