//! Which parts of a long string stay in sight.

use headroom_core::Span;

use super::super::tree::Tree;
use super::terms::Hits;

/// Encoded bytes stay in sight up to so many characters, by which their type is told …
const HEAD: usize = 16;
/// … where there are more than these.
const MIN_ENCODED: usize = 600;
/// Fewer tokens in a row do not go.
const MIN_HIDDEN: usize = 40;
/// A text of more bytes in one line is one of sentences.
const LONG_LINE: usize = 1_000;
/// The percent of the aim for the beginning and for the end; what is asked for gets the rest.
const BEGINNING: usize = 40;
const END: usize = 25;

/// The parts of a string that go out of sight, in order. `aim` is the number of tokens that should be
/// left. Linear.
pub(super) fn choose(tree: &Tree<'_>, hits: &Hits, id: u32, aim: usize) -> Vec<Span> {
    let Span { start, end } = tree.span(id);
    let inside = Span::new(start + 1, end - 1);
    if inside.len() <= super::LONG_STRING {
        return Vec::new();
    }
    let encoded = encoded(tree.text(), inside);
    if !encoded.is_empty() {
        return encoded;
    }
    let units = units(tree.text(), inside);
    let shown = shown(hits, &units, aim);
    // A string of one long line stays rather than goes.
    if shown.contains(&true) { runs(&units, &shown) } else { Vec::new() }
}

/// The long runs of encoded bytes.
fn encoded(text: &str, inside: Span) -> Vec<Span> {
    let mut out = Vec::new();
    let mut at = inside.start;
    let is_encoding = |b: &u8| b.is_ascii_alphanumeric() || b"+/=-_".contains(b);
    for part in inside.of(text).as_bytes().split(|b| !is_encoding(b)) {
        if part.len() >= MIN_ENCODED {
            out.push(Span::new(at + HEAD, at + part.len()));
        }
        at += part.len() + 1;
    }
    out
}

/// The lines of a string, or its sentences if it has few.
fn units(text: &str, inside: Span) -> Vec<Span> {
    let source = inside.of(text);
    let lines = cut(source, line_ends(source));
    let units = if lines.len() * LONG_LINE < source.len() {
        cut(source, sentence_ends(source))
    } else {
        lines
    };
    units.into_iter().map(|unit| unit.shifted(inside.start)).collect()
}

fn cut(source: &str, ends: impl Iterator<Item = usize>) -> Vec<Span> {
    let mut from = 0;
    let ends = ends.chain([source.len()]);
    let spans = ends.map(|end| Span::new(std::mem::replace(&mut from, end), end));
    spans.filter(|span| !span.is_empty()).collect()
}

/// Where line breaks end, which are escapes.
fn line_ends(source: &str) -> impl Iterator<Item = usize> + '_ {
    let mut after = 0;
    memchr::memchr_iter(b'\\', source.as_bytes()).filter_map(move |at| {
        (at >= after).then(|| after = at + 2)?;
        (source.as_bytes().get(at + 1) == Some(&b'n')).then_some(at + 2)
    })
}

/// Behind the blank that follows on the end of a sentence.
fn sentence_ends(source: &str) -> impl Iterator<Item = usize> + '_ {
    memchr::memchr3_iter(b'.', b'!', b'?', source.as_bytes())
        .filter(|&at| source.as_bytes().get(at + 1) == Some(&b' '))
        .map(|at| at + 2)
}

/// For each line or sentence, whether it stays.
fn shown(hits: &Hits, units: &[Span], aim: usize) -> Vec<bool> {
    let mut shown = vec![false; units.len()];
    let mut take = |order: &mut dyn Iterator<Item = usize>, percent: usize| {
        let mut left = aim * percent / 100;
        for at in order {
            let weight = units.get(at).map_or(0, |unit| unit.len() / 4 + 1);
            if weight > left {
                break;
            }
            if let Some(shown) = shown.get_mut(at).filter(|shown| !**shown) {
                *shown = true;
                left -= weight;
            }
        }
    };
    take(&mut (0..units.len()), BEGINNING);
    take(&mut (0..units.len()).rev(), END);
    let asked = |at: &usize| {
        units.get(*at).is_some_and(|unit| hits.within(unit.start, unit.end).next().is_some())
    };
    // With what stands around it.
    let mut around =
        (0..units.len()).filter(asked).flat_map(|at| [at, at.saturating_sub(1), at + 1]);
    take(&mut around, 100 - BEGINNING - END);
    shown
}

/// The spans of what does not stay, where it is worth a notice.
fn runs(units: &[Span], shown: &[bool]) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    for (unit, _) in units.iter().zip(shown).filter(|(_, shown)| !**shown) {
        match out.last_mut().filter(|last| last.end == unit.start) {
            Some(last) => last.end = unit.end,
            None => out.push(*unit),
        }
    }
    out.retain(|span| span.len() >= 4 * MIN_HIDDEN);
    out
}
