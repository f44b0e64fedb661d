//! Epochs: points of a conversation at which past outputs go out of sight, because it has outgrown its
//! budget.
//!
//! The walk goes over the boundaries between requests, from the first on, and decides at each from what
//! precedes it. So each request of a conversation comes to the same epochs without anything remembered,
//! and between two of them nothing in the past changes.

mod cache;
mod texts;

use std::sync::Arc;

use super::draft::{Step, call_literals, hash, hints_of};
use super::memo::{Kind, Memo, NoMemo, Remembered};
use super::overlap::Overlap;
use super::signed::is_signed_at;
use super::stub;
use crate::detect::{is_read_of_editable, margins};
use crate::{
    Block, BlockKind, CacheCost, Document, EpochReport, Handle, Need, NoTrimmer, Output, Past,
    PastEdit, Said, TokenCounter, Trim,
};
use cache::{Cache, End};
use texts::{StepText, Texts};

/// An epoch: what is masked from a boundary on.
#[derive(Debug)]
pub(super) struct Epoch {
    /// The first block after the boundary.
    pub(super) from: usize,
    /// Steps, by their place in the plan, and what stands for them.
    pub(super) masks: Vec<(usize, Stub)>,
    pub(super) report: EpochReport,
}

/// What stands in place of a masked output.
#[derive(Clone, Debug)]
pub(super) struct Stub {
    pub(super) text: String,
    pub(super) handle: Handle,
    pub(super) tokens: usize,
}

/// What an attempt to open an epoch came to: a function of what precedes it, so that it can be remembered.
#[derive(Debug)]
pub(super) struct Attempt {
    /// Outputs, by their place among them, and what stands for them; none if no epoch opens.
    masks: Vec<(usize, Stub)>,
    /// Tokens of the conversation with these masks.
    after: usize,
    /// What the epoch costs at once, in input tokens at the price without a cache.
    fee: f64,
}

impl Attempt {
    /// Bytes that it holds, roughly.
    pub(super) fn bytes(&self) -> usize {
        self.masks.iter().map(|(_, stub)| size_of::<Stub>() + stub.text.len()).sum::<usize>() + 64
    }
}

/// A conversation that pays for its epochs opens one from this share of its budget on, in percent: the
/// sooner the past shrinks, the more requests gain by it.
const OPENS_AT: usize = 50;

/// What an epoch aims at, in percent of the budget: by masking what may be of use, by masking what is
/// likely to be used.
const AIM: usize = 25;
const AIM_AT_LIKELY: usize = 70;

/// What an epoch frees at least, in percent of the budget.
const MARGIN: usize = 10;

/// A conversation is expected to go on for so many percent of the requests that it has had, and for no
/// more than so many: an epoch has to pay within them.
const EXPECTED: u64 = 100;
const FAR: u64 = 30;

/// An epoch that needs more requests than this to pay waits while it leaves more in sight than it frees:
/// once that may go as well, one epoch pays for both.
const PATIENCE: u64 = 20;

/// It need not go on for more than so many: what an epoch has not paid for by then must have been saved
/// before, so that the conversation is not dearer for it. Of one that is larger than twice its budget more
/// is taken for sure: so much at three times the budget.
const SURE: usize = 16;
const SURE_AT_MOST: usize = 50;

/// After an attempt the client's conversation grows by so much before the next one: by such a share of its
/// budget, and of itself, so that attempts are few however long it gets.
const RETRY: usize = 60;
const RETRY_OF_ALL: usize = 150;

/// What a stub is taken to cost before it is made.
const STUB_TOKENS: usize = 60;
const STUB_PERCENT: usize = 15;

/// A mask saves at least so many tokens, and such a share of what it masks, in percent.
const WORTH_TOKENS: usize = 60;
const WORTH_PERCENT: usize = 30;

