//! What the calls do in the file.

use std::collections::HashSet;

use headroom_core::{Handle, Offload};
use rusqlite::{Connection, OptionalExtension, Result, Transaction, TransactionBehavior, params};

use super::{Integrity, SqliteStore, millis};
use crate::limits::Limits;
use crate::{Miss, Namespace, StoreError};

/// How many originals that were not used each put deletes at most, so that none takes long.
const EXPIRE_AT_ONCE: usize = 32;
/// How many originals a purge deletes in one transaction, so that others get in between.
const PURGE_AT_ONCE: usize = 256;
/// The size of a page of the file, in bytes.
const PAGE: usize = 4096;

const FIND: &str = "SELECT e.id, e.deadline, t.text FROM namespaces n
    JOIN entries e ON e.namespace = n.id LEFT JOIN texts t ON t.id = e.id WHERE n.name = ?1 AND e.handle = ?2";
const COMPARE: &str = "SELECT e.id, e.deadline, t.text IS ?3 FROM namespaces n
    JOIN entries e ON e.namespace = n.id LEFT JOIN texts t ON t.id = e.id WHERE n.name = ?1 AND e.handle = ?2";
const DEADLINE: &str = "SELECT e.id, e.deadline FROM namespaces n
    JOIN entries e ON e.namespace = n.id WHERE n.name = ?1 AND e.handle = ?2";
const RENEW: &str = "UPDATE entries SET deadline = ?2 WHERE id = ?1";
const WHY_GONE: &str = "SELECT g.why FROM namespaces n
    JOIN gone g ON g.namespace = n.id WHERE n.name = ?1 AND g.handle = ?2";
const OLDEST: &str =
    "SELECT id, namespace, handle FROM entries WHERE deadline < ?1 ORDER BY deadline LIMIT 1";
const OLDEST_OF: &str = "SELECT id, namespace, handle FROM entries
    WHERE deadline < ?1 AND namespace = ?2 ORDER BY deadline LIMIT 1";

/// What became of an original.
const EXPIRED: i64 = 1;
const REMOVED: i64 = 2;

/// What a call knows of the world.
#[derive(Clone, Copy, Debug)]
pub(super) struct Session {
    /// Milliseconds on the store's clock.
    pub(super) now: i64,
    pub(super) limits: Limits,
}

/// Whether an original was stored.
type Answer = std::result::Result<(), StoreError>;

impl Session {
    /// A deadline later than this is not worth writing down again. It leaves a whole idle time.
    fn fresh(&self) -> i64 {
        self.now.saturating_add(millis(self.limits.idle))
    }

    /// The deadline of what is used now.
    fn deadline(&self) -> i64 {
        self.fresh().saturating_add(millis(self.limits.idle / 16))
    }

