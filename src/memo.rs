//! What one `Headroom` remembers between calls, bounded in bytes.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use headroom_core::{Memo, Remembered};
use moka::sync::Cache;

/// A memo that lets go of what was used least, once it holds too many bytes.
#[derive(Clone, Debug)]
pub(crate) struct BoundedMemo(Cache<u128, Kept>);

/// A result until it is taken. The cache holds on to entries for a while after it let go of them;
/// who takes a result out of its place has it for himself.
type Kept = Arc<Mutex<Option<Remembered>>>;

impl BoundedMemo {
    pub(crate) fn new(bytes: u64) -> Self {
        let weigh = |_: &u128, kept: &Kept| {
            let bytes = open(kept).as_ref().map_or(0, Remembered::bytes);
            u32::try_from(bytes).unwrap_or(u32::MAX)
        };
        Self(Cache::builder().max_capacity(bytes).weigher(weigh).build())
    }
}

impl Memo for BoundedMemo {
    fn get(&self, key: u128) -> Option<Remembered> {
        open(&self.0.get(&key)?).clone()
    }

    fn put(&self, key: u128, result: Remembered) {
        self.0.insert(key, Arc::new(Mutex::new(Some(result))));
    }

    fn take(&self, key: u128) -> Option<Remembered> {
        open(&self.0.remove(&key)?).take()
    }
}

/// A panic elsewhere leaves no result half written.
fn open(kept: &Kept) -> MutexGuard<'_, Option<Remembered>> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}
