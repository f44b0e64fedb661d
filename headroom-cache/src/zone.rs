//! Policies: which blocks may be newly rewritten, by their place in the conversation.

use std::fmt::Debug;
use std::sync::Arc;

use headroom_core::{Block, BlockKind, Document, Estimator, TokenCounter};

/// Chooses where in a conversation new rewrites may start.
///
/// What a policy answers depends on position: a block that is new in one request is old in the next.
/// So a policy alone would change what was sent before, and can be used only with a
/// [`Ledger`](crate::Ledger), which keeps that:
///
/// ```compile_fail,E0308
/// # use headroom_core::{Document, Pipeline};
/// # fn f(pipeline: Pipeline, document: Document<'_>) {
/// pipeline.plan(&document, &headroom_cache::LatestTurn); // a `LiveZone` is expected
/// # }
/// ```
///
/// Blocks before the start that no ledger knows go out verbatim
/// ([`Reason::OutsideLiveZone`](headroom_core::Reason)), and stay so.
pub trait ZonePolicy: Debug + Send + Sync {
    /// The first block that may be newly rewritten, by its place in [`Document::blocks`]; all later
    /// ones may be, too.
    fn starts_at(&self, document: &Document<'_>) -> usize;
}

macro_rules! forward {
    ($($pointer:ty),*) => {$(
        #[deny(clippy::missing_trait_methods)]
        impl<P: ZonePolicy + ?Sized> ZonePolicy for $pointer {
            fn starts_at(&self, document: &Document<'_>) -> usize {
                (**self).starts_at(document)
            }
        }
    )*};
}
forward!(&P, Box<P>, Arc<P>);

/// Every block may be: the policy for conversations that go through the ledger from their start.
///
/// In a conversation that was sent without it so far, everything is new to the ledger and may be
/// rewritten at once, which costs the provider's cache once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WholeConversation;

impl ZonePolicy for WholeConversation {
    fn starts_at(&self, _document: &Document<'_>) -> usize {
        0
    }
}

/// Only what is new since the model's last message: no cached byte is ever changed, whenever the
/// ledger was adopted and whatever was lost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LatestTurn;

impl ZonePolicy for LatestTurn {
    fn starts_at(&self, document: &Document<'_>) -> usize {
        let of_model = |kind| matches!(kind, BlockKind::Assistant | BlockKind::ToolCall);
        let last = document.blocks().iter().rposition(|block| of_model(block.kind));
        last.map_or(0, |last| last + 1)
    }
}

/// Only what stands after a prefix that the caller knows to be cached, such as from the usage that
/// the provider reported for the last request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AfterPrefix(Prefix);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Prefix {
    Messages(usize),
    Tokens(usize),
}

impl AfterPrefix {
    /// The first `n` messages are cached.
    #[must_use]
    pub const fn messages(n: usize) -> Self {
        Self(Prefix::Messages(n))
    }

    /// The first `n` tokens are cached, as the provider counts them: with tools and system. A block
    /// is left alone if it may start within them: tokens are estimated from below, and those of tools
    /// and images are not counted. Linear in the prefix.
    #[must_use]
    pub const fn tokens(n: usize) -> Self {
        Self(Prefix::Tokens(n))
    }
}

impl ZonePolicy for AfterPrefix {
    fn starts_at(&self, document: &Document<'_>) -> usize {
        let blocks = document.blocks();
        let start = match self.0 {
            Prefix::Messages(n) => blocks.iter().position(|block| block.message >= n),
            Prefix::Tokens(n) => {
                let mut before = 0_usize;
                blocks.iter().position(|block| {
                    let starts = before;
                    before = before.saturating_add(least_tokens(document, block));
                    starts >= n
                })
            }
        };
        start.unwrap_or(blocks.len())
    }
}

/// Tokens that a block has at least.
fn least_tokens(document: &Document<'_>, block: &Block) -> usize {
    let tokens = Estimator::new();
    match (block.kind, document.text(block)) {
        (BlockKind::Opaque, _) => 0,
        (_, Some(text)) => tokens.bounds(&text).0,
        (_, None) => tokens.bounds(block.literal.of(document.source())).0,
    }
}

/// Only what stands after the last cache marker of the client that can have been cached.
///
/// A marker in the newest turn, after the model's last message, asks for what was never sent before:
/// it is no reason to leave anything alone. So clients that mark the system prompt and the newest
/// block have that block compressed at first sight, its marker kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AfterMarkers;

impl ZonePolicy for AfterMarkers {
    fn starts_at(&self, document: &Document<'_>) -> usize {
        let sent = LatestTurn.starts_at(document);
        let mut sent = document.blocks().iter().take(sent);
        sent.rposition(|block| block.cache_marker).map_or(0, |marked| marked + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two turns and a third one that the model has not answered yet. `(marked)` stands where a
    /// client may put a marker.
    fn body(marked: &str) -> String {
        let call = |id: u8| {
            format!(
                r#"{{"role":"assistant","content":[{{"type":"tool_use","id":"{id}","name":"x","input":{{}}}}]}}"#
            )
        };
        let result = |id: u8| {
            let marker = if marked.contains(&id.to_string()) {
                r#","cache_control":{"type":"ephemeral"}"#
            } else {
                ""
            };
            format!(
                r#"{{"role":"user","content":[{{"type":"tool_result","tool_use_id":"{id}","content":"result {id} in six words or so"{marker}}}]}}"#
            )
        };
        let messages: Vec<_> = (1..=3).flat_map(|id| [call(id), result(id)]).collect();
        format!(
            r#"{{"system":[{{"type":"text","text":"s","cache_control":{{"type":"ephemeral"}}}}],"messages":[{}]}}"#,
            messages.join(",")
        )
    }

    /// The results that may be rewritten, from 1.
    fn live(policy: impl ZonePolicy, body: &str) -> Vec<usize> {
        let document = Document::parse(body).unwrap();
        let start = policy.starts_at(&document);
        let blocks = document.blocks().iter().skip(start);
        blocks.filter_map(|block| Some(block.result? + 1)).collect()
    }

    #[test]
    fn the_latest_turn_follows_the_models_last_message() {
        assert_eq!(live(LatestTurn, &body("")), [3]);
        assert_eq!(live(WholeConversation, &body("")), [1, 2, 3]);
        let only = r#"{"messages":[{"role":"tool","tool_call_id":"1","content":"x"}]}"#;
        assert_eq!(live(LatestTurn, only), [1]);
    }

    #[test]
    fn a_prefix_is_counted_in_messages_or_tokens() {
        assert_eq!(live(AfterPrefix::messages(0), &body("")), [1, 2, 3]);
        assert_eq!(live(AfterPrefix::messages(2), &body("")), [2, 3]);
        assert!(live(AfterPrefix::messages(99), &body("")).is_empty());
        assert_eq!(live(AfterPrefix::tokens(0), &body("")), [1, 2, 3]);
        assert_eq!(live(AfterPrefix::tokens(4), &body("")), [2, 3]);
        assert!(live(AfterPrefix::tokens(1000), &body("")).is_empty());
    }

    #[test]
    fn a_marker_on_the_newest_block_leaves_nothing_alone() {
        for (marked, expected) in
            [("", vec![1, 2, 3]), ("3", vec![1, 2, 3]), ("23", vec![3]), ("1", vec![2, 3])]
        {
            assert_eq!(live(AfterMarkers, &body(marked)), expected, "{marked}");
        }
    }
}
