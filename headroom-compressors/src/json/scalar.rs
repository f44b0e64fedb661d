//! When a string can stand without quotes.

/// Where a value stands, and so what would end it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A cell of a row: ended by the delimiter or the end of the line.
    Row,
    /// Inside brackets, which also end it.
    Nested,
}

/// Whether a text is a JSON number, `true`, `false` or `null`.
pub(super) fn is_literal(text: &str) -> bool {
    matches!(text, "true" | "false" | "null") || is_number(text)
}

fn is_number(text: &str) -> bool {
    let digits =
        |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let whole = digits(unsigned);
    if whole == 0 || (whole > 1 && unsigned.starts_with('0')) {
        return false;
    }
    let mut rest = unsigned.get(whole..).unwrap_or("");
    if let Some(fraction) = rest.strip_prefix('.') {
        let len = digits(fraction);
        if len == 0 {
            return false;
        }
        rest = fraction.get(len..).unwrap_or("");
    }
    match rest.strip_prefix(['e', 'E']) {
        Some(exponent) => {
            let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
            !exponent.is_empty() && digits(exponent) == exponent.len()
        }
        None => rest.is_empty(),
    }
}

/// Whether a string can stand as a value without quotes: it reads as nothing else, and nothing in
/// it ends a value at this place.
pub(super) fn is_bare(text: &str, place: Place) -> bool {
    let bytes = text.as_bytes();
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else { return false };
    if b"\"[{:= ".contains(first) || *last == b' ' || bare_len(text, place) < text.len() {
        return false;
    }
    match first {
        b'0'..=b'9' | b'-' => !is_literal(text) && !is_marked(text),
        b't' | b'f' | b'n' => !is_literal(text),
        _ => true,
    }
}

/// Whether a byte may end a value without quotes.
const fn is_sign(b: u8) -> bool {
    b < b' ' || matches!(b, b',' | b'[' | b']' | b'{' | b'}')
}

/// The length of a value without quotes that starts here. Pairs of brackets inside of it do not end
/// it; what leaves a bracket open has no length.
pub(super) fn bare_len(text: &str, place: Place) -> usize {
    let mut open = 0_usize;
    let mut len = text.len();
    let plain = text.bytes().position(is_sign).unwrap_or(len);
    let rest = text.as_bytes().get(plain..).unwrap_or_default();
    for (at, &b) in (plain..).zip(rest) {
        let closes = place == Place::Nested && (b == b'}' || b == b']');
        if b < b' ' || b == b',' || (closes && open == 0) {
            len = at;
            break;
        }
        open += usize::from(b == b'{' || b == b'[');
        open -= usize::from(closes);
    }
    if place == Place::Nested && open > 0 { 0 } else { len }
}

/// Whether a key can stand without quotes, in a header as in a row.
pub(super) fn is_name(text: &str) -> bool {
    let special = |b: u8| b < b' ' || b"{}[]:=?|,\"*".contains(&b);
    !text.is_empty()
        && !text.starts_with(' ')
        && !text.ends_with(' ')
        && !text.bytes().any(special)
        && !is_marked(text)
}

/// Whether a text starts as the count of a table's rows does, or the number of a record's form.
fn is_marked(text: &str) -> bool {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    rest.len() < text.len() && [" rows", " lines", "{"].iter().any(|mark| rest.starts_with(mark))
}