    /// Whether all are there and nothing needs to be written.
    pub(super) fn all_fresh(
        &self,
        connection: &Connection,
        namespace: &Namespace,
        offloads: &[Offload<'_>],
    ) -> Result<bool> {
        for offload in offloads {
            let known = compare(connection, namespace, offload)?;
            if !known.is_some_and(|known| known.same && known.deadline >= self.fresh()) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Stores or renews each original that can be.
    pub(super) fn put_all(
        &self,
        connection: &mut Connection,
        namespace: &Namespace,
        offloads: &[Offload<'_>],
    ) -> Result<Vec<Answer>> {
        let writing = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut batch = Batch::new(&writing, namespace)?;
        // What is there already is renewed first: a new original must not push out another one of
        // its own batch.
        let mut all = Vec::with_capacity(offloads.len());
        for offload in offloads {
            let known = compare(&writing, namespace, offload)?;
            if let Some(known) = &known {
                self.renew_one(&writing, known.id)?;
            }
            all.push(known);
        }
        for _ in 0..EXPIRE_AT_ONCE {
            if !self.expire(&writing, None)? {
                break;
            }
        }
        batch.read_account()?;
        let put =
            offloads.iter().zip(all).map(|(offload, known)| self.put(&mut batch, offload, known));
        let answers = put.collect::<Result<Vec<_>>>()?;
        batch.write_account()?;
        writing.commit()?;
        Ok(answers)
    }

    fn put(
        &self,
        batch: &mut Batch<'_>,
        offload: &Offload<'_>,
        known: Option<Known>,
    ) -> Result<Answer> {
        if known.as_ref().is_some_and(|known| known.same) {
            return Ok(Ok(()));
        }
        if batch.stored.contains(&offload.handle()) {
            return Ok(Ok(()));
        }
        if let Some(damaged) = known
            && delete(batch.writing, damaged.id)?
        {
            batch.read_account()?;
        }
        let cost = cost(offload.kept());
        if let Err(error) = self.limits.admit(offload.kept(), cost) {
            return Ok(Err(error));
        }
        if let Err(error) = self.make_room(batch, cost)? {
            return Ok(Err(error));
        }
        batch.add(offload, self.deadline(), cost)?;
        Ok(Ok(()))
    }

    /// Deletes what was not used until there is room: in the namespace, then in all.
    fn make_room(&self, batch: &mut Batch<'_>, cost: usize) -> Result<Answer> {
        for within in [Some(batch.space), None] {
            loop {
                let free = match within {
                    Some(_) => self.limits.namespace.saturating_sub(batch.used_of_space),
                    None => self.limits.capacity.saturating_sub(batch.used),
                };
                if cost <= free {
                    break;
                }
                if !self.expire(batch.writing, within)? {
                    return Ok(Err(StoreError::Full { needed: cost, free }));
                }
                batch.read_account()?;
            }
        }
        Ok(Ok(()))
    }

    /// Deletes the longest unused of the originals that may go; whether there was one.
    fn expire(&self, writing: &Transaction<'_>, space: Option<i64>) -> Result<bool> {
        let row = |row: &rusqlite::Row<'_>| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, String>(2)?))
        };
        let oldest = match space {
            None => writing.prepare_cached(OLDEST)?.query_row([self.now], row),
            Some(space) => writing.prepare_cached(OLDEST_OF)?.query_row([self.now, space], row),
        };
        let Some((id, space, handle)) = oldest.optional()? else { return Ok(false) };
        delete(writing, id)?;
        remember(writing, space, &handle, EXPIRED)?;
        Ok(true)
    }

    /// The bytes stored under a handle, or why there are none.
    pub(super) fn get(
        &self,
        connection: &Connection,
        namespace: &Namespace,
        handle: Handle,
    ) -> Result<std::result::Result<Vec<u8>, Miss>> {
        let key = params![namespace.as_str().as_bytes(), handle.to_string()];
        let found = connection.prepare_cached(FIND)?.query_row(key, |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, Option<Vec<u8>>>(2)?))
        });
        if let Some((id, deadline, text)) = found.optional()? {
            if deadline < self.fresh() {
                // What can be read is given out, whether or not its use can be written down.
                drop(self.renew_one(connection, id));
            }
            return Ok(text.ok_or(Miss::Corrupt));
        }
        let why = connection.prepare_cached(WHY_GONE)?.query_row(key, |row| row.get(0));
        Ok(Err(match why.optional()? {
            Some(EXPIRED) => Miss::Expired,
            Some(REMOVED) => Miss::Removed,
            _ => Miss::NeverStored,
        }))
    }

    pub(super) fn renew(
        &self,
        connection: &mut Connection,
        namespace: &Namespace,
        handles: &[Handle],
    ) -> Result<Vec<Handle>> {
        let known = deadlines(connection, namespace, handles)?;
        let stale = known.iter().flatten().any(|(_, deadline)| *deadline < self.fresh());
        if !stale {
            return Ok(there(handles, &known));
        }
        let writing = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let known = deadlines(&writing, namespace, handles)?;
        for (id, _) in known.iter().flatten() {
            self.renew_one(&writing, *id)?;
        }
        writing.commit()?;
        Ok(there(handles, &known))
    }

    fn renew_one(&self, connection: &Connection, id: i64) -> Result<()> {
        connection.prepare_cached(RENEW)?.execute([id, self.deadline()]).map(drop)
    }

    pub(super) fn remove(
        &self,
        connection: &mut Connection,
        namespace: &Namespace,
        handles: &[Handle],
    ) -> Result<()> {
        let writing = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for (handle, known) in handles.iter().zip(deadlines(&writing, namespace, handles)?) {
            // A handle that stands twice in the list is deleted once.
            if let Some((id, _)) = known
                && delete(&writing, id)?
            {
                let space = space(&writing, namespace)?;
                remember(&writing, space, &handle.to_string(), REMOVED)?;
            }
        }
        writing.commit()
    }

