//! A conversation that grows turn by turn: what was sent once is sent again with the same bytes, so
//! that the provider's cache keeps hitting.
//!
//!     cargo run --release --example agent_loop
//!
//! A recorded session is played back: each turn sends all messages so far, compressed. The bytes up
//! to the end of the previous turn's last message are compared with those sent then. At the end the
//! model asks for something that was left out, and gets it.

use std::error::Error;
use std::io::{self, Write};

use headroom::ccr::MemoryStore;
use headroom::core::document::Cursor;
use headroom::core::{FastTokens, Handle, Span, TokenCounter};
use headroom::{Headroom, Outcome, Provider};
use serde_json::{Value, json};
use xxhash_rust::xxh3::xxh3_64;

/// The recorded session; its messages are played back one after the other.
const RECORDED: &str = include_str!("data/coding-session.json");

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = io::stdout().lock();
    let session: Session = serde_json::from_str(RECORDED)?;
    let mut agent = Agent::new()?;

    writeln!(out, "turn  messages  tokens  as sent  saved  hash of what was sent  earlier bytes")?;
    for message in session.messages {
        let is_user = message.get("role").is_some_and(|role| role == "user");
        agent.history.push(message);
        if is_user {
            agent.turn()?.print(&mut out)?;
        }
    }

    // The model has seen a notice with a handle, and calls the tool that it names. The host answers
    // the call as it answers every other one, and goes on.
    let handle = Handle::find_in(&agent.sent).next().ok_or("nothing was left out")?;
    let arguments = json!({"handle": handle, "find": "Reading(station="});
    let answer = match agent.headroom.retrieve(&arguments) {
        Ok(text) => text,
        Err(error) => error.to_string(),
    };
    writeln!(out, "\nheadroom_retrieve {arguments}\n{answer}\n")?;
    agent.history.push(json!({"role": "assistant", "content": [
        {"type": "tool_use", "id": "toolu_fetch", "name": "headroom_retrieve", "input": arguments},
    ]}));
    agent.history.push(json!({"role": "user", "content": [
        {"type": "tool_result", "tool_use_id": "toolu_fetch", "content": answer},
    ]}));
    agent.turn()?.print(&mut out)
}

#[derive(serde::Deserialize)]
struct Session {
    messages: Vec<Value>,
}

/// What an agent keeps between turns: the history as it happened, never what was made of it.
struct Agent {
    headroom: Headroom,
    tools: Vec<Value>,
    history: Vec<Value>,
    /// The body of the last turn, as it was sent.
    sent: String,
    turns: usize,
}

impl Agent {
    fn new() -> Result<Self, Box<dyn Error>> {
        let headroom = Headroom::builder()
            .recoverable(MemoryStore::new())
            .tokens(FastTokens::o200k_base())
            .build()?;
        let tools = headroom.tools(Provider::Anthropic);
        Ok(Self { headroom, tools, history: Vec::new(), sent: String::new(), turns: 0 })
    }

    /// Sends the history so far. The library keeps no state that a turn depends on: the same
    /// history gives the same bytes, in this process or in another.
    fn turn(&mut self) -> Result<Turn, Box<dyn Error>> {
        let body =
            json!({"model": "any", "messages": self.history, "tools": self.tools}).to_string();
        let compressed = self.headroom.compress(&body)?;
        self.turns += 1;
        let turn = Turn {
            number: self.turns,
            messages: self.history.len(),
            tokens: [count(&body), count(&compressed.body)],
            hash: xxh3_64(through_last_message(&compressed.body).as_bytes()),
            stable: compressed.body.starts_with(through_last_message(&self.sent)),
            newest: compressed.report.blocks.last().map(|block| block.outcome.clone()),
        };
        self.sent = compressed.body.into_owned();
        Ok(turn)
    }
}

/// What there is to say about a turn.
struct Turn {
    number: usize,
    messages: usize,
    /// Of the body before and after.
    tokens: [usize; 2],
    hash: u64,
    stable: bool,
    newest: Option<Outcome>,
}

impl Turn {
    fn print(&self, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
        let [before, after] = self.tokens;
        let saved = 100.0 * (1.0 - after as f64 / before as f64);
        let stable = if self.stable { "the same" } else { "CHANGED" };
        let newest = match &self.newest {
            Some(Outcome::Rewritten { by, .. }) => format!("newest by {}", by.join(", ")),
            Some(Outcome::Verbatim(reason)) => format!("newest verbatim: {reason}"),
            _ => "no tool result yet".to_owned(),
        };
        write!(out, "{:>4}  {:>8}  {before:>6}  {after:>7}  ", self.number, self.messages)?;
        Ok(writeln!(out, "{saved:>3.0} %  {:016x}       {stable:8}  {newest}", self.hash)?)
    }
}

/// The start of a body up to the end of its last message: what the next turn sends again.
fn through_last_message(body: &str) -> &str {
    let mut end = 0;
    Cursor::new(body, 0).object(|cursor, key| {
        if key == "messages" {
            cursor.array(|message| end = message.skip().end);
        }
    });
    Span::new(0, end).of(body)
}

fn count(body: &str) -> usize {
    FastTokens::o200k_base().estimate(body)
}
