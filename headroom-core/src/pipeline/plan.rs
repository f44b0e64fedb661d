//! A plan: what is to be stored, and then what is to be sent.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashSet;
use std::ops::Deref;
use std::sync::Arc;

use xxhash_rust::xxh3::Xxh3;

use super::draft::{Drafter, Step, call_literals, hints_of};
use super::epochs::{self, Epoch};
use super::history::{Done, History};
use super::memo::{Kind, Remembered};
use super::precedents::{Precedent, Precedents};
use super::sent::Answers;
use super::{LiveZone, Pipeline};
use crate::arguments::DecodedCall;
use crate::detect::{Margins, margins};
use crate::document::literal::encode_into;
use crate::edit::Splicer;
use crate::notice::{Lines, Notice, RETRIEVE_TOOL, Within};
use crate::references::{Proposal, References, Referred, Sent, Terms, is_vast};
use crate::{
    Block, BlockKind, Compressed, Document, EpochReport, Fidelity, Handle, Offload, Past, Reason,
    Report, SharedText, TokenCounter, Trim, Warning,
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
    precedents: Option<Arc<dyn Precedents>>,
    epochs: Vec<EpochReport>,
}

impl<'p> Plan<'p> {
    pub(super) fn draft(
        pipeline: &'p Pipeline,
        document: &'p Document<'p>,
        zone: &LiveZone,
        precedents: Option<Arc<dyn Precedents>>,
        trim: Option<&Trim>,
        cancelled: &dyn Fn() -> bool,
    ) -> Option<Self> {
        let mut drafter = Drafter::new(pipeline, document, zone, precedents.as_deref());
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
        if let Some(trim) = trim.filter(|_| !document.edits_history()) {
            plan.mask(&mut drafter, trim);
        }
        plan.precedents = precedents;
        Some(plan)
    }

    /// What the past of the conversation looks like at its end.
    pub(super) fn look_back<R>(&self, look: impl FnOnce(&Past<'_>) -> R) -> R {
        epochs::look_back(self.document, &self.steps, &self.pipeline.tokens, look)
    }

    /// Masks what the epochs of the conversation put out of sight.
    fn mask(&mut self, drafter: &mut Drafter<'p, '_>, trim: &Trim) {
        let settings = &self.pipeline.settings;
        let maskable = |step: &Step<'_>, text: &str| {
            let outcome = step.form.outcome.as_ref();
            let free = outcome.err().is_none_or(|reason| reason.allows_references());
            let block = self.document.blocks().get(step.block);
            free && step.precedent == Precedent::New
                && block.is_some_and(|block| {
                    block.kind == BlockKind::ToolResult && !self.document.is_compacted_before(block)
                })
                && !settings.required.iter().any(|pattern| pattern.is_match(text))
        };
        let tools: (&dyn TokenCounter, _) = (&self.pipeline.tokens, &*self.pipeline.memo);
        let epochs = epochs::open(self.document, &self.steps, &maskable, trim, tools);
        for epoch in epochs {
            self.epochs.push(epoch.report);
            self.open(drafter, epoch, trim.trimmer.name());
        }
    }

    fn open(&mut self, drafter: &mut Drafter<'p, '_>, epoch: Epoch, by: &'static str) {
        let blocks = self.document.blocks();
        let mut calls = HashSet::new();
        for (at, stub) in epoch.masks {
            let Some(step) = self.steps.get_mut(at) else { continue };
            let Some(block) = blocks.get(step.block) else { continue };
            calls.extend(drafter.call_key(block));
            step.mask(stub, self.document.text(block), by);
        }
        for step in self.steps.iter_mut().filter(|step| step.block >= epoch.from) {
            let call = blocks.get(step.block).and_then(|block| drafter.call_key(block));
            if step.form.handle().is_some() && call.is_some_and(|call| calls.contains(&call)) {
                drafter.unelided(step);
            }
        }
    }

    /// A plan that leaves everything as it is.
    pub(super) fn empty(pipeline: &'p Pipeline, document: &'p Document<'p>) -> Self {
        let (steps, renewals, epochs) = (Vec::new(), Vec::new(), Vec::new());
        Self { pipeline, document, steps, renewals, precedents: None, epochs }
    }

