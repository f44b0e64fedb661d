//! The doors: whole requests, typed messages, single texts; and the way back.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use headroom_ccr::{
    CcrStore, Namespace, Never, Provider, RetrieveError, RetrieveLoop, resolve, tool_definition,
};
use headroom_core::document::literal;
use headroom_core::notice::Notice;
use headroom_core::{
    BlockReport, Compressed, Document, Edits, Handle, Hints, LiveZone, Offload, Pipeline, Plan,
};

use crate::builder::Builder;
use crate::error::Error;

/// Makes what an agent sends to a model smaller without making it wrong.
///
/// Cheap to clone, `Send + Sync`, without global state. The same input gives the same output.
#[derive(Clone, Debug)]
pub struct Headroom(Arc<Parts>);

#[derive(Debug)]
pub(crate) struct Parts {
    pub(crate) pipeline: Pipeline,
    pub(crate) zone: LiveZone,
    pub(crate) store: Option<Arc<dyn CcrStore>>,
    pub(crate) namespace: Namespace,
    pub(crate) dialect: Option<String>,
    pub(crate) documents: bool,
    pub(crate) document_tag: Option<String>,
}

/// Options of one call.
#[derive(Clone, Copy, Debug, Default)]
pub struct CallOptions<'c> {
    /// Leaves everything as it is; the report says so. By default off.
    pub bypass: bool,
    /// Gives up the call once the flag is set: nothing is stored, and the call fails. By default
    /// there is none.
    pub cancelled: Option<&'c AtomicBool>,
    /// Tokens that a request of the conversation should have: once it outgrows them, past outputs are
    /// masked, in epochs that pay for the cache they break. A request may still be larger;
    /// [`Headroom::trim_to_budget`] has it fit. Needs a store, and the same budget for the whole
    /// conversation. A [`Conversation`](crate::Conversation) keeps to what its ledger remembers, and has
    /// no epochs. By default there is no budget.
    #[cfg(feature = "context")]
    pub budget: Option<usize>,
    /// What the provider's cache costs: epochs are paid by it. By default a read costs a tenth of an
    /// input token, and a write nothing more, but a quarter where markers ask for it (Anthropic, Bedrock).
    #[cfg(feature = "context")]
    pub cache: Option<headroom_core::CacheCost>,
}

impl CallOptions<'_> {
    pub(crate) fn is_cancelled(&self) -> bool {
        self.cancelled.is_some_and(|flag| flag.load(Ordering::Relaxed))
    }
}

/// What became of a body, without the document that indexed it.
pub(crate) fn of_body<'a>(body: &'a str, compressed: Compressed<'_>) -> Compressed<'a> {
    let body = match compressed.body {
        Cow::Owned(owned) => Cow::Owned(owned),
        Cow::Borrowed(_) => Cow::Borrowed(body),
    };
    Compressed::new(body, compressed.report)
}

/// One text, compressed.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CompressedText<'a> {
    /// The text to put into the history: the caller's own if nothing was rewritten.
    pub text: Cow<'a, str>,
    /// What was done and why.
    pub report: BlockReport,
}

