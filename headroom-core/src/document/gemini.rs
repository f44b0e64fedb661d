//! Gemini `generateContent`: `contents` of `role` and `parts`; a tool result is a `functionResponse`
//! whose `response` is an object, of which only string leaves are texts.

use super::json::Cursor;
use super::walk::{Members, ToolResult, Walk};
use super::{BlockKind, Call, Dialect, GEMINI};

#[derive(Debug)]
pub(super) struct Gemini;

impl Dialect for Gemini {
    fn name(&self) -> &'static str {
        GEMINI
    }

    fn signs(&self) -> &'static [&'static str] {
        &["\"functionCall\"", "\"functionResponse\""]
    }

    fn walk(&self, walk: &mut Walk<'_>) {
        let mut pending = Pending::default();
        walk.messages(
            "contents",
            |walk, cursor| content(walk, cursor, &mut pending),
            |walk, cursor, name| {
                if matches!(name, "systemInstruction" | "system_instruction") {
                    let mark = walk.mark();
                    content(walk, cursor, &mut Pending::default());
                    walk.settle(mark, |block| block.kind = BlockKind::System);
                }
            },
        );
    }
}

/// The calls that have not been answered yet. Answers give the id of the call where it has one; else
/// they name the function, and stand in the order of the calls.
#[derive(Debug, Default)]
struct Pending<'a>(Vec<Unanswered<'a>>);

#[derive(Debug)]
struct Unanswered<'a> {
    id: Option<&'a str>,
    name: &'a str,
    call: usize,
}

impl Pending<'_> {
    fn answered_by(&mut self, id: Option<&str>, name: &str) -> Option<usize> {
        let by_id = id.and_then(|id| self.0.iter().position(|pending| pending.id == Some(id)));
        let by_name = || self.0.iter().position(|pending| pending.name == name);
        Some(self.0.remove(by_id.or_else(by_name)?).call)
    }
}

fn content<'a>(walk: &mut Walk<'a>, cursor: &mut Cursor<'a>, pending: &mut Pending<'a>) {
    let mark = walk.mark();
    let unanswered = pending.0.len();
    let members = Members::read(["role", "parts"], cursor, |cursor, name| {
        if name == "parts" {
            cursor.array(|cursor| part(walk, cursor, pending));
        }
    });
    if members.ambiguous() {
        walk.make_opaque(mark, members.whole());
        return;
    }
    let of_model = members.is(walk.source(), "role", "\"model\"");
    walk.settle(mark, |block| {
        if of_model && block.kind == BlockKind::User {
            block.kind = BlockKind::Assistant;
        }
    });
    if of_model {
        // Answers follow at once: calls from before this content have none.
        pending.0.drain(..unanswered);
    }
}

fn part<'a>(walk: &mut Walk<'a>, cursor: &mut Cursor<'a>, pending: &mut Pending<'a>) {
    let mark = walk.mark();
    let names = ["text", "thought", "functionCall", "functionResponse"];
    let mut call = None;
    let mut response = None;
    let members = Members::read(names, cursor, |cursor, name| match name {
        "functionCall" => call = Some(Members::read(["id", "name", "args"], cursor, |_, _| {})),
        "functionResponse" => {
            response = Some(Members::read(["id", "name", "response"], cursor, |cursor, name| {
                if name == "response" {
                    leaves(walk, cursor, MAX_DEPTH);
                }
            }));
        }
        _ => {}
    });
    let source = walk.source();
    if let Some(call) = call.filter(|call| !call.ambiguous() && !members.ambiguous()) {
        walk.sign();
        if let Some(name) = call.get("name") {
            let id = call.get("id").map(|id| id.of(source));
            pending.0.push(Unanswered { id, name: name.of(source), call: walk.mark().calls() });
        }
        walk.call(Call { id: call.get("id"), name: call.get("name"), arguments: call.get("args") });
    } else if let Some(response) = response.filter(|r| !r.ambiguous() && !members.ambiguous()) {
        walk.sign();
        let id = response.get("id").map(|id| id.of(source));
        let name = response.get("name");
        let call = name.and_then(|name| pending.answered_by(id, name.of(source)));
        walk.settle_answer(mark, call, ToolResult::default());
    } else if let Some(text) = members.get("text").filter(|_| !members.has(source, "thought")) {
        walk.retract(mark);
        walk.block(BlockKind::User, text);
    } else {
        walk.make_opaque(mark, members.whole());
    }
}

/// Strings nested deeper are passed over.
const MAX_DEPTH: usize = 16;

fn leaves<'a>(walk: &mut Walk<'a>, cursor: &mut Cursor<'a>, depth: usize) {
    match cursor.peek() {
        b'"' => walk.block(BlockKind::User, cursor.skip()),
        b'[' if depth > 0 => cursor.array(|cursor| leaves(walk, cursor, depth - 1)),
        b'{' if depth > 0 => cursor.object(|cursor, _| leaves(walk, cursor, depth - 1)),
        _ => {}
    }
}
