//! Which units stay in sight.

use std::collections::HashSet;

use headroom_core::relevance::{Relevance, asked_texts, words};
use headroom_core::{Declined, Hints, Keyed, Scorer};
use xxhash_rust::xxh3::xxh3_64;

use super::outline;
use super::salience::{Salience, salience};
use super::units::{Kind, Unit};

/// Fewer tokens than this are an answer, of which every part is wanted; more are a source in which
/// something is looked for.
const ANSWER: usize = 1_800;

/// The outline of a text may take so many times what should stay of the text.
const OUTLINE: usize = 2;

/// A share of the question that a unit must have for the question to choose at all.
const FOCUS: f32 = 0.3;

/// Where scores have dropped to this share of the best, nothing more is taken.
const DROP: f32 = 0.15;

/// What the headings above a unit count for it.
const INHERITED: f32 = 0.5;

/// What a unit leaves of its score to the one after it.
const CARRIED: f32 = 0.6;

/// What terms of the best units that the question does not have count.
const BRIDGE: f32 = 0.3;

/// Which units stay in sight: one flag for each.
///
/// # Errors
///
/// [`Declined::NoScores`] if the scorer fails.
pub(super) fn kept<S: Scorer>(
    scorer: &S,
    text: &str,
    units: &[Unit],
    hints: &Hints<'_>,
    sizes: Sizes,
) -> Result<Vec<bool>, Declined> {
    let mut choice = Choice { text, units, kept: vec![false; units.len()], sizes };
    choice.keep_ends();
    let scores = choice.scores(scorer, hints)?;
    let named = outline::named(text, units, hints);
    let any_named = named.contains(&true);
    choice.kept.iter_mut().zip(named).for_each(|(kept, named)| *kept |= named);
    let best = scores.iter().copied().fold(0.0_f32, f32::max);
    if sizes.tokens > ANSWER && (best >= FOCUS || any_named) {
        choice.keep_relevant(&scores, best);
    } else {
        let salience = salience(text, units);
        choice.keep_salient(&salience, &scores, best);
    }
    outline::keep(text, units, &mut choice.kept, OUTLINE * sizes.aim);
    Ok(choice.kept)
}

/// How large a text is, and how much of it should stay.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sizes {
    /// Tokens of the text.
    pub(super) tokens: usize,
    /// Bytes that should stay.
    pub(super) aim: usize,
}

struct Choice<'a> {
    text: &'a str,
    units: &'a [Unit],
    kept: Vec<bool>,
    sizes: Sizes,
}

impl<'a> Choice<'a> {
    fn keep(&mut self, at: usize) {
        if let Some(kept) = self.kept.get_mut(at) {
            *kept = true;
        }
    }

    fn is_kept(&self, at: usize) -> bool {
        self.kept.get(at).is_some_and(|kept| *kept)
    }

