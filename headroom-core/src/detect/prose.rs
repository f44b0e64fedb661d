//! Documents: Markdown and running text.

use super::code;
use super::source::{Source, shell_line};
use super::table;
use super::view::{Line, View, is_share};
use super::{Detection, certain, likely};
use crate::shell::{self, Command};
use crate::{ContentType, Hints, file_name};

/// Claims a text with the marks of Markdown.
pub(super) fn claim_markdown(view: &View<'_>, source: &Source) -> Option<Detection> {
    let named = source.path().is_some_and(is_document_path);
    let marks = Marks::of(view);
    if named {
        return Some(if marks.kinds() >= 1 || is_worded(view, 40) {
            certain(ContentType::MARKDOWN)
        } else {
            likely(ContentType::MARKDOWN)
        });
    }
    if marks.are_comments() {
        return None;
    }
    let front = view.first() == "---" && marks.headings >= 1;
    let chapters = marks.headings >= 3 && marks.prose >= marks.headings && is_worded(view, 70);
    let headed = marks.headings >= 1 && marks.kinds() >= 2 && marks.prose >= 1;
    if front
        || chapters
        || headed && is_share(marks.headings + marks.others + marks.prose, view.lines.len(), 50)
    {
        return Some(certain(ContentType::MARKDOWN));
    }
    let some = marks.kinds() >= 2 && is_share(marks.others + marks.headings, view.lines.len(), 20);
    let titled = marks.headings >= 2 && marks.prose >= 2;
    ((some || titled) && is_worded(view, 40)).then(|| likely(ContentType::MARKDOWN))
}

/// Whether a file is a document by its name.
pub(super) fn is_document_path(path: &str) -> bool {
    const EXTENSIONS: &[&str] =
        &["md", "mdx", "markdown", "mdown", "mkd", "rst", "adoc", "asciidoc", "org", "qmd", "rmd"];
    let name = file_name(path);
    name.rsplit_once('.').is_some_and(|(_, extension)| {
        EXTENSIONS.iter().any(|known| known.eq_ignore_ascii_case(extension))
    })
}

/// Claims running text: lines of words.
pub(super) fn claim_text(view: &View<'_>, source: &Source) -> Option<Detection> {
    let named = source.path().is_some_and(|path| {
        path.ends_with(".txt") || path.ends_with("LICENSE") || path.ends_with("README")
    });
    if is_worded(view, 80) && has_sentences(view) && code::is_absent(view) {
        return Some(certain(ContentType::TEXT));
    }
    (named || is_worded(view, 60)).then(|| likely(ContentType::TEXT))
}

/// Whether the call before a text fetched it from elsewhere or searched for it: a page, documents that a
/// query found. What such a call returns is a source to look something up in. Anything else that is
/// written in sentences may be instructions or a report, made to be read as a whole: the answer of
/// another agent, a plan, a skill, a policy.
///
/// Costs one pass over the command line, or over the arguments.
pub(crate) fn is_fetched(hints: &Hints<'_>) -> bool {
    if let Some(line) = shell_line(hints) {
        let fetches = |command: &Command<'_>| {
            matches!(&*command.program, "curl" | "wget" | "lynx" | "w3m" | "links" | "http" | "xh")
        };
        return shell::producer(line).is_some_and(|command| fetches(&command));
    }
    let arguments = hints.arguments;
    let address = ["\"http://", "\"https://"].iter().any(|start| arguments.raw.contains(start));
    address || hints.tool.is_some_and(names_a_source)
}

/// Whether a tool is by its name one that looks in a collection of texts: one of the words of the name says so.
fn names_a_source(tool: &str) -> bool {
    const WORDS: &[&str] = &[
        "arxiv",
        "article",
        "articles",
        "browse",
        "browser",
        "crawl",
        "doc",
        "docs",
        "document",
        "documentation",
        "documents",
        "fetch",
        "kb",
        "knowledge",
        "library",
        "page",
        "pages",
        "passages",
        "rag",
        "retrieval",
        "scrape",
        "search",
        "url",
        "web",
        "webfetch",
        "webpage",
        "websearch",
        "wiki",
        "wikipedia",
    ];
    let mut rest = tool;
    while !rest.is_empty() {
        let letters = |c: char| c.is_ascii_alphabetic();
        rest = rest.trim_start_matches(|c: char| !letters(c));
        let tail = rest.trim_start_matches(|c: char| c.is_ascii_uppercase());
        let tail = tail.trim_start_matches(|c: char| c.is_ascii_lowercase());
        let word = rest.get(..rest.len() - tail.len()).unwrap_or(rest);
        if WORDS.iter().any(|known| known.eq_ignore_ascii_case(word)) {
            return true;
        }
        rest = tail;
    }
    false
}

/// What marks of Markdown were met.
#[derive(Debug, Default)]
struct Marks {
    headings: usize,
    /// Lines with another mark, and how many kinds of marks there are.
    others: usize,
    seen: u32,
    /// Lines of running text.
    prose: usize,
    /// Lines that are comments of a program.
    remarks: usize,
    /// Lines built like code.
    statements: usize,
}

