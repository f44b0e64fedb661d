use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn normalized(body: &str, dialect: &str) -> (String, NormalizeReport) {
    let normal = tool_def_normalize(&Layout::parse_as(body, dialect).unwrap());
    (normal.body.into_owned(), normal.report)
}

#[track_caller]
fn check(dialect: &str, body: &str, expected: &str) -> NormalizeReport {
    let (normal, report) = normalized(body, dialect);
    assert_eq!(normal, expected);
    let again = normalized(&normal, dialect).0;
    assert_eq!(again, normal, "the result normalizes to itself");
    report
}

#[test]
fn tools_of_each_dialect_are_put_in_order() {
    let report = check(
        "anthropic",
        r#"{"tools":[{"name":"b","input_schema":{"type":"object","properties":{}}},{"name":"a"}]}"#,
        r#"{"tools":[{"name":"a"},{"name":"b","input_schema":{"properties":{},"type":"object"}}]}"#,
    );
    assert_eq!(report.moved, ["a", "b"]);
    assert_eq!(report.sorted, ["b"]);
    assert_eq!(report.kept, []);
    check(
        "openai-chat",
        r#"{"tools":[{"type":"function","function":{"name":"b","parameters":{"b":1,"a":2}}},
            {"type":"function","function":{"name":"a","strict":true}}],"messages":[]}"#,
        r#"{"tools":[{"type":"function","function":{"name":"a","strict":true}},
            {"type":"function","function":{"name":"b","parameters":{"a":2,"b":1}}}],"messages":[]}"#,
    );
    check(
        "openai-responses",
        r#"{"tools":[{"type":"web_search"},{"type":"function","name":"b"},{"type":"function","name":"a"}]}"#,
        r#"{"tools":[{"type":"function","name":"a"},{"type":"function","name":"b"},{"type":"web_search"}]}"#,
    );
    check(
        "gemini",
        r#"{"tools":[{"functionDeclarations":[{"name":"b","parameters":{"type":"OBJECT","required":["z","a"]}},{"name":"a"}]}]}"#,
        r#"{"tools":[{"functionDeclarations":[{"name":"a"},{"name":"b","parameters":{"required":["z","a"],"type":"OBJECT"}}]}]}"#,
    );
    check(
        "bedrock-converse",
        r#"{"toolConfig":{"tools":[{"toolSpec":{"name":"b","inputSchema":{"json":{"b":[{"d":1,"c":2}],"a":1e400}}}},{"toolSpec":{"name":"a"}}]}}"#,
        r#"{"toolConfig":{"tools":[{"toolSpec":{"name":"a"}},{"toolSpec":{"name":"b","inputSchema":{"json":{"a":1e400,"b":[{"c":2,"d":1}]}}}}]}}"#,
    );
}

#[test]
fn a_marked_tool_stays_and_none_passes_it() {
    let report = check(
        "anthropic",
        r#"{"tools":[{"name":"d"},{"name":"c"},{"name":"b","cache_control":{"type":"ephemeral"}},{"name":"a"}]}"#,
        r#"{"tools":[{"name":"c"},{"name":"d"},{"name":"b","cache_control":{"type":"ephemeral"}},{"name":"a"}]}"#,
    );
    assert_eq!(report.kept, [Kept { place: Place::Tool { tool: 2 }, reason: KeptReason::Marked }]);
    let report = check(
        "bedrock-converse",
        r#"{"toolConfig":{"tools":[{"toolSpec":{"name":"b"}},{"toolSpec":{"name":"a"}},{"cachePoint":{"type":"default"}}]}}"#,
        r#"{"toolConfig":{"tools":[{"toolSpec":{"name":"a"}},{"toolSpec":{"name":"b"}},{"cachePoint":{"type":"default"}}]}}"#,
    );
    assert_eq!(report.kept, []);
}

