//! What a conversation would cost if its future were known: the bound for any choice of what to mask.
//!
//!     cargo bench --bench foresight                  # generated conversations
//!     cargo bench --bench foresight -- BODIES.jsonl  # last requests of one's own conversations, one a line
//!
//! Of each tool result only those lines are ever sent that the model uses later: the nearest line before
//! with a name or a number that it says for the first time, and the lines that it quotes in the
//! arguments of a call. Nothing is paid for leaving the others out. Shares are of what the client would
//! send: tokens of all texts over all requests, and their price, where what was sent before is read from the
//! cache. Tools are not counted.

#![allow(clippy::print_stdout)] // The table is what the bench is for.

use std::collections::{HashMap, HashSet};

use headroom::core::{Block, BlockKind, Document, Estimator, TokenCounter};

mod inputs;

fn main() -> std::io::Result<()> {
    let bodies = inputs::bodies()?;
    println!("      requests    tokens  of client  cost of client");
    let mut total = Bill::default();
    for (n, body) in bodies.iter().enumerate() {
        let Ok(document) = Document::parse(body) else { continue };
        let bill = measure(&document);
        bill.print(&format!("{}", n + 1));
        total.add(&bill);
    }
    total.print("all");
    Ok(())
}

/// Tokens over all requests, and their price: of the client's requests, and with foresight.
#[derive(Default)]
struct Bill {
    requests: usize,
    tokens: [usize; 2],
    price: [f64; 2],
}

impl Bill {
    fn add(&mut self, other: &Self) {
        self.requests += other.requests;
        for (sum, more) in self.tokens.iter_mut().zip(other.tokens) {
            *sum += more;
        }
        for (sum, more) in self.price.iter_mut().zip(other.price) {
            *sum += more;
        }
    }

    /// A request ends: of its tokens those of the one before are read.
    fn request(&mut self, before: [usize; 2], now: [usize; 2], write: f64) {
        self.requests += 1;
        for ((tokens, price), (before, now)) in
            self.tokens.iter_mut().zip(&mut self.price).zip(before.into_iter().zip(now))
        {
            *tokens += now;
            *price += 0.1 * before as f64 + write * (now - before) as f64;
        }
    }

    fn print(&self, name: &str) {
        let [client, ours] = self.tokens;
        let [paid, price] = self.price;
        println!(
            "{name:>5} {:>8} {client:>9} {:>9.3}x {:>14.3}x",
            self.requests,
            ours as f64 / client.max(1) as f64,
            price / paid.max(1.0),
        );
    }
}

fn measure(document: &Document<'_>) -> Bill {
    let used = used(document);
    let marked = matches!(document.dialect(), Some("anthropic" | "bedrock-converse"));
    let write = if marked { 1.25 } else { 1.0 };
    let (mut bill, mut before, mut now) = (Bill::default(), [0; 2], [0; 2]);
    let (mut models_turn, mut called_in) = (true, None);
    for (at, block) in document.blocks().iter().enumerate() {
        let is_models = matches!(block.kind, BlockKind::Assistant | BlockKind::ToolCall);
        if is_models && !models_turn {
            bill.request(before, now, write);
            before = now;
        }
        if block.kind == BlockKind::ToolCall {
            called_in = Some(block.message);
        }
        models_turn = match block.kind {
            // What stands in the message of its call was run by the provider: the model's turn goes on.
            BlockKind::ToolResult => called_in == Some(block.message),
            BlockKind::Opaque => models_turn,
            _ => is_models,
        };
        let text = text(document, block);
        let [client, ours] = &mut now;
        for (line, text) in text.split_inclusive('\n').enumerate() {
            let tokens = Estimator::new().estimate(text);
            *client += tokens;
            let is_output = block.kind == BlockKind::ToolResult;
            *ours += if is_output && !used.contains(&(at, line)) { 0 } else { tokens };
        }
    }
    if !models_turn {
        bill.request(before, now, write);
    }
    bill
}

/// The lines of outputs that the model uses later: blocks, and lines in them.
fn used(document: &Document<'_>) -> HashSet<(usize, usize)> {
    let mut used = HashSet::new();
    let mut places: HashMap<String, (usize, usize)> = HashMap::new();
    let mut said: HashSet<String> = HashSet::new();
    for (at, block) in document.blocks().iter().enumerate() {
        let text = text(document, block);
        if block.kind == BlockKind::ToolResult {
            for (n, line) in text.lines().enumerate() {
                places.extend(
                    words(line).chain([line.trim()]).map(|word| (word.to_owned(), (at, n))),
                );
            }
            continue;
        }
        let quoted = match block.kind {
            BlockKind::ToolCall => strings(&text),
            _ => text,
        };
        let is_models = matches!(block.kind, BlockKind::Assistant | BlockKind::ToolCall);
        for word in quoted.lines().flat_map(|line| words(line).chain([line.trim()])) {
            if said.insert(word.to_owned()) && is_models && word.len() > 2 {
                used.extend(places.get(word).copied());
            }
        }
    }
    used
}

fn text(document: &Document<'_>, block: &Block) -> String {
    let call = block.call.and_then(|call| document.calls().get(call));
    let text = match (block.kind, call) {
        (BlockKind::Opaque, _) => None,
        (BlockKind::ToolCall, Some(call)) => document.call_arguments(call),
        _ => document.text(block),
    };
    text.unwrap_or_else(|| block.literal.of(document.source()).into()).into_owned()
}

/// The strings of a JSON text, a line each or more.
fn strings(json: &str) -> String {
    fn collect(value: &serde_json::Value, all: &mut Vec<String>) {
        match value {
            serde_json::Value::String(text) => all.push(text.clone()),
            serde_json::Value::Array(values) => values.iter().for_each(|value| collect(value, all)),
            serde_json::Value::Object(members) => {
                members.values().for_each(|value| collect(value, all));
            }
            _ => {}
        }
    }
    let mut all = Vec::new();
    collect(&serde_json::from_str(json).unwrap_or_default(), &mut all);
    all.join("\n")
}

/// Names and numbers: words with a digit, a `_` or a capital within.
fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| {
        let inner = word.bytes().skip(1).any(|byte| byte.is_ascii_uppercase());
        word.len() > 2 && (inner || word.bytes().any(|byte| byte.is_ascii_digit() || byte == b'_'))
    })
}
