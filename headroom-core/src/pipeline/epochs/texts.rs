//! The texts of a conversation as a walk over it needs them.

use std::borrow::Cow;

use crate::arguments::DecodedCall;
use crate::pipeline::draft::Step;
use crate::{BlockKind, Document};

/// The texts of a conversation, decoded.
pub(super) struct Texts<'d> {
    pub(super) steps: Vec<StepText<'d>>,
    /// Of the blocks that are no steps.
    pub(super) said: Vec<Cow<'d, str>>,
}

pub(super) struct StepText<'d> {
    pub(super) text: Cow<'d, str>,
    pub(super) call: DecodedCall<'d>,
    pub(super) file: Option<String>,
}

impl<'d> Texts<'d> {
    pub(super) fn of(document: &Document<'d>, steps: &[Step<'_>]) -> Self {
        let mut texts = Self { steps: Vec::with_capacity(steps.len()), said: Vec::new() };
        let mut next = steps.iter().peekable();
        for (at, block) in document.blocks().iter().enumerate() {
            let call = block.call.and_then(|call| document.calls().get(call));
            if next.next_if(|step| step.block == at).is_some() {
                let call = call.map(|call| DecodedCall::of(document, call)).unwrap_or_default();
                let file = call.file().map(Cow::into_owned);
                let text = document.text(block).unwrap_or_default();
                texts.steps.push(StepText { text, call, file });
                continue;
            }
            texts.said.push(
                match block.kind {
                    BlockKind::ToolCall => call.and_then(|call| document.call_arguments(call)),
                    BlockKind::Opaque => None,
                    _ => document.text(block),
                }
                .unwrap_or_default(),
            );
        }
        texts
    }
}
