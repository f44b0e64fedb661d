//! What `SmartCrusher` writes, and that it can be read back.
#![allow(clippy::expect_used)] // The helpers of the tests are tests too.

use headroom_compressors::SmartCrusher;
use headroom_core::testing::compressor_laws;
use headroom_core::{Compressor, ContentType, Declined, Estimator, Input};
use proptest::prelude::*;

fn compress(text: &str) -> Result<String, Declined> {
    let crusher = SmartCrusher::new();
    let tokens = Estimator::new();
    let input = Input::new(text, ContentType::JSON, &tokens);
    let rewrite = crusher.compress(&input)?;
    Ok(rewrite.folded(text).expect("pieces fit the text"))
}

#[track_caller]
fn folds(text: &str, expected: &str) {
    let folded = compress(text).expect("is folded");
    assert_eq!(folded, expected, "\n{folded}");
    assert_restores(text, &folded);
}

#[track_caller]
fn assert_restores(text: &str, folded: &str) {
    let restored = SmartCrusher::new().restore(folded).expect("is a fold");
    assert_eq!(tokens(&restored), tokens(text), "from {folded}");
}

/// The tokens of a JSON text: strings as what they say, all else as source text. Written apart from
/// the library on purpose.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let mut token = String::from(c);
        match c {
            ' ' | '\n' | '\t' | '\r' => continue,
            '{' | '}' | '[' | ']' | ',' | ':' => {}
            '"' => {
                while let Some(c) = chars.next() {
                    token.push(c);
                    match c {
                        '\\' => token.extend(chars.next()),
                        '"' => break,
                        _ => {}
                    }
                }
                if let Ok(said) = serde_json::from_str::<String>(&token) {
                    token = format!("text {said}");
                }
            }
            _ => {
                while let Some(&c) = chars.peek().filter(|c| !" \n\t\r{}[],:\"".contains(**c)) {
                    token.push(c);
                    chars.next();
                }
            }
        }
        tokens.push(token);
    }
    tokens
}

#[test]
fn rows_stand_under_one_header() {
    folds(
        r#"[{"id": 1, "name": "Ada", "tags": ["x", "y z"]},
            {"id": 2, "name": "Bob (new)", "tags": []},
            {"id": 3, "name": "7", "tags": null}]"#,
        "[3 rows]{id,name,tags}\n\
         1,Ada,[x,y z]\n\
         2,Bob (new),[]\n\
         3,\"7\",null",
    );
}

#[test]
fn constants_stand_in_the_header() {
    folds(
        r#"[{"id":10,"site":"north building, second floor","open":true,"note":null,"at":"2026-01-02"},
            {"id":11,"site":"north building, second floor","open":true,"note":null,"at":"2026-01-03"},
            {"id":12,"site":"north building, second floor","open":true,"note":null,"at":"2026-01-04"}]"#,
        "In tables: column=value holds for every row\n\
         [3 rows]{id,site=\"north building, second floor\",open=true,note=null,at}\n\
         10,2026-01-02\n\
         11,2026-01-03\n\
         12,2026-01-04",
    );
}

#[test]
fn a_constant_whose_key_has_other_values_elsewhere_stays_in_its_rows() {
    folds(
        r#"[{"id":10,"title":"first","owner":{"id":7,"login":"ada-of-the-analytical-engine"}},
            {"id":11,"title":"second","owner":{"id":7,"login":"ada-of-the-analytical-engine"}},
            {"id":12,"title":"third","owner":{"id":7,"login":"ada-of-the-analytical-engine"}}]"#,
        "In tables: column=value holds for every row\n\
         [3 rows]{id,title,owner{id,login=ada-of-the-analytical-engine}}\n\
         10,first,7\n\
         11,second,7\n\
         12,third,7",
    );
}

