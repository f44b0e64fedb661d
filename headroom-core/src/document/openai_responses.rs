//! OpenAI Responses: `input` is a list of items; messages have a role and a content, tool calls and
//! their outputs are items of their own, joined by `call_id`.

use super::json::Cursor;
use super::walk::{Members, ToolResult, Walk};
use super::{BlockKind, Call, Dialect, OPENAI_RESPONSES};

#[derive(Debug)]
pub(super) struct OpenAiResponses;

impl Dialect for OpenAiResponses {
    fn name(&self) -> &'static str {
        OPENAI_RESPONSES
    }

    fn signs(&self) -> &'static [&'static str] {
        &["\"function_call\"", "\"function_call_output\""]
    }

    fn walk(&self, walk: &mut Walk<'_>) {
        walk.messages("input", item, |walk, cursor, name| {
            if name == "instructions" && cursor.peek() == b'"' {
                let literal = cursor.skip();
                walk.block(BlockKind::System, literal);
            }
        });
    }
}

const MEMBERS: [&str; 7] = ["type", "role", "content", "call_id", "name", "arguments", "output"];

fn item<'a>(walk: &mut Walk<'a>, cursor: &mut Cursor<'a>) {
    let mark = walk.mark();
    let members = Members::read(MEMBERS, cursor, |cursor, name| {
        if matches!(name, "content" | "output") {
            texts(walk, cursor);
        }
    });
    let source = walk.source();
    if members.ambiguous() {
        walk.make_opaque(mark, members.whole());
        return;
    }
    match members.get("type").map_or("\"message\"", |span| span.of(source)) {
        "\"message\"" => {
            let kind = members.kind_of_role(source);
            walk.settle(mark, |block| {
                if block.kind == BlockKind::User {
                    block.kind = kind;
                }
            });
        }
        "\"function_call\"" => {
            walk.retract(mark);
            walk.sign();
            let [id, name, arguments] =
                ["call_id", "name", "arguments"].map(|name| members.get(name));
            walk.call(Call { id, name, arguments });
        }
        "\"function_call_output\"" => {
            walk.sign();
            walk.settle_result(mark, members.get("call_id"), ToolResult::default());
        }
        _ => walk.make_opaque(mark, members.whole()),
    }
}

/// A string, or a list of parts. Texts are reported as the user's until the item is known.
fn texts<'a>(walk: &mut Walk<'a>, cursor: &mut Cursor<'a>) {
    match cursor.peek() {
        b'"' => walk.block(BlockKind::User, cursor.skip()),
        b'[' => cursor.array(|cursor| part(walk, cursor)),
        _ => {}
    }
}

fn part<'a>(walk: &mut Walk<'a>, cursor: &mut Cursor<'a>) {
    let members = Members::read(["type", "text"], cursor, |_, _| {});
    let source = walk.source();
    let kind = members.get("type").map_or("", |span| span.of(source));
    let is_text = matches!(kind, "\"input_text\"" | "\"output_text\"" | "\"text\"");
    match members.get("text") {
        Some(text) if is_text && !members.ambiguous() => walk.block(BlockKind::User, text),
        _ => walk.block(BlockKind::Opaque, members.whole()),
    }
}
