use std::thread::sleep;
use std::time::Instant;

use super::*;
use crate::testing::{RedisServer, damage_laws, idle_laws, store_laws};
use crate::{MemoryStore, Tiered};

fn open(server: &RedisServer) -> RedisStore {
    RedisStore::open(&server.url()).unwrap()
}

/// A connection behind the store's back.
fn raw(server: &RedisServer) -> redis::Connection {
    redis::Client::open(server.url()).unwrap().get_connection().unwrap()
}

fn put(store: &dyn CcrStore, space: &Namespace, texts: &[&str]) -> Result<Vec<Handle>, StoreError> {
    let offloads: Vec<_> = texts.iter().map(|text| Offload::of(text)).collect();
    Ok(store.put_all(space, &offloads)?.into_iter().map(Receipt::handle).collect())
}

#[test]
fn the_laws_hold() {
    let server = RedisServer::start(&[]);
    assert!(store_laws(&open(&server)) > 500);
    let prefixed = RedisStore::builder(&server.url()).prefix("a*[b]").open().unwrap();
    assert!(store_laws(&prefixed) > 500);
    assert!(store_laws(&Tiered::new(MemoryStore::new(), prefixed)) > 500);
    let left: Vec<String> = redis::cmd("KEYS").arg("*{*}:hr_*").query(&mut raw(&server)).unwrap();
    assert_eq!(left, [""; 0], "the laws clean up");
}

#[test]
fn the_laws_of_time_hold() {
    let server = RedisServer::start(&[]);
    let idle = Duration::from_millis(400);
    let store = RedisStore::builder(&server.url()).idle(idle).open().unwrap();
    assert!(idle_laws(&store, idle, &sleep) > 5);
    let all = Namespace::single_user();
    let handle = put(&store, &all, &["text"]).unwrap()[0];
    sleep(idle * 3 / 2);
    assert!(matches!(store.get(&all, handle), Err(Miss::Expired)));
    sleep(idle * 2);
    assert!(matches!(store.get(&all, handle), Err(Miss::NeverStored)), "forgotten, too");
}

#[test]
fn the_laws_of_damage_hold() {
    let server = RedisServer::start(&[]);
    let store = open(&server);
    let key = |space: &Namespace, handle| store.keys.of(space, handle);
    let damage = |space: &Namespace, handle| {
        let mut set = redis::cmd("SETRANGE");
        set.arg(key(space, handle)).arg(0).arg("\0");
        set.query::<i64>(&mut raw(&server)).unwrap();
    };
    assert!(damage_laws(&store, &damage) >= 3);
    let all = Namespace::single_user();
    let handle = put(&store, &all, &["cut"]).unwrap()[0];
    redis::cmd("SET").arg(key(&all, handle)).arg("cu").query::<()>(&mut raw(&server)).unwrap();
    assert_eq!(put(&store, &all, &["cut"]).unwrap(), [handle], "another length is seen at once");
    assert_eq!(store.get(&all, handle).unwrap().text(), "cut");
}

#[test]
fn misses_are_told_apart() {
    let server = RedisServer::start(&[]);
    let (store, all) = (open(&server), Namespace::single_user());
    let [a, b] = put(&store, &all, &["a", "b"]).unwrap()[..] else { panic!() };
    store.remove(&all, &[a]).unwrap();
    redis::cmd("DEL").arg(store.keys.of(&all, b)).query::<i64>(&mut raw(&server)).unwrap();
    assert!(matches!(store.get(&all, a), Err(Miss::Removed)));
    assert!(matches!(store.get(&all, b), Err(Miss::Evicted)));
    assert!(matches!(store.get(&all, Handle::of("c")), Err(Miss::NeverStored)));
    put(&store, &all, &["a"]).unwrap();
    assert_eq!(store.get(&all, a).unwrap().text(), "a");
}