#[test]
fn missing_null_empty_false_and_zero_differ() {
    folds(
        r#"[{"key":"a","value":null},{"key":"b","value":""},{"key":"c"},{"key":"d","value":false},
            {"key":"e","value":0},{"key":"f","value":"0"},{"key":"g","value":"null"}]"#,
        "In tables: an empty cell, or none, means no such key\n\
         [7 rows]{key,value}\n\
         a,null\n\
         b,\"\"\n\
         c\n\
         d,false\n\
         e,0\n\
         f,\"0\"\n\
         g,\"null\"",
    );
}

#[test]
fn what_few_rows_have_stands_at_their_end() {
    let mut rows: Vec<String> = (0..12).map(|n| format!(r#"{{"step":{n},"ok":true}}"#)).collect();
    rows[4] = r#"{"step":4,"error":"disk full: /var","ok":true}"#.to_owned();
    let folded = compress(&format!("[{}]", rows.join(","))).expect("is folded");
    assert!(folded.starts_with(
        "In tables: column=value holds for every row; \
         column? stands as column=value in the rows that have it\n\
         [12 rows]{step,error?,ok=true}\n0\n1\n2\n3\n4,error=disk full: /var\n5\n"
    ));
    assert_restores(&format!("[{}]", rows.join(",")), &folded);
}

#[test]
fn nested_rows_have_their_fields_in_the_same_header() {
    folds(
        r#"[{"name":"core","deps":[{"name":"serde","req":"^1.0","dev":false},{"name":"log","req":"^0.4","dev":true}]},
            {"name":"cli","deps":[]},
            {"name":"net","deps":[{"name":"url","req":"^2.5","dev":false}]}]"#,
        "[3 rows]{name,deps:[{name,req,dev}]}\n\
         core,[{serde,^1.0,false},{log,^0.4,true}]\n\
         cli,[]\n\
         net,[{url,^2.5,false}]",
    );
}

#[test]
fn objects_that_may_be_null_are_cells() {
    folds(
        r#"[{"pull":1,"merge":{"by":"ada","at":"10:00"}},{"pull":2,"merge":null},
            {"pull":3,"merge":{"by":"bob","at":"12:30"}},{"pull":4,"merge":{"by":"eve","at":"17:45"}}]"#,
        "[4 rows]{pull,merge:{by,at}}\n\
         1,{ada,10:00}\n\
         2,null\n\
         3,{bob,12:30}\n\
         4,{eve,17:45}",
    );
}

#[test]
fn maps_of_like_objects_keep_their_keys() {
    folds(
        r#"{"version":3,"packages":{"left-pad":{"version":"1.3.0","dev":true},
            "node_modules/a":{"version":"0.2.0","dev":false},"b":{"version":"2.0.0-rc.1","dev":true}}}"#,
        "{version:3,packages:{3 rows by key}{version,dev}\n\
         left-pad:1.3.0,true\n\
         node_modules/a:0.2.0,false\n\
         b:2.0.0-rc.1,true\n\
         }",
    );
}

#[test]
fn maps_in_rows_share_the_fields_of_their_values() {
    folds(
        r#"[{"tool":"find","args":{"path":{"type":"string","about":"where"},"depth":{"type":"integer","about":"levels"}}},
            {"tool":"grep","args":{"pattern":{"type":"string","about":"what"},"flags":{"type":"array","about":"how"}}},
            {"tool":"stat","args":{"file":{"type":"string","about":"of what"}}}]"#,
        "[3 rows]{tool,args:{*:{type,about}}}\n\
         find,{path:{string,where},depth:{integer,levels}}\n\
         grep,{pattern:{string,what},flags:{array,how}}\n\
         stat,{file:{string,of what}}",
    );
}

#[test]
fn a_table_in_an_object_ends_with_its_last_row() {
    folds(
        r#"{"total": 2, "items": [{"id": 1, "name": "x"}, {"id": 2, "name": "y"}], "next": null}"#,
        "{total:2,items:[2 rows]{id,name}\n1,x\n2,y\nnext:null}",
    );
}

