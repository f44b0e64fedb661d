//! What runs of punctuation and of white space cost beyond their first token.

use super::weight::Weight;

/// The weight of a piece of ASCII punctuation.
///
/// Vocabularies hold nearly all pairs and most triples of the signs of programs and of data, fewer
/// of other signs, and runs of one sign in steps of length.
pub(super) fn weigh_punctuation(run: &[u8]) -> Weight {
    let body = run.strip_prefix(b" ").unwrap_or(run);
    let breaks = body.iter().rev().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    let (body, breaks) = body.split_at_checked(body.len() - breaks).unwrap_or((body, b""));
    let shape = Shape::of(body);
    let pairs = if shape.plain + shape.odd == 0 {
        weigh_repeated(body.first().copied().unwrap_or(0), shape.repeats)
    } else {
        weigh_pairs(&shape)
    };
    let controls = Weight { low: 40, mean: 64, high: 96, variance: 8 };
    let breaks = match body.last() {
        Some(&sign) if !breaks.is_empty() => weigh_breaks(breaks).plus(weigh_before_break(sign)),
        _ => Weight::NONE,
    };
    pairs.plus(breaks).plus(controls.times(shape.controls))
}

/// The weight of the line breaks after punctuation: most are part of its token.
fn weigh_breaks(breaks: &[u8]) -> Weight {
    let more = u32::try_from(breaks.len() - 1).unwrap_or(u32::MAX);
    let steps = more.min(8) + more / 8;
    Weight { low: 0, mean: 2 + 4 * steps, high: 5 + 10 * steps, variance: 2 + 4 * steps }
}

/// The weight of the sign before a line break: only frequent ones have a token with it.
fn weigh_before_break(sign: u8) -> Weight {
    match is_odd(sign) {
        true => Weight { low: 0, mean: 8, high: 24, variance: 6 },
        false => Weight::NONE,
    }
}

fn weigh_pairs(shape: &Shape) -> Weight {
    let plain = match shape.plain {
        0 => 0,
        1 => 1,
        2 => 10,
        3 => 29,
        more => 50 + 36 * (more - 4),
    };
    let odd = match (shape.odd, shape.plain) {
        (0, _) => 0,
        (1, 0) => 6,
        (more, _) => 40 + 20 * (more - 1),
    };
    let repeats = 10 * shape.repeats.min(4) + shape.repeats / 8;
    let mean = plain + odd + repeats;
    Weight {
        low: ((plain.saturating_sub(64) + odd.saturating_sub(80)) / 2).cast_signed(),
        mean,
        high: mean + mean / 2 + 12 * shape.odd + 4 * shape.repeats.saturating_sub(4),
        variance: if mean < 3 { 1 } else { mean.min(24) + mean / 8 },
    }
}

/// The weight of one sign that stands so many times more.
fn weigh_repeated(sign: u8, repeats: u32) -> Weight {
    let is_rule = matches!(sign, b'=' | b'-' | b'*' | b'#' | b'_' | b'.' | b'/');
    match (repeats, is_rule) {
        (0 | 1, _) => Weight::NONE,
        (2, _) => Weight { low: 0, mean: 4, high: 8, variance: 4 },
        (_, true) => Weight {
            low: (repeats.saturating_sub(64) / 2).cast_signed(),
            mean: 48 + repeats,
            high: 104 + 3 * repeats,
            variance: 24,
        },
        (_, false) => Weight {
            low: (repeats.saturating_sub(64) / 2).cast_signed(),
            mean: 80 + 6 * repeats,
            high: 130 + 13 * repeats,
            variance: 64,
        },
    }
}

/// The weight of a piece of white space.
pub(super) fn weigh_space(space: &[u8]) -> Weight {
    let Shape { plain: changes, repeats, .. } = Shape::of(space);
    match (changes, repeats) {
        (0, 0..16) => Weight::NONE,
        (0, _) => Weight {
            low: (repeats.saturating_sub(128) / 2).cast_signed(),
            mean: repeats,
            high: 16 + 5 * repeats,
            variance: 8,
        },
        _ => Weight {
            low: (repeats.saturating_sub(128) / 2).cast_signed(),
            mean: 10 + 20 * (changes - 1) + repeats / 2,
            high: 16 + 40 * changes + 4 * repeats,
            variance: 14 + 8 * changes,
        },
    }
}

/// What neighbours in a run are to each other.
#[derive(Clone, Copy, Debug, Default)]
struct Shape {
    /// Equal.
    repeats: u32,
    /// Different, and both frequent in programs and data.
    plain: u32,
    /// Different, and one of them less frequent.
    odd: u32,
    /// Control characters that are no white space.
    controls: u32,
}

impl Shape {
    fn of(run: &[u8]) -> Self {
        let mut shape = Self::default();
        let mut last = None;
        for &byte in run {
            match last {
                None => {}
                Some(before) if before == byte => shape.repeats += 1,
                Some(before) if is_odd(before) || is_odd(byte) => shape.odd += 1,
                Some(_) => shape.plain += 1,
            }
            shape.controls += u32::from(is_odd_control(byte));
            last = Some(byte);
        }
        shape
    }
}

fn is_odd(byte: u8) -> bool {
    matches!(byte, b'!' | b'#' | b'$' | b'%' | b'&' | b'*' | b'+' | b'?' | b'@')
        || matches!(byte, b'\\' | b'^' | b'`' | b'|' | b'~')
        || is_odd_control(byte)
}

fn is_odd_control(byte: u8) -> bool {
    byte.is_ascii_control() && !matches!(byte, b'\t' | b'\n' | 0x0B | 0x0C | b'\r')
}
