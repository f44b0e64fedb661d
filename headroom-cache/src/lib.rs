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

mod aligner;
mod breakpoints;
mod cost;
mod drift;
mod layout;
mod place;
mod prompt_cache_key;
mod rules;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod tool_def_normalize;
mod volatile;

pub use aligner::{Aligned, CacheAligner, Moved, Unaligned};
pub use breakpoints::{
    Breakpoint, Breakpoints, Placed, Refusal, anthropic_cache_control, bedrock_cache_point,
};
pub use cost::PastEdit;
pub use drift::{CacheEffect, Change, Drift, DriftDetector, DriftReport, Origin, ParameterChange};
pub use headroom_core::LiveZone;
pub use layout::{Layout, LayoutError, Marker, Message, Part, PartKind, Place, Role, Section, Ttl};
pub use prompt_cache_key::{ConversationKey, Keyed, NoKey, prompt_cache_key};
pub use rules::{CacheKind, CacheRules, EntryRules, ProviderRules, RulesError};
pub use tool_def_normalize::{
    Kept, KeptReason, NormalizeReport, Normalized, ToolDefNormalizer, tool_def_normalize,
};
pub use volatile::{Finding, Likelihood, Volatile, VolatileDetector, VolatileKind};
