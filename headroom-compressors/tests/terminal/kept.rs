//! What stays as it is, because a terminal is not all that it is for.

use crate::{seen, shortened};

/// A text keeps its codes, whatever else becomes of it.
fn stays(command: &str, text: &str) {
    let out = shortened(command, text).text;
    let codes = |text: &str| text.matches(['\u{1b}', '\r']).count();
    assert_eq!(codes(&out), codes(text), "{command}: {out}");
}

#[test]
fn colour_that_says_something() {
    let words = "\u{1b}[1mdiff --git a/x.rs b/x.rs\u{1b}[m\n\u{1b}[1mindex 3f1c2ab..91be077 100644\u{1b}[m\n\
         \u{1b}[1m--- a/x.rs\u{1b}[m\n\u{1b}[1m+++ b/x.rs\u{1b}[m\n\u{1b}[36m@@ -1,3 +1,3 @@\u{1b}[m\n\
         fn main() {\n    let rate = \u{1b}[31m3\u{1b}[m\u{1b}[32m4\u{1b}[m;\n}\n";
    let words: String = (0..8).map(|n| words.replace("x.rs", &format!("x{n}.rs"))).collect();
    stays("git show HEAD", &words);
    stays("git diff --color-words", &words);
    let list: String =
        (0..40).map(|n| format!("\u{1b}[0m\u{1b}[01;34mdir{n}\u{1b}[0m\nfile{n}\n")).collect();
    stays("ls --color=always", &list);
}

#[test]
fn words_that_colour_tells_apart() {
    let passed: String = (0..60).map(|n| format!("  \u{1b}[32m✔\u{1b}[0m case {n}\n")).collect();
    let limit = "limit: 1\u{1b}[41m0\u{1b}[0m\u{1b}[42m5\u{1b}[0m00";
    let text = format!("{passed}\n  1) \u{1b}[31mlimits\u{1b}[0m:\n      {limit}\n\n  1 failing\n");
    let out = shortened("npx mocha --inline-diffs --colors", &text).text;
    assert!(out.contains(limit) && out.contains("\n  1) limits:\n"), "{out}");
}

#[test]
fn a_number_and_its_unit_are_one_word() {
    let line =
        |n: usize| format!("  \u{1b}[32m✓\u{1b}[39m case {n}\u{1b}[32m {n}\u{1b}[2mms\u{1b}[22m\n");
    let text: String = (0..60).map(line).collect();
    let out = shortened("npx vitest run", &(text + " Tests  60 passed (60)\n")).text;
    assert!(!out.contains('\u{1b}') && out.contains("✓ case 0 0ms\n"), "{out}");
}

#[test]
fn the_lines_of_the_original_are_counted() {
    let lines: String = (0..90)
        .map(|n| format!("\u{1b}[32m2026-01-01T10:00:{:02}Z INFO part {n}\u{1b}[0m\n", n % 60))
        .collect();
    let out = seen("./serve", &(lines + "\u{1b}[0m"));
    assert!(out.contains(" of 91 lines left out; "), "{out}");
}

#[test]
fn codes_of_files() {
    let line = |n: usize| format!("    echo \"\u{1b}[31m step {n} \u{1b}[0m\"\n");
    let script: String = (0..40).map(line).collect();
    stays("cat build.sh", &script);
    let context: String = script.lines().map(|line| format!(" {line}\n")).collect();
    let diff = format!(
        "diff --git a/build.sh b/build.sh\nindex 3f1c2ab..91be077 100644\n--- a/build.sh\n+++ b/build.sh\n\
         @@ -1,40 +1,41 @@\n{context}+exit\n"
    );
    let out = shortened("git diff", &diff).text;
    assert!(out.contains("\u{1b}[31m step 39 \u{1b}[0m") && !out.contains("display"), "{out}");
    let hits: String =
        (0..9).map(|n| format!("build.sh:{n}:echo \"\u{1b}[31m step {n} \u{1b}[0m\"\n")).collect();
    stays("grep -n step build.sh", &hits);
    stays("grep -h step build.sh", &script);
}

#[test]
fn lines_that_end_with_a_carriage_return() {
    let rows: String = (0..90).map(|n| format!("{n}%,item {n}\r")).collect();
    stays("./report", &rows);
    stays("cat old.csv", &rows);
}

#[test]
fn addresses() {
    let link = |n: usize| {
        format!(
            "\u{1b}[31merror\u{1b}[0m[\u{1b}]8;;https://docs.example/E{n}\u{7}E{n}\u{1b}]8;;\u{7}]: \
             mismatched types in \u{1b}[1mmodule{n}\u{1b}[0m\n  --> src/module{n}.rs:{n}:5\n"
        )
    };
    let text: String = (1..9).map(link).collect();
    let out = seen("cargo build", &text);
    assert!((1..9).all(|n| out.contains(&format!("https://docs.example/E{n}"))), "{out}");
    assert!(out.contains("[32 display codes left out"), "{out}");
}

#[test]
fn the_colour_of_equal_cells_stays_with_them() {
    let row = |n: usize, colour: &str| {
        let id = n * 7_919 % 10_007;
        format!(
            "{id:<8} shop-{n:<5} \u{1b}[{colour}m●\u{1b}[0m        10.0.0.{n:<5} 80{:02}/tcp\n",
            n % 90
        )
    };
    let table = |odd: &str| {
        let rows: String = (1..200).map(|n| row(n, if n % 50 == 7 { odd } else { "32" })).collect();
        format!("ID       NAME       STATE    ADDRESS       PORTS\n{rows}")
    };
    let told = shortened("docker ps", &table("31")).text;
    assert!(told.contains("\u{1b}[31m●") && told.contains("\u{1b}[32m●"), "{told}");
    let same = shortened("docker ps", &table("32")).text;
    assert!(same.contains('●') && !same.contains('\u{1b}'), "{same}");
}
