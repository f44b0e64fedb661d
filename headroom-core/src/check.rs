//! The checker: what runs after every compressor, ours or a stranger's.
//!
//! It executes the fold's inverse and compares, recomputes what notices will state, and looks for
//! literals that must stay. What does not hold is dropped by the pipeline, and the block goes out
//! verbatim.

mod exact;
mod facts;
mod markup;
mod rows;
mod texts;
mod values;
mod words;

use std::collections::HashSet;
use std::fmt;

use regex::Regex;

use crate::keyed::Keyed;
use crate::mask::mask_number;
use crate::notice::Notice;
use crate::part::is_part_of_line;
use crate::references::listing;
use crate::{
    Compressor, Elision, Hunk, HunkLine, Input, Like, Rewrite, Span, Tally, Unit, WordCount, hits,
    names,
};

use exact::writes_parts;
pub use exact::{restored, writes_exactly};
use values::writes_values;

/// How much of the original can be seen in what is sent: the weakest step of a rewrite.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Fidelity {
    /// The original's bytes follow from what is sent.
    Bytes,
    /// The original's values follow from what is sent, as source text.
    Data,
    /// Parts stand earlier in the same request, and the place is named.
    Reference,
    /// Parts are out of sight; the original is in the store, and a notice says so.
    Elided,
}

/// What a rewrite got wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum CheckFailure {
    /// The rewrite changes nothing.
    #[error("changes nothing")]
    Nothing,
    /// A span leaves the text, cuts a character, or is not made of whole units.
    #[error("a span is not made of whole units of the text")]
    Span,
    /// Units are elided though the budget forbids it.
    #[error("elides where nothing may leave sight")]
    Forbidden,
    /// The fold's inverse does not give the kept text back.
    #[error("the fold does not give the text back")]
    Inverse,
    /// A notice would say something that is not so.
    #[error("a notice would be wrong")]
    Statement,
    /// A literal that must stay in sight is gone.
    #[error("a required literal is gone")]
    Required,
    /// Everything would be out of sight.
    #[error("nothing stays in sight")]
    Empty,
    /// The compressor panicked.
    #[error("the compressor panicked")]
    Panicked,
}

/// Verifies a rewrite of an input, and says how faithful it is.
///
/// Linear in the input, for a compressor whose `restore` is.
///
/// # Errors
///
/// The first [`CheckFailure`] found.
pub fn verify(
    compressor: &dyn Compressor,
    input: &Input<'_>,
    rewrite: &Rewrite,
) -> Result<Fidelity, CheckFailure> {
    Ok(verified(compressor, input, rewrite)?.fidelity)
}

/// What is so of a rewrite.
#[derive(Debug)]
pub(crate) struct Verified {
    pub(crate) fidelity: Fidelity,
    /// What [`joint_notices`] gives.
    pub(crate) joint: Vec<(usize, Notice)>,
}

/// The notices that are made for several elisions together, in order: each with the number of the piece
/// in whose place it stands. `None` if one would say something that is not so.
pub(crate) fn joint_notices(text: &str, rewrite: &Rewrite) -> Option<Vec<(usize, Notice)>> {
    let mut joint = hits::notices(text, rewrite)?;
    joint.extend(names::notices(text, rewrite)?);
    joint.sort_by_key(|(piece, _)| *piece);
    Some(joint)
}

/// Like [`verify`], with what else was found out.
pub(crate) fn verified(
    compressor: &dyn Compressor,
    input: &Input<'_>,
    rewrite: &Rewrite,
) -> Result<Verified, CheckFailure> {
    if rewrite.pieces().is_empty() {
        return Err(CheckFailure::Nothing);
    }
    if rewrite.elides() && !input.budget.may_elide() {
        return Err(CheckFailure::Forbidden);
    }
    if !rewrite.fits(input.text) {
        return Err(CheckFailure::Span);
    }
    if rewrite.kept_parts(input.text).all(|part| part.trim().is_empty()) {
        return Err(CheckFailure::Empty);
    }
    check_elisions(input, || Forms::of_kept(input.text, rewrite), rewrite.elisions())?;
    let rows = rewrite.elisions().filter(|elision| matches!(elision.unit, Unit::Rows(_)));
    rows::check(input, &rows.collect::<Vec<_>>())?;
    let texts = rewrite.elisions().filter(|elision| elision.unit == Unit::Text);
    texts::check(input, &texts.collect::<Vec<_>>())?;
    words::check(input, rewrite.elisions())?;
    let joint = joint_notices(input.text, rewrite).ok_or(CheckFailure::Statement)?;
    let of_page = markup::check(input, rewrite)?;
    let fold = if rewrite.folds() && !of_page {
        check_fold(compressor, input, rewrite)?
    } else {
        Fidelity::Bytes
    };
    let fidelity = if rewrite.elides() { Fidelity::Elided } else { fold };
    Ok(Verified { fidelity, joint })
}

