//! The store in Redis or Valkey.

mod builder;
mod keys;
mod pool;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use headroom_core::{Handle, Offload};
use redis::{ErrorKind, Pipeline, RedisError, RedisResult, ServerErrorKind};

use crate::{
    CcrStore, Clock, Kept, Miss, Namespace, OpenError, Original, Receipt, StoreError, WallClock,
};
pub use builder::RedisStoreBuilder;
use keys::Keys;
use pool::Pool;

/// A store in Redis (6.2 or later) or Valkey, for fleets of hosts.
///
/// # What is kept
///
/// The server drops what has not been used (put, fetched or renewed) for the idle time. It has no
/// cap of its own but [`RedisStoreBuilder::per_entry`]: the server's `maxmemory` is the cap, and
/// `maxmemory-policy` should be `noeviction`, so that a full server refuses new originals. One that
/// evicts may drop what is still used; that is a [`Miss::Evicted`], and the next put brings it back.
///
/// Whether a receipt holds when the server stops is up to its persistence (`appendonly`).
///
/// # Cost
///
/// A put of originals that are there sends their keys, not their texts; one of others sends all texts
/// in one pipeline. A get is one command. Connections are made when they are needed, kept for the
/// next call, and made again when they break. Calls from several threads use several.
///
/// Keys are `prefix{namespace}:handle`, with a hash in place of the namespace's name; the braces keep
/// a namespace in one slot. Beside them each namespace has an index, by which misses are told apart.
///
/// ```no_run
/// use headroom_ccr::RedisStore;
///
/// let store = RedisStore::open("redis://127.0.0.1/")?;
/// # Ok::<(), headroom_ccr::OpenError>(())
/// ```
pub struct RedisStore {
    pool: Pool,
    keys: Keys,
    idle: Duration,
    per_entry: usize,
    /// Keys of originals that were stored through this value: most likely they are still there.
    known: Mutex<HashSet<String>>,
}

/// How many keys are remembered at most.
const KNOWN: usize = 65_536;
/// How many bytes of texts go into one pipeline, unless one text has more.
const AT_ONCE: usize = 8 << 20;
/// How many keys a purge deletes at once.
const PURGE_AT_ONCE: usize = 500;

impl RedisStore {
    /// The store on a server, `redis://host:port/db` or `unix:///path`, or `rediss://` with the feature
    /// `redis-tls`, with the defaults of the [builder](RedisStore::builder).
    ///
    /// # Errors
    ///
    /// The [`OpenError`] that says why it cannot be used.
    pub fn open(url: &str) -> Result<Self, OpenError> {
        Self::builder(url).open()
    }

    /// A store with settings of its own.
    #[must_use]
    pub fn builder(url: &str) -> RedisStoreBuilder {
        RedisStoreBuilder::new(url)
    }

    /// Writes, reads and deletes a key: whether the server does what is needed of it.
    fn probe(&self) -> Result<(), OpenError> {
        let key = self.keys.probe();
        let mut probe = redis::pipe();
        probe.cmd("SET").arg(&key).arg("1").arg("PX").arg(1000);
        probe.cmd("GETEX").arg(&key).arg("PX").arg(1000).cmd("UNLINK").arg(&key);
        for answer in self.each(probe).map_err(OpenError::unavailable)? {
            match answer {
                Err(error) if error.kind() == ErrorKind::Server(ServerErrorKind::ReadOnly) => {
                    return Err(OpenError::ReadOnly);
                }
                // A full server holds what it has.
                Err(error) if !is_full(&error) => return Err(OpenError::unavailable(error)),
                _ => {}
            }
        }
        Ok(())
    }

    /// The answer to each command of a pipeline.
    fn each(&self, mut pipeline: Pipeline) -> RedisResult<Vec<RedisResult<redis::Value>>> {
        pipeline.ignore_errors();
        self.pool.with(|connection| pipeline.query(connection))
    }