    fn text_of(&self, at: usize) -> &'a str {
        self.units.get(at).map_or("", |unit| unit.span.of(self.text))
    }

    /// Bytes that stay so far.
    fn size(&self) -> usize {
        let kept = self.units.iter().zip(&self.kept).filter(|(_, kept)| **kept);
        kept.map(|(unit, _)| unit.span.len()).sum()
    }

    /// The first and the last unit tell what became of the call, and often what a host says to the model.
    fn keep_ends(&mut self) {
        const SHORT: usize = 400;
        let is_said = |unit: &Unit| !matches!(unit.kind, Kind::Blank | Kind::Boundary | Kind::End);
        let short = |at: &usize| self.units.get(*at).is_some_and(|unit| unit.span.len() <= SHORT);
        let first = self.units.iter().position(is_said).filter(short);
        let last = self.units.iter().rposition(is_said).filter(short);
        first.into_iter().chain(last).for_each(|at| self.keep(at));
    }

    /// How much each unit has to do with what is asked; what stands under a heading inherits from it.
    fn scores<S: Scorer>(&self, scorer: &S, hints: &Hints<'_>) -> Result<Vec<f32>, Declined> {
        let segments: Vec<&str> = self.units.iter().map(|unit| unit.span.of(self.text)).collect();
        let mut own = score(scorer, &segments, hints)?;
        self.ignore_echo(hints, &mut own);
        self.bridge(&segments, &mut own);
        let inherited = self.inherited(&own);
        own.iter_mut().zip(inherited).for_each(|(own, inherited)| *own += INHERITED * inherited);
        self.carry_on(&mut own);
        Ok(own)
    }

    /// For each unit the best score of the headings above it.
    fn inherited(&self, scores: &[f32]) -> Vec<f32> {
        let mut above: Vec<(u8, f32)> = Vec::new();
        let mut each = |(unit, &score): (&Unit, &f32)| match unit.kind {
            Kind::Heading(level) => {
                above.retain(|(other, _)| *other < level);
                above.push((level, score));
                0.0
            }
            Kind::Blank | Kind::Boundary | Kind::End => 0.0,
            _ => above.iter().map(|(_, score)| *score).fold(0.0, f32::max),
        };
        self.units.iter().zip(scores).map(&mut each).collect()
    }

    /// What follows something that was asked for goes on with it, up to the next heading or document.
    fn carry_on(&self, scores: &mut [f32]) {
        let mut carried = 0.0_f32;
        for (unit, score) in self.units.iter().zip(scores) {
            if begins(unit, self.text) {
                carried = 0.0;
            }
            if unit.kind != Kind::Blank {
                *score = score.max(carried);
                carried = *score * CARRIED;
            }
        }
    }

    /// A first line that only says again what was asked is no answer to it.
    fn ignore_echo(&self, hints: &Hints<'_>, scores: &mut [f32]) {
        let first = self.units.iter().position(|unit| unit.kind != Kind::Blank);
        let echo = |at: &usize| {
            let line = self.text_of(*at);
            asked_texts(hints).iter().any(|(asked, _)| line.contains(asked.trim()))
        };
        if let Some(score) = first.filter(echo).and_then(|at| scores.get_mut(at)) {
            *score = 0.0;
        }
    }

    /// Adds what the units have in common with the rare words of the best ones: an answer may stand where
    /// only a name from the first place leads. Names are words, whatever the scorer is.
    fn bridge(&self, segments: &[&str], scores: &mut [f32]) {
        const FROM: usize = 2;
        const MOST: usize = 600;
        if scores.iter().all(|score| *score <= 0.0) {
            return;
        }
        let mut order = ranked(scores);
        order.truncate(FROM);
        let mut named = String::new();
        for at in order {
            let text = self.text_of(at);
            words(text.get(..text.floor_char_boundary(MOST)).unwrap_or(text), |word| {
                if word.starts_with(char::is_uppercase) && word.len() > 3 {
                    named.push_str(word);
                    named.push(' ');
                }
            });
        }
        if named.is_empty() {
            return;
        }
        let Ok(more) = Relevance::new().score(segments, &Hints::none().with_question(&named));
        scores
            .iter_mut()
            .zip(more)
            .for_each(|(score, more)| *score += BRIDGE * more.min(1.0) * *score);
    }

    /// Keeps what has most to do with what is asked, until the aim is reached or scores have dropped.
    fn keep_relevant(&mut self, scores: &[f32], best: f32) {
        let mut left = self.sizes.aim.saturating_sub(self.size()).max(self.sizes.aim / 2);
        let mut shown = Shown::default();
        for at in ranked(scores) {
            let score = scores.get(at).copied().unwrap_or(0.0);
            let Some(unit) = self.units.get(at) else { continue };
            if score < best * DROP || left == 0 {
                break;
            }
            if !self.is_kept(at) && shown.adds(self.text_of(at)) {
                self.keep(at);
                left = left.saturating_sub(unit.span.len());
                self.keep_lead(at);
            }
        }
    }

    /// Keeps the unit before one that makes no sense without it: a pronoun at its start, a list or code
    /// under a line that ends with a colon.
    fn keep_lead(&mut self, at: usize) {
        const LEAD: usize = 600;
        let before = (0..at)
            .rev()
            .find(|before| self.units.get(*before).is_some_and(|unit| unit.kind != Kind::Blank));
        let Some(before) = before else { return };
        let lead = self.text_of(before).trim_end();
        let leads = lead.ends_with([':', '：']) || opens_with_pronoun(self.text_of(at));
        let plain = self.units.get(before).is_some_and(|unit| {
            matches!(unit.kind, Kind::Text | Kind::Item) && unit.span.len() <= LEAD
        });
        if leads && plain {
            self.keep(before);
        }
    }

    /// Keeps what a reader would miss, and of the rest as much as there is room for.
    fn keep_salient(&mut self, salience: &[Salience], scores: &[f32], best: f32) {
        for (at, found) in salience.iter().enumerate() {
            let asked = scores.get(at).is_some_and(|score| best > FOCUS && *score > best * 0.8);
            if found.is_floor() || asked {
                self.keep(at);
                self.keep_lead(at);
            }
        }
    }
}

