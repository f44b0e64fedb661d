//! What an agent may edit goes out line by line, however it was read and whatever its text resembles.

#![cfg(all(feature = "diff", feature = "log", feature = "search", feature = "trace"))]
#![allow(clippy::indexing_slicing, clippy::unwrap_used)]

use std::fmt::Write as _;

use headroom::Headroom;
use headroom::ccr::MemoryStore;
use serde_json::{Value, json};

/// The result of a call as it is sent, with originals in a store.
fn sent(tool: &str, arguments: &Value, text: &str) -> String {
    let body = json!({"model": "claude-sonnet-4", "max_tokens": 9, "messages": [
        {"role": "user", "content": "Mend it."},
        {"role": "assistant", "content": [
            {"type": "tool_use", "id": "t", "name": tool, "input": arguments}]},
        {"role": "user", "content": [
            {"type": "tool_result", "tool_use_id": "t", "content": text}]},
    ]})
    .to_string();
    let headroom = Headroom::builder().recoverable(MemoryStore::new()).build().unwrap();
    let out: Value = serde_json::from_str(&headroom.compress(&body).unwrap().body).unwrap();
    out["messages"][2]["content"][0]["content"].as_str().unwrap().to_owned()
}

fn log() -> String {
    (0..200).fold(String::new(), |mut out, n| {
        let _ = writeln!(out, "2026-03-01 10:{:02}:{:02} INFO app Request {n} ok", n / 60, n % 60);
        out
    })
}

fn hits() -> String {
    (0..200).fold(String::new(), |mut out, n| {
        let _ = writeln!(out, "src/part{}.py:{}:    value = compute(other, {n})", n / 10, n + 1);
        out
    })
}

fn traces() -> String {
    (0..40).fold(String::new(), |mut out, n| {
        let _ = writeln!(
            out,
            "Traceback (most recent call last):\n  File \"/app/a{n}.py\", line {n}, in f\n    g({n})\n  \
             File \"/usr/lib/python3/site-packages/x/y.py\", line 3, in g\n    raise ValueError({n})\n\
             ValueError: {n}\n"
        );
        out
    })
}

#[test]
fn reads_by_commands_keep_their_lines() {
    for command in [
        "cat a.py",
        "cat a.py b.log",
        "cat a.py; cat b.log",
        "cat a.py | grep -v '^#'",
        "cat a.py | sed 's/x/y/'",
        "cat a.py | cut -c1-200",
        "cat \"$FILE\"",
        "for f in a.py b.py; do cat $f; done",
        "find . -name a.py | xargs cat",
        "find . -name a.py -exec cat {} \\;",
        "git ls-files | xargs cat",
        "ssh host cat a.py",
        "docker exec -it web cat a.py",
        "docker compose exec web sh -c 'cat a.py'",
        "kubectl exec pod -- cat a.py",
        "pytest -q; cat a.md; ls",
        "rg -n x src; cat a.md",
    ] {
        for text in [log(), hits(), traces()] {
            let text = format!("SAMPLE = '''\n{text}'''\n");
            let out = sent("bash", &json!({"command": command}), &text);
            assert!(out == text, "{command}: {}", out.get(..300).unwrap_or(&out));
        }
    }
}

#[test]
fn files_under_captions_are_known_by_them() {
    let source = "def f(x):\n    return x\n".repeat(20);
    let text = format!("==> a.py <==\nSAMPLE = '''\n{}'''\n\n==> b.py <==\n{source}", log());
    assert!(sent("bash", &json!({"command": "head -n 500 *"}), &text) == text);
    let text = format!("==> a.log <==\n{}\n==> b.py <==\n{source}", log());
    let out = sent("bash", &json!({"command": "head -n 500 *"}), &text);
    assert!(out.len() * 2 < text.len() && out.contains(&source), "{out}");
}

#[test]
fn reads_by_tools_keep_their_lines() {
    for (tool, arguments) in [
        ("Read", json!({"file_path": "/r/a.py"})),
        ("readFile", json!({"filePath": "/r/a.py"})),
        ("view_file", json!({"AbsolutePath": "/r/a.py", "StartLine": 1})),
        ("mcp__fs__read_multiple_files", json!({"paths": ["/r/a.py", "/r/b.log"]})),
        ("mcp__code__find_symbol", json!({"name_path": "f", "relative_path": "a.py"})),
        ("get_definition", json!({"file": "a.py"})),
        ("fetch_resource", json!({"uri": "file:///r/a.py"})),
        ("scroll_down", json!({})),
    ] {
        for text in [log(), hits(), traces()] {
            let text = format!("SAMPLE = '''\n{text}'''\n");
            let out = sent(tool, &arguments, &text);
            assert!(out == text, "{tool} {arguments}: {}", out.get(..300).unwrap_or(&out));
        }
    }
}

/// The same texts are shortened where they are data, so that what is asserted above says something.
#[test]
fn data_are_shortened_however_they_are_read() {
    for (tool, arguments) in [
        ("bash", json!({"command": "cat server.log"})),
        ("bash", json!({"command": "tail -n 500 \"$LOG\""})),
        ("bash", json!({"command": "docker exec web tail -n 500 /var/log/app.log"})),
        ("Read", json!({"file_path": "/r/server.log"})),
        ("run_tests", json!({"path": "tests/test_a.py"})),
    ] {
        let (out, text) = (sent(tool, &arguments, &log()), log());
        assert!(out.len() * 2 < text.len(), "{tool} {arguments}");
    }
}
