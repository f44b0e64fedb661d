//! Elements of a page that are out of sight.

use std::fmt;

use super::{number, plural};
use crate::markup::Elements;

const ELEMENT: &str = " element";
const WITH: &str = " with ";
const WORD: &str = " word";

pub(super) fn write(found: &Elements, left_out: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{}{ELEMENT}{}", found.elements, plural(found.elements))?;
    write!(f, "{WITH}{}{WORD}{}{left_out}", found.words, plural(found.words))?;
    for (at, (count, kind)) in found.kinds.iter().enumerate() {
        write!(f, "{}{count} {kind}", if at == 0 { ": " } else { ", " })?;
    }
    Ok(())
}

/// Reads what stands before and behind `left out`.
pub(super) fn parse(what: &str, how: &str) -> Option<Elements> {
    let (elements, words) = what.split_once(ELEMENT)?;
    let words = words.split_once(WITH)?.1.split_once(WORD)?.0;
    let kind = |part: &str| {
        let (count, kind) = part.split_once(' ')?;
        let kind = Elements::KINDS.iter().find(|known| **known == kind)?;
        Some((number(count)?, *kind))
    };
    let kinds = how.strip_prefix(": ").map(|kinds| kinds.split(", ").map(kind).collect());
    Some(Elements {
        elements: number(elements)?,
        words: number(words)?,
        kinds: kinds.unwrap_or_else(|| Some(Vec::new()))?,
    })
}
