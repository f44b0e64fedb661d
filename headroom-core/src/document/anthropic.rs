//! Anthropic Messages: `messages` of `role` and `content`; content is a string or a list of blocks.

use super::json::Cursor;
use super::walk::{Members, ToolResult, Walk};
use super::{ANTHROPIC, BlockKind, Call, Dialect};

#[derive(Debug)]
pub(super) struct Anthropic;

impl Dialect for Anthropic {
    fn name(&self) -> &'static str {
        ANTHROPIC
    }

    fn signs(&self) -> &'static [&'static str] {
        &["\"tool_use\"", "\"tool_result\""]
    }

    fn walk(&self, walk: &mut Walk<'_>) {
        walk.messages("messages", message, |walk, cursor, name| {
            if name == "system" {
                let mark = walk.mark();
                content(walk, cursor, OUTER);
                walk.settle(mark, |block| block.kind = BlockKind::System);
            }
        });
    }
}

/// Blocks hold blocks once, in a tool result's content; what is nested deeper is passed over.
const OUTER: usize = 2;

fn message<'a>(walk: &mut Walk<'a>, cursor: &mut Cursor<'a>) {
    let mark = walk.mark();
    let members = Members::read(["role", "content"], cursor, |cursor, name| {
        if name == "content" {
            content(walk, cursor, OUTER);
        }
    });
    if members.ambiguous() {
        walk.make_opaque(mark, members.whole());
    } else if members.is(walk.source(), "role", "\"assistant\"") {
        walk.settle(mark, |block| {
            if block.kind == BlockKind::User {
                block.kind = BlockKind::Assistant;
            }
        });
    }
}

/// A string, or a list of blocks. Texts are reported as the user's until the role is known.
fn content<'a>(walk: &mut Walk<'a>, cursor: &mut Cursor<'a>, depth: usize) {
    match cursor.peek() {
        b'"' => walk.block(BlockKind::User, cursor.skip()),
        b'[' if depth > 0 => cursor.array(|cursor| block(walk, cursor, depth - 1)),
        _ => {}
    }
}

const MEMBERS: [&str; 9] =
    ["type", "text", "content", "tool_use_id", "is_error", "cache_control", "id", "name", "input"];

fn block<'a>(walk: &mut Walk<'a>, cursor: &mut Cursor<'a>, depth: usize) {
    let mark = walk.mark();
    let members = Members::read(MEMBERS, cursor, |cursor, name| {
        if name == "content" {
            content(walk, cursor, depth);
        }
    });
    let source = walk.source();
    let cache_marker = members.has(source, "cache_control");
    match members.get("type").map_or("", |span| span.of(source)) {
        _ if members.ambiguous() => walk.make_opaque(mark, members.whole()),
        "\"tool_result\"" => {
            walk.sign();
            let is_error = members.is(source, "is_error", "true");
            let result = ToolResult { is_error, cache_marker };
            walk.settle_result(mark, members.get("tool_use_id"), result);
            return;
        }
        "\"tool_use\"" => {
            walk.retract(mark);
            walk.sign();
            let [id, name, arguments] = ["id", "name", "input"].map(|name| members.get(name));
            walk.call(Call { id, name, arguments });
        }
        "\"text\"" => {
            walk.retract(mark);
            members.get("text").into_iter().for_each(|text| walk.block(BlockKind::User, text));
        }
        _ => walk.make_opaque(mark, members.whole()),
    }
    walk.settle(mark, |block| block.cache_marker = cache_marker);
}
