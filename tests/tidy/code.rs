//! What the sources do without.

use super::source::{blank_literals, functions, is_word};
use super::{File, files, finds, none, passes};

/// Lines of a Rust file.
const FILE_LINES: usize = 600;
/// Lines of a function.
const FUNCTION_LINES: usize = 80;

/// The modules of the standard library that reach outside the process.
const OUTSIDE: [&str; 4] = ["env", "fs", "net", "process"];
/// Clocks, the screen, chance.
const IMPURE: [&str; 9] = [
    "SystemTime",
    "Instant",
    "println!",
    "print!",
    "eprintln!",
    "eprint!",
    "dbg!",
    "thread_rng",
    "rand::",
];

/// The core does not look at the world: the same bytes in give the same bytes out.
fn is_pure(file: &File) -> Vec<String> {
    let code = file.code();
    let packed: String = code.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = IMPURE.iter().filter(|word| has_word(&packed, word)).map(|word| (*word).to_owned());
    let packed = packed.replace(' ', "");
    let modules = OUTSIDE.iter().filter(|module| uses_std(&packed, module));
    let modules = modules.map(|module| format!("std::{module}"));
    words.chain(modules).map(|what| format!("{}: uses {what}", file.path)).collect()
}

/// Whether a word stands in the code, not as a part of another.
fn has_word(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(at, _)| {
        let after = code[at + word.len()..].chars().next();
        let whole = word.ends_with(is_word) && after.is_some_and(is_word);
        !whole && !code[..at].ends_with(is_word)
    })
}

/// Whether a module of `std` is named, by its path or in a group of imports.
fn uses_std(packed: &str, module: &str) -> bool {
    let starts =
        |tail: &str| tail.strip_prefix(module).is_some_and(|rest| !rest.starts_with(is_word));
    packed.match_indices("std::").any(|(at, _)| {
        let tail = &packed[at + "std::".len()..];
        starts(tail)
            || tail
                .strip_prefix('{')
                .is_some_and(|group| top_level(group).iter().any(|name| starts(name)))
    })
}

/// What the names of an import's group start with, up to the groups within it.
fn top_level(group: &str) -> Vec<String> {
    let mut depth = 1;
    let mut names = String::new();
    for c in group.chars() {
        depth += i32::from(c == '{') - i32::from(c == '}');
        match depth {
            0 => break,
            1 => names.push(c),
            _ => {}
        }
    }
    names.split(',').map(|name| name.trim_start_matches('}').to_owned()).collect()
}

/// Files and functions are short enough to be read in one go.
fn is_short(file: &File) -> Vec<String> {
    let lines = file.text.lines().count();
    let code = blank_literals(&file.shipped());
    let long = functions(&code).into_iter().filter(|function| function.lines > FUNCTION_LINES);
    let long = long.map(|function| {
        let (name, line) = (function.name, function.line);
        format!("{}:{line}: `{name}` has {} lines", file.path, function.lines)
    });
    let long_file = (lines > FILE_LINES).then(|| format!("{}: {lines} lines", file.path));
    long.chain(long_file).collect()
}

/// Nothing is left for later, and nothing lies about unused.
fn is_finished(file: &File) -> Vec<String> {
    let code: String = file.code().split_whitespace().collect();
    let macros = ["todo!", "unimplemented!"].into_iter().filter(|word| has_word(&code, word));
    let ignored =
        ["#[ignore", ",ignore)]", ",ignore="].into_iter().filter(|word| code.contains(word));
    let allowed = ["allow(", "expect("].iter().flat_map(|word| {
        let lists = code.split(word).skip(1).map(|rest| rest.split(')').next().unwrap_or_default());
        lists.filter(|list| list.split(',').any(|lint| matches!(lint, "dead_code" | "unused")))
    });
    // What tests share is compiled for each of them, and not each uses all of it.
    let allowed = allowed.filter(|_| !file.is_test());
    let found = macros.chain(ignored).chain(allowed);
    found.map(|what| format!("{}: has `{what}`", file.path)).collect()
}

/// No file knows the machine that it was written on; data in tests may look as if it did.
fn knows_no_machine(file: &File) -> Vec<String> {
    if file.is_test() || file.path.starts_with("examples/data/") {
        return Vec::new();
    }
    let text = if file.is_rust() { file.shipped() } else { file.text.clone() };
    let lines = text.lines().enumerate().filter(|(_, line)| has_path_of_a_machine(line));
    lines.map(|(at, line)| format!("{}:{}: {}", file.path, at + 1, line.trim())).collect()
}