impl Marks {
    fn of(view: &View<'_>) -> Self {
        let mut marks = Self::default();
        for (at, (line, running)) in view.lines.iter().zip(view.running()).enumerate() {
            let next = view.lines.get(at + 1);
            let underlined = next.is_some_and(|next| is_underline(&line.text, &next.text));
            if underlined || is_heading(&line.text) && stands_apart(line, next) {
                marks.headings += 1;
                marks.seen |= 1;
            } else if let Some(kind) = mark(line, *running) {
                marks.others += 1;
                marks.seen |= 2 << kind;
            } else {
                marks.prose += usize::from(*running);
                marks.remarks += usize::from(code::is_remark(line.inner()));
                marks.statements += usize::from(!running && code::is_statement(line.inner()));
            }
        }
        marks
    }

    /// Whether the marks are those of comments in a program: without fences, nothing is quoted.
    fn are_comments(&self) -> bool {
        let fenced = self.seen & 2 != 0;
        let words = self.headings + self.others + self.prose;
        !fenced && (self.remarks * 20 > words || self.statements * 2 > words)
    }

    fn kinds(&self) -> u32 {
        self.seen.count_ones()
    }
}

/// Whether a heading has a blank line above it and something other than code or a further heading
/// below it: a comment of a script looks like a heading.
fn stands_apart(line: &Line<'_>, next: Option<&Line<'_>>) -> bool {
    line.skipped != Some(0)
        && next.is_none_or(|next| {
            next.skipped != Some(0)
                || !(next.text.starts_with('#') || code::is_statement(next.inner()))
        })
}

/// Whether a line is `# Title`.
fn is_heading(line: &str) -> bool {
    let title = line.trim_start_matches('#');
    let level = line.len() - title.len();
    (1..=6).contains(&level) && title.starts_with(' ') && !title.trim().is_empty()
}

/// Whether a title stands on a rule of the same length, as in reStructuredText.
fn is_underline(title: &str, rule: &str) -> bool {
    let rule = rule.trim_end();
    let Some(first) = rule.chars().next() else { return false };
    rule.len() >= 3
        && "=-~^\"'`*+#".contains(first)
        && rule.chars().all(|c| c == first)
        && rule.chars().count() + 2 >= title.trim_end().chars().count()
        && title.starts_with(char::is_alphanumeric)
}

/// The kind of mark that a line carries.
fn mark(line: &Line<'_>, running: bool) -> Option<u32> {
    let (inner, line) = (line.inner(), &*line.text);
    if inner.starts_with("```") || inner.starts_with("~~~") {
        return Some(0);
    }
    if inner.starts_with("- ") || inner.starts_with("* ") || inner.starts_with("+ ") {
        return Some(1);
    }
    let number = inner.trim_start_matches(|c: char| c.is_ascii_digit());
    if number.len() < inner.len() && (number.starts_with(". ") || number.starts_with(") ")) {
        return Some(2);
    }
    if line.starts_with("> ") {
        return Some(3);
    }
    if table::is_rule(line) {
        return Some(4);
    }
    if inner.contains("](") || inner.contains("`_") || inner.starts_with(".. ") {
        return Some(5);
    }
    if inner.contains("**") || (running && inner.matches('`').nth(1).is_some()) {
        return Some(6);
    }
    None
}

/// Whether at least `percent` of the bytes stand in lines of running text.
fn is_worded(view: &View<'_>, percent: usize) -> bool {
    let all: usize = view.lines.iter().map(|line| line.len).sum();
    let worded = view.lines.iter().zip(view.running()).filter(|(_, running)| **running);
    is_share(worded.map(|(line, _)| line.len).sum(), all, percent)
}

/// Whether sentences end in the text: a word, a stop, and a blank or line end.
fn has_sentences(view: &View<'_>) -> bool {
    let ends = |line: &str| {
        line.trim_end().ends_with(['.', '!', '?', ':', '。', '！', '？', '।', '؟', '"', '”', ')'])
            || [". ", "? ", "! ", "。", "、", "؟ "].iter().any(|stop| line.contains(stop))
    };
    view.lines.iter().zip(view.running()).any(|(line, running)| *running && ends(&line.text))
}

#[cfg(test)]
mod tests {
    use super::is_fetched;
    use crate::{Arguments, Hints};

    #[test]
    fn sources_are_told_from_reports() {
        let fetched =
            |tool, arguments| is_fetched(&Hints::none().with_tool(tool).with_arguments(arguments));
        let none = Arguments::default();
        for tool in ["WebFetch", "search_docs", "mcp__wiki__getPage", "fetch"] {
            assert!(fetched(tool, none), "{tool}");
        }
        for tool in ["Task", "Skill", "get_policy", "researcher", "docker", "Read", ""] {
            assert!(!fetched(tool, none), "{tool}");
        }
        let url = Arguments { raw: r#"{"u":"https://example.org/a"}"#, ..none };
        assert!(fetched("get", url));
        assert!(fetched("Bash", Arguments::command("curl -s https://example.org/guide.md")));
        assert!(!fetched("Bash", Arguments::command("cat guide.md")));
    }
}
