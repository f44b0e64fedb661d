//! What a model sees of results in which several things stand one after the other.

#![cfg(all(
    feature = "blob",
    feature = "json",
    feature = "log",
    feature = "search",
    feature = "trace"
))]
#![allow(clippy::unwrap_used)]

mod shared;

use headroom_compressors::{
    BlobCompressor, LogCompressor, SearchCompressor, SmartCrusher, TraceCompressor,
};
use headroom_core::{Arguments, ContentRouter, Hints, Level};
use insta::assert_snapshot;

/// The text as the model sees it, with the handle blanked.
fn seen(command: &str, text: &str) -> String {
    let router = ContentRouter::new()
        .compressor(BlobCompressor::new())
        .compressor(LogCompressor::new())
        .compressor(SearchCompressor::new())
        .compressor(SmartCrusher::new())
        .compressor(TraceCompressor::new());
    let hints = Hints::none().with_tool("bash").with_arguments(Arguments::command(command));
    shared::sent(router, Level::Balanced, &hints, text).blanked()
}

const CONFIG: &str = r#"{
  "name": "shop",
  "scripts": {"test": "jest", "build": "tsc"},
  "files": [{"name": "a", "kind": "x"}, {"name": "b", "kind": "x"}, {"name": "c", "kind": "x"}]
}
"#;

fn hits() -> String {
    (3..9).map(|n| format!("services/shop/src/cart.ts:{n}:  total += price({n});\n")).collect()
}

fn trace() -> String {
    let frame = |n: usize| {
        format!(
            "    at Layer.handle{n} (/srv/shop/node_modules/express/lib/router/layer.js:{n}:5)\n"
        )
    };
    let frames: String = (0..8).map(frame).collect();
    format!("TypeError: price is undefined\n    at total (/srv/shop/src/cart.ts:31:14)\n{frames}")
}

#[test]
fn each_output_by_its_own_compressor() {
    let text = format!("{CONFIG}{}--- run\n{}", hits(), trace());
    let command = "cat package.json; grep -rn price services; echo --- run; node dist/main.js";
    assert_snapshot!(seen(command, &text), @r#"
{
  "name": "shop",
  "scripts": {"test": "jest", "build": "tsc"},
  "files": [{"name": "a", "kind": "x"}, {"name": "b", "kind": "x"}, {"name": "c", "kind": "x"}]
}
services/shop/src/cart.ts (6 hits)
3:  total += price(3);
4:  total += price(4);
5:  total += price(5);
6:  total += price(6);
7:  total += price(7);
8:  total += price(8);
--- run
TypeError: price is undefined
    at total (/srv/shop/src/cart.ts:31:14)
[lines 15-22 left out]
[8 of 22 lines left out; headroom_retrieve hr_... with lines or find fetches them]
"#);
}

#[test]
fn an_envelope_stays() {
    let text =
        format!("<returncode>1</returncode>\n<output>\nserver started\n{}</output>\n", trace());
    assert_snapshot!(seen("node dist/main.js", &text), @"
<returncode>1</returncode>
<output>
server started
TypeError: price is undefined
    at total (/srv/shop/src/cart.ts:31:14)
[lines 6-13 left out]
</output>
[8 of 14 lines left out; headroom_retrieve hr_... with lines or find fetches them]
");
}

#[test]
fn fences_stay() {
    let rows: Vec<String> = (0..12)
        .map(|n| {
            format!(
                "  {{\"id\": {n}, \"name\": \"item {n}\", \"kind\": \"fruit\", \"stock\": true}}"
            )
        })
        .collect();
    let text =
        format!("I found these:\n\n```json\n[\n{}\n]\n```\n\nShall I go on?\n", rows.join(",\n"));
    assert_snapshot!(seen("", &text), @"
I found these:

```json
[JSON with quotes left out; tables: {a,b} names each row's values]
[12 rows]{id,name|same in all: after name: kind=fruit,stock=true}
0,item 0
1,item 1
2,item 2
3,item 3
4,item 4
5,item 5
6,item 6
7,item 7
8,item 8
9,item 9
10,item 10
11,item 11
```

Shall I go on?
");
}