    /// The numbers that the commands of a pipeline answer, but for those that are ignored: a full
    /// server refuses to note what it still does.
    fn counts(&self, pipeline: Pipeline) -> RedisResult<Vec<i64>> {
        let numbers = |answer: RedisResult<redis::Value>| {
            answer.and_then(|value| Ok(redis::from_redis_value::<i64>(value)?))
        };
        self.each(pipeline)?.into_iter().map(numbers).collect()
    }

    fn is_known(&self, key: &str) -> bool {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).contains(key)
    }

    fn know(&self, keys: Vec<String>) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() + keys.len() > KNOWN {
            known.clear();
        }
        known.extend(keys.into_iter().take(KNOWN));
    }

    /// Renews those that are there with a text of the right length; whether each is.
    fn renew_known(&self, index: &str, all: &[(String, &Offload<'_>)]) -> RedisResult<Vec<bool>> {
        let asked: Vec<bool> = all.iter().map(|(key, _)| self.is_known(key)).collect();
        let mut pipeline = redis::pipe();
        for ((key, offload), _) in all.iter().zip(&asked).filter(|(_, asked)| **asked) {
            pipeline.cmd("STRLEN").arg(key);
            pipeline.cmd("PEXPIRE").arg(key).arg(self.ttl());
            self.note(&mut pipeline, index, offload.handle(), true);
            pipeline.ignore();
        }
        if pipeline.is_empty() {
            return Ok(asked);
        }
        let answers = self.counts(pipeline)?;
        let mut answers = answers.chunks_exact(2);
        let there = all.iter().zip(asked).map(|((_, offload), asked)| {
            let answer = asked.then(|| answers.next()).flatten();
            matches!(answer, Some([length, 1]) if usize::try_from(*length) == Ok(offload.kept().len()))
        });
        Ok(there.collect())
    }

    /// Stores texts in a pipeline; what became of each.
    fn set(
        &self,
        index: &str,
        all: &[(String, &Offload<'_>)],
    ) -> RedisResult<Vec<RedisResult<()>>> {
        let mut pipeline = redis::pipe();
        for (key, offload) in all {
            pipeline.cmd("SET").arg(key).arg(offload.kept()).arg("PX").arg(self.ttl());
            self.note(&mut pipeline, index, offload.handle(), false);
        }
        self.tidy(&mut pipeline, index);
        let answers = self.each(pipeline)?;
        let sets = answers.into_iter().step_by(2).take(all.len());
        Ok(sets.map(|answer| answer.map(drop)).collect())
    }

    /// Notes in the index until when an original will be there.
    fn note(&self, pipeline: &mut Pipeline, index: &str, handle: Handle, known: bool) {
        let command = pipeline.cmd("ZADD").arg(index);
        if known {
            command.arg("XX");
        }
        command.arg(now() + self.ttl()).arg(handle.to_string());
    }

    /// Takes out of the index what is long gone, and lets the index itself go when all of it is.
    fn tidy(&self, pipeline: &mut Pipeline, index: &str) {
        let ttl = self.ttl();
        pipeline.cmd("ZREMRANGEBYSCORE").arg(index).arg(0).arg(now() - ttl);
        pipeline.cmd("ZREMRANGEBYSCORE").arg(index).arg(-now()).arg("(0");
        pipeline.cmd("PEXPIRE").arg(index).arg(ttl.saturating_mul(2));
    }

    /// The time after which the server drops what is not used, in milliseconds.
    fn ttl(&self) -> i64 {
        let millis = i64::try_from(self.idle.as_millis()).unwrap_or(i64::MAX);
        // A hundred years, so that sums do not overflow.
        millis.clamp(1, 100 * 365 * 24 * 60 * 60 * 1000)
    }

    /// Why there is nothing under a key, by the index.
    fn why_gone(&self, namespace: &Namespace, handle: Handle) -> Miss {
        let mut score = redis::cmd("ZSCORE");
        score.arg(self.keys.index(namespace)).arg(handle.to_string());
        match self.pool.with(|connection| score.query::<Option<f64>>(connection)) {
            Err(error) => Miss::unavailable(error),
            Ok(None) => Miss::NeverStored,
            Ok(Some(score)) if score < 0.0 => Miss::Removed,
            #[allow(clippy::cast_precision_loss, reason = "milliseconds since 1970 fit")]
            Ok(Some(deadline)) if deadline <= now() as f64 => Miss::Expired,
            Ok(Some(_)) => Miss::Evicted,
        }
    }

    fn try_put(
        &self,
        namespace: &Namespace,
        offloads: &[Offload<'_>],
    ) -> RedisResult<Vec<Result<(), StoreError>>> {
        let (index, space) = (self.keys.index(namespace), self.keys.space(namespace));
        let all = offloads.iter().map(|one| (format!("{space}{}", one.handle()), one));
        let all: Vec<_> = all.collect();
        let there = self.renew_known(&index, &all)?;
        let mut answers: Vec<_> = all.iter().map(|(_, offload)| self.admit(offload)).collect();
        let new = |place: &usize| {
            !there.get(*place).is_some_and(|there| *there)
                && answers.get(*place).is_some_and(Result::is_ok)
        };
        let new: Vec<usize> = (0..all.len()).filter(new).collect();
        let mut rest = new.as_slice();
        while !rest.is_empty() {
            let (mut bytes, mut places, mut batch) = (0, 0, Vec::new());
            for one in rest.iter().filter_map(|place| all.get(*place)) {
                if bytes > AT_ONCE {
                    break;
                }
                bytes += one.1.kept().len();
                places += 1;
                batch.push(one.clone());
            }
            let (now, later) = rest.split_at_checked(places).unwrap_or((rest, &[]));
            let mut stored = Vec::new();
            for ((place, answer), (key, offload)) in
                now.iter().zip(self.set(&index, &batch)?).zip(batch)
            {
                stored.extend(answer.is_ok().then_some(key));
                if let Some(slot) = answers.get_mut(*place) {
                    *slot = answer.map_err(|error| refusal(error, offload));
                }
            }
            self.know(stored);
            rest = later;
        }
        Ok(answers)
    }

    /// Refuses what is too long.
    fn admit(&self, offload: &Offload<'_>) -> Result<(), StoreError> {
        let size = offload.kept().len();
        if size > self.per_entry {
            return Err(StoreError::TooLarge { size, capacity: self.per_entry });
        }
        Ok(())
    }

    fn try_purge(&self, namespace: &Namespace) -> RedisResult<()> {
        let index = self.keys.index(namespace);
        let mut cursor = 0_u64;
        loop {
            // The index may have been evicted: the keys themselves are looked for.
            let mut scan = redis::cmd("SCAN");
            scan.arg(cursor).arg("MATCH").arg(self.keys.pattern(namespace)).arg("COUNT");
            scan.arg(PURGE_AT_ONCE);
            let (next, keys): (u64, Vec<String>) = self.pool.with(|c| scan.query(c))?;
            if !keys.is_empty() {
                let mut unlink = redis::cmd("UNLINK");
                unlink.arg(&keys);
                self.pool.with(|connection| unlink.query::<i64>(connection))?;
            }
            cursor = next;
            if cursor == 0 {
                break;
            }
        }
        let mut unlink = redis::cmd("UNLINK");
        unlink.arg(&index);
        self.pool.with(|connection| unlink.query::<i64>(connection)).map(drop)
    }
}

impl fmt::Debug for RedisStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The address may hold a password.
        f.debug_struct("RedisStore").field("keys", &self.keys).finish_non_exhaustive()
    }
}

impl CcrStore for RedisStore {
    fn put_all(
        &self,
        namespace: &Namespace,
        offloads: &[Offload<'_>],
    ) -> Result<Vec<Receipt>, StoreError> {
        let answers = self.try_put(namespace, offloads).map_err(StoreError::unavailable)?;
        let mut receipts = Vec::with_capacity(offloads.len());
        let mut refused = None;
        for (offload, answer) in offloads.iter().zip(answers) {
            match answer {
                Ok(()) => receipts.push(Receipt::of(offload)),
                Err(error) => refused = refused.or(Some(error)),
            }
        }
        match refused {
            Some(error) if receipts.is_empty() => Err(error),
            _ => Ok(receipts),
        }
    }

    fn fetch(&self, namespace: &Namespace, handle: Handle) -> Result<Kept, Miss> {
        let mut fetch = redis::cmd("GETEX");
        fetch.arg(self.keys.of(namespace, handle)).arg("PX").arg(self.ttl());
        let found = self.pool.with(|connection| fetch.query::<Option<Vec<u8>>>(connection));
        match found.map_err(Miss::unavailable)? {
            Some(text) => String::from_utf8(text).map(Kept::new).map_err(|_| Miss::Corrupt),
            None => Err(self.why_gone(namespace, handle)),
        }
    }

    fn get(&self, namespace: &Namespace, handle: Handle) -> Result<Original, Miss> {
        let kept = self.fetch(namespace, handle);
        let original = kept.and_then(|kept| kept.verify(handle));
        if matches!(original, Err(Miss::Corrupt)) {
            // So that the next put stores it again. If this fails, the next get tries again.
            let mut unlink = redis::cmd("UNLINK");
            unlink.arg(self.keys.of(namespace, handle));
            drop(self.pool.with(|connection| unlink.query::<i64>(connection)));
        }
        original
    }

    fn renew(&self, namespace: &Namespace, handles: &[Handle]) -> Result<Vec<Handle>, StoreError> {
        if handles.is_empty() {
            return Ok(Vec::new());
        }
        let index = self.keys.index(namespace);
        let mut pipeline = redis::pipe();
        for &handle in handles {
            pipeline.cmd("PEXPIRE").arg(self.keys.of(namespace, handle)).arg(self.ttl());
        }
        for &handle in handles {
            self.note(&mut pipeline, &index, handle, true);
            pipeline.ignore();
        }
        self.tidy(&mut pipeline, &index);
        let renewed = self.counts(pipeline).map_err(StoreError::unavailable)?;
        let there = handles.iter().zip(renewed).filter(|(_, renewed)| *renewed == 1);
        Ok(there.map(|(handle, _)| *handle).collect())
    }

    fn remove(&self, namespace: &Namespace, handles: &[Handle]) -> Result<(), StoreError> {
        if handles.is_empty() {
            return Ok(());
        }
        let index = self.keys.index(namespace);
        let mut pipeline = redis::pipe();
        for &handle in handles {
            pipeline.cmd("UNLINK").arg(self.keys.of(namespace, handle));
            // Below zero: until when it is remembered that it was removed.
            let until = -(now() + self.ttl());
            pipeline.cmd("ZADD").arg(&index).arg("XX").arg(until).arg(handle.to_string()).ignore();
        }
        self.tidy(&mut pipeline, &index);
        self.counts(pipeline).map(drop).map_err(StoreError::unavailable)
    }

    fn purge(&self, namespace: &Namespace) -> Result<(), StoreError> {
        self.try_purge(namespace).map_err(StoreError::unavailable)
    }
}

/// What became of an offload that the server did not take.
fn refusal(error: RedisError, offload: &Offload<'_>) -> StoreError {
    let needed = offload.kept().len();
    if is_full(&error) {
        StoreError::Full { needed, free: 0 }
    } else {
        StoreError::unavailable(error)
    }
}

fn is_full(error: &RedisError) -> bool {
    error.code() == Some("OOM")
}

/// Milliseconds since 1970.
fn now() -> i64 {
    i64::try_from(WallClock.now().as_millis()).unwrap_or(i64::MAX / 4)
}
