//! What `SmartCrusher` writes, and that it can be read back.
#![cfg(feature = "json")]
#![allow(clippy::expect_used)] // The helpers of the tests are tests too.

mod any_value;

mod formats;
mod nested;
mod recoverable;
mod robust;

use headroom_compressors::SmartCrusher;
use headroom_core::check::restored;
use headroom_core::testing::compressor_laws;
use headroom_core::{Compressor, ContentType, Declined, Estimator, Hints, Input, TokenCounter};

/// Takes every fold for worth it, so that a sample can be small.
#[derive(Debug)]
struct Eager;

impl TokenCounter for Eager {
    fn bounds(&self, text: &str) -> (usize, usize) {
        if text.starts_with("[JSON with") { (0, 0) } else { (1000, 1000) }
    }

    fn name(&self) -> &'static str {
        "eager"
    }
}

/// A text with white space for a fold of it to be shorter.
fn padded(text: &str) -> String {
    format!("{text}{}", " ".repeat(1000))
}

fn compress(text: &str) -> Result<String, Declined> {
    compress_by(&padded(text), &Eager)
}

fn compress_by(text: &str, tokens: &dyn TokenCounter) -> Result<String, Declined> {
    let crusher = SmartCrusher::new();
    let input = Input::new(text, ContentType::JSON, tokens);
    let rewrite = crusher.compress(&input)?;
    Ok(rewrite.folded(text).expect("pieces fit the text").into_owned())
}

#[track_caller]
fn folds(text: &str, expected: &str) {
    let folded = compress(text).expect("is folded");
    assert_eq!(folded, expected, "\n{folded}");
    assert_restores(text, &folded);
}

#[track_caller]
fn assert_restores(text: &str, folded: &str) {
    let restored = restored(&SmartCrusher::new(), folded).expect("is a fold");
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
        r#"[{"id": 1, "name": "Ada", "tags": ["x", "y z"]}, {"id": 2, "name": "Bob (new)", "tags": []},
            {"id": 3, "name": "7", "tags": null}, {"id": 4, "name": "Eve", "tags": ["z"]}]"#,
        "[JSON with quotes left out; tables: {a,b} names each row's values]\n\
         [4 rows]{id,name,tags}\n\
         1,Ada,[x,y z]\n\
         2,Bob (new),[]\n\
         3,\"7\",null\n\
         4,Eve,[z]",
    );
}

#[test]
fn constants_stand_behind_the_columns() {
    folds(
        r#"[{"id":10,"site":"north building, second floor","open":true,"at":"2026-01-02"},
            {"id":11,"site":"north building, second floor","open":true,"at":"2026-01-03"},
            {"id":12,"site":"north building, second floor","open":true,"at":"2026-01-04"},
            {"id":13,"site":"north building, second floor","open":true,"at":"2026-01-05"}]"#,
        "[JSON with quotes left out; tables: {a,b} names each row's values]\n\
         [4 rows]{id,open,at|same in all: after id: site=\"north building, second floor\"}\n\
         10,true,2026-01-02\n\
         11,true,2026-01-03\n\
         12,true,2026-01-04\n\
         13,true,2026-01-05",
    );
}

#[test]
fn a_constant_whose_key_has_other_values_elsewhere_stays_in_its_rows() {
    folds(
        r#"[{"id":10,"owner":{"id":7,"login":"ada-of-the-analytical-engine","at":"a"}},
            {"id":11,"owner":{"id":7,"login":"ada-of-the-analytical-engine","at":"b"}},
            {"id":12,"owner":{"id":7,"login":"ada-of-the-analytical-engine","at":"c"}},
            {"id":13,"owner":{"id":7,"login":"ada-of-the-analytical-engine","at":"d"}}]"#,
        "[JSON with quotes left out; tables: {a,b} names each row's values]\n\
         [4 rows]{id,owner:{id,at|same in all: after id: login=ada-of-the-analytical-engine}}\n\
         10,{7,a}\n\
         11,{7,b}\n\
         12,{7,c}\n\
         13,{7,d}",
    );
}

#[test]
fn missing_null_empty_false_and_zero_differ() {
    folds(
        r#"[{"key":"a","value":null},{"key":"b","value":""},{"key":"c"},{"key":"d","value":false},
            {"key":"e","value":0},{"key":"f","value":"0"},{"key":"g","value":"null"}]"#,
        "[JSON with quotes left out; tables: {a,b} names each row's values; an empty or missing cell: the key is absent]\n\
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
    assert!(
        folded.starts_with(
            "[JSON with quotes left out; tables: {a,b} names each row's values; \
             key?: stands as key:value in the rows that have it]\n\
             [12 rows]{step,error?|same in all: after error: ok=true}\n\
             0\n1\n2\n3\n4,error:disk full: /var\n5\n"
        ),
        "{folded}"
    );
    assert_restores(&format!("[{}]", rows.join(",")), &folded);
}

