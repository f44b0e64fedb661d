//! A model in the runtime: what goes in, what comes out.

use std::borrow::Cow;
use std::sync::{Mutex, PoisonError};

use ort::session::{RunOptions, SessionInputValue};
use ort::value::{Outlet, TensorElementType, TensorRef, ValueType};

use super::cancel::cancellable;
use super::graph;
use crate::{Error, ErrorKind, Options, Runtime};

/// What a model says of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// For each token how much it matters, from 0 to 1 (`final_scores`).
    WordScores,
    /// For each token a direction, which is near that of what means the same (`last_hidden_state` or
    /// `token_embeddings`).
    Embeddings {
        /// How many numbers a direction has.
        dimensions: usize,
    },
}

const IDS: &str = "input_ids";
const MASK: &str = "attention_mask";
const TYPES: &str = "token_type_ids";

/// Names of outputs with a direction for each token.
const DIRECTIONS: [&str; 2] = ["last_hidden_state", "token_embeddings"];

/// A model that the runtime has loaded.
#[derive(Debug)]
pub(crate) struct Session {
    // The runtime is not safe for runs at the same time.
    inner: Mutex<ort::session::Session>,
    pub(crate) kind: Kind,
    pub(crate) inputs: Vec<String>,
    pub(crate) output: String,
}

impl Session {
    /// Loads a model that stands alone in these bytes.
    pub(crate) fn open(runtime: &Runtime, bytes: &[u8], options: &Options) -> Result<Self, Error> {
        graph::check(bytes).map_err(|why| Error::new(ErrorKind::Model, why))?;
        let failed = |error: ort::Error| {
            Error::caused(ErrorKind::Model, "the runtime does not take the model", error)
        };
        let inner = commit(runtime, bytes, options).map_err(failed)?;
        let inputs = inputs(inner.inputs())?;
        let (kind, output) = output(inner.outputs())?;
        Ok(Self { inner: Mutex::new(inner), kind, inputs, output })
    }

    /// Runs rows of tokens: for each row the scores of its tokens, or the mean of their directions.
    pub(crate) fn run(&self, rows: &[&[i64]], padding: u32) -> Result<Vec<Vec<f32>>, Error> {
        let batch = Batch::of(rows, padding);
        let mut session = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let options = RunOptions::new().map_err(failed)?;
        cancellable(options, |options| {
            let shape = [batch.rows, batch.length];
            let input = |name: &String| {
                let values = match name.as_str() {
                    IDS => &batch.ids,
                    MASK => &batch.mask,
                    _ => &batch.types,
                };
                let tensor = TensorRef::from_array_view((shape, values.as_slice()))?;
                Ok((Cow::Owned(name.clone()), SessionInputValue::from(tensor)))
            };
            let inputs = self.inputs.iter().map(input).collect::<Result<Vec<_>, _>>();
            let outputs =
                session.run_with_options(inputs.map_err(failed)?, options).map_err(failed)?;
            let output = outputs.get(&self.output).ok_or_else(|| unlike("has no output"))?;
            let (shape, values) = output.try_extract_tensor::<f32>().map_err(failed)?;
            self.read(&batch, rows, shape, values)
        })
    }

    fn read(
        &self,
        batch: &Batch,
        rows: &[&[i64]],
        shape: &[i64],
        values: &[f32],
    ) -> Result<Vec<Vec<f32>>, Error> {
        let width = match self.kind {
            Kind::WordScores => 1,
            Kind::Embeddings { dimensions } => dimensions,
        };
        let of_batch = [batch.rows, batch.length].map(|size| i64::try_from(size).ok());
        let starts = shape.iter().take(2).map(|size| Some(*size)).eq(of_batch);
        let row = batch.length * width;
        if !starts || values.len() != batch.rows * row || row == 0 {
            return Err(unlike("gave an output of another shape"));
        }
        if values.iter().any(|value| !value.is_finite()) {
            return Err(unlike("gave no numbers"));
        }
        let each = values.chunks(row).zip(rows).map(|(values, ids)| {
            let values = values.get(..ids.len() * width).unwrap_or_default();
            match self.kind {
                Kind::WordScores => values.to_vec(),
                Kind::Embeddings { .. } => mean(values, width),
            }
        });
        Ok(each.collect())
    }
}

fn commit(
    runtime: &Runtime,
    bytes: &[u8],
    options: &Options,
) -> ort::Result<ort::session::Session> {
    ort::session::Session::builder(runtime.environment())?
        .with_intra_threads(options.threads)?
        .with_inter_threads(1)?
        .with_intra_op_spinning(false)?
        .with_deterministic_compute(true)?
        // Rows differ in length: plans of memory for each length would be kept.
        .with_memory_pattern(false)?
        .commit_from_memory(bytes)
}

