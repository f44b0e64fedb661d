//! Records: lines of lists, and what their fields are made of.

/// What a field of a record is made of, by its first character and by the signs that join its parts.
///
/// ```
/// use headroom_core::FieldKind;
///
/// assert_eq!(FieldKind::of("9f3a77b"), FieldKind::Number);
/// assert_eq!(FieldKind::of("serde==1.0"), FieldKind::of("a-b==2"));
/// assert_ne!(FieldKind::of("serde==1.0"), FieldKind::of("serde"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FieldKind {
    /// Begins with a digit, or is made of hexadecimal digits.
    Number,
    /// Begins with a letter.
    Word {
        /// Which of the signs `= @ : / | , [` stand between its parts: a bit for each.
        joints: u8,
    },
    /// Begins with a sign.
    Sign(char),
}

/// The signs that join parts of a field.
const JOINTS: &[u8; 7] = b"=@:/|,[";

impl FieldKind {
    /// Of a field without blanks around it. Linear in the field.
    #[must_use]
    pub fn of(field: &str) -> Self {
        /// Fewer hexadecimal digits may be a word.
        const SHORTEST_ID: usize = 7;
        let first = field.chars().next().unwrap_or(' ');
        let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        let is_id = field.len() >= SHORTEST_ID
            && field.bytes().all(hex)
            && field.bytes().any(|byte| byte.is_ascii_digit());
        if first.is_ascii_digit() || is_id {
            return Self::Number;
        }
        if !first.is_alphabetic() && first != '_' {
            return Self::Sign(first);
        }
        let inner = field.trim_end_matches([':', ',', ';']);
        let joints = inner.bytes().filter_map(|byte| JOINTS.iter().position(|sign| *sign == byte));
        Self::Word { joints: joints.fold(0, |joints, sign| joints | 1 << sign) }
    }

    /// Whether a field of prose would not be of this kind: a number, or parts that are joined.
    #[must_use]
    pub fn is_telling(self) -> bool {
        match self {
            Self::Number => true,
            Self::Word { joints } => joints != 0,
            Self::Sign(_) => false,
        }
    }
}

/// A line of a tree or a list without its margin: blanks, the lines of a tree, the mark of an entry that
/// is told from others (`* main`, `● sshd.service`), the level that Maven writes before each line.
///
/// ```
/// use headroom_core::record;
///
/// assert_eq!(record("│ ├── left-pad@1.3.0"), "left-pad@1.3.0");
/// assert_eq!(record("* main"), "main");
/// assert_eq!(record("| * 1f3a2bc Merge"), "1f3a2bc Merge");
/// assert_eq!(record("*.rs"), "*.rs");
/// ```
#[must_use]
pub fn record(line: &str) -> &str {
    let line = line.strip_prefix("[INFO] ").unwrap_or(line);
    let inner = line.trim_start_matches(|c: char| MARGIN.contains(c));
    // A sign that stands right before a word is a part of it.
    let glued = line.len() - inner.len();
    let before = line.get(..glued).unwrap_or("");
    let blank = before.rfind([' ', '\u{a0}', '\t', '─']);
    let end = blank.map_or(0, |at| {
        at + before.get(at..).and_then(|b| b.chars().next()).map_or(0, char::len_utf8)
    });
    line.get(end..).unwrap_or(inner)
}

/// Whether a line is `commit 0123...`, with what refers to it behind it: the first of a commit in what `git log`
/// prints. Linear in the line.
#[must_use]
pub fn is_commit(line: &str) -> bool {
    line.strip_prefix("commit ").is_some_and(|rest| {
        let id = rest.split(' ').next().unwrap_or("");
        id.len() >= 40 && id.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

/// Whether the lines of a tree branch off to the text of a line: `├── left-pad@1.3.0`, `|  +- a:b:1.0`. Linear in
/// the margin.
///
/// ```
/// use headroom_core::is_tree_entry;
///
/// assert!(is_tree_entry("│ └─┬ left-pad@1.3.0") && is_tree_entry("[INFO] |  \\- a:b:1.0"));
/// assert!(!is_tree_entry("| a - b |") && !is_tree_entry("- a") && !is_tree_entry("│ "));
/// ```
#[must_use]
pub fn is_tree_entry(line: &str) -> bool {
    let line = line.strip_prefix("[INFO] ").unwrap_or(line);
    let margin = line.get(..line.len() - record(line).len()).unwrap_or("").trim_start();
    margin.starts_with(['├', '└', '╰', '│', '|', '`', '+', '\\'])
        && ["─ ", "─\u{a0}", "─┬ ", "- "].iter().any(|branch| margin.contains(branch))
}

/// What stands before the records of trees, and marks of entries.
const MARGIN: &str = " \t\u{a0}│├└┬─┼╰╭|`+\\-*●○×";
