//! What a walker reports to.

use std::collections::HashMap;
use std::sync::Arc;

use super::json::{Cursor, body_start};
use super::outline::Outline;
use super::{Block, BlockKind, Call, Dialect, keeps_history};
use crate::Span;

/// Collects what a [`Dialect`] finds.
///
/// Keys that stand twice in one object make its meaning depend on the reader: walkers leave such
/// objects opaque ([`Members`] tells).
#[derive(Debug)]
pub struct Walk<'a> {
    pub(super) source: &'a str,
    pub(super) blocks: Vec<Block>,
    pub(super) calls: Vec<Call>,
    pub(super) messages: usize,
    pub(super) edits_history: bool,
    /// Where the first value stands that stands for all that precedes it.
    pub(super) compacted_at: Option<usize>,
    /// How many things were seen that only this dialect has.
    pub(super) signs: usize,
    results: usize,
    by_id: HashMap<&'a str, usize>,
    outline: Arc<Outline>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(source: &'a str, outline: &Arc<Outline>) -> Self {
        Self {
            source,
            blocks: Vec::new(),
            calls: Vec::new(),
            messages: 0,
            edits_history: false,
            compacted_at: None,
            signs: 0,
            results: 0,
            by_id: HashMap::new(),
            outline: Arc::clone(outline),
        }
    }

    pub(super) fn through(mut self, dialect: &dyn Dialect) -> Self {
        dialect.walk(&mut self);
        self
    }

    /// The request's text.
    #[must_use]
    pub fn source(&self) -> &'a str {
        self.source
    }

    /// A cursor at the start of the body.
    #[must_use]
    pub fn cursor(&self) -> Cursor<'a> {
        self.cursor_at(body_start(self.source))
    }

    fn cursor_at(&self, at: usize) -> Cursor<'a> {
        Cursor::with_outline(self.source, at, &self.outline)
    }

    /// Visits the messages: the elements of the body, or of its member `key`. Other members of the
    /// body go to `other`. A body that has the member twice has no messages.
    pub fn messages(
        &mut self,
        key: &str,
        mut each: impl FnMut(&mut Self, &mut Cursor<'a>),
        mut other: impl FnMut(&mut Self, &mut Cursor<'a>, &str),
    ) {
        let mut cursor = self.cursor();
        let mut list = None;
        let mut twice = false;
        if cursor.peek() == b'[' {
            list = Some(cursor.position());
        } else {
            cursor.object(|cursor, name| {
                if name == key {
                    twice |= list.replace(cursor.position()).is_some();
                } else {
                    let value = cursor.clone().skip().of(self.source);
                    self.edits_history |= keeps_history(name, value);
                    other(self, cursor, name);
                }
            });
        }
        let Some(list) = list.filter(|_| !twice) else { return };
        self.cursor_at(list).array(|cursor| {
            each(self, cursor);
            self.messages += 1;
        });
    }

    /// Reports a text or an opaque value of the current message. What is no string is no text, and
    /// becomes opaque.
    pub fn block(&mut self, kind: BlockKind, literal: Span) {
        let is_text = literal.of(self.source).starts_with('"') || kind == BlockKind::ToolCall;
        self.blocks.push(Block {
            kind: if is_text { kind } else { BlockKind::Opaque },
            message: self.messages,
            literal,
            call: None,
            result: None,
            is_error: false,
            cache_marker: false,
            offered: false,
        });
    }

    /// Reports a tool call.
    pub fn call(&mut self, call: Call) {
        let index = self.calls.len();
        if let Some(id) = call.id {
            self.by_id.insert(id.of(self.source), index);
        }
        self.block(BlockKind::ToolCall, call.arguments.unwrap_or_default());
        if let Some(block) = self.blocks.last_mut() {
            block.call = Some(index);
        }
        self.calls.push(call);
    }

    /// Notes another id of the call that was reported last.
    pub fn also_known_as(&mut self, id: Span) {
        if let Some(index) = self.calls.len().checked_sub(1) {
            self.by_id.entry(id.of(self.source)).or_insert(index);
        }
    }

    /// The literal of a call's name, by the call's index.
    #[must_use]
    pub fn name_of(&self, call: usize) -> Option<&'a str> {
        Some(self.calls.get(call)?.name?.of(self.source))
    }

    /// Reports every string within the JSON value at the cursor as a text. Strings that are nested
    /// deeper than 16 levels are passed over.
    pub fn leaves(&mut self, cursor: &mut Cursor<'a>) {
        self.leaves_within(cursor, MAX_DEPTH);
    }

    fn leaves_within(&mut self, cursor: &mut Cursor<'a>, depth: usize) {
        match cursor.peek() {
            b'"' => self.block(BlockKind::User, cursor.skip()),
            b'[' if depth > 0 => cursor.array(|cursor| self.leaves_within(cursor, depth - 1)),
            b'{' if depth > 0 => cursor.object(|cursor, _| self.leaves_within(cursor, depth - 1)),
            _ => {}
        }
    }

    /// What has been reported so far, for [`Walk::settle`] and [`Walk::retract`].
    #[must_use]
    pub fn mark(&self) -> Mark {
        Mark { blocks: self.blocks.len(), calls: self.calls.len(), results: self.results }
    }

    /// Takes back what was reported since the mark.
    pub fn retract(&mut self, mark: Mark) {
        let from = self.blocks.get(mark.blocks).map_or(usize::MAX, |block| block.literal.start);
        self.compacted_at.take_if(|at| *at >= from);
        self.blocks.truncate(mark.blocks);
        for call in self.calls.drain(mark.calls.min(self.calls.len())..) {
            // No result may find the call that is reported next in its place.
            let id = call.id.map(|id| id.of(self.source));
            id.and_then(|id| self.by_id.remove(id));
        }
        self.results = mark.results;
    }

    /// Takes back what was reported since the mark, and reports the whole as one opaque value.
    pub fn make_opaque(&mut self, mark: Mark, whole: Span) {
        self.retract(mark);
        self.block(BlockKind::Opaque, whole);
    }

    /// Takes back what was reported since the mark, and reports the whole as an opaque value that
    /// stands for all that precedes it.
    pub fn compaction(&mut self, mark: Mark, whole: Span) {
        self.make_opaque(mark, whole);
        self.compacted_at.get_or_insert(whole.start);
    }

    /// Changes what was reported since the mark.
    pub fn settle(&mut self, mark: Mark, change: impl FnMut(&mut Block)) {
        self.blocks.iter_mut().skip(mark.blocks).for_each(change);
    }

    /// Changes what was reported between two marks.
    pub fn settle_between(&mut self, from: Mark, to: Mark, change: impl FnMut(&mut Block)) {
        let count = to.blocks.saturating_sub(from.blocks);
        self.blocks.iter_mut().skip(from.blocks).take(count).for_each(change);
    }

    /// Makes what was reported since the mark that of a speaker whose texts are of this kind.
    /// Documents that the user does not give become opaque.
    pub fn settle_role(&mut self, mark: Mark, kind: BlockKind) {
        self.settle(mark, |block| match block.kind {
            BlockKind::User => block.kind = kind,
            BlockKind::Document if kind != BlockKind::User => block.kind = BlockKind::Opaque,
            _ => {}
        });
    }

    /// Counts something that only bodies of this dialect have.
    pub fn sign(&mut self) {
        self.signs += 1;
    }

    /// Makes the texts since the mark those of one tool result that answers the call with this id.
    pub fn settle_result(&mut self, mark: Mark, id: Option<Span>, result: ToolResult) {
        let call = id.and_then(|id| self.by_id.get(id.of(self.source)).copied());
        self.settle_answer(mark, call, result);
    }

    /// Makes the texts since the mark those of one tool result that answers this call.
    pub fn settle_answer(&mut self, mark: Mark, call: Option<usize>, result: ToolResult) {
        let call = call.filter(|&call| call < self.calls.len());
        let index = self.results;
        self.results += 1;
        self.settle(mark, |block| {
            if matches!(block.kind, BlockKind::Opaque | BlockKind::ToolCall) {
                return;
            }
            if block.kind != BlockKind::Document {
                block.kind = BlockKind::ToolResult;
            }
            block.call = call;
            block.result = Some(index);
            block.is_error = result.is_error;
            block.cache_marker |= result.cache_marker;
        });
    }
}

