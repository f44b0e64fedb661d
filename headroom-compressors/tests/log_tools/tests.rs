//! Compilers and runners of tests.

use insta::assert_snapshot;

use super::{many, seen};

#[test]
fn cargo_test() {
    let seen = seen(&[
        many(40, r"test store::tests::case_{n} ... ok
"),
        r"test store::tests::evicts_the_oldest ... FAILED
test store::tests::grows ... ok

failures:

---- store::tests::evicts_the_oldest stdout ----
opened the store with 3 entries

thread 'store::tests::evicts_the_oldest' (4711) panicked at src/store.rs:90:5:
assertion `left == right` failed
  left: 3
 right: 2
stack backtrace:
   0: __rustc::rust_begin_unwind
             at /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/std/src/panicking.rs:689:5
   1: core::panicking::panic_fmt
             at /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/panicking.rs:80:14
   2: core::panicking::assert_failed_inner
             at /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/panicking.rs:439:17
   3: store::tests::evicts_the_oldest
             at ./src/store.rs:90:5
   4: core::ops::function::FnOnce::call_once
             at /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/ops/function.rs:250:5
   5: test::__rust_begin_short_backtrace
             at /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/test/src/lib.rs:663:18
note: Some details are omitted, run with `RUST_BACKTRACE=full` for a verbose backtrace.

failures:
    store::tests::evicts_the_oldest

test result: FAILED. 41 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.02s
".to_owned(),
    ]);
    assert_snapshot!(seen, @r"
    test store::tests::case_1 ... ok
    test store::tests::case_2 ... ok
    [lines 3-38 left out, like lines shown]
    test store::tests::case_39 ... ok
    test store::tests::case_40 ... ok
    test store::tests::evicts_the_oldest ... FAILED
    test store::tests::grows ... ok

    failures:

    ---- store::tests::evicts_the_oldest stdout ----
    opened the store with 3 entries

    thread 'store::tests::evicts_the_oldest' (4711) panicked at src/store.rs:90:5:
    assertion `left == right` failed
      left: 3
     right: 2
    stack backtrace:
       0: __rustc::rust_begin_unwind
                 at /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/std/src/panicking.rs:689:5
    [lines 56-59 left out]
       3: store::tests::evicts_the_oldest
                 at ./src/store.rs:90:5
    [lines 62-65 left out]
    note: Some details are omitted, run with `RUST_BACKTRACE=full` for a verbose backtrace.

    failures:
        store::tests::evicts_the_oldest

    test result: FAILED. 41 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.02s
    ");
}

#[test]
fn rustc() {
    let seen = seen(&[
        many(
            40,
            r"   Compiling dep-{n} v1.{n}.0
",
        ),
        r"error[E0308]: mismatched types
  --> src/cache.rs:41:9
   |
40 |     fn size(&self) -> u32 {
   |                       --- expected `u32` because of return type
41 |         self.entries.len()
   |         ^^^^^^^^^^^^^^^^^^ expected `u32`, found `usize`

For more information about this error, try `rustc --explain E0308`.
error: could not compile `store` (lib) due to 1 previous error
"
        .to_owned(),
    ]);
    assert_snapshot!(seen, @r"
       Compiling dep-1 v1.1.0
       Compiling dep-2 v1.2.0
    [lines 3-38 left out, like lines shown]
       Compiling dep-39 v1.39.0
       Compiling dep-40 v1.40.0
    error[E0308]: mismatched types
      --> src/cache.rs:41:9
       |
    40 |     fn size(&self) -> u32 {
       |                       --- expected `u32` because of return type
    41 |         self.entries.len()
       |         ^^^^^^^^^^^^^^^^^^ expected `u32`, found `usize`

    For more information about this error, try `rustc --explain E0308`.
    error: could not compile `store` (lib) due to 1 previous error
    ");
}

#[test]
fn pytest() {
    let seen = seen(&[
        r"============================= test session starts ==============================
platform linux -- Python 3.12.3, pytest-8.3.3, pluggy-1.5.0
rootdir: /srv/store
plugins: cov-5.0.0, xdist-3.6.1, asyncio-0.24.0, mock-3.14.0
collected 44 items

"
        .to_owned(),
        many(
            40,
            r"tests/test_store.py::test_case_{n} PASSED
",
        ),
        r#"tests/test_store.py::test_evicts FAILED

=================================== FAILURES ===================================
_________________________________ test_evicts __________________________________

store = <Store at 0x7f0a>

    def test_evicts(store):
        store.put("a")
        store.put("b")
>       assert store.size() == fetch_limit()

tests/test_store.py:12:
_ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _
src/store/limits.py:8: in fetch_limit
    return requests.get(URL).json()["limit"]
/opt/venv/lib/python3.12/site-packages/requests/api.py:73: in get
    return request("get", url, params=params, **kwargs)
/opt/venv/lib/python3.12/site-packages/requests/api.py:59: in request
    return session.request(method=method, url=url, **kwargs)
/opt/venv/lib/python3.12/site-packages/requests/sessions.py:589: in request
    resp = self.send(prep, **send_kwargs)
/opt/venv/lib/python3.12/site-packages/requests/sessions.py:703: in send
    r = adapter.send(request, **kwargs)
/opt/venv/lib/python3.12/site-packages/requests/adapters.py:700: in send
    raise ConnectionError(e, request=request)
E   requests.exceptions.ConnectionError: no route to limits.internal
----------------------------- Captured stdout call -----------------------------
asking for the limit
=========================== short test summary info ============================
FAILED tests/test_store.py::test_evicts - requests.exceptions.ConnectionError: no route
======================== 1 failed, 43 passed in 1.21s =========================
"#
        .to_owned(),
    ]);
    assert_snapshot!(seen, @r#"
    ============================= test session starts ==============================
    platform linux -- Python 3.12.3, pytest-8.3.3, pluggy-1.5.0
    rootdir: /srv/store
    plugins: cov-5.0.0, xdist-3.6.1, asyncio-0.24.0, mock-3.14.0
    collected 44 items

    [lines 7-44 left out, like lines shown]
    tests/test_store.py::test_case_39 PASSED
    tests/test_store.py::test_case_40 PASSED
    tests/test_store.py::test_evicts FAILED

    =================================== FAILURES ===================================
    _________________________________ test_evicts __________________________________

    store = <Store at 0x7f0a>

        def test_evicts(store):
            store.put("a")
            store.put("b")
    >       assert store.size() == fetch_limit()

    tests/test_store.py:12:
    _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _
    src/store/limits.py:8: in fetch_limit
        return requests.get(URL).json()["limit"]
    [lines 63-70 left out]
    /opt/venv/lib/python3.12/site-packages/requests/adapters.py:700: in send
        raise ConnectionError(e, request=request)
    E   requests.exceptions.ConnectionError: no route to limits.internal
    ----------------------------- Captured stdout call -----------------------------
    asking for the limit
    =========================== short test summary info ============================
    FAILED tests/test_store.py::test_evicts - requests.exceptions.ConnectionError: no route
    ======================== 1 failed, 43 passed in 1.21s =========================
    "#);
}

#[test]
fn python_traceback() {
    let seen = seen(&[
        many(
            20,
            r"loading part {n} of the index from /srv/data/index
",
        ),
        r#"Traceback (most recent call last):
  File "/srv/app/main.py", line 8, in <module>
    from app.store import Store
  File "/srv/app/store/__init__.py", line 1, in <module>
    from .store import Store
  File "/srv/app/store/store.py", line 4, in <module>
    from .limits import LIMIT
  File "/srv/app/store/limits.py", line 9, in <module>
    LIMIT = load()
  File "/srv/app/store/limits.py", line 6, in load
    return yaml.safe_load(open("limits.yaml"))["limit"]
  File "/usr/lib/python3/dist-packages/yaml/__init__.py", line 125, in safe_load
    return load(stream, SafeLoader)
  File "/usr/lib/python3/dist-packages/yaml/__init__.py", line 81, in load
    return loader.get_single_data()
  File "/usr/lib/python3/dist-packages/yaml/constructor.py", line 49, in get_single_data
    node = self.get_single_node()
  File "/usr/lib/python3/dist-packages/yaml/composer.py", line 36, in get_single_node
    document = self.compose_document()
yaml.scanner.ScannerError: mapping values are not allowed here
  in "limits.yaml", line 3, column 12
"#
        .to_owned(),
    ]);
    assert_snapshot!(seen, @r#"
    loading part 1 of the index from /srv/data/index
    loading part 2 of the index from /srv/data/index
    [lines 3-18 left out, like lines shown]
    loading part 19 of the index from /srv/data/index
    loading part 20 of the index from /srv/data/index
    Traceback (most recent call last):
      File "/srv/app/main.py", line 8, in <module>
        from app.store import Store
    [lines 24-27 left out]
      File "/srv/app/store/limits.py", line 9, in <module>
        LIMIT = load()
      File "/srv/app/store/limits.py", line 6, in load
        return yaml.safe_load(open("limits.yaml"))["limit"]
    [lines 32-37 left out]
      File "/usr/lib/python3/dist-packages/yaml/composer.py", line 36, in get_single_node
        document = self.compose_document()
    yaml.scanner.ScannerError: mapping values are not allowed here
      in "limits.yaml", line 3, column 12
    "#);
}

#[test]
fn jest() {
    let seen = seen(&[
        many(
            30,
            r"  ✓ keeps entry {n} (2 ms)
",
        ),
        r"  ✕ evicts the oldest (5 ms)

  ● store › evicts the oldest

    expect(received).toBe(expected) // Object.is equality

    Expected: 2
    Received: 3

      10 |   store.put('c');
    > 11 |   expect(store.size).toBe(2);
         |                      ^

      at Object.<anonymous> (test/store.test.js:11:22)
      at Promise.then.completed (node_modules/jest-circus/build/utils.js:298:28)
      at new Promise (<anonymous>)
      at callAsyncCircusFn (node_modules/jest-circus/build/utils.js:231:10)
      at _callCircusTest (node_modules/jest-circus/build/run.js:316:40)
      at processTicksAndRejections (node:internal/process/task_queues:95:5)

Test Suites: 1 failed, 1 total
Tests:       1 failed, 30 passed, 31 total
Time:        0.8 s
"
        .to_owned(),
    ]);
    assert_snapshot!(seen, @r"
      ✓ keeps entry 1 (2 ms)
      ✓ keeps entry 2 (2 ms)
    [lines 3-28 left out, like lines shown]
      ✓ keeps entry 29 (2 ms)
      ✓ keeps entry 30 (2 ms)
      ✕ evicts the oldest (5 ms)

      ● store › evicts the oldest

        expect(received).toBe(expected) // Object.is equality

        Expected: 2
        Received: 3

          10 |   store.put('c');
        > 11 |   expect(store.size).toBe(2);
             |                      ^

          at Object.<anonymous> (test/store.test.js:11:22)
    [lines 45-49 left out]

    Test Suites: 1 failed, 1 total
    Tests:       1 failed, 30 passed, 31 total
    Time:        0.8 s
    ");
}

#[test]
fn go_test() {
    let seen = seen(&[
        many(
            25,
            r"=== RUN   TestCase{n}
--- PASS: TestCase{n} (0.00s)
",
        ),
        r"=== RUN   TestEvicts
    store_test.go:31: size = 3, want 2
--- FAIL: TestEvicts (0.00s)
FAIL
exit status 1
FAIL	example.com/store	0.004s
"
        .to_owned(),
    ]);
    assert_snapshot!(seen, @r"
    === RUN   TestCase1
    --- PASS: TestCase1 (0.00s)
    [lines 3-46 left out, like lines shown]
    === RUN   TestCase24
    --- PASS: TestCase24 (0.00s)
    === RUN   TestCase25
    --- PASS: TestCase25 (0.00s)
    === RUN   TestEvicts
        store_test.go:31: size = 3, want 2
    --- FAIL: TestEvicts (0.00s)
    FAIL
    exit status 1
    FAIL	example.com/store	0.004s
    ");
}

/// What a test compared stands at the margin.
#[test]
fn mocha_with_values() {
    let failed = |n: usize| {
        format!(
            "  {n}) Cart {n}\n       counts item {n}:\n\n      AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:\n\n{n} !== {n}9\n\n      + expected - actual\n\n      -{n}\n      +{n}9\n      \n      at Context.<anonymous> (test/cart.js:{n}:12)\n\n"
        )
    };
    let seen = seen(&[
        many(150, "    ✔ counts item {n} of the cart\n"),
        "\n\n  150 passing (40ms)\n  2 failing\n\n".into(),
        failed(1),
        failed(2),
    ]);
    assert!(seen.ends_with(&(failed(1) + &failed(2))), "{seen}");
}

#[test]
fn vitest() {
    let seen = seen(&[
        "\n RUN  v4.1.12 /src\n\n ❯ cart.test.mjs (61 tests | 1 failed) 330ms\n".into(),
        many(40, "     ✓ counts item {n} of the cart 0ms\n"),
        "     × adds the tax 8ms\n".into(),
        many(20, "     ✓ keeps item {n} of the cart 0ms\n"),
        "\n⎯⎯⎯⎯ Failed Tests 1 ⎯⎯⎯⎯\n\n FAIL  cart.test.mjs > cart > adds the tax\nAssertionError: expected [ Array(2) ] to deeply equal [ Array(2) ]\n\n- Expected\n+ Received\n\n@@ -4,9 +4,9 @@\n      \"qty\": 1,\n-     \"tax\": 3,\n+     \"tax\": 2,\n\n ❯ cart.test.mjs:10:116\n\n⎯⎯⎯⎯⎯⎯\n\n Test Files  1 failed (1)\n      Tests  1 failed | 60 passed (61)\n".into(),
    ]);
    assert_snapshot!(seen, @r#"
     RUN  v4.1.12 /src

     ❯ cart.test.mjs (61 tests | 1 failed) 330ms
    [lines 5-42 left out, like lines shown]
         ✓ counts item 39 of the cart 0ms
         ✓ counts item 40 of the cart 0ms
         × adds the tax 8ms
    [lines 46-63 left out, like lines shown]
         ✓ keeps item 19 of the cart 0ms
         ✓ keeps item 20 of the cart 0ms

    ⎯⎯⎯⎯ Failed Tests 1 ⎯⎯⎯⎯

     FAIL  cart.test.mjs > cart > adds the tax
    AssertionError: expected [ Array(2) ] to deeply equal [ Array(2) ]

    - Expected
    + Received

    @@ -4,9 +4,9 @@
          "qty": 1,
    -     "tax": 3,
    +     "tax": 2,

     ❯ cart.test.mjs:10:116

    ⎯⎯⎯⎯⎯⎯

     Test Files  1 failed (1)
          Tests  1 failed | 60 passed (61)
    "#);
}

#[test]
fn node_test() {
    let seen = seen(&[
        "▶ cart\n".into(),
        many(60, "  ✔ counts item {n} of the cart (0.{nn}ms)\n"),
        "  ✖ adds the tax (0.8ms)\n    AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:\n    \n    0 !== 9.9\n    \n        at TestContext.<anonymous> (/src/cart.test.js:8:101)\n✖ cart (4.5ms)\n".into(),
        "ℹ tests 61\nℹ suites 1\nℹ pass 60\nℹ fail 1\nℹ cancelled 0\nℹ skipped 0\nℹ todo 0\nℹ duration_ms 121.6\n".into(),
    ]);
    assert_snapshot!(seen, @r"
    ▶ cart
      ✔ counts item 1 of the cart (0.01ms)
    [lines 3-59 left out, like lines shown]
      ✔ counts item 59 of the cart (0.59ms)
      ✔ counts item 60 of the cart (0.00ms)
      ✖ adds the tax (0.8ms)
        AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:
        
        0 !== 9.9
        
            at TestContext.<anonymous> (/src/cart.test.js:8:101)
    ✖ cart (4.5ms)
    ℹ tests 61
    ℹ suites 1
    ℹ pass 60
    ℹ fail 1
    ℹ cancelled 0
    ℹ skipped 0
    ℹ todo 0
    ℹ duration_ms 121.6
    ");
}

#[test]
fn go_test_json() {
    let event = |action: &str, test: &str, more: &str| {
        format!(
            "{{\"Time\":\"2026-03-01T10:00:00.1Z\",\"Action\":\"{action}\",\"Package\":\"shop\",\"Test\":\"{test}\"{more}}}\n"
        )
    };
    let output =
        |test: &str, text: &str| event("output", test, &format!(",\"Output\":\"{text}\\n\""));
    let passed = |n: usize| {
        let name = format!("TestCount{n}");
        event("run", &name, "")
            + &output(&name, &format!("--- PASS: {name} (0.00s)"))
            + &event("pass", &name, ",\"Elapsed\":0")
    };
    let failed = |n: usize| {
        let name = format!("TestTax{n}");
        event("run", &name, "")
            + &output(&name, &format!("    cart_test.go:{n}: tax = 2, want {n}"))
            + &event("fail", &name, ",\"Elapsed\":0")
    };
    let seen = seen(&[
        "# shop/bad\nbad/bad.go:3:16: imported and not used: \"os\"\n".into(),
        (1..30).map(passed).collect(),
        (1..4).map(failed).collect(),
        (30..60).map(passed).collect(),
        failed(9),
    ]);
    for n in [1, 2, 3, 9] {
        assert!(seen.contains(&format!("tax = 2, want {n}")), "{seen}");
        assert!(seen.contains(&event("fail", &format!("TestTax{n}"), ",\"Elapsed\":0")), "{seen}");
    }
    assert!(!seen.contains("TestCount40"), "{seen}");
}

#[test]
fn one_test_was_skipped() {
    let seen = seen(&[
        many(60, "test_counts_{n} (shop.CartTest) ... ok\n"),
        "test_of_memory (shop.CartTest) ... skipped 'not enough memory'\n".into(),
        many(60, "test_keeps_{n} (shop.CartTest) ... ok\n"),
        "\n----------------------------------------------------------------------\nRan 121 tests in 0.4s\n\nOK (skipped=1)\n".into(),
    ]);
    assert!(seen.contains("... skipped 'not enough memory'\n"), "{seen}");
}
