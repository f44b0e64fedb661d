//! A plan: what is to be stored, and then what is to be sent.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use xxhash_rust::xxh3::Xxh3;

use super::draft::{Drafter, Step, call_literals, hints_of};
use super::history::{Done, History};
use super::memo::{Kind, Remembered};
use super::{LiveZone, Pipeline};
use crate::arguments::DecodedCall;
use crate::detect::is_view;
use crate::document::json::encode;
use crate::notice::{Notice, RETRIEVE_TOOL, Within};
use crate::references::{References, Sent, Terms};
use crate::{
    Block, BlockKind, Compressed, Document, Edits, Fidelity, Handle, Offload, Report, Warning,
};

/// What is to be done to a request, as data: nothing has happened yet.
///
/// First every original in [`Plan::offloads`] is stored, by whatever store and in whatever colour
/// (a plan waits for nothing and holds no lock); then [`Plan::finish`] takes the answers and makes
/// the request. An original that was refused goes out verbatim.
#[derive(Debug)]
pub struct Plan<'p> {
    pipeline: &'p Pipeline,
    document: &'p Document<'p>,
    steps: Vec<Step<'p>>,
    renewals: Vec<Handle>,
}

impl<'p> Plan<'p> {
    pub(super) fn draft(
        pipeline: &'p Pipeline,
        document: &'p Document<'p>,
        zone: &LiveZone,
        cancelled: &dyn Fn() -> bool,
    ) -> Option<Self> {
        let mut drafter = Drafter::new(pipeline, document, zone);
        let mut plan = Self::empty(pipeline, document);
        for (at, block) in document.blocks().iter().enumerate() {
            match block.kind {
                BlockKind::User => drafter.asked(block),
                _ if !block.is_rewritable() => {}
                _ if cancelled() => return None,
                _ => {
                    let step = drafter.step(at, block);
                    plan.renewals.extend(drafter.pointed_at(block, &step));
                    plan.steps.push(step);
                }
            }
        }
        Some(plan)
    }

    /// A plan that leaves everything as it is.
    pub(super) const fn empty(pipeline: &'p Pipeline, document: &'p Document<'p>) -> Self {
        Self { pipeline, document, steps: Vec::new(), renewals: Vec::new() }
    }

