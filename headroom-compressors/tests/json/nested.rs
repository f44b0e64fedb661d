//! JSON that stands in strings of JSON.

use super::*;

fn rows(count: usize) -> Vec<serde_json::Value> {
    let row = |n: usize| serde_json::json!({"id": 400 + n, "name": format!("pump {n}"), "at": {"hall": n % 3, "open": true}});
    (0..count).map(row).collect()
}

/// As the standard library of Python prints.
fn spaced(value: &serde_json::Value) -> String {
    let text = value.to_string();
    text.replace("\":", "\": ").replace(",\"", ", \"").replace("},{", "}, {")
}

fn folded(text: &str) -> String {
    let folded = compress(text).expect("is folded");
    assert_restores(text, &folded);
    folded
}

#[test]
fn the_output_of_a_command_is_read_as_json() {
    let stdout = serde_json::to_string_pretty(&rows(4)).expect("is JSON") + "\n";
    let text = serde_json::json!({"exit_code": 0, "stderr": "", "stdout": stdout}).to_string();
    insta::assert_snapshot!(folded(&text), @r#"
    [JSON with quotes left out; tables: {a,b} names each row's values; {JSON string:x}: in place of a string that holds x as JSON text]
    {exit_code:0,stderr:"",stdout:{JSON string indented by 2 with a last line break:[4 rows]{at:{hall,open},id,name}
    {0,true},400,pump 0
    {1,true},401,pump 1
    {2,true},402,pump 2
    {0,true},403,pump 3
    }}
    "#);
}

#[test]
fn strings_in_strings_are_opened() {
    let items = serde_json::json!({"items": rows(4), "total": 4}).to_string();
    let body = format!("{{\"body\": {}, \"status\": 200}}", serde_json::json!(items));
    let text = serde_json::json!({"content": [{"text": body, "type": "text"}]}).to_string();
    insta::assert_snapshot!(folded(&text), @"
    [JSON with quotes left out; tables: {a,b} names each row's values; {JSON string:x}: in place of a string that holds x as JSON text]
    {content:[{text:{JSON string spaced:{body:{JSON string:{items:[4 rows]{at:{hall,open},id,name}
    {0,true},400,pump 0
    {1,true},401,pump 1
    {2,true},402,pump 2
    {0,true},403,pump 3
    total:4}},status:200}},type:text}]}
    ");
}

#[test]
fn rows_of_strings_share_their_fields() {
    let texts: Vec<String> = rows(4).iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(folded(&serde_json::json!(texts).to_string()), @"
    [JSON with quotes left out; tables: {a,b} names each row's values; {JSON string:x}: in place of a string that holds x as JSON text]
    [4 rows]{JSON string:{at:{hall,open},id,name}}
    {{0,true},400,pump 0}
    {{1,true},401,pump 1}
    {{2,true},402,pump 2}
    {{0,true},403,pump 3}
    ");
}

#[test]
fn lines_of_json_in_a_string_are_rows() {
    let texts: Vec<String> = rows(4).iter().map(spaced).collect();
    let text = serde_json::json!({"stdout": texts.join("\n") + "\n"}).to_string();
    insta::assert_snapshot!(folded(&text), @"
    [JSON with quotes left out; tables: {a,b} names each row's values; {JSON string:x}: in place of a string that holds x as JSON text]
    {stdout:{JSON string spaced with a value a line with a last line break:[4 rows]{at:{hall,open},id,name}
    {0,true},400,pump 0
    {1,true},401,pump 1
    {2,true},402,pump 2
    {0,true},403,pump 3
    }}
    ");
}

/// What cannot be laid out again exactly stays a string.
#[test]
fn other_layouts_and_escapes_stay_strings() {
    let odd = [
        r#"{"id" :1,"name":"a long name for a pump","open":[]}"#,
        r#"{"id":1,"name":"a long name for a pump", "open":[]}"#,
        "{\n \"id\": 1,\n  \"name\": \"a long name for a pump\"\n}",
        "[[1,2],[3,4],[5,6],[7,8],[9,10],[11,12],[13,14],[15,16]",
        "{\"JSON string\":{\"id\":1,\"name\":\"a long name for a pump\"}}",
    ];
    for inner in odd {
        let text = serde_json::json!({"a": inner, "b": 1}).to_string();
        assert!(!folded(&text).contains("{JSON string"), "{inner}");
    }
    // An escape that is not the usual one, within the string that is opened.
    for inner in [
        r#"{"name":"caf\u00e9 and more","at":"the \"corner\"","x":"\/"}"#,
        r#"{"\u0061b":"\ud800 and so on, and so on and on","c":[1]}"#,
    ] {
        let text = serde_json::json!({"a": inner}).to_string();
        assert!(folded(&text).contains("{JSON string:{"), "{}", folded(&text));
    }
}

/// A text that breaks off, as a tool cuts its output.
fn cut(text: &str, bytes: usize) -> String {
    let text = text.get(..bytes).expect("is longer");
    let folded = compress_by(&text.replace(':', &format!(":{}", " ".repeat(99))), &Eager)
        .expect("is folded");
    assert_restores(text, &folded);
    folded
}

#[test]
fn what_is_complete_of_a_cut_text_is_folded() {
    let text = serde_json::json!({"total": 9, "items": rows(9)}).to_string();
    insta::assert_snapshot!(cut(&text, 260), @r#"
    [JSON with quotes left out; tables: {a,b} names each row's values]
    {items:[4 rows]{at:{hall,open},id,name}
    {0,true},400,pump 0
    {1,true},401,pump 1
    {2,true},402,pump 2
    {0,true},403,pump 3
    }
    [brackets ]} were added above; the rest of the text as it is:]
    ,{"at":                                                                                                   {"hall":                                                                                                   1,"open":                                                                                                   true},"
    "#);
    let text = serde_json::json!(rows(9)).to_string();
    insta::assert_snapshot!(cut(&text, 288), @r#"
    [JSON with quotes left out; tables: {a,b} names each row's values]
    [5 rows]{at:{hall,open},id,name}
    {0,true},400,pump 0
    {1,true},401,pump 1
    {2,true},402,pump 2
    {0,true},403,pump 3
    {1,true},404,pump 4
    [brackets ] were added above; the rest of the text as it is:]
    ,{"at":                                                                                                   {"hall
    "#);
}

#[test]
fn an_object_that_breaks_off_keeps_its_members() {
    let text = serde_json::json!({"a": {"name": "a pump", "x": 1}, "b": {"name": "a valve", "x": 2}, "c": {"name": "a tank"}});
    insta::assert_snapshot!(cut(&text.to_string(), 74), @r#"
    [JSON with quotes left out]
    {a:{name:a pump,x:1},b:{name:a valve,x:2}}
    [brackets } were added above; the rest of the text as it is:]
    ,"c":                                                                                                   {"name":                                                                                                   "a t
    "#);
}

#[test]
fn what_is_hardly_json_is_no_cut_text() {
    for text in [
        "[1, 2, oops",
        "[",
        "[[[[",
        "{\"a\"",
        "{\"a\":",
        "[}",
        "[1,,2",
        "[{\"a\": nope, \"b\": 1}, {\"c\"",
    ] {
        let text = format!("{text}{}", " ".repeat(40));
        assert_eq!(compress(&text), Err(Declined::NotThisType), "{text}");
    }
}

#[test]
fn rows_in_a_string_go_out_of_sight() {
    let row = |n: usize| serde_json::json!({"id": 400 + n, "name": format!("pump {n}"), "state": if n == 31 { "failed" } else { "ok" }});
    let all: Vec<serde_json::Value> = (0..220).map(row).collect();
    let page = serde_json::json!({"pumps": all, "next": null});
    for inner in [page.to_string(), serde_json::to_string_pretty(&page).expect("is JSON")] {
        let text =
            serde_json::json!({"content": [{"type": "text", "text": inner}], "isError": false})
                .to_string();
        let question = Hints::none().with_question("Is pump 77 well? Its id is 477.");
        let rewrite = recoverable::shorten(&text, question).expect("is shortened");
        let shown = recoverable::rendered(&rewrite);
        assert!(
            shown.contains("\n431,pump 31,failed\n") && shown.contains("\n477,pump 77,ok\n"),
            "{shown}"
        );
        assert!(shown.contains(" of 220 left out; of all 220, "), "{shown}");
        assert!(shown.len() * 4 < text.len(), "{shown}");
    }
}

#[test]
fn a_long_line_in_a_string_stays() {
    let line = "no end of a line and no sentence, ".repeat(400);
    let text = serde_json::json!({"out": line, "code": 0}).to_string();
    assert_eq!(recoverable::shorten(&text, Hints::none()), None);
}
