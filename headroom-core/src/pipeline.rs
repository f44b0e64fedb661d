//! The one way data flows: document, live zone, forms, references, plan.

mod draft;
mod epochs;
mod history;
mod memo;
mod overlap;
mod plan;
mod precedents;
mod sent;
mod signed;
mod stub;
mod text;

use std::collections::BTreeSet;
use std::sync::Arc;

pub use memo::{Memo, NoMemo, Remembered};
pub use plan::Plan;
pub use precedents::{Decision, Pinned, Precedent, Precedents, SentText};
use regex::Regex;
pub use text::TextPlan;

use crate::form::Shaper;
use crate::{BlockKind, ContentRouter, Document, Hints, Past, Policy, TokenCounter, Trim};

/// What a pipeline does beyond routing.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Settings {
    /// Tokens that a rewrite must save at least, notices included.
    pub margin: usize,
    /// What must stay in sight: every match, in every block.
    pub required: Vec<Regex>,
    /// Runs of lines that stand earlier in the request become references.
    pub references: bool,
    /// Line numbers that follow by counting are left out of listings.
    pub line_numbers: bool,
    /// Nothing is rewritten; the report says what would have been.
    pub observe: bool,
    /// The model fetches originals by our tool: the report warns where it is not declared.
    pub expects_tool: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            margin: 8,
            required: Vec::new(),
            references: true,
            line_numbers: true,
            observe: false,
            expects_tool: true,
        }
    }
}

/// The blocks of a request that may be rewritten.
///
/// By invariant I1 an old block gets the bytes it was sent with, so that the default is all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LiveZone {
    from_message: usize,
    without: BTreeSet<usize>,
}

impl LiveZone {
    /// All tool results.
    #[must_use]
    pub const fn all() -> Self {
        Self::from_message(0)
    }

    /// The tool results of message `n` (from 0) and later ones: what was sent before compression
    /// was adopted stays as it was sent.
    #[must_use]
    pub const fn from_message(n: usize) -> Self {
        Self { from_message: n, without: BTreeSet::new() }
    }

    /// No tool result: everything goes out as it is.
    #[must_use]
    pub const fn none() -> Self {
        Self::from_message(usize::MAX)
    }

    /// This zone without some messages (from 0).
    #[must_use]
    pub fn without(mut self, messages: impl IntoIterator<Item = usize>) -> Self {
        self.without.extend(messages);
        self
    }

    pub(crate) fn holds(&self, message: usize) -> bool {
        message >= self.from_message && !self.without.contains(&message)
    }
}

/// Makes plans: the stages in their order, with what they are configured with.
#[derive(Clone, Debug)]
pub struct Pipeline {
    router: ContentRouter,
    tokens: Arc<dyn TokenCounter>,
    policy: Arc<dyn Policy>,
    settings: Settings,
    memo: Arc<dyn Memo>,
}

impl Pipeline {
    /// A pipeline without a memo.
    #[must_use]
    pub fn new(
        router: ContentRouter,
        tokens: impl TokenCounter + 'static,
        policy: impl Policy + 'static,
        settings: Settings,
    ) -> Self {
        let (tokens, policy) = (Arc::new(tokens), Arc::new(policy));
        Self { router, tokens, policy, settings, memo: Arc::new(NoMemo) }
    }

    /// This pipeline with a memo of its own: results are the same, repeated blocks are faster.
    #[must_use]
    pub fn with_memo(mut self, memo: impl Memo + 'static) -> Self {
        self.memo = Arc::new(memo);
        self
    }

    /// What would be done to a request. Nothing has happened yet: the plan says what must be stored
    /// before it can be finished. Linear in the request.
    #[must_use]
    pub fn plan<'p>(&'p self, document: &'p Document<'p>, zone: &LiveZone) -> Plan<'p> {
        // Never cancelled, so there always is a plan.
        self.plan_unless(document, zone, &|| false).unwrap_or_else(|| Plan::empty(self, document))
    }

    /// Like [`Pipeline::plan`], but asks before each block whether to go on: `None` once `cancelled`
    /// says so. Cancellation never selects another form, it gives up the whole call.
    #[must_use]
    pub fn plan_unless<'p>(
        &'p self,
        document: &'p Document<'p>,
        zone: &LiveZone,
        cancelled: &dyn Fn() -> bool,
    ) -> Option<Plan<'p>> {
        Plan::draft(self, document, zone, None, None, cancelled)
    }

    /// Like [`Pipeline::plan_unless`], for a conversation that has a budget: where it outgrows it, past
    /// outputs are masked. Masks are decided before references, so that none points at what is masked;
    /// what is masked at a boundary between two requests follows from what precedes it, and stays.
    ///
    /// Where the provider edits the history itself, nothing is masked. The report names the epochs.
    /// Linear in the request for each epoch and for each attempt at one, of which there are few.
    #[must_use]
    pub fn plan_trimmed<'p>(
        &'p self,
        document: &'p Document<'p>,
        zone: &LiveZone,
        trim: &Trim,
        cancelled: &dyn Fn() -> bool,
    ) -> Option<Plan<'p>> {
        Plan::draft(self, document, zone, None, Some(trim), cancelled)
    }

    /// Shows the conversation as a [`crate::Trimmer`] would see it at its end: for whoever wants to know what
    /// happened in it. Linear in the request.
    pub fn look_back<R>(&self, document: &Document<'_>, look: impl FnOnce(&Past<'_>) -> R) -> R {
        let plan = Plan::draft(self, document, &LiveZone::none(), None, None, &|| false);
        plan.unwrap_or_else(|| Plan::empty(self, document)).look_back(look)
    }

    /// Tokens of all texts of a request, by the pipeline's counter: what a budget is compared with.
    #[must_use]
    pub fn tokens(&self, document: &Document<'_>) -> usize {
        let texts = document.blocks().iter().map(|block| {
            let call = block.call.and_then(|call| document.calls().get(call));
            let text = match block.kind {
                BlockKind::Opaque => None,
                BlockKind::ToolCall => call.and_then(|call| document.call_arguments(call)),
                _ => document.text(block),
            };
            let literal = || block.literal.of(document.source()).into();
            self.tokens.estimate(&text.unwrap_or_else(literal))
        });
        texts.sum()
    }

    /// Like [`Pipeline::plan_unless`], for a conversation of which somebody remembers what was sent:
    /// a tool result with a precedent goes out as it did before, and [`Plan::finish`] has the
    /// others taken down. Two things come before a precedent: an elided text goes out only if the
    /// store has its original, and a text that refers to lines which go out in another form now goes
    /// out verbatim; the report says so. A block without a precedent that stands before signed
    /// thinking goes out verbatim.
    #[must_use]
    pub fn plan_with<'p>(
        &'p self,
        document: &'p Document<'p>,
        zone: &LiveZone,
        precedents: Arc<dyn Precedents>,
        cancelled: &dyn Fn() -> bool,
    ) -> Option<Plan<'p>> {
        Plan::draft(self, document, zone, Some(precedents), None, cancelled)
    }

    /// What would be done to one text on its own. Linear in the text.
    #[must_use]
    pub fn plan_text<'a>(&self, text: &'a str, hints: &Hints<'_>) -> TextPlan<'a> {
        TextPlan::draft(self, text, hints)
    }

    fn shaper(&self) -> Shaper<'_> {
        Shaper {
            router: &self.router,
            tokens: &self.tokens,
            required: &self.settings.required,
            margin: self.settings.margin,
        }
    }
}
