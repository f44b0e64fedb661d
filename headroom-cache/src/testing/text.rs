//! What a model sees of a JSON value, as far as tokens go.

use headroom_core::Span;
use headroom_core::document::Cursor;

/// The strings of a value, a line each; arguments of calls as the JSON they are. Names of types and
/// roles, ids, signatures and binary data are no text.
pub(super) fn visible(source: &str, value: Span, without: Option<Span>) -> String {
    let mut lines = Vec::new();
    collect(&mut lines, source, &mut Cursor::new(source, value.start), without, MAX_DEPTH);
    lines.join("\n")
}

/// What is nested deeper is passed over.
const MAX_DEPTH: usize = 32;

/// Members that hold no text for the model.
const SILENT: [&str; 18] = [
    "type",
    "role",
    "id",
    "tool_use_id",
    "toolUseId",
    "tool_call_id",
    "call_id",
    "status",
    "cache_control",
    "cachePoint",
    "signature",
    "thoughtSignature",
    "data",
    "bytes",
    "url",
    "image_url",
    "encrypted_content",
    "media_type",
];

fn collect(
    lines: &mut Vec<String>,
    source: &str,
    cursor: &mut Cursor<'_>,
    without: Option<Span>,
    depth: usize,
) {
    match cursor.peek() {
        b'"' => {
            let literal = cursor.skip().of(source);
            lines.push(serde_json::from_str(literal).unwrap_or_else(|_| literal.to_owned()));
        }
        b'[' if depth > 0 => {
            cursor.array(|cursor| collect(lines, source, cursor, without, depth - 1));
        }
        b'{' if depth > 0 => cursor.object(|cursor, name| {
            let here = without.is_some_and(|without| without.start == cursor.position());
            if here || SILENT.contains(&name) {
                return;
            }
            if matches!(name, "input" | "args") && cursor.peek() == b'{' {
                lines.push(cursor.skip().of(source).to_owned());
            } else {
                collect(lines, source, cursor, without, depth - 1);
            }
        }),
        _ => {
            cursor.skip();
        }
    }
}
