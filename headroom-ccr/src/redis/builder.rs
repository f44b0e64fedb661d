//! Reaching a server.

use std::collections::HashSet;
use std::fmt;
use std::sync::Mutex;
use std::time::Duration;

#[cfg(feature = "redis-tls")]
use redis::TlsCertificates;
use redis::{Client, RedisResult};

use super::{Keys, Pool, RedisStore};
use crate::OpenError;

/// The settings of a [`RedisStore`].
pub struct RedisStoreBuilder {
    url: String,
    prefix: String,
    idle: Duration,
    per_entry: usize,
    patience: Duration,
    #[cfg(feature = "redis-tls")]
    root: Option<Vec<u8>>,
}

impl fmt::Debug for RedisStoreBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The address may hold a password.
        let mut debug = f.debug_struct("RedisStoreBuilder");
        debug.field("prefix", &self.prefix).field("idle", &self.idle).finish_non_exhaustive()
    }
}

impl RedisStoreBuilder {
    pub(super) fn new(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            prefix: "headroom:".to_owned(),
            idle: Duration::from_secs(30 * 24 * 60 * 60),
            per_entry: 512 << 20,
            patience: Duration::from_secs(2),
            #[cfg(feature = "redis-tls")]
            root: None,
        }
    }

    /// What all keys start with. Default: `headroom:`. Stores with different prefixes on one server
    /// have nothing in common.
    #[must_use]
    pub fn prefix(mut self, prefix: &str) -> Self {
        prefix.clone_into(&mut self.prefix);
        self
    }

    /// How long an original that is not used is kept. Default: 30 days, after which a conversation
    /// is seldom taken up again.
    #[must_use]
    pub fn idle(mut self, time: Duration) -> Self {
        self.idle = time;
        self
    }

    /// The bytes that the text of one original may have. Default: 512 MiB, the most that the server
    /// takes.
    #[must_use]
    pub fn per_entry(mut self, bytes: usize) -> Self {
        self.per_entry = bytes;
        self
    }

    /// How long the server may take to accept a connection, and to take or to send a part of a
    /// message. Default: 2 seconds. Then the call fails, and outputs go out verbatim.
    #[must_use]
    pub fn patience(mut self, time: Duration) -> Self {
        self.patience = time.max(Duration::from_millis(1));
        self
    }

    /// The certificate, as PEM, of the authority that signed the server's. Default: those that the
    /// system trusts. For `rediss://` addresses; others do not use it.
    #[cfg(feature = "redis-tls")]
    #[must_use]
    pub fn root_certificate(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.root = Some(pem.into());
        self
    }

    /// Reaches the server, and tries whether it can be written.
    ///
    /// # Errors
    ///
    /// The [`OpenError`] that says why it cannot be used.
    pub fn open(self) -> Result<RedisStore, OpenError> {
        let client = self.client().map_err(OpenError::unavailable)?;
        let store = RedisStore {
            pool: Pool::new(client, self.patience),
            keys: Keys::new(&self.prefix),
            idle: self.idle,
            per_entry: self.per_entry,
            known: Mutex::new(HashSet::new()),
        };
        store.probe()?;
        Ok(store)
    }

    #[cfg(not(feature = "redis-tls"))]
    fn client(&self) -> RedisResult<Client> {
        Client::open(self.url.as_str())
    }

    #[cfg(feature = "redis-tls")]
    fn client(&self) -> RedisResult<Client> {
        if self.root.is_none() {
            return Client::open(self.url.as_str());
        }
        let certificates = TlsCertificates { client_tls: None, root_cert: self.root.clone() };
        Client::build_with_tls(self.url.as_str(), certificates)
    }
}