    /// Deletes some of what a namespace has, and at last its name; whether there may be more.
    pub(super) fn purge_some(
        &self,
        connection: &mut Connection,
        namespace: &Namespace,
    ) -> Result<bool> {
        let writing = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let name = namespace.as_str().as_bytes();
        let space = "SELECT id FROM namespaces WHERE name = ?1";
        let space: Option<i64> = writing.query_row(space, [name], |row| row.get(0)).optional()?;
        let Some(space) = space else { return Ok(false) };
        let some = "DELETE FROM entries WHERE id IN
            (SELECT id FROM entries WHERE namespace = ?1 LIMIT ?2)";
        let deleted = writing.execute(some, [space, to_i64(PURGE_AT_ONCE)])?;
        if deleted < PURGE_AT_ONCE {
            writing.execute("DELETE FROM gone WHERE namespace = ?1", [space])?;
            writing.execute("DELETE FROM namespaces WHERE id = ?1", [space])?;
        }
        writing.commit()?;
        Ok(deleted == PURGE_AT_ONCE)
    }
}

/// The new originals of one put.
struct Batch<'t> {
    writing: &'t Transaction<'t>,
    /// The number of the namespace.
    space: i64,
    stored: HashSet<Handle>,
    /// What they cost.
    added: usize,
    /// What all originals cost, the new ones included.
    used: usize,
    /// What those of the namespace cost, the new ones included.
    used_of_space: usize,
}

impl<'t> Batch<'t> {
    fn new(writing: &'t Transaction<'t>, namespace: &Namespace) -> Result<Self> {
        let (space, stored) = (space(writing, namespace)?, HashSet::new());
        Ok(Self { writing, space, stored, added: 0, used: 0, used_of_space: 0 })
    }

    fn read_account(&mut self) -> Result<()> {
        let both = "SELECT a.used, n.used FROM account a, namespaces n WHERE n.id = ?1";
        let mut both = self.writing.prepare_cached(both)?;
        let (all, space) = both.query_row([self.space], |row| Ok((row.get(0)?, row.get(1)?)))?;
        self.used = to_usize(all) + self.added;
        self.used_of_space = to_usize(space) + self.added;
        Ok(())
    }

    fn add(&mut self, offload: &Offload<'_>, deadline: i64, cost: usize) -> Result<()> {
        let mut enter = self.writing.prepare_cached(
            "INSERT INTO entries(namespace, handle, deadline, cost) VALUES(?1, ?2, ?3, ?4)",
        )?;
        let handle = offload.handle().to_string();
        let id = enter.insert(params![self.space, handle, deadline, to_i64(cost)])?;
        let mut keep = self.writing.prepare_cached("INSERT INTO texts VALUES(?1, ?2)")?;
        keep.execute(params![id, offload.kept().as_bytes()])?;
        self.stored.insert(offload.handle());
        self.added += cost;
        self.used += cost;
        self.used_of_space += cost;
        Ok(())
    }

    fn write_account(&self) -> Result<()> {
        let (added, count) = (to_i64(self.added), to_i64(self.stored.len()));
        let mut all = self
            .writing
            .prepare_cached("UPDATE account SET used = used + ?1, entries = entries + ?2")?;
        all.execute([added, count])?;
        let of_space = "UPDATE namespaces SET used = used + ?1 WHERE id = ?2";
        self.writing.prepare_cached(of_space)?.execute([added, self.space]).map(drop)
    }
}

/// What is known of an original that is offered.
struct Known {
    id: i64,
    deadline: i64,
    /// The text that is stored is the one that is offered.
    same: bool,
}

fn compare(
    connection: &Connection,
    namespace: &Namespace,
    offload: &Offload<'_>,
) -> Result<Option<Known>> {
    let mut compare = connection.prepare_cached(COMPARE)?;
    let name = namespace.as_str().as_bytes();
    let key = params![name, offload.handle().to_string(), offload.kept().as_bytes()];
    let known = compare.query_row(key, |row| {
        Ok(Known { id: row.get(0)?, deadline: row.get(1)?, same: row.get(2)? })
    });
    known.optional()
}

