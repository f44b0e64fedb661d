//! Payloads and conversations of a given size: the same bytes for the same size, on every machine.

#![allow(dead_code)] // Each program that includes this uses a part of it.

use serde_json::{Value, json};

/// The request bodies that a bench is to measure: those of the files that its arguments name, one a line,
/// or else two conversations that are generated and a recorded one.
pub(crate) fn bodies() -> std::io::Result<Vec<String>> {
    let mut bodies = Vec::new();
    for file in std::env::args().skip(1).filter(|argument| !argument.starts_with('-')) {
        bodies.extend(std::fs::read_to_string(file)?.lines().map(str::to_owned));
    }
    if bodies.is_empty() {
        bodies.push(request((0..40).map(exchange)));
        bodies.push(conversation(1 << 20));
        bodies.push(include_str!("../../examples/data/coding-session.json").to_owned());
    }
    Ok(bodies)
}

/// A source of numbers without a seed from outside (a linear congruential generator, the constants
/// of Knuth's MMIX).
pub(crate) struct Numbers(u64);

impl Numbers {
    pub(crate) fn new() -> Self {
        Self(7)
    }

    /// A number below `bound`.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound.max(1)
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        let at = self.below(from.len() as u64) as usize;
        from.get(at).copied().unwrap_or_default()
    }
}

/// Lines until there are so many bytes.
fn lines(bytes: usize, mut line: impl FnMut(&mut Numbers, usize) -> String) -> String {
    let (mut out, mut numbers) = (String::with_capacity(bytes + 256), Numbers::new());
    let mut n = 0;
    while out.len() < bytes {
        out.push_str(&line(&mut numbers, n));
        out.push('\n');
        n += 1;
    }
    out
}

/// A service's log: a few forms of lines over and over, and a rare error with its trace.
pub(crate) fn log(bytes: usize) -> String {
    lines(bytes, |numbers, n| {
        let (minute, second) = (n / 60 % 60, n % 60);
        let stamp = format!("2024-11-04T08:{minute:02}:{second:02}.{:03}Z", numbers.below(1000));
        let id = numbers.below(1_000_000);
        match numbers.below(200) {
            0 => format!(
                "{stamp} ERROR [worker] job {id} failed: connection refused\n    at connect (/app/net.js:48:19)\n    at run (/app/worker.js:{}:7)",
                numbers.below(400)
            ),
            1..=90 => format!("{stamp} INFO  [queue] job {id} done in {}ms", numbers.below(2000)),
            91..=150 => {
                format!("{stamp} INFO  [http] GET /v1/jobs/{id} 200 {}ms", numbers.below(90))
            }
            151..=190 => {
                format!("{stamp} DEBUG [pool] {} of 32 connections in use", numbers.below(32))
            }
            _ => format!(
                "{stamp} WARN  [http] slow client {id}, {} bytes waiting",
                numbers.below(90_000)
            ),
        }
    })
}

const FOLDERS: [&str; 6] =
    ["src/queue", "src/http", "src/store/tables", "tests/queue", "tests/http", "tools"];
const FILES: [&str; 5] = ["worker.rs", "pool.rs", "routes.rs", "errors.rs", "mod.rs"];
const CODE: [&str; 8] = [
    "    let job = queue.next()?;",
    "    pool.release(connection);",
    "    return Err(JobError::new(job.id, reason));",
    "fn retry(job: &Job, attempt: u32) -> Duration {",
    "    // A job that failed twice goes to the end of the queue.",
    "    assert_eq!(queue.len(), 3);",
    "    metrics.count(\"jobs\", 1);",
    "}",
];

/// The hits of `rg -n`, file after file.
pub(crate) fn search(bytes: usize) -> String {
    let (mut path, mut line) = (String::new(), 0);
    lines(bytes, |numbers, n| {
        if n % 9 == 0 {
            path = format!("{}/m{}/{}", numbers.pick(&FOLDERS), n / 900, numbers.pick(&FILES));
            line = 0;
        }
        line += 1 + numbers.below(40);
        format!("{path}:{line}:{}", numbers.pick(&CODE))
    })
}