/// Strings nested deeper are passed over.
const MAX_DEPTH: usize = 16;

/// Whether a document's member `citations` has the model cite from it: then positions in its text
/// are part of the answers.
pub(super) fn citations_are_on(source: &str, citations: Option<Span>) -> bool {
    let Some(citations) = citations.filter(|span| span.of(source) != "null") else { return false };
    let members = Members::read(["enabled"], &mut Cursor::new(source, citations.start), |_, _| {});
    let is_object = citations.of(source).starts_with('{');
    let off = !members.has(source, "enabled") || members.is(source, "enabled", "false");
    !is_object || members.ambiguous() || !off
}

/// A point in what a walker has reported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    blocks: usize,
    calls: usize,
    results: usize,
}

impl Mark {
    /// How many calls were reported: the index of the next one.
    #[must_use]
    pub const fn calls(self) -> usize {
        self.calls
    }
}

/// What is known of a tool result as a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ToolResult {
    /// It is marked as failed.
    pub is_error: bool,
    /// It carries a cache marker.
    pub cache_marker: bool,
}

/// The spans of the members of an object that a walker asks for by name.
///
/// Members that stand twice make the object's meaning depend on its reader: walkers leave such an
/// object opaque.
#[derive(Debug)]
pub struct Members<const N: usize> {
    names: [&'static str; N],
    spans: [Option<Span>; N],
    twice: bool,
    whole: Span,
}

impl<const N: usize> Members<N> {
    /// Reads the object at the cursor and notes the members with these names. `each` may look into
    /// a member while the cursor passes it.
    pub fn read<'a>(
        names: [&'static str; N],
        cursor: &mut Cursor<'a>,
        mut each: impl FnMut(&mut Cursor<'a>, &str),
    ) -> Self {
        let mut members = Self { names, spans: [None; N], twice: false, whole: Span::default() };
        let start = cursor.position();
        cursor.object(|cursor, name| {
            let start = cursor.position();
            each(cursor, name);
            if cursor.position() == start {
                cursor.skip();
            }
            members.note(name, Span::new(start, cursor.consumed()));
        });
        members.whole = Span::new(start, cursor.consumed());
        members
    }

    fn note(&mut self, name: &str, span: Span) {
        let slots = self.names.iter().zip(&mut self.spans);
        for (_, slot) in slots.filter(|(known, _)| **known == name) {
            self.twice |= slot.replace(span).is_some();
        }
    }

    /// The member's value.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Span> {
        self.names.iter().position(|known| *known == name).and_then(|at| *self.spans.get(at)?)
    }

    /// Whether the member is this JSON text.
    #[must_use]
    pub fn is(&self, source: &str, name: &str, value: &str) -> bool {
        self.get(name).is_some_and(|span| span.of(source) == value)
    }

    /// Whether the member stands there and is not null.
    #[must_use]
    pub fn has(&self, source: &str, name: &str) -> bool {
        self.get(name).is_some_and(|span| span.of(source) != "null")
    }

    /// What texts of a message with this member `role` are, as OpenAI names the roles.
    #[must_use]
    pub fn kind_of_role(&self, source: &str) -> BlockKind {
        match self.get("role").map_or("", |span| span.of(source)) {
            "\"assistant\"" => BlockKind::Assistant,
            "\"system\"" | "\"developer\"" => BlockKind::System,
            "\"user\"" => BlockKind::User,
            _ => BlockKind::Opaque,
        }
    }

    /// Whether a member that was asked for stands there twice.
    #[must_use]
    pub fn ambiguous(&self) -> bool {
        self.twice
    }

    /// The object as a whole.
    #[must_use]
    pub fn whole(&self) -> Span {
        self.whole
    }
}
