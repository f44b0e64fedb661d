//! What was decided about a conversation so far.

use std::sync::Arc;

use super::draft::Step;
use crate::arguments::DecodedCall;
use crate::notice::Lines;
use crate::references::References;
use crate::{Block, BlockReport, Fidelity, Outcome, Reason, SharedText};

/// What was decided about a conversation so far: the outcome of each step, and what references are
/// looked up in.
#[derive(Clone, Debug, Default)]
pub(crate) struct History {
    pub(super) references: References,
    pub(super) done: Vec<Done>,
    /// The tool results that go out in another form than before.
    pub(super) changed: Vec<usize>,
    /// The tool results in whose place the host puts the original back.
    pub(super) put_back: Vec<usize>,
}

impl History {
    pub(super) fn bytes(&self) -> usize {
        let texts: usize =
            self.done.iter().filter_map(|done| done.text.as_deref()).map(str::len).sum();
        self.references.bytes() + texts + self.done.len() * size_of::<Done>()
    }
}

/// What goes out for a step.
#[derive(Clone, Debug)]
pub(super) struct Done {
    /// The text in place of the source's; `None` for the source's own.
    pub(super) text: Option<SharedText>,
    /// The lines of folds in it, from 1.
    pub(super) folded: Arc<[Lines]>,
    pub(super) may_refer: bool,
    /// It goes out verbatim though its form is another.
    pub(super) held: bool,
    pub(super) report: BlockReport,
}

impl Done {
    pub(super) fn of(step: &Step<'_>, block: &Block, call: &DecodedCall<'_>) -> Self {
        let form = &step.form;
        let told = form.report(call.tool.as_deref().map(str::to_owned));
        let report = BlockReport { message: block.message, result: block.result, ..told };
        let rewritten = form.outcome.as_ref().ok();
        Self {
            text: rewritten.map(|rewritten| rewritten.text.clone()),
            folded: rewritten.map(|rewritten| Arc::clone(&rewritten.folded)).unwrap_or_default(),
            may_refer: form.outcome.as_ref().err().is_none_or(|reason| reason.allows_references()),
            held: false,
            report,
        }
    }

    /// The block goes out verbatim: the store did not take the original, or it was decided before.
    pub(super) fn keep(&mut self, reason: Reason) {
        self.text = None;
        self.folded = Arc::default();
        self.may_refer = false;
        self.report.keep(reason);
    }

    /// The block goes out in its own text, of which parts are replaced.
    pub(super) fn drop_form(&mut self) {
        self.text = None;
        self.folded = Arc::default();
        self.report.handle = None;
        self.report.tokens_after = self.report.tokens_before;
        self.report.outcome = Outcome::Rewritten { fidelity: Fidelity::Bytes, by: Vec::new() };
    }

    pub(super) fn rewritten(&mut self, step: Fidelity, referred: bool, thinned: bool) {
        let (fidelity, mut by) = match &self.report.outcome {
            Outcome::Rewritten { fidelity, by } => (*fidelity, by.clone()),
            Outcome::Verbatim(_) => (Fidelity::Bytes, Vec::new()),
        };
        by.extend(referred.then_some("references"));
        by.extend(thinned.then_some("line-numbers"));
        self.report.outcome = Outcome::Rewritten { fidelity: fidelity.max(step), by };
    }
}
