//! What successive requests read from a cache, write into it and cost.

use std::collections::HashMap;

use headroom_core::TokenCounter;

use super::store::{Hit, Store};
use super::units::{self, Digest, Unit};
use crate::{CacheKind, CacheRules, Layout, LayoutError, Marker, Ttl};

/// A provider's prompt cache, by the rules of a model.
///
/// It is told when each request was sent and reads no clock. A request finds what an earlier one
/// left and what has not expired; entries are there as soon as a request was made. Blocks are the
/// same if their members are, cache markers aside, as source text. Tokens are what the
/// [`TokenCounter`] says of the text that a model sees; images and what is encrypted count for
/// nothing, and frames of messages for no more than the text in them. Caches that are made and named
/// by calls of their own are not simulated.
///
/// ```
/// use headroom_cache::ProviderRules;
/// use headroom_cache::testing::Simulator;
/// use headroom_core::Estimator;
///
/// let rules = ProviderRules::builtin();
/// let rules = rules.for_model("claude-sonnet-4-5").unwrap();
/// let mut cache = Simulator::new(rules.clone(), Estimator::new());
///
/// let manual = "Read before you write. ".repeat(1_000);
/// let body = |question: &str| format!(
///     r#"{{"system": [{{"type": "text", "text": "{manual}", "cache_control": {{"type": "ephemeral"}}}}],
///          "messages": [{{"role": "user", "content": "{question}"}}]}}"#);
/// let first = cache.request(&body("What is first?"), 0)?;
/// assert!(first.read == 0 && first.written > 5_000);
/// let second = cache.request(&body("And then?"), 60)?;
/// assert_eq!((second.read, second.written), (first.written, 0));
/// assert!(second.cost < first.cost / 10.0);
/// let too_late = cache.request(&body("And after lunch?"), 4_000)?;
/// assert_eq!(too_late.read, 0);
/// assert_eq!(cache.totals().requests, 3);
/// # Ok::<(), headroom_cache::testing::SimulationError>(())
/// ```
#[derive(Debug)]
pub struct Simulator<T> {
    rules: CacheRules,
    tokens: T,
    dialect: Option<String>,
    counts: HashMap<Digest, usize>,
    store: Store,
    totals: Totals,
}

/// What a request was read from, written to and charged for; tokens of input.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Turn {
    /// All tokens.
    pub tokens: usize,
    /// Those that were read from the cache.
    pub read: usize,
    /// Those that were charged for as written into it.
    pub written: usize,
    /// The others.
    pub plain: usize,
    /// What all of them cost, in tokens at the price without a cache.
    pub cost: f64,
    /// At which markers entries were found; none where caches need no markers.
    pub hits: Vec<Hit>,
}

/// The sums over all requests.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Totals {
    /// How many requests.
    pub requests: usize,
    /// All tokens: what the requests cost without a cache.
    pub tokens: usize,
    /// Those that were read from the cache.
    pub read: usize,
    /// Those that were charged for as written into it.
    pub written: usize,
    /// The others.
    pub plain: usize,
    /// What all of them cost, in tokens at the price without a cache.
    pub cost: f64,
}

impl Totals {
    /// The cost relative to that of the same conversation sent otherwise: below 1 if this is the
    /// cheaper; `None` if the other cost nothing.
    #[must_use]
    pub fn relative_to(&self, other: &Self) -> Option<f64> {
        (other.cost > 0.0).then(|| self.cost / other.cost)
    }

    fn add(&mut self, turn: &Turn) {
        self.requests += 1;
        self.tokens += turn.tokens;
        self.read += turn.read;
        self.written += turn.written;
        self.plain += turn.plain;
        self.cost += turn.cost;
    }
}

/// A provider would refuse the request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SimulationError {
    /// The body has no layout.
    #[error(transparent)]
    Layout(#[from] LayoutError),
    /// It has more cache markers than the provider takes.
    #[error("{found} cache markers, and at most {most} are taken")]
    TooManyMarkers {
        /// How many it has.
        found: usize,
        /// How many it may have.
        most: usize,
    },
    /// An entry that lives longer stands behind one that lives shorter.
    #[error("a cache marker of a longer life stands behind one of a shorter life")]
    TtlOrder,
    /// A marker names a lifetime that the model's cache does not have.
    #[error("a cache marker of a lifetime that there is not")]
    NoSuchTtl,
}

