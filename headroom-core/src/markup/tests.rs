use proptest::prelude::*;

use super::*;

/// The tokens of a text, each by its first letter and its text.
fn told(text: &str, flavour: Flavour) -> String {
    let tell = |token: Token| {
        let kind = match token {
            Token::Open(tag) if tag.closed => "E",
            Token::Open(_) => "O",
            Token::Close(_) => "C",
            Token::Text(_) => "T",
            Token::Data(_) => "D",
            Token::Raw(_) => "R",
            Token::Other(_) => "X",
        };
        format!("{kind}({})", token.span().of(text))
    };
    Lexer::new(text, flavour).map(tell).collect::<Vec<_>>().join(" ")
}

#[test]
fn html_is_read_as_browsers_do() {
    for (text, tokens) in [
        ("a<b>c</b>d", "T(a) O(<b>) T(c) C(</b>) T(d)"),
        ("1 < 2 <3 <", "T(1 < 2 <3 <)"),
        ("<a title=\"x > y\" b='>'>z", "O(<a title=\"x > y\" b='>'>) T(z)"),
        ("<a title=it's>z'</a>", "O(<a title=it's>) T(z') C(</a>)"),
        ("<br/><img src=a/>", "E(<br/>) E(<img src=a/>)"),
        (
            "<!-- a > b --><!--><!---><!-- c --!>d",
            "X(<!-- a > b -->) X(<!-->) X(<!--->) X(<!-- c --!>) T(d)",
        ),
        ("<!doctype html><?x?></ y>z", "X(<!doctype html>) X(<?x?>) X(</ y>) T(z)"),
        ("<SCRIPT>a<b></scripts></Script >c", "O(<SCRIPT>) R(a<b></scripts>) C(</Script >) T(c)"),
        ("<title>a <b> &amp;</title>", "O(<title>) T(a <b> &amp;) C(</title>)"),
        ("<style></style>x", "O(<style>) C(</style>) T(x)"),
        (
            "<svg><style/><title/><![CDATA[<]]></svg><style/>x",
            "O(<svg>) E(<style/>) E(<title/>) D(<![CDATA[<]]>) C(</svg>) E(<style/>) R(x)",
        ),
        ("<![CDATA[a>b", "X(<![CDATA[a>) T(b)"),
        ("a<b c", "T(a) X(<b c)"),
        ("a<b c='", "T(a) X(<b c=')"),
        ("a<!-- b", "T(a) X(<!-- b)"),
    ] {
        assert_eq!(told(text, Flavour::Html), tokens);
    }
}

#[test]
fn xml_has_data_and_no_special_names() {
    assert_eq!(
        told("<title><b/><![CDATA[ <p> ]]></title>", Flavour::Xml),
        "O(<title>) E(<b/>) D(<![CDATA[ <p> ]]>) C(</title>)"
    );
}

#[test]
fn attributes_are_read() {
    let text = "<a HREF = '/x?a=1&amp;b' disabled =y class=a/b\n\ttitle=\"\"/>";
    let Some(Token::Open(tag)) = Lexer::new(text, Flavour::Html).next() else { return };
    let all: Vec<_> = tag.attributes(text).collect();
    assert_eq!(all, [("HREF", "/x?a=1&amp;b"), ("disabled", "y"), ("class", "a/b"), ("title", "")]);
    assert_eq!(tag.attribute(text, "href"), Some("/x?a=1&amp;b"));
}

#[test]
fn what_no_reader_sees_is_hidden() {
    let hidden = |attributes: &str| {
        let text = format!("<p {attributes}>");
        match Lexer::new(&text, Flavour::Html).next() {
            Some(Token::Open(tag)) => tag.is_hidden(&text),
            _ => false,
        }
    };
    for attributes in [
        "hidden",
        "class=a style='color: red; display : none !important'",
        "style=visibility:hidden",
        "style='font-size: 0px'",
        "style=opacity:0",
        "aria-hidden=true",
        "type=hidden",
    ] {
        assert!(hidden(attributes), "{attributes}");
    }
    for attributes in
        ["hidden=until-found", "style='display: block'", "style=opacity:0.5", "class=hidden"]
    {
        assert!(!hidden(attributes), "{attributes}");
    }
}

proptest! {
    #[test]
    fn tokens_cover_any_text(text in "([<>/!?a-z\"'= \u{e9}-]|<!--|-->|<script>|</script>|<svg>|<!\\[CDATA\\[|\\]\\]>){0,40}", xml: bool) {
        let flavour = if xml { Flavour::Xml } else { Flavour::Html };
        let mut at = 0;
        for token in Lexer::new(&text, flavour) {
            prop_assert_eq!(token.span().start, at);
            prop_assert!(token.span().get(&text).is_some_and(|part| !part.is_empty()));
            at = token.span().end;
        }
        prop_assert_eq!(at, text.len());
    }
}
