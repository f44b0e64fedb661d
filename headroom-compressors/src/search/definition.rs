//! Whether a line defines something, in the grammars of common languages.

/// Whether a line of source code starts a definition of something with a name: a function, a type, a
/// module, a macro. Linear in the line.
pub(super) fn is_definition(line: &str) -> bool {
    let line = line.trim_start();
    let mut rest = line;
    let mut modified = false;
    loop {
        let (word, after) = word(rest);
        if word.is_empty() {
            return defines_by_mark(rest);
        }
        if is_keyword(word) {
            return names_something(word, after)
                || (modified || rest == line) && has_signature(line);
        }
        if !is_modifier(word) {
            return has_signature(line);
        }
        modified = true;
        rest = skip_argument(after).trim_start();
    }
}

/// What introduces a name, and nothing but a definition.
fn is_keyword(word: &str) -> bool {
    matches!(
        word,
        "fn" | "func"
            | "function"
            | "fun"
            | "def"
            | "defp"
            | "defn"
            | "defmacro"
            | "defmodule"
            | "defun"
            | "sub"
            | "proc"
            | "procedure"
            | "class"
            | "struct"
            | "enum"
            | "trait"
            | "impl"
            | "interface"
            | "type"
            | "union"
            | "mod"
            | "module"
            | "namespace"
            | "macro_rules"
            | "macro"
            | "object"
            | "record"
            | "protocol"
            | "extension"
            | "typedef"
            | "message"
            | "service"
            | "rpc"
            | "concept"
            | "newtype"
            | "instance"
            | "data"
            | "annotation"
            | "CREATE"
    )
}

/// What may stand before it.
fn is_modifier(word: &str) -> bool {
    matches!(
        word,
        "pub"
            | "export"
            | "default"
            | "declare"
            | "async"
            | "static"
            | "public"
            | "private"
            | "protected"
            | "internal"
            | "abstract"
            | "final"
            | "override"
            | "unsafe"
            | "extern"
            | "const"
            | "constexpr"
            | "inline"
            | "virtual"
            | "open"
            | "sealed"
            | "partial"
            | "readonly"
            | "suspend"
            | "local"
            | "global"
            | "template"
            | "explicit"
            | "friend"
            | "synchronized"
            | "native"
            | "transient"
            | "mutating"
            | "fileprivate"
            | "crate"
            | "companion"
            | "inner"
            | "operator"
            | "infix"
            | "tailrec"
            | "lateinit"
            | "implicit"
            | "lazy"
            | "case"
            | "noexcept"
            | "__device__"
            | "__global__"
            | "__host__"
    )
}

/// The identifier at the start of a text, and what follows it.
fn word(text: &str) -> (&str, &str) {
    let ascii =
        text.bytes().take_while(|byte| *byte == b'_' || byte.is_ascii_alphanumeric()).count();
    let end = match text.as_bytes().get(ascii) {
        Some(byte) if !byte.is_ascii() => {
            text.find(|c: char| !(c == '_' || c.is_alphanumeric())).unwrap_or(text.len())
        }
        _ => ascii,
    };
    text.split_at_checked(end).unwrap_or(("", text))
}

/// Leaves out what a modifier may have behind it: `pub(crate)`, `extern "C"`, `template<class T>`.
fn skip_argument(text: &str) -> &str {
    let trimmed = text.trim_start();
    let close = match trimmed.chars().next() {
        Some('(') => ')',
        Some('<') => '>',
        Some('"') => {
            let inner = trimmed.get(1..).unwrap_or("");
            return inner.find('"').and_then(|end| inner.get(end + 1..)).unwrap_or(text);
        }
        _ => return text,
    };
    trimmed.find(close).and_then(|end| trimmed.get(end + 1..)).unwrap_or(text)
}

/// Whether a name follows a keyword, and not what goes on as prose or as an expression.
fn names_something(keyword: &str, after: &str) -> bool {
    let spaced = after.starts_with([' ', '\t']);
    let rest = after.trim_start();
    match keyword {
        "impl" => spaced || after.starts_with('<'),
        "func" => spaced && rest.starts_with(|c: char| c == '(' || is_start(c)),
        "function" => rest.starts_with(|c: char| c == '*' || c == '(' || is_start(c)),
        "macro_rules" => after.starts_with('!'),
        "CREATE" => spaced,
        "type" => spaced && rest.starts_with(|c: char| c == '{' || is_start(c)),
        _ => spaced && rest.starts_with(|c: char| c == '[' || c == '`' || is_start(c)),
    }
}

