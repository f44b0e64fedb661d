//! The laws of a store, as a function to call from a test, and stores and clocks to test with.
//!
//! Each law panics with what does not hold. Ours run them; a third party's store runs the same.

#![allow(clippy::panic, clippy::expect_used, clippy::missing_panics_doc)]

mod clock;
mod failing;
mod laws;

pub use clock::ManualClock;
pub use failing::{FailingStore, PutFault};
pub use laws::store_laws;
