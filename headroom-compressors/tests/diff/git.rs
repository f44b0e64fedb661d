//! Folds with real git: they are patches that do what the diff did.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::{folded, rewrite};
use headroom_core::Budget;

/// A repository of its own below the folder that cargo gives to tests.
struct Repository(PathBuf);

impl Repository {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("diff-{name}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let repository = Self(folder);
        repository.git(&["init", "-q", "-b", "main"]);
        repository
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new("git")
            .current_dir(&self.0)
            .args([
                "-c",
                "user.name=A",
                "-c",
                "user.email=a@example.com",
                "-c",
                "core.autocrlf=false",
            ])
            .args(arguments)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_SYSTEM", "/dev/null")
            .output()
            .unwrap()
    }

    fn git(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "git {arguments:?}: {stderr}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn commit(&self) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", "A change", "-m", "index of what it does"]);
    }

    /// The names, modes and contents of all files.
    fn state(&self) -> String {
        self.git(&["add", "-A"]);
        self.git(&["ls-files", "-s"])
    }
}

fn numbered(lines: usize, what: &str) -> String {
    (1..=lines).map(|n| format!("line {n} {what}\n")).collect()
}

/// Two commits with all that a patch can say.
fn changed(name: &str) -> Repository {
    let repository = Repository::new(name);
    repository.write("src/deep/one.txt", &numbered(60, "of one"));
    repository.write("src/deep/two.txt", &numbered(60, "of two"));
    repository.write("with blank.txt", &numbered(20, "of three"));
    repository.write("gr\u{f6}\u{df}e.txt", &numbered(20, "of four"));
    repository.write("old/name.txt", &numbered(60, "of five"));
    repository.write("gone.txt", &numbered(5, "of six"));
    repository.write("crlf.txt", "a\r\nb\r\nc\r\n");
    repository.write("end.txt", "a\nb");
    repository.write("run.sh", "echo\n");
    repository.commit();
    let edited = |text: String| text.replace("line 7 ", "line seven ").replace("line 50 ", "and ");
    repository.write("src/deep/one.txt", &edited(numbered(60, "of one")));
    repository.write("src/deep/two.txt", &edited(numbered(60, "of two")));
    repository.write("with blank.txt", &edited(numbered(20, "of three")));
    repository.write("gr\u{f6}\u{df}e.txt", &edited(numbered(20, "of four")));
    repository.git(&["mv", "old/name.txt", "old/new name.txt"]);
    repository.write("old/new name.txt", &edited(numbered(60, "of five")));
    fs::remove_file(repository.0.join("gone.txt")).unwrap();
    repository.write("crlf.txt", "a\r\nb\nc\r\n");
    repository.write("end.txt", "a\nb\nc");
    repository.write("new.txt", &numbered(3, "of seven"));
    repository.write("image.bin", "\0\u{1}\0 binary \0");
    repository.git(&["add", "-A"]);
    repository.git(&["update-index", "--chmod=+x", "run.sh"]);
    repository.git(&["config", "core.fileMode", "false"]);
    repository.git(&["commit", "-q", "-m", "A change", "-m", "index of what it does"]);
    repository
}

#[test]
fn folds_are_applied_by_git() {
    let repository = changed("applied");
    let after = repository.git(&["ls-tree", "-r", "HEAD"]);
    for arguments in [
        &["diff", "--binary", "HEAD~1", "HEAD"][..],
        &["show", "--binary", "-M", "--stat", "-p"],
        &["diff", "--binary", "-U0", "HEAD~1", "HEAD"],
        &["format-patch", "--stdout", "--binary", "-1"],
        &["diff", "--binary", "--no-prefix", "HEAD~1", "HEAD"],
        &["-c", "diff.mnemonicPrefix=true", "diff", "--binary", "HEAD~1", "HEAD"],
    ] {
        let patch = repository.git(arguments);
        let rewritten = rewrite(&patch, Budget::LOSSLESS).unwrap();
        let fold = rewritten.folded(&patch).unwrap();
        assert!(fold.len() + 100 < patch.len(), "{arguments:?}: nothing was folded");
        repository.git(&["checkout", "-q", "--detach", "HEAD~1"]);
        fs::write(repository.0.join(".git/fold.patch"), &*fold).unwrap();
        let mut apply = vec!["apply", "--index", "--unidiff-zero", ".git/fold.patch"];
        if arguments.contains(&"--no-prefix") {
            apply.insert(1, "-p0");
        }
        repository.git(&[&["apply", "--check"], &apply[1..]].concat());
        repository.git(&apply);
        repository.git(&["commit", "-q", "-m", "applied"]);
        assert_eq!(repository.git(&["ls-tree", "-r", "HEAD"]), after, "{arguments:?}");
        repository.git(&["checkout", "-q", "main"]);
        assert_eq!(repository.state().lines().count(), after.lines().count());
    }
}

#[test]
fn folds_of_real_diffs_are_read_back() {
    let repository = changed("read");
    for arguments in [
        &["diff", "HEAD~1", "HEAD"][..],
        &["diff", "-W", "HEAD~1", "HEAD"],
        &["diff", "-R", "--full-index", "HEAD~1", "HEAD"],
        &["log", "-p", "--stat"],
        &["log", "--patch", "--format=fuller", "--summary"],
        &["show", "--format=raw"],
    ] {
        let text = repository.git(arguments);
        // The laws of the fold are run by the pipeline: what does not hold goes out as it is.
        assert_ne!(folded(&text), text, "{arguments:?}");
    }
}