/// The epochs of a conversation. Each looks at all that precedes it: time is linear in the request for
/// each attempt to open one, of which there are few.
pub(super) fn open(
    document: &Document<'_>,
    steps: &[Step<'_>],
    maskable: &dyn Fn(&Step<'_>, &str) -> bool,
    trim: &Trim,
    (tokens, memo): (&dyn TokenCounter, &dyn Memo),
) -> Vec<Epoch> {
    let texts = Texts::of(document, steps);
    let mut walk = Walk::new(document, trim, tokens, memo);
    walk.go(steps, &texts, maskable);
    walk.epochs
}

/// The past of a conversation at its end. Linear in the request.
pub(super) fn look_back<R>(
    document: &Document<'_>,
    steps: &[Step<'_>],
    tokens: &dyn TokenCounter,
    look: impl FnOnce(&Past<'_>) -> R,
) -> R {
    let cost = CacheCost { read: 1.0, write: 1.0 };
    let trimmer = Arc::new(NoTrimmer);
    let trim = Trim { budget: usize::MAX, cost, must_fit: true, trimmer };
    let texts = Texts::of(document, steps);
    let mut walk = Walk::new(document, &trim, tokens, &NoMemo);
    walk.go(steps, &texts, &|_, _| false);
    look(&walk.past())
}

/// Whether the model made such a block.
const fn is_models(kind: BlockKind) -> bool {
    matches!(kind, BlockKind::Assistant | BlockKind::ToolCall)
}

/// The walk over a conversation.
struct Walk<'w> {
    document: &'w Document<'w>,
    trim: &'w Trim,
    tokens: &'w dyn TokenCounter,
    memo: &'w dyn Memo,
    /// The hash of all that was taken in, and of the terms.
    key: u128,
    outputs: Vec<Output<'w>>,
    said: Vec<Said<'w>>,
    overlap: Overlap,
    /// Tokens of what was said so far.
    spoken: usize,
    /// The opaque blocks since the last other one.
    pending: Pending,
    /// The place after the last block that is not opaque, and its message.
    end: (usize, usize),
    /// For each output, its block and the tokens of what was said before it.
    places: Vec<(usize, usize)>,
    /// The last signed block.
    signed: Option<usize>,
    /// The last block is the model's.
    models_turn: bool,
    /// The message of the last call.
    called_in: Option<usize>,
    requests: usize,
    /// What the provider's cache has.
    cache: Cache,
    /// Tokens of the outputs: as the client has them, and as they are sent.
    full: usize,
    sent: usize,
    /// What was saved so far, in input tokens at the price without a cache.
    bank: f64,
    /// Tokens of outputs that the request before did without.
    saved: usize,
    /// No attempt is made until the conversation is larger than this, as the client has it.
    retry: usize,
    epochs: Vec<Epoch>,
}

impl<'w> Walk<'w> {
    fn new(
        document: &'w Document<'w>,
        trim: &'w Trim,
        tokens: &'w dyn TokenCounter,
        memo: &'w dyn Memo,
    ) -> Self {
        let dialect = document.dialect().unwrap_or_default();
        Self {
            document,
            trim,
            tokens,
            memo,
            key: hash(0, &["epochs", dialect, trim.trimmer.name(), &terms(trim)]),
            outputs: Vec::new(),
            said: Vec::new(),
            overlap: Overlap::default(),
            spoken: 0,
            pending: Pending::default(),
            end: (0, 0),
            places: Vec::new(),
            signed: None,
            models_turn: true,
            called_in: None,
            requests: 0,
            cache: Cache::new(document),
            full: 0,
            sent: 0,
            bank: 0.0,
            saved: 0,
            retry: 0,
            epochs: Vec::new(),
        }
    }

    /// Goes over all blocks, and looks at each boundary whether an epoch opens.
    fn go(
        &mut self,
        steps: &[Step<'_>],
        texts: &'w Texts<'w>,
        maskable: &dyn Fn(&Step<'_>, &str) -> bool,
    ) {
        let mut next = steps.iter().zip(&texts.steps).peekable();
        let mut said = texts.said.iter();
        for (at, block) in self.document.blocks().iter().enumerate() {
            if is_models(block.kind) {
                self.boundary(at);
            }
            match next.next_if(|(step, _)| step.block == at) {
                Some((step, text)) => {
                    let may = maskable(step, &text.text);
                    self.output(step, text, block, may);
                }
                None => self.said(at, block, said.next().map_or("", |text| text)),
            }
        }
        if !self.models_turn {
            self.boundary(self.document.blocks().len());
        }
    }

    /// Takes a text in that is no output.
    fn said(&mut self, at: usize, block: &Block, text: &'w str) {
        let literal = block.literal.of(self.document.source());
        let tokens = self.tokens.estimate(if text.is_empty() { literal } else { text });
        let signed = is_signed_at(self.document, at).then_some(at);
        let is_head = block.kind == BlockKind::System && block.cache_marker;
        let flags = [signed.is_some(), is_head, false];
        if block.kind == BlockKind::Opaque {
            self.pending.tokens += tokens;
            self.pending.signed = signed.or(self.pending.signed);
            self.pending.key = self.key_with(self.pending.key, block, literal, flags);
            return;
        }
        self.take_pending(at, block);
        self.key = self.key_with(self.key, block, literal, flags);
        self.signed = signed.or(self.signed);
        self.spoken += tokens;
        if is_head {
            self.cache.head = self.spoken;
        }
        self.models_turn = is_models(block.kind);
        if block.kind == BlockKind::ToolCall {
            self.called_in = Some(block.message);
        }
        self.said.push(Said::new(block.kind, text, self.outputs.len()));
    }

    /// A key that stands for a block, too.
    fn key_with(&self, key: u128, block: &Block, text: &str, flags: [bool; 3]) -> u128 {
        let [name, arguments] = call_literals(self.document, block).unwrap_or_default();
        let flags = flags.map(u8::from).iter().fold(0, |all, bit| 2 * all + bit);
        let kind = [block.kind as u8, flags].map(|byte| char::from(byte).to_string()).concat();
        hash(key, &[&kind, name, arguments, text])
    }

    /// Takes in what was opaque before a block, now that it shows on which side of a boundary it stands.
    fn take_pending(&mut self, at: usize, block: &Block) {
        let Pending { tokens, signed, key } = std::mem::take(&mut self.pending);
        self.spoken += tokens;
        self.signed = signed.or(self.signed);
        if key != 0 {
            self.key = hash(self.key, &[&format!("{key:x}")]);
        }
        self.end = (at + 1, block.message);
    }

    /// Takes an output in.
    fn output(&mut self, step: &Step<'_>, text: &'w StepText<'w>, block: &Block, may: bool) {
        self.take_pending(step.block, block);
        // What stands in the message of its call was run by the provider: the model's turn goes on.
        self.models_turn = self.called_in == Some(block.message);
        let hints = hints_of(&text.call).with_error(block.is_error);
        let tokens = step.form.tokens_after;
        self.key = self.key_with(self.key, block, &text.text, [may, block.is_error, true]);
        self.key = hash(self.key, &[&format!("{} {tokens}", step.form.tokens_before)]);
        let mut output = Output::new(&text.text, hints, self.requests + 1, tokens);
        output.is_read = is_read_of_editable(&hints);
        output.settled = !may;
        output.file = text.file.as_deref();
        self.outputs.push(output);
        self.places.push((step.block, self.spoken));
        self.full += step.form.tokens_before;
        self.sent += self.overlap.push(&text.text, margins(&hints), tokens);
    }

    /// A request ends here, if the model speaks next and did not speak last.
    fn boundary(&mut self, from: usize) {
        if std::mem::replace(&mut self.models_turn, true) {
            return;
        }
        self.requests += 1;
        let spoken = self.spoken;
        self.save();
        let (end, _) = self.end;
        self.cache.now = end;
        if let Some(epoch) = self.attempt(from) {
            self.epochs.push(epoch);
        }
        self.saved = self.full.saturating_sub(self.sent);
        self.cache.ends.push(End { block: end, outputs: self.outputs.len(), spoken });
    }

    /// Puts by what this request saves: what it does without is not read, and what is new not written.
    fn save(&mut self) {
        let CacheCost { read, write } = self.trim.cost;
        let saved = self.full.saturating_sub(self.sent);
        let new = saved.saturating_sub(self.saved);
        self.bank += read * saved as f64 + (write - read) * new as f64;
    }

    /// The epoch that opens here, if one does.
    fn attempt(&mut self, from: usize) -> Option<Epoch> {
        let budget = self.trim.budget;
        let trigger = percent(budget, if self.trim.must_fit { 100 } else { OPENS_AT });
        let before = self.spoken + self.sent;
        let all = self.spoken + self.full;
        if before <= trigger || all <= self.retry {
            return None;
        }
        self.retry = all + (budget / RETRY).max(all / RETRY_OF_ALL);
        let attempt = self.remembered(before);
        if attempt.masks.is_empty() {
            return None;
        }
        self.bank -= attempt.fee;
        self.sent = attempt.after.saturating_sub(self.spoken);
        for (at, stub) in &attempt.masks {
            self.overlap.mask(*at, Some(stub.tokens));
            if let Some(output) = self.outputs.get_mut(*at) {
                (output.in_sight, output.settled) = (false, true);
                output.tokens = stub.tokens;
            }
        }
        let report = EpochReport {
            messages: self.end.1 + 1,
            masked: attempt.masks.len(),
            tokens_before: before,
            tokens_after: attempt.after,
        };
        Some(Epoch { from, masks: attempt.masks.clone(), report })
    }

    /// What an attempt comes to, from the memo if it is known there.
    fn remembered(&mut self, before: usize) -> Arc<Attempt> {
        if let Some(Kind::Attempt(known)) = self.memo.get(self.key).map(|known| known.0) {
            return known;
        }
        let attempt = Arc::new(self.try_to_open(before));
        self.memo.put(self.key, Remembered(Kind::Attempt(Arc::clone(&attempt))));
        attempt
    }

    fn try_to_open(&mut self, before: usize) -> Attempt {
        let mut chosen = self.choose(before);
        if !self.trim.must_fit {
            self.drop_dear(&mut chosen);
        }
        let fee = chosen.first().and_then(|first| self.fee(before, *first));
        let masks = fee.map(|_| self.mask(&chosen)).unwrap_or_default();
        let fee = masks.first().and_then(|(first, _)| self.fee(before, *first));
        let after = self.size();
        chosen.iter().for_each(|output| self.overlap.mask(*output, None));
        match fee {
            Some(fee) => Attempt { masks, after, fee },
            None => Attempt { masks: Vec::new(), after: before, fee: 0.0 },
        }
    }

    fn size(&self) -> usize {
        self.spoken + self.overlap.sizes(self.outputs.len()).iter().sum::<usize>()
    }

    fn past(&self) -> Past<'_> {
        Past::new(&self.outputs, &self.said, self.requests)
    }

    /// The outputs to mask: in the order of the trimmer, until the aim of their kind is reached, without
    /// those that turn out to free too little.
    fn choose(&mut self, before: usize) -> Vec<usize> {
        let mut now = before;
        let mut chosen = Vec::new();
        for candidate in self.trim.trimmer.order(&self.past()) {
            let aim = match candidate.need {
                Need::Obsolete => 0,
                Need::Perhaps => percent(self.trim.budget, AIM),
                Need::Likely => percent(self.trim.budget, AIM_AT_LIKELY),
                Need::AtHand if self.trim.must_fit => percent(self.trim.budget, AIM_AT_LIKELY),
                Need::AtHand => usize::MAX,
            };
            let at = candidate.output;
            if now <= aim || !self.is_open(at) || self.overlap.is_masked(at) {
                continue;
            }
            self.overlap.mask(at, Some(self.expected_stub(at)));
            now = now.saturating_sub(self.overlap.freed(at).saturating_sub(self.expected_stub(at)));
            chosen.push(at);
        }
        chosen.sort_unstable();
        chosen.retain(|&at| {
            let tokens = self.outputs.get(at).map_or(0, |output| output.tokens);
            let saves = self.overlap.freed(at).saturating_sub(self.expected_stub(at));
            let worth = saves >= WORTH_TOKENS.max(percent(tokens, WORTH_PERCENT));
            if !worth {
                self.overlap.mask(at, None);
            }
            worth
        });
        chosen
    }

    /// Whether an output may be masked and is worth it: it stands after all that is signed.
    fn is_open(&self, at: usize) -> bool {
        let Some((output, place)) = self.outputs.get(at).zip(self.places.get(at)) else {
            return false;
        };
        let free = self.signed.is_none_or(|signed| place.0 > signed);
        let least = self.expected_stub(at) + WORTH_TOKENS;
        !output.settled && free && output.tokens >= least
    }

    fn expected_stub(&self, at: usize) -> usize {
        let tokens = self.outputs.get(at).map_or(0, |output| output.tokens);
        STUB_TOKENS + percent(tokens, STUB_PERCENT)
    }

    /// Makes the stubs of outputs.
    fn mask(&mut self, chosen: &[usize]) -> Vec<(usize, Stub)> {
        let shown = self.trim.trimmer.show(&self.past(), chosen);
        let mut masks = Vec::with_capacity(chosen.len());
        for (n, &at) in chosen.iter().enumerate() {
            let stub = self.outputs.get(at).zip(shown.get(n)).and_then(|(output, shown)| {
                let handle = Handle::of(output.text);
                let text = stub::render(output.text, shown, handle)?;
                let tokens = self.tokens.estimate(&text);
                let pays = self.tokens.saves(output.text, &text, WORTH_TOKENS / 2);
                (pays && tokens < output.tokens).then_some(Stub { text, handle, tokens })
            });
            self.overlap.mask(at, stub.as_ref().map(|stub| stub.tokens));
            masks.extend(stub.map(|stub| (at, stub)));
        }
        masks
    }

    /// What an epoch with the masks of now costs at once, if it frees its margin and, unless the request
    /// must fit, pays within the requests that the conversation is expected to have, at no risk of making
    /// it dearer than it is without us should it end soon.
    fn fee(&self, before: usize, first: usize) -> Option<f64> {
        let sizes = self.overlap.sizes(self.outputs.len());
        let saved = before.saturating_sub(self.spoken + sizes.iter().sum::<usize>());
        if saved < self.margin() {
            return None;
        }
        let (edit, cost) = (self.edit(saved, &sums(&sizes), first), self.trim.cost);
        let fee = -edit.net(cost, 0);
        let pays = || {
            let requests = edit.break_even(cost).filter(|requests| *requests <= self.expected());
            requests.is_some_and(|n| n <= PATIENCE || self.left_over(&sizes, first) <= saved)
        };
        (self.trim.must_fit || pays() && self.is_safe(edit)).then_some(fee)
    }

    /// Tokens of outputs, from one on, that stay in sight for now and that a later epoch may mask.
    fn left_over(&self, sizes: &[usize], first: usize) -> usize {
        let stay = self.outputs.iter().zip(sizes).enumerate().skip(first);
        let stay = stay.filter(|(at, (output, _))| !output.settled && !self.overlap.is_masked(*at));
        stay.map(|(_, (_, tokens))| tokens).sum()
    }

    /// Whether the conversation is not dearer for an edit than it is without us, should it end soon.
    fn is_safe(&self, edit: PastEdit) -> bool {
        self.bank + edit.net(self.trim.cost, self.sure()) >= 0.0
    }

    /// Tokens that an epoch frees at least.
    fn margin(&self) -> usize {
        (percent(self.trim.budget, MARGIN) + 1).min(self.trim.budget.max(1))
    }

    /// How many requests are taken for sure.
    fn sure(&self) -> u64 {
        let budget = self.trim.budget.max(1);
        let excess = (self.spoken + self.sent).saturating_sub(budget.saturating_mul(2)).min(budget);
        let risk = ((SURE_AT_MOST - SURE) as u128 * excess as u128 / budget as u128) as usize;
        (self.requests * (SURE + risk)).div_ceil(100) as u64
    }

    /// Leaves out the first outputs where more would be written anew for them than they free, or than
    /// can be paid for safely.
    fn drop_dear(&mut self, chosen: &mut Vec<usize>) {
        let after = self.overlap.sizes(self.outputs.len());
        chosen.iter().for_each(|output| self.overlap.mask(*output, None));
        let before = self.overlap.sizes(self.outputs.len());
        let frees = |at: &usize| {
            let tokens = |sizes: &[usize]| sizes.get(*at).copied().unwrap_or_default();
            tokens(&before).saturating_sub(tokens(&after))
        };
        let (written, expected) = (sums(&after), self.expected());
        let (mut best, mut most, mut saved) = (chosen.len(), f64::MIN, 0);
        for (n, at) in chosen.iter().enumerate().rev() {
            saved += frees(at);
            let edit = self.edit(saved, &written, *at);
            let net = edit.net(self.trim.cost, expected);
            if saved >= self.margin() && net >= most && self.is_safe(edit) {
                (best, most) = (n, net);
            }
        }
        chosen.drain(..best);
        chosen.iter().for_each(|at| self.overlap.mask(*at, Some(self.expected_stub(*at))));
    }

    /// How many requests the conversation is expected to have from now on.
    fn expected(&self) -> u64 {
        (self.requests as u64 * EXPECTED / 100).min(FAR)
    }

    /// What an epoch that masks from this output on has the provider write anew; the tokens of the outputs
    /// then are given as [`sums`].
    fn edit(&self, saved: usize, sums: &[usize], first: usize) -> PastEdit {
        let Some(cached) = self.cache.ends.last() else { return PastEdit { saved, rewritten: 0 } };
        let (outputs, spoken) = match self.places.get(first) {
            Some((_, spoken)) if !self.cache.is_marked => (first, *spoken),
            Some((block, _)) => self.cache.before(*block),
            None => (0, 0),
        };
        let before = |outputs: usize| sums.get(outputs).copied().unwrap_or_default();
        let kept = before(cached.outputs).saturating_sub(before(outputs));
        PastEdit { saved, rewritten: kept + cached.spoken.saturating_sub(spoken) }
    }
}

/// Opaque blocks: whose they are shows only in what follows.
#[derive(Debug, Default)]
struct Pending {
    tokens: usize,
    /// The last signed one.
    signed: Option<usize>,
    key: u128,
}

/// The terms of a trim, as a text.
fn terms(trim: &Trim) -> String {
    let CacheCost { read, write } = trim.cost;
    format!("{} {:x} {:x} {}", trim.budget, read.to_bits(), write.to_bits(), trim.must_fit)
}

/// For each place, the sum of what stands before it.
fn sums(sizes: &[usize]) -> Vec<usize> {
    let mut sum = 0;
    let ends = sizes.iter().map(|size| {
        sum += size;
        sum
    });
    std::iter::once(0).chain(ends).collect()
}

fn percent(of: usize, percent: usize) -> usize {
    (of as u128 * percent as u128 / 100) as usize
}
