use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rusqlite::params;

use super::*;
use crate::testing::{ManualClock, damage_laws, full_laws, idle_laws, store_laws};
use crate::{MemoryStore, Tiered};

const HOUR: Duration = Duration::from_secs(3600);

/// A folder of its own, which goes with the value.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name =
            format!("headroom-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst));
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn db(&self) -> PathBuf {
        self.0.join("store.db")
    }

    /// All bytes of all files.
    fn bytes(&self) -> Vec<u8> {
        let files = fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap().path());
        files.flat_map(|file| fs::read(file).unwrap()).collect()
    }

    fn holds(&self, text: &str) -> bool {
        memchr::memmem::find(&self.bytes(), text.as_bytes()).is_some()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

fn open(folder: &Folder) -> SqliteStore {
    SqliteStore::open(folder.db()).unwrap()
}

/// A connection behind the store's back.
fn raw(folder: &Folder) -> Connection {
    Connection::open(folder.db()).unwrap()
}

fn put(store: &dyn CcrStore, space: &Namespace, texts: &[&str]) -> Result<Vec<Handle>, StoreError> {
    let offloads: Vec<_> = texts.iter().map(|text| Offload::of(text)).collect();
    Ok(store.put_all(space, &offloads)?.into_iter().map(Receipt::handle).collect())
}

#[test]
fn the_laws_hold() {
    let folder = Folder::new();
    let store = open(&folder);
    assert!(store_laws(&store) > 500);
    assert!(store_laws(&Tiered::new(MemoryStore::new(), &store)) > 500);
    assert_eq!((store.len(), store.used()), (0, 0), "the laws clean up");
}

#[test]
fn the_laws_of_time_and_room_hold() {
    let (folder, clock) = (Folder::new(), ManualClock::new());
    let builder = || SqliteStore::builder(folder.db()).idle(HOUR).clock(clock.clone());
    let pass = |time| clock.advance(time);
    assert!(idle_laws(&builder().open().unwrap(), HOUR, &pass) > 5);
    let store = builder().capacity(1 << 20).open().unwrap();
    assert!(full_laws(&store, 1 << 20, HOUR, &pass) > 20);
    let tiered = Tiered::new(MemoryStore::builder().capacity(4096).build(), &store);
    assert!(full_laws(&tiered, 1 << 20, HOUR, &pass) > 20);
}

#[test]
fn damage_is_found_and_healed_by_the_next_put() {
    let folder = Folder::new();
    let store = open(&folder);
    let change = "UPDATE texts SET text = ?2
        WHERE id = (SELECT id FROM entries WHERE handle = ?1)";
    let damage = |_: &Namespace, handle: Handle| {
        let damaged = params![handle.to_string(), b"something else".as_slice()];
        assert_eq!(raw(&folder).execute(change, damaged).unwrap(), 1);
    };
    assert_eq!(damage_laws(&store, &damage), 6);
    let to_nothing = |_: &Namespace, handle: Handle| {
        let gone = "DELETE FROM texts WHERE id = (SELECT id FROM entries WHERE handle = ?1)";
        assert_eq!(raw(&folder).execute(gone, [handle.to_string()]).unwrap(), 1);
    };
    assert_eq!(damage_laws(&store, &to_nothing), 6);

    let all = Namespace::single_user();
    let [a, b] = put(&store, &all, &["a", "b"]).unwrap()[..] else { panic!() };
    raw(&folder).execute(change, params![a.to_string(), b"\xff".as_slice()]).unwrap();
    assert!(matches!(store.get(&all, a), Err(Miss::Corrupt)));
    let found = store.check().unwrap();
    assert_eq!(found, Integrity { sound: 1, damaged: vec![a], file: None });
    assert_eq!(store.get(&all, b).unwrap().text(), "b");
}

#[test]
fn originals_outlive_the_store_and_are_shared() {
    let (folder, all) = (Folder::new(), Namespace::single_user());
    let handle = put(&open(&folder), &all, &["kept"]).unwrap()[0];
    let (one, other) = (open(&folder), open(&folder));
    assert_eq!(one.get(&all, handle).unwrap().text(), "kept");
    other.remove(&all, &[handle, handle]).unwrap();
    assert!(matches!(one.get(&all, handle), Err(Miss::Removed)));
}

#[test]
fn what_is_not_used_expires_bit_by_bit() {
    let (folder, all, clock) = (Folder::new(), Namespace::single_user(), ManualClock::new());
    let store = SqliteStore::builder(folder.db()).idle(HOUR).clock(clock.clone()).open().unwrap();
    let texts: Vec<String> = (0..100).map(|n| format!("text {n}")).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let handles = put(&store, &all, &texts).unwrap();
    clock.advance(2 * HOUR);
    assert_eq!(store.get(&all, handles[99]).unwrap().text(), "text 99", "it is still there");
    for left in [100 - 32 + 1, 100 - 64 + 2, 100 - 96 + 3, 5] {
        put(&store, &all, &[&format!("{left}")]).unwrap();
        assert_eq!(store.len(), left);
    }
    assert!(matches!(store.get(&all, handles[0]), Err(Miss::Expired)));
    store.get(&all, handles[99]).unwrap();
}

#[test]
fn a_use_is_written_down_only_when_it_must_be() {
    let (folder, all, clock) = (Folder::new(), Namespace::single_user(), ManualClock::new());
    let store = SqliteStore::builder(folder.db()).idle(HOUR).clock(clock.clone()).open().unwrap();
    let handle = put(&store, &all, &["text"]).unwrap()[0];
    let deadline = || {
        let sql = "SELECT deadline FROM entries";
        raw(&folder).query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap()
    };
    let uses: [&dyn Fn(); 3] = [
        &|| drop(put(&store, &all, &["text"]).unwrap()),
        &|| drop(store.get(&all, handle).unwrap()),
        &|| drop(store.renew(&all, &[handle]).unwrap()),
    ];
    for used in uses {
        let before = deadline();
        clock.advance(HOUR / 32);
        used();
        assert_eq!(deadline(), before, "it has an hour still");
        clock.advance(HOUR / 16);
        used();
        assert!(deadline() > before);
        assert!(deadline() - millis(clock.now()) >= 3_600_000, "at least an hour from each use");
    }
}

#[cfg(unix)]
#[test]
fn files_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    fs::write(folder.db(), "").unwrap();
    fs::set_permissions(folder.db(), fs::Permissions::from_mode(0o644)).unwrap();
    let store = open(&folder);
    put(&store, &Namespace::single_user(), &["text"]).unwrap();
    let files: Vec<_> = fs::read_dir(&folder.0).unwrap().map(|entry| entry.unwrap()).collect();
    assert_eq!(files.len(), 3, "{files:?}");
    for file in files {
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{file:?}");
    }
}