    /// The originals that must be stored before the plan is finished, each once: those of this
    /// request and those of earlier ones that it still points to, so that storing renews them. None
    /// where only a report is asked for.
    pub fn offloads(&self) -> impl Iterator<Item = Offload<'_>> {
        let mut seen = HashSet::new();
        let steps = self.steps.iter().filter(|_| !self.pipeline.settings.observe);
        steps.filter_map(move |step| {
            let (handle, text) = (step.handle()?, step.original.as_deref()?);
            seen.insert(handle).then_some(Offload { handle, text })
        })
    }

    /// Originals of texts that were compressed before they entered the history: the request points to
    /// them, so the store should keep them, but their texts are not here to be stored again.
    #[must_use]
    pub fn renewals(&self) -> &[Handle] {
        if self.pipeline.settings.observe { &[] } else { &self.renewals }
    }

    /// Makes the request. `stored` says for each offload whether the store has it; where it has
    /// not, the block goes out verbatim.
    #[must_use]
    pub fn finish(&self, mut stored: impl FnMut(&Offload<'_>) -> bool) -> Compressed<'p> {
        let refused: HashSet<Handle> = self
            .offloads()
            .filter(|offload| !stored(offload))
            .map(|offload| offload.handle)
            .collect();
        let history = self.history(&refused);
        self.compressed(&history)
    }

    /// The outcome of every step, from the memo as far as it reaches.
    fn history(&self, refused: &HashSet<Handle>) -> Arc<History> {
        let shared = shared_results(self.document);
        let keys = self.keys(refused, &shared);
        let memo = &self.pipeline.memo;
        let known = keys.iter().enumerate().rev().find_map(|(at, key)| match memo.take(*key)?.0 {
            Kind::History(history) => Some((at + 1, history)),
            Kind::Form(_) => None,
        });
        let (from, history) = known.unwrap_or_default();
        let mut history = Arc::unwrap_or_clone(history);
        let mut steps = self.steps.iter().skip_while(|step| step.block < from);
        for block in self.document.blocks().iter().skip(from) {
            let alone = block.kind == BlockKind::ToolResult
                && block.result.is_none_or(|result| !shared.contains(&result));
            match block.kind {
                _ if block.is_rewritable() => {
                    let step = steps.next().into_iter();
                    step.for_each(|step| self.settle(&mut history, step, refused, alone));
                }
                _ => self.add_target(&mut history.references, block),
            }
        }
        let history = Arc::new(history);
        if let Some(key) = keys.last() {
            memo.put(*key, Remembered(Kind::History(Arc::clone(&history))));
        }
        history
    }

    /// For each block, the hash of all that precedes it, itself included: of the bytes, of the
    /// numbers by which places are named, and of the store's answers.
    fn keys(&self, refused: &HashSet<Handle>, shared: &HashSet<usize>) -> Vec<u128> {
        let mut steps = self.steps.iter().peekable();
        let mut chain = Xxh3::new();
        chain.update(&[u8::from(self.document.edits_history())]);
        let source = self.document.source();
        let blocks = self.document.blocks().iter().enumerate();
        let keys = blocks.map(|(at, block)| {
            let flags = [
                block.is_error,
                block.result.is_some_and(|result| shared.contains(&result)),
                block.result.is_some(),
                block.offered,
                self.document.is_compacted_before(block),
            ];
            chain.update(&[block.kind as u8]);
            chain.update(&flags.map(u8::from));
            chain.update(&block.message.to_le_bytes());
            chain.update(&block.result.unwrap_or_default().to_le_bytes());
            chain.update(block.literal.of(source).as_bytes());
            if let Some(call) = call_literals(self.document, block) {
                call.iter().for_each(|literal| chain.update(literal.as_bytes()));
            }
            if let Some(step) = steps.next_if(|step| step.block == at) {
                let taken = step.handle().is_some_and(|handle| !refused.contains(&handle));
                let outcome = step.form.outcome.as_ref();
                let may_refer = outcome.err().is_none_or(|reason| reason.allows_references());
                chain.update(&[taken, outcome.is_ok(), may_refer].map(u8::from));
            }
            chain.digest128()
        });
        keys.collect()
    }

    /// Decides what goes out for a step.
    fn settle(
        &self,
        history: &mut History,
        step: &Step<'_>,
        refused: &HashSet<Handle>,
        alone: bool,
    ) {
        let Some(block) = self.document.blocks().get(step.block) else { return };
        let call = block.call.and_then(|call| self.document.calls().get(call));
        let call = call.map(|call| DecodedCall::of(self.document, call)).unwrap_or_default();
        let mut done = Done::of(step, block, &call);
        if step.handle().is_some_and(|handle| refused.contains(&handle)) {
            done.refuse();
        }
        if let Some(source) = self.document.text(block).filter(|_| alone) {
            self.refer(&mut history.references, &mut done, block, &call, &source);
        }
        history.done.push(done);
    }

    /// Replaces runs of lines by references, and makes what goes out a target for later ones.
    fn refer(
        &self,
        references: &mut References,
        done: &mut Done,
        block: &Block,
        call: &DecodedCall<'_>,
        source: &str,
    ) {
        // Where the host puts the original back, lines would not stand where a place says.
        let sent = done.text.as_deref().unwrap_or(source);
        let comes_back = !self.pipeline.settings.expects_tool && ends_elided(sent);
        if done.folded || comes_back {
            return;
        }
        let text = done.text.take().map_or(Cow::Borrowed(source), Cow::Owned);
        let name = call.name();
        let within = Within::Result(block.result.unwrap_or_default() + 1);
        let is_view = is_view(&hints_of(call));
        let sent = Sent { within, name: name.as_deref(), text: &text, is_view };
        let settings = &self.pipeline.settings;
        let terms = Terms {
            tokens: &self.pipeline.tokens,
            margin: settings.margin,
            references: settings.references
                && !self.document.edits_history()
                && !self.document.is_compacted_before(block),
            line_numbers: settings.line_numbers,
        };
        let referred = done.may_refer.then(|| references.rewrite(sent, &terms)).flatten();
        match referred {
            Some(referred) => {
                done.report.tokens_after = self.pipeline.tokens.estimate(&referred.text);
                let step = if referred.runs > 0 { Fidelity::Reference } else { Fidelity::Bytes };
                done.rewritten(step, referred.runs > 0, referred.thinned);
                done.text = Some(referred.text);
            }
            None => {
                if !done.may_refer {
                    references.add(sent);
                }
                done.text = if let Cow::Owned(text) = text { Some(text) } else { None };
            }
        }
    }

    /// Makes the texts of a block that is never rewritten targets of references.
    fn add_target(&self, references: &mut References, block: &Block) {
        let Some(index) = block.call.filter(|_| block.kind == BlockKind::ToolCall) else { return };
        let Some(call) = self.document.calls().get(index) else { return };
        let (call, within) = (DecodedCall::of(self.document, call), Within::Call(index + 1));
        for leaf in call.texts() {
            let name = Some(&*leaf.key);
            references.add(Sent { within, name, text: &leaf.text, is_view: false });
        }
    }

    fn compressed(&self, history: &History) -> Compressed<'p> {
        let mut report = Report {
            dialect: self.document.dialect(),
            counter: self.pipeline.tokens.name().to_owned(),
            observed: self.pipeline.settings.observe,
            ..Report::default()
        };
        let mut edits = Edits::new();
        for (step, done) in self.steps.iter().zip(&history.done) {
            let block = self.document.blocks().get(step.block);
            if let Some((block, text)) = block.zip(done.text.as_deref()) {
                edits.replace(block.literal, encode(text));
            }
            report.push(done.report.clone());
        }
        self.warn(&mut report);
        let source = self.document.source();
        let body = if report.observed { Cow::Borrowed(source) } else { edits.apply(source) };
        Compressed { body, report }
    }

    fn warn(&self, report: &mut Report) {
        let source = self.document.source().as_bytes();
        if self.document.is_ambiguous() {
            report.warnings.push(Warning::AmbiguousDialect);
        } else if self.document.dialect().is_none() {
            report.warnings.push(Warning::UnknownDialect);
        }
        if self.document.edits_history() {
            report.warnings.push(Warning::HistoryEdited);
        }
        let points = self.pipeline.settings.expects_tool
            && report.blocks.iter().any(|block| block.handle.is_some());
        if points && memchr::memmem::find(source, RETRIEVE_TOOL.as_bytes()).is_none() {
            report.warnings.push(Warning::NoRetrieveTool);
        }
    }
}

/// The results of several texts: a place in them could not be named. Names, states and other short
/// strings on one line do not count: no reader looks for lines there.
fn shared_results(document: &Document<'_>) -> HashSet<usize> {
    let has_lines = |block: &&Block| {
        let literal = block.literal.of(document.source());
        literal.len() > SHORT_LITERAL || literal.contains("\\n")
    };
    let results = document.blocks().iter().filter(has_lines).filter_map(|block| block.result);
    let mut seen = HashSet::new();
    results.filter(|result| !seen.insert(*result)).collect()
}

/// Longer string literals, in bytes, may hold something to refer to even without a line break.
const SHORT_LITERAL: usize = 64;

/// Whether a text ends with the notice of its original.
fn ends_elided(text: &str) -> bool {
    let last = text.lines().next_back().and_then(Notice::parse);
    matches!(last, Some(Notice::Original { .. }))
}
