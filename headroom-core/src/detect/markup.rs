//! HTML and XML.

use super::source::Source;
use super::view::View;
use super::{Detection, certain, likely};
use crate::ContentType;

/// Claims a text that opens with a tag and is closed like one document.
pub(super) fn claim(view: &View<'_>, source: &Source) -> Option<Detection> {
    let text = skip_comments(view.text.trim_ascii_start());
    if !text.starts_with('<') {
        return None;
    }
    let lower = |name: &str| starts_with_ignore_case(text, name);
    if lower("<!doctype html") || lower("<html") {
        return (!goes_on(text)).then(|| certain(ContentType::HTML));
    }
    let name = tag_name(text)?;
    let closed = ends_with_tag(view.text, name);
    let html = HTML_TAGS.iter().any(|tag| tag.eq_ignore_ascii_case(name));
    if html {
        let dense = view.text.matches("</").take(4).count() >= 3;
        return dense
            .then(|| if closed { certain(ContentType::HTML) } else { likely(ContentType::HTML) });
    }
    let declared = view.text.trim_ascii_start().starts_with("<?xml");
    let named = source.path().is_some_and(|path| {
        [".xml", ".svg", ".pom", ".xsd", ".csproj", ".plist", ".xaml"]
            .iter()
            .any(|end| path.ends_with(end))
    });
    let formed = declared || (closed && is_tagged(view));
    if !formed {
        return None;
    }
    let sure = declared && closed
        || named
        || closed && view.mostly(60, |line| line.inner().starts_with('<'));
    Some(if sure { certain(ContentType::XML) } else { likely(ContentType::XML) })
}

/// Whether text stands behind the end of the document: what else several requests print. A line or two, such as
/// the status of the answer, does no harm.
fn goes_on(text: &str) -> bool {
    const END: &str = "</html>";
    const LINES: usize = 256;
    let mut ends = memchr::memmem::find_iter(text.as_bytes(), "</");
    let end =
        ends.find(|&at| text.get(at..).is_some_and(|rest| starts_with_ignore_case(rest, END)));
    let rest = end.and_then(|end| text.get(end + END.len()..)).unwrap_or("");
    // A script may have such a tag in a text of its own.
    let line = rest.trim_ascii_start();
    rest.starts_with(['\r', '\n']) && line.len() > LINES && !line.starts_with(['<', '`', '"', '\''])
}

/// Tags that fragments of HTML begin with.
const HTML_TAGS: &[&str] = &[
    "a", "article", "aside", "b", "body", "button", "center", "details", "div", "dl", "fieldset",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "head", "header", "img", "input", "li",
    "link", "main", "meta", "nav", "ol", "p", "pre", "script", "section", "select", "span",
    "style", "table", "tbody", "td", "title", "tr", "ul",
];

/// The text behind comments, declarations and processing instructions at its start.
fn skip_comments(mut text: &str) -> &str {
    loop {
        let end = if text.starts_with("<!--") {
            text.find("-->").map(|at| at + 3)
        } else if text.starts_with("<?") {
            text.find("?>").map(|at| at + 2)
        } else if starts_with_ignore_case(text, "<!doctype")
            && !starts_with_ignore_case(text, "<!doctype html")
        {
            text.find('>').map(|at| at + 1)
        } else {
            return text;
        };
        text = end.and_then(|end| text.get(end..)).unwrap_or("").trim_ascii_start();
    }
}

fn starts_with_ignore_case(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
}

/// The name of the tag that a text opens with: `<name>`, `<name attribute`.
pub(super) fn tag_name(text: &str) -> Option<&str> {
    let rest = text.strip_prefix('<')?;
    let legal = |byte: &u8| byte.is_ascii_alphanumeric() || b":_-.".contains(byte);
    let len = rest.bytes().take_while(|byte| legal(byte)).count();
    let name = rest.get(..len)?;
    let starts = name.starts_with(|c: char| c.is_ascii_alphabetic());
    let ends =
        rest.get(len..).is_some_and(|rest| rest.starts_with(['>', ' ', '\n', '\r', '\t', '/']));
    (starts && ends).then_some(name)
}

/// Whether a text ends with `</name>`.
fn ends_with_tag(text: &str, name: &str) -> bool {
    text.trim_ascii_end()
        .strip_suffix('>')
        .map(str::trim_end)
        .and_then(|text| text.strip_suffix(name))
        .is_some_and(|text| text.ends_with("</"))
}

/// Whether tags, not the text between them, make the form: prose in a wrapper of a few tags is not XML.
fn is_tagged(view: &View<'_>) -> bool {
    let all: usize = view.lines.iter().map(|line| line.len).sum();
    let tagged: usize = view.lines.iter().map(|line| tag_bytes(&line.text)).sum();
    tagged * 5 >= all
}

/// Bytes of a line that stand inside tags.
fn tag_bytes(line: &str) -> usize {
    let mut total = 0;
    for part in line.split('<').skip(1) {
        // A tag may go on in the next line.
        total += part.find('>').map_or(part.len() + 1, |end| end + 2);
    }
    total
}
