//! Bedrock Converse: `messages` of `role` and `content`, a list of blocks that each have one member
//! named for what they are. A `cachePoint` marks the block right before it.

use super::json::Cursor;
use super::walk::{Mark, Members, ToolResult, Walk, citations_are_on};
use super::{BEDROCK, BlockKind, Call, Dialect};

#[derive(Debug)]
pub(super) struct Bedrock;

impl Dialect for Bedrock {
    fn name(&self) -> &'static str {
        BEDROCK
    }

    fn signs(&self) -> &'static [&'static str] {
        &["\"toolUseId\""]
    }

    fn walk(&self, walk: &mut Walk<'_>) {
        walk.messages("messages", message, |walk, cursor, name| {
            if name == "system" {
                let mark = walk.mark();
                content(walk, cursor);
                walk.settle(mark, |block| {
                    if block.kind == BlockKind::User {
                        block.kind = BlockKind::System;
                    }
                });
            }
        });
    }
}

fn message<'a>(walk: &mut Walk<'a>, cursor: &mut Cursor<'a>) {
    let mark = walk.mark();
    let members = Members::read(["role", "content"], cursor, |cursor, name| {
        if name == "content" {
            content(walk, cursor);
        }
    });
    if members.ambiguous() {
        walk.make_opaque(mark, members.whole());
        return;
    }
    walk.settle_role(mark, members.kind_of_role(walk.source()));
}

/// Texts are reported as the user's until the role is known.
fn content<'a>(walk: &mut Walk<'a>, cursor: &mut Cursor<'a>) {
    let mut previous = walk.mark();
    cursor.array(|cursor| {
        let mark = walk.mark();
        if block(walk, cursor) == Found::CachePoint {
            walk.settle_between(previous, mark, |block| block.cache_marker = true);
        }
        previous = mark;
    });
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    CachePoint,
    Other,
}

const MEMBERS: [&str; 6] =
    ["text", "toolUse", "toolResult", "cachePoint", "document", "searchResult"];

fn block<'a>(walk: &mut Walk<'a>, cursor: &mut Cursor<'a>) -> Found {
    let mark = walk.mark();
    let (mut call, mut result, mut cited) = (None, None, false);
    let members = Members::read(MEMBERS, cursor, |cursor, name| match name {
        "toolUse" => call = Some(Members::read(USE, cursor, |_, _| {})),
        "toolResult" => {
            result = Some(Members::read(RESULT, cursor, |cursor, name| {
                if name == "content" {
                    cursor.array(|cursor| part(walk, cursor));
                }
            }));
        }
        "document" | "searchResult" => cited |= document(walk, cursor),
        _ => {}
    });
    let known = MEMBERS.iter().filter(|name| members.get(name).is_some()).count();
    let clear = |inner: &Members<4>| {
        known == 1 && !members.ambiguous() && !inner.ambiguous() && inner.get("toolUseId").is_some()
    };
    // Uses and results with a type are those of tools that run on the server.
    let client = |inner: &Members<4>| clear(inner) && !inner.has(walk.source(), "type");
    match (call.filter(client), result.filter(client)) {
        (Some(call), None) => tool_use(walk, &call),
        (None, Some(result)) => tool_result(walk, mark, &result),
        _ => other(walk, mark, &members, known == 1 && !cited),
    }
    let is_point = known == 1 && members.get("cachePoint").is_some();
    if is_point { Found::CachePoint } else { Found::Other }
}

const USE: [&str; 4] = ["toolUseId", "name", "input", "type"];
const RESULT: [&str; 4] = ["toolUseId", "status", "content", "type"];

fn tool_use(walk: &mut Walk<'_>, call: &Members<4>) {
    walk.sign();
    let [id, name, input] = ["toolUseId", "name", "input"].map(|name| call.get(name));
    walk.call(Call::new(id, name, input));
}

fn tool_result(walk: &mut Walk<'_>, mark: Mark, result: &Members<4>) {
    walk.sign();
    let is_error = result.is(walk.source(), "status", "\"error\"");
    let known = ToolResult { is_error, ..ToolResult::default() };
    walk.settle_result(mark, result.get("toolUseId"), known);
}

/// A text, documents that were found in the block, or something opaque.
fn other(walk: &mut Walk<'_>, mark: Mark, members: &Members<6>, clear: bool) {
    if !clear || members.ambiguous() {
        walk.make_opaque(mark, members.whole());
    } else if let Some(text) = members.get("text") {
        walk.block(BlockKind::User, text);
    } else if walk.mark() == mark || members.get("toolResult").is_some() {
        walk.make_opaque(mark, members.whole());
    }
}

/// A part of a tool result: a text, a JSON value of which string leaves are texts, a document or
/// something opaque.
fn part<'a>(walk: &mut Walk<'a>, cursor: &mut Cursor<'a>) {
    let mark = walk.mark();
    let names = ["text", "json", "document", "searchResult"];
    let mut cited = false;
    let members = Members::read(names, cursor, |cursor, name| match name {
        "json" => walk.leaves(cursor),
        "document" | "searchResult" => cited |= document(walk, cursor),
        _ => {}
    });
    let known = names.iter().filter(|name| members.get(name).is_some()).count();
    if known != 1 || members.ambiguous() || cited {
        walk.make_opaque(mark, members.whole());
    } else if let Some(text) = members.get("text") {
        walk.block(BlockKind::User, text);
    } else if walk.mark() == mark && members.get("json").is_none() {
        walk.make_opaque(mark, members.whole());
    }
}

/// Reports the texts of a document or a search result, and says whether it is cited from.
fn document<'a>(walk: &mut Walk<'a>, cursor: &mut Cursor<'a>) -> bool {
    let mark = walk.mark();
    let members = Members::read(["source", "content", "citations"], cursor, |cursor, name| {
        if name == "content" {
            cursor.array(|cursor| chunk(walk, cursor));
        } else if name == "source" && cursor.peek() == b'{' {
            cursor.object(|cursor, name| match name {
                "text" => walk.block(BlockKind::Document, cursor.skip()),
                "content" => cursor.array(|cursor| chunk(walk, cursor)),
                _ => {}
            });
        }
    });
    let cited = members.ambiguous() || citations_are_on(walk.source(), members.get("citations"));
    if cited {
        walk.retract(mark);
    }
    cited
}

fn chunk<'a>(walk: &mut Walk<'a>, cursor: &mut Cursor<'a>) {
    let members = Members::read(["text"], cursor, |_, _| {});
    if let Some(text) = members.get("text").filter(|_| !members.ambiguous()) {
        walk.block(BlockKind::Document, text);
    }
}
