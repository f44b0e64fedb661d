//! The walk over a body: one for all dialects, which differ in the names of members.

use headroom_core::Span;
use headroom_core::document::{
    ANTHROPIC, BEDROCK, Cursor, GEMINI, Members, OPENAI_CHAT, OPENAI_RESPONSES,
};

use super::{LayoutError, Marker, Message, Part, PartKind, Place, Role, Section, Ttl};

/// What a walk finds.
#[derive(Clone, Debug, Default)]
pub(super) struct Parts {
    pub(super) body: Span,
    pub(super) model: Option<Span>,
    pub(super) prompt_cache_key: Option<Span>,
    pub(super) cached_content: Option<Span>,
    pub(super) tools: Option<Section>,
    pub(super) system: Option<Section>,
    pub(super) messages: Vec<Message>,
    pub(super) markers: Vec<Marker>,
}

/// What a dialect calls the members of its body.
#[derive(Clone, Copy, Debug)]
pub(super) struct Names {
    model: &'static str,
    tools: &'static str,
    /// The object in which the tools list stands, if that is not the body.
    tools_in: Option<&'static str>,
    system: [&'static str; 2],
    messages: &'static str,
    /// Where a message or another item says what it says.
    content: &'static [&'static str],
}

const NO_SYSTEM: &str = "\u{0}";

impl Names {
    pub(super) fn of(dialect: &str) -> Option<Self> {
        let named = |messages, system: [&'static str; 2]| Self {
            model: "model",
            tools: "tools",
            tools_in: None,
            system,
            messages,
            content: &["content"],
        };
        Some(match dialect {
            ANTHROPIC => named("messages", ["system", NO_SYSTEM]),
            OPENAI_CHAT => named("messages", [NO_SYSTEM; 2]),
            OPENAI_RESPONSES => Self {
                content: &["content", "output"],
                ..named("input", ["instructions", NO_SYSTEM])
            },
            GEMINI => Self {
                content: &["parts"],
                ..named("contents", ["systemInstruction", "system_instruction"])
            },
            BEDROCK => Self {
                model: "modelId",
                tools_in: Some("toolConfig"),
                ..named("messages", ["system", NO_SYSTEM])
            },
            _ => return None,
        })
    }
}

/// Walks a well-formed body.
pub(super) fn parts(source: &str, names: Names) -> Result<Parts, LayoutError> {
    let mut walk = Walk { source, names, found: Parts::default(), twice: None };
    let mut cursor = Cursor::of_body(source);
    if cursor.peek() == b'[' {
        let start = cursor.position();
        walk.messages(&mut cursor);
        walk.found.body = Span::new(start, cursor.consumed());
    } else {
        walk.body(&mut cursor);
    }
    walk.found.markers.sort_by_key(|marker| marker.place.order());
    match walk.twice {
        Some(at) => Err(LayoutError::Twice { at }),
        None => Ok(walk.found),
    }
}

struct Walk<'a> {
    source: &'a str,
    names: Names,
    found: Parts,
    /// Where the first object starts that has a member twice.
    twice: Option<usize>,
}

impl<'a> Walk<'a> {
    fn body(&mut self, cursor: &mut Cursor<'a>) {
        let Names { model, tools, tools_in, system: [system, other_system], messages, .. } =
            self.names;
        let known = [
            model,
            tools_in.unwrap_or(tools),
            system,
            other_system,
            messages,
            "cache_control",
            "prompt_cache_key",
            "cachedContent",
            "cached_content",
        ];
        let members = Members::read(known, cursor, |cursor, name| {
            if name == messages {
                self.messages(cursor);
            } else if Some(name) == tools_in {
                self.tool_config(cursor);
            } else if tools_in.is_none() && name == tools {
                self.found.tools = self.section(cursor, Outer::Tools);
            } else if name == system || name == other_system {
                self.found.system = self.system(cursor);
            }
        });
        self.check(&members);
        let either = |one: &str, other: &str| members.get(one).or_else(|| members.get(other));
        let pairs = [(system, other_system), ("cachedContent", "cached_content")];
        if pairs.iter().any(|(one, other)| members.get(one).and(members.get(other)).is_some()) {
            self.twice.get_or_insert(members.whole().start);
        }
        self.found.body = members.whole();
        self.found.model = members.get(model);
        self.found.prompt_cache_key = self.given(members.get("prompt_cache_key"));
        self.found.cached_content = self.given(either("cachedContent", "cached_content"));
        self.cache_control(members.get("cache_control"), Place::Request);
    }

