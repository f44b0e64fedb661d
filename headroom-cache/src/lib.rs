//! Stable prefix, live zone and provider cache rules of headroom.
//!
//! A provider's prompt cache pays off only while the bytes of what was sent before stay the same. The
//! pipeline of `headroom-core` keeps them the same without any state, by causality: an old block
//! gets the bytes that it was sent with. This crate is the room for what needs more than that. It
//! stands on the traits and plain data of the core alone.
//!
//! # Brief overview
//!
//! - [`Layout`] says where tools, system text, messages and cache markers stand in a request body.
//! - [`ProviderRules`] hold what is known of providers' caches, by model and with a date; a
//!   [`PastEdit`] computes with their prices when an edit of the past pays.
//! - [`anthropic_cache_control`], [`bedrock_cache_point`] and [`prompt_cache_key`] add to a request
//!   what makes the provider cache it, where asked.
//! - [`VolatileDetector`] and [`DriftDetector`] tell what makes a prefix unstable, and where it broke;
//!   [`CacheAligner`] and [`tool_def_normalize`] are edits that may cure it.
//! - With the feature `testing`, `testing::Simulator` replays a conversation against a cache.
//! - [`LiveZone`] is what needs no state: all tool results, or those from a message on.
//! - [`Ledger`] remembers what was sent in place of what, so that a block keeps its form when store,
//!   configuration or version change; it is bounded, and can be exported.
//! - [`ZonePolicy`] chooses by position what may be newly rewritten, which needs a ledger:
//!   [`LatestTurn`], [`AfterPrefix`], [`AfterMarkers`], [`WholeConversation`].
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
mod drift;
mod layout;
mod ledger;
mod place;
mod prompt_cache_key;
mod rules;
mod splice;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod tool_def_normalize;
mod volatile;
mod zone;

pub use aligner::{Aligned, CacheAligner, Moved, Unaligned};
pub use breakpoints::{
    Breakpoint, Breakpoints, Placed, Refusal, anthropic_cache_control, bedrock_cache_point,
};
pub use drift::{CacheEffect, Change, Drift, DriftDetector, DriftReport, Origin, ParameterChange};
pub use headroom_core::{LiveZone, PastEdit};
pub use layout::{Layout, LayoutError, Marker, Message, Part, PartKind, Place, Role, Section, Ttl};
pub use ledger::{ImportError, Ledger, Recall};
pub use prompt_cache_key::{ConversationKey, Keyed, NoKey, prompt_cache_key};
pub use rules::{CacheKind, CacheRules, EntryRules, ProviderRules, RulesError};
pub use tool_def_normalize::{
    Kept, KeptReason, NormalizeReport, Normalized, ToolDefNormalizer, tool_def_normalize,
};
pub use volatile::{Finding, Likelihood, Volatile, VolatileDetector, VolatileKind};
pub use zone::{AfterMarkers, AfterPrefix, LatestTurn, WholeConversation, ZonePolicy};
