//! How each runtime writes a frame.

use super::{Extent, Frame};

/// Reads a line as a frame.
pub(super) fn frame(line: &str) -> Option<Frame<'_>> {
    let inner = line.trim_start_matches([' ', '\t']);
    // Groups of exceptions are drawn with a bar at the side.
    let inner = inner.strip_prefix("| ").map_or(inner, |rest| rest.trim_start_matches(' '));
    let indented = inner.len() < line.len();
    let inner = inner.trim_end();
    match inner.as_bytes().first()? {
        b'F' if inner.starts_with("File \"") => python(inner),
        b'a' if indented && inner.starts_with("at ") => at(inner.get(3..)?),
        b'#' => numbered(inner.get(1..)?),
        b'0'..=b'9' => counted(inner, indented),
        b'f' if inner.starts_with("from ") && inner.contains(":in ") => ruby(inner.get(5..)?),
        b'c' if inner.starts_with("created by ") && !indented => {
            Some(Frame { extent: Extent::PlaceBelow, ..of_function(inner.get(11..)?) })
        }
        b'[' if indented => lua(inner).or_else(|| julia(inner)),
        b'@' if indented => julia_place(inner),
        b'(' if indented => elixir(inner),
        _ if indented => go_place(line, inner).or_else(|| rarer(inner)),
        _ => ruby(inner).or_else(|| firefox(inner)),
    }
}

/// The last part of a function's name.
pub(super) fn last_name(function: &str) -> &str {
    let call = function.strip_suffix(')').and_then(|call| call.rsplit_once('('));
    let path = call.map_or(function, |(path, _)| path).trim_end();
    let path = path.rsplit_once(" [as ").map_or(path, |(path, _)| path);
    let path = path.rsplit_once("::h").filter(|(_, hash)| hash.len() == 16).map_or(path, |p| p.0);
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '?' | '!');
    let end = path.trim_end_matches(|c: char| !is_part(c));
    let start = end.rfind(|c: char| !is_part(c)).map_or(0, |at| at + 1);
    // A character before the start may be longer than one byte.
    let start = (start..=end.len()).find(|&at| end.is_char_boundary(at)).unwrap_or(end.len());
    end.get(start..).unwrap_or("")
}

const fn of_function(function: &str) -> Frame<'_> {
    Frame { function, place: "", extent: Extent::Line }
}

const fn of_place(place: &str) -> Frame<'_> {
    Frame { function: "", place, extent: Extent::Line }
}

/// `File "a.py", line 3, in f`.
fn python(inner: &str) -> Option<Frame<'_>> {
    let (place, rest) = inner.strip_prefix("File \"")?.split_once("\", line ")?;
    let rest = rest.get(digits(rest)..)?;
    let function = rest.strip_prefix(", in ").unwrap_or("");
    (rest.is_empty() || !function.is_empty()).then_some(Frame {
        function,
        place,
        extent: Extent::Deeper,
    })
}

/// What follows `at `: of the JVM, of JavaScript, of .NET, of Rust.
fn at(rest: &str) -> Option<Frame<'_>> {
    // What JavaScript says of an error beyond its message follows in braces.
    let rest = rest.strip_suffix(" {").unwrap_or(rest);
    let rest = rest.strip_prefix("async ").unwrap_or(rest);
    if let Some((function, place)) = rest.split_once(" in ")
        && function.ends_with(')')
    {
        return Some(Frame { function, place, extent: Extent::Line });
    }
    // The JVM may add the archive: `~[app.jar:1.0]`.
    let call =
        rest.strip_suffix(']').and_then(|rest| rest.rsplit_once(" [").or(rest.rsplit_once(" ~[")));
    let call = call.map_or(rest, |(call, _)| call);
    if let Some((function, place)) = call.strip_suffix(')').and_then(|call| call.rsplit_once('(')) {
        let function = function.trim_end();
        let named = !function.is_empty() && !function.contains(", ");
        return named.then_some(Frame { function, place, extent: Extent::Line });
    }
    let bare = !rest.contains(' ') || rest.starts_with(['/', '.']) || rest.starts_with("file:");
    let known = rest == "<anonymous>" || position(rest).is_some() && bare;
    known.then_some(Frame { extent: Extent::FunctionAbove, ..of_place(rest) })
}

