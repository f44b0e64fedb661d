//! Stable prefix, live zone and provider cache rules of headroom.
//!
//! A provider's prompt cache pays off only while the bytes of what was sent before stay the same. The
//! pipeline of `headroom-core` keeps them the same without any state, by causality: an old block
//! gets the bytes that it was sent with. This crate is the room for what needs more than that. It
//! stands on the traits and plain data of the core alone.
//!
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

mod ledger;
mod zone;

pub use headroom_core::LiveZone;
pub use ledger::{ImportError, Ledger, Recall};
pub use zone::{AfterMarkers, AfterPrefix, LatestTurn, WholeConversation, ZonePolicy};
