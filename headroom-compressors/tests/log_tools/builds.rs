//! Builds, installations and what runs them.

use insta::assert_snapshot;

use super::{many, seen};

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
