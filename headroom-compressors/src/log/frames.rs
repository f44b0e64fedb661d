//! Stack traces: the frames of a trace, and which of them are of libraries.

use std::ops::Range;

use super::scan::Scan;

/// A place on the call stack, with what is quoted of its source.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    pub(super) from: usize,
    pub(super) to: usize,
    /// Whether it belongs to the runtime, a framework or an installed package.
    pub(super) library: bool,
    /// Whether it only loads a module.
    pub(super) imports: bool,
    /// Whether the call that failed stands last in its trace, and not first.
    pub(super) innermost_last: bool,
}

/// What paths of libraries contain.
const LIBRARY_PATHS: &[&str] = &[
    "site-packages",
    "dist-packages",
    "/lib/python",
    "\\lib\\",
    "<frozen ",
    "node_modules",
    "node:",
    "(internal/",
    "/rustc/",
    "/.cargo/registry/",
    "/toolchains/",
    "/go/src/",
    "/pkg/mod/",
    "/gems/",
    "/lib/ruby/",
    "/vendor/",
    "java.base/",
];

/// What names of functions of libraries begin with.
const LIBRARY_NAMES: &[&str] = &[
    "java.",
    "javax.",
    "jdk.",
    "sun.",
    "com.sun.",
    "kotlin.",
    "kotlinx.",
    "scala.",
    "groovy.",
    "org.junit.",
    "junit.",
    "org.testng.",
    "org.mockito.",
    "org.hamcrest.",
    "org.assertj.",
    "org.apache.maven.",
    "org.apache.catalina.",
    "org.apache.tomcat.",
    "org.apache.coyote.",
    "org.springframework.",
    "org.hibernate.",
    "org.gradle.",
    "org.eclipse.",
    "io.netty.",
    "reactor.",
    "akka.",
    "clojure.",
    "System.",
    "Microsoft.",
    "Xunit.",
    "NUnit.",
    "core::",
    "std::",
    "alloc::",
    "<alloc::",
    "<core::",
    "rust_begin_unwind",
    "__rust",
    "test::",
    "tokio::",
    "runtime.",
    "testing.",
    "net/http.",
    "processTicksAndRejections",
    "Promise.",
    "new Promise ",
    "process.",
];

/// The frames in some lines, in order. Linear.
pub(super) fn find(scan: &Scan<'_>, lines: Range<usize>) -> Vec<Frame> {
    let mut frames = Vec::new();
    let mut at = lines.start;
    while at < lines.end {
        let found = frame(scan, at, lines.end);
        at = found.map_or(at + 1, |frame| frame.to);
        frames.extend(found);
    }
    frames
}

/// Whether line `at` is a call within a library, and the line above a call too.
pub(super) fn is_library_call(scan: &Scan<'_>, at: usize) -> bool {
    let is_call = |at: usize| frame(scan, at, at + 2);
    is_call(at).is_some_and(|call| call.library) && is_call(at - 1).is_some()
}

fn frame(scan: &Scan<'_>, at: usize, end: usize) -> Option<Frame> {
    let line = scan.bare(at);
    let inner = line.trim_start();
    let indented = inner.len() < line.len();
    if is_python(inner) {
        return Some(python(scan, at, end, &line));
    }
    let (name, to) = if let Some(name) = inner.strip_prefix("at ").filter(|_| indented) {
        (name, at + 1)
    } else if let Some(name) = numbered(inner).filter(|_| indented) {
        (name, with_place(scan, at, end, |next| next.starts_with("at ")))
    } else if line.ends_with(')') && !indented {
        let to = with_place(scan, at, end, |next| next.contains(".go:"));
        (inner, if to == at + 2 { to } else { return None })
    } else if inner.starts_with("from ") && inner.contains(":in ") {
        (inner, at + 1)
    } else {
        return None;
    };
    let place = scan.bare(to - 1);
    let library = LIBRARY_NAMES.iter().any(|library| name.starts_with(library));
    let library = library || is_library_path(&place);
    Some(Frame { from: at, to, library, imports: false, innermost_last: false })
}

/// Whether a line names a file of a library.
pub(super) fn is_library_path(line: &str) -> bool {
    LIBRARY_PATHS.iter().any(|library| line.contains(library))
}

/// Whether a line is `File "a.py", line 3, in f`, or `a.py:3: in f`.
fn is_python(inner: &str) -> bool {
    (inner.starts_with("File \"") && inner.contains("\", line "))
        || (inner.contains(".py:") && inner.contains(": in "))
}

fn python(scan: &Scan<'_>, at: usize, end: usize, line: &str) -> Frame {
    let depth = scan.indent(at).unwrap_or(0);
    let deeper = |i: &usize| scan.indent(*i).is_some_and(|indent| indent > depth);
    let to = at + 1 + (at + 1..end).take_while(deeper).count();
    let echo = scan.bare(at + 1);
    let echo = echo.trim_start();
    let imports = to > at + 1
        && line.ends_with("in <module>")
        && (echo.starts_with("import ") || echo.starts_with("from "));
    let library = is_library_path(line);
    Frame { from: at, to, library, imports, innermost_last: true }
}

/// What follows `12: ` or `#3 `.
fn numbered(inner: &str) -> Option<&str> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let number = inner.strip_prefix('#').unwrap_or(inner);
    let rest = number.get(digits(number)..)?;
    let rest = rest.strip_prefix(": ").or_else(|| rest.strip_prefix(' '))?;
    let counted =
        digits(number) > 0 && (rest.contains("::") || rest.contains('(') || rest.contains("0x"));
    counted.then(|| rest.trim_start())
}

/// One past the frame, and past the line below it if that says where it is.
fn with_place(scan: &Scan<'_>, at: usize, end: usize, is_place: impl Fn(&str) -> bool) -> usize {
    let next = scan.bare(at + 1);
    let deeper = scan.indent(at + 1) > scan.indent(at);
    if at + 1 < end && deeper && is_place(next.trim_start()) { at + 2 } else { at + 1 }
}
