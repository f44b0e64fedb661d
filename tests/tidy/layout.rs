//! Where things are.

use std::collections::BTreeSet;
use std::fs;

use toml::{Table, Value};

use super::crates::LEAVES;
use super::{File, files, finds, none, passes, root};

/// The folders at the top that are no crates.
const FOLDERS: [&str; 5] = ["benches", "examples", "scripts", "src", "tests"];

fn crates() -> impl Iterator<Item = &'static str> {
    LEAVES.into_iter().chain(["headroom-core"])
}

/// How two sets of names differ.
fn differences<'a>(
    what: &str,
    found: impl IntoIterator<Item = &'a str>,
    agreed: impl IntoIterator<Item = &'static str>,
) -> Vec<String> {
    let found: BTreeSet<&str> = found.into_iter().collect();
    let agreed: BTreeSet<&str> = agreed.into_iter().collect();
    let extra = found.difference(&agreed).map(|name| format!("{what} {name} is not agreed"));
    let missing = agreed.difference(&found).map(|name| format!("{what} {name} is missing"));
    extra.chain(missing).collect()
}

/// The members of the workspace are the agreed ones.
fn members_are_agreed(manifest: &File) -> Vec<String> {
    let manifest: Table = manifest.text.parse().expect("the manifest is TOML");
    let members = manifest.get("workspace").and_then(|workspace| workspace.get("members"));
    let members = members.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    differences("the member", members, crates())
}

/// An example says how it is run: in its own docs or in the README.
fn says_how_to_run_it(example: &File, readme: &str) -> Vec<String> {
    let inside = example.path.strip_prefix("examples/").unwrap_or(&example.path);
    let name = inside.trim_end_matches("/main.rs").trim_end_matches(".rs");
    let docs = example.text.lines().filter(|line| line.starts_with("//!"));
    let command = |line: &str| {
        let mut words = line.split(|c: char| c.is_whitespace() || c == '`');
        line.contains("cargo run")
            && words.any(|word| word == "--example")
            && words.any(|word| word == name)
    };
    let said = docs.chain(readme.lines()).any(command);
    let complaint =
        format!("{}: no `cargo run --example {name}` in its docs or README.md", example.path);
    if said { Vec::new() } else { vec![complaint] }
}

/// A file beside the examples is named where an example is explained.
fn is_named(file: &File, explanations: &str) -> Vec<String> {
    let name = file.path.rsplit('/').next().unwrap_or_default();
    let complaint = format!("{}: named in no example's docs and not in README.md", file.path);
    if explanations.contains(name) { Vec::new() } else { vec![complaint] }
}

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).unwrap_or_default()
}

#[test]
fn the_members_are_the_agreed_ones() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("there is a manifest");
    none(&members_are_agreed(&File::new("Cargo.toml", &manifest)));
    let list = crates().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
    let more = format!("[workspace]\nmembers = [{list}, \"headroom-proxy\"]");
    let fewer = more.replace("\"headroom-ml\", ", "").replace(", \"headroom-proxy\"", "");
    finds(members_are_agreed, "Cargo.toml", &[&more, &fewer]);
}

#[test]
fn the_folders_are_the_agreed_ones() {
    let entries = fs::read_dir(root()).expect("the root can be read");
    let names: Vec<_> = entries
        .map(|entry| entry.expect("an entry can be read"))
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name != "target" && !name.starts_with('.'))
        .collect();
    none(&differences(
        "the folder",
        names.iter().map(String::as_str),
        FOLDERS.into_iter().chain(crates()),
    ));
    assert_eq!(differences("the folder", ["src", "server"], ["src", "tests"]).len(), 2);
}

#[test]
fn every_example_says_how_to_run_it() {
    let examples: Vec<_> = files()
        .into_iter()
        .filter(|file| file.path.starts_with("examples/") && file.is_rust())
        .filter(|file| file.path.matches('/').count() == 1 || file.path.ends_with("/main.rs"))
        .collect();
    assert!(!examples.is_empty(), "there are examples");
    let readme = readme();
    none(
        &examples
            .iter()
            .flat_map(|example| says_how_to_run_it(example, &readme))
            .collect::<Vec<_>>(),
    );

    let rule =
        |file: &File| says_how_to_run_it(file, "`cargo run --release --example read` runs it");
    let violations = [
        "fn main() {}",
        "//! cargo run --example other",
        "//! --example some",
        "// cargo run --example some",
    ];
    finds(rule, "examples/some.rs", &violations);
    passes(rule, "examples/some.rs", &["//!     cargo run --example some -- --flag < file"]);
    passes(rule, "examples/read.rs", &["fn main() {}"]);
    passes(rule, "examples/some/main.rs", &["//! `cargo run --example some`"]);
}

#[test]
fn every_file_of_an_example_is_named() {
    let (examples, others): (Vec<_>, Vec<_>) = files()
        .into_iter()
        .filter(|file| file.path.starts_with("examples/"))
        .partition(|file| file.is_rust());
    let explanations: String =
        examples.iter().map(|file| file.text.as_str()).collect::<String>() + &readme();
    none(&others.iter().flat_map(|file| is_named(file, &explanations)).collect::<Vec<_>>());

    let rule = |file: &File| is_named(file, "reads `examples/data/batch.jsonl`");
    finds(rule, "examples/data/other.jsonl", &["{}"]);
    passes(rule, "examples/data/batch.jsonl", &["{}"]);
}
