//! How a notice stands within source code, so that the code can be parsed as before.

/// What surrounds a notice on its line: a comment of the language, or text where text may stand.
///
/// The set is closed, so that a notice within code can be found again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Comment {
    /// `// [lines 30-41 left out]`
    Slashes,
    /// `# [lines 30-41 left out]`
    Hash,
    /// `...  # [lines 30-41 left out]`, where a block of Python would have no statement.
    Ellipsis,
    /// `"""  # [lines 30-41 left out]`, where the end of a documentation string of Python is among
    /// what is left out.
    EndOfString,
    /// ` * [lines 30-41 left out]`, within a block comment of a language whose lines of comment begin
    /// with `//`.
    Star,
    /// The notice alone, within a comment or string of a language whose comments begin with `//`.
    WithinSlashes,
    /// The notice alone, within a string of a language whose comments begin with `#`.
    WithinHash,
}

impl Comment {
    /// All that may stand before a notice.
    const BEFORE: [&'static str; 5] = ["// ", "# ", "...  # ", "\"\"\"  # ", "* "];

    /// What stands between the indentation and the notice.
    pub(crate) fn before(self) -> &'static str {
        match self {
            Self::Slashes => "// ",
            Self::Hash => "# ",
            Self::Ellipsis => "...  # ",
            Self::EndOfString => "\"\"\"  # ",
            Self::Star => "* ",
            Self::WithinSlashes | Self::WithinHash => "",
        }
    }

    /// A line of comment of the same language.
    pub(crate) fn line(self) -> Self {
        match self {
            Self::Slashes | Self::Star | Self::WithinSlashes => Self::Slashes,
            Self::Hash | Self::Ellipsis | Self::EndOfString | Self::WithinHash => Self::Hash,
        }
    }

    /// The indentation of the notice in place of these lines: that of the first of them with a
    /// statement, if it takes the place of one, else that of the first one with anything in it.
    pub(crate) fn indentation(self, lines: &str) -> &str {
        let statement = self == Self::Ellipsis;
        let counts = |line: &&str| {
            let text = line.trim();
            !(text.is_empty() || statement && text.starts_with('#'))
        };
        let line = lines.lines().find(counts).unwrap_or_default();
        let indentation = line.len() - line.trim_start_matches([' ', '\t']).len();
        line.get(..indentation).unwrap_or_default()
    }

    /// What stands on a line without indentation and comment; `None` if it has neither.
    pub(crate) fn inside(line: &str) -> Option<&str> {
        let text = line.trim_start_matches([' ', '\t']);
        let inner = Self::BEFORE.iter().find_map(|before| text.strip_prefix(before));
        inner.or_else(|| (text.len() < line.len()).then_some(text))
    }
}
