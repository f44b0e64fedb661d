//! Which tools a request defines, and the order to put them in.

use std::borrow::Cow;
use std::collections::HashSet;

use headroom_core::Span;
use headroom_core::document::literal::decode;
use headroom_core::document::{Cursor, Members};

use super::{Kept, KeptReason, NormalizeReport};
use crate::layout::{Layout, Part, Place};

/// A tool's definition, at a place of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    pub(super) place: Place,
    pub(super) value: Span,
    pub(super) name: Option<String>,
    pub(super) schemas: Vec<Span>,
    pub(super) marked: bool,
}

/// The lists of tools: that of the request, or those in its groups of function declarations.
pub(super) fn lists(layout: &Layout<'_>) -> Vec<Vec<Slot>> {
    let mut top = Vec::new();
    let mut groups = Vec::new();
    let marked: HashSet<Place> = layout.markers().iter().map(|marker| marker.place).collect();
    let parts = layout.tools().map_or(&[][..], |tools| &tools.parts);
    for (tool, part) in parts.iter().enumerate() {
        let place = Place::Tool { tool };
        let declared = declarations(layout.source(), part, place);
        if declared.is_empty() {
            let marked = marked.contains(&place);
            top.push(Slot { marked, ..definition(layout.source(), part.value, place) });
        } else {
            groups.push(declared);
        }
    }
    // A list that mixes groups with other tools stays in its order: its groups are not moved.
    if groups.is_empty() { vec![top] } else { groups }
}

/// The declarations of a group of functions.
fn declarations(source: &str, part: &Part, place: Place) -> Vec<Slot> {
    let mut found = Vec::new();
    let names = ["functionDeclarations", "function_declarations"];
    let members =
        Members::read(names, &mut Cursor::new(source, part.value.start), |cursor, name| {
            if names.contains(&name) {
                cursor.array(|cursor| {
                    let value = cursor.skip();
                    found.push(definition(source, value, place));
                });
            }
        });
    let both = names.iter().all(|name| members.get(name).is_some());
    if members.ambiguous() || both { Vec::new() } else { found }
}

/// The members that hold a tool's name and schema in some dialect, or an object that does.
const MEMBERS: [&str; 8] = [
    "name",
    "input_schema",
    "parameters",
    "parametersJsonSchema",
    "parameters_json_schema",
    "function",
    "toolSpec",
    "inputSchema",
];

fn definition(source: &str, value: Span, place: Place) -> Slot {
    let mut slot = Slot { place, value, name: None, schemas: Vec::new(), marked: false };
    let mut cursor = Cursor::new(source, value.start);
    collect(source, &mut cursor, &mut slot, MAX_WRAPPERS);
    if slot.name.is_none() {
        // Its text is all that it is known by.
        slot.schemas.clear();
    }
    slot
}

/// `toolSpec` in which a `inputSchema` holds the schema as `json`.
const MAX_WRAPPERS: usize = 1;

fn collect<'a>(source: &'a str, cursor: &mut Cursor<'a>, slot: &mut Slot, wrappers: usize) {
    let mut wrapped_schema = None;
    let members = Members::read(MEMBERS, cursor, |cursor, name| match name {
        "function" | "toolSpec" if wrappers > 0 => collect(source, cursor, slot, wrappers - 1),
        "inputSchema" => wrapped_schema = Some(Members::read(["json"], cursor, |_, _| {})),
        _ => {}
    });
    if members.ambiguous() {
        return;
    }
    let name = members.get("name").and_then(|name| decode(name.of(source)));
    slot.name = slot.name.take().or(name.map(Cow::into_owned));
    let names = ["input_schema", "parameters", "parametersJsonSchema", "parameters_json_schema"];
    let schemas = names.iter().filter_map(|name| members.get(name));
    let json = wrapped_schema.filter(|schema| !schema.ambiguous());
    slot.schemas.extend(schemas.chain(json.and_then(|schema| schema.get("json"))));
    slot.schemas.sort_unstable();
}

/// For each place of the list the tool that goes there, by its place now.
///
/// Tools with a name come first, in its order; then those without, in the order of their text. A
/// tool that is marked stays, and no other passes it.
pub(super) fn of(source: &str, list: &[Slot], report: &mut NormalizeReport) -> Vec<usize> {
    let mut order: Vec<usize> = (0..list.len()).collect();
    let names: Vec<&str> = list.iter().filter_map(|slot| slot.name.as_deref()).collect();
    if let Some(place) = twice(&names).and(list.first()).map(|slot| slot.place) {
        report.kept.push(Kept { place, reason: KeptReason::SameName });
        return order;
    }
    let key = |at: &usize| {
        let slot = list.get(*at);
        let name = slot.and_then(|slot| slot.name.as_deref());
        let text = slot.map_or("", |slot| slot.value.of(source));
        (name.is_none(), name.unwrap_or(text), *at)
    };
    let is_marked = |at: &usize| list.get(*at).is_some_and(|slot| slot.marked);
    for stretch in order.split_mut(is_marked) {
        stretch.sort_by_key(key);
    }
    if !order.is_sorted_by_key(key) {
        let marked = list.iter().filter(|slot| slot.marked);
        let kept = |slot: &Slot| Kept { place: slot.place, reason: KeptReason::Marked };
        report.kept.extend(marked.map(kept));
    }
    order
}

/// A name that stands there twice.
fn twice<'a>(names: &[&'a str]) -> Option<&'a str> {
    let mut sorted = names.to_vec();
    sorted.sort_unstable();
    sorted
        .windows(2)
        .find(|pair| pair.first() == pair.last())
        .and_then(|pair| pair.first().copied())
}
