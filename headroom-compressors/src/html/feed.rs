//! Feeds (RSS, Atom) and maps of sites: entries with a title, a place and a date.

use super::choice::Choice;
use super::names::Name;
use super::tree::{Kind, Node, Tree};

/// Chooses what is shown of a feed or of a map; `None` for XML of another kind. Linear.
pub(super) fn choose(tree: &Tree<'_>) -> Option<Choice> {
    let root = tree.nodes.iter().find(|node| node.tag().is_some())?;
    let known = ["rss", "feed", "rdf", "urlset", "sitemapindex"];
    known.iter().any(|name| local_name(tree, root).eq_ignore_ascii_case(name)).then_some(())?;
    Some(Choice::new(tree, |at| tree.get(at).is_some_and(|node| keeps(tree, node))))
}

fn keeps(tree: &Tree<'_>, node: &Node) -> bool {
    match node.kind {
        Kind::Element(Name::Link, _) => {
            let rel = tree.attribute(node, "rel");
            !tree.attribute(node, "href").is_empty() && matches!(rel, "" | "alternate")
        }
        Kind::Data if has_script(node.span.of(tree.text)) => false,
        Kind::Text | Kind::Data => tree.get(node.parent).is_some_and(|parent| tells(tree, parent)),
        _ => false,
    }
}

/// Whether the text right within an element is worth showing.
fn tells(tree: &Tree<'_>, node: &Node) -> bool {
    let within = tree.get(node.parent).map_or("", |parent| local_name(tree, parent));
    match local_name(tree, node) {
        "title" | "description" | "subtitle" | "summary" | "link" | "pubDate" | "published"
        | "updated" | "date" | "creator" | "author" | "loc" | "lastmod" => {
            !matches!(within, "image" | "textInput" | "source")
        }
        "name" => within == "author",
        // Long as it is, it is all that some entries have.
        "content" | "encoded" => {
            let parent = tree.get(node.parent).map_or(0, |_| node.parent);
            !tree
                .children(parent)
                .any(|(_, other)| matches!(local_name(tree, other), "description" | "summary"))
        }
        _ => false,
    }
}

/// The name of an element without its prefix.
pub(super) fn local_name<'a>(tree: &Tree<'a>, node: &Node) -> &'a str {
    let name = node.tag().map_or("", |tag| tag.name.of(tree.text));
    name.rsplit(':').next().unwrap_or(name)
}

pub(super) fn is_entry(name: &str) -> bool {
    matches!(name, "item" | "entry" | "url" | "sitemap")
}

pub(super) fn is_in_entry(tree: &Tree<'_>, node: &Node) -> bool {
    tree.get(node.parent).is_some_and(|parent| is_entry(local_name(tree, parent)))
}

/// Whether text of a page has parts in it that are no text.
fn has_script(text: &str) -> bool {
    ["<script", "<style", "<iframe", "<SCRIPT", "<STYLE", "<IFRAME"]
        .iter()
        .any(|tag| memchr::memmem::find(text.as_bytes(), tag.as_bytes()).is_some())
}
