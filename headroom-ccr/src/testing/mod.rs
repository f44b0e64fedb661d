//! The laws of a store, as a function to call from a test, and stores and clocks to test with.
//!
//! Each law panics with what does not hold. Ours run them; a third party's store runs the same.

#![allow(
    clippy::panic,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "a law says what does not hold by a panic"
)]

mod clock;
mod failing;
mod laws;
#[cfg(all(unix, feature = "redis"))]
mod redis_server;

pub use clock::ManualClock;
pub use failing::{FailingStore, PutFault};
pub use laws::{damage_laws, full_laws, idle_laws, store_laws};
#[cfg(all(unix, feature = "redis"))]
pub use redis_server::RedisServer;
