//! Records that services write.

use insta::assert_snapshot;

use super::{many, seen};

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
    I0301 10:00:01.000000   12 store.go:1] stored entry 1
    I0301 10:00:02.000000   12 store.go:2] stored entry 2
    [lines 3-58 left out, like lines shown]
    I0301 10:00:59.000000   12 store.go:59] stored entry 59
    I0301 10:00:00.000000   12 store.go:60] stored entry 60
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
            30,
            r#"10.0.0.{n} - - [01/Mar/2026:10:00:{nn} +0000] "GET /entry/{n} HTTP/1.1" 200 4{n}
"#,
        ),
        r#"10.0.0.9 - - [01/Mar/2026:10:01:03 +0000] "PUT /entry/7 HTTP/1.1" 507 31
"#
        .to_owned(),
        many(
            30,
            r#"10.0.0.{n} - - [01/Mar/2026:10:02:{nn} +0000] "GET /entry/{n} HTTP/1.1" 200 4{n}
"#,
        ),
        r#"10.0.0.9 - - [01/Mar/2026:10:03:04 +0000] "GET /health HTTP/1.1" 200 2
"#
        .to_owned(),
    ]);
    assert_snapshot!(seen, @r#"
    10.0.0.1 - - [01/Mar/2026:10:00:01 +0000] "GET /entry/1 HTTP/1.1" 200 41
    10.0.0.2 - - [01/Mar/2026:10:00:02 +0000] "GET /entry/2 HTTP/1.1" 200 42
    [lines 3-30 left out, like lines shown]
    10.0.0.9 - - [01/Mar/2026:10:01:03 +0000] "PUT /entry/7 HTTP/1.1" 507 31
    [lines 32-59 left out, like lines shown]
    10.0.0.29 - - [01/Mar/2026:10:02:29 +0000] "GET /entry/29 HTTP/1.1" 200 429
    10.0.0.30 - - [01/Mar/2026:10:02:30 +0000] "GET /entry/30 HTTP/1.1" 200 430
    10.0.0.9 - - [01/Mar/2026:10:03:04 +0000] "GET /health HTTP/1.1" 200 2
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

/// What an error is about stands in the lines below it.
#[test]
fn postgres() {
    let seen = seen(&[
        many(60, "2026-03-01 10:00:{nn}.700 UTC [10] LOG:  duration: 0.{n} ms  statement: SELECT {n}\n"),
        "2026-03-01 10:01:02.872 UTC [44] ERROR:  duplicate key value violates unique constraint \"orders_pkey\"\n2026-03-01 10:01:02.872 UTC [44] DETAIL:  Key (id)=(1) already exists.\n2026-03-01 10:01:02.872 UTC [44] STATEMENT:  insert into orders(id) values (1);\n".into(),
        many(60, "2026-03-01 10:02:{nn}.700 UTC [10] LOG:  duration: 0.{n} ms  statement: SELECT {n}\n"),
    ]);
    assert_snapshot!(seen, @r#"
    [next 8 lines begin with "2026-03-01 10:"]
    00:01.700 UTC [10] LOG:  duration: 0.1 ms  statement: SELECT 1
    00:02.700 UTC [10] LOG:  duration: 0.2 ms  statement: SELECT 2
    [lines 3-60 left out, like lines shown]
    01:02.872 UTC [44] ERROR:  duplicate key value violates unique constraint "orders_pkey"
    01:02.872 UTC [44] DETAIL:  Key (id)=(1) already exists.
    01:02.872 UTC [44] STATEMENT:  insert into orders(id) values (1);
    [lines 64-120 left out, like lines shown]
    02:58.700 UTC [10] LOG:  duration: 0.58 ms  statement: SELECT 58
    02:59.700 UTC [10] LOG:  duration: 0.59 ms  statement: SELECT 59
    02:00.700 UTC [10] LOG:  duration: 0.60 ms  statement: SELECT 60
    "#);
}

/// The numbers of a listing hide no trace.
#[test]
fn a_log_with_numbers_before_its_lines() {
    let trace = "Traceback (most recent call last):\n  File \"/src/shop.py\", line 9, in order\n    pay(total)\n  File \"/src/pay.py\", line 3, in pay\n    raise ValueError(\"no money\")\nValueError: no money\n";
    let text = many(60, "2026-03-01 10:00:{nn},120 INFO shop: order {n} paid\n")
        + trace
        + &many(60, "2026-03-01 10:02:{nn},120 INFO shop: order {n} sent\n");
    let listed = |text: &str, from: usize| -> String {
        text.lines().enumerate().map(|(n, line)| format!("{:6}\t{line}\n", from + n)).collect()
    };
    let seen = seen(&[listed(&text, 1)]);
    assert!(seen.contains(&listed(trace, 61)), "{seen}");
    assert!(seen.lines().count() < 40, "{seen}");
}

#[test]
fn a_number_that_was_asked_for() {
    use headroom_compressors::LogCompressor;
    use headroom_core::{Budget, ContentType, Estimator, Hints, Input};

    let text = many(600, "2026-03-01 10:00:{nn},120 INFO importer: file 0{n}.csv rows=9\n");
    let (tokens, hints) =
        (Estimator::new(), Hints::none().with_question("what became of file 0317?"));
    let input = Input::new(&text, ContentType::LOG, &tokens);
    let input = input.with_budget(Budget::recoverable(300)).with_hints(hints);
    let seen = super::shared::noticed(&LogCompressor::new(), &input).unwrap();
    assert!(seen.contains("file 0317.csv"), "{seen}");
}