#[test]
fn nested_rows_have_their_braces_and_no_keys() {
    folds(
        r#"[{"name":"core","deps":[{"name":"serde","req":"^1.0","dev":false},{"name":"log","req":"^0.4","dev":true}]},
            {"name":"cli","deps":[]},
            {"name":"gui","deps":[{"name":"serde","req":"^1.0","dev":true}]},
            {"name":"net","deps":[{"name":"url","req":"^2.5","dev":false}]}]"#,
        "[JSON with quotes left out; tables: {a,b} names each row's values]\n\
         [4 rows]{name,deps:[{name,req,dev}]}\n\
         core,[{serde,^1.0,false},{log,^0.4,true}]\n\
         cli,[]\n\
         gui,[{serde,^1.0,true}]\n\
         net,[{url,^2.5,false}]",
    );
}

#[test]
fn objects_may_be_null() {
    folds(
        r#"[{"pull":1,"merge":{"by":"ada","at":"10:00"}},{"pull":2,"merge":null},
            {"pull":3,"merge":{"by":"bob","at":"12:30"}},{"pull":4,"merge":{"by":"eve","at":"17:45"}},
            {"pull":5,"merge":{"by":"ada","at":"18:00"}}]"#,
        "[JSON with quotes left out; tables: {a,b} names each row's values]\n\
         [5 rows]{pull,merge:{by,at}}\n\
         1,{ada,10:00}\n\
         2,null\n\
         3,{bob,12:30}\n\
         4,{eve,17:45}\n\
         5,{ada,18:00}",
    );
}

#[test]
fn maps_of_like_objects_keep_their_keys() {
    folds(
        r#"{"version":3,"packages":{"left-pad":{"version":"1.3.0","dev":true},"c":{"version":"1.0.0","dev":true},
            "node_modules/a":{"version":"0.2.0","dev":false},"b":{"version":"2.0.0-rc.1","dev":true}}}"#,
        "[JSON with quotes left out; tables: {a,b} names each row's values; rows by key: each row starts with its key]\n\
         {version:3,packages:{4 rows by key}{version,dev}\n\
         left-pad:1.3.0,true\n\
         c:1.0.0,true\n\
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
            {"tool":"stat","args":{"file":{"type":"string","about":"of what"}}},
            {"tool":"list","args":{"path":{"type":"string","about":"of what"}}}]"#,
        "[JSON with quotes left out; tables: {a,b} names each row's values; {*:x}: an object with any keys, its values like x]\n\
         [4 rows]{tool,args:{*:{type,about}}}\n\
         find,{path:{string,where},depth:{integer,levels}}\n\
         grep,{pattern:{string,what},flags:{array,how}}\n\
         stat,{file:{string,of what}}\n\
         list,{path:{string,of what}}",
    );
}

#[test]
fn a_table_in_an_object_ends_with_its_last_row() {
    folds(
        r#"{"total": 4, "items": [{"id": 1, "name": "x"}, {"id": 2, "name": "y"}, {"id": 3, "name": "z"},
            {"id": 4, "name": "x"}], "next": null}"#,
        "[JSON with quotes left out; tables: {a,b} names each row's values]\n\
         {total:4,items:[4 rows]{id,name}\n\
         1,x\n\
         2,y\n\
         3,z\n\
         4,x\n\
         next:null}",
    );
}

#[test]
fn lines_are_rows_too() {
    folds(
        "{\"at\":1,\"event\":\"up\"}\n{\"at\":2,\"event\":\"down\"}\n{\"at\":3,\"event\":\"up\"}\n{\"at\":4,\"event\":\"up\"}\n",
        "[JSON with quotes left out; tables: {a,b} names each row's values; \
         lines: each row is a JSON text of its own]\n\
         [4 lines]{at,event}\n1,up\n2,down\n3,up\n4,up",
    );
}

#[test]
fn what_would_end_a_value_gets_quotes() {
    folds(
        r#"[{"name":"a","text":"one, two"},{"name":"b","text":"three"},{"name":"c","text":"{four\n}"},
            {"name":"d","text":"[5]"}]"#,
        "[JSON with quotes left out; tables: {a,b} names each row's values]\n\
         [4 rows]{name,text}\n\
         a,\"one, two\"\n\
         b,three\n\
         c,\"{four\\n}\"\n\
         d,\"[5]\"",
    );
}

