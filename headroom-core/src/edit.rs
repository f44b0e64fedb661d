//! Edits: splices into the caller's text.

use std::borrow::Cow;

use crate::Span;

/// Replacements of spans of a text: sorted and disjoint by construction.
///
/// Bytes outside the spans are copied, never printed again; no edit means the same text, borrowed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edits {
    splices: Vec<(Span, String)>,
}

impl Edits {
    /// No edits.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a replacement. Edits come in order: one that starts before the end of the last is not
    /// taken, and `false` says so.
    pub fn replace(&mut self, span: Span, with: String) -> bool {
        let after = self.splices.last().map_or(0, |(last, _)| last.end);
        let fits = span.start >= after && span.end >= span.start;
        if fits {
            self.splices.push((span, with));
        }
        fits
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.splices.is_empty()
    }

    /// The text with the edits made: borrowed if there are none, or if one does not fit the text.
    #[must_use]
    pub fn apply<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut splicer = Splicer::new(text);
        let fit = self.splices.iter().all(|(span, with)| {
            splicer.replace(*span, |out| out.push_str(with));
            splicer.at == span.end
        });
        if fit { splicer.finish() } else { Cow::Borrowed(text) }
    }
}

/// Copies a text, and writes replacements into the copy as they come.
pub(crate) struct Splicer<'a> {
    text: &'a str,
    out: Option<String>,
    at: usize,
}

impl<'a> Splicer<'a> {
    pub(crate) const fn new(text: &'a str) -> Self {
        Self { text, out: None, at: 0 }
    }

    /// Has a span replaced by what is written. One that starts before the end of the last, or that
    /// does not fit the text, stays as it is.
    pub(crate) fn replace(&mut self, span: Span, write: impl FnOnce(&mut String)) {
        let between = self.text.get(self.at..span.start);
        let (Some(between), Some(_)) = (between, span.get(self.text)) else { return };
        let out = self.out.get_or_insert_with(|| String::with_capacity(self.text.len()));
        out.push_str(between);
        write(out);
        self.at = span.end;
    }

    /// The copy, or the text itself if nothing was replaced.
    pub(crate) fn finish(self) -> Cow<'a, str> {
        let Some(mut out) = self.out else { return Cow::Borrowed(self.text) };
        out.push_str(self.text.get(self.at..).unwrap_or_default());
        out.shrink_to_fit();
        Cow::Owned(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_sorted_and_disjoint_by_construction() {
        let mut edits = Edits::new();
        assert!(matches!(edits.apply("text"), Cow::Borrowed("text")));
        assert!(edits.replace(Span::new(1, 2), "E".into()));
        assert!(!edits.replace(Span::new(1, 3), "no".into()));
        assert!(edits.replace(Span::new(2, 4), String::new()));
        assert_eq!(edits.apply("text"), "tE");
        assert_eq!(edits.apply("tü"), "tü", "a splice that cuts a character is not made");
    }
}
