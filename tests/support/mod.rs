//! Random conversations, bodies made by hand, the grammars of the providers, and a reader that
//! resolves every reference: what the properties share.

#![allow(
    clippy::indexing_slicing,
    clippy::needless_range_loop,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    dead_code,
    missing_docs,
    unreachable_pub
)]

pub mod bodies;
pub mod conversation;
pub mod grammar;
pub mod reader;
pub mod tools;
pub mod turns;

pub use conversation::{Conversation, Dialect};