    fn given(&self, value: Option<Span>) -> Option<Span> {
        value.filter(|value| value.of(self.source) != "null")
    }

    fn check<const N: usize>(&mut self, members: &Members<N>) {
        if members.ambiguous() {
            self.twice.get_or_insert(members.whole().start);
        }
    }

    fn tool_config(&mut self, cursor: &mut Cursor<'a>) {
        let tools = self.names.tools;
        let members = Members::read([tools], cursor, |cursor, name| {
            if name == tools {
                self.found.tools = self.section(cursor, Outer::Tools);
            }
        });
        self.check(&members);
    }

    /// A string, a list of blocks, or an object with a list of parts.
    fn system(&mut self, cursor: &mut Cursor<'a>) -> Option<Section> {
        if cursor.peek() != b'{' {
            return self.section(cursor, Outer::System);
        }
        let mut section = None;
        let members = Members::read(["parts"], cursor, |cursor, name| {
            if name == "parts" {
                section = self.section(cursor, Outer::System);
            }
        });
        self.check(&members);
        section
    }

    fn messages(&mut self, cursor: &mut Cursor<'a>) {
        // Only the input of Responses may be one string.
        if self.names.messages == "input" && cursor.peek() == b'"' {
            let value = cursor.skip();
            let content = Some(Section { value, parts: Vec::new() });
            self.found.messages.push(Message { value, role: Role::User, content });
            return;
        }
        cursor.array(|cursor| self.message(cursor));
    }

    fn message(&mut self, cursor: &mut Cursor<'a>) {
        let place = Outer::Message(self.found.messages.len());
        let mut content = None;
        let names = ["type", "role", "content", "parts", "output"];
        let members = Members::read(names, cursor, |cursor, name| {
            if self.names.content.contains(&name) {
                content = self.section(cursor, place).or(content.take());
            }
        });
        self.check(&members);
        let role = self.role(&members);
        self.found.messages.push(Message { value: members.whole(), role, content });
    }

    fn role<const N: usize>(&self, members: &Members<N>) -> Role {
        match members.get("role").map_or("", |role| role.of(self.source)) {
            "\"system\"" | "\"developer\"" => return Role::System,
            "\"user\"" => return Role::User,
            "\"assistant\"" | "\"model\"" => return Role::Assistant,
            "\"tool\"" | "\"function\"" => return Role::Tool,
            _ => {}
        }
        match members.get("type").map_or("", |kind| kind.of(self.source)).trim_matches('"') {
            kind if kind.ends_with("_output") => Role::Tool,
            kind if kind.ends_with("_call") || kind == "reasoning" => Role::Assistant,
            _ => Role::Other,
        }
    }

    /// A list of parts, or a string; nothing for null.
    fn section(&mut self, cursor: &mut Cursor<'a>, outer: Outer) -> Option<Section> {
        let mut section = Section::default();
        let start = cursor.position();
        match cursor.peek() {
            b'[' => {
                cursor.array(|cursor| {
                    let part = self.part(cursor, outer, section.parts.len());
                    section.parts.push(part);
                });
                section.value = Span::new(start, cursor.consumed());
            }
            _ => section.value = cursor.skip(),
        }
        self.given(Some(section.value)).map(|_| section)
    }

