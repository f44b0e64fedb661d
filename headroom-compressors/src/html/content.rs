//! What of a page is shown, by the kind of page.

use super::choice::Choice;
use super::names::Name;
use super::page::PageType;
use super::repeat::{Group, groups};
use super::scope::content;
use super::survey::{Eyes, Survey};
use super::tree::{Kind, Node, Tree};

/// How a kind of page is treated.
#[derive(Clone, Copy, Debug)]
struct Policy {
    /// The share of the text, in percent, that the element of the content holds.
    share: usize,
    /// Entries that lead elsewhere are part of the content.
    teasers: bool,
    /// What stands below pictures is part of the content.
    captions: bool,
    /// Lines that are one link are part of the content.
    links: bool,
}

impl PageType {
    const fn policy(self) -> Policy {
        let all = Policy { share: 80, teasers: true, captions: true, links: true };
        match self {
            Self::Article => Policy { share: 60, teasers: false, captions: false, links: false },
            Self::Documentation => Policy { share: 70, teasers: false, ..all },
            Self::Product => Policy { teasers: false, ..all },
            Self::Forum => Policy { share: 90, ..all },
            Self::Listing | Self::Collection | Self::Service => all,
        }
    }
}

/// Chooses what of a page is shown. Linear in it.
pub(super) fn choose(tree: &Tree<'_>, acts: bool) -> Choice {
    if acts {
        let survey = Survey::of(tree, Eyes::Actor);
        let page = PageType::Service;
        return Content::new(tree, &survey, page, &[]).of_all();
    }
    let survey = Survey::of(tree, Eyes::Participant);
    let found = groups(tree, &survey);
    let page = PageType::of(tree, &survey, &found);
    if page == PageType::Forum || !survey.has_discussion() {
        return Content::new(tree, &survey, page, &found).choice();
    }
    let survey = Survey::of(tree, Eyes::Reader);
    let found = groups(tree, &survey);
    Content::new(tree, &survey, page, &found).choice()
}

struct Content<'t, 'a> {
    tree: &'t Tree<'a>,
    survey: &'t Survey,
    /// For each node whether it is left out though nothing calls it chrome.
    dropped: Vec<bool>,
    /// Where the content starts, and the index behind it.
    scope: (usize, usize),
    /// The titles of the page, what it says of its author and date, and where its links lead from.
    head: Vec<bool>,
}

impl<'t, 'a> Content<'t, 'a> {
    fn new(tree: &'t Tree<'a>, survey: &'t Survey, page: PageType, groups: &[Group]) -> Self {
        let policy = page.policy();
        let at = content(tree, survey, policy.share);
        let scope = (at, tree.get(at).map_or(at, |node| node.end));
        let mut this = Self {
            tree,
            survey,
            dropped: vec![false; tree.nodes.len()],
            scope,
            head: vec![false; tree.nodes.len()],
        };
        if !policy.teasers {
            this.drop_teasers(groups);
        }
        this.drop_lines(policy);
        this.mark_head();
        this.drop_last_titles();
        this
    }

    /// All text in sight and all that can be filled in or pressed.
    fn of_all(mut self) -> Choice {
        self.scope = (0, self.tree.nodes.len());
        let titles = |(_, node): &(usize, &Node)| node.is(Name::Head);
        if let Some((head, _)) = self.tree.nodes.iter().enumerate().find(titles) {
            self.drop(head);
        }
        Choice::new(self.tree, |at| {
            let control = self.tree.get(at).and_then(Node::name).is_some_and(Name::is_control);
            self.keeps(at) || control && self.survey.is_shown(at)
        })
    }

    fn choice(&self) -> Choice {
        if let Some(data) = self.data() {
            return Choice::new(self.tree, |at| at == data || self.keeps(at));
        }
        Choice::new(self.tree, |at| self.keeps(at))
    }

    fn keeps(&self, at: usize) -> bool {
        if self.head.get(at).copied().unwrap_or(false) {
            return true;
        }
        let text =
            self.tree.get(at).is_some_and(|node| matches!(node.kind, Kind::Text | Kind::Data));
        let inside = self.scope.0 <= at && at < self.scope.1;
        text && inside && self.survey.is_shown(at) && !self.is_dropped(at)
    }

    /// The data from which a script makes the page, if the page has next to no text without it.
    fn data(&self) -> Option<usize> {
        const TEXT: usize = 200;
        const DATA: usize = 1_000;
        if self.survey.all().text > TEXT {
            return None;
        }
        let is_json = |at: usize| {
            let script = self.tree.get(at).and_then(|node| self.tree.get(node.parent));
            script.is_some_and(|node| self.tree.attribute(node, "type").ends_with("json"))
        };
        let raw =
            self.tree.nodes.iter().enumerate().filter(|(at, node)| {
                node.kind == Kind::Raw && node.span.len() >= DATA && is_json(*at)
            });
        raw.max_by_key(|(_, node)| node.span.len()).map(|(at, _)| at)
    }

    fn is_dropped(&self, at: usize) -> bool {
        self.dropped.get(at).copied().unwrap_or(false)
    }

    fn drop(&mut self, at: usize) {
        if self.is_dropped(at) {
            return;
        }
        let end = self.tree.get(at).map_or(at, |node| node.end);
        if let Some(inside) = self.dropped.get_mut(at..end) {
            inside.fill(true);
        }
    }

