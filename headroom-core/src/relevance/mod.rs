//! How much parts of a text have to do with what is asked.
//!
//! [`Relevance`] is the [`Scorer`] that needs no model; [`words`], [`sentences`] and [`asked_texts`] are
//! what it and its users see in texts and in [`Hints`].

mod asked;
mod sentences;
mod words;

use std::convert::Infallible;

use crate::{Hints, Scorer};

use asked::Asked;

pub use asked::asked_texts;
pub use sentences::sentences;
pub use words::words;

/// BM25 over stems: rare words of the question count most, and pairs of words that stand next to each
/// other as in the question count besides.
///
/// The question is what the call looks for (its query or prompt), then the last text of the user. A
/// score is the share of the question that a segment has, rare words counting more: 0 for none of it,
/// about 1 for all. Method: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and
/// Beyond" (2009), with segments as documents; stems by Snowball. Linear in the segments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Relevance;

impl Relevance {
    /// The scorer. It has no settings.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }
}

/// How quickly more of the same word counts less.
const SATURATION: f32 = 1.2;

/// How much long segments are held back.
const LENGTH: f32 = 0.5;

/// A word that stands nowhere may be one that every question has, or the one that matters.
const ABSENT: f32 = 0.4;

impl Scorer for Relevance {
    type Error = Infallible;

    fn score(&self, segments: &[&str], hints: &Hints<'_>) -> Result<Vec<f32>, Infallible> {
        let mut asked = Asked::of(hints);
        if asked.weights().is_empty() {
            return Ok(vec![0.0; segments.len()]);
        }
        let found = Found::of(segments, &mut asked);
        let weights = asked.weights();
        let rarity = rarity(&found, weights.len(), segments.len());
        let value = |term: usize| {
            let weight = weights.get(term).copied().unwrap_or(0.0);
            weight * rarity.get(term).map_or(0.0, |(rarity, _)| *rarity)
        };
        let share = |term: usize| match rarity.get(term) {
            Some((_, true)) => 1.0,
            _ => ABSENT,
        };
        let words = (0..weights.len()).filter(|term| !asked.is_extra(*term));
        let all: f32 = words.map(|term| value(term) * share(term)).sum();
        let mean = found.words as f32 / segments.len().max(1) as f32;
        let of = |segment: &Counted| {
            let long = 1.0 - LENGTH + LENGTH * segment.words as f32 / mean.max(1.0);
            let share = |&(term, times): &(usize, u32)| {
                let times = times as f32;
                value(term) * times * (SATURATION + 1.0) / (times + SATURATION * long)
            };
            segment.terms.iter().map(share).sum::<f32>() / all.max(f32::MIN_POSITIVE)
        };
        Ok(found.segments.iter().map(of).collect())
    }
}

/// The terms of a segment, each once with how often it stands there.
#[derive(Debug, Default)]
struct Counted {
    terms: Vec<(usize, u32)>,
    words: usize,
}

#[derive(Debug, Default)]
struct Found {
    segments: Vec<Counted>,
    words: usize,
}

impl Found {
    fn of(segments: &[&str], asked: &mut Asked) -> Self {
        let mut found = Self::default();
        let mut terms: Vec<usize> = Vec::new();
        for segment in segments {
            terms.clear();
            let words = asked.find(segment, |term| terms.push(term));
            terms.sort_unstable();
            let runs = terms.chunk_by(|a, b| a == b);
            let counted = runs.filter_map(|run| Some((*run.first()?, run.len() as u32))).collect();
            found.words += words;
            found.segments.push(Counted { terms: counted, words });
        }
        found
    }
}

/// How rare each term is among the segments, and whether it stands in any.
fn rarity(found: &Found, terms: usize, segments: usize) -> Vec<(f32, bool)> {
    let mut counts = vec![0_usize; terms];
    for (term, _) in found.segments.iter().flat_map(|segment| &segment.terms) {
        if let Some(count) = counts.get_mut(*term) {
            *count += 1;
        }
    }
    let rarity = |count: usize| {
        let (count, all) = (count as f32, segments as f32);
        (1.0 + (all - count + 0.5) / (count + 0.5)).ln()
    };
    counts.into_iter().map(|count| (rarity(count), count > 0)).collect()
}
