//! What a compressor proposes: spans to leave out, spans to say in fewer tokens.

use std::borrow::Cow;

use crate::{Comment, Fact, Rows, Span};

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
    /// Units of the source that go out of sight. In a box: a text may have a fold for each of its lines,
    /// and these shall be small.
    Elided(Box<Elision>),
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

    /// What goes out of sight, if the piece is that.
    #[must_use]
    pub fn elision(&self) -> Option<&Elision> {
        match self {
            Self::Elided(elision) => Some(elision),
            Self::Folded { .. } => None,
        }
    }

    /// Whether it may stand behind a piece that ends at `after`, and changes something.
    fn fits(&self, after: usize) -> bool {
        let span = self.span();
        let empty = match self {
            Self::Elided(_) => span.is_empty(),
            Self::Folded { text, .. } => span.is_empty() && text.is_empty(),
        };
        span.start >= after && span.end >= span.start && !empty
    }
}

/// Takes the pieces that come in order, as [`Rewrite::fold`] and [`Rewrite::leave_out`] do.
impl FromIterator<Piece> for Rewrite {
    fn from_iter<Pieces: IntoIterator<Item = Piece>>(pieces: Pieces) -> Self {
        let mut end = 0;
        let in_order = pieces.into_iter().filter(|piece| {
            let fits = piece.fits(end);
            end = if fits { piece.span().end } else { end };
            fits
        });
        Self { pieces: in_order.collect() }
    }
}

/// Units of the source that go out of sight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elision {
    /// Whole units: for lines, from the first byte of a line to the first byte after the last one's
    /// line break.
    pub span: Span,
    /// What is counted in the notice.
    pub unit: Unit,
    /// What the notice says of their form.
    pub like: Like,
    /// The words that the notice says stand in them, and in how many.
    pub counts: Vec<WordCount>,
    /// What the notice says of all the rows that they are some of; only for [`Unit::Rows`].
    pub facts: Vec<Fact>,
}

impl Elision {
    /// Moves it so many bytes on, for a text that has as many more before it.
    pub(crate) fn shift(&mut self, bytes: usize) {
        self.span = self.span.shifted(bytes);
        if let Unit::Hits { path: named } | Unit::Names { directory: named } = &mut self.unit {
            *named = named.shifted(bytes);
        }
    }
}

/// A word, and in how many lines of a text it stands. The checker counts again.
///
/// A word is made of letters, digits and `_`, and stands in a line where no such character is next to
/// it; the end of a terminal's colour sequence is none.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct WordCount {
    /// The word, as it is written.
    pub word: String,
    /// How many lines have it, once or several times.
    pub lines: usize,
}

impl WordCount {
    /// The most words that are counted for one notice: a longer list is not read.
    pub const MOST: usize = 8;

    /// Counts the lines of `text` in which `word` stands. `None` if there are none, or if it is no
    /// word. Linear in the text.
    #[must_use]
    pub fn of(word: &str, text: &str) -> Option<Self> {
        if !Self::is_word(word) {
            return None;
        }
        let (mut lines, mut counted_to) = (0, 0);
        for at in memchr::memmem::find_iter(text.as_bytes(), word.as_bytes()) {
            let end = at + word.len();
            if at >= counted_to && is_whole(text.get(..at)?, text.get(end..)?) {
                lines += 1;
                let rest = text.as_bytes().get(end..)?;
                counted_to = memchr::memchr(b'\n', rest).map_or(text.len(), |more| end + more);
            }
        }
        (lines > 0).then(|| Self { word: word.to_owned(), lines })
    }

    /// Whether it is made of letters, digits and `_`, with a letter first.
    #[must_use]
    pub fn is_word(word: &str) -> bool {
        word.starts_with(char::is_alphabetic) && word.chars().all(is_of_word)
    }
}

/// Whether words are made of such characters.
pub(crate) fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether what stands between two texts is cut off from them.
fn is_whole(before: &str, after: &str) -> bool {
    !after.starts_with(is_of_word) && (!before.ends_with(is_of_word) || ends_colour(before))
}

/// Whether a text ends with `ESC [`, numbers, `m`.
fn ends_colour(text: &str) -> bool {
    let numbers = |c: char| c.is_ascii_digit() || c == ';';
    text.strip_suffix('m').is_some_and(|text| text.trim_end_matches(numbers).ends_with("\u{1b}["))
}

