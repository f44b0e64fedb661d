//! What the trace compressor shows of the stack traces of each runtime, and the laws that it obeys.

#![cfg(feature = "trace")]
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod shared;

use headroom_compressors::TraceCompressor;
use headroom_core::testing::compressor_laws;
use headroom_core::{
    ContentRouter, ContentType, Detector, Estimator, Hints, Level, StructuralDetector,
};
use insta::assert_snapshot;
use proptest::prelude::*;

/// The text as the model sees it, without the line with the handle.
fn seen_at(level: Level, text: &str, hints: Hints<'_>) -> String {
    let found = StructuralDetector.detect(text, &hints);
    assert_eq!(found.map(|found| found.content_type), Some(ContentType::STACK_TRACE), "{text}");
    let router = ContentRouter::new().compressor(TraceCompressor::new());
    shared::sent(router, level, &hints, text).without_handle()
}

fn seen(text: &str) -> String {
    seen_at(Level::Balanced, text, Hints::none())
}

const PYTHON: &str = r#"Traceback (most recent call last):
  File "/srv/shop/app/main.py", line 12, in <module>
    run(sys.argv)
    ~~~^^^^^^^^^^
  File "/srv/shop/app/main.py", line 9, in run
    return client.get(url)
           ^^^^^^^^^^^^^^^
  File "/venv/lib/python3.12/site-packages/requests/sessions.py", line 602, in get
    return self.request("GET", url, **kwargs)
           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  File "/venv/lib/python3.12/site-packages/requests/sessions.py", line 589, in request
    resp = self.send(prep, **send_kwargs)
           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  File "/venv/lib/python3.12/site-packages/requests/adapters.py", line 667, in send
    raise ConnectTimeout(e, request=request)
requests.exceptions.ConnectTimeout: timed out after 3 s

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/srv/shop/app/main.py", line 15, in <module>
    raise ShopError("no price list") from None
ShopError: no price list
"#;

#[test]
fn python() {
    assert_snapshot!(seen(PYTHON), @r#"
Traceback (most recent call last):
  File "/srv/shop/app/main.py", line 12, in <module>
    run(sys.argv)
    ~~~^^^^^^^^^^
  File "/srv/shop/app/main.py", line 9, in run
    return client.get(url)
           ^^^^^^^^^^^^^^^
[lines 8-13 left out]
  File "/venv/lib/python3.12/site-packages/requests/adapters.py", line 667, in send
    raise ConnectTimeout(e, request=request)
requests.exceptions.ConnectTimeout: timed out after 3 s

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/srv/shop/app/main.py", line 15, in <module>
    raise ShopError("no price list") from None
ShopError: no price list
"#);
}

#[test]
fn python_groups() {
    let text = r#"  + Exception Group Traceback (most recent call last):
  |   File "/srv/shop/app/main.py", line 12, in <module>
  |     asyncio.run(main())
  |   File "/usr/lib/python3.12/asyncio/runners.py", line 194, in run
  |     return runner.run(main)
  |            ^^^^^^^^^^^^^^^^
  |   File "/usr/lib/python3.12/asyncio/runners.py", line 118, in run
  |     return self._loop.run_until_complete(task)
  |            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |   File "/srv/shop/app/main.py", line 9, in main
  |     async with asyncio.TaskGroup() as group:
  |   File "/usr/lib/python3.12/asyncio/taskgroups.py", line 145, in __aexit__
  |     raise me from None
  | ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)
  +-+---------------- 1 ----------------
    | Traceback (most recent call last):
    |   File "/srv/shop/app/main.py", line 5, in load
    |     raise ValueError("bad row 7")
    | ValueError: bad row 7
    +------------------------------------
"#;
    assert_snapshot!(seen(text), @r#"
  + Exception Group Traceback (most recent call last):
  |   File "/srv/shop/app/main.py", line 12, in <module>
  |     asyncio.run(main())
[lines 4-9 left out]
  |   File "/srv/shop/app/main.py", line 9, in main
  |     async with asyncio.TaskGroup() as group:
  |   File "/usr/lib/python3.12/asyncio/taskgroups.py", line 145, in __aexit__
  |     raise me from None
  | ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)
  +-+---------------- 1 ----------------
    | Traceback (most recent call last):
    |   File "/srv/shop/app/main.py", line 5, in load
    |     raise ValueError("bad row 7")
    | ValueError: bad row 7
    +------------------------------------
"#);
}

