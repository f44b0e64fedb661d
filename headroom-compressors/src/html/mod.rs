//! Web pages: what a reader of the page would read, as Markdown.

mod boilerplate;
mod choice;
mod content;
mod feed;
mod line;
mod names;
mod page;
mod repeat;
mod scope;
mod survey;
mod tables;
mod tree;
mod write;

use headroom_core::markup::Flavour;
use headroom_core::{Compressor, ContentType, Declined, Hints, Input, Rewrite};

use content::choose;
use tree::Tree;
use write::{Style, rewrite};

/// Shows the content of a page as Markdown; what stands around it goes out of sight.
///
/// What is shown is the text of the page in its order, with headings, lists, tables, code and quotes marked and
/// links with their targets. The page as it was fetched is in the store, so pages are rewritten only where
/// something may leave sight.
#[derive(Clone, Copy, Debug, Default)]
pub struct HtmlCompressor {}

impl HtmlCompressor {
    /// A compressor for pages of all kinds.
    #[must_use]
    pub const fn new() -> Self {
        Self {}
    }
}

impl Compressor for HtmlCompressor {
    fn name(&self) -> &'static str {
        "html"
    }

    fn accepts(&self) -> &[ContentType] {
        &[ContentType::HTML, ContentType::XML]
    }

    fn compress(&self, input: &Input<'_>) -> Result<Rewrite, Declined> {
        if !input.budget.may_elide() {
            return Err(Declined::NotReversible);
        }
        let xml = input.content_type == ContentType::XML;
        let tree = Tree::read(input.text, if xml { Flavour::Xml } else { Flavour::Html });
        let acts = !xml && acts(&input.hints);
        let choice = match xml {
            true => feed::choose(&tree).ok_or(Declined::NotThisType)?,
            false => choose(&tree, acts),
        };
        if !choice.shows() {
            return Err(Declined::NoGain);
        }
        let rewrite = rewrite(&tree, &choice, Style { targets: true, controls: acts, feed: xml });
        if rewrite.elides() { Ok(rewrite) } else { Err(Declined::NotReversible) }
    }
}

/// Whether the tool that gave the page lets the agent act on it.
fn acts(hints: &Hints<'_>) -> bool {
    const BROWSERS: &[&str] =
        &["browser", "chrome", "click", "playwright", "puppeteer", "selenium", "webdriver"];
    let tool = hints.tool.unwrap_or("").to_ascii_lowercase();
    BROWSERS.iter().any(|name| tool.contains(name))
}

#[cfg(test)]
mod tests;
