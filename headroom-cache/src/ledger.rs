//! What was sent in place of what.

mod chain;
mod lines;
mod recall;
mod state;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use headroom_core::{Document, Precedent};

pub use lines::ImportError;
pub use recall::Recall;
use state::State;

use crate::ZonePolicy;

/// What was sent in place of what, for one conversation or for many.
///
/// A block that went out once goes out in the same form for as long as its conversation is held,
/// whatever store, configuration, memo or version would decide now. The two exceptions are those of
/// truth: an elided form whose original the store does not have now goes out verbatim, and so does
/// a text that refers to it; the report says so
/// ([`Warning::SentFormChanged`](headroom_core::Warning)), and the form holds again with the next
/// request for which the store has the original.
///
/// # Identity
///
/// A block is known by the hash of everything before it in its conversation, cache markers aside:
/// conversations that differ anywhere before a block know nothing of each other, and a fork goes on
/// from what its trunk has sent. If the client edits its past, what was sent after the edit is no
/// precedent any more. Hosts whose system prompt changes from call to call name their
/// conversations: the handle then stands in for the system prompt. Nothing is guessed.
///
/// # Bounds
///
/// All of it takes about [`Ledger::with_capacity`] bytes at most. A ledger that is full lets go of
/// conversations that are idle, as a whole, least recently used first, then of idle branches of the
/// conversation at hand. If there are none, it takes no new rewrites: blocks go out verbatim ([`Reason::LedgerFull`](headroom_core::Reason)), which
/// takes no room to remember. There is no clock: idle is what was not used for so many requests
/// ([`Ledger::idle_after`]).
///
/// # Adoption
///
/// A conversation that was sent without a ledger so far is new to it. Blocks before signed thinking
/// are then left as they are, and a [`ZonePolicy`] says whether others are. Without any ledger,
/// `LiveZone::from_message` does that.
///
/// ```
/// use std::sync::Arc;
/// use headroom_cache::{LatestTurn, Ledger};
/// # use headroom_core::*;
/// # let policy = Treatment { level: Some(Level::Lossless), floor: 0 };
/// # let pipeline = Pipeline::new(ContentRouter::new(), Estimator::new(), policy, Settings::default());
/// # let listing: String = (1..=30).map(|n| format!("{n:6}\tlet value_{n} = compute({n});\n")).collect();
/// # let body = serde_json::json!({"messages": [
/// #     {"role": "tool", "tool_call_id": "1", "content": listing},
/// #     {"role": "tool", "tool_call_id": "2", "content": listing},
/// # ]}).to_string();
/// let ledger = Arc::new(Ledger::new());
/// let document = Document::parse(&body)?;
/// let recall = Arc::new(ledger.recall(&document, &LatestTurn, None));
/// let plan = pipeline.plan_with(&document, &LiveZone::all(), recall, &|| false);
/// let sent = plan.unwrap().finish(|_| true);
/// assert!(sent.body.len() < body.len());
///
/// // The next process goes on where this one ends.
/// let later = Ledger::new();
/// later.import(&ledger.export()).unwrap();
/// assert_eq!(later.export(), ledger.export());
/// # Ok::<(), DocumentError>(())
/// ```
pub struct Ledger(Mutex<State>);

/// The bytes of a [`Ledger::new`].
const CAPACITY: usize = 64 << 20;

/// The requests of a [`Ledger::new`] after which a conversation may be idle.
const IDLE_AFTER: u64 = 1_024;

impl Ledger {
    /// An empty ledger of 64 MiB.
    #[must_use]
    pub fn new() -> Self {
        Self::with_capacity(CAPACITY)
    }

    /// An empty ledger that holds about so many bytes. The smallest that is of use is some
    /// kilobytes for each live conversation, and what is sent in place of long outputs.
    #[must_use]
    pub fn with_capacity(bytes: usize) -> Self {
        Self(Mutex::new(State::new(bytes, IDLE_AFTER)))
    }

    /// A conversation is idle, and may be let go of once there is no room, when it was not used
    /// during so many requests, and during eight for each conversation that is held. By default
    /// 1,024: enough for an agent that waits for another one.
    #[must_use]
    pub fn idle_after(self, requests: u64) -> Self {
        self.state().set_idle_after(requests);
        self
    }

    /// What is known of the tool results of a request, and which others may be newly rewritten by
    /// this policy. `handle` is the caller's name of the conversation; without one it is known by
    /// its content. Linear in the request.
    #[must_use]
    pub fn recall(
        self: &Arc<Self>,
        document: &Document<'_>,
        policy: &dyn ZonePolicy,
        handle: Option<&str>,
    ) -> Recall {
        let (blocks, keys): (Vec<_>, Vec<_>) = chain::keys(document, handle).into_iter().unzip();
        let known = self.state().look_up(&keys);
        let start = match known.contains(&Precedent::New) {
            true => policy.starts_at(document),
            false => 0,
        };
        let handle = handle.map(Arc::from);
        Recall { ledger: Arc::clone(self), handle, blocks, keys, known, start }
    }

    /// Lets go of the conversation with this handle; `false` if there is none.
    pub fn forget(&self, handle: &str) -> bool {
        self.state().forget(handle)
    }

    /// Bytes that are held, roughly; never more than the capacity.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.state().bytes()
    }

    /// How many conversations are held. Forks count as one with their trunk; one that began anew,
    /// such as after a summary of its past, counts again.
    #[must_use]
    pub fn conversations(&self) -> usize {
        self.state().len()
    }

    /// Everything, as JSON lines for [`Ledger::import`]: least recently used first, texts included.
    #[must_use]
    pub fn export(&self) -> String {
        let state = self.state();
        lines::write(&state, state.conversations())
    }

    /// The conversation with this handle, as JSON lines for [`Ledger::import`].
    #[must_use]
    pub fn export_of(&self, handle: &str) -> Option<String> {
        let state = self.state();
        let mut conversations = state.of_handle(handle).peekable();
        conversations.peek()?;
        Some(lines::write(&state, conversations))
    }

    /// Takes over what another ledger has exported. What is known here already stays.
    ///
    /// # Errors
    ///
    /// [`ImportError`]; nothing was taken over then.
    pub fn import(&self, text: &str) -> Result<(), ImportError> {
        let conversations = lines::read(text)?;
        let costs = conversations.iter().map(|c| State::cost_of(c.handle.as_deref(), &c.blocks));
        let mut state = self.state();
        if !state.make_room(costs.sum()) {
            return Err(ImportError::TooLarge);
        }
        for conversation in conversations {
            state.adopt(conversation.handle, &conversation.blocks);
        }
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A panic elsewhere leaves nothing half done that matters more than going on.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Ledger {
    fn default() -> Self {
        Self::new()
    }
}

/// Shows sizes, not texts.
impl fmt::Debug for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        let mut shown = f.debug_struct("Ledger");
        shown.field("bytes", &state.bytes()).field("conversations", &state.len());
        shown.finish_non_exhaustive()
    }
}