#[test]
fn a_purge_leaves_no_plaintext() {
    let folder = Folder::new();
    let (store, other) = (open(&folder), open(&folder));
    let (secret, kept) = (Namespace::new("secret-project"), Namespace::new("kept-project"));
    let long = "PLAINTEXT of many pages\n".repeat(4000);
    let texts: Vec<String> = (0..600).map(|n| format!("PLAINTEXT number {n}")).collect();
    let mut all: Vec<&str> = texts.iter().map(String::as_str).collect();
    all.push(&long);
    let handles = put(&store, &secret, &all).unwrap();
    store.remove(&secret, &handles[..3]).unwrap();
    let kept_handle = put(&other, &kept, &["KEPT text"]).unwrap()[0];
    assert!(folder.holds("PLAINTEXT") && folder.holds("secret-project"));

    store.purge(&secret).unwrap();
    for gone in ["PLAINTEXT", "secret-project", &handles[0].to_string(), &handles[600].to_string()]
    {
        assert!(!folder.holds(gone), "{gone} is left");
    }
    assert!(folder.holds("KEPT text"));
    assert_eq!(other.get(&kept, kept_handle).unwrap().text(), "KEPT text");
    assert!(matches!(other.get(&secret, handles[0]), Err(Miss::NeverStored)));
}

#[test]
fn a_purge_that_cannot_empty_the_log_says_so() {
    let (folder, all) = (Folder::new(), Namespace::single_user());
    let store =
        SqliteStore::builder(folder.db()).patience(Duration::from_millis(50)).open().unwrap();
    put(&store, &all, &["PLAINTEXT"]).unwrap();
    let reader = raw(&folder);
    reader.execute_batch("BEGIN; SELECT count(*) FROM texts").unwrap();
    assert!(matches!(store.purge(&all), Err(StoreError::Unavailable(_))));
    reader.execute_batch("COMMIT").unwrap();
    store.purge(&all).unwrap();
    assert!(!folder.holds("PLAINTEXT"));
}

