//! What a model said of what it was given before.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

/// Remembers results by what they were made from, within so many bytes; the oldest are forgotten first.
///
/// What is made depends on all rows of a batch, so the key is that of the batch: then it is the same whether
/// it is remembered or made again.
#[derive(Debug)]
pub(crate) struct Memo {
    most: usize,
    kept: Mutex<Kept>,
}

type Key = [u8; 32];
type Rows = Arc<[Vec<f32>]>;

#[derive(Debug, Default)]
struct Kept {
    rows: HashMap<Key, Rows>,
    order: VecDeque<Key>,
    bytes: usize,
}

impl Memo {
    pub(crate) fn new(most: usize) -> Self {
        Self { most, kept: Mutex::default() }
    }

    /// What `make` makes of the rows, or made before.
    pub(crate) fn get_or_make<E>(
        &self,
        rows: &[&[i64]],
        make: impl FnOnce() -> Result<Vec<Vec<f32>>, E>,
    ) -> Result<Rows, E> {
        if self.most == 0 {
            return make().map(Into::into);
        }
        let key = key(rows);
        if let Some(known) = self.lock().rows.get(&key) {
            return Ok(known.clone());
        }
        // Not locked meanwhile: two threads may make the same.
        let made: Rows = make()?.into();
        self.keep(key, &made);
        Ok(made)
    }

    fn keep(&self, key: Key, made: &Rows) {
        let mut kept = self.lock();
        if size(made) > self.most || kept.rows.insert(key, made.clone()).is_some() {
            return;
        }
        kept.order.push_back(key);
        kept.bytes += size(made);
        while kept.bytes > self.most {
            let Some(oldest) = kept.order.pop_front() else { break };
            let gone = kept.rows.remove(&oldest).map_or(0, |rows| size(&rows));
            kept.bytes = kept.bytes.saturating_sub(gone);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn size(rows: &[Vec<f32>]) -> usize {
    rows.iter().map(|row| size_of::<Vec<f32>>() + size_of_val(row.as_slice())).sum::<usize>() + 128
}

fn key(rows: &[&[i64]]) -> Key {
    let mut hash = Sha256::new();
    for row in rows {
        hash.update((row.len() as u64).to_le_bytes());
        row.iter().for_each(|id| hash.update(id.to_le_bytes()));
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn what_is_remembered_is_not_made_again() {
        let made = Cell::new(0);
        let make = || {
            made.set(made.get() + 1);
            Ok::<_, ()>(vec![vec![0.5; 100]])
        };
        let memo = Memo::new(1200);
        let get = |rows: &[&[i64]]| memo.get_or_make(rows, make).map(|rows| rows.len());
        for rows in [&[&[1, 2][..]][..], &[&[1, 2]], &[&[1], &[2]], &[&[1], &[2]]] {
            assert_eq!(get(rows), Ok(1));
        }
        assert_eq!(made.get(), 2, "rows are told from each other");
        assert_eq!((get(&[&[3]]), get(&[&[3]])), (Ok(1), Ok(1)));
        assert_eq!(made.get(), 3);
        assert_eq!((get(&[&[1, 2]]), made.get()), (Ok(1), 4), "the oldest was forgotten");
    }

    #[test]
    fn failures_are_not_remembered() {
        let memo = Memo::new(1000);
        assert_eq!(memo.get_or_make(&[&[1]], || Err::<Vec<Vec<f32>>, _>("failed")), Err("failed"));
        assert!(memo.get_or_make(&[&[1]], || Ok::<_, &str>(vec![vec![0.5]])).is_ok());
    }
}
