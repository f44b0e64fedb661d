//! Which part of a mixed text is what, and what of it may be rewritten at all.

use headroom_core::{Arguments, Hints, segments};

/// The segments as `type: first line .. last line`.
fn parts(command: &str, text: &str) -> Vec<String> {
    let hints = Hints::none().with_tool("bash").with_arguments(Arguments::command(command));
    let shown = |text: &str| {
        let mut lines = text.lines();
        let first = lines.next().unwrap_or("").to_owned();
        lines.next_back().map_or(first.clone(), |last| format!("{first} .. {last}"))
    };
    let found = segments(text, &hints);
    found
        .iter()
        .map(|part| format!("{}: {}", part.detection.content_type, shown(part.span.of(text))))
        .collect()
}

const LISTING: &str = "total 12
drwxr-xr-x 2 dev dev 4096 Nov 22 09:58 src
-rw-r--r-- 1 dev dev  120 Nov 22 09:58 Cargo.toml
-rw-r--r-- 1 dev dev   80 Nov 22 09:58 README.md
";

const DIFF: &str = "diff --git a/a.rs b/a.rs
index 1111111..2222222 100644
--- a/a.rs
+++ b/a.rs
@@ -1,3 +1,3 @@
 fn a() {
-    old();
+    new();
 }
";

const HITS: &str = "src/a.rs:3:fn a() {
src/a.rs:9:    a();
src/b.rs:4:use a::a;
src/c.rs:7:    a();
src/d.rs:8:    a();
";

const TRACE: &str = "Traceback (most recent call last):
  File \"/srv/a.py\", line 3, in <module>
    main()
  File \"/srv/a.py\", line 9, in main
    raise ValueError(7)
ValueError: 7
";

const SESSION: &str =
    "============================= test session starts ==============================
platform linux -- Python 3.12.1, pytest-8.0.0, pluggy-1.4.0
collected 2 items

test_a.py ..                                                             [100%]

============================== 2 passed in 0.03s ===============================
";

const SOURCE: &str = "import sys

def main():
    print(sys.argv)

if __name__ == '__main__':
    main()
";

const JSON: &str = "{\"name\": \"shop\", \"version\": \"1.2.3\", \"scripts\": {\"test\": \"jest\", \"build\": \"tsc\"}}\n";

#[test]
fn outputs_one_after_the_other_are_cut_by_grammar() {
    let text = format!("{SOURCE}{LISTING}{SESSION}");
    assert_eq!(
        parts("cat main.py; ls -la; pytest -q", &text),
        [
            "table: total 12 .. -rw-r--r-- 1 dev dev   80 Nov 22 09:58 README.md",
            "log: ============================= test session starts ============================== .. ============================== 2 passed in 0.03s ===============================",
        ]
    );
    let text = format!("{HITS}{DIFF}{LISTING}");
    assert_eq!(
        parts("grep -rn 'a()' src; git diff; ls -l", &text),
        [
            "search: src/a.rs:3:fn a() { .. src/d.rs:8:    a();",
            "diff: diff --git a/a.rs b/a.rs ..  }",
            "table: total 12 .. -rw-r--r-- 1 dev dev   80 Nov 22 09:58 README.md",
        ]
    );
}

#[test]
fn captions_of_the_command_line_cut() {
    let text = format!("=== package ===\n{JSON}--- files\n{LISTING}tests\n{SESSION}");
    let command =
        "echo '=== package ===' && cat package.json && echo --- files && ls -l; echo tests; pytest";
    assert_eq!(
        parts(command, &text),
        [
            "table: total 12 .. -rw-r--r-- 1 dev dev   80 Nov 22 09:58 README.md",
            "log: ============================= test session starts ============================== .. ============================== 2 passed in 0.03s ===============================",
        ],
        "the package may be edited"
    );
    let text = format!("=== answer ===\n{JSON}--- files\n{LISTING}");
    let command = "echo === answer ===; curl -s localhost/shop; echo --- files; ls -l";
    assert_eq!(
        parts(command, &text),
        [
            format!("json: {}", JSON.trim_end()),
            "table: total 12 .. -rw-r--r-- 1 dev dev   80 Nov 22 09:58 README.md".to_owned(),
        ]
    );
}