/// The mean of directions that stand one behind the other.
fn mean(values: &[f32], width: usize) -> Vec<f32> {
    let mut out = vec![0.0; width];
    let count = (values.len() / width.max(1)).max(1) as f32;
    for direction in values.chunks(width.max(1)) {
        out.iter_mut().zip(direction).for_each(|(sum, value)| *sum += value);
    }
    out.iter_mut().for_each(|sum| *sum /= count);
    out
}

/// Rows filled up to the same length.
#[derive(Debug)]
struct Batch {
    rows: usize,
    length: usize,
    ids: Vec<i64>,
    mask: Vec<i64>,
    types: Vec<i64>,
}

impl Batch {
    fn of(rows: &[&[i64]], padding: u32) -> Self {
        let length = rows.iter().map(|row| row.len()).max().unwrap_or(0);
        let size = rows.len() * length;
        let (mut ids, mut mask) = (Vec::with_capacity(size), Vec::with_capacity(size));
        for row in rows {
            ids.extend_from_slice(row);
            ids.resize(ids.len() + length - row.len(), i64::from(padding));
            mask.resize(mask.len() + row.len(), 1);
            mask.resize(ids.len(), 0);
        }
        Self { rows: rows.len(), length, ids, mask, types: vec![0; size] }
    }
}

fn failed(error: ort::Error) -> Error {
    Error::caused(ErrorKind::Inference, "the model failed", error)
}

fn unlike(what: &str) -> Error {
    Error::new(ErrorKind::Inference, format!("the model {what}"))
}

/// The names of a model's inputs, if they are those of a scorer.
fn inputs(found: &[Outlet]) -> Result<Vec<String>, Error> {
    let names: Vec<String> = found.iter().map(|input| input.name().to_owned()).collect();
    let known = |name: &String| [IDS, MASK, TYPES].contains(&name.as_str());
    let has = |name: &str| names.iter().any(|other| other == name);
    let of_rows = |input: &Outlet| is_tensor(input, TensorElementType::Int64, &[None, None]);
    if has(IDS) && has(MASK) && names.iter().all(known) && found.iter().all(of_rows) {
        return Ok(names);
    }
    let what = format!(
        "takes {}, not {IDS} and {MASK} (and {TYPES}), 64-bit integers by row and token",
        described(found)
    );
    Err(Error::new(ErrorKind::Signature, what))
}

/// What a model says, and the name of the output.
fn output(found: &[Outlet]) -> Result<(Kind, String), Error> {
    for output in found {
        let name = output.name();
        if name == "final_scores" && is_tensor(output, TensorElementType::Float32, &[None, None]) {
            return Ok((Kind::WordScores, name.to_owned()));
        }
        if DIRECTIONS.contains(&name)
            && let ValueType::Tensor { shape, .. } = output.dtype()
            && let Some(size) = shape.get(2).and_then(|size| usize::try_from(*size).ok())
            && (1..=LARGEST).contains(&size)
            && is_tensor(output, TensorElementType::Float32, &[None, None, Some(size)])
        {
            return Ok((Kind::Embeddings { dimensions: size }, name.to_owned()));
        }
    }
    let what = format!(
        "gives {}, neither final_scores by row and token nor {} with a direction for each",
        described(found),
        DIRECTIONS.join(" or ")
    );
    Err(Error::new(ErrorKind::Signature, what))
}

/// No direction has more numbers.
const LARGEST: usize = 1 << 16;

/// Whether an input or output has a type and a shape: `None` is a size that is free.
fn is_tensor(outlet: &Outlet, element: TensorElementType, sizes: &[Option<usize>]) -> bool {
    let ValueType::Tensor { ty, shape, .. } = outlet.dtype() else { return false };
    ty == &element && shape.iter().map(|size| usize::try_from(*size).ok()).eq(sizes.iter().copied())
}

/// Names and types, for a message.
fn described(found: &[Outlet]) -> String {
    let one = |outlet: &Outlet| format!("{} ({})", outlet.name(), outlet.dtype());
    let all: Vec<String> = found.iter().map(one).collect();
    if all.is_empty() { "nothing".to_owned() } else { all.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_filled_up() {
        let batch = Batch::of(&[&[5, 6, 7], &[8]], 9);
        assert_eq!((batch.rows, batch.length), (2, 3));
        assert_eq!(batch.ids, [5, 6, 7, 8, 9, 9]);
        assert_eq!(batch.mask, [1, 1, 1, 1, 0, 0]);
        assert_eq!(batch.types, [0; 6]);
    }

    #[test]
    fn directions_are_averaged() {
        assert_eq!(mean(&[1.0, 2.0, 3.0, 6.0], 2), [2.0, 4.0]);
        assert_eq!(mean(&[], 2), [0.0, 0.0]);
    }
}
