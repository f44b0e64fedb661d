//! Where two successive requests first differ, and by whose doing.

mod compare;
mod parameters;
mod report;

use compare::{Difference, Sides};
pub use parameters::{CacheEffect, ParameterChange};
pub use report::{Change, Drift, DriftReport, Origin};

use crate::layout::{Layout, LayoutError, Message, Place, Section};
use crate::volatile::VolatileDetector;

/// Finds what keeps a provider's cache from being hit: the first place at which a request is no longer
/// what the one before it was.
///
/// Parts are compared in the order in which providers read them: tools, system text, messages. Set
/// aside is what does not reach the model: cache markers, white space between tokens, the way in
/// which characters are escaped, a text that stands as a string here and as a list of one text block
/// there. New messages at the end are no drift, nor are new blocks at the end of what was the last
/// message, nor a history that ends earlier than before.
///
/// ```
/// use headroom_cache::{DriftDetector, Origin};
///
/// let before = r#"{"model": "m", "system": "Be brief. Today is 2026-01-05.", "messages": [
///     {"role": "user", "content": "Hello"}]}"#;
/// let after = r#"{"model": "m", "system": "Be brief. Today is 2026-01-06.", "messages": [
///     {"role": "user", "content": "Hello"}, {"role": "assistant", "content": "Yes?"}]}"#;
///
/// let report = DriftDetector::new().between(before, after)?;
/// assert_eq!(
///     report.to_string(),
///     "system block 0 differs: `system`, byte 54: \
///      \"Be brief. Today is 2026-01-05.\" became \"Be brief. Today is 2026-01-06.\" \
///      (date: a date differs from day to day)",
/// );
/// // What was sent is what the client gave: it is the client that changed it.
/// let report = DriftDetector::new().explain((before, before), (after, after))?;
/// assert_eq!(report.drift.unwrap().origin, Some(Origin::Client));
/// # Ok::<(), headroom_cache::LayoutError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DriftDetector {
    dialect: Option<String>,
    volatile: VolatileDetector,
}

impl DriftDetector {
    /// A detector for bodies whose dialect shows.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Names the dialect. By default it is found from each body; name it for bodies that do not show
    /// it, such as arrays of messages.
    #[must_use]
    pub fn dialect(mut self, name: &str) -> Self {
        self.dialect = Some(name.to_owned());
        self
    }

    /// Compares two successive requests as they were sent. Linear in both.
    ///
    /// # Errors
    ///
    /// [`LayoutError`] if one of them has no layout.
    pub fn between(&self, before: &str, after: &str) -> Result<DriftReport, LayoutError> {
        let (before, after) = (self.layout(before)?, self.layout(after)?);
        let parameters = parameters::changes(&before, &after);
        let drift = first(&before, &after).map(|found| self.told(&before, &after, found));
        Ok(DriftReport { parameters, drift })
    }

    /// Compares two successive requests as they were sent, and says whose doing a difference is. Each
    /// request comes as the client's text and what was sent in its place.
    ///
    /// It is the client's doing if the client's own texts differ in that block or before it, since
    /// what is sent may depend on all that; else ours.
    ///
    /// # Errors
    ///
    /// [`LayoutError`] if one of the four texts has no layout.
    pub fn explain(
        &self,
        (source_before, sent_before): (&str, &str),
        (source_after, sent_after): (&str, &str),
    ) -> Result<DriftReport, LayoutError> {
        let client = self.between(source_before, source_after)?;
        let mut sent = self.between(sent_before, sent_after)?;
        if let Some(drift) = &mut sent.drift {
            let earliest = client.drift.as_ref().map(|drift| drift.place.order());
            let is_clients = earliest.is_some_and(|place| place <= drift.place.order());
            drift.origin = Some(if is_clients { Origin::Client } else { Origin::Ours });
        }
        for change in &mut sent.parameters {
            // They stand in the order of their names.
            let other = client.parameters.binary_search_by(|other| other.name.cmp(&change.name));
            let is_clients = other.is_ok();
            change.origin = Some(if is_clients { Origin::Client } else { Origin::Ours });
        }
        Ok(sent)
    }

    fn layout<'a>(&self, body: &'a str) -> Result<Layout<'a>, LayoutError> {
        match &self.dialect {
            Some(name) => Layout::parse_as(body, name),
            None => Layout::parse(body),
        }
    }

    fn told(&self, before: &Layout<'_>, after: &Layout<'_>, found: Found) -> Drift {
        report::tell(&self.volatile, (before.source(), after.source()), found)
    }
}

/// A difference and the part that it is in.
#[derive(Debug)]
struct Found {
    place: Place,
    difference: Difference,
}

/// The first difference, in the order in which providers read.
fn first(before: &Layout<'_>, after: &Layout<'_>) -> Option<Found> {
    let sides = Sides::new(before, after);
    let names = compare::names(before.dialect());
    if before.dialect() != after.dialect() {
        let difference = Difference::whole(before.body(), after.body());
        return Some(Found { place: Place::Request, difference });
    }
    if let Some(difference) = sides.tools(before.tools(), after.tools(), names.tools) {
        let tools = before.tools().or(after.tools());
        let tool = tools.map_or(0, |tools| part_at(tools, difference.before.start));
        return Some(Found { place: Place::Tool { tool }, difference });
    }
    if let Some(difference) = sides.sections(before.system(), after.system(), names.system) {
        let system = before.system().or(after.system());
        let block = system.map_or(0, |system| part_at(system, difference.before.start));
        return Some(Found { place: Place::System { block }, difference });
    }
    messages(&sides, before.messages(), after.messages(), names.messages)
}

fn messages(sides: &Sides<'_>, old: &[Message], new: &[Message], name: &str) -> Option<Found> {
    let mut pairs = old.iter().zip(new).enumerate();
    let (index, difference) = pairs.find_map(|(index, (was, is))| {
        let found = sides.values(was.value, is.value)?;
        let last = index + 1 == old.len();
        (!(last && grows(was, &found))).then(|| (index, found.below(&format!("{name}[{index}]"))))
    })?;
    let (was, is) = (old.get(index..)?, new.get(index..)?);
    let moved = sides.moved_messages(was, is);
    let difference = moved.map_or(difference, |moved| moved.below(&format!("{name}[{index}]")));
    let content = was.first().and_then(|message| message.content.as_ref());
    let at = difference.before.start;
    let block = content.map_or(0, |content| part_at(content, at));
    let part = content.and_then(|content| content.parts.get(block));
    let holds = |part: &crate::layout::Part| (part.value.start..part.value.end).contains(&at);
    let inner = part.and_then(|part| part.inner.iter().position(holds));
    Some(Found { place: Place::Message { message: index, block, inner }, difference })
}

/// Whether all that happened to a message is that blocks were added at its end.
fn grows(was: &Message, found: &Difference) -> bool {
    let end = was.content.as_ref().map(|content| content.value.end);
    found.change == Change::Added && end.is_some_and(|end| found.before.start + 1 == end)
}

/// The part that stands at a place, or the first one after it.
fn part_at(section: &Section, at: usize) -> usize {
    section.parts.iter().take_while(|part| part.value.end <= at).count()
}

#[cfg(test)]
mod tests;
