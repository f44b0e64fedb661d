//! Blocks of text as each dialect writes them.

use headroom_core::document::{BEDROCK, GEMINI, OPENAI_RESPONSES};

/// A text block; `raw` is the inside of a string literal.
pub(super) fn text(dialect: &str, raw: &str) -> String {
    marked_text(dialect, raw, "")
}

/// A text block with more members.
pub(super) fn marked_text(dialect: &str, raw: &str, more: &str) -> String {
    match dialect {
        GEMINI | BEDROCK => format!("{{\"text\":\"{raw}\"{more}}}"),
        OPENAI_RESPONSES => format!("{{\"type\":\"input_text\",\"text\":\"{raw}\"{more}}}"),
        _ => format!("{{\"type\":\"text\",\"text\":\"{raw}\"{more}}}"),
    }
}

/// Pieces one under the other, as the inside of a string literal.
pub(super) fn lines<'s>(pieces: impl Iterator<Item = &'s str>) -> String {
    pieces.collect::<Vec<_>>().join("\\n")
}