impl Headroom {
    /// Sets one up.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::new()
    }

    pub(crate) fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    pub(crate) fn parts(&self) -> &Parts {
        &self.0
    }

    /// Compresses a provider's request body, or an array of its messages.
    ///
    /// The dialect is found from the body; a body that fits none, or more than one, goes out
    /// verbatim, which is no error. Linear in the body.
    ///
    /// # Errors
    ///
    /// [`Error::Document`] if the body is no JSON object or array.
    pub fn compress<'a>(&self, body: &'a str) -> Result<Compressed<'a>, Error> {
        self.compress_with(body, &CallOptions::default())
    }

    /// Like [`Headroom::compress`], with options of this one call.
    ///
    /// # Errors
    ///
    /// [`Error::Document`] if the body is no JSON object or array, [`Error::Cancelled`] if the call
    /// was cancelled.
    pub fn compress_with<'a>(
        &self,
        body: &'a str,
        options: &CallOptions<'_>,
    ) -> Result<Compressed<'a>, Error> {
        let document = self.document(body)?;
        let zone = if options.bypass { LiveZone::none() } else { self.0.zone.clone() };
        let cancelled = || options.is_cancelled();
        #[cfg(feature = "context")]
        let trim = self.trim(&document, options).filter(|_| !options.bypass);
        #[cfg(not(feature = "context"))]
        let trim: Option<headroom_core::Trim> = None;
        let plan = match &trim {
            Some(trim) => self.0.pipeline.plan_trimmed(&document, &zone, trim, &cancelled),
            None => self.0.pipeline.plan_unless(&document, &zone, &cancelled),
        };
        Ok(of_body(body, self.settle(plan.ok_or(Error::Cancelled)?)))
    }

    /// The index of a body, for [`Headroom::plan`].
    ///
    /// # Errors
    ///
    /// [`Error::Document`] if the body is no JSON object or array.
    pub fn document<'a>(&self, body: &'a str) -> Result<Document<'a>, Error> {
        let document = match &self.0.dialect {
            Some(dialect) => Document::parse_as(body, dialect)?,
            None => Document::parse(body)?,
        };
        Ok(document.offering(self.0.documents, self.0.document_tag.as_deref()))
    }

    /// What would be done to a request, as data: for hosts that store originals in their own way,
    /// such as through an asynchronous client. Store [`Plan::offloads`], renew [`Plan::renewals`], then
    /// call [`Plan::finish`].
    #[must_use]
    pub fn plan<'p>(&'p self, document: &'p Document<'p>) -> Plan<'p> {
        self.0.pipeline.plan(document, &self.0.zone)
    }

    pub(crate) fn plan_skipping<'p>(
        &'p self,
        document: &'p Document<'p>,
        skip: &HashSet<usize>,
    ) -> Plan<'p> {
        self.0.pipeline.plan(document, &self.0.zone.clone().without(skip.iter().copied()))
    }

    /// Stores the originals and finishes the plan.
    pub(crate) fn settle<'p>(&self, plan: Plan<'p>) -> Compressed<'p> {
        if let Some(store) = self.0.store.as_ref().filter(|_| !plan.renewals().is_empty()) {
            // A store that cannot renew now is asked again with the next request.
            let _ = store.renew(&self.0.namespace, plan.renewals());
        }
        let offloads: Vec<_> = plan.offloads().collect();
        let stored = self.store(&offloads);
        plan.finish(|offload| stored.contains(&offload.handle()))
    }

    /// The handles of the originals that the store took: those there are receipts for.
    fn store(&self, offloads: &[Offload<'_>]) -> HashSet<Handle> {
        let Some(store) = self.0.store.as_ref().filter(|_| !offloads.is_empty()) else {
            return HashSet::new();
        };
        let receipts = store.put_all(&self.0.namespace, offloads).unwrap_or_default();
        receipts.into_iter().map(|receipt| receipt.handle()).collect()
    }

    /// Compresses one tool output before it enters the history. It sees no conversation, so it makes
    /// no references.
    #[must_use]
    pub fn compress_text<'a>(&self, text: &'a str, hints: &Hints<'_>) -> CompressedText<'a> {
        let plan = self.0.pipeline.plan_text(text, hints);
        let stored = plan.offload().is_none_or(|offload| !self.store(&[offload]).is_empty());
        let (text, report) = plan.finish(stored);
        CompressedText { text, report }
    }

    /// Answers a call of `headroom_retrieve`: from the call's arguments (an object, or its JSON
    /// text) to the text to send as its result.
    ///
    /// # Errors
    ///
    /// [`RetrieveError`]; its text is made to be sent as the failed call's result.
    pub fn retrieve(&self, arguments: &serde_json::Value) -> Result<String, RetrieveError> {
        match &self.0.store {
            Some(store) => resolve(store, &self.0.namespace, arguments),
            None => resolve(&Never, &self.0.namespace, arguments),
        }
    }

    /// Answers the calls of `headroom_retrieve` in a provider's responses, and leaves the others to the
    /// host.
    #[must_use]
    pub fn retrieve_loop(&self, provider: Provider) -> RetrieveLoop<Arc<dyn CcrStore>> {
        let store = self.0.store.clone().unwrap_or_else(|| Arc::new(Never));
        RetrieveLoop::new(store, self.0.namespace.clone(), provider)
    }

    /// The definition of the tool by which the model asks for originals, to be registered for the
    /// whole conversation.
    #[must_use]
    pub fn tools(&self, provider: Provider) -> Vec<serde_json::Value> {
        vec![tool_definition(provider)]
    }

    /// Puts originals back into a compressed request: for hosts that do so themselves
    /// ([`Retrieval::HostExpands`](crate::Retrieval::HostExpands)). Blocks whose original the store
    /// no longer has stay as they are.
    ///
    /// # Errors
    ///
    /// [`Error::Document`] if the body is no JSON object or array.
    pub fn expand<'a>(&self, body: &'a str) -> Result<Cow<'a, str>, Error> {
        let document = self.document(body)?;
        let mut edits = Edits::new();
        for block in document.blocks().iter().filter(|block| block.is_rewritable()) {
            let original = document.text(block).and_then(|text| self.original_of(&text));
            if let Some(original) = original {
                edits.replace(block.literal, literal::encode(&original));
            }
        }
        Ok(edits.apply(body))
    }

    /// The original of a text that ends with the notice of one.
    fn original_of(&self, text: &str) -> Option<String> {
        let handle = Notice::original_of(text)?;
        let original = self.0.store.as_ref()?.get(&self.0.namespace, handle).ok()?;
        Some(original.text().to_owned())
    }
}
