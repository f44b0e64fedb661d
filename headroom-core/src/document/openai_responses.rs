//! OpenAI Responses: `input` is a list of items; messages have a role and a content, tool calls and
//! their outputs are items of their own, joined by `call_id`.

use super::json::Cursor;
use super::walk::{Mark, Members, ToolResult, Walk};
use super::{BlockKind, Call, Dialect, OPENAI_RESPONSES};

#[derive(Debug)]
pub(super) struct OpenAiResponses;

impl Dialect for OpenAiResponses {
    fn name(&self) -> &'static str {
        OPENAI_RESPONSES
    }

    fn signs(&self) -> &'static [&'static str] {
        &["_call\"", "_call_output\""]
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

const MEMBERS: [&str; 13] = [
    "type",
    "role",
    "content",
    "id",
    "call_id",
    "name",
    "arguments",
    "input",
    "action",
    "operation",
    "output",
    "status",
    "error",
];

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
        "\"message\"" => walk.settle_role(mark, members.kind_of_role(source)),
        "\"function_call\"" => call(walk, mark, &members, "arguments"),
        "\"custom_tool_call\"" => call(walk, mark, &members, "input"),
        "\"local_shell_call\"" | "\"shell_call\"" | "\"computer_call\"" => {
            call(walk, mark, &members, "action");
        }
        "\"apply_patch_call\"" => call(walk, mark, &members, "operation"),
        "\"mcp_call\"" => mcp_call(walk, mark, &members),
        "\"shell_call_output\"" => {
            walk.retract(mark);
            let chunks = members.get("output");
            chunks.into_iter().for_each(|chunks| shell_output(walk, chunks.start));
            output(walk, mark, &members);
        }
        "\"function_call_output\""
        | "\"custom_tool_call_output\""
        | "\"local_shell_call_output\""
        | "\"apply_patch_call_output\""
        | "\"computer_call_output\"" => output(walk, mark, &members),
        "\"compaction\"" | "\"compaction_summary\"" => walk.compaction(mark, members.whole()),
        _ => walk.make_opaque(mark, members.whole()),
    }
}

/// A call; tools of the provider's own have no name but the type of their items.
fn call(walk: &mut Walk<'_>, mark: Mark, members: &Members<13>, arguments: &str) {
    walk.retract(mark);
    walk.sign();
    let id = members.get("call_id").or_else(|| members.get("id"));
    let name = members.get("name").or_else(|| members.get("type"));
    let call = Call::new(id, name, members.get(arguments));
    walk.call(if arguments == "input" { call.with_free_text() } else { call });
    // The outputs of a local shell may give the id of the item in place of the call's.
    members.get("id").into_iter().for_each(|id| walk.also_known_as(id));
}

/// An output. What a command exits with says nothing of the call, which has run it: only a status
/// that tells that there is no whole output makes it a failed one.
fn output(walk: &mut Walk<'_>, mark: Mark, members: &Members<13>) {
    walk.sign();
    let id = members.get("call_id").or_else(|| members.get("id"));
    let is_error = has_failed(walk.source(), members);
    walk.settle_result(mark, id, ToolResult { is_error, ..ToolResult::default() });
}

fn has_failed(source: &str, members: &Members<13>) -> bool {
    let status = members.get("status").map_or("", |status| status.of(source));
    matches!(status, "\"incomplete\"" | "\"failed\"") || members.has(source, "error")
}

/// A call that the provider made, with its output in the same item.
fn mcp_call(walk: &mut Walk<'_>, mark: Mark, members: &Members<13>) {
    call(walk, mark, members, "arguments");
    let result = walk.mark();
    let output = members.get("output").filter(|span| span.of(walk.source()).starts_with('"'));
    let Some(output) = output else { return };
    walk.block(BlockKind::User, output);
    let is_error = has_failed(walk.source(), members);
    let known = ToolResult { is_error, ..ToolResult::default() };
    walk.settle_answer(result, mark.calls().into(), known);
}

/// A list with what each command wrote: `stdout`, `stderr` and an outcome.
fn shell_output(walk: &mut Walk<'_>, at: usize) {
    let source = walk.source();
    Cursor::new(source, at).array(|cursor| {
        let streams = Members::read(["stdout", "stderr"], cursor, |_, _| {});
        if streams.ambiguous() {
            walk.block(BlockKind::Opaque, streams.whole());
            return;
        }
        let mut texts: Vec<_> =
            ["stdout", "stderr"].iter().filter_map(|name| streams.get(name)).collect();
        texts.retain(|text| text.of(source).starts_with('"'));
        texts.sort_unstable_by_key(|text| text.start);
        texts.into_iter().for_each(|text| walk.block(BlockKind::User, text));
    });
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
