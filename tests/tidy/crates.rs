//! Which crate may depend on which, and what every crate has.

use toml::{Table, Value};

use super::{File, files, finds, none, passes};

const CORE: &str = "headroom-core";
/// The crates that depend on the core, and on nothing else of ours.
pub(crate) const LEAVES: [&str; 4] =
    ["headroom-cache", "headroom-ccr", "headroom-compressors", "headroom-ml"];

/// The manifests of the crates.
fn manifests() -> Vec<File> {
    let is_manifest = |file: &File| file.path == "Cargo.toml" || file.path.ends_with("/Cargo.toml");
    files().into_iter().filter(is_manifest).collect()
}

fn table(manifest: &File) -> Table {
    manifest.text.parse().unwrap_or_else(|error| panic!("{}: {error}", manifest.path))
}

/// The names of all dependencies, those of tests, of build scripts and of targets included.
fn dependencies(manifest: &Table) -> Vec<String> {
    const KINDS: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];
    let targets = manifest.get("target").and_then(Value::as_table);
    let targets = targets.into_iter().flat_map(Table::values).filter_map(Value::as_table);
    let tables = std::iter::once(manifest).chain(targets);
    let kinds =
        tables.flat_map(|table| KINDS.iter().filter_map(|kind| table.get(*kind)?.as_table()));
    let package = |(name, value): (&String, &Value)| {
        let renamed = value.get("package").and_then(Value::as_str);
        renamed.unwrap_or(name).to_owned()
    };
    kinds.flatten().map(package).collect()
}

/// A leaf depends on the core and on nothing else of ours; the core on none.
fn stands_on_the_core_alone(manifest: &File) -> Vec<String> {
    let path = &manifest.path;
    let manifest = table(manifest);
    let name = manifest.get("package").and_then(|package| package.get("name")?.as_str());
    let Some(name) = name else { return vec![format!("{path}: no package name")] };
    if name == "headroom" {
        return Vec::new();
    }
    if name != CORE && !LEAVES.contains(&name) {
        return vec![format!("{path}: {name} is no crate of the house")];
    }
    let dependencies = dependencies(&manifest);
    let ours = dependencies.iter().filter(|dependency| dependency.starts_with("headroom"));
    let wrong = ours.filter(|dependency| name == CORE || *dependency != CORE);
    let mut complaints: Vec<_> =
        wrong.map(|dependency| format!("{path}: {name} depends on {dependency}")).collect();
    if name != CORE && !dependencies.iter().any(|dependency| dependency == CORE) {
        complaints.push(format!("{path}: {name} does not depend on {CORE}"));
    }
    complaints
}

/// The lints of a crate are those of the workspace.
fn takes_the_lints(manifest: &File) -> Vec<String> {
    let lints = table(manifest).get("lints").and_then(Value::as_table).cloned();
    let workspace = lints.and_then(|lints| lints.get("workspace")?.as_bool());
    let complaint = format!("{}: no `[lints] workspace = true`", manifest.path);
    if workspace == Some(true) { Vec::new() } else { vec![complaint] }
}

/// The first thing in the file of a crate is what the crate is for.
fn says_what_it_is_for(library: &File) -> Vec<String> {
    let first = library.text.lines().next().unwrap_or_default();
    let words = first.strip_prefix("//!").map_or(0, |line| line.split_whitespace().count());
    let includes = first.starts_with("#![doc = include_str!(");
    let complaint = format!("{}: starts with {first:?}, not with crate docs", library.path);
    if words >= 3 || includes { Vec::new() } else { vec![complaint] }
}

#[test]
fn the_leaves_stand_on_the_core_alone() {
    let manifests = manifests();
    assert_eq!(manifests.len(), LEAVES.len() + 2, "the crates, the core and the facade");
    none(&manifests.iter().flat_map(stands_on_the_core_alone).collect::<Vec<_>>());
}

#[test]
fn leaves_that_lean_on_others_are_found() {
    let manifest = |name: &str, rest: &str| format!("[package]\nname = \"{name}\"\n{rest}");
    let core = "[dependencies]\nheadroom-core.workspace = true\n";
    let violations = [
        manifest("headroom-ccr", ""),
        manifest("headroom-ccr", &format!("{core}headroom-cache.workspace = true")),
        manifest(
            "headroom-ccr",
            &format!("{core}[dev-dependencies]\nheadroom = {{ path = \"..\" }}"),
        ),
        manifest(
            "headroom-ccr",
            &format!("{core}x = {{ package = \"headroom-ml\", path = \"x\" }}"),
        ),
        manifest(
            "headroom-ccr",
            &format!("{core}[target.'cfg(unix)'.dependencies]\nheadroom-ml = \"1\""),
        ),
        manifest("headroom-core", "[build-dependencies]\nheadroom-ml.path = \"../headroom-ml\""),
        manifest("headroom-core", core),
        manifest("headroom-proxy", core),
    ];
    finds(stands_on_the_core_alone, "x/Cargo.toml", &violations.each_ref().map(String::as_str));
    passes(stands_on_the_core_alone, "x/Cargo.toml", &[&manifest("headroom-ccr", core)]);
}

#[test]
fn every_crate_takes_the_lints() {
    none(&manifests().iter().flat_map(takes_the_lints).collect::<Vec<_>>());
    let violations = ["", "[lints]\nworkspace = false", "[lints.rust]\nunsafe_code = \"warn\""];
    finds(takes_the_lints, "x/Cargo.toml", &violations);
    passes(takes_the_lints, "x/Cargo.toml", &["[lints]\nworkspace = true"]);
}

#[test]
fn every_crate_says_what_it_is_for() {
    let libraries: Vec<_> =
        files().into_iter().filter(|file| file.path.ends_with("src/lib.rs")).collect();
    assert_eq!(libraries.len(), LEAVES.len() + 2, "the crates, the core and the facade");
    none(&libraries.iter().flat_map(says_what_it_is_for).collect::<Vec<_>>());
    finds(says_what_it_is_for, "src/lib.rs", &["", "mod a;\n//! Late docs are none.", "//! PLACE"]);
    let passing = ["//! What it is for.\nmod a;", "#![doc = include_str!(\"../README.md\")]"];
    passes(says_what_it_is_for, "src/lib.rs", &passing);
}
