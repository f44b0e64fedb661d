//! The page that shows ten JSON payloads before and after, as Markdown.
//!
//!     cargo run --release --example json_page
//!
//! Exact o200k_base counts; `scripts/json-page` puts the page beside the grammar, where the documentation of
//! `SmartCrusher` includes it.

use std::error::Error;
use std::fmt::Write as _;
use std::io::{self, Write};

use headroom::ccr::MemoryStore;
use headroom::core::{FastTokens, Hints, TokenCounter};
use headroom::{Config, Headroom, Level};
use serde_json::{Value, json};

/// More bytes of a payload are not shown.
const SHOWN: usize = 700;

struct Payload {
    title: &'static str,
    question: &'static str,
    level: Level,
    text: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut page = String::from(
        "# Ten payloads before and after\n\n\
         Written by `scripts/json-page`; tokens are exact o200k_base counts.\n",
    );
    for (payload, number) in payloads().iter().zip(1..) {
        section(payload, number, &mut page)?;
    }
    Ok(io::stdout().lock().write_all(page.as_bytes())?)
}

fn section(payload: &Payload, number: usize, page: &mut String) -> Result<(), Box<dyn Error>> {
    let builder = Headroom::builder().config(Config::default()).tokens(FastTokens::o200k_base());
    let headroom = match payload.level {
        Level::Lossless => builder.build()?,
        level => builder.recoverable(MemoryStore::new()).level(level).build()?,
    };
    let hints = Hints::none().with_tool("fetch").with_question(payload.question);
    let sent = headroom.compress_text(&payload.text, &hints);
    let tokens = FastTokens::o200k_base();
    let [before, after] = [payload.text.as_str(), &sent.text].map(|text| tokens.estimate(text));
    let level = serde_json::to_value(payload.level)?;
    let level = level.as_str().unwrap_or_default();
    write!(page, "\n## {number}. {}\n\n", payload.title)?;
    if !payload.question.is_empty() {
        write!(page, "Asked: *{}*\n\n", payload.question)?;
    }
    write!(page, "{before} tokens, `{level}`: {after}.\n\n")?;
    write!(page, "```text\n{}\n```\n\n", beginning(&payload.text))?;
    writeln!(page, "```text\n{}\n```", sent.text.trim_end())?;
    Ok(())
}

/// A text up to what is shown of it.
fn beginning(text: &str) -> String {
    let text = text.trim_end();
    match text.split_at_checked(text.floor_char_boundary(SHOWN)) {
        Some((start, rest)) if !rest.is_empty() => {
            format!("{start}\n… {} more bytes", rest.len())
        }
        _ => text.to_owned(),
    }
}

fn payloads() -> Vec<Payload> {
    let all = [
        ("A page of issues", "", pretty(&issues())),
        ("A map of packages", "", pretty(&packages())),
        ("Readings of a sensor", "", pretty(&readings())),
        ("What a command wrote, in a string", "", command().to_string()),
        ("An answer of a tool server, in strings of strings", "", in_strings().to_string()),
        ("Lines of JSON", "", lines()),
        ("Events of two forms", "", events().to_string()),
        ("Reviews, whose authors come again", "", pretty(&reviews())),
        ("An answer that was cut off", "", cut_off()),
    ];
    let lossless =
        |(title, question, text)| Payload { title, question, level: Level::Lossless, text };
    let orders = Payload {
        title: "A long list, out of sight but for what matters",
        question: "What became of order 50417?",
        level: Level::Balanced,
        text: orders().to_string(),
    };
    all.into_iter().map(lossless).chain([orders]).collect()
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

fn rows(count: usize, row: impl Fn(usize) -> Value) -> Value {
    Value::Array((0..count).map(row).collect())
}

fn pick<'a>(of: &[&'a str], at: usize) -> &'a str {
    of.get(at % of.len()).copied().unwrap_or_default()
}

const TITLES: &[&str] = &[
    "Crash when the log is empty",
    "Typo in the guide",
    "Tables lose their header, sometimes",
    "Support for arrow keys",
    "Wrong total after a refund",
];

fn issues() -> Value {
    let row = |n: usize| {
        json!({
            "number": 812 - 3 * n,
            "title": pick(TITLES, n),
            "state": if n % 4 == 1 { "closed" } else { "open" },
            "user": {"login": pick(&["mira", "tomasz", "yuki"], n), "type": "User"},
            "labels": [{"name": pick(&["bug", "docs"], n), "color": "d73a4a"}],
            "milestone": null,
            "comments": n * 7 % 5,
            "url": format!("https://api.example.org/repos/quill/quill/issues/{}", 812 - 3 * n),
        })
    };
    json!({"total_count": 10, "incomplete_results": false, "items": rows(10, row)})
}

