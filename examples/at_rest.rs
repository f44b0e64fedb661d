//! Originals that cannot be read in the file they are kept in: a wrapper that seals texts on their way
//! into a store.
//!
//!     cargo run --release --features sqlite --example at_rest
//!
//! A store made of another one is a page of code. This one seals each text under a key before the
//! store below keeps it (`Offload::kept_as`), and opens what is fetched; compression would go into the
//! same place. Whatever comes back is compared with its handle, as everywhere.
//!
//! The seal here is BLAKE3 as a keyed stream and a keyed checksum, to do without one more dependency. Take
//! an AEAD that has been reviewed (`chacha20poly1305`, `aes-gcm`) for your own. The seal of a text is the
//! same each time, so that a text that is there already is not written again.

use std::error::Error;
use std::fmt::{self, Debug};
use std::io::{self, Write};

use blake3::{Hash, Hasher};
use data_encoding::HEXLOWER;
use headroom::ccr::{CcrStore, Kept, Miss, Namespace, Receipt, SqliteStore, StoreError};
use headroom::core::{Handle, Offload};
use headroom::{Headroom, Hints};
use serde_json::json;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::temp_dir().join(format!("headroom-at-rest-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let file = folder.join("originals.db");
    // A real key comes from the keyring of the system.
    let store = Sealed { store: SqliteStore::open(&file)?, key: [7; 32] };
    let headroom = Headroom::builder().recoverable(store).build()?;

    let line = |n: usize| {
        format!("10:{:02}:{:02} INFO worker: job {n} took {} ms\n", n / 60 % 60, n % 60, n * 7 % 90)
    };
    let log: String = (0..2000).map(line).collect();
    let sent = headroom.compress_text(&log, &Hints::none().with_tool("bash"));
    let handle = Handle::find_in(&sent.text).next().ok_or("nothing was left out")?;
    let answer = headroom.retrieve(&json!({"handle": handle, "lines": "1000-1001"}))?;

    // The file of a store, and the log beside it.
    let mut bytes = std::fs::read(&file)?;
    bytes.extend(std::fs::read(folder.join("originals.db-wal")).unwrap_or_default());
    let readable = bytes.windows(11).any(|window| window == b"INFO worker");
    writeln!(io::stdout(), "{answer}\nreadable in the file: {readable}")?;
    std::fs::remove_dir_all(&folder)?;
    if readable { Err("the file shows originals".into()) } else { Ok(()) }
}

/// A store whose texts are sealed.
struct Sealed<S> {
    store: S,
    key: [u8; 32],
}

impl<S: Debug> Debug for Sealed<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sealed").field("store", &self.store).finish_non_exhaustive()
    }
}

impl<S: CcrStore> Sealed<S> {
    fn seal(&self, namespace: &Namespace, text: &str) -> String {
        let unique = [namespace.as_str(), "\0", text].concat();
        let nonce = blake3::keyed_hash(&self.key, unique.as_bytes());
        let sealed = self.stream(nonce, text.as_bytes());
        let check = blake3::keyed_hash(&self.key, &sealed);
        format!("{nonce}{check}{}", HEXLOWER.encode(&sealed))
    }

    /// The text, if it was sealed under this key and is not damaged.
    fn open(&self, sealed: &str) -> Option<String> {
        let (nonce, rest) = sealed.split_at_checked(64)?;
        let (check, sealed) = rest.split_at_checked(64)?;
        let (nonce, check) = (Hash::from_hex(nonce).ok()?, Hash::from_hex(check).ok()?);
        let sealed = HEXLOWER.decode(sealed.as_bytes()).ok()?;
        let sound = blake3::keyed_hash(&self.key, &sealed) == check;
        String::from_utf8(sound.then(|| self.stream(nonce, &sealed))?).ok()
    }

    /// The bytes, each with one of a stream that the key and the nonce give.
    fn stream(&self, nonce: Hash, bytes: &[u8]) -> Vec<u8> {
        let mut pad = vec![0; bytes.len()];
        Hasher::new_keyed(&self.key).update(nonce.as_bytes()).finalize_xof().fill(&mut pad);
        bytes.iter().zip(pad).map(|(byte, pad)| byte ^ pad).collect()
    }
}

impl<S: CcrStore> CcrStore for Sealed<S> {
    fn put_all(
        &self,
        namespace: &Namespace,
        offloads: &[Offload<'_>],
    ) -> Result<Vec<Receipt>, StoreError> {
        let sealed = offloads.iter().map(|offload| self.seal(namespace, offload.text()));
        let sealed: Vec<String> = sealed.collect();
        let batch = offloads.iter().zip(&sealed).map(|(offload, sealed)| offload.kept_as(sealed));
        self.store.put_all(namespace, &batch.collect::<Vec<_>>())
    }

    fn fetch(&self, namespace: &Namespace, handle: Handle) -> Result<Kept, Miss> {
        let kept = self.store.fetch(namespace, handle)?;
        self.open(kept.text()).map(Kept::new).ok_or(Miss::Corrupt)
    }

    fn renew(&self, namespace: &Namespace, handles: &[Handle]) -> Result<Vec<Handle>, StoreError> {
        self.store.renew(namespace, handles)
    }

    fn remove(&self, namespace: &Namespace, handles: &[Handle]) -> Result<(), StoreError> {
        self.store.remove(namespace, handles)
    }

    fn purge(&self, namespace: &Namespace) -> Result<(), StoreError> {
        self.store.purge(namespace)
    }
}
