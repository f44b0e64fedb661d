//! The doors for conversations of which a ledger remembers what was sent.

use std::collections::HashSet;
use std::sync::Arc;

use headroom_cache::{Ledger, Recall, ZonePolicy};
use headroom_core::{
    Compressed, Decision, Document, LiveZone, Pinned, Plan, Precedent, Precedents, Reason,
};

use crate::error::Error;
use crate::headroom::{CallOptions, Headroom, of_body};

/// A conversation, or any number of them, of which a [`Ledger`] remembers what was sent.
///
/// Made by [`Headroom::conversation`]. Each block goes out as it did before, also after a change of
/// store, configuration or version; what is new is rewritten where the policy allows it. Cheap to
/// clone, `Send + Sync`.
///
/// ```
/// use headroom::{Headroom, LatestTurn, Ledger};
/// # let listing: String = (1..=40).map(|n| format!("{n:6}\tlet value_{n} = compute({n});\n")).collect();
/// # let request = |results: usize| {
/// #     let result = |n| serde_json::json!({"role": "tool", "tool_call_id": n, "content": listing});
/// #     serde_json::json!({"messages": (0..results).map(result).collect::<Vec<_>>()}).to_string()
/// # };
/// # let (first, second) = (request(1), request(2));
/// let headroom = Headroom::builder().build()?;
/// let conversation = headroom.conversation(LatestTurn, Ledger::new());
/// conversation.compress(&first)?;
/// let sent = conversation.compress(&second)?;
/// assert!(sent.report.tokens_saved() > 0);
///
/// // Kept across a restart:
/// let saved = conversation.ledger().export();
/// let ledger = Ledger::new();
/// ledger.import(&saved).unwrap();
/// let conversation = headroom.conversation(LatestTurn, ledger);
/// assert_eq!(conversation.compress(&second)?.body, sent.body);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// A server shares one ledger among all of its conversations. They are told apart by their content;
/// where the system prompt changes from call to call, by a name:
///
/// ```
/// # use std::sync::Arc;
/// # use headroom::{Headroom, LatestTurn, Ledger};
/// # let headroom = Headroom::builder().build()?;
/// # let body = r#"{"messages": []}"#;
/// let ledger = Arc::new(Ledger::with_capacity(256 << 20));
/// let any = headroom.conversation(LatestTurn, ledger.clone());
/// any.compress(body)?;
/// any.clone().named("session-17").compress(body)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Conversation {
    headroom: Headroom,
    ledger: Arc<Ledger>,
    policy: Arc<dyn ZonePolicy>,
    handle: Option<Arc<str>>,
}

impl Headroom {
    /// The doors for conversations of which this ledger remembers what was sent. New rewrites are
    /// made where the policy allows it: [`LatestTurn`](crate::LatestTurn) if in doubt, or
    /// [`WholeConversation`](crate::WholeConversation) if everything went through the ledger from
    /// the start. A ledger may be shared (`Arc`), and may serve any number of conversations.
    #[must_use]
    pub fn conversation(
        &self,
        policy: impl ZonePolicy + 'static,
        ledger: impl Into<Arc<Ledger>>,
    ) -> Conversation {
        let (headroom, ledger) = (self.clone(), ledger.into());
        Conversation { headroom, ledger, policy: Arc::new(policy), handle: None }
    }
}

impl Conversation {
    /// The conversation of this name: for hosts whose system prompt changes from call to call. By
    /// default a conversation is known by its content, system prompt included. Two conversations
    /// must not share a name.
    #[must_use]
    pub fn named(mut self, handle: &str) -> Self {
        self.handle = Some(handle.into());
        self
    }

    /// What was sent so far.
    #[must_use]
    pub fn ledger(&self) -> &Arc<Ledger> {
        &self.ledger
    }