    fn part(&mut self, cursor: &mut Cursor<'a>, outer: Outer, index: usize) -> Part {
        if cursor.peek() != b'{' {
            let value = cursor.skip();
            return Part { value, kind: PartKind::Other, text: None, inner: Vec::new() };
        }
        let mut inner = None;
        let members = Members::read(MEMBERS, cursor, |cursor, name| match (outer, name) {
            (Outer::Message(message), "content") => {
                inner = self.section(cursor, Outer::Block { message, block: index });
            }
            (Outer::Message(message), "toolResult") => {
                inner = self.tool_result(cursor, Outer::Block { message, block: index });
            }
            _ => {}
        });
        self.check(&members);
        let kind = self.kind(&members, outer);
        self.cache_control(members.get("cache_control"), outer.place(index));
        self.cache_point(&members, outer.place(index));
        Part {
            value: members.whole(),
            kind,
            text: members.get("text").filter(|_| kind == PartKind::Text),
            inner: inner.map_or_else(Vec::new, |section| section.parts),
        }
    }

    fn tool_result(&mut self, cursor: &mut Cursor<'a>, outer: Outer) -> Option<Section> {
        let mut inner = None;
        let members = Members::read(["content"], cursor, |cursor, name| {
            if name == "content" {
                inner = self.section(cursor, outer);
            }
        });
        self.check(&members);
        inner
    }

    fn kind<const N: usize>(&self, members: &Members<N>, outer: Outer) -> PartKind {
        let has = |name| members.has(self.source, name);
        if has("cachePoint") {
            return PartKind::CachePoint;
        }
        if matches!(outer, Outer::Tools) {
            return PartKind::Tool;
        }
        match members.get("type").map(|kind| kind.of(self.source)) {
            Some("\"text\"" | "\"input_text\"" | "\"output_text\"") => PartKind::Text,
            Some("\"thinking\"" | "\"redacted_thinking\"") => PartKind::Thinking,
            Some("\"tool_use\"") => PartKind::ToolCall,
            Some("\"tool_result\"") => PartKind::ToolResult,
            Some(_) => PartKind::Other,
            None if has("reasoningContent") => PartKind::Thinking,
            None if members.is(self.source, "thought", "true") => PartKind::Thinking,
            None if has("toolUse") || has("functionCall") => PartKind::ToolCall,
            None if has("toolResult") || has("functionResponse") => PartKind::ToolResult,
            None if has("text") => PartKind::Text,
            None => PartKind::Other,
        }
    }

    fn cache_control(&mut self, value: Option<Span>, place: Place) {
        let Some(value) = self.given(value) else { return };
        let ttl = self.ttl(value);
        self.found.markers.push(Marker { place, value, ttl });
    }

    fn cache_point<const N: usize>(&mut self, members: &Members<N>, place: Place) {
        let Some(point) = self.given(members.get("cachePoint")) else { return };
        let ttl = self.ttl(point);
        self.found.markers.push(Marker { place, value: members.whole(), ttl });
    }

    fn ttl(&mut self, marker: Span) -> Option<Ttl> {
        let mut cursor = Cursor::new(self.source, marker.start);
        let members = Members::read(["type", "ttl"], &mut cursor, |_, _| {});
        self.check(&members);
        match members.get("ttl").map_or("null", |ttl| ttl.of(self.source)) {
            "null" | "\"5m\"" => Some(Ttl::FiveMinutes),
            "\"1h\"" => Some(Ttl::OneHour),
            _ => None,
        }
    }
}

/// The members of a part that matter.
const MEMBERS: [&str; 11] = [
    "type",
    "text",
    "content",
    "cache_control",
    "cachePoint",
    "reasoningContent",
    "thought",
    "toolUse",
    "toolResult",
    "functionCall",
    "functionResponse",
];

/// What a section belongs to.
#[derive(Clone, Copy)]
enum Outer {
    Tools,
    System,
    Message(usize),
    Block { message: usize, block: usize },
}

impl Outer {
    fn place(self, index: usize) -> Place {
        match self {
            Self::Tools => Place::Tool { tool: index },
            Self::System => Place::System { block: index },
            Self::Message(message) => Place::Message { message, block: index, inner: None },
            Self::Block { message, block } => Place::Message { message, block, inner: Some(index) },
        }
    }
}
