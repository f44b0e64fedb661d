//! Where libraries are installed, and how their names begin.

/// Whether a file or module is a library's.
pub(super) fn is_place(place: &str) -> bool {
    if PLACE_STARTS.iter().any(|start| place.starts_with(start)) {
        return true;
    }
    let mut parts = place.split(['/', '\\']);
    let mut before = parts.next().unwrap_or("");
    for part in parts {
        if is_folder(before) || is_folder_within(before, part) {
            return true;
        }
        before = part;
    }
    false
}

/// Whether libraries alone are below a folder of this name.
fn is_folder(name: &str) -> bool {
    matches!(
        name,
        "site-packages"
            | "dist-packages"
            | "node_modules"
            | "vendor"
            | "bower_components"
            | "rustlib"
            | "rustc"
            | "gems"
            | ".pub-cache"
            | "sysdeps"
            | "Pods"
            | "x86_64-linux-gnu"
            | "aarch64-linux-gnu"
            | "asan"
            | "sanitizer_common"
    )
}

/// Whether libraries alone are below a folder within another.
fn is_folder_within(outer: &str, inner: &str) -> bool {
    match outer {
        "lib" | "lib64" | "Lib" => {
            inner.starts_with("python") || inner == "ruby" || inner.starts_with("libc.so")
        }
        ".cargo" => matches!(inner, "registry" | "git"),
        "pkg" => inner == "mod",
        "usr" => matches!(inner, "lib" | "lib64" | "include" | "libexec"),
        "System" => inner == "Library",
        // The standard library of Go has no domains in its paths, unlike what is below GOPATH.
        "src" => GO_PACKAGES.contains(&inner),
        "deps" => inner.starts_with("phoenix") || inner.starts_with("ecto"),
        // On Windows the library is below the folder of the interpreter.
        _ => outer.starts_with("Python") && inner.eq_ignore_ascii_case("lib"),
    }
}

/// The beginnings of places that no program's own file has.
const PLACE_STARTS: &[&str] = &[
    "<frozen ",
    "<internal:",
    "<__array_function__",
    "node:",
    "internal/",
    "dart:",
    "package:flutter/",
    "package:test",
    "package:stack_trace/",
    "[internal function]",
    "[C]",
    "native ",
    "native code",
    "libc.so",
    "libsystem",
    "libdyld",
    "libswift",
    "libdispatch",
    "libpthread",
    "libclang_rt",
    "UIKitCore",
    "CoreFoundation",
    "Foundation",
    "dyld",
    "./nptl/",
    "./csu/",
    "../csu/",
    "../nptl/",
    "(elixir ",
    "(stdlib ",
    "(kernel ",
    "(ex_unit ",
    "(mix ",
    "(iex ",
    "(logger ",
    "(phoenix",
    "(plug",
    "(ecto",
    "(db_connection ",
    "(cowboy",
    "(bandit ",
    "(thousand_island ",
    "(telemetry ",
    "(postgrex ",
    "Base ",
    "Base.",
    "Core ",
];

/// Packages of the standard library of Go that stand in stack traces.
const GO_PACKAGES: &[&str] = &[
    "bufio", "compress", "context", "crypto", "database", "encoding", "fmt", "internal", "io",
    "net", "os", "reflect", "runtime", "sort", "strings", "sync", "syscall", "testing", "text",
];

/// Whether a function is a library's by its name.
pub(super) fn is_function(function: &str) -> bool {
    // The module of the JVM: `java.base/java.lang.Thread.run`, `app//org.junit...`.
    let name = match function.split_once('/') {
        Some((_, rest)) if function.starts_with("java.") || function.starts_with("app/") => {
            rest.trim_start_matches('/')
        }
        _ => function,
    };
    let name = name.trim_start_matches(['<', '&']);
    let Some(first) = name.as_bytes().first() else { return false };
    let same_first = |start: &&&str| start.as_bytes().first() == Some(first);
    FUNCTION_STARTS.iter().filter(same_first).any(|start| name.starts_with(start))
}

/// The beginnings of names of the runtimes and of what programs are commonly built on.
const FUNCTION_STARTS: &[&str] = &[
    // JVM
    "java.",
    "javax.",
    "jakarta.",
    "jdk.",
    "sun.",
    "com.sun.",
    "kotlin.",
    "kotlinx.",
    "scala.",
    "akka.",
    "groovy.",
    "clojure.",
    "android.",
    "androidx.",
    "dalvik.",
    "com.android.internal.",
    "com.google.common.",
    "com.google.inject.",
    "com.fasterxml.",
    "com.zaxxer.",
    "io.netty.",
    "io.micronaut.",
    "io.quarkus.",
    "reactor.",
    "rx.",
    "junit.",
    "org.junit.",
    "org.testng.",
    "org.mockito.",
    "org.assertj.",
    "org.hamcrest.",
    "org.springframework.",
    "org.hibernate.",
    "org.jboss.",
    "org.gradle.",
    "org.codehaus.",
    "org.eclipse.jetty.",
    "org.postgresql.",
    "org.apache.catalina.",
    "org.apache.coyote.",
    "org.apache.http.",
    "org.apache.maven.",
    "org.apache.tomcat.",
    "org.aspectj.",
    "worker.org.gradle.",
    // JavaScript
    "Promise.",
    "new Promise",
    // .NET
    "System.",
    "Microsoft.",
    "Xunit.",
    "NUnit.",
    "Newtonsoft.",
    // Rust
    "core::",
    "std::",
    "alloc::",
    "test::",
    "tokio::",
    "rayon",
    "rust_begin_unwind",
    "rust_panic",
    "__rust",
    "backtrace::",
    // C, C++
    "__libc_",
    "__GI_",
    "__asan",
    "__sanitizer",
    "__interceptor",
    "__scrt_",
    "__cxa_",
    "_start",
    "start_thread",
    "raise (",
    "abort (",
    "clone (",
    "clone3 (",
    // Dart
    "_delayEntrypoint",
    "_startIsolate",
    "_RawReceivePort",
];