#[test]
fn what_has_no_certain_meaning_is_left_alone() {
    let same = |body: &str, reason: KeptReason| {
        let report = check("anthropic", body, body);
        assert_eq!(report.kept.iter().map(|kept| kept.reason).collect::<Vec<_>>(), [reason]);
    };
    same(r#"{"tools":[{"name":"b"},{"name":"b"},{"name":"a"}]}"#, KeptReason::SameName);
    same(
        r#"{"tools":[{"name":"a","input_schema":{"b":{"y":1,"x":1,"\u0079":2},"a":1}}]}"#,
        KeptReason::DuplicateKey,
    );
    let deep = format!("{}1{}", "{\"b\":".repeat(90), "}".repeat(90));
    let body = format!(r#"{{"tools":[{{"name":"a","input_schema":{{"z":{deep},"y":1}}}}]}}"#);
    same(&body, KeptReason::TooDeep);
}

#[test]
fn keys_can_be_kept() {
    let body = r#"{"tools":[{"name":"b","input_schema":{"z":1,"a":1}},{"name":"a"}]}"#;
    let layout = Layout::parse_as(body, "anthropic").unwrap();
    let normal = ToolDefNormalizer::new().keep_keys().normalize(&layout);
    assert_eq!(
        normal.body,
        r#"{"tools":[{"name":"a"},{"name":"b","input_schema":{"z":1,"a":1}}]}"#
    );
    assert!(normal.report.sorted.is_empty());
}

#[test]
fn the_proof_finds_what_is_not_the_same() {
    let before = r#"{"a":1,"tools":[{"name":"x","input_schema":{"p":1.0,"q":["b","a"],"r":{"s":null}}},{"name":"y"}],"messages":[]}"#;
    let layout = Layout::parse_as(before, "anthropic").unwrap();
    assert!(same::tools(&layout, before));
    let changes = [
        ("1.0", "1.00"),
        (r#"["b","a"]"#, r#"["a","b"]"#),
        ("null", "false"),
        (r#","r":{"s":null}"#, ""),
        (r#""s":null"#, r#""s":null,"t":1"#),
        (r#""s":null"#, r#""s":null,"s":null"#),
        (r#",{"name":"y"}"#, ""),
        (r#"{"name":"y"}"#, r#"{"name":"y"},{"name":"y"}"#),
        (r#""y""#, r#""z""#),
        (r#""a":1"#, r#""a":2"#),
        (r#""messages":[]"#, r#""messages":[0]"#),
        (r#"{"name":"y"}"#, r#"{"name":"y","cache_control":{"type":"ephemeral"}}"#),
    ];
    for (from, to) in changes {
        let after = before.replacen(from, to, 1);
        assert_ne!(after, before);
        assert!(!same::tools(&layout, &after), "{after}");
    }
}

fn schema() -> impl Strategy<Value = String> {
    let scalar = prop_oneof![
        Just("1.0".to_owned()),
        Just("1e400".to_owned()),
        Just("9007199254740993".to_owned()),
        Just("null".to_owned()),
        "[a-zé\\\\\"\n]{0,4}".prop_map(|text| serde_json::to_string(&text).unwrap()),
    ];
    scalar.prop_recursive(4, 24, 4, |inner| {
        let members = prop::collection::vec(("[a-cé\"]{0,2}", inner.clone()), 0..4);
        let object = (members, " {0,2}\n?").prop_map(|(members, space)| {
            let member = |(key, value): &(String, String)| {
                format!("{space}{}{space}:{space}{value}", serde_json::to_string(key).unwrap())
            };
            format!("{{{}{space}}}", members.iter().map(member).collect::<Vec<_>>().join(","))
        });
        let array =
            prop::collection::vec(inner, 0..4).prop_map(|all| format!("[{}]", all.join(" , ")));
        prop_oneof![object, array]
    })
}

/// A body with these tools, and the same with the tools in another order.
fn bodies() -> impl Strategy<Value = (String, String)> {
    let tool = (0..12_u8, schema(), 0..9_u8).prop_map(|(name, schema, marked)| {
        let mark = if marked == 0 { r#","cache_control":{"type":"ephemeral"}"# } else { "" };
        format!(r#"{{"name":"t{name}","input_schema":{schema}{mark}}}"#)
    });
    prop::collection::vec(tool, 0..6).prop_flat_map(|tools| {
        let body = |tools: &[String]| {
            format!(r#"{{"tools": [ {} ],"system":"é","messages":[]}}"#, tools.join(" ,\n"))
        };
        let first = body(&tools);
        Just(tools).prop_shuffle().prop_map(move |tools| (first.clone(), body(&tools)))
    })
}

/// The tools by name, as values: only what `serde_json` can hold is compared here.
fn by_name(body: &str) -> Vec<String> {
    let body: Value = serde_json::from_str(&body.replace("1e400", "\"1e400\"")).unwrap();
    let mut tools: Vec<String> =
        body["tools"].as_array().unwrap().iter().map(|tool| json!(tool).to_string()).collect();
    tools.sort();
    tools
}

proptest! {
    #[test]
    fn the_same_tools_come_out_in_one_order((body, shuffled) in bodies()) {
        let (normal, report) = normalized(&body, "anthropic");
        prop_assert_eq!(normal.len(), body.len());
        prop_assert_eq!(by_name(&normal), by_name(&body));
        prop_assert!(!report.kept.iter().any(|kept| kept.reason == KeptReason::NotProven));
        prop_assert_eq!(&normalized(&normal, "anthropic").0, &normal);
        let (other, other_report) = normalized(&shuffled, "anthropic");
        let fixed = [KeptReason::Marked, KeptReason::SameName];
        let may_differ = body.contains("cache_control")
            || report.kept.iter().chain(&other_report.kept).any(|kept| fixed.contains(&kept.reason));
        if !may_differ {
            prop_assert_eq!(other, normal);
        }
    }

    #[test]
    fn any_tools_are_survived(tools in "[\\[\\]{}\":,a1 ]{0,24}") {
        let body = format!(r#"{{"tools":{tools},"messages":[]}}"#);
        for dialect in ["anthropic", "openai-chat", "gemini"] {
            if let Ok(layout) = Layout::parse_as(&body, dialect) {
                let normal = tool_def_normalize(&layout).body;
                prop_assert!(serde_json::from_str::<Value>(&normal).is_ok());
            }
        }
    }
}
