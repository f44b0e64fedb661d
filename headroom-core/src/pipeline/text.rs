//! The plan for one text on its own.

use std::borrow::Cow;

use super::Pipeline;
use super::draft::left_alone;
use crate::form::Form;
use crate::{BlockReport, Hints, Offload, Outcome, Reason};

/// What is to be done to one text, before it enters a conversation.
///
/// Store [`TextPlan::offload`], if there is one, then call [`TextPlan::finish`].
#[derive(Debug)]
pub struct TextPlan<'a> {
    text: &'a str,
    tool: Option<String>,
    form: Form,
    observe: bool,
}

impl<'a> TextPlan<'a> {
    pub(super) fn draft(pipeline: &Pipeline, text: &'a str, hints: &Hints<'_>) -> Self {
        let form = match left_alone(text, hints) {
            Some(reason) => Form::verbatim(pipeline.tokens.estimate(text), None, reason),
            None => pipeline.shaper().shape(text, hints, pipeline.policy.treat(hints)),
        };
        let tool = hints.tool.map(str::to_owned);
        Self { text, tool, form, observe: pipeline.settings.observe }
    }

    /// The original that must be stored before the plan is finished; none where only a report is
    /// asked for.
    #[must_use]
    pub fn offload(&self) -> Option<Offload<'a>> {
        if self.observe {
            return None;
        }
        let handle = self.form.outcome.as_ref().ok()?.handle?;
        Some(Offload { handle, text: self.text })
    }

    /// The text to use and what was done. `stored` says whether the store has the original, if there
    /// is one to store.
    #[must_use]
    pub fn finish(self, stored: bool) -> (Cow<'a, str>, BlockReport) {
        let refused = self.offload().is_some() && !stored;
        let Form { content_type, outcome, tokens_before, tokens_after } = self.form;
        let outcome = if refused { Err(Reason::StoreRefused) } else { outcome };
        let mut report = BlockReport {
            message: 0,
            result: None,
            tool: self.tool,
            content_type,
            outcome: Outcome::Verbatim(Reason::StoreRefused),
            handle: None,
            tokens_before,
            tokens_after: tokens_before,
        };
        match outcome {
            Err(reason) => {
                report.outcome = Outcome::Verbatim(reason);
                (Cow::Borrowed(self.text), report)
            }
            Ok(rewritten) => {
                report.tokens_after = tokens_after;
                report.handle = rewritten.handle;
                report.outcome =
                    Outcome::Rewritten { fidelity: rewritten.fidelity, by: rewritten.by };
                let out = if self.observe {
                    Cow::Borrowed(self.text)
                } else {
                    Cow::Owned(rewritten.text)
                };
                (out, report)
            }
        }
    }
}