#[test]
fn a_renewal_sends_no_text() {
    let server = RedisServer::start(&[]);
    let (store, all) = (open(&server), Namespace::single_user());
    let text = "long ".repeat(100_000);
    let sent = || {
        let info: String = redis::cmd("INFO").arg("stats").query(&mut raw(&server)).unwrap();
        let line = info.lines().find_map(|line| line.strip_prefix("total_net_input_bytes:"));
        line.unwrap().parse::<usize>().unwrap()
    };
    let (start, handle) = (sent(), put(&store, &all, &[&text]).unwrap()[0]);
    let first = sent();
    assert!(first - start > text.len());
    assert_eq!(put(&store, &all, &[&text]).unwrap(), [handle]);
    assert_eq!(store.renew(&all, &[handle]).unwrap(), [handle]);
    assert!(sent() - first < 2000, "{} bytes sent", sent() - first);
}

#[test]
fn a_server_that_is_not_there_is_no_store() {
    let mut server = RedisServer::start(&[]);
    server.stop();
    assert!(matches!(RedisStore::open(&server.url()), Err(OpenError::Unavailable(_))));
    assert!(matches!(RedisStore::open("http://127.0.0.1/"), Err(OpenError::Unavailable(_))));
    let locked = RedisServer::start(&["--requirepass", "secret"]);
    assert!(matches!(RedisStore::open(&locked.url()), Err(OpenError::Unavailable(_))));
    let replica = RedisServer::start(&["--replicaof", "127.0.0.1", "1"]);
    assert!(matches!(RedisStore::open(&replica.url()), Err(OpenError::ReadOnly)));
}

#[test]
fn a_server_may_go_and_come_back() {
    let mut server = RedisServer::start(&[]);
    let (store, all) = (open(&server), Namespace::single_user());
    let handle = put(&store, &all, &["text"]).unwrap()[0];
    server.stop();
    assert!(matches!(put(&store, &all, &["text"]), Err(StoreError::Unavailable(_))));
    assert!(matches!(store.get(&all, handle), Err(Miss::Unavailable(_))));
    assert!(matches!(store.renew(&all, &[handle]), Err(StoreError::Unavailable(_))));
    assert!(matches!(store.remove(&all, &[handle]), Err(StoreError::Unavailable(_))));
    assert!(matches!(store.purge(&all), Err(StoreError::Unavailable(_))));

    server.start_again();
    assert!(matches!(store.get(&all, handle), Err(Miss::NeverStored)), "it kept nothing");
    assert_eq!(put(&store, &all, &["text"]).unwrap(), [handle]);
    assert_eq!(store.get(&all, handle).unwrap().text(), "text");
}

#[test]
fn a_slow_server_is_not_waited_for() {
    let server = RedisServer::start(&[]);
    let patience = Duration::from_millis(100);
    let store = RedisStore::builder(&server.url()).patience(patience).open().unwrap();
    let all = Namespace::single_user();
    let handles = put(&store, &all, &["first", "second"]).unwrap();
    redis::cmd("CLIENT").arg("PAUSE").arg(800).query::<()>(&mut raw(&server)).unwrap();
    let start = Instant::now();
    assert!(matches!(store.get(&all, handles[0]), Err(Miss::Unavailable(_))));
    assert!(matches!(put(&store, &all, &["third"]), Err(StoreError::Unavailable(_))));
    assert!(start.elapsed() < Duration::from_millis(700), "it took {:?}", start.elapsed());
    sleep(Duration::from_millis(1000));
    // The late answers to the first calls are not taken for those to these.
    assert_eq!(store.get(&all, handles[1]).unwrap().text(), "second");
    assert_eq!(store.get(&all, handles[0]).unwrap().text(), "first");
}

#[test]
fn a_full_server_refuses_and_keeps() {
    let server = RedisServer::start(&["--maxmemory", "6mb", "--maxmemory-policy", "noeviction"]);
    let (store, all) = (open(&server), Namespace::single_user());
    let text = |n: usize| format!("{n} {}", "x".repeat(500_000));
    let taken: Vec<String> =
        (0..30).map(text).take_while(|text| put(&store, &all, &[text]).is_ok()).collect();
    assert!((2..20).contains(&taken.len()), "{} texts fit", taken.len());
    let full = put(&store, &all, &[&text(50)]).unwrap_err();
    assert!(matches!(full, StoreError::Full { .. }), "{full:?}");
    assert_eq!(put(&store, &all, &[&text(51), &taken[0]]).unwrap(), [Handle::of(&taken[0])]);
    for text in &taken {
        assert!(store.get(&all, Handle::of(text)).unwrap().text() == text);
    }
    assert!(RedisStore::open(&server.url()).is_ok(), "a full one can be read");
    store.remove(&all, &[Handle::of(&taken[0]), Handle::of(&taken[1])]).unwrap();
    put(&store, &all, &[&text(52)]).unwrap();
}