/// The unit in which a notice counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Unit {
    /// Lines of text. The notice names their numbers.
    Lines,
    /// Elements of a JSON array, members of an object or the values of a sequence. The span has, of the
    /// commas between them and what stays, exactly those that must go for the rest to be JSON.
    Rows(Rows),
    /// Whole lines or sentences of a string of JSON of more than two kilobytes, or characters of it that
    /// encode bytes. The notice counts them; it stands in the string.
    Text,
    /// Lines of source code. The notice names their numbers and stands in a comment.
    Code {
        /// What surrounds the notice.
        comment: Comment,
        /// Each line has its number in its margin: the notice names these.
        listed: bool,
    },
    /// Lines of context within one hunk of a diff.
    Context,
    /// Whole hunks of a diff, next to each other. The notice says how many lines they add and remove.
    Hunks,
    /// Hits of a search in one file, with their context, separators and the heading of the file.
    ///
    /// The notice says of which file how many are out of sight, and their numbers in that file.
    /// Elisions of hits with nothing in sight between them share a notice.
    Hits {
        /// Where the text names the file: at the start of a hit, or on a line of its own above the
        /// hits. Empty if it does not, and each line starts with its number.
        path: Span,
    },
    /// Names in a list of files, a line each: paths of a directory and of those below it, or names below
    /// headings of directories (`src/cli:`), with these headings and the blank lines after them.
    ///
    /// The notice says how many names are out of sight, and of which directory unless others of it are
    /// in sight next to the notice. Elisions with nothing between them share a notice.
    Names {
        /// Where the text names the directory: at the start of a path, or as a heading. Empty if it
        /// does not, and each line is a name.
        directory: Span,
    },
    /// Whole tokens of HTML or XML: elements, comments, texts between tags. One notice at the end of the
    /// block counts all of them.
    Elements,
    /// Words of running text, each with the blanks behind it; no line break. One notice at the end of the
    /// block counts them.
    ///
    /// It is the one unit that leaves a sentence damaged, so nothing of ours that is on by itself uses it: only
    /// a compressor that a caller registers, who thereby asks for it.
    Words,
    /// A delimited run of characters within a line of more than two kilobytes, which is data: encoded
    /// bytes, minified code. The notice counts them; it stands on a line of its own.
    Characters,
}

