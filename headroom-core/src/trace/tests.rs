use proptest::prelude::*;

use super::{Extent, Frame, is_header, is_more};

/// A frame as `function @ place`, with a star for a library's.
fn read(line: &str) -> String {
    Frame::parse(line).map_or_else(
        || "-".to_owned(),
        |frame| {
            let star = if frame.is_library() { "*" } else { "" };
            format!("{star}{} @ {}", frame.function, frame.place)
        },
    )
}

#[test]
fn frames_of_many_runtimes() {
    for (line, expected) in [
        ("  File \"/srv/app/a.py\", line 3, in load", "load @ /srv/app/a.py"),
        ("  File \"a.py\", line 3", " @ a.py"),
        ("    |   File \"a.py\", line 3, in load", "load @ a.py"),
        (
            "  File \"/v/lib/python3.9/json/decoder.py\", line 3, in f",
            "*f @ /v/lib/python3.9/json/decoder.py",
        ),
        (
            "  File \"C:\\v\\Lib\\site-packages\\a.py\", line 3, in f",
            "*f @ C:\\v\\Lib\\site-packages\\a.py",
        ),
        ("  File \"<frozen runpy>\", line 3, in f", "*f @ <frozen runpy>"),
        ("\tat com.shop.Cart.total(Cart.java:31)", "com.shop.Cart.total @ Cart.java:31"),
        (
            "\tat java.base/java.lang.Thread.run(Thread.java:833)",
            "*java.base/java.lang.Thread.run @ Thread.java:833",
        ),
        (
            "\tat org.junit.Assert.fail(Assert.java:86) ~[junit-4.12.jar:4.12]",
            "*org.junit.Assert.fail @ Assert.java:86",
        ),
        ("\tat sun.reflect.X.invoke0(Native Method)", "*sun.reflect.X.invoke0 @ Native Method"),
        ("    at load (/srv/app/a.js:3:5)", "load @ /srv/app/a.js:3:5"),
        ("    at async Promise.all (index 0)", "*Promise.all @ index 0"),
        ("    at /srv/app/a.js:3:5", " @ /srv/app/a.js:3:5"),
        (
            "    at Module._compile (node:internal/modules/cjs/loader:1105:14)",
            "*Module._compile @ node:internal/modules/cjs/loader:1105:14",
        ),
        (
            "    at Layer.handle [as handle_request] (/srv/node_modules/express/lib/router/layer.js:95:5)",
            "*Layer.handle [as handle_request] @ /srv/node_modules/express/lib/router/layer.js:95:5",
        ),
        ("load@http://localhost/a.js:3:5", "load @ http://localhost/a.js:3:5"),
        (
            "   at Shop.Cart.Total(Int32 tax) in /src/Cart.cs:line 31",
            "Shop.Cart.Total(Int32 tax) @ /src/Cart.cs:line 31",
        ),
        (
            "   at System.Threading.Tasks.Task.Run(Action action)",
            "*System.Threading.Tasks.Task.Run @ Action action",
        ),
        ("\t/home/me/app/main.go:12 +0x1d", " @ /home/me/app/main.go:12"),
        (
            "\t/usr/local/go/src/net/http/server.go:2109 +0x2f",
            "* @ /usr/local/go/src/net/http/server.go:2109",
        ),
        (
            "\t/home/me/go/pkg/mod/github.com/x/y@v1.0.0/z.go:9",
            "* @ /home/me/go/pkg/mod/github.com/x/y@v1.0.0/z.go:9",
        ),
        (
            "\t/home/me/go/src/github.com/me/app/z.go:9",
            " @ /home/me/go/src/github.com/me/app/z.go:9",
        ),
        ("created by main.start in goroutine 1", "main.start in goroutine 1 @ "),
        ("   3: app::load", "app::load @ "),
        ("   4: core::panicking::panic_fmt", "*core::panicking::panic_fmt @ "),
        ("  12:     0x55d0c0ffee00 - app::load::h0123", "app::load::h0123 @ "),
        ("             at ./src/main.rs:3:5", " @ ./src/main.rs:3:5"),
        (
            "             at /rustc/90b35a623/library/core/src/panicking.rs:72:14",
            "* @ /rustc/90b35a623/library/core/src/panicking.rs:72:14",
        ),
        ("\tfrom app/cart.rb:3:in `total'", "total @ app/cart.rb:3"),
        (
            "/usr/lib/ruby/3.2.0/json.rb:3:in 'parse': oops (JSON::ParserError)",
            "*parse @ /usr/lib/ruby/3.2.0/json.rb:3",
        ),
        ("#0 /srv/app/Cart.php(31): Cart->total(1)", "Cart->total(1) @ /srv/app/Cart.php"),
        ("#1 [internal function]: {closure}(1)", "*{closure}(1) @ [internal function]"),
        ("#2 {main}", "{main} @ "),
        ("#0  0x0000555555555131 in load (n=3) at a.c:12", "load (n=3) @ a.c:12"),
        ("#1  main () at a.c:20", "main () @ a.c:20"),
        (
            "#2  0x00007ffff7dea083 in qsort () from /lib/x86_64-linux-gnu/libc.so.6",
            "*qsort () @ /lib/x86_64-linux-gnu/libc.so.6",
        ),
        ("    #0 0x4f2a1b in load /src/a.c:12:3", "load @ /src/a.c:12:3"),
        (
            "    #1 0x7f2a in __libc_start_main (/lib/x86_64-linux-gnu/libc.so.6+0x24082)",
            "*__libc_start_main @ /lib/x86_64-linux-gnu/libc.so.6+0x24082",
        ),
        ("#0      main (file:///a.dart:3:5)", "main @ file:///a.dart:3:5"),
        (
            "#1      _delayEntrypointInvocation (dart:isolate-patch/isolate_patch.dart:296:19)",
            "*_delayEntrypointInvocation @ dart:isolate-patch/isolate_patch.dart:296:19",
        ),
        (
            "3   libswiftCore.dylib   0x00007fff2030 swift_fail + 4",
            "*swift_fail + 4 @ libswiftCore.dylib",
        ),
        ("1 0x00005581bb in load(n:) at /src/main.swift:3:5", "load(n:) @ /src/main.swift:3:5"),
        (
            "    (shop 0.1.0) lib/shop/cart.ex:31: Shop.Cart.total/1",
            "Shop.Cart.total/1 @ (shop 0.1.0) lib/shop/cart.ex:31: Shop.Cart.total/1",
        ),
        (
            "    (elixir 1.15.7) lib/enum.ex:1693: Enum.map/2",
            "*Enum.map/2 @ (elixir 1.15.7) lib/enum.ex:1693: Enum.map/2",
        ),
        ("    lib/cart.ex:31: Cart.total/1", "Cart.total/1 @ lib/cart.ex:31"),
        ("\tmain::load(3) called at a.pl line 12", "main::load(3) @ a.pl line 12"),
        ("\ta.lua:3: in function 'load'", "function 'load' @ a.lua:3"),
        ("\t[C]: in ?", "*? @ [C]"),
        ("  load, called at src/Cart.hs:31:5 in main:Cart", "load @ src/Cart.hs:31:5 in main:Cart"),
        (" [3] load(n::Int64)", "load(n::Int64) @ "),
        ("   @ Main ./a.jl:3", " @ Main ./a.jl:3"),
    ] {
        assert_eq!(read(line), expected, "{line}");
    }
}