#[test]
fn captions_that_are_in_doubt_do_not_cut() {
    let text = format!("a: 1\n---\nb: 2\n---\n{LISTING}");
    assert_eq!(
        parts("cat a.yml; echo ---; ls -l", &text),
        ["table: total 12 .. -rw-r--r-- 1 dev dev   80 Nov 22 09:58 README.md"]
    );
}

#[test]
fn what_may_be_edited_is_left_alone_among_others() {
    // The file shows hits and a trace, which no command of the line writes.
    let text = format!("{HITS}{TRACE}{JSON}{LISTING}");
    assert_eq!(
        parts("cat notes.md; ls -l", &text),
        ["table: total 12 .. -rw-r--r-- 1 dev dev   80 Nov 22 09:58 README.md"]
    );
    let text = format!("{JSON}{SOURCE}");
    assert!(parts("cat package.json; cat main.py", &text).len() <= 1, "one kind of command");
    assert_eq!(parts("cat package.json; head -5 a.log; ls", &text), [""; 0]);
}

#[test]
fn a_trace_below_output_is_found() {
    let progress: String = (0..12).map(|n| format!("price {n} is {}\n", n * 7)).collect();
    let text = format!("loading prices\n{progress}{TRACE}bye\n");
    assert_eq!(
        parts("python main.py", &text),
        ["stack-trace: Traceback (most recent call last): .. ValueError: 7"]
    );
}

#[test]
fn fences_are_looked_into() {
    let text =
        format!("Here is what I found.\n\n```diff\n{DIFF}```\n\nand\n\n```json\n{JSON}```\n");
    let found = parts("", &text);
    assert_eq!(found[0], "diff: diff --git a/a.rs b/a.rs ..  }");
    assert!(found[1].starts_with("json: "), "{found:?}");
}

#[test]
fn time_is_linear_in_what_never_ends() {
    for piece in [
        "============================= test session starts ==============================\n",
        "diff --git a/x b/x\n",
        "Traceback (most recent call last):\n",
        "goroutine 1 [running]:\nmain.f(0x1)\n",
        "\t... 3 more\n",
        "a.rs:1:x\n",
        "total 3\n",
        "\n",
        "{\n",
        "```\n",
        "<output>\n",
        "@@ -1,99999 +1,99999 @@\n",
    ] {
        let text = format!("x{}", piece.repeat(20_000));
        let started = std::time::Instant::now();
        let _ = parts("cat a; pytest", &text);
        let _ = parts("", &text);
        assert!(started.elapsed().as_secs() < 20, "{piece}");
    }
}

/// What a record of a log ends with is a part of its own if that is most of the log.
#[test]
fn large_values_in_lines_of_a_log_are_json() {
    let rows: Vec<String> =
        (0..60).map(|n| format!("{{\"id\": {n}, \"name\": \"pump\"}}")).collect();
    let rows = format!("[{}]", rows.join(", "));
    for lead in ["2026-03-01T10:00:01Z INFO response: ", "[2026-03-01 10:00:01] DEBUG got payload="]
    {
        let text = format!(
            "2026-03-01T10:00:00Z INFO starting\n{lead}{rows}\n2026-03-01T10:00:02Z INFO done\n"
        );
        assert_eq!(parts("./serve", &text), [format!("json: {rows}")], "{lead}");
    }
    let small = "2026-03-01T10:00:01Z INFO response: {\"id\": 7, \"name\": \"a pump with a long name, so that it counts\"}\n";
    assert_eq!(parts("./serve", &small.repeat(30)).len(), 1);
    assert!(parts("./serve", &small.repeat(30))[0].starts_with("log: "));
}
