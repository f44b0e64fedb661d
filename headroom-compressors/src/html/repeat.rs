//! Elements that repeat: posts of a forum, entries of a list, teasers below an article.

use std::collections::BTreeMap;

use super::names::Name;
use super::survey::Survey;
use super::tree::{Node, Tree};

/// Elements of the same make, next to each other or nearly so.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) members: Vec<usize>,
    /// Characters of text in them.
    pub(super) text: usize,
    /// Characters of running text in them.
    pub(super) prose: usize,
    /// Each has a title.
    pub(super) titled: bool,
    /// None has a title or a picture.
    pub(super) bare: bool,
    /// They are links with a picture, a title or a few words: they lead elsewhere.
    pub(super) teasers: bool,
}

/// The fewest that are a repetition.
const FEWEST: usize = 3;

/// Characters of a teaser, at most.
const TEASER: usize = 400;

/// All groups of the page, in the order of their parents. Linear but for the sorting of siblings by their make.
pub(super) fn groups(tree: &Tree<'_>, survey: &Survey) -> Vec<Group> {
    let parts = Parts::of(tree);
    let mut groups = Vec::new();
    for (parent, node) in tree.nodes.iter().enumerate() {
        if node.tag().is_none() || survey.weight(parent).text == 0 {
            continue;
        }
        let worded = tree.children(parent).any(|(_, child)| tree.shows_text(child));
        let mut alike: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
        for (at, child) in tree.children(parent) {
            if may_repeat(child, worded) && survey.weight(at).text > 0 {
                alike.entry(make(tree, child)).or_default().push(at);
            }
        }
        for members in alike.into_values().filter(|members| members.len() >= FEWEST) {
            let sum = |of: fn(&Survey, usize) -> usize| {
                members.iter().map(|at| of(survey, *at)).sum::<usize>()
            };
            let text = sum(|survey, at| survey.weight(at).text);
            let prose = sum(|survey, at| survey.weight(at).prose);
            let leads = members.iter().filter(|at| parts.is_teaser(tree, survey, **at)).count();
            let inside: Vec<_> = members.iter().map(|at| parts.of_node(tree, *at)).collect();
            let titled = inside.iter().all(|[_, titles, _]| *titles > 0);
            let bare = inside.iter().all(|[_, titles, pictures]| titles + pictures == 0);
            let teasers = leads * 5 >= members.len() * 4;
            groups.push(Group { members, text, prose, titled, bare, teasers });
        }
    }
    groups
}

/// Whether an element is of those that a page repeats; within words, links are parts of a sentence.
fn may_repeat(node: &Node, worded: bool) -> bool {
    use Name::{A, Article, Dd, Div, Figure, Li, Section, Span, Table, Tr};
    match node.name() {
        Some(A | Span | Name::Other) => !worded,
        Some(Article | Dd | Div | Figure | Li | Section | Table | Tr) => true,
        _ => false,
    }
}

/// The name of an element and the first of its classes without its digits.
fn make<'a>(tree: &Tree<'a>, node: &Node) -> (&'a str, &'a str) {
    let name = node.tag().map_or("", |tag| tag.name.of(tree.text));
    let class = tree.attribute(node, "class").split_ascii_whitespace().next().unwrap_or("");
    (name, class.trim_end_matches(|c: char| c.is_ascii_digit()))
}

/// How many links, titles and pictures start before each node.
struct Parts {
    before: Vec<[u32; 3]>,
}

impl Parts {
    fn of(tree: &Tree<'_>) -> Self {
        let mut counts = [0; 3];
        let mut before = Vec::with_capacity(tree.nodes.len() + 1);
        for node in &tree.nodes {
            before.push(counts);
            let kind = match node.name() {
                Some(Name::A) => Some(0),
                Some(name) if name.heading().is_some() => Some(1),
                Some(Name::Img | Name::Picture | Name::Svg) => Some(2),
                _ => None,
            };
            if let Some(count) = kind.and_then(|kind: usize| counts.get_mut(kind)) {
                *count += 1;
            }
        }
        before.push(counts);
        Self { before }
    }

    fn of_node(&self, tree: &Tree<'_>, at: usize) -> [u32; 3] {
        let end = tree.get(at).map_or(at, |node| node.end);
        let get = |at: usize| self.before.get(at).copied().unwrap_or_default();
        let (from, to) = (get(at), get(end));
        [0, 1, 2].map(|kind: usize| {
            to.get(kind).copied().unwrap_or(0) - from.get(kind).copied().unwrap_or(0)
        })
    }

    fn is_teaser(&self, tree: &Tree<'_>, survey: &Survey, at: usize) -> bool {
        let [links, titles, pictures] = self.of_node(tree, at);
        let weight = survey.weight(at);
        let short = weight.text <= TEASER && weight.text > 0;
        let linked = weight.linked * 4 >= weight.text;
        let plain = titles == 0 && pictures == 0;
        links > 0 && short && linked && (!plain || weight.linked * 5 >= weight.text * 4)
    }
}