/// What follows `#`: of C and C++, of PHP, of Dart.
fn numbered(rest: &str) -> Option<Frame<'_>> {
    let count = digits(rest);
    let rest = rest.get(count..).filter(|rest| count > 0 && rest.starts_with(' '))?.trim_start();
    if rest == "{main}" {
        return Some(of_function(rest));
    }
    let address = rest.strip_prefix("0x").and_then(|rest| rest.split_once(' '));
    let (at_address, rest) = address.map_or((false, rest), |(_, rest)| (true, rest.trim_start()));
    let rest = rest.strip_prefix("in ").unwrap_or(rest);
    if let Some((place, function)) = rest.split_once("): ")
        && let Some((place, line)) = place.rsplit_once('(')
        && digits(line) == line.len()
    {
        return Some(Frame { function, place, extent: Extent::Line });
    }
    if let Some(function) = rest.strip_prefix("[internal function]: ") {
        return Some(Frame { function, place: "[internal function]", extent: Extent::Line });
    }
    for sign in [" at ", " from "] {
        if let Some((function, place)) = rest.rsplit_once(sign) {
            let framed = at_address || function.ends_with(')');
            return framed.then_some(Frame { function, place, extent: Extent::Line });
        }
    }
    let inner = rest.split(" (BuildId: ").next().unwrap_or(rest);
    if let Some((function, place)) = inner.strip_suffix(')').and_then(|r| r.rsplit_once('(')) {
        let placed = place.contains(['/', ':', '\\', '+']);
        let placed = at_address || placed && !place.contains(", ");
        let function = function.trim_end();
        return placed.then_some(Frame { function, place, extent: Extent::Line });
    }
    let (function, place) = inner.rsplit_once(' ').filter(|_| at_address)?;
    Some(Frame { function, place, extent: Extent::Line })
}

/// A line that starts with digits: `3: krate::f` of Rust, or one of Swift.
fn counted(inner: &str, indented: bool) -> Option<Frame<'_>> {
    let rest = inner.get(digits(inner)..)?;
    if let Some(name) = rest.strip_prefix(": ").filter(|_| indented) {
        let address = name.trim_start().strip_prefix("0x").and_then(|name| name.split_once(" - "));
        let name = address.map_or(name, |(_, name)| name);
        let named = name.contains("::") || address.is_some() || is_symbol(name);
        return named.then_some(Frame { extent: Extent::PlaceBelow, ..of_function(name) });
    }
    let rest = rest.strip_prefix(' ')?.trim_start();
    if let Some((address, call)) = rest.split_once(" in ")
        && is_address(address.rsplit(' ').next().unwrap_or(""))
    {
        let (function, place) = call.rsplit_once(" at ").unwrap_or((call, ""));
        return Some(Frame { function, place, extent: Extent::Line });
    }
    let (module, rest) = rest.split_once(' ')?;
    let (address, function) = rest.trim_start().split_once(' ')?;
    let framed = is_address(address) && function.contains(" + ");
    framed.then_some(Frame { function, place: module, extent: Extent::Line })
}

/// `a.rb:3:in 'f'`, with or without what went wrong behind it.
fn ruby(inner: &str) -> Option<Frame<'_>> {
    let (place, function) = inner.split_once(":in ")?;
    position(place).filter(|path| !path.is_empty() && !path.contains(": "))?;
    let quoted = function.strip_prefix(['`', '\''])?;
    Some(Frame { function: quoted.split('\'').next()?, place, extent: Extent::Line })
}

/// `f@http://host/a.js:3:5` of Firefox and Safari.
fn firefox(inner: &str) -> Option<Frame<'_>> {
    let (function, place) = inner.split_once('@')?;
    let path = position(place)?;
    let known = ["http://", "https://", "file://", "webpack://", "/"];
    let framed = known.iter().any(|start| path.starts_with(start)) && !function.contains(' ');
    framed.then_some(Frame { function, place, extent: Extent::Line })
}

/// `/a.go:3 +0x1d` below the function.
fn go_place<'a>(line: &str, inner: &'a str) -> Option<Frame<'a>> {
    let path = line.starts_with('\t') && inner.contains(".go:");
    let place = inner.split(" +0x").next()?;
    (path && position(place).is_some_and(|path| path.ends_with(".go")))
        .then_some(Frame { extent: Extent::FunctionAbove, ..of_place(place) })
}

/// `(app 1.0.0) lib/a.ex:3: A.f/1`.
fn elixir(inner: &str) -> Option<Frame<'_>> {
    let (_, rest) = inner.split_once(") ")?;
    let (place, function) = rest.split_once(": ")?;
    let path = position(place).unwrap_or(place);
    let framed = path.ends_with(".ex") || path.ends_with(".erl") || path.ends_with(".exs");
    // The name of the application tells a library.
    framed.then_some(Frame { function, place: inner, extent: Extent::Line })
}

