use proptest::option;
use proptest::prelude::*;
use serde_json::json;

use headroom_core::Offload;
use headroom_core::notice::Notice;

use super::arguments::{OPEN, read_range};
use super::*;
use crate::MemoryStore;

const TEXT: &str = "alpha\nbeta ERROR\r\n\ngamma é\nlast ERROR";

fn original(text: &str) -> Original {
    Original::verified(Handle::of(text), text).unwrap()
}

/// The answer to a call about [`TEXT`], with its handle written as `hr`.
fn ask(mut arguments: Value) -> String {
    let handle = Handle::of(TEXT);
    if let Some(object) = arguments.as_object_mut() {
        object.entry("handle").or_insert_with(|| json!(handle));
    }
    let call = RetrieveCall::read(&arguments);
    let answer = call.and_then(|call| call.answer(&original(TEXT)));
    answer.unwrap_or_else(|error| format!("! {error}")).replace(&handle.to_string(), "hr")
}

#[test]
fn what_is_read_is_found_in_colour() {
    let text = "ok\n\u{1b}[1merror\u{1b}[0m[E1]: no\n\u{1b}[31merror\u{1b}[0m[E2]\ns\u{8}sets\n";
    let found = |find: &str| {
        let call = RetrieveCall::read(&json!({"handle": Handle::of(text), "find": find}));
        let answer = call.and_then(|call| call.answer(&original(text))).unwrap();
        answer.replace(&Handle::of(text).to_string(), "hr")
    };
    let first = "2:\u{1b}[1merror\u{1b}[0m[E1]: no";
    let second = "3:\u{1b}[31merror\u{1b}[0m[E2]";
    assert_eq!(found("error[E1]: no"), format!("[original hr, 1 of 4 lines]\n{first}"));
    assert_eq!(found("/^error/"), format!("[original hr, 2 of 4 lines]\n{first}\n{second}"));
    assert_eq!(found("[31m"), format!("[original hr, 1 of 4 lines]\n{second}"));
    assert_eq!(found("sets"), "[original hr, 1 of 4 lines]\n4:s\u{8}sets");
    assert_eq!(
        found("ok\nerror"),
        "[original hr, 2 of 4 lines]\n1:ok\n2:\u{1b}[1merror\u{1b}[0m[E1]: no"
    );
}