#[test]
fn lines_are_rows_too() {
    folds(
        "{\"at\":1,\"event\":\"up\"}\n{\"at\":2,\"event\":\"down\"}\n{\"at\":3,\"event\":\"up\"}\n",
        "[3 lines]{at,event}\n1,up\n2,down\n3,up",
    );
}

#[test]
fn what_would_end_a_value_gets_quotes() {
    folds(
        r#"[{"name":"a","text":"one, two"},{"name":"b","text":"three"},{"name":"c","text":"{four\n}"}]"#,
        "[3 rows]{name,text}\na,\"one, two\"\nb,three\nc,\"{four\\n}\"",
    );
}

#[test]
fn a_single_object_loses_its_quotes() {
    folds(
        r#"{"id": 7, "url": "https://example.org/a{/b}", "owner": {"login": "ada", "admin": false}, "n": "1.0"}"#,
        r#"{id:7,url:https://example.org/a{/b},owner:{login:ada,admin:false},n:"1.0"}"#,
    );
}

#[test]
fn rows_of_two_forms_are_told_apart() {
    let row = |n: usize| {
        if n.is_multiple_of(2) {
            format!(r#"{{"kind":"start","process":{n},"command":"make all"}}"#)
        } else {
            format!(r#"{{"exit":{n},"seconds":0.5,"killed":false}}"#)
        }
    };
    let rows: Vec<String> = (0..8).map(row).collect();
    let text = format!("[{}]", rows.join(","));
    let folded = compress(&text).expect("is folded");
    assert!(
        folded.starts_with("In tables: 2{ starts an object of the second form\n[8 rows]:{kind,process,command}/{exit,seconds,killed}\n{start,0,make all}\n2{1,0.5,false}\n"),
        "{folded}"
    );
    assert_restores(&text, &folded);
}

#[test]
fn numbers_and_strings_stay_as_they_are() {
    let values = [
        "1.0",
        "1e400",
        "-0",
        "9007199254740993",
        "0.1",
        "1E+2",
        "\"001\"",
        "\"1\"",
        "\" x\"",
        "\"x \"",
        "\"null\"",
        "\"a]:b\"",
        "\"a}b\"",
        "\"{}\"",
        "\"[1 rows]{a}\"",
        "\"1 rows\"",
        "\"2{a}\"",
        "\"=\"",
        "\":x\"",
        "\"a=b\"",
        "\"\\ud800\"",
        "\"\\u0000\"",
        "\"\\r\\n\"",
        "\"say \\\"hi\\\"\"",
        "\"C:\\\\temp\"",
        "\"\\u00e9\\/\"",
        "\"a|b,c\"",
        "\"é\"",
        "[]",
        "{}",
        "[[]]",
        "[{}]",
        "{\"\":1}",
        "{\"a\":1,\"a\":2}",
        "{\"1 rows by key\":1}",
        "true",
        "null",
        "\"\"",
    ];
    let row =
        |value: &&str| format!("{{ \"id\": 1, \"value\": {value}, \"pair\": [{value}, {value}] }}");
    let rows: Vec<String> = values.iter().map(row).collect();
    let text = format!("[{}]", rows.join(", "));
    let folded = compress(&text).expect("is folded");
    assert!(folded.contains("38 rows"), "{folded}");
    assert_restores(&text, &folded);
}

#[test]
fn odd_keys_survive() {
    let keys = [
        "", "a.b", "a", "b", "x|y", "x=y", "x,y", " x", "x:y", "q?", "*", "3 rows", "\\\"", "\\n",
        "{", "]",
    ];
    let object = |n: usize| {
        let members: Vec<String> =
            keys.iter().map(|key| format!("\"{key}\": {{\"{key}\": {n}}}")).collect();
        format!("{{{}}}", members.join(", "))
    };
    let rows: Vec<String> = (0..20).map(object).collect();
    let text = format!("[{}, {{\"a\": 1}}]", rows.join(", "));
    assert_restores(&text, &compress(&text).expect("is folded"));
}

#[test]
fn deep_nesting_is_bounded() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let depth = 100_000;
        let text = format!(
            "[ {}0{} , {{\"a\": 1, \"b\": 2}}, {{\"a\": 3, \"b\": 4}}]",
            open.repeat(depth),
            close.repeat(depth)
        );
        assert_restores(&text, &compress(&text).expect("is folded"));
        assert!(compress(&open.repeat(depth)).is_err());
        let broken = format!("{}1 rows", open.repeat(depth));
        let _ = SmartCrusher::new().restore(&broken);
    }
    let headers = format!("[1 rows]{}", "{a".repeat(100_000));
    assert_eq!(SmartCrusher::new().restore(&headers), None);
    let shapes = format!("[1 rows]:{}", "[".repeat(100_000));
    assert_eq!(SmartCrusher::new().restore(&shapes), None);
}

