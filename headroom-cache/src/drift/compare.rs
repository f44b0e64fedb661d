//! Two values compared as a model would read them.

use std::collections::BTreeSet;

use headroom_core::Span;
use headroom_core::document::literal::decode;
use headroom_core::document::{BEDROCK, Cursor, GEMINI, OPENAI_RESPONSES};

use super::Change;
use crate::layout::{Layout, Message, Section};

/// Values nested deeper are compared as text.
const MAX_DEPTH: usize = 64;
/// How many messages a gap may have to be told as such.
const MAX_GAP: usize = 64;

/// Where two values differ: spans of the first body and the second.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Difference {
    pub(super) path: String,
    pub(super) before: Span,
    pub(super) after: Span,
    pub(super) change: Change,
}

impl Difference {
    /// All of two values.
    pub(super) fn whole(before: Span, after: Span) -> Self {
        Self { path: String::new(), before, after, change: Change::Changed }
    }

    /// The same difference seen from further out.
    pub(super) fn below(mut self, outer: &str) -> Self {
        self.path.insert_str(0, outer);
        self
    }

    fn of(change: Change, before: Span, after: Span) -> Self {
        Self { change, ..Self::whole(before, after) }
    }
}

/// What a dialect calls the parts of its body.
#[derive(Clone, Copy, Debug)]
pub(super) struct Names {
    pub(super) tools: &'static str,
    pub(super) system: &'static str,
    pub(super) messages: &'static str,
}

pub(super) fn names(dialect: &str) -> Names {
    match dialect {
        OPENAI_RESPONSES => Names { tools: "tools", system: "instructions", messages: "input" },
        GEMINI => Names { tools: "tools", system: "systemInstruction.parts", messages: "contents" },
        BEDROCK => Names { tools: "toolConfig.tools", system: "system", messages: "messages" },
        _ => Names { tools: "tools", system: "system", messages: "messages" },
    }
}

/// Two bodies, and where markers stand in them.
#[derive(Debug)]
pub(super) struct Sides<'a> {
    before: Side<'a>,
    after: Side<'a>,
}

#[derive(Debug)]
struct Side<'a> {
    body: &'a str,
    markers: BTreeSet<Span>,
}

/// A member or an element.
#[derive(Clone, Debug)]
struct Child {
    key: String,
    value: Span,
}

impl<'a> Side<'a> {
    fn new(layout: &Layout<'a>) -> Self {
        let markers = layout.markers().iter().map(|marker| marker.value).collect();
        Self { body: layout.source(), markers }
    }

    /// The members of an object or the elements of an array, markers aside.
    fn children(&self, value: Span) -> Vec<Child> {
        let mut found = Vec::new();
        let mut cursor = Cursor::new(self.body, value.start);
        if cursor.peek() == b'{' {
            cursor.object(|cursor, key| {
                found.push(Child { key: key.to_owned(), value: cursor.skip() });
            });
        } else {
            cursor.array(|cursor| {
                found.push(Child { key: String::new(), value: cursor.skip() });
            });
        }
        found.retain(|child| !self.markers.contains(&child.value));
        found
    }

    fn opens(&self, value: Span) -> u8 {
        value.of(self.body).as_bytes().first().copied().unwrap_or_default()
    }

    /// The literal of a text that stands as a string, or as a list of one text block.
    fn one_text(&self, value: Span) -> Option<Span> {
        if self.opens(value) == b'"' {
            return Some(value);
        }
        let parts = self.children(value);
        let [part] = parts.as_slice() else { return None };
        let members = self.children(part.value);
        let is_plain = |member: &Child| matches!(member.key.as_str(), "type" | "text");
        let text = members.iter().find(|member| member.key == "text").map(|member| member.value);
        text.filter(|text| members.iter().all(is_plain) && self.opens(*text) == b'"')
    }

    /// An empty span at the end of a list or an object, before its bracket.
    fn end_of(&self, value: Span) -> Span {
        let end = value.end.saturating_sub(1);
        Span::new(end, end)
    }
}

impl<'a> Sides<'a> {
    pub(super) fn new(before: &Layout<'a>, after: &Layout<'a>) -> Self {
        Self { before: Side::new(before), after: Side::new(after) }
    }

    pub(super) fn tools(
        &self,
        old: Option<&Section>,
        new: Option<&Section>,
        name: &str,
    ) -> Option<Difference> {
        let difference = self.sections(old, new, name)?;
        let (old, new) = (self.texts(&self.before, old?), self.texts(&self.after, new?));
        let same = old.len() == new.len() && old == new;
        Some(if same { Difference { change: Change::Reordered, ..difference } } else { difference })
    }

    /// The parts of a section in the order of their text.
    fn texts<'t>(&self, side: &'t Side<'_>, section: &Section) -> Vec<&'t str> {
        let mut texts: Vec<&str> =
            section.parts.iter().map(|part| part.value.of(side.body)).collect();
        texts.sort_unstable();
        texts
    }

