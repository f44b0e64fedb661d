//! JSON as verified tables.
#[allow(dead_code)]
mod block;
mod cluster;
mod header;
mod read;
mod scalar;
mod shape;
mod tree;
mod write;

use std::borrow::Cow;

use headroom_core::{Compressor, ContentType, Declined, Input, Rewrite};

use tree::Tree;

/// Folds JSON into tables.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct SmartCrusher;

impl SmartCrusher {
    /// The compressor.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }
}

impl Compressor for SmartCrusher {
    fn name(&self) -> &'static str {
        "smart-crusher"
    }

    fn accepts(&self) -> &[ContentType] {
        &[ContentType::JSON, ContentType::JSON_LINES]
    }

    fn compress(&self, input: &Input<'_>) -> Result<Rewrite, Declined> {
        let tree = Tree::parse(input.text).ok_or(Declined::NotThisType)?;
        let mut folded = minified(&tree);
        let tables = block::document(&tree);
        if tables.len() < folded.len()
            && input.tokens.estimate(&tables) < input.tokens.estimate(&folded)
        {
            folded = tables;
        }
        if folded.len() >= input.text.len() {
            return Err(Declined::NoGain);
        }
        Ok(Rewrite::whole(input.text, folded))
    }

    fn restore<'a>(&self, folded: &'a str) -> Option<Cow<'a, str>> {
        if Tree::parse(folded).is_some() {
            return Some(Cow::Borrowed(folded));
        }
        read::document(folded).map(Cow::Owned)
    }
}

/// The values without the white space between their tokens, one a line.
fn minified(tree: &Tree<'_>) -> String {
    let mut out = String::new();
    for (at, &root) in tree.roots.iter().enumerate() {
        if at > 0 {
            out.push('\n');
        }
        write::minify(tree.source(root), &mut out);
    }
    out
}
