//! What the log compressor shows of the output of tools, and the laws that it obeys.

#![cfg(feature = "log")]
#![allow(clippy::indexing_slicing, clippy::string_slice, clippy::unwrap_used)]

mod shared;

use headroom_compressors::LogCompressor;
use headroom_core::testing::compressor_laws;
use headroom_core::{Budget, Compressor, ContentType, Estimator, Hints, Input, check};
use proptest::prelude::*;

/// The text as a model would see it, notices included but for the one with the handle.
fn seen_with(text: &str, aim: usize, hints: Hints<'_>) -> String {
    let tokens = Estimator::new();
    let input = Input::new(text, ContentType::LOG, &tokens)
        .with_budget(Budget::recoverable(aim))
        .with_hints(hints);
    shared::noticed(&LogCompressor::new(), &input).unwrap_or_else(|| text.to_owned())
}

fn seen(text: &str) -> String {
    seen_with(text, 300, Hints::none())
}

/// Lines of a build that goes well, no two of the same form.
fn noise(from: usize, count: usize) -> String {
    const WORDS: [&str; 8] = ["core", "util", "net", "disk", "parse", "emit", "lex", "link"];
    let word = |n: usize| WORDS[n % 8];
    (from..from + count)
        .map(|n| {
            let (a, b, c) = (word(n), word(n / 8), word(n / 64));
            format!("  Compiling {a}-{b}-{c}-{} v{}.{}.0\n", word(n / 512), n % 7, n % 11)
        })
        .collect()
}

/// Whether each of the lines stands in the text, in this order.
fn stands(block: &str, text: &str) -> Result<(), String> {
    let mut lines = text.lines();
    for line in block.lines() {
        if !lines.any(|seen| seen == line) {
            return Err(format!("{line:?} is out of sight in:\n{text}"));
        }
    }
    Ok(())
}

