//! One order for tools and for the keys of their schemas.

mod order;
mod same;
mod schema;

use std::borrow::Cow;

use headroom_core::{Edits, Span};
use serde::Serialize;

use crate::layout::{Layout, Place};
use crate::place;
use order::Slot;

/// Puts tools into the order of their names, and the keys of their schemas into that of the alphabet.
///
/// Clients that keep tools in hash maps, or ask several servers for them at once, send the same tools
/// in another order with each call, and the prefix that a provider caches starts with the tools.
///
/// This is opt-in, for two reasons. The order of tools, and that of a schema's `properties`, are part
/// of what the model reads: it tends to give arguments in the order of `properties`, and
/// [`ToolDefNormalizer::keep_keys`] leaves that alone. And it must be on from the first request of a
/// conversation: it is a function of the tools alone, so that it then changes nothing from turn to
/// turn.
///
/// What is given out is proven first, by another reading of both texts: the same tools by name; in
/// each the same members of each object, the same arrays in the same order, the same scalars as
/// source text; all bytes outside the tools equal, and each cache marker on the tool that it was on,
/// at the same place. Else the body goes out verbatim, with the reason. Linear in the tools but for
/// sorting; the result normalizes to itself.
///
/// ```
/// use headroom_cache::{Layout, tool_def_normalize};
///
/// let body = r#"{"system": "Be brief.", "tools": [
///   {"name": "write", "input_schema": {"type": "object", "properties": {}}},
///   {"name": "list", "input_schema": {"properties": {"n": {"type": "number", "maximum": 1.0}}}}
/// ], "messages": []}"#;
/// let normal = tool_def_normalize(&Layout::parse(body)?);
/// assert_eq!(normal.body, r#"{"system": "Be brief.", "tools": [
///   {"name": "list", "input_schema": {"properties": {"n": {"maximum": 1.0, "type": "number"}}}},
///   {"name": "write", "input_schema": {"properties": {}, "type": "object"}}
/// ], "messages": []}"#);
/// # Ok::<(), headroom_cache::LayoutError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ToolDefNormalizer {
    keep_keys: bool,
}

/// Tools in the order of their names, keys of schemas in that of the alphabet: see
/// [`ToolDefNormalizer`].
#[must_use]
pub fn tool_def_normalize<'a>(layout: &Layout<'a>) -> Normalized<'a> {
    ToolDefNormalizer::new().normalize(layout)
}

/// A request with its tools in order.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Normalized<'a> {
    /// The request: the caller's own text if nothing had to be done.
    pub body: Cow<'a, str>,
    /// What was done and what was left, and why.
    pub report: NormalizeReport,
}

/// What was done to the tools of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct NormalizeReport {
    /// Names of the tools that stand elsewhere now, in their new order.
    pub moved: Vec<String>,
    /// Names of the tools with keys in another order.
    pub sorted: Vec<String>,
    /// What was left as it was.
    pub kept: Vec<Kept>,
}

/// A part that was left as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Kept {
    /// The part.
    #[serde(serialize_with = "place::serialize")]
    pub place: Place,
    /// Why.
    pub reason: KeptReason,
}

/// Why a tool, or all of them, were left as they were.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum KeptReason {
    /// It carries a cache marker, which must not move: tools before it and after it are put in order
    /// each for themselves.
    #[error("a cache marker keeps this tool at its place")]
    Marked,
    /// Two tools have one name, so that there is no order of them.
    #[error("two tools have the same name")]
    SameName,
    /// A key stands twice in an object of the schema: which one counts depends on the reader.
    #[error("a key stands twice in an object of the schema")]
    DuplicateKey,
    /// The schema is nested deeper than 64 levels.
    #[error("the schema is nested too deep")]
    TooDeep,
    /// The proof that nothing else has changed did not succeed.
    #[error("the result could not be proven to be equivalent")]
    NotProven,
}

impl ToolDefNormalizer {
    /// Sorts tools and the keys of their schemas.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Leaves the keys of schemas in their order. By default they are sorted; leave them where a model
    /// is to give arguments in the order in which `properties` has them, and where the client prints
    /// them in one order anyway.
    #[must_use]
    pub fn keep_keys(mut self) -> Self {
        self.keep_keys = true;
        self
    }

    /// Puts the tools of a request in order.
    #[must_use]
    pub fn normalize<'a>(self, layout: &Layout<'a>) -> Normalized<'a> {
        let source = layout.source();
        let mut report = NormalizeReport::default();
        let mut edits = Edits::new();
        for list in order::lists(layout) {
            let slots = list.iter().map(|slot| self.rewritten(source, slot, &mut report));
            let slots: Vec<(Slot, String)> = slots.collect();
            let order = order::of(source, &list, &mut report);
            for (slot, from) in list.iter().zip(order) {
                let Some((tool, text)) = slots.get(from) else { continue };
                if tool.value != slot.value {
                    report.moved.push(tool.name.clone().unwrap_or_default());
                }
                if slot.value.of(source) != text {
                    edits.replace(slot.value, text.clone());
                }
            }
        }
        let body = edits.apply(source);
        if !edits.is_empty() && !same::tools(layout, &body) {
            let kept = vec![Kept { place: Place::Request, reason: KeptReason::NotProven }];
            let report = NormalizeReport { kept, ..NormalizeReport::default() };
            return Normalized { body: Cow::Borrowed(source), report };
        }
        Normalized { body, report }
    }

    /// A tool, and its text with the keys of its schemas in order.
    fn rewritten(self, source: &str, slot: &Slot, report: &mut NormalizeReport) -> (Slot, String) {
        let verbatim = slot.value.of(source);
        let mut edits = Edits::new();
        let schemas = if self.keep_keys { &[][..] } else { &slot.schemas };
        for schema in schemas {
            match schema::sorted(source, *schema) {
                Ok(text) if text != schema.of(source) => {
                    let start = slot.value.start;
                    edits.replace(Span::new(schema.start - start, schema.end - start), text);
                }
                Ok(_) => {}
                Err(reason) => report.kept.push(Kept { place: slot.place, reason }),
            }
        }
        if !edits.is_empty() {
            report.sorted.push(slot.name.clone().unwrap_or_default());
        }
        (slot.clone(), edits.apply(verbatim).into_owned())
    }
}

#[cfg(test)]
mod tests;
