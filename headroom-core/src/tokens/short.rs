//! Pieces that their first eight bytes tell: nearly all of them.

use super::letters::{Class, class_of_byte};
use super::pieces::Kind;
use crate::lanes::{Lanes, WIDTH};

/// The kind and the length of the piece that begins with these bytes of a text, if they tell: as
/// [`Pieces`](super::pieces::Pieces) has it.
#[inline(always)] // See `Pieces::next`.
pub(super) fn piece(head: Lanes) -> Option<(Kind, usize)> {
    let [first, second, third] = [0, 1, 2].map(|lane| class_of_byte(head.byte(lane)));
    match first {
        Class::Lower | Class::Upper => word(head, 0, first),
        Class::Blank | Class::Punctuation if second.is_letter() => word(head, 1, second),
        Class::Punctuation if matches!(second, Class::Number | Class::Blank) => {
            Some((Kind::Punctuation, 1))
        }
        Class::Punctuation => punctuation(head, 0),
        Class::Number => digits(second, third),
        Class::Blank => blank(head, second),
        Class::Newline if blanks(head, 1).is_some() => Some((Kind::Space, 1)),
        _ => None,
    }
}

/// A word whose letters begin in a lane, where `first` is the class of the first.
#[inline(always)]
fn word(head: Lanes, lane: usize, first: Class) -> Option<(Kind, usize)> {
    let after_capital = lane + usize::from(first == Class::Upper);
    let end = after_capital + head.within(b'a', b'z').from(after_capital).run();
    let next = head.byte(end);
    let capitals = end == after_capital && next.is_ascii_uppercase();
    let tells = end < WIDTH && next.is_ascii() && next != b'\'' && !capitals;
    tells.then_some((Kind::Word, end))
}

/// A run of punctuation that begins in a lane, and the line break after it.
#[inline(always)]
fn punctuation(head: Lanes, lane: usize) -> Option<(Kind, usize)> {
    let end = lane + head.signs().from(lane).run();
    let [next, after_next] = [end, end + 1].map(|lane| head.byte(lane));
    let len = match class_of_byte(next) {
        Class::Lower | Class::Upper | Class::Number | Class::Blank => end,
        // More line breaks and slashes would belong to it, too.
        Class::Newline if class_of_byte(after_next).ends_blanks() && after_next != b'/' => end + 1,
        Class::Newline if class_of_byte(after_next) == Class::Blank => end + 1,
        _ => WIDTH,
    };
    (len < WIDTH).then_some((Kind::Punctuation, len))
}

#[inline(always)]
fn digits(second: Class, third: Class) -> Option<(Kind, usize)> {
    match (second, third) {
        (Class::Number, Class::Number) => Some((Kind::Digits, 3)),
        (Class::Unsure, _) | (Class::Number, Class::Unsure) => None,
        (Class::Number, _) => Some((Kind::Digits, 2)),
        _ => Some((Kind::Digits, 1)),
    }
}

/// A blank that is not followed by a letter.
#[inline(always)]
fn blank(head: Lanes, second: Class) -> Option<(Kind, usize)> {
    let is_space = head.byte(0) == b' ';
    match second {
        Class::Number => Some((Kind::Space, 1)),
        Class::Punctuation if is_space => punctuation(head, 1),
        // The last space goes to what follows.
        Class::Blank if is_space => blanks(head, 0).map(|end| (Kind::Space, end - 1)),
        _ => None,
    }
}

/// Where the spaces from a lane on end, if that is surely the end of the white space.
#[inline(always)]
fn blanks(head: Lanes, lane: usize) -> Option<usize> {
    let end = lane + head.within(b' ', b' ').from(lane).run();
    (end < WIDTH && class_of_byte(head.byte(end)).ends_blanks()).then_some(end)
}