/// One failure as each tool reports it.
const FAILURES: &[(&str, &str)] = &[
    (
        "rustc",
        "error[E0308]: mismatched types\n  --> src/cache.rs:41:9\n   |\n41 |         key.len()\n   |         ^^^^^^^^^ expected `u32`, found `usize`\n   |\nhelp: convert it\n   |\n41 |         key.len() as u32\n   |                   ++++++\n",
    ),
    (
        "cargo test",
        "---- store::tests::evicts_the_oldest stdout ----\n\nthread 'store::tests::evicts_the_oldest' panicked at src/store.rs:90:5:\nassertion `left == right` failed\n  left: 3\n right: 2\n",
    ),
    (
        "pytest",
        "_______________________ test_evicts_the_oldest _______________________\ntests/test_store.py:12: in test_evicts_the_oldest\n    assert store.size() == 2\nE   assert 3 == 2\nE    +  where 3 = size()\n",
    ),
    (
        "unittest",
        "FAIL: test_evicts (tests.test_store.StoreTest)\n----------------------------------------------------------------------\nTraceback (most recent call last):\n  File \"/srv/tests/test_store.py\", line 12, in test_evicts\n    self.assertEqual(3, 2)\nAssertionError: 3 != 2\n",
    ),
    (
        "python",
        "Traceback (most recent call last):\n  File \"/srv/app/main.py\", line 8, in <module>\n    run(load())\n  File \"/srv/app/load.py\", line 3, in load\n    return json.loads(text)\njson.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)\n",
    ),
    (
        "jest",
        "  \u{25cf} store \u{203a} evicts the oldest\n\n    expect(received).toBe(expected)\n\n    Expected: 2\n    Received: 3\n\n      10 |   store.put('c');\n    > 11 |   expect(store.size).toBe(2);\n         |                      ^\n\n      at Object.<anonymous> (test/store.test.js:11:22)\n",
    ),
    (
        "mocha",
        "  1) store\n       evicts the oldest:\n\n      AssertionError: expected 3 to equal 2\n      + expected - actual\n      at Context.<anonymous> (test/store.js:11:22)\n",
    ),
    (
        "go test",
        "--- FAIL: TestEvictsTheOldest (0.00s)\n    store_test.go:31: size = 3, want 2\n    store_test.go:32: oldest entry still there\n",
    ),
    (
        "gcc",
        "src/store.c:41:9: error: implicit declaration of function 'evict'\n   41 |         evict(store);\n      |         ^~~~~\n",
    ),
    (
        "javac",
        "src/main/java/com/example/Store.java:41: error: cannot find symbol\n        evict(store);\n        ^\n  symbol:   method evict(Store)\n  location: class Store\n",
    ),
    (
        "junit",
        "evictsTheOldest(com.example.StoreTest)  Time elapsed: 0.02 sec  <<< FAILURE!\njava.lang.AssertionError: expected:<2> but was:<3>\n\tat org.junit.Assert.fail(Assert.java:88)\n\tat com.example.StoreTest.evictsTheOldest(StoreTest.java:31)\n",
    ),
    (
        "gradle",
        "* What went wrong:\nExecution failed for task ':store:test'.\n> There were failing tests. See the report at: file:///srv/build/reports/index.html\n",
    ),
    ("tsc", "src/store.ts(41,9): error TS2304: Cannot find name 'evict'.\n"),
    ("eslint", "/srv/src/store.js\n  41:9  error  'evict' is not defined  no-undef\n"),
    (
        "cmake",
        "CMake Error at CMakeLists.txt:12 (find_package):\n  Could not find a package configuration file provided by \"Store\"\n",
    ),
    ("make", "make[1]: *** [Makefile:12: store.o] Error 1\n"),
    ("npm", "npm error code ETARGET\nnpm error notarget No matching version found for store@9.\n"),
    (
        "rspec",
        "  1) Store evicts the oldest\n     Failure/Error: expect(store.size).to eq(2)\n\n       expected: 2\n            got: 3\n     # ./spec/store_spec.rb:11:in `block (2 levels) in <top (required)>'\n",
    ),
    (
        "latex",
        "! Undefined control sequence.\nl.41 \\evict\n          {store}\nThe control sequence at the end of the top line\nof your error message was never \\def'ed.\n",
    ),
    (
        "docker build",
        "ERROR: failed to solve: process \"/bin/sh -c make store\" did not complete successfully: exit code: 2\n",
    ),
    (
        "tap",
        "not ok 3 - evicts the oldest\n  ---\n  expected: 2\n  actual: 3\n  at: test/store.js:11\n  ...\n",
    ),
    (
        "java",
        "Exception in thread \"main\" java.lang.IllegalStateException: store is full\n\tat com.example.Store.put(Store.java:41)\n\tat com.example.Main.main(Main.java:8)\nCaused by: java.io.IOException: no space left\n\tat com.example.Disk.write(Disk.java:7)\n\t... 2 more\n",
    ),
    ("ctest", "3/9 Test #3: evicts_the_oldest .............***Failed    0.02 sec\n"),
    ("erlang", "Testing store.store_SUITE: *** FAILED test case 2 of 4 ***\n"),
    ("loggers", "2026-03-01 10:00:00,123 ERROR [main] com.example.Store - cannot evict entry 7\n"),
    (
        "github actions",
        "2026-03-01T10:00:00.1234567Z ##[error]Process completed with exit code 1.\n",
    ),
    ("travis", "\u{1b}[31;1mThe command \"make check\" exited with 2.\u{1b}[0m\r\n"),
];

#[test]
fn a_failure_in_much_noise_stays_whole() {
    for (tool, failure) in FAILURES {
        for at in [0, 1_700, 5_000] {
            let text = noise(0, at) + "\n" + failure + "\n" + &noise(at, 5_000 - at);
            let seen = seen(&text);
            stands(failure, &seen).unwrap_or_else(|gone| panic!("{tool} at {at}: {gone}"));
            assert!(seen.len() * 10 < text.len(), "{tool} at {at}: {} bytes seen", seen.len());
        }
    }
}

#[test]
fn every_failing_test_and_its_place_is_named() {
    let block = |n: usize| {
        format!(
            "---- store::tests::case_{n} stdout ----\n\nthread 'store::tests::case_{n}' panicked at src/store.rs:{}:5:\nassertion `left == right` failed\n  left: 3\n right: 2\nstack backtrace:\n   0: rust_begin_unwind\n             at /rustc/library/std/src/panicking.rs:689:5\n   1: core::panicking::panic_fmt\n             at /rustc/library/core/src/panicking.rs:80:14\n   2: core::ops::function::FnOnce::call_once\n             at /rustc/library/core/src/ops/function.rs:250:5\n\n",
            100 + n
        )
    };
    let text: String = (0..90).map(block).collect();
    let seen = seen(&text);
    for n in 0..90 {
        assert!(
            seen.contains(&format!("case_{n}' panicked at src/store.rs:{}:5:", 100 + n)),
            "{n}"
        );
    }
    assert!(seen.len() * 2 < text.len());
}