/// Whether no match of the patterns in the text is elided, be it one of many equal ones.
///
/// # Errors
///
/// [`CheckFailure::Required`] otherwise.
pub(crate) fn keeps_matches(
    required: &[Regex],
    text: &str,
    rewrite: &Rewrite,
) -> Result<(), CheckFailure> {
    if required.is_empty() {
        return Ok(());
    }
    let elided: Vec<Span> = rewrite.elisions().map(|elision| elision.span).collect();
    let hidden = |found: regex::Match<'_>| {
        let next = elided.partition_point(|span| span.end <= found.start());
        !found.is_empty() && elided.get(next).is_some_and(|span| span.start < found.end())
    };
    let gone = required.iter().flat_map(|pattern| pattern.find_iter(text)).any(hidden);
    if gone { Err(CheckFailure::Required) } else { Ok(()) }
}

/// Whether every match of the patterns in `before` stands in `after`. Linear where the patterns find
/// the same texts in both.
///
/// # Errors
///
/// [`CheckFailure::Required`] otherwise.
pub fn keeps(required: &[Regex], before: &str, after: &str) -> Result<(), CheckFailure> {
    let all = |text| {
        let found = required.iter().flat_map(move |pattern| pattern.find_iter(text));
        found.map(|found| found.as_str())
    };
    let mut seen: HashSet<&str> = all(after).collect();
    let gone = all(before).any(|text| seen.insert(text) && !after.contains(text));
    if gone { Err(CheckFailure::Required) } else { Ok(()) }
}

/// Executes the inverse and compares.
fn check_fold(
    compressor: &dyn Compressor,
    input: &Input<'_>,
    rewrite: &Rewrite,
) -> Result<Fidelity, CheckFailure> {
    let folded = rewrite.folded(input.text).ok_or(CheckFailure::Span)?;
    let restore = |out: &mut dyn fmt::Write| compressor.restore(&folded, out);
    let found = if input.content_type.is_json() {
        writes_values(&rewrite.kept(input.text).ok_or(CheckFailure::Span)?, restore)
    } else {
        writes_parts(rewrite.kept_parts(input.text), restore).then_some(Fidelity::Bytes)
    };
    found.ok_or(CheckFailure::Inverse)
}

/// Checks that elided spans are whole units and that what notices will say of them is so.
fn check_elisions<'a>(
    input: &Input<'_>,
    kept: impl Fn() -> Forms,
    elisions: impl Iterator<Item = &'a Elision>,
) -> Result<(), CheckFailure> {
    let mut shown: Option<Forms> = None;
    let text = input.text;
    let mut hunks = None;
    for elision in elisions {
        match elision.unit {
            Unit::Characters if is_part_of_line(text, elision.span) => {}
            Unit::Characters => return Err(CheckFailure::Span),
            // Where these begin and end is for what reads their format to say.
            Unit::Rows(_) | Unit::Text | Unit::Elements | Unit::Words => {}
            _ => whole_lines(text, elision)?,
        }
        let holds = match elision.unit {
            // What is said of hits and names is checked for all of them together.
            Unit::Lines | Unit::Hits { .. } | Unit::Names { .. } | Unit::Characters => true,
            Unit::Rows(_) | Unit::Text | Unit::Elements | Unit::Words => {
                elision.like == Like::Unknown && elision.counts.is_empty()
            }
            Unit::Code { listed, .. } => {
                let holds = !listed || listing::numbers(elision.span.of(text)).is_some();
                holds && elision.like == Like::Unknown && elision.counts.is_empty()
            }
            Unit::Context => {
                let hunks = hunks.get_or_insert_with(|| input.hunks().peekable());
                while hunks.next_if(|hunk| hunk.body.end < elision.span.end).is_some() {}
                hunks.peek().is_some_and(|hunk| is_context(text, hunk, elision.span))
            }
            Unit::Hunks => Tally::of(elision.span.of(text)).is_some(),
        };
        if !holds {
            return Err(CheckFailure::Statement);
        }
        if elision.like == Like::Shown {
            let shown = shown.get_or_insert_with(&kept);
            if !shown.have_all(elision.span.of(text)) {
                return Err(CheckFailure::Statement);
            }
        }
        if !counts_hold(text, elision) {
            return Err(CheckFailure::Statement);
        }
    }
    Ok(())
}

/// Settles what is left to the core to find ([`Like::AsFound`]) in a rewrite that was verified. Linear.
pub fn settle(text: &str, rewrite: &mut Rewrite) {
    let is_open = |elision: &&mut Elision| elision.like == Like::AsFound;
    if !rewrite.elisions().any(|elision| elision.like == Like::AsFound) {
        return;
    }
    let shown = Forms::of_kept(text, rewrite);
    for elision in rewrite.elisions_mut().filter(is_open) {
        let all = shown.have_all(elision.span.of(text));
        elision.like = if all { Like::Shown } else { Like::Unknown };
    }
}

/// The forms of lines, by the numbers of their masks.
#[derive(Debug, Default)]
struct Forms(HashSet<u128, Keyed>);

impl Forms {
    /// Of what a rewrite does not elide.
    fn of_kept(text: &str, rewrite: &Rewrite) -> Self {
        let kept = rewrite.kept(text).unwrap_or_default();
        Self(lines(&kept).map(mask_number).collect())
    }

