//! A page as a tree over its own text.
//!
//! Nodes stand in the order of the text, each with the end of its subtree, so that walks are loops. Where tags
//! are missing or crossed, elements end where a browser ends them; nothing is ever moved, because what is made
//! of a page is compared with it in its order.

use headroom_core::Span;
use headroom_core::markup::{Flavour, Lexer, Tag, Token, decode};

use super::names::Name;

/// A part of a page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) kind: Kind,
    /// From the first byte of the start tag to behind the end tag, for elements.
    pub(super) span: Span,
    /// The index of the element that it stands in; its own for the root.
    pub(super) parent: usize,
    /// The index behind the last node within it.
    pub(super) end: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Element(Name, Tag),
    Text,
    /// Character data between marks.
    Data,
    /// Scripts and styles.
    Raw,
    /// Comments and declarations.
    Other,
    /// The end tag of a block that was not open: what stands around it is parted.
    Break,
}

impl Node {
    /// The name of an element.
    pub(super) fn name(&self) -> Option<Name> {
        match self.kind {
            Kind::Element(name, _) => Some(name),
            _ => None,
        }
    }

    pub(super) fn tag(&self) -> Option<Tag> {
        match self.kind {
            Kind::Element(_, tag) => Some(tag),
            _ => None,
        }
    }

    pub(super) fn is(&self, name: Name) -> bool {
        self.name() == Some(name)
    }
}

/// Elements open at the same time; what is nested more deeply stands next to the deepest.
const DEEPEST: usize = 400;

#[derive(Clone, Debug)]
pub(super) struct Tree<'a> {
    pub(super) text: &'a str,
    pub(super) nodes: Vec<Node>,
    /// The end tag at the end of the page, if it ends with one.
    pub(super) last_end_tag: Option<Span>,
}

impl<'a> Tree<'a> {
    /// Reads a page. Linear in the text.
    pub(super) fn read(text: &'a str, flavour: Flavour) -> Self {
        let mut growing = Growing { text, flavour, nodes: Vec::new(), open: Vec::new() };
        let mut last_end_tag = None;
        for token in Lexer::new(text, flavour) {
            last_end_tag = matches!(token, Token::Close(_)).then_some(token.span());
            growing.take(token);
        }
        growing.close_down_to(0, text.len());
        Self { text, nodes: growing.nodes, last_end_tag }
    }

    pub(super) fn get(&self, at: usize) -> Option<&Node> {
        self.nodes.get(at)
    }

    /// The nodes within a node, at any depth, with their indices.
    pub(super) fn within(&self, at: usize) -> impl Iterator<Item = (usize, &Node)> {
        let end = self.get(at).map_or(at, |node| node.end);
        let inside = self.nodes.get(at + 1..end).unwrap_or_default();
        inside.iter().enumerate().map(move |(offset, node)| (at + 1 + offset, node))
    }

    /// The nodes right within a node, with their indices.
    pub(super) fn children(&self, at: usize) -> impl Iterator<Item = (usize, &Node)> {
        let end = self.get(at).map_or(at, |node| node.end);
        let mut next = at + 1;
        std::iter::from_fn(move || {
            let here = next;
            let node = self.get(here).filter(|_| here < end)?;
            next = node.end.max(here + 1);
            Some((here, node))
        })
    }

    /// The elements that a node stands in, the innermost first.
    pub(super) fn ancestors(&self, at: usize) -> impl Iterator<Item = (usize, &Node)> {
        let mut below = at;
        std::iter::from_fn(move || {
            let parent = self.get(below)?.parent;
            (parent != below).then_some(())?;
            below = parent;
            Some((parent, self.get(parent)?))
        })
    }

    /// Whether a node is text that shows anything.
    pub(super) fn shows_text(&self, node: &Node) -> bool {
        let source = node.span.of(self.text).trim();
        match node.kind {
            Kind::Text if source.starts_with('&') => !decode(source).trim().is_empty(),
            Kind::Text | Kind::Data => !source.is_empty(),
            _ => false,
        }
    }

