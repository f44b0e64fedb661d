//! Words left out of sentences, as kompress was made for.

use std::sync::Arc;

use headroom_core::{Compressor, ContentType, Declined, Elision, Input, Like, Rewrite, Span, Unit};

use super::floor;
use super::session::Kind;
use crate::{Error, ErrorKind, Model};

/// Fewer words say what they say in no fewer.
const FEWEST: usize = 64;

/// Words that a model scores higher stay.
const MATTERS: f32 = 0.5;

/// Leaves out of running text those words that a model of [`Kind::WordScores`] scores low.
///
/// It is in no level and in no router by itself: a caller registers it, preferred to `TextCompressor`, and
/// thereby asks for sentences with words missing. What is left of a sentence reads as notes do, and a reader
/// may take it for another sentence; whole sentences ([`OnnxScorer`](crate::OnnxScorer)) are the advice.
///
/// Only lines of running text lose words; headings, lists of facts, tables, code and columns stay as
/// they are. The first word of each line stays, and whatever a sentence turns on: numbers with their units,
/// names, identifiers, paths, addresses, quotations, negation, modality, connectives, quantities, and the word
/// that ends a sentence. Line breaks stay. The whole block goes into the store, and a notice at its end
/// counts the words.
#[derive(Clone, Debug)]
pub struct KompressWords {
    model: Arc<Model>,
    share: Option<f32>,
}

impl KompressWords {
    /// The compressor by this model.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Signature`] if the model scores no words.
    pub fn new(model: impl Into<Arc<Model>>) -> Result<Self, Error> {
        let model = model.into();
        if model.kind() != Kind::WordScores {
            return Err(Error::new(ErrorKind::Signature, "the model scores no words"));
        }
        Ok(Self { model, share: None })
    }

    /// Keeps this share of the words, from 0 to 1, those that matter most. By default those stay that are
    /// scored above 0.5, as published; what must stay does so in both cases.
    #[must_use]
    pub fn keep_share(mut self, share: f32) -> Self {
        self.share = Some(share.clamp(0.0, 1.0));
        self
    }

    /// Which words may go by their scores. One without a score stays.
    fn low(&self, scores: &[Option<f32>]) -> Vec<bool> {
        let Some(share) = self.share else {
            return scores
                .iter()
                .map(|score| score.is_some_and(|score| score <= MATTERS))
                .collect();
        };
        let mut scored: Vec<(usize, f32)> =
            scores.iter().enumerate().filter_map(|(at, score)| Some((at, (*score)?))).collect();
        // Of equal ones the later goes.
        scored.sort_by(|(a, one), (b, other)| one.total_cmp(other).then(b.cmp(a)));
        let gone = ((1.0 - share) * scored.len() as f32) as usize;
        let mut low = vec![false; scores.len()];
        for (at, _) in scored.into_iter().take(gone) {
            if let Some(low) = low.get_mut(at) {
                *low = true;
            }
        }
        low
    }
}

impl Compressor for KompressWords {
    fn name(&self) -> &'static str {
        "kompress-words"
    }

    fn accepts(&self) -> &[ContentType] {
        &[ContentType::TEXT, ContentType::MARKDOWN]
    }

    fn compress(&self, input: &Input<'_>) -> Result<Rewrite, Declined> {
        let aim = input.budget.tokens().ok_or(Declined::NoGain)?;
        let lines = lines(input.text);
        let words: Vec<&str> =
            lines.iter().flat_map(|line| &line.words).map(|span| span.of(input.text)).collect();
        if words.len() < FEWEST || input.estimate() <= aim {
            return Err(Declined::TooSmall);
        }
        if !is_mostly_running(&lines) {
            return Err(Declined::NotThisType);
        }
        let scores = self.model.word_scores(&words).map_err(|error| match error.kind() {
            ErrorKind::TooLong => Declined::TooLarge,
            _ => Declined::NoScores,
        })?;
        let rewrite = without(&lines, &words, &self.low(&scores));
        if rewrite.pieces().is_empty() { Err(Declined::NoGain) } else { Ok(rewrite) }
    }
}

/// The rewrite that leaves out what is scored low and need not stay.
fn without(lines: &[Line], words: &[&str], low: &[bool]) -> Rewrite {
    let mut rewrite = Rewrite::new();
    let mut first = 0;
    for line in lines {
        let of_line = first..first + line.words.len();
        first = of_line.end;
        if let (true, Some(words), Some(low)) =
            (line.running, words.get(of_line.clone()), low.get(of_line))
        {
            let goes = floor::stays(words).into_iter().zip(low).map(|(stays, low)| !stays && *low);
            line_without(&mut rewrite, line, goes);
        }
    }
    rewrite
}