    /// [`Headroom::compress`] for the next request of the conversation, and takes down what is
    /// sent. Nothing is taken down if the configuration says `observe`.
    ///
    /// # Errors
    ///
    /// [`Error::Document`] if the body is no JSON object or array.
    pub fn compress<'a>(&self, body: &'a str) -> Result<Compressed<'a>, Error> {
        self.compress_with(body, &CallOptions::default())
    }

    /// Like [`Conversation::compress`], with options of this one call. A bypassed request goes out
    /// as it is, also where blocks went out in another form before; those keep that form for later
    /// requests.
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
        let document = self.headroom.document(body)?;
        let recall = self.recall(&document);
        let (zone, precedents): (_, Arc<dyn Precedents>) = if options.bypass {
            let aside =
                Aside { recall, trial: false, blocks: (0..document.blocks().len()).collect() };
            (LiveZone::none(), Arc::new(aside))
        } else {
            (self.headroom.parts().zone.clone(), Arc::new(recall))
        };
        let pipeline = &self.headroom.parts().pipeline;
        let plan = pipeline.plan_with(&document, &zone, precedents, &|| options.is_cancelled());
        Ok(of_body(body, self.headroom.settle(plan.ok_or(Error::Cancelled)?)))
    }

    /// [`Headroom::plan`] for the next request of the conversation. [`Plan::finish`] takes down what
    /// is sent.
    #[must_use]
    pub fn plan<'p>(&'p self, document: &'p Document<'p>) -> Plan<'p> {
        self.plan_by(document, Arc::new(self.recall(document)))
    }

    pub(crate) fn headroom(&self) -> &Headroom {
        &self.headroom
    }

    /// What is sent if these messages are left as they are; a trial takes nothing down.
    pub(crate) fn compress_skipping<'p>(
        &'p self,
        document: &'p Document<'p>,
        skip: &HashSet<usize>,
        trial: bool,
    ) -> Compressed<'p> {
        let skipped = document.blocks().iter().enumerate();
        let blocks = skipped.filter(|(_, block)| skip.contains(&block.message)).map(|(at, _)| at);
        let aside = Aside { recall: self.recall(document), trial, blocks: blocks.collect() };
        self.headroom.settle(self.plan_by(document, Arc::new(aside)))
    }

    fn recall(&self, document: &Document<'_>) -> Recall {
        self.ledger.recall(document, &self.policy, self.handle.as_deref())
    }

    fn plan_by<'p>(
        &'p self,
        document: &'p Document<'p>,
        precedents: Arc<dyn Precedents>,
    ) -> Plan<'p> {
        let parts = self.headroom.parts();
        let plan = parts.pipeline.plan_with(document, &parts.zone, precedents, &|| false);
        // Never cancelled, so there always is a plan.
        plan.unwrap_or_else(|| parts.pipeline.plan(document, &LiveZone::none()))
    }
}

/// What a ledger knows, but for blocks that go out as they are this time.
#[derive(Debug)]
struct Aside {
    recall: Recall,
    /// Nothing is taken down.
    trial: bool,
    blocks: HashSet<usize>,
}

impl Precedents for Aside {
    fn of(&self, block: usize) -> Precedent {
        if self.blocks.contains(&block) {
            return Precedent::Verbatim(Reason::OutsideLiveZone);
        }
        self.recall.of(block)
    }

    fn pin(&self, decisions: &[Decision]) -> Pinned {
        if self.trial {
            return Pinned::All;
        }
        // A form that was sent before is kept for later requests.
        let kept = |decision: &Decision| {
            self.blocks.contains(&decision.block)
                && matches!(self.recall.of(decision.block), Precedent::Sent(_))
        };
        let (places, open): (Vec<usize>, Vec<Decision>) = (decisions.iter().enumerate())
            .filter(|(_, decision)| !kept(decision))
            .map(|(at, decision)| (at, decision.clone()))
            .unzip();
        let place = |at: usize| places.get(at).copied().unwrap_or(decisions.len());
        match self.recall.pin(&open) {
            Pinned::All => Pinned::All,
            Pinned::Full { from } => Pinned::Full { from: place(from) },
            Pinned::Already { at, .. }
                if open.get(at).is_some_and(|open| self.blocks.contains(&open.block)) =>
            {
                Pinned::All
            }
            Pinned::Already { at, known } => {
                let first = place(at);
                let mut all = vec![Precedent::New; decisions.len().saturating_sub(first)];
                for (decision, precedent) in (at..).zip(known) {
                    let aside = open.get(decision).is_none_or(|d| self.blocks.contains(&d.block));
                    let place = place(decision).checked_sub(first);
                    let slot = place.and_then(|place| all.get_mut(place)).filter(|_| !aside);
                    slot.into_iter().for_each(|slot| slot.clone_from(&precedent));
                }
                Pinned::Already { at: first, known: all }
            }
        }
    }
}