    /// The originals that must be stored before the plan is finished, each once: those of this
    /// request and those of earlier ones that it still points to, so that storing renews them. None
    /// where only a report is asked for.
    pub fn offloads(&self) -> impl Iterator<Item = Offload<'_>> {
        let mut seen = HashSet::new();
        let steps = self.steps.iter().filter(|_| !self.pipeline.settings.observe);
        steps.filter_map(move |step| {
            let (handle, text) = (step.handle?, step.original.as_ref()?);
            seen.insert(handle).then_some(Offload::sharing(handle, text))
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
    pub fn finish(self, mut stored: impl FnMut(&Offload<'_>) -> bool) -> Compressed<'p> {
        let refused: HashSet<Handle> = self
            .offloads()
            .filter(|offload| !stored(offload))
            .map(|offload| offload.handle())
            .collect();
        let mut answers = Answers::new(refused, &self.steps);
        let (mut history, mut key) = self.history(&answers);
        let precedents = self.precedents.as_deref().filter(|_| !self.pipeline.settings.observe);
        if let Some(precedents) = precedents {
            // Each round settles a step for good.
            let mut rounds = 0..=self.steps.len();
            while answers.pin(precedents, &self.steps, &history) && rounds.next().is_some() {
                (history, key) = self.history(&answers);
            }
        }
        self.remember(&answers, Arc::clone(&history), key);
        self.compressed(&history)
    }

    /// The outcome of every step, from the memo as far as it reaches; and its key.
    fn history(&self, answers: &Answers) -> (Arc<History>, Option<u128>) {
        let shared = shared_results(self.document);
        let keys = self.keys(answers, &shared);
        let memo = &self.pipeline.memo;
        let known = keys.iter().enumerate().rev().find_map(|(at, key)| match memo.take(*key)?.0 {
            Kind::History(history) => Some((at + 1, history)),
            _ => None,
        });
        let (from, history) = known.unwrap_or_default();
        let mut history = Arc::unwrap_or_clone(history);
        let mut steps = self.steps.iter().enumerate().skip_while(|(_, step)| step.block < from);
        for block in self.document.blocks().iter().skip(from) {
            let alone = block.kind == BlockKind::ToolResult
                && block.result.is_none_or(|result| !shared.contains(&result));
            match block.kind {
                _ if block.is_rewritable() => {
                    let step = steps.next().into_iter();
                    step.for_each(|(n, step)| self.settle(&mut history, (n, step), answers, alone));
                }
                _ => self.add_target(&mut history.references, block),
            }
        }
        (Arc::new(history), keys.last().copied())
    }

    /// Keeps the history under the key by which the next request will look for it.
    fn remember(&self, answers: &Answers, history: Arc<History>, key: Option<u128>) {
        let (key, history) = match &self.precedents {
            None => (key, history),
            Some(_) => {
                let Some((answers, history)) = answers.next(history) else { return };
                (self.keys(&answers, &shared_results(self.document)).last().copied(), history)
            }
        };
        if let Some(key) = key {
            self.pipeline.memo.put(key, Remembered(Kind::History(history)));
        }
    }

    /// For each block, the hash of all that precedes it, itself included: of the bytes, of the
    /// numbers by which places are named, of the store's answers and of what was sent before.
    fn keys(&self, answers: &Answers, shared: &HashSet<usize>) -> Vec<u128> {
        let mut steps = self.steps.iter().enumerate().peekable();
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
                block
                    .call
                    .and_then(|call| self.document.calls().get(call))
                    .is_some_and(|call| call.free_text),
            ];
            chain.update(&[block.kind as u8]);
            chain.update(&flags.map(u8::from));
            chain.update(&block.message.to_le_bytes());
            chain.update(&block.result.unwrap_or_default().to_le_bytes());
            if let Some((n, step)) = steps.next_if(|(_, step)| step.block == at) {
                chain.update(&step.key.to_le_bytes());
                let taken = hash_precedent(&mut chain, answers, (n, step));
                let outcome = step.form.outcome.as_ref();
                let may_refer = outcome.err().is_none_or(|reason| reason.allows_references());
                chain.update(&[taken, outcome.is_ok(), may_refer].map(u8::from));
            } else {
                chain.update(block.literal.of(source).as_bytes());
                let call = call_literals(self.document, block).unwrap_or_default();
                call.iter().for_each(|literal| chain.update(literal.as_bytes()));
            }
            chain.digest128()
        });
        keys.collect()
    }

    /// Decides what goes out for a step.
    fn settle(
        &self,
        history: &mut History,
        (n, step): (usize, &Step<'_>),
        answers: &Answers,
        alone: bool,
    ) {
        let Some(block) = self.document.blocks().get(step.block) else { return };
        let call = block.call.and_then(|call| self.document.calls().get(call));
        let call = call.map(|call| DecodedCall::of(self.document, call)).unwrap_or_default();
        let mut done = Done::of(step, block, &call);
        let known = || step.source().map(Cow::Borrowed).or_else(|| self.document.text(block));
        let source = alone.then(known).flatten();
        let site = Site::new(block, &call, source.as_deref());
        match answers.precedent(n) {
            Precedent::New => {
                if step.form.handle().is_some() && !answers.takes(step) {
                    done.keep(Reason::StoreRefused);
                }
                let draft = self.refer(&mut history.references, &mut done, &site);
                self.send(&mut history.references, &mut done, draft, &site);
            }
            Precedent::Sent(sent) if answers.lacks(step, sent) => {
                done.keep(Reason::StoreRefused);
                history.changed.extend(block.result);
            }
            Precedent::Sent(sent) if history.is_outdated(&sent.text) => {
                done.keep(Reason::TargetChanged);
                history.changed.extend(block.result);
            }
            known => self.resend(history, &mut done, known, &site),
        }
        let put_back = self.is_put_back(done.text.as_deref().unwrap_or_default());
        history.put_back.extend(block.result.filter(|_| put_back));
        history.done.push(done);
    }

    /// Sends a block as it was sent before. Where the same would go out anyway, it is what goes out:
    /// the report says how it came about.
    fn resend(&self, history: &mut History, done: &mut Done, known: &Precedent, site: &Site<'_>) {
        let expected = match known {
            Precedent::Sent(sent) => Some(&*sent.text),
            _ => None,
        };
        let draft = self.refer(&mut history.references, done, site);
        let text = draft.as_ref().map_or(done.text.as_deref(), Draft::rewritten);
        if text == expected {
            self.send(&mut history.references, done, draft, site);
            return;
        }
        match known {
            Precedent::Sent(sent) => {
                done.repeat(sent, self.pipeline.tokens.estimate(&sent.text));
            }
            Precedent::Verbatim(reason) => {
                done.keep(*reason);
                done.held = true;
            }
            Precedent::New => {}
        }
        let sent = done.text.as_deref().or(site.source).filter(|text| !self.is_put_back(text));
        if let Some(text) = sent.filter(|_| site.source.is_some()) {
            history.references.add(site.sent(text, &done.folded));
        }
    }

    /// Whether the host puts the original back: no line stands where a place says then.
    fn is_put_back(&self, sent: &str) -> bool {
        !self.pipeline.settings.expects_tool && Notice::original_of(sent).is_some()
    }

    /// What goes out once runs of lines are replaced by references, in the block's form or, if that is
    /// shorter, in its own text instead; `None` if that cannot be.
    fn refer<'s>(
        &self,
        references: &mut References,
        done: &mut Done,
        site: &Site<'s>,
    ) -> Option<Draft<'s>> {
        let source = site.source?;
        let Some(form) = done.text.as_deref() else {
            let plain = !self.is_put_back(source) && !is_vast(source);
            return plain
                .then(|| self.with_references(references, done, site, Text::Source(source)));
        };
        let may_refer = !self.is_put_back(form) && !is_vast(form);
        let form = done.text.take_if(|_| may_refer);
        let form = form.map(|form| Text::Form(form, Arc::clone(&done.folded)));
        let in_form = form.map(|form| self.with_references(references, done, site, form));
        let cost = |text: &str| self.pipeline.tokens.estimate(text);
        let form = in_form.as_ref().and_then(Draft::rewritten);
        let most = || cost(form.or(done.text.as_deref()).unwrap_or_default());
        let own = (done.may_refer && !references.is_empty() && !is_vast(source))
            .then(|| self.with_references(references, done, site, Text::Source(source)))
            .filter(|own| own.refers() && own.rewritten().is_some_and(|text| cost(text) < most()));
        match own {
            Some(own) => {
                done.drop_form();
                Some(own)
            }
            None => in_form,
        }
    }