/// Leaves out those words of a line that go, with the blanks up to the next word.
fn line_without(rewrite: &mut Rewrite, line: &Line, goes: impl Iterator<Item = bool>) {
    let nexts = line.words.iter().skip(1).map(|next| Some(next.start)).chain([None]);
    let mut gap: Option<Span> = None;
    for ((span, goes), next) in line.words.iter().zip(goes).zip(nexts) {
        if goes {
            let start = gap.map_or(span.start, |gap| gap.start);
            gap = Some(Span::new(start, next.unwrap_or(span.end)));
        } else {
            elide(rewrite, gap.take());
        }
    }
    elide(rewrite, gap);
}

fn elide(rewrite: &mut Rewrite, gap: Option<Span>) {
    let Some(span) = gap else { return };
    let (like, counts, facts) = (Like::Unknown, Vec::new(), Vec::new());
    rewrite.leave_out(Elision { span, unit: Unit::Words, like, counts, facts });
}

/// A line and its words.
#[derive(Debug)]
struct Line {
    words: Vec<Span>,
    /// Bytes of the words.
    size: usize,
    /// Whether it is running text.
    running: bool,
}

fn lines(text: &str) -> Vec<Line> {
    let mut fence = false;
    let mut out = Vec::new();
    for (span, line) in Span::lines(text) {
        let marks = line.trim_start();
        let is_fence = marks.starts_with("```") || marks.starts_with("~~~");
        fence ^= is_fence;
        let words: Vec<Span> = words(line).map(|word| word.shifted(span.start)).collect();
        let size = words.iter().map(|word| word.len()).sum();
        let running = !fence && !is_fence && is_running(line, &words, text);
        out.push(Line { words, size, running });
    }
    // A title is no sentence.
    for paragraph in out.chunk_by_mut(|a, b| a.words.is_empty() == b.words.is_empty()) {
        let ends = |word: &Span| word.of(text).ends_with(['.', '!', '?', '"', ')', '\u{201d}']);
        if !paragraph.iter().flat_map(|line| &line.words).any(ends) {
            paragraph.iter_mut().for_each(|line| line.running = false);
        }
    }
    out
}

/// The words of a line: runs of characters other than blanks.
fn words(line: &str) -> impl Iterator<Item = Span> {
    let mut at = 0;
    line.split(char::is_whitespace).filter_map(move |word| {
        let span = Span::new(at, at + word.len());
        let blank = line.get(span.end..).and_then(|rest| rest.chars().next());
        at = span.end + blank.map_or(0, char::len_utf8);
        (!word.is_empty()).then_some(span)
    })
}

/// Whether a line reads as part of a sentence: most of its words are words, one blank apart.
fn is_running(line: &str, words: &[Span], text: &str) -> bool {
    const FEWEST: usize = 6;
    const COLUMNS: [&str; 3] = ["  ", "\t", "|"];
    let body = line.trim();
    let indented = line.starts_with("    ") || line.starts_with('\t');
    let marked = body.starts_with(['#', '|', '<', '=', '~', '+', '$', '{', '}', '/', ':']);
    if words.len() < FEWEST || indented || marked {
        return false;
    }
    // Two blanks may stand behind a sentence; a table has them elsewhere.
    let spaced = body.replace(".  ", ". ");
    if COLUMNS.iter().any(|mark| spaced.contains(mark)) {
        return false;
    }
    let is_word = |span: &&Span| {
        let word = span.of(text).trim_matches(|c: char| c.is_ascii_punctuation());
        !word.is_empty()
            && word.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '\u{2019}' | '-'))
    };
    words.iter().filter(is_word).count() * 10 >= words.len() * 7
}

/// Whether most of a text is running.
fn is_mostly_running(lines: &[Line]) -> bool {
    let all: usize = lines.iter().map(|line| line.size).sum();
    let running: usize = lines.iter().filter(|line| line.running).map(|line| line.size).sum();
    running * 10 >= all * 6
}

#[cfg(test)]
mod tests {
    use super::*;

    fn running(text: &str) -> Vec<bool> {
        lines(text).iter().map(|line| line.running).collect()
    }

    #[test]
    fn lines_that_are_no_sentences_stay() {
        let text = "# A heading of more than six words here\n\
                    This is a sentence of more than six words.\n\
                    - and this is an item of a list of sentences\n\
                    name        value      unit     of      a      table\n\
                    | a | table | of | more | than | six | cells |\n\
                    -rw-r--r-- 1 root root 1760 Nov 12 09:26 notes.txt\n\
                    let x = compute(a, b) + c * d - e / f;\n\
                    \x20   indented text of more than six words is code\n\
                    Two sentences.  With two blanks between the two of them.\n\
                    too few words\n\
                    ```\n\
                    this is code of more than six words\n\
                    ```\n\
                    And this is a sentence again, of many words.";
        let sentences = [1, 2, 8, 13];
        let expected: Vec<bool> = (0..14).map(|line| sentences.contains(&line)).collect();
        assert_eq!(running(text), expected);
    }

    #[test]
    fn words_have_their_places() {
        let line = " a\u{a0}bé  \u{2003}c ";
        let found: Vec<&str> = words(line).map(|span| span.of(line)).collect();
        assert_eq!(found, ["a", "bé", "c"]);
        assert_eq!(words("").count() + words("  ").count(), 0);
    }
}