/// `a.lua:3: in function 'f'`, `[C]: in ?`.
fn lua(inner: &str) -> Option<Frame<'_>> {
    let (place, function) = inner.split_once(": in ")?;
    let known = ["function ", "main chunk", "upvalue ", "method ", "field ", "local ", "?"];
    let framed = known.iter().any(|start| function.starts_with(start))
        && (place == "[C]" || position(place).is_some());
    framed.then_some(Frame { function, place, extent: Extent::Line })
}

/// `[3] f(a::Int64)`.
fn julia(inner: &str) -> Option<Frame<'_>> {
    let (number, function) = inner.strip_prefix('[')?.split_once("] ")?;
    let framed = !number.is_empty() && digits(number) == number.len() && function.ends_with(')');
    framed.then_some(Frame { extent: Extent::PlaceBelow, ..of_function(function) })
}

/// `@ Main ./a.jl:3` below the function.
fn julia_place(inner: &str) -> Option<Frame<'_>> {
    let place = inner.strip_prefix("@ ")?;
    let path = position(place)?;
    path.ends_with(".jl").then_some(Frame { extent: Extent::FunctionAbove, ..of_place(place) })
}

/// Indented frames that are told by what stands in their middle.
fn rarer(inner: &str) -> Option<Frame<'_>> {
    if let Some((function, place)) = inner.split_once(" called at ") {
        let perl = place.split_once(" line ").is_some_and(|(_, line)| digits(line) > 0);
        let haskell = place.split(" in ").next().and_then(position).is_some();
        let function = function.trim_end_matches(',');
        return (perl || haskell).then_some(Frame { function, place, extent: Extent::Line });
    }
    let (place, function) = inner.split_once(": ")?;
    let path = position(place)?;
    if path.ends_with(".lua") {
        return lua(inner);
    }
    let elixir = path.ends_with(".ex") || path.ends_with(".exs");
    elixir.then_some(Frame { function, place, extent: Extent::Line })
}

/// Whether a word is a mangled or plain name of the linker.
fn is_symbol(name: &str) -> bool {
    let whole = |byte: u8| byte.is_ascii_alphanumeric() || b"_.@$<>".contains(&byte);
    name.starts_with(['_', '<']) && name.bytes().all(whole) || matches!(name, "main" | "start")
}

fn is_address(word: &str) -> bool {
    word.strip_prefix("0x").is_some_and(|hex| hex.len() >= 6)
        && word.bytes().skip(2).all(|byte| byte.is_ascii_hexdigit())
}

/// The text before `:12`, and before `:12:5`.
fn position(text: &str) -> Option<&str> {
    let head = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let path = head.strip_suffix(':').filter(|_| head.len() < text.len())?;
    let head = path.trim_end_matches(|c: char| c.is_ascii_digit());
    let column = head.strip_suffix(':').filter(|_| head.len() < path.len());
    Some(column.unwrap_or(path))
}

fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// What a trace or a part of one begins with.
pub(super) fn is_header(line: &str) -> bool {
    let inner = line.trim_start_matches([' ', '\t', '+', '-', '|']);
    let sanitizer = inner.strip_prefix("==").is_some_and(|rest| digits(rest) > 0);
    sanitizer || HEADERS.iter().any(|header| inner.starts_with(header)) || is_exception(inner)
}

const HEADERS: &[&str] = &[
    "Traceback (most recent call last)",
    "Exception Group Traceback (most recent call last)",
    "Exception in thread",
    "Exception in ",
    "panic: ",
    "goroutine ",
    "thread '",
    "Thread ",
    "Unhandled exception",
    "PHP Fatal error",
    "PHP Warning",
    "Fatal error: ",
    "Uncaught ",
    "stack backtrace:",
    "Caused by: ",
    "Suppressed: ",
    "Program received signal",
    "** (",
    "fatal error: ",
    "Unhandled Exception",
    "backtrace:",
    "Stack trace:",
    "stack traceback:",
    "Stacktrace:",
    "CallStack (from HasCallStack):",
    "During handling of the above exception",
    "The above exception was the direct cause",
];

/// Whether a line is `pkg.SomeError: message` or `file.rb:3:in 'f': message (SomeError)`.
pub(super) fn is_exception(line: &str) -> bool {
    let name = line.split([':', ' ']).next().unwrap_or("");
    let named = |name: &str| name.ends_with("Error") || name.ends_with("Exception");
    let path = |byte: u8| byte.is_ascii_alphanumeric() || b"._$".contains(&byte);
    (named(name) && name.bytes().all(path) && (name.len() == line.len() || line.contains(':')))
        || (line.contains(":in ") && line.ends_with(')') && line.contains("Error)"))
}
