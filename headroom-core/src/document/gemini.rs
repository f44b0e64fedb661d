//! Gemini `generateContent`: `contents` of `role` and `parts`; a tool result is a `functionResponse`
//! whose `response` is an object, of which only string leaves are texts. The API takes all names in
//! snake case too.

use std::collections::{HashMap, HashSet, VecDeque};

use super::json::Cursor;
use super::walk::{Mark, Members, ToolResult, Walk};
use super::{BlockKind, Call, Dialect, GEMINI};

#[derive(Debug)]
pub(super) struct Gemini;

impl Dialect for Gemini {
    fn name(&self) -> &'static str {
        GEMINI
    }

    fn signs(&self) -> &'static [&'static str] {
        &["\"parts\""]
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
/// they name the function, and stand in the order of the calls. Answers follow at once: once the
/// model speaks again, calls from before have none.
#[derive(Debug, Default)]
struct Pending<'a> {
    by_id: HashMap<&'a str, usize>,
    by_name: HashMap<&'a str, VecDeque<usize>>,
    answered: HashSet<usize>,
    /// The model's turn is over.
    closed: bool,
}

/// A call: the literals of its id and its name, and its index.
type Made<'a> = (Option<&'a str>, &'a str, usize);

impl<'a> Pending<'a> {
    fn speaks(&mut self, of_model: bool, made: Vec<Made<'a>>) {
        if of_model && self.closed {
            *self = Self::default();
        }
        self.closed = !of_model;
        for (id, name, call) in made {
            self.by_id.extend(id.map(|id| (id, call)));
            self.by_name.entry(name).or_default().push_back(call);
        }
    }

    fn answered_by(&mut self, id: Option<&str>, name: &str) -> Option<usize> {
        let by_id = id.and_then(|id| self.by_id.remove(id));
        let mut next = || {
            let calls = self.by_name.get_mut(name)?;
            std::iter::from_fn(|| calls.pop_front()).find(|call| !self.answered.contains(call))
        };
        let call = by_id.or_else(&mut next)?;
        self.answered.insert(call);
        Some(call)
    }
}

fn content<'a>(walk: &mut Walk<'a>, cursor: &mut Cursor<'a>, pending: &mut Pending<'a>) {
    let mark = walk.mark();
    let mut made = Vec::new();
    let members = Members::read(["role", "parts"], cursor, |cursor, name| {
        if name == "parts" {
            cursor.array(|cursor| part(walk, cursor, pending, &mut made));
        }
    });
    if members.ambiguous() {
        walk.make_opaque(mark, members.whole());
        return;
    }
    let of_model = members.is(walk.source(), "role", "\"model\"");
    pending.speaks(of_model, made);
    walk.settle_role(mark, if of_model { BlockKind::Assistant } else { BlockKind::User });
}

fn part<'a>(
    walk: &mut Walk<'a>,
    cursor: &mut Cursor<'a>,
    pending: &mut Pending<'a>,
    made: &mut Vec<Made<'a>>,
) {
    let mark = walk.mark();
    let (mut call, mut response) = (None, None);
    let mut kinds = 0;
    let members = Members::read(["text", "thought"], cursor, |cursor, name| match name {
        "functionCall" | "function_call" => {
            kinds += 1;
            call = Some(Members::read(["id", "name", "args"], cursor, |_, _| {}));
        }
        "functionResponse" | "function_response" => {
            kinds += 1;
            response = Some(function_response(walk, cursor));
        }
        "text" => kinds += 1,
        _ => {}
    });
    let source = walk.source();
    let clear = kinds == 1 && !members.ambiguous();
    if let Some(call) = call.filter(|call| clear && !call.ambiguous()) {
        walk.sign();
        let [id, name, args] = ["id", "name", "args"].map(|name| call.get(name));
        if let Some(name) = name {
            made.push((id.map(|id| id.of(source)), name.of(source), mark.calls()));
        }
        walk.call(Call::new(id, name, args));
    } else if let Some((response, is_error)) =
        response.filter(|(response, _)| clear && !response.ambiguous())
    {
        walk.sign();
        let [id, name] = ["id", "name"].map(|name| response.get(name).map(|span| span.of(source)));
        let call = name.and_then(|name| pending.answered_by(id, name));
        walk.settle_answer(mark, call, ToolResult { is_error, ..ToolResult::default() });
    } else {
        text(walk, mark, &members, clear);
    }
}

/// The response, and whether it tells of an error: by convention a function answers with a member
/// `output`, or, if it failed, with a member `error`.
fn function_response<'a>(walk: &mut Walk<'a>, cursor: &mut Cursor<'a>) -> (Members<3>, bool) {
    let source = walk.source();
    let mut is_error = false;
    let members = Members::read(["id", "name", "response"], cursor, |cursor, name| {
        if name != "response" {
            return;
        }
        if cursor.peek() != b'{' {
            walk.leaves(cursor);
            return;
        }
        cursor.object(|cursor, key| {
            if key == "error" {
                let error = cursor.clone().skip().of(source);
                is_error |= !matches!(error, "null" | "\"\"" | "false" | "{}" | "[]");
            }
            walk.leaves(cursor);
        });
    });
    (members, is_error)
}

/// A text of the user or the model; thoughts, images, code that runs on the server and all else are
/// opaque.
fn text(walk: &mut Walk<'_>, mark: Mark, members: &Members<2>, clear: bool) {
    let thought =
        members.has(walk.source(), "thought") && !members.is(walk.source(), "thought", "false");
    match members.get("text") {
        Some(text) if clear && !thought => {
            walk.retract(mark);
            walk.block(BlockKind::User, text);
        }
        _ => walk.make_opaque(mark, members.whole()),
    }
}
