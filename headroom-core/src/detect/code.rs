//! Source code, by how its lines are built.

use super::view::{View, is_share};
use super::{Detection, certain, likely};
use crate::ContentType;

/// Claims a text whose lines are built like code. `language` is told by a file name or a fence.
pub(super) fn claim(view: &View<'_>, language: Option<&str>) -> Option<Detection> {
    if is_minified(view, language) {
        return Some(certain(ContentType::MINIFIED));
    }
    let tally = Tally::of(view);
    let lines = view.lines.len();
    if language.is_some() {
        let sure = is_share(tally.code + tally.comments, lines, 30);
        return Some(if sure { certain(ContentType::CODE) } else { likely(ContentType::CODE) });
    }
    let plain = lines - tally.comments;
    let keyed = tally.keywords >= 2 && is_share(tally.keywords, plain, 8);
    let many = tally.keywords >= 3 && is_share(tally.code, plain, 60);
    let few = lines >= 4 && is_share(tally.code, plain, 75);
    if (many || few) && keyed && tally.kinds >= 2 {
        return Some(certain(ContentType::CODE));
    }
    let some = keyed && is_share(tally.code, plain, 45);
    let snippet = tally.keywords >= 1 && is_share(tally.code, plain, 75);
    let unkeyed = lines >= 6 && is_share(tally.code, plain, 80);
    (some || snippet || unkeyed).then(|| likely(ContentType::CODE))
}

/// Whether hardly any line is built like code.
pub(super) fn is_absent(view: &View<'_>) -> bool {
    let tally = Tally::of(view);
    tally.code * 8 <= view.lines.len()
}

/// Whether a line is built like code.
pub(super) fn is_statement(inner: &str) -> bool {
    let inner = inner.trim_end();
    is_built_like_code(inner, keyword(inner).is_some())
}

/// Whether a line opens, continues or closes a comment in the forms that documents do not have.
pub(super) fn is_remark(inner: &str) -> bool {
    ["//", "/*", "*/", "#!", "#include", "#define"].iter().any(|mark| inner.starts_with(mark))
}

/// How many lines of a view are what.
#[derive(Debug, Default)]
struct Tally {
    /// Lines built like code.
    code: usize,
    /// Comment lines, which say nothing about the language.
    comments: usize,
    /// Lines of code that begin with a keyword, and how many different ones.
    keywords: usize,
    kinds: usize,
}

impl Tally {
    fn of(view: &View<'_>) -> Self {
        let mut tally = Self::default();
        let mut seen: Vec<usize> = Vec::new();
        for line in &view.lines {
            let inner = line.inner().trim_end();
            if is_comment(inner) {
                tally.comments += 1;
                continue;
            }
            let keyword = keyword(inner);
            if !is_built_like_code(inner, keyword.is_some()) {
                continue;
            }
            tally.code += 1;
            let Some(keyword) = keyword else { continue };
            tally.keywords += 1;
            if !seen.contains(&keyword) {
                seen.push(keyword);
            }
        }
        tally.kinds = seen.len();
        tally
    }
}

/// Whether a line is a comment in one of the usual forms.
fn is_comment(inner: &str) -> bool {
    matches!(
        inner.as_bytes(),
        [b'/', b'/' | b'*', ..] | [b'*', b'/', ..] | [b'*', b' ', ..] | [b'*']
    ) || (inner.starts_with('#')
        && !inner.starts_with("#include")
        && !inner.starts_with("#define")
        && !inner.starts_with("#[")
        && !inner.starts_with("#if")
        && !inner.starts_with("#end"))
        || inner.starts_with("-- ")
        || inner.starts_with("\"\"\"")
        || inner.starts_with("<!--")
        || inner.starts_with(";;")
}

/// Whether the punctuation of a line is that of code.
fn is_built_like_code(inner: &str, keyword: bool) -> bool {
    let bytes = inner.as_bytes();
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else { return false };
    if matches!(last, b'{' | b'}' | b';') || matches!(first, b'}' | b'{' | b'@') {
        return true;
    }
    if matches!(first, b')' | b']') && bytes.len() <= 4 {
        return true;
    }
    let punctuated = memchr::memchr3(b'=', b'(', b':', bytes).is_some();
    if keyword {
        return punctuated
            || matches!(last, b'\'' | b'"' | b',')
            || inner.split(' ').count() <= 4 && !matches!(last, b'.' | b'!' | b'?');
    }
    punctuated && has_operator(inner, bytes)
}

