//! What of a page is not its content, by what it is called.

use headroom_core::Span;

use super::names::Name;
use super::survey::Eyes;
use super::tree::{Kind, Node, Tree};

/// How sure it is that an element is not content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Chrome {
    /// Nothing says so.
    No,
    /// Its name or its class says so; not if most of the page stands in it.
    Likely,
    /// What readers write below a page, which is the content of a forum.
    Discussion,
    /// No text for a reader, or none in sight.
    Certain,
}

/// What an element is by its name and attributes.
pub(super) fn chrome(tree: &Tree<'_>, node: &Node, eyes: Eyes) -> Chrome {
    use Name::{
        Article, Aside, Audio, Body, Button, Canvas, Dialog, Embed, Footer, Head, Html, Iframe,
        Input, Link, Main, Nav, Noscript, Object, Option, Param, Script, Select, Source, Style,
        Svg, Template, Textarea, Track, Video,
    };
    let Kind::Element(name, tag) = node.kind else { return Chrome::No };
    let by_class = name == Name::Other || name.is_block() && name != Name::P;
    match name {
        Html | Body | Head => return Chrome::No,
        Input | Select | Option | Textarea | Button if eyes == Eyes::Actor => {
            return if tag.is_hidden(tree.text) { Chrome::Certain } else { Chrome::No };
        }
        Script | Style | Template | Svg | Canvas | Iframe | Object | Embed | Param | Source
        | Track | Audio | Video | Noscript | Link | Input | Select | Option | Textarea | Button
        | Dialog => {
            return Chrome::Certain;
        }
        Nav | Aside | Footer => return Chrome::Likely,
        _ => {}
    }
    let mut found = Chrome::No;
    for (attribute, value) in tag.attributes(tree.text) {
        let said = match attribute.as_bytes() {
            b"class" | b"id" | b"CLASS" | b"ID" if !by_class || matches!(name, Article | Main) => {
                continue;
            }
            b"class" | b"id" | b"CLASS" | b"ID" => called(value),
            b"role" => by_role(value),
            _ => continue,
        };
        found = found.max(said);
    }
    if tag.is_hidden(tree.text) {
        return Chrome::Certain;
    }
    found
}

fn by_role(role: &str) -> Chrome {
    match role {
        "navigation" | "banner" | "contentinfo" | "complementary" | "search" | "menu"
        | "menubar" | "toolbar" | "tablist" => Chrome::Likely,
        "dialog" | "alertdialog" | "tooltip" => Chrome::Certain,
        _ => Chrome::No,
    }
}

/// What the words of a class or an id say.
fn called(value: &str) -> Chrome {
    let mut found = Chrome::No;
    let mut before = "";
    for word in words(value) {
        let said = match () {
            () if stands_in(word, DISCUSSION) => Chrome::Discussion,
            () if stands_in(word, CHROME) || is_pair(before, word) => Chrome::Likely,
            () => Chrome::No,
        };
        found = found.max(said);
        before = word;
    }
    found
}

/// Whether two words in a row name what stands around content.
fn is_pair(first: &str, second: &str) -> bool {
    PAIRS.iter().any(|(known, seconds)| {
        first.eq_ignore_ascii_case(known)
            && seconds.iter().any(|known| second.eq_ignore_ascii_case(known))
    })
}

/// Words that name what stands around content only together.
const PAIRS: &[(&str, &[&str])] = &[
    ("author", &["bio", "box", "card", "info"]),
    ("more", &["articles", "from", "news", "stories"]),
    ("most", &["popular", "read", "viewed"]),
    ("read", &["also", "more", "next"]),
    ("screen", &["reader"]),
    ("sign", &["in", "up"]),
    ("up", &["next"]),
];

/// Whether a word, in any case, is one of a sorted list.
fn stands_in(word: &str, list: &[&str]) -> bool {
    let mut lower = [0; 16];
    let Some(lower) = lower.get_mut(..word.len()) else { return false };
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    list.binary_search_by(|known| known.as_bytes().cmp(lower)).is_ok()
}

/// Words in names of what stands around content.
const CHROME: &[&str] = &[
    "ad",
    "adbox",
    "addthis",
    "addtoany",
    "ads",
    "adsbygoogle",
    "adv",
    "advert",
    "advertisement",
    "advertising",
    "affiliate",
    "aside",
    "banner",
    "breadcrumb",
    "breadcrumbs",
    "consent",
    "cookie",
    "cookies",
    "copyright",
    "dfp",
    "donate",
    "flyout",
    "foot",
    "footer",
    "gdpr",
    "infolinks",
    "jp",
    "login",
    "masthead",
    "megamenu",
    "menu",
    "modal",
    "nav",
    "navbar",
    "navigation",
    "newsletter",
    "newsletters",
    "noprint",
    "outbrain",
    "pager",
    "pagination",
    "paywall",
    "popular",
    "popup",
    "print",
    "promo",
    "promos",
    "promoted",
    "promotion",
    "rail",
    "recirc",
    "recirculation",
    "recommend",
    "recommendation",
    "recommendations",
    "recommended",
    "related",
    "relatedposts",
    "share",
    "sharebar",
    "sharedaddy",
    "sharer",
    "shares",
    "sharing",
    "sidebar",
    "signup",
    "skip",
    "skyscraper",
    "social",
    "socials",
    "sponsor",
    "sponsored",
    "sponsors",
    "subscribe",
    "subscription",
    "taboola",
    "tagcloud",
    "tags",
    "toolbar",
    "tooltip",
    "trending",
    "widget",
    "widgets",
];

/// Words in names of what readers write below a page.
const DISCUSSION: &[&str] = &[
    "comment",
    "commentlist",
    "comments",
    "discussion",
    "disqus",
    "livefyre",
    "replies",
    "respond",
];

/// The words of a name: letters between other characters, parted where a capital follows a small letter.
fn words(value: &str) -> impl Iterator<Item = &str> {
    let bytes = value.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + bytes.iter().skip(at).position(u8::is_ascii_alphabetic)?;
        let mut end = start + 1;
        while let Some(b) = bytes.get(end) {
            let hump =
                b.is_ascii_uppercase() && bytes.get(end - 1).is_some_and(u8::is_ascii_lowercase);
            if !b.is_ascii_alphabetic() || hump {
                break;
            }
            end += 1;
        }
        at = end;
        Span::new(start, end).get(value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_sorted() {
        assert!(CHROME.is_sorted() && DISCUSSION.is_sorted());
    }

    #[test]
    fn names_are_read_word_by_word() {
        assert_eq!(
            words("site-nav relatedPosts ad_2 XMLad").collect::<Vec<_>>(),
            ["site", "nav", "related", "Posts", "ad", "XMLad"]
        );
        for (value, chrome) in [
            ("article-body", Chrome::No),
            ("shadow header-download", Chrome::No),
            ("Social-Bar", Chrome::Likely),
            ("mostRead", Chrome::Likely),
            ("post-comments", Chrome::Discussion),
        ] {
            assert_eq!(called(value), chrome, "{value}");
        }
    }
}
