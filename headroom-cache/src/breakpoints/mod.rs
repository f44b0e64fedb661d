//! Cache markers where the caller asks for them: `cache_control` (Anthropic), `cachePoint` (Bedrock).

mod plan;
mod spot;
mod write;

use std::borrow::Cow;

use headroom_core::document::{ANTHROPIC, BEDROCK};

use crate::{CacheRules, Layout, Place, Ttl};

/// Where cache markers are asked for, and within which limits.
///
/// Nothing is placed that is not asked for. The client's markers stay where they are and count
/// against the limit. Where markers of the last message would find no entry, since the last turn has
/// more blocks than a provider looks back over, one more is placed where the previous request ended:
/// there the entry is.
///
/// Markers move from turn to turn, so they are written such that nothing but them moves: a member is
/// added to a block, or a block of its own to a list. A string cannot carry one;
/// [`Breakpoints::wrap_strings`] says what to do about that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breakpoints {
    tools: Option<Ttl>,
    system: Option<Ttl>,
    last_message: Option<Ttl>,
    wrap_strings: bool,
    markers: usize,
    look_back: usize,
    ttls: Vec<Ttl>,
}

impl Breakpoints {
    /// Asks for nothing yet, within the limits of a model's cache.
    #[must_use]
    pub fn new(rules: &CacheRules) -> Self {
        Self {
            tools: None,
            system: None,
            last_message: None,
            wrap_strings: false,
            markers: rules.markers,
            look_back: rules.look_back,
            ttls: rules.entries.iter().map(|entry| entry.ttl).collect(),
        }
    }

    /// Asks for a marker at the end of the tools. It is of use where tools stay and system text
    /// changes: a marker further on caches the tools too.
    #[must_use]
    pub fn tools(mut self, ttl: Ttl) -> Self {
        self.tools = Some(ttl);
        self
    }

    /// Asks for a marker at the end of the system text.
    #[must_use]
    pub fn system(mut self, ttl: Ttl) -> Self {
        self.system = Some(ttl);
        self
    }

    /// Asks for a marker at the end of the last message, so that the next request finds all of this
    /// one; and for one where the previous request ended, if that is too far to look back to. If the
    /// last message is the beginning of an answer, which the next request brings in full, the one
    /// before it is meant.
    #[must_use]
    pub fn last_message(mut self, ttl: Ttl) -> Self {
        self.last_message = Some(ttl);
        self
    }

    /// Whether strings that would have to carry a marker become lists of one text block (Anthropic;
    /// Bedrock takes no strings): the system text if a marker is asked for there, and the content of
    /// every message of the user if one is asked for on the last. Default: no, and a string carries no
    /// marker.
    ///
    /// All of them become lists in every request, with or without a marker, since a message whose
    /// form depended on where the marker stands would not come again with the same bytes. So it is a
    /// setting for a whole conversation from its beginning.
    #[must_use]
    pub fn wrap_strings(mut self, wrap: bool) -> Self {
        self.wrap_strings = wrap;
        self
    }
}

/// What was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Breakpoint {
    /// The end of the tools.
    Tools,
    /// The end of the system text.
    System,
    /// The end of the last message.
    LastMessage,
    /// The end of the previous request, from which the last message is too far.
    PreviousRequest,
}

/// Why a marker was not placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Refusal {
    /// The body is of a provider that has no such markers.
    Dialect,
    /// The client has a marker there.
    Marked,
    /// The request would carry more markers than the provider takes.
    Limit,
    /// An entry that lives longer would stand behind one that lives shorter, which providers refuse;
    /// also if the client has a marker with a lifetime that is not known.
    TtlOrder,
    /// The model's cache has no entries of this lifetime.
    NoSuchTtl,
    /// Nothing there can carry a marker: there is none of it, or it is a string, empty, thinking, of
    /// a type that is not known, or a tool that is loaded later.
    NoPlace,
}

/// A request with cache markers.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Placed<'a> {
    /// The body: the caller's own text if nothing was placed or wrapped.
    pub body: Cow<'a, str>,
    /// What was placed, and where, in the order of the prefixes that the markers end.
    pub placed: Vec<(Breakpoint, Place, Ttl)>,
    /// What was not placed, and why.
    pub refused: Vec<(Breakpoint, Refusal)>,
}

/// Places `cache_control` in an Anthropic body, where asked.
///
/// Never on empty text, on thinking or on what is not known to take one; linear in the body.
///
/// ```
/// use headroom_cache::{Breakpoints, Layout, ProviderRules, Ttl, anthropic_cache_control};
///
/// let body = r#"{"model": "claude-sonnet-4-5", "system": [{"type": "text", "text": "Be brief."}],
///  "messages": [{"role": "user", "content": [{"type": "text", "text": "Hello"}]}]}"#;
/// let layout = Layout::parse(body)?;
/// let rules = ProviderRules::builtin();
/// let rules = layout.model().and_then(|model| rules.for_model(&model).cloned()).unwrap();
///
/// let asked = Breakpoints::new(&rules).system(Ttl::OneHour).last_message(Ttl::FiveMinutes);
/// let placed = anthropic_cache_control(&layout, &asked);
/// assert_eq!(
///     placed.body,
///     r#"{"model": "claude-sonnet-4-5", "system": [{"type": "text", "text": "Be brief.","cache_control":{"type":"ephemeral","ttl":"1h"}}],
///  "messages": [{"role": "user", "content": [{"type": "text", "text": "Hello","cache_control":{"type":"ephemeral"}}]}]}"#,
/// );
/// # Ok::<(), headroom_cache::LayoutError>(())
/// ```
#[must_use]
pub fn anthropic_cache_control<'a>(layout: &Layout<'a>, asked: &Breakpoints) -> Placed<'a> {
    placed(layout, asked, ANTHROPIC, write::cache_control)
}

/// Places `cachePoint` blocks in a Bedrock Converse body, where asked.
///
/// As [`anthropic_cache_control`]; the places reported are the blocks after which they stand.
#[must_use]
pub fn bedrock_cache_point<'a>(layout: &Layout<'a>, asked: &Breakpoints) -> Placed<'a> {
    placed(layout, asked, BEDROCK, write::cache_point)
}

fn placed<'a>(
    layout: &Layout<'a>,
    asked: &Breakpoints,
    dialect: &str,
    write: fn(&Layout<'a>, &Breakpoints, &plan::Plan<'_>) -> Cow<'a, str>,
) -> Placed<'a> {
    if layout.dialect() != dialect {
        let refused = plan::asks(asked).map(|(breakpoint, _)| (breakpoint, Refusal::Dialect));
        let body = Cow::Borrowed(layout.source());
        return Placed { body, placed: Vec::new(), refused: refused.collect() };
    }
    let spots = spot::spots(layout, asked);
    let plan = plan::plan(layout, asked, &spots);
    let body = write(layout, asked, &plan);
    let placed =
        plan.chosen.iter().map(|chosen| (chosen.breakpoint, chosen.spot.place, chosen.ttl));
    Placed { body, placed: placed.collect(), refused: plan.refused }
}

#[cfg(test)]
mod any_json;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
