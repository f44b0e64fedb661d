//! Runs in which very much fails: each failure is named once, its place and message stand by it, and
//! what the first ones have told is not told again.

use insta::assert_snapshot;

use super::{many, seen};

#[test]
fn the_calls_of_libraries_are_told_once() {
    let calls = "      at Test._assertStatus (node_modules/supertest/lib/test.js:252:14)\n      at Server.emit (node:events:524:28)\n      at emitCloseNT (node:net:2344:8)\n\n";
    let failure = |n: usize| {
        format!(
            "  {n}) shop\n       carts\n         answers for item {n}:\n     Error: expected 200 \"OK\", got 404 \"Not Found\"\n      at Context.<anonymous> (test/shop.js:{n}1:8)\n  ----\n{calls}"
        )
    };
    let seen = seen(&[
        "\n  shop\n    carts\n".to_owned(),
        many(300, "      ✔ keeps item {n} for a while, and gives it back when it is asked for\n"),
        many(5, "      {n}) answers for item {n}\n"),
        "\n\n  300 passing (4s)\n  5 failing\n\n".to_owned(),
        (1..6).map(failure).collect(),
    ]);
    assert_snapshot!(seen, @r#"
      shop
        carts
    [lines 4-301 left out, like lines shown]
          ✔ keeps item 299 for a while, and gives it back when it is asked for
          ✔ keeps item 300 for a while, and gives it back when it is asked for
          1) answers for item 1
          2) answers for item 2
          3) answers for item 3
          4) answers for item 4
          5) answers for item 5


      300 passing (4s)
      5 failing

      1) shop
           carts
             answers for item 1:
         Error: expected 200 "OK", got 404 "Not Found"
          at Context.<anonymous> (test/shop.js:11:8)
      ----
          at Test._assertStatus (node_modules/supertest/lib/test.js:252:14)
    [lines 321-323 left out, like lines shown]
      2) shop
           carts
             answers for item 2:
         Error: expected 200 "OK", got 404 "Not Found"
          at Context.<anonymous> (test/shop.js:21:8)
      ----
          at Test._assertStatus (node_modules/supertest/lib/test.js:252:14)
    [lines 331-333 left out, like lines shown]
      3) shop
           carts
             answers for item 3:
         Error: expected 200 "OK", got 404 "Not Found"
          at Context.<anonymous> (test/shop.js:31:8)
      ----
          at Test._assertStatus (node_modules/supertest/lib/test.js:252:14)
    [lines 341-343 left out, like lines shown]
      4) shop
           carts
             answers for item 4:
         Error: expected 200 "OK", got 404 "Not Found"
          at Context.<anonymous> (test/shop.js:41:8)
      ----
          at Test._assertStatus (node_modules/supertest/lib/test.js:252:14)
    [lines 351-352 left out, like lines shown]

      5) shop
           carts
             answers for item 5:
         Error: expected 200 "OK", got 404 "Not Found"
          at Context.<anonymous> (test/shop.js:51:8)
      ----
          at Test._assertStatus (node_modules/supertest/lib/test.js:252:14)
          at Server.emit (node:events:524:28)
          at emitCloseNT (node:net:2344:8)
    "#);
}