fn has_path_of_a_machine(line: &str) -> bool {
    let names = |at: usize, folder: &str| {
        let rest = &line[at + folder.len()..];
        let whole = !rest.starts_with(|c| is_word(c) || matches!(c, '-' | '.'));
        let home = rest.strip_prefix('/').is_some_and(|rest| rest.starts_with(is_word));
        let absolute =
            !line[..at].ends_with(|c| is_word(c) || matches!(c, '.' | '-' | '/' | '}' | '*'));
        absolute && if folder == "/home" { home } else { whole }
    };
    let folders = ["/work", "/root", "/home", "/Users"];
    folders.iter().any(|folder| line.match_indices(folder).any(|(at, _)| names(at, folder)))
}

fn rust_files() -> Vec<File> {
    files().into_iter().filter(File::is_rust).collect()
}

#[test]
fn the_core_is_pure() {
    let core: Vec<_> =
        files().into_iter().filter(|file| file.path.starts_with("headroom-core/src/")).collect();
    assert!(core.len() > 20, "only {} files of the core are found", core.len());
    none(&core.iter().flat_map(is_pure).collect::<Vec<_>>());
}

#[test]
fn impurities_are_found() {
    let violations = [
        "use std::env;",
        "let x = std :: fs\n::read(path);",
        "use std::{\n    collections::{self, fs},\n    net::{TcpStream},\n};",
        "use std::{process, sync::Arc};",
        "use std::time::SystemTime;",
        "let start = Instant::now();",
        "println!(\"x\");",
        "eprintln!(\"x\");",
        "dbg!(x);",
        "let r = thread_rng();",
        "rand::random()",
    ];
    finds(is_pure, "headroom-core/src/x.rs", &violations);
    let passing = [
        "// std::env, SystemTime",
        "let x = \"std::fs, println!\";",
        "use std::{collections::{BTreeMap, BTreeSet}, fmt, sync::Arc};",
        "instant(); operand::x(); std::environment();",
        "use std::{a::{env, fs}, b};",
    ];
    passes(is_pure, "headroom-core/src/x.rs", &passing);
}

#[test]
fn files_and_functions_are_short() {
    none(&rust_files().iter().flat_map(is_short).collect::<Vec<_>>());
}

#[test]
fn long_files_and_functions_are_found() {
    let function = |lines: usize| format!("fn f() {{\n{}}}\n", "    x();\n".repeat(lines - 2));
    let long = function(FUNCTION_LINES + 1);
    finds(is_short, "src/x.rs", &[&long, &"//\n".repeat(FILE_LINES + 1)]);
    finds(is_short, "tests/x.rs", &[&"//\n".repeat(FILE_LINES + 1)]);
    let in_tests = format!("#[cfg(test)]\nmod tests {{\n{long}}}\n");
    passes(
        is_short,
        "src/x.rs",
        &[&function(FUNCTION_LINES), &in_tests, &"//\n".repeat(FILE_LINES)],
    );
    passes(is_short, "tests/x.rs", &[&long]);
}

#[test]
fn nothing_is_left_undone() {
    none(&rust_files().iter().flat_map(is_finished).collect::<Vec<_>>());
    let violations = [
        "fn f() { todo!() }",
        "unimplemented!(\"x\")",
        "#[ignore]\nfn f() {}",
        "#[ignore = \"slow\"]\nfn f() {}",
        "#[cfg_attr(unix, ignore)]",
        "#[cfg_attr(unix, ignore = \"slow\")]",
        "#[allow(dead_code)]",
        "#![allow(unused)]",
        "#[expect(clippy::panic, dead_code)]",
        "#[cfg_attr(not(test), allow(dead_code))]",
    ];
    finds(is_finished, "src/x.rs", &violations);
    finds(is_finished, "tests/x.rs", &["todo!()", "#[ignore]"]);
    passes(is_finished, "tests/x/mod.rs", &["#![allow(dead_code)]"]);
    passes(
        is_finished,
        "src/x.rs",
        &["// todo!", "let x = \"#[ignore]\";", "fn ignore() { x.expect(y) }"],
    );
}

#[test]
fn no_file_knows_a_machine() {
    none(&files().iter().flat_map(knows_no_machine).collect::<Vec<_>>());
    let violations =
        ["// see /work/x", "let x = \"/root/.cargo\";", "/home/someone/x", "cd /work", "`/root`"];
    finds(knows_no_machine, "src/x.rs", &violations);
    finds(knows_no_machine, "README.md", &violations);
    let passing = ["a/work/b", "/workspace", "/home", "frame/root", "./root/x", "/roots"];
    passes(knows_no_machine, "README.md", &passing);
    passes(
        knows_no_machine,
        "src/x.rs",
        &["#[cfg(test)]\nmod tests { const P: &str = \"/root/x\"; }"],
    );
    passes(knows_no_machine, "examples/data/x.jsonl", &["/root/x"]);
}
