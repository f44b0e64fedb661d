//! What holds of any value.

use headroom_compressors::SmartCrusher;
use headroom_core::check::{restored, verify};
use headroom_core::{Budget, Compressor, Hints};
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

/// Objects that come again and again, some of which are known by the same name.
fn repeated() -> impl Strategy<Value = String> {
    let long = "a description that is long enough to be pointed to, and then some more of it";
    (0..3_u8, 0..2_u8, prop::bool::ANY).prop_map(move |(name, kind, nested)| {
        let inner =
            format!("{{\"login\": \"user-{name}\", \"kind\": {kind}, \"about\": \"{long}\"}}");
        if nested {
            format!("{{\"of\": \"a{name}bc\", \"by\": {inner}, \"x\": [1, 2]}}")
        } else {
            inner
        }
    })
}

fn rows_with_repeats() -> impl Strategy<Value = String> {
    let cell = prop_oneof![3 => repeated(), 1 => value(), 1 => Just("\"as above\"".to_owned())];
    let cells = (
        prop::option::weighted(0.9, cell.clone()),
        prop::option::weighted(0.3, cell.clone()),
        cell,
    );
    let row =
        (cells, prop::bool::weighted(0.2), repeated()).prop_map(|((a, b, c), whole, object)| {
            let member = |name: &str, value: Option<String>| {
                value.map(|value| format!("\"{name}\": {value}, "))
            };
            let (a, b) =
                (member("user", a).unwrap_or_default(), member("team", b).unwrap_or_default());
            if whole { object } else { format!("{{{a}{b}\"owner\": {c}}}") }
        });
    prop::collection::vec(row, 2..12).prop_map(|rows| format!("[{}]", rows.join(",\n")))
}

/// A long document of rows of which some come again and again.
fn long_document() -> impl Strategy<Value = String> {
    let row = prop_oneof![6 => cells_of_a_row(), 1 => value(), 1 => repeated()];
    (prop::collection::vec(row, 3..20), 120..260_usize, 0..4_u8).prop_map(|(rows, count, kind)| {
        let row = |at: usize| rows.get(at * at % rows.len()).map_or("1", String::as_str);
        let all = |separator: &str| (0..count).map(row).collect::<Vec<_>>().join(separator);
        match kind {
            0 => format!("[{}]", all(",\n")),
            1 => format!("{{\"total\": {count}, \"items\": [{}], \"next\": null}}", all(" , ")),
            2 => all("\n"),
            _ => {
                let members = (0..count).map(|at| format!("\"key {at}\" : {}", row(at)));
                format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
            }
        }
    })
}

fn cells_of_a_row() -> impl Strategy<Value = String> {
    (0..400_u32, prop::option::weighted(0.8, value()), prop::collection::vec(scalar(), 0..9))
        .prop_map(|(n, cell, list)| {
            let cell = cell.map(|cell| format!("\"cell\": {cell}, ")).unwrap_or_default();
            format!(
                "{{\"n\": {n}, {cell}\"state\": \"s{}\", \"list\": [{}]}}",
                n % 5,
                list.join(", ")
            )
        })
}

/// Rows with JSON in strings, laid out in several ways, and strings in these.
fn strings_of_json() -> impl Strategy<Value = String> {
    let lay_out = |text: String, way: u8| {
        let value = serde_json::from_str::<serde_json::Value>(&text).unwrap_or_default();
        match way {
            0 => value.to_string(),
            1 => serde_json::to_string_pretty(&value).unwrap_or_default(),
            2 => value.to_string() + "\n",
            _ => text,
        }
    };
    let long = (value(), value(), 0..4_u8, 0..4_u8).prop_map(move |(a, b, inner, outer)| {
        let inner = lay_out(a, inner);
        let object = serde_json::json!({"name": "of some length, as it has to be", "in": inner});
        let object = object.to_string();
        let with = object.strip_suffix('}').unwrap_or_default();
        lay_out(format!("{with},\"b\":{b}}}"), outer)
    });
    prop::collection::vec(long, 1..5).prop_map(|texts| {
        let row = |text: &String| format!("{{\"id\": 1, \"body\": {}}}", serde_json::json!(text));
        format!("[{}]", texts.iter().map(row).collect::<Vec<_>>().join(", "))
    })
}

/// As many cases as the environment asks for, or some.
fn config() -> ProptestConfig {
    let asked = std::env::var_os("PROPTEST_CASES").is_some();
    if asked { ProptestConfig::default() } else { ProptestConfig::with_cases(512) }
}

fn check(text: &str) -> Result<(), TestCaseError> {
    let text = padded(text);
    let Ok(folded) = compress_by(&text, &Eager) else { return Ok(()) };
    prop_assert!(folded.len() < text.len());
    let restored = restored(&SmartCrusher::new(), &folded);
    let restored = restored.map(|text| tokens(&text));
    prop_assert_eq!(restored, Some(tokens(&text)), "{}", folded);
    compressor_laws(&SmartCrusher::new(), &Eager, &[&text]);
    Ok(())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_strings_of_json_come_back(text in strings_of_json()) {
        check(&text)?;
    }

    #[test]
    fn what_is_complete_of_any_rows_comes_back((rows, cut) in (rows(), 0..=100_usize)) {
        let text = rows.get(..rows.floor_char_boundary(rows.len() * cut / 100)).unwrap_or("");
        check(text)?;
    }

    #[test]
    fn any_rows_with_repeats_come_back(text in rows_with_repeats()) {
        check(&text)?;
    }

    #[test]
    fn any_long_document_in_a_string_is_shortened_as_it_says(text in long_document(), pretty: bool) {
        let Ok(value) = serde_json::from_str::<serde_json::Value>(&text) else { return Ok(()) };
        let inner = if pretty { serde_json::to_string_pretty(&value).unwrap_or_default() } else { value.to_string() };
        let text = serde_json::json!({"out": inner, "again": [inner, "x"], "code": 1}).to_string();
        let (crusher, hints) = (SmartCrusher::new(), Hints::none().with_question("What is n 17?"));
        let input = Input::new(&text, ContentType::JSON, &Eager)
            .with_budget(Budget::recoverable(100))
            .with_hints(hints);
        if let Ok(rewrite) = crusher.compress(&input) {
            prop_assert_eq!(verify(&crusher, &input, &rewrite).err(), None);
        }
    }

    #[test]
    fn any_long_document_is_shortened_as_it_says(text in long_document()) {
        let crusher = SmartCrusher::new();
        let hints = Hints::none().with_question("What is n 17, and the error of user-1?");
        let input = Input::new(&text, ContentType::JSON_LINES, &Eager)
            .with_budget(Budget::recoverable(100))
            .with_hints(hints);
        if let Ok(rewrite) = crusher.compress(&input) {
            prop_assert_eq!(verify(&crusher, &input, &rewrite).err(), None);
        }
    }

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
        let _ = restored(&SmartCrusher::new(), &text);
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