/// The row and the deadline of each handle that is there.
fn deadlines(
    connection: &Connection,
    namespace: &Namespace,
    handles: &[Handle],
) -> Result<Vec<Option<(i64, i64)>>> {
    let mut deadline = connection.prepare_cached(DEADLINE)?;
    let known = handles.iter().map(|handle| {
        let key = params![namespace.as_str().as_bytes(), handle.to_string()];
        deadline.query_row(key, |row| Ok((row.get(0)?, row.get(1)?))).optional()
    });
    known.collect()
}

fn there(handles: &[Handle], known: &[Option<(i64, i64)>]) -> Vec<Handle> {
    handles.iter().zip(known).filter(|(_, known)| known.is_some()).map(|(h, _)| *h).collect()
}

/// The number of a namespace, which is given one if it has none.
fn space(writing: &Transaction<'_>, namespace: &Namespace) -> Result<i64> {
    let name = namespace.as_str().as_bytes();
    let mut add = writing.prepare_cached("INSERT OR IGNORE INTO namespaces(name) VALUES(?1)")?;
    add.execute([name])?;
    let mut find = writing.prepare_cached("SELECT id FROM namespaces WHERE name = ?1")?;
    find.query_row([name], |row| row.get(0))
}

/// Deletes an entry and, by the trigger, its text; whether it was there.
fn delete(writing: &Transaction<'_>, id: i64) -> Result<bool> {
    writing.prepare_cached("DELETE FROM entries WHERE id = ?1")?.execute([id]).map(|n| n > 0)
}

/// Remembers what became of an original, and forgets the one that is longest gone. A namespace of
/// which nothing is left is forgotten with it.
fn remember(writing: &Transaction<'_>, space: i64, handle: &str, why: i64) -> Result<()> {
    let mut add =
        writing.prepare_cached("INSERT INTO gone(namespace, handle, why) VALUES(?1, ?2, ?3)")?;
    let last = add.insert(params![space, handle, why])?;
    let mut forget =
        writing.prepare_cached("DELETE FROM gone WHERE id <= ?1 RETURNING namespace")?;
    let oldest = last.saturating_sub(to_i64(SqliteStore::REMEMBERED));
    let spaces = forget.query_map([oldest], |row| row.get::<_, i64>(0))?;
    for space in spaces.collect::<Result<Vec<_>>>()? {
        let mut unname = writing.prepare_cached(
            "DELETE FROM namespaces WHERE id = ?1
                AND NOT EXISTS(SELECT 1 FROM entries WHERE namespace = ?1)
                AND NOT EXISTS(SELECT 1 FROM gone WHERE namespace = ?1)",
        )?;
        unname.execute([space])?;
    }
    Ok(())
}

/// The bytes that originals take, and how many they are.
pub(super) fn account(connection: &Connection) -> Result<(usize, usize)> {
    let mut account = connection.prepare_cached("SELECT used, entries FROM account")?;
    account.query_row([], |row| Ok((to_usize(row.get(0)?), to_usize(row.get(1)?))))
}

/// Reads all there is.
pub(super) fn check(connection: &Connection) -> Result<Integrity> {
    let file: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    let mut all = connection.prepare(
        "SELECT e.handle, t.text FROM entries e LEFT JOIN texts t ON t.id = e.id ORDER BY e.handle",
    )?;
    let (mut sound, mut damaged) = (0, Vec::new());
    let mut rows = all.query([])?;
    while let Some(row) = rows.next()? {
        let Ok(handle) = row.get_ref(0)?.as_str().unwrap_or_default().parse::<Handle>() else {
            continue;
        };
        let text = row.get_ref(1)?.as_bytes().ok().and_then(|text| str::from_utf8(text).ok());
        if text.is_some_and(|text| Handle::of(text) == handle) {
            sound += 1;
        } else {
            damaged.push(handle);
        }
    }
    Ok(Integrity { sound, damaged, file: (file != "ok").then_some(file) })
}

/// What an original costs: about what it takes in the file.
fn cost(text: &str) -> usize {
    let bytes = if text.len() > PAGE { text.len().next_multiple_of(PAGE) } else { text.len() };
    bytes + SqliteStore::OVERHEAD
}

fn to_i64(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn to_usize(number: i64) -> usize {
    usize::try_from(number).unwrap_or_default()
}
