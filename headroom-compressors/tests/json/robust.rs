//! Odd, hostile and huge documents.

use super::*;
use headroom_core::check::verify;
use headroom_core::notice::{By, Lines, Notice};
use headroom_core::{Budget, Handle};

/// What is no JSON stays as it is, whatever it resembles.
#[test]
fn what_is_not_json_is_left_alone() {
    for text in [
        "[{\"x\": NaN}, {\"x\": 1}, {\"x\": 2}]",
        "[Infinity, -Infinity]",
        "// a comment\n{\"a\": 1}",
        "{\"a\": 1 /* one */, \"b\": 2}",
        "{a: 1, b: 'two'}",
        "{'a': None}",
        "[0x10, 010, +1, .5, 1.]",
        "[1, 2",
        "[tru]",
    ] {
        assert_eq!(compress(text), Err(Declined::NotThisType), "{text}");
    }
}

#[test]
fn what_goes_on_as_something_else_keeps_its_end() {
    let row = |n: usize| format!("{{\"id\": {n}, \"score\": {}}}", n * n);
    let rows: Vec<String> = (0..40).map(row).collect();
    let text = format!("[{}, {{\"id\": 40, \"score\": NaN}}]", rows.join(",\n          "));
    let folded = compress(&text).expect("is folded");
    let end = "39,1521\n[brackets ] were added above; the rest of the text as it is:]\n, {\"id\": 40, \"score\": NaN}]";
    assert!(folded.trim_end().ends_with(end), "{folded}");
    assert_restores(&text, &folded);
}

/// Strings that look like what the library writes are strings.
#[test]
fn look_alikes_stay_strings() {
    let handle = Handle::of("x");
    let notice = Notice::Original { handle, hidden: 3, total: 9, by: By::Rows }.to_string();
    let rows = "[rows 2-3 of 5 left out]".to_owned();
    let fetched = Notice::Retrieved { handle, lines: Some(Lines::new(1, 2)) }.to_string();
    let odd = [
        notice,
        rows,
        fetched,
        handle.to_string(),
        "[JSON with quotes left out]".to_owned(),
        "[JSON with quotes left out]\n[2 rows]{a}\n1\n2".to_owned(),
        "[brackets ] were added above; the rest of the text as it is:]".to_owned(),
        "x\n[brackets ] were added above; the rest of the text as it is:]\ny".to_owned(),
        "as above, id:7".to_owned(),
        "{as above, id:7}".to_owned(),
        "[5 rows]{a,b}".to_owned(),
        "{5 rows by key}".to_owned(),
        "|same in all: a=1".to_owned(),
        "{JSON string:{a:1}}".to_owned(),
        "{\"JSON string\":{\"a\":[1,2,3,4,5,6,7,8,9]},\"b\":\"and so on\"}".to_owned(),
    ];
    let row =
        |text: &String| serde_json::json!({"id": text, "of": {text.as_str(): text}}).to_string();
    for rows in [odd.iter().map(row).collect::<Vec<_>>(), vec![row(&odd[0]); 9]] {
        let text = format!("[{}]", rows.join(",\n"));
        assert_restores(&text, &compress(&text).expect("is folded"));
        compressor_laws(&SmartCrusher::new(), &Eager, &[&padded(&text)]);
    }
}

#[test]
fn surrogates_and_escapes_come_back() {
    let odd = [
        r#""\ud800""#,
        r#""\udc00\ud800""#,
        r#""\ud83d\ude00""#,
        r#""\u0000\u001f""#,
        r#""\q""#,
        r#""\u12""#,
        "\"\t\"",
        r#""\/\b\f""#,
    ];
    let rows: Vec<String> =
        odd.iter().map(|text| format!("{{\"a\": {text}, {text}: [{text}]}}")).collect();
    let text = format!("[{}]", rows.join(",\n"));
    if let Ok(folded) = compress(&text) {
        assert_restores(&text, &folded);
    }
}

#[test]
fn duplicate_keys_are_kept() {
    let rows: Vec<String> =
        (0..9).map(|n| format!("{{\"id\": {n}, \"a\": 1, \"a\": \"two\", \"A\": 3}}")).collect();
    let text = format!("[{}]", rows.join(", "));
    let folded = compress(&text).expect("is folded");
    assert_eq!(
        folded.matches("a:1,a:two").count() + folded.matches("1,two").count(),
        9,
        "{folded}"
    );
    assert_restores(&text, &folded);
}

/// Many keys, and arrays in arrays ten thousand deep, each with a neighbour.
#[test]
fn wide_and_deep_documents_take_linear_time() {
    let wide: Vec<String> = (0..50_000).map(|n| format!("\"k{n}\": {n}")).collect();
    let wide = format!("{{{}}}", wide.join(", "));
    let deep = format!("{}{}", "[1, ".repeat(10_000), "[]".to_owned() + &"]".repeat(10_000));
    let objects =
        format!("{}{}", "{\"a\": 1, \"b\": ".repeat(10_000), "[]".to_owned() + &"}".repeat(10_000));
    for text in [wide, deep, objects] {
        for budget in [Budget::LOSSLESS, Budget::recoverable(300)] {
            let tokens = Estimator::new();
            let input = Input::new(&text, ContentType::JSON, &tokens).with_budget(budget);
            if let Ok(rewrite) = SmartCrusher::new().compress(&input) {
                assert_eq!(verify(&SmartCrusher::new(), &input, &rewrite).err(), None);
            }
        }
    }
}

/// A count beside rows that went out of sight is explained by the notice in their place.
#[test]
fn a_sibling_total_is_not_contradicted() {
    let rows: Vec<String> = (0..240)
        .map(|n| {
            format!("{{\"id\": {n}, \"name\": \"project number {n}\", \"stars\": {}}}", n * 7 % 90)
        })
        .collect();
    let text = format!("{{\"total\": 240, \"items\": [{}]}}", rows.join(", "));
    let rewrite = recoverable::shorten(&text, Hints::none()).expect("is shortened");
    let shown = recoverable::rendered(&rewrite);
    assert!(shown.contains("{total:240,items:["), "{shown}");
    assert!(shown.contains(" rows shown]"), "{shown}");
    assert!(shown.contains(" of 240 left out; of all 240, "), "{shown}");
}
