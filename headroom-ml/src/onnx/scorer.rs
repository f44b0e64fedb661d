//! Scores of segments by a model.

use std::sync::Arc;

use headroom_core::{Hints, Scorer};

use super::session::Kind;
use crate::{Error, Model};

/// Scores whole segments by a model: what stays or goes are sentences, never words.
///
/// A model of [`Kind::WordScores`] says how much the words of a segment matter in their context: the score is
/// their mean, whatever is asked. One of [`Kind::Embeddings`] says how near a segment is to what is asked:
/// the cosine of their directions, 0 where nothing is asked. What is asked is the pattern that the call looks
/// for, or else the question.
#[derive(Clone, Debug)]
pub struct OnnxScorer {
    model: Arc<Model>,
}

impl OnnxScorer {
    /// A scorer by this model.
    #[must_use]
    pub fn new(model: impl Into<Arc<Model>>) -> Self {
        Self { model: model.into() }
    }

    fn by_words(&self, segments: &[&str]) -> Result<Vec<f32>, Error> {
        let words: Vec<&str> = segments.iter().flat_map(|text| text.split_whitespace()).collect();
        let scores = self.model.word_scores(&words)?;
        let mut rest = scores.as_slice();
        let mut of_segment = |segment: &&str| {
            let count = segment.split_whitespace().count();
            let (own, later) = rest.split_at_checked(count).unwrap_or((rest, &[]));
            rest = later;
            // What the model was not given is no reason to drop a segment.
            let sum: f32 = own.iter().map(|score| score.unwrap_or(1.0)).sum();
            if count == 0 { 0.0 } else { sum / count as f32 }
        };
        Ok(segments.iter().map(&mut of_segment).collect())
    }

    fn by_direction(&self, segments: &[&str], hints: &Hints<'_>) -> Result<Vec<f32>, Error> {
        let asked = hints.arguments.pattern.or(hints.question).map(str::trim);
        let Some(asked) = asked.filter(|asked| !asked.is_empty()) else {
            return Ok(vec![0.0; segments.len()]);
        };
        // By itself, so that its direction is the same whatever it is compared with.
        let asked = self.model.directions(&[asked])?.pop().unwrap_or_default();
        let near = |other: &Vec<f32>| asked.iter().zip(other).map(|(a, b)| a * b).sum();
        Ok(self.model.directions(segments)?.iter().map(near).collect())
    }
}

impl Scorer for OnnxScorer {
    type Error = Error;

    fn score(&self, segments: &[&str], hints: &Hints<'_>) -> Result<Vec<f32>, Error> {
        match self.model.kind() {
            Kind::WordScores => self.by_words(segments),
            Kind::Embeddings { .. } => self.by_direction(segments, hints),
        }
    }
}
