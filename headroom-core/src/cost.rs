//! What a token of a cached prefix costs, and when an edit of the past pays.
//!
//! Where a prefix is cached, each further request reads it at a fraction of the input price. An edit
//! inside it makes the provider write anew what follows the edit, once; from then on what the edit
//! removed is not read any more. Let `s` tokens be rewritten and `d` be saved, and let the edit's own
//! request and those after it be `n`. Without the edit they read `n (s + d)` tokens; with it the
//! first writes `s` and the others read `(n - 1) s`. So the edit is worth
//!
//! ```text
//! net(n) = read n (s + d) - write s - read (n - 1) s
//!        = read n d - (write - read) s
//! ```
//!
//! which is not negative from `n = (write - read) / read * s / d` on: 11.5 `s / d` requests where
//! writing costs 1.25 and reading 0.1.

/// The price of a token that is read from a provider's prompt cache, and of one that is written into
/// it, relative to the price of an input token without a cache (1.0).
///
/// Plain data: where it comes from is the caller's business. `headroom-cache` has it by model,
/// and [`PastEdit`] computes with it when an edit of the past pays.
///
/// ```
/// use headroom_core::CacheCost;
///
/// // Entries that live for five minutes cost a quarter more to write, and a tenth to read.
/// let cost = CacheCost { read: 0.1, write: 1.25 };
/// // A prefix of 10,000 tokens, written once and read twice, and what it costs without a cache.
/// assert_eq!(10_000.0 * cost.write + 2.0 * 10_000.0 * cost.read, 14_500.0);
/// assert!(14_500.0 < 3.0 * 10_000.0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CacheCost {
    /// Of a token that is read from the cache.
    pub read: f64,
    /// Of a token that is written into the cache; 1.0 where writing is free.
    pub write: f64,
}

/// An edit inside a cached prefix, in tokens.
///
/// It may touch several places; what counts begins with the first of them.
///
/// ```
/// use headroom_core::{CacheCost, PastEdit};
///
/// let cost = CacheCost { read: 0.1, write: 1.25 };
/// // 9,000 tokens of old tool output go; 18,000 that follow them have to be written again.
/// let edit = PastEdit { saved: 9_000, rewritten: 18_000 };
/// assert_eq!(edit.break_even(cost), Some(23));
/// assert!(edit.net(cost, 10) < 0.0, "ten more requests are not enough");
/// assert_eq!(edit.net(cost, 40).round(), 15_300.0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PastEdit {
    /// How many tokens fewer stand in the request after the edit.
    pub saved: usize,
    /// How many tokens stand, after the edit, from its first place to the end of what was cached:
    /// what stays between the places and what is written in place of what goes are among them, what
    /// is new in this request is not.
    pub rewritten: usize,
}

impl PastEdit {
    /// What the edit is worth over the next `requests`, the one that carries it included, in input
    /// tokens at the price without a cache; negative if it costs. That the entry stays alive is taken
    /// for granted: if it has expired before the edit, nothing is rewritten that would not be written
    /// anyway, and every token saved is worth [`CacheCost::write`] at once.
    #[must_use]
    pub fn net(self, cost: CacheCost, requests: u64) -> f64 {
        self.gain(cost) * requests as f64 - self.fee(cost)
    }

    /// From how many requests on, the one that carries the edit included, it does not cost more than
    /// it saves; `None` if never. At least 1.
    #[must_use]
    pub fn break_even(self, cost: CacheCost) -> Option<u64> {
        let (gain, fee) = (self.gain(cost), self.fee(cost));
        if fee <= 0.0 {
            return Some(1);
        }
        // Prices are decimal fractions, so a quotient that is whole comes out a little beside it.
        let requests = (fee / gain * (1.0 - 1e-12)).ceil();
        let known = gain > 0.0 && requests < 9e15;
        known.then_some(requests.max(1.0) as u64)
    }

    /// What each request saves.
    fn gain(self, cost: CacheCost) -> f64 {
        cost.read * self.saved as f64
    }

    /// What is paid once.
    fn fee(self, cost: CacheCost) -> f64 {
        (cost.write - cost.read) * self.rewritten as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIVE_MINUTES: CacheCost = CacheCost { read: 0.1, write: 1.25 };
    const ONE_HOUR: CacheCost = CacheCost { read: 0.1, write: 2.0 };
    const FREE_WRITES: CacheCost = CacheCost { read: 0.1, write: 1.0 };

    #[test]
    fn an_edit_pays_from_so_many_requests_on() {
        for (cost, saved, rewritten, expected) in [
            (FIVE_MINUTES, 1_000, 1_000, Some(12)),
            (FIVE_MINUTES, 2_000, 4_000, Some(23)),
            (FIVE_MINUTES, 500, 50_000, Some(1_150)),
            (FIVE_MINUTES, 1_000, 0, Some(1)),
            (FIVE_MINUTES, 0, 1_000, None),
            (ONE_HOUR, 1_000, 1_000, Some(19)),
            (FREE_WRITES, 1_000, 1_000, Some(9)),
            (CacheCost { read: 0.5, write: 1.0 }, 1_000, 1_000, Some(1)),
            (CacheCost { read: 0.0, write: 1.0 }, 1_000, 1_000, None),
            (CacheCost { read: f64::NAN, write: 1.0 }, 1_000, 1_000, None),
            (FIVE_MINUTES, 1, usize::MAX, None),
        ] {
            let edit = PastEdit { saved, rewritten };
            assert_eq!(edit.break_even(cost), expected, "{edit:?} {cost:?}");
        }
    }

    /// What a prefix costs over some requests, counted one by one.
    fn bill(cost: CacheCost, tokens: usize, first: f64, requests: u64) -> f64 {
        (0..requests).map(|n| tokens as f64 * if n == 0 { first } else { cost.read }).sum()
    }

    #[test]
    fn net_is_the_difference_of_the_bills() {
        for cost in [FIVE_MINUTES, ONE_HOUR, FREE_WRITES] {
            for (saved, rewritten, requests) in
                [(1_000, 1_000, 11), (1_000, 1_000, 12), (7, 3_001, 99), (50, 0, 1), (0, 9, 3)]
            {
                let without = bill(cost, saved + rewritten, cost.read, requests);
                let with = bill(cost, rewritten, cost.write, requests);
                let net = PastEdit { saved, rewritten }.net(cost, requests);
                assert!((net - (without - with)).abs() < 1e-6, "{net} {without} {with}");
            }
        }
    }

    #[test]
    fn the_break_even_is_the_first_request_without_a_loss() {
        for cost in [FIVE_MINUTES, ONE_HOUR, FREE_WRITES] {
            for saved in [1, 13, 999, 20_000] {
                for rewritten in [1, 14, 1_000, 70_001] {
                    let edit = PastEdit { saved, rewritten };
                    let requests = edit.break_even(cost).unwrap();
                    assert!(edit.net(cost, requests) >= -1e-6, "{edit:?} {requests}");
                    assert!(requests == 1 || edit.net(cost, requests - 1) < -1e-9, "{edit:?}");
                }
            }
        }
    }
}