    /// A text with references, if it may have any.
    fn with_references<'s>(
        &self,
        references: &mut References,
        done: &Done,
        site: &Site<'_>,
        text: Text<'s>,
    ) -> Draft<'s> {
        let settings = &self.pipeline.settings;
        let terms = Terms {
            tokens: &self.pipeline.tokens,
            margin: settings.margin,
            references: settings.references
                && !self.document.edits_history()
                && !self.document.is_compacted_before(site.block),
            line_numbers: settings.line_numbers,
        };
        let proposal =
            done.may_refer.then(|| references.propose(site.sent(&text, text.folded()), &terms));
        Draft { text, proposal }
    }

    /// Makes a draft what goes out, and a target for later references.
    fn send(
        &self,
        references: &mut References,
        done: &mut Done,
        draft: Option<Draft<'_>>,
        site: &Site<'_>,
    ) {
        let Some(Draft { text, mut proposal }) = draft else { return };
        let sent = Sent { held: text.held(), ..site.sent(&text, text.folded()) };
        match &mut proposal {
            Some(proposal) => references.accept(sent, proposal),
            None => references.add(sent),
        }
        match proposal.and_then(|proposal| proposal.referred) {
            Some(referred) => {
                done.report.tokens_after = self.pipeline.tokens.estimate(&referred.text);
                let refers = referred.refers();
                let step = if refers { Fidelity::Reference } else { Fidelity::Bytes };
                done.rewritten(step, refers, referred.thinned);
                done.text = Some(referred.text.into());
                done.folded = referred.folded;
            }
            None => done.text = if let Text::Form(text, _) = text { Some(text) } else { None },
        }
    }

    /// Makes the texts of a block that is never rewritten targets of references.
    fn add_target(&self, references: &mut References, block: &Block) {
        let Some(index) = block.call.filter(|_| block.kind == BlockKind::ToolCall) else { return };
        let Some(call) = self.document.calls().get(index) else { return };
        let (call, within) = (DecodedCall::of(self.document, call), Within::Call(index + 1));
        let file = call.file();
        for leaf in call.texts() {
            let (file, called) = (file.as_deref(), Some(&*leaf.key));
            let margins = Margins::Perhaps;
            let text = &*leaf.text;
            let (call, path, folded) = (None, None, &[][..]);
            let held = None;
            references.add(Sent { within, call, file, path, called, text, held, margins, folded });
        }
    }

    fn compressed(self, history: &History) -> Compressed<'p> {
        let mut report = Report {
            dialect: self.document.dialect(),
            counter: self.pipeline.tokens.name().to_owned(),
            observed: self.pipeline.settings.observe,
            epochs: self.epochs,
            ..Report::default()
        };
        // The sources go before there is a second body.
        let blocks: Vec<usize> = self.steps.into_iter().map(|step| step.block).collect();
        let source = self.document.source();
        let mut body = Splicer::new(source);
        for (block, done) in blocks.into_iter().zip(&history.done) {
            let block = self.document.blocks().get(block);
            let rewritten = block.zip(done.text.as_deref()).filter(|_| !report.observed);
            if let Some((block, text)) = rewritten {
                body.replace(block.literal, |out| encode_into(text, out));
            }
            report.push(done.report.clone());
        }
        warn(self.pipeline, self.document, &mut report);
        if !history.changed.is_empty() {
            report.warnings.push(Warning::SentFormChanged);
        }
        Compressed { body: body.finish(), report }
    }
}

