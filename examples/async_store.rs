//! A store behind an asynchronous client, with tokio: plan, await, finish.
//!
//!     cargo run --release --example async_store
//!
//! The library does no input and output of its own. A plan is data: it says which originals must be
//! stored, the host stores them in its own colour, and the plan is finished with the answers. What
//! the store refused goes out verbatim.

use std::collections::{HashMap, HashSet};
use std::error::Error;
use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use headroom::ccr::{Never, Original, RetrieveCall};
use headroom::core::{Handle, Offload};
use headroom::{Headroom, Report};
use serde_json::json;

const BODY: &str = include_str!("data/incident-chat.json");

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    // The plan is all that is asked of this `Headroom`, so that the store it is built with is never
    // called; it says that originals will be kept.
    let headroom = Headroom::builder().recoverable(Never).build()?;
    let client = Client::with_room_for(40_000);

    let document = headroom.document(BODY)?;
    let plan = headroom.plan(&document);
    let offloads: Vec<Offload<'_>> = plan.offloads().collect();
    let stored = client.put(&offloads).await;
    let sent = plan.finish(|offload| stored.contains(&offload.handle()));
    print(&sent.report)?;

    // The way back: the host fetches the original itself, and the call picks from it.
    let handle = Handle::find_in(&sent.body).next().ok_or("nothing was left out")?;
    let call = RetrieveCall::read(&json!({"handle": handle, "find": "ECONNREFUSED"}))?;
    let text = client.get(call.handle).await.ok_or("the store lost an original")?;
    let answer = call.answer(&Original::verified(call.handle, text)?)?;
    Ok(writeln!(io::stdout(), "\n{answer}")?)
}

fn print(report: &Report) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for block in &report.blocks {
        let tool = block.tool.as_deref().unwrap_or("-");
        let [before, after] = [block.tokens_before, block.tokens_after];
        writeln!(out, "{tool:12} {before:>6} -> {after:>6}  {:?}", block.outcome)?;
    }
    writeln!(out, "{:12} {:>6} -> {:>6}", "all", report.tokens_before, report.tokens_after)
}

/// Stands for a client of a remote store: each call yields before it answers.
struct Client {
    kept: Mutex<HashMap<Handle, String>>,
    /// Bytes that it takes at most.
    room: usize,
}

impl Client {
    fn with_room_for(bytes: usize) -> Self {
        Self { kept: Mutex::default(), room: bytes }
    }

    /// Stores what there is room for, and says which originals that were.
    async fn put(&self, offloads: &[Offload<'_>]) -> HashSet<Handle> {
        round_trip().await;
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let mut stored = HashSet::new();
        for offload in offloads {
            let used: usize = kept.values().map(String::len).sum();
            if used + offload.text().len() <= self.room {
                kept.insert(offload.handle(), offload.text().to_owned());
                stored.insert(offload.handle());
            }
        }
        stored
    }

    async fn get(&self, handle: Handle) -> Option<String> {
        round_trip().await;
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(&handle).cloned()
    }
}

/// Waits as a call over a network would. A store that blocks, such as one of `headroom::ccr`, would be
/// called within `tokio::task::spawn_blocking`.
async fn round_trip() {
    tokio::time::sleep(Duration::from_millis(1)).await;
}
