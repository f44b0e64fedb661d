//! A plan: what is to be stored, and then what is to be sent.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use xxhash_rust::xxh3::Xxh3;

use super::memo::{Kind, Remembered};
use super::{LiveZone, Pipeline};
use crate::arguments::DecodedCall;
use crate::detect::is_view;
use crate::document::json::{decode, encode};
use crate::form::Form;
use crate::notice::{Notice, RETRIEVE_TOOL, Within};
use crate::references::{References, Sent, Terms};
use crate::{
    Block, BlockKind, BlockReport, Compressed, Document, Edits, Fidelity, Handle, Hints, Level,
    Offload, Outcome, Reason, Report, Warning,
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

/// What is to be done to one text of a tool result.
#[derive(Debug)]
struct Step<'p> {
    /// Its place in [`Document::blocks`].
    block: usize,
    form: Arc<Form>,
    /// The decoded source, where it must be stored.
    original: Option<Cow<'p, str>>,
}

impl<'p> Plan<'p> {
    pub(super) fn draft(
        pipeline: &'p Pipeline,
        document: &'p Document<'p>,
        zone: &LiveZone,
        cancelled: &dyn Fn() -> bool,
    ) -> Option<Self> {
        let mut drafter =
            Drafter { pipeline, document, zone, question: "", elided: HashSet::new() };
        let mut plan = Self::empty(pipeline, document);
        for (at, block) in document.blocks().iter().enumerate() {
            match block.kind {
                BlockKind::User => drafter.question = block.literal.of(document.source()),
                BlockKind::ToolResult if cancelled() => return None,
                BlockKind::ToolResult => {
                    let step = drafter.step(at, block);
                    plan.renewals.extend(drafter.pointed_at(block, &step));
                    plan.steps.push(step);
                }
                _ => {}
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
            let alone = block.result.is_none_or(|result| !shared.contains(&result));
            match block.kind {
                BlockKind::ToolResult => {
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
        let name = name_of(call);
        let within = Within::Result(block.result.unwrap_or_default() + 1);
        let is_view = is_view(&hints_of(call));
        let sent = Sent { within, name: name.as_deref(), text: &text, is_view };
        let settings = &self.pipeline.settings;
        let terms = Terms {
            tokens: &self.pipeline.tokens,
            margin: settings.margin,
            references: settings.references && !self.document.edits_history(),
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

impl Step<'_> {
    fn handle(&self) -> Option<Handle> {
        self.form.outcome.as_ref().ok()?.handle
    }
}

/// The results of several texts: a place in them could not be named.
fn shared_results(document: &Document<'_>) -> HashSet<usize> {
    let results = document.blocks().iter().filter_map(|block| block.result);
    let mut seen = HashSet::new();
    results.filter(|result| !seen.insert(*result)).collect()
}

/// Whether a text ends with the notice of its original.
fn ends_elided(text: &str) -> bool {
    let last = text.lines().next_back().and_then(Notice::parse);
    matches!(last, Some(Notice::Original { .. }))
}

/// Drafts the steps, in the order of the request.
struct Drafter<'p, 'z> {
    pipeline: &'p Pipeline,
    document: &'p Document<'p>,
    zone: &'z LiveZone,
    /// The literal of the last text of the user.
    question: &'p str,
    /// The calls whose results were elided.
    elided: HashSet<u128>,
}

impl<'p> Drafter<'p, '_> {
    fn step(&mut self, at: usize, block: &Block) -> Step<'p> {
        let call = call_literals(self.document, block);
        let call_key = call.map(|[name, arguments]| hash(&[name, arguments]));
        let repeated = call_key.is_some_and(|key| self.elided.contains(&key));
        let live = self.zone.holds(block.message);
        let literal = block.literal.of(self.document.source());
        let [name, arguments] = call.unwrap_or_default();
        let flags = [block.is_error, repeated, live].map(u8::from);
        let flags = std::str::from_utf8(&flags).unwrap_or_default();
        let key = hash(&[literal, self.question, name, arguments, flags]);
        let form = match self.pipeline.memo.get(key).map(|known| known.0) {
            Some(Kind::Form(form)) => form,
            _ => {
                let form = Arc::new(self.form(block, repeated, live));
                self.pipeline.memo.put(key, Remembered(Kind::Form(Arc::clone(&form))));
                form
            }
        };
        let stores = form.outcome.as_ref().is_ok_and(|rewritten| rewritten.handle.is_some());
        let compressed_before = matches!(form.outcome, Err(Reason::OwnNotice));
        self.elided.extend(call_key.filter(|_| stores || compressed_before));
        let original = if stores { self.document.text(block) } else { None };
        Step { block: at, form, original }
    }

    /// The originals that a text compressed earlier points to.
    fn pointed_at(&self, block: &Block, step: &Step<'_>) -> Vec<Handle> {
        if !matches!(step.form.outcome, Err(Reason::OwnNotice)) {
            return Vec::new();
        }
        let text = self.document.text(block).unwrap_or_default();
        let notices = text.lines().rev().take(1).filter_map(Notice::parse);
        let handle = |notice| match notice {
            Notice::Original { handle, .. } => Some(handle),
            _ => None,
        };
        notices.filter_map(handle).collect()
    }

    fn form(&self, block: &Block, repeated: bool, live: bool) -> Form {
        let tokens = &self.pipeline.tokens;
        let Some(text) = self.document.text(block) else {
            return Form::verbatim(0, None, Reason::Undecodable);
        };
        let verbatim = |reason| Form::verbatim(tokens.estimate(&text), None, reason);
        if !live {
            return verbatim(Reason::OutsideLiveZone);
        }
        let call = block.call.and_then(|call| self.document.calls().get(call));
        let call = call.map(|call| DecodedCall::of(self.document, call)).unwrap_or_default();
        let question = decode(self.question);
        let mut hints = hints_of(&call).with_error(block.is_error);
        if is_retrieved(&text, &hints) {
            return verbatim(Reason::Retrieved);
        }
        if Notice::stands_in(&text) {
            return verbatim(Reason::OwnNotice);
        }
        hints.question = question.as_deref();
        let mut treatment = self.pipeline.policy.treat(&hints);
        if repeated {
            treatment.level = treatment.level.map(|_| Level::Lossless);
        }
        self.pipeline.shaper().shape(&text, &hints, treatment)
    }
}

/// Whether a result is an original that was fetched back: by the name of the tool, by a handle in
/// the call, or by the text's own header.
pub(super) fn is_retrieved(text: &str, hints: &Hints<'_>) -> bool {
    let by_tool = hints.tool.is_some_and(|tool| tool.ends_with(RETRIEVE_TOOL));
    let by_handle = Handle::find_in(hints.arguments.raw).next().is_some();
    by_tool || by_handle || Notice::heads_retrieved(text)
}

/// What a call alone tells.
fn hints_of<'c>(call: &'c DecodedCall<'_>) -> Hints<'c> {
    let mut hints = Hints::none().with_arguments(call.arguments());
    hints.tool = call.tool.as_deref();
    hints
}

/// The literals of the name and the arguments of the call that a block is or answers.
fn call_literals<'p>(document: &Document<'p>, block: &Block) -> Option<[&'p str; 2]> {
    let call = document.calls().get(block.call?)?;
    Some([call.name, call.arguments].map(|span| span.map_or("", |span| span.of(document.source()))))
}

/// A hash of texts that tells apart where one ends and the next starts.
fn hash(texts: &[&str]) -> u128 {
    let mut hasher = Xxh3::new();
    for text in texts {
        hasher.update(&text.len().to_le_bytes());
        hasher.update(text.as_bytes());
    }
    hasher.digest128()
}

/// The longest name of a place, in characters.
const MAX_NAME: usize = 32;

/// What the model knows a result by: the end of the path it asked for, else its command in
/// backticks, else the tool's name.
fn name_of(call: &DecodedCall<'_>) -> Option<String> {
    let arguments = call.arguments();
    let one_line = |name: &&str| !name.is_empty() && !name.contains('\n');
    if let Some(path) = arguments.path {
        let name = path.trim_end_matches(['/', '\\']).rsplit(['/', '\\']).next();
        return name.filter(one_line).map(shorten);
    }
    let Some(command) = arguments.command.and_then(|command| command.trim_start().lines().next())
    else {
        return call.tool.as_deref().filter(one_line).map(shorten);
    };
    let command = match command.split_once("&& ") {
        Some((first, rest)) if first.starts_with("cd ") => rest.trim(),
        _ => command.trim(),
    };
    (!command.is_empty()).then(|| format!("`{}`", shorten(command)))
}

/// The name, with its middle left out if it is long: commands differ at their ends.
fn shorten(name: &str) -> String {
    let length = name.chars().count();
    if length <= MAX_NAME {
        return name.to_owned();
    }
    let head: String = name.chars().take(MAX_NAME / 2).collect();
    let tail: String = name.chars().skip(length - MAX_NAME / 2).collect();
    format!("{}…{}", head.trim_end(), tail.trim_start())
}

/// What was decided about a conversation so far: the outcome of each step, and what references are
/// looked up in.
#[derive(Clone, Debug, Default)]
pub(crate) struct History {
    references: References,
    done: Vec<Done>,
}

impl History {
    pub(super) fn bytes(&self) -> usize {
        let texts: usize =
            self.done.iter().filter_map(|done| done.text.as_ref()).map(String::len).sum();
        self.references.bytes() + texts + self.done.len() * size_of::<Done>()
    }
}

/// What goes out for a step.
#[derive(Clone, Debug)]
struct Done {
    /// The text in place of the source's; `None` for the source's own.
    text: Option<String>,
    folded: bool,
    may_refer: bool,
    report: BlockReport,
}

impl Done {
    fn of(step: &Step<'_>, block: &Block, call: &DecodedCall<'_>) -> Self {
        let form = &step.form;
        let report = BlockReport {
            message: block.message,
            result: block.result.unwrap_or_default(),
            tool: call.tool.as_deref().map(str::to_owned),
            content_type: form.content_type,
            outcome: match &form.outcome {
                Ok(rewritten) => {
                    Outcome::Rewritten { fidelity: rewritten.fidelity, by: rewritten.by.clone() }
                }
                Err(reason) => Outcome::Verbatim(*reason),
            },
            handle: step.handle(),
            tokens_before: form.tokens_before,
            tokens_after: form.tokens_after,
        };
        let rewritten = form.outcome.as_ref().ok();
        Self {
            text: rewritten.map(|rewritten| rewritten.text.clone()),
            folded: rewritten.is_some_and(|rewritten| rewritten.folded),
            may_refer: form.outcome.as_ref().err().is_none_or(|reason| reason.allows_references()),
            report,
        }
    }

    /// The store did not take the original.
    fn refuse(&mut self) {
        self.text = None;
        self.folded = false;
        self.may_refer = false;
        self.report.outcome = Outcome::Verbatim(Reason::StoreRefused);
        self.report.handle = None;
        self.report.tokens_after = self.report.tokens_before;
    }

    fn rewritten(&mut self, step: Fidelity, referred: bool, thinned: bool) {
        let (fidelity, mut by) = match &self.report.outcome {
            Outcome::Rewritten { fidelity, by } => (*fidelity, by.clone()),
            Outcome::Verbatim(_) => (Fidelity::Bytes, Vec::new()),
        };
        by.extend(referred.then_some("references"));
        by.extend(thinned.then_some("line-numbers"));
        self.report.outcome = Outcome::Rewritten { fidelity: fidelity.max(step), by };
    }
}