/// The words of what was chosen: what only says it again is left out, be it another document.
#[derive(Default)]
struct Shown(HashSet<u64, Keyed>);

impl Shown {
    /// Whether a text has words that were not shown yet; they then are.
    fn adds(&mut self, text: &str) -> bool {
        const FEW: usize = 8;
        let (mut all, mut new) = (0, 0);
        words(text, |word| {
            all += 1;
            new += usize::from(self.0.insert(xxh3_64(word.as_bytes())));
        });
        all < FEW || new * 10 >= all
    }
}

/// One finite score for each segment.
fn score<S: Scorer>(
    scorer: &S,
    segments: &[&str],
    hints: &Hints<'_>,
) -> Result<Vec<f32>, Declined> {
    let scores = scorer.score(segments, hints).map_err(|_| Declined::NoScores)?;
    let fits = scores.len() == segments.len() && scores.iter().all(|score| score.is_finite());
    if fits { Ok(scores) } else { Err(Declined::NoScores) }
}

/// The places of the scores, best first, and in order where they are equal.
fn ranked(scores: &[f32]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..scores.len()).collect();
    let score = |at: &usize| scores.get(*at).copied().unwrap_or(0.0);
    order.sort_by(|a, b| score(b).total_cmp(&score(a)));
    order
}

/// Whether a unit begins a section or a document: `[3] ...`, `Document 3: ...`.
fn begins(unit: &Unit, text: &str) -> bool {
    if matches!(unit.kind, Kind::Heading(_) | Kind::Boundary) {
        return true;
    }
    let text = unit.span.of(text);
    let number =
        text.trim_start_matches(|c: char| c.is_alphabetic()).trim_start_matches([' ', '[', '#']);
    let before = text.len() - number.len();
    unit.kind == Kind::Text
        && (1..16).contains(&before)
        && number.starts_with(|c: char| c.is_ascii_digit())
}

fn opens_with_pronoun(text: &str) -> bool {
    const OPENERS: &[&str] = &[
        "he",
        "her",
        "his",
        "however",
        "it",
        "its",
        "she",
        "that",
        "their",
        "then",
        "therefore",
        "these",
        "they",
        "this",
        "those",
        "thus",
        "er",
        "sie",
        "es",
        "dies",
        "diese",
        "dieser",
        "elle",
        "ils",
        "cette",
        "ces",
        "esto",
        "ella",
        "ellos",
    ];
    let first = text.split(|c: char| !c.is_alphabetic()).find(|word| !word.is_empty());
    first.is_some_and(|word| OPENERS.contains(&&*word.to_lowercase()))
}