#[test]
fn what_is_told_of_a_kind_of_failure_is_told_once() {
    let echo = |n: usize| {
        format!(
            "   {n} |   list head; // of the entries that nobody has asked for in the time since the last\n      |   ^~~~ is not known here at all, nor anywhere else in what is read\n      |   first used in the line before, which is not shown, in a place like this\n"
        )
    };
    let error = |n: usize| format!("src/a.c:{n}:3: error: unknown type name 'list'\n");
    let text: String = (0..70).map(|n| error(10 + n) + &echo(10 + n)).collect();
    let seen = seen(&text);
    assert!(seen.starts_with(&(error(10) + &echo(10))), "{seen}");
    let cut = error(20) + "[lines 42-44 left out, like lines shown]\n";
    assert!(seen.contains(&cut), "{seen}");
    let counted = error(33) + "[lines 94-184 left out, like lines shown: 22 error]\n" + &error(56);
    assert!(seen.contains(&counted), "{seen}");
}

#[test]
fn what_a_failing_test_printed_stays_whole_in_a_short_output() {
    let block = |n: usize| {
        format!(
            "---- store::case_{n} stdout ----\nopened the store at /tmp/store for case {n} with the default options\nwrote 14 entries\n\nthread 'store::case_{n}' panicked at src/store.rs:{}:5:\nassertion `left == right` failed\n  left: 3\n right: 2\n\n",
            100 + n
        )
    };
    let failures: String = (0..6).map(block).collect();
    let text = noise(0, 80) + &failures;
    stands(&failures, &seen(&text)).unwrap();
}

#[test]
fn a_notice_counts_what_is_grave_in_what_it_hides() {
    let record = |n: usize| {
        let what = match n {
            500 => "FATAL gave up on item".to_owned(),
            _ if n % 10 == 3 => format!("ERROR no answer from 10.0.0.{n}"),
            _ if n % 10 == 5 => format!("WARN answer of 10.0.0.{n} took {n} ms"),
            _ => format!("INFO asked 10.0.0.{n}"),
        };
        format!("2026-03-01 10:{:02}:{:02},000 {what}\n", n / 60 % 60, n % 60)
    };
    let text: String = (0..1_000).map(record).collect();
    let seen = seen_with(&text, 100, Hints::none());
    let expected = "\
[lines 7-500 left out, like lines shown: 49 ERROR, 49 WARN]
08:20,000 FATAL gave up on item
";
    assert!(seen.contains(expected), "{seen}");
}

#[test]
fn skipped_tests_are_counted() {
    let line = |n: usize| {
        let outcome = if n.is_multiple_of(10) { "SKIPPED (no disk)" } else { "PASSED" };
        format!("tests/test_store.py::test_case_{n} {outcome} [{:3}%]\n", n / 5)
    };
    let lines: String = (0..500).map(line).collect();
    let text = lines + "==== 450 passed, 50 skipped in 3.1s ====\n";
    let seen = seen(&text);
    assert!(seen.contains(" SKIPPED]\n"), "{seen}");
}

#[test]
fn both_sides_of_a_comparison_stay() {
    let block = |n: usize| {
        format!(
            "---- store::case_{n} stdout ----\n\nthread 'store::case_{n}' panicked at src/store.rs:{}:5:\nassertion `left == right` failed\n  left: {n}\n right: 2\nstack backtrace:\n   0: rust_begin_unwind\n   1: core::panicking::panic_fmt\n   2: core::panicking::assert_failed\n   3: core::ops::function::FnOnce::call_once\n   4: std::thread::start\n\n",
            100 + n
        )
    };
    let text: String = (10..90).map(block).collect();
    let seen = seen(&text);
    for n in 10..90 {
        assert!(seen.contains(&format!("  left: {n}\n right: 2\n")), "{n} in {seen}");
    }
}