#[test]
fn answers_read_like_this() {
    let whole = format!("[original hr]\n{TEXT}");
    for (arguments, expected) in [
        (json!({}), whole.as_str()),
        (json!({"lines": "", "find": null}), &whole),
        (json!({"lines": "2-4"}), "[original hr, lines 2-4]\nbeta ERROR\r\n\ngamma é\n"),
        (json!({"lines": "5"}), "[original hr, line 5]\nlast ERROR"),
        (json!({"lines": 1}), "[original hr, line 1]\nalpha\n"),
        (json!({"lines": "0-1"}), "[original hr, line 1]\nalpha\n"),
        (json!({"lines": "4-"}), "[original hr, lines 4-5]\ngamma é\nlast ERROR"),
        (json!({"lines": "4-900"}), "[original hr, lines 4-5]\ngamma é\nlast ERROR"),
        (json!({"lines": "-2"}), "[original hr, lines 4-5]\ngamma é\nlast ERROR"),
        (json!({"lines": "tail 1"}), "[original hr, line 5]\nlast ERROR"),
        (
            json!({"lines": -9}),
            "[original hr, lines 1-5]\nalpha\nbeta ERROR\r\n\ngamma é\nlast ERROR",
        ),
        (json!({"lines": "head 2"}), "[original hr, lines 1-2]\nalpha\nbeta ERROR\r\n"),
        (json!({"lines": "4@6-5"}), "[original hr, lines 4-5]\né\nlast ERROR"),
        (json!({"lines": "4@7"}), "[original hr, line 4]\né\n"),
        (
            json!({"find": "gamma", "context": 1}),
            "[original hr, 1 of 5 lines]\n3-\n4:gamma é\n5-last ERROR",
        ),
        (
            json!({"find": "ERROR", "context": "1"}),
            "[original hr, 2 of 5 lines]\n1-alpha\n2:beta ERROR\r\n3-\n4-gamma é\n5:last ERROR",
        ),
        (json!({"find": "/^(alpha|last)/"}), "[original hr, 2 of 5 lines]\n1:alpha\n5:last ERROR"),
        (json!({"find": "/(?i)error$/"}), "[original hr, 1 of 5 lines]\n5:last ERROR"),
        (
            json!({"find": "/"}),
            "[original hr, 0 of 5 lines]\nNo line contains this text; upper and \
            lower case count. The call without `find` returns the whole.",
        ),
        (
            json!({"find": "/x+/"}),
            "[original hr, 0 of 5 lines]\nNo line matches this; (?i) at its \
            start ignores case. The call without `find` returns the whole.",
        ),
        (
            json!({"find": "/(/"}),
            "! `find` is not a regular expression: unclosed group. Without the \
            slashes it is literal text.",
        ),
        (json!({"limit": 2}), "[original hr]\nalpha\n[cut off here; continue with lines 2-5]"),
        (json!({"limit": 0}), "[original hr]\nalpha\n[cut off here; continue with lines 2-5]"),
        (
            json!({"find": "ERROR", "limit": 6}),
            "[original hr, 2 of 5 lines]\n2:beta ERROR\r\n[cut off \
            here; continue with lines 3-5]",
        ),
        (
            json!({"rows": "1"}),
            "! The original hr is not JSON with rows or keys at this place. Ask \
            for lines, or for the lines with a text by `find`.",
        ),
        (
            json!({"limit": "many"}),
            "! `limit` is not a number. Give a whole number, or leave it out.",
        ),
        (json!({"find": "ERROR"}), "[original hr, 2 of 5 lines]\n2:beta ERROR\r\n5:last ERROR"),
        (json!({"find": "é\nlast"}), "[original hr, 2 of 5 lines]\n4:gamma é\n5:last ERROR"),
        (json!({"find": "ERROR\r\n"}), "[original hr, 1 of 5 lines]\n2:beta ERROR\r"),
        (json!({"find": "ERROR", "lines": "3-5"}), "[original hr, 1 of 5 lines]\n5:last ERROR"),
        (
            json!({"find": "error"}),
            "[original hr, 0 of 5 lines]\nNo line contains this text; upper and lower case count. \
             The call without `find` returns the whole.",
        ),
        (
            json!({"find": "alpha", "lines": "2-9"}),
            "[original hr, 0 of 5 lines]\nNothing in lines 2-5 contains this text; upper and lower \
             case count. The call without `find` returns them.",
        ),
        (
            json!({"lines": "6-9"}),
            "! The original hr has 5 lines, counted from 1; none of those asked for is among them.",
        ),
        (
            json!({"lines": "0"}),
            "! The original hr has 5 lines, counted from 1; none of those asked for is among them.",
        ),
        (
            json!({"lines": "the last ten"}),
            "! `lines` is not a range. Write it like 120-247, or -50 for the last 50, or leave it out.",
        ),
        (
            json!({"lines": [2, 4]}),
            "! `lines` is not a range. Write it like 120-247, or -50 for the last 50, or leave it out.",
        ),
        (json!({"find": 7}), "! `find` is not a text. Give a text, or leave it out."),
        (
            json!({"handle": "da39a3ee5e6b4b0d3255bfef95601890"}),
            "! This is not a handle. Copy it in full from a notice: it starts with hr_ and has 32 \
             characters.",
        ),
        (
            json!({"handle": null}),
            "! No handle was given. Give the argument `handle`, copied in full from a notice: it \
             starts with hr_ and has 32 characters.",
        ),
        (
            json!(["hr"]),
            "! No handle was given. Give the argument `handle`, copied in full from a notice: it \
             starts with hr_ and has 32 characters.",
        ),
    ] {
        assert_eq!(ask(arguments.clone()), expected, "{arguments}");
    }
}

