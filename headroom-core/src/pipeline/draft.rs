//! Drafting: what is to be done to each text of a tool result on its own.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use xxhash_rust::xxh3::Xxh3;

use super::epochs::Stub;
use super::memo::{Kind, Remembered};
use super::precedents::{Precedent, Precedents};
use super::signed::last_signed;
use super::{LiveZone, Pipeline};
use crate::arguments::DecodedCall;
use crate::document::literal::decode;
use crate::form::{Form, Rewritten};
use crate::notice::{Lines, Notice, RETRIEVE_TOOL};
use crate::render::line_count;
use crate::{Block, Document, Fidelity, Handle, Hints, Level, Reason, SharedText};

/// What is to be done to one text of a tool result.
#[derive(Debug)]
pub(super) struct Step<'p> {
    /// Its place in [`Document::blocks`].
    pub(super) block: usize,
    pub(super) form: Arc<Form>,
    /// What goes out whatever the form is, if it was sent before.
    pub(super) precedent: Precedent,
    /// The handle to the original in what goes out.
    pub(super) handle: Option<Handle>,
    /// The hash of all that the form depends on.
    pub(super) key: u128,
    /// The decoded source, if it was decoded and is no original.
    text: Option<Cow<'p, str>>,
    /// The decoded source, if it is what the handle points to: for the store to share.
    pub(super) original: Option<SharedText>,
}

impl<'p> Step<'p> {
    /// Puts a stub in place of the form.
    pub(super) fn mask(&mut self, stub: Stub, text: Option<Cow<'p, str>>, by: &'static str) {
        self.key = hash(self.key, &[&stub.text]);
        self.handle = Some(stub.handle);
        let text = self.text.take().or(text).map(SharedText::from);
        self.original = self.original.take().or(text);
        let rewritten = Rewritten {
            fidelity: Fidelity::Elided,
            by: vec![by],
            folded: Arc::new([Lines::new(1, line_count(&stub.text))]),
            handle: Some(stub.handle),
            text: stub.text.into(),
        };
        let Form { content_type, tokens_before, .. } = *self.form;
        let outcome = Ok(rewritten);
        let tokens_after = stub.tokens;
        self.form = Arc::new(Form { content_type, outcome, tokens_before, tokens_after });
    }

    /// The decoded source, if it was decoded.
    pub(super) fn source(&self) -> Option<&str> {
        self.original.as_deref().or(self.text.as_deref())
    }
}

/// Drafts the steps, in the order of the request.
pub(super) struct Drafter<'p, 'z> {
    pipeline: &'p Pipeline,
    document: &'p Document<'p>,
    zone: &'z LiveZone,
    precedents: Option<&'z dyn Precedents>,
    /// Blocks before this one were sent, but it is not known how.
    signed: usize,
    /// The literal of the last text of the user.
    question: &'p str,
    /// Its hash.
    question_key: u128,
    /// The calls whose results were elided.
    elided: HashSet<u128>,
}

impl<'p, 'z> Drafter<'p, 'z> {
    pub(super) fn new(
        pipeline: &'p Pipeline,
        document: &'p Document<'p>,
        zone: &'z LiveZone,
        precedents: Option<&'z dyn Precedents>,
    ) -> Self {
        let signed = precedents.and_then(|precedents| signed_after_new(document, precedents));
        let signed = signed.unwrap_or_default();
        let (question, elided) = ("", HashSet::new());
        Self { pipeline, document, zone, precedents, signed, question, question_key: 0, elided }
    }

    /// Notes what the user says before the texts that follow.
    pub(super) fn asked(&mut self, block: &Block) {
        self.question = block.literal.of(self.document.source());
        self.question_key = hash(0, &[self.question]);
    }

