//! Stable prefix, live zone and provider cache rules of headroom.
//!
//! A provider's prompt cache pays off only while the bytes of what was sent before stay the same. The
//! pipeline of `headroom-core` keeps them the same without any state, by causality: an old block
//! gets the bytes that it was sent with. This crate is the room for what needs more than that:
//! policies that depend on position or memory, the provider's own rules and prices as data, and the
//! search for what in a prompt changes from call to call. It stands on the traits and plain data of
//! the core alone.
//!
//! What the core has of this today is [`LiveZone`]: all tool results, or those from a message on.
//!
//! ```
//! use headroom_cache::LiveZone;
//!
//! // Twelve messages were sent as they were before compression was adopted.
//! let zone = LiveZone::from_message(12);
//! assert_ne!(zone, LiveZone::all());
//! ```

mod drift;
mod layout;
mod place;
mod tool_def_normalize;
mod volatile;

pub use drift::{CacheEffect, Change, Drift, DriftDetector, DriftReport, Origin, ParameterChange};
pub use headroom_core::LiveZone;
pub use layout::{Layout, LayoutError, Marker, Message, Part, PartKind, Place, Role, Section, Ttl};
pub use tool_def_normalize::{
    Kept, KeptReason, NormalizeReport, Normalized, ToolDefNormalizer, tool_def_normalize,
};
pub use volatile::{Finding, Likelihood, Volatile, VolatileDetector, VolatileKind};
