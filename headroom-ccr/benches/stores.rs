//! Puts and gets per second of each store beside those of the crate below it, and ranges of a long
//! original.
//!
//! `cargo bench -p headroom-ccr --features sqlite,redis,testing`. Each round puts 16 new originals of 8 KB in one batch and fetches
//! each, by the hash of its text; what a store does beyond that (indexes, accounts, deadlines) is its price. Needs `redis-server`.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a bench stops at what goes wrong"
)]

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Mutex;

use divan::Bencher;
use divan::counter::ItemsCount;
use headroom_ccr::testing::RedisServer;
use headroom_ccr::{
    CcrStore, MemoryStore, Namespace, Original, RedisStore, RetrieveCall, SqliteStore,
};
use headroom_core::{Handle, Offload, SharedText};
use serde_json::json;

const BATCH: usize = 16;

fn main() {
    divan::main();
}

/// New texts of 8 KB, other ones in each round.
fn texts(round: &mut usize) -> Vec<String> {
    *round += 1;
    let line = |n: usize| format!("{n} 2026-01-05T10:11:40Z INFO worker: a line of an output\n");
    let text = |n: usize| format!("{round} {n}\n") + &(0..140).map(line).collect::<String>();
    (0..BATCH).map(text).collect()
}

fn bench(bencher: Bencher<'_, '_>, mut put_and_get: impl FnMut(&[String])) {
    let mut round = 0;
    bencher
        .counter(ItemsCount::new(BATCH))
        .with_inputs(|| texts(&mut round))
        .bench_local_values(|texts| put_and_get(&texts));
}

fn bench_store(bencher: Bencher<'_, '_>, store: &dyn CcrStore) {
    let space = Namespace::new("bench");
    bench(bencher, |texts| {
        let offloads: Vec<_> = texts.iter().map(|text| Offload::of(text)).collect();
        for receipt in store.put_all(&space, &offloads).unwrap() {
            divan::black_box(store.get(&space, receipt.handle()).unwrap());
        }
    });
}

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("headroom-bench-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

#[divan::bench]
fn memory(bencher: Bencher<'_, '_>) {
    bench_store(bencher, &MemoryStore::builder().capacity(2 << 30).build());
}

#[divan::bench]
fn memory_raw_map(bencher: Bencher<'_, '_>) {
    let map: Mutex<HashMap<Handle, SharedText>> = Mutex::default();
    bench(bencher, |texts| {
        let keys: Vec<_> = texts.iter().map(|text| Handle::of(text)).collect();
        for (key, text) in keys.iter().zip(texts) {
            map.lock().unwrap().insert(*key, text.as_str().into());
        }
        for key in &keys {
            divan::black_box(map.lock().unwrap().get(key).cloned());
        }
    });
}

#[divan::bench]
fn sqlite(bencher: Bencher<'_, '_>) {
    let folder = Folder::new("sqlite");
    bench_store(bencher, &SqliteStore::open(folder.0.join("store.db")).unwrap());
}

#[divan::bench]
fn sqlite_raw(bencher: Bencher<'_, '_>) {
    let folder = Folder::new("raw");
    let mut connection = rusqlite::Connection::open(folder.0.join("raw.db")).unwrap();
    let set_up =
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON;
        CREATE TABLE texts(key TEXT PRIMARY KEY, text BLOB)";
    connection.execute_batch(set_up).unwrap();
    bench(bencher, |texts| {
        let keys: Vec<_> = texts.iter().map(|text| Handle::of(text).to_string()).collect();
        let writing = connection.transaction().unwrap();
        for (key, text) in keys.iter().zip(texts) {
            let sql = "INSERT OR REPLACE INTO texts VALUES(?1, ?2)";
            let mut put = writing.prepare_cached(sql).unwrap();
            put.execute(rusqlite::params![key, text.as_bytes()]).unwrap();
        }
        writing.commit().unwrap();
        for key in &keys {
            let mut get =
                connection.prepare_cached("SELECT text FROM texts WHERE key = ?1").unwrap();
            let text: Vec<u8> = get.query_row([key], |row| row.get(0)).unwrap();
            divan::black_box(
                Original::verified(key.parse().unwrap(), String::from_utf8(text).unwrap()).unwrap(),
            );
        }
    });
}

#[divan::bench]
fn redis(bencher: Bencher<'_, '_>) {
    let server = RedisServer::start(&[]);
    bench_store(bencher, &RedisStore::open(&server.url()).unwrap());
}

#[divan::bench]
fn redis_raw(bencher: Bencher<'_, '_>) {
    let server = RedisServer::start(&[]);
    let mut connection = redis::Client::open(server.url()).unwrap().get_connection().unwrap();
    bench(bencher, |texts| {
        let keys: Vec<_> = texts.iter().map(|text| Handle::of(text).to_string()).collect();
        let mut pipeline = redis::pipe();
        for (key, text) in keys.iter().zip(texts) {
            pipeline.cmd("SET").arg(key).arg(text).arg("PX").arg(86_400_000).ignore();
        }
        pipeline.exec(&mut connection).unwrap();
        for key in &keys {
            let text: String = redis::cmd("GET").arg(key).query(&mut connection).unwrap();
            divan::black_box(Original::verified(key.parse().unwrap(), text).unwrap());
        }
    });
}

/// A range of an original of 10 MB, from memory.
#[divan::bench(args = ["1-50", "100000-100060", "-50"])]
fn range_of_10_mb(bencher: Bencher<'_, '_>, lines: &str) {
    let line = |n: usize| format!("{n} 2026-01-05T10:11:40Z INFO worker: a line of an output\n");
    let text: String = (0..165_000).map(line).collect();
    let (store, space) = (MemoryStore::new(), Namespace::new("bench"));
    let handle = store.put_all(&space, &[Offload::of(&text)]).unwrap()[0].handle();
    let call = RetrieveCall::read(&json!({"handle": handle, "lines": lines})).unwrap();
    bencher.bench(|| call.answer(&store.get(&space, handle).unwrap()).unwrap());
}
