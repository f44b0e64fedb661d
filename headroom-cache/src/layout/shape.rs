//! The dialect of a body in which no tool has been called yet.
//!
//! Tool calls tell dialects apart for good, but the first request of a conversation has none. Its
//! tools and its system text tell as much; a body that has neither stays unknown.

use headroom_core::document::{
    ANTHROPIC, BEDROCK, Cursor, GEMINI, Members, OPENAI_CHAT, OPENAI_RESPONSES,
};

/// The one dialect that a well-formed body has the shape of.
pub(super) fn dialect(source: &str) -> Option<&'static str> {
    let mut signs = Signs::default();
    Cursor::of_body(source).object(|cursor, name| signs.note(source, cursor, name));
    signs.dialect()
}

#[derive(Debug, Default)]
struct Signs {
    anthropic: bool,
    bedrock: bool,
    chat: bool,
    responses: bool,
    gemini: bool,
    messages: bool,
}

impl Signs {
    fn dialect(&self) -> Option<&'static str> {
        let Self { anthropic, bedrock, chat, responses, gemini, messages } = *self;
        let of_messages = [(anthropic, ANTHROPIC), (bedrock, BEDROCK), (chat, OPENAI_CHAT)];
        let of_others = [(responses, OPENAI_RESPONSES), (gemini, GEMINI)];
        let mut found = of_messages
            .into_iter()
            .filter(|_| messages)
            .chain(of_others)
            .filter_map(|(shows, name)| shows.then_some(name));
        let first = found.next();
        first.filter(|_| found.next().is_none())
    }

    fn note<'a>(&mut self, source: &'a str, cursor: &mut Cursor<'a>, name: &str) {
        match name {
            "contents" => self.gemini = true,
            "input" => self.responses = true,
            "inferenceConfig" | "toolConfig" | "modelId" => self.bedrock = true,
            "anthropic_version" => self.anthropic = true,
            "system" if cursor.peek() == b'"' => self.anthropic = true,
            "system" => cursor.array(|cursor| self.system(source, cursor)),
            "tools" => cursor.array(|cursor| self.tool(source, cursor)),
            "messages" => {
                self.messages = true;
                cursor.array(|cursor| self.message(source, cursor));
            }
            _ => {}
        }
    }

    fn system<'a>(&mut self, source: &'a str, cursor: &mut Cursor<'a>) {
        let members = Members::read(["type", "text", "cachePoint"], cursor, |_, _| {});
        let typed = members.has(source, "type");
        self.anthropic |= typed;
        self.bedrock |= !typed;
    }

    fn tool<'a>(&mut self, source: &'a str, cursor: &mut Cursor<'a>) {
        let members = Members::read(["input_schema", "function"], cursor, |_, _| {});
        self.anthropic |= members.has(source, "input_schema");
        self.chat |= members.has(source, "function");
    }

    fn message<'a>(&mut self, source: &'a str, cursor: &mut Cursor<'a>) {
        let mut untyped = false;
        let members = Members::read(["role"], cursor, |cursor, name| {
            if name == "content" && cursor.peek() == b'[' {
                cursor.array(|cursor| {
                    let members = Members::read(["type"], cursor, |_, _| {});
                    untyped |= !members.has(source, "type");
                });
            }
        });
        self.bedrock |= untyped;
        let role = members.get("role").map_or("", |role| role.of(source));
        self.chat |= matches!(role, "\"system\"" | "\"developer\"");
    }
}
