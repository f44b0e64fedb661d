//! A store in a file under all that can happen to processes and disks: no handle that was given out is
//! lost or wrong.
//!
//! The binary plays all the parts: without one it is the test, which starts itself as a worker and kills it.
//! With `--long` it takes minutes: 200 kills, 8 processes of 8 threads for a minute, a million puts.

mod disk;
mod work;

use std::error::Error;
use std::path::{Path, PathBuf};

use headroom_ccr::SqliteStore;

type Outcome = Result<(), Box<dyn Error>>;

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["work", file, seed, threads] => {
            work::work(Path::new(file), seed.parse()?, threads.parse()?)
        }
        ["fill", file] => disk::fill(Path::new(file)),
        ["open", file] => disk::open(Path::new(file)),
        others => all(others.contains(&"--long")),
    }
}

fn all(long: bool) -> Outcome {
    let many = |short, much| if long { much } else { short };
    // First, since it looks at the memory of this process.
    work::many_puts(many(3_000, 1_000_000))?;
    work::kills(many(10, 200))?;
    work::many_processes(many(3, 8), many(3, 8), many(2, 60))?;
    disk::a_full_disk_refuses()?;
    disk::a_file_that_cannot_be_written_is_no_store()
}

/// A folder of its own, which goes with the value.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> std::io::Result<Self> {
        let path =
            std::env::temp_dir().join(format!("headroom-crash-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path)?;
        Ok(Self(path))
    }

    fn file(&self) -> PathBuf {
        self.0.join("store.db")
    }

    /// The bytes of all files.
    fn size(&self) -> std::io::Result<u64> {
        std::fs::read_dir(&self.0)?.map(|file| Ok(file?.metadata()?.len())).sum()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// A store with room for all that the workers put in a minute.
fn open(file: &Path) -> Result<SqliteStore, Box<dyn Error>> {
    Ok(SqliteStore::builder(file).capacity(64 << 30).open()?)
}

/// A text by its number: from a few bytes to some pages.
fn text(seed: u64, number: u64) -> String {
    let mixed =
        (seed ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let length = usize::try_from(mixed >> 40).unwrap_or_default() % 60;
    format!("{seed} {number} {}", "0123456789 a line of an output\n".repeat(length))
}
