//! Random conversations, and a reader that resolves every reference: what the properties share.

#![allow(clippy::needless_range_loop, missing_docs, unreachable_pub)]

pub mod conversation;
pub mod reader;

pub use conversation::Conversation;
