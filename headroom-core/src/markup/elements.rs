//! What of a page is out of sight.

use super::{Flavour, Lexer, Tag, Token};
use crate::{Rewrite, Unit};

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
        "hidden", "nav", "header", "footer", "aside", "form", "table", "figure", "iframe", "img",
        "script",
    ];

    /// Counts what a rewrite of a text leaves out of pages; `None` if that is nothing. Linear in it.
    pub(crate) fn of(text: &str, rewrite: &Rewrite) -> Option<Self> {
        let mut counts = vec![0_usize; Self::KINDS.len()];
        let mut found = Self::default();
        let mut any = false;
        for elision in rewrite.elisions().filter(|elision| elision.unit == Unit::Elements) {
            any = true;
            let inside = elision.span.of(text);
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
        any.then_some(found)
    }
}

fn count(text: &str, tag: Tag, counts: &mut [usize]) {
    let name = tag.name.of(text);
    let hidden = if tag.is_hidden(text) { Some("hidden") } else { None };
    for (count, kind) in counts.iter_mut().zip(Elements::KINDS) {
        *count += usize::from(kind.eq_ignore_ascii_case(name) || hidden == Some(kind));
    }
}
