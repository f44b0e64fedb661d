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
    /// The places of the blocks that may be rewritten, in order.
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

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use headroom_core::{
        ContentRouter, Document, Estimator, Level, LiveZone, Pipeline, Settings, Treatment,
    };

    use super::*;
    use crate::WholeConversation;

    #[derive(Debug)]
    struct Counted(Recall, AtomicUsize);

    impl Precedents for Counted {
        fn of(&self, block: usize) -> Precedent {
            self.0.of(block)
        }

        fn pin(&self, decisions: &[Decision]) -> Pinned {
            self.1.fetch_add(1, Ordering::Relaxed);
            self.0.pin(decisions)
        }
    }

    #[test]
    fn a_request_that_comes_second_is_told_at_once_how_all_blocks_were_sent() {
        let line = |n: usize, m: usize| format!("{m:6}\\tlet value_{n}_{m} = compute({n});\\n");
        let listing = |n| (1..=30).map(|m| line(n, m)).collect::<String>();
        let result =
            |n| format!(r#"{{"role":"tool","tool_call_id":"{n}","content":"{}"}}"#, listing(n));
        let body = format!("[{}]", (0..20).map(result).collect::<Vec<_>>().join(","));
        let document = Document::parse(&body).unwrap();
        let pipeline = |line_numbers| {
            let policy = Treatment { level: Some(Level::Lossless), floor: 0 };
            let mut settings = Settings::default();
            settings.line_numbers = line_numbers;
            Pipeline::new(ContentRouter::new(), Estimator::new(), policy, settings)
        };
        let (thins, does_not) = (pipeline(true), pipeline(false));
        let ledger = Arc::new(Ledger::new());
        let recall = || {
            let recall = ledger.recall(&document, &WholeConversation, None);
            Arc::new(Counted(recall, AtomicUsize::new(0)))
        };
        let (one, other) = (recall(), recall());
        let zone = LiveZone::all();
        let first = thins.plan_with(&document, &zone, one, &|| false).unwrap();
        let second = does_not.plan_with(&document, &zone, other.clone(), &|| false).unwrap();
        let sent = first.finish(|_| true).body;
        assert!(sent.len() < body.len());
        assert_eq!(second.finish(|_| true).body, sent);
        assert_eq!(other.1.load(Ordering::Relaxed), 2);
    }
}