#[test]
fn records_may_reach_the_depth_limit() {
    for depth in 40..54 {
        for (open, close) in
            [("{\"a\": ", "}"), ("[", "]"), ("{\"a\": [", "]}"), ("[{\"b\": 2, \"a\":", "}]")]
        {
            let (open, close) = (
                open.repeat(depth / open.matches(['{', '[']).count()),
                close.repeat(depth / close.len()),
            );
            let row = |n: usize| {
                format!(r#"{{"id": {n}, "x": {open} {{"id": {n}, "y": "q {n}"}} {close}}}"#)
            };
            let rows: Vec<String> = (0..5).map(row).collect();
            let text = format!("[{}]", rows.join(", "));
            assert_restores(&text, &compress(&text).expect("is folded"));
        }
    }
}

#[test]
fn an_object_of_constants_is_no_empty_object() {
    let row = |n: usize| {
        format!(r#"{{"id":{n},"marks":[{{"kind":null}},{{"kind":null}},{{}},{{"other":{n}}}]}}"#)
    };
    let text = format!("[{}]", (0..9).map(row).collect::<Vec<_>>().join(","));
    let folded = compress(&text).expect("is folded");
    let head = "In tables: column=value holds for every row; 2{ starts an object of the second form\n\
                [9 rows]{id,marks:[{kind=null}/{other}]}\n\
                0,[{=},{=},{},2{0}]\n";
    assert!(folded.starts_with(head), "{folded}");
    assert_restores(&text, &folded);
}

#[test]
fn what_is_not_json_or_cannot_shrink_is_declined() {
    for (text, reason) in [
        ("", Declined::NotThisType),
        ("hello", Declined::NotThisType),
        ("[1,", Declined::NotThisType),
        ("{\"a\" 1}", Declined::NotThisType),
        ("[01]", Declined::NotThisType),
        ("[1 2]", Declined::NotThisType),
        ("[1,]", Declined::NotThisType),
        ("\u{feff}{}", Declined::NotThisType),
        ("{}", Declined::NoGain),
        ("[1,2]", Declined::NoGain),
        ("\"a string\"", Declined::NoGain),
    ] {
        assert_eq!(compress(text), Err(reason), "{text}");
    }
}

#[test]
fn the_laws_hold() {
    let texts = [
        "",
        "not json",
        "{\"a\": 1}",
        "[{\"a\": 1, \"b\": \"x\"}, {\"a\": 2, \"b\": \"y\"}, {\"a\": 3, \"c\": \"z\"}]",
        "{\"a\": 1}\n{\"a\": 2}\n[3]\n\"x\"\n",
        "\"In tables: \"\n\"x\"   1 2 3",
        "[ \"In tables: \", \"[3 rows]{a}\" ]",
    ];
    assert!(compressor_laws(&SmartCrusher::new(), &Estimator::new(), &texts) >= 8);
}

/// A scalar as source text, often an odd one.
fn scalar() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "null",
            "true",
            "false",
            "0",
            "-0",
            "1.0",
            "1e400",
            "9007199254740993",
            "\"\"",
            "\"1\""
        ])
        .prop_map(str::to_owned),
        "[a-c]{1,3}( [a-c]|[,|:={}\\[\\]\"\\\\\n.?*]){0,3}"
            .prop_map(|text| serde_json::Value::from(text).to_string()),
        any::<String>().prop_map(|text| serde_json::Value::from(text).to_string()),
        prop::sample::select(vec![
            "\"\\ud800\"",
            "\"2{a}\"",
            "\"12 rows\"",
            "\"=\"",
            "\":\"",
            "\"\\u0041\\/\""
        ])
        .prop_map(str::to_owned),
    ]
}

