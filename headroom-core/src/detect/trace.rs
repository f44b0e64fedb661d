//! Stack traces of the common runtimes.

use super::search::digits;
use super::view::{View, is_share};
use super::{Detection, certain};
use crate::ContentType;

/// Claims a text that is a stack trace and little else: a header, frames, a message.
pub(super) fn claim(view: &View<'_>) -> Option<Detection> {
    let frames = view.count(|line| is_frame(&line.text));
    let python = view.first().starts_with("Traceback (most recent call last)");
    let enough = frames >= if python { 1 } else { 2 };
    if !enough || !view.lines.iter().take(3).any(|line| is_header(&line.text)) {
        return None;
    }
    // Python and Go print a line of their own below or above each frame.
    let mut quoted = 0;
    for pair in view.lines.windows(2) {
        if let [first, second] = pair {
            let below = first.inner().starts_with("File \"") && !is_frame(&second.text);
            let above = is_frame(&second.text) && !is_frame(&first.text);
            quoted += usize::from(below || (above && second.text.starts_with('\t')));
        }
    }
    let headers = view.count(|line| is_header(&line.text));
    is_share(frames + quoted + headers, view.lines.len(), 75)
        .then(|| certain(ContentType::STACK_TRACE))
}

/// Whether a trace may begin with this line.
pub(super) fn is_header(line: &str) -> bool {
    const HEADERS: &[&str] = &[
        "Traceback (most recent call last)",
        "Exception in thread",
        "panic: ",
        "goroutine ",
        "thread '",
        "Unhandled exception",
        "PHP Fatal error",
        "PHP Warning",
        "Fatal error: ",
        "Uncaught ",
        "stack backtrace:",
        "Caused by: ",
        "Program received signal",
        "** (",
        "fatal error: ",
        "Unhandled Exception",
        "backtrace:",
        "Stack trace:",
    ];
    let inner = line.trim_start();
    HEADERS.iter().any(|header| inner.starts_with(header)) || is_exception(inner)
}

/// Whether a line is `pkg.SomeError: message` or `file.rb:3:in 'f': message (SomeError)`.
pub(super) fn is_exception(line: &str) -> bool {
    let name = line.split([':', ' ']).next().unwrap_or("");
    let named = |name: &str| name.ends_with("Error") || name.ends_with("Exception");
    let path = |byte: u8| byte.is_ascii_alphanumeric() || b"._$".contains(&byte);
    (named(name) && name.bytes().all(path) && (name.len() == line.len() || line.contains(':')))
        || (line.contains(":in ") && line.ends_with(')') && line.contains("Error)"))
}

/// Whether a line names a place on the call stack.
pub(super) fn is_frame(line: &str) -> bool {
    let inner = line.trim_start_matches([' ', '\t']);
    let indented = inner.len() < line.len();
    match inner.as_bytes().first() {
        Some(b'a') => {
            inner.strip_prefix("at ").is_some_and(|place| {
                place.ends_with(')') || place.contains(" in ") || ends_in_position(place)
            }) && indented
        }
        Some(b'F') => inner.starts_with("File \"") && inner.contains("\", line "),
        Some(b'f') => inner.starts_with("from ") && inner.contains(":in "),
        Some(b'.') => inner.starts_with("... ") && inner.ends_with(" more"),
        Some(b'#') => {
            let rest = inner.get(1..).unwrap_or("");
            let count = digits(rest);
            count > 0
                && rest.as_bytes().get(count) == Some(&b' ')
                && (rest.contains('(') || rest.contains("0x") || rest.contains(':'))
        }
        Some(b'0'..=b'9') if indented => {
            let rest = inner.get(digits(inner)..).unwrap_or("");
            rest.strip_prefix(": ").is_some_and(|name| name.contains("::") || name.contains("0x"))
        }
        Some(b'/') | Some(b'C') if line.starts_with('\t') => inner.contains(".go:"),
        Some(b'c') => inner.starts_with("created by "),
        Some(b'(') if indented => inner.contains(") lib/") && inner.contains(".ex"),
        _ => false,
    }
}

/// Whether a text ends in `:12:5` or `:12`.
fn ends_in_position(text: &str) -> bool {
    let head = text.trim_end_matches(|c: char| c.is_ascii_digit());
    head.len() < text.len() && head.ends_with(':')
}
