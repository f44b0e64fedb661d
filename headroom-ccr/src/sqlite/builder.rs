//! Opening a store in a file.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::{SqliteStore, schema};
use crate::limits::Limits;
use crate::{Clock, OpenError, WallClock};

/// The settings of a [`SqliteStore`].
#[derive(Debug)]
pub struct SqliteStoreBuilder {
    path: PathBuf,
    limits: Limits,
    patience: Duration,
    power_loss: bool,
    clock: Box<dyn Clock>,
}

impl SqliteStoreBuilder {
    pub(super) fn new(path: &Path) -> Self {
        let (gibibyte, day) = (1024 * 1024 * 1024, Duration::from_secs(24 * 60 * 60));
        Self {
            path: path.to_owned(),
            limits: Limits::new(gibibyte, 30 * day),
            patience: Duration::from_secs(5),
            power_loss: false,
            clock: Box::new(WallClock),
        }
    }

    /// The bytes that originals may take, by the store's account. Default: 1 GiB. When they are used
    /// up, outputs go out verbatim. All processes that share a file should agree.
    #[must_use]
    pub fn capacity(mut self, bytes: usize) -> Self {
        self.limits.capacity = bytes;
        self
    }

    /// The bytes that the originals of one namespace may take, by the store's account. Default: all
    /// of the capacity.
    #[must_use]
    pub fn per_namespace(mut self, bytes: usize) -> Self {
        self.limits.namespace = bytes;
        self
    }

    /// The bytes that the text of one original may have. Default: no cap but the capacity. SQLite
    /// itself takes a billion.
    #[must_use]
    pub fn per_entry(mut self, bytes: usize) -> Self {
        self.limits.entry = bytes;
        self
    }

    /// How long an original that is not used is kept. Default: 30 days, after which a conversation
    /// is seldom taken up again.
    #[must_use]
    pub fn idle(mut self, time: Duration) -> Self {
        self.limits.idle = time;
        self
    }

    /// How long a call waits while other processes write. Default: 5 seconds, which hundreds of
    /// writers at once do not use up. Then it fails, and outputs go out verbatim.
    #[must_use]
    pub fn patience(mut self, time: Duration) -> Self {
        self.patience = time;
        self
    }

    /// Whether a receipt holds when the machine loses its power the moment after. Default: no, which
    /// is many times faster. A killed process loses nothing in either case.
    #[must_use]
    pub fn survive_power_loss(mut self, survive: bool) -> Self {
        self.power_loss = survive;
        self
    }

    /// The clock that idle times are measured by. Default: [`WallClock`], which is right but for
    /// tests.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Box::new(clock);
        self
    }

    /// Opens the file, or makes it.
    ///
    /// # Errors
    ///
    /// The [`OpenError`] that says why it cannot be used. A file that is not a store is left alone.
    pub fn open(self) -> Result<SqliteStore, OpenError> {
        keep_private(&self.path).map_err(OpenError::unavailable)?;
        let start = Instant::now();
        let connection = loop {
            match connect(&self.path, self.patience, self.power_loss) {
                // SQLite does not wait by itself where two processes make a file at once.
                Err(OpenError::Unavailable(source)) if is_busy(&*source) => {
                    if start.elapsed() > self.patience {
                        return Err(OpenError::Unavailable(source));
                    }
                    std::thread::sleep(Duration::from_millis(5));
                }
                done => break done?,
            }
        };
        Ok(SqliteStore {
            path: self.path,
            limits: self.limits,
            patience: self.patience,
            clock: self.clock,
            connection: Mutex::new(connection),
        })
    }
}

fn is_busy(error: &(dyn std::error::Error + 'static)) -> bool {
    let code = error.downcast_ref::<rusqlite::Error>().and_then(rusqlite::Error::sqlite_error_code);
    matches!(code, Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

/// Makes the file, and takes from others what they may do with it. SQLite gives the files beside it
/// the same permissions.
fn keep_private(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => restrict(path),
        opened => opened.map(drop),
    }
}

#[cfg(unix)]
fn restrict(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path)?.permissions().mode();
    if mode & 0o077 == 0 {
        return Ok(());
    }
    fs::set_permissions(path, fs::Permissions::from_mode(mode & 0o700))
}

#[cfg(not(unix))]
fn restrict(path: &Path) -> io::Result<()> {
    fs::metadata(path).map(drop)
}

fn connect(path: &Path, patience: Duration, power_loss: bool) -> Result<Connection, OpenError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection =
        Connection::open_with_flags(path, flags).map_err(OpenError::unavailable)?;
    connection.busy_timeout(patience).map_err(OpenError::unavailable)?;
    connection.set_prepared_statement_cache_capacity(64);
    // Else a statement is planned anew for each value that is bound to it.
    connection
        .set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)
        .map_err(OpenError::unavailable)?;
    schema::version(&connection)?;
    if connection.is_readonly("main").map_err(OpenError::unavailable)? {
        return Err(OpenError::ReadOnly);
    }
    let synchronous = if power_loss { "FULL" } else { "NORMAL" };
    // Free pages are given back to the file system only by a file that was made so.
    let settings = format!(
        "PRAGMA auto_vacuum = INCREMENTAL;
         PRAGMA journal_mode = WAL;
         PRAGMA synchronous = {synchronous};
         PRAGMA secure_delete = ON;
         PRAGMA cell_size_check = ON;
         PRAGMA trusted_schema = OFF;
         PRAGMA temp_store = MEMORY;
         PRAGMA journal_size_limit = 16777216;"
    );
    connection.execute_batch(&settings).map_err(OpenError::unavailable)?;
    schema::migrate(&mut connection)?;
    Ok(connection)
}