    fn have_all(&self, text: &str) -> bool {
        lines(text).all(|line| self.0.contains(&mask_number(line)))
    }
}

/// The lines of a text without their line breaks, as [`str::lines`] gives them, sooner.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = &str> {
    let breaks = memchr::memchr_iter(b'\n', text.as_bytes());
    let ends = breaks.chain((!text.is_empty() && !text.ends_with('\n')).then_some(text.len()));
    let whole = ends.scan(0, |start, end| text.get(std::mem::replace(start, end + 1)..end));
    whole.map(|line| line.strip_suffix('\r').unwrap_or(line))
}

/// Whether each word stands in as many of the elided lines as stated, and none is named twice.
fn counts_hold(text: &str, elision: &Elision) -> bool {
    let mut words = HashSet::new();
    elision.counts.len() <= WordCount::MOST
        && elision.counts.iter().all(|count| {
            words.insert(&count.word)
                && WordCount::of(&count.word, elision.span.of(text)).as_ref() == Some(count)
        })
}

/// Whether a span is made of lines of context of the hunk.
fn is_context(text: &str, hunk: &Hunk, span: Span) -> bool {
    let within = Hunk { body: span, ..*hunk };
    // A line that is none of a diff is passed over, and the one behind it does not begin where this one ends.
    let mut at = span.start;
    let is_next = |(line, kind): (Span, HunkLine)| {
        line.start == std::mem::replace(&mut at, line.end) && kind == HunkLine::Context
    };
    hunk.body.start <= span.start
        && span.end <= hunk.body.end
        && within.lines(text).all(is_next)
        && at == span.end
}

/// Lines start after a line break and end with one, or at the ends of the text.
fn whole_lines(text: &str, elision: &Elision) -> Result<(), CheckFailure> {
    let breaks_before = |at: usize| at == 0 || text.as_bytes().get(at - 1) == Some(&b'\n');
    let span = elision.span;
    let ends = span.end == text.len() || breaks_before(span.end);
    if breaks_before(span.start) && ends { Ok(()) } else { Err(CheckFailure::Span) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ContentType, Estimator, Span};

    #[test]
    fn what_is_said_of_a_diff_is_checked() {
        let text = "@@ -1,3 +1,2 @@\n a\n-b\n c\n@@ -7 +7 @@\n-d\n+e\n context\n";
        let holds = |part: &str, unit| {
            let start = text.find(part).unwrap_or(0);
            let span = Span::new(start, start + part.len());
            let elision =
                Elision { span, unit, like: Like::Unknown, counts: Vec::new(), facts: Vec::new() };
            let input = Input::new(text, ContentType::DIFF, &Estimator);
            check_elisions(&input, Forms::default, [elision].iter())
        };
        assert_eq!(holds(" a\n", Unit::Context), Ok(()));
        assert_eq!(holds(" c\n", Unit::Context), Ok(()));
        assert_eq!(holds("@@ -1,3 +1,2 @@\n a\n-b\n c\n", Unit::Hunks), Ok(()));
        let wrong = Err(CheckFailure::Statement);
        assert_eq!(holds(" a\n-b\n", Unit::Context), wrong);
        assert_eq!(holds(" context\n", Unit::Context), wrong, "in no hunk");
        assert_eq!(holds("@@ -7 +7 @@\n-d\n", Unit::Hunks), wrong, "half a hunk");
        assert_eq!(holds("-d\n+e\n", Unit::Hunks), wrong);
        assert_eq!(holds("a\n", Unit::Context), Err(CheckFailure::Span));
    }

    #[test]
    fn what_is_left_to_the_core_is_found() {
        let text = "job 1 done\njob 2 done\njob 3 done\njob 4 failed\nend\n";
        let found = |from, to| {
            let mut rewrite = Rewrite::new();
            rewrite.elide(from..to, Unit::Lines, Like::AsFound);
            settle(text, &mut rewrite);
            rewrite.elisions().map(|elision| elision.like).collect::<Vec<_>>()
        };
        assert_eq!(found(11, 33), [Like::Shown]);
        assert_eq!(found(22, 46), [Like::Unknown]);
        assert_eq!(found(0, 33), [Like::Unknown]);
    }

    #[test]
    fn counts_are_counted_again() {
        let text = "ERROR a\nERROR b\nINFO c\n";
        let count = |word: &str, lines| WordCount { word: word.to_owned(), lines };
        let holds = |counts: Vec<WordCount>| {
            let (unit, like) = (Unit::Lines, Like::Unknown);
            let (span, facts) = (Span::new(8, text.len()), Vec::new());
            counts_hold(text, &Elision { span, unit, like, counts, facts })
        };
        assert!(holds(vec![]));
        assert!(holds(vec![count("ERROR", 1), count("INFO", 1)]));
        assert!(!holds(vec![count("ERROR", 2)]));
        assert!(!holds(vec![count("ERROR", 1), count("ERROR", 1)]));
        assert!(!holds(vec![count("WARN", 0)]));
    }
}
