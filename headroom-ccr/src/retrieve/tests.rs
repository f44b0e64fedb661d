use proptest::option;
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::MemoryStore;
use headroom_core::Offload;

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
        (json!({"find": "ERROR"}), "[original hr, 2 of 5 lines]\n2:beta ERROR\r\n5:last ERROR"),
        (json!({"find": "é\nlast"}), "[original hr, 2 of 5 lines]\n4:gamma é\n5:last ERROR"),
        (json!({"find": "ERROR\r\n"}), "[original hr, 1 of 5 lines]\n2:beta ERROR\r"),
        (json!({"find": "ERROR", "lines": "3-5"}), "[original hr, 1 of 5 lines]\n5:last ERROR"),
        (
            json!({"find": "error"}),
            "[original hr, 0 of 5 lines]\nNo line contains this text, in upper and lower case as \
             given. The call without `find` returns the whole.",
        ),
        (
            json!({"find": "alpha", "lines": "2-9"}),
            "[original hr, 0 of 5 lines]\nNothing in lines 2-5 contains this text, in upper and \
             lower case as given. The call without `find` returns them.",
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
            "! `lines` is not a range of lines. Write it like 120-247, or leave it out.",
        ),
        (
            json!({"lines": [2, 4]}),
            "! `lines` is not a range of lines. Write it like 120-247, or leave it out.",
        ),
        (
            json!({"find": 7}),
            "! `find` is not a text. Give the literal text to look for, or leave it out.",
        ),
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
            assert_eq!((call.handle, call.lines), (handle, None), "{arguments}");
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
        assert_eq!(read_lines(written), Some(Lines::new(120, 247)), "{written}");
    }
    for (written, first, last) in
        [("7", 7, 7), ("line 7", 7, 7), ("7-", 7, OPEN), ("7-99999999999", 7, OPEN)]
    {
        assert_eq!(read_lines(written), Some(Lines::new(first, last)), "{written}");
    }
    for written in ["", "-", "-50", "1-2-3", "1,000-2,000", "a-b", "1-99999999999999999999", "½"] {
        assert_eq!(read_lines(written), None, "{written}");
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

proptest! {
    #[test]
    fn any_arguments_have_an_answer(arguments in ".{0,80}", lines in ".{0,12}", find in ".{0,3}") {
        let _ = RetrieveCall::parse(&arguments);
        let answer = ask(json!({ "lines": lines, "find": find }));
        prop_assert!(!answer.is_empty());
    }

    #[test]
    fn the_header_tells_what_follows(
        text in "([ab\u{e9}]{0,2}\r?\n){0,6}[ab]{0,2}",
        range in option::of((0..8_usize, 0..8_usize)),
        find in option::of("[ab]{1,2}"),
    ) {
        let original = original(&text);
        let lines = range.map(|(first, more)| Lines::new(first, first + more));
        let call = RetrieveCall { handle: original.handle(), lines, find: find.clone() };
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
