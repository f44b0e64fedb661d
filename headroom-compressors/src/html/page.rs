//! What kind of page a page is.

use super::names::Name;
use super::repeat::Group;
use super::survey::Survey;
use super::tree::{Kind, Tree};

/// The kinds of pages that are treated in their own ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PageType {
    /// News, blogs, encyclopedias: running text.
    Article,
    /// Manuals and references: text with code, tables and lists.
    Documentation,
    /// What readers write: threads, questions and answers.
    Forum,
    /// Entries that lead elsewhere, each with a few words.
    Listing,
    /// One thing for sale.
    Product,
    /// Things next to each other, each with some text of its own.
    Collection,
    /// Anything else: home pages, contact pages, applications.
    Service,
}

impl PageType {
    /// Judges by what the page says of itself, then by what repeats, then by its text.
    pub(super) fn of(tree: &Tree<'_>, survey: &Survey, groups: &[Group]) -> Self {
        let all = survey.all();
        let largest = groups.iter().filter(|group| group.members.len() > 2);
        let posts = largest.clone().filter(|group| is_posts(tree, group)).map(|group| group.prose);
        let stated = stated(tree);
        let mostly = |part: usize, whole: usize| part * 2 > whole && whole > 0;
        let written = posts.max().is_some_and(|prose| prose * 10 > all.prose * 7);
        if stated.is_none() && written {
            return Self::Forum;
        }
        if let Some(stated) = stated {
            return stated;
        }
        let leading = largest.clone().filter(|group| group.teasers).map(|group| group.text);
        if leading.sum::<usize>() * 2 > all.text && all.prose * 2 < all.text {
            return Self::Listing;
        }
        // Entries with text of their own, and not the paragraphs or items of one text.
        let pieces =
            largest.filter(|group| group.titled && group.members.len() > 3).map(|group| group.text);
        if pieces.max().is_some_and(|text| mostly(text, all.text)) {
            return Self::Collection;
        }
        if has_code(tree, survey) {
            return Self::Documentation;
        }
        if all.prose * 3 >= all.text && all.prose > 0 { Self::Article } else { Self::Service }
    }
}

/// Whether the members are what readers wrote, by their names, and long enough.
fn is_posts(tree: &Tree<'_>, group: &Group) -> bool {
    const WORDS: &[&str] = &["post", "message", "comment", "reply", "answer", "topic", "thread"];
    let Some(node) = group.members.first().and_then(|at| tree.get(*at)) else { return false };
    let named = |attribute| {
        let value = tree.attribute(node, attribute).to_ascii_lowercase();
        WORDS.iter().any(|word| value.contains(word))
    };
    !group.teasers && (named("class") || named("id") || named("itemtype"))
}

/// What a page says of itself in its head and in its data.
fn stated(tree: &Tree<'_>) -> Option<PageType> {
    let mut found = None;
    for (at, node) in tree.nodes.iter().enumerate() {
        let value = match node.kind {
            Kind::Element(Name::Meta, _) if tree.attribute(node, "property") == "og:type" => {
                by_open_graph(tree.attribute(node, "content"))
            }
            Kind::Raw if is_data(tree, at) => by_schema(node.span.of(tree.text)),
            Kind::Element(_, tag) => {
                let itemtype = tag.attribute(tree.text, "itemtype");
                itemtype.and_then(|url| by_name(url.rsplit('/').next()?))
            }
            _ => None,
        };
        found = match (found, value) {
            (None, value) => value,
            // Pages of shops and forums are full of articles about themselves.
            (Some(PageType::Article), Some(better)) => Some(better),
            (found, _) => found,
        };
    }
    found
}

fn is_data(tree: &Tree<'_>, at: usize) -> bool {
    let parent = tree.get(at).and_then(|node| tree.get(node.parent));
    parent.is_some_and(|node| {
        tree.attribute(node, "type").eq_ignore_ascii_case("application/ld+json")
    })
}

fn by_open_graph(value: &str) -> Option<PageType> {
    match value {
        "article" => Some(PageType::Article),
        "product" | "product.item" | "og:product" => Some(PageType::Product),
        _ => None,
    }
}

/// The type of the first record of a page's data that tells one.
fn by_schema(data: &str) -> Option<PageType> {
    memchr::memmem::find_iter(data.as_bytes(), b"\"@type\"").take(16).find_map(|at| {
        let value = data.get(at + 7..)?.trim_start().strip_prefix(':')?.trim_start();
        by_name(value.strip_prefix('"')?.split('"').next()?)
    })
}

/// The page that a type of the schema.org vocabulary stands for.
fn by_name(name: &str) -> Option<PageType> {
    Some(match name {
        "Article"
        | "NewsArticle"
        | "BlogPosting"
        | "ReportageNewsArticle"
        | "AnalysisNewsArticle"
        | "OpinionNewsArticle"
        | "Recipe"
        | "ScholarlyArticle" => PageType::Article,
        "TechArticle" | "APIReference" => PageType::Documentation,
        "DiscussionForumPosting" | "QAPage" => PageType::Forum,
        "Product" | "IndividualProduct" | "ProductGroup" => PageType::Product,
        "CollectionPage" | "SearchResultsPage" => PageType::Collection,
        _ => return None,
    })
}

/// Whether a good part of a page's text is code.
fn has_code(tree: &Tree<'_>, survey: &Survey) -> bool {
    let blocks = tree.nodes.iter().enumerate().filter(|(_, node)| node.is(Name::Pre));
    let (count, text) =
        blocks.fold((0, 0), |(count, text), (at, _)| (count + 1, text + survey.weight(at).text));
    count > 1 && text * 12 >= survey.all().text
}