/// What `git diff` prints: file after file, hunks with their context, and now and then a lock file.
pub(crate) fn diff(bytes: usize) -> String {
    let (mut path, mut first, mut locked) = (String::new(), 0, false);
    lines(bytes, |numbers, n| {
        if n % 5 == 0 {
            locked = numbers.below(12) == 0;
            let file = if locked { "Cargo.lock" } else { numbers.pick(&FILES) };
            path = format!("{}/m{n}/{file}", numbers.pick(&FOLDERS));
            first = 1;
        }
        first += 20 + numbers.below(80);
        let header = format!(
            "diff --git a/{path} b/{path}\nindex 3f2a1b0..9c8d7e6 100644\n--- a/{path}\n+++ b/{path}\n"
        );
        let context = |numbers: &mut Numbers| -> String {
            (0..3).map(|_| format!(" {}\n", numbers.pick(&CODE))).collect()
        };
        let (before, after) = (context(numbers), context(numbers));
        let change = match locked {
            true => format!("-version = \"1.{}.0\"\n+version = \"1.{}.0\"", n % 7, n % 7 + 1),
            false => format!("-{} // {n}\n+{} // {n}", numbers.pick(&CODE), numbers.pick(&CODE)),
        };
        let header = if n % 5 == 0 { &*header } else { "" };
        let after = after.trim_end_matches('\n');
        format!("{header}@@ -{first},7 +{first},7 @@ fn next()\n{before}{change}\n{after}")
    })
}

/// Lines that have no form in common.
pub(crate) fn distinct(bytes: usize) -> String {
    lines(bytes, |numbers, _| {
        let word = |numbers: &mut Numbers| -> String {
            (0..4 + numbers.below(5)).map(|_| char::from(b'a' + numbers.below(26) as u8)).collect()
        };
        (0..6).map(|_| word(numbers)).collect::<Vec<_>>().join(" ")
    })
}

/// An answer of an API: records of one shape.
pub(crate) fn json(bytes: usize) -> String {
    let (mut records, mut numbers, mut size) = (Vec::new(), Numbers::new(), 0);
    while size < bytes {
        let id = numbers.below(1_000_000);
        let record = json!({
            "id": format!("job-{id}"),
            "state": numbers.pick(&["waiting", "running", "done", "done", "done", "failed"]),
            "attempts": numbers.below(4),
            "created_at": format!("2024-11-04T08:{:02}:{:02}Z", numbers.below(60), numbers.below(60)),
            "owner": {"team": numbers.pick(&["billing", "search", "mail"]), "id": numbers.below(90)},
            "url": format!("https://jobs.example.com/v1/jobs/{id}"),
            "error": null,
        })
        .to_string();
        size += record.len() + 1;
        records.push(record);
    }
    format!("[{}]", records.join(","))
}

/// An object in which no key comes twice.
fn keys(bytes: usize) -> String {
    let members: Vec<String> = (0..bytes / 18).map(|n| format!("\"key {n}\":{n}")).collect();
    format!("{{{}}}", members.join(","))
}

/// A file of source code.
pub(crate) fn code(bytes: usize) -> String {
    lines(bytes, |numbers, n| format!("{} // {}", numbers.pick(&CODE), n / 3))
}

/// Makes a payload of so many bytes.
pub(crate) type Payload = fn(usize) -> String;

/// The payloads above, by name.
pub(crate) const PAYLOADS: [(&str, Payload); 6] = [
    ("log", log),
    ("search", search),
    ("diff", diff),
    ("json", json),
    ("code", code),
    ("distinct lines", distinct),
];

/// A read of a file with line numbers, from the line `first` (from 0) on.
pub(crate) fn listing(file: &str, first: usize, count: usize) -> String {
    let shown = file.lines().enumerate().skip(first).take(count);
    shown.map(|(n, line)| format!("{:6}\t{line}\n", n + 1)).collect()
}

/// A call and its result.
pub(crate) struct Exchange {
    pub(crate) tool: &'static str,
    pub(crate) arguments: Value,
    pub(crate) result: String,
}

