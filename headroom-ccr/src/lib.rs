//! Compress-cache-retrieve: the originals of what was left out of sight are kept in a store, and
//! the model can fetch them back.
//!
//! | for | see |
//! |---|---|
//! | the interface of a store | [`CcrStore`], [`Receipt`], [`Original`], [`Namespace`] |
//! | why something is not stored, or no longer | [`StoreError`], [`Miss`] |
//! | a store in memory, and none | [`MemoryStore`], [`Never`] |
//! | a store in a file, one on a server | `SqliteStore` (feature `sqlite`), `RedisStore` (feature `redis`) |
//! | stores made of others | [`Tiered`], [`Namespaced`], [`Redacting`] |
//! | the tool to register with a provider | [`tool_definition`], [`Provider`] |
//! | the answer to a call of that tool | [`resolve`], [`RetrieveCall`] |
//! | the answers to all such calls of a response | [`RetrieveLoop`], [`Turn`] |
//! | tests of one's own store, faults and a clock to test with | `testing` (feature `testing`) |
//!
//! ```
//! use headroom_ccr::{CcrStore, MemoryStore, Namespace, Provider, resolve, tool_definition};
//! use headroom_core::{Handle, Offload};
//! use serde_json::json;
//!
//! let (store, namespace) = (MemoryStore::new(), Namespace::new("project"));
//!
//! // The tool goes into every request of the conversation, this one included.
//! let tool = tool_definition(Provider::Anthropic);
//! assert_eq!(tool["name"], "headroom_retrieve");
//!
//! // An original is stored before its handle is shown to the model.
//! let receipts = store.put_all(&namespace, &[Offload::of("first line\nsecond line\n")])?;
//! let handle: Handle = receipts[0].handle();
//!
//! // The model calls the tool; the text goes back as the result of the call.
//! let arguments = json!({"handle": handle, "find": "second"});
//! let answer = resolve(&store, &namespace, &arguments).unwrap_or_else(|why| why.to_string());
//! assert_eq!(answer, format!("[original {handle}, 1 of 2 lines]\n2:second line"));
//! # Ok::<(), headroom_ccr::StoreError>(())
//! ```
//!
//! Without the features `sqlite` and `redis` nothing here opens a socket or writes a file. No call reads
//! across namespaces.

mod clock;
mod error;
mod limits;
mod memory;
mod namespace;
mod namespaced;
mod redacting;
#[cfg(feature = "redis")]
mod redis;
mod retrieve;
mod retrieve_loop;
#[cfg(feature = "sqlite")]
mod sqlite;
mod store;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod tiered;
mod tool;

pub use clock::{Clock, MachineClock, WallClock};
pub use error::{Miss, OpenError, StoreError};
pub use memory::{MemoryStore, MemoryStoreBuilder};
pub use namespace::Namespace;
pub use namespaced::Namespaced;
pub use redacting::Redacting;
#[cfg(feature = "redis")]
pub use redis::{RedisStore, RedisStoreBuilder};
pub use retrieve::{Range, RetrieveCall, RetrieveError, resolve};
pub use retrieve_loop::{RetrieveLoop, Turn};
#[cfg(feature = "sqlite")]
pub use sqlite::{Integrity, SqliteStore, SqliteStoreBuilder};
pub use store::{CcrStore, Kept, Never, Original, Receipt};
pub use tiered::Tiered;
pub use tool::{Provider, tool_definition};
