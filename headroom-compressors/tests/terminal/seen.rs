//! One sample for each tool.

use insta::assert_snapshot;

use crate::seen;

const RED: &str = "\u{1b}[0m\u{1b}[1m\u{1b}[31m";
const GREEN: &str = "\u{1b}[32m";
const BOLD: &str = "\u{1b}[1m";
const BLUE: &str = "\u{1b}[1m\u{1b}[38;5;12m";
const OFF: &str = "\u{1b}[0m";

#[test]
fn cargo_test() {
    let passed: String =
        (0..60).map(|n| format!("test cart::tests::adds_{n} ... {GREEN}ok{OFF}\n")).collect();
    let text = format!(
        "{GREEN}{BOLD}   Compiling{OFF} shop v0.1.0 (/srv/shop)\n\
         {BOLD}\u{1b}[33mwarning{OFF}{BOLD}: unused variable: `rate`{OFF}\n \
         {BLUE}--> {OFF}src/cart.rs:12:9\n  {BLUE}|{OFF}\n\
         {BLUE}12{OFF} {BLUE}|{OFF}     let rate = 3;\n   {BLUE}|{OFF}         \
         {BOLD}\u{1b}[33m^^^^{OFF} {BOLD}\u{1b}[33mhelp: prefix it with an underscore: `_rate`{OFF}\n\n\
         {GREEN}{BOLD}     Running{OFF} unittests src/lib.rs (target/debug/deps/shop-1f)\n\n\
         running 61 tests\n{passed}test cart::tests::totals ... {RED}FAILED{OFF}\n\n\
         failures:\n\n---- cart::tests::totals stdout ----\n\
         thread 'cart::tests::totals' panicked at src/cart.rs:88:9:\n\
         assertion `left == right` failed\n  left: 41\n right: 42\n\n\n\
         failures:\n    cart::tests::totals\n\n\
         test result: {RED}FAILED{OFF}. 60 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out\n\n\
         {RED}error{OFF}{BOLD}: test failed, to rerun pass `--lib`{OFF}\n"
    );
    assert_snapshot!(seen("cargo test --color always", &text), @r"
       Compiling shop v0.1.0 (/srv/shop)
    warning: unused variable: `rate`
     --> src/cart.rs:12:9
      |
    12 |     let rate = 3;
       |         ^^^^ help: prefix it with an underscore: `_rate`

         Running unittests src/lib.rs (target/debug/deps/shop-1f)

    running 61 tests
    [lines 11-68 left out, like lines shown]
    test cart::tests::adds_58 ... ok
    test cart::tests::adds_59 ... ok
    test cart::tests::totals ... FAILED

    failures:

    ---- cart::tests::totals stdout ----
    thread 'cart::tests::totals' panicked at src/cart.rs:88:9:
    assertion `left == right` failed
      left: 41
     right: 42


    failures:
        cart::tests::totals

    test result: FAILED. 60 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out

    error: test failed, to rerun pass `--lib`
    [50 display codes left out]
    [58 of 87 lines left out; headroom_retrieve hr_... with lines or find fetches them]
    ");
}

#[test]
fn pytest() {
    let dots = |n: usize| {
        format!(
            "tests/test_{n}.py {GREEN}.{OFF}{GREEN}.{OFF}{GREEN}.{OFF}{GREEN} [{:3}%]{OFF}\n",
            n * 4
        )
    };
    let passed: String = (1..25).map(dots).collect();
    let text = format!(
        "{BOLD}============ test session starts ============{OFF}\n\
         platform linux -- Python 3.12.1, pytest-8.0.0\ncollected 73 items\n\n{passed}\
         tests/test_sum.py {RED}F{OFF}{RED} [100%]{OFF}\n\n\
         ============ FAILURES ============\n\
         {RED}{BOLD}____________ test_total ____________{OFF}\n\n    \
         {BLUE}def{OFF} {GREEN}test_total{OFF}():\n>       {BLUE}assert{OFF} total([{BLUE}1{OFF}, {BLUE}2{OFF}]) == {BLUE}4{OFF}\n\
         {RED}E       assert 3 == 4{OFF}\n{RED}E        +  where 3 = total([1, 2]){OFF}\n\n\
         {RED}tests/test_sum.py{OFF}:7: AssertionError\n\
         {BLUE}============ short test summary info ============{OFF}\n\
         {RED}FAILED{OFF} tests/test_sum.py::{BOLD}test_total{OFF} - assert 3 == 4\n\
         {RED}============ {RED}{BOLD}1 failed{OFF}, {GREEN}72 passed{OFF}{RED} in 0.31s{OFF}{RED} ============{OFF}\n"
    );
    assert_snapshot!(seen("pytest --color=yes", &text), @r"
    ============ test session starts ============
    platform linux -- Python 3.12.1, pytest-8.0.0
    collected 73 items

    tests/test_1.py ... [  4%]
    tests/test_2.py ... [  8%]
    [lines 7-26 left out, like lines shown]
    tests/test_23.py ... [ 92%]
    tests/test_24.py ... [ 96%]
    tests/test_sum.py F [100%]

    ============ FAILURES ============
    ____________ test_total ____________

        def test_total():
    >       assert total([1, 2]) == 4
    E       assert 3 == 4
    E        +  where 3 = total([1, 2])

    tests/test_sum.py:7: AssertionError
    ============ short test summary info ============
    FAILED tests/test_sum.py::test_total - assert 3 == 4
    ============ 1 failed, 72 passed in 0.31s ============
    [103 display codes left out]
    [20 of 42 lines left out; headroom_retrieve hr_... with lines or find fetches them]
    ");
}

#[test]
fn pip_and_npm() {
    let bar = |done: usize| {
        let (full, rest) = ("━".repeat(done), "╺".repeat(20 - done));
        format!(
            "\r\u{1b}[2K   \u{1b}[32m{full}\u{1b}[90m{rest}{OFF} {}.2/18.2 MB 31.0 MB/s eta 0:00:01",
            done - 1
        )
    };
    let bars: String = (1..19).map(bar).collect();
    let spin = |n: usize| {
        let sign = ["⠋", "⠙", "⠹", "⠸"][n % 4];
        format!("\u{1b}[1G\u{1b}[0K{sign} reify:tree: timing {n}ms")
    };
    let spins: String = (0..30).map(spin).collect();
    let text = format!(
        "Collecting solver\n  Downloading solver-1.26.0-cp312.whl (18.2 MB)\n{bars}\r\u{1b}[2K   \
         ━━━━━━━━━━━━━━━━━━━━ 18.2/18.2 MB 30.1 MB/s eta 0:00:00\n\
         Building wheels ... -\u{8} \u{8}\\\u{8} \u{8}|\u{8} \u{8}done\n\
         Successfully installed solver-1.26.0\n{spins}\u{1b}[1G\u{1b}[0K\nadded 214 packages in 3s\n\
         {BOLD}\u{1b}[33mnpm warn{OFF} deprecated glob@7.2.3: versions before 9 are no longer supported\n"
    );
    assert_snapshot!(seen("pip install solver; npm install", &text), @r"
    Collecting solver
      Downloading solver-1.26.0-cp312.whl (18.2 MB)
       ━━━━━━━━━━━━━━━━━━━━ 18.2/18.2 MB 30.1 MB/s eta 0:00:00
    Building wheels ... done
    Successfully installed solver-1.26.0
    ⠙ reify:tree: timing 29ms
    added 214 packages in 3s
    npm warn deprecated glob@7.2.3: versions before 9 are no longer supported
    [9 display codes, 50 overwritten states left out; headroom_retrieve hr_... with find fetches them]
    ");
}

#[test]
fn downloads() {
    let curl =
        |n: usize| format!("{n:3} 18.2M {n:3} {}.1M    0     0  30.0M --:--:-- 30.0M", n / 6);
    let wget = |n: usize| {
        format!("\ra.gz {n:3}%[{:<20}] {}.1M  30.1MB/s  eta 1s", "=".repeat(n / 5), n / 6)
    };
    let curl: Vec<String> = (0..101).step_by(4).map(curl).collect();
    let wget: String = (1..99).step_by(3).map(wget).collect();
    let text = format!(
        "  % Total    % Received  Average Speed\n{}\nSaving to: 'a.gz'\n\n{wget}\ra.gz 100%[====================>] \
         18.2M  30.3MB/s  in 0.6s\n\n'a.gz' saved [19083212/19083212]\n",
        curl.join("\r")
    );
    assert_snapshot!(seen("curl -O https://x.example/a; wget https://x.example/a.gz", &text), @r"
      % Total    % Received  Average Speed
    100 18.2M 100 16.1M    0     0  30.0M --:--:-- 30.0M
    Saving to: 'a.gz'

    a.gz 100%[====================>] 18.2M  30.3MB/s  in 0.6s

    'a.gz' saved [19083212/19083212]
    [1 display code, 58 overwritten states left out; headroom_retrieve hr_... with find fetches them]
    ");
}

#[test]
fn git_diff() {
    let (head, hunk, old, new) = (BOLD, "\u{1b}[36m", "\u{1b}[31m", GREEN);
    let off = "\u{1b}[m";
    let locked = |n: usize| {
        format!("{old}-version = \"1.0.{n}\"{off}\n{new}+{off}{new}version = \"1.1.{n}\"{off}\n")
    };
    let lock: String = (0..12).map(locked).collect();
    let text = format!(
        "{head}diff --git a/src/open.rs b/src/open.rs{off}\n{head}index 3f1c2ab..91be077 100644{off}\n\
         {head}--- a/src/open.rs{off}\n{head}+++ b/src/open.rs{off}\n\
         {hunk}@@ -40,6 +40,7 @@{off} fn open(path: &Path) {{\n     let file = File::open(path)?;\n     \
         let mut file = Buffered::new(file);\n     let head = read(&mut file)?;\n\
         {new}+{off}{new}    check(&head)?;{off}\n     let body = read(&mut file)?;\n     drop(file);\n     \
         Ok(Parts {{ head, body }})\n\
         {head}diff --git a/Cargo.lock b/Cargo.lock{off}\n{head}index 5d0c9a1..77aa210 100644{off}\n\
         {head}--- a/Cargo.lock{off}\n{head}+++ b/Cargo.lock{off}\n{hunk}@@ -1,12 +1,12 @@{off}\n{lock}"
    );
    assert_snapshot!(seen("git diff --color=always", &text), @r"
    index 3f1c2ab..91be077 100644
    --- a/src/open.rs
    +++ b/src/open.rs
    @@ -40,6 +40,7 @@ fn open(path: &Path) {
    [2 context lines left out]
         let head = read(&mut file)?;
    +    check(&head)?;
         let body = read(&mut file)?;
         drop(file);
         Ok(Parts { head, body })
    index 5d0c9a1..77aa210 100644
    --- a/Cargo.lock
    +++ b/Cargo.lock
    [lines 17-41 left out: 1 hunk, +12 -12]
    [22 display codes left out]
    [27 of 41 lines left out; headroom_retrieve hr_... with lines or find fetches them]
    ");
}

#[test]
fn github_actions() {
    let at = |n: usize| format!("2024-05-01T10:{:02}:{:02}.1234567Z ", n / 60, n % 60);
    let quiet = |n: usize| {
        format!("{}{GREEN}✓{OFF} src/page{n}.test.ts (\u{1b}[2m{n} tests{OFF})\n", at(n))
    };
    let passed: String = (10..70).map(quiet).collect();
    let text = format!(
        "{}##[group]Run npm test\n{}\u{1b}[36;1mnpm test{OFF}\n{}shell: /usr/bin/bash -e {{0}}\n{}##[endgroup]\n\
         {passed}{}{RED}✗{OFF} src/cart.test.ts > {BOLD}adds up{OFF}\n\
         {}{RED}AssertionError{OFF}: expected 41 to be 42\n{} \u{1b}[36m❯{OFF} src/cart.test.ts:\u{1b}[2m12:5{OFF}\n\
         {}\u{1b}[2m Tests {OFF} {RED}1 failed{OFF} | {GREEN}60 passed{OFF}\n\
         {}##[error]Process completed with exit code 1.\n",
        at(1),
        at(2),
        at(3),
        at(4),
        at(70),
        at(71),
        at(72),
        at(73),
        at(74),
    );
    assert_snapshot!(seen("gh run view 1 --log", &text), @r#"
    [next 11 lines begin with "2024-05-01T10:"]
    00:01.1234567Z ##[group]Run npm test
    00:02.1234567Z npm test
    00:03.1234567Z shell: /usr/bin/bash -e {0}
    00:04.1234567Z ##[endgroup]
    [lines 5-62 left out, like lines shown]
    01:08.1234567Z ✓ src/page68.test.ts (68 tests)
    01:09.1234567Z ✓ src/page69.test.ts (69 tests)
    01:10.1234567Z ✗ src/cart.test.ts > adds up
    01:11.1234567Z AssertionError: expected 41 to be 42
    01:12.1234567Z  ❯ src/cart.test.ts:12:5
    01:13.1234567Z  Tests  1 failed | 60 passed
    01:14.1234567Z ##[error]Process completed with exit code 1.
    [32 display codes left out]
    [58 of 69 lines left out; headroom_retrieve hr_... with lines or find fetches them]
    "#);
}

#[test]
fn grep() {
    let path =
        |path: &str| format!("\u{1b}[35m\u{1b}[K{path}\u{1b}[m\u{1b}[K\u{1b}[36m\u{1b}[K:{OFF}");
    let hit = |n: usize| {
        let found = "\u{1b}[01;31m\u{1b}[Kprice\u{1b}[m\u{1b}[K";
        format!("{}{n}:    total += {found}(item{n});\n", path("services/shop/src/cart.ts"))
    };
    let text: String = (3..12).map(hit).collect();
    assert_snapshot!(seen("grep -rn --color=always price services", &text), @r"
    services/shop/src/cart.ts (9 hits)
    3:    total += price(item3);
    4:    total += price(item4);
    5:    total += price(item5);
    6:    total += price(item6);
    7:    total += price(item7);
    8:    total += price(item8);
    9:    total += price(item9);
    10:    total += price(item10);
    11:    total += price(item11);
    [99 display codes left out; headroom_retrieve hr_... with find fetches them]
    ");
}

#[test]
fn json_lines() {
    let level = |n: usize| {
        if n % 9 == 5 { r"\u001b[31mERROR\u001b[39m" } else { r"\u001b[32mINFO\u001b[39m" }
    };
    let line = |n: usize| {
        format!(
            r#"{{"log":"{} \u001b[1mworker {n}\u001b[22m took job {}\n","stream":"stdout"}}"#,
            level(n),
            n * 31
        ) + "\n"
    };
    let text: String = (0..12).map(line).collect();
    assert_snapshot!(seen("docker logs --raw shop", &text), @r#"
    {"log":"INFO worker 0 took job 0\n","stream":"stdout"}
    {"log":"INFO worker 1 took job 31\n","stream":"stdout"}
    {"log":"INFO worker 2 took job 62\n","stream":"stdout"}
    {"log":"INFO worker 3 took job 93\n","stream":"stdout"}
    {"log":"INFO worker 4 took job 124\n","stream":"stdout"}
    {"log":"ERROR worker 5 took job 155\n","stream":"stdout"}
    {"log":"INFO worker 6 took job 186\n","stream":"stdout"}
    {"log":"INFO worker 7 took job 217\n","stream":"stdout"}
    {"log":"INFO worker 8 took job 248\n","stream":"stdout"}
    {"log":"INFO worker 9 took job 279\n","stream":"stdout"}
    {"log":"INFO worker 10 took job 310\n","stream":"stdout"}
    {"log":"INFO worker 11 took job 341\n","stream":"stdout"}
    [48 display codes left out; headroom_retrieve hr_... with find fetches them]
    "#);
}
