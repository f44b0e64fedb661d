//! OpenAI Chat Completions: `messages` of `role`, `content` (null, a string or a list of parts),
//! `tool_calls`; tool results are messages of the role `tool`.

use super::json::Cursor;
use super::walk::{Members, ToolResult, Walk};
use super::{BlockKind, Call, Dialect, OPENAI_CHAT};

#[derive(Debug)]
pub(super) struct OpenAiChat;

impl Dialect for OpenAiChat {
    fn name(&self) -> &'static str {
        OPENAI_CHAT
    }

    fn signs(&self) -> &'static [&'static str] {
        &["\"tool_calls\"", "\"tool_call_id\"", "\"tool\""]
    }

    fn walk(&self, walk: &mut Walk<'_>) {
        walk.messages("messages", message, |_, _, _| {});
    }
}

fn message<'a>(walk: &mut Walk<'a>, cursor: &mut Cursor<'a>) {
    let mark = walk.mark();
    let names = ["role", "content", "tool_calls", "tool_call_id"];
    let members = Members::read(names, cursor, |cursor, name| match name {
        "content" => content(walk, cursor),
        "tool_calls" => cursor.array(|cursor| call(walk, cursor)),
        _ => {}
    });
    let source = walk.source();
    if members.ambiguous() {
        walk.make_opaque(mark, members.whole());
        return;
    }
    if members.is(source, "role", "\"tool\"") {
        walk.sign();
        walk.settle_result(mark, members.get("tool_call_id"), ToolResult::default());
        return;
    }
    let kind = members.kind_of_role(source);
    walk.settle(mark, |block| {
        if block.kind == BlockKind::User {
            block.kind = kind;
        }
    });
}

/// A string, or a list of parts. Texts are reported as the user's until the role is known.
fn content<'a>(walk: &mut Walk<'a>, cursor: &mut Cursor<'a>) {
    match cursor.peek() {
        b'"' => walk.block(BlockKind::User, cursor.skip()),
        b'[' => cursor.array(|cursor| part(walk, cursor)),
        _ => {}
    }
}

fn part<'a>(walk: &mut Walk<'a>, cursor: &mut Cursor<'a>) {
    let mark = walk.mark();
    let members = Members::read(["type", "text", "cache_control"], cursor, |_, _| {});
    let source = walk.source();
    match members.get("text") {
        Some(text) if members.is(source, "type", "\"text\"") && !members.ambiguous() => {
            walk.block(BlockKind::User, text);
        }
        _ => walk.block(BlockKind::Opaque, members.whole()),
    }
    let cache_marker = members.has(source, "cache_control");
    walk.settle(mark, |block| block.cache_marker = cache_marker);
}

fn call<'a>(walk: &mut Walk<'a>, cursor: &mut Cursor<'a>) {
    let mut function = None;
    let members = Members::read(["id", "function"], cursor, |cursor, name| {
        if name == "function" {
            function = Some(Members::read(["name", "arguments"], cursor, |_, _| {}));
        }
    });
    let Some(function) = function.filter(|f| !f.ambiguous() && !members.ambiguous()) else {
        return;
    };
    let [name, arguments] = ["name", "arguments"].map(|name| function.get(name));
    walk.sign();
    walk.call(Call { id: members.get("id"), name, arguments });
}