#[test]
fn other_lines_are_no_frames() {
    for line in [
        "",
        "at a loss (for words)",
        "  at noon, he said (we think)",
        "# Heading (with more)",
        "#12 (closed)",
        "12 apples",
        "   3: three",
        "from here on: in brief",
        "value: in function",
        "me@example.com",
        "2024-01-01 12:00:00 at work",
        "  some text: more",
        "(note) text: more",
        "[1] see above",
    ] {
        assert_eq!(read(line), "-", "{line}");
    }
}

#[test]
fn names_are_the_last_part() {
    for (function, name) in [
        ("app.Loader.load", "load"),
        ("App::Loader#load", "load"),
        ("main.(*Loader).load(0x1, 0x2)", "load"),
        ("app::load::h0123456789abcdef", "load"),
        ("Layer.handle [as handle_request]", "handle"),
        ("Shop.Cart.Total(Int32 tax)", "Total"),
        ("größe", "größe"),
        ("→é", "é"),
        ("", ""),
    ] {
        let frame = Frame { function, place: "", extent: Extent::Line };
        assert_eq!(frame.name(), name, "{function}");
    }
}

#[test]
fn what_is_no_frame_but_belongs_to_a_trace() {
    assert!(is_more("\t... 23 more") && !is_more("... more") && !is_more("... a few more"));
    assert!(is_header("Caused by: java.io.IOException: x"));
    assert!(is_header("  + Exception Group Traceback (most recent call last):"));
    assert!(!is_header("An error: x"));
}

proptest! {
    #[test]
    fn any_line_is_read(line in "[ \\t]{0,2}(#|at |File \"|from |[0-9]|\\(|\\[|@)?[\\PC\\t]{0,40}") {
        if let Some(frame) = Frame::parse(&line) {
            prop_assert!(line.contains(frame.function) && line.contains(frame.place));
            prop_assert!(frame.function.contains(frame.name()));
            let _ = frame.is_library();
        }
    }
}
