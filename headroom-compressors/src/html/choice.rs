//! Which parts of a page stay in sight.

use super::names::Name;
use super::tree::{Kind, Tree};

/// What becomes of a node that has nothing in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is shown.
    Kept,
    /// It goes out of sight.
    Lost,
    /// There is nothing to show or to miss: blanks, comments, line breaks.
    Nothing,
}

/// The choice for all nodes, asked by subtree.
#[derive(Debug)]
pub(super) struct Choice {
    /// How many nodes before each are kept, and lost.
    before: Vec<(usize, usize)>,
}

impl Choice {
    /// Asks `keeps` for each node that has something to show. Linear.
    pub(super) fn new(tree: &Tree<'_>, keeps: impl Fn(usize) -> bool) -> Self {
        let mut before = Vec::with_capacity(tree.nodes.len() + 1);
        let (mut kept, mut lost) = (0, 0);
        before.push((0, 0));
        for at in 0..tree.nodes.len() {
            let fate = match is_something(tree, at) {
                true if keeps(at) => Fate::Kept,
                true => Fate::Lost,
                false => Fate::Nothing,
            };
            kept += usize::from(fate == Fate::Kept);
            lost += usize::from(fate == Fate::Lost);
            before.push((kept, lost));
        }
        Self { before }
    }

    /// Whether anything is shown.
    pub(super) fn shows(&self) -> bool {
        self.before.last().is_some_and(|(kept, _)| *kept > 0)
    }

    /// What becomes of a node with all that stands in it.
    pub(super) fn of(&self, at: usize, end: usize) -> Fate {
        let count = |at: usize| self.before.get(at).copied().unwrap_or_default();
        let (from, to) = (count(at), count(end));
        match (to.0 - from.0, to.1 - from.1) {
            (0, 0) => Fate::Nothing,
            (0, _) => Fate::Lost,
            _ => Fate::Kept,
        }
    }
}

/// Whether a node itself is something that could be shown.
fn is_something(tree: &Tree<'_>, at: usize) -> bool {
    use Name::{
        Audio, Base, Button, Canvas, Embed, Iframe, Img, Input, Link, Meta, Object, Param, Script,
        Select, Source, Style, Svg, Template, Textarea, Track, Video,
    };
    let Some(node) = tree.get(at) else { return false };
    match node.kind {
        Kind::Text | Kind::Data => tree.shows_text(node),
        Kind::Raw => true,
        Kind::Other | Kind::Break => false,
        Kind::Element(name, _) => matches!(
            name,
            Audio
                | Base
                | Button
                | Canvas
                | Embed
                | Iframe
                | Img
                | Input
                | Link
                | Meta
                | Object
                | Param
                | Script
                | Select
                | Source
                | Style
                | Svg
                | Template
                | Textarea
                | Track
                | Video
        ),
    }
}
