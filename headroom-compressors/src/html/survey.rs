//! How much text stands where.

use headroom_core::markup::decode;

use super::boilerplate::{Chrome, chrome};
use super::names::Name;
use super::tree::{Kind, Node, Tree};

/// What is known of a node once its page has been read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Weight {
    /// Characters of text in it, blanks aside, of elements that no name tells to be chrome.
    pub(super) text: usize,
    /// Those of them that stand in links.
    pub(super) linked: usize,
    /// Those that stand in running text.
    pub(super) prose: usize,
}

/// Who looks at a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Eyes {
    /// Somebody who reads what the page was made for.
    Reader,
    /// Somebody who reads what readers wrote.
    Participant,
    /// Somebody who fills in forms and follows links.
    Actor,
}

#[derive(Debug)]
pub(super) struct Survey {
    pub(super) weights: Vec<Weight>,
    pub(super) chrome: Vec<Chrome>,
    all: Weight,
    /// For each node whether nothing that it stands in is chrome, nor itself.
    shown: Vec<bool>,
    /// Characters of each text, blanks aside.
    lengths: Vec<usize>,
    /// There is something that readers wrote, by its name.
    discussion: bool,
}

/// Characters of a line that is surely running text.
const LONG: usize = 80;

impl Survey {
    /// Weighs all nodes, as somebody sees them. Linear in the page.
    pub(super) fn of(tree: &Tree<'_>, eyes: Eyes) -> Self {
        let mut survey = Self {
            weights: vec![Weight::default(); tree.nodes.len()],
            chrome: tree.nodes.iter().map(|node| chrome(tree, node, eyes)).collect(),
            all: Weight::default(),
            shown: vec![false; tree.nodes.len()],
            lengths: tree.nodes.iter().map(|node| characters(tree, node)).collect(),
            discussion: false,
        };
        survey.discussion = survey.chrome.contains(&Chrome::Discussion);
        let all = survey.weigh(tree, |found| found == Chrome::Certain);
        // A wrapper of most of the page is no chrome, whatever it is called.
        let wraps = |weight: &Weight| weight.prose * 2 > all.prose && all.prose > 0;
        let weights = std::mem::take(&mut survey.weights);
        for (found, weight) in survey.chrome.iter_mut().zip(&weights) {
            let is_content = match eyes {
                Eyes::Reader => wraps(weight),
                Eyes::Participant => wraps(weight) || *found == Chrome::Discussion,
                Eyes::Actor => true,
            };
            if *found < Chrome::Certain && is_content {
                *found = Chrome::No;
            }
        }
        survey.weights = vec![Weight::default(); tree.nodes.len()];
        survey.shown.fill(false);
        survey.all = survey.weigh(tree, |found| found != Chrome::No);
        survey
    }

    /// Weighs what is not left out, and gives the weight of all.
    fn weigh(&mut self, tree: &Tree<'_>, left_out: impl Fn(Chrome) -> bool) -> Weight {
        let mut at = 0;
        let mut lines = Lines::default();
        while let Some(node) = tree.get(at) {
            lines.close(at, &mut self.weights);
            if self.chrome.get(at).is_some_and(|found| left_out(*found)) {
                at = node.end.max(at + 1);
                continue;
            }
            if let Some(shown) = self.shown.get_mut(at) {
                *shown = true;
            }
            match node.kind {
                Kind::Element(name, _) => lines.enter(name, node.end, &mut self.weights),
                Kind::Text | Kind::Data if !lines.in_head => {
                    lines.add(at, self.lengths.get(at).copied().unwrap_or(0));
                }
                _ => {}
            }
            at += 1;
        }
        lines.end(&mut self.weights);
        self.sum(tree)
    }

    /// Adds what stands within each node to it.
    fn sum(&mut self, tree: &Tree<'_>) -> Weight {
        let mut all = Weight::default();
        for at in (0..tree.nodes.len()).rev() {
            let Some(weight) = self.weights.get(at).copied() else { continue };
            let parent = tree.get(at).map_or(at, |node| node.parent);
            let to = if parent == at { Some(&mut all) } else { self.weights.get_mut(parent) };
            if let Some(to) = to {
                to.text += weight.text;
                to.linked += weight.linked;
                to.prose += weight.prose;
            }
        }
        all
    }

    pub(super) fn weight(&self, at: usize) -> Weight {
        self.weights.get(at).copied().unwrap_or_default()
    }

    pub(super) fn has_discussion(&self) -> bool {
        self.discussion
    }

    pub(super) fn all(&self) -> Weight {
        self.all
    }

    /// Whether neither the node nor anything around it is chrome.
    pub(super) fn is_shown(&self, at: usize) -> bool {
        self.shown.get(at).copied().unwrap_or(false)
    }

    pub(super) fn is_chrome(&self, at: usize) -> bool {
        self.chrome.get(at).is_some_and(|found| *found != Chrome::No)
    }
}

/// Characters of a text, blanks aside, 0 for what is none; a character reference counts as it is written, unless the text starts
/// with it.
fn characters(tree: &Tree<'_>, node: &Node) -> usize {
    if !matches!(node.kind, Kind::Text | Kind::Data) {
        return 0;
    }
    let source = node.span.of(tree.text);
    if source.trim_start().starts_with('&') {
        return decode(source).chars().filter(|c| !c.is_whitespace()).count();
    }
    let starts = |b: &u8| u8::from(!b.is_ascii_whitespace() && b & 0xc0 != 0x80);
    // A sum in a byte can be taken of many bytes at once.
    let blocks = source.as_bytes().chunks(usize::from(u8::MAX));
    blocks.map(|block| usize::from(block.iter().map(starts).sum::<u8>())).sum()
}

/// The line that is being read: texts with no block's edge between them.
#[derive(Default)]
struct Lines {
    parts: Vec<(usize, usize, bool)>,
    /// Ends of the open links and blocks.
    links: usize,
    blocks: Vec<usize>,
    in_head: bool,
    head: usize,
}

impl Lines {
    fn enter(&mut self, name: Name, end: usize, weights: &mut [Weight]) {
        match name {
            Name::A => self.links = self.links.max(end),
            Name::Head => (self.in_head, self.head) = (true, end),
            // A line break within a paragraph does not part what is said.
            Name::Br => {}
            _ if name.parts_text() => {
                self.end(weights);
                self.blocks.push(end);
            }
            _ => {}
        }
    }

    fn close(&mut self, at: usize, weights: &mut [Weight]) {
        if self.in_head && at >= self.head {
            self.in_head = false;
        }
        while self.blocks.last().is_some_and(|end| *end <= at) {
            self.blocks.pop();
            self.end(weights);
        }
    }

    fn add(&mut self, at: usize, text: usize) {
        if text > 0 {
            self.parts.push((at, text, at < self.links));
        }
    }

    /// Ends the line and weighs its parts.
    fn end(&mut self, weights: &mut [Weight]) {
        let of = |linked: bool| {
            self.parts.iter().filter(|part| part.2 == linked || !linked).map(|part| part.1).sum()
        };
        let (all, linked): (usize, usize) = (of(false), of(true));
        let prose = all >= LONG && linked * 2 < all;
        for (at, text, is_linked) in self.parts.drain(..) {
            if let Some(weight) = weights.get_mut(at) {
                weight.text = text;
                weight.linked = if is_linked { text } else { 0 };
                weight.prose = if prose { text } else { 0 };
            }
        }
    }
}