#[test]
fn a_file_of_the_first_version_is_brought_to_the_present_one() {
    let (folder, all) = (Folder::new(), Namespace::single_user());
    let old = raw(&folder);
    old.execute_batch(schema::STEPS[0]).unwrap();
    old.execute_batch("PRAGMA application_id = 0x68724352; PRAGMA user_version = 1").unwrap();
    let handle = Handle::of("old");
    let row = params![all.as_str().as_bytes(), handle.to_string()];
    old.execute("INSERT INTO namespaces(name) SELECT ?1 WHERE ?2 <> ''", row).unwrap();
    let row = params![handle.to_string(), i64::MAX / 8];
    old.execute("INSERT INTO entries VALUES(7, 1, ?1, ?2, 515)", row).unwrap();
    old.execute("INSERT INTO texts VALUES(7, ?1)", [b"old".as_slice()]).unwrap();
    let account = "UPDATE account SET used = 515, entries = 1; UPDATE namespaces SET used = 515";
    old.execute_batch(account).unwrap();
    drop(old);

    let store = open(&folder);
    assert_eq!(store.get(&all, handle).unwrap().text(), "old");
    assert_eq!((store.len(), store.used()), (1, 515));
    assert!(store_laws(&store) > 500);
    assert_eq!(schema::version(&raw(&folder)).unwrap(), schema::STEPS.len());
}

#[test]
fn what_is_no_store_is_left_alone() {
    let folder = Folder::new();
    let later = format!("PRAGMA user_version = {}", schema::STEPS.len() + 1);
    drop(open(&folder));
    raw(&folder).execute_batch(&later).unwrap();
    let newer = SqliteStore::open(folder.db()).unwrap_err();
    assert!(matches!(newer, OpenError::Newer { found: 3, known: 2 }), "{newer:?}");

    let folder = Folder::new();
    raw(&folder).execute_batch("CREATE TABLE cookies(name)").unwrap();
    let before = fs::read(folder.db()).unwrap();
    assert!(matches!(SqliteStore::open(folder.db()), Err(OpenError::NotAStore)));
    assert!(fs::read(folder.db()).unwrap() == before, "it is changed");

    fs::write(folder.db(), "not a database, but a text that is long enough to be read".repeat(99))
        .unwrap();
    assert!(matches!(SqliteStore::open(folder.db()), Err(OpenError::NotAStore)));
    let nowhere = SqliteStore::open(folder.0.join("no such folder/store.db"));
    assert!(matches!(nowhere, Err(OpenError::Unavailable(_))));
    assert!(matches!(SqliteStore::open(&folder.0), Err(OpenError::Unavailable(_))));
}

#[test]
fn a_locked_file_refuses_and_recovers() {
    let (folder, all) = (Folder::new(), Namespace::single_user());
    let store =
        SqliteStore::builder(folder.db()).patience(Duration::from_millis(50)).open().unwrap();
    let handle = put(&store, &all, &["before"]).unwrap()[0];
    let lock = raw(&folder);
    lock.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert!(matches!(put(&store, &all, &["meanwhile"]), Err(StoreError::Unavailable(_))));
    assert_eq!(put(&store, &all, &["before"]).unwrap(), [handle], "nothing is to be written");
    assert_eq!(store.get(&all, handle).unwrap().text(), "before");
    lock.execute_batch("COMMIT").unwrap();
    put(&store, &all, &["after"]).unwrap();
}

#[test]
fn a_full_disk_refuses_the_batch_and_keeps_the_rest() {
    let (folder, all) = (Folder::new(), Namespace::single_user());
    let store = open(&folder);
    let handle = put(&store, &all, &["before"]).unwrap()[0];
    let pages: i64 =
        store.connection().query_row("PRAGMA max_page_count = 40", [], |row| row.get(0)).unwrap();
    assert_eq!(pages, 40);
    let long = "more than forty pages".repeat(20_000);
    let full = put(&store, &all, &["small", &long]).unwrap_err();
    assert!(matches!(full, StoreError::Full { needed: 420_005, free: 0 }), "{full:?}");
    assert!(matches!(store.get(&all, Handle::of("small")), Err(Miss::NeverStored)));
    assert_eq!(put(&store, &all, &["before", "small"]).unwrap(), [handle, Handle::of("small")]);
}