#[test]
fn what_a_server_evicts_is_a_miss_and_comes_back() {
    let server = RedisServer::start(&["--maxmemory", "6mb", "--maxmemory-policy", "allkeys-lru"]);
    let (store, all) = (open(&server), Namespace::single_user());
    let texts: Vec<String> = (0..40).map(|n| format!("{n} {}", "x".repeat(500_000))).collect();
    let mut missed = 0;
    for text in &texts {
        let handle = put(&store, &all, &[text]).unwrap()[0];
        assert!(store.get(&all, handle).unwrap().text() == text, "a receipt holds");
    }
    for text in &texts {
        match store.get(&all, Handle::of(text)) {
            Ok(original) => assert!(original.text() == text),
            Err(Miss::Evicted | Miss::NeverStored) => missed += 1,
            Err(miss) => panic!("{miss:?}"),
        }
    }
    assert!(missed > 10, "only {missed} were evicted");
    put(&store, &all, &[&texts[0]]).unwrap();
    assert!(store.get(&all, Handle::of(&texts[0])).unwrap().text() == texts[0]);
}

#[test]
fn an_entry_has_a_cap() {
    let server = RedisServer::start(&[]);
    let store = RedisStore::builder(&server.url()).per_entry(9).open().unwrap();
    let all = Namespace::single_user();
    let long = put(&store, &all, &["ten bytes."]).unwrap_err();
    assert!(matches!(long, StoreError::TooLarge { size: 10, capacity: 9 }), "{long:?}");
}

#[test]
fn a_large_batch_goes_in_pieces() {
    let server = RedisServer::start(&[]);
    let (store, all) = (open(&server), Namespace::single_user());
    let texts: Vec<String> = (0..7).map(|n| format!("{n} {}", "x".repeat(3 << 20))).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    for _ in 0..2 {
        let handles = put(&store, &all, &texts).unwrap();
        for (handle, text) in handles.into_iter().zip(&texts) {
            assert!(store.get(&all, handle).unwrap().text() == *text);
        }
    }
}

#[test]
fn debug_shows_no_address() {
    let builder = RedisStore::builder("redis://user:hunter2@localhost/");
    assert!(!format!("{builder:?}").contains("hunter2"));
    let server = RedisServer::start(&[]);
    assert!(!format!("{:?}", open(&server)).contains("unix"));
}

#[cfg(feature = "redis-tls")]
mod tls {
    use super::*;

    /// A server that speaks TLS alone on a free port of this machine, and the certificate of it.
    fn server() -> (RedisServer, String, String) {
        let own = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let folder = std::env::temp_dir().join(format!("headroom-tls-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let (certificate, key) = (folder.join("certificate.pem"), folder.join("key.pem"));
        std::fs::write(&certificate, own.cert.pem()).unwrap();
        std::fs::write(&key, own.signing_key.serialize_pem()).unwrap();
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let (certificate, key) = (certificate.to_str().unwrap(), key.to_str().unwrap());
        let files = ["--tls-cert-file", certificate, "--tls-key-file", key];
        let port = port.to_string();
        let mut settings = vec!["--tls-port", port.as_str(), "--tls-auth-clients", "no"];
        settings.extend(files);
        let server = RedisServer::start(&settings);
        std::fs::remove_dir_all(folder).unwrap();
        (server, format!("rediss://localhost:{port}/"), own.cert.pem())
    }

    #[test]
    fn the_laws_hold_over_tls_and_strangers_are_not_trusted() {
        let (_server, url, certificate) = server();
        let trusting = RedisStore::builder(&url).root_certificate(certificate).open().unwrap();
        assert!(store_laws(&trusting) > 500);
        let stranger = format!("{:?}", RedisStore::open(&url).unwrap_err());
        assert!(stranger.contains("UnknownIssuer"), "{stranger}");
    }
}
