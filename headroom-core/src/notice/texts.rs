//! Parts of long strings that are out of sight.

use std::fmt;

use super::number;
use crate::TextPart;

const OF_TEXT: &str = " of text";
const OF_BASE64: &str = " characters of encoded data";
const DIGEST: &str = ", digest ";

pub(super) fn write(part: &TextPart, left_out: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match part {
        TextPart::Lines(1) => write!(f, "1 line{OF_TEXT}{left_out}"),
        TextPart::Lines(lines) => write!(f, "{lines} lines{OF_TEXT}{left_out}"),
        TextPart::Characters(count) => write!(f, "{count} characters{OF_TEXT}{left_out}"),
        TextPart::Encoded(count, digest) => {
            write!(f, "{count}{OF_BASE64}{left_out}{DIGEST}{digest}")
        }
    }
}

/// Reads what stands before and behind `left out`.
pub(super) fn parse(what: &str, how: &str) -> Option<TextPart> {
    if let Some(count) = what.strip_suffix(OF_BASE64) {
        let digest = how.strip_prefix(DIGEST)?;
        let plain = digest.len() == 8 && digest.bytes().all(|b| b.is_ascii_hexdigit());
        return plain.then_some(TextPart::Encoded(number(count)?, digest.to_owned()));
    }
    how.is_empty().then_some(())?;
    let (count, unit) = what.strip_suffix(OF_TEXT)?.split_once(' ')?;
    let count = number(count)?;
    match unit {
        "characters" => Some(TextPart::Characters(count)),
        "line" | "lines" => Some(TextPart::Lines(count)),
        _ => None,
    }
}
