//! What a compressor proposes: spans to leave out, spans to say in fewer tokens.

use crate::Span;

/// A proposal for a smaller form of a text, as data.
///
/// A rewrite is a list of pieces, sorted and disjoint by construction: spans of the input that go
/// out of sight ([`Rewrite::elide`]) and spans that are written in another way
/// ([`Rewrite::fold`]). What no piece covers stays as it is. Notices are not part of it: the core
/// writes them, from these data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rewrite {
    pieces: Vec<Piece>,
}

/// A part of the input that a rewrite changes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Piece {
    /// Units of the source that go out of sight.
    Elided(Elision),
    /// Units of the source said in fewer tokens.
    Folded {
        /// What is replaced.
        span: Span,
        /// What stands in its place.
        text: String,
    },
}

impl Piece {
    /// The part of the input that the piece replaces.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Self::Elided(elision) => elision.span,
            Self::Folded { span, .. } => *span,
        }
    }
}

/// Units of the source that go out of sight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Elision {
    /// Whole units: for lines, from the first byte of a line to the first byte after the last one's
    /// line break.
    pub span: Span,
    /// What is counted in the notice.
    pub unit: Unit,
    /// What the notice says of them.
    pub like: Like,
}

/// The unit in which a notice counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Unit {
    /// Lines of text. The notice names their numbers.
    Lines,
}

/// What is known of elided units. The checker recomputes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Like {
    /// Nothing is claimed.
    Unknown,
    /// Each has the same form as a line that stays in sight: equal once [`mask`](crate::mask) has
    /// replaced what varies from line to line.
    Shown,
}

impl Rewrite {
    /// A rewrite that changes nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A rewrite that folds the whole of `text`.
    #[must_use]
    pub fn whole(text: &str, folded: String) -> Self {
        let mut rewrite = Self::new();
        rewrite.fold(Span::whole(text), folded);
        rewrite
    }

    /// Leaves a span out of sight. Pieces come in order: a span that starts before the end of the
    /// one before it, or is empty, is not taken, and `false` says so.
    pub fn elide(&mut self, span: impl Into<Span>, unit: Unit, like: Like) -> bool {
        self.push(Piece::Elided(Elision { span: span.into(), unit, like }))
    }

    /// Writes `text` in place of a span. Pieces come in order, as for [`Rewrite::elide`]; the span
    /// may be empty if the text is not.
    pub fn fold(&mut self, span: impl Into<Span>, text: String) -> bool {
        self.push(Piece::Folded { span: span.into(), text })
    }

    fn push(&mut self, piece: Piece) -> bool {
        let span = piece.span();
        let after = self.pieces.last().map_or(0, |last| last.span().end);
        let empty = match &piece {
            Piece::Elided(_) => span.is_empty(),
            Piece::Folded { text, .. } => span.is_empty() && text.is_empty(),
        };
        let fits = span.start >= after && span.end >= span.start && !empty;
        if fits {
            self.pieces.push(piece);
        }
        fits
    }

    /// The pieces, sorted and disjoint.
    #[must_use]
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Whether anything goes out of sight.
    #[must_use]
    pub fn elides(&self) -> bool {
        self.pieces.iter().any(|piece| matches!(piece, Piece::Elided(_)))
    }

    /// Whether anything is written in another way.
    #[must_use]
    pub fn folds(&self) -> bool {
        self.pieces.iter().any(|piece| matches!(piece, Piece::Folded { .. }))
    }

    /// The input without what is elided: what the fold must give back. `None` if a span does not
    /// fit the text.
    #[must_use]
    pub fn kept(&self, text: &str) -> Option<String> {
        self.render(text, |piece, out| {
            if let Piece::Folded { span, .. } = piece {
                out.push_str(span.get(text)?);
            }
            Some(())
        })
    }

    /// The output without notices: what goes into the fold's inverse. `None` if a span does not fit
    /// the text.
    #[must_use]
    pub fn folded(&self, text: &str) -> Option<String> {
        self.render(text, |piece, out| {
            if let Piece::Folded { text, .. } = piece {
                out.push_str(text);
            }
            Some(())
        })
    }

    /// Walks over the text: what no piece covers is copied, `each` writes for the pieces.
    pub(crate) fn render(
        &self,
        text: &str,
        mut each: impl FnMut(&Piece, &mut String) -> Option<()>,
    ) -> Option<String> {
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for piece in &self.pieces {
            let span = piece.span();
            span.get(text)?;
            out.push_str(text.get(at..span.start)?);
            each(piece, &mut out)?;
            at = span.end;
        }
        out.push_str(text.get(at..)?);
        Some(out)
    }
}
