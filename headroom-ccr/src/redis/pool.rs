//! Connections, kept for the next call.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use redis::{Client, Connection, ErrorKind, RedisResult};

/// How many connections are kept while nobody uses them.
const KEPT: usize = 16;

/// Connections to one server. Each call has one for itself; what breaks is not used again.
pub(super) struct Pool {
    client: Client,
    patience: Duration,
    free: Mutex<Vec<Connection>>,
}

impl Pool {
    pub(super) fn new(client: Client, patience: Duration) -> Self {
        Self { client, patience, free: Mutex::default() }
    }

    /// Does something that may be done twice, with a connection.
    ///
    /// One that was kept may have been closed meanwhile, by a restart or by a timeout of the server:
    /// then all that are kept are given up, and it is done again with a new one.
    pub(super) fn with<T>(
        &self,
        work: impl Fn(&mut Connection) -> RedisResult<T>,
    ) -> RedisResult<T> {
        if let Some(kept) = self.take() {
            match self.run(kept, &work) {
                Err(error) if error.is_connection_dropped() => self.free().clear(),
                done => return done,
            }
        }
        self.run(self.connect()?, &work)
    }

    fn run<T>(
        &self,
        mut connection: Connection,
        work: impl Fn(&mut Connection) -> RedisResult<T>,
    ) -> RedisResult<T> {
        let done = work(&mut connection);
        // After an answer of the server, even a refusal, the next command can be sent. After all
        // else a late answer might be taken for that of the next one.
        let sound = match &done {
            Ok(_) => true,
            Err(error) => matches!(error.kind(), ErrorKind::Server(_) | ErrorKind::Extension),
        };
        if sound {
            let mut free = self.free();
            if free.len() < KEPT {
                free.push(connection);
            }
        }
        done
    }

    fn connect(&self) -> RedisResult<Connection> {
        let connection = self.client.get_connection_with_timeout(self.patience)?;
        connection.set_read_timeout(Some(self.patience))?;
        connection.set_write_timeout(Some(self.patience))?;
        Ok(connection)
    }

    fn take(&self) -> Option<Connection> {
        self.free().pop()
    }

    fn free(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
