//! Reads Rust source far enough to tell code from comments, literals and tests.

use std::ops::Range;

/// The source with spaces in place of comments and of literals of text, byte for byte.
pub(crate) fn blank_literals(source: &str) -> String {
    let mut blanked = source.as_bytes().to_vec();
    let mut at = 0;
    while at < source.len() {
        let end = literal_end(source, at);
        blank(&mut blanked, at..end.unwrap_or(at));
        at = end.unwrap_or(at + 1);
    }
    String::from_utf8(blanked).expect("whole characters are blanked")
}

/// The source with spaces in place of the items that are compiled for tests alone.
pub(crate) fn blank_tests(source: &str) -> String {
    const TEST: &str = "#[cfg(test)]";
    let code = blank_literals(source);
    let mut blanked = source.as_bytes().to_vec();
    let mut from = 0;
    while let Some(at) = code[from..].find(TEST).map(|at| from + at) {
        let end = item_end(&code, at + TEST.len());
        blank(&mut blanked, at..end);
        from = end;
    }
    String::from_utf8(blanked).expect("whole items are blanked")
}

/// A function with a body.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Function<'a> {
    pub(crate) name: &'a str,
    /// The line of its `fn`, from 1.
    pub(crate) line: usize,
    /// Its lines, from `fn` to the closing brace.
    pub(crate) lines: usize,
}

/// The functions with a body, in source without comments and literals.
pub(crate) fn functions(code: &str) -> Vec<Function<'_>> {
    let keywords = code.match_indices("fn ").filter(|&(at, _)| !ends_with_word(&code[..at]));
    let function = |(at, _): (usize, &str)| {
        let name = code[at + 3..].split(|c: char| !is_word(c)).next()?;
        let body = &code[at..item_end(code, at)];
        let whole = !name.is_empty() && body.ends_with('}');
        let line = code[..at].matches('\n').count() + 1;
        whole.then(|| Function { name, line, lines: body.matches('\n').count() + 1 })
    };
    keywords.filter_map(function).collect()
}

pub(crate) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn ends_with_word(text: &str) -> bool {
    text.ends_with(is_word)
}

fn blank(bytes: &mut [u8], range: Range<usize>) {
    let seen = bytes[range].iter_mut().filter(|byte| **byte != b'\n');
    seen.for_each(|byte| *byte = b' ');
}

/// The end of the comment or literal that starts at a byte, if one does.
fn literal_end(source: &str, at: usize) -> Option<usize> {
    let rest = source.get(at..)?;
    let length = match rest.as_bytes() {
        [b'/', b'/', ..] => rest.find('\n').unwrap_or(rest.len()),
        [b'/', b'*', ..] => comment_length(rest),
        [b'"', ..] => closed_by(rest, 1, '"'),
        [b'r', b'"' | b'#', ..] if !ends_with_word(source[..at].trim_end_matches(['b', 'c'])) => {
            raw_length(rest)?
        }
        [b'\'', b'\\', ..] => closed_by(rest, 1, '\''),
        [b'\'', ..] => {
            let character = rest[1..].chars().next()?;
            let end = 1 + character.len_utf8();
            rest[end..].starts_with('\'').then_some(end + 1)?
        }
        _ => return None,
    };
    Some(at + length)
}

/// The length of a block comment; they nest.
fn comment_length(rest: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < rest.len() {
        let marks = rest.as_bytes().get(at..at + 2).unwrap_or_default();
        depth = match marks {
            b"/*" => depth + 1,
            b"*/" => depth - 1,
            _ => depth,
        };
        at += if matches!(marks, b"/*" | b"*/") { 2 } else { 1 };
        if depth == 0 {
            return at;
        }
    }
    rest.len()
}

/// The length of a literal with escapes whose text starts at `from`.
fn closed_by(rest: &str, from: usize, quote: char) -> usize {
    let mut escaped = false;
    for (at, character) in rest.char_indices().skip_while(|&(at, _)| at < from) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if character == quote => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// The length of a raw literal; none, if it is a raw identifier.
fn raw_length(rest: &str) -> Option<usize> {
    let hashes = rest[1..].bytes().take_while(|&byte| byte == b'#').count();
    let text = rest[1 + hashes..].strip_prefix('"')?;
    let close = format!("\"{}", "#".repeat(hashes));
    let end = text.find(&close).map_or(text.len(), |at| at + close.len());
    Some(2 + hashes + end)
}

/// The end of the item that starts at a byte: its closing brace or its semicolon.
fn item_end(code: &str, from: usize) -> usize {
    let (mut braces, mut others) = (0_i32, 0_i32);
    for (at, byte) in code.bytes().enumerate().skip(from) {
        match byte {
            b'(' | b'[' => others += 1,
            b')' | b']' => others -= 1,
            b'{' => braces += 1,
            b'}' => braces -= 1,
            _ => {}
        }
        let ends = match byte {
            b'}' => braces <= 0 && others == 0,
            b';' => braces == 0 && others == 0,
            _ => false,
        };
        if ends {
            return at + 1;
        }
    }
    code.len()
}

#[test]
fn comments_and_literals_are_blanked() {
    #[track_caller]
    fn check(source: &str, code: &str) {
        assert_eq!(blank_literals(source), code, "of {source:?}");
    }
    check("a // b\nc", "a     \nc");
    check("a /* b /* c */ d */ e", "a                   e");
    check(r#"f("a\"{", g)"#, "f(      , g)");
    check("r\"\\\" r#\"a\"b\"# r#fn br\"x\"", "              r#fn b    ");
    check("'a' '\\'' '{' 'static &'a str", "             'static &'a str");
    check("\"é\" // ü", "          ");
}

#[test]
fn tests_are_blanked() {
    let source = "fn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() { \"}\" }\n}\nfn c() {}\n";
    let names = |source: &str| {
        let code = blank_literals(source);
        functions(&code).iter().map(|function| function.name.to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(source), ["a", "b", "c"]);
    assert_eq!(names(&blank_tests(source)), ["a", "c"]);
    assert_eq!(blank_tests("#[cfg(test)]\nmod tests;\nuse a;").trim(), "use a;");
}

#[test]
fn functions_are_measured() {
    let code =
        "pub fn a<T: Fn() -> [u8; 2]>(x: [u8; 2]) -> T\nwhere\n{\n    if x {}\n    { y; }\n}\n";
    assert_eq!(functions(code), [Function { name: "a", line: 1, lines: 6 }]);
    assert_eq!(functions("trait T {\n    fn b(&self);\n    fn c(&self) {}\n}").len(), 1);
    assert_eq!(functions("type F = fn (u8);\nlet some_fn = 1;"), []);
}
