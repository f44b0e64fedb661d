//! x
pub(crate) mod json;
