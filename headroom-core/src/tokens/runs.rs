//! What runs of punctuation and of white space cost beyond their first token.

use super::signs;
use super::weight::Weight;

/// The weight of a piece of ASCII punctuation: that of its signs, and of the line breaks after them.
pub(super) fn weigh_punctuation(run: &[u8]) -> Weight {
    let breaks = run.iter().rev().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    let (signs, breaks) = run.split_at_checked(run.len() - breaks).unwrap_or((run, b""));
    let weight =
        if signs::is_token(signs) { Weight::NONE } else { weigh_parts(signs, breaks.is_empty()) };
    match signs.last() {
        Some(&sign) if !breaks.is_empty() => {
            weight.plus(weigh_breaks(breaks)).plus(weigh_before_break(sign))
        }
        _ => weight,
    }
}

/// The weight of signs that are no token but as many as these. Together with a line break they may be; and
/// long runs of one sign are cut in fewer or more parts.
fn weigh_parts(signs: &[u8], is_whole: bool) -> Weight {
    const ONE: u32 = 64;
    let more = signs::tokens(signs).saturating_sub(1);
    let mean = more.saturating_mul(ONE);
    let is_sure = is_whole && signs.iter().all(u8::is_ascii_punctuation);
    let (least, beyond) = if is_sure { (ONE, 2) } else { (0, 1) };
    let sure = more.saturating_sub(beyond).saturating_mul(ONE / 2).saturating_add(least);
    Weight {
        low: i32::try_from(sure.min(mean)).unwrap_or(i32::MAX),
        mean,
        high: mean.saturating_add(mean / 8).saturating_add(more.saturating_mul(ONE / 2)),
        variance: more.saturating_mul(2).saturating_add(2),
    }
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

/// The weight of a piece of white space. Runs of one character are one token up to some length.
pub(super) fn weigh_space(space: &[u8]) -> Weight {
    let pairs = || space.iter().zip(space.iter().skip(1));
    let changes = pairs().filter(|(one, other)| one != other).count();
    let [changes, repeats] = [changes, pairs().count() - changes].map(|count| count as u32);
    let longest = match space.first() {
        Some(b' ') => 79,
        Some(b'\t') => 20,
        _ => 10,
    };
    let low = (repeats.saturating_sub(128) / 2).cast_signed();
    if changes > 0 {
        let mean = 10 + 20 * (changes - 1) + repeats / 2;
        Weight { low, mean, high: 16 + 40 * changes + 4 * repeats, variance: 14 + 8 * changes }
    } else if repeats < longest {
        Weight::NONE
    } else {
        Weight { low, mean: repeats, high: 16 + 5 * repeats, variance: 8 }
    }
}

fn is_odd(byte: u8) -> bool {
    matches!(byte, b'!' | b'#' | b'$' | b'%' | b'&' | b'*' | b'+' | b'?' | b'@')
        || matches!(byte, b'\\' | b'^' | b'`' | b'|' | b'~')
        || byte.is_ascii_control()
}