fn is_start(c: char) -> bool {
    c == '_' || c == '$' || c.is_alphabetic()
}

/// `#define X`, `@interface X`, `-define(`.
fn defines_by_mark(text: &str) -> bool {
    const MARKS: &[&str] =
        &["#define ", "# define ", "@interface ", "@implementation ", "@protocol "];
    MARKS.iter().any(|mark| text.starts_with(mark))
}

/// Whether a line is the head of a function in a language that has no keyword for it: types and a
/// name, parameters in brackets, and a body that opens or is to come.
fn has_signature(line: &str) -> bool {
    let line = line.trim_end();
    if !line.ends_with('{') {
        return false;
    }
    let Some(open) = line.find('(') else { return false };
    let (Some(head), Some(rest)) = (line.get(..open), line.get(open..)) else { return false };
    let first = word(head).0;
    let last = head.rsplit(|c: char| !(is_start(c) || c.is_ascii_digit())).next().unwrap_or("");
    if first.is_empty() || last.is_empty() || is_control(first) || is_control(last) {
        return false;
    }
    let plain = |c: char| is_start(c) || c.is_ascii_digit() || " \t*&<>[],:~?@".contains(c);
    let Some(close) = rest.rfind(')') else { return false };
    let tail = rest.get(close + 1..).unwrap_or("").trim();
    head.chars().all(plain)
        && !rest.contains("=>")
        && !rest.contains("function")
        && tail.ends_with('{')
        && tail.chars().all(|c| c == '{' || plain(c))
}

/// Whether a word before a bracket is no name of a function.
fn is_control(word: &str) -> bool {
    matches!(
        word,
        "if" | "for"
            | "while"
            | "switch"
            | "catch"
            | "else"
            | "return"
            | "match"
            | "do"
            | "with"
            | "elif"
            | "foreach"
            | "unless"
            | "until"
            | "when"
            | "using"
            | "lock"
            | "assert"
            | "await"
            | "new"
            | "throw"
            | "yield"
            | "delete"
            | "typeof"
            | "sizeof"
            | "super"
            | "describe"
            | "it"
            | "test"
    )
}

/// Whether a line is of the second rank: it binds a name at the top of a file, or is a heading of a
/// document.
pub(super) fn is_top_binding(line: &str) -> bool {
    let (first, _) = word(line);
    let binds = matches!(first, "export" | "const" | "let" | "var" | "val" | "static" | "pub");
    binds || line.starts_with("# ") || line.starts_with("## ")
}

/// Whether a line brings in names from elsewhere, or is a comment.
pub(super) fn is_aside(line: &str) -> bool {
    const STARTS: &[&str] = &[
        "import ",
        "from ",
        "use ",
        "pub use ",
        "#include",
        "require",
        "using ",
        "//",
        "#",
        "/*",
        "*",
        "--",
        "<!--",
        "\"\"\"",
        "package ",
        "export * from",
        "export {",
        "} from",
    ];
    let line = line.trim_start();
    line.starts_with(|c: char| "ifupr#/*-<\"e}".contains(c))
        && STARTS.iter().any(|start| line.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn definitions() {
        for line in [
            "fn a() {",
            "    pub(crate) unsafe extern \"C\" fn b(",
            "pub const fn c() -> u8 {",
            "impl<T> Debug for X<T> {",
            "export default async function run() {",
            "export type { A } from './a.js';",
            "class A(B):",
            "    async def f(self):",
            "func (c *Context) Next() {",
            "type Handler func(c *Context)",
            "static int parse(struct node *n, char *s) {",
            "    public static void main(String[] args) {",
            "  render(props) {",
            "template<class T> class Box {",
            "#define MAX 3",
            "macro_rules! x {",
            "CREATE TABLE t (",
            "module Api",
        ] {
            assert!(is_definition(line), "{line}");
        }
        for line in [
            "let x = f();",
            "    if (a) {",
            "  } else if (b(c)) {",
            "    return f(x) {",
            "const x = 1;",
            "type = 3",
            "    x.map(function (a) {",
            "  describe('a', () => {",
            "  it('works', function () {",
            "the function that does it",
            "class_name = 3",
            "// fn a() {",
            "",
        ] {
            assert!(!is_definition(line), "{line}");
        }
    }
}