/// Whether a line has a call, an assignment or an arrow.
fn has_operator(inner: &str, bytes: &[u8]) -> bool {
    const OPERATORS: &[&str] =
        &[" = ", "==", "->", "=>", "::", ":=", "+=", "!=", "(\"", "('", "()"];
    let call = memchr::memchr_iter(b'(', bytes).any(|at| {
        at > 0
            && bytes
                .get(at - 1)
                .is_some_and(|before| before.is_ascii_alphanumeric() || *before == b'_')
            && !inner.get(at..).is_some_and(|rest| rest.starts_with("(s)"))
    });
    call || OPERATORS.iter().any(|operator| inner.contains(operator))
        || (inner.ends_with(',') && (inner.contains(": ") || inner.contains('=')))
}

/// The keyword that a line begins with, as its place in the table.
fn keyword(inner: &str) -> Option<usize> {
    let first = *inner.as_bytes().first()?;
    let start = KEYWORDS.partition_point(|word| word.as_bytes().first() < Some(&first));
    KEYWORDS
        .iter()
        .enumerate()
        .skip(start)
        .take_while(|(_, word)| word.as_bytes().first() == Some(&first))
        .find(|(_, word)| inner.starts_with(**word))
        .map(|(at, _)| at)
}

/// What lines of code begin with in the common languages, sorted.
const KEYWORDS: &[&str] = &[
    "#[",
    "#define ",
    "#endif",
    "#if",
    "#include",
    "ALTER TABLE",
    "BEGIN",
    "CREATE ",
    "DELETE FROM",
    "FROM ",
    "INSERT INTO",
    "RUN ",
    "SELECT ",
    "abstract class ",
    "assert ",
    "async ",
    "await ",
    "begin",
    "break",
    "case ",
    "catch ",
    "class ",
    "const ",
    "continue",
    "def ",
    "default:",
    "defer ",
    "defmodule ",
    "defp ",
    "do {",
    "elif ",
    "else",
    "elsif ",
    "end",
    "enum ",
    "except",
    "export ",
    "extends ",
    "extern ",
    "final ",
    "finally",
    "fn ",
    "for ",
    "for(",
    "from ",
    "fun ",
    "func ",
    "function ",
    "function(",
    "global ",
    "go func",
    "goto ",
    "if ",
    "if(",
    "impl ",
    "impl<",
    "implements ",
    "import ",
    "in ",
    "inline ",
    "interface ",
    "internal ",
    "lambda ",
    "let ",
    "loop ",
    "match ",
    "mod ",
    "module ",
    "mut ",
    "namespace ",
    "new ",
    "nonlocal ",
    "object ",
    "override ",
    "package ",
    "pass",
    "private ",
    "protected ",
    "pub ",
    "pub(",
    "public ",
    "raise ",
    "readonly ",
    "require ",
    "require(",
    "rescue",
    "return",
    "select ",
    "self.",
    "static ",
    "struct ",
    "super",
    "switch ",
    "switch(",
    "template ",
    "template<",
    "then",
    "this.",
    "throw ",
    "trait ",
    "try ",
    "try:",
    "try{",
    "type ",
    "typedef ",
    "unless ",
    "unsafe ",
    "use ",
    "using ",
    "val ",
    "var ",
    "virtual ",
    "void ",
    "when ",
    "where ",
    "while ",
    "while(",
    "with ",
    "yield ",
];

/// Whether a text is code packed into few long lines.
fn is_minified(view: &View<'_>, language: Option<&str>) -> bool {
    const PACKED: usize = 200;
    let packed: Vec<_> = view.lines.iter().filter(|line| line.len >= PACKED).collect();
    let long: usize = packed.iter().map(|line| line.len).sum();
    let all: usize = view.lines.iter().map(|line| line.len).sum();
    let one = packed.iter().any(|line| line.len >= 2000 && line.len * 2 >= view.text.len());
    if !(one || long >= 2000 && is_share(long, all, 90)) {
        return false;
    }
    let count = |set: &[u8]| {
        let bytes = packed.iter().flat_map(|line| line.text.bytes());
        bytes.filter(|byte| set.contains(byte)).count()
    };
    let seen: usize = packed.iter().map(|line| line.text.len()).sum();
    let worded = ["function", "var ", "return", "=>", "const ", "px", "!important"]
        .iter()
        .any(|word| packed.iter().any(|line| line.text.contains(word)));
    is_share(count(b"{}();,="), seen, 10)
        && !packed.iter().any(|line| line.text.starts_with('<'))
        && (worded || language.is_some())
        && count(b" ") * 5 < seen
}

#[cfg(test)]
mod tests {
    use super::{KEYWORDS, keyword};

    #[test]
    fn the_table_is_sorted() {
        assert!(KEYWORDS.is_sorted());
        assert!(keyword("fn main() {").is_some());
        assert_eq!(keyword("Function words"), None);
    }
}
