//! What is read of broken markup, compared with a parser that follows the standard.

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{NodeData, RcDom};
use proptest::prelude::*;

use headroom_core::markup::{Flavour, Lexer, Token, data, decode};

/// Elements whose content is no text of the page.
const RAW: &[&str] = &["script", "style", "iframe", "xmp", "noembed", "noframes"];

/// The texts of a page by the standard's rules, for a reader whose browser runs no scripts.
fn by_the_standard(page: &str) -> String {
    let mut options = ParseOpts::default();
    options.tree_builder.scripting_enabled = false;
    let dom = parse_document(RcDom::default(), options).one(page);
    let mut out = String::new();
    let mut open = vec![dom.document.clone()];
    while let Some(node) = open.pop() {
        match &node.data {
            NodeData::Element { name, .. }
                if RAW.contains(&&*name.local) && *name.ns == *"http://www.w3.org/1999/xhtml" =>
            {
                continue;
            }
            NodeData::Text { contents } => out.push_str(&contents.borrow()),
            _ => {}
        }
        open.extend(node.children.borrow().iter().rev().cloned());
    }
    out
}

/// The texts of a page as our lexer finds them.
fn by_us(page: &str) -> String {
    let texts = Lexer::new(page, Flavour::Html).filter_map(|token| match token {
        Token::Text(span) => Some(decode(span.of(page))),
        Token::Data(span) => Some(data(span.of(page)).into()),
        _ => None,
    });
    texts.collect()
}

/// All characters but blanks: a text's place between blanks is a matter of layout.
fn characters(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

const PARTS: &[&str] = &[
    "<div class='a>b'>",
    "</div>",
    "<p>",
    "</p>",
    "<ul><li>",
    "</ul>",
    "<a href=x>",
    "</a>",
    "<b>",
    "</i>",
    "<h1 title=it's>",
    "</h1>",
    "<!-- c > d -->",
    "<!-->",
    "<!--->",
    "<!-- e --!>",
    "<!x>",
    "</>",
    "</ y>",
    "<?z>",
    "<br/>",
    "<script>a<b</script>",
    "<style>p{}</style>",
    "<textarea><b>f</b></textarea>",
    "<title>g</title>",
    "<svg><![CDATA[h]]></svg>",
    "<svg/>",
    "<svg><style>x</style><title>y</title></svg>",
    "<style>x</style>",
    "<style/>",
    "<iframe>m<b></iframe>",
    "<noscript>n</noscript>",
    "<xmp><b>o</xmp>",
    "< i",
    "<3",
    "one",
    " ",
    "&amp;",
    "&#146;",
    "&#x2014;",
    "&lt;b&gt;",
    "&nosuch;",
    "\u{e9}",
    "<x-y z>",
    "<img src=a alt=\"k > l\">",
    "<!--",
    "<a b='",
    "<script>",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    #[test]
    fn text_is_what_the_standard_says(parts in prop::collection::vec(prop::sample::select(PARTS), 0..20)) {
        let page = format!("<!doctype html><body>{}", parts.concat());
        prop_assert_eq!(characters(&by_us(&page)), characters(&by_the_standard(&page)), "{}", page);
    }
}
