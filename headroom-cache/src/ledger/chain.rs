//! The identity of a block: the hash of all that precedes it in the conversation.

use headroom_core::document::Cursor;
use headroom_core::{Block, BlockKind, Document};

/// The hash of a prefix of a conversation, the block that ends it included.
///
/// It stands for bytes that strangers write, and decides what goes out in place of them: 128 bits
/// of BLAKE3 resist crafted collisions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Key(u128);

impl Key {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let plain = text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit());
        plain.then(|| u128::from_str_radix(text, 16).ok().map(Self))?
    }
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// The keys of the blocks of a request that may be rewritten, tool results above all, with their
/// places in [`Document::blocks`].
///
/// Without a handle a key stands for everything before it that a walker reports: system prompt,
/// texts, calls with their ids, results. With one it stands for the handle and everything but system
/// texts. Cache markers never count. Linear.
pub(super) fn keys(document: &Document<'_>, handle: Option<&str>) -> Vec<(usize, Key)> {
    let mut chain = Chain(blake3::Hasher::new());
    chain.text(document.dialect().unwrap_or_default());
    chain.number(usize::from(handle.is_some()));
    chain.text(handle.unwrap_or_default());
    let mut keys = Vec::new();
    for (at, block) in document.blocks().iter().enumerate() {
        if handle.is_some() && block.kind == BlockKind::System {
            continue;
        }
        chain.block(document, block);
        if !block.kind.is_sacred() {
            keys.push((at, chain.key()));
        }
    }
    keys
}

struct Chain(blake3::Hasher);

impl Chain {
    fn number(&mut self, number: usize) {
        self.0.update(&(number as u64).to_le_bytes());
    }

    fn text(&mut self, text: &str) {
        self.number(text.len());
        self.0.update(text.as_bytes());
    }

    fn block(&mut self, document: &Document<'_>, block: &Block) {
        let source = document.source();
        let literal = block.literal.of(source);
        if block.kind == BlockKind::Opaque && is_cache_point(literal) {
            return;
        }
        self.number(kind(block));
        self.number(block.message);
        self.number(block.result.map_or(0, |result| result + 1));
        self.number(usize::from(block.is_error));
        let call = block.call.and_then(|call| document.calls().get(call));
        self.number(usize::from(call.is_some()));
        if let Some(call) = call {
            for span in [call.id, call.name, call.arguments] {
                self.text(span.map_or("", |span| span.of(source)));
            }
        }
        if block.kind == BlockKind::Opaque && literal.starts_with('{') {
            self.members(literal);
        } else {
            self.text(literal);
        }
    }

    /// An object without its cache marker; no length follows its last member.
    fn members(&mut self, object: &str) {
        Cursor::new(object, 0).object(|cursor, key| {
            let value = cursor.skip().of(object);
            if !matches!(key, "cache_control" | "cachePoint") {
                self.text(key);
                self.text(value);
            }
        });
        self.number(usize::MAX);
    }

    fn key(&self) -> Key {
        let mut bytes = [0; 16];
        self.0.finalize_xof().fill(&mut bytes);
        Key(u128::from_be_bytes(bytes))
    }
}

/// Whether a block is nothing but a cache marker, as Bedrock has them.
fn is_cache_point(literal: &str) -> bool {
    let (mut marks, mut others) = (false, false);
    Cursor::new(literal, 0).object(|_, key| {
        marks |= key == "cachePoint";
        others |= key != "cachePoint";
    });
    marks && !others
}

/// A number for a kind that does not depend on the order of its declaration. What the user gives is
/// one kind, whether or not the configuration makes a document of it.
fn kind(block: &Block) -> usize {
    match block.kind {
        BlockKind::Document if block.result.is_none() => 2,
        BlockKind::System => 1,
        BlockKind::User => 2,
        BlockKind::Assistant => 3,
        BlockKind::ToolCall => 4,
        BlockKind::ToolResult => 5,
        BlockKind::Opaque => 6,
        _ => 7,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(body: &str, handle: Option<&str>) -> Key {
        let document = Document::parse(body).unwrap();
        keys(&document, handle).last().unwrap().1
    }

    fn body(system: &str, image: &str, marker: &str, id: &str) -> String {
        format!(
            r#"{{"system":"{system}","messages":[
            {{"role":"user","content":[{{"type":"image","source":"{image}"{marker}}}]}},
            {{"role":"assistant","content":[{{"type":"tool_use","id":"{id}","name":"x","input":{{}}{marker}}}]}},
            {{"role":"user","content":[{{"type":"tool_result","tool_use_id":"{id}","content":"out"{marker}}}]}}]}}"#
        )
    }

    #[test]
    fn cache_markers_do_not_count() {
        let plain = key(&body("s", "i", "", "1"), None);
        let marker = r#","cache_control":{"type":"ephemeral","ttl":"1h"}"#;
        assert_eq!(key(&body("s", "i", marker, "1"), None), plain);
        for other in [body("t", "i", "", "1"), body("s", "j", "", "1"), body("s", "i", "", "2")] {
            assert_ne!(key(&other, None), plain, "{other}");
        }
    }

    #[test]
    fn bedrock_has_cache_points_of_their_own() {
        let body = |a: &str, b: &str| {
            format!(
                r#"{{"messages":[{{"role":"user","content":[{{"text":"x"}}{a}]}},{{"role":"assistant","content":[{{"toolUse":{{"toolUseId":"1","name":"x","input":{{}}}}}}]}},{{"role":"user","content":[{{"toolResult":{{"toolUseId":"1","content":[{{"text":"out"}}]}}}}{b}]}}]}}"#
            )
        };
        let point = r#",{"cachePoint":{"type":"default"}}"#;
        assert_eq!(key(&body(point, ""), None), key(&body("", point), None));
        assert_eq!(key(&body(point, point), None), key(&body("", ""), None));
    }

    #[test]
    fn a_handle_stands_in_for_the_system_prompt() {
        let [today, tomorrow] = ["today", "tomorrow"].map(|system| body(system, "i", "", "1"));
        assert_eq!(key(&today, Some("a")), key(&tomorrow, Some("a")));
        assert_ne!(key(&today, Some("a")), key(&today, Some("b")));
        assert_ne!(key(&today, Some("")), key(&today, None));
    }

    #[test]
    fn a_text_of_the_user_may_become_a_document() {
        let body = body("s", "i", "", "1").replacen(
            r#""content":[{"type":"image""#,
            r#""content":[{"type":"text","text":"<doc>a</doc>"},{"type":"image""#,
            1,
        );
        let offered = Document::parse(&body).unwrap().offering(false, Some("doc"));
        assert_eq!(keys(&offered, None).len(), 2);
        assert_eq!(keys(&offered, None).last().unwrap().1, key(&body, None));
    }

    #[test]
    fn keys_read_back() {
        let key = key(&body("s", "i", "", "1"), None);
        assert_eq!(Key::parse(&key.to_string()), Some(key));
        for no_key in ["", "0", "+123456789012345678901234567890a", &"g".repeat(32)] {
            assert_eq!(Key::parse(no_key), None, "{no_key}");
        }
    }
}