/// What is known of the form of elided units. The checker recomputes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Like {
    /// Nothing is claimed.
    Unknown,
    /// Each has the same form as a line that stays in sight: equal once [`mask`](crate::mask) has
    /// replaced what varies from line to line.
    Shown,
    /// [`Shown`](Like::Shown) if that is so, else nothing: the core finds out, which it would have to in any
    /// case. For compressors that need not know.
    AsFound,
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
        let (counts, facts) = (Vec::new(), Vec::new());
        self.leave_out(Elision { span: span.into(), unit, like, counts, facts })
    }

    /// Leaves units out of sight and states more of them than [`Rewrite::elide`] does.
    pub fn leave_out(&mut self, elision: impl Into<Box<Elision>>) -> bool {
        self.push(Piece::Elided(elision.into()))
    }

    /// Writes `text` in place of a span. Pieces come in order, as for [`Rewrite::elide`]; the span
    /// may be empty if the text is not.
    pub fn fold(&mut self, span: impl Into<Span>, text: String) -> bool {
        self.push(Piece::Folded { span: span.into(), text })
    }

    fn push(&mut self, piece: Piece) -> bool {
        let fits = piece.fits(self.pieces.last().map_or(0, |last| last.span().end));
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

    /// The pieces themselves, sorted and disjoint.
    #[must_use]
    pub fn into_pieces(self) -> Vec<Piece> {
        self.pieces
    }

    /// Whether anything goes out of sight.
    #[must_use]
    pub fn elides(&self) -> bool {
        self.elisions().next().is_some()
    }

    /// What goes out of sight, in order.
    pub fn elisions(&self) -> impl Iterator<Item = &Elision> + Clone {
        self.pieces.iter().filter_map(Piece::elision)
    }

    /// The same, to be changed.
    pub(crate) fn elisions_mut(&mut self) -> impl Iterator<Item = &mut Elision> {
        self.pieces.iter_mut().filter_map(|piece| match piece {
            Piece::Elided(elision) => Some(&mut **elision),
            Piece::Folded { .. } => None,
        })
    }

    /// Whether anything is written in another way.
    #[must_use]
    pub fn folds(&self) -> bool {
        self.pieces.iter().any(|piece| matches!(piece, Piece::Folded { .. }))
    }

    /// Whether anything stands in the output that is not a line of the input: a fold that only leaves
    /// out what its inverse adds again writes nothing.
    #[must_use]
    pub fn writes(&self) -> bool {
        self.pieces
            .iter()
            .any(|piece| matches!(piece, Piece::Folded { text, .. } if !text.is_empty()))
    }

    /// The same rewrite with all of what it folds as it stands in the input.
    #[must_use]
    pub fn without_folds(&self) -> Self {
        let elided = self.pieces.iter().filter(|piece| piece.elision().is_some());
        Self { pieces: elided.cloned().collect() }
    }

    /// Whether all pieces stand in a text.
    pub(crate) fn fits(&self, text: &str) -> bool {
        self.pieces.iter().all(|piece| piece.span().get(text).is_some())
    }

    /// The input without what is elided: what the fold must give back. `None` if a span does not
    /// fit the text.
    #[must_use]
    pub fn kept<'t>(&self, text: &'t str) -> Option<Cow<'t, str>> {
        if !self.fits(text) {
            return None;
        }
        if !self.elides() {
            return Some(Cow::Borrowed(text));
        }
        let mut kept = String::with_capacity(self.kept_parts(text).map(str::len).sum());
        kept.extend(self.kept_parts(text));
        Some(Cow::Owned(kept))
    }

    /// The parts of the input that are not elided.
    pub(crate) fn kept_parts<'t>(&self, text: &'t str) -> impl Iterator<Item = &'t str> {
        let mut at = 0;
        let end = Span::new(text.len(), text.len());
        self.elisions().map(|elision| elision.span).chain([end]).map(move |out| {
            let part = Span::new(at, out.start);
            at = out.end;
            part.of(text)
        })
    }

    /// The output without notices: what goes into the fold's inverse. `None` if a span does not fit
    /// the text.
    #[must_use]
    pub fn folded(&self, text: &str) -> Option<Cow<'_, str>> {
        if let [Piece::Folded { span, text: folded }] = &*self.pieces
            && *span == Span::whole(text)
        {
            return Some(Cow::Borrowed(folded));
        }
        let folded = self.render(text, |piece, out| {
            if let Piece::Folded { text, .. } = piece {
                out.push_str(text);
            }
            Some(())
        });
        folded.map(Cow::Owned)
    }

    /// About as many bytes as there are in the output.
    fn room(&self, text: &str) -> usize {
        /// Most notices are not longer.
        const NOTICE: usize = 64;
        let changes = self.pieces.iter().map(|piece| match piece {
            Piece::Folded { span, text } => (span.len(), text.len()),
            Piece::Elided(elision) => (elision.span.len(), NOTICE.min(elision.span.len())),
        });
        let (from, to) =
            changes.fold((0, 0), |(from, to), change| (from + change.0, to + change.1));
        text.len().saturating_sub(from) + to
    }

    /// Walks over the text: what no piece covers is copied, `each` writes for the pieces.
    pub(crate) fn render(
        &self,
        text: &str,
        mut each: impl FnMut(&Piece, &mut String) -> Option<()>,
    ) -> Option<String> {
        let mut out = String::with_capacity(self.room(text));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_with_a_word_are_counted() {
        let text = "ERROR a\nno ERRORS\n[ERROR] ERROR\nxERROR\n\u{1b}[31;1mERROR\u{1b}[0m\r\nmERROR\n\u{e9}ERROR\nat=ERROR";
        let count = |word| WordCount::of(word, text).map(|count| count.lines);
        assert_eq!(count("ERROR"), Some(4));
        assert_eq!(count("ERRORS"), Some(1));
        assert_eq!(count("WARN"), None);
        for no_word in ["", "a b", "]", "no\nERROR", "1"] {
            assert_eq!(WordCount::of(no_word, "a b ] no\nERROR 1"), None, "{no_word:?}");
        }
    }
}