fn warn(pipeline: &Pipeline, document: &Document<'_>, report: &mut Report) {
    if document.is_ambiguous() {
        report.warnings.push(Warning::AmbiguousDialect);
    } else if document.dialect().is_none() {
        report.warnings.push(Warning::UnknownDialect);
    }
    if document.edits_history() {
        report.warnings.push(Warning::HistoryEdited);
    }
    let points =
        pipeline.settings.expects_tool && report.blocks.iter().any(|block| block.handle.is_some());
    let source = document.source().as_bytes();
    if points && memchr::memmem::find(source, RETRIEVE_TOOL.as_bytes()).is_none() {
        report.warnings.push(Warning::NoRetrieveTool);
    }
}

/// A tool result's text, where it stands.
struct Site<'s> {
    block: &'s Block,
    call: &'s DecodedCall<'s>,
    /// Its own text, if a place in it can be named.
    source: Option<&'s str>,
    /// What the call tells, once it has been asked for: command lines are parsed for it.
    known: OnceCell<Known<'s>>,
}

impl<'s> Site<'s> {
    const fn new(block: &'s Block, call: &'s DecodedCall<'s>, source: Option<&'s str>) -> Self {
        Self { block, call, source, known: OnceCell::new() }
    }

    /// What goes out there.
    fn sent<'t>(&'t self, text: &'t str, folded: &'t [Lines]) -> Sent<'t> {
        let known = self.known.get_or_init(|| Known::of(self.call));
        let within = Within::Result(self.block.result.unwrap_or_default() + 1);
        let (file, called) = (known.file.as_deref(), known.called.as_deref());
        let call = self.block.call.map(|call| call + 1);
        let (path, margins) = (known.path, known.margins);
        Sent { within, call, file, path, called, text, held: None, margins, folded }
    }
}

