//! OpenAI Chat Completions: `messages` of `role`, `content` (null, a string or a list of parts),
//! `tool_calls`; tool results are messages of the role `tool`. Before there were tools there was one
//! `function_call`, answered by a message of the role `function`.

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
        &["\"tool_call", "\"tool\"", "\"function\"", "\"function_call\""]
    }

    fn walk(&self, walk: &mut Walk<'_>) {
        let mut function = None;
        walk.messages(
            "messages",
            |walk, cursor| message(walk, cursor, &mut function),
            |_, _, _| {},
        );
    }
}

const MEMBERS: [&str; 7] =
    ["role", "content", "tool_calls", "tool_call_id", "function_call", "name", "cache_control"];

/// `last` is the last function that was called without an id.
fn message<'a>(walk: &mut Walk<'a>, cursor: &mut Cursor<'a>, last: &mut Option<usize>) {
    let mark = walk.mark();
    let members = Members::read(MEMBERS, cursor, |cursor, name| match name {
        "content" => content(walk, cursor),
        "tool_calls" => cursor.array(|cursor| call(walk, cursor)),
        "function_call" if cursor.peek() == b'{' => {
            *last = Some(walk.mark().calls());
            let function = Members::read(["name", "arguments"], cursor, |_, _| {});
            let [name, arguments] = ["name", "arguments"].map(|name| function.get(name));
            walk.sign();
            walk.call(Call::new(None, name, arguments));
        }
        _ => {}
    });
    let source = walk.source();
    if members.ambiguous() {
        walk.make_opaque(mark, members.whole());
        return;
    }
    let cache_marker = members.has(source, "cache_control");
    let result = ToolResult { cache_marker, ..ToolResult::default() };
    match members.get("role").map_or("", |role| role.of(source)) {
        "\"tool\"" => {
            walk.sign();
            walk.settle_result(mark, members.get("tool_call_id"), result);
        }
        "\"function\"" => {
            walk.sign();
            let name = members.get("name").map(|name| name.of(source));
            let call = last.take().filter(|&call| walk.name_of(call) == name);
            walk.settle_answer(mark, call, result);
        }
        _ => {
            walk.settle_role(mark, members.kind_of_role(source));
            walk.settle(mark, |block| block.cache_marker |= cache_marker);
        }
    }
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

/// A function has arguments, a string that holds an object; a custom tool has an input, which is any
/// text.
fn call<'a>(walk: &mut Walk<'a>, cursor: &mut Cursor<'a>) {
    let mut called = None;
    let mut twice = false;
    let members = Members::read(["id", "function", "custom"], cursor, |cursor, name| {
        if matches!(name, "function" | "custom") && cursor.peek() == b'{' {
            let read = Members::read(["name", "arguments", "input"], cursor, |_, _| {});
            twice |= called.replace(read).is_some();
        }
    });
    let Some(called) = called.filter(|c| !c.ambiguous() && !members.ambiguous() && !twice) else {
        return;
    };
    let is_custom = members.has(walk.source(), "custom");
    let arguments = called.get(if is_custom { "input" } else { "arguments" });
    walk.sign();
    let call = Call::new(members.get("id"), called.get("name"), arguments);
    walk.call(if is_custom { call.with_free_text() } else { call });
}
