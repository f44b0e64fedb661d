//! Models in ONNX.

mod cancel;
mod chunks;
mod error;
mod floor;
mod graph;
mod manifest;
mod memo;
mod model;
mod options;
mod runtime;
mod scorer;
mod self_test;
mod session;
mod tokens;
mod words;

pub use cancel::Cancellation;
pub use error::{Error, ErrorKind};
pub use manifest::Manifest;
pub use model::{Model, Report};
pub use options::Options;
pub use runtime::Runtime;
pub use scorer::OnnxScorer;
pub use session::Kind;
pub use words::KompressWords;
