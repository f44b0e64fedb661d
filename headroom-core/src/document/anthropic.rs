//! Anthropic Messages: `messages` of `role` and `content`; content is a string or a list of blocks.

use std::collections::HashSet;

use super::json::Cursor;
use super::walk::{Mark, Members, ToolResult, Walk, citations_are_on};
use super::{ANTHROPIC, BlockKind, Call, Dialect};
use crate::Span;

#[derive(Debug)]
pub(super) struct Anthropic;

impl Dialect for Anthropic {
    fn name(&self) -> &'static str {
        ANTHROPIC
    }

    fn signs(&self) -> &'static [&'static str] {
        &["\"tool_use\"", "_result\"", "\"document\""]
    }

    fn walk(&self, walk: &mut Walk<'_>) {
        let mut of_code = OfCode::default();
        walk.messages(
            "messages",
            |walk, cursor| message(walk, cursor, &mut of_code),
            |walk, cursor, name| {
                if name == "system" {
                    let mark = walk.mark();
                    content(walk, cursor, OUTER, &mut OfCode::default());
                    walk.settle(mark, |block| block.kind = BlockKind::System);
                }
            },
        );
    }
}

/// Blocks hold blocks in a tool result's content, and these once more in a search result's; what is
/// nested deeper is passed over.
const OUTER: usize = 3;

/// The ids of calls made by code that runs on the server: their results go to that code, which
/// reads them as data, and not to the model.
type OfCode<'a> = HashSet<&'a str>;

fn message<'a>(walk: &mut Walk<'a>, cursor: &mut Cursor<'a>, of_code: &mut OfCode<'a>) {
    let mark = walk.mark();
    let members = Members::read(["role", "content"], cursor, |cursor, name| {
        if name == "content" {
            content(walk, cursor, OUTER, of_code);
        }
    });
    if members.ambiguous() {
        walk.make_opaque(mark, members.whole());
        return;
    }
    walk.settle_role(mark, members.kind_of_role(walk.source()));
}

/// A string, or a list of blocks. Texts are reported as the user's until the role is known.
fn content<'a>(
    walk: &mut Walk<'a>,
    cursor: &mut Cursor<'a>,
    depth: usize,
    of_code: &mut OfCode<'a>,
) {
    match cursor.peek() {
        b'"' => walk.block(BlockKind::User, cursor.skip()),
        b'[' if depth > 0 => cursor.array(|cursor| block(walk, cursor, depth - 1, of_code)),
        _ => {}
    }
}

const MEMBERS: [&str; 12] = [
    "type",
    "text",
    "content",
    "tool_use_id",
    "is_error",
    "cache_control",
    "id",
    "name",
    "input",
    "source",
    "citations",
    "caller",
];

fn block<'a>(walk: &mut Walk<'a>, cursor: &mut Cursor<'a>, depth: usize, of_code: &mut OfCode<'a>) {
    let mark = walk.mark();
    let mut source_of = None;
    let members = Members::read(MEMBERS, cursor, |cursor, name| match name {
        "content" => content(walk, cursor, depth, of_code),
        "source" if cursor.peek() == b'{' => {
            source_of = Some(Members::read(["type", "data", "content"], cursor, |cursor, name| {
                if name == "content" {
                    content(walk, cursor, depth, of_code);
                }
            }));
        }
        _ => {}
    });
    let source = walk.source();
    let cache_marker = members.has(source, "cache_control");
    let cited = citations_are_on(source, members.get("citations"));
    match members.get("type").map_or("", |span| span.of(source)) {
        _ if members.ambiguous() => walk.make_opaque(mark, members.whole()),
        "\"tool_result\"" => {
            tool_result(walk, mark, &members, cache_marker, of_code);
            return;
        }
        "\"tool_use\"" => {
            walk.retract(mark);
            walk.sign();
            let [id, name, arguments] = ["id", "name", "input"].map(|name| members.get(name));
            if members.get("caller").is_some_and(|caller| is_code(source, caller)) {
                of_code.extend(id.map(|id| id.of(source)));
            }
            walk.call(Call::new(id, name, arguments));
        }
        "\"text\"" => {
            walk.retract(mark);
            members.get("text").into_iter().for_each(|text| walk.block(BlockKind::User, text));
        }
        "\"document\"" if !cited && members.get("content").is_none() => {
            document(walk, mark, source_of.as_ref(), members.whole());
        }
        "\"search_result\"" if !cited && source_of.is_none() => make_document(walk, mark),
        "\"compaction\"" => walk.compaction(mark, members.whole()),
        _ => walk.make_opaque(mark, members.whole()),
    }
    walk.settle(mark, |block| block.cache_marker |= cache_marker);
}

fn tool_result(
    walk: &mut Walk<'_>,
    mark: Mark,
    members: &Members<12>,
    cache_marker: bool,
    of_code: &OfCode<'_>,
) {
    walk.sign();
    let source = walk.source();
    let id = members.get("tool_use_id");
    if id.is_some_and(|id| of_code.contains(id.of(source))) {
        walk.make_opaque(mark, members.whole());
        walk.settle(mark, |block| block.cache_marker = cache_marker);
        return;
    }
    let is_error = members.is(source, "is_error", "true");
    walk.settle_result(mark, id, ToolResult { is_error, cache_marker });
}

/// A document is a text, or has a content of its own; files and pages of pixels are opaque.
fn document(walk: &mut Walk<'_>, mark: Mark, from: Option<&Members<3>>, whole: Span) {
    let source = walk.source();
    let clear = from.filter(|from| !from.ambiguous());
    let kind = clear.and_then(|from| from.get("type")).map_or("", |span| span.of(source));
    match (kind, clear.and_then(|from| from.get("data"))) {
        ("\"content\"", None) => make_document(walk, mark),
        ("\"text\"", Some(data)) => {
            walk.retract(mark);
            walk.block(BlockKind::User, data);
            make_document(walk, mark);
        }
        _ => walk.make_opaque(mark, whole),
    }
}

fn make_document(walk: &mut Walk<'_>, mark: Mark) {
    walk.sign();
    walk.settle(mark, |block| {
        if block.kind == BlockKind::User {
            block.kind = BlockKind::Document;
        }
    });
}

/// Whether a call was made by code, and not by the model itself.
fn is_code(source: &str, caller: Span) -> bool {
    let members = Members::read(["type"], &mut Cursor::new(source, caller.start), |_, _| {});
    caller.of(source) != "null" && !members.is(source, "type", "\"direct\"")
}
