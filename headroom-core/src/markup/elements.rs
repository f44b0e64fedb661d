//! What of a page is out of sight.

use super::{Flavour, Lexer, Tag, Token};
use crate::notice::Notice;
use crate::{Piece, Rewrite, Span, Unit};

/// Elements of a page that are out of sight, counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Elements {
    /// How many elements.
    pub elements: usize,
    /// How many words of text stand in them.
    pub words: usize,
    /// How many there are of those that tell what a page is made of, in the order of
    /// [`Elements::KINDS`]; a hidden one counts as hidden and by its name.
    pub kinds: Vec<(usize, &'static str)>,
}

impl Elements {
    /// The elements that are counted by name, and `hidden` for those that no reader sees.
    pub const KINDS: &[&str] = &[
        "hidden", "nav", "header", "footer", "aside", "form", "table", "figure", "iframe", "video",
        "svg", "img", "button", "script", "style",
    ];

    /// Counts what stands in the spans of a text. Linear in them.
    pub(crate) fn of(text: &str, spans: impl Iterator<Item = Span>) -> Self {
        let mut counts = vec![0_usize; Self::KINDS.len()];
        let mut found = Self::default();
        for inside in spans.map(|span| span.of(text)) {
            for token in Lexer::new(inside, Flavour::Html) {
                match token {
                    Token::Open(tag) => {
                        found.elements += 1;
                        count(inside, tag, &mut counts);
                    }
                    Token::Text(span) | Token::Data(span) => {
                        found.words += span.of(inside).split_whitespace().count();
                    }
                    _ => {}
                }
            }
        }
        let kinds = counts.into_iter().zip(Self::KINDS.iter().copied());
        found.kinds = kinds.filter(|(count, _)| *count > 0).collect();
        found
    }
}

fn count(text: &str, tag: Tag, counts: &mut [usize]) {
    let name = tag.name.of(text);
    let hidden = if tag.is_hidden(text) { Some("hidden") } else { None };
    for (count, kind) in counts.iter_mut().zip(Elements::KINDS) {
        *count += usize::from(kind.eq_ignore_ascii_case(name) || hidden == Some(kind));
    }
}

/// For each piece of a rewrite the notice that stands in its place: one for all elements, in place of
/// the last of them.
pub(crate) fn notices(text: &str, rewrite: &Rewrite) -> Vec<Option<Notice>> {
    let is_ours =
        |piece: &&Piece| matches!(piece, Piece::Elided(elision) if elision.unit == Unit::Elements);
    let mut out = vec![None; rewrite.pieces().len()];
    if let Some(last) = rewrite.pieces().iter().rposition(|piece| is_ours(&piece)) {
        let spans = rewrite.pieces().iter().filter(is_ours).map(Piece::span);
        let notice = Notice::ElementsLeftOut(Elements::of(text, spans));
        if let Some(place) = out.get_mut(last) {
            *place = Some(notice);
        }
    }
    out
}