    /// The value of an attribute as it is written; empty if there is none.
    pub(super) fn attribute(&self, node: &Node, name: &str) -> &'a str {
        node.tag().and_then(|tag| tag.attribute(self.text, name)).unwrap_or("")
    }
}

struct Growing<'a> {
    text: &'a str,
    flavour: Flavour,
    nodes: Vec<Node>,
    /// Indices of the open elements, outermost first, with their names.
    open: Vec<(usize, Name)>,
}

impl Growing<'_> {
    fn take(&mut self, token: Token) {
        let span = token.span();
        match token {
            Token::Open(tag) => self.open(tag),
            Token::Close(tag) => self.close(tag),
            Token::Text(_) => self.add(Kind::Text, span),
            Token::Data(_) => self.add(Kind::Data, span),
            Token::Raw(_) => self.add(Kind::Raw, span),
            Token::Other(_) => self.add(Kind::Other, span),
        }
    }

    fn add(&mut self, kind: Kind, span: Span) {
        let at = self.nodes.len();
        let parent = self.open.last().map_or(at, |(open, _)| *open);
        self.nodes.push(Node { kind, span, parent, end: at + 1 });
    }

    fn open(&mut self, tag: Tag) {
        let name = Name::of(tag.name.of(self.text));
        if self.flavour == Flavour::Html {
            self.close_before(name, tag.span.start);
        }
        let at = self.nodes.len();
        self.add(Kind::Element(name, tag), tag.span);
        let empty = match self.flavour {
            Flavour::Html => name.is_void() || (tag.closed && name == Name::Other),
            Flavour::Xml => tag.closed,
        };
        if !empty && self.open.len() < DEEPEST {
            self.open.push((at, name));
        }
    }

    /// Ends the elements that end where one of this name begins.
    fn close_before(&mut self, name: Name, at: usize) {
        let Some(&(_, innermost)) = self.open.last() else { return };
        if name.is_block() && innermost == Name::P {
            self.close_down_to(self.open.len() - 1, at);
        }
        let (ended, bounds) = name.ends();
        if ended.is_empty() {
            return;
        }
        let inner = self.open.iter().rposition(|(_, open)| bounds.contains(open));
        let from = inner.map_or(0, |inner| inner + 1);
        let inside = self.open.get(from..).unwrap_or_default();
        if let Some(found) = inside.iter().position(|(_, open)| ended.contains(open)) {
            self.close_down_to(from + found, at);
        }
    }

    fn close(&mut self, tag: Tag) {
        let written = tag.name.of(self.text);
        let name = Name::of(written);
        let is_it =
            |&(at, open): &(usize, Name)| {
                open == name
                    && (name != Name::Other
                        || self.nodes.get(at).and_then(Node::tag).is_some_and(|tag| {
                            tag.name.of(self.text).eq_ignore_ascii_case(written)
                        }))
            };
        // A stray end tag ends nothing beyond the cell that it stands in.
        let bound = |(_, open): &(usize, Name)| {
            matches!(open, Name::Td | Name::Th | Name::Table) && !name.is_of_table()
        };
        let reach = self.open.iter().rposition(bound).map_or(0, |at| at + 1);
        let inside = self.open.get(reach..).unwrap_or_default();
        if let Some(found) = inside.iter().rposition(is_it) {
            let depth = reach + found;
            self.close_down_to(depth + 1, tag.span.start);
            self.close_down_to(depth, tag.span.end);
        } else if name.is_block() {
            self.add(Kind::Break, tag.span);
        }
    }

    /// Ends all open elements but the outermost `depth`.
    fn close_down_to(&mut self, depth: usize, at: usize) {
        let end = self.nodes.len();
        for (open, _) in self.open.drain(depth.min(self.open.len())..) {
            if let Some(node) = self.nodes.get_mut(open) {
                node.end = end;
                node.span.end = at;
            }
        }
    }
}
