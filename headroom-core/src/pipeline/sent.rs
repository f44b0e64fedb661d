//! What went out before comes first: forms give way to precedents, and new forms are taken down.

use std::collections::HashSet;
use std::sync::Arc;

use super::draft::Step;
use super::history::{Done, History};
use super::precedents::{Decision, Pinned, Precedent, Precedents, SentText};
use crate::notice::{Notice, Place, Within};
use crate::{Fidelity, Handle, Outcome, Reason};

/// What is known of the steps of a plan once the store has answered.
#[derive(Clone, Debug)]
pub(super) struct Answers {
    refused: HashSet<Handle>,
    /// For each step.
    precedents: Vec<Precedent>,
}

impl Answers {
    pub(super) fn new(refused: HashSet<Handle>, steps: &[Step<'_>]) -> Self {
        Self { refused, precedents: steps.iter().map(|step| step.precedent.clone()).collect() }
    }

    pub(super) fn precedent(&self, step: usize) -> &Precedent {
        self.precedents.get(step).unwrap_or(&Precedent::New)
    }

    /// Whether the store has the original that the form of a new block points to.
    pub(super) fn takes(&self, step: &Step<'_>) -> bool {
        step.form.handle().is_some_and(|handle| !self.refused.contains(&handle))
    }

    /// Whether a text that was sent points to an original that is not in the store now.
    pub(super) fn lacks(&self, step: &Step<'_>, sent: &SentText) -> bool {
        sent.handle().is_some_and(|handle| {
            let offered = step.handle == Some(handle) && step.original.is_some();
            !offered || self.refused.contains(&handle)
        })
    }

    /// Has the new steps taken down. `true` if others have to be settled in another way first.
    pub(super) fn pin(
        &mut self,
        precedents: &dyn Precedents,
        steps: &[Step<'_>],
        history: &History,
    ) -> bool {
        let open: Vec<(usize, Decision)> = (steps.iter().zip(&history.done).enumerate())
            .filter(|(n, _)| !matches!(self.precedent(*n), Precedent::Sent(_)))
            .map(|(n, (step, done))| (n, Decision { block: step.block, sent: done.sent() }))
            .collect();
        let (places, decisions): (Vec<usize>, Vec<Decision>) = open.into_iter().unzip();
        match precedents.pin(&decisions) {
            Pinned::All => false,
            Pinned::Full { from } => {
                let rest = places.iter().zip(&decisions).skip(from);
                let texts = rest.filter(|(_, decision)| decision.sent.is_some());
                let hold = || Precedent::Verbatim(Reason::LedgerFull);
                texts.filter(|(place, _)| self.replace(**place, hold())).count() > 0
            }
            Pinned::Already { at, known } => {
                let known = places.iter().skip(at).zip(known);
                let known = known.filter(|(_, precedent)| *precedent != Precedent::New);
                known.filter(|(place, sent)| self.replace(**place, sent.clone())).count() > 0
            }
        }
    }

    /// Whether that changes anything.
    fn replace(&mut self, step: usize, with: Precedent) -> bool {
        self.precedents.get_mut(step).is_some_and(|known| {
            let changes = *known != with;
            *known = with;
            changes
        })
    }

    /// What the next request will find, and the history as it will see it; `None` if a block goes out
    /// in a form that does not last.
    pub(super) fn next(&self, mut history: Arc<History>) -> Option<(Self, Arc<History>)> {
        if !self.refused.is_empty() || !history.changed.is_empty() {
            return None;
        }
        let known = self.precedents.iter().zip(&history.done);
        let known = known.map(|(precedent, done)| match precedent {
            Precedent::Sent(_) => precedent.clone(),
            _ => done.sent().map_or(Precedent::Verbatim(Reason::SentVerbatim), Precedent::Sent),
        });
        let next = Self { refused: HashSet::new(), precedents: known.collect() };
        if history.done.iter().any(Done::is_held) {
            Arc::make_mut(&mut history).done.iter_mut().for_each(Done::release);
        }
        Some((next, history))
    }
}

impl Done {
    fn sent(&self) -> Option<SentText> {
        let text = self.text.clone()?;
        let fidelity = match self.report.outcome {
            Outcome::Rewritten { fidelity, .. } => fidelity,
            Outcome::Verbatim(_) => Fidelity::Bytes,
        };
        Some(SentText { text, fidelity, folded: Arc::clone(&self.folded) })
    }

    /// The block goes out as it was sent.
    pub(super) fn repeat(&mut self, sent: &SentText, tokens: usize) {
        self.text = Some(sent.text.clone());
        self.folded = Arc::clone(&sent.folded);
        self.report.outcome = Outcome::Rewritten { fidelity: sent.fidelity, by: vec![SENT_BEFORE] };
        self.report.handle = sent.handle();
        self.report.tokens_after = tokens;
    }

    fn is_held(&self) -> bool {
        self.held && self.report.outcome != Outcome::Verbatim(Reason::SentVerbatim)
    }

    /// As the next request will see it: whatever held the block back, it was sent verbatim.
    fn release(&mut self) {
        if self.is_held() {
            self.report.outcome = Outcome::Verbatim(Reason::SentVerbatim);
        }
    }
}

/// What a report names in place of compressors where the form is an earlier request's.
const SENT_BEFORE: &str = "sent-before";

impl History {
    /// Whether a text that was sent refers to lines that do not stand there now.
    pub(super) fn is_outdated(&self, text: &str) -> bool {
        refers_to(text, &self.changed) || refers_to(text, &self.put_back)
    }
}

/// Whether a text refers to one of these tool results. Linear.
fn refers_to(text: &str, results: &[usize]) -> bool {
    !results.is_empty()
        && text.lines().filter_map(Notice::parse).any(|notice| match notice {
            Notice::Same { place: Place { within: Within::Result(n), .. }, .. } => {
                results.iter().any(|result| result + 1 == n)
            }
            _ => false,
        })
}
