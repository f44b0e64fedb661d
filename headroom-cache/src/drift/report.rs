//! What is said of a difference.

use std::fmt;

use headroom_core::Span;
use serde::Serialize;

use super::{CacheEffect, Found, ParameterChange};
use crate::layout::Place;
use crate::place::{self, Words};
use crate::volatile::{Literal, VolatileDetector, VolatileKind};

/// How a request differs from the one before it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct DriftReport {
    /// Parameters that changed, in the order of their names.
    pub parameters: Vec<ParameterChange>,
    /// The first difference in tools, system text and messages.
    pub drift: Option<Drift>,
}

/// The first difference in what the model reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Drift {
    /// The part of the request that differs, counted as in the request before.
    #[serde(serialize_with = "place::serialize")]
    pub place: Place,
    /// The field, as a path from the body: `messages[3].content[0].text`.
    pub path: String,
    /// The first byte that differs, in the body before.
    pub byte_before: usize,
    /// The first byte that differs, in the body after.
    pub byte_after: usize,
    /// What happened.
    pub change: Change,
    /// What stood there, decoded and shortened; empty if nothing did.
    pub before: String,
    /// What stands there now, decoded and shortened; empty if nothing does.
    pub after: String,
    /// What the text that changed is, if it is of a kind that does.
    pub volatile: Option<VolatileKind>,
    /// Whose doing it is, where that was asked.
    pub origin: Option<Origin>,
}

/// What happened where two requests first differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Change {
    /// A value is another.
    Changed,
    /// Something stands there that did not.
    Added,
    /// Something is missing.
    Removed,
    /// The same tools, or keys, stand in another order.
    Reordered,
}

/// Whose doing a difference is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// The client gave other bytes there or before.
    Client,
    /// The client gave the same bytes up to there: what was sent in their place differs.
    Ours,
}

impl DriftReport {
    /// Whether the prefix that was sent before stays as it was, parameters that belong to it
    /// included.
    #[must_use]
    pub fn is_stable(&self) -> bool {
        let breaks = |change: &ParameterChange| change.effect == CacheEffect::Breaks;
        self.drift.is_none() && !self.parameters.iter().any(breaks)
    }
}

impl fmt::Display for DriftReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for change in &self.parameters {
            write!(f, "{separator}{change}")?;
            separator = "\n";
        }
        match &self.drift {
            Some(drift) => write!(f, "{separator}{drift}"),
            None if self.parameters.is_empty() => f.write_str("no difference"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for ParameterChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".to_owned());
        let (before, after) = (text(&self.before), text(&self.after));
        write!(f, "parameter `{}`: {before} became {after}", self.name)?;
        f.write_str(by(self.origin))?;
        f.write_str(match self.effect {
            CacheEffect::Breaks => ", which breaks the cached prefix",
            CacheEffect::None => ", which the cache does not mind",
            CacheEffect::Unknown => "",
        })
    }
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, byte_after, before, after, .. } = self;
        let (place, by) = (Words(self.place), by(self.origin));
        write!(f, "{place} differs{by}: `{path}`, byte {byte_after}: ")?;
        match self.change {
            Change::Changed => write!(f, "{before:?} became {after:?}"),
            Change::Added => write!(f, "{after:?} was added"),
            Change::Removed => write!(f, "{before:?} was removed"),
            Change::Reordered => {
                write!(f, "the order changed, {after:?} stands where {before:?} did")
            }
        }?;
        match self.volatile {
            Some(kind) => write!(f, " ({kind}: {})", kind.reason()),
            None => Ok(()),
        }
    }
}

const fn by(origin: Option<Origin>) -> &'static str {
    match origin {
        Some(Origin::Client) => ", by the client",
        Some(Origin::Ours) => ", by what was sent in place of the client's text",
        None => "",
    }
}

/// Says what a difference is.
pub(super) fn tell(volatile: &VolatileDetector, bodies: (&str, &str), found: Found) -> Drift {
    let Found { place, difference } = found;
    let before = Reading::of(bodies.0, difference.before);
    let after = Reading::of(bodies.1, difference.after);
    let both = !difference.before.is_empty() && !difference.after.is_empty();
    let at = if both { common(before.text(), after.text()) } else { 0 };
    let kind = volatile
        .in_text(after.text())
        .into_iter()
        .find(|find| both && find.labelled.start <= at && at < find.span.end);
    Drift {
        place,
        path: difference.path.trim_start_matches('.').to_owned(),
        byte_before: before.in_body(at),
        byte_after: after.in_body(at),
        change: difference.change,
        before: shortened(before.text(), at),
        after: shortened(after.text(), at),
        volatile: kind.map(|find| find.kind),
        origin: None,
    }
}

/// A value as it reads: a string decoded, another as JSON text.
enum Reading<'a> {
    String(Literal<'a>),
    Json(&'a str, usize),
}

impl<'a> Reading<'a> {
    fn of(body: &'a str, span: Span) -> Self {
        let literal = Literal::read(body, span).map(Self::String);
        literal.unwrap_or_else(|| Self::Json(span.of(body), span.start))
    }

    fn text(&self) -> &str {
        match self {
            Self::String(literal) => literal.text(),
            Self::Json(text, _) => text,
        }
    }

    fn in_body(&self, at: usize) -> usize {
        match self {
            Self::String(literal) => literal.in_body(Span::new(at, at)).start,
            Self::Json(_, start) => start + at,
        }
    }
}

/// How many bytes two texts have in common at their start, up to a character.
fn common(a: &str, b: &str) -> usize {
    let same = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    a.floor_char_boundary(same)
}

/// How much of a text is shown before a place, and in all.
const BEFORE: usize = 32;
const SHOWN: usize = 96;

/// A piece of a text around a place, cut at characters, with `…` for what is left out.
pub(super) fn shortened(text: &str, at: usize) -> String {
    let start = text.floor_char_boundary(at.saturating_sub(BEFORE));
    let end = text.ceil_char_boundary((start + SHOWN).min(text.len()));
    let (head, tail) = (if start > 0 { "…" } else { "" }, if end < text.len() { "…" } else { "" });
    format!("{head}{}{tail}", text.get(start..end).unwrap_or_default())
}
