//! The plan for one text on its own.

use std::borrow::Cow;

use super::Pipeline;
use super::draft::left_alone;
use crate::form::Form;
use crate::{BlockReport, Hints, Offload, Reason};

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
        Some(Offload::new(self.form.handle()?, self.text))
    }

    /// The text to use and what was done. `stored` says whether the store has the original, if there
    /// is one to store.
    #[must_use]
    pub fn finish(self, stored: bool) -> (Cow<'a, str>, BlockReport) {
        let refused = self.offload().is_some() && !stored;
        let mut report = self.form.report(self.tool);
        if refused {
            report.keep(Reason::StoreRefused);
        }
        let rewritten = self.form.outcome.ok().filter(|_| !refused && !self.observe);
        let text = rewritten.map(|rewritten| Cow::Owned(rewritten.text.into()));
        (text.unwrap_or(Cow::Borrowed(self.text)), report)
    }
}
