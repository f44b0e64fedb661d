//! Where the content of a page stands.

use super::names::Name;
use super::survey::{Survey, Weight};
use super::tree::{Node, Tree};

/// The innermost element that holds the given share, in percent, of the running text: of all text, if little
/// of it is running text.
pub(super) fn content(tree: &Tree<'_>, survey: &Survey, share: usize) -> usize {
    let all = survey.all();
    let by_prose = all.prose * 4 >= all.text;
    let mass = |at: usize| {
        let Weight { text, prose, .. } = survey.weight(at);
        if by_prose { prose } else { text }
    };
    let roots = tree.nodes.iter().enumerate().filter(|(at, node)| node.parent == *at);
    let Some((mut here, _)) = roots.max_by_key(|(at, _)| mass(*at)) else { return 0 };
    let mut all = mass(here);
    loop {
        let best = tree
            .children(here)
            .filter(|(at, node)| node.tag().is_some() && !survey.is_chrome(*at))
            .max_by_key(|(at, _)| mass(*at));
        let Some((next, node)) = best else { return here };
        let held = mass(next);
        if held * 100 < all * share || !holds(node) {
            return here;
        }
        // What was given up on the way down is not given up again.
        all = all.min(held * 100 / share.max(1));
        here = next;
    }
}

/// Whether an element may be all of a page's content: a paragraph is none.
fn holds(node: &Node) -> bool {
    use Name::{Article, Body, Center, Div, Form, Html, Main, Section, Table, Tbody, Td, Tr};
    node.name().is_some_and(|name| {
        matches!(
            name,
            Article
                | Body
                | Center
                | Div
                | Form
                | Html
                | Main
                | Section
                | Table
                | Tbody
                | Td
                | Tr
                | Name::Other
        )
    })
}
