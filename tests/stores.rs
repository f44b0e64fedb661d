//! Requests go out right whatever becomes of the store: verbatim where it refuses, and with no handle
//! that leads nowhere.

#![cfg(all(unix, feature = "log", feature = "redis", feature = "sqlite"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at what is wrong")]

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use headroom::ccr::testing::RedisServer;
use headroom::ccr::{CcrStore, MemoryStore, RedisStore, SqliteStore, Tiered};
use headroom::core::Handle;
use headroom::{Headroom, Outcome, Provider, Reason, Retrieval};
use serde_json::{Value, json};

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("headroom-stores-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn open(&self) -> SqliteStore {
        let builder = SqliteStore::builder(self.0.join("store.db"));
        builder.patience(Duration::from_millis(50)).open().unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

fn log(run: usize) -> String {
    let line = |n: usize| {
        format!(
            "10:{:02}:{:02} INFO worker: run {run} job {n} took {} ms\n",
            n / 60 % 60,
            n % 60,
            n * 7 % 90
        )
    };
    (0..600).map(line).collect()
}

fn request(run: usize) -> String {
    json!({
        "model": "any",
        "tools": [headroom::ccr::tool_definition(Provider::OpenAiChat)],
        "messages": [
            {"role": "user", "content": "What happened?"},
            {"role": "assistant", "content": null, "tool_calls": [{"id": "1", "type": "function",
                "function": {"name": "bash", "arguments": "{\"command\":\"journalctl\"}"}}]},
            {"role": "tool", "tool_call_id": "1", "content": log(run)},
        ],
    })
    .to_string()
}

/// Compresses a request, and asserts that each handle in it leads to its original; whether there is one.
fn elides(headroom: &Headroom, run: usize) -> bool {
    let body = request(run);
    let sent = headroom.compress(&body).unwrap();
    let Some(handle) = Handle::find_in(&sent.body).next() else {
        assert_eq!(sent.report.blocks[0].outcome, Outcome::Verbatim(Reason::StoreRefused));
        assert_eq!(sent.body, body, "it goes out as it is");
        return false;
    };
    let whole = headroom.retrieve(&json!({"handle": handle, "limit": 1_000_000})).unwrap();
    assert_eq!(whole, format!("[original {handle}]\n{}", log(run)));
    true
}

fn headroom(store: impl CcrStore + 'static) -> Headroom {
    Headroom::builder().recoverable(store).build().unwrap()
}

#[test]
fn a_server_that_goes_costs_savings_and_nothing_else() {
    let mut server = RedisServer::start(&[]);
    let headroom = headroom(RedisStore::open(&server.url()).unwrap());
    assert!(elides(&headroom, 1));
    server.stop();
    assert!(!elides(&headroom, 1) && !elides(&headroom, 2));
    let handle = Handle::of(&log(1));
    let miss = headroom.retrieve(&json!({ "handle": handle })).unwrap_err().to_string();
    assert!(miss.contains("does not answer"), "{miss}");
    server.start_again();
    let miss = headroom.retrieve(&json!({ "handle": handle })).unwrap_err().to_string();
    assert!(miss.contains("repeat the call"), "{miss}");
    assert!(elides(&headroom, 1) && elides(&headroom, 2), "what was lost is stored again");
}

#[test]
fn a_full_server_costs_savings_and_nothing_else() {
    let server = RedisServer::start(&["--maxmemory", "2mb", "--maxmemory-policy", "noeviction"]);
    let headroom = headroom(RedisStore::open(&server.url()).unwrap());
    let elided: Vec<bool> = (0..60).map(|run| elides(&headroom, run)).collect();
    assert!(elided[0] && !elided[59], "{elided:?}");
    let again: Vec<bool> = (0..60).map(|run| elides(&headroom, run)).collect();
    assert_eq!(again, elided, "what is there stays, and is still elided");
}

#[test]
fn a_damaged_file_gives_no_wrong_answer() {
    let folder = Folder::new("damaged");
    let handle = {
        let headroom = headroom(folder.open());
        assert!(elides(&headroom, 1));
        Handle::of(&log(1))
    };
    let path = folder.0.join("store.db");
    let mut bytes = std::fs::read(&path).unwrap();
    let original = b"run 1 job 300 took";
    let at = bytes.windows(original.len()).position(|window| window == original).unwrap();
    bytes[at + 4] = b'2';
    std::fs::write(&path, bytes).unwrap();
    let headroom = headroom(folder.open());
    let miss = headroom.retrieve(&json!({ "handle": handle })).unwrap_err().to_string();
    assert!(miss.contains("damaged"), "{miss}");
    assert!(elides(&headroom, 1), "the next request heals it");
}

#[test]
fn hosts_put_originals_back_from_any_store() {
    let (folder, server) = (Folder::new("expand"), RedisServer::start(&[]));
    let stores: [Arc<dyn CcrStore>; 3] = [
        Arc::new(folder.open()),
        Arc::new(RedisStore::open(&server.url()).unwrap()),
        Arc::new(Tiered::new(MemoryStore::new(), folder.open())),
    ];
    for store in stores {
        let builder = Headroom::builder().recoverable(store).retrieval(Retrieval::HostExpands);
        let headroom = builder.build().unwrap();
        let body = request(1);
        let sent = headroom.compress(&body).unwrap();
        assert!(sent.body.len() < body.len() / 2);
        let expanded: Value = serde_json::from_str(&headroom.expand(&sent.body).unwrap()).unwrap();
        assert_eq!(expanded, serde_json::from_str::<Value>(&body).unwrap());
    }
}

#[test]
fn calls_in_a_response_are_answered_from_the_store() {
    let headroom = headroom(MemoryStore::new());
    assert!(elides(&headroom, 1));
    let arguments = json!({"handle": Handle::of(&log(1)), "lines": "2"}).to_string();
    let call = json!({"id": "9", "type": "function",
        "function": {"name": "headroom_retrieve", "arguments": arguments}});
    let response = json!({"choices": [{"message": {"role": "assistant", "tool_calls": [call]}}]});
    let turn = headroom.retrieve_loop(Provider::OpenAiChat).answer(&response);
    assert!(turn.is_ours_alone());
    let text = turn.messages()[0]["content"].as_str().unwrap().to_owned();
    assert!(text.ends_with("line 2]\n10:00:01 INFO worker: run 1 job 1 took 7 ms\n"), "{text}");
}
