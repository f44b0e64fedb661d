//! Test runners and tools of single platforms.

use insta::assert_snapshot;

use crate::{many, seen};

#[test]
fn dotnet_test() {
    let out = seen(&[
        many(12, "  Shop.Part{n} -> /src/Part{n}/bin/Debug/net8.0/Shop.Part{n}.dll\n"),
        "Test run for /src/Tests/bin/Debug/net8.0/Shop.Tests.dll (.NETCoreApp,Version=v8.0)\n".into(),
        many(30, "  Passed Shop.Tests.StockTests.Counts{n} [{n} ms]\n"),
        "  Failed Shop.Tests.CartTests.TotalIncludesVat [12 ms]\n  Error Message:\n   \
         Assert.Equal() Failure: Values differ\nExpected: 119.00\nActual:   100.00\n  Stack Trace:\n     \
         at Shop.Tests.CartTests.TotalIncludesVat() in /src/Tests/CartTests.cs:line 42\n"
            .into(),
        many(30, "  Passed Shop.Tests.PriceTests.Rounds{n} [{n} ms]\n"),
        "\nFailed!  - Failed:     1, Passed:    60, Skipped:     0, Total:    61, Duration: 4 s\n".into(),
    ]);
    assert_snapshot!(out, @r"
      Shop.Part1 -> /src/Part1/bin/Debug/net8.0/Shop.Part1.dll
      Shop.Part2 -> /src/Part2/bin/Debug/net8.0/Shop.Part2.dll
    [lines 3-11 left out, like lines shown]
      Shop.Part12 -> /src/Part12/bin/Debug/net8.0/Shop.Part12.dll
    Test run for /src/Tests/bin/Debug/net8.0/Shop.Tests.dll (.NETCoreApp,Version=v8.0)
    [lines 14-41 left out, like lines shown]
      Passed Shop.Tests.StockTests.Counts29 [29 ms]
      Passed Shop.Tests.StockTests.Counts30 [30 ms]
      Failed Shop.Tests.CartTests.TotalIncludesVat [12 ms]
      Error Message:
       Assert.Equal() Failure: Values differ
    Expected: 119.00
    Actual:   100.00
      Stack Trace:
         at Shop.Tests.CartTests.TotalIncludesVat() in /src/Tests/CartTests.cs:line 42
    [lines 51-78 left out, like lines shown]
      Passed Shop.Tests.PriceTests.Rounds29 [29 ms]
      Passed Shop.Tests.PriceTests.Rounds30 [30 ms]

    Failed!  - Failed:     1, Passed:    60, Skipped:     0, Total:    61, Duration: 4 s
    ");
}

#[test]
fn nextest() {
    let out = seen(&[
        many(30, "        PASS [   0.1{nn}s] store::cache tests::keeps_{n}\n"),
        "        FAIL [   0.041s] store::kv tests::evicts_oldest\n  stdout ───\n\n    running 1 test\n    \
         test tests::evicts_oldest ... FAILED\n\n  stderr ───\n\n    \
         thread 'tests::evicts_oldest' panicked at store/src/kv.rs:88:9:\n    \
         assertion `left == right` failed\n      left: Some(3)\n     right: None\n\n"
            .into(),
        many(30, "        PASS [   0.2{nn}s] store::tree tests::splits_{n}\n"),
        "────────────\n     Summary [   2.310s] 61 tests run: 60 passed, 1 failed, 0 skipped\n        \
         FAIL [   0.041s] store::kv tests::evicts_oldest\nerror: test run failed\n"
            .into(),
    ]);
    assert_snapshot!(out, @r"
            PASS [   0.101s] store::cache tests::keeps_1
            PASS [   0.102s] store::cache tests::keeps_2
    [lines 3-28 left out, like lines shown]
            PASS [   0.129s] store::cache tests::keeps_29
            PASS [   0.130s] store::cache tests::keeps_30
            FAIL [   0.041s] store::kv tests::evicts_oldest
      stdout ───

        running 1 test
        test tests::evicts_oldest ... FAILED

      stderr ───

        thread 'tests::evicts_oldest' panicked at store/src/kv.rs:88:9:
        assertion `left == right` failed
          left: Some(3)
         right: None

    [lines 44-71 left out, like lines shown]
            PASS [   0.229s] store::tree tests::splits_29
            PASS [   0.230s] store::tree tests::splits_30
    ────────────
         Summary [   2.310s] 61 tests run: 60 passed, 1 failed, 0 skipped
            FAIL [   0.041s] store::kv tests::evicts_oldest
    error: test run failed
    ");
}

#[test]
fn flutter_test() {
    let out = seen(&[
        many(40, "00:{nn} +{n}: /app/test/stock_test.dart: counts shelf {n}\n"),
        "00:41 +40 -1: /app/test/cart_test.dart: total includes VAT [E]\n  Expected: <119.0>\n    \
         Actual: <100.0>\n\n  package:matcher         expect\n  test/cart_test.dart 18:5  main.<fn>\n\n"
            .into(),
        many(40, "00:{nn} +5{n} -1: /app/test/price_test.dart: rounds price {n}\n"),
        "00:59 +80 -1: Some tests failed.\n".into(),
    ]);
    assert_snapshot!(out, @r"
    00:01 +1: /app/test/stock_test.dart: counts shelf 1
    00:02 +2: /app/test/stock_test.dart: counts shelf 2
    [lines 3-38 left out, like lines shown]
    00:39 +39: /app/test/stock_test.dart: counts shelf 39
    00:40 +40: /app/test/stock_test.dart: counts shelf 40
    00:41 +40 -1: /app/test/cart_test.dart: total includes VAT [E]
      Expected: <119.0>
        Actual: <100.0>

      package:matcher         expect
      test/cart_test.dart 18:5  main.<fn>

    [lines 48-85 left out, like lines shown]
    00:39 +539 -1: /app/test/price_test.dart: rounds price 39
    00:40 +540 -1: /app/test/price_test.dart: rounds price 40
    00:59 +80 -1: Some tests failed.
    ");
}

#[test]
fn terraform() {
    let out = seen(&[
        many(60, "module.net.aws_subnet.private[{n}]: Refreshing state... [id=subnet-{n}]\n"),
        "╷\n│ Error: creating EC2 Subnet: InvalidSubnet.Conflict: 10.0.3.0/24 conflicts with another subnet\n\
         │ \n│   with module.net.aws_subnet.private[2],\n│   on modules/net/main.tf line 41, in resource:\n│   \
         41: resource \"aws_subnet\" \"private\" {\n│ \n╵\n"
            .into(),
    ]);
    assert_snapshot!(out, @r#"
    module.net.aws_subnet.private[1]: Refreshing state... [id=subnet-1]
    module.net.aws_subnet.private[2]: Refreshing state... [id=subnet-2]
    [lines 3-58 left out, like lines shown]
    module.net.aws_subnet.private[59]: Refreshing state... [id=subnet-59]
    module.net.aws_subnet.private[60]: Refreshing state... [id=subnet-60]
    ╷
    │ Error: creating EC2 Subnet: InvalidSubnet.Conflict: 10.0.3.0/24 conflicts with another subnet
    │ 
    │   with module.net.aws_subnet.private[2],
    │   on modules/net/main.tf line 41, in resource:
    │   41: resource "aws_subnet" "private" {
    │ 
    ╵
    "#);
}

#[test]
fn ansible() {
    let hosts = |state: &str| (1..=4).map(|n| format!("{state}: [web{n}]\n")).collect::<String>();
    let task =
        |name: &str, state: &str| format!("TASK [{name}] ****************\n{}\n", hosts(state));
    let out = seen(&[
        "PLAY [web] *******\n\n".into(),
        many(24, &task("base : install package {n}", "changed")),
        "TASK [app : start service] ********\nok: [web1]\nfatal: [web3]: FAILED! => {\"changed\": false, \
         \"msg\": \"Unable to start service app: the control process exited with error code\"}\n\n"
            .into(),
        many(4, &task("app : link {n}", "ok")),
        "PLAY RECAP *******\nweb1  : ok=28  changed=24  unreachable=0  failed=0\n\
         web3  : ok=24  changed=24  unreachable=0  failed=1\n"
            .into(),
    ]);
    assert_snapshot!(out, @r#"
    PLAY [web] *******

    TASK [base : install package 1] ****************
    [lines 4-134 left out, like lines shown]
    TASK [base : install package 23] ****************
    [lines 136-140 left out, like lines shown]
    TASK [base : install package 24] ****************
    changed: [web1]
    changed: [web2]
    changed: [web3]
    changed: [web4]

    TASK [app : start service] ********
    ok: [web1]
    fatal: [web3]: FAILED! => {"changed": false, "msg": "Unable to start service app: the control process exited with error code"}

    TASK [app : link 1] ****************
    [lines 152-156 left out, like lines shown]
    TASK [app : link 2] ****************
    [lines 158-162 left out, like lines shown]
    TASK [app : link 3] ****************
    [lines 164-167 left out, like lines shown]

    TASK [app : link 4] ****************
    ok: [web1]
    ok: [web2]
    ok: [web3]
    ok: [web4]

    PLAY RECAP *******
    web1  : ok=28  changed=24  unreachable=0  failed=0
    web3  : ok=24  changed=24  unreachable=0  failed=1
    "#);
}

#[test]
fn valgrind() {
    let out = seen(&[
        "==41== Memcheck, a memory error detector\n==41== Command: ./ring\n==41== \n".into(),
        many(60, "row {n} of 120 written to the ring\n"),
        "==41== Invalid write of size 8\n==41==    at 0x4011A6: ring_push (ring.c:57)\n==41==    \
         by 0x401301: main (main.c:22)\n==41==  Address 0x4a4a0a8 is 0 bytes after a block of size 40\n==41== \n"
            .into(),
        many(60, "row {n} of 120 read from the ring\n"),
        "==41== HEAP SUMMARY:\n==41==     in use at exit: 0 bytes in 0 blocks\n==41== \n\
         ==41== ERROR SUMMARY: 1 errors from 1 contexts (suppressed: 0 from 0)\n"
            .into(),
    ]);
    assert_snapshot!(out, @r"
    ==41== Memcheck, a memory error detector
    ==41== Command: ./ring
    ==41== 
    [lines 4-61 left out, like lines shown]
    row 59 of 120 written to the ring
    row 60 of 120 written to the ring
    ==41== Invalid write of size 8
    ==41==    at 0x4011A6: ring_push (ring.c:57)
    ==41==    by 0x401301: main (main.c:22)
    ==41==  Address 0x4a4a0a8 is 0 bytes after a block of size 40
    ==41== 
    [lines 69-126 left out, like lines shown]
    row 59 of 120 read from the ring
    row 60 of 120 read from the ring
    ==41== HEAP SUMMARY:
    ==41==     in use at exit: 0 bytes in 0 blocks
    ==41== 
    ==41== ERROR SUMMARY: 1 errors from 1 contexts (suppressed: 0 from 0)
    ");
}

#[test]
fn what_is_said_of_many_places_is_said_some_times() {
    let out = seen(&[
        many(90, "src/part{n}.py:{n}: note: By default the bodies of untyped functions are not checked\n"),
        "src/api/views.py:120: error: Incompatible return value type (got \"int\", expected \"str\")\n".into(),
        many(90, "src/other{n}.py:{n}: note: By default the bodies of untyped functions are not checked\n"),
        "Found 1 error in 1 file (checked 188 source files)\n".into(),
    ]);
    assert!(out.contains("views.py:120: error"), "{out}");
    assert!(out.lines().count() < 80, "{out}");
}
