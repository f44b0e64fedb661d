//! The form of a line: what stays when the parts that vary are taken out.

/// Replaces the parts of a line that vary from one occurrence to the next by placeholders: runs of
/// digits with what is glued to them (`0x1f`, `3.5ms`, ids with digits) become `#`. Leading and
/// inner white space stays. Two lines with the same mask have the same form.
///
/// Linear in the line.
#[must_use]
pub fn mask(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut word_start = 0;
    let mut has_digit = false;
    for c in line.chars() {
        if c.is_alphanumeric() {
            has_digit |= c.is_numeric();
            out.push(c);
            continue;
        }
        close(&mut out, word_start, has_digit);
        has_digit = false;
        out.push(c);
        word_start = out.len();
    }
    close(&mut out, word_start, has_digit);
    out
}

/// Ends a word: one with a digit in it becomes the placeholder.
fn close(out: &mut String, word_start: usize, has_digit: bool) {
    if has_digit {
        out.truncate(word_start);
        out.push('#');
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
        assert_eq!(mask(""), "");
    }
}
