//! What a model sees of the output of each tool: one small sample of our own for each.

#![cfg(feature = "log")]
#![allow(clippy::indexing_slicing, clippy::string_slice, clippy::unwrap_used)]

use headroom_compressors::LogCompressor;
use headroom_core::notice::{Lines, Notice};
use headroom_core::{Budget, Compressor, ContentType, Estimator, Input, Like, Piece, check};
use insta::assert_snapshot;

/// The text as a model would see it, notices included but for the one with the handle.
fn seen(parts: &[String]) -> String {
    let text = &parts.concat();
    let (log, tokens) = (LogCompressor::new(), Estimator::new());
    let input = Input::new(text, ContentType::LOG, &tokens).with_budget(Budget::recoverable(300));
    let rewrite = log.compress(&input).unwrap();
    check::verify(&log, &input, &rewrite).unwrap();
    let number = |at: usize| text[..at].matches('\n').count() + 1;
    let (mut out, mut at) = (String::new(), 0);
    for piece in rewrite.pieces() {
        let span = piece.span();
        out.push_str(&text[at..span.start]);
        match piece {
            Piece::Elided(elision) => {
                let lines = Lines::new(number(span.start), number(span.end) - 1);
                let shown = elision.like == Like::Shown;
                let counts = elision.counts.clone();
                out.push_str(&format!("{}\n", Notice::LeftOut { lines, shown, counts }));
            }
            Piece::Folded { text, .. } => out.push_str(text),
            _ => {}
        }
        at = span.end;
    }
    out + &text[at..]
}

/// So many lines: `{n}` is the number of a line from 1 on, `{nn}` that modulo 60 with two digits.
fn many(lines: usize, line: &str) -> String {
    let one =
        |n: usize| line.replace("{nn}", &format!("{:02}", n % 60)).replace("{n}", &n.to_string());
    (1..=lines).map(one).collect()
}

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