    /// Leaves out entries that lead elsewhere, unless they are what the page is made of.
    fn drop_teasers(&mut self, groups: &[Group]) {
        let all = self.survey.weight(self.scope.0).text;
        for group in groups.iter().filter(|group| group.teasers && group.text * 3 < all) {
            // Items of a plain list belong to the text around them, and so do rows of a plain table.
            if group.bare && group.members.iter().all(|at| self.is_plain(*at)) {
                continue;
            }
            group.members.iter().for_each(|at| self.drop(*at));
        }
    }

    /// Whether an element is an item or a row without a class, and its list has none.
    fn is_plain(&self, at: usize) -> bool {
        let Some(node) = self.tree.get(at) else { return false };
        let classed = |node: &Node| !self.tree.attribute(node, "class").is_empty();
        let list = self.tree.get(node.parent).is_some_and(classed);
        let plain = matches!(node.name(), Some(Name::Li | Name::Tr | Name::Dd));
        plain && !classed(node) && !list
    }

    /// Leaves out captions and lines that are one link, where the policy says so.
    fn drop_lines(&mut self, policy: Policy) {
        for (at, node) in self.tree.nodes.iter().enumerate() {
            let caption = !policy.captions && is_caption(self.tree, at, self.survey);
            let weight = self.survey.weight(at);
            let link = !policy.links
                && node.is(Name::P)
                && weight.linked == weight.text
                && weight.text > LINK;
            if caption || link {
                self.drop(at);
            }
        }
    }

    /// Finds the title of the page and what it says of its author and date.
    fn mark_head(&mut self) {
        let is = |name: Name| move |(_, node): &(usize, &Node)| node.is(name);
        let all = || self.tree.nodes.iter().enumerate();
        let titles: Vec<usize> = all()
            .filter(is(Name::H1))
            .map(|(at, _)| at)
            .filter(|at| self.survey.weight(*at).text > 0)
            .collect();
        let before = |at: &&usize| **at < self.scope.1;
        let title = titles.iter().find(before).copied();
        let title = title.or_else(|| all().find(is(Name::Title)).map(|(at, _)| at));
        let mut marked: Vec<usize> = Vec::new();
        if let Some(title) = title {
            let plain = |at: &usize| {
                let mut around = self.tree.ancestors(*at).take_while(|(above, _)| *above > title);
                self.tree.get(*at).is_some_and(|node| node.kind == Kind::Text)
                    && !around.any(|(above, _)| self.survey.is_chrome(above))
            };
            marked.extend(self.tree.within(title).map(|(at, _)| at).filter(plain));
        }
        marked.extend(
            all()
                .filter(is(Name::Meta))
                .filter(|(_, node)| is_telling(self.tree, node))
                .map(|(at, _)| at),
        );
        marked.extend(self.base());
        for at in marked {
            if let Some(head) = self.head.get_mut(at) {
                *head = true;
            }
        }
    }

    /// What says where the links of the page lead from, if it has links to which that matters.
    fn base(&self) -> Option<usize> {
        let has_href = |node: &Node| !self.tree.attribute(node, "href").is_empty();
        let mut all = self.tree.nodes.iter().enumerate();
        let base = all.find(|(_, node)| node.is(Name::Base) && has_href(node))?.0;
        let (from, to) = self.scope;
        let mut inside = self.tree.nodes.get(from..to).unwrap_or_default().iter();
        let is_relative = |node: &Node| {
            let href = self.tree.attribute(node, "href");
            let elsewhere = href.split(['/', '?', '#']).next().is_some_and(|s| s.contains(':'));
            !href.is_empty() && !elsewhere && !href.starts_with("//") && !href.starts_with('#')
        };
        inside.any(|node| node.is(Name::A) && is_relative(node)).then_some(base)
    }

    /// Leaves out titles below which nothing stands any more.
    fn drop_last_titles(&mut self) {
        let (from, to) = self.scope;
        for at in (from..to).rev() {
            let Some(node) = self.tree.get(at) else { return };
            if !self.tree.shows_text(node) || !self.keeps(at) {
                continue;
            }
            let mut above = self.tree.ancestors(at).take(8);
            let title =
                above.find(|(_, node)| node.name().is_some_and(|name| name.heading().is_some()));
            match title {
                Some((title, node)) if !node.is(Name::H1) => self.drop(title),
                _ => return,
            }
        }
    }
}

/// Characters of a link that are more than a name of where it leads.
const LINK: usize = 16;

/// Whether an element says what a picture shows, or whose it is.
fn is_caption(tree: &Tree<'_>, at: usize, survey: &Survey) -> bool {
    let Some(node) = tree.get(at) else { return false };
    match node.name() {
        Some(Name::Figcaption) => true,
        Some(Name::Caption | Name::Figure) | None => false,
        Some(name) if name.is_of_table() => false,
        Some(_) => {
            let class = tree.attribute(node, "class");
            let named = ["caption", "credit", "gallery", "slideshow", "carousel"]
                .iter()
                .any(|word| contains_ignore_case(class, word));
            named && survey.weight(at).prose * 4 < survey.all().prose
        }
    }
}

fn contains_ignore_case(text: &str, word: &str) -> bool {
    let (text, word) = (text.as_bytes(), word.as_bytes());
    text.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word))
}

/// Whether a record of the head says who wrote the page and when, or what a thing costs.
fn is_telling(tree: &Tree<'_>, node: &Node) -> bool {
    const TELLING: &[&str] = &[
        "author",
        "article:published_time",
        "article:modified_time",
        "product:price:amount",
        "product:price:currency",
        "og:price:amount",
        "og:price:currency",
    ];
    let content = tree.attribute(node, "content").trim();
    let named = |attribute| TELLING.contains(&tree.attribute(node, attribute));
    (named("name") || named("property")) && !content.is_empty() && content.len() < 100
}
