//! Signed blocks: thinking whose signature covers the bytes before it.

use crate::document::{Cursor, SIGNATURES};
use crate::{Block, BlockKind, Document};

/// The last signed block from this one on, by its place in [`Document::blocks`]. Linear in what is
/// looked at, backwards from the end.
pub(super) fn last_signed(document: &Document<'_>, from: usize) -> Option<usize> {
    let blocks = document.blocks();
    (from..blocks.len()).rev().find(|&at| is_signed_at(document, at))
}

/// Whether the block at this place of [`Document::blocks`] is signed.
pub(super) fn is_signed_at(document: &Document<'_>, at: usize) -> bool {
    let Some(block) = document.blocks().get(at) else { return false };
    is_signed(document, block) || is_followed_by_signature(document, at)
}

/// Whether an opaque block is thinking that the provider has signed or sealed.
fn is_signed(document: &Document<'_>, block: &Block) -> bool {
    if block.kind != BlockKind::Opaque {
        return false;
    }
    let literal = block.literal.of(document.source());
    let (mut thinks, mut signed, mut sealed) = (false, false, false);
    Cursor::new(literal, 0).object(|cursor, key| {
        let value = cursor.skip().of(literal);
        let stands = !matches!(value, "null" | "\"\"");
        match key {
            "type" => {
                thinks = matches!(value, "\"thinking\"" | "\"reasoning\"");
                sealed |= value == "\"redacted_thinking\"";
            }
            "signature" | "encrypted_content" => signed |= stands,
            "reasoningContent" | "thoughtSignature" | "thought_signature" => sealed |= stands,
            _ => {}
        }
    });
    sealed || (thinks && signed)
}

/// Whether a signature stands beside the block, whose literal is the arguments or the text alone.
fn is_followed_by_signature(document: &Document<'_>, at: usize) -> bool {
    let blocks = document.blocks();
    let source = document.source();
    let Some(block) = blocks.get(at) else { return false };
    if !matches!(block.kind, BlockKind::Assistant | BlockKind::ToolCall) {
        return false;
    }
    let before = at.checked_sub(1).and_then(|before| blocks.get(before));
    let start = before.map_or(0, |before| before.literal.end).min(block.literal.start);
    let next = blocks.get(at + 1).map(|next| next.literal.start);
    let end = next.filter(|next| *next >= block.literal.end).unwrap_or(source.len());
    let sides = [start..block.literal.start, block.literal.end..end];
    sides.into_iter().filter_map(|side| source.get(side)).any(has_signature)
}

fn has_signature(side: &str) -> bool {
    let is_given = |end: usize| {
        let value = side.get(end..).unwrap_or_default().trim_start().strip_prefix(':');
        let value = value.unwrap_or_default().trim_start();
        !["null", "[]", "\"\""].iter().any(|none| value.starts_with(none))
    };
    SIGNATURES.iter().any(|key| {
        let found = memchr::memmem::find_iter(side.as_bytes(), key.as_bytes());
        found.map(|at| at + key.len()).any(is_given)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the last block that the model made is signed.
    fn signed(body: &str) -> bool {
        let document = Document::parse(body).unwrap();
        assert!(document.dialect().is_some(), "{body}");
        last_signed(&document, 0).is_some()
    }

    #[test]
    fn signatures_of_all_providers_are_known() {
        let anthropic = |block: &str| {
            signed(&format!(
                r#"{{"messages":[{{"role":"assistant","content":[{block},{{"type":"tool_use","id":"1","name":"x","input":{{}}}}]}}]}}"#
            ))
        };
        assert!(anthropic(r#"{"type":"thinking","thinking":"hm","signature":"c2ln"}"#));
        assert!(anthropic(r#"{"signature":"c2ln","type":"thinking","thinking":""}"#));
        assert!(anthropic(r#"{"type":"redacted_thinking","data":"c2ln"}"#));
        assert!(!anthropic(r#"{"type":"thinking","thinking":"hm","signature":""}"#));
        assert!(!anthropic(r#"{"type":"text","text":"\"signature\""}"#));
        assert!(!anthropic(r#"{"type":"image","source":{"signature":"c2ln"}}"#));

        let responses = |item: &str| {
            signed(&format!(
                r#"{{"input":[{item},{{"type":"function_call","call_id":"1","name":"x","arguments":"{{}}"}}]}}"#
            ))
        };
        assert!(responses(r#"{"type":"reasoning","summary":[],"encrypted_content":"c2ln"}"#));
        assert!(!responses(r#"{"type":"reasoning","summary":[],"encrypted_content":null}"#));

        let gemini = |part: &str| {
            signed(&format!(
                r#"{{"contents":[{{"role":"user","parts":[{{"text":"thoughtSignature"}}]}},{{"role":"model","parts":[{part}]}}]}}"#
            ))
        };
        assert!(gemini(r#"{"functionCall":{"name":"x","args":{}},"thoughtSignature":"c2ln"}"#));
        assert!(gemini(r#"{"thoughtSignature":"c2ln","functionCall":{"name":"x","args":{}}}"#));
        assert!(!gemini(r#"{"functionCall":{"name":"x","args":{"thoughtSignature":"no"}}}"#));
    }

    #[test]
    fn reasoning_of_bedrock_is_known() {
        let bedrock = |block: &str| {
            signed(&format!(
                r#"{{"messages":[{{"role":"assistant","content":[{block},{{"toolUse":{{"toolUseId":"1","name":"x","input":{{}}}}}}]}}]}}"#
            ))
        };
        assert!(bedrock(
            r#"{"reasoningContent":{"reasoningText":{"text":"hm","signature":"c2ln"}}}"#
        ));
        assert!(bedrock(r#"{"reasoningContent":{"redactedContent":"c2ln"}}"#));
        assert!(!bedrock(r#"{"text":"reasoningContent"}"#));
    }

    #[test]
    fn thinking_that_gateways_hand_on_is_known() {
        let chat = |member: &str| {
            signed(&format!(
                r#"{{"messages":[{{"role":"assistant","content":null,{member}"tool_calls":[{{"id":"1","function":{{"name":"x","arguments":"{{}}"}}}}]}}]}}"#
            ))
        };
        assert!(chat(r#""thinking_blocks":[{"type":"thinking","signature":"c2ln"}],"#));
        assert!(chat(r#""reasoning_details" : [{"type":"reasoning.encrypted","data":"c2ln"}],"#));
        assert!(!chat(r#""thinking_blocks":null,"reasoning_details": [],"#));
        assert!(!chat(""));
    }

    #[test]
    fn only_what_follows_counts() {
        let body = r#"{"messages":[
            {"role":"assistant","content":[{"type":"redacted_thinking","data":"x"},{"type":"tool_use","id":"1","name":"x","input":{}}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"1","content":"out"}]}]}"#;
        let document = Document::parse(body).unwrap();
        let result = document.blocks().len() - 1;
        assert_eq!(last_signed(&document, 0), Some(0));
        assert_eq!(last_signed(&document, result), None);
    }
}