#[test]
fn a_handle_is_found_in_what_models_write() {
    let handle = Handle::of(TEXT);
    for written in [
        format!("{handle}"),
        format!(" `{handle}` "),
        format!("\"{handle}\""),
        format!("[{handle}]"),
        format!("headroom_retrieve {handle} returns the whole"),
        format!("[3 of 9 lines left out; headroom_retrieve {handle} returns the whole]"),
        format!("é{handle}é"),
        handle.to_string().to_uppercase(),
    ] {
        for arguments in [
            json!({ "handle": written }),
            json!(written),
            json!(json!({ "handle": written }).to_string()),
        ] {
            let call = RetrieveCall::read(&arguments).unwrap();
            assert_eq!(call, RetrieveCall::new(handle), "{arguments}");
        }
    }
    assert!(matches!(RetrieveCall::parse(" "), Err(RetrieveError::NoHandle)));
    assert!(matches!(RetrieveCall::parse("{\"handle\": \"hr_"), Err(RetrieveError::NotAHandle(_))));
}

#[test]
fn ranges_are_read_as_models_write_them() {
    for written in [
        "120-247",
        " 120 - 247 ",
        "lines 120-247",
        "120–247",
        "120:247",
        "120,247",
        "120..247",
        "[120, 247]",
        "\"120-247\"",
        "247-120",
    ] {
        assert_eq!(read_range(written), Some(Lines::new(120, 247).into()), "{written}");
    }
    for (written, first, last) in
        [("7", 7, 7), ("line 7", 7, 7), ("7-", 7, OPEN), ("7-99999999999", 7, OPEN)]
    {
        assert_eq!(read_range(written), Some(Lines::new(first, last).into()), "{written}");
    }
    for written in
        ["", "-", "@3", "1@-2", "1-2-3", "1,000-2,000", "a-b", "1-99999999999999999999", "½"]
    {
        assert_eq!(read_range(written), None, "{written}");
    }
}

#[test]
fn an_empty_original_is_not_an_empty_answer() {
    let handle = Handle::of("");
    let call = |arguments: &Value| RetrieveCall::read(arguments).unwrap().answer(&original(""));
    assert_eq!(call(&json!({ "handle": handle })).unwrap(), format!("[original {handle}]\n"));
    assert!(matches!(
        call(&json!({"handle": handle, "lines": "1"})),
        Err(RetrieveError::NoSuchLines { total: 0, .. })
    ));
}

#[test]
fn a_miss_is_a_plain_sentence() {
    let (store, all) = (MemoryStore::new(), Namespace::single_user());
    let handle = store.put_all(&all, &[Offload::of("text")]).unwrap()[0].handle();
    store.remove(&all, &[handle]).unwrap();
    let arguments = json!({ "handle": handle });
    let tell = |store: &dyn CcrStore| resolve(store, &all, &arguments).unwrap_err().to_string();
    assert_eq!(
        tell(&store),
        format!(
            "{handle}: The original is no longer stored: it was deleted. Fetching it again will \
             not help; if it is needed, repeat the call whose output it was."
        )
    );
    assert_eq!(
        tell(&MemoryStore::new()),
        format!(
            "{handle}: No original is stored under this handle. Fetching it again will not help; \
             if it is needed, repeat the call whose output it was."
        )
    );
}

const ROWS: &str = r#"{"status": "ok", "page": {"a.b": 1},
 "items": [{"id": 1.0, "name": "x", "tags": [{"t": 1}, {"t": 2}]},
  {"id": 2, "name": "y"}, {"id": 3}]}"#;

fn ask_json(text: &str, arguments: &Value) -> String {
    let handle = Handle::of(text);
    let mut arguments = arguments.clone();
    arguments["handle"] = json!(handle);
    let call = RetrieveCall::read(&arguments);
    let answer = call.and_then(|call| call.answer(&original(text)));
    answer.unwrap_or_else(|error| format!("! {error}")).replace(&handle.to_string(), "hr")
}

