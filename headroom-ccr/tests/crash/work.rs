//! Workers that put, fetch and renew, and what is found after they were killed.

use std::error::Error;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use headroom_ccr::{CcrStore, Namespace, SqliteStore};
use headroom_core::{Handle, Offload};

use super::{Folder, Outcome, open, text};

/// Puts, fetches and renews until it is killed, and says after each receipt which text it was for.
pub(super) fn work(file: &Path, seed: u64, threads: u64) -> Outcome {
    let store = open(file)?;
    let out = Mutex::new(());
    thread::scope(|scope| {
        for thread in 0..threads {
            let (store, out) = (&store, &out);
            scope.spawn(move || work_of_thread(store, seed * 100 + thread, out));
        }
    });
    Ok(())
}

fn work_of_thread(store: &SqliteStore, seed: u64, out: &Mutex<()>) {
    let space = Namespace::new("work");
    let say = |line: String| {
        let guard = out.lock();
        // Whoever reads this may be gone.
        let _ = writeln!(std::io::stdout(), "{line}");
        drop(guard);
    };
    for number in 0.. {
        let texts = [text(seed, 2 * number), text(seed, 2 * number + 1)];
        let batch = texts.each_ref().map(|text| Offload::of(text));
        match store.put_all(&space, &batch) {
            Ok(receipts) if receipts.len() == 2 => say(format!("stored {seed} {number}")),
            Ok(receipts) => say(format!("failed: {} of 2 receipts", receipts.len())),
            Err(error) => say(format!("failed {error}: {}", source(&error))),
        }
        let early = text(seed, number);
        match store.get(&space, Handle::of(&early)) {
            Ok(original) if original.text() == early => {}
            Ok(_) => say("wrong".to_owned()),
            Err(miss) => say(format!("missed {miss:?}")),
        }
        let handles = batch.map(|offload| offload.handle());
        if store.renew(&space, &handles).ok().as_deref() != Some(&handles) {
            say("failed to renew".to_owned());
        }
    }
}

fn source(error: &dyn Error) -> String {
    error.source().map(ToString::to_string).unwrap_or_default()
}

/// A worker, and what it says.
struct Worker {
    child: Child,
    said: JoinHandle<Vec<String>>,
}

impl Worker {
    fn start(file: &Path, seed: u64, threads: u64) -> Result<Self, Box<dyn Error>> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("work").arg(file).arg(seed.to_string()).arg(threads.to_string());
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let output = child.stdout.take().ok_or("a worker without output")?;
        let said = thread::spawn(move || {
            let lines = BufReader::new(output).lines();
            lines.map_while(Result::ok).collect()
        });
        Ok(Self { child, said })
    }

    /// Kills it (SIGKILL), whatever it is doing; what it said before.
    fn kill(mut self) -> Result<Vec<String>, Box<dyn Error>> {
        self.child.kill()?;
        self.child.wait()?;
        self.said.join().map_err(|_| "the reader of a worker panicked".into())
    }
}

/// Asserts that all that was said to be stored is there; how many that are.
fn all_there(store: &SqliteStore, said: &[String]) -> Result<usize, Box<dyn Error>> {
    let space = Namespace::new("work");
    let mut there = 0;
    for line in said {
        let words: Vec<&str> = line.split(' ').collect();
        let ["stored", seed, number] = words.as_slice() else {
            // A line may be cut off by the kill.
            assert!("stored ".starts_with(line.as_str()) || line.starts_with("stored "), "{line}");
            continue;
        };
        let (seed, number): (u64, u64) = (seed.parse()?, number.parse()?);
        for text in [text(seed, 2 * number), text(seed, 2 * number + 1)] {
            let original = store.get(&space, Handle::of(&text))?;
            assert!(original.text() == text, "another text after {line}");
            there += 1;
        }
    }
    Ok(there)
}

/// One worker after the other is killed in the middle of its puts.
pub(super) fn kills(times: u64) -> Outcome {
    let folder = Folder::new("kills")?;
    let (mut receipts, mut said) = (0, Vec::new());
    for round in 0..times {
        let worker = Worker::start(&folder.file(), round, 1)?;
        thread::sleep(Duration::from_millis(30 + round * 37 % 120));
        said.extend(worker.kill()?);
        let store = open(&folder.file())?;
        let recent = said.len().saturating_sub(50);
        receipts += all_there(&store, said.get(recent..).unwrap_or_default())?;
    }
    let store = open(&folder.file())?;
    let all = all_there(&store, &said)?;
    let found = store.check()?;
    assert!(found.damaged.is_empty() && found.file.is_none(), "{found:?}");
    assert!(receipts > 0 && all > 100, "only {all} receipts in {times} rounds");
    writeln!(std::io::stdout(), "{times} kills: {all} receipts, all there")?;
    Ok(())
}

/// Several processes work on one file at once, and one of them is killed again and again.
pub(super) fn many_processes(processes: u64, threads: u64, seconds: u64) -> Outcome {
    let folder = Folder::new("processes")?;
    let start = |seed| Worker::start(&folder.file(), seed, threads);
    let mut workers = (0..processes).map(start).collect::<Result<Vec<_>, _>>()?;
    let (begin, mut next, mut said) = (Instant::now(), processes, Vec::new());
    while begin.elapsed() < Duration::from_secs(seconds) {
        thread::sleep(Duration::from_millis(400));
        said.extend(workers.remove(0).kill()?);
        workers.push(start(next)?);
        next += 1;
    }
    for worker in workers {
        said.extend(worker.kill()?);
    }
    let store = open(&folder.file())?;
    let all = all_there(&store, &said)?;
    let found = store.check()?;
    assert!(found.damaged.is_empty() && found.file.is_none(), "{found:?}");
    let kills = next - processes;
    writeln!(
        std::io::stdout(),
        "{processes} processes x {threads} threads for {seconds} s, {kills} kills: {all} receipts, all there"
    )?;
    Ok(())
}

/// Far more goes through a store than it holds: file and memory stay within bounds.
pub(super) fn many_puts(puts: u64) -> Outcome {
    let folder = Folder::new("puts")?;
    let capacity = 4 << 20;
    let builder = SqliteStore::builder(folder.file()).capacity(capacity);
    // What is a millisecond old may go, so that there always is room.
    let store = builder.idle(Duration::from_millis(1)).open()?;
    let space = Namespace::new("puts");
    let (begin, mut refused) = (Instant::now(), 0);
    for number in 0..puts / 20 {
        let texts: Vec<String> = (0..20).map(|n| format!("{number} {n} an output\n")).collect();
        let batch: Vec<Offload<'_>> = texts.iter().map(|text| Offload::of(text)).collect();
        refused += 20 - store.put_all(&space, &batch).map_or(0, |receipts| receipts.len());
    }
    let (size, time) = (folder.size()?, begin.elapsed());
    let memory = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = memory.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    let kilobytes = peak.split_whitespace().nth(1).and_then(|number| number.parse::<u64>().ok());
    assert!(kilobytes.is_none_or(|peak| peak < 64 << 10), "{peak}");
    assert!(size < 32 << 20, "the files have {size} bytes");
    assert!(refused < 20 + puts as usize / 100, "{refused} refused");
    writeln!(
        std::io::stdout(),
        "{puts} puts in {time:?}: {size} bytes of files, {peak}, {refused} refused"
    )?;
    Ok(())
}
