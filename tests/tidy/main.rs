//! The rules of the house that the compiler does not know, read off the files of the repository.
//!
//! Each rule is a function from files to complaints, and stands beside two tests: the repository
//! has no complaint, and a small violation has one.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    reason = "a test says what is wrong by a panic"
)]

mod code;
mod crates;
mod layout;
mod source;

use std::fs;
use std::path::Path;

use source::{blank_literals, blank_tests};

/// A text file of the repository.
struct File {
    /// The path from the root, with `/`.
    path: String,
    text: String,
}

impl File {
    fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    /// Whether all of the file is about testing.
    fn is_test(&self) -> bool {
        let mut parts = self.path.split('/');
        parts.any(|part| matches!(part, "tests" | "tests.rs" | "benches" | "fuzz"))
    }

    /// The text without comments and literals.
    fn code(&self) -> String {
        blank_literals(&self.text)
    }

    /// The text without what is compiled for tests alone.
    fn shipped(&self) -> String {
        if self.is_test() { String::new() } else { blank_tests(&self.text) }
    }
}

/// The root of the repository.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The text files of the repository, sorted by path: without what is built or not the project's.
fn files() -> Vec<File> {
    let mut found = Vec::new();
    collect(root(), &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(found.len() > 50, "only {} files are found", found.len());
    found
}

fn collect(folder: &Path, found: &mut Vec<File>) {
    for entry in fs::read_dir(folder).expect("a folder can be read") {
        let path = entry.expect("an entry can be read").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let hidden = name.starts_with('.') && !matches!(&*name, ".ci" | ".config" | ".gitignore");
        if hidden || name == "target" {
            continue;
        }
        if path.is_dir() {
            collect(&path, found);
        } else if let Ok(text) = fs::read_to_string(&path) {
            let inside = path.strip_prefix(root()).expect("the file is below the root");
            let parts = inside.components().map(|part| part.as_os_str().to_string_lossy());
            found.push(File { path: parts.collect::<Vec<_>>().join("/"), text });
        }
    }
}

/// Asserts that there is no complaint.
#[track_caller]
fn none(complaints: &[String]) {
    assert!(complaints.is_empty(), "{} complaints:\n{}", complaints.len(), complaints.join("\n"));
}

/// Asserts that a rule finds one violation in each text, which it reads as the file at `path`.
#[track_caller]
fn finds(rule: impl Fn(&File) -> Vec<String>, path: &str, violations: &[&str]) {
    for text in violations {
        let complaints = rule(&File::new(path, text));
        assert_eq!(complaints.len(), 1, "{text:?} in {path} has the complaints {complaints:?}");
    }
}

/// Asserts that a rule passes each text, which it reads as the file at `path`.
#[track_caller]
fn passes(rule: impl Fn(&File) -> Vec<String>, path: &str, texts: &[&str]) {
    for text in texts {
        none(&rule(&File::new(path, text)));
    }
}