#[test]
fn what_belongs_to_a_line_stays_with_it() {
    for (what, unit) in [
        (
            "notes of compilers",
            "src/a.c: In function 'main':\nsrc/a.c:4:3: error: implicit declaration of function 'printf'\n    4 |   printf(a);\n      |   ^~~~~~\nsrc/a.c:1:1: note: include '<stdio.h>' or provide a declaration of 'printf'\n",
        ),
        (
            "outcomes of recipes",
            "Makefile:12: recipe for target 'check' failed\nmake: [check] Error 1 (ignored)\n",
        ),
        (
            "titles of sections",
            "=========== FAILURES ===========\n____________ test_a ____________\ntests/test_a.py:3: in test_a\nE   assert 3 == 2\n",
        ),
    ] {
        let text = noise(0, 900) + "\n" + unit + "\n" + &noise(900, 900);
        stands(unit, &seen(&text)).unwrap_or_else(|gone| panic!("{what}: {gone}"));
    }
}

#[test]
fn progress_gives_way_to_what_is_told_at_length() {
    let progress = |n: usize| format!("    \u{2715} evicts entry number {n} of the store (5 ms)\n");
    let told = |n: usize| {
        format!(
            "  \u{25cf} store \u{203a} evicts entry number {n} of the store\n\n    Expected: 2\n    Received: {n}\n\n      at check (test/store.test.js:{n}:2)\n      at run (node_modules/runner/build/index.js:12:2)\n      at next (node_modules/runner/build/queue.js:77:14)\n      at start (node_modules/runner/build/queue.js:31:8)\n      at process.next (node:internal/timers:483:21)\n\n"
        )
    };
    let text: String = (0..60).map(progress).chain((0..60).map(told)).collect();
    let seen = seen(&text);
    assert!(seen.matches('\u{2715}').count() < 8, "{seen}");
    for n in 0..60 {
        let title = format!("  \u{25cf} store \u{203a} evicts entry number {n} of the store\n");
        assert!(seen.contains(&title), "{n} in {seen}");
    }
}

#[test]
fn exceptions_in_quoted_text_are_messages() {
    let block = |n: usize| {
        let body = match n {
            30 => "<pre>TypeError: normalize is not a function<br>at /srv/lib/response.js</pre>",
            _ => {
                "<pre>Moved here, as the page that was asked for is not in this place any more</pre>"
            }
        };
        format!(
            "  {n}) store\n       answers case {n}:\n     Error: expected 'ok' in the answer, got a page\n      + expected - actual\n\n      -{body}\n      +ok\n\n      at check (test/store.js:{n}:9)\n      at process.next (node:internal/timers:483:21)\n\n"
        )
    };
    let text: String = (1..90).map(block).collect();
    let seen = seen(&text);
    assert!(seen.contains("TypeError: normalize is not a function"), "{seen}");
    assert!(seen.matches("Moved here").count() < 10, "{seen}");
}

#[test]
fn a_service_log_shows_one_line_of_each_form() {
    let mut text = String::new();
    for n in 0..400 {
        let time = format!("2026-03-01 10:{:02}:{:02},000", n / 60, n % 60);
        let line = match n {
            200 => "WARN  [io] disk /dev/sda1 is slow".to_owned(),
            300 => {
                "ERROR [io] write failed: java.io.IOException: full\n\tat Disk.write(Disk.java:7)"
                    .to_owned()
            }
            _ if n % 2 == 0 => format!("INFO  [web-{n}] GET /item/{n} 200 {}ms", n * 7 % 90),
            _ => format!("INFO  [web-{n}] cache hit for item {n}"),
        };
        text += &format!("{time} {line}\n");
    }
    let expected = "\
2026-03-01 10:00:00,000 INFO  [web-0] GET /item/0 200 0ms
2026-03-01 10:00:01,000 INFO  [web-1] cache hit for item 1
[lines 3-200 left out, like lines shown]
2026-03-01 10:03:20,000 WARN  [io] disk /dev/sda1 is slow
[lines 202-300 left out, like lines shown]
2026-03-01 10:05:00,000 ERROR [io] write failed: java.io.IOException: full
\tat Disk.write(Disk.java:7)
";
    let seen = seen_with(&text, 100, Hints::none());
    assert!(seen.starts_with(expected), "{seen}");
    assert!(seen.ends_with("39,000 INFO  [web-399] cache hit for item 399\n"), "{seen}");
}

