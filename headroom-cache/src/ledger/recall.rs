//! What a ledger knows of one request.

use std::sync::Arc;

use headroom_core::{Decision, Pinned, Precedent, Precedents, Reason};

use super::Ledger;
use super::chain::Key;

/// What a [`Ledger`] knows of the tool results of one request, for
/// [`Pipeline::plan_with`](headroom_core::Pipeline::plan_with). Made by [`Ledger::recall`].
#[derive(Debug)]
pub struct Recall {
    pub(super) ledger: Arc<Ledger>,
    pub(super) handle: Option<Arc<str>>,
    /// The places of the tool results in the request, in order.
    pub(super) blocks: Vec<usize>,
    /// Their keys.
    pub(super) keys: Vec<Key>,
    /// What was known of them when the request came.
    pub(super) known: Vec<Precedent>,
    /// The first block that may be newly rewritten.
    pub(super) start: usize,
}

impl Precedents for Recall {
    fn of(&self, block: usize) -> Precedent {
        let known = self.blocks.binary_search(&block).ok().and_then(|at| self.known.get(at));
        match known.cloned().unwrap_or(Precedent::New) {
            Precedent::New if block < self.start => Precedent::Verbatim(Reason::OutsideLiveZone),
            known => known,
        }
    }

    fn pin(&self, decisions: &[Decision]) -> Pinned {
        let place = |decision: &Decision| self.blocks.binary_search(&decision.block);
        let placed: Vec<_> = decisions
            .iter()
            .map(|decision| (place(decision).unwrap_or(usize::MAX), decision))
            .collect();
        self.ledger.state().pin(&self.keys, &self.known, self.handle.as_ref(), &placed)
    }
}
