//! The proof that two requests differ in the order of tools and keys alone.
//!
//! It reads both texts anew and shares no step with the sorting.

use std::collections::BTreeMap;

use headroom_core::Span;
use headroom_core::document::Cursor;

use crate::layout::{Layout, Marker};

/// Values nested deeper are not compared.
const MAX_DEPTH: usize = 96;

/// Whether `after` is the request of `before` with the same tools, in whatever order, and markers at
/// the same places.
pub(super) fn tools(before: &Layout<'_>, after: &str) -> bool {
    let source = before.source();
    let Ok(layout) = Layout::parse_as(after, before.dialect()) else { return false };
    let (Some(old), Some(new)) = (before.tools(), layout.tools()) else { return false };
    let places = |markers: &[Marker]| markers.iter().map(|m| (m.place, m.ttl)).collect::<Vec<_>>();
    source.get(..old.value.start) == after.get(..new.value.start)
        && source.get(old.value.end..) == after.get(new.value.end..)
        && places(before.markers()) == places(layout.markers())
        && value((source, old.value), (after, new.value), MAX_DEPTH, Arrays::Tools)
}

/// What the order of an array says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Arrays {
    /// Nothing: these are tools.
    Tools,
    /// What it says.
    Data,
}

type Place<'a> = (&'a str, Span);

fn value(a: Place<'_>, b: Place<'_>, depth: usize, arrays: Arrays) -> bool {
    let (old, new) = (a.1.of(a.0), b.1.of(b.0));
    if old == new {
        return true;
    }
    let Some(depth) = depth.checked_sub(1) else { return false };
    match (old.as_bytes().first(), new.as_bytes().first()) {
        (Some(b'{'), Some(b'{')) => objects(a, b, depth, arrays),
        (Some(b'['), Some(b'[')) if arrays == Arrays::Tools => sets(a, b, depth),
        (Some(b'['), Some(b'[')) => {
            let (old, new) = (elements(a), elements(b));
            let mut pairs = old.iter().zip(&new);
            old.len() == new.len()
                && pairs.all(|(x, y)| value((a.0, *x), (b.0, *y), depth, Arrays::Data))
        }
        _ => false,
    }
}

fn objects(a: Place<'_>, b: Place<'_>, depth: usize, arrays: Arrays) -> bool {
    let (old, new) = (members(a), members(b));
    old.len() == new.len()
        && old.iter().zip(&new).all(|((key, xs), (same_key, ys))| {
            let group = matches!(key.as_str(), "functionDeclarations" | "function_declarations");
            let inner = if group && arrays == Arrays::Tools { Arrays::Tools } else { Arrays::Data };
            // What stands twice must stand there in the same order.
            key == same_key
                && xs.len() == ys.len()
                && xs.iter().zip(ys).all(|(x, y)| value((a.0, *x), (b.0, *y), depth, inner))
        })
}

/// The same tools in some order: each by its name or, without one, by its text.
fn sets(a: Place<'_>, b: Place<'_>, depth: usize) -> bool {
    let sorted = |place: Place<'_>| {
        let mut tools: Vec<_> =
            elements(place).into_iter().map(|tool| (identity((place.0, tool)), tool)).collect();
        tools.sort_by(|(x, _), (y, _)| x.cmp(y));
        tools
    };
    let (old, new) = (sorted(a), sorted(b));
    old.len() == new.len()
        && old.iter().zip(&new).all(|((x, old), (y, new))| {
            x == y && value((a.0, *old), (b.0, *new), depth, Arrays::Tools)
        })
}

/// The name of a tool, wherever its dialect has it; else its text.
fn identity(tool: Place<'_>) -> String {
    let top = members(tool);
    let name = |members: &BTreeMap<String, Vec<Span>>| {
        members.get("name").and_then(|all| all.first()).map(|name| name.of(tool.0).to_owned())
    };
    let inner = ["function", "toolSpec"].iter().filter_map(|key| top.get(*key)?.first().copied());
    let inner = inner.filter_map(|span| name(&members((tool.0, span)))).next();
    inner.or_else(|| name(&top)).unwrap_or_else(|| {
        let group = ["functionDeclarations", "function_declarations"];
        let is_group = group.iter().any(|key| top.contains_key(*key));
        if is_group { String::new() } else { tool.1.of(tool.0).to_owned() }
    })
}

fn members((text, span): Place<'_>) -> BTreeMap<String, Vec<Span>> {
    let mut found: BTreeMap<String, Vec<Span>> = BTreeMap::new();
    Cursor::new(text, span.start).object(|cursor, key| {
        found.entry(key.to_owned()).or_default().push(cursor.skip());
    });
    found
}

fn elements((text, span): Place<'_>) -> Vec<Span> {
    let mut found = Vec::new();
    Cursor::new(text, span.start).array(|cursor| found.push(cursor.skip()));
    found
}