fn key() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => prop::sample::select(vec!["id", "name", "a", "b", "a.b"]).prop_map(|key| format!("\"{key}\"")),
        1 => prop::sample::select(vec!["\"\"", "\"x|y\"", "\"x=y\"", "\" z\"", "\"1 rows\"", "\"\\u0061\"", "\"\\ud800\"", "\"*\""])
            .prop_map(str::to_owned),
    ]
}

fn value() -> impl Strategy<Value = String> {
    scalar().prop_recursive(5, 60, 6, |inner| {
        let member = (key(), inner.clone()).prop_map(|(key, value)| format!("{key}: {value}"));
        prop_oneof![
            prop::collection::vec(inner, 0..6)
                .prop_map(|values| format!("[ {} ]", values.join(" , "))),
            prop::collection::vec(member, 0..5)
                .prop_map(|members| format!("{{\n{}\n}}", members.join(",\n"))),
        ]
    })
}

/// Objects of a few fields in one order, each of which may be missing, null or something else; now
/// and then something that is no such object.
fn rows() -> impl Strategy<Value = String> {
    let cell = prop_oneof![
        4 => prop::sample::select(vec!["1", "\"main\"", "null", "{\"x\": 1, \"y\": 2}", "{\"x\": 3, \"y\": \"q\"}", "{}", "[]"]).prop_map(str::to_owned),
        2 => value(),
    ];
    let names = ["id", "user", "a.b", "last"];
    let row = prop::collection::vec(prop::option::weighted(0.8, cell), names.len()).prop_map(
        move |cells| {
            let members = names
                .iter()
                .zip(cells)
                .filter_map(|(name, cell)| Some(format!("\"{name}\": {}", cell?)));
            format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
        },
    );
    let odd = prop_oneof![12 => row, 1 => value()];
    prop::collection::vec(odd, 1..14).prop_map(|rows| format!("[{}]", rows.join(",\n")))
}

fn check(text: &str) -> Result<(), TestCaseError> {
    let Ok(folded) = compress(text) else { return Ok(()) };
    prop_assert!(folded.len() < text.len());
    let restored = SmartCrusher::new().restore(&folded);
    let restored = restored.map(|text| tokens(&text));
    prop_assert_eq!(restored, Some(tokens(text)), "{}", folded);
    compressor_laws(&SmartCrusher::new(), &Estimator::new(), &[text]);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_value_comes_back(text in value()) {
        check(&text)?;
    }

    #[test]
    fn any_rows_come_back(text in rows()) {
        check(&text)?;
    }

    #[test]
    fn any_lines_come_back(values in prop::collection::vec(value(), 1..5)) {
        check(&values.join("\n"))?;
    }

    #[test]
    fn any_map_of_rows_comes_back(rows in prop::collection::vec((key(), rows()), 0..4)) {
        let members: Vec<String> = rows.iter().map(|(key, rows)| format!("{key}: {rows}")).collect();
        check(&format!("{{{}}}", members.join(",")))?;
    }

    #[test]
    fn nothing_panics(text in "(\\[[0-9]{1,2} (rows|lines)\\]|\\{3 rows by key\\}|[a-c\\n{}\\[\\],:|=?\"*/ 0-9.-]){0,40}") {
        let _ = SmartCrusher::new().restore(&text);
        let _ = compress(&text);
    }
}
