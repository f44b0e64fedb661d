//! The tables, and how files of earlier versions get to them.

use rusqlite::{Connection, TransactionBehavior};

use crate::OpenError;

/// What tells the file from other SQLite files: "hrCR".
const APPLICATION_ID: i32 = 0x6872_4352;

/// Step `n` takes a file from version `n` to `n + 1`. A step never changes once files have been
/// written by it.
///
/// Texts have a table of their own, so that a renewal does not write the text again. Whatever deletes
/// an entry, a trigger takes its text and gives back its cost; a put adds the costs of its batch at
/// once.
pub(super) const STEPS: &[&str] = &[
    "CREATE TABLE namespaces(
        id INTEGER PRIMARY KEY AUTOINCREMENT, name BLOB NOT NULL UNIQUE, used INTEGER NOT NULL DEFAULT 0);
    CREATE TABLE account(id INTEGER PRIMARY KEY CHECK(id = 0), used INTEGER NOT NULL, entries INTEGER NOT NULL);
    INSERT INTO account VALUES(0, 0, 0);
    CREATE TABLE entries(
        id INTEGER PRIMARY KEY, namespace INTEGER NOT NULL, handle TEXT NOT NULL,
        deadline INTEGER NOT NULL, cost INTEGER NOT NULL, UNIQUE(namespace, handle));
    CREATE TABLE texts(id INTEGER PRIMARY KEY, text BLOB NOT NULL);
    CREATE INDEX by_deadline ON entries(deadline);
    CREATE TRIGGER departed AFTER DELETE ON entries BEGIN
        DELETE FROM texts WHERE id = old.id;
        UPDATE account SET used = used - old.cost, entries = entries - 1;
        UPDATE namespaces SET used = used - old.cost WHERE id = old.namespace;
    END;",
    "CREATE TABLE gone(
        id INTEGER PRIMARY KEY, namespace INTEGER NOT NULL, handle TEXT NOT NULL, why INTEGER NOT NULL,
        UNIQUE(namespace, handle) ON CONFLICT REPLACE);",
];

/// Makes an empty file a store, and brings one of an earlier version to the present one.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), OpenError> {
    let known = STEPS.len();
    let found = version(connection)?;
    if found == known {
        return Ok(());
    }
    // Another process may have done it meanwhile: what counts is what is found with the lock held.
    let steps = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(OpenError::unavailable)?;
    for step in STEPS.iter().skip(version(&steps)?) {
        steps.execute_batch(step).map_err(OpenError::unavailable)?;
    }
    let mark = format!("PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {known}");
    steps.execute_batch(&mark).map_err(OpenError::unavailable)?;
    steps.commit().map_err(OpenError::unavailable)
}

/// The version of the file; 0 for an empty one.
pub(super) fn version(connection: &Connection) -> Result<usize, OpenError> {
    let number = |sql: &str| {
        let number = connection.query_row(sql, [], |row| row.get::<_, i32>(0));
        number.map_err(|error| match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::NotADatabase) => OpenError::NotAStore,
            _ => OpenError::unavailable(error),
        })
    };
    let id = number("PRAGMA application_id")?;
    let tables = number("SELECT count(*) FROM sqlite_master")?;
    let found = number("PRAGMA user_version")?;
    match (id, usize::try_from(found).unwrap_or(usize::MAX)) {
        (0, 0) if tables == 0 => Ok(0),
        (APPLICATION_ID, found) if found > STEPS.len() => {
            Err(OpenError::Newer { found, known: STEPS.len() })
        }
        (APPLICATION_ID, found) => Ok(found),
        _ => Err(OpenError::NotAStore),
    }
}
