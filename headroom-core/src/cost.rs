//! What a token of a cached prefix costs.

/// The price of a token that is read from a provider's prompt cache, and of one that is written into
/// it, relative to the price of an input token without a cache (1.0).
///
/// Plain data: where it comes from is the caller's business. `headroom-cache` has it by model, and
/// computes with it when an edit of the past pays.
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
