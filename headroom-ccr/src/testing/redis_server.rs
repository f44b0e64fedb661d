//! A Redis of one's own, to test with.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// A server that is started for a test and stopped with the value. It listens to a socket in a folder
/// of its own, keeps nothing on disk, and needs `redis-server` or `valkey-server` on the path.
#[derive(Debug)]
pub struct RedisServer {
    folder: PathBuf,
    settings: Vec<String>,
    child: Option<Child>,
}

impl RedisServer {
    /// Starts a server with these settings besides, such as `["--maxmemory", "8mb"]`.
    ///
    /// Panics if there is no server on the path: a test that needs one must not pass without.
    #[must_use]
    pub fn start(settings: &[&str]) -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::SeqCst);
        let folder =
            std::env::temp_dir().join(format!("headroom-redis-{}-{number}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder for the socket");
        let settings = settings.iter().map(|setting| (*setting).to_owned()).collect();
        let mut server = Self { folder, settings, child: None };
        server.start_again();
        server
    }

    /// The address of the server.
    #[must_use]
    pub fn url(&self) -> String {
        format!("unix://{}", self.socket().display())
    }

    /// Kills the server: what it held is lost.
    pub fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            drop(child.kill());
            drop(child.wait());
        }
        drop(fs::remove_file(self.socket()));
    }

    /// Starts a server at the same address.
    pub fn start_again(&mut self) {
        let child = self.spawn("redis-server").or_else(|_| self.spawn("valkey-server"));
        self.child = Some(child.expect("redis-server or valkey-server is on the path"));
        let start = Instant::now();
        while std::os::unix::net::UnixStream::connect(self.socket()).is_err() {
            assert!(start.elapsed() < Duration::from_secs(20), "the server does not start");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn socket(&self) -> PathBuf {
        self.folder.join("socket")
    }

    fn spawn(&self, program: &str) -> io::Result<Child> {
        Command::new(program)
            .args(["--port", "0", "--save", "", "--appendonly", "no", "--unixsocket"])
            .arg(self.socket())
            .arg("--dir")
            .arg(&self.folder)
            .args(&self.settings)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.stop();
        drop(fs::remove_dir_all(&self.folder));
    }
}
