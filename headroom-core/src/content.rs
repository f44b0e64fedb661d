//! What a payload is.

use std::fmt;

/// The kind of a payload, as a [`Detector`](crate::Detector) names it and a
/// [`Compressor`](crate::Compressor) accepts it.
///
/// The set is open: a crate that brings a compressor for something new declares
/// `const MINE: ContentType = ContentType::new("mine");`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentType(&'static str);

impl ContentType {
    /// Base64, hex dumps and other text that encodes bytes.
    pub const BINARY: Self = Self::new("binary");
    /// Source code.
    pub const CODE: Self = Self::new("code");
    /// YAML, TOML, INI, environment files.
    pub const CONFIG: Self = Self::new("config");
    /// Comma- or tab-separated values.
    pub const CSV: Self = Self::new("csv");
    /// Unified, combined and context diffs, with or without commit messages.
    pub const DIFF: Self = Self::new("diff");
    /// HTML.
    pub const HTML: Self = Self::new("html");
    /// One JSON value.
    pub const JSON: Self = Self::new("json");
    /// Several JSON values, one a line or one after the other.
    pub const JSON_LINES: Self = Self::new("json-lines");
    /// Lists of records of one kind, a line or a block of lines each, that no other type claims: commits, packages,
    /// symbols, trees of dependencies.
    pub const LIST: Self = Self::new("list");
    /// Lock files of package managers, other than JSON.
    pub const LOCK: Self = Self::new("lock");
    /// Logs, build and test output.
    pub const LOG: Self = Self::new("log");
    /// Markdown.
    pub const MARKDOWN: Self = Self::new("markdown");
    /// Code and styles that are packed into few long lines: data, whatever they are read for.
    pub const MINIFIED: Self = Self::new("minified");
    /// Lists of paths, as of `find`, `fd` and `rg -l`.
    pub const PATHS: Self = Self::new("paths");
    /// Hits of `grep`, `rg` and their kind.
    pub const SEARCH: Self = Self::new("search");
    /// A stack trace on its own.
    pub const STACK_TRACE: Self = Self::new("stack-trace");
    /// Tables in Markdown or fixed-width columns.
    pub const TABLE: Self = Self::new("table");
    /// Natural language, and whatever nothing else claims.
    pub const TEXT: Self = Self::new("text");
    /// XML that is not HTML.
    pub const XML: Self = Self::new("xml");

    /// A content type with this name. Names are lower-case words joined by hyphens.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self(name)
    }

    /// The name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.0
    }

    /// Whether the type is JSON, so that equality is that of values and not of bytes.
    #[must_use]
    pub fn is_json(self) -> bool {
        self == Self::JSON || self == Self::JSON_LINES
    }
}

impl fmt::Debug for ContentType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Display for ContentType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}
