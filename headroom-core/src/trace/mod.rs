//! Stack traces: which lines name a place on the call stack, and which places are a library's.
//!
//! A grammar for each family of runtimes, all in [`Frame::parse`]:
//!
//! | runtime | a frame |
//! |---|---|
//! | Python | `File "a.py", line 3, in f`, the source and marks below it |
//! | JVM | `at pkg.Class.method(File.java:3)` |
//! | JavaScript | `at f (/a.js:3:5)`, `at /a.js:3:5`, `f@http://host/a.js:3:5` |
//! | .NET | `at Space.Type.Method(Int32 a) in /a.cs:line 3` |
//! | Go | `main.f(0x1)`, below it `/a.go:3 +0x1d` |
//! | Rust | `3: krate::f`, below it `at ./src/a.rs:3:5` |
//! | Ruby | `from a.rb:3:in 'f'` |
//! | PHP | `#0 /a.php(3): f()` |
//! | C, C++ | `#0 0x55 in f (a=1) at a.c:3`, `#0 0x55 in f /a.c:3:5`, `#1 0x7f in f from /lib/b.so` |
//! | Dart | `#0 f (package:a/a.dart:3:5)` |
//! | Swift | `3 libswiftCore.dylib 0x7f f + 4`, `3 0x7f in f at /a.swift:3:5` |
//! | Elixir, Erlang | `(app 1.0.0) lib/a.ex:3: A.f/1` |
//! | Perl, Lua, Haskell, Julia | `f(1) called at a.pl line 3`, `a.lua:3: in function 'f'`, `f, called at a.hs:3:5`, `[3] f(a)` |

mod grammar;
mod library;

use crate::Span;

/// The line that says in which folder the relative places of the trace below it are. Each line below it is read
/// by that line alone.
#[must_use]
pub fn heading_of_root(folder: &str) -> String {
    format!("in {folder}:")
}

/// The folder that such a line names.
#[must_use]
pub fn root_of(line: &str) -> Option<&str> {
    let folder = line.strip_prefix("in ")?.strip_suffix(':')?;
    folder.ends_with(['/', '\\']).then_some(folder)
}

/// Whether a file is a library's or the runtime's rather than the program's own, by where such files are
/// installed. Linear in the path.
#[must_use]
pub fn is_library_file(path: &str) -> bool {
    library::is_place(path)
}

/// A line of a stack trace that names a place on the call stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Frame<'a> {
    /// The function with what qualifies it; empty where the line does not name one.
    pub function: &'a str,
    /// The file or module, with or without the line number; empty where the line does not name one.
    pub place: &'a str,
    /// What else belongs to the frame.
    pub extent: Extent,
}

/// Which lines belong to a frame beside the one that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Extent {
    /// None.
    Line,
    /// Those below that are indented more: the source, and marks under it.
    Deeper,
    /// The one below may name the place.
    PlaceBelow,
    /// The one above names the function.
    FunctionAbove,
}

impl<'a> Frame<'a> {
    /// Reads a line, without its line break, as a frame. `None` for all other lines, those included
    /// that only say how many frames are not shown. Linear in the line.
    #[must_use]
    pub fn parse(line: &'a str) -> Option<Self> {
        grammar::frame(line)
    }

    /// Whether the code is a library's or the runtime's rather than the program's own, by where such
    /// code is installed and by how its names begin. Linear in the line.
    ///
    /// # Example
    ///
    /// ```
    /// use headroom_core::trace::Frame;
    ///
    /// let is_library = |line| Frame::parse(line).is_some_and(|frame| frame.is_library());
    /// assert!(is_library("  File \"/usr/lib/python3.12/json/decoder.py\", line 337, in decode"));
    /// assert!(!is_library("  File \"/srv/app/ingest.py\", line 12, in load"));
    /// ```
    #[must_use]
    pub fn is_library(&self) -> bool {
        library::is_place(self.place) || library::is_function(self.function)
    }

    /// The last part of the function's name: `load` for `app.Loader.load`, `App::Loader#load` and
    /// `(*Loader).load(0x1)`. Empty where there is none.
    #[must_use]
    pub fn name(&self) -> &'a str {
        grammar::last_name(self.function)
    }
}

/// Whether a stack trace may begin with this line, or one of those that it consists of: what went
/// wrong, what it was caused by, whose stack follows.
#[must_use]
pub fn is_header(line: &str) -> bool {
    grammar::is_header(line)
}

/// Whether a line is `pkg.SomeError: message` or `file.rb:3:in 'f': message (SomeError)`.
#[must_use]
pub fn is_exception(line: &str) -> bool {
    grammar::is_exception(line)
}

/// Whether a line only says how many frames are not shown: `... 23 more`.
#[must_use]
pub fn is_more(line: &str) -> bool {
    let inner = line.trim();
    let more = inner.strip_prefix("... ").and_then(|rest| rest.strip_suffix(" more"));
    more.is_some_and(|count| !count.is_empty() && count.bytes().all(|byte| byte.is_ascii_digit()))
        || inner.starts_with("...additional frames elided...")
}

/// Where the stack traces of a text stand, in order: whole lines. Linear.
///
/// ```
/// let text = "a 1\nTypeError: no\n    at f (/a.js:1:2)\n    at g (/a.js:3:4)\nb 2\n";
/// let found: Vec<&str> = headroom_core::trace::traces(text).map(|span| span.of(text)).collect();
/// assert_eq!(found, ["TypeError: no\n    at f (/a.js:1:2)\n    at g (/a.js:3:4)\n"]);
/// ```
pub fn traces(text: &str) -> impl Iterator<Item = Span> {
    let mut end = 0;
    Span::lines(text).filter_map(move |(line, bare)| {
        let headed = line.start >= end && is_header(bare);
        let len = trace_len(text.get(line.start..).filter(|_| headed)?)?;
        end = line.start + len;
        Some(Span::new(line.start, end))
    })
}

/// Bytes of the stack trace that a text begins with: what went wrong, two frames or more, and causes.
pub(crate) fn trace_len(text: &str) -> Option<usize> {
    let mut quoting: Option<usize> = None;
    let (mut at, mut end, mut frames, mut since) = (0, 0, 0, 0);
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end();
        let frame = Frame::parse(bare);
        let depth = bare.len() - bare.trim_start_matches([' ', '\t', '|']).len();
        at += line.len();
        let belongs = if let Some(frame) = frame {
            frames += 1;
            quoting = (frame.extent == Extent::Deeper).then_some(depth);
            true
        } else if quoting.is_some_and(|frame| depth > frame && !bare.is_empty())
            || frames > 0 && is_more(bare)
        {
            true
        } else {
            // The line below the frames of Python says what went wrong.
            let ends = quoting.take().is_some() && depth == 0 && !bare.is_empty();
            ends || is_header(bare) && frames > 0 || end == 0
        };
        since = if belongs { 0 } else { since + 1 };
        if belongs {
            end = at;
        } else if since > 2 || frames == 0 && since > 1 {
            break;
        }
    }
    (frames >= 2).then_some(end)
}

#[cfg(test)]
mod tests;
