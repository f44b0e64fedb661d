//! A prompt cache to replay conversations against.

mod simulator;
mod store;
mod text;
mod units;

pub use simulator::{SimulationError, Simulator, Totals, Turn};
pub use store::Hit;