#[test]
fn the_step_that_failed_is_found() {
    let text = format!(
        "$ make deps\n{}The command \"make deps\" exited with 0.\n$ ./check\n{}Please commit what the build generates\nThe command \"./check\" exited with 1.\n$ ./report\n{}Done. Your build exited with 1.\n",
        noise(0, 600),
        noise(600, 600),
        noise(1_200, 600)
    );
    let seen = seen(&text);
    let end = "Please commit what the build generates\nThe command \"./check\" exited with 1.\n";
    assert!(seen.contains(end) && seen.contains("$ ./check\n"), "{seen}");
    assert!(seen.ends_with("Done. Your build exited with 1.\n"));
}

#[test]
fn words_in_names_are_no_failures() {
    let quiet = "test errors_are_reported ... ok\nGet:7 http://archive/main libgpg-error0 amd64\n   Compiling thiserror v2.0.1\n0 failed, 0 errors\n";
    let text = noise(0, 900) + quiet + &noise(900, 900);
    let seen = seen(&text);
    assert!(!seen.contains("thiserror") && !seen.contains("libgpg"), "{seen}");
}

#[test]
fn what_the_question_names_stays() {
    let text = noise(0, 900) + "resolved left-pad@1.3.0 from the mirror\n" + &noise(900, 900);
    let hints = Hints::none().with_question("Where does left-pad@1.3.0 come from?");
    assert!(seen_with(&text, 300, hints).contains("resolved left-pad@1.3.0 from the mirror\n"));
}

#[test]
fn short_logs_stay_whole() {
    let text = noise(0, 20);
    assert_eq!(seen(&text), text);
}

#[test]
fn the_laws_hold() {
    let mut texts: Vec<String> =
        FAILURES.iter().map(|(_, failure)| noise(0, 300) + failure).collect();
    texts.push("waiting for the lock on the cache\r\n".repeat(40) + "done");
    texts.push("a\rb\r\n\r\n\u{1b}[2K\u{1b}[1G50%\r100%\n".repeat(100));
    texts.push(noise(0, 300).replace('\n', "\r\n"));
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let rewrites = compressor_laws(&LogCompressor::new(), &Estimator::new(), &texts);
    assert!(rewrites > texts.len(), "{rewrites} rewrites");
}

#[test]
fn uncommon_shapes_are_read_in_linear_time() {
    let shapes = [
        "x".repeat(1_000_000),
        "\n".repeat(100_000),
        "  1:2  error  a\n".repeat(20_000),
        "Traceback (most recent call last):\n".repeat(20_000),
        "    1) deeper\n".repeat(20_000),
        (0..20_000).map(|n| noise(n, 1).replace(' ', "z")).collect(),
        "'".repeat(100_000) + &"/ ".repeat(100_000),
    ];
    let (log, tokens) = (LogCompressor::new(), Estimator::new());
    for text in &shapes {
        seen(text);
        let input = Input::new(text, ContentType::LOG, &tokens);
        if let Ok(rewrite) = log.compress(&input) {
            check::verify(&log, &input, &rewrite).unwrap();
        }
    }
}

/// Lines that a log may have, ends of lines included.
fn any_log() -> impl Strategy<Value = String> {
    let failure = (0..FAILURES.len()).prop_map(|n| FAILURES[n].1.to_owned());
    let line = prop_oneof![
        4 => "[ -~\u{e9}\u{2713}]{0,40}",
        2 => (0..5_000usize).prop_map(|n| noise(n, 3)),
        2 => failure,
        1 => "(\u{1b}\\[[0-9;]{0,4}[mK]|\r|\u{8}|[a-z ]{1,6}){1,6}",
        1 => "\\[previous (line|[0-9]{1,3} lines) repeated [0-9]{1,3} more times?\\]",
    ];
    let repeated = (line, prop_oneof![5 => Just(1usize), 1 => 2..30usize], "(\n|\r\n|\n\n|\r)");
    let text = proptest::collection::vec(repeated, 0..60);
    text.prop_map(|lines| {
        lines.iter().map(|(line, n, end)| format!("{line}{end}").repeat(*n)).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_log_obeys_the_laws(text in any_log()) {
        compressor_laws(&LogCompressor::new(), &Estimator::new(), &[&text]);
    }

    #[test]
    fn any_text_obeys_the_laws(text in "\\PC{0,300}") {
        compressor_laws(&LogCompressor::new(), &Estimator::new(), &[&text, &text.repeat(20)]);
    }

    #[test]
    fn restoring_any_text_does_not_panic(text in any_log()) {
        let _ = check::restored(&LogCompressor::new(), &text);
    }
}