fn packages() -> Value {
    let package = |n: usize| {
        let name = pick(&["left-pad", "chalk", "ms", "semver", "yallist", "zod", "ws", "nan"], n);
        let entry = json!({"version": format!("{}.{}.0", n % 5, n * 3 % 7), "dev": n.is_multiple_of(3), "license": "MIT"});
        (format!("node_modules/{name}"), entry)
    };
    json!({"name": "quill", "lockfileVersion": 3, "packages": (0..8).map(package).collect::<serde_json::Map<_, _>>()})
}

fn readings() -> Value {
    let value = |n: usize| json!((180 + n * 37 % 45) as f64 / 10.0);
    json!({
        "sensor": "roof-3",
        "unit": "°C",
        "hours": (0..24).collect::<Vec<_>>(),
        "values": rows(24, value),
        "calibration": [[1, 0, 0.02], [0, 1, -0.01], [0, 0, 1]],
    })
}

fn pods(count: usize) -> Value {
    rows(count, |n| {
        json!({
            "name": format!("checkout-{n}"),
            "ready": n != 4,
            "restarts": if n == 4 { 17 } else { 0 },
            "node": format!("worker-{}", n % 3),
        })
    })
}

fn command() -> Value {
    json!({"exit_code": 0, "stdout": pretty(&pods(9)) + "\n", "stderr": ""})
}

fn in_strings() -> Value {
    let body = json!({"pods": pods(8), "next": null}).to_string();
    let answer = json!({"status": 200, "body": body}).to_string();
    json!({"content": [{"type": "text", "text": answer}], "isError": false})
}

fn lines() -> String {
    let line = |n: usize| {
        json!({
            "at": format!("2026-04-02T07:{:02}:11Z", n * 4),
            "level": if n == 6 { "error" } else { "info" },
            "service": "billing",
            "message": if n == 6 { "card declined: \"do not honor\"" } else { "invoice sent" },
            "invoice": 7700 + n,
        })
    };
    (0..12).map(|n| line(n).to_string() + "\n").collect()
}

fn events() -> Value {
    rows(12, |n| match n % 3 {
        0 => {
            json!({"type": "deploy", "id": n, "version": format!("2.{n}.0"), "by": pick(&["mira", "yuki"], n)})
        }
        _ => {
            json!({"type": "alert", "id": n, "rule": pick(&["latency", "disk full"], n), "seconds": n * 31})
        }
    })
}

fn reviews() -> Value {
    let author = |n: usize| {
        let login = pick(&["mira", "tomasz"], n);
        json!({
            "login": login,
            "avatar_url": format!("https://avatars.example.org/u/{login}?v=4"),
            "html_url": format!("https://git.example.org/{login}"),
            "site_admin": false,
        })
    };
    let edge = |n: usize| {
        let state = pick(&["APPROVED", "COMMENTED", "CHANGES_REQUESTED"], n);
        json!({"cursor": format!("Y3Vyc29y{n:03}"), "node": {"id": 9000 + n, "state": state, "author": author(n)}})
    };
    let page = json!({"hasNextPage": true, "endCursor": "Y3Vyc29y007"});
    json!({"data": {"pull": {"reviews": {"totalCount": 31, "pageInfo": page, "edges": rows(8, edge)}}}})
}

fn cut_off() -> String {
    let hit = |n: usize| json!({"_id": format!("doc-{n}"), "_score": 9.5 - n as f64 / 4.0, "_source": {"title": pick(TITLES, n), "year": 2020 + n % 5}});
    let text = json!({"hits": rows(14, hit), "took": 12}).to_string();
    text.get(..text.len() - 60).unwrap_or_default().to_owned()
}

fn orders() -> Value {
    let order = |n: usize| {
        let failed = n == 71;
        json!({
            "id": 50_300 + n,
            "customer": {"id": 100 + n * 17 % 90, "country": pick(&["DE", "PL", "JP", "DE"], n)},
            "status": if failed { "failed" } else { pick(&["paid", "shipped", "paid"], n) },
            "error": failed.then_some("payment gateway timed out"),
            "total": if n == 20 { 18_400.0 } else { 20.0 + (n * 13 % 60) as f64 },
            "placed_at": format!("2026-04-{:02}T10:15:00Z", 1 + n / 8),
        })
    };
    json!({"page": 1, "total": 180, "orders": rows(180, order)})
}
