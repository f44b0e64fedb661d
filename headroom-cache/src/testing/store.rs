//! The entries of a cache.

use std::collections::HashMap;

use headroom_core::Span;

use super::units::{Digest, End, Unit};
use crate::{CacheRules, Place};

/// What is in a cache: entries at markers, or whole requests where any prefix is found.
#[derive(Debug, Default)]
pub(super) struct Store {
    entries: HashMap<Digest, Entry>,
    requests: Vec<(u64, Vec<Unit>)>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    seconds: u64,
    /// When it was written or last read.
    used: u64,
}

impl Entry {
    fn lives(&self, at: u64) -> bool {
        at.saturating_sub(self.used) <= self.seconds
    }
}

/// An entry that was found from a marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Hit {
    /// The marker.
    pub marker: Place,
    /// How many tokens the entry holds.
    pub tokens: usize,
    /// How many blocks before the marker it ends: 0 if it ends at the marker.
    pub blocks_back: usize,
}

impl Store {
    /// The longest entry that lives, from each marker back over so many blocks. Finding one renews it.
    pub(super) fn find(&mut self, rules: &CacheRules, markers: &[Vec<End>], at: u64) -> Vec<Hit> {
        let mut hits = Vec::new();
        for ends in markers {
            let Some(marker) = ends.last() else { continue };
            let tried = ends.iter().rev().take(rules.look_back).enumerate();
            for (blocks_back, end) in tried {
                let entry = self.entries.get_mut(&end.digest).filter(|entry| entry.lives(at));
                if let Some(entry) = entry {
                    entry.used = entry.used.max(at);
                    hits.push(Hit { marker: marker.place, tokens: end.tokens, blocks_back });
                    break;
                }
            }
        }
        hits
    }

    /// Writes an entry, or renews the one that is there.
    pub(super) fn put(&mut self, digest: Digest, seconds: u64, at: u64) {
        let entry = self.entries.entry(digest).or_insert(Entry { seconds, used: at });
        if !entry.lives(at) {
            entry.seconds = seconds;
        }
        entry.used = entry.used.max(at);
    }

    /// How many tokens at the beginning of a request stood at the beginning of an earlier one. Of the
    /// first unit that differs, the tokens of the text that is the same count.
    pub(super) fn longest(
        &self,
        units: &[Unit],
        count: impl Fn(&str) -> usize,
        seconds: u64,
        at: u64,
    ) -> usize {
        let living = self.requests.iter().filter(|(used, _)| at.saturating_sub(*used) <= seconds);
        living.map(|(_, earlier)| common(earlier, units, &count)).max().unwrap_or(0)
    }

    /// Keeps a request.
    pub(super) fn keep(&mut self, units: Vec<Unit>, at: u64) {
        self.requests.push((at, units));
    }
}

fn common(earlier: &[Unit], units: &[Unit], count: impl Fn(&str) -> usize) -> usize {
    let same = units.iter().zip(earlier).take_while(|(a, b)| a.digest == b.digest).count();
    let whole: usize = units.iter().take(same).map(|unit| unit.tokens).sum();
    let part = match (units.get(same), earlier.get(same)) {
        (Some(a), Some(b)) => count(common_prefix(&a.text, &b.text)).min(a.tokens),
        _ => 0,
    };
    whole + part
}

fn common_prefix<'a>(a: &'a str, b: &str) -> &'a str {
    let same = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8());
    Span::new(0, same.sum()).of(a)
}