/// The body of an Anthropic request with these exchanges.
pub(crate) fn request(exchanges: impl IntoIterator<Item = Exchange>) -> String {
    let mut messages = vec![json!({"role": "user", "content": "Why do some jobs never end?"})];
    for (n, exchange) in exchanges.into_iter().enumerate() {
        let id = format!("toolu_{n:06}");
        messages.push(json!({"role": "assistant", "content": [
            {"type": "tool_use", "id": id, "name": exchange.tool, "input": exchange.arguments},
        ]}));
        messages.push(json!({"role": "user", "content": [
            {"type": "tool_result", "tool_use_id": id, "content": exchange.result},
        ]}));
    }
    json!({"model": "any", "messages": messages}).to_string()
}

/// A request with a single result, of a tool that says nothing of its form.
pub(crate) fn request_with(result: String) -> String {
    request([Exchange { tool: "shell", arguments: json!({"command": "./run"}), result }])
}

/// A request with a result that comes twice, so that all of it may become references.
pub(crate) fn request_with_both(result: String) -> String {
    let exchange = |n: u32| Exchange {
        tool: "shell",
        arguments: json!({"command": format!("./run --attempt {n}")}),
        result: result.clone(),
    };
    request([exchange(1), exchange(2)])
}

/// Bytes of each result in a [`conversation`].
pub(crate) const BLOCK: usize = 20_000;

/// The n-th exchange of a session: reads that overlap earlier ones, then searches, logs and records.
pub(crate) fn exchange(n: usize) -> Exchange {
    let (tool, arguments, result) = match n % 8 {
        0..=4 => {
            let path = format!("/repo/src/part{}.rs", n / 40);
            let first = (n * 150) % 4_000;
            let file = code((first + 400) * 60);
            let arguments = json!({"file_path": path, "offset": first + 1, "limit": 400});
            ("Read", arguments, listing(&file, first, 400))
        }
        5 => ("Bash", json!({"command": format!("rg -n 'job{n}' src tests")}), search(BLOCK + n)),
        6 => ("Bash", json!({"command": format!("journalctl -u worker{n}")}), log(BLOCK + n)),
        _ => (
            "Bash",
            json!({"command": format!("curl -s https://jobs.example.com/v1?n={n}")}),
            json(BLOCK + n),
        ),
    };
    Exchange { tool, arguments, result }
}

/// The body of a session of about so many bytes.
pub(crate) fn conversation(bytes: usize) -> String {
    request((0..bytes.div_ceil(BLOCK)).map(exchange))
}

/// Payloads that invite more than linear time.
pub(crate) fn pathological(bytes: usize) -> Vec<(&'static str, String)> {
    let repeat = |text: &str| text.repeat(bytes.div_ceil(text.len()));
    let nested = "[".repeat(bytes / 2) + &"]".repeat(bytes / 2);
    let branches = repeat(&format!("{}1{},", "[".repeat(60), "]".repeat(60)));
    vec![
        ("one long word", repeat("a")),
        ("one long line", repeat("lorem 17 ipsum: ")),
        ("empty lines", repeat("\n")),
        ("broken escape sequences", repeat("\u{1b}[31;\u{1b}]8;;x\u{1b}\\\u{1b}[ 17%\r\u{1b}")),
        ("equal lines", repeat("nothing to do for job 17, waiting\n")),
        (
            "a pattern of two lines",
            repeat("job 17 started on worker-a\njob 17 ended on worker-b\n"),
        ),
        ("open brackets in each line", repeat("[lines 1-2 left out\n")),
        ("look-alikes of handles", repeat("hr_")),
        ("quotes and backslashes", repeat("\\\"")),
        ("nested brackets", nested),
        ("nested rows", format!("[{}0]", branches)),
        ("lines of one character", repeat("{\n")),
        ("hits of one line", repeat("a:1:\n")),
        ("characters of several bytes", repeat("é→𝄞")),
        ("many keys", keys(bytes)),
        ("JSON in strings", json!({"stdout": json(bytes)}).to_string()),
        ("JSON that breaks off", json(bytes).trim_end_matches([']', '}']).to_owned()),
    ]
}
