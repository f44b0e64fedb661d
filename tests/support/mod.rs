//! Random conversations, and a reader that resolves every reference: what the properties share.

#![allow(dead_code, unreachable_pub, missing_docs)]

pub mod conversation;
pub mod reader;

pub use conversation::Conversation;