#[test]
fn a_place_that_names_its_test_needs_no_title() {
    let failure = |n: usize| {
        format!(
            "____________________ test_{n}_opens ____________________\ntests/test_shop.py:{n}0: in test_{n}_opens\n    shop = open_shop(\"corner\", items=[\"apple\", \"pear\", \"plum\"], at=NOW)\n           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\nsrc/shop/door.py:7: in open_shop\n    return Door(at).unlock(kee)\n                           ^^^\nE   NameError: name 'kee' is not defined\n"
        )
    };
    let summary = |n: usize| {
        format!(
            "FAILED tests/test_shop.py::test_{n}_opens - NameError: name 'kee' is not defined\n"
        )
    };
    let seen = seen(&[
        many(200, "tests/test_part_{n}.py .........................................[  9%]\n"),
        "\n=================== FAILURES ===================\n".to_owned(),
        (10..16).map(failure).collect(),
        "=============== short test summary info ===============\n".to_owned(),
        (10..16).map(summary).collect(),
        "========= 6 failed, 900 passed in 3.21s =========\n".to_owned(),
    ]);
    assert_snapshot!(seen, @r#"
    tests/test_part_1.py .........................................[  9%]
    tests/test_part_2.py .........................................[  9%]
    [lines 3-201 left out]
    =================== FAILURES ===================
    ____________________ test_10_opens ____________________
    tests/test_shop.py:100: in test_10_opens
        shop = open_shop("corner", items=["apple", "pear", "plum"], at=NOW)
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    src/shop/door.py:7: in open_shop
        return Door(at).unlock(kee)
                               ^^^
    E   NameError: name 'kee' is not defined
    ____________________ test_11_opens ____________________
    tests/test_shop.py:110: in test_11_opens
        shop = open_shop("corner", items=["apple", "pear", "plum"], at=NOW)
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    src/shop/door.py:7: in open_shop
        return Door(at).unlock(kee)
                               ^^^
    E   NameError: name 'kee' is not defined
    ____________________ test_12_opens ____________________
    tests/test_shop.py:120: in test_12_opens
    [lines 221-227 left out, like lines shown]
    tests/test_shop.py:130: in test_13_opens
    [lines 229-235 left out, like lines shown]
    tests/test_shop.py:140: in test_14_opens
    [lines 237-243 left out, like lines shown]
    tests/test_shop.py:150: in test_15_opens
        shop = open_shop("corner", items=["apple", "pear", "plum"], at=NOW)
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    src/shop/door.py:7: in open_shop
        return Door(at).unlock(kee)
                               ^^^
    E   NameError: name 'kee' is not defined
    =============== short test summary info ===============
    FAILED tests/test_shop.py::test_10_opens - NameError: name 'kee' is not defined
    FAILED tests/test_shop.py::test_11_opens - NameError: name 'kee' is not defined
    FAILED tests/test_shop.py::test_12_opens - NameError: name 'kee' is not defined
    FAILED tests/test_shop.py::test_13_opens - NameError: name 'kee' is not defined
    FAILED tests/test_shop.py::test_14_opens - NameError: name 'kee' is not defined
    FAILED tests/test_shop.py::test_15_opens - NameError: name 'kee' is not defined
    ========= 6 failed, 900 passed in 3.21s =========
    "#);
}

#[test]
fn what_a_test_printed_may_look_like_a_report() {
    let seen = seen(&[
        "============== test session starts ==============\n".to_owned(),
        many(30, "tests/test_part_{n}.py ........................... [ 50%]\n"),
        "\n================== FAILURES ==================\n_______________ test_nested _______________\n\n    def test_nested(runner):\n>       assert runner.run() == 0\nE       assert 1 == 0\n\ntests/test_runner.py:3: AssertionError\n------------- Captured stdout call -------------\n========== test session starts ==========\n".to_owned(),
        many(40, "running the inner test number {n} with all that it needs to be run\n"),
        "========== no tests ran in 0.01s ==========\n".to_owned(),
        "========= short test summary info =========\nFAILED tests/test_runner.py::test_nested - assert 1 == 0\n========= 1 failed, 800 passed in 1.02s =========\n".to_owned(),
    ]);
    assert_snapshot!(seen, @"
    ============== test session starts ==============
    tests/test_part_1.py ........................... [ 50%]
    [lines 3-29 left out, like lines shown]
    tests/test_part_29.py ........................... [ 50%]
    tests/test_part_30.py ........................... [ 50%]

    ================== FAILURES ==================
    _______________ test_nested _______________

        def test_nested(runner):
    >       assert runner.run() == 0
    E       assert 1 == 0

    tests/test_runner.py:3: AssertionError
    ------------- Captured stdout call -------------
    ========== test session starts ==========
    running the inner test number 1 with all that it needs to be run
    running the inner test number 2 with all that it needs to be run
    [lines 45-75 left out, like lines shown]
    running the inner test number 34 with all that it needs to be run
    running the inner test number 35 with all that it needs to be run
    running the inner test number 36 with all that it needs to be run
    running the inner test number 37 with all that it needs to be run
    running the inner test number 38 with all that it needs to be run
    running the inner test number 39 with all that it needs to be run
    running the inner test number 40 with all that it needs to be run
    ========== no tests ran in 0.01s ==========
    ========= short test summary info =========
    FAILED tests/test_runner.py::test_nested - assert 1 == 0
    ========= 1 failed, 800 passed in 1.02s =========
    ");
}

#[test]
fn each_symbol_that_is_not_found_is_named() {
    let error = |n: usize, symbol: &str| {
        format!(
            "src/main/java/org/shop/inner/Door{n}.java:{n}: error: cannot find symbol\n  private final {symbol} first = {symbol}.of(all, that, is, needed, here, and, more, of, it);\n                ^\n  symbol:   class {symbol}\n  location: class Door\n"
        )
    };
    let seen = seen(&[
        many(
            400,
            "[parsing started SimpleFileObject[/srv/shop/src/main/java/org/shop/Part{n}.java]]\n",
        ),
        (10..14).map(|n| error(n, "Lock")).collect(),
        error(14, "Hinge"),
        (15..18).map(|n| error(n, "Lock")).collect(),
        "8 errors\n".to_owned(),
    ]);
    assert_snapshot!(seen, @"
    [parsing started SimpleFileObject[/srv/shop/src/main/java/org/shop/Part1.java]]
    [parsing started SimpleFileObject[/srv/shop/src/main/java/org/shop/Part2.java]]
    [lines 3-400 left out, like lines shown]
    src/main/java/org/shop/inner/Door10.java:10: error: cannot find symbol
      private final Lock first = Lock.of(all, that, is, needed, here, and, more, of, it);
                    ^
      symbol:   class Lock
      location: class Door
    src/main/java/org/shop/inner/Door11.java:11: error: cannot find symbol
    [lines 407-410 left out, like lines shown]
    src/main/java/org/shop/inner/Door12.java:12: error: cannot find symbol
    [lines 412-415 left out, like lines shown]
    src/main/java/org/shop/inner/Door13.java:13: error: cannot find symbol
    [lines 417-420 left out, like lines shown]
    src/main/java/org/shop/inner/Door14.java:14: error: cannot find symbol
    [lines 422-423 left out]
      symbol:   class Hinge
      location: class Door
    src/main/java/org/shop/inner/Door15.java:15: error: cannot find symbol
    [lines 427-430 left out, like lines shown]
    src/main/java/org/shop/inner/Door16.java:16: error: cannot find symbol
      private final Lock first = Lock.of(all, that, is, needed, here, and, more, of, it);
                    ^
      symbol:   class Lock
      location: class Door
    src/main/java/org/shop/inner/Door17.java:17: error: cannot find symbol
      private final Lock first = Lock.of(all, that, is, needed, here, and, more, of, it);
                    ^
      symbol:   class Lock
      location: class Door
    8 errors
    ");
}