#[test]
fn maven() {
    let seen = seen(&[
        many(30, r"[INFO] Downloaded from central: https://repo.example/org/example/dep-{n}/1.0/dep-{n}-1.0.jar (1{n} kB)
"),
        r"[INFO] Running com.example.StoreTest
[ERROR] Tests run: 4, Failures: 1, Errors: 0, Skipped: 0, Time elapsed: 0.041 s <<< FAILURE! - in com.example.StoreTest
[ERROR] com.example.StoreTest.evictsTheOldest  Time elapsed: 0.002 s  <<< FAILURE!
java.lang.AssertionError: expected:<2> but was:<3>
	at org.junit.Assert.fail(Assert.java:89)
	at org.junit.Assert.failNotEquals(Assert.java:835)
	at org.junit.Assert.assertEquals(Assert.java:647)
	at com.example.StoreTest.evictsTheOldest(StoreTest.java:31)
	at java.base/jdk.internal.reflect.DirectMethodHandleAccessor.invoke(DirectMethodHandleAccessor.java:103)
	at java.base/java.lang.reflect.Method.invoke(Method.java:580)
	at org.junit.runners.model.FrameworkMethod$1.runReflectiveCall(FrameworkMethod.java:59)
	at org.junit.runners.ParentRunner.run(ParentRunner.java:413)

[INFO] Results:
[ERROR] Failures:
[ERROR]   StoreTest.evictsTheOldest:31 expected:<2> but was:<3>
[ERROR] Tests run: 4, Failures: 1, Errors: 0, Skipped: 0
[INFO] BUILD FAILURE
[INFO] Total time:  2.104 s
".to_owned(),
    ]);
    assert_snapshot!(seen, @r"
    [INFO] Downloaded from central: https://repo.example/org/example/dep-1/1.0/dep-1-1.0.jar (11 kB)
    [INFO] Downloaded from central: https://repo.example/org/example/dep-2/1.0/dep-2-1.0.jar (12 kB)
    [lines 3-28 left out, like lines shown]
    [INFO] Downloaded from central: https://repo.example/org/example/dep-29/1.0/dep-29-1.0.jar (129 kB)
    [INFO] Downloaded from central: https://repo.example/org/example/dep-30/1.0/dep-30-1.0.jar (130 kB)
    [INFO] Running com.example.StoreTest
    [ERROR] Tests run: 4, Failures: 1, Errors: 0, Skipped: 0, Time elapsed: 0.041 s <<< FAILURE! - in com.example.StoreTest
    [ERROR] com.example.StoreTest.evictsTheOldest  Time elapsed: 0.002 s  <<< FAILURE!
    java.lang.AssertionError: expected:<2> but was:<3>
    	at org.junit.Assert.fail(Assert.java:89)
    [lines 36-37 left out]
    	at com.example.StoreTest.evictsTheOldest(StoreTest.java:31)
    [lines 39-42 left out]

    [INFO] Results:
    [ERROR] Failures:
    [ERROR]   StoreTest.evictsTheOldest:31 expected:<2> but was:<3>
    [ERROR] Tests run: 4, Failures: 1, Errors: 0, Skipped: 0
    [INFO] BUILD FAILURE
    [INFO] Total time:  2.104 s
    ");
}

#[test]
fn gradle() {
    let seen = seen(&[
        many(
            30,
            r"> Task :module-{n}:compileJava UP-TO-DATE
",
        ),
        r"> Task :store:test FAILED

com.example.StoreTest > evictsTheOldest FAILED
    java.lang.AssertionError at StoreTest.java:31

4 tests completed, 1 failed

FAILURE: Build failed with an exception.

* What went wrong:
Execution failed for task ':store:test'.
> There were failing tests. See the report at: file:///srv/build/reports/index.html

BUILD FAILED in 4s
"
        .to_owned(),
    ]);
    assert_snapshot!(seen, @r"
    > Task :module-1:compileJava UP-TO-DATE
    > Task :module-2:compileJava UP-TO-DATE
    [lines 3-28 left out, like lines shown]
    > Task :module-29:compileJava UP-TO-DATE
    > Task :module-30:compileJava UP-TO-DATE
    > Task :store:test FAILED

    com.example.StoreTest > evictsTheOldest FAILED
        java.lang.AssertionError at StoreTest.java:31

    4 tests completed, 1 failed

    FAILURE: Build failed with an exception.

    * What went wrong:
    Execution failed for task ':store:test'.
    > There were failing tests. See the report at: file:///srv/build/reports/index.html

    BUILD FAILED in 4s
    ");
}

#[test]
fn tsc_and_eslint() {
    let seen = seen(&[
        many(
            40,
            r"Compiled src/part{n}.ts in {n}ms
",
        ),
        r"src/store.ts(41,9): error TS2304: Cannot find name 'evict'.

/srv/src/store.js
  41:9  error  'evict' is not defined  no-undef

✖ 1 problem (1 error, 0 warnings)
"
        .to_owned(),
    ]);
    assert_snapshot!(seen, @r"
    Compiled src/part1.ts in 1ms
    Compiled src/part2.ts in 2ms
    [lines 3-38 left out, like lines shown]
    Compiled src/part39.ts in 39ms
    Compiled src/part40.ts in 40ms
    src/store.ts(41,9): error TS2304: Cannot find name 'evict'.

    /srv/src/store.js
      41:9  error  'evict' is not defined  no-undef

    ✖ 1 problem (1 error, 0 warnings)
    ");
}

#[test]
fn make_and_gcc() {
    let seen = seen(&[
        many(
            40,
            r"  CC      src/part_{n}.o
",
        ),
        r"src/store.c: In function 'put':
src/store.c:41:9: error: implicit declaration of function 'evict'
   41 |         evict(store);
      |         ^~~~~
make[1]: *** [Makefile:12: src/store.o] Error 1
make: *** [Makefile:4: all] Error 2
"
        .to_owned(),
    ]);
    assert_snapshot!(seen, @r"
      CC      src/part_1.o
      CC      src/part_2.o
    [lines 3-38 left out, like lines shown]
      CC      src/part_39.o
      CC      src/part_40.o
    src/store.c: In function 'put':
    src/store.c:41:9: error: implicit declaration of function 'evict'
       41 |         evict(store);
          |         ^~~~~
    make[1]: *** [Makefile:12: src/store.o] Error 1
    make: *** [Makefile:4: all] Error 2
    ");
}

#[test]
fn cmake_and_ctest() {
    let seen = seen(&[
        many(
            40,
            r"-- Looking for symbol_{n} - found
",
        ),
        r"CMake Warning at CMakeLists.txt:9 (message):
  no compression library: files stay as they are

      Start 3: evicts_the_oldest
3/9 Test #3: evicts_the_oldest .............***Failed    0.02 sec

89% tests passed, 1 tests failed out of 9

The following tests FAILED:
	  3 - evicts_the_oldest (Failed)
Errors while running CTest
"
        .to_owned(),
    ]);
    assert_snapshot!(seen, @r"
    -- Looking for symbol_1 - found
    -- Looking for symbol_2 - found
    [lines 3-38 left out, like lines shown]
    -- Looking for symbol_39 - found
    -- Looking for symbol_40 - found
    CMake Warning at CMakeLists.txt:9 (message):
      no compression library: files stay as they are

          Start 3: evicts_the_oldest
    3/9 Test #3: evicts_the_oldest .............***Failed    0.02 sec

    89% tests passed, 1 tests failed out of 9

    The following tests FAILED:
    	  3 - evicts_the_oldest (Failed)
    Errors while running CTest
    ");
}

#[test]
fn npm() {
    let seen = seen(&[
        many(
            40,
            r"npm http fetch GET 200 https://registry.example/dep-{n} 4{n}ms (cache miss)
",
        ),
        r"npm error code ETARGET
npm error notarget No matching version found for store@9.
npm error A complete log of this run can be found in: /home/me/.npm/_logs/debug-0.log
"
        .to_owned(),
    ]);
    assert_snapshot!(seen, @r"
    npm http fetch GET 200 https://registry.example/dep-1 41ms (cache miss)
    npm http fetch GET 200 https://registry.example/dep-2 42ms (cache miss)
    [lines 3-38 left out, like lines shown]
    npm http fetch GET 200 https://registry.example/dep-39 439ms (cache miss)
    npm http fetch GET 200 https://registry.example/dep-40 440ms (cache miss)
    npm error code ETARGET
    npm error notarget No matching version found for store@9.
    npm error A complete log of this run can be found in: /home/me/.npm/_logs/debug-0.log
    ");
}

#[test]
fn pip() {
    let seen = seen(&[
        r"Obtaining file:///srv/app
".to_owned(),
        many(30, r"Requirement already satisfied: dep-{n}>=1.{n} in /opt/venv/lib/python3.12/site-packages (from app==1.0) (1.{n}.2)
"),
        r"ERROR: Could not find a version that satisfies the requirement store==9 (from app) (from versions: 1.0, 1.1)
ERROR: No matching distribution found for store==9
".to_owned(),
    ]);
    assert_snapshot!(seen, @r"
    Obtaining file:///srv/app
    Requirement already satisfied: dep-1>=1.1 in /opt/venv/lib/python3.12/site-packages (from app==1.0) (1.1.2)
    [lines 3-29 left out, like lines shown]
    Requirement already satisfied: dep-29>=1.29 in /opt/venv/lib/python3.12/site-packages (from app==1.0) (1.29.2)
    Requirement already satisfied: dep-30>=1.30 in /opt/venv/lib/python3.12/site-packages (from app==1.0) (1.30.2)
    ERROR: Could not find a version that satisfies the requirement store==9 (from app) (from versions: 1.0, 1.1)
    ERROR: No matching distribution found for store==9
    ");
}

#[test]
fn docker_build() {
    let seen = seen(&[
        many(
            40,
            r"#7 0.{n} Get:{n} http://deb.example/debian bookworm/main amd64 dep-{n} amd64 1.{n} [12 kB]
",
        ),
        r#"#8 [3/4] RUN make store
#8 0.412 make: *** No rule to make target 'store'.  Stop.
#8 ERROR: process "/bin/sh -c make store" did not complete successfully: exit code: 2
------
 > [3/4] RUN make store:
0.412 make: *** No rule to make target 'store'.  Stop.
------
ERROR: failed to solve: process "/bin/sh -c make store" did not complete successfully: exit code: 2
"#
        .to_owned(),
    ]);
    assert_snapshot!(seen, @r#"
    #7 0.1 Get:1 http://deb.example/debian bookworm/main amd64 dep-1 amd64 1.1 [12 kB]
    #7 0.2 Get:2 http://deb.example/debian bookworm/main amd64 dep-2 amd64 1.2 [12 kB]
    [lines 3-39 left out, like lines shown]
    #7 0.40 Get:40 http://deb.example/debian bookworm/main amd64 dep-40 amd64 1.40 [12 kB]
    #8 [3/4] RUN make store
    #8 0.412 make: *** No rule to make target 'store'.  Stop.
    #8 ERROR: process "/bin/sh -c make store" did not complete successfully: exit code: 2
    ------
     > [3/4] RUN make store:
    0.412 make: *** No rule to make target 'store'.  Stop.
    ------
    ERROR: failed to solve: process "/bin/sh -c make store" did not complete successfully: exit code: 2
    "#);
}

#[test]
fn github_actions() {
    let seen = seen(&[
        many(
            40,
            r"2026-03-01T10:00:{nn}.0000000Z Downloading dep-{n}
",
        ),
        r"2026-03-01T10:01:07.0000000Z ##[group]Run ./check
2026-03-01T10:01:07.1000000Z ##[endgroup]
2026-03-01T10:01:08.0000000Z Please commit what the build generates
2026-03-01T10:01:08.1000000Z ##[error]Process completed with exit code 1.
"
        .to_owned(),
    ]);
    assert_snapshot!(seen, @r#"
    [next 8 lines begin with "2026-03-01T10:"]
    00:01.0000000Z Downloading dep-1
    00:02.0000000Z Downloading dep-2
    [lines 3-38 left out, like lines shown]
    00:39.0000000Z Downloading dep-39
    00:40.0000000Z Downloading dep-40
    01:07.0000000Z ##[group]Run ./check
    01:07.1000000Z ##[endgroup]
    01:08.0000000Z Please commit what the build generates
    01:08.1000000Z ##[error]Process completed with exit code 1.
    "#);
}

#[test]
fn log4j() {
    let seen = seen(&[
        many(
            60,
            r"2026-03-01 10:00:{nn},120 INFO  [worker-{n}] com.example.Store - stored entry {n}
",
        ),
        r"2026-03-01 10:01:02,001 WARN  [gc] com.example.Heap - pause of 412 ms
2026-03-01 10:01:03,120 ERROR [worker-7] com.example.Store - cannot evict entry 7
java.io.IOException: no space left
	at com.example.Disk.write(Disk.java:7)
	at java.base/java.io.FileOutputStream.write(FileOutputStream.java:367)
	at java.base/java.io.BufferedOutputStream.flush(BufferedOutputStream.java:100)
	at java.base/java.io.DataOutputStream.flush(DataOutputStream.java:128)
	at com.example.Store.put(Store.java:41)
2026-03-01 10:01:04,500 INFO  [main] com.example.Main - shutting down
"
        .to_owned(),
    ]);
    assert_snapshot!(seen, @r#"
    [next 6 lines begin with "2026-03-01 10:"]
    00:01,120 INFO  [worker-1] com.example.Store - stored entry 1
    00:02,120 INFO  [worker-2] com.example.Store - stored entry 2
    [lines 3-58 left out, like lines shown]
    00:59,120 INFO  [worker-59] com.example.Store - stored entry 59
    00:00,120 INFO  [worker-60] com.example.Store - stored entry 60
    01:02,001 WARN  [gc] com.example.Heap - pause of 412 ms
    01:03,120 ERROR [worker-7] com.example.Store - cannot evict entry 7
    java.io.IOException: no space left
    	at com.example.Disk.write(Disk.java:7)
    [lines 65-66 left out]
    	at java.base/java.io.DataOutputStream.flush(DataOutputStream.java:128)
    	at com.example.Store.put(Store.java:41)
    2026-03-01 10:01:04,500 INFO  [main] com.example.Main - shutting down
    "#);
}

#[test]
fn logfmt() {
    let seen = seen(&[
        many(
            60,
            r#"time=2026-03-01T10:00:{nn}Z level=info msg="stored entry" id={n} took={n}ms
"#,
        ),
        r#"time=2026-03-01T10:01:03Z level=error msg="cannot evict" id=7 err="no space left"
time=2026-03-01T10:01:04Z level=info msg="shutting down"
"#
        .to_owned(),
    ]);
    assert_snapshot!(seen, @r#"
    [next 6 lines begin with "time=2026-03-01T10:"]
    00:01Z level=info msg="stored entry" id=1 took=1ms
    00:02Z level=info msg="stored entry" id=2 took=2ms
    [lines 3-58 left out, like lines shown]
    00:59Z level=info msg="stored entry" id=59 took=59ms
    00:00Z level=info msg="stored entry" id=60 took=60ms
    01:03Z level=error msg="cannot evict" id=7 err="no space left"
    01:04Z level=info msg="shutting down"
    "#);
}

#[test]
fn json_lines() {
    let seen = seen(&[
        many(60, r#"{"ts":"2026-03-01T10:00:{nn}Z","level":"info","msg":"stored entry","id":{n}}
"#),
        r#"{"ts":"2026-03-01T10:01:03Z","level":"error","msg":"cannot evict","id":7,"err":"no space left"}
{"ts":"2026-03-01T10:01:04Z","level":"info","msg":"shutting down"}
"#.to_owned(),
    ]);
    assert_snapshot!(seen, @r#"
    {"ts":"2026-03-01T10:00:01Z","level":"info","msg":"stored entry","id":1}
    {"ts":"2026-03-01T10:00:02Z","level":"info","msg":"stored entry","id":2}
    [lines 3-58 left out, like lines shown]
    {"ts":"2026-03-01T10:00:59Z","level":"info","msg":"stored entry","id":59}
    {"ts":"2026-03-01T10:00:00Z","level":"info","msg":"stored entry","id":60}
    {"ts":"2026-03-01T10:01:03Z","level":"error","msg":"cannot evict","id":7,"err":"no space left"}
    {"ts":"2026-03-01T10:01:04Z","level":"info","msg":"shutting down"}
    "#);
}

#[test]
fn klog() {
    let seen = seen(&[
        many(
            60,
            r"I0301 10:00:{nn}.000000   12 store.go:{n}] stored entry {n}
",
        ),
        r"E0301 10:01:03.000000   12 store.go:41] cannot evict entry 7: no space left
I0301 10:01:04.000000   12 main.go:9] shutting down
"
        .to_owned(),
    ]);
    assert_snapshot!(seen, @r#"
    [next 4 lines begin with "I0301 10:00:"]
    01.000000   12 store.go:1] stored entry 1
    02.000000   12 store.go:2] stored entry 2
    [lines 3-58 left out, like lines shown]
    59.000000   12 store.go:59] stored entry 59
    00.000000   12 store.go:60] stored entry 60
    E0301 10:01:03.000000   12 store.go:41] cannot evict entry 7: no space left
    I0301 10:01:04.000000   12 main.go:9] shutting down
    "#);
}

#[test]
fn syslog() {
    let seen = seen(&[
        many(
            60,
            r"Mar  1 10:00:{nn} box sshd[{n}]: Accepted publickey for me from 10.0.0.{n} port 4{n} ssh2
",
        ),
        r"Mar  1 10:01:03 box kernel: Out of memory: Killed process 4711 (store)
Mar  1 10:01:04 box systemd[1]: store.service: Failed with result 'oom-kill'.
"
        .to_owned(),
    ]);
    assert_snapshot!(seen, @r#"
    [next 6 lines begin with "Mar  1 10:"]
    00:01 box sshd[1]: Accepted publickey for me from 10.0.0.1 port 41 ssh2
    00:02 box sshd[2]: Accepted publickey for me from 10.0.0.2 port 42 ssh2
    [lines 3-58 left out, like lines shown]
    00:59 box sshd[59]: Accepted publickey for me from 10.0.0.59 port 459 ssh2
    00:00 box sshd[60]: Accepted publickey for me from 10.0.0.60 port 460 ssh2
    01:03 box kernel: Out of memory: Killed process 4711 (store)
    01:04 box systemd[1]: store.service: Failed with result 'oom-kill'.
    "#);
}

#[test]
fn access_log() {
    let seen = seen(&[
        many(
            60,
            r#"10.0.0.{n} - - [01/Mar/2026:10:00:{nn} +0000] "GET /entry/{n} HTTP/1.1" 200 4{n}
"#,
        ),
        r#"10.0.0.9 - - [01/Mar/2026:10:01:03 +0000] "PUT /entry/7 HTTP/1.1" 507 31
10.0.0.9 - - [01/Mar/2026:10:01:04 +0000] "GET /health HTTP/1.1" 200 2
"#
        .to_owned(),
    ]);
    assert_snapshot!(seen, @r#"
    10.0.0.1 - - [01/Mar/2026:10:00:01 +0000] "GET /entry/1 HTTP/1.1" 200 41
    10.0.0.2 - - [01/Mar/2026:10:00:02 +0000] "GET /entry/2 HTTP/1.1" 200 42
    [lines 3-58 left out, like lines shown]
    10.0.0.59 - - [01/Mar/2026:10:00:59 +0000] "GET /entry/59 HTTP/1.1" 200 459
    10.0.0.60 - - [01/Mar/2026:10:00:00 +0000] "GET /entry/60 HTTP/1.1" 200 460
    10.0.0.9 - - [01/Mar/2026:10:01:03 +0000] "PUT /entry/7 HTTP/1.1" 507 31
    10.0.0.9 - - [01/Mar/2026:10:01:04 +0000] "GET /health HTTP/1.1" 200 2
    "#);
}

#[test]
fn python_logging() {
    let seen = seen(&[
        many(
            60,
            r"2026-03-01 10:00:{nn},120 - store.writer - INFO - stored entry {n}
",
        ),
        r"2026-03-01 10:01:03,120 - store.writer - CRITICAL - cannot evict entry 7
2026-03-01 10:01:04,120 - store - INFO - shutting down
"
        .to_owned(),
    ]);
    assert_snapshot!(seen, @r#"
    [next 6 lines begin with "2026-03-01 10:"]
    00:01,120 - store.writer - INFO - stored entry 1
    00:02,120 - store.writer - INFO - stored entry 2
    [lines 3-58 left out, like lines shown]
    00:59,120 - store.writer - INFO - stored entry 59
    00:00,120 - store.writer - INFO - stored entry 60
    01:03,120 - store.writer - CRITICAL - cannot evict entry 7
    01:04,120 - store - INFO - shutting down
    "#);
}

#[test]
fn tracing() {
    let seen = seen(&[
        many(
            60,
            r"2026-03-01T10:00:{nn}.120Z  INFO store::writer: stored entry id={n}
",
        ),
        r"2026-03-01T10:01:03.120Z ERROR store::writer: cannot evict id=7 error=no space left
2026-03-01T10:01:04.120Z  INFO store: shutting down
"
        .to_owned(),
    ]);
    assert_snapshot!(seen, @r#"
    [next 6 lines begin with "2026-03-01T10:"]
    00:01.120Z  INFO store::writer: stored entry id=1
    00:02.120Z  INFO store::writer: stored entry id=2
    [lines 3-58 left out, like lines shown]
    00:59.120Z  INFO store::writer: stored entry id=59
    00:00.120Z  INFO store::writer: stored entry id=60
    01:03.120Z ERROR store::writer: cannot evict id=7 error=no space left
    01:04.120Z  INFO store: shutting down
    "#);
}