#[test]
fn rows_that_contain_a_text_stand_for_long_lines() {
    let row = |n: usize| {
        let about = "nothing is known of it ".repeat(n % 3);
        format!(r#"{{"id":{n},"name":"pump-{n}","at":{{"hall":{},"about":"{about}"}}}}"#, n % 4)
    };
    let rows = (0..90).map(row).collect::<Vec<_>>().join(",");
    let page = format!(r#"{{"total":90,"items":[{rows}],"next":null}}"#);
    let in_string = json!({"out": page, "code": 0}).to_string();
    for (text, arguments, expected) in [
        (
            &in_string,
            json!({"find": "\"id\":42,"}),
            "[original hr, 1 value]\nitems[42]: {\"id\":42,",
        ),
        (&in_string, json!({"rows": "2-3"}), "[original hr, rows 2-3 of 90]\n{\"id\":1,\"name\":"),
        (&in_string, json!({"keys": "items[42].name"}), "[original hr, 1 value]\n43: \"pump-42\""),
        (&in_string, json!({"keys": "code"}), "[original hr, 1 value]\n0"),
        (
            &page,
            json!({"find": "pump-42"}),
            "[original hr, 1 value]\nitems[42]: {\"id\":42,\"name\":\"pump-42\",\"at\":{\"hall\":2,\"about\":\"\"}}",
        ),
        (
            &page,
            json!({"find": "/\"total\":|pump-9\"/"}),
            "[original hr, 2 values]\ntotal: 90\nitems[9]: {\"id\":9,\"name\":\"pump-9\",\"at\":{\"hall\":1,\"about\":\"\"}}",
        ),
        (
            &page,
            json!({"find": "pump-", "limit": 60}),
            "[original hr, 1 value]\nitems[0]: {\"id\":0,\"name\":\"pump-0\",\"at\":{\"hall\":0,\"about\":\"\"}}\nIt stands in 89 more rows. Ask for a longer text.",
        ),
        (&page, json!({"rows": "2-3", "keys": ""}), "[original hr, rows 2-3 of 90]\n"),
        (&page, json!({"keys": "items[42].name"}), "[original hr, 1 value]\n43: \"pump-42\""),
        (
            &format!("[{rows}]"),
            json!({"find": "pump-42"}),
            "[original hr, 1 value]\n[42]: {\"id\":42",
        ),
        (
            &page.replace(",{", ",\n{"),
            json!({"find": "pump-42"}),
            "[original hr, 1 of 90 lines]\n43:{\"id\":42,",
        ),
    ] {
        let answer = ask_json(text, &arguments);
        assert!(answer.starts_with(expected), "{arguments}: {answer}");
    }
}

#[test]
fn rows_and_keys_of_json_are_source_text() {
    for (arguments, expected) in [
        (json!({"keys": "status"}), "[original hr, 1 value]\n\"ok\""),
        (json!({"keys": "$.page.a.b"}), "[original hr, 1 value]\n1"),
        (
            json!({"keys": "items", "rows": "2-3"}),
            "[original hr, rows 2-3 of 3]\n{\"id\": 2, \"name\": \"y\"}, {\"id\": 3}",
        ),
        (json!({"keys": "items", "rows": -1}), "[original hr, row 3 of 3]\n{\"id\": 3}"),
        (json!({"keys": "items.id"}), "[original hr, 3 values]\n1: 1.0\n2: 2\n3: 3"),
        (json!({"keys": "items[*].name"}), "[original hr, 2 values]\n1: \"x\"\n2: \"y\""),
        (json!({"keys": "items[1].name"}), "[original hr, 1 value]\n2: \"y\""),
        (
            json!({"keys": "/items/0"}),
            "[original hr, row 1 of 3]\n{\"id\": 1.0, \"name\": \"x\", \"tags\": [{\"t\": 1}, {\"t\": 2}]}",
        ),
        (json!({"keys": "items.tags.t"}), "[original hr, 2 values]\n1: 1\n1: 2"),
        (json!({"keys": "items.id", "rows": "2-9"}), "[original hr, 2 values]\n2: 2\n3: 3"),
        (
            json!({"rows": "1-2"}),
            "[original hr, rows 1-2 of 3]\n\"status\": \"ok\", \"page\": {\"a.b\": 1}",
        ),
        (
            json!({"keys": "items", "rows": "1-3", "limit": 40}),
            "[original hr, rows 1-3 of 3]\n{\"id\": 1.0, \"name\": \"x\", \"tags\": [{\"t\": 1}, {\"t\": 2}]}\n[cut off here; continue with rows 2-3]",
        ),
        (
            json!({"keys": "items.id", "limit": 9}),
            "[original hr, 1 value]\n1: 1.0\n[cut off here; continue with rows 2-3]",
        ),
        (
            json!({"keys": "itms"}),
            "! There is no key \"itms\". The keys there are: status, page, items.",
        ),
        (
            json!({"keys": "items.nome"}),
            "! There is no key \"nome\". The keys there are: id, name, tags.",
        ),
        (
            json!({"keys": "items", "rows": "4-9"}),
            "! There are 3 rows, counted from 1; none of those asked for is among them.",
        ),
        (
            json!({"keys": "status", "rows": "1"}),
            "! The original hr is not JSON with rows or keys at this place. Ask for lines, or for the lines with a text by `find`.",
        ),
    ] {
        assert_eq!(ask_json(ROWS, &arguments), expected, "{arguments}");
    }
    let lines = "{\"n\": 1}\n{\"n\": 2}\n";
    assert_eq!(ask_json(lines, &json!({"rows": 2})), "[original hr, row 2 of 2]\n{\"n\": 2}");
    assert_eq!(ask_json(lines, &json!({"keys": "n"})), "[original hr, 2 values]\n1: 1\n2: 2");
    let headed = "HTTP/1.1 200 OK\n\n[1, 2]";
    assert_eq!(ask_json(headed, &json!({"rows": 2})), "[original hr, row 2 of 2]\n2");
}

#[test]
fn what_is_cut_off_can_be_had_piece_by_piece() {
    let long_line = "word ".repeat(3000);
    let text = format!("first\n{long_line}\n{}last", "another line of text\n".repeat(500));
    let (mut arguments, mut got, mut calls) = (json!({"limit": 500}), String::new(), 0);
    loop {
        let answer = ask_json(&text, &arguments);
        let (_, body) =
            answer.split_once('\n').unwrap_or_else(|| panic!("{answer} to {arguments}"));
        calls += 1;
        let (shown, rest) = body.rsplit_once('\n').unwrap_or(("", body));
        let Some(Notice::CutOff(rest)) = Notice::parse(rest) else {
            got.push_str(body);
            break;
        };
        let line_break = if rest.sent == 0 { "\n" } else { "" };
        got.push_str(shown);
        got.push_str(line_break);
        let asked = rest.to_string();
        let range = asked.rsplit_once(' ').unwrap().1;
        arguments = json!({"limit": 500, "lines": range});
    }
    assert!(got == text, "{} of {} bytes in {calls} calls", got.len(), text.len());
    assert!((10..60).contains(&calls), "{calls} calls");
}

proptest! {
    #[test]
    fn any_arguments_have_an_answer(arguments in ".{0,80}", lines in ".{0,12}", find in ".{0,3}", limit in 0..20_usize) {
        let _ = RetrieveCall::parse(&arguments);
        let answer = ask(json!({ "lines": lines, "find": find, "context": 2, "limit": limit }));
        prop_assert!(!answer.is_empty());
        let answer = ask(json!({ "rows": lines, "keys": find, "limit": limit }));
        prop_assert!(!answer.is_empty());
        for part in ["keys", "symbol", "query"] {
            let answer = ask_json(&arguments, &json!({ part: find, "limit": limit, "context": 1 }));
            prop_assert!(!answer.is_empty());
        }
    }

    #[test]
    fn the_header_tells_what_follows(
        text in "([ab\u{e9}]{0,2}\r?\n){0,6}[ab]{0,2}",
        range in option::of((0..8_usize, 0..8_usize)),
        find in option::of("[ab]{1,2}"),
    ) {
        let original = original(&text);
        let lines = range.map(|(first, more)| Lines::new(first, first + more));
        let mut call = RetrieveCall::new(original.handle());
        (call.lines, call.find) = (lines.map(Range::from), find.clone());
        let all: Vec<&str> = text.split_inclusive('\n').collect();
        let (first, last) = lines.map_or((1, all.len()), |l| (l.first.max(1), l.last.min(all.len())));
        let Ok(answer) = call.answer(&original) else {
            prop_assert!(first > last);
            return Ok(());
        };
        let numbered: Vec<_> = (1..).zip(&all).take(last).skip(first - 1).collect();
        let (header, rest) = answer.split_once('\n').unwrap();
        match (Notice::parse(header), find) {
            (Some(Notice::Retrieved { handle, lines: None }), None) => {
                prop_assert!(range.is_none() && Handle::of(rest) == handle);
            }
            (Some(Notice::Retrieved { lines, .. }), None) => {
                prop_assert_eq!(lines, Some(Lines::new(first, last)));
                prop_assert_eq!(rest, numbered.iter().map(|(_, line)| **line).collect::<String>());
            }
            (Some(Notice::Found { found, total, .. }), Some(find)) => {
                let with = numbered.iter().filter(|(_, line)| line.contains(&find));
                let with: Vec<_> = with.map(|(n, l)| format!("{n}:{}", l.trim_end_matches('\n'))).collect();
                prop_assert_eq!((found, total), (with.len(), all.len()));
                prop_assert!(rest == with.join("\n") || (found == 0 && rest.contains(" contains this text")));
            }
            other => prop_assert!(false, "{:?}", other),
        }
    }
}

const CODE: &str = "\
use std::fs;

/// Reads a file.
pub fn read_file(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

impl Store {
    fn read(&self) -> u8 {
        1
    }
}

impl Cache {
    fn read(&self) -> u8 {
        2
    }
}
";

#[test]
fn a_symbol_is_answered_by_its_definitions() {
    let in_store = "[original hr, lines 9-11]\n    fn read(&self) -> u8 {\n        1\n    }\n";
    let in_cache = "[original hr, lines 15-17]\n    fn read(&self) -> u8 {\n        2\n    }\n";
    let file = "[original hr, lines 3-6]\n/// Reads a file.\npub fn read_file(path: &str) -> String {\n    \
                fs::read_to_string(path).unwrap_or_default()\n}\n";
    for (arguments, expected) in [
        (json!({"symbol": "read_file"}), file.to_owned()),
        (json!({"symbol": "fn read_file(path)"}), file.to_owned()),
        (json!({"symbol": "Cache::read"}), in_cache.to_owned()),
        (json!({"symbol": "Store.read"}), in_store.to_owned()),
        (json!({"symbol": "read"}), format!("{in_store}{in_cache}")),
        (json!({"symbol": "read", "lines": "12-"}), in_cache.to_owned()),
        (
            json!({"symbol": "read", "limit": 40}),
            format!("{in_store}It is also defined in lines 15-17."),
        ),
        (
            json!({"symbol": "read_file", "limit": 10}),
            "[original hr, lines 3-6]\n/// Reads a file.\n[cut off here; continue with lines 4-6]"
                .to_owned(),
        ),
        (
            json!({"symbol": "readfile"}),
            "! No definition of `readfile` is found in the original hr. Defined there: read_file (line 4), \
             read (line 9). Elsewhere it stands, if at all, where `find` finds it."
                .to_owned(),
        ),
        (
            json!({"symbol": "Cache::write"}),
            "! No definition of `Cache::write` is found in the original hr. Defined there: read_file \
             (line 4), Store (line 8), read (line 9), Cache (line 14). Elsewhere it stands, if at all, where \
             `find` finds it."
                .to_owned(),
        ),
        (json!({"symbol": 3}), "! `symbol` is not a text. Give a text, or leave it out.".to_owned()),
    ] {
        assert_eq!(ask_json(CODE, &arguments), expected, "{arguments}");
    }
    assert_eq!(
        ask(json!({"symbol": "f"})),
        "! No definition of `f` is found in the original hr. Nothing there reads like a definition. Look \
         for it by `find`."
    );
}

#[test]
fn a_query_is_answered_by_what_has_most_to_do_with_it() {
    let line = |n: usize| match n {
        40 => "The valve of the boiler was replaced in the spring.\n".to_owned(),
        41 => "It had leaked for weeks.\n".to_owned(),
        70 => "Valves are checked every day.\n".to_owned(),
        n => format!("Part {n} tells of gardens and harbours.\n"),
    };
    let text: String = (1..=90).map(line).collect();
    let nothing = "[original hr, 0 of 90 lines]\nNothing in the original has a word of this query. `find` \
                   looks for a text in any place; the call without `query` returns the whole.";
    for (arguments, expected) in [
        (
            json!({"query": "When were the boiler's valves replaced?", "context": 0}),
            "[original hr, 1 of 90 lines]\n40:The valve of the boiler was replaced in the spring.",
        ),
        (
            json!({"query": "valve", "context": 0}),
            "[original hr, 2 of 90 lines]\n40:The valve of the boiler was replaced in the spring.\n\
             70:Valves are checked every day.",
        ),
        (
            json!({"query": "boiler"}),
            "[original hr, 1 of 90 lines]\n39-Part 39 tells of gardens and harbours.\n40:The valve of the \
             boiler was replaced in the spring.\n41-It had leaked for weeks.",
        ),
        (
            json!({"query": "valve", "lines": "60-", "context": "0"}),
            "[original hr, 1 of 90 lines]\n70:Valves are checked every day.",
        ),
        (
            json!({"query": "valve", "limit": 10}),
            "[original hr, 1 of 90 lines]\n70:Valves are checked every day.\nNot shown: 1 more that has \
             some of it. Ask for rarer words.",
        ),
        (json!({"query": "zeppelin"}), nothing),
        (json!({"query": "?!"}), nothing),
    ] {
        assert_eq!(ask_json(&text, &arguments), expected, "{arguments}");
    }
    let many = ask_json(&text, &json!({"query": "gardens", "context": 0}));
    assert_eq!(many.lines().count(), 22, "{many}");
    assert!(
        many.ends_with("Not shown: 67 more that have some of it. Ask for rarer words."),
        "{many}"
    );
}

#[test]
fn a_query_finds_sentences_of_long_lines_and_rows() {
    let filler =
        "Nobody knows who planted the old gardens by the river, or why they were left. ".repeat(30);
    let line = format!("{filler}The valve of the boiler was replaced in the spring. {filler}");
    let answer = ask_json(&format!("{line}\n"), &json!({"query": "boiler valve"}));
    assert!(
        answer.starts_with("[original hr, 1 of 1 lines]\n1@") && answer.contains(":"),
        "{answer}"
    );
    assert!(answer.contains("The valve of the boiler") && answer.len() < 900, "{answer}");

    let twice = format!("{line}{line}\nThe boiler.\n");
    let answer = ask_json(&twice, &json!({"query": "boiler", "context": 0}));
    assert!(answer.starts_with("[original hr, 2 of 2 lines]\n1@"), "{answer}");
    assert_eq!(answer.lines().count(), 4, "two places of one line: {answer}");

    let row = |n: usize| {
        let about = if n == 33 { "the boiler's valves" } else { "gardens" };
        json!({"id": n, "about": format!("a note on {about} and what they need"), "n": [n, n]})
    };
    let rows = json!({"total": 60, "items": (0..60).map(row).collect::<Vec<_>>()}).to_string();
    assert_eq!(
        ask_json(&rows, &json!({"query": "valve of a boiler"})),
        "[original hr, 1 value]\nitems[33]: {\"about\":\"a note on the boiler's valves and what they \
         need\",\"id\":33,\"n\":[33,33]}"
    );
}