#[test]
fn damaged_pages_are_no_text() {
    let (folder, all) = (Folder::new(), Namespace::single_user());
    let texts: Vec<String> =
        (0..200).map(|n| format!("original number {n} ").repeat(40 + n)).collect();
    let all_texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let handles = put(&open(&folder), &all, &all_texts).unwrap();
    let whole = fs::read(folder.db()).unwrap();
    let (mut right, mut missed) = (0, 0);
    for page in (0..whole.len() / PAGE_SIZE).step_by(7) {
        let mut bytes = whole.clone();
        bytes[page * PAGE_SIZE..][..PAGE_SIZE].fill(0xa5);
        fs::write(folder.db(), bytes).unwrap();
        let Ok(store) = SqliteStore::open(folder.db()) else { continue };
        for (&handle, text) in handles.iter().zip(&texts) {
            match store.get(&all, handle) {
                Ok(original) => {
                    assert!(original.text() == text, "another text after damage of page {page}");
                    right += 1;
                }
                Err(_) => missed += 1,
            }
        }
        if let Ok(receipts) = put(&store, &all, &all_texts) {
            for handle in receipts {
                store.get(&all, handle).expect("a receipt holds");
            }
        }
        drop(store);
        for beside in ["store.db-wal", "store.db-shm"] {
            let _ = fs::remove_file(folder.0.join(beside));
        }
    }
    assert!(right > 1000 && missed > 10, "{right} right, {missed} missed");
}

const PAGE_SIZE: usize = 4096;

#[test]
fn the_file_is_bounded_whatever_goes_through_it() {
    let (folder, all, clock) = (Folder::new(), Namespace::single_user(), ManualClock::new());
    let capacity = 2 << 20;
    let builder = SqliteStore::builder(folder.db()).capacity(capacity).idle(HOUR);
    let store = builder.clock(clock.clone()).open().unwrap();
    for round in 0..60 {
        let texts: Vec<String> =
            (0..50).map(|n| format!("{round} {n} {}", "x".repeat(n * 97))).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        put(&store, &all, &texts).unwrap();
        clock.advance(HOUR / 3);
    }
    assert!(store.used() <= capacity, "{} used", store.used());
    let size = fs::metadata(folder.db()).unwrap().len();
    assert!(size < 3 << 20, "the file has {size} bytes");
}

#[test]
fn what_is_gone_is_remembered_within_bounds() {
    let (folder, clock) = (Folder::new(), ManualClock::new());
    let store = SqliteStore::builder(folder.db()).idle(HOUR).clock(clock.clone()).open().unwrap();
    let space = Namespace::new("of one text");
    let first = put(&store, &space, &["text"]).unwrap();
    store.remove(&space, &first).unwrap();
    let fill = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 16384)
        INSERT INTO gone(namespace, handle, why) SELECT 99, i, 1 FROM n";
    assert!(matches!(store.get(&space, first[0]), Err(Miss::Removed)));
    raw(&folder).execute_batch(fill).unwrap();
    let other = put(&store, &Namespace::new("other"), &["text"]).unwrap();
    store.remove(&Namespace::new("other"), &other).unwrap();
    assert!(matches!(store.get(&space, first[0]), Err(Miss::NeverStored)));
    let names = raw(&folder).query_row("SELECT count(*) FROM namespaces", [], |row| row.get(0));
    assert_eq!(names, Ok(1), "a namespace of which nothing is left has no name");
}

#[test]
fn many_threads_and_connections_lose_nothing() {
    let (folder, all) = (Folder::new(), Namespace::single_user());
    let stores: Vec<_> = (0..4).map(|_| Arc::new(open(&folder))).collect();
    std::thread::scope(|scope| {
        for (n, store) in stores.iter().enumerate() {
            for thread in 0..2 {
                let (store, all) = (Arc::clone(store), &all);
                scope.spawn(move || {
                    for round in 0..40 {
                        let text = format!("by {n} {thread} in round {round}");
                        let handle = put(&store, all, &[&text, "common"]).unwrap()[0];
                        assert_eq!(store.get(all, handle).unwrap().text(), text);
                    }
                });
            }
        }
    });
    assert_eq!(stores[0].len(), 4 * 2 * 40 + 1);
    assert_eq!(stores[0].check().unwrap().sound, 4 * 2 * 40 + 1);
}

#[test]
fn debug_shows_no_original() {
    let folder = Folder::new();
    let store = open(&folder);
    put(&store, &Namespace::single_user(), &["§"]).unwrap();
    let shown = format!("{store:?}");
    assert!(shown.contains("store.db") && !shown.contains('§'), "{shown}");
}
