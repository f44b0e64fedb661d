//! Scores of segments by a model.

use std::sync::Arc;

use headroom_core::relevance::asked_texts;
use headroom_core::{Hints, Scorer};

use super::session::Kind;
use crate::{Error, Model};

/// Scores whole segments by a model: what stays or goes are sentences, never words.
///
/// A model of [`Kind::WordScores`] says how much the words of a segment matter in their context: the score is
/// their mean, whatever is asked. One of [`Kind::Embeddings`] says how near a segment is to what is asked:
/// the cosine of their directions, 0 where nothing is asked or the two point away from each other. What is asked
/// is what the call looks for, and after it the last words of the user ([`asked_texts`]).
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
        let mut scores = vec![0.0_f32; segments.len()];
        let asked = asked_texts(hints);
        if asked.iter().all(|(text, _)| text.trim().is_empty()) {
            return Ok(scores);
        }
        let of_segments = self.model.directions(segments)?;
        for (text, weight) in asked {
            // By itself, so that its direction is the same whatever it is compared with.
            let asked = self.model.directions(&[beginning(&text)])?.pop().unwrap_or_default();
            let near = |other: &Vec<f32>| asked.iter().zip(other).map(|(a, b)| a * b).sum::<f32>();
            for (score, other) in scores.iter_mut().zip(&of_segments) {
                *score = score.max(weight * near(other));
            }
        }
        Ok(scores)
    }
}

/// The beginning of what is asked: a long text is more than a question.
fn beginning(text: &str) -> &str {
    const MOST: usize = 1 << 10;
    text.get(..text.floor_char_boundary(MOST)).unwrap_or(text)
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