    pub(super) fn sections(
        &self,
        old: Option<&Section>,
        new: Option<&Section>,
        name: &str,
    ) -> Option<Difference> {
        let difference = match (old, new) {
            (Some(old), Some(new)) => self.content(old.value, new.value, MAX_DEPTH),
            (Some(old), None) => Some(Difference::of(Change::Removed, old.value, Span::default())),
            (None, Some(new)) => Some(Difference::of(Change::Added, Span::default(), new.value)),
            (None, None) => None,
        };
        difference.map(|difference| difference.below(name))
    }

    pub(super) fn values(&self, old: Span, new: Span) -> Option<Difference> {
        self.value(old, new, MAX_DEPTH)
    }

    /// Whether messages were taken out or put in where these two lists start to differ.
    pub(super) fn moved_messages(&self, old: &[Message], new: &[Message]) -> Option<Difference> {
        let same = |was: &Message, is: &Message| self.values(was.value, is.value).is_none();
        let (was, is) = (old.first()?, new.first()?);
        let gap = |list: &[Message], at: &dyn Fn(&Message) -> bool| {
            list.iter().take(MAX_GAP + 1).skip(1).position(at).map(|gap| gap + 1)
        };
        let empty = |at: Span| Span::new(at.start, at.start);
        if let Some(count) = gap(old, &|message| same(message, is)) {
            let end = old.get(count - 1)?.value.end;
            let before = Span::new(was.value.start, end);
            return Some(Difference::of(Change::Removed, before, empty(is.value)));
        }
        let count = gap(new, &|message| same(was, message))?;
        let after = Span::new(is.value.start, new.get(count - 1)?.value.end);
        Some(Difference::of(Change::Added, empty(was.value), after))
    }

    fn value(&self, old: Span, new: Span, depth: usize) -> Option<Difference> {
        let (was, is) = (old.of(self.before.body), new.of(self.after.body));
        if was == is {
            return None;
        }
        let changed = Difference::whole(old, new);
        let Some(depth) = depth.checked_sub(1) else { return Some(changed) };
        match (self.before.opens(old), self.after.opens(new)) {
            (b'"', b'"') => {
                let same = decode(was).is_some_and(|was| decode(is) == Some(was));
                (!same).then_some(changed)
            }
            (b'{', b'{') => self.objects(old, new, depth),
            (b'[', b'[') => self.lists(old, new, depth),
            _ => Some(changed),
        }
    }

    /// What is said: a string and a list of one text block are the same.
    fn content(&self, old: Span, new: Span, depth: usize) -> Option<Difference> {
        if self.before.opens(old) != self.after.opens(new) {
            let texts = self.before.one_text(old).zip(self.after.one_text(new));
            return texts.map_or_else(
                || Some(Difference::whole(old, new)),
                |(old, new)| self.value(old, new, depth),
            );
        }
        self.value(old, new, depth)
    }

    fn objects(&self, old: Span, new: Span, depth: usize) -> Option<Difference> {
        let (was, is) = (self.before.children(old), self.after.children(new));
        for (a, b) in was.iter().zip(&is) {
            if a.key != b.key {
                return Some(self.keys_differ(&was, &is, a, b));
            }
            let found = match a.key.as_str() {
                "content" | "output" => self.content(a.value, b.value, depth),
                _ => self.value(a.value, b.value, depth),
            };
            if let Some(found) = found {
                return Some(found.below(&format!(".{}", a.key)));
            }
        }
        self.ends_differ((old, &was), (new, &is), |child, _| format!(".{}", child.key))
    }

    fn keys_differ(&self, was: &[Child], is: &[Child], a: &Child, b: &Child) -> Difference {
        let has = |list: &[Child], key: &str| list.iter().any(|child| child.key == key);
        let at = |value: Span| Span::new(value.start, value.start);
        if !has(is, &a.key) {
            Difference::of(Change::Removed, a.value, at(b.value)).below(&format!(".{}", a.key))
        } else if !has(was, &b.key) {
            Difference::of(Change::Added, at(a.value), b.value).below(&format!(".{}", b.key))
        } else {
            Difference::of(Change::Reordered, a.value, b.value).below(&format!(".{}", a.key))
        }
    }

    fn lists(&self, old: Span, new: Span, depth: usize) -> Option<Difference> {
        let (was, is) = (self.before.children(old), self.after.children(new));
        for (index, (a, b)) in was.iter().zip(&is).enumerate() {
            if let Some(found) = self.value(a.value, b.value, depth) {
                return Some(found.below(&format!("[{index}]")));
            }
        }
        self.ends_differ((old, &was), (new, &is), |_, index| format!("[{index}]"))
    }

    /// The first child that only one side has, after all that both have.
    fn ends_differ(
        &self,
        (old, was): (Span, &[Child]),
        (new, is): (Span, &[Child]),
        path: impl Fn(&Child, usize) -> String,
    ) -> Option<Difference> {
        let shared = was.len().min(is.len());
        if let Some(child) = was.get(shared) {
            let removed = Difference::of(Change::Removed, child.value, self.after.end_of(new));
            return Some(removed.below(&path(child, shared)));
        }
        let child = is.get(shared)?;
        let added = Difference::of(Change::Added, self.before.end_of(old), child.value);
        Some(added.below(&path(child, shared)))
    }
}
