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
        if self.is_empty() {
            return Cow::Borrowed(text);
        }
        self.spliced(text).map_or(Cow::Borrowed(text), Cow::Owned)
    }

    fn spliced(&self, text: &str) -> Option<String> {
        let added: usize = self.splices.iter().map(|(_, with)| with.len()).sum();
        let removed: usize = self.splices.iter().map(|(span, _)| span.len()).sum();
        let mut out = String::with_capacity((text.len() + added).saturating_sub(removed));
        let mut at = 0;
        for (span, with) in &self.splices {
            out.push_str(text.get(at..span.start)?);
            span.get(text)?;
            out.push_str(with);
            at = span.end;
        }
        out.push_str(text.get(at..)?);
        Some(out)
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