#[test]
fn java() {
    let text = "Exception in thread \"main\" com.shop.PriceException: no price for item 17
\tat com.shop.Prices.of(Prices.java:41)
\tat com.shop.Cart.total(Cart.java:31)
\tat org.springframework.cglib.proxy.MethodProxy.invoke(MethodProxy.java:218)
\tat org.springframework.aop.framework.CglibAopProxy.invokeMethod(CglibAopProxy.java:386)
\tat org.springframework.aop.framework.CglibAopProxy.access$000(CglibAopProxy.java:85)
\tat org.springframework.aop.framework.CglibAopProxy$Interceptor.intercept(CglibAopProxy.java:703)
\tat com.shop.CartController.show(CartController.java:22)
\tat java.base/jdk.internal.reflect.DirectMethodHandleAccessor.invoke(DirectMethodHandleAccessor.java:103)
\tat java.base/java.lang.reflect.Method.invoke(Method.java:580)
\tat org.apache.tomcat.util.threads.TaskThread$WrappingRunnable.run(TaskThread.java:61)
\tat java.base/java.lang.Thread.run(Thread.java:1583)
\tSuppressed: java.io.IOException: stream closed
\t\tat com.shop.Prices.close(Prices.java:60)
\t\t... 9 more
Caused by: java.sql.SQLException: connection refused
\tat org.postgresql.jdbc.PgConnection.open(PgConnection.java:12)
\tat com.shop.Prices.open(Prices.java:18)
\t... 10 more
";
    assert_snapshot!(seen(text), @r#"
Exception in thread "main" com.shop.PriceException: no price for item 17
	at com.shop.Prices.of(Prices.java:41)
	at com.shop.Cart.total(Cart.java:31)
[lines 4-6 left out]
	at org.springframework.aop.framework.CglibAopProxy$Interceptor.intercept(CglibAopProxy.java:703)
	at com.shop.CartController.show(CartController.java:22)
[lines 9-12 left out]
	Suppressed: java.io.IOException: stream closed
		at com.shop.Prices.close(Prices.java:60)
		... 9 more
Caused by: java.sql.SQLException: connection refused
	at org.postgresql.jdbc.PgConnection.open(PgConnection.java:12)
	at com.shop.Prices.open(Prices.java:18)
	... 10 more
"#);
}

#[test]
fn node() {
    let text = "TypeError: Cannot read properties of undefined (reading 'price')
    at total (/srv/shop/src/cart.js:31:14)
    at show (/srv/shop/src/routes/cart.js:9:5)
    at Layer.handle [as handle_request] (/srv/shop/node_modules/express/lib/router/layer.js:95:5)
    at next (/srv/shop/node_modules/express/lib/router/route.js:149:13)
    at Route.dispatch (/srv/shop/node_modules/express/lib/router/route.js:119:3)
    at Function.process_params (/srv/shop/node_modules/express/lib/router/index.js:346:12)
    at process.processTicksAndRejections (node:internal/process/task_queues:95:5) {
  code: 'ERR_NO_PRICE'
}

Node.js v20.11.1
";
    assert_snapshot!(seen(text), @"
TypeError: Cannot read properties of undefined (reading 'price')
    at total (/srv/shop/src/cart.js:31:14)
    at show (/srv/shop/src/routes/cart.js:9:5)
[lines 4-8 left out]
  code: 'ERR_NO_PRICE'
}

Node.js v20.11.1
");
}

#[test]
fn dotnet() {
    let text = "Unhandled exception. System.InvalidOperationException: no price for item 17
 ---> System.Net.Http.HttpRequestException: connection refused
   at System.Net.Http.HttpConnectionPool.ConnectToTcpHostAsync(String host, Int32 port)
   at System.Net.Http.HttpConnectionPool.ConnectAsync(HttpRequestMessage request)
   at System.Net.Http.HttpConnectionPool.CreateHttp11ConnectionAsync(HttpRequestMessage request)
   at System.Net.Http.HttpClient.SendAsync(HttpRequestMessage request)
   at Shop.Prices.Load(String url) in /src/shop/Prices.cs:line 18
   --- End of inner exception stack trace ---
   at Shop.Prices.Load(String url) in /src/shop/Prices.cs:line 22
   at Shop.Cart.Total(Int32 tax) in /src/shop/Cart.cs:line 31
   at Shop.Program.Main(String[] args) in /src/shop/Program.cs:line 9
";
    assert_snapshot!(seen(text), @"
Unhandled exception. System.InvalidOperationException: no price for item 17
 ---> System.Net.Http.HttpRequestException: connection refused
   at System.Net.Http.HttpConnectionPool.ConnectToTcpHostAsync(String host, Int32 port)
   at System.Net.Http.HttpConnectionPool.ConnectAsync(HttpRequestMessage request)
   at System.Net.Http.HttpConnectionPool.CreateHttp11ConnectionAsync(HttpRequestMessage request)
   at System.Net.Http.HttpClient.SendAsync(HttpRequestMessage request)
   at Shop.Prices.Load(String url) in /src/shop/Prices.cs:line 18
   --- End of inner exception stack trace ---
   at Shop.Prices.Load(String url) in /src/shop/Prices.cs:line 22
   at Shop.Cart.Total(Int32 tax) in /src/shop/Cart.cs:line 31
   at Shop.Program.Main(String[] args) in /src/shop/Program.cs:line 9
");
}

#[test]
fn go() {
    let stack = |number: usize, argument: usize| {
        format!(
            "goroutine {number} [chan receive, 3 minutes]:
main.worker(0xc00{argument:05x}, 0x3)
\t/home/dev/shop/worker.go:44 +0x6d
created by main.start in goroutine 1
\t/home/dev/shop/worker.go:21 +0x9c
"
        )
    };
    let first = "panic: runtime error: index out of range [5] with length 3

goroutine 1 [running]:
main.total({0xc000012340, 0x3, 0x3})
\t/home/dev/shop/cart.go:31 +0x1d
main.show({0x7f1a20, 0xc0000a0000}, 0xc0000b2000)
\t/home/dev/shop/cart.go:18 +0x85
net/http.HandlerFunc.ServeHTTP(0xc000010000?, {0x7f1a20?, 0xc0000a0000?}, 0x0?)
\t/usr/local/go/src/net/http/server.go:2136 +0x29
net/http.(*ServeMux).ServeHTTP(0x0?, {0x7f1a20, 0xc0000a0000}, 0xc0000b2000)
\t/usr/local/go/src/net/http/server.go:2514 +0x142
net/http.serverHandler.ServeHTTP({0xc000090000?}, {0x7f1a20?, 0xc0000a0000?}, 0x6?)
\t/usr/local/go/src/net/http/server.go:2938 +0x8e
net/http.(*conn).serve(0xc0000c0000, {0x7f1b58, 0xc000080000})
\t/usr/local/go/src/net/http/server.go:2009 +0x5f4
";
    let stacks: Vec<String> = (0..4).map(|n| stack(18 + n, 4096 + n)).collect();
    let text = format!("{first}\n{}exit status 2\n", stacks.join("\n"));
    assert_snapshot!(seen(&text), @"
panic: runtime error: index out of range [5] with length 3

goroutine 1 [running]:
main.total({0xc000012340, 0x3, 0x3})
	/home/dev/shop/cart.go:31 +0x1d
main.show({0x7f1a20, 0xc0000a0000}, 0xc0000b2000)
	/home/dev/shop/cart.go:18 +0x85
[lines 8-15 left out]

goroutine 18 [chan receive, 3 minutes]:
main.worker(0xc0001000, 0x3)
	/home/dev/shop/worker.go:44 +0x6d
created by main.start in goroutine 1
	/home/dev/shop/worker.go:21 +0x9c

[lines 23-39 left out, like lines shown]
exit status 2
");
}

#[test]
fn rust() {
    let text = "thread 'main' panicked at src/cart.rs:31:14:
called `Option::unwrap()` on a `None` value
stack backtrace:
   0: rust_begin_unwind
             at /rustc/90b35a6239c3d8bdabc530a6a0816f7ff89a0aaf/library/std/src/panicking.rs:665:5
   1: core::panicking::panic_fmt
             at /rustc/90b35a6239c3d8bdabc530a6a0816f7ff89a0aaf/library/core/src/panicking.rs:74:14
   2: core::panicking::panic
             at /rustc/90b35a6239c3d8bdabc530a6a0816f7ff89a0aaf/library/core/src/panicking.rs:148:5
   3: core::option::unwrap_failed
             at /rustc/90b35a6239c3d8bdabc530a6a0816f7ff89a0aaf/library/core/src/option.rs:2009:5
   4: shop::cart::total
             at ./src/cart.rs:31:14
   5: shop::main
             at ./src/main.rs:9:5
   6: core::ops::function::FnOnce::call_once
             at /rustc/90b35a6239c3d8bdabc530a6a0816f7ff89a0aaf/library/core/src/ops/function.rs:250:5
note: Some details are omitted, run with `RUST_BACKTRACE=full` for a verbose backtrace.
";
    assert_snapshot!(seen(text), @"
thread 'main' panicked at src/cart.rs:31:14:
called `Option::unwrap()` on a `None` value
stack backtrace:
   0: rust_begin_unwind
[lines 5-9 left out]
   3: core::option::unwrap_failed
             at /rustc/90b35a6239c3d8bdabc530a6a0816f7ff89a0aaf/library/core/src/option.rs:2009:5
   4: shop::cart::total
             at ./src/cart.rs:31:14
   5: shop::main
             at ./src/main.rs:9:5
[lines 16-17 left out]
note: Some details are omitted, run with `RUST_BACKTRACE=full` for a verbose backtrace.
");
}

#[test]
fn ruby() {
    let text = "/srv/shop/lib/cart.rb:31:in `total': undefined method `price' for nil (NoMethodError)
\tfrom /srv/shop/app/controllers/cart_controller.rb:9:in `show'
\tfrom /usr/local/bundle/gems/actionpack-7.1.2/lib/action_controller/metal/basic_implicit_render.rb:6:in `send_action'
\tfrom /usr/local/bundle/gems/actionpack-7.1.2/lib/abstract_controller/base.rb:224:in `process_action'
\tfrom /usr/local/bundle/gems/actionpack-7.1.2/lib/action_controller/metal/rendering.rb:165:in `process_action'
\tfrom /usr/local/bundle/gems/puma-6.4.0/lib/puma/thread_pool.rb:155:in `block in spawn_thread'
";
    assert_snapshot!(seen(text), @"
/srv/shop/lib/cart.rb:31:in `total': undefined method `price' for nil (NoMethodError)
	from /srv/shop/app/controllers/cart_controller.rb:9:in `show'
[lines 3-6 left out]
");
}

#[test]
fn php() {
    let text = "PHP Fatal error:  Uncaught ShopException: no price for item 17 in /srv/shop/src/Prices.php:41
Stack trace:
#0 /srv/shop/src/Cart.php(31): Shop\\Prices->of(17)
#1 /srv/shop/src/CartController.php(22): Shop\\Cart->total()
#2 /srv/shop/vendor/symfony/http-kernel/HttpKernel.php(181): Shop\\CartController->show(Object(Request))
#3 /srv/shop/vendor/symfony/http-kernel/HttpKernel.php(76): Symfony\\HttpKernel->handleRaw(Object(Request), 1)
#4 /srv/shop/vendor/symfony/http-kernel/Kernel.php(197): Symfony\\HttpKernel->handle(Object(Request), 1, true)
#5 /srv/shop/vendor/symfony/runtime/Runner/HttpKernelRunner.php(35): Symfony\\Kernel->handle(Object(Request))
#6 /srv/shop/vendor/autoload_runtime.php(29): Symfony\\Runtime\\HttpKernelRunner->run()
#7 /srv/shop/public/index.php(9): require_once()
#8 {main}
  thrown in /srv/shop/src/Prices.php on line 41
";
    assert_snapshot!(seen(text), @r#"
PHP Fatal error:  Uncaught ShopException: no price for item 17 in /srv/shop/src/Prices.php:41
Stack trace:
#0 /srv/shop/src/Cart.php(31): Shop\Prices->of(17)
#1 /srv/shop/src/CartController.php(22): Shop\Cart->total()
[lines 5-8 left out]
#6 /srv/shop/vendor/autoload_runtime.php(29): Symfony\Runtime\HttpKernelRunner->run()
#7 /srv/shop/public/index.php(9): require_once()
#8 {main}
  thrown in /srv/shop/src/Prices.php on line 41
"#);
}

#[test]
fn sanitizer() {
    let text = "==4711==ERROR: AddressSanitizer: heap-use-after-free on address 0x602000000010 at pc 0x0000004f2a1b
READ of size 4 at 0x602000000010 thread T0
    #0 0x4f2a1a in total /src/shop/cart.c:31:14
    #1 0x4f2b77 in main /src/shop/main.c:9:5
    #2 0x7f8a1c029d8f in __libc_start_call_main /build/glibc/csu/../sysdeps/nptl/libc_start_call_main.h:58:16
    #3 0x7f8a1c029e3f in __libc_start_main_impl /build/glibc/csu/../csu/libc-start.c:392:3
    #4 0x41d2e4 in _start (/src/shop/shop+0x41d2e4) (BuildId: 1f2e3d4c5b6a79880716253443526170)

0x602000000010 is located 0 bytes inside of 16-byte region
freed by thread T0 here:
    #0 0x4c2f0d in free /build/llvm/compiler-rt/lib/asan/asan_malloc_linux.cpp:52:3
    #1 0x4f29f1 in drop /src/shop/cart.c:12:5
    #2 0x4f2b61 in main /src/shop/main.c:8:5
SUMMARY: AddressSanitizer: heap-use-after-free /src/shop/cart.c:31:14 in total
";
    assert_snapshot!(seen(text), @"
==4711==ERROR: AddressSanitizer: heap-use-after-free on address 0x602000000010 at pc 0x0000004f2a1b
READ of size 4 at 0x602000000010 thread T0
    #0 0x4f2a1a in total /src/shop/cart.c:31:14
    #1 0x4f2b77 in main /src/shop/main.c:9:5
[lines 5-7 left out]

0x602000000010 is located 0 bytes inside of 16-byte region
freed by thread T0 here:
    #0 0x4c2f0d in free /build/llvm/compiler-rt/lib/asan/asan_malloc_linux.cpp:52:3
    #1 0x4f29f1 in drop /src/shop/cart.c:12:5
    #2 0x4f2b61 in main /src/shop/main.c:8:5
SUMMARY: AddressSanitizer: heap-use-after-free /src/shop/cart.c:31:14 in total
");
}

#[test]
fn elixir() {
    let text = "** (Ecto.NoResultsError) expected at least one result but got none in query
    (ecto 3.11.1) lib/ecto/repo/queryable.ex:164: Ecto.Repo.Queryable.one!/3
    (shop 0.1.0) lib/shop/prices.ex:41: Shop.Prices.of/1
    (shop 0.1.0) lib/shop_web/controllers/cart_controller.ex:22: ShopWeb.CartController.show/2
    (phoenix 1.7.10) lib/phoenix/router.ex:432: Phoenix.Router.__call__/5
    (phoenix 1.7.10) lib/phoenix/endpoint/render_errors.ex:25: ShopWeb.Endpoint.call/2
    (bandit 1.1.1) lib/bandit/pipeline.ex:86: Bandit.Pipeline.call_plug/2
    (stdlib 5.1.1) proc_lib.erl:241: :proc_lib.init_p_do_apply/3
";
    assert_snapshot!(seen(text), @"
** (Ecto.NoResultsError) expected at least one result but got none in query
    (ecto 3.11.1) lib/ecto/repo/queryable.ex:164: Ecto.Repo.Queryable.one!/3
    (shop 0.1.0) lib/shop/prices.ex:41: Shop.Prices.of/1
    (shop 0.1.0) lib/shop_web/controllers/cart_controller.ex:22: ShopWeb.CartController.show/2
[lines 5-8 left out]
");
}

#[test]
fn swift() {
    let text = "Fatal error: Unexpectedly found nil while unwrapping an Optional value
Stack dump:
0   libswiftCore.dylib    0x00007ff81a2b1c40 _assertionFailure(_:_:file:line:flags:) + 353
1   shop                  0x0000000104a1b2c0 Cart.total() + 112
2   shop                  0x0000000104a1b5d4 main + 84
3   libdyld.dylib         0x00007ff80e9a1310 start + 2432
4   libsystem_pthread.dylib 0x00007ff80e9d4c30 thread_start + 15
5   libsystem_pthread.dylib 0x00007ff80e9d4d10 _pthread_start + 99
6   libsystem_pthread.dylib 0x00007ff80e9d4e20 _pthread_body + 27
7   libsystem_kernel.dylib 0x00007ff80e9b3a10 mach_msg_trap + 10
";
    assert_snapshot!(seen(text), @"
Fatal error: Unexpectedly found nil while unwrapping an Optional value
Stack dump:
0   libswiftCore.dylib    0x00007ff81a2b1c40 _assertionFailure(_:_:file:line:flags:) + 353
1   shop                  0x0000000104a1b2c0 Cart.total() + 112
2   shop                  0x0000000104a1b5d4 main + 84
[lines 6-10 left out]
");
}

#[test]
fn a_recursion_is_shown_once() {
    let mut text = String::from("Exception in thread \"main\" java.lang.StackOverflowError\n");
    for _ in 0..500 {
        text.push_str(
            "\tat com.shop.Tree.size(Tree.java:12)\n\tat com.shop.Tree.each(Tree.java:20)\n",
        );
    }
    text.push_str("\tat com.shop.Main.main(Main.java:5)\n");
    assert_snapshot!(seen(&text), @r#"
Exception in thread "main" java.lang.StackOverflowError
	at com.shop.Tree.size(Tree.java:12)
	at com.shop.Tree.each(Tree.java:20)
[lines 4-1001 left out, like lines shown]
	at com.shop.Main.main(Main.java:5)
"#);
}

const DEEP: &str = r#"Traceback (most recent call last):
  File "/home/dev/work/monorepo/services/shop/main.py", line 5, in <module>
    from shop.cart import Cart
  File "/home/dev/work/monorepo/services/shop/cart.py", line 2, in <module>
    from shop.prices import of
  File "/home/dev/work/monorepo/services/shop/prices.py", line 1, in <module>
    from shop.tax import rate
  File "/home/dev/work/monorepo/services/shop/tax.py", line 4, in <module>
    from shop.rules import rules
  File "/home/dev/work/monorepo/services/shop/rules.py", line 7, in <module>
    import json.tools
  File "/usr/lib/python3.12/json/tools.py", line 3, in <module>
    raise ImportError(name)
ImportError: tools
"#;

#[test]
fn without_a_store_the_folder_is_said_once() {
    assert_snapshot!(seen_at(Level::Lossless, DEEP, Hints::none()), @r#"
in /home/dev/work/monorepo/services/shop/:
Traceback (most recent call last):
  File "main.py", line 5, in <module>
    from shop.cart import Cart
  File "cart.py", line 2, in <module>
    from shop.prices import of
  File "prices.py", line 1, in <module>
    from shop.tax import rate
  File "tax.py", line 4, in <module>
    from shop.rules import rules
  File "rules.py", line 7, in <module>
    import json.tools
  File "/usr/lib/python3.12/json/tools.py", line 3, in <module>
    raise ImportError(name)
ImportError: tools
"#);
}

#[test]
fn a_frame_that_the_question_names_stays() {
    let asked = Hints::none().with_question("why does `request` raise?");
    assert!(seen_at(Level::Balanced, PYTHON, asked).contains("line 589, in request\n"));
    assert!(!seen(PYTHON).contains("line 589, in request\n"));
}

fn soup() -> impl Strategy<Value = String> {
    let lines = prop::sample::select(vec![
        "Traceback (most recent call last):\n",
        "in /srv/a/:\n",
        "  File \"/srv/a/b.py\", line 1, in f\n",
        "  File \"c.py\", line 1, in f\n",
        "    call(x)\n",
        "  File \"/usr/lib/python3.1/x.py\", line 1, in g\r\n",
        "  | File \"/usr/lib/python3.1/x.py\", line 1, in g\n",
        "ValueError: é\n",
        "\tat java.lang.A.b(A.java:1)\n",
        "\tat a.b.C.d(C.java:2)\n",
        "\t... 3 more\n",
        "goroutine 1 [running]:\n",
        "main.f(0x1)\n",
        "\t/home/me/f.go:3 +0x1\n",
        "\t/usr/local/go/src/net/http/f.go:3 +0x1\n",
        "   0: core::f\n",
        "             at /rustc/1/f.rs:3:1\n",
        "#0 /srv/a.php(3): f()\n",
        "#0 0x01 in f /srv/日本.c:3\n",
        "\n",
    ]);
    let line = prop_oneof![6 => lines.prop_map(str::to_owned), 1 => "\\PC{0,12}\n?"];
    (prop::collection::vec(line, 0..60), 1_usize..4)
        .prop_map(|(lines, times)| lines.concat().repeat(times))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn the_laws_hold_for_any_trace(text in soup()) {
        compressor_laws(&TraceCompressor::new(), &Estimator::new(), &[&text]);
    }
}

#[test]
fn the_laws_hold_for_traces() {
    let rewrites = compressor_laws(&TraceCompressor::new(), &Estimator::new(), &[PYTHON, DEEP]);
    assert_eq!(rewrites, 3);
}