impl<T: TokenCounter> Simulator<T> {
    /// An empty cache.
    #[must_use]
    pub fn new(rules: CacheRules, tokens: T) -> Self {
        Self {
            rules,
            tokens,
            dialect: None,
            counts: HashMap::new(),
            store: Store::default(),
            totals: Totals::default(),
        }
    }

    /// Names the dialect of the bodies, where they do not show it themselves.
    #[must_use]
    pub fn dialect(mut self, name: &str) -> Self {
        self.dialect = Some(name.to_owned());
        self
    }

    /// Sends a request, so many seconds after a start of the caller's choice.
    ///
    /// # Errors
    ///
    /// [`SimulationError`] if the body cannot be read, or its cache markers break the provider's
    /// rules; the cache is then as before.
    pub fn request(&mut self, body: &str, at_seconds: u64) -> Result<Turn, SimulationError> {
        let layout = match &self.dialect {
            Some(dialect) => Layout::parse_as(body, dialect)?,
            None => Layout::parse(body)?,
        };
        let units = units::units(&layout, |digest, text| {
            *self.counts.entry(digest).or_insert_with(|| self.tokens.estimate(text))
        });
        let turn = match self.rules.kind {
            CacheKind::Markers => {
                check(layout.markers(), &self.rules)?;
                self.by_markers(layout.markers(), &units, at_seconds)
            }
            CacheKind::Prefix => self.by_prefix(units, at_seconds),
        };
        self.totals.add(&turn);
        Ok(turn)
    }

    /// The sums so far.
    #[must_use]
    pub fn totals(&self) -> Totals {
        self.totals
    }

    /// What is read, up to the last entry found; what is written, up to the last marker; what is
    /// behind it. Of what is written, all up to the last marker of a longer life costs as that.
    fn by_markers(&mut self, markers: &[Marker], units: &[Unit], at: u64) -> Turn {
        let ends: Vec<_> = markers.iter().map(|marker| Unit::end(units, marker)).collect();
        let hits = self.store.find(&self.rules, &ends, at);
        let read = hits.iter().map(|hit| hit.tokens).max().unwrap_or(0);
        let mut turn = Turn { tokens: units::total(units), read, hits, ..Turn::default() };
        turn.cost = self.rules.read * read as f64;
        let mut charged = read;
        for (marker, end) in markers.iter().zip(&ends) {
            let entry = self.rules.entry(marker.ttl.unwrap_or_default());
            let (Some(entry), Some(end)) = (entry, end.last()) else { continue };
            if self.rules.cacheable(end.tokens) > 0 {
                let new = end.tokens.saturating_sub(charged);
                charged += new;
                turn.written += new;
                turn.cost += entry.write * new as f64;
                self.store.put(end.digest, entry.seconds, at);
            }
        }
        turn.rest()
    }

    fn by_prefix(&mut self, units: Vec<Unit>, at: u64) -> Turn {
        let entry = self.rules.entries.first().copied();
        let seconds = entry.map_or(0, |entry| entry.seconds);
        let tokens = units::total(&units);
        let found = self.store.longest(&units, |text| self.tokens.estimate(text), seconds, at);
        let read = self.rules.cacheable(found.min(tokens));
        let write = entry.map_or(1.0, |entry| entry.write);
        let new = self.rules.cacheable(tokens).saturating_sub(read);
        let written = if write > 1.0 { new } else { 0 };
        let cost = self.rules.read * read as f64 + write * written as f64;
        self.store.keep(units, at);
        Turn { tokens, read, written, cost, ..Turn::default() }.rest()
    }
}

impl Turn {
    fn rest(mut self) -> Self {
        self.plain = self.tokens.saturating_sub(self.read + self.written);
        self.cost += self.plain as f64;
        self
    }
}

fn check(markers: &[Marker], rules: &CacheRules) -> Result<(), SimulationError> {
    let (found, most) = (markers.len(), rules.markers);
    if found > most {
        return Err(SimulationError::TooManyMarkers { found, most });
    }
    let ttls: Option<Vec<Ttl>> =
        markers.iter().map(|marker| marker.ttl.filter(|ttl| rules.entry(*ttl).is_some())).collect();
    let ttls = ttls.ok_or(SimulationError::NoSuchTtl)?;
    if ttls.is_sorted_by(|before, after| before >= after) {
        Ok(())
    } else {
        Err(SimulationError::TtlOrder)
    }
}

#[cfg(test)]
mod tests;
