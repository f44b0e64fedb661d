//! A conversation sent turn by turn to a provider with a prompt cache: what each request reads from
//! the cache, writes into it and costs, as it is and compressed, and what was done to what is new.
//!
//!     cargo run --release --example replay
//!     cargo run --release --example replay -- BODY.json balanced
//!     cargo run --release --example replay -- BODY.json lossless gemini-2.5-pro
//!
//! The body holds a whole conversation of any provider (the model is named where it does not name one
//! that is known); request k is its beginning, up to the k-th
//! answer of the model. Where a provider wants cache markers, both ways of sending get the same: at
//! the end of the system text and of the last message. The cache is simulated by the rules of
//! `headroom-cache`; a minute passes from turn to turn.

use std::error::Error;
use std::io::{self, Write};

use headroom::cache::testing::{Simulator, Turn};
use headroom::cache::{
    Breakpoints, CacheRules, Layout, ProviderRules, Ttl, anthropic_cache_control,
    bedrock_cache_point,
};
use headroom::ccr::MemoryStore;
use headroom::core::document::ANTHROPIC;
use headroom::core::{BlockKind, Document, FastTokens, Span};
use headroom::{BlockReport, Fidelity, Headroom, Level, Outcome};

const RECORDED: &str = include_str!("data/coding-session.json");

/// Seconds between two requests.
const PAUSE: u64 = 60;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let conversation = match arguments.next() {
        Some(path) => std::fs::read_to_string(path)?,
        None => RECORDED.to_owned(),
    };
    let balanced = arguments.next().is_some_and(|level| level == "balanced");
    let headroom = Headroom::builder().tokens(FastTokens::o200k_base());
    let headroom = if balanced { headroom.recoverable(MemoryStore::new()) } else { headroom };
    let headroom = headroom.level(if balanced { Level::Balanced } else { Level::Lossless });
    let rules = rules_for(&conversation, arguments.next())?;
    replay(&conversation, &rules, &headroom.build()?, &mut io::stdout().lock())
}

fn replay(
    body: &str,
    rules: &CacheRules,
    headroom: &Headroom,
    out: &mut impl Write,
) -> Result<(), Box<dyn Error>> {
    let cache = || Simulator::new(rules.clone(), FastTokens::o200k_base());
    let (mut as_is, mut compressed) = (cache(), cache());
    let mut seen = 0;

    writeln!(out, "               as it is                      compressed")?;
    writeln!(out, "turn    tokens    read    cost    tokens    read    cost")?;
    for (turn, request) in requests(body)?.iter().enumerate() {
        let at = PAUSE * turn as u64;
        let plain = as_is.request(&marked(request, rules)?, at)?;
        let sent = headroom.compress(request)?;
        let small = compressed.request(&marked(&sent.body, rules)?, at)?;
        writeln!(out, "{:>4}  {}  {}", turn + 1, figures(&plain), figures(&small))?;
        for block in sent.report.blocks.iter().skip(seen) {
            writeln!(out, "      {}", what_was_done(block))?;
        }
        seen = sent.report.blocks.len();
    }

    let (before, after) = (as_is.totals(), compressed.totals());
    let share = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
    writeln!(
        out,
        "\n{} requests: {} tokens as they are, {:.0} % read from the cache; {} compressed, {:.0} %",
        before.requests,
        before.tokens,
        share(before.read, before.tokens),
        after.tokens,
        share(after.read, after.tokens),
    )?;
    let relative = after.relative_to(&before).unwrap_or(1.0);
    Ok(writeln!(out, "the input costs {relative:.3} of what it costs as it is")?)
}

fn rules_for(body: &str, model: Option<String>) -> Result<CacheRules, Box<dyn Error>> {
    let named = Layout::parse(body)?.model().map(|model| model.into_owned());
    let model = model.or(named).ok_or("the body names no model")?;
    let rules = ProviderRules::builtin();
    let rules = rules.for_model(&model).ok_or_else(|| format!("no cache rules for {model}"))?;
    Ok(rules.clone())
}

/// The successive requests of a conversation: each ends where the model's turn begins.
fn requests(body: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let document = Document::parse(body)?;
    let layout = Layout::of(&document)?;
    let (mut ends, mut heard) = (Vec::new(), None);
    for block in document.blocks() {
        match block.kind {
            BlockKind::User | BlockKind::ToolResult => heard = Some(block.message),
            BlockKind::Assistant | BlockKind::ToolCall => ends.extend(heard.take()),
            _ => {}
        }
    }
    ends.extend(heard);
    let messages = layout.messages();
    let rest = messages.last().map_or(body.len(), |last| last.value.end);
    let through = |end: &usize| {
        let end = messages.get(*end)?.value.end;
        Some(Span::new(0, end).of(body).to_owned() + Span::new(rest, body.len()).of(body))
    };
    Ok(ends.iter().filter_map(through).collect())
}

/// The request with cache markers, where its provider knows any.
fn marked(body: &str, rules: &CacheRules) -> Result<String, Box<dyn Error>> {
    let layout = Layout::parse(body)?;
    let ttl = Ttl::FiveMinutes;
    let asked = Breakpoints::new(rules).system(ttl).last_message(ttl).wrap_strings(true);
    let placed = if layout.dialect() == ANTHROPIC {
        anthropic_cache_control(&layout, &asked)
    } else {
        bedrock_cache_point(&layout, &asked)
    };
    Ok(placed.body.into_owned())
}

fn figures(turn: &Turn) -> String {
    format!("{:>8} {:>7} {:>7.0}", turn.tokens, turn.read, turn.cost)
}

fn what_was_done(block: &BlockReport) -> String {
    let tool = block.tool.as_deref().unwrap_or("a tool");
    let tokens = (block.tokens_before, block.tokens_after);
    match &block.outcome {
        Outcome::Rewritten { fidelity, by } => {
            let (by, what) = (by.join(", "), in_words(*fidelity));
            format!("{tool}: {} -> {} tokens by {by}: {what}", tokens.0, tokens.1)
        }
        Outcome::Verbatim(reason) => format!("{tool}: {} tokens as they are: {reason}", tokens.0),
        _ => tool.to_owned(),
    }
}

/// What became of a text, by the weakest step.
fn in_words(fidelity: Fidelity) -> &'static str {
    match fidelity {
        Fidelity::Bytes => "the same text in fewer tokens",
        Fidelity::Data => "the same data in another form",
        Fidelity::Reference => "what stands earlier is pointed at",
        _ => "parts are out of sight, and in the store",
    }
}
