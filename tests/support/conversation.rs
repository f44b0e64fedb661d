//! Random conversations as agents have them, in every dialect: parallel calls, missing results,
//! interleaved texts, images, thinking and other opaque parts, null content, failed and empty results,
//! cache markers, members and parts that nobody knows.

use serde_json::{Value, json};

use super::{tools, turns};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    Anthropic,
    OpenAiChat,
    OpenAiResponses,
    Gemini,
    Bedrock,
}

impl Dialect {
    pub const ALL: [Self; 5] =
        [Self::Anthropic, Self::OpenAiChat, Self::OpenAiResponses, Self::Gemini, Self::Bedrock];

    /// The member that holds the messages.
    pub fn list(self) -> &'static str {
        match self {
            Self::Anthropic | Self::OpenAiChat | Self::Bedrock => "messages",
            Self::OpenAiResponses => "input",
            Self::Gemini => "contents",
        }
    }

    /// The name that the library has for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Anthropic => "anthropic",
            Self::OpenAiChat => "openai-chat",
            Self::OpenAiResponses => "openai-responses",
            Self::Gemini => "gemini",
            Self::Bedrock => "bedrock-converse",
        }
    }

    /// A message of the user.
    pub fn user(self, text: &str) -> Value {
        match self {
            Self::Gemini => json!({"role": "user", "parts": [{"text": text}]}),
            Self::Bedrock => json!({"role": "user", "content": [{"text": text}]}),
            _ => json!({"role": "user", "content": text}),
        }
    }
}

/// A conversation, message by message.
#[derive(Clone, Debug)]
pub struct Conversation {
    pub dialect: Dialect,
    pub messages: Vec<Value>,
    spaced: bool,
    ascii: bool,
}

/// A small generator of pseudo-random numbers: splitmix64.
pub struct Random(u64);

impl Random {
    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n as u64) as usize
    }

    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    pub fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

impl Conversation {
    pub fn random(seed: u64, turns: usize) -> Self {
        Self::generate(seed, turns, false)
    }

    /// A conversation of a few turns with short answers, for laws that need many.
    pub fn small(seed: u64) -> Self {
        let turns = 1 + Random(!seed).below(5);
        Self::generate(seed, turns, true)
    }

    fn generate(seed: u64, turns: usize, small: bool) -> Self {
        let mut random = Random(seed);
        let dialect = Dialect::ALL[random.below(Dialect::ALL.len())];
        let mut messages = vec![dialect.user("Why does the test of `line 7` fail?")];
        let mut calls = 0;
        for _ in 0..turns {
            let parallel = if random.one_in(4) { 2 + random.below(3) } else { 1 };
            let made: Vec<_> = (0..parallel)
                .map(|_| {
                    calls += 1;
                    tools::call(&mut random, calls, small)
                })
                .collect();
            turns::turn(dialect, &mut random, &mut messages, &made);
        }
        if random.one_in(6) {
            break_one(&mut random, dialect, &mut messages);
        }
        let noise = random.below(3);
        messages.iter_mut().for_each(|message| unknown_members(&mut random, message, noise));
        let (spaced, ascii) = (random.one_in(2), random.one_in(3));
        Self { dialect, messages, spaced, ascii }
    }

    /// The request after the first `n` messages.
    pub fn body(&self, n: usize) -> String {
        let messages: Vec<_> = self.messages.iter().take(n).map(|m| self.write(m)).collect();
        let (comma, colon) = if self.spaced { (", ", ": ") } else { (",", ":") };
        let list = messages.join(comma);
        let key = self.dialect.list();
        format!(
            r#"{{"model"{colon}"m"{comma}"temperature"{colon}1.0{comma}"{key}"{colon}[{list}]{comma}"x_unknown"{colon}{{"a"{colon}1e400}}}}"#
        )
    }

    /// A message as a client writes it: with blanks after separators, or with everything beyond
    /// ASCII escaped.
    fn write(&self, message: &Value) -> String {
        let compact = message.to_string();
        let mut out = String::new();
        let (mut inside, mut escaped) = (false, false);
        for c in compact.chars() {
            inside ^= c == '"' && !escaped;
            escaped = inside && c == '\\' && !escaped;
            if self.ascii && !c.is_ascii() {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    out.push_str(&format!("\\u{unit:04x}"));
                }
                continue;
            }
            out.push(c);
            if self.spaced && !inside && matches!(c, ',' | ':') {
                out.push(' ');
            }
        }
        out
    }
}

/// Takes something away that the provider's grammar asks for.
fn break_one(random: &mut Random, dialect: Dialect, messages: &mut Vec<Value>) {
    let at = random.below(messages.len());
    let list = if dialect == Dialect::Gemini { "parts" } else { "content" };
    match messages[at].get_mut(list).and_then(Value::as_array_mut) {
        Some(parts) if random.one_in(2) && !parts.is_empty() => {
            let part = random.below(parts.len());
            parts.remove(part);
        }
        _ => {
            messages.remove(at);
        }
    }
    if messages.is_empty() {
        messages.push(dialect.user("Go on."));
    }
}

/// Adds members that no provider knows, at any depth but within what tools say and are given.
fn unknown_members(random: &mut Random, value: &mut Value, noise: usize) {
    match value {
        Value::Array(elements) => {
            elements.iter_mut().for_each(|e| unknown_members(random, e, noise));
        }
        Value::Object(members) => {
            for (key, member) in members.iter_mut() {
                if !matches!(
                    key.as_str(),
                    "input" | "args" | "response" | "json" | "arguments" | "action" | "operation"
                ) {
                    unknown_members(random, member, noise);
                }
            }
            if noise > 0 && random.one_in(4 * noise) {
                let unknown = json!({"text": "x", "deep": [1.0, null, {"content": "y"}]});
                members.insert("x_unknown".to_owned(), unknown);
            }
        }
        _ => {}
    }
}
