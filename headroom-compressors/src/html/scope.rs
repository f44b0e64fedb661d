//! Where the content of a page stands.

use super::names::Name;
use super::survey::Survey;
use super::tree::{Node, Tree};

/// The share of all running text, in percent, that the content's element holds at least.
const SHARE: usize = 60;

/// The innermost element that holds most of the running text; the root if the page has little.
pub(super) fn content(tree: &Tree<'_>, survey: &Survey) -> usize {
    let roots = tree.nodes.iter().enumerate().filter(|(at, node)| node.parent == *at);
    let Some((mut here, _)) = roots.max_by_key(|(at, _)| survey.weight(*at).prose) else { return 0 };
    let mut all = survey.weight(here).prose;
    loop {
        let best = tree
            .children(here)
            .filter(|(at, node)| node.tag().is_some() && !survey.is_chrome(*at))
            .max_by_key(|(at, _)| survey.weight(*at).prose);
        let Some((next, node)) = best else { return here };
        let prose = survey.weight(next).prose;
        if prose * 100 < all * SHARE || !holds(node) {
            return here;
        }
        all = all.min(prose * 100 / SHARE);
        here = next;
    }
}

/// Whether an element may be all of a page's content: a paragraph is none.
fn holds(node: &Node) -> bool {
    use Name::{Article, Body, Center, Div, Form, Html, Main, Section, Table, Tbody, Td, Tr};
    node.name().is_some_and(|name| {
        matches!(
            name,
            Article | Body | Center | Div | Form | Html | Main | Section | Table | Tbody | Td | Tr | Name::Other
        )
    })
}