    pub(super) fn step(&mut self, at: usize, block: &Block) -> Step<'p> {
        let call = call_literals(self.document, block);
        let call_key = self.call_key(block);
        let repeated = call_key.is_some_and(|key| self.elided.contains(&key));
        let live = self.zone.holds(block.message);
        let literal = block.literal.of(self.document.source());
        let [name, arguments] = call.unwrap_or_default();
        let flags = [block.is_error, repeated, live, block.is_offered()].map(u8::from);
        let flags = std::str::from_utf8(&flags).unwrap_or_default();
        let key = hash(self.question_key, &[literal, name, arguments, flags]);
        let (form, text) = match self.pipeline.memo.get(key).map(|known| known.0) {
            Some(Kind::Form(form)) => (form, None),
            _ => {
                let text = self.document.text(block);
                let form = Arc::new(self.form(block, text.as_deref(), repeated, live));
                self.pipeline.memo.put(key, Remembered(Kind::Form(Arc::clone(&form))));
                (form, text)
            }
        };
        let stores = form.handle().is_some();
        let compressed_before = matches!(form.outcome, Err(Reason::OwnNotice));
        let precedent = self.precedent(at);
        let handle = match &precedent {
            Precedent::New => form.handle(),
            Precedent::Verbatim(_) => None,
            Precedent::Sent(sent) => sent.handle(),
        };
        let elides = stores || handle.is_some() || compressed_before;
        self.elided.extend(call_key.filter(|_| elides));
        let mut step = Step { block: at, form, precedent, handle, key, text, original: None };
        if let Some(handle) = handle {
            let text = step.text.take().or_else(|| self.document.text(block));
            match text {
                Some(text) if step.form.handle() == Some(handle) || Handle::of(&text) == handle => {
                    step.original = Some(text.into());
                }
                text => step.text = text,
            }
        }
        step
    }

    fn precedent(&self, at: usize) -> Precedent {
        match self.precedents.map_or(Precedent::New, |precedents| precedents.of(at)) {
            Precedent::New if at < self.signed => Precedent::Verbatim(Reason::BeforeSigned),
            precedent => precedent,
        }
    }

    /// The call that a step answers, as a key.
    pub(super) fn call_key(&self, block: &Block) -> Option<u128> {
        call_literals(self.document, block).map(|literals| hash(0, &literals))
    }

    /// The form of a step whose call was made before, with a result that is out of sight now: nothing
    /// of it is elided.
    pub(super) fn unelided(&mut self, step: &mut Step<'p>) {
        let Some(block) = self.document.blocks().get(step.block) else { return };
        let text = self.document.text(block);
        (self.question, self.question_key) = ("", 0);
        let form = self.form(block, text.as_deref(), true, self.zone.holds(block.message));
        step.key = hash(step.key, &["unelided"]);
        (step.handle, step.original) = (None, None);
        (step.form, step.text) = (Arc::new(form), text);
    }

    /// The original that a text compressed earlier points to.
    pub(super) fn pointed_at(&self, block: &Block, step: &Step<'_>) -> Option<Handle> {
        if !matches!(step.form.outcome, Err(Reason::OwnNotice)) {
            return None;
        }
        Notice::original_of(&self.document.text(block)?)
    }

    fn form(&self, block: &Block, text: Option<&str>, repeated: bool, live: bool) -> Form {
        let tokens = &self.pipeline.tokens;
        let Some(text) = text else {
            return Form::verbatim(0, None, Reason::Undecodable);
        };
        let verbatim = |reason| Form::verbatim(tokens.estimate(text), None, reason);
        if !live {
            return verbatim(Reason::OutsideLiveZone);
        }
        let call = block.call.and_then(|call| self.document.calls().get(call));
        let call = call.map(|call| DecodedCall::of(self.document, call)).unwrap_or_default();
        let question = decode(self.question);
        let mut hints = hints_of(&call).with_error(block.is_error);
        if let Some(reason) = left_alone(text, &hints) {
            return verbatim(reason);
        }
        hints.question = question.as_deref();
        let mut treatment = self.pipeline.policy.treat(&hints);
        if repeated {
            treatment.level = treatment.level.map(|_| Level::Lossless);
        }
        if block.is_offered() && treatment.level < Some(Level::Aggressive) {
            // Documents leave sight at the highest level only, as those that the agent reads do.
            treatment.level = treatment.level.map(|_| Level::Lossless);
        }
        self.pipeline.shaper().shape(text, &hints, treatment)
    }
}

/// The last signed block after the first block that may be rewritten and has no precedent.
fn signed_after_new(document: &Document<'_>, precedents: &dyn Precedents) -> Option<usize> {
    let mut blocks = document.blocks().iter().enumerate();
    let new =
        blocks.find(|(at, block)| !block.kind.is_sacred() && precedents.of(*at) == Precedent::New);
    last_signed(document, new?.0)
}

/// Why a text goes out as it is whatever else is known of it: it is an original that was fetched
/// back, or what was sent in place of one.
pub(super) fn left_alone(text: &str, hints: &Hints<'_>) -> Option<Reason> {
    match is_retrieved(text, hints) {
        true => Some(Reason::Retrieved),
        false => Notice::stands_in(text).then_some(Reason::OwnNotice),
    }
}

/// Whether a result is an original that was fetched back: by the name of the tool, by a handle in
/// the call, or by the text's own header.
fn is_retrieved(text: &str, hints: &Hints<'_>) -> bool {
    let by_tool = hints.tool.is_some_and(|tool| tool.ends_with(RETRIEVE_TOOL));
    let by_handle = Handle::find_in(hints.arguments.raw).next().is_some();
    by_tool || by_handle || Notice::heads_retrieved(text)
}

/// What a call alone tells.
pub(super) fn hints_of<'c>(call: &'c DecodedCall<'_>) -> Hints<'c> {
    let mut hints = Hints::none().with_arguments(call.arguments());
    hints.tool = call.tool.as_deref();
    hints
}

/// The literals of the name and the arguments of the call that a block is or answers.
pub(super) fn call_literals<'p>(document: &Document<'p>, block: &Block) -> Option<[&'p str; 2]> {
    let call = document.calls().get(block.call?)?;
    Some([call.name, call.arguments].map(|span| span.map_or("", |span| span.of(document.source()))))
}

/// A hash of another hash and of texts that tells apart where one ends and the next starts.
pub(super) fn hash(before: u128, texts: &[&str]) -> u128 {
    let mut hasher = Xxh3::new();
    hasher.update(&before.to_le_bytes());
    for text in texts {
        hasher.update(&text.len().to_le_bytes());
        hasher.update(text.as_bytes());
    }
    hasher.digest128()
}
