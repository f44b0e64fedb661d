//! The store in a SQLite file.

mod builder;
mod schema;
mod session;
#[cfg(test)]
mod tests;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use headroom_core::{Handle, Offload};
use rusqlite::{Connection, ErrorCode};

use crate::limits::Limits;
use crate::{CcrStore, Clock, Kept, Miss, Namespace, OpenError, Receipt, StoreError};
pub use builder::SqliteStoreBuilder;
use session::Session;

/// A store in a SQLite file, which outlives the process and which several processes may share.
///
/// # What is kept
///
/// What has been used (put, fetched or renewed) within the idle time stays. What has not is deleted
/// bit by bit by later puts, the longest unused first. A full store refuses new originals.
///
/// A receipt holds when the process is killed the moment after. When the machine loses its power,
/// the last puts may be lost, and their handles are a [`Miss`]; see
/// [`SqliteStoreBuilder::survive_power_loss`].
///
/// # The file
///
/// It is in WAL mode: beside `store.db` there are `store.db-wal` and `store.db-shm` while it is open. It must
/// be on a local disk. All three can be read and written by their owner alone. Texts stand in it as
/// they are; encryption is a wrapper's business. Deleted texts are overwritten, and
/// [`purge`](CcrStore::purge) also empties the log.
///
/// # Account
///
/// An original costs about the bytes that it takes in the file: its text, in whole pages of 4 KiB if
/// it is longer than one, and [`SqliteStore::OVERHEAD`].
///
/// Time per original is O(log n) in the number of originals, and linear in its text. One connection
/// serves all threads of the value, one after the other.
///
/// ```
/// use headroom_ccr::{CcrStore, Namespace, SqliteStore};
/// use headroom_core::Offload;
///
/// # let folder = std::env::temp_dir().join(format!("headroom-doc-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder)?;
/// # let path = folder.join("store.db");
/// let project = Namespace::new("project");
/// let handle = SqliteStore::open(&path)?.put_all(&project, &[Offload::of("a long output")])?[0].handle();
///
/// // Later, in another process:
/// let store = SqliteStore::open(&path)?;
/// assert_eq!(store.get(&project, handle)?.text(), "a long output");
/// # drop(store);
/// # std::fs::remove_dir_all(&folder)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct SqliteStore {
    path: PathBuf,
    limits: Limits,
    patience: Duration,
    clock: Box<dyn Clock>,
    connection: Mutex<Connection>,
}

impl SqliteStore {
    /// What an original costs besides its text, in bytes: its rows, and its places in four indexes.
    pub const OVERHEAD: usize = 512;

    /// How many originals that are gone are remembered.
    pub const REMEMBERED: usize = 16_384;

    /// The store in this file, which is made if it is not there, with the defaults of the
    /// [builder](SqliteStore::builder).
    ///
    /// # Errors
    ///
    /// The [`OpenError`] that says why it cannot be used.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, OpenError> {
        Self::builder(path).open()
    }

    /// A store with settings of its own.
    #[must_use]
    pub fn builder(path: impl AsRef<Path>) -> SqliteStoreBuilder {
        SqliteStoreBuilder::new(path.as_ref())
    }

    /// The bytes that the originals take, by the account. 0 if the file cannot be read.
    #[must_use]
    pub fn used(&self) -> usize {
        self.account().0
    }

    /// How many originals are stored. 0 if the file cannot be read.
    #[must_use]
    pub fn len(&self) -> usize {
        self.account().1
    }

    /// Whether no original is stored.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Reads the whole file and compares each text with its handle. Linear in the file: for a
    /// diagnosis, not for each start. A get checks its own text anyway.
    ///
    /// # Errors
    ///
    /// [`StoreError::Unavailable`] if the file cannot be read at all.
    pub fn check(&self) -> Result<Integrity, StoreError> {
        session::check(&self.connection()).map_err(failure)
    }

    fn account(&self) -> (usize, usize) {
        session::account(&self.connection()).unwrap_or_default()
    }

    /// A transaction that panicked has been rolled back, so what a poisoned lock guards is sound.
    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the session of a call needs to know.
    fn session(&self) -> Session {
        Session { now: millis(self.clock.now()), limits: self.limits }
    }

    /// Copies the log into the file and empties it, which waits for readers and writers.
    fn empty_log(&self, connection: &Connection) -> Result<(), StoreError> {
        let start = Instant::now();
        loop {
            let busy = connection
                .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i32>(0))
                .map_err(failure)?;
            if busy == 0 {
                return Ok(());
            }
            if start.elapsed() > self.patience {
                return Err(StoreError::unavailable("others hold the log of the store"));
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

/// The bytes that SQLite takes as one value at most.
const MOST: usize = 1_000_000_000;

/// What [`SqliteStore::check`] found.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Integrity {
    /// How many originals are sound.
    pub sound: usize,
    /// The originals that are not, sorted. Put again, they are sound again.
    pub damaged: Vec<Handle>,
    /// What SQLite found wrong with its tables, if anything. The file should then be replaced.
    pub file: Option<String>,
}

impl fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteStore").field("path", &self.path).finish_non_exhaustive()
    }
}

impl CcrStore for SqliteStore {
    fn put_all(
        &self,
        namespace: &Namespace,
        offloads: &[Offload<'_>],
    ) -> Result<Vec<Receipt>, StoreError> {
        let (mut connection, session) = (self.connection(), self.session());
        if session.all_fresh(&connection, namespace, offloads).map_err(failure)? {
            return Ok(offloads.iter().map(Receipt::of).collect());
        }
        let answers = session.put_all(&mut connection, namespace, offloads);
        let answers = answers.map_err(|error| no_room(error, offloads))?;
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
        let (connection, session) = (self.connection(), self.session());
        let found = session.get(&connection, namespace, handle);
        drop(connection);
        let text = found.map_err(damage)??;
        String::from_utf8(text).map(Kept::new).map_err(|_| Miss::Corrupt)
    }

    fn renew(&self, namespace: &Namespace, handles: &[Handle]) -> Result<Vec<Handle>, StoreError> {
        let (mut connection, session) = (self.connection(), self.session());
        session.renew(&mut connection, namespace, handles).map_err(failure)
    }

    fn remove(&self, namespace: &Namespace, handles: &[Handle]) -> Result<(), StoreError> {
        let (mut connection, session) = (self.connection(), self.session());
        session.remove(&mut connection, namespace, handles).map_err(failure)
    }

    fn purge(&self, namespace: &Namespace) -> Result<(), StoreError> {
        let (mut connection, session) = (self.connection(), self.session());
        while session.purge_some(&mut connection, namespace).map_err(failure)? {}
        connection.execute_batch("PRAGMA incremental_vacuum").map_err(failure)?;
        self.empty_log(&connection)
    }
}

fn failure(error: rusqlite::Error) -> StoreError {
    StoreError::unavailable(error)
}

/// What a failed put means.
fn no_room(error: rusqlite::Error, offloads: &[Offload<'_>]) -> StoreError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => {
            let needed = offloads.iter().map(|offload| offload.kept().len()).sum();
            StoreError::Full { needed, free: 0 }
        }
        Some(ErrorCode::TooBig) => {
            let size =
                offloads.iter().map(|offload| offload.kept().len()).max().unwrap_or_default();
            StoreError::TooLarge { size, capacity: MOST }
        }
        _ => failure(error),
    }
}

/// What a failed read means for whoever wants an original.
fn damage(error: rusqlite::Error) -> Miss {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Miss::Corrupt,
        _ => Miss::unavailable(error),
    }
}

fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX / 4).min(i64::MAX / 4)
}