/// What the model knows a tool result by, and what stands before its lines.
struct Known<'s> {
    file: Option<Cow<'s, str>>,
    path: Option<&'s str>,
    called: Option<String>,
    margins: Margins,
}

impl<'s> Known<'s> {
    fn of(call: &'s DecodedCall<'s>) -> Self {
        let (file, path, called) = (call.file(), call.arguments().path, call.called());
        Self { file, path, called, margins: margins(&hints_of(call)) }
    }
}

/// What may go out for a text.
struct Draft<'s> {
    /// The text before references.
    text: Text<'s>,
    proposal: Option<Proposal>,
}

/// A block's own text, or its form.
enum Text<'s> {
    Source(&'s str),
    /// With the lines of folds in it, from 1.
    Form(SharedText, Arc<[Lines]>),
}

impl Text<'_> {
    fn folded(&self) -> &[Lines] {
        if let Self::Form(_, folded) = self { folded } else { &[] }
    }

    const fn held(&self) -> Option<&SharedText> {
        if let Self::Form(text, _) = self { Some(text) } else { None }
    }
}

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Source(text) => text,
            Self::Form(text, _) => text,
        }
    }
}

impl Draft<'_> {
    /// Whether runs of lines became references.
    fn refers(&self) -> bool {
        let referred = self.proposal.as_ref().and_then(|proposal| proposal.referred.as_ref());
        referred.is_some_and(Referred::refers)
    }

    /// What goes out in place of the source; `None` for the source itself.
    fn rewritten(&self) -> Option<&str> {
        let referred = self.proposal.as_ref().and_then(|proposal| proposal.referred.as_ref());
        match (referred, &self.text) {
            (Some(referred), _) => Some(&referred.text),
            (None, Text::Form(text, _)) => Some(text),
            (None, Text::Source(_)) => None,
        }
    }
}

/// Adds what was sent in place of a step; whether the store has the original it points to.
fn hash_precedent(chain: &mut Xxh3, answers: &Answers, (n, step): (usize, &Step<'_>)) -> bool {
    match answers.precedent(n) {
        Precedent::New => answers.takes(step),
        Precedent::Verbatim(reason) => {
            chain.update(&[2]);
            chain.update(reason.to_string().as_bytes());
            false
        }
        Precedent::Sent(sent) => {
            chain.update(&[3, sent.fidelity as u8]);
            chain.update(&sent.folded.len().to_le_bytes());
            for lines in sent.folded.iter() {
                chain.update(&lines.first.to_le_bytes());
                chain.update(&lines.last.to_le_bytes());
            }
            chain.update(&sent.text.len().to_le_bytes());
            chain.update(sent.text.as_bytes());
            !answers.lacks(step, sent)
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
