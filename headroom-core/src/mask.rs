//! The form of a line: what stays when the parts that vary are taken out.

/// Replaces the parts of a line that vary from one occurrence to the next by placeholders: runs of
/// digits with what is glued to them (`0x1f`, `3.5ms`, ids with digits) become `#`. Leading and
/// inner white space stays. Two lines with the same mask have the same form.
///
/// Linear in the line.
#[must_use]
pub fn mask(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    mask_into(line, &mut out);
    out
}

/// Writes the [`mask`] of a line in place of what stands in `out`: for many lines, one buffer.
pub(crate) fn mask_into(line: &str, out: &mut String) {
    out.clear();
    let mut rest = line;
    while let Some((word, after)) = rest.split_at_checked(word_length(rest)) {
        let varies = if word.is_ascii() {
            word.bytes().any(|byte| byte.is_ascii_digit())
        } else {
            word.chars().any(char::is_numeric)
        };
        out.push_str(if varies { "#" } else { word });
        let mut chars = after.chars();
        let Some(separator) = chars.next() else { break };
        out.push(separator);
        rest = chars.as_str();
    }
}

/// The length of the letters and digits at the start of a text.
fn word_length(text: &str) -> usize {
    let ascii = text.bytes().take_while(u8::is_ascii_alphanumeric).count();
    match text.as_bytes().get(ascii) {
        Some(byte) if !byte.is_ascii() => {
            text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len())
        }
        _ => ascii,
    }
}

#[cfg(test)]
mod tests {
    use super::mask;

    #[test]
    fn what_varies_becomes_a_placeholder() {
        assert_eq!(mask("GET /a/17 took 35ms from 10.0.0.1"), "GET /a/# took # from #.#.#.#");
        assert_eq!(mask("id=9f3a-77b2 ok"), "id=#-# ok");
        assert_eq!(mask("  plain words"), "  plain words");
        assert_eq!(mask("\u{e9}t\u{e9}2 a\u{b2} \u{661}/x"), "# # #/x");
        assert_eq!(mask(""), "");
    }
}
