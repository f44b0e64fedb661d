//! What a model sees of a JSON value, as far as tokens go.

use std::borrow::Cow;

use headroom_core::Span;
use headroom_core::document::Cursor;
use headroom_core::document::literal::{decode, encode};

/// The strings of a value, a line each; arguments of calls as the JSON they are. Names of types and
/// roles, ids, signatures and binary data are no text.
pub(super) fn visible(source: &str, value: Span, without: Option<Span>) -> String {
    let mut lines = Vec::new();
    collect(&mut lines, source, &mut Cursor::new(source, value.start), without, MAX_DEPTH);
    lines.join("\n")
}

/// A tool's definition as JSON, without its cache marker and the client's white space.
pub(super) fn definition(source: &str, value: Span) -> String {
    let mut members = Vec::new();
    let mut cursor = Cursor::new(source, value.start);
    if cursor.peek() != b'{' {
        return compact(value.of(source));
    }
    cursor.object(|cursor, name| {
        if name != "cache_control" {
            let value = compact(cursor.skip().of(source));
            members.push(format!("{}:{value}", encode(name)));
        }
    });
    format!("{{{}}}", members.join(","))
}

/// JSON without white space between its tokens.
fn compact(json: &str) -> String {
    let (mut inside, mut escaped) = (false, false);
    let mut keep = |c: char| {
        inside ^= c == '"' && !escaped;
        escaped = inside && c == '\\' && !escaped;
        inside || !c.is_ascii_whitespace()
    };
    json.chars().filter(|c| keep(*c)).collect()
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
            lines.push(decode(literal).map_or_else(|| literal.to_owned(), Cow::into_owned));
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
                lines.push(compact(cursor.skip().of(source)));
            } else {
                collect(lines, source, cursor, without, depth - 1);
            }
        }),
        _ => {
            cursor.skip();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_seen_and_frames_are_not() {
        for (block, expected) in [
            (r#"{"type": "text", "text": "a\nb"}"#, "a\nb"),
            (
                r#"{"type": "tool_use", "id": "1", "name": "t", "input": {"a": [1, " \" "]}}"#,
                "t\n{\"a\":[1,\" \\\" \"]}",
            ),
            (
                r#"{"type": "tool_result", "tool_use_id": "1", "content": [{"type": "text", "text": "x"}, 3]}"#,
                "x",
            ),
            (r#"{"type": "thinking", "thinking": "hm", "signature": "AAAA"}"#, "hm"),
            (r#"{"type": "image", "source": {"type": "base64", "data": "AAAA"}}"#, ""),
            (r#"{"functionCall": {"name": "f", "args": {"a": 1}}}"#, "f\n{\"a\":1}"),
            (r#"{"function": {"name": "f", "arguments": "{\"a\": 1}"}}"#, "f\n{\"a\": 1}"),
            (r#""\ud800""#, r#""\ud800""#),
        ] {
            assert_eq!(visible(block, Span::whole(block), None), expected, "{block}");
        }
        let tool = r#"{"name": "a b", "cache_control": {"type": "ephemeral"}, "input_schema": {}}"#;
        let expected = r#"{"name":"a b","input_schema":{}}"#;
        assert_eq!(definition(tool, Span::whole(tool)), expected);
        assert_eq!(definition(" 1 ", Span::whole(" 1 ")), "1");
    }
}
