//! What payloads are taken for, as one table.

#![allow(clippy::string_slice, clippy::expect_used, reason = "a failed test panics")]

mod tools;

use headroom_core::{
    Arguments, Confidence, Detector, Hints, Segment, StructuralDetector, is_data_path, is_read,
    segments,
};

/// The name of the type, with `?` where it is in doubt, or `-`.
fn name(text: &str, hints: &Hints<'_>) -> String {
    StructuralDetector.detect(text, hints).map_or_else(
        || "-".to_owned(),
        |found| {
            let doubt = if found.confidence == Confidence::Certain { "" } else { "?" };
            format!("{}{doubt}", found.content_type)
        },
    )
}

/// Checks texts that no call precedes.
fn check(table: &[(&str, &str)]) {
    let wrong: Vec<_> = table
        .iter()
        .map(|(expected, text)| (*expected, name(text, &Hints::none()), *text))
        .filter(|(expected, found, _)| expected != found)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Checks texts that a shell command printed.
fn check_commands(table: &[(&str, &str, &str)]) {
    let wrong: Vec<_> = table
        .iter()
        .map(|(command, expected, text)| {
            let hints = Hints::none().with_tool("bash").with_arguments(Arguments::command(command));
            (*command, *expected, name(text, &hints))
        })
        .filter(|(_, expected, found)| expected != found)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn json_is_what_parses() {
    check(&[
        ("json", "{\"a\": 1, \"b\": [true, null]}"),
        ("json", "\n[\n  1,\n  2\n]\n"),
        ("json", "[{\"text\": \"a } b ] c { \\\" d\"}]"),
        ("json", "\u{feff}{}".trim_start_matches('\u{feff}')),
        ("json-lines", "{\"t\": 1}\n{\"t\": 2}\n{\"t\": 3}\n"),
        ("json-lines", "{\"t\":1}{\"t\":2}"),
        ("json-lines", "{\n  \"a\": 1\n}\n{\n  \"a\": 2\n}\n"),
        ("-", "[harness: step 3 of 9]"),
        ("-", "{'name': 'x', 'n': None}"),
        ("-", "[1, 2, 3"),
        ("text", "[1] The first note, which says that the run was stopped by the user."),
        ("text", "The answer was {\"ok\": true}, which means that the request went through."),
    ]);
}

#[test]
fn logs_have_the_structure_of_logs() {
    check(&[
        (
            "log",
            "2024-01-01 12:00:00,123 INFO  [main] Started\n2024-01-01 12:00:01,007 WARN  [main] Slow\n\
             2024-01-01 12:00:02,400 ERROR [pool-1] Lost\n",
        ),
        (
            "log",
            "Mar  2 10:00:00 host sshd[12]: Accepted key\nMar  2 10:00:01 host cron[13]: job\n\
             Mar  2 10:00:09 host kernel: eth0 up\n",
        ),
        (
            "log",
            "10.0.0.1 - - [10/Oct/2000:13:55:36 -0700] \"GET /a HTTP/1.1\" 200 12\n\
             10.0.0.2 - - [10/Oct/2000:13:55:37 -0700] \"GET /b HTTP/1.1\" 404 0\n\
             10.0.0.1 - - [10/Oct/2000:13:55:39 -0700] \"GET /c HTTP/1.1\" 200 7\n",
        ),
        (
            "log",
            "[    0.000000] Linux version 6\n[    0.123456] Memory: 8G\n[    1.5] usb 1-1: new\n",
        ),
        (
            "log",
            "time=2024-01-01T12:00:00Z level=info msg=\"up\"\ntime=2024-01-01T12:00:01Z level=warn msg=x\n\
             time=2024-01-01T12:00:02Z level=info msg=y\n",
        ),
        (
            "log",
            "   Compiling memchr v2.7.1\n   Compiling x v0.1.0 (/x)\nerror[E0308]: mismatched types\n \
             --> src/lib.rs:3:5\n  |\n3 |     \"a\"\n  |     ^^^ expected `u8`\n\n\
             error: could not compile `x` (lib) due to 1 previous error\n",
        ),
        (
            "log",
            "running 3 tests\ntest a::one ... ok\ntest a::two ... FAILED\ntest a::three ... ok\n\nfailures:\n\n\
             test result: FAILED. 2 passed; 1 failed; 0 ignored\n",
        ),
        (
            "log",
            "============ test session starts ============\ncollected 3 items\n\ntests/a.py ..F   [100%]\n\n\
             ================ FAILURES ================\n____ test_c ____\n\n    def test_c():\n>       assert 1 == 2\n\
             E       assert 1 == 2\n\ntests/a.py:9: AssertionError\n======= 1 failed, 2 passed in 0.05s =======\n",
        ),
        (
            "log",
            "test_a (t.A) ... ok\ntest_b (t.A) ... FAILED\ntest_c (t.A) ... ok\n\nRan 3 tests in 0.1s\n",
        ),
        (
            "log",
            "=== RUN   TestA\n--- PASS: TestA (0.00s)\n=== RUN   TestB\n    b_test.go:9: got 1\n\
             --- FAIL: TestB (0.00s)\nFAIL\nFAIL\texample.com/b\t0.01s\n",
        ),
        (
            "log",
            "PASS src/a.test.ts\nFAIL src/b.test.ts\n  ● adds\n\n    expect(received)\n\n\
             Test Suites: 1 failed, 1 passed, 2 total\nTests:       1 failed, 3 passed, 4 total\n",
        ),
        (
            "log",
            "  Array\n    ✔ finds (3ms)\n    ✔ adds\n    1) removes\n\n  2 passing (9ms)\n  1 failing\n",
        ),
        (
            "log",
            "[INFO] Scanning for projects...\n[INFO] Building app 1.0\n[ERROR] Failed to execute goal\n\
             [INFO] BUILD FAILURE\n",
        ),
        (
            "log",
            "src/a.c: In function 'main':\nsrc/a.c:3:5: error: expected ';'\n    3 |     x\n      |     ^\n\
             src/b.c:9:1: warning: unused variable 'y' [-Wunused]\n",
        ),
        (
            "log",
            "a.ts(1,5): error TS2304: Cannot find name 'x'.\nb.ts(2,7): error TS2322: Type 'a'.\nc.ts(3,1): error TS1005: ';' expected.\n",
        ),
        (
            "log",
            "Collecting a\n  Downloading a-1.0.whl (10 kB)\nCollecting b\n  Using cached b-2.0.whl\n\
             Installing collected packages: a, b\nSuccessfully installed a-1.0 b-2.0\n",
        ),
        ("log", "[1/3] CXX a.o\n[2/3] CXX b.o\n[3/3] LINK app\n"),
        (
            "log",
            "##[group]Run make\nmake: *** No rule to make target 'x'.  Stop.\n##[error]Process completed with exit code 2.\n##[endgroup]\n",
        ),
        (
            "log?",
            "\u{1b}[32mready\u{1b}[0m in 3 s\n\u{1b}[33mwaiting\u{1b}[0m\nReceiving  1%\rReceiving 100%\ndone\n",
        ),
        (
            "text",
            "An error occurred when the warning was read. The error was not fatal, and the test failed \
             to say why. INFO is a level that loggers use, and so is ERROR.\n",
        ),
        (
            "text",
            "At 12:00 the ship left the harbour. It was 14:30 when the storm began, and the failure \
             of the engine was noticed only later by the crew.\n",
        ),
    ]);
}

#[test]
fn what_tools_say_of_each_thing_is_a_log() {
    let names = ["cart", "stock", "price", "order", "shelf", "parcel", "invoice"];
    let many = |line: &str| -> String {
        let filled =
            |n: usize| line.replace("NAME", names[n % names.len()]).replace('#', &n.to_string());
        (10..80).map(filled).collect()
    };
    let blamed = many("7ab01cd2 (Ada O. 2026-02-03 11:00:00 +0000 #) NAME = of(#)\n");
    let styles = many(".NAME-# {\n  color: #;\n}\n\n");
    check_commands(&[
        ("dotnet test", "log", &many("  Passed Shop.Tests.NAME.Counts# [7 ms]\n")),
        ("flutter test", "log", &many("00:# +#: /app/test/NAME_test.dart: counts #\n")),
        ("tofu apply", "log", &many("module.NAME.a_b.c: Creation complete after #s [id=#]\n")),
        ("valgrind ./a", "log", &many("==41==    by 0x40#: NAME (NAME.c:#)\n")),
        ("git blame a.rs", "log?", &blamed),
        // A runner may print anything.
        ("npx prettier src/a.css", &name(&styles, &Hints::none()), &styles),
    ]);
    assert_ne!(name(&styles, &Hints::none()), "log");
}

#[test]
fn search_hits_are_not_the_code_they_show() {
    check(&[
        (
            "search",
            "src/a.rs:10:fn main() {\nsrc/a.rs:12:    let x = 1;\nsrc/b.rs:3:fn other() {}\n",
        ),
        ("search", "src/a.rs:10:5:fn main() {\nsrc/b.rs:12:9:let x = 1;\n"),
        ("search", "C:\\src\\a.c:10:int main() {\nC:\\src\\b.c:12:int x;\n"),
        (
            "search",
            "src/a.py-9-import os\nsrc/a.py:10:def run():\nsrc/a.py-11-    pass\n--\nsrc/b.py-1-x = 1\nsrc/b.py:2:def go():\n",
        ),
        (
            "search",
            "src/a.rs\n10:fn main() {\n25:fn other() {\n\nsrc/b.rs\n3:fn third() {\n40:fn x() {\n",
        ),
        (
            "search",
            "logs/2024-01-01/a.log:3:2024-01-01 12:00:00 started\nlogs/2024-01-01/a.log:9:2024-01-01 12:00:07 x\n",
        ),
        ("paths", "src/a.rs\nsrc/b.rs\nsrc/detect/mod.rs\ntests/x.rs\n"),
        ("paths", "./a/b\n./a/c.txt\n./a/2024-01-01/d\n"),
        (
            "log",
            "2024-01-01 12:00:00 started\n2024-01-01 12:00:01 went on\n2024-01-01 12:00:02 ended\n",
        ),
    ]);
    check_commands(&[
        ("grep -n fn a.rs", "search", "10:fn main() {\n25:fn other() {\n"),
        ("grep -c fn *.rs", "search", "a.rs:10\nb.rs:0\nMakefile:3\n"),
        (
            "grep -r 'def ' src",
            "search",
            "src/a.py:def one():\nsrc/a.py:def two():\nsrc/b.py:    def x(self):\n",
        ),
        ("rg -n TODO", "search", "Makefile:12:# TODO\nREADME:3:TODO: write\n"),
        (
            "grep -rn error build.log | head",
            "search",
            "build.log:12:src/a.c:3:5: error: x\nbuild.log:14:src/b.c:3:5: error: y\n",
        ),
        ("grep foo a.py", "search?", "x = foo(1)\nreturn foo\n"),
        ("rg -l foo", "paths", "README.md\nMakefile\nsrc/a.rs\n"),
        ("find . -name '*.py' | head", "paths", "./a.py\n./my docs/b.py\n"),
        ("ls", "paths", "Cargo.toml\nREADME.md\nsrc\ntarget\n"),
        ("cd a && gcc -c a.c", "log", "a.c:3:5: error: expected ';'\na.c:9:1: warning: unused\n"),
    ]);
    let grep = Hints::none().with_tool("Grep");
    assert_eq!(
        name("Found 2 files\n/a/b.rs\n/a/c.rs\n", &Hints::none().with_tool("Glob")),
        "paths"
    );
    assert_eq!(name("/a/b.rs:3:fn x() {\n/a/c.rs:9:fn y() {\n", &grep), "search");
}

#[test]
fn diffs_need_their_headers() {
    let long_message: String =
        (0..300).map(|i| format!("    Line {i} of the message.\n")).collect();
    let after_message = format!(
        "commit 0123456789abcdef\nAuthor: A <a@example.com>\nDate:   Mon Jan 1 12:00:00 2024 +0000\n\n{long_message}\n\
         diff --git a/x b/x\nindex 1..2 100644\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n"
    );
    check(&[
        ("diff", "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@ fn y\n-a\n+b\n c\n"),
        (
            "diff",
            "--- a.txt\t2024-01-01 00:00:00\n+++ b.txt\t2024-01-01 00:00:01\n@@ -1 +1 @@\n-a\n+b\n\\ No newline at end of file\n",
        ),
        ("diff", &after_message),
        (
            "diff",
            "diff --cc x\nindex 1,2..3\n--- a/x\n+++ b/x\n@@@ -1,2 -1,2 +1,3 @@@\n  a\n -b\n+ c\n",
        ),
        (
            "diff",
            "*** a.txt\n--- b.txt\n***************\n*** 1,2 ****\n! a\n  b\n--- 1,2 ----\n! c\n  b\n",
        ),
        (
            "diff",
            "diff --git a/i.png b/i.png\nindex 1..2 100644\nBinary files a/i.png and b/i.png differ\n",
        ),
    ]);
    let log = "commit 0123456789abcdef\nAuthor: A <a@example.com>\nDate:   Mon Jan 1 12:00:00 2024\n\n    Fix it\n";
    assert_ne!(name(log, &Hints::none()), "log");
    assert_ne!(name("- one thing to buy\n- another thing\n+ a third\n", &Hints::none()), "diff");
}

#[test]
fn code_is_known_by_its_lines_or_its_name() {
    let listing = "     1\tuse std::io;\n     2\t\n     3\tpub fn a(x: u8) -> u8 {\n     4\t    x\n     5\t}\n";
    let minified =
        format!("!function(e,t){{{}}}(this);", "var n=t(e),r=function(){return n};".repeat(100));
    let quoted = "def explain():\n    text = \"\"\"\nTraceback (most recent call last):\n  File \"a.py\", line 1, in x\n    y\nValueError: z\n\"\"\"\n    return text\n\nclass A:\n    def run(self):\n        return explain()\n\n    def stop(self):\n        self.on = False\n";
    check(&[
        (
            "code",
            "use std::io;\n\npub fn a(x: u8) -> u8 {\n    let y = x + 1;\n    y\n}\n\nimpl A {\n    fn b() {}\n}\n",
        ),
        (
            "code",
            "import os\nfrom x import y\n\nclass A:\n    def run(self):\n        return os.getcwd()\n",
        ),
        ("code", "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tfmt.Println(\"hi\")\n}\n"),
        (
            "code",
            "import { a } from './a.js';\n\nexport const b = (x) => a(x);\nfunction c() {\n  return b(1);\n}\n",
        ),
        ("code", "#include <stdio.h>\n\nint main(void) {\n    printf(\"x\");\n    return 0;\n}\n"),
        (
            "code",
            "public class A {\n    private int x;\n\n    public int get() {\n        return this.x;\n    }\n}\n",
        ),
        ("code", listing),
        ("code", "    9→fn main() {\n   10→    let a = 1;\n   11→    return a;\n   12→}\n"),
        ("code", "7:import os\n8:\n9:def a():\n10:    return os\n11:class B:\n12:    pass\n"),
        ("minified", &minified),
        ("code", quoted),
    ]);
    check_commands(&[
        ("cat a.py", "code", "# Only a remark.\nX = 1\n"),
        ("sed -n '1,3p' src/a.rs", "code", "        x,\n        y,\n    );\n"),
        ("cat a.json | head -3", "json", "{\"a\": 1}"),
        ("nl -ba a.c", "code", "     1\tint x;\n     2\tint y;\n"),
    ]);
    // Comments look like headings and lists, but not to the point of making a document.
    let commented = "# Licensed under the terms below.\n\n# Set up the tables.\ntables = load(\"a\")\n\n# Count.\n* = 3\ncount = len(tables)\nfor t in tables:\n    print(t)\n";
    assert!(!name(commented, &Hints::none()).starts_with("markdown"));
    let header = "/**\n * Some words on what this does.\n * - one thing\n * - another thing\n */\nint f(int a);\nint g(int b);\n";
    assert!(!name(header, &Hints::none()).starts_with("markdown"));
    let path = |path| Hints::none().with_tool("Read").with_arguments(Arguments::path(path));
    assert_eq!(name("     1\t{\n     2\t  \"a\": 1\n     3\t}\n", &path("package.json")), "config");
    assert_eq!(
        name(
            "     1\t\"\"\"Only words in here.\n     2\tAnd more of them.\n     3\t\"\"\"\n",
            &path("a.py")
        ),
        "code"
    );
    let read = Hints::none().with_tool("Read").with_arguments(Arguments::path("/a/b.tsx"));
    assert_eq!(name("    1→export default A;\n    2→\n", &read), "code");
}

#[test]
fn documents_data_and_the_rest() {
    let base64 = "iVBORw0KGgoAAAANSUhEUgAAAMAAAADACAYAAABS3GwHAAAABGdBTUEAALGPC2xh\n".repeat(6);
    check(&[
        ("html", "<!DOCTYPE html>\n<html><body><p>Hi</p></body></html>"),
        ("html", "<div class=\"a\"><p>One</p><p>Two</p><p>Three</p></div>"),
        ("xml", "<?xml version=\"1.0\"?>\n<project>\n  <a>1</a>\n</project>\n"),
        ("xml", "<testsuite tests=\"1\">\n  <testcase name=\"a\"/>\n</testsuite>"),
        (
            "markdown",
            "# Title\n\nSome words of text that go on.\n\n- one item\n- two items\n\n```sh\nls\n```\n",
        ),
        ("markdown", "---\ntitle: x\n---\n\n# Title\n\nSome words follow here.\n"),
        (
            "markdown",
            "Title\n=====\n\nSome words of text that go on here.\n\n* one\n* two\n\n`Link <x>`_ and more words.\n",
        ),
        ("text", "It was a long day. The men walked home in the rain, and nobody said a word.\n"),
        ("text", "これは日本語の文章です。とても長い文章なので、型が分かるはずです。\n"),
        ("text", "Это длинное предложение на русском языке. Оно должно быть текстом.\n"),
        ("csv", "id,name,score\n1,a,3.5\n2,b,4.5\n3,\"c, d\",5\n"),
        ("csv", "id\tname\n1\ta\n2\tb\n3\tc\n"),
        ("table", "| a | b |\n|---|---|\n| 1 | 2 |\n"),
        (
            "table",
            "total 8\ndrwxr-xr-x 2 me me 4096 Jan  1 12:00 src\n-rw-r--r-- 1 me me   12 Jan  1 12:00 a.txt\n",
        ),
        (
            "table",
            "NAME    READY   STATUS    AGE\nweb-1   1/1     Running   3d\nweb-2   0/1     Pending   1h\n",
        ),
        (
            "table",
            "CONTAINER ID   IMAGE     COMMAND   STATUS\n0123456789ab   web:1     \"/run\"    Up 3 days\nba9876543210   db:2      \"/db\"     Up 2 days\n",
        ),
        (
            "table",
            "  PID TTY          TIME CMD\n    1 ?        00:00:01 init\n  300 pts/0    00:00:00 bash\n",
        ),
        ("config", "[package]\nname = \"x\"\nversion = \"1.0\"\n\n[dependencies]\na = \"1\"\n"),
        (
            "config",
            "on:\n  push:\n    branches:\n      - main\njobs:\n  test:\n    steps:\n      - run: make\n",
        ),
        ("config", "A_B=1\nC=two\nD_E=x y\nF=4\nG=5\nH=6\n"),
        (
            "stack-trace",
            "Traceback (most recent call last):\n  File \"a.py\", line 3, in <module>\n    run()\n  File \"a.py\", line 1, in run\n    raise ValueError(\"x\")\nValueError: x\n",
        ),
        (
            "stack-trace",
            "Exception in thread \"main\" java.lang.IllegalStateException: x\n\tat a.B.c(B.java:10)\n\tat a.B.main(B.java:3)\nCaused by: java.io.IOException: y\n\t... 2 more\n",
        ),
        (
            "stack-trace",
            "TypeError: x is not a function\n    at run (/a/b.js:3:5)\n    at main (/a/b.js:9:1)\n    at node:internal/main:1:2\n",
        ),
        (
            "stack-trace",
            "panic: boom\n\ngoroutine 1 [running]:\nmain.run(0x1)\n\t/a/b.go:3 +0x1d\nmain.main()\n\t/a/b.go:9 +0x2a\n",
        ),
        ("binary", &base64),
        (
            "binary",
            "00000000: 7f45 4c46 0201 0100  .ELF....\n00000010: 0300 3e00 0100 0000  ..>.....\n00000020: 4000 0000 0000 0000  @.......\n",
        ),
        ("-", ""),
        ("-", "\n \n\t\n"),
        ("-", "ok"),
    ]);
    check_commands(&[
        ("cat README.md", "markdown", "Words alone, with a name that says what they are.\n"),
        ("cat a.csv", "csv", "a,b\n1,2\n"),
        ("cat .github/workflows/ci.yml", "config", "name: CI\non: push\n"),
        (
            "cat out.log",
            "log",
            "2024-01-01 12:00:00 a\n2024-01-01 12:00:01 b\n2024-01-01 12:00:02 c\n",
        ),
        ("env | sort", "config", "A=1\nB=2\nC=3\n"),
        (
            "kubectl get pods",
            "table",
            "NAME    READY   AGE\nweb-1   1/1     3d\nweb-2   0/1     1h\n",
        ),
        (
            "git diff | head -20",
            "diff",
            "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n",
        ),
    ]);
}

/// The segments of a text, as types with what they cover.
fn parts<'t>(text: &'t str, hints: &Hints<'_>) -> Vec<(&'static str, &'t str)> {
    let part = |part: &Segment| (part.detection.content_type.name(), part.span.of(text));
    segments(text, hints).iter().map(part).collect()
}

#[test]
fn the_payload_is_found_in_its_envelope() {
    let none = Hints::none();
    let json = "{\"items\": [{\"id\": 1, \"name\": \"a } b\"}, {\"id\": 2, \"name\": \"[c\"}], \"total\": 2}";
    for (text, expected) in [
        (json.to_owned(), vec![("json", json)]),
        (format!("OBSERVATION:\n{json}\n"), vec![("json", json)]),
        (format!("<returncode>0</returncode>\n<output>\n{json}\n</output>"), vec![("json", json)]),
        (format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{json}\n"), vec![("json", json)]),
        (format!("Found it, see below.\n\n```json\n{json}\n```\n\nUse page 2 for more."), vec![("json", json)]),
        (format!("Links: {json}\n\nMind the links.\n"), vec![("json", json)]),
        (format!("first run\n{json}\nsecond run\n{json}\nbye\n"), vec![("json", json), ("json", json)]),
        (
            "==> a.py <==\nimport os\nX = 1\n\n==> b.csv <==\na,b\n1,2\n".to_owned(),
            vec![("code", "import os\nX = 1"), ("csv", "a,b\n1,2")],
        ),
        (
            "Here's the result of running `cat -n` on /a.py:\n     1\timport os\n     2\tdef a():\n     3\t    return os\n".to_owned(),
            vec![("code", "     1\timport os\n     2\tdef a():\n     3\t    return os")],
        ),
    ] {
        assert_eq!(parts(&text, &none), expected, "{text}");
    }
    for text in ["[harness: step 3]\n[harness: step 4]\n", "see {a} and [b]\n"] {
        assert!(parts(text, &none).iter().all(|(kind, _)| !kind.starts_with("json")), "{text}");
    }
}

#[test]
fn reads_are_known_by_tool_and_command() {
    let tool = |tool: &'static str, path| {
        Hints::none().with_tool(tool).with_arguments(Arguments::path(path))
    };
    for name in
        ["Read", "read_file", "view", "open", "mcp__fs__read_text_file", "get_file_contents"]
    {
        assert!(is_read(&tool(name, "a.rs")), "{name}");
    }
    for name in ["Grep", "Write", "edit_file", "list_dir", "WebFetch"] {
        assert!(!is_read(&tool(name, "a.rs")), "{name}");
    }
    let mut view = Arguments::path("a.rs");
    view.command = Some("view");
    assert!(is_read(&Hints::none().with_tool("str_replace_editor").with_arguments(view)));
    view.command = Some("str_replace");
    assert!(!is_read(&Hints::none().with_tool("str_replace_editor").with_arguments(view)));
    for (command, expected) in [
        ("cat a.rs", true),
        ("cd x && sed -n '1,20p' a.rs", true),
        ("head -n 50 a.rs", true),
        ("head -50 a.rs | tail -5", true),
        ("nl -ba a.rs | sed -n '3,9p'", true),
        ("awk 'NR>=3 && NR<=9' a.rs", true),
        ("git show HEAD:a.rs", true),
        ("bat --style=plain a.rs", true),
        ("cat a.rs | grep x", false),
        ("sed -i 's/a/b/' a.rs", false),
        ("cat > a.rs <<E\nx\nE", false),
        ("make | head -n 50", false),
        ("git show HEAD", false),
        ("ls", false),
    ] {
        let hints = Hints::none().with_tool("Bash").with_arguments(Arguments::command(command));
        assert_eq!(is_read(&hints), expected, "{command}");
    }
}

#[test]
fn data_is_known_by_its_path() {
    for path in [
        "a.log",
        "/var/log/syslog",
        "x/server.log.1",
        "a.csv",
        "b.TSV",
        "c.ndjson",
        "Cargo.lock",
        "web/package-lock.json",
        "go.sum",
        "lodash.min.js",
        "node_modules/a/index.js",
        "vendor/a.go",
        "a/site-packages/b.py",
        "api_pb2.py",
        "api.pb.go",
        "dist/a.js",
        "ios/Pods/Kit/a.swift",
    ] {
        assert!(is_data_path(path), "{path}");
    }
    for path in [
        "src/a.rs",
        "README.md",
        "Cargo.toml",
        "a.json",
        "vendor.go",
        "logger.py",
        "x.minimal.js",
        "k8s/pods/web.yaml",
    ] {
        assert!(!is_data_path(path), "{path}");
    }
}
