//! Disks that are full, and files that cannot be written.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use headroom_ccr::{CcrStore, Namespace, OpenError, SqliteStore, StoreError};
use headroom_core::{Handle, Offload};

use super::{Folder, Outcome, text};

/// Puts until the disk is full; all that has a receipt must be there then.
pub(super) fn fill(file: &Path) -> Outcome {
    let (store, space) = (SqliteStore::open(file)?, Namespace::new("fill"));
    let mut stored = Vec::new();
    let error = loop {
        let text = text(1, stored.len() as u64);
        match store.put_all(&space, &[Offload::of(&text)]) {
            Ok(_) => stored.push(text),
            Err(error) => break error,
        }
        assert!(stored.len() < 10_000, "the disk is never full");
    };
    let told = matches!(error, StoreError::Full { .. } | StoreError::Unavailable(_));
    assert!(told && stored.len() > 10, "{error:?} after {}", stored.len());
    for text in &stored {
        assert!(store.get(&space, Handle::of(text))?.text() == text, "another text");
    }
    writeln!(std::io::stdout(), "a full disk: {} receipts, then {error:?}", stored.len())?;
    Ok(())
}

/// A limit on the size of files stands for a full disk. What was stored is there afterwards.
pub(super) fn a_full_disk_refuses() -> Outcome {
    let folder = Folder::new("full")?;
    let mut limited = Command::new("sh");
    // In blocks of 512 bytes, or of 1024 with some shells.
    limited.args(["-c", "trap '' XFSZ; ulimit -f 2000; exec \"$0\" fill \"$1\""]);
    let status = limited.arg(std::env::current_exe()?).arg(folder.file()).status()?;
    assert!(status.success(), "{status}");
    let (store, space) = (SqliteStore::open(folder.file())?, Namespace::new("fill"));
    assert!(store.get(&space, Handle::of(&text(1, 0)))?.text() == text(1, 0), "the first is lost");
    assert!(store.check()?.damaged.is_empty(), "an original is damaged");
    store.put_all(&space, &[Offload::of("with room again")])?;
    Ok(())
}

/// Says how a file opens.
pub(super) fn open(file: &Path) -> Outcome {
    let opened = SqliteStore::open(file);
    let read_only = matches!(opened, Err(OpenError::ReadOnly));
    writeln!(std::io::stdout(), "read only: {read_only}")?;
    if read_only { Ok(()) } else { Err(format!("{opened:?}").into()) }
}

/// Nobody may do anything to a file that can only be read; root may, and so becomes nobody.
pub(super) fn a_file_that_cannot_be_written_is_no_store() -> Outcome {
    const NOBODY: u32 = 65_534;
    let folder = Folder::new("readonly")?;
    drop(SqliteStore::open(folder.file())?);
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("open").arg(folder.file());
    fs::set_permissions(folder.file(), fs::Permissions::from_mode(0o400))?;
    if fs::metadata("/proc/self")?.uid() == 0 {
        // The binary may lie where nobody may not look.
        let copy = folder.0.join("worker");
        fs::copy(std::env::current_exe()?, &copy)?;
        fs::set_permissions(&copy, fs::Permissions::from_mode(0o755))?;
        for path in [&folder.0, &folder.file()] {
            chown(path, Some(NOBODY), Some(NOBODY))?;
        }
        command = Command::new(copy);
        command.arg("open").arg(folder.file()).uid(NOBODY).gid(NOBODY);
    }
    let status = command.status()?;
    assert!(status.success(), "{status}");
    Ok(())
}
