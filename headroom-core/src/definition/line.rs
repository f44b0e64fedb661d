//! Whether a line defines something, in the grammars of common languages.

/// Whether a line of source code starts a definition of something with a name: a function, a type, a
/// module, a macro. Linear in the line.
#[must_use]
pub fn is_definition(line: &str) -> bool {
    let line = unindented(line);
    let mut rest = line;
    let mut modified = false;
    loop {
        let (word, after) = word(rest);
        if word.is_empty() {
            return after_mark(rest).is_some();
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

/// The line without the white space before it, nearly all of which is ASCII, and sooner passed over as such.
#[must_use]
pub fn unindented(line: &str) -> &str {
    let rest = line.trim_ascii_start();
    match rest.as_bytes().first() {
        Some(b'!'..=b'~') | None => rest,
        Some(_) => rest.trim_start(),
    }
}

/// The name that a line defines, if the line alone tells that it defines one. Linear in the line.
pub(super) fn defined_name(line: &str) -> Option<&str> {
    let indented = line.starts_with([' ', '\t']);
    let line = line.trim_start();
    let (mut rest, mut binds) = (line, !indented);
    loop {
        let (first, after) = word(rest);
        if first.is_empty() {
            let name = after_mark(rest).map(|after| word(after.trim_start()).0);
            return name.filter(|name| !name.is_empty());
        }
        if is_keyword(first) && names_something(first, after) {
            let name = introduced(first, after);
            return name.or_else(|| signed_name(line));
        }
        if !is_modifier(first) && !is_binder(first) {
            return signed_name(line).or_else(|| bound_name(rest, binds, indented));
        }
        binds |= matches!(first, "const" | "static" | "readonly");
        rest = skip_argument(after).trim_start();
    }
}

/// The name before the brackets of what may be the head of a function whose body is yet to open:
/// `static int parse(struct node *n,`.
pub(super) fn head(line: &str) -> Option<&str> {
    let line = line.trim();
    let open = line.find('(')?;
    let head = line.get(..open)?;
    let (first, last) = (word(head).0, last_word(head));
    let plain = |c: char| is_part(c) || " \t*&<>[],:~?@".contains(c);
    let name = head.ends_with(last) && !last.is_empty() && !is_control(first) && !is_control(last);
    (name && head.chars().all(plain)).then_some(last)
}

/// The name that a line declares without a body (`int parse(struct node *n);`), or binds within something
/// else.
pub(super) fn declared_name(line: &str) -> Option<&str> {
    let typed = |name: &&str| line.trim_start().split('(').next().is_some_and(|head| head != *name);
    let declared = head(line).filter(typed).filter(|_| line.trim_end().ends_with([';', ',', '(']));
    declared.or_else(|| bound_name(line.trim_start(), true, false))
}

/// Whether this follows the bracket that closes the type that is so called: `} node_t;`.
pub(super) fn is_typedef_tail(tail: &str, name: &str) -> bool {
    let name_of = tail.trim_end().strip_suffix(';').map(str::trim);
    name_of.is_some_and(|tail| tail.trim_start_matches('*') == name)
}

/// Whether a name stands in a line as a word.
pub(super) fn has_word(line: &str, name: &str) -> bool {
    line.match_indices(name).any(|(at, _)| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        let after = line.get(at + name.len()..).and_then(|after| after.chars().next());
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
}

/// Whether a character may be part of a name.
pub(super) fn is_part(c: char) -> bool {
    is_start(c) || c.is_numeric()
}

fn last_word(text: &str) -> &str {
    text.rsplit(|c: char| !is_part(c)).next().unwrap_or("")
}

/// The name that a keyword introduces.
fn introduced<'a>(keyword: &str, after: &'a str) -> Option<&'a str> {
    let after = after.trim_start().trim_start_matches(['!', '*']).trim_start();
    let after = match keyword {
        // A method of Go has its receiver first.
        "func" if after.starts_with('(') => after.split_once(')')?.1.trim_start(),
        "impl" => {
            let head = skip_argument(after).split('{').next().unwrap_or("");
            let head = head.rsplit(" for ").next().unwrap_or(head).split('<').next()?;
            return Some(last_word(head.trim_end())).filter(|name| !name.is_empty());
        }
        "CREATE" => {
            let object = after.split(['(', ';']).next().unwrap_or("").trim_end();
            return Some(last_word(object.trim_end_matches(['"', '`', ']'])))
                .filter(|n| !n.is_empty());
        }
        _ => after,
    };
    let mut rest = after;
    loop {
        let (name, after) = word(rest);
        let more = is_keyword(name) || is_modifier(name);
        if !more || !after.starts_with([' ', '\t']) {
            return Some(name).filter(|name| !name.is_empty());
        }
        rest = after.trim_start();
    }
}

/// The name in a signature whose body opens on the line.
fn signed_name(line: &str) -> Option<&str> {
    has_signature(line)
        .then(|| last_word(line.split('(').next().unwrap_or("")))
        .filter(|n| !n.is_empty())
}

/// What binds a name to a value.
fn is_binder(word: &str) -> bool {
    matches!(word, "let" | "var" | "val" | "my" | "our" | "mut" | "exports" | "prototype")
}

/// The name to which a line binds a value: any if it `binds`, else that of a function or class.
fn bound_name(line: &str, binds: bool, indented: bool) -> Option<&str> {
    let at = line.find(['=', ':'])?;
    let (head, tail) = line.split_at_checked(at)?;
    let head = head.trim_end();
    let name = last_word(head);
    let plain = |c: char| is_part(c) || " \t*&<>[].?".contains(c);
    if name.is_empty()
        || !head.ends_with(name)
        || !head.chars().all(plain)
        || is_control(word(head).0)
    {
        return None;
    }
    let (assigned, value) = match tail.strip_prefix(':') {
        Some(after) if after.starts_with(':') => return None,
        Some(after) => (after.contains('='), after.trim_start_matches('=')),
        None => (true, tail.get(1..).unwrap_or("")),
    };
    if value.starts_with(['=', '>', '~']) {
        return None;
    }
    let value = value.trim_start();
    let first = word(value).0;
    let makes = matches!(first, "function" | "async" | "class" | "lambda" | "func" | "fn" | "proc")
        || value.starts_with('(') && value.contains("=>")
        || !first.is_empty()
            && value.get(first.len()..).is_some_and(|rest| rest.trim_start().starts_with("=>"));
    // Within functions most of what is bound is a variable of theirs.
    let constant = !name.contains(char::is_lowercase);
    let plainly = binds && assigned && !head.contains('.');
    (makes || plainly && (constant || !indented)).then_some(name)
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

/// What follows the mark of `#define X` or `@interface X`.
fn after_mark(text: &str) -> Option<&str> {
    const MARKS: &[&str] =
        &["#define ", "# define ", "@interface ", "@implementation ", "@protocol "];
    MARKS.iter().find_map(|mark| text.strip_prefix(mark))
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
