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
