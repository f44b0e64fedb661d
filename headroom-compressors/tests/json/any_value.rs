//! What holds of any value.

use headroom_compressors::SmartCrusher;
use headroom_core::Compressor;
use proptest::prelude::*;

use super::*;

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

/// Objects of so many fields that they keep their keys; some fields say the same in all, some are
/// missing now and then.
fn wide_rows() -> impl Strategy<Value = String> {
    let constant = Just(r#""the same, for a long time""#.to_owned());
    let cell = prop_oneof![
        3 => prop::sample::select(vec!["1", "\"main\"", "null", "{\"x\": 1, \"y\": 2}", "{\"x\": 3, \"y\": \"q\"}", "[{\"x\": 5}]"]).prop_map(str::to_owned),
        1 => scalar(),
    ];
    let name = |at: usize| {
        ["a.b", "x|y", "after k3", "same in all"]
            .get(at)
            .map_or_else(|| format!("k{at}"), |name| (*name).to_owned())
    };
    (prop::collection::vec(prop::bool::weighted(0.3), 16), 2..7_usize).prop_flat_map(
        move |(same, rows)| {
            let cells: Vec<_> = same
                .iter()
                .map(|&same| {
                    if same {
                        constant.clone().prop_map(Some).boxed()
                    } else {
                        prop::option::weighted(0.97, cell.clone()).boxed()
                    }
                })
                .collect();
            let row = cells.prop_map(move |cells| {
                let members = cells
                    .into_iter()
                    .enumerate()
                    .filter_map(|(at, cell)| Some(format!("\"{}\": {}", name(at), cell?)));
                format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
            });
            prop::collection::vec(row, rows..=rows)
                .prop_map(|rows| format!("[{}]", rows.join(",\n")))
        },
    )
}

fn check(text: &str) -> Result<(), TestCaseError> {
    let text = padded(text);
    let Ok(folded) = compress_by(&text, &Eager) else { return Ok(()) };
    prop_assert!(folded.len() < text.len());
    let restored = SmartCrusher::new().restore(&folded);
    let restored = restored.map(|text| tokens(&text));
    prop_assert_eq!(restored, Some(tokens(&text)), "{}", folded);
    compressor_laws(&SmartCrusher::new(), &Eager, &[&text]);
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
    fn any_wide_rows_come_back(text in wide_rows()) {
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

/// A key that does not decode is a key like any other: twice in one object, it makes no table.
#[test]
fn keys_that_do_not_decode_count_once() {
    let row = |n: usize| format!(r#"{{ "a.b": {n}, "\ud800": null, "user": "somebody {n}" }}"#);
    let twice = row(1).replace(", \"user\"", r#", "\ud800": null, "user""#);
    let rows: Vec<_> = (0..12).map(row).chain([twice]).collect();
    check(&format!("[{}]", rows.join(",\n"))).unwrap();
}
