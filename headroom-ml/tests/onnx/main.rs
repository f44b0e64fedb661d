//! Models in a real runtime: loaded, refused, asked.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod asking;
mod loading;
mod python;
mod support;
mod words;