#[test]
fn a_few_rows_keep_their_keys() {
    folds(
        r#"[{"id": 1, "name": "x", "at": {"line": 3}}, {"id": 2, "name": "y", "at": {"line": 4}}]"#,
        "[JSON with quotes left out]\n\
         [{id:1,name:x,at:{line:3}},{id:2,name:y,at:{line:4}}]",
    );
}

#[test]
fn rows_of_many_cells_keep_their_keys() {
    let row = |n: usize| {
        let members: Vec<String> =
            (0..13).map(|at| format!(r#""k{at}":"value {n}{at}""#)).collect();
        format!(r#"{{{},"last":"the same in each of the rows"}}"#, members.join(","))
    };
    let text = format!("[{}]", (0..4).map(row).collect::<Vec<_>>().join(","));
    let folded = compress(&text).expect("is folded");
    assert!(
        folded.starts_with(
            "[JSON with quotes left out; tables: {a,b} names each row's values; \
             {*,a:x}: each row gives its keys, a is like x]\n\
             [4 rows]{*|same in all: after k12: last=the same in each of the rows}\n\
             k0:value 00,k1:value 01,k2:value 02,"
        ),
        "{folded}"
    );
    assert_restores(&text, &folded);
}

#[test]
fn another_order_of_keys_is_no_form() {
    let mut rows: Vec<String> =
        (0..8).map(|n| format!(r#"{{"role":"user","content":{n},"at":{n}}}"#)).collect();
    rows[1] = r#"{"content":1,"role":"user","at":1}"#.to_owned();
    let text = format!("[{}]", rows.join(","));
    let folded = compress(&text).expect("is folded");
    assert!(
        folded.starts_with(
            "[JSON with quotes left out; tables: {a,b} names each row's values; \
             {: starts an object that has its keys]\n\
             [8 rows]:{role,content,at}\n{user,0,0}\n{:content:1,role:user,at:1}\n{user,2,2}\n"
        ),
        "{folded}"
    );
    assert_restores(&text, &folded);
}

#[test]
fn json_stays_json_unless_the_gain_is_clear() {
    let row = |n: usize| format!(r#"{{"id": {n}, "name": "x{n}", "state": "open"}}"#);
    let rows = |count| format!("[{}]", (0..count).map(row).collect::<Vec<_>>().join(", "));
    let folded = |text: &str| compress_by(text, &Estimator::new()).expect("is folded");
    assert_eq!(
        folded(&rows(4)),
        r#"[{"id":0,"name":"x0","state":"open"},{"id":1,"name":"x1","state":"open"},{"id":2,"name":"x2","state":"open"},{"id":3,"name":"x3","state":"open"}]"#
    );
    assert!(folded(&rows(40)).starts_with("[JSON with quotes left out; "));
    assert_eq!(folded(r#"{ "id": 7, "name": "x" }"#), r#"{"id":7,"name":"x"}"#);
}

#[test]
fn a_single_object_loses_its_quotes() {
    folds(
        r#"{"id": 7, "url": "https://example.org/a{/b}", "owner": {"login": "ada", "admin": false}, "n": "1.0"}"#,
        "[JSON with quotes left out]\n\
         {id:7,url:https://example.org/a{/b},owner:{login:ada,admin:false},n:\"1.0\"}",
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
        folded.starts_with("[JSON with quotes left out; tables: {a,b} names each row's values; x/y: like x or like y; 2{ starts an object like the second of them]\n[8 rows]:{kind,process,command}/{exit,seconds,killed}\n{start,0,make all}\n2{1,0.5,false}\n"),
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
        let _ = restored(&SmartCrusher::new(), &broken);
    }
    let headers = format!("[1 rows]{}", "{a".repeat(100_000));
    assert_eq!(restored(&SmartCrusher::new(), &headers), None);
    let shapes = format!("[1 rows]:{}", "[".repeat(100_000));
    assert_eq!(restored(&SmartCrusher::new(), &shapes), None);
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
    let head = "[JSON with quotes left out; tables: {a,b} names each row's values; \
                x/y: like x or like y; 2{ starts an object like the second of them; \
                {=}: an object of no more than what is the same in all]\n\
                [9 rows]{id,marks:[{|same in all: kind=null}/{other}]}\n\
                0,[{=},{=},{},2{0}]\n";
    assert!(folded.starts_with(head), "{folded}");
    assert_restores(&text, &folded);
}

#[test]
fn what_is_not_json_or_cannot_shrink_is_declined() {
    for (text, reason) in [
        ("", Declined::NotThisType),
        ("hello", Declined::NotThisType),
        ("[1,", Declined::NoGain),
        ("{\"a\" 1}", Declined::NotThisType),
        ("[01]", Declined::NotThisType),
        ("[1 2]", Declined::NotThisType),
        ("[1,]", Declined::NotThisType),
        ("\u{feff}{}", Declined::NotThisType),
        ("{}", Declined::NoGain),
        ("[1,2]", Declined::NoGain),
        ("\"a string\"", Declined::NoGain),
    ] {
        assert_eq!(compress_by(text, &Estimator::new()), Err(reason), "{text}");
    }
}

/// An object that is long enough to be pointed to.
fn user(name: &str, site: &str) -> String {
    let about = "nothing is known of this user, but for what stands here";
    format!(r#"{{"login":"{name}","url":"https://{site}.example.org/{name}","about":"{about}"}}"#)
}

#[test]
fn an_object_that_comes_again_is_named() {
    let (ada, bob) = (user("ada", "www"), user("bob", "www"));
    let text = format!(
        r#"[{{"id":1,"by":{ada}}},{{"id":2,"by":{bob}}},{{"id":3,"by":{ada}}},{{"id":4,"by":{bob}}},
            {{"id":5,"by":null}}]"#
    );
    insta::assert_snapshot!(compress(&text).expect("is folded"), @r#"
    [JSON with quotes left out; tables: {a,b} names each row's values; {as above, a:x}: the same as the object above with x as its a]
    [5 rows]{id,by}
    1,{login:ada,url:https://www.example.org/ada,about:"nothing is known of this user, but for what stands here"}
    2,{login:bob,url:https://www.example.org/bob,about:"nothing is known of this user, but for what stands here"}
    3,{as above, login:ada}
    4,{as above, login:bob}
    5,null
    "#);
    assert_restores(&text, &compress(&text).expect("is folded"));
}

#[test]
fn rows_that_come_again_are_named() {
    let (ada, bob) = (user("ada", "www"), user("bob", "www"));
    let text = format!("[{ada},{bob},{ada},{bob},{ada}]");
    insta::assert_snapshot!(compress(&text).expect("is folded"), @r#"
    [JSON with quotes left out; {as above, a:x}: the same as the object above with x as its a]
    [{login:ada,url:https://www.example.org/ada,about:"nothing is known of this user, but for what stands here"},{login:bob,url:https://www.example.org/bob,about:"nothing is known of this user, but for what stands here"},{as above, login:ada},{as above, login:bob},{as above, login:ada}]
    "#);
    assert_restores(&text, &compress(&text).expect("is folded"));
}

#[test]
fn what_names_several_objects_names_none() {
    let (here, there) = (user("ada", "here"), user("ada", "there"));
    let text = format!("[{here},{there},{here},{there}]");
    let folded = compress(&text).expect("is folded");
    assert!(folded.contains("as above, url:https://here.example.org/ada"), "{folded}");
    assert!(!folded.contains("as above, login:ada"), "{folded}");
    assert_restores(&text, &folded);
}

#[test]
fn the_record_that_is_asked_for_stands_in_full() {
    let users = [user("ada", "www"), user("bob", "www")];
    let row =
        |id: usize| format!(r#"{{"id":{id},"by":{}}}"#, users[usize::from(id.is_multiple_of(3))]);
    let rows: Vec<String> = (7401..7420).map(row).collect();
    let text = format!("[{}]", rows.join(",\n"));
    let hints = Hints::none().with_question("Who wrote 7412?");
    let input = Input::new(&text, ContentType::JSON, &Eager).with_hints(hints);
    let rewrite = SmartCrusher::new().compress(&input).expect("is folded");
    let folded = rewrite.folded(&text).expect("pieces fit the text");
    let in_full = folded.lines().filter(|line| line.contains("login:ada,")).count();
    assert_eq!(in_full, 2, "the first and the one that is asked for: {folded}");
    assert!(folded.contains("\n7411,{as above, login:ada}\n7412,{login:ada,url:"), "{folded}");
    assert_restores(&text, &folded);
}

#[test]
fn the_laws_hold() {
    let texts = [
        "",
        "not json",
        "{\"a\": 1}",
        "[{\"a\": 1, \"b\": \"x\"}, {\"a\": 2, \"b\": \"y\"}, {\"a\": 3, \"c\": \"z\"}]",
        "{\"a\": 1}\n{\"a\": 2}\n[3]\n\"x\"\n",
        "\"[JSON with quotes left out]\"\n\"x\"   1 2 3",
        "[ \"[JSON with quotes left out]\", \"[3 rows]{a}\" ]",
    ];
    assert!(compressor_laws(&SmartCrusher::new(), &Estimator::new(), &texts) >= 8);
    let texts = texts.map(padded);
    let texts = texts.each_ref().map(String::as_str);
    assert!(compressor_laws(&SmartCrusher::new(), &Eager, &texts) >= 8);
}
