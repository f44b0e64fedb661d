//! What one `Headroom` remembers between calls, bounded in bytes.

use headroom_core::{Memo, Remembered};
use moka::sync::Cache;

/// A memo that lets go of what was used least, once it holds too many bytes.
#[derive(Clone, Debug)]
pub(crate) struct BoundedMemo(Cache<u128, Remembered>);

impl BoundedMemo {
    pub(crate) fn new(bytes: u64) -> Self {
        let weigh = |_: &u128, kept: &Remembered| u32::try_from(kept.bytes()).unwrap_or(u32::MAX);
        Self(Cache::builder().max_capacity(bytes).weigher(weigh).build())
    }
}

impl Memo for BoundedMemo {
    fn get(&self, key: u128) -> Option<Remembered> {
        self.0.get(&key)
    }

    fn put(&self, key: u128, result: Remembered) {
        self.0.insert(key, result);
    }

    fn take(&self, key: u128) -> Option<Remembered> {
        self.0.remove(&key)
    }
}
